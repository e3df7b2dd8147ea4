//! Item 1: what helps and what hinders, in pupil, education and home.

use super::{Certainty, Look, Passage, Quote};
use crate::map::Domain;
use crate::rules::Part;
use std::collections::BTreeSet;

pub(super) fn look(l: &mut Look<'_>) {
    let (helping, mut quotes) = kind(l, Part::BevorderendeFactoren);
    let (hindering, more) = kind(l, Part::BelemmerendeFactoren);
    quotes.extend(more);
    let mut domains: BTreeSet<Domain> = helping.clone();
    domains.extend(hindering.iter().copied());
    let both = !helping.is_empty() && !hindering.is_empty();
    let any = !helping.is_empty() || !hindering.is_empty();
    let n = domains.len();
    let asked = if l.blank { asked(l) } else { BTreeSet::new() };
    let sure = Certainty::Middle;
    l.signs.put("1.iets", any, quotes.clone(), sure);
    l.signs.put("1.iets_of_format", any || l.blank, quotes.clone(), sure);
    l.signs.put("1.beide", both, quotes.clone(), sure);
    l.signs.put("1.twee_domeinen", n >= 2, quotes.clone(), sure);
    l.signs.put("1.drie_domeinen", n >= 3, quotes, sure);
    l.signs.put("1.onderwijs", domains.contains(&Domain::Onderwijs), Vec::new(), sure);
    l.signs.put("1.thuis", domains.contains(&Domain::Thuis), Vec::new(), sure);
    let asks = |part: Part| l.mapping.sections.iter().any(|s| s.part == part || s.also == Some(part));
    let asks_both = asks(Part::BevorderendeFactoren) && asks(Part::BelemmerendeFactoren);
    l.signs.put("vraagt.1.beide", asks_both, Vec::new(), Certainty::High);
    l.signs.put("vraagt.1.twee_domeinen", asked.len() >= 2, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.1.drie_domeinen", asked.len() >= 3, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.1.iets", asks(Part::BevorderendeFactoren) || asks(Part::BelemmerendeFactoren), Vec::new(), Certainty::High);
    l.signs.put("format.OND03", l.blank && asked.len() < 3, Vec::new(), Certainty::Middle);
    l.signs.put("1.alle_domeinen_gedekt", if l.blank { asked.len() >= 3 } else { n >= 3 }, Vec::new(), sure);
}

/// The domains that factors of one kind name, and what they rest on.
fn kind(l: &Look<'_>, part: Part) -> (BTreeSet<Domain>, Vec<Quote>) {
    let mut domains = BTreeSet::new();
    let mut quotes = Vec::new();
    let nothing = l.list("nvt");
    for p in l.passages.of_part(part) {
        if p.words < 2 || p.words <= 3 && p.has(nothing) {
            continue;
        }
        domains.insert(p.domain.unwrap_or_else(|| domain(l, p)));
        // A labelled cell may speak of more than its label says; running text may name several.
        quotes.push(Look::quote(p));
    }
    if quotes.is_empty() {
        // Factors told in running text count where no section is headed as such.
        let side = if part == Part::BevorderendeFactoren { "bevorderend" } else { "belemmerend" };
        let told = [Part::IntegratiefBeeld, Part::Overig, Part::Onderbouwing, Part::BehoeftenLeerling, Part::ZienswijzeOverig];
        for p in l.passages.of_parts(&told).filter(|p| p.words >= 5) {
            let like = p.like().feature("kant").is_some_and(|(v, s)| v == side && s >= 0.7);
            if like && p.like().is_part(part.id()) >= 0.15 {
                domains.insert(p.domain.unwrap_or_else(|| domain(l, p)));
                quotes.push(Look::quote(p));
            }
        }
    }
    (domains, quotes)
}

/// Letters before a word that may begin the subject: 'haar ', 'zijn '.
const SUBJECT: usize = 5;

/// Whose factor a passage tells, by its words.
fn domain(l: &Look<'_>, p: &Passage<'_>) -> Domain {
    // The learned guess and the words weigh together; what the sentence begins with is its subject.
    let mut points = [(Domain::Leerling, 0.3_f32), (Domain::Onderwijs, 0.0), (Domain::Thuis, 0.0)];
    let mut add = |domain: Domain, n: f32| points.iter_mut().filter(|(d, _)| *d == domain).for_each(|(_, p)| *p += n);
    if let Some((value, sure)) = p.like().feature("domein")
        && let Some(d) = Domain::of(value)
    {
        add(d, sure * 0.8);
    }
    let found = |name: &str| {
        let list = l.list(name);
        let mine: Vec<usize> = p.hits.iter().filter(|h| Some(h.list) == list).map(|h| h.start).collect();
        (mine.len(), mine.first().is_some_and(|s| *s <= SUBJECT))
    };
    let (school, home) = (found("schoolwoorden"), found("thuiswoorden"));
    // A colleague named in the head of the form.
    let pupil = l.facts.name.as_deref().unwrap_or("");
    let staff = l.passages.of_part(Part::Gegevens).flat_map(|g| g.text.split_whitespace());
    let named = staff
        .map(|w| w.trim_matches(|c: char| !c.is_alphabetic()))
        .filter(|w| w.chars().count() >= 4 && *w != pupil && w.chars().next().is_some_and(char::is_uppercase))
        .any(|w| p.text.split(|c: char| !c.is_alphabetic()).any(|t| t == w));
    if named && l.facts.full_name.as_deref().is_none_or(|n| !n.split(' ').any(|n| p.text.contains(n) && n != pupil)) {
        add(Domain::Onderwijs, 0.4);
    }
    add(Domain::Onderwijs, (school.0.min(3) as f32) * 0.2 + if school.1 { 0.5 } else { 0.0 });
    add(Domain::Thuis, (home.0.min(3) as f32) * 0.35 + if home.1 { 0.4 } else { 0.0 });
    points.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(Domain::Leerling, |p| p.0)
}

/// The domains that a blank form asks for.
fn asked(l: &Look<'_>) -> BTreeSet<Domain> {
    let mut out = BTreeSet::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        if !matches!(role.part, Part::BevorderendeFactoren | Part::BelemmerendeFactoren) {
            continue;
        }
        if let Some(d) = role.domain {
            out.insert(d);
        }
        let Some(block) = l.document.blocks.get(i) else { continue };
        let text = crate::rules::folded(block.text.words());
        for (words, domain) in [
            (&["leerling", "kind", "kindkenmerken"][..], Domain::Leerling),
            (&["onderwijs", "school", "lessen", "klas", "instructie", "leerkracht", "docent"][..], Domain::Onderwijs),
            (&["thuis", "ouders", "gezin", "opvoed"][..], Domain::Thuis),
        ] {
            if words.iter().any(|w| text.contains(w)) {
                out.insert(domain);
            }
        }
    }
    out
}
