//! A table as a grid: its rows and cells, and what each cell looks like.

use crate::model::{BlockKind, Document};
use crate::rules::{Known, Part, Rules};
use std::collections::BTreeMap;

/// A cell of a table: where it stands, and the blocks in it.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) column: u32,
    pub(super) columns: u32,
    pub(super) blocks: Vec<usize>,
    /// Words in it.
    pub(super) words: usize,
    /// All of it is bold, or shaded, or marked as a header.
    pub(super) marked: bool,
    /// What it is known as, when it is short enough to be a label.
    pub(super) known: Option<Known>,
    /// It ends like a label or a question.
    pub(super) asks: bool,
    /// Mostly digits or a short code.
    pub(super) figure: bool,
    /// Digits and no letters.
    pub(super) number: bool,
}

impl Cell {
    /// Short, and known or marked or asking: a label rather than a value.
    pub(super) fn like_label(&self) -> bool {
        self.words > 0 && self.words <= 14 && (self.known.is_some() || self.marked || self.asks)
    }
}

/// A row: its cells from left to right, blank ones left out.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) header: bool,
}

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) rows: Vec<Row>,
    pub(super) columns: u32,
}

/// The grid of each table of the document, by its number.
pub(super) fn all(document: &Document, rules: &Rules, name: Option<&str>) -> BTreeMap<u32, Grid> {
    let mut cells: BTreeMap<(u32, u32, u32), Vec<usize>> = BTreeMap::new();
    for (i, block) in document.blocks.iter().enumerate() {
        let Some(at) = block.cell else { continue };
        if matches!(block.kind, BlockKind::Hidden(_) | BlockKind::Comment | BlockKind::PageHeader | BlockKind::PageFooter) {
            continue;
        }
        cells.entry((at.table, at.row, at.column)).or_default().push(i);
    }
    let mut tables: BTreeMap<u32, Grid> = BTreeMap::new();
    let mut last_row: BTreeMap<u32, u32> = BTreeMap::new();
    for ((table, row, column), blocks) in cells {
        let grid = tables.entry(table).or_insert_with(|| Grid { rows: Vec::new(), columns: 0 });
        if last_row.insert(table, row) != Some(row) {
            grid.rows.push(Row { cells: Vec::new(), header: false });
        }
        let at = blocks.first().and_then(|i| document.blocks.get(*i)).and_then(|b| b.cell).unwrap_or_default();
        grid.columns = grid.columns.max(column + at.columns.max(1));
        let cell = look(document, rules, name, column, at.columns.max(1), blocks);
        if let Some(row) = grid.rows.last_mut() {
            row.header |= at.header;
            row.cells.push(cell);
        }
    }
    tables
}

fn look(document: &Document, rules: &Rules, name: Option<&str>, column: u32, columns: u32, blocks: Vec<usize>) -> Cell {
    let texts: Vec<&str> = blocks.iter().filter_map(|i| document.blocks.get(*i)).map(|b| b.text.words()).collect();
    let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
    let marked = words > 0
        && blocks
            .iter()
            .filter_map(|i| document.blocks.get(*i))
            .filter(|b| !b.text.is_blank())
            .all(|b| b.look.bold || b.look.shaded || b.cell.is_some_and(|c| c.header) || matches!(b.kind, BlockKind::Heading { .. }));
    let plain = blocks
        .iter()
        .filter_map(|i| document.blocks.get(*i))
        .all(|b| matches!(b.kind, BlockKind::Paragraph | BlockKind::Heading { .. } | BlockKind::ListItem { .. }));
    // Two lines of which only the first is bold are a label and its value in one cell.
    let known = if plain && words > 0 && words <= 14 && (marked || texts.iter().filter(|t| !t.trim().is_empty()).count() == 1) {
        let one = texts.join(" ");
        if one.trim_end().ends_with(['.', '!']) && words > 4 { None } else { rules.headings.know(&one, name) }
    } else {
        None
    };
    let last = texts.iter().rev().find(|t| !t.trim().is_empty()).map_or("", |t| t.trim());
    let asks = plain && words <= 14 && last.ends_with([':', '?']);
    // '9.15-9.45' is a time of a timetable, not a score.
    let time = texts.iter().any(|t| {
        let b: Vec<char> = t.chars().collect();
        b.windows(4)
            .any(|w| matches!(w, [a, m, c, d] if a.is_ascii_digit() && matches!(m, '.' | ':') && c.is_ascii_digit() && d.is_ascii_digit()))
    });
    let number = texts.iter().any(|t| t.chars().any(|c| c.is_ascii_digit())) && !texts.iter().any(|t| t.chars().any(char::is_alphabetic));
    let figure = !time && words > 0 && words <= 3 && {
        let all: String = texts.concat();
        let digits = all.chars().filter(char::is_ascii_digit).count();
        let letters = all.chars().filter(|c| c.is_alphabetic()).count();
        digits > 0 && digits * 3 >= letters || letters <= 3
    };
    Cell { column, columns, blocks, words, marked, known, asks, figure, number }
}

impl Grid {
    /// Whether it holds scores: three rows or more of mostly figures and short codes.
    pub(super) fn is_scores(&self) -> bool {
        let body: Vec<&Cell> = self.rows.iter().skip(1).flat_map(|r| r.cells.iter().skip(1)).filter(|c| c.words > 0).collect();
        if self.rows.len() < 3 || self.columns < 2 || body.len() < 4 {
            return false;
        }
        // The head of a form is no table of scores, however many numbers stand in it.
        let head = self.rows.iter().flat_map(|r| r.cells.iter()).filter_map(|c| c.known.as_ref()).filter(|k| {
            matches!(
                k.part,
                Some(Part::Gegevens | Part::Data | Part::Gezin | Part::Contactpersonen | Part::Instemming | Part::Uitstroomprofiel)
            )
        });
        if head.count() >= 2 {
            return false;
        }
        let figures = body.iter().filter(|c| c.figure).count();
        let words: usize = body.iter().map(|c| c.words).sum();
        figures * 2 >= body.len() && words <= body.len() * 3
    }

    /// Whether the first column holds labels and the others what belongs to them.
    pub(super) fn labels_left(&self) -> bool {
        let first: Vec<&Cell> = self
            .rows
            .iter()
            .filter(|r| r.cells.len() > 1)
            .filter_map(|r| r.cells.first())
            .filter(|c| c.column == 0 && c.words > 0)
            .collect();
        let labels = first.iter().filter(|c| c.like_label()).count();
        !first.is_empty() && labels * 2 >= first.len()
    }

    /// Whether the last row is all headings, so that what they head stands outside this table.
    pub(super) fn heads_nothing(&self, i: usize) -> bool {
        let Some(row) = self.rows.get(i).filter(|_| i + 1 == self.rows.len()) else { return false };
        let cells: Vec<&Cell> = row.cells.iter().filter(|c| c.words > 0).collect();
        cells.len() >= 2 && cells.iter().all(|c| c.marked && c.known.as_ref().is_some_and(|k| k.strength >= 0.7 && k.context.is_none()))
    }

    /// Whether row `i` heads the columns of the rows below it.
    pub(super) fn heads_columns(&self, i: usize) -> bool {
        let Some(row) = self.rows.get(i) else { return false };
        let cells: Vec<&Cell> = row.cells.iter().filter(|c| c.words > 0).collect();
        let Some(below) = self.rows.get(i + 1) else { return false };
        if cells.len() < 2 || cells.iter().any(|c| c.words > 14 || c.number) || below.cells.is_empty() {
            return false;
        }
        if row.header && i == 0 {
            return true;
        }
        let marked = cells.iter().all(|c| c.marked);
        let known = cells.iter().filter(|c| c.known.is_some()).count();
        let below_marked =
            below.cells.iter().filter(|c| c.words > 0).count() >= 2 && below.cells.iter().filter(|c| c.words > 0).all(|c| c.marked);
        let strong = cells.iter().filter(|c| c.known.as_ref().is_some_and(|k| k.strength >= 0.7)).count();
        if marked && !below_marked && (known > 0 || cells.len() >= 3) {
            return true;
        }
        // 'Gezag berust bij | moeder' is a label and its value.
        let context = |c: &&&Cell| c.known.as_ref().is_some_and(|k| k.context.is_some());
        let valued = cells.len() == 2 && cells.iter().filter(context).count() == 1 && cells.last().is_some_and(|c| context(&c));
        if valued || i > 0 && self.columns == 2 && self.labels_left() {
            return false;
        }
        // Nothing is marked: every cell is known as a heading, and none of the row below is.
        strong == cells.len()
            && cells.len() >= 2
            && !below.cells.iter().skip(1).any(|c| c.known.as_ref().is_some_and(|k| k.strength >= 0.9))
            && below.cells.iter().any(|c| c.words > 4 || c.words == 0)
    }
}
