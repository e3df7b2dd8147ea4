//! Codes of single passages: what a rule file says to look for, and what the learned models recognise.

use super::{Certainty, Look, Passage, Quote, Stance};
use crate::map::{Kind, dates};
use crate::resembles::Strength;
use crate::rules::{List, Part, Seek};
use jiff::Span;

/// A rule that the learned models find this unlikely is not believed.
const UNLIKELY: f32 = 0.1;
/// More rows of one code than this help nobody.
const MOST: usize = 12;
/// Bytes between two sentences of a paragraph that make them two passages.
const APART: usize = 40;
/// Bytes that the evidence of one row can show: what goes on beyond that is a row of its own.
const SHOWN: usize = 160;
/// Codes of which a document seldom holds one passage only: where one is found, likelier ones are believed sooner.
const IN_NUMBERS: [&str; 8] = ["AVG01", "AVG02", "AVG03", "AVG04", "AVG05", "AVG07", "LEN05", "TAA01"];

pub(super) fn look(l: &mut Look<'_>) {
    if l.mapping.kind != Kind::Opp {
        return;
    }
    let codes: Vec<(String, Seek)> = l.rules.codes.iter().filter_map(|c| Some((c.id.clone(), c.seek.clone()?))).collect();
    for (code, seek) in codes {
        let mut rows: Vec<(Option<Part>, Quote, Certainty)> = Vec::new();
        let mut last: Option<(usize, usize, usize)> = None;
        let many = IN_NUMBERS.contains(&code.as_str())
            && l.passages.all.iter().any(|p| fits(p, &seek) && found(l, p, &seek, false).is_some_and(|c| c >= Certainty::Middle));
        for p in &l.passages.all {
            if !fits(p, &seek) {
                continue;
            }
            let Some(sure) = found(l, p, &seek, many) else { continue };
            let section = l.mapping.blocks.get(p.block).map_or(0, |r| r.section);
            // Sentences that follow one another in a paragraph are one passage; one that stands apart is another.
            let next_to = last.is_some_and(|(s, b, end)| s == section && b == p.block && p.start < end + APART);
            last = Some((section, p.block, p.start + p.text.len()));
            if next_to
                && let Some((_, quote, before)) = rows.last_mut()
                && p.start + p.text.len() <= quote.start + SHOWN
            {
                quote.end = p.start + p.text.len();
                *before = sure.max(*before);
                continue;
            }
            rows.push((Some(p.part), Look::quote(p), sure));
        }
        if rows.len() > MOST {
            rows.sort_by_key(|r| std::cmp::Reverse(r.2));
            rows.truncate(MOST);
            rows.sort_by_key(|r| (r.1.block, r.1.start));
        }
        for (part, quote, sure) in rows {
            l.report(&code, (part, quote), sure);
        }
    }
}

/// Whether a passage stands where a code is looked for.
fn fits(p: &Passage<'_>, seek: &Seek) -> bool {
    (seek.parts.is_empty() || seek.parts.contains(&p.part)) && !seek.not_in.contains(&p.part) && p.words >= 2
}

/// Whether a passage is what a code looks for, and how sure; with `many`, others were found already.
fn found(l: &Look<'_>, p: &Passage<'_>, seek: &Seek, many: bool) -> Option<Certainty> {
    if !seek.quoted_too && p.quoted_share() > 0.6 {
        return None;
    }
    let holds = |lists: &[List], denied: bool| {
        p.hits.iter().any(|h| lists.contains(&h.list) && (denied || l.passages.stance(p, h) == Stance::Said))
    };
    let near = |lists: &[List]| {
        !lists.is_empty()
            && l.passages.near(p).any(|o| o.hits.iter().any(|h| lists.contains(&h.list) && l.passages.stance(o, h) != Stance::Denied))
    };
    if !seek.without.is_empty() && p.hits.iter().any(|h| seek.without.contains(&h.list)) || near(&seek.without_near) {
        return None;
    }
    let rule = !seek.any.is_empty() && holds(&seek.any, seek.denied_too) && (seek.with.is_empty() || holds(&seek.with, true));
    let named = seek.peers && super::peers::names(l, p);
    let rule = rule || named;
    let learned = seek.learned.as_deref();
    let strength = learned.map_or(Strength::No, |c| p.like().strength(c));
    let sure = match (rule, learned) {
        (true, Some(_)) if strength >= Strength::Likely => Some(Certainty::High),
        (true, Some(c)) if p.like().code(c) >= UNLIKELY => Some(Certainty::Middle),
        (true, Some(_)) => (seek.any_suffices || named).then_some(Certainty::Middle),
        (true, None) => Some(Certainty::Middle),
        // The learned models alone are at most `midden`, and only where they are sure.
        (false, _) if strength == Strength::Sure && p.words >= 4 => Some(Certainty::Middle),
        (false, _) if many && strength == Strength::Likely && p.words >= 4 => Some(Certainty::Low),
        _ => None,
    }?;
    // What looks further than the passage comes last: few get so far.
    let explained =
        seek.outdated && !outdated(l, p) || seek.unless_consent && consented(l, p) || seek.unless_linked && linked(l, p, &seek.any);
    (!explained).then_some(sure)
}

/// Whether the latest date it names lies more than two years before the OPP's date, and nothing says it still holds.
pub(super) fn outdated(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let Some(date) = l.facts.dated() else { return false };
    let Ok(limit) = date.checked_sub(Span::new().years(i64::from(l.rules.outdated_years.min(50)))) else { return false };
    let mut last = dates::find(&p.folded.text, None).iter().map(|f| f.when.last()).max();
    if last.is_none() {
        last = years(&p.folded.text).max().and_then(|y| jiff::civil::Date::new(y, 12, 31).ok());
    }
    if last.is_none()
        && let Some(section) = l.section(p)
    {
        // 'Logopedisch onderzoek (november 2022)' holds for what stands under it.
        last = dates::find(&crate::rules::folded(section.heading.words()), None).iter().filter(|f| f.has_year).map(|f| f.when.last()).max();
    }
    let born = l.facts.born;
    last.is_some_and(|d| d < limit && Some(d) != born)
}

/// Bare years in a text: 'in 2021'.
fn years(text: &str) -> impl Iterator<Item = i16> + '_ {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|w| w.len() == 4)
        .filter_map(|w| w.parse::<i16>().ok())
        .filter(|y| (2005..2100).contains(y))
}

/// Whether consent for this information is recorded beside it, or for the document as a whole.
fn consented(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let list = l.lists(&["toestemming-informatie"]);
    let said = |o: &Passage<'_>| o.hits.iter().any(|h| list.contains(&h.list) && l.passages.stance(o, h) == Stance::Said);
    let section = l.mapping.blocks.get(p.block).map(|r| r.section);
    l.passages.all.iter().filter(|o| said(o)).any(|o| {
        let close = o.block.abs_diff(p.block) <= 3 || l.mapping.blocks.get(o.block).map(|r| r.section) == section;
        let general = [
            "opgenomen",
            "opnemen",
            "opname",
            "vermelden",
            "in dit opp",
            "in het opp",
            "in dit plan",
            "in het plan",
            "gegevens",
            "onderzoek",
            "diagnose",
        ]
        .iter()
        .any(|w| o.folded.text.contains(w));
        close || general
    })
}

/// Whether what the passage tells comes back in goals, needs or agreements, or is tied to them where it stands.
fn linked(l: &Look<'_>, p: &Passage<'_>, lists: &[List]) -> bool {
    let link = l.list("koppeling");
    if p.has(link) || l.passages.near(p).any(|o| o.block == p.block && o.has(link)) {
        return true;
    }
    let mine: Vec<&str> = p
        .hits
        .iter()
        .filter(|h| lists.contains(&h.list))
        .filter_map(|h| p.folded.text.get(h.start..h.end))
        .filter(|w| w.len() >= 3)
        .collect();
    l.passages
        .of_parts(&[Part::Doelen, Part::Afspraken, Part::BehoeftenLeerling, Part::BehoeftenLeraren, Part::AfwijkingOnderwijstijd])
        .filter(|o| o.block != p.block)
        .any(|o| mine.iter().any(|w| o.folded.text.contains(w)))
}
