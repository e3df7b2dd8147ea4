//! A story of OpenDocument: the running text, a note, a header, a text box; with its tables.

use super::styles::Measure;
use crate::model::MarginKind;
use crate::read::flow::{CellDef, Merge, Para, RowDef, Step};

/// Columns of a table that are read; a repeated cell may claim thousands.
const COLUMNS: usize = 512;
/// Where the columns have no widths each is this wide.
const WIDE: i32 = 1000;

/// A story that is open.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub kind: MarginKindOrBody,
    pub steps: Vec<Step>,
    pub para: Para,
    /// Paragraphs that are open: more than one only in odd files.
    pub open: usize,
    /// The last letter was a blank, or none was written yet.
    pub blank: bool,
    /// Stories met within the present paragraph: they come after it.
    pub after: Vec<Step>,
    tables: Vec<Table>,
}

/// `None` is the running text.
pub(super) type MarginKindOrBody = Option<MarginKind>;

#[derive(Debug, Default)]
struct Table {
    row: RowDef,
    /// Cells that the present one covers to its right.
    covers: usize,
    column: usize,
    header: bool,
    in_row: bool,
    /// Widths of its columns in points.
    widths: Vec<f32>,
}

impl Story {
    pub(super) fn new(kind: MarginKindOrBody) -> Story {
        Story { kind, blank: true, ..Story::default() }
    }

    /// Within how many tables the present place stands.
    pub(super) fn depth(&self) -> usize {
        self.tables.len()
    }

    /// Ends the present paragraph.
    pub(super) fn end_paragraph(&mut self) {
        let para = std::mem::take(&mut self.para);
        self.steps.push(Step::Para(self.depth(), para));
        self.steps.append(&mut self.after);
        self.blank = true;
    }

    pub(super) fn begin_table(&mut self) {
        self.tables.push(Table::default());
    }

    pub(super) fn end_table(&mut self) {
        self.tables.pop();
        self.steps.push(Step::EndTable(self.depth()));
    }

    pub(super) fn header_rows(&mut self, header: bool) {
        if let Some(table) = self.tables.last_mut() {
            table.header = header;
        }
    }

    /// Columns of this width.
    pub(super) fn columns(&mut self, width: f32, count: usize) {
        if let Some(table) = self.tables.last_mut() {
            let room = COLUMNS.saturating_sub(table.widths.len());
            table.widths.extend(std::iter::repeat_n(width, count.min(room)));
        }
    }

    /// A row begins, of this height.
    pub(super) fn begin_row(&mut self, measure: Measure) {
        if let Some(table) = self.tables.last_mut() {
            let row = RowDef { height: measure.size.unwrap_or(0.0), exact: measure.exact, whole: measure.whole, ..RowDef::default() };
            *table = Table { header: table.header, in_row: true, widths: std::mem::take(&mut table.widths), row, ..Table::default() };
        }
    }

    pub(super) fn end_row(&mut self) {
        let depth = self.depth();
        if let Some(table) = self.tables.last_mut()
            && std::mem::take(&mut table.in_row)
        {
            let row = RowDef { header: table.header, ..std::mem::take(&mut table.row) };
            self.steps.push(Step::EndRow(depth, row));
        }
    }

    /// A cell begins: it spans so many columns and rows.
    pub(super) fn begin_cell(&mut self, columns: usize, rows: usize, shaded: bool, measure: Measure) {
        if let Some(table) = self.tables.last_mut() {
            table.covers = columns - 1;
            let width = table.widths.iter().skip(table.column).take(columns).sum();
            table.row.beside = measure.size.or(table.row.beside);
            table.row.above = measure.above.unwrap_or(table.row.above);
            table.column = (table.column + columns).min(COLUMNS);
            let down = if rows > 1 { Merge::First } else { Merge::None };
            table.cell(CellDef { down, shaded, width, ..CellDef::default() });
        }
    }

    /// A cell that another covers: one to its left, or one above.
    pub(super) fn begin_covered(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            if table.covers > 0 {
                table.covers -= 1;
                // Its text, if any, belongs to the cell that covers it.
                return;
            }
            let width = table.widths.get(table.column).copied().unwrap_or(0.0);
            table.column = (table.column + 1).min(COLUMNS);
            table.cell(CellDef { down: Merge::Continued, width, ..CellDef::default() });
        }
    }

    pub(super) fn end_cell(&mut self, covered: bool) {
        let depth = self.depth();
        let Some(table) = self.tables.last() else { return };
        if covered && table.row.cells.last().is_none_or(|cell| cell.down != Merge::Continued) {
            return;
        }
        self.steps.push(Step::EndCell(depth));
    }
}

impl Table {
    fn cell(&mut self, cell: CellDef) {
        if self.row.cells.len() < COLUMNS {
            let right = match self.widths.get(..self.column).filter(|widths| widths.iter().all(|width| *width > 0.0)) {
                Some(widths) => twips_of(widths.iter().sum()),
                None => i32::try_from(self.column).unwrap_or(0) * WIDE,
            };
            self.row.cells.push(CellDef { right, ..cell });
        }
    }
}

/// Points in twips.
#[allow(clippy::cast_possible_truncation, reason = "a page is no wider than some thousand points")]
fn twips_of(points: f32) -> i32 {
    (points * 20.0) as i32
}
