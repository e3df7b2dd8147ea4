//! Themes of needs, measures and obstacles, as data: what recurs in the OPPs of a school.
//!
//! `rules/themas.toml` names them. A record holds ids of themes only, never the words that showed them.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use serde::Deserialize;

/// A theme.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Theme {
    /// What a record holds.
    pub id: String,
    /// As it reads after "OPP's noemen": lower case.
    pub titel: String,
    /// `behoefte`, `maatregel`, `belemmering`: the parts in which its words count.
    pub soort: Vec<String>,
    /// Starts of words, lower case.
    pub woorden: Vec<String>,
    /// What a team may ask itself.
    pub vraag: String,
}

/// All themes with their words in one matcher.
#[derive(Debug, Clone)]
pub struct Themes {
    themes: Vec<Theme>,
    matcher: AhoCorasick,
    /// The theme of each pattern of `matcher`.
    theme_of: Vec<usize>,
}

/// Why a file of themes cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ThemesError {
    /// It is no TOML of the right shape.
    #[error("themas: {0}")]
    Toml(#[from] toml::de::Error),
    /// Its words cannot be matched.
    #[error("themas: {0}")]
    Words(#[from] aho_corasick::BuildError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    thema: Vec<Theme>,
}

impl Themes {
    /// The themes that the program carries.
    ///
    /// # Errors
    /// [`ThemesError`] when `rules/themas.toml` is broken, which a test would have told.
    pub fn shipped() -> Result<Themes, ThemesError> {
        Themes::from_toml(include_str!("../../rules/themas.toml"))
    }

    /// Reads themes.
    ///
    /// # Errors
    /// [`ThemesError`] with the line.
    pub fn from_toml(text: &str) -> Result<Themes, ThemesError> {
        let themes = toml::from_str::<File>(text)?.thema;
        let mut patterns = Vec::new();
        let mut theme_of = Vec::new();
        for (index, theme) in themes.iter().enumerate() {
            for word in &theme.woorden {
                patterns.push(word.to_lowercase());
                theme_of.push(index);
            }
        }
        let matcher = AhoCorasickBuilder::new().match_kind(MatchKind::Standard).build(patterns)?;
        Ok(Themes { themes, matcher, theme_of })
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Theme] {
        &self.themes
    }

    /// The theme with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == id)
    }

    /// The ids of the themes that a passage of this part (contract, part 1) shows, in the order of the file.
    #[must_use]
    pub fn shown_in(&self, part: &str, words: &str) -> Vec<&str> {
        let Some(kind) = kind_of(part) else { return Vec::new() };
        let words = words.to_lowercase();
        let mut seen = vec![false; self.themes.len()];
        for found in self.matcher.find_overlapping_iter(&words) {
            let starts_a_word = words.get(..found.start()).is_none_or(|before| !before.ends_with(char::is_alphanumeric));
            if let (true, Some(&theme)) = (starts_a_word, self.theme_of.get(found.pattern().as_usize()))
                && let Some(flag) = seen.get_mut(theme)
            {
                *flag = true;
            }
        }
        self.themes
            .iter()
            .zip(seen)
            .filter(|(theme, seen)| *seen && theme.soort.iter().any(|k| k == kind))
            .map(|(theme, _)| theme.id.as_str())
            .collect()
    }
}

fn kind_of(part: &str) -> Option<&'static str> {
    match part {
        "behoeften_leerling" | "behoeften_leraren" | "behoeften_ouders" => Some("behoefte"),
        "afspraken" => Some("maatregel"),
        "belemmerende_factoren" => Some("belemmering"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_show_a_theme_at_their_start_and_in_the_right_part() {
        let themes = Themes::shipped().unwrap();
        assert_eq!(
            themes.shown_in("behoeften_leerling", "Mila werkt het best op een Rustige plek, met een timer."),
            ["rustige-plek", "aandacht"]
        );
        assert_eq!(themes.shown_in("behoeften_leerling", "Bespaart energie"), ["aanwezig-zijn"]);
        assert!(themes.shown_in("behoeften_leerling", "Hij kan goed onderhandelen").is_empty());
        assert!(themes.shown_in("voorgeschiedenis", "een rustige plek").is_empty(), "history is no need");
        assert!(
            themes.shown_in("belemmerende_factoren", "heeft nabijheid nodig").is_empty(),
            "nabijheid is a need or measure, no obstacle"
        );
    }

    #[test]
    fn ids_are_unique() {
        let themes = Themes::shipped().unwrap();
        for theme in themes.all() {
            assert_eq!(themes.all().iter().filter(|other| other.id == theme.id).count(), 1, "{}", theme.id);
        }
    }
}
