//! Which label belongs to which content: headings over sections, labels beside fields, headers over columns.

use std::collections::BTreeMap;

use crate::map::{Does, Mapping};
use crate::model::{Block, BlockKind, CellAt, Document};

/// For each block, its labels; and for each label, what it covers. Both in reading order.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// Labels in effect at a content block, the nearest last.
    pub(super) of: Vec<Vec<usize>>,
    /// Content blocks under a label.
    pub(super) covers: Vec<Vec<usize>>,
}

/// How far a label reaches: a number like a heading's level, the larger the shorter.
const BARE: u8 = 10;
const TABLE_ROW: u8 = 11;
const BESIDE: u8 = 12;
const IN_CELL: u8 = 13;

/// Reads the document once and ties labels to content.
pub(super) fn labels(document: &Document, mapping: &Mapping) -> Labels {
    let count = document.blocks.len();
    let mut labels = Labels { of: vec![Vec::new(); count], covers: vec![Vec::new(); count] };
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut columns = Columns::default();
    let mut previous: Option<CellAt> = None;
    for (index, block) in document.blocks.iter().enumerate() {
        if outside(block) || block.text.is_blank() {
            continue;
        }
        leave(&mut open, previous, block.cell);
        if previous.map(|at| at.table) != block.cell.map(|at| at.table) {
            columns = Columns::default();
        }
        match does(mapping, index) {
            Does::Label => {
                let level = level(document, mapping, index, previous);
                open.retain(|(other, _)| *other < level);
                open.push((level, index));
                columns.label(index, block.cell, document, mapping);
            }
            Does::Prompt => {}
            Does::Content | Does::Aside => {
                let mut mine: Vec<usize> = open.iter().map(|(_, label)| *label).collect();
                if let Some(header) = columns.over(block.cell).filter(|label| !mine.contains(label)) {
                    // A header is nearer than the section's heading, a label in the row nearer than a header.
                    let at = open.iter().take_while(|(level, _)| *level < BESIDE).count();
                    mine.insert(at, header);
                }
                for label in &mine {
                    if let Some(covered) = labels.covers.get_mut(*label) {
                        covered.push(index);
                    }
                }
                if let Some(of) = labels.of.get_mut(index) {
                    *of = mine;
                }
            }
        }
        previous = block.cell;
    }
    labels
}

/// What a block does; what map does not know is content.
pub(super) fn does(mapping: &Mapping, index: usize) -> Does {
    mapping.blocks.get(index).map_or(Does::Content, |role| role.does)
}

/// Running heads, comments, hidden text: no part of the running text.
pub(super) fn outside(block: &Block) -> bool {
    matches!(block.kind, BlockKind::PageHeader | BlockKind::PageFooter | BlockKind::Comment | BlockKind::Hidden(_))
}

/// Closes what does not reach over the border of a cell, a row or a table.
fn leave(open: &mut Vec<(u8, usize)>, from: Option<CellAt>, to: Option<CellAt>) {
    let (Some(from), here) = (from, to) else { return };
    match here {
        Some(to) if to.table == from.table && to.row == from.row && to.column == from.column => {}
        Some(to) if to.table == from.table && to.row == from.row => open.retain(|(level, _)| *level < IN_CELL),
        Some(to) if to.table == from.table => open.retain(|(level, _)| *level < BESIDE),
        _ => open.retain(|(level, _)| *level < TABLE_ROW),
    }
}

fn level(document: &Document, mapping: &Mapping, index: usize, previous: Option<CellAt>) -> u8 {
    let Some(block) = document.blocks.get(index) else { return BARE };
    let Some(at) = block.cell else {
        return match block.kind {
            BlockKind::Heading { level } => level.clamp(1, 9),
            _ => BARE,
        };
    };
    if previous.is_some_and(|p| (p.table, p.row, p.column) == (at.table, at.row, at.column)) {
        return IN_CELL;
    }
    let alone = neighbours(document, index).all(|(other, block)| {
        other == index
            || block.text.is_blank()
            || block.cell.is_some_and(|c| c.column == at.column) && does(mapping, other) != Does::Content
    });
    // Beside an empty field it is that field's.
    let gap = neighbours(document, index).any(|(_, block)| {
        let field = matches!(block.kind, BlockKind::Paragraph | BlockKind::Field { .. });
        block.text.is_blank() && field && block.cell.is_some_and(|c| c.column > at.column)
    });
    if alone && !gap { TABLE_ROW } else { BESIDE }
}

/// The blocks of the same row of the same table, this one among them.
fn neighbours(document: &Document, index: usize) -> impl Iterator<Item = (usize, &Block)> {
    let at = document.blocks.get(index).and_then(|block| block.cell);
    let same = move |block: &Block| match (at, block.cell) {
        (Some(at), Some(cell)) => cell.table == at.table && cell.row == at.row,
        _ => false,
    };
    let before = document.blocks.iter().take(index).rev().take_while(move |b| same(b)).count();
    document.blocks.iter().enumerate().skip(index - before).take_while(move |(_, b)| same(b))
}

/// The headers over the columns of the table that is being read.
#[derive(Default)]
struct Columns {
    row: Option<u32>,
    over: BTreeMap<u32, (u32, usize)>,
}

impl Columns {
    /// Takes a label for a header when its row holds labels only, and more than one.
    fn label(&mut self, index: usize, at: Option<CellAt>, document: &Document, mapping: &Mapping) {
        let Some(at) = at else { return };
        let mut columns = Vec::new();
        for (other, block) in neighbours(document, index).filter(|(_, block)| !block.text.is_blank()) {
            match does(mapping, other) {
                Does::Label => columns.extend(block.cell.map(|cell| cell.column)),
                Does::Prompt => {}
                Does::Content | Does::Aside => return,
            }
        }
        columns.dedup();
        if columns.len() < 2 {
            if at.column == 0 {
                self.over.clear();
            }
            return;
        }
        if self.row != Some(at.row) {
            self.over.clear();
            self.row = Some(at.row);
        }
        self.over.insert(at.column, (at.column + at.columns.max(1), index));
    }

    /// The header over a cell below the header row.
    fn over(&self, at: Option<CellAt>) -> Option<usize> {
        let at = at?;
        if self.row? >= at.row {
            return None;
        }
        let (_, (end, label)) = self.over.range(..=at.column).next_back()?;
        (at.column < *end).then_some(*label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::build::Builder;
    use crate::rules::Part;

    fn words(document: &Document, labels: &[usize]) -> Vec<String> {
        labels.iter().map(|l| document.blocks[*l].text.words().to_owned()).collect()
    }

    #[test]
    fn a_label_beside_a_field_covers_that_field_only() {
        let mut b = Builder::new();
        b.section(Part::Gegevens, "Gegevens");
        b.row(Part::Gegevens, &["*Naam", "Fee de Wit", "*Start OPP", "1-9-2026"]);
        b.row(Part::Gegevens, &["*Groep", "5", "*Einde", ""]);
        let (document, mapping) = b.done();
        let labels = labels(&document, &mapping);
        assert_eq!(words(&document, &labels.of[2]), ["Gegevens", "Naam"]);
        assert_eq!(words(&document, &labels.of[4]), ["Gegevens", "Start OPP"]);
        assert_eq!(labels.covers[7], Vec::<usize>::new());
    }

    #[test]
    fn a_header_covers_its_column_and_a_row_label_its_row() {
        let mut b = Builder::new();
        b.row(Part::BevorderendeFactoren, &["*", "*Bevorderend", "*Belemmerend"]);
        b.row(Part::BevorderendeFactoren, &["*Leerling", "rekent vlot", "leest traag"]);
        let (document, mapping) = b.done();
        let labels = labels(&document, &mapping);
        assert_eq!(words(&document, &labels.of[4]), ["Bevorderend", "Leerling"]);
        assert_eq!(words(&document, &labels.of[5]), ["Belemmerend", "Leerling"]);
    }

    #[test]
    fn a_heading_ends_at_its_equal_and_a_table_keeps_its_labels_inside() {
        let mut b = Builder::new();
        b.section(Part::Doelen, "Doelen");
        b.text(Part::Doelen, "*Rekenen");
        b.text(Part::Doelen, "kent de tafels");
        b.row(Part::Doelen, &["*Lezen", "AVI-M4"]);
        b.section(Part::Overig, "Overig");
        b.text(Part::Overig, "niets");
        let (document, mapping) = b.done();
        let labels = labels(&document, &mapping);
        assert_eq!(words(&document, &labels.of[2]), ["Doelen", "Rekenen"]);
        assert_eq!(words(&document, &labels.of[4]), ["Doelen", "Rekenen", "Lezen"]);
        assert_eq!(words(&document, &labels.of[6]), ["Overig"]);
    }
}
