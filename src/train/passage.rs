//! Labelled passages as they stand in `rules/passages/*.jsonl`.
use std::collections::BTreeMap;

use serde::Deserialize;

/// A passage and what a person says of it (the words of the labels are those of the contract, parts 1, 2 and 9).
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Passage {
    /// Unique over all writers.
    pub id: String,
    /// Who wrote it: the name of its file. Not in the file itself.
    #[serde(skip)]
    pub writer: String,
    /// The words; fictional.
    pub tekst: String,
    /// `PO`, `SBO`, `SO`, `VSO`, `VO`, `PrO`; its setting.
    #[serde(default)]
    pub schooltype: String,
    /// Such as `groep 5`; its setting.
    #[serde(default)]
    pub groep: String,
    /// Date of the OPP, `YYYY-MM-DD`; its setting.
    #[serde(default)]
    pub opp_datum: String,
    /// The part it belongs to by what it says.
    pub onderdeel: String,
    /// Parts that are as good.
    #[serde(default)]
    pub ook: Vec<String>,
    /// Codes that it justifies by itself.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Codes that it only resembles. What stands in neither list is arguable or does not apply.
    #[serde(default)]
    pub niet: Vec<String>,
    /// What it shows: name and value, booleans as `true` and `false`.
    #[serde(default)]
    pub kenmerk: BTreeMap<String, Value>,
}

/// Value of a feature.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// `wie`, `wanneer`, `succes`, `concreet`.
    Flag(bool),
    /// All others.
    Word(String),
}

impl Value {
    /// The value as a word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Value::Flag(true) => "true",
            Value::Flag(false) => "false",
            Value::Word(word) => word,
        }
    }
}

/// Why passages could not be taken in. Never holds their text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("passage file {writer}, line {line}: {what}")]
pub struct BadPassage {
    /// Name of the file.
    pub writer: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: &'static str,
}

/// Reads the passages of one writer: an object a line; blank lines are passed over.
///
/// # Errors
/// When a line is no object of this shape, or has no words.
pub fn read(writer: &str, lines: &str) -> Result<Vec<Passage>, BadPassage> {
    let mut out = Vec::new();
    for (at, line) in lines.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let bad = |what| BadPassage { writer: writer.to_owned(), line: at + 1, what };
        let mut passage: Passage = serde_json::from_str(line).map_err(|_| bad("not a passage"))?;
        if passage.tekst.trim().is_empty() || passage.onderdeel.is_empty() {
            return Err(bad("no words or no part"));
        }
        writer.clone_into(&mut passage.writer);
        out.push(passage);
    }
    Ok(out)
}
