//! The rule files exactly as written, in Dutch: the one door by which the contract's Dutch keys come in. Nothing here thinks.

use super::Part;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Each part with its id in the contract, in the contract's order.
pub const PARTS: [(Part, &str); 32] = [
    (Part::Gegevens, "gegevens"),
    (Part::Data, "data"),
    (Part::BevorderendeFactoren, "bevorderende_factoren"),
    (Part::BelemmerendeFactoren, "belemmerende_factoren"),
    (Part::IntegratiefBeeld, "integratief_beeld"),
    (Part::Uitstroomprofiel, "uitstroomprofiel"),
    (Part::Onderbouwing, "onderbouwing"),
    (Part::AfwijkingProgramma, "afwijking_programma"),
    (Part::VervangendeDoelen, "vervangende_doelen"),
    (Part::AfwijkingOnderwijstijd, "afwijking_onderwijstijd"),
    (Part::Overleg, "overleg"),
    (Part::Doelen, "doelen"),
    (Part::BehoeftenLeerling, "behoeften_leerling"),
    (Part::BehoeftenLeraren, "behoeften_leraren"),
    (Part::BehoeftenOuders, "behoeften_ouders"),
    (Part::Afspraken, "afspraken"),
    (Part::Evaluatie, "evaluatie"),
    (Part::Contactpersonen, "contactpersonen"),
    (Part::ZienswijzeLeerling, "zienswijze_leerling"),
    (Part::ZienswijzeOuders, "zienswijze_ouders"),
    (Part::ZienswijzeOverig, "zienswijze_overig"),
    (Part::Instemming, "instemming"),
    (Part::AdviesCommissie, "advies_commissie"),
    (Part::Bijlage, "bijlage"),
    (Part::Voorgeschiedenis, "voorgeschiedenis"),
    (Part::Onderzoek, "onderzoek"),
    (Part::Medisch, "medisch"),
    (Part::Gezin, "gezin"),
    (Part::Derden, "derden"),
    (Part::Basisondersteuning, "basisondersteuning"),
    (Part::BuitenOpp, "buiten_opp"),
    (Part::Overig, "overig"),
];

/// `rules/parts/<id>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartFile {
    pub(super) titel: String,
    pub(super) vereist: Required,
    #[serde(default)]
    pub(super) schooltypes: Vec<String>,
    pub(super) bron: String,
    pub(super) rubriek: String,
    #[serde(default)]
    pub(super) koppen: Vec<String>,
    #[serde(default)]
    pub(super) kopwoorden: Vec<String>,
    #[serde(default)]
    pub(super) niet: Vec<String>,
    #[serde(default)]
    pub(super) voorbeeld: Vec<HeadingExample>,
}

/// Whether a part is asked (contract, part 1, column `required`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Required {
    /// By HR 5.1 or part 3.2, for every OPP.
    #[serde(rename = "wet")]
    Law,
    /// Under a condition.
    #[serde(rename = "cond")]
    Condition,
    /// By B2 or B1 only.
    #[serde(rename = "format")]
    Form,
    /// Not in an OPP.
    #[serde(rename = "nee")]
    No,
}

/// `rules/context.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextFile {
    pub(super) kop: Vec<ContextHeading>,
}

/// A heading that only its surroundings explain.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextHeading {
    pub(super) koppen: Vec<String>,
    #[serde(default)]
    pub(super) domein: Option<String>,
    #[serde(default)]
    pub(super) binnen: Vec<Within>,
    #[serde(default)]
    pub(super) anders: String,
    /// What it is where nothing surrounds it, after the goals and agreements.
    #[serde(default)]
    pub(super) achteraan: String,
}

/// What it is within sections of certain parts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Within {
    pub(super) onderdelen: Vec<String>,
    pub(super) onderdeel: String,
}

/// An example of a heading.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadingExample {
    pub(super) kop: String,
    pub(super) is: bool,
}

/// `rules/words/<list>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordFile {
    #[allow(dead_code, reason = "read by people")]
    pub(super) titel: String,
    #[serde(default)]
    pub(super) woorden: Vec<String>,
    #[serde(default)]
    pub(super) uitleg: BTreeMap<String, String>,
}

/// `rules/items/<nr-naam>/punt*.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemFile {
    pub(super) punt: String,
    pub(super) titel: String,
    pub(super) vraag: String,
    pub(super) bron: String,
    #[serde(default)]
    pub(super) trede: Vec<StepFile>,
    #[serde(default)]
    pub(super) format: Vec<StepFile>,
    #[serde(default)]
    pub(super) nvt: Option<String>,
    #[serde(default)]
    pub(super) handmatig: Option<String>,
    #[serde(default)]
    pub(super) voorbeeld: Vec<ItemExample>,
}

/// A rung of a ladder: its signs all hold (`heeft`), and none of those it forbids (`mist`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepFile {
    pub(super) score: u8,
    pub(super) uitleg: String,
    #[serde(default)]
    pub(super) heeft: Vec<String>,
    #[serde(default)]
    pub(super) mist: Vec<String>,
}

/// An example document with the score it must get.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemExample {
    pub(super) score: String,
    #[serde(default)]
    pub(super) hoort: Option<String>,
    #[serde(default)]
    pub(super) schooltype: Option<String>,
    pub(super) tekst: String,
}

/// `rules/items/<nr-naam>/CODE.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeFile {
    pub(super) naam: String,
    pub(super) bevinding: String,
    pub(super) niveau: Level,
    pub(super) ernst: Severity,
    #[serde(default)]
    pub(super) punt: String,
    pub(super) bron: String,
    #[serde(default)]
    pub(super) als: Option<WhenFile>,
    #[serde(default)]
    pub(super) zoekt: Option<SeekFile>,
    pub(super) uitleg: String,
    pub(super) advies: String,
    #[serde(default)]
    pub(super) zo_kan_het: Option<String>,
    #[serde(default)]
    pub(super) voorbeeld: Vec<CodeExample>,
}

/// When a code holds: all of `wel`, none of `niet`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WhenFile {
    #[serde(default)]
    pub(super) wel: Vec<String>,
    #[serde(default)]
    pub(super) niet: Vec<String>,
    /// Places that are shown at most; 1 where nothing is said.
    #[serde(default)]
    pub(super) plaatsen: Option<usize>,
}

/// What a code of single passages looks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeekFile {
    /// Only in these parts; all where empty.
    #[serde(default)]
    pub(super) onderdelen: Vec<String>,
    /// Never in these.
    #[serde(default)]
    pub(super) niet_in: Vec<String>,
    /// One of these words or `@lists`, not denied.
    #[serde(default)]
    pub(super) een_van: Vec<String>,
    /// And one of these in the same passage.
    #[serde(default)]
    pub(super) met: Vec<String>,
    /// None of these in the same passage.
    #[serde(default)]
    pub(super) zonder: Vec<String>,
    /// None of these in the same paragraph or the one beside it.
    #[serde(default)]
    pub(super) zonder_nabij: Vec<String>,
    /// A word in denial, doubt or condition counts too.
    #[serde(default)]
    pub(super) ook_ontkend: bool,
    /// Words of the pupil in quotes count too.
    #[serde(default)]
    pub(super) ook_citaat: bool,
    /// A name of another pupil counts too.
    #[serde(default)]
    pub(super) namen: bool,
    /// The learned resemblance to this code counts too.
    #[serde(default)]
    pub(super) geleerd: Option<String>,
    /// The words suffice where the learned models see nothing.
    #[serde(default)]
    pub(super) woorden_volstaan: bool,
    /// Only what names a date more than two years before the OPP's.
    #[serde(default)]
    pub(super) verouderd: bool,
    /// Not where consent for the information is recorded.
    #[serde(default)]
    pub(super) tenzij_toestemming: bool,
    /// Not where it is tied to goals or approach.
    #[serde(default)]
    pub(super) tenzij_gekoppeld: bool,
}

/// An example document and whether the code must be found in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeExample {
    pub(super) vindt: bool,
    /// A known miss, written down: what it should be. The test fails on the day it is right.
    #[serde(default)]
    pub(super) hoort: Option<bool>,
    #[serde(default)]
    pub(super) schooltype: Option<String>,
    #[serde(default)]
    pub(super) vandaag: Option<String>,
    pub(super) tekst: String,
}

/// How binding a finding is (contract, part 2: `niveau`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Level {
    /// What the law requires cannot be seen in this document.
    #[serde(rename = "wet")]
    Law,
    /// The Handreiking asks for it.
    #[serde(rename = "advies")]
    Advice,
    /// A person must look.
    #[serde(rename = "controle")]
    Check,
}

impl Level {
    /// The contract's word.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Level::Law => "wet",
            Level::Advice => "advies",
            Level::Check => "controle",
        }
    }
}

/// How bad it is (contract, part 2: `ernst`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Severity {
    #[serde(rename = "hoog")]
    High,
    #[serde(rename = "midden")]
    Middle,
    #[serde(rename = "laag")]
    Low,
}

impl Severity {
    /// The contract's word.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::High => "hoog",
            Severity::Middle => "midden",
            Severity::Low => "laag",
        }
    }
}

impl Part {
    /// The parts that every plan is looked at for, present or not (contract, part 1), in its order.
    pub const ASKED: [Part; 22] = [
        Part::Data,
        Part::BevorderendeFactoren,
        Part::BelemmerendeFactoren,
        Part::IntegratiefBeeld,
        Part::Uitstroomprofiel,
        Part::Onderbouwing,
        Part::AfwijkingProgramma,
        Part::VervangendeDoelen,
        Part::AfwijkingOnderwijstijd,
        Part::Overleg,
        Part::Doelen,
        Part::BehoeftenLeerling,
        Part::BehoeftenLeraren,
        Part::BehoeftenOuders,
        Part::Afspraken,
        Part::Evaluatie,
        Part::Contactpersonen,
        Part::ZienswijzeLeerling,
        Part::ZienswijzeOuders,
        Part::ZienswijzeOverig,
        Part::Instemming,
        Part::AdviesCommissie,
    ];

    /// The contract's id.
    #[must_use]
    pub fn id(self) -> &'static str {
        PARTS.iter().find(|(p, _)| *p == self).map_or("overig", |(_, id)| id)
    }

    /// The part of that id.
    #[must_use]
    pub fn of(id: &str) -> Option<Part> {
        PARTS.iter().find(|(_, i)| *i == id).map(|(p, _)| *p)
    }
}
