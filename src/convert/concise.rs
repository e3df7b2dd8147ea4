//! How many A4 the new body fills, and what moves apart first when it must fit in five.

use super::Mark;
use super::moves::{Move, To, Why};
use super::pieces::{Converted, Paragraph, Piece};
use super::slot::{Rubriek, Slot, required};
use crate::map::SchoolType;
use crate::rules::Part;
use crate::rules::format::Target;

/// The Handreiking's upper limit.
pub(super) const MOST_PAGES: u32 = 5;

/// Lines of ten-point type on an A4 with margins of two centimetres, counted in pages that LibreOffice laid out.
const LINES_A_PAGE: f32 = 54.0;
/// Characters on a line over the full width.
const LINE: f32 = 105.0;
/// Lines that titles, rules and the consent block take.
const FIXED_LINES: f32 = 62.0;

/// Estimates the A4 that the built-in format fills with this content, annex excluded.
pub(super) fn pages(converted: &Converted, target: &Target) -> u32 {
    let mut lines = FIXED_LINES;
    for (slot, pieces) in &converted.slots {
        if slot.rubriek() != Rubriek::Bijlage {
            lines += height(pieces, width(*slot));
        }
    }
    for agreement in converted.agreements.values().flatten() {
        lines += height(&agreement.what, LINE * 0.6).max(height(&agreement.success, LINE * 0.36)) + 0.3;
    }
    let gaps = target.rubrieken.iter().flat_map(|r| &r.fields).filter(|f| f.prompt.is_some()).count();
    lines += gaps as f32 * 0.3;
    (lines / LINES_A_PAGE).ceil().clamp(1.0, 999.0) as u32
}

/// Moves the next passages of low relevance apart: what has no place first, then what a finding points at, then the
/// longest of the summary. Nothing that the law requires, and nothing whose words are someone's view or consent.
/// `false` when there is nothing left to move.
pub(super) fn shorten(moves: &mut [Move], pages: u32, marks: &[Mark], school: Option<SchoolType>) -> bool {
    let over = (pages.saturating_sub(MOST_PAGES)) as usize * 350;
    let mut candidates: Vec<(u8, usize, usize)> = moves
        .iter()
        .enumerate()
        .filter_map(|(index, at)| {
            let To::Slot(slot) = at.to else { return None };
            let rank = rank(slot, at, marks, school)?;
            Some((rank, usize::MAX - at.words, index))
        })
        .collect();
    candidates.sort_unstable();
    let mut moved = 0;
    let rank = candidates.first().map(|(rank, ..)| *rank);
    for (_, _, index) in candidates.into_iter().filter(|(r, ..)| Some(*r) == rank) {
        let Some(at) = moves.get_mut(index) else { continue };
        (at.to, at.why) = (To::Apart, Why::Shortened);
        moved += at.words;
        if moved >= over {
            break;
        }
    }
    moved > 0
}

/// What goes first; `None` for what stays.
fn rank(slot: Slot, at: &Move, marks: &[Mark], school: Option<SchoolType>) -> Option<u8> {
    if required(slot.part, school) {
        return None;
    }
    let doubtful = marks.iter().any(|mark| mark.block == at.block && mark.code.starts_with(['A', 'L']));
    match slot.part {
        Part::Overig => Some(0),
        Part::Gegevens | Part::IntegratiefBeeld if doubtful => Some(1),
        Part::IntegratiefBeeld => Some(2),
        _ => None,
    }
}

fn width(slot: Slot) -> f32 {
    match slot.rubriek() {
        Rubriek::R1a | Rubriek::R1b => LINE * 0.42 * 1.9, // two columns share their lines
        Rubriek::Head | Rubriek::R2 | Rubriek::Bijlage | Rubriek::End => LINE,
        Rubriek::R6 => LINE,
        _ => LINE * 0.74,
    }
}

fn height(pieces: &[Piece], width: f32) -> f32 {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Paragraph(p) => paragraph(p, width),
            Piece::Pairs(pairs) => pairs.len() as f32 * 0.6,
            Piece::Table(rows) => {
                let columns = rows.rows.first().map_or(1, Vec::len).max(1) as f32;
                let row = |cells: &Vec<Vec<Paragraph>>| {
                    let cell = |c: &Vec<Paragraph>| c.iter().map(|p| paragraph(p, width / columns * 0.9)).sum::<f32>();
                    cells.iter().map(cell).fold(1.0, f32::max) + 0.3
                };
                rows.rows.iter().map(row).sum::<f32>() + if rows.header.is_empty() { 0.0 } else { row(&rows.header) }
            }
            Piece::Picture(image) => {
                if image.size.1 > 0.0 {
                    image.size.1 / 12.0
                } else {
                    16.0
                }
            }
        })
        .sum()
}

fn paragraph(p: &Paragraph, width: f32) -> f32 {
    let chars = |words: &super::pieces::Words| words.text.reveal().chars().count() as f32 + 2.0;
    let labels: f32 = p.labels.iter().map(chars).sum();
    let body = p.body.as_ref().map_or(0.0, chars);
    let width = width.max(8.0);
    if p.above { (labels / width).ceil() + (body / width).ceil() + 0.2 } else { ((labels + body) / width).ceil() + 0.2 }
}
