//! From the words of a page to what stands on it, in reading order: pieces of text and tables.

use super::flow::{Context, Piece, pieces};
use super::geometry::Rect;
use super::lines::{Line, Segment, lines};
use super::ruled::Grid;
use super::unruled::{Found, Stretch, stretches};
use super::words::Word;

/// Columns narrower and rows lower than this hold no text.
const SLIVER: f32 = 6.0;

/// How a table was found; tables are joined over pages within their kind only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableKind {
    Ruled,
    Unruled,
    Tagged,
}

/// A cell with what stands in it.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) header: bool,
    pub(super) pieces: Vec<Piece>,
}

/// A table on a page.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) kind: TableKind,
    pub(super) rect: Rect,
    /// Borders of its columns.
    pub(super) xs: Vec<f32>,
    pub(super) rows: usize,
    pub(super) cells: Vec<Cell>,
}

impl Table {
    /// The cells of a row.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |c| c.row == row)
    }
}

/// What stands on a page.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Piece(Piece),
    Table(Table),
}

impl Item {
    pub(super) fn rect(&self) -> Rect {
        match self {
            Item::Piece(piece) => piece.rect,
            Item::Table(table) => table.rect,
        }
    }
}

/// Lays out words that belong to no tagged table.
pub(super) fn lay_out(words: Vec<Word>, grids: &[Grid], charts: &[Rect], right: f32, context: &Context<'_>) -> Vec<Item> {
    let mut free: Vec<Word> = Vec::new();
    let mut owned: Vec<Vec<Vec<Word>>> = grids.iter().map(|g| vec![Vec::new(); g.cells.len()]).collect();
    for word in words {
        let (x, y) = word.middle();
        let home = grids.iter().enumerate().find_map(|(at, grid)| grid.cell_at(x, y).map(|cell| (at, cell)));
        match home.and_then(|(grid, cell)| owned.get_mut(grid).and_then(|g| g.get_mut(cell))) {
            Some(cell) => cell.push(word),
            None => free.push(word),
        }
    }
    let mut tables: Vec<Table> = Vec::new();
    for (grid, cells) in grids.iter().zip(owned) {
        let filled = cells.iter().filter(|c| !c.is_empty()).count();
        if filled < 2 {
            free.extend(cells.into_iter().flatten());
        } else {
            tables.push(ruled_table(grid, cells, context));
        }
    }
    tables.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
    let (labels, free): (Vec<Word>, Vec<Word>) = free.into_iter().partition(|w| {
        let (x, y) = w.middle();
        charts.iter().any(|c| c.contains(x, y))
    });
    let mut items = flow_between(lines(free), tables, right, context);
    // The labels of a chart are no table, whatever they stand like.
    for piece in pieces(lines(labels), right, context) {
        let at = items.iter().position(|i| i.rect().y0 > piece.rect.y0).unwrap_or(items.len());
        items.insert(at, Item::Piece(piece));
    }
    items
}

fn ruled_table(grid: &Grid, words: Vec<Vec<Word>>, context: &Context<'_>) -> Table {
    let mut cells: Vec<Cell> = Vec::new();
    for (cell, words) in grid.cells.iter().zip(words) {
        let lines = lines(words);
        let padding = lines.iter().map(|l| l.rect.x0 - cell.rect.x0).fold(f32::MAX, f32::min).clamp(0.0, 12.0);
        let right = cell.rect.x1 - padding;
        let pieces = pieces(lines, right, context);
        let at = Cell { row: cell.row, column: cell.column, rows: cell.rows, columns: cell.columns, header: false, pieces };
        cells.push(at);
    }
    let mut table = Table { kind: TableKind::Ruled, rect: grid.rect, xs: grid.xs.clone(), rows: grid.ys.len().saturating_sub(1), cells };
    drop_slivers(&mut table, &grid.ys);
    table
}

/// Takes out the slivers between double rules: narrow columns and low rows without a word.
fn drop_slivers(table: &mut Table, ys: &[f32]) {
    for column in (0..table.xs.len().saturating_sub(1)).rev() {
        let narrow = table.xs.get(column + 1).zip(table.xs.get(column)).is_some_and(|(b, a)| b - a < SLIVER);
        let empty = table.cells.iter().filter(|c| c.column == column).all(|c| c.columns == 1 && c.pieces.is_empty());
        if narrow && empty {
            table.cells.retain(|c| c.column != column);
            for cell in &mut table.cells {
                if cell.column > column {
                    cell.column -= 1;
                } else if cell.column + cell.columns > column {
                    cell.columns -= 1;
                }
            }
            table.xs.remove(column + 1);
        }
    }
    let low = |row: usize| ys.get(row + 1).zip(ys.get(row)).is_some_and(|(b, a)| b - a < SLIVER);
    let kept: Vec<usize> = (0..table.rows)
        .filter(|&row| {
            let mut here = table.cells.iter().filter(|c| c.row == row).peekable();
            here.peek().is_some() && !(low(row) && here.all(|c| c.rows == 1 && c.pieces.is_empty()))
        })
        .collect();
    table.cells.retain(|c| kept.contains(&c.row));
    for cell in &mut table.cells {
        let row = kept.partition_point(|k| *k < cell.row);
        let end = kept.partition_point(|k| *k < cell.row + cell.rows);
        cell.row = row;
        cell.rows = (end - row).max(1);
    }
    table.rows = kept.len();
}

fn flow_between(lines: Vec<Line>, tables: Vec<Table>, right: f32, context: &Context<'_>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut run: Vec<Line> = Vec::new();
    let mut tables = tables.into_iter().peekable();
    for line in lines {
        while tables.peek().is_some_and(|t| t.rect.y0 < line.rect.y0 + line.size * 0.4) {
            flow(std::mem::take(&mut run), right, context, &mut items);
            items.extend(tables.next().map(Item::Table));
        }
        run.push(line);
    }
    flow(run, right, context, &mut items);
    items.extend(tables.map(Item::Table));
    items
}

fn flow(run: Vec<Line>, right: f32, context: &Context<'_>, items: &mut Vec<Item>) {
    for stretch in stretches(run, right, context.partings) {
        match stretch {
            Stretch::Table(found) => items.push(Item::Table(unruled_table(found, context))),
            Stretch::Columns(both, border) => {
                let (left, right_side): (Vec<Word>, Vec<Word>) = both.into_iter().flat_map(Line::into_words).partition(|w| w.x0 < border);
                for words in [left, right_side] {
                    let edge = words.iter().map(|w| w.x1).fold(f32::MIN, f32::max);
                    items.extend(pieces(super::lines::lines(words), edge, context).into_iter().map(Item::Piece));
                }
            }
            Stretch::Lines(lines) => items.extend(pieces(lines, right, context).into_iter().map(Item::Piece)),
        }
    }
}

fn unruled_table(found: Found, context: &Context<'_>) -> Table {
    let mut rect: Option<Rect> = None;
    let mut cells = Vec::new();
    // Where a column's lines break: as far as its lines reach, when they are enough to tell, else at the next column.
    let edges: Vec<f32> = (0..found.xs.len())
        .map(|column| {
            let ends = found.rows.iter().flatten().filter(|c| c.column + c.columns == column + 1);
            let reach: Vec<f32> = ends.flat_map(|c| &c.segments).map(|s| s.rect.x1).collect();
            let next = found.xs.get(column + 1).copied().unwrap_or(f32::MAX);
            if reach.len() >= 4 || column + 2 >= found.xs.len() { reach.into_iter().fold(f32::MIN, f32::max) } else { next }
        })
        .collect();
    let rows = found.rows.len();
    for (row, row_cells) in found.rows.into_iter().enumerate() {
        for cell in row_cells {
            let right = edges.get(cell.column + cell.columns - 1).copied().unwrap_or(f32::MAX);
            for segment in &cell.segments {
                rect = Some(rect.map_or(segment.rect, |r| r.union(&segment.rect)));
            }
            let words: Vec<Word> = cell.segments.into_iter().flat_map(|s: Segment| s.words).collect();
            let pieces = pieces(lines(words), right, context);
            cells.push(Cell { row, column: cell.column, rows: 1, columns: cell.columns, header: false, pieces });
        }
    }
    Table { kind: TableKind::Unruled, rect: rect.unwrap_or_default(), xs: found.xs, rows, cells }
}
