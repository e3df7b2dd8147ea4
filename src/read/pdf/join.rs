//! Joins what a page break parted: tables, rows and paragraphs.

use super::flow::Piece;
use super::layout::{Cell, Item, Table, TableKind};
use super::words::NO_LEAF;
use crate::model::{BlockKind, Text};

/// Borders nearer than this are the same.
const BORDER: f32 = 4.0;

/// One page's items with its height and number.
pub(super) struct Laid {
    pub(super) number: u32,
    pub(super) items: Vec<Placed>,
}

/// An item and the page that it begins on.
pub(super) struct Placed {
    pub(super) page: u32,
    pub(super) item: Item,
    /// Pages on which rows of a table begin: `(first row, page)`, ascending.
    pub(super) row_pages: Vec<(usize, u32)>,
}

/// Puts pages behind each other; a table or paragraph that goes on is one.
pub(super) fn pages(laid: Vec<Laid>) -> Vec<Placed> {
    let mut out: Vec<Placed> = Vec::new();
    for page in laid {
        let mut items = page.items.into_iter();
        if let Some(first) = items.next() {
            let first = match out.last_mut() {
                Some(last) if last.page_end() + 1 == page.number => join(last, first, page.number),
                _ => Some(first),
            };
            out.extend(first);
        }
        out.extend(items);
    }
    out
}

impl Placed {
    fn page_end(&self) -> u32 {
        self.row_pages.last().map_or(self.page, |r| r.1)
    }
}

/// Joins `next` to `last`; gives it back when it is something of its own.
fn join(last: &mut Placed, next: Placed, page: u32) -> Option<Placed> {
    match (&mut last.item, next.item) {
        (Item::Table(above), Item::Table(below)) if goes_on(above, &below) => {
            let from = append(above, below);
            last.row_pages.push((from, page));
            None
        }
        (Item::Piece(above), Item::Piece(below)) if reads_on(above, &below) => {
            glue(above, below);
            None
        }
        (_, item) => Some(Placed { item, ..next }),
    }
}

/// The same kind of table with the same columns.
fn goes_on(above: &Table, below: &Table) -> bool {
    if above.kind != below.kind || above.kind == TableKind::Tagged {
        return false;
    }
    if above.kind == TableKind::Unruled {
        let same = above.xs.len() == below.xs.len();
        // Lanes are as wide as the text leaves them; the left edges of columns tell.
        let lefts = |t: &Table| -> Vec<f32> {
            (0..t.xs.len().saturating_sub(1))
                .map(|c| {
                    let pieces = t.cells.iter().filter(|cell| cell.column == c).flat_map(|cell| &cell.pieces);
                    pieces.map(|p| p.rect.x0).fold(f32::MAX, f32::min)
                })
                .collect()
        };
        let near = |(a, b): (f32, f32)| (a - b).abs() <= BORDER || a == f32::MAX || b == f32::MAX;
        return same && lefts(above).into_iter().zip(lefts(below)).all(near);
    }
    // Fewer borders on the new page: columns that only merged cells cross there.
    let ends = |t: &Table| (t.xs.first().copied().unwrap_or(0.0), t.xs.last().copied().unwrap_or(0.0));
    let ((a0, a1), (b0, b1)) = (ends(above), ends(below));
    (a0 - b0).abs() <= BORDER && (a1 - b1).abs() <= BORDER && below.xs.len() >= 2 && below.xs.iter().all(|x| border(above, *x).is_some())
}

/// The border of a table that lies at `x`.
fn border(table: &Table, x: f32) -> Option<usize> {
    table.xs.iter().position(|b| (b - x).abs() <= BORDER)
}

/// Counts the columns of `below` by the borders of `above`.
fn align_columns(above: &Table, below: &mut Table) {
    if above.kind == TableKind::Unruled || above.xs.len() == below.xs.len() {
        return;
    }
    let map: Vec<usize> = below.xs.iter().map(|x| border(above, *x).unwrap_or(0)).collect();
    let at = |column: usize| map.get(column).copied().unwrap_or(0);
    for cell in &mut below.cells {
        let end = at(cell.column + cell.columns);
        cell.column = at(cell.column);
        cell.columns = end.saturating_sub(cell.column).max(1);
    }
}

fn words_of(cell: &Cell) -> String {
    cell.pieces.iter().map(|p| p.text.words()).collect::<Vec<_>>().join(" ")
}

/// Appends rows: a repeated header is dropped, a broken row made whole. Gives the first new row.
fn append(above: &mut Table, mut below: Table) -> usize {
    align_columns(above, &mut below);
    let head = |t: &Table| t.row(0).map(words_of).collect::<Vec<_>>();
    let first = head(&below);
    let repeated = below.rows > 1 && above.rows > 1 && first.iter().any(|w| !w.is_empty()) && first == head(above);
    if repeated {
        above.cells.iter_mut().filter(|c| c.row == 0).for_each(|c| c.header = true);
        below.cells.retain(|c| c.row > 0);
        below.cells.iter_mut().for_each(|c| c.row -= 1);
        below.rows -= 1;
    }
    let last = above.rows.saturating_sub(1);
    let broken = is_broken(above, last, &below);
    let from = above.rows;
    let shift = if broken { from.saturating_sub(1) } else { from };
    for mut cell in below.cells {
        let whole = cell.row == 0 && broken;
        cell.row += shift;
        let upper = above.cells.iter_mut().find(|c| whole && c.column == cell.column && c.row + c.rows > last);
        match upper {
            Some(upper) => {
                extend(&mut upper.pieces, cell.pieces);
            }
            None => above.cells.push(cell),
        }
    }
    above.rows = shift + below.rows;
    above.rect.y1 = above.rect.y1.max(above.rect.y0);
    shift + usize::from(broken)
}

/// Adds what goes on in a cell after a break.
pub(super) fn extend(above: &mut Vec<Piece>, below: Vec<Piece>) {
    let mut below = below.into_iter();
    match (above.last_mut(), below.next()) {
        (Some(last), Some(first)) if reads_on(last, &first) => glue(last, first),
        (_, first) => above.extend(first),
    }
    above.extend(below);
}

/// Whether the first row below is the rest of the last row above: it has no first cell, or reads on in lower case
/// after a cell that did not end.
fn is_broken(above: &Table, last: usize, below: &Table) -> bool {
    let full = |cell: &&Cell| !cell.pieces.is_empty();
    let first: Vec<&Cell> = below.row(0).filter(full).collect();
    let has_first = first.iter().any(|c| c.column == 0);
    let above_at = |column: usize| above.cells.iter().filter(full).find(|c| c.row + c.rows > last && c.column == column);
    if first.is_empty() {
        // The lower end of a row, without a line of it.
        return below.rows > 1;
    }
    if !first.iter().all(|c| above_at(c.column).is_some()) {
        return false;
    }
    if !has_first {
        return true;
    }
    first.iter().any(|cell| {
        let open = above_at(cell.column).and_then(|c| c.pieces.last()).is_some_and(|p| p.open);
        open && cell.pieces.first().is_some_and(Piece::starts_lowercase)
    })
}

/// Whether a paragraph goes on in another after a break.
fn reads_on(above: &Piece, below: &Piece) -> bool {
    let text = |p: &Piece| matches!(p.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
    let kind =
        text(above) && matches!(below.kind, BlockKind::Paragraph) || above.leaf == below.leaf && above.leaf != NO_LEAF && text(below);
    let look = (above.look.size - below.look.size).abs() < 0.6 && above.look.bold == below.look.bold;
    let same_leaf = above.leaf != NO_LEAF && above.leaf == below.leaf;
    kind && look && (same_leaf || (above.open && below.starts_lowercase() && (above.leaf == NO_LEAF || below.leaf == NO_LEAF)))
}

fn glue(above: &mut Piece, below: Piece) {
    let mut words = above.text.words().to_owned();
    let mut bold = above.text.bold().to_vec();
    words.push(' ');
    let shift = words.len() as u32;
    words.push_str(below.text.words());
    bold.extend(below.text.bold().iter().map(|(a, b)| (a + shift, b + shift)));
    above.text = Text::with_bold(words, bold);
    above.open = below.open;
}
