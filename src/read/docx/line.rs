//! A paragraph while it is read: its pieces, how its letters look, and the blocks it becomes.

use std::rc::Rc;

use crate::model::{Block, BlockKind, CellAt, FieldKind, HiddenKind, Look, Place, Text};
use crate::read::a4;

use super::control::is_prompt;
use super::numbering::Mark;
use super::props::{Colour, ParaProps, RunProps};
use super::story::{Shown, Story};
use super::styles::Resolved;

/// A paragraph while it is read.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) style: Rc<Resolved>,
    pub(super) para: ParaProps,
    /// How its letters look where a run says nothing.
    pub(super) base: RunProps,
    pub(super) list: Option<u8>,
    pub(super) mark: Option<Mark>,
    pub(super) mark_bold: bool,
    pieces: Vec<Piece>,
    hidden: Vec<(HiddenKind, String)>,
    /// The last words were hidden: more of the same kind belong to them.
    in_hidden: bool,
    /// Text boxes, notes and comments that hang on it.
    pub(super) after: Vec<Story>,
    pub(super) pictures: Vec<Shown>,
    pub(super) layout: a4::Paragraph,
}

#[derive(Debug, Default)]
struct Piece {
    field: Option<FieldPiece>,
    text: String,
    bold: Vec<(u32, u32)>,
    tally: Tally,
}

/// A field within the paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FieldPiece {
    /// Tells fields apart.
    pub(super) id: u32,
    pub(super) kind: FieldKind,
    /// It shows its placeholder, not a value.
    pub(super) showing: bool,
    pub(super) label: Option<String>,
    /// Its value when nobody touched it.
    pub(super) default: Option<String>,
}

/// Letters counted by how they look.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    letters: u32,
    bold: u32,
    italic: u32,
    underline: u32,
    grey: u32,
    placeholder: u32,
    size: f32,
    size_letters: u32,
}

impl Line {
    /// Adds visible text to the running text, or to a field.
    pub(super) fn put(&mut self, text: &str, props: &RunProps, field: Option<&FieldPiece>) {
        if text.is_empty() {
            return;
        }
        self.in_hidden = false;
        let id = field.map(|field| field.id);
        let fits = self.pieces.last().is_some_and(|piece| piece.field.as_ref().map(|f| f.id) == id);
        if !fits {
            self.pieces.push(Piece { field: field.cloned(), ..Piece::default() });
        }
        let Some(piece) = self.pieces.last_mut() else { return };
        let from = piece.text.len() as u32;
        piece.text.push_str(text);
        let to = piece.text.len() as u32;
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count() as u32;
        if props.bold == Some(true) {
            match piece.bold.last_mut() {
                Some((_, end)) if *end == from => *end = to,
                _ => piece.bold.push((from, to)),
            }
        }
        piece.tally.add(letters, props);
    }

    /// Begins a field that may stay without text.
    pub(super) fn field(&mut self, field: &FieldPiece) {
        self.pieces.push(Piece { field: Some(field.clone()), ..Piece::default() });
    }

    /// Adds text that a person does not see.
    pub(super) fn hide(&mut self, kind: HiddenKind, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.hidden.last_mut() {
            Some((known, words)) if *known == kind && self.in_hidden => words.push_str(text),
            _ => self.hidden.push((kind, text.to_owned())),
        }
        self.in_hidden = true;
    }

    /// Whether nothing was written yet.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.trim().is_empty())
    }

    /// The blocks it becomes: its text cut where fields stand in it, then what is hidden in it.
    pub(super) fn blocks(&mut self, kind: BlockKind, cell: Option<CellAt>, shaded: bool, place: &Place) -> Vec<Block> {
        let mut pieces = sentences(std::mem::take(&mut self.pieces));
        pieces.retain(|piece| piece.field.is_some() || !piece.text.trim().is_empty());
        let number = match self.mark.take() {
            Some(Mark::Number(number)) if !pieces.is_empty() || cell.is_some() => Some(number),
            _ => None,
        };
        if let Some(number) = number {
            if pieces.first().is_none_or(|piece| piece.field.is_some()) {
                pieces.insert(0, Piece::default());
            }
            if let Some(first) = pieces.first_mut() {
                first.number(&number, self.mark_bold);
            }
        }
        let mut first = true;
        let mut blocks: Vec<Block> = Vec::with_capacity(pieces.len() + self.hidden.len());
        for piece in pieces {
            let block = piece.block(if first { kind } else { BlockKind::Paragraph }, cell, shaded, place);
            first &= matches!(block.kind, BlockKind::Field { .. });
            blocks.push(block);
        }
        for (kind, words) in self.hidden.drain(..) {
            let words = words.trim();
            if !words.is_empty() {
                blocks.push(Block {
                    kind: BlockKind::Hidden(kind),
                    text: Text::new(words),
                    cell,
                    place: place.clone(),
                    ..Block::default()
                });
            }
        }
        blocks
    }
}

impl Tally {
    fn add(&mut self, letters: u32, props: &RunProps) {
        self.letters += letters;
        let count = |on: Option<bool>| if on == Some(true) { letters } else { 0 };
        self.bold += count(props.bold);
        self.italic += count(props.italic);
        self.underline += count(props.underline);
        self.placeholder += count(props.placeholder);
        if props.colour.is_some_and(Colour::is_grey) {
            self.grey += letters;
        }
        let size = props.size.unwrap_or(10.0);
        // The size of most letters; close enough without keeping a table of sizes.
        if letters > self.size_letters || (size - self.size).abs() < 0.1 {
            if (size - self.size).abs() >= 0.1 {
                self.size_letters = 0;
            }
            self.size = size;
            self.size_letters += letters;
        }
    }

    fn join(&mut self, other: &Tally) {
        self.letters += other.letters;
        self.bold += other.bold;
        self.italic += other.italic;
        self.underline += other.underline;
        self.grey += other.grey;
        self.placeholder += other.placeholder;
        if other.size_letters > self.size_letters {
            self.size = other.size;
            self.size_letters = other.size_letters;
        }
    }

    fn look(&self, shaded: bool) -> Look {
        let all = |count: u32| self.letters > 0 && count == self.letters;
        Look {
            bold: all(self.bold),
            italic: all(self.italic),
            underline: all(self.underline),
            size: self.size,
            grey: all(self.grey),
            shaded,
        }
    }
}

impl Piece {
    fn number(&mut self, number: &str, bold: bool) {
        let trimmed = self.text.trim_start();
        let cut = (self.text.len() - trimmed.len()) as u32;
        let shown = if trimmed.is_empty() { number.to_owned() } else { format!("{number} {trimmed}") };
        let shift = shown.len() as u32 - trimmed.len() as u32;
        let mut ranges: Vec<(u32, u32)> = self
            .bold
            .iter()
            .map(|(from, to)| (from.saturating_sub(cut) + shift, to.saturating_sub(cut) + shift))
            .filter(|(from, to)| from < to)
            .collect();
        match ranges.first_mut() {
            Some((from, _)) if bold && *from == shift => *from = 0,
            _ if bold => ranges.insert(0, (0, shift)),
            _ => {}
        }
        self.text = shown;
        self.bold = ranges;
    }

    fn block(self, kind: BlockKind, cell: Option<CellAt>, shaded: bool, place: &Place) -> Block {
        let tally = self.tally;
        let (kind, label) = match self.field {
            None => (kind, None),
            Some(field) => {
                let text = self.text.trim();
                let untouched = field.default.as_deref().is_some_and(|default| default.trim() == text);
                let placeholder = tally.letters > 0 && tally.placeholder == tally.letters;
                let filled = !field.showing && !text.is_empty() && !untouched && !placeholder && !is_prompt(field.kind, text);
                (BlockKind::Field { kind: field.kind, filled }, field.label.map(Text::new))
            }
        };
        Block { kind, text: trimmed(&self.text, &self.bold), cell, look: tally.look(shaded), label, place: place.clone() }
    }
}

/// The text without blanks at its ends, its bold ranges moved along.
fn trimmed(text: &str, bold: &[(u32, u32)]) -> Text {
    let end = text.trim_end().len() as u32;
    let start = (text.len() - text.trim_start().len()) as u32;
    if start >= end {
        return Text::default();
    }
    let ranges = bold
        .iter()
        .map(|(from, to)| (from.clamp(&start, &end) - start, to.clamp(&start, &end) - start))
        .filter(|(from, to)| from < to)
        .collect();
    Text::with_bold(text.trim(), ranges)
}

/// A filled field in the middle of a sentence is a part of that sentence; a value behind a label stands on its own.
fn sentences(pieces: Vec<Piece>) -> Vec<Piece> {
    /// From this many words, what stands before a field is a sentence and no label.
    const SENTENCE: usize = 6;
    if pieces.len() < 2 {
        return pieces;
    }
    let inside: Vec<bool> = pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| {
            let Some(field) = &piece.field else { return false };
            let value = piece.text.trim();
            if field.showing
                || value.is_empty()
                || is_prompt(field.kind, value)
                || field.default.as_deref().is_some_and(|default| default.trim() == value)
            {
                return false;
            }
            let before = at
                .checked_sub(1)
                .and_then(|at| pieces.get(at))
                .filter(|piece| piece.field.is_none())
                .map_or("", |piece| piece.text.as_str());
            let after = pieces.get(at + 1).filter(|piece| piece.field.is_none()).map_or("", |piece| piece.text.as_str());
            let labelled = before.trim().is_empty() || before.trim_end_matches(' ').ends_with([':', '?', '\t', '\n']);
            let goes_on = !after.trim().is_empty() && !after.trim_start_matches(' ').starts_with(['\t', '\n']) && !label_like(after);
            !labelled && (goes_on || before.split_whitespace().count() >= SENTENCE)
        })
        .collect();
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut open = false;
    for (mut piece, inside) in pieces.into_iter().zip(inside) {
        if inside {
            piece.field = None;
        }
        match joined.last_mut() {
            Some(last) if piece.field.is_none() && last.field.is_none() && (inside || open) => {
                let shift = last.text.len() as u32;
                last.text.push_str(&piece.text);
                for (from, to) in piece.bold {
                    match last.bold.last_mut() {
                        Some((_, end)) if *end == from + shift => *end = to + shift,
                        _ => last.bold.push((from + shift, to + shift)),
                    }
                }
                last.tally.join(&piece.tally);
            }
            _ => joined.push(piece),
        }
        open = inside;
    }
    joined
}

/// Whether text reads as the label of what follows it ("geboortedatum:").
fn label_like(text: &str) -> bool {
    let text = text.trim();
    text.ends_with(':') && text.split_whitespace().count() <= 4
}
