//! PDF: from bytes to blocks by way of letters, words, lines, tables and the structure tree.
//!
//! lopdf loads the objects; everything from the content streams up is ours, because a reader of strangers' files
//! needs budgets, and because forms need every letter's place. The way through:
//!
//! ```text
//! open ─► interpret (lex, font, encoding) ─► glyphs ─► words ─► running heads out
//!         fields, annotations, boxes ──────────────────┘            │
//!         tags (trusted where they cover the text) ─────► layout (ruled, unruled, flow) ─► join over pages ─► emit
//! ```

mod access;
mod annotations;
mod boxes;
mod columns;
mod emit;
mod encoding;
mod fields;
mod flow;
mod font;
mod geometry;
mod glyphs;
mod hyphen;
mod interpret;
mod join;
mod layout;
mod lex;
mod lines;
mod open;
mod pictures;
mod ruled;
mod running;
mod tags;
mod trust;
mod unruled;
mod words;

use std::collections::BTreeMap;

use lopdf::{Dictionary, ObjectId};

use crate::model::{
    A4, BlockKind, Document, Format, HiddenKind, MarginKind, Note, NoteKind, PageMethod, Picture, PictureKind, Place, Reason, Spot, Text,
    Unreadable,
};
use crate::read::ReadOptions;
use access::{as_dict, dict, list, number, resolve, text};
use annotations::Annotations;
use emit::{Emitter, Extra, Waiting, margin};
use fields::Fields;
use flow::{Context, Piece};
use geometry::Rect;
use glyphs::Page;
use hyphen::Hyphens;
use interpret::{Shared, frame};
use join::{Laid, Placed};
use layout::{Cell, Item, Table, TableKind};
use open::{Opened, open};
use ruled::Grid;
use running::{Running, Sheet};
use tags::Leaves;
use trust::Worth;
use words::{Inset, Word};

/// Tags are believed when they cover at least this share of the letters.
const COVERAGE: f32 = 0.9;
/// An XFA form shows a page of fewer words than this to readers that do not know XFA.
const XFA_WORDS: usize = 30;

/// One page on its way through.
struct Reading {
    id: ObjectId,
    page: Page,
    grids: Vec<Grid>,
    extra: Annotations,
    words: Vec<Word>,
    hidden: Vec<Word>,
    worth: Worth,
}

/// Reads a PDF.
///
/// # Errors
/// [`Unreadable`]: encrypted with a password, pictures of pages only, letters that nobody can tell, an XFA form,
/// damaged beyond reading, empty, or too large.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Document, Unreadable> {
    let limits = &options.limits;
    let opened = open(bytes, limits)?;
    let doc = &opened.doc;
    let fields = Fields::of(doc);
    let mut shared = Shared::new(doc, limits);
    let mut readings: Vec<Reading> = opened.pages.iter().filter_map(|id| first_look(&mut shared, *id, &fields)).collect();
    let leaves = trusted_tags(&opened, &readings);
    for reading in &mut readings {
        gather_words(reading, &leaves);
    }
    refuse(&readings, &fields)?;

    let mut out = Document { format: Format::Pdf, a4: a4(&opened), notes: notes(&opened, &readings), ..Document::default() };
    (out.made, out.changed) = dates(&opened);
    let running = take_running(&mut readings);
    let (placed, waiting, extras) = lay_out(&mut readings, &leaves, options, doc);

    let mut emitter = Emitter::new(limits.blocks, limits.text_bytes);
    for line in running.iter().filter(|r| r.header) {
        emitter.push(margin(BlockKind::PageHeader, line.text.clone(), line.page, Some(MarginKind::Header)));
    }
    emitter.all(placed, waiting, extras);
    for line in running.iter().filter(|r| !r.header) {
        emitter.push(margin(BlockKind::PageFooter, line.text.clone(), line.page, Some(MarginKind::Footer)));
    }
    if emitter.cut {
        out.notes.push(Note { kind: NoteKind::CutOff, place: None });
    }
    out.blocks = emitter.blocks;
    out.pictures = emitter.pictures;
    if !out.blocks.iter().any(|b| !b.text.is_blank() || matches!(b.kind, BlockKind::Field { .. } | BlockKind::Tick { .. })) {
        return Err(Unreadable::new(Format::Pdf, Reason::Empty));
    }
    Ok(out)
}

/// Runs the content of a page and reads its annotations.
fn first_look<'a>(shared: &mut Shared<'a>, id: ObjectId, fields: &Fields) -> Option<Reading> {
    let dictionary: &'a Dictionary = as_dict(shared.doc.objects.get(&id)?)?;
    let mut page = interpret::page(shared, dictionary);
    let extra = annotations::read(shared, dictionary, &frame(shared.doc, dictionary), fields, &mut page);
    boxes::find(&mut page);
    let grids = ruled::grids(&page.rules, &page.fills);
    Some(Reading { id, page, grids, extra, words: Vec::new(), hidden: Vec::new(), worth: Worth::Good })
}

/// The structure tree, when it covers the text that the pages show.
fn trusted_tags(opened: &Opened, readings: &[Reading]) -> Leaves {
    let leaves = Leaves::of(&opened.doc);
    if leaves.is_empty() {
        return leaves;
    }
    let (mut all, mut covered) = (0_usize, 0_usize);
    for reading in readings {
        let table = leaf_table(reading, &leaves);
        let artifact = |mark: u32| reading.page.marks.get(mark as usize).is_some_and(|m| m.artifact);
        for glyph in reading.page.glyphs.iter().filter(|g| g.c != ' ' && !g.has(glyphs::Flags::HIDDEN) && !artifact(g.mark)) {
            all += 1;
            covered += usize::from(table.get(glyph.mark as usize).is_some_and(|leaf| *leaf != words::NO_LEAF));
        }
    }
    if covered as f32 >= all as f32 * COVERAGE { leaves } else { Leaves::default() }
}

/// The leaf of each stretch of marked content of a page.
fn leaf_table(reading: &Reading, leaves: &Leaves) -> Vec<u32> {
    reading.page.marks.iter().map(|m| leaves.leaf(reading.id, m.stream, m.mcid)).collect()
}

/// Words of a page, with its fields among them.
fn gather_words(reading: &mut Reading, leaves: &Leaves) {
    let table = leaf_table(reading, leaves);
    let leaf_of = |mark: u32| table.get(mark as usize).copied().unwrap_or(words::NO_LEAF);
    let (mut seen, hidden) = words::words(&reading.page, leaf_of);
    reading.worth = trust::worth(&reading.page, &seen, reading.extra.fields.len());
    if reading.worth == Worth::Untrusted && reading.page.unknown_share() > 0.5 {
        seen.clear();
    }
    insert_fields(&mut seen, reading);
    reading.words = seen;
    reading.hidden = hidden;
}

/// Puts fields in the places of words, on the baseline of the text that stands beside them.
fn insert_fields(words: &mut Vec<Word>, reading: &Reading) {
    let text = words.len();
    for (index, field) in (0_u32..).zip(&reading.extra.fields) {
        let rect = field.rect;
        let beside = words.get(..text).unwrap_or_default().iter().filter(|w| {
            let (_, y) = w.middle();
            y > rect.y0 - 2.0 && y < rect.y1 + 2.0 && !rect.contains((w.x0 + w.x1) / 2.0, y)
        });
        // A label at the first line of a tall field speaks for it, one to the left before one to the right.
        let label = beside.min_by(|a, b| {
            let key = |w: &Word| (w.x0 > rect.x0, (w.y * 4.0) as i32);
            key(a).cmp(&key(b))
        });
        let size = label.map_or(field.size, |w| w.size);
        let y = label.map_or(rect.y0 + rect.height().min(size * 1.4) * 0.75, |w| w.y);
        let mut word = Word { x0: rect.x0, x1: rect.x1, y, size, leaf: words::NO_LEAF, ..Word::default() };
        match field.ticked {
            Some(on) => {
                word.text = if on { "☒" } else { "☐" }.to_owned();
                word.inset = Some(Inset::Box { on, field: Some(index) });
                word.y = boxes::baseline(&reading.page, &rect);
            }
            None => word.inset = Some(Inset::Field(index, rect)),
        }
        words.push(word);
    }
}

/// Says so when there is nothing to judge.
fn refuse(readings: &[Reading], fields: &Fields) -> Result<(), Unreadable> {
    let fail = |reason| Err(Unreadable::new(Format::Pdf, reason));
    let words: usize = readings.iter().map(|r| r.words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)).count()).sum();
    let widgets: usize = readings.iter().map(|r| r.extra.fields.len()).sum();
    if fields.xfa && words < XFA_WORDS && widgets == 0 {
        return Err(Unreadable::because(Format::Pdf, Reason::Unsupported, "xfa"));
    }
    let count = |worth| readings.iter().filter(|r| r.worth == worth).count();
    if count(Worth::Good) > 0 {
        return Ok(());
    }
    if count(Worth::Untrusted) > 0 {
        return fail(Reason::UntrustedText);
    }
    if count(Worth::Scan) > 0 {
        return fail(Reason::ScanWithoutText);
    }
    let damaged = readings.iter().any(|r| r.page.damaged);
    fail(if damaged || readings.is_empty() { Reason::Damaged } else { Reason::Empty })
}

/// How many A4 the pages fill: an A4 is 1, an A3 2, an A5 a half; the sum rounded up.
fn a4(opened: &Opened) -> A4 {
    let mut sum = 0.0_f64;
    for id in &opened.pages {
        let Some(page) = opened.doc.objects.get(id).and_then(as_dict) else { continue };
        let shown = frame(&opened.doc, page);
        let unit = number(&opened.doc, page, b"UserUnit").filter(|u| (0.1..100.0).contains(u)).unwrap_or(1.0);
        let ratio = f64::from(shown.width) * f64::from(shown.height) * unit * unit / (595.276 * 841.89);
        sum += [0.5, 1.0, 2.0].into_iter().find(|size| (ratio / size - 1.0).abs() < 0.2).unwrap_or(ratio);
    }
    let pages = ((sum - 1e-6).ceil().max(1.0)) as u32;
    A4 { pages, low: pages, high: pages, method: PageMethod::Counted }
}

fn notes(opened: &Opened, readings: &[Reading]) -> Vec<Note> {
    let doc = &opened.doc;
    let mut out = Vec::new();
    let mut whole = |kind| out.push(Note { kind, place: None });
    if opened.damaged {
        whole(NoteKind::Damaged);
    }
    if opened.cut {
        whole(NoteKind::CutOff);
    }
    if doc.catalog().is_ok_and(|c| has_attachments(doc, c)) {
        whole(NoteKind::EmbeddedFile);
    }
    for (number, reading) in (1_u32..).zip(readings) {
        let mut here = |kind| out.push(Note { kind, place: Some(Place { page: Some(number), spot: Spot::Page }) });
        match reading.worth {
            Worth::Scan => here(NoteKind::PageWithoutText),
            Worth::Untrusted => here(NoteKind::UntrustedText),
            Worth::Good | Worth::Blank => {}
        }
        if reading.page.cut {
            here(NoteKind::CutOff);
        }
        if reading.page.damaged {
            here(NoteKind::Damaged);
        }
        let mut kinds = reading.extra.notes.clone();
        kinds.dedup();
        kinds.into_iter().for_each(here);
    }
    out
}

fn has_attachments(doc: &lopdf::Document, catalog: &Dictionary) -> bool {
    let named = dict(doc, catalog, b"Names").and_then(|n| dict(doc, n, b"EmbeddedFiles"));
    let any = named.is_some_and(|n| !list(doc, n, b"Names").is_empty() || !list(doc, n, b"Kids").is_empty());
    any || !list(doc, catalog, b"AF").is_empty()
}

/// When the file says it was made and changed.
fn dates(opened: &Opened) -> (Option<String>, Option<String>) {
    let doc = &opened.doc;
    let info = opened.doc.trailer.get(b"Info").ok().and_then(|i| as_dict(resolve(doc, i)));
    let date = |key: &[u8]| info.and_then(|i| text(doc, i, key)).as_deref().and_then(iso_date);
    (date(b"CreationDate"), date(b"ModDate"))
}

/// `D:20260914...` as `2026-09-14`.
fn iso_date(text: &str) -> Option<String> {
    let digits: String = text.trim_start_matches("D:").chars().take(8).collect();
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let valid = (1..=12).contains(&month.parse::<u8>().ok()?) && (1..=31).contains(&day.parse::<u8>().ok()?);
    valid.then(|| format!("{year}-{month}-{day}"))
}

/// Takes running heads and feet out of the pages.
fn take_running(readings: &mut [Reading]) -> Vec<Running> {
    let mut sheets: Vec<Sheet<'_>> = readings
        .iter_mut()
        .map(|r| Sheet { height: r.page.height, grids: r.grids.iter().map(|g| g.rect).collect(), words: &mut r.words })
        .collect();
    let running = running::mark(&mut sheets);
    for reading in readings {
        reading.words.retain(|w| !w.running);
    }
    running
}

/// Tagged tables by number, each with the rows that begin a page.
type TaggedTables = BTreeMap<usize, (Table, Vec<(usize, u32)>)>;
type Laying = (Vec<Placed>, Vec<Waiting>, Vec<Extra>);

/// Lays out all pages and puts them behind each other.
fn lay_out(readings: &mut [Reading], leaves: &Leaves, options: &ReadOptions, doc: &lopdf::Document) -> Laying {
    let body = body_size(readings);
    let mut hyphens = Hyphens::default();
    for reading in readings.iter() {
        for (at, word) in reading.words.iter().enumerate().filter(|(_, w)| w.inset.is_none()) {
            let next = reading.words.get(at + 1);
            hyphens.learn(&word.text, next.is_none_or(|n| (n.y - word.y).abs() > word.size * 0.5));
        }
    }
    let right = right_edge(readings);
    let mut tagged: TaggedTables = BTreeMap::new();
    let mut laid: Vec<Laid> = Vec::new();
    let mut extras: Vec<Extra> = Vec::new();
    let mut waiting: Vec<Waiting> = Vec::new();
    for (number, reading) in (1_u32..).zip(readings.iter_mut()) {
        let partings = partings(&reading.page);
        let context =
            Context { body, leaves, hyphens: &hyphens, fields: &reading.extra.fields, fills: &reading.page.fills, partings: &partings };
        let tables: Vec<Rect> = reading.grids.iter().map(|g| g.rect).collect();
        let table = leaf_table(reading, leaves);
        let seen = pictures::find(&reading.page, &reading.words, &tables);
        let charts: Vec<Rect> = seen.iter().filter(|s| s.kind == PictureKind::Chart).map(|s| s.rect.grown(10.0)).collect();
        waiting.extend(seen.into_iter().map(|seen| {
            let leaf = table.get(seen.mark as usize).copied().unwrap_or(words::NO_LEAF);
            picture(seen, number, leaves.alt(leaf), doc, options)
        }));
        let words = std::mem::take(&mut reading.words);
        let (in_tables, free): (Vec<Word>, Vec<Word>) = words.into_iter().partition(|w| leaves.cell(w.leaf).is_some());
        let mut items = layout::lay_out(free, &reading.grids, &charts, right, &context);
        tagged_cells(in_tables, number, &context, &mut tagged, &mut items);
        items.extend(turned(reading, &context));
        let items = items.into_iter().map(|item| Placed { page: number, item, row_pages: Vec::new() }).collect();
        laid.push(Laid { number, items });
        let hidden = std::mem::take(&mut reading.hidden);
        for text in hidden_text(hidden, &hyphens) {
            extras.push(Extra { page: number, block: margin(BlockKind::Hidden(HiddenKind::Invisible), text, number, None) });
        }
        for (_, remark) in std::mem::take(&mut reading.extra.remarks) {
            extras.push(Extra { page: number, block: margin(BlockKind::Comment, remark, number, Some(MarginKind::Comment)) });
        }
    }
    mark_running_pictures(&mut waiting, readings.len());
    let mut placed = join::pages(laid);
    for placed in &mut placed {
        let Item::Table(table) = &mut placed.item else { continue };
        if table.kind == TableKind::Tagged {
            // A tagged table is gathered page by page; until now its place held its number.
            if let Some((whole, row_pages)) = tagged.remove(&table.rows) {
                *table = Table { rect: table.rect, ..whole };
                placed.row_pages = row_pages;
            }
        }
    }
    level_headings(&mut placed);
    (placed, waiting, extras)
}

/// The size of the running text: that of most letters.
fn body_size(readings: &[Reading]) -> f32 {
    let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
    for word in readings.iter().flat_map(|r| &r.words).filter(|w| !w.is_field()) {
        *sizes.entry((word.size * 4.0).round() as i32).or_default() += word.text.len();
    }
    sizes.into_iter().max_by_key(|(_, letters)| *letters).map_or(10.0, |(size, _)| size as f32 / 4.0)
}

/// Where lines of running text break: the furthest that long lines reach.
fn right_edge(readings: &[Reading]) -> f32 {
    let words = readings.iter().flat_map(|r| &r.words).filter(|w| !w.is_field());
    words.map(|w| w.x1).fold(0.0_f32, f32::max)
}

/// Horizontal rules and the edges of panels, which part text from text.
fn partings(page: &Page) -> Vec<(f32, f32, f32)> {
    let rules = page.rules.iter().filter(|r| r.horizontal && r.to - r.from > 20.0).map(|r| (r.at, r.from, r.to));
    let edges = page.fills.iter().filter(|f| f.light < 0.99 && f.rect.width() > 40.0 && f.rect.height() > 6.0);
    rules.chain(edges.flat_map(|f| [(f.rect.y0, f.rect.x0, f.rect.x1), (f.rect.y1, f.rect.x0, f.rect.x1)])).collect()
}

/// Lays out the words of tagged tables into their cells; the table stands where its first word stands.
fn tagged_cells(words: Vec<Word>, page: u32, context: &Context<'_>, tagged: &mut TaggedTables, items: &mut Vec<Item>) {
    let mut cells: BTreeMap<(usize, usize), Vec<Word>> = BTreeMap::new();
    for word in words {
        if let Some(cell) = context.leaves.cell(word.leaf) {
            cells.entry(cell).or_default().push(word);
        }
    }
    for ((index, cell), words) in cells {
        let Some(shape) = context.leaves.tables.get(index) else { continue };
        let rect = words.iter().map(Word::rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let pieces: Vec<Piece> = flow::pieces(lines::lines(words), rect.x1, context);
        let fresh = !tagged.contains_key(&index);
        let (table, row_pages) = tagged.entry(index).or_insert_with(|| (empty_table(shape, rect), Vec::new()));
        if let Some(slot) = table.cells.get_mut(cell) {
            // The first row that begins on this page.
            if slot.pieces.is_empty() && row_pages.last().is_none_or(|(_, last)| *last < page) {
                row_pages.push((slot.row, page));
            }
            join::extend(&mut slot.pieces, pieces);
        }
        let held = |item: &&mut Item| matches!(item, Item::Table(t) if t.kind == TableKind::Tagged && t.rows == index);
        if fresh {
            insert(items, Item::Table(Table { kind: TableKind::Tagged, rect, xs: Vec::new(), rows: index, cells: Vec::new() }));
        } else if let Some(Item::Table(open)) = items.iter_mut().find(held) {
            open.rect = open.rect.union(&rect);
        }
    }
}

/// A tagged table with all its cells, still without their words.
fn empty_table(shape: &tags::TagTable, rect: Rect) -> Table {
    let cell =
        |c: &tags::TagCell| Cell { row: c.row, column: c.column, rows: c.rows, columns: c.columns, header: c.header, pieces: Vec::new() };
    Table {
        kind: TableKind::Tagged,
        rect,
        xs: Vec::new(),
        rows: shape.cells.iter().map(|c| c.row + c.rows).max().unwrap_or(0),
        cells: shape.cells.iter().map(cell).collect(),
    }
}

/// Puts an item before the first one that stands lower.
fn insert(items: &mut Vec<Item>, item: Item) {
    let y = item.rect().y0;
    let at = items.iter().position(|i| i.rect().y0 > y).unwrap_or(items.len());
    items.insert(at, item);
}

/// Text along the side of the page, read for itself.
fn turned(reading: &Reading, context: &Context<'_>) -> Vec<Item> {
    let words = words::turned_words(&reading.page);
    let right = words.iter().map(|w| w.x1).fold(0.0_f32, f32::max);
    let pieces = flow::pieces(lines::lines(words), right, context);
    pieces.into_iter().map(|piece| Item::Piece(Piece { rect: Rect { y0: reading.page.height, ..piece.rect }, ..piece })).collect()
}

fn hidden_text(words: Vec<Word>, hyphens: &Hyphens) -> Vec<String> {
    let lines: Vec<Vec<Word>> = lines::lines(words).into_iter().map(lines::Line::into_words).collect();
    let text = flow::text_of(&lines, hyphens);
    if text.is_blank() { Vec::new() } else { vec![text.words().to_owned()] }
}

fn picture(seen: pictures::Seen, page: u32, alt: Option<&str>, doc: &lopdf::Document, options: &ReadOptions) -> Waiting {
    let bytes = seen.id.filter(|_| options.pictures).and_then(|id| pictures::bytes(doc, id));
    let picture = Picture {
        before: 0,
        kind: seen.kind,
        alt: alt.map(Text::new),
        width: seen.rect.width(),
        height: seen.rect.height(),
        running: false,
        place: Place { page: Some(page), spot: Spot::Page },
        bytes,
    };
    Waiting { page, rect: seen.rect, picture }
}

/// A picture at the same place on half of the pages is a logo: kept once, as running.
fn mark_running_pictures(waiting: &mut Vec<Waiting>, pages: usize) {
    let same = |a: &Rect, b: &Rect| (a.x0 - b.x0).abs() < 3.0 && (a.y0 - b.y0).abs() < 3.0 && (a.width() - b.width()).abs() < 3.0;
    let rects: Vec<Rect> = waiting.iter().map(|w| w.rect).collect();
    let mut kept: Vec<Rect> = Vec::new();
    waiting.retain_mut(|w| {
        let count = rects.iter().filter(|r| same(r, &w.rect)).count();
        if count < pages.div_ceil(2).max(2) {
            return true;
        }
        w.picture.running = true;
        let first = !kept.iter().any(|k| same(k, &w.rect));
        kept.push(w.rect);
        first
    });
}

/// Ranks headings without a level of their own by their size.
fn level_headings(placed: &mut [Placed]) {
    fn each(placed: &mut [Placed], mut visit: impl FnMut(&mut Piece)) {
        for placed in placed {
            match &mut placed.item {
                Item::Piece(piece) => visit(piece),
                Item::Table(table) => table.cells.iter_mut().flat_map(|c| &mut c.pieces).for_each(&mut visit),
            }
        }
    }
    let mut sizes: Vec<i32> = Vec::new();
    each(placed, |piece| {
        if piece.kind == (BlockKind::Heading { level: 0 }) {
            sizes.push((piece.look.size * 2.0) as i32);
        }
    });
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    each(placed, |piece| {
        if piece.kind == (BlockKind::Heading { level: 0 }) {
            let rank = sizes.iter().position(|s| *s == (piece.look.size * 2.0) as i32).unwrap_or(0);
            piece.kind = BlockKind::Heading { level: (rank + 1).min(6) as u8 };
        }
    });
}
