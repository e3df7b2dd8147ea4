//! What a block does, once more: where map saw a label and the form around it shows a value, or the other way round.
//!
//! A conversion must not lose a value, nor the label that says what it is. So a label with a value in it counts as
//! content, and in a form of two columns the left one is the label.

use std::collections::BTreeMap;

use super::labels::outside;
use super::moves::words;
use crate::map::{Does, Mapping};
use crate::model::{BlockKind, Document};

/// A left cell with more words is no label.
const LONGEST_LABEL: usize = 10;

/// The mapping with these blocks set right.
pub(super) fn settled(document: &Document, mapping: &Mapping) -> Mapping {
    let mut mapping = mapping.clone();
    for (role, block) in mapping.blocks.iter_mut().zip(&document.blocks) {
        // "Evaluatie: 23 juni 2027" says something itself.
        let value = block.text.reveal().split_once(':').map(|(_, value)| value);
        let dated = value.is_some_and(|value| value.chars().any(|c| c.is_ascii_digit()));
        if role.does == Does::Label && dated && !matches!(block.kind, BlockKind::Heading { .. }) {
            role.does = Does::Content;
        }
    }
    for (left, right) in form_rows(document, &mapping) {
        let count: usize = left.iter().filter_map(|i| document.blocks.get(*i)).map(|b| words(b.text.reveal()).count()).sum();
        if count > LONGEST_LABEL {
            continue;
        }
        for index in left {
            set(&mut mapping, index, Does::Content, Does::Label);
        }
        for index in right {
            set(&mut mapping, index, Does::Label, Does::Content);
        }
    }
    mapping
}

fn set(mapping: &mut Mapping, index: usize, from: Does, to: Does) {
    if let Some(role) = mapping.blocks.get_mut(index).filter(|role| role.does == from) {
        role.does = to;
    }
}

/// Left and right blocks of the rows of a form.
type Pair = (Vec<usize>, Vec<usize>);

/// The rows of tables that are a form of two columns: where enough of their rows have a label left and content right.
/// The first row may be a header over both.
fn form_rows(document: &Document, mapping: &Mapping) -> Vec<Pair> {
    let mut tables: BTreeMap<u32, BTreeMap<u32, Pair>> = BTreeMap::new();
    let mut wide = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        let Some(at) = block.cell.filter(|_| !outside(block) && !block.text.is_blank()) else { continue };
        let row = tables.entry(at.table).or_default().entry(at.row).or_default();
        match at.column {
            0 => row.0.push(index),
            1 => row.1.push(index),
            _ => wide.push(at.table),
        }
    }
    let does = |index: &usize| mapping.blocks.get(*index).map(|role| role.does);
    let label = |pair: &Pair| pair.0.iter().all(|i| does(i) == Some(Does::Label));
    let mut out = Vec::new();
    for (_, rows) in tables.into_iter().filter(|(table, _)| !wide.contains(table)) {
        let mut pairs: Vec<Pair> = rows.into_values().filter(|pair| !pair.0.is_empty() && !pair.1.is_empty()).collect();
        let good = pairs.iter().filter(|pair| label(pair) && pair.1.iter().any(|i| does(i) == Some(Does::Content))).count();
        if good < 4 || good * 10 < pairs.len() * 3 {
            continue;
        }
        if pairs.first().is_some_and(|pair| pair.1.iter().all(|i| does(i) == Some(Does::Label))) {
            pairs.remove(0);
        }
        out.append(&mut pairs);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::build::Builder;
    use crate::rules::Part;

    #[test]
    fn in_a_form_of_two_columns_the_left_is_the_label() {
        let mut b = Builder::new();
        for cells in [
            ["*Naam", "Fee de Wit"],
            ["*Groep", "5"],
            ["*Gezag", "*moeder"],
            ["BRIN", "99ZX"],
            ["*Adres", "Rietzoom 4"],
            ["*Sinds", "2021"],
        ] {
            b.row(Part::Gegevens, &cells);
        }
        let (document, mapping) = b.done();
        let does: Vec<Does> = settled(&document, &mapping).blocks.iter().map(|role| role.does).collect();
        assert!(does.chunks(2).all(|row| row == [Does::Label, Does::Content]), "{does:?}");
    }

    #[test]
    fn a_table_under_headers_is_no_form() {
        let mut b = Builder::new();
        b.row(Part::Doelen, &["*Doel", "*Aanpak"]);
        for _ in 0..5 {
            b.row(Part::Doelen, &["leest AVI-M4", "tutorlezen"]);
        }
        let (document, mapping) = b.done();
        assert_eq!(settled(&document, &mapping).blocks, mapping.blocks);
    }
}
