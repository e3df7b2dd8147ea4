//! What a run keeps in the state folder: its journal, and its turn to write in a folder.

use super::flags::Common;
use super::{say, setup};
use crate::audit::batch::Mark;
use crate::audit::journal::{self, Journal, Trouble};
use crate::report::build::Key;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Where the journals are, under the state folder.
pub(super) const FOLDER: &str = "journaal";

/// Opens the journal of these paths, and notes that its reports go to `out`. What is wrong with it is said.
pub(super) fn journal(common: &Common, key: &Key, paths: &[PathBuf], out: &Path) -> Option<Journal> {
    let folder = setup::state_folder(common)?.join(FOLDER);
    let whole: Vec<PathBuf> = paths.iter().map(|p| real(p)).collect();
    let parts: Vec<&[u8]> = whole.iter().map(|p| p.as_os_str().as_encoded_bytes()).collect();
    let name = crate::report::build::keyed(key, &[&[b"journaal".as_slice()], parts.as_slice()].concat(), 24);
    let (journal, trouble) = Journal::open(&folder, &name);
    match trouble {
        None => {}
        Some(Trouble::InUse) => say::wrong("een andere controle werkt nu met deze bestanden; deze keer wordt er geen logboek bijgehouden"),
        Some(Trouble::SetAside(aside)) => say::wrong(&format!(
            "het logboek was beschadigd en is opzij gezet ({}); alle documenten worden opnieuw gelezen",
            aside.display()
        )),
        Some(Trouble::Refused(_)) => {
            say::wrong(&format!("in {} kan geen logboek worden bijgehouden; de controle gaat zonder door", folder.display()));
        }
    }
    if let Some(journal) = &journal {
        let mark = out_mark(key, out);
        if journal.get(&mark).is_none() {
            journal.put(mark, Vec::new());
        }
    }
    journal
}

/// Ends a journal; whether it is all on the disk.
pub(super) fn close(journal: Journal, whole: bool) -> bool {
    let closed = journal.close(whole).is_ok();
    if !closed {
        say::wrong("het logboek kon niet worden bijgewerkt (is de schijf vol?); een volgende keer wordt er meer opnieuw gelezen");
    }
    closed
}

/// The turn to write in a folder: waits for another run that writes there. Ends when it is dropped.
pub(super) fn turn(state: &Path, key: &Key, out: &Path) -> Option<File> {
    let folder = state.join(FOLDER);
    private_folder(&folder)?;
    let name = crate::report::build::keyed(key, &[b"beurt", real(out).as_os_str().as_encoded_bytes()], 24);
    let mut open = OpenOptions::new();
    open.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    let file = open.open(folder.join(name).with_extension(TURN)).ok()?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say::wrong(&format!("een andere controle schrijft nu in {}; deze wacht tot die klaar is", out.display()));
            file.lock().ok()?;
        }
        Err(TryLockError::Error(_)) => return None,
    }
    Some(file)
}

/// Extension of the file that says whose turn it is.
const TURN: &str = "beurt";

/// Whether a file of the state folder is a journal, or what came of one.
pub(super) fn is_ours(path: &Path) -> bool {
    let extensions = [journal::EXTENSION, journal::SET_ASIDE, journal::ANEW, journal::LOCK, TURN];
    path.extension().is_some_and(|e| extensions.iter().any(|ours| e == *ours))
}

/// Whether it only keeps a place for one run at a time, and holds nothing.
pub(super) fn is_lock(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == journal::LOCK || e == TURN)
}

/// The journals of which a run wrote in `out`, and what was set aside or left of them.
pub(super) fn of(folder: &Path, key: &Key, out: &Path) -> Vec<PathBuf> {
    let mark = out_mark(key, out);
    let all = all(folder);
    let mine: Vec<&PathBuf> = all.iter().filter(|path| journal::holds(path, &mark)).collect();
    let of_mine = |path: &PathBuf| mine.iter().any(|journal| journal.file_stem() == path.file_stem());
    all.iter().filter(|path| of_mine(path)).cloned().collect()
}

/// All that is kept in a folder of journals.
pub(super) fn all(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.path())
        .filter(|path| is_ours(path))
        .collect();
    found.sort();
    found
}

fn out_mark(key: &Key, out: &Path) -> Mark {
    let hash = crate::report::build::keyed(key, &[b"uit", real(out).as_os_str().as_encoded_bytes()], 16);
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

/// A path as the disk knows it.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}

fn private_folder(folder: &Path) -> Option<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).ok()
}
