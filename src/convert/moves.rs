//! Where each block of the old document goes, and why: every block to exactly one place, so that no word is lost or doubled.
//!
//! Content is placed first (by part, finding and side), then repeats are taken out, and last the labels follow what they
//! label: a label that says no more than its rubriek does stays behind as form text.

use std::collections::{BTreeMap, BTreeSet};

use super::labels::{Labels, labels, outside};
use super::repeats::repeats;
use super::roles::is_detail;
use super::slot::{Rubriek, Side, Slot, away, required};
use super::tables::in_grids;
use super::{About, Mark};
use crate::map::{Because, Does, Domain, Mapping, Role, SchoolType, dates};
use crate::model::{Block, BlockKind, Document, HiddenKind};
use crate::rules::format::{Target, label_words};
use crate::rules::{Part, folded};

/// What became of one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Position in the document's blocks.
    pub block: usize,
    /// The part it was mapped to.
    pub part: Part,
    /// Where it stands now.
    pub to: To,
    /// Why there.
    pub why: Why,
    /// The finding that moved it.
    pub code: Option<&'static str>,
    /// Words in it: runs without white space that hold a letter or digit.
    pub words: usize,
}

/// Where a block stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// In the new body.
    Slot(Slot),
    /// In the document of what was not taken over.
    Apart,
    /// Nowhere: it stands once already, as this block.
    Repeat(usize),
    /// Nowhere: form text of the old document.
    Form,
}

/// Why a block went where it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Its part has this place.
    Part,
    /// A label that says something which the rubriek does not.
    Meaning,
    /// Consent, adoption and advice stay with the old document.
    Old,
    /// Data with consent may stay.
    Permitted,
    /// A reference to the basic offer stays.
    Reference,
    /// Its part does not belong in an OPP.
    Away,
    /// A finding says that it does not belong there.
    Finding,
    /// A comment or hidden text.
    Hidden,
    /// It was moved to keep the OPP within five A4.
    Shortened,
    /// It stood there before.
    Repeated,
    /// A heading, label or prompt.
    Form,
    /// A running header or footer.
    Running,
}

/// The findings that send a passage apart when they are certain.
const REMOVING: [&str; 10] = ["AVG01", "AVG02", "AVG03", "AVG04", "AVG05", "AVG06", "AVG07", "LEN05", "LEN06", "LEN07"];

/// The list of words by which a label asks for consent.
const CONSENT: &str = "instemming";
/// Words before a colon that tell who speaks, and when.
const LONGEST_LEAD: usize = 12;
/// Who signs with more words tells something as well.
const LONGEST_SIGN: usize = 6;

/// The code, where a certain finding of it sends a passage apart.
pub(super) fn removing(code: &str) -> Option<&'static str> {
    REMOVING.into_iter().find(|removing| *removing == code)
}

/// One move for each block that has a word in it, in reading order. Text deleted in a tracked change is no word of the
/// document and has none.
pub(super) fn moves(document: &Document, mapping: &Mapping, marks: &[Mark], about: &About, target: &Target) -> (Vec<Move>, Labels) {
    let labels = labels(document, mapping);
    let room = Room { document, mapping, target, labels: &labels, tabled: in_grids(document, mapping), school: about.school_type };
    let mut moves: Vec<Move> = document
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind != BlockKind::Hidden(HiddenKind::Deleted) && !block.text.is_blank())
        .map(|(index, block)| room.first(index, block, marks))
        .collect();
    beside(&room, &mut moves);
    numbers(&room, &mut moves);
    marks_of_a_row(&room, &mut moves);
    repeats(document, &mut moves);
    follow(&room, &mut moves);
    (moves, labels)
}

/// Words of a text: runs without white space that hold a letter or digit.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric))
}

struct Room<'a> {
    document: &'a Document,
    mapping: &'a Mapping,
    target: &'a Target,
    labels: &'a Labels,
    /// Blocks of tables whose rows matter.
    tabled: BTreeSet<usize>,
    school: Option<SchoolType>,
}

impl Room<'_> {
    fn role(&self, index: usize) -> Role {
        self.mapping.blocks.get(index).copied().unwrap_or(Role {
            section: usize::MAX,
            part: Part::Overig,
            does: Does::Content,
            domain: None,
            from: 0,
        })
    }

    fn text(&self, index: usize) -> &str {
        self.document.blocks.get(index).map_or("", |block| block.text.reveal())
    }

    /// Places a block by itself; labels wait for what they label.
    fn first(&self, index: usize, block: &Block, marks: &[Mark]) -> Move {
        let role = self.role(index);
        let mut at =
            Move { block: index, part: role.part, to: To::Form, why: Why::Form, code: None, words: words(block.text.reveal()).count() };
        let finding = marks.iter().filter(|mark| mark.block == index && mark.certain).find_map(|mark| removing(&mark.code));
        match block.kind {
            BlockKind::PageHeader | BlockKind::PageFooter => at.why = Why::Running,
            // Our own remark on an earlier conversion is no word of a person.
            _ if block.is_own_remark() => {}
            BlockKind::Comment | BlockKind::Hidden(_) => {
                (at.to, at.why, at.code) = (To::Apart, Why::Hidden, Some("BES01"));
            }
            BlockKind::Tick { on: false } | BlockKind::Field { filled: false, .. } => {}
            _ if role.does == Does::Prompt => {}
            _ if role.does == Does::Label => {
                if finding.is_some() && !required(role.part, self.school) {
                    (at.to, at.why, at.code) = (To::Apart, Why::Finding, finding);
                }
            }
            _ => (at.to, at.why, at.code) = self.content(index, role, finding),
        }
        at
    }

    fn content(&self, index: usize, role: Role, finding: Option<&'static str>) -> (To, Why, Option<&'static str>) {
        if away(role.part) {
            return match self.stays(index, role, finding.is_some()) {
                Some((slot, why)) => (To::Slot(slot), why, None),
                None => (To::Apart, Why::Away, finding),
            };
        }
        let permitted = matches!(finding, Some("AVG03" | "AVG04")) && permits(&self.text(index).to_lowercase());
        if finding.is_some() && !permitted && !required(role.part, self.school) {
            return (To::Apart, Why::Finding, finding);
        }
        let slot = self.slot(index, role);
        let why = if permitted {
            Why::Permitted
        } else if matches!(slot.part, Part::Instemming | Part::AdviesCommissie) {
            Why::Old
        } else {
            Why::Part
        };
        (To::Slot(slot), why, None)
    }

    /// What stays although its part is away: a short reference to the basic offer, research or health data with consent
    /// for them beside it, and what is agreed with care that is involved now.
    fn stays(&self, index: usize, role: Role, found: bool) -> Option<(Slot, Why)> {
        let text = self.text(index).to_lowercase();
        match role.part {
            Part::Basisondersteuning => {
                let refers = ["zie ", "staat ", "staan ", "verwijz", "beschreven", "vermeld", "te vinden", "te lezen", "conform"];
                let source = [
                    "ondersteuningsplan",
                    "ondersteuningsprofiel",
                    "ondersteuningswijzer",
                    "ondersteuningsgids",
                    "ondersteuningsaanbod",
                    "schoolgids",
                    "schoolplan",
                    "basisaanbod",
                    "kwaliteitskaart",
                    "website",
                    " site",
                    " sop ",
                    " sop.",
                ];
                let short = words(&text).count() <= 40;
                (short && has(&text, &refers) && has(&text, &source))
                    .then_some((Slot { part: Part::Afspraken, side: Side::Leerling }, Why::Reference))
            }
            Part::Derden if !found && self.says(index, "hulpverleners") && !self.says(index, "verslag") => {
                Some((Slot { part: Part::Afspraken, side: Side::Hulpverleners }, Why::Part))
            }
            Part::Onderzoek | Part::Medisch | Part::Derden => {
                permits(&text).then_some((Slot::general(Part::IntegratiefBeeld), Why::Permitted))
            }
            _ => None,
        }
    }

    fn slot(&self, index: usize, role: Role) -> Slot {
        let part = role.part;
        if matches!(part, Part::Overleg | Part::Evaluatie | Part::Overig | Part::Gegevens) && self.consents(index) {
            return Slot::general(Part::Instemming);
        }
        let says = |side: &str| self.says(index, side);
        let side = match part {
            Part::BevorderendeFactoren | Part::BelemmerendeFactoren => match role.domain {
                Some(Domain::Leerling) => Side::Leerling,
                Some(Domain::Onderwijs) => Side::Onderwijs,
                Some(Domain::Thuis) => Side::Thuis,
                None => self.whose(index),
            },
            Part::Data => {
                if says("vaststelling") && !says("start") {
                    return Slot::general(Part::Instemming);
                }
                match self.first_of(index, &[("monitoring", Side::Monitoring), ("start", Side::Start), ("evaluatie", Side::Evaluatie)]) {
                    Side::General => self.dated(index),
                    side => side,
                }
            }
            Part::Overleg => match role.domain {
                Some(Domain::Leerling) => Side::Leerling,
                Some(Domain::Onderwijs) => Side::Leraren,
                Some(Domain::Thuis) => Side::Ouders,
                None => self.first_of(index, &[("ouders", Side::Ouders), ("leerling", Side::Leerling), ("leraren", Side::Leraren)]),
            },
            // A bare date is no result: it says when.
            Part::Evaluatie if !self.tabled.contains(&index) && bare_date(self.text(index)) => {
                let side = if says("monitoring") { Side::Monitoring } else { Side::Evaluatie };
                return Slot { part: Part::Data, side };
            }
            Part::Doelen => self.first_of(index, &[("kort", Side::Kort), ("lang", Side::Lang)]),
            Part::Afspraken => match (says("hulpverleners"), role.domain) {
                (true, _) => Side::Hulpverleners,
                (_, Some(Domain::Thuis)) => Side::Ouders,
                _ if says("team") => Side::Leraren,
                _ => Side::Leerling,
            },
            Part::Contactpersonen => {
                self.first_of(index, &[("hulpverleners", Side::Hulpverleners), ("ouders", Side::Ouders), ("leraren", Side::School)])
            }
            Part::ZienswijzeOverig if self.speaker(index).is_some() => return Slot::general(self.speaker(index).unwrap_or(part)),
            Part::ZienswijzeOverig if says("hulpverleners") => Side::Hulpverleners,
            Part::ZienswijzeOverig => Side::Leraren,
            _ => Side::General,
        };
        Slot { part, side }
    }

    /// Which date it is by what the document was found to say of itself, where one date stands in the text.
    fn dated(&self, index: usize) -> Side {
        let facts = &self.mapping.facts;
        let year = facts.school_year.or_else(|| facts.start.map(|start| dates::school_year(start.first())));
        let Ok([one]) = <[dates::When; 1]>::try_from(dates::in_text(self.text(index), year)) else { return Side::General };
        let known = [(facts.start, Side::Start), (facts.monitoring, Side::Monitoring), (facts.evaluation, Side::Evaluatie)];
        known.into_iter().find(|(fact, _)| *fact == Some(one)).map_or(Side::General, |(_, side)| side)
    }

    /// Whether a block is a tick, name or date for which its label asks as consent to the plan, wherever it stands.
    fn consents(&self, index: usize) -> bool {
        let says = |block: usize| self.target.says(CONSENT, &label_words(self.text(block)));
        let short = |block: usize| words(self.text(block)).count() <= LONGEST_SIGN;
        let nearest = self.labels.of.get(index).and_then(|of| of.last());
        if nearest.is_some_and(|label| says(*label)) && short(index) {
            return true;
        }
        // 'Akkoord handelingsdeel' on a line of its own, with boxes below it.
        let is_tick = |block: usize| self.document.blocks.get(block).is_some_and(|b| matches!(b.kind, BlockKind::Tick { .. }));
        let asks = |block: usize| !is_tick(block) && short(block) && says(block) && is_tick(block + 1);
        let question = (0..index).rev().find(|block| !is_tick(*block));
        asks(index) || is_tick(index) && question.is_some_and(asks)
    }

    /// Whose view it is, where its first words name the pupil or the parents: "Ole, in gesprek met juf Ank: ...".
    fn speaker(&self, index: usize) -> Option<Part> {
        let (lead, _) = self.text(index).split_once(':')?;
        let words = label_words(lead);
        let first = words.first().filter(|_| words.len() <= LONGEST_LEAD)?;
        let name = self.mapping.facts.name.as_deref().map(str::to_lowercase);
        let says = |side: &str| self.target.says(side, std::slice::from_ref(first));
        match () {
            () if name.as_ref() == Some(first) || says("leerling") => Some(Part::ZienswijzeLeerling),
            () if says("ouders") => Some(Part::ZienswijzeOuders),
            () => None,
        }
    }

    /// Whose factor it is by its own label ("Bij Fee zelf: ...", "Thuis: ..."); a heading over several says too little.
    fn whose(&self, index: usize) -> Side {
        let own = self.text(index).split_once(':').map(|(head, _)| label_words(head)).filter(|words| words.len() <= 6);
        let alone = |label: &&usize| self.labels.covers.get(**label).is_some_and(|covered| covered.len() == 1);
        let nearest = || self.labels.of.get(index).and_then(|of| of.last()).filter(alone).map(|label| label_words(self.text(*label)));
        let Some(words) = own.or_else(nearest) else { return Side::General };
        let name = self.mapping.facts.name.as_deref().map(str::to_lowercase);
        let named = name.is_some_and(|name| words.contains(&name));
        let sides = [
            (named || self.target.says("leerling", &words), Side::Leerling),
            (self.target.says("leraren", &words) && !of_learning(&words), Side::Onderwijs),
            (self.target.says("ouders", &words), Side::Thuis),
        ];
        let mut said = sides.iter().filter(|(says, _)| *says).map(|(_, side)| *side);
        match (said.next(), said.next()) {
            (Some(side), None) => side,
            _ => Side::General,
        }
    }

    /// Whether a label of the block says this side, the nearest first; for a block without labels of its own, whether
    /// its own words before a colon do.
    fn says(&self, index: usize, side: &str) -> bool {
        let own = self.text(index).split_once(':').map(|(head, _)| label_words(head)).filter(|words| words.len() <= 6);
        if own.is_some_and(|words| self.target.says(side, &words)) {
            return true;
        }
        self.labels
            .of
            .get(index)
            .is_some_and(|labels| labels.iter().rev().any(|label| self.target.says(side, &label_words(self.text(*label)))))
    }

    /// The side that the nearest telling label says: its own before a colon, else those above it, each for all sides.
    fn first_of(&self, index: usize, order: &[(&str, Side)]) -> Side {
        let own = self.text(index).split_once(':').map(|(head, _)| label_words(head)).filter(|words| words.len() <= 6);
        let alone = own
            .as_ref()
            .is_some_and(|words| self.role(index).part == Part::Data && words.iter().all(|word| word.chars().any(char::is_alphabetic)));
        let above = self.labels.of.get(index).map(Vec::as_slice).unwrap_or_default().iter().rev();
        let above = above.filter(|_| !alone).map(|label| label_words(self.text(*label)));
        own.into_iter()
            .chain(above)
            .find_map(|words| order.iter().find(|(side, _)| self.target.says(side, &words)).map(|(_, side)| *side))
            .unwrap_or(Side::General)
    }

    /// Where the first text below a cell of a table goes.
    fn below(&self, label: usize, at: &BTreeMap<usize, To>) -> Option<To> {
        let head = self.document.blocks.get(label)?.cell?;
        let under = |block: &Block| block.cell.is_some_and(|c| c.table == head.table && c.column == head.column && c.row > head.row);
        let mut below = self.document.blocks.iter().enumerate().skip(label + 1).filter(|(_, block)| under(block) && !block.text.is_blank());
        let (first, _) = below.next()?;
        let to = at.get(&first).copied()?;
        (self.role(first).does == Does::Content && matches!(to, To::Slot(_) | To::Apart)).then_some(to)
    }

    /// Whether a label says no more than the rubrieken of what it covers.
    fn evident(&self, label: usize, slots: &[Slot]) -> bool {
        let mut left = label_words(self.text(label));
        // Who does it and when is said by its label.
        if slots.first().is_some_and(|slot| slot.part == Part::Afspraken) && is_detail(self.text(label)) {
            return false;
        }
        if left.first().is_some_and(|word| numbering(word)) {
            left.remove(0);
        }
        let role = self.role(label);
        // What a field of the head or an annex is called is not told by its place; and the old consent keeps its own words.
        let old = |slot: &Slot| matches!(slot.part, Part::Instemming | Part::AdviesCommissie);
        let named = |slot: &Slot| {
            slot.side != Side::General
                || !old(slot) && !matches!(slot.part, Part::Gegevens | Part::Data | Part::Contactpersonen | Part::Bijlage | Part::Overig)
        };
        // 'Datum plan' says which date it is.
        let which = slots.iter().any(|slot| *slot == Slot::general(Part::Data));
        // A known heading may say more than these rubrieken do ("Stap naar regulier onderwijs", "Duur en opbouw").
        let wide = |slot: &Slot| {
            let four = matches!(slot.part, Part::AfwijkingProgramma | Part::AfwijkingOnderwijstijd);
            four || matches!(slot.part, Part::Afspraken | Part::IntegratiefBeeld | Part::Overleg)
        };
        if slots.first().is_some_and(|slot| named(slot) && !wide(slot))
            && let Some(section) = self.mapping.sections.get(role.section)
            && let Because::Heading { synonym } = &section.because
        {
            let known = label_words(synonym);
            // A heading below that of the part says which of its subjects this is ("Rekenen", "Gedrag").
            let first = self.labels.covers.get(label).and_then(|covered| covered.first());
            let above = first.and_then(|first| self.labels.of.get(*first)).map(Vec::as_slice).unwrap_or_default();
            let plan = |part: Part| matches!(Slot::general(part).rubriek(), Rubriek::R5 | Rubriek::R6);
            let second = above.iter().take_while(|top| **top != label).any(|top| plan(self.role(*top).part));
            let second = second && slots.first().is_some_and(|slot| plan(slot.part));
            if !second {
                left.retain(|word| !known.contains(word));
            }
        }
        let lists = |key: &str| self.target.evident.get(key).map(Vec::as_slice).unwrap_or_default();
        if !which {
            left.retain(|word| !lists("altijd").contains(word));
        }
        if slots.first().is_some_and(named) {
            // Words of other rubrieken are form text too ("Overleg en zienswijze"), but for those that say whose it is.
            let whose = |word: &String| {
                self.target.sides.iter().any(|(key, side)| !matches!(key.as_str(), CONSENT | "succes") && side.contains(word))
            };
            left.retain(|word| whose(word) || !self.target.evident.values().any(|list| list.contains(word)));
        }
        for slot in slots {
            left.retain(|word| !lists(slot.part.id()).contains(word));
            for side in sides(slot.side) {
                left.retain(|word| !self.target.says(side, std::slice::from_ref(word)));
            }
        }
        left.is_empty()
    }
}

/// Evaluation beside an agreement belongs to it: in the same row of a table, or under the same heading.
fn beside(room: &Room, moves: &mut [Move]) {
    let key = |at: &Move| {
        let cell = room.document.blocks.get(at.block).and_then(|block| block.cell);
        match cell {
            Some(cell) => (true, cell.table as usize, cell.row as usize),
            None => (false, room.role(at.block).section, 0),
        }
    };
    let mut agreed = BTreeMap::new();
    for at in moves.iter() {
        if let To::Slot(Slot { part: Part::Afspraken, side }) = at.to {
            agreed.entry(key(at)).or_insert(side);
        }
    }
    // In a form it stands below its agreement: in the same table, or right behind it under a heading that asks for it.
    let table = |at: &Move| {
        let cell = room.document.blocks.get(at.block).and_then(|block| block.cell);
        cell.filter(|_| !room.tabled.contains(&at.block)).map(|cell| cell.table)
    };
    let asks = |at: &Move| room.says(at.block, "succes");
    let mut above: Option<(Option<u32>, Side)> = None;
    for at in moves.iter_mut() {
        match at.to {
            To::Slot(Slot { part: Part::Afspraken, side }) if !room.tabled.contains(&at.block) => {
                // How a form follows the pupil is about what the school does, also below what others do.
                let school = above.is_some_and(|(of, _)| of == table(at)) && side == Side::Hulpverleners;
                above = if school { above } else { Some((table(at), side)) };
            }
            To::Slot(slot @ Slot { part: Part::Evaluatie, .. }) => {
                let below = above.filter(|(of, _)| of.is_some() && *of == table(at) || asks(at)).map(|(_, side)| side);
                if let Some(side) = agreed.get(&key(at)).copied().or(below) {
                    at.to = To::Slot(Slot { side, ..slot });
                }
            }
            To::Slot(_) | To::Apart if at.why != Why::Form => above = above.filter(|(of, _)| of.is_some() && *of == table(at)),
            _ => {}
        }
    }
}

/// A number in a row of a table ("1", "doel 2") points at something: it stays with the rest of its row.
fn numbers(room: &Room, moves: &mut [Move]) {
    let cell = |at: &Move| room.document.blocks.get(at.block).and_then(|block| block.cell).map(|cell| (cell.table, cell.row));
    let mut rows: BTreeMap<(u32, u32), BTreeMap<Rubriek, (usize, To)>> = BTreeMap::new();
    for at in moves.iter().filter(|at| room.tabled.contains(&at.block) && !points(room.text(at.block))) {
        if let (Some(row), To::Slot(slot)) = (cell(at), at.to) {
            rows.entry(row).or_default().entry(slot.rubriek()).or_insert((0, at.to)).0 += at.words;
        }
    }
    for at in moves.iter_mut().filter(|at| room.tabled.contains(&at.block) && points(room.text(at.block))) {
        let Some(row) = cell(at).and_then(|row| rows.get(&row)) else { continue };
        if let (To::Slot(_), Some((_, to))) = (at.to, row.values().max_by_key(|(words, _)| *words)) {
            at.to = *to;
        }
    }
}

/// Scores and marks in a table ("61", "ja", "sept 2025") say nothing without their row: where nobody named their column,
/// or they are figures only, they go where the words of the row go.
fn marks_of_a_row(room: &Room, moves: &mut [Move]) {
    let cell = |block: usize| room.document.blocks.get(block).and_then(|block| block.cell).map(|cell| (cell.table, cell.row));
    let named = |block: usize| {
        let section = room.mapping.sections.get(room.role(block).section);
        section.is_some_and(|section| matches!(section.because, Because::Heading { .. }))
    };
    let mark = |at: &Move| {
        let text = room.text(at.block);
        let figures = text.chars().any(|c| c.is_ascii_digit()) && !text.chars().any(char::is_alphabetic);
        let detail = room.labels.of.get(at.block).and_then(|of| of.last()).is_some_and(|label| is_detail(room.text(*label)));
        // A column of a summary, or one that nobody could place, is no rubriek of its own beside goals and agreements.
        let stray = matches!(at.part, Part::IntegratiefBeeld | Part::Overig) && at.words <= 12;
        !detail && (stray || at.words <= 3 && (figures || !named(at.block)))
    };
    let content = |at: &&Move| room.tabled.contains(&at.block) && matches!(at.to, To::Slot(_) | To::Apart);
    let mut rows: BTreeMap<(u32, u32), Move> = BTreeMap::new();
    for at in moves.iter().filter(content).filter(|at| !mark(at)) {
        if let Some(row) = cell(at.block) {
            let told = rows.entry(row).or_insert_with(|| at.clone());
            if at.words > told.words {
                *told = at.clone();
            }
        }
    }
    for at in moves.iter_mut().filter(|at| room.tabled.contains(&at.block) && matches!(at.to, To::Slot(_)) && mark(at)) {
        let told = cell(at.block).and_then(|row| rows.get(&row));
        if let Some(told) = told.filter(|told| !same_rubriek(told.to, at.to)) {
            (at.to, at.why, at.code) = (told.to, told.why, told.code);
        }
    }
}

fn same_rubriek(a: To, b: To) -> bool {
    match (a, b) {
        (To::Slot(a), To::Slot(b)) => a.rubriek() == b.rubriek(),
        _ => a == b,
    }
}

/// A reference and nothing else: `1`, `doel 2`, `1 en 3`.
fn points(text: &str) -> bool {
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let said = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !matches!(word, "doel" | "doelen" | "en" | "nr");
    digits && words(text).count() <= 4 && !words(&text.to_lowercase()).any(said) && !bare_date(text)
}

/// 'Factoren die het onderwijs ondersteunen' are of all sides: teaching, not the school.
fn of_learning(words: &[String]) -> bool {
    words.windows(2).any(|pair| matches!(pair, [the, what] if the == "het" && what == "onderwijs"))
}

/// Labels follow what they label.
fn follow(room: &Room, moves: &mut [Move]) {
    let at: BTreeMap<usize, To> = moves.iter().map(|m| (m.block, m.to)).collect();
    let title = moves.iter().find(|m| m.why != Why::Running && m.why != Why::Hidden).map(|m| m.block);
    for index in 0..moves.len() {
        let Some(label) = moves.get(index).filter(|m| m.to == To::Form).map(|m| m.block) else { continue };
        let block = room.document.blocks.get(label);
        if room.role(label).does != Does::Label || block.is_some_and(outside) {
            continue;
        }
        let covered: Vec<To> = room
            .labels
            .covers
            .get(label)
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .filter_map(|content| at.get(content).copied())
            .filter(|to| matches!(to, To::Slot(_) | To::Apart))
            .collect();
        let slots: Vec<Slot> = covered.iter().filter_map(|to| if let To::Slot(slot) = to { Some(*slot) } else { None }).collect();
        let head = Slot::general(Part::Gegevens);
        let is_title = title == Some(label) && block.is_some_and(|b| b.cell.is_none());
        let to = match covered.first() {
            _ if is_title && !room.evident(label, &[head]) => To::Slot(head),
            // The head of a column goes with the column, though it looks like a date.
            None if room.tabled.contains(&label) && room.below(label, &at).is_some() => match room.below(label, &at) {
                Some(To::Slot(slot)) if !stands(slot) => continue,
                Some(to) => to,
                None => continue,
            },
            // A date or number without anything below it ("OPP gestart 14-09-2026") is what people wrote.
            None if figures(room.text(label)) => room.content(label, room.role(label), None).0,
            None => continue,
            Some(To::Slot(slot)) if room.tabled.contains(&label) && stands(*slot) => To::Slot(*slot),
            Some(_) if !slots.is_empty() && room.evident(label, &slots) => continue,
            Some(first) => *first,
        };
        if let Some(at) = moves.get_mut(index) {
            at.to = to;
            at.why = if to == To::Apart { Why::Away } else { Why::Meaning };
        }
    }
}

/// Rubrieken in which a table can stand as a table; in the others each cell has a box of its own.
pub(super) fn divisible(rubriek: Rubriek) -> bool {
    matches!(rubriek, Rubriek::R2 | Rubriek::R5 | Rubriek::R6 | Rubriek::Bijlage | Rubriek::End)
}

/// Whether a table can stand at a slot: in such a rubriek, and where the old document's consent is shown.
pub(super) fn stands(slot: Slot) -> bool {
    divisible(slot.rubriek()) || matches!(slot.part, Part::Instemming | Part::AdviesCommissie)
}

/// The lists of words that say a side.
fn sides(side: Side) -> &'static [&'static str] {
    match side {
        Side::General => &[],
        Side::Leerling => &["leerling"],
        Side::Onderwijs | Side::Leraren | Side::School => &["leraren"],
        Side::Thuis | Side::Ouders => &["ouders"],
        Side::Hulpverleners => &["hulpverleners"],
        Side::Lang => &["lang"],
        Side::Kort => &["kort"],
        Side::Start => &["start"],
        Side::Monitoring => &["monitoring"],
        Side::Evaluatie => &["evaluatie"],
    }
}

/// Whether a text is a date and nothing else: `21-06-2027`, `week 25 van 2027`, `14 juni '27`.
pub(super) fn bare_date(text: &str) -> bool {
    let folded = folded(text);
    let dated = dates::find(&folded, Some(2025)).iter().map(|found| found.end - found.start).sum::<usize>();
    words(text).count() <= 4 && text.chars().filter(char::is_ascii_digit).count() >= 3 && dated * 10 >= folded.trim().len() * 7
}

/// Whether there is a number of two digits or more behind the first word.
fn figures(text: &str) -> bool {
    text.split_whitespace().skip(1).any(|word| word.chars().filter(char::is_ascii_digit).count() >= 2)
}

/// `1`, `2a`, `B`, `B10`: the number of a heading.
fn numbering(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    word.chars().count() <= 3 && letters <= 1
}

fn has(text: &str, any: &[&str]) -> bool {
    any.iter().any(|part| text.contains(part))
}

/// Whether the text says that consent was given for these data.
fn permits(text: &str) -> bool {
    let given = [
        "met toestemming",
        "met schriftelijke toestemming",
        "toestemming van de ouders",
        "gaf toestemming",
        "gaven toestemming",
        "toestemming gegeven",
        "toestemming voor",
    ];
    let gave = ["gaf ", "gaven ", "geeft ", "geven ", "hebben ", "heeft "];
    let refused = ["geen toestemming", "zonder toestemming", "niet toestemming", "toestemming ontbreekt", "nog toestemming"];
    !has(text, &refused) && (has(text, &given) || text.contains("schriftelijk toestemming") && has(text, &gave))
}
