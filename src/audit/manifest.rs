//! The list of pupils that should have an OPP (`--manifest`; contract, part 8).

use crate::map::{SchoolType, When, dates};
use std::collections::HashMap;

/// One row of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// Path of the document, as in the reports.
    pub document: Option<String>,
    /// Name of the pupil.
    pub pupil: Option<String>,
    /// School.
    pub school: Option<String>,
    /// BRIN.
    pub brin: Option<String>,
    /// School board.
    pub board: Option<String>,
    /// School type.
    pub school_type: Option<SchoolType>,
    /// Date of birth.
    pub born: Option<When>,
    /// Placement.
    pub placement: Option<When>,
    /// Start of the OPP in the register.
    pub start: Option<When>,
    /// End of the OPP in the register.
    pub end: Option<When>,
    /// Consent, signed elsewhere.
    pub consent: Option<When>,
    /// Evaluation.
    pub evaluation: Option<When>,
}

/// The whole list.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Its rows.
    pub entries: Vec<Entry>,
    by_document: HashMap<String, usize>,
}

const COLUMNS: [&str; 12] = [
    "document",
    "leerling",
    "school",
    "brin",
    "bestuur",
    "schooltype",
    "geboortedatum",
    "plaatsing",
    "begin",
    "einde",
    "instemming_op",
    "evaluatie_op",
];

impl Manifest {
    /// The row of a document.
    #[must_use]
    pub fn of(&self, document: &str) -> Option<&Entry> {
        self.by_document.get(document).and_then(|i| self.entries.get(*i))
    }
}

/// Reads the list; semicolons or commas, with or without a byte-order mark.
///
/// # Errors
/// All that is wrong, in Dutch, each with its line.
pub fn parse(text: &str) -> Result<Manifest, Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or("");
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut errors = Vec::new();
    let columns: Vec<String> = reader.headers().map(|h| h.iter().map(|c| c.trim().to_lowercase()).collect()).unwrap_or_default();
    for c in &columns {
        if !COLUMNS.contains(&c.as_str()) {
            errors.push(format!("regel 1: de kolom '{c}' is niet bekend (wel: {})", COLUMNS.join(", ")));
        }
    }
    if !columns.iter().any(|c| c == "document" || c == "leerling") {
        errors.push("regel 1: er moet een kolom 'document' of 'leerling' zijn".to_owned());
    }
    let mut out = Manifest::default();
    for (n, row) in reader.records().enumerate() {
        let line = n + 2;
        let Ok(row) = row else {
            errors.push(format!("regel {line}: deze regel is niet te lezen"));
            continue;
        };
        let cell = |name: &str| -> Option<String> {
            let i = columns.iter().position(|c| c == name)?;
            row.get(i).map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned)
        };
        let mut date = |name: &str| -> Option<When> {
            let text = cell(name)?;
            let when = When::parse(&text).or_else(|| dates::in_text(&text, None).first().copied());
            if when.is_none() {
                errors.push(format!("regel {line}: '{name}' is geen datum (schrijf dd-mm-jjjj)"));
            }
            when
        };
        let mut entry = Entry {
            born: date("geboortedatum"),
            placement: date("plaatsing"),
            start: date("begin"),
            end: date("einde"),
            consent: date("instemming_op"),
            evaluation: date("evaluatie_op"),
            document: cell("document").map(|d| d.replace('\\', "/")),
            pupil: cell("leerling"),
            school: cell("school"),
            brin: cell("brin"),
            board: cell("bestuur"),
            school_type: None,
        };
        if let Some(t) = cell("schooltype") {
            entry.school_type = SchoolType::parse(&t);
            if entry.school_type.is_none() {
                errors.push(format!("regel {line}: schooltype '{t}' bestaat niet (kies PO, SBO, SO, VSO, VO of PrO)"));
            }
        }
        if entry.document.is_none() && entry.pupil.is_none() {
            errors.push(format!("regel {line}: vul 'document' of 'leerling' in"));
            continue;
        }
        if let Some(d) = &entry.document
            && out.by_document.insert(d.clone(), out.entries.len()).is_some()
        {
            errors.push(format!("regel {line}: dit document staat er al"));
        }
        out.entries.push(entry);
    }
    if errors.is_empty() { Ok(out) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_dutch_people_write_them() {
        let m = parse("document;leerling;plaatsing\nschool/opp.docx;Sem;24-08-2026\n").unwrap();
        assert_eq!(m.of("school/opp.docx").and_then(|e| e.placement).map(|w| w.to_string()).as_deref(), Some("2026-08-24"));
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let errors = parse("document;kleur;begin\na.docx;rood;soms\n;;\n").unwrap_err();
        assert_eq!(errors.len(), 3, "{errors:?}");
    }
}
