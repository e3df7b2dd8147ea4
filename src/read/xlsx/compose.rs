//! From a workbook to a document: sheet by sheet, row by row, every cell a block (or one for each of its lines).

use std::collections::{BTreeMap, HashMap, HashSet};

use super::address::{self, At};
use super::book::{Book, Cell, Float, Floating, Sheet};
use super::print::{Need, Pages};
use crate::model::{A4, Block, BlockKind, CellAt, Document, Format, HiddenKind, Note, NoteKind, PageMethod, Picture, Place, Spot, Text};
use crate::read::Limits;

/// Type at least this many times the body's size is a heading.
const LARGER: f32 = 1.2;
/// A heading has at most this many words.
const HEADING_WORDS: usize = 15;
/// Words that a label beside a box to tick has at most.
const LABEL_WORDS: usize = 20;

/// Puts the book in reading order.
pub(super) fn document(mut book: Book, format: Format, limits: &Limits) -> Document {
    let mut out = Composer::new(&book, limits);
    let mut page = 0;
    for (number, sheet) in book.sheets.iter_mut().enumerate() {
        sheet.cells.sort_by_key(|c| c.at);
        sheet.cells.dedup_by_key(|c| c.at);
        page += out.sheet(u32::try_from(number).unwrap_or(u32::MAX), page, sheet);
    }
    let pages = page.max(u32::from(!out.document.blocks.is_empty()));
    let mut document = out.finish();
    // The trial was exact for 84 of 100 books and within one page for 92.
    document.a4 = A4 { pages, low: pages - pages.min(1 + pages / 4), high: pages + 1 + pages / 4, method: PageMethod::Rough };
    document.a4.low = document.a4.low.max(pages.min(1));
    document.format = format;
    document.made = book.made;
    document.changed = book.changed;
    document.notes.extend(book.notes.into_iter().map(|kind| Note { kind, place: None }));
    document
}

/// What the cells of all sheets add up to.
struct Composer {
    document: Document,
    /// Blocks and bytes of text that may still come.
    blocks: usize,
    bytes: usize,
    cut: bool,
    /// Type size of most of the text.
    body: f32,
    /// Sizes of headings, largest first.
    sizes: Vec<f32>,
    names_tell: bool,
    headers: HashSet<String>,
    footers: HashSet<String>,
}

/// The cell or floating thing that comes next on a sheet.
enum Item<'a> {
    Cell(&'a Cell),
    Remark(&'a str),
    Float(&'a Float),
}

/// What the blocks of one sheet share.
struct OnSheet<'a> {
    table: u32,
    first_page: u32,
    pages: Pages,
    sheet: &'a Sheet,
    spans: HashMap<At, (u32, u32)>,
    covered: HashSet<At>,
    /// Rows with one cell only.
    alone: HashSet<u32>,
}

impl Composer {
    fn new(book: &Book, limits: &Limits) -> Composer {
        let mut letters: Vec<(f32, usize)> = Vec::new();
        for cell in book.sheets.iter().flat_map(|s| &s.cells).filter(|c| c.look.size > 0.0) {
            match letters.iter_mut().find(|(size, _)| (size - cell.look.size).abs() < 0.1) {
                Some(known) => known.1 += cell.text.len(),
                None => letters.push((cell.look.size, cell.text.len())),
            }
        }
        let body = letters.iter().max_by_key(|l| l.1).map_or(0.0, |l| l.0);
        let mut sizes: Vec<f32> = letters.iter().map(|l| l.0).filter(|s| body > 0.0 && *s >= body * LARGER).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        Composer {
            document: Document::default(),
            blocks: limits.blocks,
            bytes: limits.text_bytes,
            cut: false,
            body,
            sizes,
            names_tell: book.sheets.iter().filter(|s| !s.hidden && !s.cells.is_empty()).count() > 1,
            headers: HashSet::new(),
            footers: HashSet::new(),
        }
    }

    fn finish(mut self) -> Document {
        if self.cut {
            self.document.notes.push(Note { kind: NoteKind::CutOff, place: None });
        }
        self.document
    }

    /// Adds a sheet; gives its number of pages.
    fn sheet(&mut self, table: u32, first_page: u32, sheet: &Sheet) -> u32 {
        if sheet.cells.is_empty() && sheet.floats.is_empty() && sheet.remarks.is_empty() {
            return 0;
        }
        let on = OnSheet::new(table, first_page, sheet);
        if self.names_tell && !sheet.hidden && tells(&sheet.name) {
            let kind = BlockKind::Heading { level: 1 };
            self.push(Block { kind, text: Text::new(sheet.name.trim()), place: on.place(At::default()), ..Block::default() });
        }
        for (lines, kind) in [(&sheet.header, BlockKind::PageHeader), (&sheet.footer, BlockKind::PageFooter)] {
            for line in lines {
                let seen = if kind == BlockKind::PageHeader { &mut self.headers } else { &mut self.footers };
                if seen.insert(line.clone()) {
                    self.push(Block { kind, text: Text::new(line), place: on.place(At::default()), ..Block::default() });
                }
            }
        }
        let labels = labelled(sheet);
        for (at, item) in items(sheet) {
            match item {
                Item::Cell(cell) => self.cell(&on, cell, &labels),
                Item::Remark(text) => {
                    for line in lines(text, &[]) {
                        self.push(Block { kind: BlockKind::Comment, text: line, place: on.place(at), ..Block::default() });
                    }
                }
                Item::Float(float) => self.float(&on, float, &labels),
            }
        }
        if sheet.hidden { 0 } else { on.pages.count.max(1) }
    }

    fn cell(&mut self, on: &OnSheet<'_>, cell: &Cell, labels: &Labels) {
        if labels.taken.contains_key(&cell.at) && labels.tick_cells.contains(&cell.at) {
            return;
        }
        let kind = if on.sheet.hidden || on.sheet.hides(cell.at) {
            BlockKind::Hidden(HiddenKind::HiddenCells)
        } else if cell.invisible || on.covered.contains(&cell.at) {
            BlockKind::Hidden(HiddenKind::Invisible)
        } else if let Some(on) = cell.tick.or_else(|| labels.state.get(&cell.at).copied()) {
            BlockKind::Tick { on }
        } else if let Some(level) = self.heading(on, cell) {
            BlockKind::Heading { level }
        } else {
            BlockKind::Paragraph
        };
        let at = on.cell_at(cell.at);
        if cell.tick.is_some() && cell.text.is_empty() {
            self.push(Block { kind, cell: Some(at), look: cell.look, place: on.place(cell.at), ..Block::default() });
            return;
        }
        for text in lines(&cell.text, &cell.bold) {
            let mut look = cell.look;
            look.bold = all_bold(&text);
            self.push(Block { kind, text, cell: Some(at), look, label: None, place: on.place(cell.at) });
        }
    }

    fn float(&mut self, on: &OnSheet<'_>, float: &Float, labels: &Labels) {
        let hidden = on.sheet.hidden || on.sheet.hides(float.at);
        let place = on.place(float.at);
        match &float.what {
            Floating::Box(paragraphs) => {
                let kind = if hidden { BlockKind::Hidden(HiddenKind::HiddenCells) } else { BlockKind::Paragraph };
                for text in paragraphs.iter().flat_map(|p| lines(p, &[])) {
                    self.push(Block { kind, text, place: place.clone(), ..Block::default() });
                }
            }
            Floating::Tick { label, .. } if label.is_empty() && labels.floats.contains(&float.at) => {}
            Floating::Tick { on: ticked, label } => {
                let kind = if hidden { BlockKind::Hidden(HiddenKind::HiddenCells) } else { BlockKind::Tick { on: *ticked } };
                self.push(Block { kind, text: Text::new(label), cell: Some(on.cell_at(float.at)), place, ..Block::default() });
            }
            Floating::Picture { kind, alt, width, height, bytes } => {
                if !hidden {
                    let picture = Picture {
                        before: self.document.blocks.len(),
                        kind: *kind,
                        alt: alt.as_deref().map(Text::new),
                        width: *width,
                        height: *height,
                        running: false,
                        place,
                        bytes: bytes.clone(),
                    };
                    self.document.pictures.push(picture);
                }
            }
        }
    }

    /// The level of a cell that is set in clearly larger type and has its row to itself.
    fn heading(&self, on: &OnSheet<'_>, cell: &Cell) -> Option<u8> {
        let rank = self.sizes.iter().position(|s| (s - cell.look.size).abs() < 0.1)?;
        let short = cell.text.split_whitespace().count() <= HEADING_WORDS && !cell.text.contains('\n');
        let alone = on.alone.contains(&cell.at.row);
        let first = if self.names_tell { 2 } else { 1 };
        (self.body > 0.0 && short && alone).then(|| u8::try_from(rank + first).unwrap_or(9).min(9))
    }

    fn push(&mut self, block: Block) {
        let bytes = block.text.words().len();
        if self.blocks == 0 || bytes > self.bytes {
            self.cut = true;
            return;
        }
        self.blocks -= 1;
        self.bytes -= bytes;
        self.document.blocks.push(block);
    }
}

impl<'a> OnSheet<'a> {
    fn new(table: u32, first_page: u32, sheet: &'a Sheet) -> OnSheet<'a> {
        let mut rows: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for cell in &sheet.cells {
            rows.entry(cell.at.row).or_default().push(cell.at.column);
        }
        let alone = rows.iter().filter(|(_, columns)| columns.len() == 1).map(|(row, _)| *row).collect();
        let mut spans = HashMap::new();
        let mut covered = HashSet::new();
        // Regions lie beside each other, so each cell is met once; a file that says otherwise is not followed far.
        let mut steps = 1_000 + 4 * (sheet.cells.len() + sheet.merges.len());
        for area in &sheet.merges {
            let size = (area.last.row - area.first.row + 1, area.last.column - area.first.column + 1);
            spans.insert(area.first, size);
            for (&row, columns) in rows.range(area.first.row..=area.last.row) {
                let from = columns.partition_point(|&c| c < area.first.column);
                let within = columns.iter().skip(from).take_while(|&&c| c <= area.last.column).map(|&column| At { row, column });
                let before = covered.len();
                covered.extend(within.filter(|&at| at != area.first));
                steps = steps.saturating_sub(1 + covered.len() - before);
                if steps == 0 {
                    break;
                }
            }
        }
        let needs: Vec<Need> = sheet.cells.iter().filter(|c| !covered.contains(&c.at)).map(|c| need(c, &spans)).collect();
        let pages = sheet.print.paginate(&needs, &|row, n| if row { sheet.hidden_rows.holds(n) } else { sheet.hidden_columns.holds(n) });
        OnSheet { table, first_page, pages, sheet, spans, covered, alone }
    }

    fn cell_at(&self, at: At) -> CellAt {
        let (rows, columns) = self.spans.get(&at).copied().unwrap_or((1, 1));
        CellAt { table: self.table, row: at.row, column: at.column, rows, columns, header: false }
    }

    fn place(&self, at: At) -> Place {
        let page = (!self.sheet.hidden).then(|| self.first_page + self.pages.of(at) + 1);
        Place { page, spot: Spot::Cell { sheet: self.sheet.name.clone(), cell: address::name(at) } }
    }
}

fn need(cell: &Cell, spans: &HashMap<At, (u32, u32)>) -> Need {
    let (rows, columns) = spans.get(&cell.at).copied().unwrap_or((1, 1));
    let last = At { row: cell.at.row + (rows - 1), column: cell.at.column + (columns - 1) };
    let lines = cell.text.lines().count().max(1);
    Need { at: cell.at, last, characters: cell.text.chars().count(), lines, size: cell.look.size, wrap: cell.wrap || lines > 1 }
}

/// Cells, remarks and floating things in the order in which they are read.
fn items(sheet: &Sheet) -> Vec<(At, Item<'_>)> {
    let mut items: Vec<(At, Item<'_>)> = sheet.cells.iter().map(|c| (c.at, Item::Cell(c))).collect();
    items.extend(sheet.remarks.iter().map(|r| (r.at, Item::Remark(r.text.as_str()))));
    items.extend(sheet.floats.iter().map(|f| (f.at, Item::Float(f))));
    // Stable: at one address first the cell, then its remarks, then what floats there.
    items.sort_by_key(|(at, _)| *at);
    items
}

/// Which cell is the label of which box to tick that has none of its own.
#[derive(Default)]
struct Labels {
    /// The state of the box that a label cell belongs to.
    state: HashMap<At, bool>,
    /// Boxes that found a label, and the label's cell.
    taken: HashMap<At, At>,
    tick_cells: HashSet<At>,
    floats: HashSet<At>,
}

/// Looks for the label of boxes without one: in the cell under the box, right of it, or left of it.
fn labelled(sheet: &Sheet) -> Labels {
    let mut labels = Labels::default();
    let boxes: Vec<(At, bool, bool)> = sheet
        .cells
        .iter()
        .filter_map(|c| c.tick.map(|on| (c.at, on, true)))
        .chain(sheet.floats.iter().filter_map(|f| match &f.what {
            Floating::Tick { on, label } if label.is_empty() => Some((f.at, *on, false)),
            _ => None,
        }))
        .collect();
    if boxes.is_empty() {
        return labels;
    }
    let texts: HashMap<At, &Cell> = sheet.cells.iter().filter(|c| c.tick.is_none()).map(|c| (c.at, c)).collect();
    for (at, on, in_cell) in boxes {
        let fits = |at: Option<At>| {
            at.filter(|a| texts.get(a).is_some_and(|c| c.text.split_whitespace().count() <= LABEL_WORDS) && !labels.state.contains_key(a))
        };
        let right = At { column: at.column.saturating_add(1), ..at };
        let left = at.column.checked_sub(1).map(|column| At { column, ..at });
        let found = fits((!in_cell).then_some(at)).or_else(|| fits(Some(right))).or_else(|| fits(left));
        if let Some(label) = found {
            labels.state.insert(label, on);
            labels.taken.insert(at, label);
            if in_cell {
                labels.tick_cells.insert(at)
            } else {
                labels.floats.insert(at)
            };
        }
    }
    labels
}

/// The lines of a cell, each with its own bold ranges; lines without a sign on them are left out.
fn lines(text: &str, bold: &[(u32, u32)]) -> Vec<Text> {
    let mut out = Vec::new();
    let mut start = 0usize;
    for line in text.split(['\n', '\r', '\u{b}', '\u{2028}']) {
        let lead = line.len() - line.trim_start().len();
        let trimmed = line.trim();
        let (from, to) = (start + lead, start + lead + trimmed.len());
        let clip = |&(a, b): &(u32, u32)| {
            let (a, b) = ((a as usize).max(from), (b as usize).min(to));
            (a < b).then(|| (u32::try_from(a - from).unwrap_or(0), u32::try_from(b - from).unwrap_or(0)))
        };
        if !trimmed.is_empty() {
            out.push(Text::with_bold(trimmed, bold.iter().filter_map(clip).collect()));
        }
        start += line.len() + 1;
        // The longer line ends.
        if text.get(start - 1..).is_some_and(|t| t.starts_with('\u{2028}')) {
            start += 2;
        }
    }
    out
}

fn all_bold(text: &Text) -> bool {
    text.bold() == [(0, u32::try_from(text.words().len()).unwrap_or(u32::MAX))]
}

/// Whether a sheet's name says more than that it is a sheet.
fn tells(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '(' | ')'));
    !matches!(word, "" | "blad" | "sheet" | "werkblad" | "tabelle" | "feuil" | "tabblad" | "map")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(name: &str, text: &str) -> Cell {
        Cell { at: address::cell(name).unwrap_or_default(), text: text.to_owned(), ..Cell::default() }
    }

    fn words(document: &Document) -> Vec<&str> {
        document.blocks.iter().map(|b| b.text.words()).collect()
    }

    #[test]
    fn lines_keep_their_bold() {
        let lines = lines("Doel:\r\n lezen\u{2028}op tijd", &[(0, 5), (8, 13), (16, 18)]);
        let words: Vec<&str> = lines.iter().map(Text::words).collect();
        assert_eq!(words, ["Doel:", "lezen", "op tijd"]);
        assert_eq!(lines.iter().map(|l| l.bold().to_vec()).collect::<Vec<_>>(), [vec![(0, 5)], vec![(0, 5)], vec![(0, 2)]]);
    }

    #[test]
    fn a_box_takes_the_cell_beside_it_as_its_label() {
        let mut ticked = cell("A2", "");
        ticked.tick = Some(true);
        let float = Float { at: address::cell("C3").unwrap_or_default(), what: Floating::Tick { on: false, label: String::new() } };
        let sheet = Sheet {
            name: "Blad1".to_owned(),
            cells: vec![cell("A1", "Ouders"), ticked, cell("B2", "akkoord"), cell("D3", "niet akkoord")],
            floats: vec![float],
            ..Sheet::default()
        };
        let document = document(Book { sheets: vec![sheet], ..Book::default() }, Format::Xlsx, &Limits::default());
        assert_eq!(words(&document), ["Ouders", "akkoord", "niet akkoord"]);
        let kinds: Vec<BlockKind> = document.blocks.iter().map(|b| b.kind).collect();
        assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Tick { on: true }, BlockKind::Tick { on: false }]);
    }

    #[test]
    fn what_a_merged_region_covers_is_not_seen() {
        let sheet = Sheet {
            cells: vec![cell("A1", "boven"), cell("B1", "eronder")],
            merges: address::area("A1:B1").into_iter().collect(),
            ..Sheet::default()
        };
        let document = document(Book { sheets: vec![sheet], ..Book::default() }, Format::Xlsx, &Limits::default());
        assert_eq!(document.blocks.first().and_then(|b| b.cell).map(|c| c.columns), Some(2));
        assert_eq!(document.blocks.get(1).map(|b| b.kind), Some(BlockKind::Hidden(HiddenKind::Invisible)));
    }

    #[test]
    fn only_a_name_that_tells_is_a_heading() {
        assert!(tells("Doelen") && tells("1 Perspectief") && !tells("Blad1") && !tells("Sheet (2)") && !tells(" "));
    }

    #[test]
    fn a_limit_on_blocks_is_told() {
        let limits = Limits { blocks: 1, ..Limits::default() };
        let sheet = Sheet { cells: vec![cell("A1", "een"), cell("A2", "twee")], ..Sheet::default() };
        let document = document(Book { sheets: vec![sheet], ..Book::default() }, Format::Xlsx, &limits);
        assert_eq!(document.blocks.len(), 1);
        assert!(document.notes.iter().any(|n| n.kind == NoteKind::CutOff));
    }
}
