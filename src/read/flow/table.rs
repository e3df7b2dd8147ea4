//! A table while it is read: which blocks stand in which cell, and the columns and spans that the cells' edges make.

use crate::model::{Block, BlockKind, CellAt, HiddenKind, Spot};
use crate::read::a4;

/// Edges nearer to each other than this are one edge (twips; 2 mm).
const SAME_EDGE: i32 = 110;
/// In a table whose rows all have as many cells, edges this near are one edge drawn carelessly (1 cm).
const CARELESS: i32 = 567;

/// How a cell hangs together with a neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::read) enum Merge {
    /// Not at all.
    #[default]
    None,
    /// It is the first of the merged cells.
    First,
    /// It belongs to the cell before it.
    Continued,
}

/// One cell of a row as the file defines it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::read) struct CellDef {
    /// Right edge in twips.
    pub right: i32,
    /// Width in points; 0 where the edges say it.
    pub width: f32,
    /// Merged with the cell to its left.
    pub across: Merge,
    /// Merged with the cell above.
    pub down: Merge,
    /// Has a background that is not white.
    pub shaded: bool,
}

/// A row as the file defines it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::read) struct RowDef {
    /// Left edge of the first cell in twips.
    pub left: i32,
    /// The cells; fewer than there are in the text when the definition is lost.
    pub cells: Vec<CellDef>,
    /// Marked as a header row.
    pub header: bool,
    /// Height in points; 0 where the contents decide.
    pub height: f32,
    /// `height` is all it gets.
    pub exact: bool,
    /// It is not split over pages.
    pub whole: bool,
    /// Space beside, above and below the text of its cells in points, where the file says so.
    pub beside: Option<f32>,
    pub above: f32,
}

/// A block of the table and where it stands.
#[derive(Debug)]
struct Held {
    block: usize,
    cell: usize,
    white: bool,
    spare: bool,
}

/// A table that is not finished.
#[derive(Debug)]
pub(super) struct OpenTable {
    /// Its number, from 0.
    pub(super) id: u32,
    rows: Vec<(RowDef, Vec<Held>)>,
    held: Vec<Held>,
    cell: usize,
    filled: bool,
    /// What the page estimator needs: the present cell, the cells of the present row, the rows.
    pub(super) flow: Vec<a4::Flow>,
    cells: Vec<Vec<a4::Flow>>,
    layout: a4::Table,
}

impl OpenTable {
    pub(super) fn new(id: u32) -> OpenTable {
        OpenTable {
            id,
            rows: Vec::new(),
            held: Vec::new(),
            cell: 0,
            filled: false,
            flow: Vec::new(),
            cells: Vec::new(),
            layout: a4::Table::default(),
        }
    }

    /// The current row, from 0.
    pub(super) fn row(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn cell_is_empty(&self) -> bool {
        !self.filled
    }

    pub(super) fn holds(&mut self, block: usize, white: bool) {
        self.filled = true;
        self.held.push(Held { block, cell: self.cell, white, spare: false });
    }

    pub(super) fn holds_nothing(&mut self, block: usize) {
        self.held.push(Held { block, cell: self.cell, white: false, spare: true });
    }

    /// A table within the current cell was finished.
    pub(super) fn holds_table(&mut self) {
        self.filled = true;
    }

    pub(super) fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.flow));
        self.cell += 1;
        self.filled = false;
    }

    pub(super) fn end_row(&mut self, row: RowDef) {
        let cells = std::mem::take(&mut self.cells);
        self.layout.rows.push(layout(&row, cells));
        self.rows.push((row, std::mem::take(&mut self.held)));
        self.cell = 0;
        self.filled = false;
    }

    /// Gives every block its cell, and lists the blocks that say nothing.
    pub(super) fn close(mut self, blocks: &mut [Block], dead: &mut Vec<usize>) -> a4::Table {
        if !self.held.is_empty() || !self.flow.is_empty() {
            if !self.flow.is_empty() {
                self.end_cell();
            }
            self.end_row(RowDef::default());
        }
        let grid = Grid::new(self.rows.iter().map(|(row, _)| row));
        let filled = |held: &[Held]| held.iter().any(|held| !held.spare);
        let titled = self.rows.first().is_some_and(|(_, held)| filled(held));
        for (index, (row, held)) in self.rows.iter().enumerate() {
            // Nothing to fill in where nothing says what: a row that only keeps distance.
            let empty = !titled && !filled(held);
            for held in held {
                let def = row.cells.get(held.cell);
                let covered = def.is_some_and(|cell| cell.across == Merge::Continued || cell.down == Merge::Continued);
                // Some programs end more cells than the row has.
                let beyond = def.is_none() && !row.cells.is_empty();
                if held.spare && (empty || covered || beyond) {
                    dead.push(held.block);
                    continue;
                }
                let Some(block) = blocks.get_mut(held.block) else { continue };
                let (column, columns) = grid.span(row, held.cell);
                block.cell = Some(CellAt {
                    table: self.id,
                    row: u32::try_from(index).unwrap_or(u32::MAX),
                    column,
                    rows: self.rows_down(&grid, index, held.cell, column),
                    columns,
                    header: row.header,
                });
                if matches!(block.place.spot, Spot::Row { .. }) {
                    block.place.spot = Spot::Row { table: self.id + 1, row: u32::try_from(index + 1).unwrap_or(u32::MAX) };
                }
                let shaded = def.is_some_and(|cell| cell.shaded);
                block.look.shaded |= shaded;
                if held.white && !shaded {
                    block.kind = BlockKind::Hidden(HiddenKind::Invisible);
                }
            }
        }
        self.layout
    }

    /// How many rows the cell covers.
    fn rows_down(&self, grid: &Grid, row: usize, cell: usize, column: u32) -> u32 {
        let first = self.rows.get(row).and_then(|(row, _)| row.cells.get(cell));
        if first.is_none_or(|cell| cell.down != Merge::First) {
            return 1;
        }
        let below = self.rows.iter().skip(row + 1).take_while(|(row, _)| {
            let same = |&(index, _): &(usize, &CellDef)| grid.span(row, index).0 == column;
            row.cells.iter().enumerate().find(same).is_some_and(|(_, cell)| cell.down == Merge::Continued)
        });
        u32::try_from(below.count() + 1).unwrap_or(u32::MAX)
    }
}

/// A row as the page estimator wants it.
fn layout(row: &RowDef, cells: Vec<Vec<a4::Flow>>) -> a4::Row {
    let mut out = a4::Row { height: row.height, exact: row.exact, whole: row.whole, header: row.header, ..a4::Row::default() };
    let mut left = row.left;
    let usual = a4::Cell::default();
    let beside = row.beside.unwrap_or(usual.left);
    for (index, flow) in cells.into_iter().enumerate() {
        let def = row.cells.get(index).copied().unwrap_or_default();
        let width = if def.width > 0.0 { def.width } else { twips(def.right.saturating_sub(left)).max(0.0) };
        left = def.right;
        if def.across == Merge::Continued
            && let Some(before) = out.cells.last_mut()
        {
            before.width += width;
            continue;
        }
        let merged = match def.down {
            Merge::None => None,
            Merge::First => Some(true),
            Merge::Continued => Some(false),
        };
        out.cells.push(a4::Cell { width, merged, left: beside, right: beside, top: row.above, bottom: row.above, flow, ..usual.clone() });
    }
    out
}

/// Twips in points.
#[allow(clippy::cast_precision_loss, reason = "twips of a page")]
pub(in crate::read) fn twips(twips: i32) -> f32 {
    twips as f32 / 20.0
}

/// The edges of all rows of a table, left to right.
struct Grid {
    edges: Vec<i32>,
    /// All rows have the same cells: the n-th cell stands in the n-th column.
    even: bool,
}

impl Grid {
    fn new<'a>(rows: impl Iterator<Item = &'a RowDef> + Clone) -> Grid {
        let rows = rows.filter(|row| !row.cells.is_empty());
        let first = rows.clone().next();
        let even = rows.clone().all(|row| {
            let same = |first: &RowDef| {
                let near = |(one, other): (&CellDef, &CellDef)| one.right.abs_diff(other.right) < CARELESS.unsigned_abs();
                first.cells.len() == row.cells.len() && first.cells.iter().zip(&row.cells).all(near)
            };
            first.is_some_and(same) && row.cells.iter().all(|cell| cell.across == Merge::None)
        });
        let mut edges: Vec<i32> = Vec::new();
        for row in rows {
            edges.push(row.left);
            edges.extend(row.cells.iter().map(|cell| cell.right));
        }
        edges.sort_unstable();
        edges.dedup_by(|next, kept| next.saturating_sub(*kept) < SAME_EDGE);
        Grid { edges, even }
    }

    /// First column of a cell, and how many columns it covers.
    fn span(&self, row: &RowDef, cell: usize) -> (u32, u32) {
        let plain = (u32::try_from(cell).unwrap_or(u32::MAX), 1);
        let Some(def) = row.cells.get(cell).filter(|_| !self.even) else { return plain };
        let left = match cell.checked_sub(1).and_then(|before| row.cells.get(before)) {
            Some(before) => before.right,
            None => row.left,
        };
        let merged = row.cells.iter().skip(cell + 1).take_while(|next| next.across == Merge::Continued).last();
        let right = match (def.across, merged) {
            (Merge::First, Some(last)) => last.right,
            _ => def.right,
        };
        let (from, to) = (self.column(left), self.column(right));
        (from, to.saturating_sub(from).max(1))
    }

    fn column(&self, edge: i32) -> u32 {
        let at = self.edges.partition_point(|&known| known <= edge);
        u32::try_from(at.saturating_sub(1)).unwrap_or(u32::MAX)
    }
}
