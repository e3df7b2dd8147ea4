//! The journal: what was judged is kept, so that a run that was cut off goes on where it stopped, and an unchanged document
//! is not read again. Judgements, masked fragments and keyed hashes; never text, and no name of a file.
//!
//! ```text
//! file    = "oppkeur-journaal 1\n", frame*
//! frame   = length u32, check of the length u32, check of what follows u64, mark 16 bytes, value
//! ```
//!
//! Only ever added to, and synced for a group of frames at a time. What a power cut leaves half written is cut off at
//! the next start; a frame that was whole and no longer is what it was makes the whole journal suspect: it is set aside.

use super::batch::Mark;
use super::{Copies, Examined};
use crate::report::build::About;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const BEGINS: &[u8] = b"oppkeur-journaal 1\n";

/// Frames that are synced together at most, and the time a frame waits at most.
const GROUP: usize = 64;
const WAIT: Duration = Duration::from_millis(250);

/// Extension of a journal, and of one that was set aside.
pub const EXTENSION: &str = "journaal";
/// See [`EXTENSION`].
pub const SET_ASIDE: &str = "kapot";

/// Extension of a journal that is being written anew.
pub const ANEW: &str = "nieuw";
/// Extension of the file that is locked while a run works with a journal: never the journal itself, as a lock may refuse readers.
pub const LOCK: &str = "slot";

/// Bytes an outcome may unpack to.
const LONGEST: u64 = 256 << 20;

/// Judgements of earlier runs, and a place for those of this one.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// Where the value of each mark is: place and length.
    known: HashMap<Mark, (u64, u32)>,
    reader: Mutex<File>,
    used: Mutex<HashSet<Mark>>,
    to_write: mpsc::Sender<(Mark, Vec<u8>)>,
    writer: JoinHandle<io::Result<()>>,
    /// Frames that no longer count: an older value of the same mark.
    old: usize,
    /// Held until all is written.
    lock: File,
}

/// Why there is no journal, or a new one.
#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Another run works with it.
    InUse,
    /// It was damaged and set aside under this name.
    SetAside(PathBuf),
    /// The disk refuses.
    Refused(io::ErrorKind),
}

impl Journal {
    /// Opens the journal of this name, or makes it.
    #[must_use]
    pub fn open(folder: &Path, name: &str) -> (Option<Journal>, Option<Trouble>) {
        let path = folder.join(name).with_extension(EXTENSION);
        match Journal::begin(&path) {
            Ok(Ok((journal, trouble))) => (Some(journal), trouble),
            Ok(Err(trouble)) => (None, Some(trouble)),
            Err(e) => (None, Some(Trouble::Refused(e.kind()))),
        }
    }

    fn begin(path: &Path) -> io::Result<Result<(Journal, Option<Trouble>), Trouble>> {
        let lock = private(&path.with_extension(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Err(Trouble::InUse)),
            // A file system without locks.
            Err(TryLockError::Error(_)) => {}
        }
        let mut file = private(path)?;
        let mut trouble = None;
        let scanned = match scan(&file)? {
            Scanned::Damaged => {
                let aside = set_aside(path)?;
                trouble = Some(Trouble::SetAside(aside));
                file = private(path)?;
                Index::default()
            }
            Scanned::Whole(index) => index,
        };
        if scanned.end == 0 {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(BEGINS)?;
        } else {
            // Half a frame from a run that was cut off.
            file.set_len(scanned.end)?;
            file.seek(SeekFrom::End(0))?;
        }
        let reader = Mutex::new(File::open(path)?);
        let (to_write, written) = mpsc::channel();
        let writer = std::thread::spawn(move || write_all(&file, &written));
        let Index { known, old, .. } = scanned;
        Ok(Ok((Journal { path: path.to_owned(), known, reader, used: Mutex::default(), to_write, writer, old, lock }, trouble)))
    }

    /// The value that was kept under a mark.
    #[must_use]
    pub fn get(&self, mark: &Mark) -> Option<Vec<u8>> {
        let (place, length) = *self.known.get(mark)?;
        let mut value = vec![0; length as usize];
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        reader.seek(SeekFrom::Start(place)).ok()?;
        reader.read_exact(&mut value).ok()?;
        drop(reader);
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(*mark);
        Some(value)
    }

    /// Keeps a value. It is on the disk within a quarter of a second.
    pub fn put(&self, mark: Mark, value: Vec<u8>) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(mark);
        // A disk that refuses is told of at the end.
        let _ = self.to_write.send((mark, value));
    }

    /// Writes down what waits. After a run that saw all documents (`whole`) a journal of which much was of no use any more
    /// is written anew, without it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn close(self, whole: bool) -> io::Result<()> {
        let Journal { path, known, used, to_write, writer, old, lock, .. } = self;
        drop(to_write);
        writer.join().map_err(|_| io::Error::other("journal"))??;
        let used = used.into_inner().unwrap_or_else(PoisonError::into_inner);
        let dead = old + known.iter().filter(|(mark, (_, length))| *length > 0 && !used.contains(*mark)).count();
        let closed = if whole && dead * 8 > used.len() { without(&path, &used) } else { Ok(()) };
        drop(lock);
        closed
    }
}

/// Whether a journal on disk holds a value under this mark.
#[must_use]
pub fn holds(path: &Path, mark: &Mark) -> bool {
    let scanned = File::open(path).and_then(|file| scan(&file));
    matches!(scanned, Ok(Scanned::Whole(index)) if index.known.contains_key(mark))
}

/// What is kept of an outcome: all but what its passages would say if they were copies, which is nearly the whole document.
#[must_use]
pub fn kept(examined: &Examined) -> Vec<u8> {
    let first = first(examined);
    [&length(&first), first.as_slice()].concat()
}

/// The same, of what [`pack`] made.
#[must_use]
pub fn without_copies(packed: &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = packed.split_first_chunk::<4>()?;
    let first = rest.get(..u32::from_le_bytes(*length) as usize)?;
    Some([length.as_slice(), first].concat())
}

/// An outcome as bytes, without the name of its file: a length, that many bytes, and the copies.
#[must_use]
pub fn pack(examined: &Examined) -> Vec<u8> {
    let first = first(examined);
    [&length(&first), first.as_slice(), &examined.copies.0].concat()
}

fn first(examined: &Examined) -> Vec<u8> {
    let mut nameless = Examined { copies: Copies::default(), ..examined.clone() };
    nameless.record.document = String::new();
    nameless.record.school = String::new();
    pressed(&nameless)
}

fn length(of: &[u8]) -> [u8; 4] {
    u32::try_from(of.len()).unwrap_or(u32::MAX).to_le_bytes()
}

/// Bytes as the outcome of the document they were kept for.
#[must_use]
pub fn unpack(bytes: &[u8], about: &About) -> Option<Examined> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (first, copies) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let mut examined: Examined = unpressed(first)?;
    examined.copies = Copies(copies.into());
    examined.record.document.clone_from(&about.document);
    examined.record.school.clone_from(&about.school);
    Some(examined)
}

/// A value as bytes.
pub(super) fn pressed(value: &impl Serialize) -> Vec<u8> {
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(&mut out, value);
    out.finish().unwrap_or_default()
}

/// Bytes as a value.
pub(super) fn unpressed<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let mut text = Vec::new();
    flate2::read::DeflateDecoder::new(bytes).take(LONGEST).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Opens or makes a file for its owner only.
fn private(path: &Path) -> io::Result<File> {
    let mut open = OpenOptions::new();
    open.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    open.open(path)
}

fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = path.with_extension(SET_ASIDE);
    fs::rename(path, &aside)?;
    Ok(aside)
}

#[derive(Debug, Default)]
struct Index {
    known: HashMap<Mark, (u64, u32)>,
    /// The end of the last whole frame; 0 without even a beginning.
    end: u64,
    old: usize,
}

enum Scanned {
    Whole(Index),
    Damaged,
}

const HEADER: usize = 32;

fn header(mark: &Mark, value: &[u8]) -> [u8; HEADER] {
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    let mut out = [0; HEADER];
    let parts: [&[u8]; 4] = [&length.to_le_bytes(), &check_length(length), &check(mark, value), mark];
    for (to, from) in out.iter_mut().zip(parts.concat()) {
        *to = from;
    }
    out
}

fn check_length(length: u32) -> [u8; 4] {
    blake3::hash(&length.to_le_bytes()).as_bytes().first_chunk().copied().unwrap_or_default()
}

fn check(mark: &Mark, value: &[u8]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(mark).update(value);
    hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default()
}

/// Reads the whole journal once, and checks every frame.
fn scan(file: &File) -> io::Result<Scanned> {
    let size = file.metadata()?.len();
    let mut from = BufReader::with_capacity(1 << 18, file);
    let mut begins = [0; BEGINS.len()];
    if size < BEGINS.len() as u64 {
        let mut all = Vec::new();
        from.read_to_end(&mut all)?;
        return Ok(if BEGINS.starts_with(&all) { Scanned::Whole(Index::default()) } else { Scanned::Damaged });
    }
    from.read_exact(&mut begins)?;
    if begins != BEGINS {
        return Ok(Scanned::Damaged);
    }
    let mut index = Index { end: BEGINS.len() as u64, ..Index::default() };
    let mut value = Vec::new();
    while size - index.end >= HEADER as u64 {
        let mut head = [0; HEADER];
        from.read_exact(&mut head)?;
        let (Some(length), Some(length_check), Some(value_check), Some(mark)) =
            (head.first_chunk::<4>().map(|b| u32::from_le_bytes(*b)), head.get(4..8), head.get(8..16), head.last_chunk::<16>().copied())
        else {
            break;
        };
        let left = size - index.end - HEADER as u64;
        if check_length(length) != length_check {
            // A disk that lost its power may leave zeros where nothing was written yet.
            return Ok(if head.iter().all(|b| *b == 0) && only_zeros(&mut from)? { Scanned::Whole(index) } else { Scanned::Damaged });
        }
        if u64::from(length) > left {
            break;
        }
        value.resize(length as usize, 0);
        from.read_exact(&mut value)?;
        if check(&mark, &value) != value_check {
            return Ok(if u64::from(length) == left && value.last() == Some(&0) { Scanned::Whole(index) } else { Scanned::Damaged });
        }
        if index.known.insert(mark, (index.end + HEADER as u64, length)).is_some() {
            index.old += 1;
        }
        index.end += HEADER as u64 + u64::from(length);
    }
    Ok(Scanned::Whole(index))
}

fn only_zeros(from: &mut impl Read) -> io::Result<bool> {
    let mut rest = Vec::new();
    from.read_to_end(&mut rest)?;
    Ok(rest.iter().all(|b| *b == 0))
}

/// Writes what comes, and syncs it in groups.
fn write_all(mut file: &File, frames: &mpsc::Receiver<(Mark, Vec<u8>)>) -> io::Result<()> {
    let mut waiting = 0;
    let mut since = Instant::now();
    loop {
        let next = if waiting == 0 {
            frames.recv().map_err(|_| mpsc::RecvTimeoutError::Disconnected)
        } else {
            frames.recv_timeout(WAIT.saturating_sub(since.elapsed()))
        };
        match next {
            Ok((mark, value)) => {
                let mut frame = header(&mark, &value).to_vec();
                frame.extend_from_slice(&value);
                file.write_all(&frame)?;
                if waiting == 0 {
                    since = Instant::now();
                }
                waiting += 1;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return file.sync_data(),
        }
        if waiting >= GROUP || waiting > 0 && since.elapsed() >= WAIT {
            file.sync_data()?;
            waiting = 0;
        }
    }
}

/// Writes the journal anew with the values of these marks only, and the marks without a value: they say of which folders it is.
fn without(path: &Path, used: &HashSet<Mark>) -> io::Result<()> {
    let mut from = File::open(path)?;
    let Scanned::Whole(index) = scan(&from)? else { return Ok(()) };
    let mut keep: Vec<(&Mark, &(u64, u32))> =
        index.known.iter().filter(|(mark, (_, length))| *length == 0 || used.contains(*mark)).collect();
    keep.sort_by_key(|(_, place)| **place);
    let beside = path.with_extension(ANEW);
    let mut to = io::BufWriter::new(private(&beside)?);
    to.get_ref().set_len(0)?;
    to.write_all(BEGINS)?;
    let mut value = Vec::new();
    for (mark, (place, length)) in keep {
        value.resize(*length as usize, 0);
        from.seek(SeekFrom::Start(*place))?;
        from.read_exact(&mut value)?;
        to.write_all(&header(mark, &value))?;
        to.write_all(&value)?;
    }
    to.flush()?;
    to.get_ref().sync_all()?;
    drop(to);
    fs::rename(&beside, path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::rules::Rules;

    #[test]
    fn what_is_kept_holds_no_passage_and_what_a_worker_says_holds_all() {
        let passage = "Na de herfstvakantie oefent hij elke ochtend met dezelfde kwetterende papegaai op de vensterbank van het lokaal.";
        let text = format!(
            "Ontwikkelingsperspectief\n\nNaam leerling: Sem Meinders\nGroep: 6\nStart: 1 september 2026\nEvaluatie: 12 januari 2027\n\n\
             Bevorderende factoren\nSem is leergierig en kan goed luisteren.\n\nBelemmerende factoren\nSem raakt snel afgeleid in een volle klas.\n\n\
             Uitstroomprofiel\nWe verwachten vmbo-kb, omdat Sem in kleine stappen goed leert.\n\n\
             Doelen\nSem leest in juni 2027 teksten op niveau M5 met hoogstens vijf fouten.\n\nAfspraken\n{passage}\n"
        );
        let options = super::super::Options::new(jiff::civil::date(2026, 11, 23));
        let examined = super::super::examine("school/opp.txt", "school", text.as_bytes(), Rules::standard(), &options);
        let shown = |bytes: &[u8]| {
            let back = unpack(bytes, &About::default()).unwrap();
            let copies: Option<serde_json::Value> = unpressed(&back.copies.0);
            format!("{}{copies:?}", serde_json::to_string(&back).unwrap()).contains("kwetterende")
        };
        let packed = pack(&examined);
        assert!(shown(&packed), "a copy that is found can be shown");
        assert!(!shown(&kept(&examined)), "the journal does not hold the passage");
        assert_eq!(without_copies(&packed).unwrap(), kept(&examined));
        assert_eq!(without_copies(&packed[..10]), None);
    }
}
