//! The tables of the old document: which of them are tables because their rows matter, and what a cell's labels are.

use std::collections::{BTreeMap, BTreeSet};

use super::labels::does;
use crate::map::{Does, Mapping};
use crate::model::{BlockKind, Document};

/// A cell with the blocks that stand in it, in reading order.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) blocks: Vec<usize>,
    /// A person wrote something in it.
    pub(super) content: bool,
    /// It holds words, all of them form.
    pub(super) label: bool,
    header: bool,
}

/// A run of rows in which rows matter: what stands in one row belongs together, under the same headers.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// Cells of the header row; empty when there is none.
    pub(super) header: Vec<Cell>,
    /// At least two rows.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// The blocks of all tables whose rows matter.
pub(super) fn in_grids(document: &Document, mapping: &Mapping) -> BTreeSet<usize> {
    let cells = tables(document, mapping)
        .into_values()
        .flat_map(|table| grids(&table))
        .flat_map(|grid| grid.header.into_iter().chain(grid.rows.into_iter().flatten()).flat_map(|cell| cell.blocks));
    cells.collect()
}

/// A table of the document, row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Vec<Cell>>,
}

/// The tables of the document by their number.
pub(super) fn tables(document: &Document, mapping: &Mapping) -> BTreeMap<u32, Table> {
    let mut cells: BTreeMap<(u32, u32, u32), Cell> = BTreeMap::new();
    for (index, block) in document.blocks.iter().enumerate() {
        let Some(at) = block.cell else { continue };
        if matches!(block.kind, BlockKind::Hidden(_) | BlockKind::Comment) {
            continue;
        }
        let cell = cells.entry((at.table, at.row, at.column)).or_insert_with(|| Cell {
            row: at.row,
            column: at.column,
            blocks: Vec::new(),
            content: false,
            label: false,
            header: false,
        });
        cell.blocks.push(index);
        cell.header |= at.header;
        if !block.text.is_blank() {
            match does(mapping, index) {
                Does::Label | Does::Prompt => cell.label = true,
                Does::Content | Does::Aside => cell.content = true,
            }
        }
    }
    let mut tables: BTreeMap<u32, Table> = BTreeMap::new();
    for ((table, row, _), mut cell) in cells {
        cell.label &= !cell.content;
        let rows = &mut tables.entry(table).or_default().rows;
        match rows.last_mut() {
            Some(last) if last.first().is_some_and(|c| c.row == row) => last.push(cell),
            _ => rows.push(vec![cell]),
        }
    }
    tables
}

/// The parts of a table in which rows matter. What is left is a form: label and field, in reading order.
pub(super) fn grids(table: &Table) -> Vec<Grid> {
    let mut grids = Vec::new();
    let mut at = 0;
    while let Some(row) = table.rows.get(at) {
        let header = is_header(row);
        let first = if header { at + 1 } else { at };
        let heads = if header { row.len() } else { 0 };
        let body: Vec<Vec<Cell>> = table.rows.iter().skip(first).take_while(|row| is_body(row, heads)).cloned().collect();
        let rows_with_content = body.iter().filter(|row| row.iter().any(|cell| cell.content)).count();
        if rows_with_content >= 2 {
            at = first + body.len();
            grids.push(Grid { header: if header { row.clone() } else { Vec::new() }, rows: body });
        } else {
            at += 1;
        }
    }
    grids
}

/// Two or more labels beside each other, and nothing that a person wrote; or marked as such in the file.
fn is_header(row: &[Cell]) -> bool {
    let labels = row.iter().filter(|cell| cell.label).count();
    let written = row.iter().filter(|cell| cell.content).count();
    (labels >= 2 && written == 0) || (row.len() >= 2 && row.iter().all(|cell| cell.header))
}

/// A row of two or more cells that is no header itself. Below a header a label and a field are enough; without one
/// it takes three cells that people wrote in, or a pair of label and field would be a table of one row. A label and one
/// field below three headers or more are a line of a form that goes on in the same table.
fn is_body(row: &[Cell], heads: usize) -> bool {
    let written = row.iter().filter(|cell| cell.content).count();
    let form = heads >= 3 && written == 1 && row.first().is_some_and(|cell| cell.label && cell.column == 0);
    row.len() >= 2 && !is_header(row) && !form && (heads > 0 || written >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::build::Builder;
    use crate::rules::Part;

    #[test]
    fn rows_below_headers_are_a_table_and_pairs_are_a_form() {
        let mut b = Builder::new();
        b.row(Part::Gegevens, &["*Naam", "Fee de Wit"]);
        b.row(Part::Gegevens, &["*Groep", "5"]);
        b.row(Part::Doelen, &["*Doel", "*Aanpak"]);
        b.row(Part::Doelen, &["leest AVI-M4", "tutorlezen"]);
        b.row(Part::Doelen, &["klokkijken", "met de klok op tafel"]);
        let (document, mapping) = b.done();
        let tables = tables(&document, &mapping);
        let grids = grids(&tables[&0]);
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].header.len(), 2);
        assert_eq!(grids[0].rows.len(), 2);
    }

    #[test]
    fn a_table_without_headers_needs_three_columns() {
        let mut b = Builder::new();
        b.row(Part::Onderzoek, &["Rekenen", "M5", "III"]);
        b.row(Part::Onderzoek, &["Spelling", "E5", "II"]);
        b.row(Part::Onderzoek, &["Lezen", "E5"]);
        let (document, mapping) = b.done();
        let grids = grids(&tables(&document, &mapping)[&0]);
        assert_eq!((grids.len(), grids[0].header.len(), grids[0].rows.len()), (1, 0, 2));
    }
}
