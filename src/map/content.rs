//! Knows a section by what it says and by where it stands, where no heading helps or the heading misleads.
//!
//! A section whose heading is known is one stretch; where the heading tells nothing, each block is a stretch of its own: a plan
//! without headings, or with headings that nobody knows, still says one thing after another.

use super::weigh::{self, Chances, EVEN, Unit};
use super::{Because, Does, Mapping, dates};
use crate::model::{BlockKind, Document};
use crate::rules::{Part, Rules, folded};
use std::collections::BTreeMap;

/// From here on a heading is sure: only the blocks in its section that clearly say something else leave it.
const SURE: f32 = 0.84;
/// A sub-heading leaves the part of the heading above it only for words as clear as this.
const LEAVES: f32 = 0.6;
/// A heading that is known is overruled only by words as clear as this.
const CLEAR: f32 = 0.93;

/// A stretch and the blocks it stands for.
struct Stretch {
    section: usize,
    blocks: Vec<usize>,
    unit: Unit,
}

/// Gives a part to what its headings did not explain; `name` is the pupil's first name.
pub(super) fn overrule(document: &Document, mapping: &mut Mapping, rules: &Rules, name: Option<&str>) {
    let stretches = stretches(document, mapping, rules, name);
    let units: Vec<Unit> = stretches.iter().map(|s| s.unit.clone()).collect();
    let found = weigh::chain(&units, &rules.order);
    // The only agreements of a plan are its agreements, however basic.
    let plans = mapping.sections.iter().filter(|s| s.part == Part::Afspraken && !s.blocks.is_empty()).count();
    let stays = |part: Part, to: Part| plans == 1 && part == Part::Afspraken && to == Part::Basisondersteuning;
    let mut words_of: Vec<BTreeMap<Part, usize>> = vec![BTreeMap::new(); mapping.sections.len()];
    let mut sure_of: Vec<BTreeMap<Part, f32>> = vec![BTreeMap::new(); mapping.sections.len()];
    for (stretch, (to, sure)) in stretches.iter().zip(found) {
        let Some(section) = mapping.sections.get(stretch.section) else { continue };
        let (part, confidence) = (section.part, section.confidence);
        let firm = is_firm(section);
        let inherited = section.because == Because::Inherited;
        for &b in &stretch.blocks {
            let text = mapping.content(document, b);
            let words = text.split_whitespace().count();
            let leaves = match (firm, inherited) {
                (true, _) => leaves(section, text, words, rules).filter(|(to, _)| !stays(part, *to)),
                (_, true) => Some((to, sure)).filter(|_| to == part || sure >= LEAVES && may_leave(part, to)),
                _ => Some((to, sure)),
            };
            let (now, sure) = leaves.unwrap_or((part, confidence));
            if let Some(role) = mapping.blocks.get_mut(b) {
                role.part = now;
            }
            if let (Some(n), Some(best)) = (words_of.get_mut(stretch.section), sure_of.get_mut(stretch.section)) {
                *n.entry(now).or_default() += words;
                let best = best.entry(now).or_insert(0.0);
                *best = best.max(sure);
            }
        }
    }
    // A section is what most of its words are.
    for (s, (words, sure)) in words_of.into_iter().zip(sure_of).enumerate() {
        let most = words.into_iter().max_by_key(|(_, n)| *n).map(|m| m.0);
        let Some((most, section)) = most.zip(mapping.sections.get_mut(s)) else { continue };
        let sure = sure.get(&most).copied().unwrap_or(0.5).min(0.9);
        if most == section.part {
            section.confidence = section.confidence.max(sure);
            continue;
        }
        let part = section.part;
        section.part = most;
        section.because = Because::Content;
        section.confidence = sure;
        for &b in &section.blocks {
            let tick = document.blocks.get(b).is_some_and(|d| matches!(d.kind, BlockKind::Tick { .. }));
            if let Some(role) = mapping.blocks.get_mut(b)
                && (role.does != Does::Content || tick)
                && role.part == part
            {
                role.part = most;
            }
        }
    }
}

/// The document as stretches, each with its chances.
fn stretches(document: &Document, mapping: &Mapping, rules: &Rules, name: Option<&str>) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for (s, section) in mapping.sections.iter().enumerate() {
        let blocks: Vec<usize> = section
            .blocks
            .iter()
            .copied()
            .filter(|b| mapping.blocks.get(*b).is_some_and(|r| r.section == s && r.does == Does::Content))
            .filter(|b| document.blocks.get(*b).is_some_and(|d| !matches!(d.kind, BlockKind::Tick { .. })))
            .collect();
        if blocks.is_empty() {
            continue;
        }
        let heading = heading_chances(section, rules, name);
        if is_firm(section) {
            out.push(Stretch { section: s, blocks, unit: Unit { chances: heading, onward: false } });
            continue;
        }
        // A column of dates is when tests were taken, not when the plan is looked at.
        let column = blocks.iter().filter(|b| only_dates(mapping.content(document, **b)) > 0).count() > 3;
        let born = born(section.heading.words());
        let mut first = true;
        for b in blocks {
            let text = mapping.content(document, b);
            let words = text.split_whitespace().count();
            let dates = if column || born { 0 } else { only_dates(text) };
            let chances = if (1..=3).contains(&dates) && words <= 14 * dates {
                weigh::mostly(Part::Data, None, 0.9, &heading)
            } else {
                let mut chances = heading;
                if words > 0 {
                    weigh::by_words(&mut chances, rules.models.passages(), text);
                }
                chances
            };
            out.push(Stretch { section: s, blocks: vec![b], unit: Unit { chances, onward: !first || section.heading.is_blank() } });
            first = false;
        }
    }
    out
}

/// Whether the heading of a section is sure, and of one part.
fn is_firm(section: &super::Section) -> bool {
    section.confidence >= SURE && (section.also.is_none() || section.part == Part::Bijlage)
}

/// How likely each part is by the heading of a section alone.
fn heading_chances(section: &super::Section, rules: &Rules, name: Option<&str>) -> Chances {
    let heading = section.heading.words();
    let count = heading.split_whitespace().count();
    let learned = if (1..=14).contains(&count) {
        weigh::by_heading(rules.models.headings(), &crate::rules::headings::plain(heading, name))
    } else {
        EVEN
    };
    let sure = match section.because {
        Because::Heading { .. } | Because::Table => section.confidence.min(0.97),
        Because::Inherited => 0.45,
        Because::Content | Because::Nothing if count == 0 => 0.2,
        Because::Content | Because::Nothing => 0.0,
    };
    weigh::mostly(section.part, section.also, sure, &learned)
}

/// What a block under a heading that is sure says so clearly that it leaves it, and how sure that is.
fn leaves(section: &super::Section, text: &str, words: usize, rules: &Rules) -> Option<(Part, f32)> {
    let part = section.part;
    let dates = only_dates(text);
    if dates == 1 && words <= 4 && matches!(part, Part::Overig | Part::Gegevens | Part::Evaluatie) && !born(section.heading.words())
        || dates > 1 && words <= 26 && matches!(part, Part::Afspraken | Part::Overig | Part::Gegevens)
    {
        return Some((Part::Data, 0.8));
    }
    let head = part == Part::Gegevens && words >= 12 || part == Part::Data && words >= 7 && dates == 0;
    let misleading = words >= 8 && matches!(section.because, Because::Heading { .. });
    if !head && !misleading {
        return None;
    }
    let judged = rules.models.passages().judge_part(text);
    let (id, sure) = judged.part();
    let to = Part::of(id)?;
    let leaves = head && sure >= 0.5 && !matches!(to, Part::Gegevens | Part::Data) || misleading && sure >= CLEAR && misleads(part, to);
    leaves.then_some((to, sure))
}

/// How many dates with a year of their own stand in a text that holds little more; 0 for any other text.
fn only_dates(text: &str) -> usize {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return 0;
    }
    let folded = folded(text);
    let found: Vec<_> = dates::find(&folded, None).into_iter().filter(|d| d.has_year).collect();
    let covered: usize = found.iter().map(|f| f.end - f.start).sum();
    let most = covered * 2 >= folded.len() || found.len() >= 2 && covered * 3 >= folded.len();
    if most { found.len() } else { 0 }
}

/// A heading of the date of birth or of placement, which are no dates of the OPP.
fn born(heading: &str) -> bool {
    let h = folded(heading);
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
            | (Part::Uitstroomprofiel | Part::Onderbouwing | Part::Instemming, Part::AdviesCommissie)
            | (Part::Instemming | Part::Overleg, Part::Contactpersonen)
    )
}

/// Whether a sub-heading may leave the part of the heading above it.
fn may_leave(from: Part, to: Part) -> bool {
    !matches!(from, Part::Bijlage | Part::BuitenOpp | Part::Voorgeschiedenis) && !matches!(to, Part::Gegevens | Part::Data | Part::Overig)
}
