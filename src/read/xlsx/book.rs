//! A workbook between its formats and the document: sheets with their cells as shown, and what floats above them.

use super::address::{Area, At};
use super::print::Print;
use super::spans::Spans;
use crate::model::{Look, NoteKind, PictureKind};
use crate::read::Limits;

/// Sheets that are read of one book.
pub(super) const SHEETS: usize = 500;
/// Notes, and things that float, that are kept of one sheet.
pub(super) const BESIDE: usize = 10_000;

/// Room for the cells of a book: one string that a thousand cells point at is kept a thousand times.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    cells: usize,
    bytes: usize,
    /// Something did not fit.
    pub(super) full: bool,
}

impl Room {
    /// As much as the limits allow.
    pub(super) fn new(limits: &Limits) -> Room {
        Room { cells: limits.cells, bytes: limits.text_bytes, full: false }
    }

    /// Keeps a cell, if there is room for it.
    pub(super) fn keep(&mut self, cell: Cell, cells: &mut Vec<Cell>) {
        match (self.cells.checked_sub(1), self.bytes.checked_sub(cell.text.len())) {
            (Some(left), Some(bytes)) if !self.full => {
                self.cells = left;
                self.bytes = bytes;
                cells.push(cell);
            }
            _ => self.full = true,
        }
    }
}

/// A workbook of any format.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) sheets: Vec<Sheet>,
    pub(super) notes: Vec<NoteKind>,
    pub(super) made: Option<String>,
    pub(super) changed: Option<String>,
}

impl Book {
    /// Writes down once that something is odd.
    pub(super) fn note(&mut self, kind: NoteKind) {
        if !self.notes.contains(&kind) {
            self.notes.push(kind);
        }
    }
}

/// One sheet, its cells in any order.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// Hidden or "very hidden".
    pub(super) hidden: bool,
    pub(super) cells: Vec<Cell>,
    pub(super) merges: Vec<Area>,
    pub(super) hidden_rows: Spans,
    pub(super) hidden_columns: Spans,
    pub(super) remarks: Vec<Remark>,
    pub(super) floats: Vec<Float>,
    /// Lines of the running header and footer.
    pub(super) header: Vec<String>,
    pub(super) footer: Vec<String>,
    pub(super) print: Print,
}

impl Sheet {
    /// Whether the cell stands in a hidden row or column.
    pub(super) fn hides(&self, at: At) -> bool {
        self.hidden_rows.holds(at.row) || self.hidden_columns.holds(at.column)
    }
}

/// A cell with something in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) at: At,
    /// What it shows.
    pub(super) text: String,
    /// Byte ranges of `text` that are bold.
    pub(super) bold: Vec<(u32, u32)>,
    pub(super) look: Look,
    /// White on white, or shown by a format that shows nothing.
    pub(super) invisible: bool,
    /// Its text breaks over lines at the cell's edge.
    pub(super) wrap: bool,
    /// It is a box to tick (Excel 2024), ticked or not; `text` is empty then.
    pub(super) tick: Option<bool>,
}

/// A note or threaded comment at a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Remark {
    pub(super) at: At,
    pub(super) text: String,
}

/// Something that floats above the cells.
#[derive(Debug, Clone)]
pub(super) struct Float {
    /// The cell under its upper left corner.
    pub(super) at: At,
    pub(super) what: Floating,
}

/// What floats.
#[derive(Debug, Clone)]
pub(super) enum Floating {
    /// A text box or shape with text, a paragraph each.
    Box(Vec<String>),
    /// A form control to tick, with its own label (empty when the cell beside it is the label).
    Tick { on: bool, label: String },
    /// A picture, chart or drawing.
    Picture { kind: PictureKind, alt: Option<String>, width: f32, height: f32, bytes: Option<(String, Vec<u8>)> },
}
