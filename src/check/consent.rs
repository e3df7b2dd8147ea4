//! Item 11a: the parents: informed, consulted, consenting, signed and dated.
//!
//! A noun never grants consent by itself: it takes a verb, a ticked box, or a filled-in field. 'Voor gezien' is not consent.

use super::{Certainty, Look, Passage, Quote, Stance};
use crate::map::{Does, dates};
use crate::model::{BlockKind, FieldKind};
use crate::rules::{Part, folded};

pub(super) fn look(l: &mut Look<'_>) {
    let adult = l
        .facts
        .grown_up()
        .is_some_and(|day| l.facts.consent.or(l.facts.start).map_or_else(|| l.today.has_come(day), |on| day <= on.last()))
        || l.passages.all.iter().any(|p| {
            let t = &p.folded.text;
            t.contains("is 18") || t.contains("achttien jaar") || t.contains("18 jaar") || t.contains("meerderjarig")
        });
    let grants = l.lists(&["instemt"]);
    let refuses = l.lists(&["stemt-niet-in"]);
    let seen = l.lists(&["gezien"]);
    let mut given: Vec<Quote> = Vec::new();
    let mut refused: Vec<Quote> = Vec::new();
    let mut only_seen: Vec<Quote> = Vec::new();
    let mut open: Vec<Quote> = Vec::new();
    let here = [
        Part::Instemming,
        Part::ZienswijzeOuders,
        Part::Overleg,
        Part::Evaluatie,
        Part::Afspraken,
        Part::Overig,
        Part::Data,
        Part::ZienswijzeOverig,
    ];
    let mut alike: Vec<Quote> = Vec::new();
    for p in l.passages.all.iter().filter(|p| here.contains(&p.part) || names_the_deal(l, p)) {
        let t = p.folded.text.as_str();
        let about_info = t.contains("toestemming") && !t.contains("handelingsdeel") && !t.contains("instem");
        let about_outflow = (t.contains("uitstroom") || t.contains("advies"))
            && !t.contains("handelingsdeel")
            && !t.contains("aanpak")
            && !t.contains("doelen");
        if about_info {
            continue;
        }
        // 'Voor gezien: w.g. P. Hofman': the label says what the signature is for.
        if headed_seen(l, p) {
            only_seen.push(Look::quote(p));
            continue;
        }
        // 'Akkoord: ja / nee' was not chosen from.
        if p.has(l.list("niet-gekozen")) {
            open.push(Look::quote(p));
            continue;
        }
        let parents =
            p.has(l.list("ouders")) || p.part == Part::Instemming || names_the_deal(l, p) || p.part == Part::ZienswijzeOuders || p.ticked;
        let pupil_only = adult || !t.contains("leerling") || p.has(l.list("ouders"));
        if p.hits.iter().any(|h| refuses.contains(&h.list) && l.passages.stance(p, h) != Stance::Denied) {
            // Disagreement with the outflow alone leaves the consent to the handelingsdeel as it is.
            let but = p.hits.iter().any(|h| grants.contains(&h.list) && l.passages.stance(p, h) == Stance::Said) && t.contains("wel");
            if !about_outflow && !but {
                refused.push(Look::quote(p));
                continue;
            }
            if !but {
                continue;
            }
        }
        if p.hits.iter().any(|h| seen.contains(&h.list) && l.passages.stance(p, h) != Stance::Denied)
            && !t.contains("akkoord")
            && !t.contains("instem")
        {
            only_seen.push(Look::quote(p));
            continue;
        }
        if about_outflow && !p.ticked {
            continue;
        }
        match p.hits.iter().find(|h| grants.contains(&h.list)).map(|h| l.passages.stance(p, h)) {
            Some(_) if t.contains("nog niet") => open.push(Look::quote(p)),
            Some(Stance::Said) if parents && pupil_only => given.push(Look::quote(p)),
            Some(Stance::Doubtful) if p.ticked => given.push(Look::quote(p)),
            Some(_) => open.push(Look::quote(p)),
            None => match p.like().feature("toestemming") {
                Some(("gegeven" | "ongetekend", s)) if s >= 0.8 && p.part == Part::Instemming && !of_others(l, p) => {
                    alike.push(Look::quote(p));
                }
                Some(("geweigerd", s)) if s >= 0.8 && p.part == Part::Instemming => refused.push(Look::quote(p)),
                Some(("gezien", s)) if s >= 0.8 && p.part == Part::Instemming => only_seen.push(Look::quote(p)),
                _ => {}
            },
        }
    }
    let block = block(l, adult);
    // A label 'Ouders stemmen in met het handelingsdeel' with a name, 'ja' or a date beside it.
    given.extend(block.granted.iter().copied());
    only_seen.extend(block.seen.iter().copied());
    // Likeness alone does not turn 'voor gezien' or a refusal into consent.
    if given.is_empty() && only_seen.is_empty() && refused.is_empty() {
        given.extend(alike);
    }
    let signed = block.signed || l.passages.all.iter().any(|p| (here.contains(&p.part) || names_the_deal(l, p)) && signs(l, p));
    let unsigned = l.passages.of_parts(&here).any(|p| p.has(l.list("niet-getekend")));
    let signed = signed && (block.signed || !unsigned);
    let dated = l.facts.consent.is_some() && (signed || !given.is_empty());
    let consulted: Vec<Quote> = consulted(l).collect();
    let informed: Vec<Quote> = {
        let list = l.lists(&["geinformeerd"]);
        l.passages.all.iter().filter(|p| p.has(l.list("ouders")) && l.passages.says(p, &list).is_some()).map(Look::quote).collect()
    };
    // A signature block for parents that is signed and says neither 'akkoord' nor 'gezien' states consent where its heading does.
    let elsewhere = l.facts.consent_elsewhere.is_some();
    let gave = !given.is_empty() || elsewhere;
    let signed = signed || elsewhere;
    let dated = dated || elsewhere;
    let disagree = !refused.is_empty() && !gave;
    let only_seen_signed = !only_seen.is_empty() && !gave;
    let any = gave || !consulted.is_empty() || !informed.is_empty() || only_seen_signed;
    l.signs.put("11a.iets", any, informed.clone(), Certainty::Middle);
    l.signs.put("11a.geraadpleegd", !consulted.is_empty() || gave && !only_seen_signed, consulted.clone(), Certainty::Middle);
    l.signs.put("11a.stemt_in", gave, given.clone(), Certainty::Middle);
    l.signs.put("11a.getekend_en_gedateerd", gave && signed && dated, given.clone(), Certainty::Middle);
    l.signs.put("11a.ongetekend", gave && !(signed && dated), given.clone(), Certainty::Middle);
    let followed = disagree && !consulted.is_empty() && followed(l);
    let mut stuck = only_seen.clone();
    stuck.extend(refused.iter().copied().filter(|_| disagree && !followed));
    let heard = consulted.iter().any(|q| !refused.contains(q));
    let bare_refusal = disagree && refused.iter().all(|q| q.end - q.start < 60) && !heard;
    l.signs.put("11a.gezien_of_oneens", (only_seen_signed || disagree && !followed) && !bare_refusal, stuck, Certainty::Middle);
    l.signs.put(
        "11a.geen_instemming",
        !gave && (!only_seen_signed && !disagree || bare_refusal),
        block.empty.into_iter().collect(),
        Certainty::Middle,
    );
    let told: Vec<Quote> = if informed.is_empty() {
        let here = [Part::Overleg, Part::ZienswijzeOuders, Part::Instemming, Part::Afspraken, Part::Overig];
        let told = |p: &&Passage<'_>| {
            p.words >= 3 && p.like().feature("ouders").is_some_and(|(v, s)| v != "geraadpleegd" && s >= 0.5) && p.part != Part::Afspraken
                || p.has(l.list("ouders")) && p.has(l.list("geinformeerd"))
        };
        l.passages.of_parts(&here).find(told).map(Look::quote).into_iter().collect()
    } else {
        informed
    };
    l.signs.put("11a.geen_overleg", consulted.is_empty() && !gave_after_talk(l), told, Certainty::Middle);
    l.signs.put("11a.meerderjarig", adult, Vec::new(), Certainty::Middle);
    let there = block.there;
    l.signs.put("instemming.blok", there, Vec::new(), Certainty::High);
    l.signs.put("instemming.ingevuld", gave || only_seen_signed || disagree || signed || !open.is_empty(), given, Certainty::Middle);
    asked(l);
}

/// 'Akkoord met het handelingsdeel' says what it is wherever it stands.
fn names_the_deal(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let away = matches!(p.part, Part::Voorgeschiedenis | Part::BuitenOpp | Part::Onderzoek | Part::Derden | Part::Medisch | Part::Bijlage);
    !away && (p.has(l.list("kop-instemt")) && p.has(l.list("het-plan")) || p.part == Part::Contactpersonen && p.has(l.list("getekend")))
}

/// Whether the label over a passage says that the pupil or the school speaks in it.
fn of_others(l: &Look<'_>, p: &Passage<'_>) -> bool {
    l.section(p).is_some_and(|s| !l.heads(s, "ouders") && (l.heads(s, "kop-van-school") || l.heads(s, "kop-van-leerling")))
}

/// 'Handtekening J. Dijkhuis', 'handtekening: w.g. M. Kok': a name after the word, not a line to write it on.
fn signature_in(text: &str) -> bool {
    text.match_indices("andtekening").any(|(at, word)| {
        let rest = text.get(at + word.len()..).unwrap_or("").trim_start_matches([':', ' ', '-']);
        let rest = rest.strip_prefix("w.g.").unwrap_or(rest).trim_start();
        let mut chars = rest.chars();
        let initial = chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.');
        let name: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
        let label = ["ouder", "moeder", "vader", "datum", "leerling", "school", "directeur", "mentor", "naam", "voor"];
        initial || name.chars().count() >= 3 && name.starts_with(char::is_uppercase) && !label.contains(&folded(&name).as_str())
    })
}

/// Whether a passage stands under a label that asks to sign for having seen the plan, and no more.
fn headed_seen(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let heading = l.mapping.blocks.get(p.block).and_then(|r| l.mapping.sections.get(r.section)).map_or("", |s| s.heading.words());
    let head = crate::rules::fold(heading);
    let seen = l.rules.words.find(&head).iter().any(|h| Some(h.list) == l.list("gezien"));
    seen && !["akkoord", "instem", "stemmen in"].iter().any(|w| head.text.contains(w))
}

/// What the consent block itself shows: ticks, fields, labels with a value beside them.
#[derive(Default)]
struct Block {
    there: bool,
    signed: bool,
    granted: Vec<Quote>,
    seen: Vec<Quote>,
    empty: Option<Quote>,
}

fn block(l: &Look<'_>, adult: bool) -> Block {
    let mut out = Block::default();
    let parents = l.list("ouders");
    for s in l.mapping.sections.iter().filter(|s| s.part == Part::Instemming || s.also == Some(Part::Instemming)) {
        out.there = true;
        let head = crate::rules::fold(s.heading.words());
        let hits = l.rules.words.find(&head);
        let of_parent = hits.iter().any(|h| Some(h.list) == parents)
            || head.text.contains("akkoord")
            || head.text.contains("instem")
            || adult && head.text.contains("leerling");
        let seen = hits.iter().any(|h| Some(h.list) == l.list("gezien"));
        let grants = (head.text.contains("akkoord") || head.text.contains("instem") || head.text.contains("stemmen in")) && !seen;
        let other = ["directeur", "mentor", "coach", "leerkracht", "school", "ib", "docent", "intern begeleider"]
            .iter()
            .any(|w| head.text.split(' ').any(|h| h.trim_matches(|c: char| !c.is_alphanumeric()) == *w));
        let mut value = String::new();
        let mut first = None;
        for &b in &s.blocks {
            let (Some(role), Some(block)) = (l.mapping.blocks.get(b), l.document.blocks.get(b)) else { continue };
            match (role.does, block.kind) {
                (Does::Content, BlockKind::Tick { on: true }) => {
                    first = first.or(Some(b));
                    value.push_str(&folded(block.text.words()));
                    value.push('\n');
                }
                (Does::Content, BlockKind::Field { kind: FieldKind::Signature, filled: true }) => {
                    out.signed |= of_parent || !other;
                    first = first.or(Some(b));
                }
                (Does::Content, _) => {
                    let t = l.mapping.content(l.document, b);
                    if t.chars().any(char::is_alphanumeric) {
                        first = first.or(Some(b));
                        value.push_str(&folded(t));
                        value.push('\n');
                    }
                }
                _ => {}
            }
        }
        let quote = first.map(|b| Quote::whole(l.document, b));
        let v = value.trim();
        let unsigned = ["niet getekend", "niet ondertekend", "volgt", "nog", "ontbreekt", "n.v.t", "niet"].iter().any(|w| v.contains(w));
        let signature = l.heads(s, "kop-tekent") && !seen && !other;
        let pupil = head.text.contains("leerling") && !of_parent;
        let name_or_date = !v.is_empty()
            && !unsigned
            && (v.contains("w.g")
                || v.contains("getekend")
                || like_signature(l, s, first)
                || !dates::find(v, None).is_empty() && v.len() < 60);
        // A heading that only asks for a signature, and a name beside it.
        if signature && !pupil && !unsigned && like_signature(l, s, first) {
            out.signed = true;
            // A signature of consent is consent.
            out.granted.extend(quote.filter(|_| s.part == Part::Instemming));
        }
        if of_parent && !other && name_or_date {
            out.signed |= v.contains("w.g") || v.contains("getekend") || like_signature(l, s, first);
        }
        let yes = v.starts_with("ja") || v.starts_with("akkoord") || v == "x" || v == "v";
        if grants && !other && (name_or_date && s.heading.words().split_whitespace().count() >= 1 && of_parent || yes) {
            out.granted.extend(quote);
        }
        if seen && (name_or_date || yes) {
            out.seen.extend(quote);
        }
        if out.empty.is_none() && v.is_empty() {
            out.empty = s.blocks.first().map(|b| Quote::whole(l.document, *b));
        }
    }
    out
}

/// A value that is a person's name, perhaps with initials: 'P. Hofman', 'M. Aardema (w.g.)'.
fn like_signature(l: &Look<'_>, section: &crate::map::Section, first: Option<usize>) -> bool {
    let Some(b) = first.filter(|b| section.blocks.contains(b)) else { return false };
    let text = l.mapping.content(l.document, b);
    let words: Vec<&str> = text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).collect();
    let capitals = words.iter().filter(|w| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)).count();
    !words.is_empty()
        && words.len() <= 7
        && capitals >= 1
        && (words.iter().any(|w| w.contains('.')) || capitals >= 2)
        && capitals * 2 >= words.len()
}

/// Whether a passage says that parents signed.
fn signs(l: &Look<'_>, p: &Passage<'_>) -> bool {
    let list = l.lists(&["getekend"]);
    let school = ["directeur", "mentor:", "coach:", "leerkracht:", "intern begeleider"].iter().any(|w| p.folded.text.contains(w));
    let seen = p.has(l.list("gezien"));
    let open = p.has(l.list("niet-getekend"));
    // 'G. Gebremedhin, 3 oktober 2025, akkoord met het handelingsdeel'
    let named = p.part == Part::Instemming
        && p.folded.text.contains("akkoord")
        && !dates::find(&p.folded.text, None).is_empty()
        && p.text.split_whitespace().take(4).any(|w| w.len() == 2 && w.ends_with('.') && w.starts_with(char::is_uppercase));
    !school && !seen && !open && (l.passages.says(p, &list).is_some() || signature_in(p.text) || named)
}

/// Traces of talks with the parents while drafting: what they brought in, not that they were told.
fn consulted<'a>(l: &'a Look<'_>) -> impl Iterator<Item = Quote> + 'a {
    let list = l.lists(&["overlegd"]);
    let away =
        [Part::Voorgeschiedenis, Part::BuitenOpp, Part::Onderzoek, Part::Derden, Part::Bijlage, Part::Medisch, Part::Gezin, Part::Gegevens];
    l.passages
        .all
        .iter()
        .filter(move |p| !away.contains(&p.part) && p.words >= 4)
        .filter(move |p| {
            let learned = p.like().feature("ouders").filter(|(_, s)| *s >= 0.7).map(|(v, _)| v.to_owned());
            let parents = p.has(l.list("ouders"));
            let told = p.has(l.list("geinformeerd"));
            let here = matches!(p.part, Part::Overleg | Part::ZienswijzeOuders);
            match learned.as_deref() {
                Some("geraadpleegd") => parents || here,
                Some(_) => parents && l.passages.says(p, &list).is_some() && !told,
                None => here && !told && p.words >= 5 || parents && l.passages.says(p, &list).is_some() && !told,
            }
        })
        .map(Look::quote)
}

fn gave_after_talk(l: &Look<'_>) -> bool {
    l.passages.of_part(Part::Instemming).any(|p| p.folded.text.contains("besproken") || p.folded.text.contains("overleg"))
}

/// Whether something was done with the disagreement.
fn followed(l: &Look<'_>) -> bool {
    l.passages.of_parts(&[Part::Overleg, Part::Instemming, Part::ZienswijzeOuders, Part::Afspraken]).any(|p| {
        let t = &p.folded.text;
        [
            "daarom hebben",
            "aangepast",
            "nieuw gesprek",
            "opnieuw in gesprek",
            "vervolggesprek",
            "geschillen",
            "onderwijsconsulent",
            "spreken we opnieuw",
            "opnieuw besproken",
        ]
        .iter()
        .any(|w| t.contains(w))
    })
}

/// What a blank form asks.
fn asked(l: &mut Look<'_>) {
    let mut text = String::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        if matches!(role.part, Part::Instemming | Part::Overleg | Part::ZienswijzeOuders) && role.does != Does::Aside {
            text.push_str(&folded(l.document.blocks.get(i).map_or("", |b| b.text.words())));
            text.push('\n');
        }
    }
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let talks = l.mapping.sections.iter().any(|s| matches!(s.part, Part::Overleg | Part::ZienswijzeOuders));
    let consent = has(&["instem", "stemmen in", "akkoord"]);
    let signature = has(&["handtekening", "ondertekening", "getekend", "paraaf"]);
    let date = has(&["datum", "d.d.", "dd-mm"]);
    let seen_only = has(&["voor gezien", "gelezen"]) && !consent;
    l.signs.put("vraagt.11a.iets", talks || consent || seen_only || signature, Vec::new(), Certainty::High);
    l.signs.put("vraagt.11a.overleg", talks || consent, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.11a.instemming", consent, Vec::new(), Certainty::High);
    l.signs.put("vraagt.11a.handtekening", consent && signature && date, Vec::new(), Certainty::Middle);
    l.signs.put("format.TOE01", l.blank && !consent, Vec::new(), Certainty::Middle);
    l.signs.put("format.TOE04", l.blank && !talks && !consent, Vec::new(), Certainty::Middle);
    if l.blank {
        l.signs.put("11a.geen_overleg", !talks && !consent, Vec::new(), Certainty::Middle);
        l.signs.put("11a.geen_instemming", !consent, Vec::new(), Certainty::Middle);
        l.signs.put("11a.gezien_of_oneens", seen_only && signature, Vec::new(), Certainty::Middle);
        l.signs.put("format.TOE05", seen_only && signature, Vec::new(), Certainty::Middle);
    }
}
