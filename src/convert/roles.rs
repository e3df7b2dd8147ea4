//! What a block does, once more: where map saw a label and the form around it shows a value, or the other way round.
//!
//! A conversion must not lose a value, nor the label that says what it is. So a label with a value in it counts as
//! content, and in a form of two columns the left one is the label.

use std::collections::BTreeMap;

use super::labels::{labels, outside};
use super::moves::{bare_date, words};
use crate::map::{Because, Does, Mapping};
use crate::model::{Block, BlockKind, Document};
use crate::rules::Part;

/// Labels of what belongs to an agreement, wherever it stands: compared whole, without marks.
const OF_AN_AGREEMENT: [&str; 26] = [
    "wie",
    "door",
    "door wie",
    "wie doet wat",
    "wie doet dit",
    "wie en wanneer",
    "wie/wanneer",
    "wanneer",
    "wanneer en hoe vaak",
    "wanneer / hoe vaak",
    "hoe vaak",
    "hoe lang",
    "frequentie",
    "tijdpad",
    "uitvoerder",
    "uitgevoerd door",
    "waar",
    "waarmee",
    "hoe",
    "uitvoering",
    "aanpak",
    "actie",
    "acties",
    "interventie",
    "begeleiding",
    "middelen",
];

/// Of these, the ones that say nothing without their label, and belong to the agreement above them.
const DETAILS: usize = 18;

/// Whether a label asks who does it, when or how often.
pub(super) fn is_detail(label: &str) -> bool {
    OF_AN_AGREEMENT.iter().take(DETAILS).any(|detail| *detail == bare(label))
}

fn bare(text: &str) -> String {
    text.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// A left cell with more words is no label.
const LONGEST_LABEL: usize = 10;

/// The mapping with these blocks set right.
pub(super) fn settled(document: &Document, mapping: &Mapping) -> Mapping {
    let mut mapping = mapping.clone();
    let before = std::iter::once(None).chain(document.blocks.iter().map(|block| block.cell));
    for ((role, block), before) in mapping.blocks.iter_mut().zip(&document.blocks).zip(before) {
        // "Evaluatie: 23 juni 2027" says something itself.
        let value = block.text.reveal().split_once(':').map(|(_, value)| value);
        let dated = value.is_some_and(|value| value.chars().any(|c| c.is_ascii_digit()));
        // A date below its label in one cell was read as part of the label.
        let alone = block.cell.is_some() && block.cell == before && bare_date(block.text.reveal());
        // 'Naam: Fee de Wit' as a line of its own in the head of a form.
        let head = matches!(role.part, Part::Gegevens | Part::Gezin | Part::Data);
        let told = head && value.is_some_and(|value| words(value).count() > 0 && !value.trim_end().ends_with([':', '?']));
        if role.does == Does::Label && (dated || told || alone) && !matches!(block.kind, BlockKind::Heading { .. }) {
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
    agreed(document, &mut mapping);
    unclaimed(document, &mut mapping);
    mapping
}

/// A label that nobody knows, over nothing and without a gap to fill, is what somebody wrote ("Onderbouw 1").
fn unclaimed(document: &Document, mapping: &mut Mapping) {
    let covers = labels(document, mapping).covers;
    for (index, block) in document.blocks.iter().enumerate() {
        let Some(role) = mapping.blocks.get(index).filter(|role| role.does == Does::Label) else { continue };
        let form = matches!(block.kind, BlockKind::Heading { .. }) || block.text.reveal().trim_end().ends_with([':', '?', '.', '_']);
        if form || outside(block) || covers.get(index).is_none_or(|covered| !covered.is_empty()) {
            continue;
        }
        let section = mapping.sections.get(role.section);
        let heads = section.is_some_and(|s| s.blocks.first() == Some(&index));
        let known = heads && section.is_some_and(|s| matches!(s.because, Because::Heading { .. }));
        let beside = |other: &Block| block.cell.is_some_and(|at| other.cell.is_some_and(|o| (o.table, o.row) == (at.table, at.row)));
        let next = document.blocks.get(index + 1);
        let gap = next.is_some_and(|next| {
            matches!(next.kind, BlockKind::Field { .. } | BlockKind::Tick { .. }) || next.text.is_blank() && beside(next)
        });
        let after_label = index.checked_sub(1).is_some_and(|before| {
            document.blocks.get(before).is_some_and(&beside) && mapping.blocks.get(before).is_some_and(|r| r.does == Does::Label)
        });
        // In a form it stands beside a label; alone it must at least be more than a word.
        // "Groep | Onderbouw 1" in the line of a form in which others have filled fields.
        let filled = |other: usize, block: &Block| {
            beside(block) && mapping.blocks.get(other).is_some_and(|r| r.does == Does::Content) && !block.text.is_blank()
        };
        let in_line = after_label && document.blocks.iter().enumerate().any(|(other, block)| filled(other, block));
        if in_line && !gap {
            set(mapping, index, Does::Label, Does::Content);
            continue;
        }
        if !known && !gap && (after_label && !heads || block.cell.is_none() && words(block.text.reveal()).count() >= 4) {
            set(mapping, index, Does::Label, Does::Content);
        }
    }
}

/// Who does it and when is the agreement, though it stands in a row or below a heading of a goal or a need.
fn agreed(document: &Document, mapping: &mut Mapping) {
    let labels = labels(document, mapping);
    let plain = |index: usize| bare(document.blocks.get(index).map_or("", |block| block.text.reveal()));
    let takes =
        |part: Part| matches!(part, Part::Doelen | Part::BehoeftenLeerling | Part::BehoeftenLeraren | Part::BehoeftenOuders | Part::Overig);
    for (index, of) in labels.of.iter().enumerate() {
        let Some(nearest) = of.last().copied() else { continue };
        let Some(role) = mapping.blocks.get_mut(index).filter(|role| takes(role.part)) else { continue };
        if OF_AN_AGREEMENT.contains(&plain(nearest).as_str()) {
            role.part = Part::Afspraken;
        }
    }
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
        let does = |mapping: &Mapping| mapping.blocks.iter().map(|role| role.does).collect::<Vec<_>>();
        assert_eq!(does(&settled(&document, &mapping)), does(&mapping));
    }

    #[test]
    fn who_and_when_in_the_row_of_a_goal_are_the_agreement() {
        let mut b = Builder::new();
        b.row(Part::Doelen, &["*Doel", "*Wie", "*Wanneer:"]);
        b.row(Part::Doelen, &["leest AVI-M4", "juf Ank", "op dinsdag"]);
        let (document, mapping) = b.done();
        let parts: Vec<Part> = settled(&document, &mapping).blocks.iter().skip(3).map(|role| role.part).collect();
        assert_eq!(parts, [Part::Doelen, Part::Afspraken, Part::Afspraken]);
    }

    #[test]
    fn a_label_over_nothing_is_what_somebody_wrote_but_a_gap_keeps_its_label() {
        let mut b = Builder::new();
        b.row(Part::Gegevens, &["*Groep", "*Onderbouw 1"]);
        b.row(Part::Gegevens, &["*Stamgroep", "*Broer of zus", ""]);
        let (document, mapping) = b.done();
        let does: Vec<Does> = settled(&document, &mapping).blocks.iter().map(|role| role.does).collect();
        assert_eq!(does[..4], [Does::Label, Does::Content, Does::Label, Does::Label]);
    }
}
