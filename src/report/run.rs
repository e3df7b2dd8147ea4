//! What one run of an audit was: what judged, under which rules, on which day, and how many files it met.
//!
//! The content of `uitvoering.json` (contract, part 4): every report is stamped with it, so that two reports can
//! be laid side by side or refused.

use serde::{Deserialize, Serialize};

use super::record::{Record, SCHEMA};

/// One run, in the contract's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(default)]
pub struct Run {
    /// [`SCHEMA`] of the records that belong to it.
    pub schema: u32,
    /// Name and version of the program, `oppkeur 0.1.0`.
    pub programma: String,
    /// The contract that the program keeps to.
    pub contract: Edition,
    /// The rules that judged.
    pub regels: Edition,
    /// The organisation's profile.
    pub profiel: Profile,
    /// The day that counts as today (`YYYY-MM-DD`).
    pub today: String,
    /// Files by what became of them.
    pub aantallen: Counts,
    /// Rules that differ from the standard, a sentence each; empty when none do.
    pub afwijkende_regels: Vec<String>,
    /// Fingerprint of the key of the pseudonyms (never the key): records of two runs can only be matched on
    /// `leerling` where it is the same. Empty when unknown.
    pub sleutel: String,
    /// `deelbaar` where small counts, file names and fragments were taken out; else empty.
    pub soort: String,
    /// Files that were found but not read, because somebody stopped the run (`--partial`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onvolledig: Option<usize>,
}

/// A version and the digest of what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Edition {
    /// Such as `1` or `2026.1`.
    pub versie: String,
    /// Digest of its text, hexadecimal.
    pub kenmerk: String,
}

/// What the reports need of the organisation's profile (contract, part 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Name of the organisation; empty without a profile.
    pub naam: String,
    /// Nothing about a group smaller than this leaves the school.
    pub kleinste_groep: u32,
    /// Longest OPP that the organisation wants, in A4.
    pub a4_max: u32,
    /// Where the basic support is described; empty when the profile does not say.
    pub beschreven_in: String,
}

impl Default for Profile {
    fn default() -> Profile {
        Profile { naam: String::new(), kleinste_groep: 5, a4_max: 5, beschreven_in: String::new() }
    }
}

/// Files by what became of them. `gevonden` is the number of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
#[allow(missing_docs, reason = "the contract's statuses name them")]
pub struct Counts {
    pub gevonden: usize,
    pub beoordeeld: usize,
    pub leeg_format: usize,
    pub geen_opp: usize,
    pub niet_leesbaar: usize,
    /// Locks, thumbnails and their like: told, but not found.
    pub overgeslagen: usize,
    /// Pupils of the manifest without a document (CYC07).
    pub zonder_document: usize,
    /// Folders that could not be looked into: what is in them was not found.
    #[serde(skip_serializing_if = "is_none")]
    pub mappen_dicht: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Counts {
    /// Counts records; what has no record (`overgeslagen`, `zonder_document`) stays 0.
    #[must_use]
    pub fn of(records: &[Record]) -> Counts {
        let mut counts = Counts { gevonden: records.len(), ..Counts::default() };
        for record in records {
            match record.status.as_str() {
                "beoordeeld" => counts.beoordeeld += 1,
                "leeg_format" => counts.leeg_format += 1,
                "geen_opp" => counts.geen_opp += 1,
                _ => counts.niet_leesbaar += 1,
            }
        }
        counts
    }
}

impl Default for Run {
    fn default() -> Run {
        Run {
            schema: SCHEMA,
            programma: concat!("oppkeur ", env!("CARGO_PKG_VERSION")).to_owned(),
            contract: Edition::default(),
            regels: Edition::default(),
            profiel: Profile::default(),
            today: String::new(),
            aantallen: Counts::default(),
            afwijkende_regels: Vec::new(),
            sleutel: String::new(),
            soort: String::new(),
            onvolledig: None,
        }
    }
}

impl Run {
    /// A run over these records on this day, with all else at its default.
    #[must_use]
    pub fn over(records: &[Record], today: &str) -> Run {
        Run { today: today.to_owned(), aantallen: Counts::of(records), ..Run::default() }
    }

    /// The program and its version as a report names them, also where only the version is known.
    #[must_use]
    pub fn program(&self) -> String {
        if self.programma.starts_with("oppkeur") { self.programma.clone() } else { format!("oppkeur {}", self.programma) }
    }

    /// What must stand above a report of a run that was stopped; empty for a whole one.
    #[must_use]
    pub fn warning(&self) -> String {
        let read = self.aantallen.gevonden;
        self.onvolledig
            .map(|left| format!("ONVOLLEDIG: {read} van {} bestanden gelezen, daarna is de controle gestopt.", read + left))
            .unwrap_or_default()
    }

    /// Whether a report of this run may be seen outside the school.
    #[must_use]
    pub fn is_shareable(&self) -> bool {
        self.soort == "deelbaar"
    }
}
