//! Item 10: care from outside the school, and whether the cooperation is agreed on.

use super::{Certainty, Look, Passage, Quote, Stance};
use crate::map::{Does, dates};
use crate::model::BlockKind;
use crate::rules::{Part, folded};

pub(super) fn look(l: &mut Look<'_>) {
    let care = l.lists(&["zorg-betrokken"]);
    let none = l.list("geen-zorg");
    let elsewhere = [
        Part::Voorgeschiedenis,
        Part::BuitenOpp,
        Part::Onderzoek,
        Part::Bijlage,
        Part::Gegevens,
        Part::Medisch,
        Part::Gezin,
        Part::Basisondersteuning,
        Part::Data,
        Part::Instemming,
    ];
    let mut said: Vec<&Passage<'_>> = Vec::new();
    for p in &l.passages.all {
        if elsewhere.contains(&p.part) || p.quoted_share() > 0.6 {
            continue;
        }
        let headed = l
            .mapping
            .blocks
            .get(p.block)
            .and_then(|r| l.mapping.sections.get(r.section))
            .is_some_and(|s| is_care_heading(&folded(s.heading.words())));
        let named = l.passages.says(p, &care).is_some();
        let denied = p.hits.iter().any(|h| care.contains(&h.list) && l.passages.stance(p, h) == Stance::Denied)
            || headed && p.words <= 8 && p.has(none);
        if denied && !named {
            continue;
        }
        if named || headed && p.words >= 4 && !p.has(none) {
            said.push(p);
        }
    }
    // Care told only in the family's or the medical part counts as involved, when it is now.
    let now: Vec<&Passage<'_>> = l
        .passages
        .of_parts(&[Part::Medisch, Part::Gezin, Part::Derden, Part::Contactpersonen])
        .filter(|p| {
            l.passages.says(p, &care).is_some()
                && !p.has(l.list("vroeger"))
                && dates::find(&p.folded.text, None).iter().all(|d| recent(l, d.when))
        })
        .collect();
    let involved = !said.is_empty() || !now.is_empty();
    let about: Vec<&Passage<'_>> = said
        .iter()
        .copied()
        .filter(|p| {
            matches!(
                p.part,
                Part::Afspraken
                    | Part::Contactpersonen
                    | Part::Overleg
                    | Part::Derden
                    | Part::Evaluatie
                    | Part::IntegratiefBeeld
                    | Part::BelemmerendeFactoren
                    | Part::BevorderendeFactoren
                    | Part::ZienswijzeOverig
                    | Part::Doelen
                    | Part::BehoeftenOuders
                    | Part::BehoeftenLeerling
                    | Part::Overig
            )
        })
        .collect();
    let value = |p: &Passage<'_>| p.like().feature("zorg").filter(|(_, s)| *s >= 0.55).map(|(v, _)| v.to_owned());
    let agreement_words = l.list("afspraak-zorg");
    let mut agreements: Vec<&Passage<'_>> = Vec::new();
    let mut contacts: Vec<&Passage<'_>> = Vec::new();
    // 'Ergotherapeut | stelt de stoel af | november' in the table of agreements is one, whatever it looks like.
    let in_row = |p: &Passage<'_>| {
        l.document.blocks.get(p.block).is_some_and(|b| b.cell.is_some())
            && l.passages.of_part(Part::Afspraken).any(|o| o.block != p.block && o.words >= 3 && same_row(l, o.block, p.block))
    };
    for p in &about {
        let section_is_plan = p.part == Part::Afspraken;
        match value(p).as_deref() {
            Some("afspraak") => agreements.push(p),
            _ if section_is_plan && in_row(p) => agreements.push(p),
            Some("contact") => contacts.push(p),
            Some(_) if section_is_plan && p.has(agreement_words) && p.words >= 8 => agreements.push(p),
            Some(_) => {}
            None if p.has(agreement_words) && p.words >= 6 => agreements.push(p),
            None if p.has(l.list("contact")) => contacts.push(p),
            None => {}
        }
    }
    // Who and when of the agreement may stand in the sentence beside it.
    let around = |p: &&Passage<'_>| -> Vec<&Passage<'_>> {
        l.passages.all.iter().filter(|o| o.block == p.block || same_row(l, o.block, p.block)).collect()
    };
    let with_when = agreements.iter().any(|p| {
        around(p).iter().any(|o| {
            o.has(l.list("weekritme")) || o.has(l.list("tijd")) || o.like().feature("wanneer").is_some_and(|(v, s)| v == "true" && s >= 0.7)
        })
    });
    let with_who = agreements
        .iter()
        .any(|p| around(p).iter().any(|o| o.has(l.list("rollen")) || o.has(l.list("naam-aanduidingen")) || capital(o.text)));
    let rhythm = agreements.iter().any(|p| {
        around(p).iter().any(|o| {
            (o.has(l.list("weekritme")) || o.has(l.list("cyclus")))
                && (o.has(l.list("contact"))
                    || ["overleg", "evalueren", "bespreken", "afstem", "bel", "mail"].iter().any(|w| o.folded.text.contains(w)))
        })
    });
    let quotes: Vec<Quote> = said.iter().chain(now.iter()).map(|p| Look::quote(p)).collect();
    let first = agreements.first().or(contacts.first()).map(|p| Look::quote(p));
    let any_contact = !contacts.is_empty() || !agreements.is_empty();
    let agreed = !agreements.is_empty();
    let full = agreed && with_who;
    l.signs.put("10.zorg", involved, quotes.clone(), Certainty::Middle);
    l.signs.put("10.geen_zorg", !involved, Vec::new(), Certainty::Middle);
    l.signs.put("10.contact", any_contact, quotes.clone(), Certainty::Middle);
    l.signs.put("10.afspraak", agreed, quotes.clone(), Certainty::Middle);
    l.signs.put("10.wie_en_wat", full && (with_when || agreements.iter().any(|p| p.words >= 10)), quotes.clone(), Certainty::Middle);
    l.signs.put("10.momenten", full && rhythm && with_when, quotes.clone(), Certainty::Middle);
    let short = involved && !(l.signs.holds("10.wie_en_wat"));
    l.signs.put("10.niet_afgesproken", short, first.into_iter().chain(quotes).collect(), Certainty::Middle);
    asked(l);
}

fn recent(l: &Look<'_>, when: crate::map::When) -> bool {
    l.facts.dated().is_none_or(|d| when.last() >= d.saturating_sub(jiff::Span::new().years(1)))
}

pub(super) fn is_care_heading(heading: &str) -> bool {
    [
        "jeugdhulp",
        "jeugdzorg",
        "hulp van buiten",
        "hulpverlen",
        "externe hulp",
        "externen",
        "samenwerking met zorg",
        "behandel",
        "revalidatie",
    ]
    .iter()
    .any(|w| heading.contains(w))
}

fn same_row(l: &Look<'_>, a: usize, b: usize) -> bool {
    l.mapping.same_row(l.document, a, b)
}

fn capital(text: &str) -> bool {
    text.split_whitespace().skip(1).any(|w| w.chars().next().is_some_and(char::is_uppercase) && w.chars().count() >= 3)
}

/// What a blank form asks about care: who and what, and when.
fn asked(l: &mut Look<'_>) {
    let mut text = String::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        let Some(block) = l.document.blocks.get(i) else { continue };
        if matches!(block.kind, BlockKind::Hidden(_)) || role.does == Does::Aside || matches!(role.part, Part::Contactpersonen) {
            continue;
        }
        let t = folded(block.text.words());
        let s = l.mapping.sections.get(role.section).map(|s| folded(s.heading.words())).unwrap_or_default();
        if is_care_heading(&t) || is_care_heading(&s) {
            text.push_str(&t);
            text.push('\n');
        }
    }
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let asks = !text.is_empty();
    let agree = has(&["afgesproken", "afspra", "wie", "wat", "samenwerk", "afstem", "doen"]);
    let when = has(&["wanneer", "hoe vaak", "momenten", "datum", "afstemmoment"]);
    l.signs.put("vraagt.10.zorg", asks, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.10.afspraak", asks && agree, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.10.wie_en_wat", asks && has(&["wie"]) && agree, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.10.momenten", asks && has(&["wie"]) && when, Vec::new(), Certainty::Middle);
    l.signs.put("format.SAM01", false, Vec::new(), Certainty::Middle);
}
