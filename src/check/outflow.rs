//! Item 3: where the pupil is expected to go, why, and who weighed it.

use super::{Certainty, Look, Passage, Quote};
use crate::map::Does;
use crate::rules::{Part, folded};

const HERE: [Part; 2] = [Part::Uitstroomprofiel, Part::Onderbouwing];

pub(super) fn look(l: &mut Look<'_>) {
    let text: Vec<&Passage<'_>> = l.passages.of_parts(&HERE).collect();
    let named: Vec<Quote> = text.iter().map(|p| Look::quote(p)).collect();
    let words: usize = text.iter().map(|p| p.words).sum();
    let concrete = !l.facts.destinations.is_empty();
    let reasons = l.list("redenen");
    let scores = l.list("alleen-scores");
    let factor = l.list("factorwoorden");
    let together = l.list("samenwegen");
    // Reasons: what stands in the part for reasons, or sentences beside the destination that give one.
    let why: Vec<&Passage<'_>> = text
        .iter()
        .copied()
        .filter(|p| p.part == Part::Onderbouwing && p.words >= 4 || p.has(reasons) && p.words >= 6)
        .collect();
    let enough = why.iter().map(|p| p.words).sum::<usize>() >= 6;
    let learned = |p: &&Passage<'_>| p.like().feature("onderbouwing").filter(|(_, s)| *s >= 0.55).map(|(v, _)| v.to_owned());
    let refers = why.iter().any(|p| {
        let t = &p.folded.text;
        (t.contains("zie") || t.contains("rubriek") || t.contains("beeld")) && (t.contains("rubriek 2") || t.contains("samenvattend") || t.contains("integratief"))
    });
    let weighs = |p: &&Passage<'_>| {
        let factors = p.hits.iter().filter(|h| Some(h.list) == factor).count();
        let only_scores = p.has(scores) && factors <= 1;
        match learned(p).as_deref() {
            Some("gewogen") => !only_scores || factors >= 2,
            Some(_) => factors >= 3 && p.has(reasons) && !only_scores,
            None => factors >= 2 && p.has(reasons) && !only_scores,
        }
    };
    let all_factors: usize = why.iter().map(|p| p.hits.iter().filter(|h| Some(h.list) == factor).count()).sum();
    let uses = enough && (why.iter().any(weighs) || all_factors >= 4) || refers;
    let joint: Vec<&Passage<'_>> = text
        .iter()
        .copied()
        .filter(|p| p.has(together) && !p.has(l.list("geinformeerd")) && who(l, p) >= 2 || joint_words(&p.folded.text))
        .collect();
    let why_quotes: Vec<Quote> = why.iter().map(|p| Look::quote(p)).collect();
    let vague_quote = named.first().copied();
    let heading = l.mapping.sections.iter().any(|s| HERE.contains(&s.part) && !s.heading.is_blank());
    let empty_reasons = l.mapping.sections.iter().any(|s| s.part == Part::Onderbouwing && !s.heading.is_blank())
        && l.passages.of_part(Part::Onderbouwing).next().is_none();
    let joint = !joint.is_empty() && uses;
    l.signs.put("3.genoemd", words > 0 || concrete, named.clone(), Certainty::High);
    l.signs.put("3.concreet", concrete, named.clone(), Certainty::Middle);
    l.signs.put("3.redenen", enough || refers, why_quotes.clone(), Certainty::Middle);
    l.signs.put("3.factoren", uses, why_quotes.clone(), Certainty::Middle);
    l.signs.put("3.samen", joint, why_quotes, Certainty::Middle);
    // OND04: vague, or without reasons. It stands on the words of the destination.
    let lacking = (words > 0 || concrete || heading) && (!concrete && words > 0 || concrete && !enough && !refers || empty_reasons && words > 0);
    let on = if empty_reasons && !enough {
        l.mapping.sections.iter().find(|s| s.part == Part::Onderbouwing).and_then(|s| s.blocks.first()).map(|b| Quote::whole(l.document, *b))
    } else {
        vague_quote
    };
    l.signs.put("3.vaag_of_zonder_redenen", lacking, vague_quote.or(on).into_iter().collect(), Certainty::Middle);
    asked(l);
}

/// How many of pupil, parents and teachers a passage names.
fn who(l: &Look<'_>, p: &Passage<'_>) -> usize {
    let name = l.facts.name.as_deref().map(folded).unwrap_or_default();
    let t = &p.folded.text;
    let pupil = ["leerling", "hij zelf", "zij zelf", " zelf ", "kind"].iter().any(|w| t.contains(w)) || name.len() > 1 && t.contains(&name);
    let parents = p.has(l.list("ouders"));
    let teachers = ["leerkracht", "leraar", "leraren", "juf", "meester", "mentor", "docent", "school", " wij ", "team", "coach", "begeleid"]
        .iter()
        .any(|w| t.contains(w));
    usize::from(pupil) + usize::from(parents) + usize::from(teachers)
}

fn joint_words(text: &str) -> bool {
    ["samen gewogen", "samen afgewogen", "gezamenlijk gewogen", "samen gekozen", "samen besloten", "samen gekomen", "gewikt en gewogen"]
        .iter()
        .any(|w| text.contains(w))
}

/// What a blank form asks.
fn asked(l: &mut Look<'_>) {
    let mut text = String::new();
    let mut there = false;
    let mut reasons = false;
    for s in l.mapping.sections.iter().filter(|s| HERE.contains(&s.part) || s.also.is_some_and(|a| HERE.contains(&a))) {
        there = true;
        reasons |= s.part == Part::Onderbouwing || s.also == Some(Part::Onderbouwing);
        for &b in &s.blocks {
            if l.mapping.blocks.get(b).is_some_and(|r| r.does != Does::Aside) {
                text.push_str(&folded(l.document.blocks.get(b).map_or("", |b| b.text.words())));
                text.push('\n');
            }
        }
    }
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let reasons = reasons || has(&["onderbouw", "waarom", "motiveer", "licht toe"]);
    let factors = has(&["factoren", "bevorder", "belemmer", "rubriek 2", "beeld", "weeg", "weging", "wat helpt"]);
    let who = has(&["ouders", "samen", "leerling", "met wie", "wie woog", "wie wogen"]) && has(&["gewogen", "weeg", "wegen", "woog", "samen", "besproken", "meegedacht"]);
    l.signs.put("vraagt.3.uitstroom", there, Vec::new(), Certainty::High);
    l.signs.put("vraagt.3.redenen", reasons, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.3.factoren", reasons && factors, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.3.wie", reasons && who, Vec::new(), Certainty::Middle);
    l.signs.put("format.OND04", l.blank && there && !reasons, Vec::new(), Certainty::Middle);
}
