//! What the flowing formats share: paragraphs and tables, gathered into blocks within the limits.
//!
//! The readers of .doc, .rtf and .odt hand their paragraphs to [`Gather`] in reading order, tell it where cells, rows
//! and tables end, and get the [`Document`] back. Nothing here knows a file format.

mod headings;
mod numerals;
mod pages;
mod para;
mod table;

pub(super) use headings::heading_name;
pub(super) use numerals::{Numerals, is_shown, numeral};
pub(super) use pages::CodePage;
pub(super) use para::{FieldState, Letters, Para, clean};
pub(super) use table::{CellDef, Merge, RowDef, twips};

use crate::model::{
    A4, Block, BlockKind, Document, Format, HiddenKind, MarginKind, Note, NoteKind, Picture, Place, Reason, Spot, Unreadable,
};
use crate::read::{Limits, a4};
use table::OpenTable;

/// Tables within tables; what stands deeper stands in the last of them.
const TABLE_DEPTH: usize = 32;
/// Stories within stories: a note in a text box in a note.
const STORY_DEPTH: usize = 8;

/// What a reader met, in reading order.
#[derive(Debug)]
pub(super) enum Step {
    /// A paragraph within so many tables (0 outside them); an empty one leaves no trace.
    Para(usize, Para),
    /// The end of a cell of the table that stands within so many tables less one (1 is the outermost).
    EndCell(usize),
    /// The end of a row, likewise; says where its cells begin and end.
    EndRow(usize, RowDef),
    /// The end of the tables within which the present place stands, but for so many.
    EndTable(usize),
    /// A picture, before the next paragraph.
    Picture(Picture),
    /// Text of its own beside the running text.
    Story(MarginKind, Vec<Step>),
    /// The running text since the last such step stands on this paper.
    Section(Box<a4::Section>),
}

/// Gathers blocks; what passes a limit is left out and noted.
pub(super) struct Gather<'a> {
    document: Document,
    limits: &'a Limits,
    /// Blocks to leave out at the end (empty cells of empty rows).
    dead: Vec<usize>,
    open: Vec<OpenTable>,
    text_bytes: usize,
    paragraphs: u32,
    tables: u32,
    /// Where following paragraphs stand when it is not the body.
    margin: Option<MarginKind>,
    /// Tables that were open when the present story began.
    base: usize,
    stories: usize,
    cut: bool,
    /// What the page estimator needs: finished sections, the present one, headers and footers.
    sections: Vec<a4::Section>,
    flow: Vec<a4::Flow>,
    header: Vec<a4::Flow>,
    footer: Vec<a4::Flow>,
    /// Pages that another program counted.
    witness: Option<u32>,
}

impl<'a> Gather<'a> {
    /// An empty document of this format.
    pub(super) fn new(format: Format, limits: &'a Limits) -> Gather<'a> {
        Gather {
            document: Document { format, ..Document::default() },
            limits,
            dead: Vec::new(),
            open: Vec::new(),
            text_bytes: 0,
            paragraphs: 0,
            tables: 0,
            margin: None,
            base: 0,
            stories: 0,
            cut: false,
            sections: Vec::new(),
            flow: Vec::new(),
            header: Vec::new(),
            footer: Vec::new(),
            witness: None,
        }
    }

    /// Takes what was met, in order.
    pub(super) fn steps(&mut self, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Para(depth, para) => {
                    self.at_depth(depth);
                    self.paragraph(para);
                }
                Step::EndCell(depth) => {
                    self.at_depth(depth);
                    self.end_cell();
                }
                Step::EndRow(depth, row) => {
                    self.at_depth(depth);
                    self.end_row(row);
                }
                Step::EndTable(depth) => self.at_depth(depth),
                Step::Picture(picture) => self.picture(picture),
                Step::Story(margin, steps) => self.story(margin, steps),
                Step::Section(section) => {
                    self.at_depth(0);
                    let flow = std::mem::take(&mut self.flow);
                    self.sections.push(a4::Section { flow, ..*section });
                }
            }
        }
    }

    /// Takes a story of its own: its tables are closed at its end.
    pub(super) fn story(&mut self, margin: MarginKind, steps: Vec<Step>) {
        if self.stories >= STORY_DEPTH {
            self.note(NoteKind::CutOff);
            return;
        }
        if matches!(margin, MarginKind::Header | MarginKind::Footer) {
            self.at_depth(0);
        }
        let outer = (self.margin, self.base);
        // A text box in a note or header is part of it.
        self.margin = Some(match outer.0 {
            Some(kept) if margin == MarginKind::TextBox => kept,
            _ => margin,
        });
        self.base = self.open.len();
        self.stories += 1;
        // Of several headers one counts for the height of the page.
        let known = (self.header.len(), self.footer.len());
        self.steps(steps);
        self.at_depth(0);
        self.header.truncate(if known.0 > 0 { known.0 } else { usize::MAX });
        self.footer.truncate(if known.1 > 0 { known.1 } else { usize::MAX });
        self.stories -= 1;
        (self.margin, self.base) = outer;
    }

    /// Adds a paragraph; a running header or footer that is there already is not added again.
    fn paragraph(&mut self, para: Para) {
        let kind = self.margin_kind();
        let laid_out = para.laid_out(self.document.blocks.len());
        if let Some(flow) = self.present_flow() {
            flow.push(a4::Flow::Paragraph(Box::new(laid_out)));
        }
        let in_table = !self.open.is_empty();
        let mut body = self.margin.is_none();
        for (mut block, white) in para.into_blocks(in_table) {
            if let Some(kind) = kind
                && !matches!(block.kind, BlockKind::Hidden(_) | BlockKind::Field { .. })
            {
                block.kind = kind;
            }
            let running = matches!(block.kind, BlockKind::PageHeader | BlockKind::PageFooter);
            if running && self.document.blocks.iter().any(|known| known.kind == block.kind && known.text.words() == block.text.words()) {
                continue;
            }
            if block.kind == BlockKind::Hidden(HiddenKind::Deleted) {
                self.note(NoteKind::TrackedChanges);
            }
            if body {
                self.paragraphs += 1;
                body = false;
            }
            block.place = self.place();
            self.push(block, white);
        }
    }

    /// Adds a picture before the next paragraph.
    fn picture(&mut self, picture: Picture) {
        if self.document.pictures.len() < self.limits.objects {
            let running = matches!(self.margin, Some(MarginKind::Header | MarginKind::Footer));
            let (before, place) = (self.document.blocks.len(), self.place());
            self.document.pictures.push(Picture { before, place, running, ..picture });
        }
    }

    /// Notes something once.
    pub(super) fn note(&mut self, kind: NoteKind) {
        if !self.document.notes.iter().any(|note| note.kind == kind) {
            self.document.notes.push(Note { kind, place: None });
        }
    }

    /// Sets when the file says it was made and last changed.
    pub(super) fn dates(&mut self, made: Option<String>, changed: Option<String>) {
        self.document.made = made;
        self.document.changed = changed;
    }

    /// Opens and closes tables until `depth` of them are open within each other in the present story.
    fn at_depth(&mut self, depth: usize) {
        let depth = self.base + depth.min(TABLE_DEPTH);
        while self.open.len() > depth {
            self.close_table();
        }
        while self.open.len() < depth {
            self.open.push(OpenTable::new(self.tables));
            self.tables += 1;
        }
    }

    /// Ends the current cell of the innermost table.
    fn end_cell(&mut self) {
        let Some(table) = self.open.last() else { return };
        if table.cell_is_empty() {
            let place = self.place();
            self.push_spare(Block { place, ..Block::default() });
        }
        if let Some(table) = self.open.last_mut() {
            table.end_cell();
        }
    }

    /// Ends the current row of the innermost table; `row` says where its cells begin and end.
    fn end_row(&mut self, row: RowDef) {
        if let Some(table) = self.open.last_mut() {
            table.end_row(row);
        }
    }

    /// The document.
    ///
    /// # Errors
    /// [`Reason::Empty`] when there is not a word in it, [`Reason::ScanWithoutText`] when there are only large pictures.
    pub(super) fn finish(mut self) -> Result<Document, Unreadable> {
        self.at_depth(0);
        self.count_pages();
        self.drop_dead();
        let seen = |block: &Block| !matches!(block.kind, BlockKind::PageHeader | BlockKind::PageFooter) && !block.text.is_blank();
        if self.document.blocks.iter().any(seen) {
            return Ok(self.document);
        }
        // A quarter of an A4 and more is a scan, not a logo.
        let large = self.document.pictures.iter().any(|picture| !picture.running && picture.width * picture.height > 125_000.0);
        let damaged = self.document.notes.iter().any(|note| note.kind == NoteKind::Damaged);
        Err(Unreadable::new(
            self.document.format,
            match (large, damaged) {
                (true, _) => Reason::ScanWithoutText,
                (false, true) => Reason::Damaged,
                (false, false) => Reason::Empty,
            },
        ))
    }

    /// Where the page estimator's paragraphs go: the present cell, the page, the header; nowhere for what floats.
    fn present_flow(&mut self) -> Option<&mut Vec<a4::Flow>> {
        let cell = self.open.len() > self.base;
        let flow = match self.margin {
            None => &mut self.flow,
            Some(MarginKind::Header) => &mut self.header,
            Some(MarginKind::Footer) => &mut self.footer,
            // Notes stand at the foot of the page of their paragraph.
            Some(MarginKind::Footnote) => match self.flow.last_mut() {
                Some(a4::Flow::Paragraph(host)) => &mut host.notes,
                _ => return None,
            },
            Some(_) => return None,
        };
        if cell { self.open.last_mut().map(|table| &mut table.flow) } else { Some(flow) }
    }

    /// Counts the pages, and tells every block on which it begins.
    fn count_pages(&mut self) {
        if !self.flow.is_empty() || self.sections.is_empty() {
            let paper = self.sections.last().map(|last| a4::Section { flow: Vec::new(), continuous: true, ..last.clone() });
            let flow = std::mem::take(&mut self.flow);
            self.sections.push(a4::Section { flow, ..paper.unwrap_or_default() });
        }
        for section in &mut self.sections {
            section.header.clone_from(&self.header);
            section.footer.clone_from(&self.footer);
        }
        let layout = a4::lay_out(&self.sections);
        self.document.a4 = layout.a4;
        for (index, block) in self.document.blocks.iter_mut().enumerate() {
            if !matches!(block.kind, BlockKind::PageHeader | BlockKind::PageFooter) {
                block.place.page = Some(layout.page_of(index));
            }
        }
        for picture in self.document.pictures.iter_mut().filter(|picture| !picture.running) {
            picture.place.page = Some(layout.page_of(picture.before));
        }
        if let Some(witness) = self.witness {
            heed(&mut self.document.a4, witness);
        }
    }

    /// How many pages another program counted when it saved the file.
    pub(super) fn witness(&mut self, pages: u32) {
        self.witness = Some(pages);
    }

    fn margin_kind(&self) -> Option<BlockKind> {
        match self.margin? {
            MarginKind::Comment => Some(BlockKind::Comment),
            MarginKind::Footnote => Some(BlockKind::Footnote),
            MarginKind::Header => Some(BlockKind::PageHeader),
            MarginKind::Footer => Some(BlockKind::PageFooter),
            MarginKind::TextBox => None,
        }
    }

    fn place(&self) -> Place {
        let spot = match (self.margin, self.open.last()) {
            (Some(kind), _) => Spot::Margin(kind),
            (None, Some(table)) => Spot::Row { table: table.id + 1, row: table.row() + 1 },
            (None, None) => Spot::Paragraph(self.paragraphs.max(1)),
        };
        Place { page: None, spot }
    }

    fn push(&mut self, block: Block, white: bool) {
        self.text_bytes += block.text.words().len();
        if self.document.blocks.len() >= self.limits.blocks || self.text_bytes > self.limits.text_bytes {
            self.cut = true;
        }
        if self.cut {
            self.note(NoteKind::CutOff);
            return;
        }
        let index = self.document.blocks.len();
        if let Some(table) = self.open.last_mut() {
            table.holds(index, white);
        }
        self.document.blocks.push(block);
    }

    fn push_spare(&mut self, block: Block) {
        if self.cut || self.document.blocks.len() >= self.limits.blocks {
            return;
        }
        let index = self.document.blocks.len();
        if let Some(table) = self.open.last_mut() {
            table.holds_nothing(index);
        }
        self.document.blocks.push(block);
    }

    fn close_table(&mut self) {
        let Some(table) = self.open.pop() else { return };
        let layout = table.close(&mut self.document.blocks, &mut self.dead);
        if let Some(flow) = self.present_flow() {
            flow.push(a4::Flow::Table(Box::new(layout)));
        }
        if let Some(outer) = self.open.last_mut() {
            outer.holds_table();
        }
    }

    fn drop_dead(&mut self) {
        self.dead.sort_unstable();
        for picture in &mut self.document.pictures {
            picture.before -= self.dead.partition_point(|&dead| dead < picture.before);
        }
        let dead = std::mem::take(&mut self.dead);
        let mut dead = dead.iter().peekable();
        let mut index = 0;
        self.document.blocks.retain(|_| {
            let drop = dead.next_if(|&&dead| dead == index).is_some();
            index += 1;
            !drop
        });
    }
}

/// Lets the count of another program weigh: near the estimate it is better, far from it the estimate is less sure.
fn heed(a4: &mut A4, witness: u32) {
    if witness.abs_diff(a4.pages) <= 1 + a4.pages / 8 {
        a4.pages = witness;
    }
    a4.low = a4.low.min(witness);
    a4.high = a4.high.max(witness);
}
