//! Item 12: how long it is, where the words stand, and what stands there twice.

use super::{Certainty, Look, Quote};
use crate::map::Does;
use crate::model::BlockKind;
use crate::rules::{Part, folded};
use std::collections::{BTreeSet, HashMap};

/// A passage of fewer words may well stand twice.
const REPEATED: usize = 12;

pub(super) fn look(l: &mut Look<'_>) {
    count(l);
    repeats(l);
    scores(l);
}

fn count(l: &mut Look<'_>) {
    let mut words = 0;
    let mut annex: BTreeSet<u32> = BTreeSet::new();
    let mut body: BTreeSet<u32> = BTreeSet::new();
    let mut annex_words = 0_usize;
    let mut all_words = 0_usize;
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        let Some(block) = l.document.blocks.get(i) else { continue };
        if role.does == Does::Aside {
            continue;
        }
        let n = block.text.words().split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
        all_words += n;
        if role.part == Part::Bijlage {
            annex_words += n;
        }
        if let Some(page) = block.place.page
            && n > 0
        {
            if role.part == Part::Bijlage {
                annex.insert(page)
            } else {
                body.insert(page)
            };
        }
        if role.does == Does::Content {
            words += l.mapping.content(l.document, i).split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
        }
    }
    l.words = u32::try_from(words).unwrap_or(u32::MAX);
    let pages = l.document.a4.pages.max(u32::from(all_words > 0));
    let only = u32::try_from(annex.difference(&body).count()).unwrap_or(0);
    l.a4_opp = if !annex.is_empty() || !body.is_empty() {
        pages.saturating_sub(only).max(1)
    } else if annex_words > 0 && all_words > 0 {
        let share = annex_words as f64 / all_words as f64;
        ((f64::from(pages) * (1.0 - share)).ceil() as u32).max(1)
    } else {
        pages
    };
    let a4 = l.a4_opp;
    let sure = if matches!(l.document.a4.method, crate::model::PageMethod::Rough) { Certainty::Middle } else { Certainty::High };
    for (name, holds) in [
        ("12.een_a4", a4 <= 1),
        ("12.kort", (2..=5).contains(&a4)),
        ("12.zes", a4 == 6),
        ("12.zeven_acht", a4 == 7 || a4 == 8),
        ("12.negen_elf", (9..=11).contains(&a4)),
        ("12.twaalf", a4 >= 12),
        ("12.te_lang", a4 > l.rules.a4_max),
        ("12.blanco_1_4", a4 <= 4),
        ("12.blanco_5", a4 == 5),
        ("12.blanco_6_7", a4 == 6 || a4 == 7),
        ("12.blanco_8_10", (8..=10).contains(&a4)),
        ("12.blanco_11", a4 > 10),
    ] {
        l.signs.put(name, holds, Vec::new(), sure);
    }
}

/// The same passage more than once in the document (LEN03).
fn repeats(l: &mut Look<'_>) {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut again: Vec<(usize, usize)> = Vec::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        if role.does != Does::Content {
            continue;
        }
        let text = l.mapping.content(l.document, i);
        if text.split_whitespace().count() < REPEATED {
            continue;
        }
        let key: String = folded(text).chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
        match first.get(&key) {
            Some(&f) => again.push((f, i)),
            None => {
                first.insert(key, i);
            }
        }
    }
    if again.is_empty() {
        // Sentences of some length that come back elsewhere.
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for p in l.passages.all.iter().filter(|p| p.words >= REPEATED) {
            match seen.get(p.folded.text.as_str()) {
                Some(&b) if b != p.block => again.push((b, p.block)),
                Some(_) => {}
                None => {
                    seen.insert(p.folded.text.as_str(), p.block);
                }
            }
        }
        again.dedup_by_key(|a| a.1);
    }
    let rows: Vec<(Option<Part>, Quote)> =
        again.iter().take(8).map(|(_, i)| (l.mapping.blocks.get(*i).map(|r| r.part), Quote::whole(l.document, *i))).collect();
    for row in rows {
        l.report("LEN03", row, Certainty::High);
    }
}

/// Score tables and lists in the body (LEN06).
fn scores(l: &mut Look<'_>) {
    let mut tables: BTreeSet<u32> = BTreeSet::new();
    for s in l.mapping.sections.iter().filter(|s| s.part == Part::Onderzoek && s.because == crate::map::Because::Table) {
        tables.extend(s.blocks.iter().filter_map(|b| l.document.blocks.get(*b)).filter_map(|b| b.cell).map(|c| c.table));
    }
    let tests = l.lists(&["toetsen", "psychologisch-onderzoek"]);
    // A list of results: three or more cells or lines with a test and a figure, outside goals and agreements.
    let mut lines: Vec<usize> = Vec::new();
    for p in &l.passages.all {
        let plan = matches!(p.part, Part::Doelen | Part::Afspraken | Part::Evaluatie | Part::BehoeftenLeerling | Part::Bijlage);
        let figure = p.text.chars().any(|c| c.is_ascii_digit());
        if !plan && figure && p.words <= 12 && p.hits.iter().any(|h| tests.contains(&h.list)) {
            lines.push(p.block);
        }
    }
    lines.dedup();
    let first = tables
        .iter()
        .flat_map(|t| {
            l.mapping.blocks.iter().enumerate().filter(|(_, r)| r.does == Does::Content).map(|(i, _)| i).find(|i| {
                l.document
                    .blocks
                    .get(*i)
                    .is_some_and(|b| b.cell.is_some_and(|c| c.table == *t) && b.text.words().chars().any(char::is_alphabetic))
            })
        })
        .next()
        .or_else(|| (lines.len() >= 4).then(|| lines.first().copied()).flatten());
    let holds = !tables.is_empty() || lines.len() >= 4;
    let sure = if tables.is_empty() { Certainty::Middle } else { Certainty::High };
    let quotes = first.map(|b| Quote::whole(l.document, b)).into_iter().collect();
    l.signs.put("2.scores", holds, quotes, sure);
    let hidden = l.document.blocks.iter().any(|b| matches!(b.kind, BlockKind::Hidden(_)));
    l.signs.put("bestand.verborgen", hidden, Vec::new(), Certainty::High);
}
