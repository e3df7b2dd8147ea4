//! Item 11b: the pupil: mentioned, summarised, in own words, and seen back.

use super::{Certainty, Look, Passage, Quote};
use crate::map::Does;
use crate::rules::{Part, folded};
use std::collections::BTreeSet;

pub(super) fn look(l: &mut Look<'_>) {
    let speaks = l.list("leerling-aan-het-woord");
    let claims = l.list("leerling-genoemd");
    let asked_not = l.list("leerling-niet-gevraagd");
    let name = l.facts.name.as_deref().map(folded).unwrap_or_default();
    let mut own: Vec<&Passage<'_>> = Vec::new();
    let mut summary: Vec<&Passage<'_>> = Vec::new();
    let mut mentioned: Vec<&Passage<'_>> = Vec::new();
    for p in &l.passages.all {
        let t = p.folded.text.as_str();
        let here = p.part == Part::ZienswijzeLeerling;
        let away = matches!(
            p.part,
            Part::Voorgeschiedenis
                | Part::BuitenOpp
                | Part::Onderzoek
                | Part::Derden
                | Part::Bijlage
                | Part::Gegevens
                | Part::Basisondersteuning
        );
        let pupil = here
            || name.len() > 1 && t.contains(&name)
            || t.contains("leerling")
            || t.starts_with("hij ")
            || t.starts_with("zij ")
            || t.starts_with("ze ");
        if away || p.words < 3 && !here {
            continue;
        }
        let first_person = first_person(t);
        let parent_speaks = p.part == Part::ZienswijzeOuders
            || p.part == Part::Instemming && p.has(l.list("ouders"))
            || p.part == Part::Overleg && p.has(l.list("ouders"));
        let quote = p.quoted_share() > 0.0 && p.words >= 3;
        let blank = here && p.has(asked_not) && p.words <= 6 && !first_person;
        if blank {
            continue;
        }
        if here {
            match p.like().feature("stem") {
                _ if first_person && p.words >= 3 || quote => own.push(p),
                Some(("genoemd" | "leeg", s)) if s >= 0.6 => mentioned.push(p),
                Some(("eigen", s)) if s >= 0.7 => own.push(p),
                _ if p.has(claims) && !p.has(speaks) => mentioned.push(p),
                _ if p.words >= 5 => summary.push(p),
                _ => mentioned.push(p),
            }
            continue;
        }
        if parent_speaks {
            continue;
        }
        // Own words in running text: a quote, with the pupil speaking.
        let said = p.has(speaks) && pupil;
        if (quote || first_person && p.words >= 4)
            && (said || first_person)
            && !p.has(l.list("ouders"))
            && !matches!(p.part, Part::Instemming)
        {
            own.push(p);
        } else if said && p.words >= 6 && tells(t) && !p.has(l.list("ouders")) {
            summary.push(p);
        } else if pupil && p.has(claims) && !p.has(l.list("ouders")) {
            mentioned.push(p);
        }
    }
    let voice: Vec<&Passage<'_>> = own.iter().chain(summary.iter()).copied().collect();
    let back = seen_back(l, &voice);
    let quotes = |ps: &[&Passage<'_>]| -> Vec<Quote> { ps.iter().map(|p| Look::quote(p)).collect() };
    let all = quotes(&voice);
    let (has_own, has_summary, has_mention) = (!own.is_empty(), !summary.is_empty(), !mentioned.is_empty());
    let (own, mentioned) = (quotes(&own), quotes(&mentioned));
    l.signs.put("11b.genoemd", has_own || has_summary || has_mention, mentioned.clone(), Certainty::Middle);
    l.signs.put("11b.samengevat", has_own || has_summary, all.clone(), Certainty::Middle);
    l.signs.put("11b.eigen", has_own, own, Certainty::Middle);
    l.signs.put("11b.terug", (has_own || has_summary) && back, all, Certainty::Middle);
    l.signs.put("11b.geen_stem", !(has_own || has_summary), mentioned, Certainty::Middle);
    asked(l);
}

fn first_person(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.any(|w| matches!(w, "ik" | "mij" | "mijn" | "'k" | "me"))
}

/// Verbs with which a plan tells what the pupil said.
fn tells(text: &str) -> bool {
    [
        "zegt",
        "zei ",
        "vertelt",
        "vertelde",
        "vindt",
        "vond",
        "geeft aan",
        "gaf aan",
        "noemt",
        "wil graag",
        "wil later",
        "wil niet",
        "hoopt",
        "droomt",
        "koos",
        "kiest",
        "wenst",
        "zou graag",
        "vraagt of",
        "het liefst",
        "gekozen",
    ]
    .iter()
    .any(|w| text.contains(w))
}

/// Whether what the pupil said comes back in goals, agreements or needs.
fn seen_back(l: &Look<'_>, voice: &[&Passage<'_>]) -> bool {
    const COMMON: &[&str] = &[
        "graag",
        "altijd",
        "leren",
        "school",
        "beter",
        "soms",
        "helpt",
        "moeilijk",
        "makkelijk",
        "liefst",
        "willen",
        "hebben",
        "worden",
        "vinden",
        "vindt",
        "zegt",
        "groep",
        "klas",
        "leerling",
        "andere",
        "dingen",
        "omdat",
        "niet",
        "maar",
        "vind",
        "heeft",
        "wordt",
        "naar",
        "voor",
        "want",
        "alle",
        "meer",
        "deze",
        "over",
        "goed",
        "haar",
        "zijn",
        "hier",
        "daar",
        "gaat",
        "kan",
        "moet",
        "doen",
        "werd",
        "waar",
        "veel",
        "weer",
        "ouders",
        "juf",
        "meester",
        "mentor",
        "lastig",
        "leuk",
        "fijn",
        "stom",
    ];
    let stems = |t: &str| -> BTreeSet<String> {
        t.split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.chars().count() >= 4 && !COMMON.contains(w))
            .map(|w| w.chars().take(5).collect())
            .collect()
    };
    let said: BTreeSet<String> = voice.iter().flat_map(|p| stems(&p.folded.text)).collect();
    let plan: BTreeSet<String> = l
        .passages
        .of_parts(&[Part::Doelen, Part::Afspraken, Part::BehoeftenLeerling, Part::BehoeftenLeraren, Part::BehoeftenOuders, Part::Evaluatie])
        .flat_map(|p| stems(&p.folded.text))
        .collect();
    let told = voice.iter().any(|p| {
        let t = &p.folded.text;
        ["daarom", "overgenomen", "afgesproken", "hebben we", "is aangepast", "staat bij doel", "geworden", "komt terug"]
            .iter()
            .any(|w| t.contains(w))
    });
    let name = l.facts.name.as_deref().map(|n| folded(n).chars().take(5).collect::<String>()).unwrap_or_default();
    let shared = said.intersection(&plan).filter(|w| **w != name).count();
    shared >= 1 || told && !plan.is_empty()
}

/// What a blank form asks.
fn asked(l: &mut Look<'_>) {
    let mut text = String::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        if role.part == Part::ZienswijzeLeerling && role.does != Does::Aside {
            text.push_str(&folded(l.document.blocks.get(i).map_or("", |b| b.text.words())));
            text.push('\n');
        }
    }
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let asks = l.mapping.sections.iter().any(|s| s.part == Part::ZienswijzeLeerling || s.also == Some(Part::ZienswijzeLeerling));
    let own = has(&["eigen woorden", "letterlijk", "in de woorden", "zelf"]);
    let back = has(&["terug", "wat doen we ermee", "verwerkt", "waar zie", "wat hebben we ermee"]);
    l.signs.put("vraagt.11b.mening", asks, Vec::new(), Certainty::High);
    l.signs.put("vraagt.11b.eigen", asks && own, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.11b.terug", asks && own && back, Vec::new(), Certainty::Middle);
    l.signs.put("format.TOE03", l.blank && !asks, Vec::new(), Certainty::Middle);
    if l.blank {
        l.signs.put("11b.geen_stem", !asks, Vec::new(), Certainty::Middle);
    }
}
