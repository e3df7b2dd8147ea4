//! Judges single passages outside any document (contract, part 9): `inspect --passages`.
//!
//! Learned resemblance speaks first, what can be seen in the passage alone (dates against the date of the OPP, consent
//! for data, who and when) has the last word, and written rules join through [`Written`].
mod age;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::check::resembles::{Learned, Resembles, Strength};

/// A passage and its setting, a line of the input.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Single {
    /// Given back as it came.
    pub id: String,
    /// The words.
    pub tekst: String,
    /// `PO`, `SBO`, `SO`, `VSO`, `VO`, `PrO`.
    #[serde(default)]
    pub schooltype: String,
    /// Such as `groep 5`.
    #[serde(default)]
    pub groep: String,
    /// Date of the OPP, `YYYY-MM-DD`; without it no age is reckoned.
    #[serde(default)]
    pub opp_datum: String,
}

/// The judgement of a passage, a line of the output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// As it came.
    pub id: String,
    /// Its part (contract, part 1).
    pub onderdeel: String,
    /// What it justifies by itself, in the order of the alphabet.
    pub codes: Vec<String>,
    /// What it shows; what is not known is left out.
    pub kenmerk: BTreeMap<String, serde_json::Value>,
    /// Why: a sentence for the part and for each code.
    pub omdat: Vec<String>,
}

/// What written rules say of a passage; it overrules what was learned.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The part, where a rule knows it.
    pub part: Option<String>,
    /// Codes that rules find.
    pub yes: Vec<String>,
    /// Codes that rules exclude (consent, a date, a link to a goal).
    pub no: Vec<String>,
}

/// Which parts a feature belongs to: elsewhere it is not told.
const FEATURE_OF: &[(&str, &[&str])] = &[
    ("aanpak", &["afspraken", "basisondersteuning", "behoeften_leerling", "derden", "overleg"]),
    ("behoefte_van", &["behoeften_leerling", "behoeften_leraren", "behoeften_ouders"]),
    ("concreet", &["behoeften_leerling", "behoeften_leraren", "behoeften_ouders"]),
    ("doel", &["doelen", "vervangende_doelen"]),
    ("domein", &["bevorderende_factoren", "belemmerende_factoren", "integratief_beeld", "gezin"]),
    ("inclusie", &["afspraken", "doelen", "overig", "uitstroomprofiel"]),
    ("kant", &["bevorderende_factoren", "belemmerende_factoren", "integratief_beeld", "gezin"]),
    ("maatregel", &["afspraken", "basisondersteuning", "behoeften_leerling"]),
    ("onderbouwing", &["uitstroomprofiel", "onderbouwing"]),
    ("ouders", &["overleg", "zienswijze_ouders", "instemming"]),
    ("respect", &["bevorderende_factoren", "belemmerende_factoren", "integratief_beeld", "gezin", "voorgeschiedenis", "evaluatie"]),
    ("stem", &["zienswijze_leerling", "doelen"]),
    ("succes", &["afspraken", "evaluatie"]),
    ("toestemming", &["instemming", "overleg", "zienswijze_ouders"]),
    ("uitstroom", &["uitstroomprofiel", "onderbouwing"]),
    ("wanneer", &["afspraken", "derden", "overleg"]),
    ("wie", &["afspraken", "derden", "overleg"]),
    ("zorg", &["afspraken", "derden", "overleg", "medisch"]),
];

/// A feature is told where its parts together are at least this probable.
const TOLD: f32 = 0.25;

/// Judges a passage by what the program ships with.
#[must_use]
pub fn judge(passage: &Single, written: &Written) -> Judged {
    judge_by(Learned::shipped(), passage, written)
}

/// Judges a passage by these weights.
#[must_use]
pub fn judge_by(learned: &Learned, passage: &Single, written: &Written) -> Judged {
    let looks = learned.judge(&passage.tekst);
    let (part, sure) = looks.part();
    let mut omdat = vec![match &written.part {
        Some(part) => format!("onderdeel {part}: regel"),
        None => format!("onderdeel {part}: lijkt er het meest op ({:.0}%)", sure * 100.0),
    }];
    let part = written.part.clone().unwrap_or_else(|| part.to_owned());
    let mut codes: Vec<String> = Vec::new();
    for code in looks.codes() {
        if written.no.iter().any(|c| c == code) {
            continue;
        }
        let why = if written.yes.iter().any(|c| c == code) { Some("regel") } else { reason(code, &looks, passage) };
        if let Some(why) = why {
            omdat.push(format!("{code}: {why}"));
            codes.push(code.to_owned());
        }
    }
    let kenmerk = FEATURE_OF
        .iter()
        .filter(|(_, parts)| parts.iter().map(|p| if *p == part { 1.0 } else { looks.is_part(p) }).sum::<f32>() >= TOLD)
        .filter_map(|(name, _)| Some(((*name).to_owned(), value(looks.feature(name)?.0))))
        .collect();
    Judged { id: passage.id.clone(), onderdeel: part, codes, kenmerk, omdat }
}

/// Why a code holds, if it does.
fn reason(code: &str, looks: &Resembles<'_>, passage: &Single) -> Option<&'static str> {
    let strength = looks.strength(code);
    if code == "AVG02" {
        match age::months(&passage.tekst, &passage.opp_datum) {
            Some(old) if old > age::OUTDATED && looks.code(code) >= 0.2 => return Some("een datum van meer dan twee jaar voor het OPP"),
            Some(old) if old <= age::OUTDATED => return None,
            _ => {}
        }
    }
    match strength {
        Strength::Sure => Some("lijkt sterk op voorbeelden"),
        Strength::Likely => Some("lijkt op voorbeelden"),
        Strength::No => None,
    }
}

/// The value of a feature as JSON: booleans are booleans.
fn value(word: &str) -> serde_json::Value {
    match word {
        "true" => true.into(),
        "false" => false.into(),
        word => word.into(),
    }
}
