//! The term of a plan: start, half-way look and evaluation by how dates stand to each other, where no label names them.

use super::dates::{self, When};
use super::{Does, Facts, Mapping};
use crate::model::Document;
use crate::rules::{Part, Rules, fold, folded};
use jiff::Span;

/// A look half-way lies at least so many days after the start and before the evaluation.
const APART: i64 = 40;

/// Three dates in one text of the head: 'Van 7 september 2026 tot 18 juni 2027, met een tussenstop op 11 januari 2027'.
pub(super) fn of_one_line(document: &Document, mapping: &Mapping, rules: &Rules, facts: &mut Facts) {
    for i in mapping.written(Part::Data).filter(|i| !of_something_else(document, mapping, rules, *i)) {
        let mut three = whens(mapping.content(document, i), facts);
        three.retain(|w| Some(w.first()) != facts.born && Some(*w) != facts.placement && Some(*w) != facts.adoption);
        three.sort_by_key(|w| w.first());
        if let Ok(term @ [start, half, end]) = <[When; 3]>::try_from(three.as_slice())
            && is_term(&term)
        {
            (facts.start, facts.monitoring, facts.evaluation) = (Some(start), Some(half), Some(end));
            return;
        }
    }
}

/// A date of the head that lies between start and evaluation, under whatever label, is when the plan is looked at half-way.
pub(super) fn half_way(document: &Document, mapping: &Mapping, rules: &Rules, facts: &mut Facts) {
    // No look half-way is held before the plan starts.
    if let (Some(start), Some(half)) = (facts.start, facts.monitoring)
        && half.first() <= start.last()
    {
        facts.monitoring = None;
    }
    let (Some(start), Some(end)) = (facts.start, facts.evaluation) else { return };
    if facts.monitoring.is_some_and(|m| m.first() <= start.last() || m.first() > end.last()) {
        facts.monitoring = None;
    }
    let known = [facts.consent, facts.adoption, facts.advice, facts.placement];
    if facts.monitoring.is_none() {
        facts.monitoring = mapping
            .written(Part::Data)
            .filter(|i| !of_something_else(document, mapping, rules, *i))
            .flat_map(|i| whens(mapping.content(document, i), facts))
            .find(|w| between(start, *w, end) && !known.contains(&Some(*w)));
    }
}

/// 'Toetsmoment: januari 2027', 'geprint 20-11-2026': a date of the head that is of something else.
fn of_something_else(document: &Document, mapping: &Mapping, rules: &Rules, block: usize) -> bool {
    let list = rules.words.list("datum-van-iets-anders");
    let heading = mapping.blocks.get(block).and_then(|r| mapping.sections.get(r.section)).map_or("", |s| s.heading.words());
    let words = document.blocks.get(block).map_or("", |b| b.text.words());
    [heading, words].iter().any(|text| rules.words.find(&fold(text)).iter().any(|h| Some(h.list) == list))
}

/// 'september 2026' where another place names the day: the day.
pub(super) fn to_the_day(document: &Document, mapping: &Mapping, facts: &mut Facts) {
    let days: Vec<When> = mapping
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, r)| matches!(r.part, Part::Data | Part::Evaluatie) && r.does != Does::Aside)
        .flat_map(|(i, _)| whens(document.blocks.get(i).map_or("", |b| b.text.words()), facts))
        .filter(|w| matches!(w, When::Day(_)))
        .collect();
    let exact = |fact: Option<When>| -> Option<When> {
        let Some(month @ When::Month(..)) = fact else { return fact };
        let mut within = days.iter().filter(|d| month.first() <= d.first() && d.first() <= month.last());
        match (within.next(), within.next()) {
            (Some(day), None) => Some(*day),
            (Some(day), Some(same)) if day == same => Some(*day),
            _ => fact,
        }
    };
    facts.start = exact(facts.start);
    facts.evaluation = exact(facts.evaluation);
}

/// Dates with a year, their own or the school year's.
fn whens(text: &str, facts: &Facts) -> Vec<When> {
    if !text.bytes().any(|b| b.is_ascii_digit()) && text.len() > 60 {
        return Vec::new();
    }
    let year = facts.school_year.or_else(|| facts.start.map(|s| dates::school_year(s.first())));
    let mut out: Vec<When> = Vec::new();
    for d in dates::find(&folded(text), year).into_iter().filter(|d| d.has_year || year.is_some()) {
        if !out.contains(&d.when) {
            out.push(d.when);
        }
    }
    out
}

/// Whether three dates can be start, half-way and evaluation of one plan.
pub(super) fn is_term(dates: &[When; 3]) -> bool {
    let [start, half, end] = *dates;
    end.first() <= start.first().saturating_add(Span::new().months(14)) && between(start, half, end)
}

fn between(start: When, half: When, end: When) -> bool {
    let apart = Span::new().days(APART);
    half.first() >= start.first().saturating_add(apart) && half.last() <= end.last().saturating_sub(apart)
}
