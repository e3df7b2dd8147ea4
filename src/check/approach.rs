//! Item 8: the interventions: concrete, tied to goals and needs, and reasoned.

use super::{Certainty, Look, Passage, Quote};
use crate::map::Does;
use crate::rules::{Part, folded};
use std::collections::BTreeSet;

pub(super) fn look(l: &mut Look<'_>) {
    // What is agreed with care from outside is item 10's.
    let care = |p: &Passage<'_>| {
        let section = l.mapping.blocks.get(p.block).and_then(|role| l.mapping.sections.get(role.section));
        section.is_some_and(|section| super::care::is_care_heading(&folded(section.heading.words())))
    };
    let said = |part: Part| l.passages.of_part(part).filter(|p| p.words >= 2 && !of_who_or_when(l, p) && !care(p));
    let mut short: Vec<&Passage<'_>> = said(Part::Afspraken).collect();
    // Where hardly anything was agreed, what was taken for basic support is all there is.
    if short.len() <= 1 {
        short.extend(said(Part::Basisondersteuning).filter(|p| p.has(l.list("basis-maatregel"))));
    }
    let mut measures: Vec<&Passage<'_>> = l.passages.of_part(Part::Afspraken).filter(|p| p.words >= 3 && !care(p)).collect();
    if measures.is_empty() {
        measures.clone_from(&short);
    }
    let n = measures.len();
    let generic: Vec<&Passage<'_>> = short.iter().copied().filter(|p| is_generic(l, p)).collect();
    let goals = content_words(
        l,
        &[Part::Doelen, Part::BehoeftenLeerling, Part::BehoeftenLeraren, Part::BehoeftenOuders, Part::BelemmerendeFactoren],
    );
    let tied = measures.iter().filter(|p| {
        let learned = p.like().feature("aanpak").filter(|(_, s)| *s >= 0.6).is_some_and(|(v, _)| v == "gekoppeld" || v == "onderbouwd");
        learned || p.folded.text.contains("doel") || shared(&p.folded.text, &goals) >= 1
    });
    let ties = tied.count();
    // A table with goals and measures in its rows ties them by its shape.
    let by_shape = l.document.blocks.iter().enumerate().any(|(i, b)| {
        let part = |i: usize| l.mapping.blocks.get(i).map(|r| r.part);
        b.cell.is_some()
            && part(i) == Some(Part::Doelen)
            && l.document.blocks.iter().enumerate().any(|(j, o)| {
                part(j) == Some(Part::Afspraken)
                    && o.cell.zip(b.cell).is_some_and(|(x, y)| x.table == y.table && x.row == y.row)
                    && l.mapping.blocks.get(j).is_some_and(|r| r.does == Does::Content)
            })
    });
    // So do two tables that share their rows' numbers.
    let by_shape = by_shape || numbered(l, Part::Doelen) && numbered(l, Part::Afspraken);
    let reasoned: Vec<Quote> = measures
        .iter()
        .filter(|p| {
            let learned = p.like().feature("aanpak").filter(|(_, s)| *s >= 0.7).is_some_and(|(v, _)| v == "onderbouwd");
            let words = p.has(l.list("beredeneerd"));
            learned || words && p.words >= 7 || p.has(l.list("werkzaam"))
        })
        .map(|p| Look::quote(p))
        .collect();
    let often = measures.iter().any(|p| p.has(l.list("frequentie")));
    let quotes: Vec<Quote> = measures.iter().map(|p| Look::quote(p)).collect();
    let mostly_generic = n > 0 && !generic.is_empty() && generic.len() * 2 >= short.len().min(n);
    let generic: Vec<Quote> = generic.iter().map(|p| Look::quote(p)).collect();
    let connected = n > 0 && !mostly_generic && (ties * 3 >= n || by_shape || ties >= 2);
    l.signs.put("8.maatregelen", n > 0, quotes.clone(), Certainty::High);
    l.signs.put("8.concreet", n > 0 && !mostly_generic, quotes.clone(), Certainty::Middle);
    l.signs.put("8.gekoppeld", connected, quotes, Certainty::Middle);
    l.signs.put("8.beredeneerd", connected && !reasoned.is_empty() && often, reasoned, Certainty::Middle);
    l.signs.put("8.algemeen", mostly_generic, generic, Certainty::Middle);
    asked(l);
}

/// What stands under 'Wie' or 'Wanneer' with more words says what is done as well ('Opgesteld door' over a whole letter).
const LONGEST_CELL: usize = 12;

/// A cell under 'Wie' or 'Wanneer' is no measure of its own.
fn of_who_or_when(l: &Look<'_>, p: &Passage<'_>) -> bool {
    p.words <= LONGEST_CELL && l.section(p).is_some_and(|s| ["kop-wie", "kop-wanneer"].iter().any(|list| l.heads(s, list)))
}

/// Whether a table numbers its rows of a part.
fn numbered(l: &Look<'_>, part: Part) -> bool {
    let number = |b: &crate::model::Block| {
        let text = b.text.words().trim();
        b.cell.filter(|at| at.column == 0 && !text.is_empty() && text.chars().all(|c| c.is_ascii_digit()))
    };
    let cells = l.passages.of_part(part).filter_map(|p| l.document.blocks.get(p.block).and_then(|b| b.cell));
    let rows: BTreeSet<(u32, u32)> = cells.filter(|c| c.column > 0).map(|c| (c.table, c.row)).collect();
    l.document.blocks.iter().filter_map(number).any(|at| rows.contains(&(at.table, at.row)))
}

/// A measure that could stand in any plan.
pub(super) fn is_generic(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let vague = p.has(l.list("vaag")) || p.has(l.list("basis-maatregel")) || p.has(l.list("algemene-behoefte"));
    let specific = p.text.chars().any(|c| c.is_ascii_digit()) || p.has(l.list("frequentie"));
    match p.like().feature("aanpak") {
        Some(("algemeen", s)) if s >= 0.6 => !specific || s >= 0.85,
        Some(("algemeen", s)) if s >= 0.4 && p.words <= 8 => !specific,
        Some((_, s)) if s >= 0.6 && !(vague && p.words <= 4) => false,
        _ => vague && !specific,
    }
}

/// Words of some length in the passages of some parts.
fn content_words(l: &Look<'_>, parts: &[Part]) -> BTreeSet<String> {
    const COMMON: [&str; 16] = [
        "leerling",
        "school",
        "leerkracht",
        "ouders",
        "worden",
        "kunnen",
        "moeten",
        "hebben",
        "nodig",
        "samen",
        "tijdens",
        "eigen",
        "helpt",
        "werken",
        "zodat",
        "schooljaar",
    ];
    let name = l.facts.name.as_deref().map(folded);
    l.passages
        .of_parts(parts)
        .flat_map(|p| p.folded.text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>())
        .filter(|w| w.len() >= 5 && !COMMON.contains(&w.as_str()) && Some(w.as_str()) != name.as_deref())
        .map(|w| w.chars().take(7).collect())
        .collect()
}

fn shared(text: &str, words: &BTreeSet<String>) -> usize {
    let mine: BTreeSet<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() >= 5).map(|w| w.chars().take(7).collect()).collect();
    mine.intersection(words).count()
}

/// What a blank form asks.
fn asked(l: &mut Look<'_>) {
    let mut text = String::new();
    let mut fields = 0;
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        if matches!(role.part, Part::Afspraken | Part::Evaluatie) && role.does != Does::Aside {
            fields += usize::from(role.does == Does::Label);
            text.push_str(&folded(l.document.blocks.get(i).map_or("", |b| b.text.words())));
            text.push('\n');
        }
    }
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let there = l.mapping.sections.iter().any(|s| s.part == Part::Afspraken);
    let why = has(&["waarom", "werkt", "werkzaam", "effectief"]);
    let often = has(&["hoe vaak", "frequentie", "wanneer", "hoe lang", "intensiteit"]);
    let ties = has(&["doel", "behoefte", "gericht op"]);
    l.signs.put("vraagt.8.maatregelen", there, Vec::new(), Certainty::High);
    l.signs.put("vraagt.8.meer", there && (fields >= 2 || has(&["welke", "hoe", "wie"])), Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.8.gekoppeld", ties, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.8.beredeneerd", ties && why && often, Vec::new(), Certainty::Middle);
    let says_extra = has(&[
        "alleen wat extra",
        "alleen extra",
        "aanvullend op de basis",
        "verwijs",
        "wat extra is",
        "niet wat elk kind",
        "bovenop de basis",
        "naast de basis",
    ]);
    let whole: String = l.document.blocks.iter().map(|b| folded(b.text.words())).collect::<Vec<_>>().join("\n");
    let refers = says_extra
        || whole.contains("alleen wat extra")
        || whole.contains("verwijs") && whole.contains("basis")
        || whole.contains("alleen het extra");
    l.signs.put("vraagt.9.alleen_extra", refers, Vec::new(), Certainty::Middle);
    let prompts_basis = l.mapping.sections.iter().any(|s| s.part == Part::Basisondersteuning && s.confidence >= 0.7) && !refers;
    l.signs.put("vraagt.9.basis", prompts_basis, Vec::new(), Certainty::Middle);
}
