//! The wording of the letters, as data (`rules/brief.toml`).

use serde::Deserialize;

/// All wording, by letter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Wording {
    /// The letter to a school.
    pub school: SchoolWording,
    /// The note to the author of one OPP.
    pub opp: NoteWording,
}

/// Sentences of the letter to a school; `{words}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[allow(missing_docs, reason = "rules/brief.toml shows each sentence")]
pub struct SchoolWording {
    pub titel: String,
    pub ondertitel: String,
    pub inleiding: String,
    pub geen_opps: String,
    pub goed: String,
    pub goed_punt: String,
    pub goed_leeg: String,
    pub stappen: String,
    pub stap_aantal: String,
    pub stap_wet: String,
    pub stap_moeite_1: String,
    pub stap_moeite_2: String,
    pub stap_moeite_3: String,
    pub voorbeeld: String,
    pub stappen_leeg: String,
    pub formulier: String,
    pub eerst: String,
    pub eerst_uitleg: String,
    pub eerst_leeg: String,
    pub eerst_meer: String,
    pub korter: String,
    pub korter_uitleg: String,
    pub korter_deel: String,
    pub korter_leeg: String,
    pub grens: String,
    pub grens_uitleg: String,
}

/// Sentences of the note to an author; `{words}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[allow(missing_docs, reason = "rules/brief.toml shows each sentence")]
pub struct NoteWording {
    pub titel: String,
    pub ondertitel: String,
    pub inleiding: String,
    pub goed: String,
    pub goed_leeg: String,
    pub tips: String,
    pub tips_leeg: String,
    pub plaats: String,
    pub meer: String,
}

impl Wording {
    /// The wording that the program carries.
    ///
    /// # Errors
    /// What is wrong with `rules/brief.toml`, which a test would have told.
    pub fn shipped() -> Result<Wording, toml::de::Error> {
        Wording::from_toml(include_str!("../../rules/brief.toml"))
    }

    /// Reads wording.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn from_toml(text: &str) -> Result<Wording, toml::de::Error> {
        toml::from_str(text)
    }
}

/// Fills `{names}` in a sentence, in one pass; an unknown name stays as it is.
#[must_use]
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| Some((values.iter().find(|(known, _)| *known == name)?.1, tail)));
        match known {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_wording_is_complete() {
        Wording::shipped().unwrap();
    }

    #[test]
    fn a_value_is_not_filled_again() {
        assert_eq!(fill("Voor {school}, {dag}.", &[("school", "De {dag}"), ("dag", "maandag")]), "Voor De {dag}, maandag.");
        assert_eq!(fill("Een { los en {onbekend}.", &[]), "Een { los en {onbekend}.");
    }
}
