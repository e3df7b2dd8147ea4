//! Opens a file and takes all its bytes, or says why not: locked, gone, still being written, or only in the cloud.

use crate::model::{Format, Reason, Unreadable};
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

/// Times a file is tried that is in use or changes under our eyes.
const TRIES: u32 = 3;

/// Time between two tries.
const PAUSE: Duration = Duration::from_millis(80);

/// All bytes of a file, as it was at one moment. `listed` is its size when it was found.
///
/// # Errors
/// Too large, or cannot be opened, with why where that is known.
pub(super) fn whole(path: &Path, listed: u64, most: u64) -> Result<Vec<u8>, Unreadable> {
    if listed > most {
        return Err(Unreadable::new(Format::Other, Reason::TooLarge));
    }
    let closed = |detail| Unreadable { format: Format::Other, reason: Reason::CannotOpen, detail };
    let mut why = None;
    for n in 0..TRIES {
        if n > 0 {
            std::thread::sleep(PAUSE * n);
        }
        match once(path, most) {
            Ok(Once::All(bytes)) => return Ok(bytes),
            Ok(Once::TooLarge) => return Err(Unreadable::new(Format::Other, Reason::TooLarge)),
            Ok(Once::InTheCloud) => return Err(closed(Some("alleen_online"))),
            Ok(Once::NoFile) => return Err(closed(None)),
            Ok(Once::Changed) => why = Some("wijzigt_nog"),
            Err(e) if is_in_use(&e) => why = Some("in_gebruik"),
            Err(_) => return Err(closed(None)),
        }
    }
    Err(closed(why))
}

enum Once {
    All(Vec<u8>),
    TooLarge,
    InTheCloud,
    NoFile,
    Changed,
}

fn once(path: &Path, most: u64) -> io::Result<Once> {
    let listed = fs::symlink_metadata(path)?;
    if !listed.is_file() {
        // It was a file when the folder was listed; a pipe might never end.
        return Ok(Once::NoFile);
    }
    if is_in_the_cloud(attributes(&listed)) {
        return Ok(Once::InTheCloud);
    }
    let mut file = File::open(path)?;
    let before = file.metadata()?;
    let mut bytes = Vec::with_capacity(usize::try_from(before.len().min(most)).unwrap_or(0) + 1);
    (&mut file).take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Ok(Once::TooLarge);
    }
    let after = file.metadata()?;
    let is_same = before.len() == after.len() && bytes.len() as u64 == after.len() && before.modified().ok() == after.modified().ok();
    Ok(if is_same { Once::All(bytes) } else { Once::Changed })
}

/// What Windows says when another program holds the file for itself.
fn is_in_use(e: &io::Error) -> bool {
    cfg!(windows) && matches!(e.raw_os_error(), Some(32 | 33))
}

/// A file that OneDrive and its like would fetch first: opening it would use the network, without being asked.
fn is_in_the_cloud(attributes: u32) -> bool {
    const OFFLINE: u32 = 0x1000;
    const RECALL_ON_OPEN: u32 = 0x4_0000;
    const RECALL_ON_DATA_ACCESS: u32 = 0x40_0000;
    attributes & (OFFLINE | RECALL_ON_OPEN | RECALL_ON_DATA_ACCESS) != 0
}

#[cfg(windows)]
fn attributes(of: &Metadata) -> u32 {
    std::os::windows::fs::MetadataExt::file_attributes(of)
}

#[cfg(not(windows))]
fn attributes(_: &Metadata) -> u32 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("opp.txt");
        fs::write(&path, b"Sem").unwrap();
        assert_eq!(whole(&path, 3, 3).unwrap(), b"Sem");
        assert_eq!(whole(&path, 4, 3).unwrap_err().reason, Reason::TooLarge, "by its listed size");
        assert_eq!(whole(&path, 0, 2).unwrap_err().reason, Reason::TooLarge, "by its real size");
        assert_eq!(whole(&dir.path().join("weg.txt"), 1, 3).unwrap_err().reason, Reason::CannotOpen);
        assert_eq!(whole(dir.path(), 1, 3).unwrap_err().reason, Reason::CannotOpen);
    }

    #[test]
    fn a_file_that_keeps_changing_is_told_so() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("groeit.txt");
        fs::write(&path, vec![b'a'; 1 << 20]).unwrap();
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                use io::Write as _;
                let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    file.write_all(b"b").unwrap();
                }
            });
            let read = whole(&path, 1 << 20, 1 << 30);
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            // A lucky moment gives the file as it was then.
            if let Err(why) = read {
                assert_eq!((why.reason, why.detail), (Reason::CannotOpen, Some("wijzigt_nog")));
            }
        });
    }

    #[test]
    fn a_placeholder_of_a_cloud_is_known_by_its_attributes() {
        assert!(is_in_the_cloud(0x40_0020) && is_in_the_cloud(0x1000) && is_in_the_cloud(0x4_0000));
        assert!(!is_in_the_cloud(0x20) && !is_in_the_cloud(0), "an ordinary file");
    }
}
