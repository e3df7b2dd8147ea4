//! An organisation's profile (`oppkeur.toml`; contract, part 8).

use crate::map::SchoolType;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What an organisation says of itself.
#[derive(Debug, Clone, Deserialize, Default, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Its name.
    pub organisatie: Organisation,
    /// What every pupil may get, and where it is described.
    pub basisondersteuning: Basis,
    /// Extra support that may be referred to by name.
    pub arrangementen: Arrangements,
    /// Its own numbers.
    pub drempels: Thresholds,
    /// School type of each folder.
    pub scholen: BTreeMap<String, String>,
}

/// `[organisatie]`.
#[derive(Debug, Clone, Deserialize, Default, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the contract names them")]
pub struct Organisation {
    pub naam: String,
}

/// `[basisondersteuning]`.
#[derive(Debug, Clone, Deserialize, Default, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the contract names them")]
pub struct Basis {
    pub woorden: Vec<String>,
    pub beschreven_in: String,
}

/// `[arrangementen]`.
#[derive(Debug, Clone, Deserialize, Default, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the contract names them")]
pub struct Arrangements {
    pub namen: Vec<String>,
}

/// `[drempels]`.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the contract names them")]
pub struct Thresholds {
    pub a4_max: u32,
    pub jaren_verouderd: u32,
    pub kleinste_groep: u32,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds { a4_max: 5, jaren_verouderd: 2, kleinste_groep: 5 }
    }
}

/// Reads a profile.
///
/// # Errors
/// What is wrong, in Dutch, each with its line.
pub fn parse(text: &str) -> Result<Profile, Vec<String>> {
    let profile: Profile = toml::from_str(text).map_err(|e| {
        let line = e.span().and_then(|s| text.get(..s.start)).map_or(1, |t| t.matches('\n').count() + 1);
        vec![format!("regel {line}: {}", e.message())]
    })?;
    let wrong: Vec<String> = profile
        .scholen
        .iter()
        .filter(|(_, t)| SchoolType::parse(t).is_none())
        .map(|(s, t)| {
            let line = text.lines().position(|l| l.contains(s.as_str())).map_or(1, |i| i + 1);
            format!("regel {line}: schooltype {t} bestaat niet (kies PO, SBO, SO, VSO, VO of PrO)")
        })
        .collect();
    if wrong.is_empty() { Ok(profile) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contracts_example_is_read() {
        let text = "[organisatie]\nnaam = \"SWV Voorbeeld\"\n[basisondersteuning]\nwoorden = [\"pre-teaching\"]\nbeschreven_in = \"plan, hoofdstuk 3\"\n[arrangementen]\nnamen = [\"Gedrag Plus\"]\n[drempels]\na4_max = 5\njaren_verouderd = 2\nkleinste_groep = 5\n[scholen]\n\"sbo-de-klaverhoek\" = \"SBO\"\n";
        assert_eq!(parse(text).map(|p| p.scholen.len()), Ok(1));
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        assert_eq!(parse("[scholen]\n\"x\" = \"ABC\"\n").unwrap_err().len(), 1);
        assert!(parse("[organisatie]\nnam = \"x\"\n").unwrap_err()[0].starts_with("regel 2"));
    }
}
