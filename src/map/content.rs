//! Knows a section by what it says, where no heading helps or the heading misleads.
//!
//! Block by block: a plan without headings, or with headings that nobody knows, still says one thing after another.

use super::{Because, Does, Mapping, dates};
use crate::model::{BlockKind, Document};
use crate::resembles::Learned;
use crate::rules::Part;
use std::collections::BTreeMap;

/// A sub-heading leaves the part of the heading above it only for words as clear as this.
const LEAVES: f32 = 0.72;
/// A heading that is known is overruled only by words as clear as this.
const CLEAR: f32 = 0.93;

/// Gives a part to what its headings did not explain.
pub(super) fn overrule(document: &Document, mapping: &mut Mapping) {
    let mut before: Option<Part> = None;
    for s in 0..mapping.sections.len() {
        let Some(section) = mapping.sections.get(s) else { continue };
        let heading = section.heading.words().to_owned();
        let (part, confidence) = (section.part, section.confidence);
        let weak = confidence < 0.6;
        let nothing = weak && section.because == Because::Nothing;
        let known = matches!(section.because, Because::Heading { .. });
        let blocks: Vec<usize> = section
            .blocks
            .iter()
            .copied()
            .filter(|b| mapping.blocks.get(*b).is_some_and(|r| r.section == s && r.does == Does::Content))
            .filter(|b| document.blocks.get(*b).is_some_and(|d| !matches!(d.kind, BlockKind::Tick { .. })))
            .collect();
        // A column of dates is when tests were taken, not when the plan is looked at.
        let column = blocks.iter().filter(|b| only_dates(mapping.content(document, **b)) > 0).count() > 3;
        let mut words_of: BTreeMap<Part, usize> = BTreeMap::new();
        let mut sure_of: BTreeMap<Part, f32> = BTreeMap::new();
        for b in blocks {
            let text = mapping.content(document, b).to_owned();
            let words = text.split_whitespace().count();
            let dated = match only_dates(&text) {
                0 => false,
                _ if column => false,
                1 => {
                    words <= 14
                        && (weak || confidence < 0.9 || matches!(part, Part::Overig | Part::Gegevens) && words <= 4 && !born(&heading))
                }
                _ => words <= 26 && (weak || matches!(part, Part::Afspraken | Part::Overig | Part::Gegevens)),
            };
            if words < 2 && !dated {
                continue;
            }
            let (to, sure) = if dated { (Part::Data, 0.8) } else { likeliest(&heading, &text, before.filter(|_| nothing)) };
            let take = if dated {
                true
            } else if nothing {
                words >= 4 || !heading.is_empty()
            } else if weak {
                sure >= LEAVES && words >= 6 && may_leave(part, to)
            } else if known && matches!(part, Part::Gegevens | Part::Data) {
                words >= 12 && sure >= 0.5 && !matches!(to, Part::Gegevens | Part::Data)
            } else {
                known && sure >= CLEAR && words >= 8 && misleads(part, to)
            };
            let now = if take { to } else { part };
            if take && let Some(role) = mapping.blocks.get_mut(b) {
                role.part = to;
            }
            *words_of.entry(now).or_default() += words;
            let best = sure_of.entry(now).or_insert(0.0);
            *best = best.max(if take { sure } else { confidence });
            before = Some(now);
        }
        // The section is what most of its words are.
        if let Some((most, _)) = words_of.into_iter().max_by_key(|(_, n)| *n)
            && most != part
            && let Some(section) = mapping.sections.get_mut(s)
        {
            section.part = most;
            section.because = Because::Content;
            section.confidence = sure_of.get(&most).copied().unwrap_or(0.5).min(0.9);
            for &b in &section.blocks {
                if let Some(role) = mapping.blocks.get_mut(b)
                    && role.does != Does::Content
                    && role.part == part
                {
                    role.part = most;
                }
            }
        }
    }
}

/// The part that a passage looks most like, its heading read with it; what stands before it tips the scale a little.
fn likeliest(heading: &str, text: &str, before: Option<Part>) -> (Part, f32) {
    let learned = Learned::shipped();
    let mut sums: BTreeMap<Part, f32> = BTreeMap::new();
    let mut add = |text: &str, weight: f32| {
        let judged = learned.judge(text);
        for (id, p) in judged.parts().take(8) {
            if let Some(part) = Part::of(id) {
                *sums.entry(part).or_default() += p * weight;
            }
        }
    };
    let headed = heading.split_whitespace().count();
    if (1..=10).contains(&headed) {
        add(text, 0.5);
        add(&format!("{heading}: {text}"), 0.5);
    } else {
        add(text, 1.0);
    }
    if let Some(before) = before.filter(|p| !matches!(p, Part::Gegevens | Part::Overig)) {
        *sums.entry(before).or_default() += 0.06;
    }
    sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((Part::Overig, 0.0))
}

/// How many dates with a year of their own stand in a text that holds little more; 0 for any other text.
fn only_dates(text: &str) -> usize {
    let folded = crate::rules::folded(text);
    let found: Vec<_> = dates::find(&folded, None).into_iter().filter(|d| d.has_year).collect();
    let covered: usize = found.iter().map(|f| f.end - f.start).sum();
    let most = covered * 2 >= folded.len() || found.len() >= 2 && covered * 3 >= folded.len();
    if most { found.len() } else { 0 }
}

/// A heading of the date of birth or of placement, which are no dates of the OPP.
fn born(heading: &str) -> bool {
    let h = crate::rules::folded(heading);
    ["geb", "plaats", "school", "inschrij", "instroom"].iter().any(|w| h.contains(w))
}

/// A heading that often covers something else: 'Beeld' over history, 'Aanpak' over basic support.
fn misleads(from: Part, to: Part) -> bool {
    matches!(
        (from, to),
        (Part::IntegratiefBeeld, Part::Voorgeschiedenis | Part::Onderzoek | Part::Medisch | Part::BehoeftenLeerling | Part::Gezin)
            | (Part::Afspraken, Part::Basisondersteuning | Part::ZienswijzeLeerling | Part::Instemming)
            | (Part::Doelen, Part::BehoeftenLeraren | Part::BehoeftenOuders | Part::BehoeftenLeerling)
            | (Part::Overig, _)
    )
}

/// Whether a sub-heading may leave the part of the heading above it.
fn may_leave(from: Part, to: Part) -> bool {
    !matches!(from, Part::Bijlage | Part::BuitenOpp | Part::Voorgeschiedenis) && !matches!(to, Part::Gegevens | Part::Data | Part::Overig)
}
