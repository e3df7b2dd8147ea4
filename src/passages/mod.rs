//! Judges single passages outside any document (contract, part 9): `inspect --passages`.
//!
//! Learned resemblance speaks first; what can be seen in the passage alone (dates against the date of the OPP, who and when) has
//! the last word.
mod age;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::resembles::{Learned, Resembles, Strength};

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
const TOLD: f32 = 0.1;

/// Judges a passage by these weights: the rules' own ([`crate::rules::Rules::models`]).
#[must_use]
pub fn judge(learned: &Learned, passage: &Single) -> Judged {
    let looks = learned.judge(&passage.tekst);
    let (part, sure) = looks.part();
    let mut omdat = vec![format!("onderdeel {part}: lijkt er het meest op ({:.0}%)", sure * 100.0)];
    let part = part.to_owned();
    let mut codes: Vec<String> = Vec::new();
    for code in looks.codes() {
        if let Some(why) = reason(code, &looks, passage) {
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
    if code == "AVG02" {
        match age::months(&passage.tekst, &passage.opp_datum) {
            Some(old) if old > age::OUTDATED && looks.code(code) >= LEAST_WITH_DATE => {
                return Some("een datum van meer dan twee jaar voor het OPP");
            }
            Some(old) if old <= age::OUTDATED => return None,
            _ => {}
        }
    }
    if contradicted(code, looks) {
        return None;
    }
    match looks.strength(code) {
        Strength::Likely if !at_home(code, looks) => None,
        Strength::Sure => Some("lijkt sterk op voorbeelden"),
        Strength::Likely => Some("lijkt op voorbeelden"),
        Strength::No if code == "DOE01" && share(looks, GOALS) > 0.5 && shows(looks, "doel", "vaag", 0.85) => Some("een vaag doel"),
        Strength::No => None,
    }
}

/// Whether a feature or the part says clearly that the code does not hold.
fn contradicted(code: &str, looks: &Resembles<'_>) -> bool {
    match code {
        "CYC05" => shows(looks, "wie", "true", 0.85) && shows(looks, "wanneer", "true", 0.85),
        "CYC06" => shows(looks, "succes", "true", 0.8) || (shows(looks, "doel", "concreet", 0.8) && share(looks, GOALS) > 0.5),
        "DOE01" => shows(looks, "doel", "concreet", 0.8),
        "DOE05" => {
            ["concreet", "gekoppeld", "onderbouwd"].iter().any(|a| shows(looks, "aanpak", a, 0.6)) || shows(looks, "wanneer", "true", 0.85)
        }
        "SAM01" => shows(looks, "zorg", "afspraak", 0.7),
        "TOE05" => shows(looks, "toestemming", "gegeven", 0.7),
        _ => false,
    }
}

/// Whether the passage may be of a part in which this code is found. Codes of wording are found everywhere.
fn at_home(code: &str, looks: &Resembles<'_>) -> bool {
    HOMES.iter().find(|(codes, _)| codes.contains(&code)).is_none_or(|(_, parts)| share(looks, parts) >= AT_HOME)
}

/// Parts in which codes are found.
const HOMES: &[(&[&str], &[&str])] = &[
    (&["CYC05", "CYC06"], &["afspraken", "basisondersteuning", "doelen", "vervangende_doelen"]),
    (&["DOE05"], &["afspraken", "basisondersteuning", "behoeften_leerling", "doelen"]),
    (&["DOE01"], &["doelen", "vervangende_doelen", "uitstroomprofiel", "zienswijze_leerling"]),
    (&["LEN05"], &["afspraken", "basisondersteuning"]),
    (&["OND04"], &["onderbouwing", "uitstroomprofiel"]),
    (&["TOE05"], &["instemming", "overleg", "zienswijze_ouders"]),
    (&["SAM01"], &["afspraken", "contactpersonen", "derden", "gezin", "medisch", "integratief_beeld", "overleg"]),
    (
        &["AVG01", "AVG02", "AVG05"],
        &["belemmerende_factoren", "buiten_opp", "derden", "gegevens", "gezin", "medisch", "onderbouwing", "onderzoek", "voorgeschiedenis"],
    ),
    (
        &["AVG03", "AVG04"],
        &["belemmerende_factoren", "derden", "gezin", "instemming", "medisch", "onderbouwing", "onderzoek", "voorgeschiedenis"],
    ),
    (&["AVG07"], &["gegevens", "gezin", "voorgeschiedenis"]),
    (
        &["TAA01"],
        &[
            "behoeften_leerling",
            "belemmerende_factoren",
            "bevorderende_factoren",
            "doelen",
            "evaluatie",
            "gezin",
            "integratief_beeld",
            "medisch",
            "onderbouwing",
            "overleg",
            "uitstroomprofiel",
            "voorgeschiedenis",
            "zienswijze_overig",
        ],
    ),
];
/// These parts must together be at least this probable, unless the code is seen very clearly.
const AT_HOME: f32 = 0.03;

/// The parts that hold goals.
const GOALS: &[&str] = &["doelen", "vervangende_doelen"];

/// An old date makes AVG02 of what is at least this probable without it.
const LEAST_WITH_DATE: f32 = 0.1;

fn shows(looks: &Resembles<'_>, feature: &str, value: &str, least: f32) -> bool {
    looks.feature(feature).is_some_and(|(v, p)| v == value && p >= least)
}

/// How probable these parts are together.
fn share(looks: &Resembles<'_>, parts: &[&str]) -> f32 {
    parts.iter().map(|p| looks.is_part(p)).sum()
}

/// The value of a feature as JSON: booleans are booleans.
fn value(word: &str) -> serde_json::Value {
    match word {
        "true" => true.into(),
        "false" => false.into(),
        word => word.into(),
    }
}
