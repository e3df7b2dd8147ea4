//! Stacks lines and rows on pages and counts.

use crate::model::{A4, PageMethod};

use super::flow::{Flow, Paragraph, Section, Table};
use super::lines::{BORDER, Line, Ready, Strip, Turn, beside, gap, height, lines, rows, stack, strips};

/// A hair's breadth: sums of floats are not exact.
const HAIR: f32 = 0.05;
/// The line above footnotes, with the space round it.
const NOTE_LINE: f32 = 8.0;
/// How full the last page may be for the count to be sure.
const SURE: std::ops::Range<f32> = 0.1..0.9;

/// What came out.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// How many pages, and between which numbers it may lie.
    pub(crate) a4: A4,
    /// Blocks with the page on which they begin, by block.
    blocks: Vec<(u32, u32)>,
}

impl Layout {
    /// The page, from 1, of a block of the body; one that was not laid out stands where the one before it stands.
    pub(crate) fn page_of(&self, block: usize) -> u32 {
        let after = self.blocks.partition_point(|(known, _)| *known as usize <= block);
        after.checked_sub(1).and_then(|at| self.blocks.get(at)).map_or(1, |(_, page)| *page)
    }
}

/// Lays out a document.
pub(crate) fn lay_out(sections: &[Section]) -> Layout {
    let mut pager = Pager::default();
    for (number, section) in sections.iter().enumerate() {
        pager.section(section, number == 0);
    }
    let pages = pager.page + 1;
    let fill = if pager.bottom > 0.0 { pager.y / pager.bottom } else { 0.0 };
    // In long documents small errors add up.
    let spread = pages / 16;
    let low = pages - spread.min(pages - 1) - u32::from(pages > 1 && fill < SURE.start);
    let high = pages + spread + u32::from(fill > SURE.end);
    pager.blocks.sort_unstable();
    Layout { a4: A4 { pages, low: low.max(1), high, method: PageMethod::Estimated }, blocks: pager.blocks }
}

/// Where the pen is.
#[derive(Debug, Default)]
struct Pager {
    /// From 0.
    page: u32,
    column: u32,
    columns: u32,
    /// Down from the top of the text area.
    y: f32,
    /// Height of the text area.
    full: f32,
    /// The same, without the footnotes of this page.
    bottom: f32,
    /// Where the columns of this section begin on this page.
    top: f32,
    blocks: Vec<(u32, u32)>,
}

impl Pager {
    fn section(&mut self, section: &Section, first: bool) {
        let paper_width = section.width - section.left - section.right;
        let columns = section.columns.max(1);
        let width = ((paper_width - (columns - 1) as f32 * section.gap) / columns as f32).max(36.0);
        let above = side(section.top, section.header_at, &section.header, paper_width);
        let below = side(section.bottom, section.footer_at, &section.footer, paper_width);
        let full = (section.height - above - below).max(72.0);
        if section.continuous && !first {
            if self.columns > 1 {
                // Columns before a section that goes on are made equally long.
                let used = self.column as f32 * (self.bottom - self.top) + (self.y - self.top);
                self.y = self.top + used / self.columns as f32;
            }
        } else if !first {
            self.page += 1;
            self.y = 0.0;
            self.bottom = full;
        } else {
            self.bottom = full;
        }
        self.full = full;
        self.bottom = self.bottom.min(full);
        self.column = 0;
        self.columns = columns;
        self.top = self.y;
        self.flow(&section.flow, width);
    }

    fn flow(&mut self, flow: &[Flow], width: f32) {
        let mut above: Option<&Paragraph> = None;
        for (at, piece) in flow.iter().enumerate() {
            match piece {
                Flow::Paragraph(paragraph) => {
                    let broken = lines(paragraph, width);
                    if paragraph.page_break && self.y > HAIR {
                        self.turn();
                    }
                    if paragraph.keep_next && (at == 0 || !flow.get(at - 1).is_some_and(keeps)) {
                        self.keep(flow.get(at..).unwrap_or_default(), above, width);
                    }
                    self.paragraph(paragraph, &broken, above, width);
                    above = Some(paragraph);
                }
                Flow::Table(table) if beside(table, width) => {}
                Flow::Table(table) => {
                    if let Some(above) = above.take() {
                        self.y += above.after;
                    }
                    self.table(table, width);
                }
            }
        }
        if let Some(above) = above {
            self.y = (self.y + above.after).min(self.bottom.max(self.y));
        }
    }

    /// Begins a page where what stays together does not fit.
    fn keep(&mut self, flow: &[Flow], above: Option<&Paragraph>, width: f32) {
        /// More than this stays together only on paper.
        const MOST: usize = 12;
        let mut need = 0.0;
        let mut above = above;
        for piece in flow.iter().take(MOST) {
            match piece {
                Flow::Paragraph(paragraph) => {
                    let strips = strips(paragraph, &lines(paragraph, width), gap(above, paragraph));
                    if !paragraph.keep_next {
                        need += strips.first().map_or(0.0, |strip| strip.height);
                        break;
                    }
                    need += height(&strips);
                    above = Some(paragraph);
                }
                Flow::Table(table) => {
                    need += above.map_or(0.0, |above| above.after);
                    let rows = rows(table, width, 0);
                    for row in &rows {
                        if !row.header {
                            need += least(row);
                            break;
                        }
                        need += row.height();
                    }
                    break;
                }
            }
        }
        if self.y + need > self.bottom + HAIR && need <= self.full && self.y > self.start() + HAIR {
            self.next();
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph, broken: &[Line], above: Option<&Paragraph>, width: f32) {
        let mut space = if self.y <= HAIR && self.page > 0 && !paragraph.page_break { 0.0 } else { gap(above, paragraph) };
        let mut rest = broken;
        let mut marked = false;
        while !rest.is_empty() {
            // Up to a break that the writer put in.
            let end = rest.iter().position(|line| line.turn.is_some()).map_or(rest.len(), |at| at + 1);
            let (now, later) = rest.split_at(end);
            for strip in strips(paragraph, now, space) {
                let strip = Strip { block: paragraph.block.filter(|_| !marked), ..strip };
                self.strip(strip);
                marked = true;
            }
            space = 0.0;
            match now.last().and_then(|line| line.turn) {
                Some(Turn::Page) => self.turn(),
                Some(Turn::Column) => self.next(),
                None => {}
            }
            rest = later;
        }
        if !paragraph.notes.is_empty() {
            let line = if self.bottom < self.full { 0.0 } else { NOTE_LINE };
            let need = height(&stack(&paragraph.notes, width, 1)) + line;
            self.bottom = (self.bottom - need).max(self.y.min(self.full)).max(36.0);
        }
    }

    fn strip(&mut self, strip: Strip) {
        if self.y + strip.height > self.bottom + HAIR && self.y > self.start() + HAIR {
            self.next();
        }
        self.mark(strip.block);
        self.y += strip.height;
    }

    fn table(&mut self, table: &Table, width: f32) {
        let ready = rows(table, width, 0);
        let head: f32 = ready.iter().take_while(|row| row.header).map(Ready::height).sum();
        let head = if head < self.full / 2.0 { head } else { 0.0 };
        for row in ready {
            self.row(row, head);
        }
    }

    fn row(&mut self, mut row: Ready, head: f32) {
        let head = if row.header { 0.0 } else { head };
        loop {
            let need = row.height();
            if self.y + need <= self.bottom + HAIR {
                self.mark_row(&row);
                self.y += need;
                return;
            }
            let fresh = self.y <= self.start() + head + HAIR;
            let movable = row.whole || row.exact || row.header;
            if movable && !fresh && need <= self.full - head {
                self.next();
                self.y += head;
                continue;
            }
            if row.exact {
                self.mark_row(&row);
                self.y += need;
                return;
            }
            let room = self.bottom - self.y - row.padding - BORDER;
            if !fresh && row.cells.iter().any(|cell| cell.first().is_some_and(|strip| strip.height > room + HAIR)) {
                self.next();
                self.y += head;
                continue;
            }
            // Every cell puts what fits on this page.
            let mut filled = false;
            for cell in &mut row.cells {
                let mut left = room;
                let fits = cell
                    .iter()
                    .take_while(|strip| {
                        left -= strip.height;
                        left >= -HAIR
                    })
                    .count();
                let fits = if fresh { fits.max(usize::from(!cell.is_empty())) } else { fits };
                for strip in cell.drain(..fits) {
                    filled = true;
                    if let Some(block) = strip.block {
                        self.blocks.push((block, self.page + 1));
                    }
                }
            }
            let used = (self.bottom - self.y).max(0.0);
            row.least = (row.least - used).max(0.0);
            if row.cells.iter().all(Vec::is_empty) && row.least <= HAIR {
                self.y = self.bottom;
                return;
            }
            if !filled && fresh && row.least <= 0.0 {
                return;
            }
            self.next();
            self.y += head;
        }
    }

    fn mark_row(&mut self, row: &Ready) {
        let page = self.page + 1;
        self.blocks.extend(row.cells.iter().flatten().filter_map(|strip| strip.block).map(|block| (block, page)));
    }

    fn mark(&mut self, block: Option<u32>) {
        if let Some(block) = block {
            self.blocks.push((block, self.page + 1));
        }
    }

    /// Where a column begins on this page.
    fn start(&self) -> f32 {
        self.top
    }

    /// The next column, or the next page behind the last one.
    fn next(&mut self) {
        if self.column + 1 < self.columns {
            self.column += 1;
            self.y = self.top;
        } else {
            self.turn();
        }
    }

    /// The next page.
    fn turn(&mut self) {
        self.page += 1;
        self.column = 0;
        self.y = 0.0;
        self.top = 0.0;
        self.bottom = self.full;
    }
}

/// What a row needs at least to begin on a page.
fn least(row: &Ready) -> f32 {
    if row.whole || row.exact {
        return row.height();
    }
    row.cells.iter().filter_map(|cell| cell.first()).map(|strip| strip.height).fold(0.0, f32::max) + row.padding + BORDER
}

fn keeps(flow: &Flow) -> bool {
    matches!(flow, Flow::Paragraph(paragraph) if paragraph.keep_next)
}

/// How far the text area lies from the edge: the margin, or more where the header needs it.
fn side(margin: f32, from_edge: f32, running: &[Flow], width: f32) -> f32 {
    // A negative margin is kept whatever the header needs.
    if margin < 0.0 || running.is_empty() {
        return margin.abs();
    }
    margin.max(from_edge + height(&stack(running, width, 1)))
}

#[cfg(test)]
mod tests {
    use super::super::fonts::{Face, Family};
    use super::*;

    const FACE: Face = Face { family: Family::Sans, bold: false, size: 10.0 };

    fn paragraph(block: u32, count: usize) -> Flow {
        let mut paragraph = Paragraph { block: Some(block), ..Paragraph::default() };
        paragraph.text(&vec!["a"; count].join("\n"), FACE);
        Flow::Paragraph(Box::new(paragraph))
    }

    #[test]
    fn pages_are_counted_and_blocks_know_theirs() {
        // 700.1 points of text area hold 60 lines of 11.5.
        let section = Section { flow: vec![paragraph(0, 50), paragraph(1, 50), paragraph(2, 5)], ..Section::default() };
        let layout = lay_out(&[section]);
        assert_eq!(layout.a4.pages, 2);
        assert_eq!([layout.page_of(0), layout.page_of(1), layout.page_of(2), layout.page_of(9)], [1, 1, 2, 2]);
        assert_eq!((layout.a4.low, layout.a4.high), (2, 2));
    }

    #[test]
    fn a_break_begins_a_page() {
        let mut broken = Paragraph { block: Some(0), ..Paragraph::default() };
        broken.text("a", FACE);
        broken.add(super::super::flow::Piece::Page);
        let section = Section { flow: vec![Flow::Paragraph(Box::new(broken)), paragraph(1, 1)], ..Section::default() };
        let layout = lay_out(&[section]);
        assert_eq!((layout.a4.pages, layout.page_of(1)), (2, 2));
    }

    #[test]
    fn nothing_is_one_page() {
        assert_eq!(lay_out(&[]).a4.pages, 1);
        assert_eq!(lay_out(&[Section::default()]).a4.pages, 1);
    }
}
