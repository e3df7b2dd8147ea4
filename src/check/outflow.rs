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
    let destination = l.rules.words.lists("uitstroom.");
    let why: Vec<&Passage<'_>> = text
        .iter()
        .copied()
        .filter(|p| {
            // A sentence that does more than name the destination says why.
            let names: usize = p.hits.iter().filter(|h| destination.iter().any(|(_, d)| *d == h.list)).count();
            p.part == Part::Onderbouwing && p.words >= 3 || p.has(reasons) && p.words >= 5 || p.words >= 6 && (names == 0 || p.words >= 9)
        })
        .filter(|p| !vague_words(&p.folded.text))
        .collect();
    let enough = why.iter().map(|p| p.words).sum::<usize>() >= 5;
    let learned = |p: &&Passage<'_>| p.like().feature("onderbouwing").filter(|(_, s)| *s >= 0.7).map(|(v, _)| v.to_owned());
    let refers = why.iter().any(|p| {
        let t = &p.folded.text;
        (t.contains("zie") || t.contains("rubriek") || t.contains("beeld"))
            && (t.contains("rubriek 2") || t.contains("samenvattend") || t.contains("integratief"))
    });
    let weighs = |p: &&Passage<'_>| {
        let factors = p.hits.iter().filter(|h| Some(h.list) == factor).count();
        let only_scores = p.has(scores) && factors <= 1;
        if only_scores || p.words < 5 {
            return false;
        }
        match learned(p).as_deref() {
            Some("gewogen") => true,
            Some(_) => factors >= 2,
            None => factors >= 1 || p.words >= 8,
        }
    };
    let uses = enough && why.iter().any(weighs) || refers;
    // Who weighed it: parents beside pupil or teachers, with what they think, in one paragraph.
    let mut paragraphs: std::collections::BTreeMap<usize, Vec<&Passage<'_>>> = std::collections::BTreeMap::new();
    for p in &text {
        paragraphs.entry(p.block).or_default().push(p);
    }
    let joint = paragraphs.values().any(|ps| {
        let all: String = ps.iter().map(|p| p.folded.text.as_str()).collect::<Vec<_>>().join(" ");
        let parties = ps.iter().map(|p| who(l, p)).fold((false, false, false), |a, b| (a.0 | b.0, a.1 | b.1, a.2 | b.2));
        let n = usize::from(parties.0) + usize::from(parties.1) + usize::from(parties.2);
        joint_words(&all) || parties.1 && n >= 2 && (ps.iter().any(|p| p.has(together)) || opinions(&all))
    });
    let why_quotes: Vec<Quote> = why.iter().map(|p| Look::quote(p)).collect();
    let vague_quote = named.first().copied();
    let heading = l.mapping.sections.iter().any(|s| HERE.contains(&s.part) && !s.heading.is_blank());
    let empty_reasons = l.mapping.sections.iter().any(|s| s.part == Part::Onderbouwing && !s.heading.is_blank())
        && l.passages.of_part(Part::Onderbouwing).next().is_none();
    let joint = joint && uses;
    l.signs.put("3.genoemd", words > 0 || concrete, named.clone(), Certainty::High);
    l.signs.put("3.concreet", concrete, named.clone(), Certainty::Middle);
    l.signs.put("3.redenen", enough || refers, why_quotes.clone(), Certainty::Middle);
    l.signs.put("3.factoren", uses, why_quotes.clone(), Certainty::Middle);
    l.signs.put("3.samen", joint, why_quotes, Certainty::Middle);
    // OND04: vague, or without reasons. It stands on the words of the destination.
    let lacking =
        (words > 0 || concrete || heading) && (!concrete && words > 0 || concrete && !enough && !refers || empty_reasons && words > 0);
    let on = if empty_reasons && !enough {
        l.mapping
            .sections
            .iter()
            .find(|s| s.part == Part::Onderbouwing)
            .and_then(|s| s.blocks.first())
            .map(|b| Quote::whole(l.document, *b))
    } else {
        vague_quote
    };
    l.signs.put("3.vaag_of_zonder_redenen", lacking, vague_quote.or(on).into_iter().collect(), Certainty::Middle);
    asked(l);
}

/// Whether a passage names the pupil, the parents, the teachers.
fn who(l: &Look<'_>, p: &Passage<'_>) -> (bool, bool, bool) {
    let name = l.facts.name.as_deref().map(folded).unwrap_or_default();
    let t = &p.folded.text;
    let pupil = ["leerling", "hij zelf", "zij zelf", " zelf ", "kind"].iter().any(|w| t.contains(w)) || name.len() > 1 && t.contains(&name);
    let parents = p.has(l.list("ouders"));
    let teachers =
        ["leerkracht", "leraar", "leraren", "juf", "meester", "mentor", "docent", "school", " wij ", "team", "coach", "begeleid", "lkr"]
            .iter()
            .any(|w| t.contains(w));
    (pupil, parents, teachers)
}

/// Words with which people hold an opinion.
fn opinions(text: &str) -> bool {
    [
        "vinden",
        "vindt",
        "denken",
        "denkt",
        "dachten",
        "hopen",
        "hoopt",
        "hoopten",
        "willen",
        "wil ",
        "zien ",
        "ziet",
        "twijfel",
        "eens",
        "verwacht",
        "noemde",
        "besproken",
        "bespraken",
        "samen",
        "kiezen",
        "gekozen",
        "kozen",
    ]
    .iter()
    .any(|w| text.contains(w))
}

/// Sentences that name no reason: 'passend vervolgonderwijs', 'nader te bepalen'.
fn vague_words(text: &str) -> bool {
    [
        "nader te bepalen",
        "nog niet bekend",
        "nog onduidelijk",
        "passende plek",
        "passend onderwijs",
        "n.v.t",
        "zo hoog mogelijk",
        "is er sprake van",
    ]
    .iter()
    .any(|w| text.contains(w))
        && text.split(' ').count() <= 16
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
    let who = has(&["ouders", "samen", "leerling", "met wie", "wie woog", "wie wogen"])
        && has(&["gewogen", "weeg", "wegen", "woog", "samen", "besproken", "meegedacht"]);
    l.signs.put("vraagt.3.uitstroom", there, Vec::new(), Certainty::High);
    l.signs.put("vraagt.3.redenen", reasons, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.3.factoren", reasons && factors, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.3.wie", reasons && who, Vec::new(), Certainty::Middle);
    l.signs.put("format.OND04", l.blank && there && !reasons, Vec::new(), Certainty::Middle);
}
