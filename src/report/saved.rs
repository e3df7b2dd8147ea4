//! Takes an audit up again from its folder, so that reports can be made without reading documents.

use std::fs;
use std::io;
use std::path::Path;

use super::record::{Record, SCHEMA};
use super::run::Run;

/// Why an audit cannot be taken up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SavedError {
    /// A file is not there or cannot be read.
    #[error("{file} kan niet worden gelezen in deze map. Is dit de map van een audit?")]
    File {
        /// `audit.jsonl` or `uitvoering.json`.
        file: &'static str,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A line is no record.
    #[error("audit.jsonl, regel {line}: dit is geen regel van een audit. Doe de audit opnieuw.")]
    Line {
        /// From 1.
        line: usize,
    },
    /// It was made under another schema.
    #[error("Deze audit heeft schema {found}; dit programma leest alleen schema {SCHEMA}. Doe de audit opnieuw met deze versie.")]
    Schema {
        /// The schema it has.
        found: u32,
    },
    /// `uitvoering.json` is not as it was written.
    #[error("uitvoering.json is niet goed te lezen (regel {line}). Doe de audit opnieuw.")]
    Run {
        /// From 1.
        line: usize,
    },
}

/// The records and the run of an audit's folder.
///
/// # Errors
/// [`SavedError`], in Dutch, without any text of a record.
pub fn audit(dir: &Path) -> Result<(Vec<Record>, Run), SavedError> {
    let text = |file: &'static str| fs::read_to_string(dir.join(file)).map_err(|source| SavedError::File { file, source });
    let run: Run = serde_json::from_str(&text("uitvoering.json")?).map_err(|failed| SavedError::Run { line: failed.line() })?;
    if run.schema != SCHEMA {
        return Err(SavedError::Schema { found: run.schema });
    }
    Ok((records(&text("audit.jsonl")?)?, run))
}

/// The records of an `audit.jsonl`.
///
/// # Errors
/// [`SavedError::Line`] or [`SavedError::Schema`] for the first line that is no record of this schema.
pub fn records(jsonl: &str) -> Result<Vec<Record>, SavedError> {
    jsonl
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            // The schema first: a record of another one may lack what this one asks.
            #[derive(serde::Deserialize)]
            struct Head {
                schema: u32,
            }
            let failed = |_| SavedError::Line { line: at + 1 };
            let head: Head = serde_json::from_str(line).map_err(failed)?;
            if head.schema != SCHEMA {
                return Err(SavedError::Schema { found: head.schema });
            }
            serde_json::from_str(line).map_err(failed)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_as_they_were_written() {
        let record = Record { schema: SCHEMA, document: "a/b.docx".into(), ..Record::default() };
        let line = serde_json::to_string(&record).unwrap();
        assert_eq!(records(&format!("{line}\n\n{line}\n")).unwrap(), [record.clone(), record]);
    }

    #[test]
    fn another_schema_or_file_is_refused_with_a_reason() {
        assert_eq!(records("{\"schema\": 9, \"nieuw\": 1}").unwrap_err().to_string().split(';').next(), Some("Deze audit heeft schema 9"));
        assert!(matches!(records("{\"schema\": 1}\n"), Err(SavedError::Line { line: 1 })));
        let empty = tempfile::tempdir().unwrap();
        assert!(matches!(audit(empty.path()), Err(SavedError::File { file: "uitvoering.json", .. })));
    }
}
