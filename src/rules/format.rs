//! The format that a conversion fills, and that map knows when it comes back, as data: `rules/formats/bijlage-2.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Part;

/// Head of the column that numbers the rows of a table which a conversion divided.
pub const NUMBER: &str = "Nr.";

/// A format: its rubrieken in order, and the words that tell where within a rubriek a text belongs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its own name.
    #[serde(rename = "naam")]
    pub name: String,
    /// Where it comes from.
    #[serde(rename = "bron")]
    pub source: String,
    /// Title of the document.
    #[serde(rename = "titel")]
    pub title: String,
    /// A line below the title of a blank form.
    #[serde(rename = "toelichting")]
    pub about: String,
    /// Rubrieken in order.
    #[serde(rename = "rubriek")]
    pub rubrieken: Vec<RubriekForm>,
    /// The block for consent, adoption and advice.
    #[serde(rename = "instemming")]
    pub consent: ConsentForm,
    /// Words of a label that tell a side, a horizon or a moment.
    #[serde(rename = "zijden")]
    pub sides: BTreeMap<String, Vec<String>>,
    /// Words of a label that say no more than the rubriek does.
    #[serde(rename = "vanzelf")]
    pub evident: BTreeMap<String, Vec<String>>,
    /// Texts of the second document.
    pub apart: ApartForm,
}

/// A rubriek as it is printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RubriekForm {
    /// `head`, `Data`, `1` … `8`, `Bijlage`, `end`.
    #[serde(rename = "naam")]
    pub name: String,
    /// Title; the head has none.
    #[serde(rename = "kop", default)]
    pub title: String,
    /// A line below the title.
    #[serde(rename = "toelichting", default)]
    pub about: String,
    /// How it is laid out.
    #[serde(rename = "vorm")]
    pub shape: Shape,
    /// Titles of columns, where the shape has them.
    #[serde(rename = "koppen", default)]
    pub columns: Vec<String>,
    /// Its fields in order.
    #[serde(rename = "veld", default)]
    pub fields: Vec<Field>,
}

/// How a rubriek is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Shape {
    /// Running text over the full width.
    #[serde(rename = "blok")]
    Block,
    /// A table: label beside field.
    #[serde(rename = "rijen")]
    Rows,
    /// A table: label, promoting, impeding.
    #[serde(rename = "naast_elkaar")]
    SideBySide,
    /// Agreements with, beside each, how success is known.
    #[serde(rename = "afspraken")]
    Agreements,
}

/// A field of a rubriek.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Tag of its content control.
    #[serde(rename = "merk")]
    pub tag: String,
    /// Its label.
    #[serde(rename = "kop")]
    pub label: String,
    /// What stands in it while it is empty; without it the field shows only when there is text for it.
    #[serde(rename = "vraag")]
    pub prompt: Option<String>,
    /// What the blank form asks.
    #[serde(rename = "uitleg")]
    pub question: Option<String>,
    /// Shown in the blank form only (or where there is text).
    #[serde(rename = "blanco", default)]
    pub blank_only: bool,
    /// School types that have it; empty: all.
    #[serde(rename = "alleen", default)]
    pub only: Vec<String>,
}

impl Field {
    /// Whether a school of this type (`PO`, `SBO`, ...) has the field; an unknown type has all.
    #[must_use]
    pub fn applies(&self, school: Option<&str>) -> bool {
        self.only.is_empty() || school.is_none_or(|s| self.only.iter().any(|o| o == s))
    }

    /// The part it is of, and the side of it: `doelen.kort` is `doelen`, `kort`.
    #[must_use]
    pub fn part(&self) -> Option<(Part, &str)> {
        let (part, side) = self.tag.split_once('.').unwrap_or((&self.tag, ""));
        Part::of(part).map(|part| (part, side))
    }
}

/// The block for consent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is the label of a line")]
pub struct ConsentForm {
    #[serde(rename = "kop")]
    pub title: String,
    #[serde(rename = "besproken")]
    pub discussed: String,
    #[serde(rename = "ouders")]
    pub parents: String,
    #[serde(rename = "leerling")]
    pub pupil: String,
    #[serde(rename = "naam")]
    pub name: String,
    #[serde(rename = "handtekening")]
    pub signature: String,
    #[serde(rename = "datum")]
    pub date: String,
    #[serde(rename = "vaststelling")]
    pub adopted: String,
    #[serde(rename = "commissie_so")]
    pub committee: String,
    #[serde(rename = "oud_kop")]
    pub old_title: String,
    #[serde(rename = "oud_uitleg")]
    pub old_about: String,
    #[serde(rename = "vraag")]
    pub prompt: String,
}

/// Texts of the document of what was not taken over.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApartForm {
    /// Title.
    #[serde(rename = "titel")]
    pub title: String,
    /// First paragraph.
    #[serde(rename = "inleiding")]
    pub about: String,
    /// Advice a group, by key.
    #[serde(rename = "advies")]
    pub advice: BTreeMap<String, String>,
    /// Title of a group, by key.
    #[serde(rename = "kop")]
    pub groups: BTreeMap<String, String>,
}

impl Target {
    /// The format of the Handreiking.
    ///
    /// # Errors
    /// When the built-in file cannot be read, which a test rules out.
    pub fn built_in() -> Result<Target, toml::de::Error> {
        toml::from_str(include_str!("../../rules/formats/bijlage-2.toml"))
    }

    /// The field with this tag.
    #[must_use]
    pub fn field(&self, tag: &str) -> Option<&Field> {
        self.rubrieken.iter().flat_map(|r| &r.fields).find(|f| f.tag == tag)
    }

    /// Whether one of the label's words is a word of this side.
    #[must_use]
    pub fn says(&self, side: &str, words: &[String]) -> bool {
        self.sides.get(side).is_some_and(|list| words.iter().any(|w| list.contains(w)))
    }
}

/// A label's words as they are compared: lower case, without what surrounds them.
#[must_use]
pub fn label_words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | '(' | ')'))
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|w| !w.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_format_can_be_read_and_each_apart_group_has_advice() {
        let target = Target::built_in().unwrap();
        assert_eq!(target.rubrieken.len(), 12);
        assert!(target.apart.groups.keys().all(|group| target.apart.advice.contains_key(group)));
        assert!(target.field("vervangende_doelen").unwrap().applies(Some("SO")));
        assert!(!target.field("vervangende_doelen").unwrap().applies(Some("VO")));
    }

    #[test]
    fn a_label_is_compared_by_its_bare_words() {
        assert_eq!(label_words("1a. Ouder(s)/verzorger(s):"), ["1a", "ouder", "s", "verzorger", "s"]);
    }
}
