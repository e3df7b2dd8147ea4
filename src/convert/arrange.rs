//! Puts the moved blocks together again: paragraphs with their labels, tables whose rows matter, pictures, groups.

use std::collections::{BTreeMap, BTreeSet};

use super::Mark;
use super::account::place;
use super::labels::{Labels, does};
use super::moves::{Move, To, Why, divisible};
use super::pieces::{Agreement, Converted, Group, Image, Paragraph, Piece, Rows, Words};
use super::roles::is_detail;
use super::slot::{self, Rubriek, Side, Slot};
use super::tables::{Cell, Grid, grids, tables};
use crate::map::{Does, Mapping};
use crate::model::{BlockKind, Document, Text};
use crate::rules::Part;

/// The new order of the document.
pub(super) fn arrange(document: &Document, mapping: &Mapping, marks: &[Mark], labels: &Labels, moves: Vec<Move>) -> Converted {
    let grids: Vec<Grid> = tables(document, mapping).values().flat_map(grids).collect();
    let mut in_grid = BTreeMap::new();
    for (number, grid) in grids.iter().enumerate() {
        for cell in grid.header.iter().chain(grid.rows.iter().flatten()) {
            in_grid.extend(cell.blocks.iter().map(|block| (*block, number)));
        }
    }
    let mut work = Work {
        document,
        mapping,
        marks,
        labels,
        at: moves.iter().map(|m| (m.block, m.clone())).collect(),
        placed: BTreeSet::new(),
        out: Converted { fits: true, ..Converted::default() },
        agreed: BTreeMap::new(),
        numbered: 0,
    };
    work.walk(&grids, &in_grid);
    let mut out = work.out;
    for (side, rows) in work.agreed {
        out.agreements.insert(side, rows.into_iter().map(|(_, agreement)| agreement).collect());
    }
    if let Some(head) = out.slots.get_mut(&Slot::general(Part::Gegevens)) {
        *head = pairs(std::mem::take(head));
    }
    for group in &mut out.apart {
        group.pieces = pairs_apart(std::mem::take(&mut group.pieces));
    }
    out.apart.sort_by_key(|group| order(group.key));
    out.moves = moves;
    out
}

/// Which heading or row an agreement and its evaluation share.
type RowKey = (bool, usize, usize);

struct Work<'a> {
    document: &'a Document,
    mapping: &'a Mapping,
    marks: &'a [Mark],
    labels: &'a Labels,
    at: BTreeMap<usize, Move>,
    placed: BTreeSet<usize>,
    out: Converted,
    agreed: BTreeMap<Side, Vec<(RowKey, Agreement)>>,
    /// Rows of divided tables so far: each has a number of its own in the document, so that its parts are found together.
    numbered: usize,
}

/// What a table is divided by: it stays one table within a rubriek, and one within the second document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Share {
    Body(Rubriek),
    /// The consent of the old document.
    Old,
    Apart,
}

impl Work<'_> {
    fn walk(&mut self, grids: &[Grid], in_grid: &BTreeMap<usize, usize>) {
        let mut done = BTreeSet::new();
        let mut last: Option<(usize, To)> = None;
        for index in 0..=self.document.blocks.len() {
            self.pictures(index, last);
            if let Some(number) = in_grid.get(&index)
                && done.insert(*number)
                && let Some(grid) = grids.get(*number)
            {
                self.grid(grid);
            }
            let Some(at) = self.at.get(&index).cloned() else { continue };
            if matches!(at.to, To::Slot(_) | To::Apart) {
                last = Some((index, at.to));
                if self.is_content(index) && !self.placed.contains(&index) {
                    for paragraph in self.paragraph(index) {
                        self.put(at.to, index, Piece::Paragraph(paragraph));
                    }
                }
            }
        }
        // A label that found no bearer (a document's title) stands by itself.
        let rest: Vec<Move> = self.at.values().filter(|m| !self.placed.contains(&m.block)).cloned().collect();
        for at in rest.iter().filter(|m| matches!(m.to, To::Slot(_) | To::Apart)) {
            let paragraph = Paragraph { labels: self.words(at.block).into_iter().collect(), above: true, ..Paragraph::default() };
            self.placed.insert(at.block);
            match at.to {
                To::Slot(slot) if slot == Slot::general(Part::Gegevens) => {
                    self.out.slots.entry(slot).or_default().insert(0, Piece::Paragraph(paragraph));
                }
                to => self.put(to, at.block, Piece::Paragraph(paragraph)),
            }
        }
    }

    fn is_content(&self, index: usize) -> bool {
        !matches!(does(self.mapping, index), Does::Label | Does::Prompt)
    }

    fn words(&self, index: usize) -> Option<Words> {
        self.document.blocks.get(index).map(|block| Words { block: index, text: block.text.clone() })
    }

    /// A content block with the labels that travel with it: headings and labels of more than this block above it, those
    /// of its own in front.
    fn paragraph(&mut self, index: usize) -> Vec<Paragraph> {
        let labels = self.travelling(index, |_| true);
        // In the head a heading over a name or date is the label of a field.
        let head = matches!(self.at.get(&index).map(|m| m.to), Some(To::Slot(Slot { part: Part::Gegevens | Part::Data, .. })));
        let field = head && self.words(index).is_some_and(|words| words.text.reveal().chars().count() <= LONGEST_FIELD);
        let (above, before): (Vec<usize>, Vec<usize>) = labels.into_iter().partition(|label| {
            let block = self.document.blocks.get(*label);
            self.reach(*label) > 1 || !field && block.is_some_and(|b| matches!(b.kind, BlockKind::Heading { .. }))
        });
        let mut paragraph = self.bare(index);
        paragraph.above = paragraph.list.is_some();
        paragraph.labels = before.iter().filter_map(|label| self.words(*label)).collect();
        let mut out: Vec<Paragraph> = above
            .iter()
            .filter_map(|label| self.words(*label))
            .map(|words| Paragraph { labels: vec![words], above: true, ..Paragraph::default() })
            .collect();
        out.push(paragraph);
        out
    }

    /// Labels of a block that go where it goes and do not stand anywhere yet.
    fn travelling(&mut self, index: usize, wanted: impl Fn(usize) -> bool) -> Vec<usize> {
        let to = self.at.get(&index).map(|m| m.to);
        let mine = self.labels.of.get(index).map(Vec::as_slice).unwrap_or_default();
        let labels: Vec<usize> = mine
            .iter()
            .copied()
            .filter(|label| wanted(*label) && !self.placed.contains(label))
            .filter(|label| self.at.get(label).map(|m| m.to) == to)
            .collect();
        self.placed.extend(&labels);
        labels
    }

    /// How many blocks under a label go where it goes.
    fn reach(&self, label: usize) -> usize {
        let to = self.at.get(&label).map(|m| m.to);
        let covered = self.labels.covers.get(label).map(Vec::as_slice).unwrap_or_default();
        covered.iter().filter(|block| self.at.get(block).map(|m| m.to) == to).count()
    }

    fn bare(&mut self, index: usize) -> Paragraph {
        self.placed.insert(index);
        let Some(block) = self.document.blocks.get(index) else { return Paragraph::default() };
        let list = match block.kind {
            BlockKind::ListItem { level } => Some(level),
            _ => None,
        };
        let view = matches!(
            self.at.get(&index).map(|m| m.to),
            Some(To::Slot(Slot { part: Part::ZienswijzeLeerling | Part::ZienswijzeOuders, .. }))
        );
        let from = self.mapping.blocks.get(index).map_or(0, |role| role.from);
        let body = self.words(index).map(|words| Words { text: labelled(words.text, from), ..words });
        Paragraph {
            body,
            list,
            tick: matches!(block.kind, BlockKind::Tick { on: true }),
            quoted: view && own_words(block.text.reveal()),
            remarks: self.remarks(index),
            ..Paragraph::default()
        }
    }

    /// What a person must look at: findings that moved nothing.
    fn remarks(&self, index: usize) -> Vec<String> {
        let Some(at) = self.at.get(&index).filter(|m| matches!(m.to, To::Slot(_))) else { return Vec::new() };
        let mut remarks: Vec<String> =
            self.marks.iter().filter(|mark| mark.block == index).map(|mark| format!("{}: {}", mark.code, mark.advice)).collect();
        if at.why == Why::Permitted {
            remarks
                .push("Gegevens van onderzoek of gezondheid, met toestemming. Laat ze staan als een doel of aanpak erop rust.".to_owned());
        }
        remarks.dedup();
        remarks
    }

    /// A table whose rows matter: one for each rubriek that its columns go to, and one for what goes apart.
    fn grid(&mut self, grid: &Grid) {
        let mut shares: BTreeMap<Share, usize> = BTreeMap::new();
        for block in grid.rows.iter().flatten().flat_map(|cell| &cell.blocks) {
            if let Some(share) = self.share(*block).filter(|_| self.is_content(*block)) {
                shares.entry(share).or_insert(*block);
            }
        }
        let divided = grid.rows.len() > 1
            && grid.rows.iter().any(|row| {
                let of = row.iter().flat_map(|cell| &cell.blocks).filter(|block| self.is_content(**block));
                of.filter_map(|block| self.share(*block)).collect::<BTreeSet<_>>().len() > 1
            });
        let mut kept: Vec<(Share, usize)> = shares
            .into_iter()
            .filter(|(share, _)| match share {
                Share::Body(rubriek) => divisible(*rubriek),
                Share::Old | Share::Apart => true,
            })
            .collect();
        kept.retain(|(share, _)| self.columns(grid, *share).len() >= 2 || divided);
        // Numbers lead from one part of a table to another: a table that stays one needs none.
        let numbered = divided && kept.len() > 1;
        for (share, first) in kept {
            self.share_of(grid, share, first, numbered);
        }
        if numbered {
            self.numbered += grid.rows.len();
        }
    }

    fn share(&self, block: usize) -> Option<Share> {
        match self.at.get(&block)?.to {
            To::Slot(Slot { part: Part::Instemming | Part::AdviesCommissie, .. }) => Some(Share::Old),
            To::Slot(slot) => Some(Share::Body(slot.rubriek())),
            To::Apart => Some(Share::Apart),
            To::Repeat(_) | To::Form => None,
        }
    }

    /// The columns of which something goes to one place.
    fn columns(&self, grid: &Grid, share: Share) -> BTreeSet<u32> {
        let mine = |cell: &&Cell| cell.blocks.iter().any(|b| self.share(*b) == Some(share));
        grid.rows.iter().flatten().chain(&grid.header).filter(mine).map(|cell| cell.column).collect()
    }

    /// The part of a table that goes to one place.
    fn share_of(&mut self, grid: &Grid, share: Share, first: usize, numbered: bool) {
        let columns = self.columns(grid, share);
        let rows: Vec<(usize, &Vec<Cell>)> = grid
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.iter().any(|cell| cell.blocks.iter().any(|b| self.share(*b) == Some(share) && self.is_content(*b))))
            .collect();
        if columns.len() < 2 && !numbered {
            return; // One column of text is no table: the walk places its blocks one by one.
        }
        let inside: BTreeSet<usize> =
            grid.header.iter().chain(grid.rows.iter().flatten()).flat_map(|cell| cell.blocks.iter().copied()).collect();
        let above = self.travelling(first, |label| !inside.contains(&label));
        let to = self.table_slot(grid, share, first);
        if !above.is_empty() {
            let labels = above.iter().filter_map(|label| self.words(*label)).collect();
            self.put(to, first, Piece::Paragraph(Paragraph { labels, above: true, ..Paragraph::default() }));
        }
        let cell_at = |work: &mut Self, row: &[Cell], column: u32| -> Vec<Paragraph> {
            let Some(cell) = row.iter().find(|cell| cell.column == column) else { return Vec::new() };
            cell.blocks.iter().filter_map(|block| work.in_cell(*block, share)).collect()
        };
        let header: Vec<Vec<Paragraph>> = columns.iter().map(|column| cell_at(self, &grid.header, *column)).collect();
        let numbers = numbered.then(|| rows.iter().map(|(number, _)| self.numbered + number + 1).collect());
        let body: Vec<Vec<Vec<Paragraph>>> =
            rows.iter().map(|(_, row)| columns.iter().map(|column| cell_at(self, row, *column)).collect()).collect();
        let header = if header.iter().all(Vec::is_empty) { Vec::new() } else { header };
        self.put(to, first, Piece::Table(Rows { header, rows: body, numbers }));
    }

    fn in_cell(&mut self, block: usize, share: Share) -> Option<Paragraph> {
        if self.placed.contains(&block) {
            return None;
        }
        if self.share(block) == Some(share) {
            if self.is_content(block) {
                return Some(self.bare(block));
            }
            self.placed.insert(block);
            return Some(Paragraph { labels: self.words(block).into_iter().collect(), above: true, ..Paragraph::default() });
        }
        let To::Repeat(first) = self.at.get(&block)?.to else { return None };
        (self.share(first) == Some(share)).then(|| Paragraph { repeated: true, ..Paragraph::default() })
    }

    /// The slot of a whole table: that of its content where it is one, else the rubriek's main one.
    fn table_slot(&self, grid: &Grid, share: Share, first: usize) -> To {
        let to = self.at.get(&first).map_or(To::Apart, |m| m.to);
        let rubriek = match share {
            Share::Body(rubriek) => rubriek,
            Share::Old => return to,
            Share::Apart => return To::Apart,
        };
        let slots: BTreeSet<Slot> = grid
            .rows
            .iter()
            .flatten()
            .flat_map(|cell| &cell.blocks)
            .filter_map(|block| self.at.get(block))
            .filter_map(|at| if let To::Slot(slot) = at.to { Some(slot) } else { None })
            .filter(|slot| slot.rubriek() == rubriek)
            .collect();
        match rubriek {
            Rubriek::R6 if slots.iter().any(|slot| slot.part == Part::Afspraken) => To::Slot(Slot::general(Part::Afspraken)),
            Rubriek::R5 if slots.len() > 1 => To::Slot(Slot::general(Part::Doelen)),
            _ => to,
        }
    }

    fn put(&mut self, to: To, index: usize, piece: Piece) {
        match to {
            To::Slot(slot @ Slot { part: Part::Afspraken | Part::Evaluatie, side }) if side != Side::General => {
                let key = self.row_key(index);
                let detail = slot.part == Part::Afspraken && self.is_detail(index);
                let rows = self.agreed.entry(side).or_default();
                // How success is known stands beside the agreement above it, also where a form asks for it further down.
                let known = rows.iter().any(|(other, _)| *other == key);
                let beside = detail || slot.part == Part::Evaluatie && !known;
                let key = rows.last().filter(|_| beside).map_or(key, |(above, _)| *above);
                if !rows.iter().any(|(other, _)| *other == key) {
                    rows.push((key, Agreement::default()));
                }
                let Some((_, row)) = rows.iter_mut().find(|(other, _)| *other == key) else { return };
                if slot.part == Part::Afspraken { row.what.push(piece) } else { row.success.push(piece) }
            }
            To::Slot(slot) => self.out.slots.entry(slot).or_default().push(piece),
            To::Apart => self.put_apart(index, piece),
            To::Repeat(_) | To::Form => {}
        }
    }

    /// Who does an agreement and when stands in the row of the agreement above it.
    fn is_detail(&self, index: usize) -> bool {
        let nearest = self.labels.of.get(index).and_then(|of| of.last()).and_then(|label| self.document.blocks.get(*label));
        nearest.is_some_and(|label| is_detail(label.text.reveal()))
    }

    fn row_key(&self, index: usize) -> RowKey {
        match self.document.blocks.get(index).and_then(|block| block.cell) {
            Some(cell) => (true, cell.table as usize, cell.row as usize),
            None => (false, self.mapping.blocks.get(index).map_or(usize::MAX, |role| role.section), 0),
        }
    }

    fn put_apart(&mut self, index: usize, piece: Piece) {
        let Some(at) = self.at.get(&index) else { return };
        let key = match at.why {
            Why::Hidden => "verborgen",
            Why::Shortened => "ingekort",
            Why::Finding => "bevinding",
            _ if slot::away(at.part) => at.part.id(),
            _ => "bevinding",
        };
        let code = at.code;
        let spot = self.document.blocks.get(index).map(|block| place(&block.place)).unwrap_or_default();
        let advice = || {
            let mark = self.marks.iter().find(|mark| mark.block == index && Some(mark.code.as_str()) == code);
            mark.map(|mark| mark.advice.clone())
        };
        if let Some(group) = self.out.apart.iter_mut().find(|group| group.key == key && group.code == code) {
            group.pieces.push((spot, piece));
        } else {
            let advice = advice();
            self.out.apart.push(Group { key, code, advice, pieces: vec![(spot, piece)] });
        }
    }

    /// A label right before a picture stands before it, though it waits for a text to label.
    fn heading_of(&mut self, before: usize, to: To) {
        let label = before
            .checked_sub(1)
            .filter(|label| !self.is_content(*label) && !self.placed.contains(label) && self.at.get(label).is_some_and(|m| m.to == to));
        if let Some(label) = label {
            self.placed.insert(label);
            let labels = self.words(label).into_iter().collect();
            self.put(to, label, Piece::Paragraph(Paragraph { labels, above: true, ..Paragraph::default() }));
        }
    }

    /// Pictures come along with the text before them; without such a text, or where a box is too narrow, to the annex.
    fn pictures(&mut self, before: usize, last: Option<(usize, To)>) {
        let section = |index: usize| self.mapping.blocks.get(index).map(|role| role.section);
        for picture in &self.document.pictures {
            if picture.before != before || picture.running {
                continue;
            }
            let Some((extension, bytes)) = &picture.bytes else { continue };
            let image = Piece::Picture(Image {
                extension: extension.clone(),
                bytes: bytes.clone(),
                alt: picture.alt.clone(),
                size: (picture.width, picture.height),
            });
            let roomy = |to: To| match to {
                To::Slot(slot) => {
                    matches!(slot.rubriek(), Rubriek::R2 | Rubriek::R3 | Rubriek::R5 | Rubriek::R8 | Rubriek::Bijlage | Rubriek::End)
                }
                To::Apart => true,
                To::Repeat(_) | To::Form => false,
            };
            let same = |index: usize| before >= self.document.blocks.len() || section(index) == section(before);
            let (to, at) = match last.filter(|(index, to)| roomy(*to) && same(*index)) {
                Some((index, to)) => (to, index),
                None => (To::Slot(Slot::general(Part::Bijlage)), before),
            };
            self.heading_of(before, to);
            self.put(to, at, image);
        }
    }
}

/// A label within the text itself ("Leerling: ...") shows as one. What was bold from end to end, as the first column of
/// a table often is, would look like a label itself.
fn labelled(text: Text, from: usize) -> Text {
    let text = if all_bold(&text) { Text::new(text.reveal()) } else { text };
    match u32::try_from(from) {
        Ok(end) if from > 0 && text.bold().is_empty() && text.reveal().get(..from).is_some() => {
            Text::with_bold(text.reveal(), vec![(0, end)])
        }
        _ => text,
    }
}

fn all_bold(text: &Text) -> bool {
    let len = text.reveal().trim_end().len();
    matches!(text.bold(), [(0, end)] if *end as usize >= len)
}

/// Speaks in the first person, and is not in quotes yet.
fn own_words(text: &str) -> bool {
    let quoted = text.chars().any(|c| matches!(c, '"' | '“' | '”' | '„' | '‘' | '’' | '«'));
    let first = text.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "ik" | "Ik" | "mij" | "mijn" | "Mijn"));
    let third = text
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| matches!(w.to_lowercase().as_str(), "hij" | "zij" | "haar" | "hem" | "zijn" | "leerling"));
    first && !quoted && !third
}

/// A field of the head holds no more characters.
const LONGEST_FIELD: usize = 90;

/// Three or more short fields in a row read best as a small table.
const FEWEST_PAIRS: usize = 3;

fn is_pair(piece: &Piece) -> bool {
    let Piece::Paragraph(p) = piece else { return false };
    let short = |words: &Words, most: usize| words.text.reveal().chars().count() <= most;
    p.labels.len() == 1
        && !p.above
        && p.remarks.is_empty()
        && p.labels.iter().all(|words| short(words, 60))
        && p.body.as_ref().is_some_and(|words| short(words, LONGEST_FIELD))
}

fn pairs(pieces: Vec<Piece>) -> Vec<Piece> {
    pairs_apart(pieces.into_iter().map(|piece| (String::new(), piece)).collect()).into_iter().map(|(_, piece)| piece).collect()
}

fn pairs_apart(pieces: Vec<(String, Piece)>) -> Vec<(String, Piece)> {
    let mut out: Vec<(String, Piece)> = Vec::new();
    let mut run: Vec<(String, Piece)> = Vec::new();
    let close = |run: &mut Vec<(String, Piece)>, out: &mut Vec<(String, Piece)>| {
        if run.len() < FEWEST_PAIRS {
            out.append(run);
            return;
        }
        let spot = run.first().map(|(spot, _)| spot.clone()).unwrap_or_default();
        let fields = run.drain(..).filter_map(|(_, piece)| if let Piece::Paragraph(p) = piece { Some(p) } else { None }).collect();
        out.push((spot, Piece::Pairs(fields)));
    };
    for (spot, piece) in pieces {
        if is_pair(&piece) {
            run.push((spot, piece));
        } else {
            close(&mut run, &mut out);
            out.push((spot, piece));
        }
    }
    close(&mut run, &mut out);
    out
}

fn order(key: &str) -> usize {
    let keys = [
        "bevinding",
        "voorgeschiedenis",
        "onderzoek",
        "medisch",
        "gezin",
        "derden",
        "basisondersteuning",
        "buiten_opp",
        "ingekort",
        "verborgen",
    ];
    keys.iter().position(|other| *other == key).unwrap_or(keys.len())
}
