//! Takes up what an audit wrote, and puts reports on disk.

use super::audit::because;
use super::say;
use crate::report::outputs::Named;
use crate::report::{Record, Run, files, saved};
use std::io::ErrorKind;
use std::path::Path;

/// The records and the run of an audit.
///
/// # Errors
/// What is wrong, in Dutch, with the folder.
pub(super) fn audit(dir: &Path) -> Result<(Vec<Record>, Run), String> {
    saved::audit(dir).map_err(|e| format!("{}: {e}", dir.display()))
}

/// Writes files that were all made before. A report that cannot be replaced, most often because it is open in Excel,
/// gets a number behind its name: that is said, and nothing is lost.
///
/// # Errors
/// A sentence in Dutch about the first that the disk refuses.
pub(super) fn put(dir: &Path, made: &[Named]) -> Result<(), String> {
    for (name, bytes) in made {
        let Err(e) = files::write(dir, name, bytes) else { continue };
        let full =
            matches!(e.kind(), ErrorKind::StorageFull | ErrorKind::FileTooLarge | ErrorKind::ReadOnlyFilesystem | ErrorKind::QuotaExceeded);
        let instead = if full { None } else { beside(name).into_iter().find(|other| files::write(dir, other, bytes).is_ok()) };
        match instead {
            Some(other) => say::wrong(&format!("{name} staat nog open in een ander programma; het nieuwe rapport heet nu {other}")),
            None => {
                return Err(format!(
                    "{name} kan niet worden geschreven ({}); sluit het bestand als het open staat en probeer het opnieuw",
                    because(&e)
                ));
            }
        }
    }
    Ok(())
}

/// Names for a report of which the own name is taken; none for what only programs read.
fn beside(name: &str) -> Vec<String> {
    match name.rsplit_once('.') {
        Some((stem, extension @ ("csv" | "xlsx" | "html" | "docx"))) => (2..=9).map(|n| format!("{stem} ({n}).{extension}")).collect(),
        _ => Vec::new(),
    }
}

/// The name that a report would have had, were its own name not taken.
pub(super) fn own_name(name: &str) -> String {
    let own = name.rsplit_once('.').and_then(|(stem, extension)| {
        let (stem, number) = stem.strip_suffix(')')?.rsplit_once(" (")?;
        matches!(number, "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9").then(|| format!("{stem}.{extension}"))
    });
    own.unwrap_or_else(|| name.to_owned())
}
