//! Items 4 and 8: the agreements one by one: who, when, and how is known whether it worked.

use super::{Certainty, Look, Passage, Quote};
use crate::map::{Does, dates};
use crate::rules::{Part, folded};
use std::collections::BTreeMap;

/// An agreement or goal with what stands in its row.
#[derive(Debug, Default)]
struct Unit {
    quote: Option<Quote>,
    words: usize,
    who: bool,
    when: bool,
    success: bool,
}

pub(super) fn look(l: &mut Look<'_>) {
    let units = units(l, &[Part::Afspraken]);
    let goals = units_of_goals(l);
    let real: Vec<&Unit> = units.iter().filter(|u| u.words >= 2 && u.quote.is_some()).collect();
    let n = real.len();
    let lacking: Vec<Quote> = real.iter().filter(|u| !(u.who && u.when)).filter_map(|u| u.quote).collect();
    let who: Vec<Quote> = real.iter().filter(|u| u.who).filter_map(|u| u.quote).collect();
    let when: Vec<Quote> = real.iter().filter(|u| u.when).filter_map(|u| u.quote).collect();
    let success_agreed = real.iter().filter(|u| u.success).count();
    let success_goals = goals.iter().filter(|u| u.success).count();
    let criteria = l.passages.of_part(Part::Evaluatie).filter(|p| p.words >= 3 || p.words == 2 && !dated(p.text)).count();
    let some_success = success_agreed + success_goals > 0 || criteria > 0;
    let unsuccessful: Vec<Quote> = goals.iter().filter(|u| !u.success).filter_map(|u| u.quote).collect();
    let all = goals.len();
    l.signs.put("4.wie", !who.is_empty(), who.clone(), Certainty::Middle);
    l.signs.put("4.wanneer", !when.is_empty(), when.clone(), Certainty::Middle);
    l.signs.put("4.succes", some_success, Vec::new(), Certainty::Middle);
    // Half or more of the agreements: who misses, or when misses.
    let half_lacks = match n {
        0 => false,
        1 => who.is_empty() && when.is_empty(),
        _ => (n - who.len()) * 2 > n || (n - when.len()) * 2 > n,
    };
    l.signs.put("4.afspraak_zonder", half_lacks && !lacking.is_empty(), lacking, Certainty::Middle);
    let half_fails = all > 0 && unsuccessful.len() * 2 >= all && (criteria == 0 || criteria * 2 < all);
    l.signs.put("4.zonder_succes", half_fails, unsuccessful, Certainty::Middle);
    l.signs.put("4.afspraken", n > 0, Vec::new(), Certainty::High);
    asked(l);
}

/// Holds a number, as a date does: 'juni 2026' says when, 'certificaat gehaald' says how success is known.
fn dated(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// Agreements: a row of a table, or a block.
fn units(l: &Look<'_>, parts: &[Part]) -> Vec<Unit> {
    let mut out: BTreeMap<(u32, usize), Unit> = BTreeMap::new();
    for p in &l.passages.all {
        let cell = l.document.blocks.get(p.block).and_then(|b| b.cell);
        let mine = parts.contains(&p.part);
        let key = match cell {
            Some(c) if l.document.blocks.get(p.block).is_some() => (c.table + 1, c.row as usize),
            _ => (0, p.block),
        };
        if !mine {
            // What stands in the same row of the table belongs to it.
            if let Some(u) = out.get_mut(&key).filter(|_| key.0 > 0) {
                mark(l, p, u);
                u.success |= p.part == Part::Evaluatie && p.words >= 2;
            }
            continue;
        }
        let u = out.entry(key).or_default();
        u.quote = u.quote.or(Some(Look::quote(p)));
        u.words += p.words;
        mark(l, p, u);
        // A column headed 'Wie' or 'Wanneer' says it whatever its words.
        if let Some(s) = l.mapping.blocks.get(p.block).and_then(|r| l.mapping.sections.get(r.section)) {
            u.who |= l.heads(s, "kop-wie");
            u.when |= l.heads(s, "kop-wanneer");
        }
    }
    out.into_values().collect()
}

fn units_of_goals(l: &Look<'_>) -> Vec<Unit> {
    let mut out: BTreeMap<(u32, usize), Unit> = BTreeMap::new();
    let mut rows: BTreeMap<(u32, usize), bool> = BTreeMap::new();
    for p in &l.passages.all {
        let cell = l.document.blocks.get(p.block).and_then(|b| b.cell);
        let key = cell.map_or((0, p.block), |c| (c.table + 1, c.row as usize));
        if p.part == Part::Evaluatie && cell.is_some() && p.words >= 2 {
            rows.insert(key, true);
        }
        if p.part == Part::Doelen && p.words >= 4 {
            let u = out.entry(key).or_default();
            u.quote = u.quote.or(Some(Look::quote(p)));
            u.words += p.words;
            mark(l, p, u);
            // A goal that counts says itself when it is reached.
            u.success |= p.text.chars().any(|c| c.is_ascii_digit()) && p.has(l.list("meetbaar"));
        }
    }
    for (key, u) in &mut out {
        u.success |= rows.contains_key(key);
    }
    out.into_values().collect()
}

/// Adds what a passage says of who, when and success.
fn mark(l: &Look<'_>, p: &Passage<'_>, u: &mut Unit) {
    let like = p.like();
    let learned = |name: &str| like.feature(name).filter(|(_, s)| *s >= 0.6).map(|(v, _)| v == "true");
    let who = p.has(l.list("rollen")) || p.has(l.list("ouders")) || named(p.text);
    let when = p.has(l.list("weekritme")) || p.has(l.list("tijd")) || !dates::find(&p.folded.text, Some(2025)).is_empty();
    let success = p.has(l.list("succeswoorden"));
    u.who |= match learned("wie") {
        Some(true) => who || like.feature("wie").is_some_and(|(_, s)| s >= 0.85),
        Some(false) => who && named(p.text),
        None => who,
    };
    u.when |= match learned("wanneer") {
        Some(v) => v || when && p.text.chars().any(|c| c.is_ascii_digit()),
        None => when,
    };
    u.success |= match learned("succes") {
        Some(v) => v,
        None => success,
    };
}

/// Whether a person is named, after a sentence has begun: a capital where none is due.
fn named(text: &str) -> bool {
    text.split_whitespace().skip(1).any(|w| {
        let bare = w.trim_matches(|c: char| !c.is_alphabetic());
        let mut chars = bare.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.clone().count() >= 2 && chars.all(char::is_lowercase)
    })
}

/// What a blank form asks.
fn asked(l: &mut Look<'_>) {
    let mut text = String::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        if matches!(role.part, Part::Afspraken | Part::Evaluatie | Part::Doelen | Part::Data) && role.does != Does::Aside {
            text.push(' ');
            text.push_str(&folded(l.document.blocks.get(i).map_or("", |b| b.text.words())));
        }
    }
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let word = |w: &str| words.contains(&w);
    let has = |w: &str| text.contains(w);
    let evaluates = l.mapping.sections.iter().any(|s| s.part == Part::Evaluatie);
    l.signs.put("vraagt.4.wie", word("wie") || word("verantwoordelijke") || has("door wie"), Vec::new(), Certainty::Middle);
    l.signs.put(
        "vraagt.4.wanneer",
        word("wanneer") || word("frequentie") || word("tijdpad") || has("hoe vaak"),
        Vec::new(),
        Certainty::Middle,
    );
    l.signs.put("vraagt.4.succes", evaluates || has("gelukt") || has("tevreden") || has("meten"), Vec::new(), Certainty::Middle);
}
