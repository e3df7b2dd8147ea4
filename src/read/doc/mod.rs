//! Reads old Word files (.doc): Word 97 and later by [MS-DOC], Word 6 and 95 by their text alone.
//!
//! The container is `cfb`'s. The file information block leads to the piece table (the text), to the disk pages with the
//! properties of paragraphs and letters, and to the tables of notes, headers, comments and text boxes; `walk` puts them together.

mod bytes;
mod fib;
mod fonts;
mod form;
mod info;
mod lists;
mod old;
mod props;
mod runs;
mod sections;
mod shapes;
mod sprm;
mod stories;
mod styles;
mod text;
mod walk;

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use crate::model::{Document, Format, MarginKind, NoteKind, Reason, Unreadable};
use crate::read::flow::{Gather, Step};
use crate::read::{Limits, ReadOptions};
use fib::{Fib, Table};
use fonts::Fonts;
use lists::Lists;
use runs::Runs;
use stories::Stories;
use styles::Styles;
use text::LetterStream;
use walk::Walk;

/// Reads a .doc file.
///
/// # Errors
/// [`Reason::Encrypted`] under a password, [`Reason::Damaged`] when the container or its text cannot be opened,
/// [`Reason::Unsupported`] when it is another kind of container, [`Reason::TooLarge`] over the limit, [`Reason::Empty`] without a word.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Document, Unreadable> {
    let failed = |reason| Unreadable::new(Format::Doc, reason);
    let limits = &options.limits;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.file_bytes {
        return Err(failed(Reason::TooLarge));
    }
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| failed(Reason::Damaged))?;
    if file.exists("/EncryptedPackage") {
        return Err(failed(Reason::Encrypted));
    }
    let Some(main) = stream(&mut file, "/WordDocument", bytes.len()) else {
        let reason = if file.exists("/WordDocument") { Reason::Damaged } else { Reason::Unsupported };
        return Err(failed(reason));
    };
    let fib = Fib::new(&main).ok_or(failed(Reason::Damaged))?;
    if fib.is_encrypted() {
        return Err(failed(Reason::Encrypted));
    }
    let mut gather = Gather::new(Format::Doc, limits);
    if fib.is_old() {
        let text = old::text(&fib, &main).ok_or(failed(Reason::Damaged))?;
        gather.steps(old::steps(&text, &fib));
    } else {
        let tables = stream(&mut file, &format!("/{}", fib.table_stream()), bytes.len()).ok_or(failed(Reason::Damaged))?;
        let data = stream(&mut file, "/Data", bytes.len()).unwrap_or_default();
        word97(&fib, &main, &tables, &data, limits, &mut gather).ok_or(failed(Reason::Damaged))?;
    }
    if file.exists("/Macros") {
        gather.note(NoteKind::Macros);
    }
    if file.read_storage("/ObjectPool").is_ok_and(|mut objects| objects.next().is_some()) {
        gather.note(NoteKind::EmbeddedFile);
    }
    let (made, changed) = info::dates(&stream(&mut file, "/\u{5}SummaryInformation", bytes.len()).unwrap_or_default());
    gather.dates(made, changed);
    gather.finish()
}

/// A stream of the container; `None` when it is not there or cannot be read at all.
fn stream(file: &mut CompoundFile<Cursor<&[u8]>>, name: &str, most: usize) -> Option<Vec<u8>> {
    let stream = file.open_stream(name).ok()?;
    let mut bytes = Vec::new();
    let whole = stream.take(u64::try_from(most).ok()?).read_to_end(&mut bytes);
    (whole.is_ok() || !bytes.is_empty()).then_some(bytes)
}

/// Word 97 and later.
fn word97(fib: &Fib<'_>, main: &[u8], tables: &[u8], data: &[u8], limits: &Limits, gather: &mut Gather<'_>) -> Option<()> {
    let text = LetterStream::new(fib, main, tables)?;
    let (lists, levels) = fib.table_and_after(tables, Table::Lists);
    let walk = &mut Walk {
        letter_runs: Runs::letters(main, fib.table(tables, Table::CharRuns)),
        para_runs: Runs::paragraphs(main, fib.table(tables, Table::ParaRuns)),
        styles: Styles::new(fib.table(tables, Table::Styles)),
        fonts: Fonts::new(fib.table(tables, Table::Fonts)),
        lists: Lists::new(lists, levels, fib.table(tables, Table::ListUses)),
        stories: Stories::new(fib, tables),
        sections: sections::sections(main, fib.table(tables, Table::Sections)),
        text: &text,
        data,
        depth: 0,
        changed: false,
        most: limits.text_bytes,
        sums: fib.spaces_add_up(tables),
    };
    let mut headers = Vec::new();
    let mut footers = Vec::new();
    for (kind, range) in walk.stories.running.clone() {
        let mut steps = walk.steps(range);
        // A story ends with a paragraph mark of its own, behind its last paragraph.
        if matches!(steps.last(), Some(Step::Para(0, para)) if para.is_empty()) {
            steps.pop();
        }
        if kind == MarginKind::Header {
            headers.push(steps);
        } else {
            footers.push(steps);
        }
    }
    let body = walk.steps(walk.stories.body.clone());
    let rest = walk.left_over();
    if walk.changed {
        gather.note(NoteKind::TrackedChanges);
    }
    if text.units.len() < fib.letters() {
        gather.note(NoteKind::Damaged);
    }
    for steps in headers {
        gather.story(MarginKind::Header, steps);
    }
    gather.steps(body);
    gather.steps(rest);
    for steps in footers {
        gather.story(MarginKind::Footer, steps);
    }
    Some(())
}
