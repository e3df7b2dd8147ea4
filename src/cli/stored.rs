//! Takes up what an audit wrote, and puts reports on disk.

use super::audit::because;
use crate::report::outputs::Named;
use crate::report::{Record, Run, files, saved};
use std::path::Path;

/// The records and the run of an audit.
///
/// # Errors
/// What is wrong, in Dutch, with the folder.
pub(super) fn audit(dir: &Path) -> Result<(Vec<Record>, Run), String> {
    saved::audit(dir).map_err(|e| format!("{}: {e}", dir.display()))
}

/// Writes files that were all made before.
///
/// # Errors
/// A sentence in Dutch about the first that the disk refuses.
pub(super) fn put(dir: &Path, made: &[Named]) -> Result<(), String> {
    for (name, bytes) in made {
        files::write(dir, name, bytes).map_err(|e| {
            format!("{name} kan niet worden geschreven ({}); sluit het bestand als het open staat en probeer het opnieuw", because(&e))
        })?;
    }
    Ok(())
}
