//! .xls: Excel 5 to 2003, read record by record from its stream (MS-XLS).
//!
//! An own reader, as calamine gives no number formats, fonts, hidden rows, notes or text boxes here, and takes room
//! for the rectangle that a file declares.

mod globals;
mod objects;
mod records;
mod sheet;

use std::io::{Cursor, Read as _};

use cfb::CompoundFile;

use super::book::{Book, Room};
use super::options::drop_options;
use crate::model::{NoteKind, Reason};
use crate::read::ReadOptions;
use globals::Globals;

/// Reads the file.
///
/// # Errors
/// `Encrypted`, `Damaged` when there is no readable workbook stream.
pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Book, Reason> {
    let mut book = Book::default();
    let stream = if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| Reason::Damaged)?;
        note_storages(&file, &mut book);
        (book.made, book.changed) = dates(&mut file);
        let name = ["/Workbook", "/Book", "/WORKBOOK", "/BOOK"].into_iter().find(|n| file.is_stream(n)).ok_or(Reason::Damaged)?;
        let (stream, whole) = stream(&mut file, name, options.limits.unpacked_bytes);
        if !whole {
            book.note(NoteKind::Damaged);
        }
        stream
    } else {
        // Excel 2 to 4 had no container.
        bytes.to_vec()
    };
    if stream.is_empty() {
        return Err(Reason::Damaged);
    }
    let globals = Globals::read(&stream, options.limits.text_bytes)?;
    if globals.outside {
        book.note(NoteKind::ExternalLink);
    }
    if globals.macros {
        book.note(NoteKind::Macros);
    }
    let (mut room, mut lists) = (Room::new(&options.limits), Vec::new());
    for listed in &globals.sheets {
        let Some(start) = usize::try_from(listed.start).ok().and_then(|s| stream.get(s..)) else {
            book.note(NoteKind::Damaged);
            continue;
        };
        let read = sheet::read(start, listed, &globals, &mut room);
        lists.extend(read.lists);
        book.sheets.push(read.sheet);
    }
    if room.full {
        book.note(NoteKind::CutOff);
    }
    drop_options(&mut book, &lists);
    if book.sheets.is_empty() { Err(Reason::Damaged) } else { Ok(book) }
}

/// The bytes of a stream, and whether all of them could be read.
fn stream(file: &mut CompoundFile<Cursor<&[u8]>>, name: &str, most: u64) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let Ok(stream) = file.open_stream(name) else { return (bytes, false) };
    let whole = stream.take(most).read_to_end(&mut bytes).is_ok();
    (bytes, whole)
}

/// Macros and embedded files have storages of their own.
fn note_storages(file: &CompoundFile<Cursor<&[u8]>>, book: &mut Book) {
    if file.exists("/_VBA_PROJECT_CUR") {
        book.note(NoteKind::Macros);
    }
    let embedded = file.read_root_storage().any(|e| e.is_storage() && e.name().starts_with("MBD"));
    if embedded {
        book.note(NoteKind::EmbeddedFile);
    }
}

/// When the file says it was made and last saved (MS-OLEPS, properties 12 and 13).
fn dates(file: &mut CompoundFile<Cursor<&[u8]>>) -> (Option<String>, Option<String>) {
    let (bytes, _) = stream(file, "/\u{5}SummaryInformation", 1 << 16);
    let long = |at: usize| bytes.get(at..at.checked_add(4)?).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    let day = |wanted: u32| {
        let set = usize::try_from(long(44)?).ok()?;
        let count = usize::try_from(long(set.checked_add(4)?)?).ok()?.min(64);
        let entry = (0..count).map(|i| set + 8 + i * 8).find(|&at| long(at) == Some(wanted))?;
        let at = set.checked_add(usize::try_from(long(entry + 4)?).ok()?)?;
        // VT_FILETIME: tenths of microseconds since 1601.
        if long(at)? != 0x40 {
            return None;
        }
        let ticks = u64::from(long(at + 8)?) << 32 | u64::from(long(at + 4)?);
        let days = i64::try_from(ticks / 864_000_000_000).ok()?;
        let date = jiff::civil::date(1601, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        (ticks > 0).then(|| date.to_string())
    };
    (day(12), day(13))
}
