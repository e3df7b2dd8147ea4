//! Item 9: only what is extra; basic support is referred to, not written out.

use super::{Certainty, Look, Passage, Quote};
use crate::resembles::Strength;
use crate::rules::Part;

/// From here on a passage surely writes out basic support.
const SURE: f32 = 0.9;

pub(super) fn look(l: &mut Look<'_>) {
    let mut basic: Vec<(f32, usize, Quote, Option<Part>)> = Vec::new();
    let mut measures = 0_usize;
    let refers = l.list("basis-verwijzing");
    let mut reference = Vec::new();
    for p in &l.passages.all {
        if p.has(refers) && !matches!(p.part, Part::Voorgeschiedenis | Part::BuitenOpp | Part::Gegevens) && p.words >= 4 {
            reference.push(Look::quote(p));
            continue;
        }
        let here = matches!(p.part, Part::Afspraken | Part::Basisondersteuning | Part::BehoeftenLeerling | Part::Overig | Part::Doelen);
        if !here || p.words < 2 {
            continue;
        }
        let items = count(l, p);
        if p.part == Part::Afspraken && p.words >= 3 {
            measures += 1;
        }
        let strength = strength(l, p, items);
        if strength > 0.0 {
            basic.push((strength, items.max(1), Look::quote(p), Some(p.part)));
        }
    }
    // Who refers to the basic offer seldom writes it out: one or two passages that only look like it are none.
    if !reference.is_empty() && basic.len() <= 2 && basic.iter().all(|b| b.0 < SURE) {
        basic.clear();
    }
    let total: usize = basic.iter().map(|b| b.1).sum();
    let extra = measures.saturating_sub(basic.iter().filter(|b| b.3 == Some(Part::Afspraken)).count());
    let any = measures > 0 || total > 0;
    let quotes: Vec<Quote> = basic.iter().map(|b| b.2).collect();
    l.signs.put("9.maatregelen", any, Vec::new(), Certainty::High);
    l.signs.put("9.geen_maatregelen", !any && !l.blank, Vec::new(), Certainty::Middle);
    l.signs.put("9.basis", total > 0, quotes.clone(), Certainty::Middle);
    l.signs.put("9.basis_drie", total >= 3, quotes.clone(), Certainty::Middle);
    l.signs.put("9.basis_meeste", total >= 2 && total > extra, quotes, Certainty::Middle);
    l.signs.put("9.verwijst", !reference.is_empty(), reference, Certainty::Middle);
    // One row a passage: those that stand in one block are one.
    let mut last: Option<usize> = None;
    let rows: Vec<_> = basic.iter().filter(|b| b.0 >= 0.5).map(|b| (b.3, b.2, b.0)).collect();
    for (part, quote, strength) in rows.into_iter().take(6) {
        if last == Some(quote.block) {
            continue;
        }
        last = Some(quote.block);
        l.report("LEN05", (part, quote), if strength >= SURE { Certainty::High } else { Certainty::Middle });
    }
}

/// How many measures of the basic offer a passage lists.
fn count(l: &Look<'_>, p: &Passage<'_>) -> usize {
    let lists = l.lists(&["basis-maatregel", "basisondersteuning"]);
    let mut ends: Vec<(usize, usize)> = p.hits.iter().filter(|h| lists.contains(&h.list)).map(|h| (h.start, h.end)).collect();
    ends.sort_unstable();
    let mut n = 0;
    let mut reach = 0;
    for (s, e) in ends {
        if s >= reach {
            n += 1;
        }
        reach = reach.max(e);
    }
    n
}

/// How sure a passage writes out basic support, 0 to 1.
fn strength(l: &Look<'_>, p: &Passage<'_>, items: usize) -> f32 {
    let everyone = p.has(l.list("alle-leerlingen"));
    let extra = p.has(l.list("extra-ondersteuning")) || p.has(l.list("frequentie"));
    let like = p.like().strength("LEN05");
    let kind = p.like().feature("maatregel").filter(|(_, s)| *s >= 0.6).map(|(v, _)| v == "basis");
    let whole_part = p.part == Part::Basisondersteuning && p.words >= 6;
    // 'Tess stelt in elke les een vraag voor de hele groep': about this pupil, whoever else is there.
    let name = l.facts.name.as_deref().map(crate::rules::folded).filter(|n| n.len() > 2);
    let of_pupil = name.is_some_and(|n| p.folded.text.split(|c: char| !c.is_alphanumeric()).any(|w| w == n));
    if of_pupil && p.part == Part::Doelen {
        0.0
    } else if everyone && items >= 1 {
        if of_pupil { 0.3 } else { 0.95 }
    } else if kind == Some(false) && !everyone && !whole_part {
        0.0
    } else if like == Strength::Sure && !extra {
        0.9
    } else if whole_part && (like >= Strength::Likely || items >= 1 || everyone) {
        0.85
    } else if like >= Strength::Likely && (items >= 1 || everyone) && !extra || items >= 3 && !extra {
        0.7
    } else if kind == Some(true) && items >= 1 && !extra || items == 1 && !extra && p.part == Part::Afspraken && p.words <= 14 {
        0.3
    } else {
        0.0
    }
}
