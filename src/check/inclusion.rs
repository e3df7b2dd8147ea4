//! Item 6: what the school does so that the pupil can stay, or move to a more regular place.

use super::{Certainty, Look, Passage, Quote};
use crate::map::{SchoolType, dates};
use crate::rules::{Part, folded};

pub(super) fn look(l: &mut Look<'_>) {
    let special = l.is(&[SchoolType::Sbo, SchoolType::So, SchoolType::Vso, SchoolType::Pro]);
    let list = l.list(if special { "inclusie-gespecialiseerd" } else { "inclusie-regulier" });
    let parts = [
        Part::Doelen,
        Part::Afspraken,
        Part::IntegratiefBeeld,
        Part::Uitstroomprofiel,
        Part::Onderbouwing,
        Part::BehoeftenLeerling,
        Part::Overleg,
        Part::AfwijkingOnderwijstijd,
        Part::Overig,
        Part::AfwijkingProgramma,
        Part::BehoeftenLeraren,
        Part::Evaluatie,
    ];
    let heading = |p: &Passage<'_>| {
        l.mapping.blocks.get(p.block).and_then(|r| l.mapping.sections.get(r.section)).is_some_and(|s| {
            let h = folded(s.heading.words());
            let words: &[&str] = if special {
                &[
                    "inclusi",
                    "regulier",
                    "terugplaats",
                    "stap naar",
                    "gewone",
                    "gewoon",
                    "richting bao",
                    "overstap",
                    "richting basisschool",
                    "naar de basisschool",
                ]
            } else {
                &["inclusi", "blijven", "blijft", "op onze school", "bij ons", "op deze school", "in de groep", "opbouw", "regulier"]
            };
            words.iter().any(|w| h.contains(w))
        })
    };
    let found: Vec<&Passage<'_>> = l
        .passages
        .of_parts(&parts)
        .filter(|p| p.words >= 4 && p.quoted_share() < 0.5)
        .filter(|p| list.is_some_and(|s| l.passages.says(p, &[s]).is_some()) || heading(p) || joins(l, p) || !special && builds_up(l, p))
        .filter(|p| !(matches!(p.part, Part::Uitstroomprofiel | Part::Onderbouwing) && p.words < 6))
        .collect();
    let is_measure = |p: &&Passage<'_>| {
        let learned = p.like().feature("inclusie").filter(|(_, s)| *s >= 0.65).map(|(v, _)| v == "maatregel");
        let wish = [
            "hopen",
            "hoopt",
            "wens",
            "streven",
            "zo lang mogelijk",
            "zo veel mogelijk",
            "zoveel mogelijk",
            "blijft op onze school",
            "uitgangspunt",
        ]
        .iter()
        .any(|w| p.folded.text.contains(w));
        let does = timed(l, p) || who(l, p) || p.words >= 9;
        learned.unwrap_or(!wish && does) && does
    };
    let measures: Vec<&Passage<'_>> = found.iter().copied().filter(|p| is_measure(p)).collect();
    let near = |p: &Passage<'_>| -> Vec<&Passage<'_>> {
        l.passages.all.iter().filter(|o| o.block == p.block || heading(p) && heading(o) || row(l, o.block, p.block)).collect()
    };
    let when = measures.iter().any(|p| near(p).iter().any(|o| timed(l, o)));
    let by = measures.iter().any(|p| near(p).iter().any(|o| who(l, o)));
    let terms = measures.iter().any(|p| near(p).iter().any(|o| o.has(l.list("voorwaarden")) || partner(l, o)));
    let quotes: Vec<Quote> = found.iter().map(|p| Look::quote(p)).collect();
    let m = !measures.is_empty();
    l.signs.put("6.iets", !found.is_empty(), quotes.clone(), Certainty::Middle);
    l.signs.put("6.maatregel", m, quotes.clone(), Certainty::Middle);
    l.signs.put("6.wie_of_wanneer", m && (when || by), quotes.clone(), Certainty::Middle);
    l.signs.put("6.wie_wanneer_voorwaarde", m && when && by && terms, quotes, Certainty::Middle);
    asked(l, special);
}

/// Joins in at a more regular place: 'doet op maandag mee met rekenen op de basisschool aan de overkant'.
fn joins(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let place = l.lists(&["gewone-plek"]);
    let joins = l.lists(&["doet-mee"]);
    matches!(
        p.part,
        Part::Afspraken | Part::Doelen | Part::Overig | Part::AfwijkingOnderwijstijd | Part::BehoeftenLeerling | Part::Evaluatie
    ) && l.passages.says(p, &place).is_some()
        && l.passages.says(p, &joins).is_some()
}

/// More hours at the own school, step by step: 'om de zes weken twee uur erbij'.
fn builds_up(l: &Look<'_>, p: &Passage<'_>) -> bool {
    matches!(p.part, Part::Afspraken | Part::AfwijkingOnderwijstijd | Part::Doelen | Part::Overig)
        && p.has(l.list("uren"))
        && p.has(l.list("bouwt-op"))
}

/// Another school or firm, or the samenwerkingsverband, that has a hand in it.
fn partner(l: &Look<'_>, p: &Passage<'_>) -> bool {
    p.has(l.list("partners")) || p.has(l.list("gewone-plek")) && who(l, p)
}

fn timed(l: &Look<'_>, p: &Passage<'_>) -> bool {
    p.has(l.list("weekritme")) || p.has(l.list("tijd")) || !dates::find(&p.folded.text, Some(2025)).is_empty()
}

fn who(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let name = l.facts.name.as_deref().unwrap_or("");
    p.has(l.list("rollen"))
        || p.text.split_whitespace().skip(1).any(|w| {
            let bare = w.trim_matches(|c: char| !c.is_alphabetic());
            bare != name
                && bare.chars().next().is_some_and(char::is_uppercase)
                && bare.chars().count() >= 3
                && bare.chars().skip(1).all(char::is_lowercase)
        })
}

fn row(l: &Look<'_>, a: usize, b: usize) -> bool {
    l.mapping.same_row(l.document, a, b)
}

/// What a blank form asks.
fn asked(l: &mut Look<'_>, special: bool) {
    let words: &[&str] = if special {
        &["regulier", "terugplaats", "inclusi", "doorstrom", "overstap", "gewone school"]
    } else {
        &["inclusi", "op onze school", "op deze school", "in de eigen groep", "blijven", "bij ons"]
    };
    let mut text = String::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        let t = folded(l.document.blocks.get(i).map_or("", |b| b.text.words()));
        let s = l.mapping.sections.get(role.section).map(|s| folded(s.heading.words())).unwrap_or_default();
        if role.part != Part::Gegevens && words.iter().any(|w| t.contains(w) || s.contains(w)) {
            text.push_str(&t);
            text.push('\n');
        }
    }
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let asks = !text.is_empty();
    let what = has(&["wat", "hoe", "maatregel", "welke"]);
    let who = has(&["wie"]);
    let when = has(&["wanneer"]);
    let terms = has(&["voorwaarde", "partner", "met wie", "nodig"]);
    l.signs.put("vraagt.6.iets", asks, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.6.maatregel", asks && what, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.6.wie_of_wanneer", asks && (who || when), Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.6.alles", asks && who && when && terms, Vec::new(), Certainty::Middle);
    l.signs.put("format.DOE03", l.blank && !asks, Vec::new(), Certainty::Middle);
    if l.blank {
        l.signs.put("6.iets", asks, Vec::new(), Certainty::Middle);
    }
}
