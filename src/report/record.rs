//! The contract's record of one file, in its Dutch keys: what every report is drawn from.
//!
//! The one door by which the contract's words go out (contract, part 4). Everything in it has passed the mask,
//! but for `document`, the only place in which a file's own name may stand.

use serde::{Deserialize, Serialize};

/// Schema of `audit.jsonl`; a report refuses records of another one.
pub const SCHEMA: u32 = 1;

/// One file: a line of `audit.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[non_exhaustive]
pub struct Record {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Path relative to the audited root, `/` between folders.
    pub document: String,
    /// Keyed hash of path and content.
    pub id: String,
    /// The first folder under the root, or what `--school` or the manifest says.
    pub school: String,
    /// `PO`, `SBO`, `SO`, `VSO`, `VO`, `PrO` or `onbekend`.
    pub schooltype: String,
    /// BRIN of the school, from the manifest.
    pub brin: Option<String>,
    /// School board, from the manifest.
    pub bestuur: Option<String>,
    /// Pseudonym of the pupil.
    pub leerling: Option<String>,
    /// `ja`, `nee` or `onbekend`: whether it is the pupil's newest document.
    pub actueel: String,
    /// `docx`, `pdf`, ...
    pub bestandstype: String,
    /// `beoordeeld`, `leeg_format`, `geen_opp` or `niet_leesbaar`.
    pub status: String,
    /// With `niet_leesbaar`: why.
    pub reden: Option<String>,
    /// A sentence in Dutch: which kind of document it is, what to do about a file that cannot be read.
    pub toelichting: Option<String>,
    /// `geheel` or `deels`; `null` where nothing was read.
    pub gelezen: Option<String>,
    /// What could not be read, or is odd.
    pub opmerkingen: Vec<Remark>,
    /// Pages of the file in A4, rounded up.
    pub a4: Option<u32>,
    /// The same without annexes.
    pub a4_opp: Option<u32>,
    /// Words that people wrote: without prompts, running heads, hidden text and comments.
    pub woorden: Option<u32>,
    /// Dates of the document.
    pub data: Dates,
    /// Destinations.
    pub uitstroom: Vec<String>,
    /// Sections as they stand in the document.
    pub secties: Vec<SectionRow>,
    /// Status of each part.
    pub onderdelen: Vec<PartRow>,
    /// Score of each item.
    pub scores: Vec<ScoreRow>,
    /// Findings.
    pub bevindingen: Vec<FindingRow>,
    /// Fingerprint of the form it was made on (keyed hash of its headings, labels and prompts).
    #[serde(default)]
    pub formulier: Option<String>,
    /// Themes of needs, measures and obstacles (ids of `rules/themas.toml`), for the mirror of the school.
    #[serde(default)]
    pub themas: Vec<String>,
}

/// Something that could not be read, or is odd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Remark {
    /// `pagina_zonder_tekst`, `tekst_onbetrouwbaar`, `beschadigd`, ...
    pub soort: String,
    /// Where.
    pub plaats: Option<String>,
}

/// Dates of the document: `YYYY-MM-DD`, `YYYY-MM` or `YYYY-Www`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[allow(missing_docs, reason = "the contract names them")]
pub struct Dates {
    pub start: Option<String>,
    pub monitoring: Option<String>,
    pub evaluatie: Option<String>,
    pub instemming: Option<String>,
    pub vaststelling: Option<String>,
    pub plaatsing: Option<String>,
    pub einde: Option<String>,
}

/// A section as it stands in the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct SectionRow {
    /// Its heading or label, masked.
    pub kop: String,
    /// The part it was taken for.
    pub onderdeel: String,
    /// Where.
    pub plaats: String,
    /// 0 to 1.
    pub zekerheid: f64,
    /// Words that people wrote in it.
    pub woorden: u32,
    /// `kop`, `inhoud`, `geerfd`, `tabel`, `overgenomen`, `geen`: why it was taken for that part.
    pub waardoor: String,
}

/// A part of the contract in this document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PartRow {
    /// Part id.
    pub onderdeel: String,
    /// `wet`, `format`, `nee` or `niet_te_bepalen`.
    pub vereist: String,
    /// `aanwezig`, `onvolledig`, `leeg`, `ontbreekt` or `nvt`.
    pub status: String,
    /// Heading under which it stands, masked.
    pub kop: Option<String>,
    /// Where.
    pub plaats: Option<String>,
    /// `hoog`, `midden` or `laag`.
    pub zekerheid: String,
    /// Words that people wrote in it.
    pub woorden: u32,
}

/// The score of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ScoreRow {
    /// `1` to `15`, with `11a`, `11b` and `11`.
    pub punt: String,
    /// `1` to `5`, `nvt` or `handmatig`.
    pub score: String,
    /// `hoog`, `midden` or `laag`.
    pub zekerheid: String,
    /// Why, in a sentence.
    pub waarom: String,
    /// The places it rests on.
    pub plaats: Vec<String>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct FindingRow {
    /// Code of the contract.
    pub code: String,
    /// Its name in words.
    pub bevinding: String,
    /// `wet`, `advies` or `controle`.
    pub niveau: String,
    /// `hoog`, `midden` or `laag`.
    pub ernst: String,
    /// `hoog`, `midden` or `laag`.
    pub zekerheid: String,
    /// Item under which it counts; empty where none.
    pub punt: String,
    /// Part it stands in or is missing from; empty where none.
    pub onderdeel: String,
    /// Where.
    pub plaats: String,
    /// The evidence, masked; empty for an absence.
    pub fragment: String,
    /// What is the matter.
    pub uitleg: String,
    /// What to do.
    pub advies: String,
    /// Where the rule comes from.
    pub bron: String,
    /// A reviewer's mark: `klopt`, `klopt_niet` or `afgehandeld`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oordeel: Option<String>,
    /// Keyed hash of the passage, so that a mark finds it again in a later audit; never text.
    #[serde(default)]
    pub kenmerk: String,
}

/// The items in the order of the reports, with the name of their CSV column.
pub const ITEMS: [(&str, &str); 17] = [
    ("1", "punt_01_factoren"),
    ("2", "punt_02_relevant"),
    ("3", "punt_03_uitstroom"),
    ("4", "punt_04_cyclus"),
    ("5", "punt_05_doelen"),
    ("6", "punt_06_inclusief"),
    ("7", "punt_07_behoeften"),
    ("8", "punt_08_aanpak"),
    ("9", "punt_09_alleen_extra"),
    ("10", "punt_10_jeugdzorg"),
    ("11", "punt_11_overleg"),
    ("11a", "punt_11a_ouders"),
    ("11b", "punt_11b_leerling"),
    ("12", "punt_12_lengte"),
    ("13", "punt_13_taal"),
    ("14", "punt_14_beeld"),
    ("15", "punt_15_overig"),
];

impl Record {
    /// Whether school figures count it: judged, and not an older version, copy or ended OPP (contract, part 4).
    #[must_use]
    pub fn counts(&self) -> bool {
        self.status == "beoordeeld" && self.actueel != "nee"
    }

    /// The score of an item as it stands (`"1"`..`"5"`, `"nvt"`, `"handmatig"`), or an empty string.
    #[must_use]
    pub fn score(&self, item: &str) -> &str {
        self.scores.iter().find(|s| s.punt == item).map_or("", |s| s.score.as_str())
    }

    /// Mean of the numeric scores, 11a and 11b as one item 11; `None` with fewer than eight (contract, part 4: `gemiddelde`).
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let numbers: Vec<f64> =
            self.scores.iter().filter(|s| s.punt != "11a" && s.punt != "11b").filter_map(|s| s.score.parse::<f64>().ok()).collect();
        (numbers.len() >= 8).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
    }

    /// Findings of a level that count: not marked `klopt_niet` or `afgehandeld`.
    #[must_use]
    pub fn findings_of(&self, level: &str) -> usize {
        self.open_findings().filter(|f| f.niveau == level).count()
    }

    /// Findings that count: not marked `klopt_niet` or `afgehandeld` by a reviewer.
    pub fn open_findings(&self) -> impl Iterator<Item = &FindingRow> {
        self.bevindingen.iter().filter(|f| !matches!(f.oordeel.as_deref(), Some("klopt_niet" | "afgehandeld")))
    }
}
