//! Knows a section by what it says, where no heading helps or the heading misleads.

use super::{Because, Does, Mapping};
use crate::check::resembles::Learned;
use crate::model::Document;
use crate::rules::Part;
use std::collections::BTreeMap;

/// A section that its heading does not explain is taken for what it says when the models are this sure together.
const ENOUGH: f32 = 0.45;
/// A heading that is known is overruled only by words as clear as this.
const CLEAR: f32 = 0.93;

/// Gives a part to sections that their headings did not explain.
pub(super) fn overrule(document: &Document, mapping: &mut Mapping) {
    for s in 0..mapping.sections.len() {
        let Some(section) = mapping.sections.get(s) else { continue };
        let text: Vec<&str> = section
            .blocks
            .iter()
            .filter(|b| mapping.blocks.get(**b).is_some_and(|r| r.does == Does::Content))
            .map(|b| mapping.content(document, *b))
            .filter(|t| t.split_whitespace().count() >= 4)
            .collect();
        let words: usize = text.iter().map(|t| t.split_whitespace().count()).sum();
        if words < 5 {
            continue;
        }
        let weak = section.confidence < 0.6;
        if !weak && !matches!(section.because, Because::Heading { .. }) {
            continue;
        }
        let Some((part, sure)) = likeliest(&text, section.heading.words()) else { continue };
        if part == section.part {
            if weak && let Some(section) = mapping.sections.get_mut(s) {
                section.confidence = section.confidence.max(sure.min(0.85));
            }
            continue;
        }
        let inherits = section.because == Because::Inherited;
        let take = if weak && !inherits { sure >= ENOUGH } else if inherits { sure >= 0.75 && words >= 8 && may_leave(section.part, part) } else { sure >= CLEAR && misleads(section.part, part) };
        if take {
            set(mapping, s, part, sure.min(0.9) * 0.9);
        }
    }
}

/// The part that a section's passages look most like together, and how sure.
fn likeliest(text: &[&str], heading: &str) -> Option<(Part, f32)> {
    let learned = Learned::shipped();
    let mut sums: BTreeMap<Part, f32> = BTreeMap::new();
    let mut weight = 0.0;
    for t in text.iter().take(12) {
        let n = (t.split_whitespace().count() as f32).min(40.0).sqrt();
        let judged = learned.judge(t);
        for (id, p) in judged.parts().take(6) {
            if let Some(part) = Part::of(id) {
                *sums.entry(part).or_default() += p * n;
            }
        }
        weight += n;
    }
    if heading.split_whitespace().count() >= 2 && !text.is_empty() {
        let judged = learned.judge(heading);
        for (id, p) in judged.parts().take(3) {
            if let Some(part) = Part::of(id) {
                *sums.entry(part).or_default() += p * 1.5;
            }
        }
        weight += 1.5;
    }
    let (part, sum) = sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((part, sum / weight.max(1.0)))
}

/// A heading that often covers something else: 'Beeld' over history, 'Aanpak' over basic support.
fn misleads(from: Part, to: Part) -> bool {
    matches!(
        (from, to),
        (Part::IntegratiefBeeld, Part::Voorgeschiedenis | Part::Onderzoek | Part::Medisch | Part::BehoeftenLeerling | Part::Gezin)
            | (Part::Afspraken, Part::Basisondersteuning)
            | (Part::Overig, _)
    )
}

/// Whether a sub-heading may leave the part of the heading above it.
fn may_leave(from: Part, to: Part) -> bool {
    !matches!(from, Part::Bijlage | Part::BuitenOpp | Part::Voorgeschiedenis) && !matches!(to, Part::Gegevens | Part::Data | Part::Overig)
}

fn set(mapping: &mut Mapping, s: usize, part: Part, confidence: f32) {
    let Some(section) = mapping.sections.get_mut(s) else { return };
    let from = section.part;
    section.part = part;
    section.confidence = confidence;
    section.because = Because::Content;
    for &b in &section.blocks {
        if let Some(role) = mapping.blocks.get_mut(b)
            && role.part == from
        {
            role.part = part;
        }
    }
}
