//! Reads back what an audit wrote, and puts reports on disk.

use super::audit::because;
use crate::report::bundle::Made;
use crate::report::files;
use crate::report::record::{Record, SCHEMA};
use crate::report::run::Run;
use std::fs;
use std::path::Path;

/// The records and the run of an audit, from `audit.jsonl` and `uitvoering.json`.
///
/// # Errors
/// Everything that is wrong, in Dutch.
pub(super) fn audit(dir: &Path) -> Result<(Vec<Record>, Run), Vec<String>> {
    let text = |name: &str| {
        let path = dir.join(name);
        fs::read_to_string(&path).map_err(|e| format!("{} kan niet worden gelezen ({})", path.display(), because(&e)))
    };
    let (records, run) = match (text("audit.jsonl"), text("uitvoering.json")) {
        (Ok(records), Ok(run)) => (records, run),
        (records, run) => return Err([records.err(), run.err()].into_iter().flatten().collect()),
    };
    let run: Run = serde_json::from_str(&run)
        .map_err(|e| vec![format!("{}, regel {}: dit is geen uitvoering van oppkeur", dir.join("uitvoering.json").display(), e.line())])?;
    let mut wrong = Vec::new();
    if run.schema != SCHEMA {
        wrong.push(format!(
            "de audit in {} heeft schema {}; dit programma leest schema {SCHEMA}. Doe de audit opnieuw",
            dir.display(),
            run.schema
        ));
    }
    let mut read = Vec::new();
    for (line, number) in records.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        match serde_json::from_str::<Record>(line) {
            Ok(record) if record.schema == SCHEMA => read.push(record),
            Ok(record) => wrong.push(format!("audit.jsonl, regel {number}: schema {} in plaats van {SCHEMA}", record.schema)),
            Err(_) => wrong.push(format!("audit.jsonl, regel {number}: dit is geen uitkomst van oppkeur")),
        }
    }
    if wrong.len() > MOST_TOLD {
        let more = wrong.len() - MOST_TOLD;
        wrong.truncate(MOST_TOLD);
        wrong.push(format!("en nog {more} regels"));
    }
    if wrong.is_empty() { Ok((read, run)) } else { Err(wrong) }
}

/// Mistakes told at most: a file of another kind has as many as lines.
const MOST_TOLD: usize = 10;

/// Writes files that were all made before.
///
/// # Errors
/// A sentence in Dutch about the first that the disk refuses.
pub(super) fn put(dir: &Path, made: &[Made]) -> Result<(), String> {
    for (name, bytes) in made {
        files::write(dir, name, bytes).map_err(|e| {
            format!("{name} kan niet worden geschreven ({}); sluit het bestand als het open staat en probeer het opnieuw", because(&e))
        })?;
    }
    Ok(())
}
