//! Item 7: what pupil, teachers and parents need.

use super::{Certainty, Look, Passage, Quote};
use crate::rules::Part;

pub(super) fn look(l: &mut Look<'_>) {
    let mut concrete = 0;
    let mut any = false;
    for (part, name, lists) in [
        (Part::BehoeftenLeerling, "7.leerling", "behoeften-leerling"),
        (Part::BehoeftenLeraren, "7.leraren", "behoeften-leraren"),
        (Part::BehoeftenOuders, "7.ouders", "behoeften-ouders"),
    ] {
        let found: Vec<&Passage<'_>> = l
            .passages
            .all
            .iter()
            .filter(|p| p.words >= 2 && whose(l, p) == Some(part) || p.words >= 5 && elsewhere(l, p, part, lists))
            .collect();
        let is_concrete = found.iter().any(|p| is_concrete(l, p));
        let quotes: Vec<Quote> = found.iter().map(|p| Look::quote(p)).collect();
        any |= !found.is_empty();
        concrete += usize::from(is_concrete);
        l.signs.put(name, !found.is_empty(), quotes.clone(), Certainty::Middle);
        l.signs.put(&format!("{name}_concreet"), is_concrete, quotes, Certainty::Middle);
        let asks = l.mapping.sections.iter().any(|s| s.part == part || s.also == Some(part));
        l.signs.put(&format!("vraagt.{name}"), asks, Vec::new(), Certainty::High);
    }
    l.signs.put("7.iets", any, Vec::new(), Certainty::Middle);
    l.signs.put("7.een", concrete >= 1, Vec::new(), Certainty::Middle);
    l.signs.put("7.twee", concrete >= 2, Vec::new(), Certainty::Middle);
    l.signs.put("7.drie", concrete >= 3, Vec::new(), Certainty::Middle);
    let asked = ["vraagt.7.leerling", "vraagt.7.leraren", "vraagt.7.ouders"].iter().filter(|s| l.signs.holds(s)).count();
    l.signs.put("vraagt.7.een", asked >= 1, Vec::new(), Certainty::High);
    l.signs.put("vraagt.7.twee", asked >= 2, Vec::new(), Certainty::High);
    l.signs.put("vraagt.7.drie", asked >= 3, Vec::new(), Certainty::High);
    let both = if l.blank {
        l.signs.holds("vraagt.7.leraren") && l.signs.holds("vraagt.7.ouders")
    } else {
        l.signs.holds("7.leraren") && l.signs.holds("7.ouders")
    };
    l.signs.put("7.leraren_en_ouders", both, Vec::new(), Certainty::Middle);
    l.signs.put("format.DOE04", l.blank, Vec::new(), Certainty::High);
}

/// Whose need a passage of the needs tells: by its label ('Juf Marijn: een assistent ...'), else by its part.
fn whose(l: &Look<'_>, p: &Passage<'_>) -> Option<Part> {
    if !matches!(p.part, Part::BehoeftenLeerling | Part::BehoeftenLeraren | Part::BehoeftenOuders) {
        return None;
    }
    let block = l.document.blocks.get(p.block).map_or("", |b| b.text.words());
    let label = block.split_once(':').map(|(a, _)| a).filter(|a| a.split_whitespace().count() <= 6);
    let Some(label) = label else { return Some(p.part) };
    let f = crate::rules::fold(label);
    let hits = l.rules.words.find(&f);
    let has = |list: &str| hits.iter().any(|h| Some(h.list) == l.list(list));
    let name = l.facts.name.as_deref().map(crate::rules::folded).unwrap_or_default();
    if name.len() > 1 && f.text.contains(&name) || f.text.contains("leerling") || f.text.contains("kind") {
        return Some(Part::BehoeftenLeerling);
    }
    if has("ouders") || f.text.contains("thuis") {
        return Some(Part::BehoeftenOuders);
    }
    let teacher = has("rollen") || ["team", "school", "juf", "meester", "lkr"].iter().any(|w| f.text.contains(w));
    let other_name = label.split_whitespace().last().is_some_and(|w| w.chars().next().is_some_and(char::is_uppercase))
        && label.split_whitespace().count() <= 2;
    if teacher || other_name && p.part == Part::BehoeftenLeerling && !name.is_empty() {
        return Some(Part::BehoeftenLeraren);
    }
    Some(p.part)
}

/// A need that is told under another heading.
fn elsewhere(l: &Look<'_>, p: &Passage<'_>, part: Part, list: &str) -> bool {
    if !matches!(
        p.part,
        Part::IntegratiefBeeld
            | Part::Afspraken
            | Part::BehoeftenLeerling
            | Part::BehoeftenLeraren
            | Part::BehoeftenOuders
            | Part::Doelen
            | Part::Overleg
            | Part::Overig
            | Part::BelemmerendeFactoren
            | Part::BevorderendeFactoren
    ) {
        return false;
    }
    let learned = p.like().feature("behoefte_van").filter(|(_, s)| *s >= 0.75);
    let want = match part {
        Part::BehoeftenLeerling => "leerling",
        Part::BehoeftenLeraren => "leraren",
        _ => "ouders",
    };
    if p.words >= 6 && p.like().is_part(part.id()) >= 0.35 {
        return true;
    }
    let needs =
        ["nodig", "behoefte", "zou graag", "wil graag", "willen graag", "wil leren", "vraagt om"].iter().any(|w| p.folded.text.contains(w));
    needs && (learned.is_some_and(|(v, _)| v == want) || learned.is_none() && p.has(l.list(list)))
}

fn is_concrete(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let general = l.list("algemene-behoefte");
    let n = p.hits.iter().filter(|h| Some(h.list) == general).count();
    match p.like().feature("concreet") {
        Some(("false", s)) if s >= 0.8 => false,
        Some(("true", s)) if s >= 0.6 => p.words >= 3,
        _ => p.words >= 5 && n * 4 < p.words,
    }
}
