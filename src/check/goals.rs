//! Item 5: goals on each horizon, how they hang together, and whether they can be measured.

use super::{Certainty, Look, Passage, Quote};
use crate::map::Does;
use crate::rules::{Part, folded};
use std::collections::BTreeMap;

const HERE: [Part; 2] = [Part::Doelen, Part::VervangendeDoelen];

/// How concrete a goal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Goal {
    Vague,
    Partly,
    Concrete,
}

pub(super) fn look(l: &mut Look<'_>) {
    // A goal is a block of the goals, or a row of their table; sentences that only explain go with it.
    let mut goals: BTreeMap<usize, (Goal, Quote, usize)> = BTreeMap::new();
    for p in l.passages.of_parts(&HERE).filter(|p| p.words >= 3) {
        let g = measure(l, p);
        let entry = goals.entry(p.block).or_insert((g, Look::quote(p), p.words));
        if g > entry.0 {
            *entry = (g, entry.1, entry.2);
        }
        entry.2 += p.words;
    }
    let n = goals.len();
    let vague: Vec<Quote> = goals.values().filter(|g| g.0 == Goal::Vague).map(|g| g.1).collect();
    let concrete = goals.values().filter(|g| g.0 == Goal::Concrete).count();
    let quotes: Vec<Quote> = goals.values().map(|g| g.1).collect();
    let any = n > 0;
    // A reader forgives one vague goal beside concrete ones; half or more is the finding.
    let mostly_vague = any && (vague.len() * 2 >= n) && concrete * 2 <= n;
    let measurable = any && concrete * 2 > n;
    let outflow = !l.facts.destinations.is_empty();
    let horizons = horizons(l);
    let both = any && (outflow || horizons >= 2);
    let relation = both && related(l);
    let high: Vec<Quote> = {
        let list = l.lists(&["hoge-lat"]);
        l.passages
            .of_parts(&[Part::Doelen, Part::Uitstroomprofiel, Part::Onderbouwing, Part::IntegratiefBeeld, Part::Afspraken])
            .filter(|p| l.passages.says(p, &list).is_some())
            .map(Look::quote)
            .collect()
    };
    l.signs.put("5.doelen", any, quotes.clone(), Certainty::High);
    l.signs.put("5.doelen_of_format", any && outflow || l.blank, quotes.clone(), Certainty::Middle);
    l.signs.put("5.beide_horizonnen", both, quotes.clone(), Certainty::Middle);
    l.signs.put("5.relatie", relation, quotes.clone(), Certainty::Middle);
    l.signs.put("5.meetbaar", measurable, quotes, Certainty::Middle);
    l.signs.put("5.hoog", !high.is_empty(), high, Certainty::Middle);
    l.signs.put("5.vaag", mostly_vague, vague, Certainty::Middle);
    asked(l);
}

/// How concrete the words of a goal are.
fn measure(l: &Look<'_>, p: &Passage<'_>) -> Goal {
    let digit = p.text.chars().any(|c| c.is_ascii_digit());
    let measurable = l.list("meetbaar");
    let count = p.hits.iter().filter(|h| Some(h.list) == measurable).count();
    let vague = p.has(l.list("vaag"));
    let dated = p.has(l.list("tijd")) || p.has(l.list("weekritme"));
    let rule = match (digit || count >= 2, vague) {
        (true, false) => Goal::Concrete,
        (true, true) => Goal::Concrete,
        (false, true) => Goal::Vague,
        (false, false) if count >= 1 || dated => Goal::Partly,
        _ => Goal::Vague,
    };
    match p.like().feature("doel") {
        Some(("concreet", s)) if s >= 0.5 => {
            Goal::Concrete.min(if rule == Goal::Vague && s < 0.75 { Goal::Partly } else { Goal::Concrete })
        }
        Some(("deels", s)) if s >= 0.5 => {
            if rule == Goal::Concrete {
                Goal::Concrete
            } else {
                Goal::Partly
            }
        }
        Some(("vaag", s)) if s >= 0.5 => {
            if rule == Goal::Concrete && s < 0.8 {
                Goal::Partly
            } else {
                Goal::Vague
            }
        }
        _ => rule,
    }
}

/// How many horizons the goals themselves name: at the outflow, the end of the year, half-way.
fn horizons(l: &Look<'_>) -> usize {
    let mut text = String::new();
    for s in l.mapping.sections.iter().filter(|s| HERE.contains(&s.part)) {
        text.push_str(&folded(s.heading.words()));
        text.push('\n');
    }
    for p in l.passages.of_parts(&HERE) {
        text.push_str(&p.folded.text);
        text.push('\n');
    }
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    usize::from(has(&[
        "uitstroom",
        "einde basisschool",
        "eind groep 8",
        "einde groep 8",
        "einde school",
        "eindexamen",
        "diploma",
        "brugklas",
    ])) + usize::from(has(&[
        "lange termijn",
        "einde schooljaar",
        "eind van het schooljaar",
        "juni",
        "juli",
        "dit schooljaar",
        "eind mei",
        "jaardoel",
    ])) + usize::from(has(&[
        "korte termijn",
        "tussendoel",
        "halverwege",
        "januari",
        "februari",
        "midden schooljaar",
        "halfjaar",
        "december",
    ]))
}

/// Whether goals and outflow visibly hang together.
fn related(l: &Look<'_>) -> bool {
    let words = l.lists(&["relatie-doel"]);
    let destinations = l.rules.words.lists("uitstroom.");
    // A goal that names where it leads: the destination, or what comes after this school.
    let own = l.facts.school_type.map(|t| t.id().to_lowercase());
    let mine: Vec<_> =
        destinations.iter().filter(|(n, _)| Some((*n).to_owned()) != own && !matches!(*n, "so" | "sbo")).map(|(_, l)| *l).collect();
    let in_goals =
        l.passages.of_parts(&HERE).any(|p| l.passages.says(p, &words).is_some() || p.hits.iter().any(|h| mine.contains(&h.list)));
    let in_outflow = l.passages.of_parts(&[Part::Uitstroomprofiel, Part::Onderbouwing]).any(|p| {
        let t = &p.folded.text;
        t.contains("doel")
            && (t.contains("daarom") || t.contains("volg") || t.contains("nodig") || t.contains("stap") || t.contains("toewerk"))
    });
    in_goals || in_outflow
}

/// What a blank form asks.
fn asked(l: &mut Look<'_>) {
    let mut text = String::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        if matches!(role.part, Part::Doelen | Part::Uitstroomprofiel | Part::VervangendeDoelen) && role.does != Does::Aside {
            text.push_str(&folded(l.document.blocks.get(i).map_or("", |b| b.text.words())));
            text.push('\n');
        }
    }
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let goals = l.mapping.sections.iter().any(|s| HERE.contains(&s.part));
    let outflow = l.mapping.sections.iter().any(|s| s.part == Part::Uitstroomprofiel);
    let terms = usize::from(has(&["lange termijn", "einde schooljaar", "eind schooljaar", "dit schooljaar", "jaardoel", "juni", "juli"]))
        + usize::from(has(&["korte termijn", "tussendoel", "midden schooljaar", "halverwege", "halfjaar", "februari", "januari"]))
        + usize::from(outflow);
    let relation =
        goals
            && has(&[
                "past bij",
                "verband",
                "hoort bij de uitstroom",
                "bij uitstroom",
                "uitstroomprofiel",
                "leid",
                "relatie",
                "draagt bij",
                "toe aan de uitstroom",
                "werken toe",
                "richting de uitstroom",
                "samenhang",
            ])
            && l.mapping.blocks.iter().enumerate().any(|(i, r)| {
                r.part == Part::Doelen && folded(l.document.blocks.get(i).map_or("", |b| b.text.words())).contains("uitstroom")
            });
    let measurable = has(&["meetbaar", "concreet", "smart", "te evalueren", "toetsbaar", "hoe zie je"]);
    l.signs.put("vraagt.5.doelen", goals, Vec::new(), Certainty::High);
    l.signs.put("vraagt.5.beide_horizonnen", goals && terms >= 2, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.5.relatie", relation, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.5.meetbaar", measurable, Vec::new(), Certainty::Middle);
    l.signs.put("format.DOE02", l.blank && goals && !relation, Vec::new(), Certainty::Middle);
    if l.blank {
        l.signs.put("5.relatie", relation, Vec::new(), Certainty::Middle);
    }
}
