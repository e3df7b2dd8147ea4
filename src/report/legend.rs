//! What the words of a report mean: titles, explanations, ladders, advice and examples, as data.
//!
//! Reports print these and never words of their own for an item, code, part or level, so that page, workbook and
//! letter say the same. Questions, ladders, explanations and advice are those of the [`Rules`] that judged, an
//! organisation's own included; `legend.toml` adds short titles, the work a change takes, and the words for values.

use serde::{Deserialize, Serialize};

use crate::rules::Rules;

/// All entries, each list in the order of the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Legend {
    /// The items of the checklist, 1 to 15 with 11a, 11b and 11.
    #[serde(rename = "punt")]
    pub items: Vec<Item>,
    /// The codes of findings.
    #[serde(rename = "bevinding")]
    pub codes: Vec<Code>,
    /// The parts of an OPP.
    #[serde(rename = "onderdeel")]
    pub parts: Vec<PartEntry>,
    /// `wet`, `advies`, `controle`.
    #[serde(rename = "niveau")]
    pub levels: Vec<Word>,
    /// Every other word that a report prints as a value: statuses, reasons, certainty.
    #[serde(rename = "woord")]
    pub words: Vec<Word>,
}

/// An item of the checklist.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Item {
    /// `1` to `15`, `11a`, `11b`.
    pub punt: String,
    /// A few words: fits above a column.
    pub titel: String,
    /// What it asks, in a sentence.
    #[serde(default)]
    pub vraag: String,
    /// What rungs 1 to 5 look like; empty where the item has no ladder of its own (11, 15).
    #[serde(default)]
    pub treden: Vec<String>,
    /// How to rise, in a sentence.
    #[serde(default)]
    pub advies: String,
    /// How it could read in a good OPP, invented.
    #[serde(default)]
    pub voorbeeld: String,
}

/// A code of findings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Code {
    /// Code of the contract.
    pub code: String,
    /// A few words.
    pub titel: String,
    /// What is the matter, in a sentence or two.
    #[serde(default)]
    pub uitleg: String,
    /// What to do, in a sentence.
    #[serde(default)]
    pub advies: String,
    /// How it could read, invented; empty where there is nothing to write.
    #[serde(default)]
    pub voorbeeld: String,
    /// Work to mend it in one OPP: 1 a minute, 2 a talk or a rewrite, 3 a new round with parents or research.
    pub moeite: u8,
    /// The rule it comes from.
    #[serde(default)]
    pub bron: String,
}

/// A part of an OPP.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PartEntry {
    /// Id of the contract.
    pub onderdeel: String,
    /// A few words.
    pub titel: String,
    /// What it holds.
    pub uitleg: String,
    /// Rubriek of the new format, or `weg` for what belongs elsewhere.
    pub rubriek: String,
}

impl PartEntry {
    /// Whether it does not belong in an OPP: what could go.
    #[must_use]
    pub fn is_bloat(&self) -> bool {
        self.rubriek == "weg"
    }
}

/// A value that reports print, and what it means.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Word {
    /// The value in the record.
    pub waarde: String,
    /// As printed.
    pub titel: String,
    /// What it means; may be empty.
    #[serde(default)]
    pub uitleg: String,
}

impl Default for Legend {
    /// By the standard rules.
    fn default() -> Legend {
        Legend::of(Rules::standard())
    }
}

impl Legend {
    /// The legend of these rules.
    #[must_use]
    pub fn of(rules: &Rules) -> Legend {
        let mut legend = Legend::from_toml(include_str!("legend.toml")).unwrap_or_else(|_| Legend::empty());
        for rule in &rules.items {
            if !legend.items.iter().any(|item| item.punt == rule.id) {
                legend.items.push(Item { punt: rule.id.clone(), titel: rule.title.clone(), ..Item::default() });
            }
            if let Some(item) = legend.items.iter_mut().find(|item| item.punt == rule.id) {
                item.vraag.clone_from(&rule.question);
                item.treden = ladder(rule, &item.treden);
            }
        }
        for rule in &rules.codes {
            if !legend.codes.iter().any(|code| code.code == rule.id) {
                legend.codes.push(Code { code: rule.id.clone(), titel: rule.title.clone(), moeite: 2, ..Code::default() });
            }
            if let Some(code) = legend.codes.iter_mut().find(|code| code.code == rule.id) {
                code.uitleg.clone_from(&rule.explanation);
                code.advies.clone_from(&rule.advice);
                code.bron.clone_from(&rule.source);
                if let Some(model) = &rule.model {
                    code.voorbeeld.clone_from(model);
                }
            }
        }
        legend
    }

    /// Reads a legend.
    ///
    /// # Errors
    /// What is wrong with the TOML, with its line.
    pub fn from_toml(text: &str) -> Result<Legend, toml::de::Error> {
        toml::from_str(text)
    }

    /// A legend without an entry: reports then print the bare values.
    #[must_use]
    pub fn empty() -> Legend {
        Legend { items: Vec::new(), codes: Vec::new(), parts: Vec::new(), levels: Vec::new(), words: Vec::new() }
    }

    /// The entry of an item.
    #[must_use]
    pub fn item(&self, punt: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.punt == punt)
    }

    /// The entry of a code.
    #[must_use]
    pub fn code(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|entry| entry.code == code)
    }

    /// The entry of a part.
    #[must_use]
    pub fn part(&self, onderdeel: &str) -> Option<&PartEntry> {
        self.parts.iter().find(|part| part.onderdeel == onderdeel)
    }

    /// An item's title, or the bare number.
    #[must_use]
    pub fn item_title<'a>(&'a self, punt: &'a str) -> &'a str {
        self.item(punt).map_or(punt, |item| &item.titel)
    }

    /// A code's title, or the bare code.
    #[must_use]
    pub fn code_title<'a>(&'a self, code: &'a str) -> &'a str {
        self.code(code).map_or(code, |entry| &entry.titel)
    }

    /// A part's title, or the bare id.
    #[must_use]
    pub fn part_title<'a>(&'a self, onderdeel: &'a str) -> &'a str {
        self.part(onderdeel).map_or(onderdeel, |part| &part.titel)
    }

    /// A level or other value as printed, or the bare value.
    #[must_use]
    pub fn word<'a>(&'a self, waarde: &'a str) -> &'a str {
        self.levels.iter().chain(&self.words).find(|word| word.waarde == waarde).map_or(waarde, |word| &word.titel)
    }
}

/// What rungs 1 to 5 look like; a rung that can be reached in several ways names each, one that the rules leave to a
/// person's eye is as in `otherwise`. Empty where a rung is not told.
fn ladder(rule: &crate::rules::Item, otherwise: &[String]) -> Vec<String> {
    let told = |score: u8| {
        let ways = rule.steps.iter().filter(|step| step.score == score).map(|step| step.explanation.as_str()).collect::<Vec<_>>();
        if ways.is_empty() { otherwise.get(usize::from(score) - 1).cloned().unwrap_or_default() } else { ways.join(" Of: ") }
    };
    let rungs: Vec<String> = (1..=5).map(told).collect();
    if rungs.iter().any(String::is_empty) { Vec::new() } else { rungs }
}

#[cfg(test)]
mod tests {
    use super::super::record::ITEMS;
    use super::*;

    #[test]
    fn it_covers_the_contract() {
        Legend::from_toml(include_str!("legend.toml")).unwrap();
        let legend = Legend::default();
        for (item, _) in ITEMS {
            let entry = legend.item(item).unwrap_or_else(|| panic!("item {item}"));
            let ladder = if matches!(item, "11" | "15") { 0 } else { 5 };
            assert_eq!(entry.treden.len(), ladder, "item {item}");
            assert!(entry.titel.chars().count() <= 22, "item {item}: a title that fits above a column");
        }
        assert_eq!(legend.codes.len(), 46);
        assert_eq!(legend.parts.len(), 32);
        assert_eq!(legend.parts.iter().filter(|part| part.is_bloat()).count(), 7);
        for level in ["wet", "advies", "controle"] {
            assert!(legend.levels.iter().any(|word| word.waarde == level && !word.uitleg.is_empty()));
        }
    }

    #[test]
    fn no_advice_says_that_something_did_not_happen() {
        let legend = Legend::default();
        for code in &legend.codes {
            for text in [&code.uitleg, &code.advies] {
                assert!(!text.is_empty(), "{}", code.code);
                for word in ["niet gebeurd", "vergeten", "nagelaten", "fout", "slecht"] {
                    assert!(!text.to_lowercase().contains(word), "{}: {word}", code.code);
                }
            }
            assert!((1..=3).contains(&code.moeite), "{}", code.code);
        }
    }
}
