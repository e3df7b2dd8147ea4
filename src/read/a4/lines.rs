//! Breaks a paragraph into lines, and lines into strips that a page break may not cut.

use super::flow::{Flow, Leading, Paragraph, Piece, Row, Table};

/// Distance of default tab stops.
const TAB: f32 = 35.4;
/// Cells within cells are followed this far.
const DEPTH: usize = 24;
/// No row is taller, whatever a file says.
const TALLEST: f32 = 3000.0;
/// A hair's breadth: sums of floats are not exact.
const HAIR: f32 = 0.05;
/// The line round a row.
pub(super) const BORDER: f32 = 0.5;

/// A line of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub(super) height: f32,
    /// What follows begins a page or a column.
    pub(super) turn: Option<Turn>,
}

/// A break that the writer put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Page,
    Column,
}

/// Some height that stays together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Strip {
    pub(super) height: f32,
    /// The block that begins here.
    pub(super) block: Option<u32>,
}

/// The lines of a paragraph in a column of this width.
pub(super) fn lines(paragraph: &Paragraph, width: f32) -> Vec<Line> {
    let room = (width - paragraph.left - paragraph.right).max(18.0);
    let mut lines = Vec::new();
    let mut line = Open { x: 0.0, room: (room - paragraph.first).max(18.0), shift: paragraph.first, text: 0.0, object: 0.0, used: false };
    let close = |line: &mut Open, lines: &mut Vec<Line>, turn: Option<Turn>| {
        lines.push(Line { height: line.height(paragraph), turn });
        *line = Open { x: 0.0, room, shift: 0.0, text: 0.0, object: 0.0, used: false };
    };
    for piece in &paragraph.pieces {
        match *piece {
            Piece::Word { width, gap, height } => {
                if line.used && line.x + width > line.room + HAIR && line.x > 0.0 {
                    close(&mut line, &mut lines, None);
                }
                let mut width = width;
                // A word longer than the line is cut.
                while width > line.room + HAIR && lines.len() < 10_000 {
                    line.text = line.text.max(height);
                    width -= line.room;
                    close(&mut line, &mut lines, None);
                }
                line.x += width + gap;
                line.text = line.text.max(height);
                line.used = true;
            }
            Piece::Object { width, height } => {
                if line.used && line.x + width > line.room + HAIR && line.x > 0.0 {
                    close(&mut line, &mut lines, None);
                }
                line.x += width;
                line.object = line.object.max(height);
                line.used = true;
            }
            Piece::Tab => {
                let at = paragraph.left + line.shift + line.x;
                // The indent of the other lines is a stop of the first, when that hangs out.
                let stop = if at < paragraph.left - HAIR { paragraph.left } else { ((at + HAIR) / TAB).floor() * TAB + TAB };
                line.x += stop - at;
                line.used = true;
                if line.x > line.room + TAB {
                    close(&mut line, &mut lines, None);
                }
            }
            Piece::Line => close(&mut line, &mut lines, None),
            Piece::Page => close(&mut line, &mut lines, Some(Turn::Page)),
            Piece::Column => close(&mut line, &mut lines, Some(Turn::Column)),
        }
    }
    if line.used || lines.is_empty() || lines.last().is_some_and(|last| last.turn.is_some()) {
        close(&mut line, &mut lines, None);
    }
    lines
}

/// A line while it is filled.
struct Open {
    x: f32,
    room: f32,
    shift: f32,
    text: f32,
    object: f32,
    used: bool,
}

impl Open {
    fn height(&self, paragraph: &Paragraph) -> f32 {
        let text = if self.text > 0.0 || self.object > 0.0 { self.text } else { paragraph.empty };
        match paragraph.leading {
            Leading::Times(times) => (text * times.clamp(0.1, 20.0)).max(self.object),
            Leading::AtLeast(least) => text.max(least).max(self.object),
            Leading::Exact(exact) => exact,
        }
    }
}

/// The space between two paragraphs: the larger of the two or their sum, or none within a style that says so.
pub(super) fn gap(above: Option<&Paragraph>, below: &Paragraph) -> f32 {
    let Some(above) = above else { return below.before };
    let same = above.style == below.style;
    let after = if same && above.contextual { 0.0 } else { above.after };
    let before = if same && below.contextual { 0.0 } else { below.before };
    if below.sums { after + before } else { after.max(before) }
}

/// Groups the lines of a paragraph so that no line is left alone at the foot or head of a page.
pub(super) fn strips(paragraph: &Paragraph, lines: &[Line], above: f32) -> Vec<Strip> {
    let count = lines.len();
    let mut strips: Vec<Strip> = Vec::with_capacity(count);
    for (at, line) in lines.iter().enumerate() {
        let alone = paragraph.widows && (at == 1 || (at + 1 == count && at > 0));
        let joined = at > 0 && (alone || paragraph.keep_lines);
        match strips.last_mut() {
            Some(last) if joined => last.height += line.height,
            _ => strips.push(Strip { height: line.height, block: None }),
        }
    }
    if let Some(first) = strips.first_mut() {
        first.height += above;
        first.block = paragraph.block;
    }
    strips
}

/// Everything in a cell, header or note, from top to bottom.
pub(super) fn stack(flow: &[Flow], width: f32, depth: usize) -> Vec<Strip> {
    let mut all = Vec::new();
    if depth > DEPTH {
        return all;
    }
    let mut above: Option<&Paragraph> = None;
    for piece in flow {
        match piece {
            Flow::Paragraph(paragraph) => {
                all.extend(strips(paragraph, &lines(paragraph, width), gap(above, paragraph)));
                above = Some(paragraph);
            }
            Flow::Table(table) if beside(table, width) => {}
            Flow::Table(table) => {
                if let Some(above) = above.take() {
                    all.push(Strip { height: above.after, block: None });
                }
                for row in rows(table, width, depth) {
                    all.push(Strip { height: row.height(), block: row.cells.iter().flatten().find_map(|strip| strip.block) });
                }
            }
        }
    }
    if let Some(above) = above {
        match all.last_mut() {
            Some(last) => last.height += above.after,
            None => all.push(Strip { height: above.after, block: None }),
        }
    }
    all
}

/// The height of a stack.
pub(super) fn height(strips: &[Strip]) -> f32 {
    strips.iter().map(|strip| strip.height).sum()
}

/// A row that is ready to be put on a page.
#[derive(Debug, Default)]
pub(super) struct Ready {
    pub(super) cells: Vec<Vec<Strip>>,
    /// Height it has at least, and whether that is all it gets.
    pub(super) least: f32,
    pub(super) exact: bool,
    pub(super) whole: bool,
    pub(super) header: bool,
    /// Space above and below the text of its cells.
    pub(super) padding: f32,
}

impl Ready {
    pub(super) fn height(&self) -> f32 {
        if self.exact {
            return self.least + BORDER;
        }
        let text = self.cells.iter().map(|cell| height(cell)).fold(0.0, f32::max);
        (text + self.padding).max(self.least) + BORDER
    }
}

/// The rows of a table in a column of this width.
pub(super) fn rows(table: &Table, width: f32, depth: usize) -> Vec<Ready> {
    let grid = columns(table, width);
    let mut ready: Vec<Ready> = Vec::with_capacity(table.rows.len());
    // By column: what is left of a cell over several rows.
    let mut open: Vec<(u32, Vec<Strip>)> = Vec::new();
    for (number, row) in table.rows.iter().enumerate() {
        let mut out = Ready {
            least: row.height.min(TALLEST),
            exact: row.exact && row.height > 0.0,
            whole: row.whole,
            header: row.header,
            ..Ready::default()
        };
        let mut column = row.skip;
        for cell in &row.cells {
            let wide = cell_width(cell.width, &grid, column, cell.span);
            let inner = (wide - cell.left - cell.right).max(12.0);
            out.padding = out.padding.max(cell.top + cell.bottom);
            match cell.merged {
                Some(false) => {}
                _ if cell.turned => {}
                Some(true) if goes_on(table.rows.get(number + 1), column) => {
                    open.retain(|(at, _)| *at != column);
                    open.push((column, stack(&cell.flow, inner, depth + 1)));
                }
                _ => out.cells.push(stack(&cell.flow, inner, depth + 1)),
            }
            column += cell.span;
        }
        // A cell over several rows fills them one after the other; what is too tall for all makes the last one higher.
        let own = out.height();
        for (at, strips) in &mut open {
            if goes_on(table.rows.get(number + 1), *at) {
                let mut room = own;
                let fits = strips.iter().take_while(|strip| {
                    room -= strip.height;
                    room >= -HAIR
                });
                let taken = fits.count();
                let part: Vec<Strip> = strips.drain(..taken).collect();
                out.cells.push(part);
            } else {
                out.cells.push(std::mem::take(strips));
            }
        }
        open.retain(|(_, strips)| !strips.is_empty());
        ready.push(out);
    }
    ready
}

/// Whether the cell at this column goes on in that row.
fn goes_on(row: Option<&Row>, column: u32) -> bool {
    let Some(row) = row else { return false };
    let mut at = row.skip;
    for cell in &row.cells {
        if at == column {
            return cell.merged == Some(false);
        }
        at += cell.span;
    }
    false
}

/// The grid decides where it covers the row, as in LibreOffice; else the cell says it itself.
fn cell_width(own: f32, grid: &[f32], column: u32, span: u32) -> f32 {
    let from = column as usize;
    let sum: Option<f32> = grid.get(from..from + span as usize).map(|columns| columns.iter().sum());
    match sum {
        Some(sum) if sum > 1.0 => sum,
        _ if own > 1.0 => own,
        _ => 72.0,
    }
}

/// Whether text runs beside a table: it says so, and it leaves the text some room.
pub(super) fn beside(table: &Table, width: f32) -> bool {
    table.floats && columns(table, width).iter().sum::<f32>() < 0.6 * width
}

/// Widths of the columns: those of the grid, or equal parts of what there is.
fn columns(table: &Table, width: f32) -> Vec<f32> {
    let wanted = if table.width < 0.0 { -table.width * width } else { table.width };
    let sum: f32 = table.grid.iter().sum();
    if sum > 1.0 {
        let share = table.width < 0.0 && wanted > 1.0;
        return if share { table.grid.iter().map(|column| column * wanted / sum).collect() } else { table.grid.clone() };
    }
    let count =
        table.rows.iter().map(|row| row.skip + row.cells.iter().map(|cell| cell.span).sum::<u32>()).max().unwrap_or(1).clamp(1, 1024);
    let all = if wanted > 1.0 { wanted } else { width };
    vec![all / count as f32; count as usize]
}

#[cfg(test)]
mod tests {
    use super::super::flow::Cell;
    use super::super::fonts::{Face, Family};
    use super::*;

    const FACE: Face = Face { family: Family::Sans, bold: false, size: 10.0 };

    fn paragraph(text: &str) -> Paragraph {
        let mut paragraph = Paragraph::default();
        paragraph.text(text, FACE);
        paragraph
    }

    #[test]
    fn words_that_do_not_fit_go_to_the_next_line() {
        // "aaaa " is 4 x 5.56 + 2.78 = 25.02 points wide: three in 75, the blank behind the third hangs out.
        let lines = lines(&paragraph("aaaa aaaa aaaa aaaa"), 73.0);
        assert_eq!(lines.len(), 2);
        assert!((lines[0].height - 11.5).abs() < 0.01);
    }

    #[test]
    fn a_hanging_number_shares_the_first_line() {
        let mut item = Paragraph { left: 36.0, first: -18.0, ..Paragraph::default() };
        item.text("1.\taaaa aaaa", FACE);
        assert_eq!(lines(&item, 36.0 + 50.0).len(), 1);
        assert_eq!(lines(&item, 36.0 + 45.0).len(), 2);
    }

    #[test]
    fn no_line_is_left_alone() {
        let line = Line { height: 10.0, turn: None };
        let heights = |count: usize| strips(&Paragraph::default(), &vec![line; count], 0.0).iter().map(|s| s.height).collect::<Vec<_>>();
        assert_eq!(heights(3), [30.0]);
        assert_eq!(heights(4), [20.0, 20.0]);
        assert_eq!(heights(5), [20.0, 10.0, 20.0]);
    }

    #[test]
    fn a_merged_cell_that_is_too_tall_makes_its_last_row_higher() {
        let cell = |merged, lines: usize| Cell {
            merged,
            flow: vec![Flow::Paragraph(Box::new(paragraph(&vec!["a"; lines].join("\n"))))],
            ..Cell::default()
        };
        let row = |first, second| Row { cells: vec![first, second], ..Row::default() };
        let table = Table {
            grid: vec![50.0, 50.0],
            rows: vec![row(cell(Some(true), 6), cell(None, 1)), row(cell(Some(false), 1), cell(None, 1))],
            ..Table::default()
        };
        let rows = rows(&table, 100.0, 0);
        let total: f32 = rows.iter().map(Ready::height).sum();
        assert!((rows[0].height() - 12.0).abs() < 0.1, "{}", rows[0].height());
        assert!((total - 70.0).abs() < 12.0, "{total}");
    }
}
