//! Item 4: dates and the rhythm of looking back.

use super::{Certainty, Look, Passage, Quote};
use crate::map::{Does, When, dates};
use crate::rules::{Part, folded};
use jiff::Span;
use jiff::civil::Date;

pub(super) fn look(l: &mut Look<'_>) {
    let f = l.facts;
    let both = f.start.is_some() && f.evaluation.is_some();
    let monitored = f.monitoring.is_some() || half_way(l) || looked_half_way(l);
    l.signs.put("4.data", both, Vec::new(), Certainty::Middle);
    let field: Vec<Quote> = field_quote(l, &["datum.monitoring"]).filter(|_| !monitored).into_iter().collect();
    l.signs.put("4.monitoring", monitored, field, Certainty::Middle);
    let mut contradiction = None;
    if let (Some(s), Some(e)) = (f.start, f.evaluation)
        && e.last() < s.first()
    {
        contradiction = Some(());
    }
    if let (Some(a), Some(c)) = (f.adoption, f.consent)
        && matches!((a, c), (When::Day(_), When::Day(_)))
        && a.last() < c.first()
        && f.start.is_none_or(|s| s != a)
    {
        contradiction = Some(());
    }
    let terms = term_contradicts(l);
    let wrong = contradiction.is_some() || terms.is_some();
    let lists: &[&str] = if f.start.is_none() { &["datum.start", "datum.opgesteld"] } else { &["datum.evaluatie", "datum.einde"] };
    let quotes: Vec<Quote> = terms.or_else(|| field_quote(l, lists)).into_iter().collect();
    l.signs.put("4.data_fout", !both || wrong, quotes.clone(), if both { Certainty::Middle } else { Certainty::High });
    let result = has_results(l);
    let past = f.evaluation.is_some_and(|e| e.last().tomorrow().is_ok_and(|day| l.today.has_come(day))) && !result;
    let long = match (f.start, f.evaluation) {
        (Some(s), Some(e)) => e.first() > one_year(s.last()),
        _ => false,
    };
    let on: Vec<Quote> = evaluation_quote(l).into_iter().collect();
    l.signs.put("4.evaluatie_te_laat", past || long, on, Certainty::Middle);
    // More than six weeks between placement and adoption (or start), unless support began later for a pupil already here.
    let late = match (f.placement, f.adoption.or(f.start)) {
        (Some(When::Day(p)), Some(a)) => {
            let weeks = p.checked_add(Span::new().weeks(6)).unwrap_or(p);
            let long_here = p.checked_add(Span::new().months(8)).is_ok_and(|d| d < a.first());
            a.first() > weeks && !long_here
        }
        _ => false,
    };
    let placed = placement_quote(l);
    l.signs.put("4.te_laat_vastgesteld", late, placed.into_iter().collect(), Certainty::Middle);
    l.signs.put("register.wijkt_af", f.differs_from_register, Vec::new(), Certainty::High);
    let five =
        [both, monitored, l.signs.holds("4.wie"), l.signs.holds("4.wanneer"), l.signs.holds("4.succes")].iter().filter(|b| **b).count();
    let blocked = past || long || l.signs.holds("4.afspraak_zonder") || l.signs.holds("4.zonder_succes");
    l.signs.put("4.twee", five >= 2, Vec::new(), Certainty::Middle);
    l.signs.put("4.drie", five >= 3, Vec::new(), Certainty::Middle);
    l.signs.put("4.vier", five >= 4, Vec::new(), Certainty::Middle);
    l.signs.put("4.vijf", five >= 5 && !blocked, Vec::new(), Certainty::Middle);
    l.signs.put("4.resultaten", result, Vec::new(), Certainty::Middle);
    asked(l);
}

fn one_year(date: Date) -> Date {
    date.checked_add(Span::new().years(1).days(7)).unwrap_or(date)
}

/// A planned moment half-way, in words: 'halverwege het schooljaar, in februari'.
fn half_way(l: &Look<'_>) -> bool {
    let list = l.list("datum.monitoring");
    l.passages.of_parts(&[Part::Data, Part::Evaluatie, Part::Afspraken, Part::Overleg, Part::Overig]).any(|p| {
        let Some(hit) = p.hits.iter().find(|h| Some(h.list) == list && h.end - h.start >= 9) else { return false };
        let planned = !dates::find(&p.folded.text, Some(l.facts.school_year.unwrap_or(2025))).is_empty();
        planned && l.passages.stance(p, hit) != super::Stance::Denied
    })
}

/// An evaluation that was held half-way and written down.
fn looked_half_way(l: &Look<'_>) -> bool {
    let (Some(start), Some(end)) = (l.facts.start, l.facts.evaluation) else { return false };
    l.mapping.sections.iter().filter(|s| s.part == Part::Evaluatie).any(|s| {
        let written: Vec<&str> = s
            .blocks
            .iter()
            .filter(|b| l.mapping.blocks.get(**b).is_some_and(|r| r.does == Does::Content))
            .map(|b| l.mapping.content(l.document, *b))
            .filter(|text| text.len() > 20)
            .collect();
        let between =
            |text: &str| dates::in_text(text, l.facts.school_year).iter().any(|d| d.first() > start.last() && d.last() < end.first());
        // '30-01-2026: 7 van de 10 goed.'
        let opens = |text: &&str| text.starts_with(|c: char| c.is_ascii_digit()) && text.get(..12).is_some_and(between);
        !written.is_empty() && between(s.heading.words()) || written.iter().any(opens)
    })
}

/// Whether the results of an evaluation are written down.
fn has_results(l: &Look<'_>) -> bool {
    let words = [
        "behaald",
        "gelukt",
        "deels",
        "bereikt",
        "nog niet",
        "voortgezet",
        "doorgaan",
        "afgesloten",
        "vooruit",
        "gegroeid",
        "besproken",
        "haalde",
        "schreef",
        "las ",
        "geworden",
        "bijgesteld",
        "ging",
        "werd",
        "is nu",
        "gaat goed",
        "gaat beter",
    ];
    let (outcome, ahead) = (l.list("uitkomst"), l.list("vooruitblik"));
    // 'Doel gehaald.', 'Niet bereikt: vier minuten.': however short, an outcome.
    let told = |p: &Passage<'_>| {
        let headed = || p.words >= 2 && l.section(p).is_some_and(|s| l.heads(s, "uitkomst"));
        !p.has(ahead) && !p.text.trim_end().ends_with('?') && (p.has(outcome) || headed())
    };
    l.passages.of_part(Part::Evaluatie).any(|p| {
        let t = &p.folded.text;
        if told(p) {
            return true;
        }
        let planned = ["gelukt als", "behaald als", "bereikt als", "als ", "wanneer"]
            .iter()
            .any(|w| t.starts_with(w) || t.contains(&format!("{} als", w.trim())));
        let open = ["nog niet ingevuld", "nog niet gehouden", "volgt", "nog in te vullen", "nog bespreken", "wordt gehouden", "gepland"]
            .iter()
            .any(|w| t.contains(w));
        p.words >= 4 && !open && words.iter().any(|w| t.contains(w)) && (!planned || t.contains("is behaald")) && past_tense(t)
    })
}

/// Whether a sentence tells of what was.
fn past_tense(t: &str) -> bool {
    [
        " is ",
        " zijn ",
        " was ",
        " waren ",
        " heeft ",
        " hebben ",
        "haalde",
        "las ",
        "schreef",
        "maakte",
        "werkte",
        "ging",
        "lukte",
        "kwam",
        "behaald",
        "besproken",
        " nu ",
        "gelukt",
        "gaat",
    ]
    .iter()
    .any(|w| t.contains(w) || t.starts_with(w.trim_start()))
}

/// The term of the plan speaks against its own dates: 'van oktober 2026 tot mei 2026'.
fn term_contradicts(l: &Look<'_>) -> Option<Quote> {
    l.passages.of_parts(&[Part::Data, Part::Gegevens]).find_map(|p| {
        let found = dates::find(&p.folded.text, l.facts.school_year);
        let (a, b) = (found.first()?, found.get(1)?);
        let term = ["tot", "t/m", " - "].iter().any(|w| p.folded.text.get(a.end..b.start).is_some_and(|t| t.contains(w)));
        (term && b.when.last() < a.when.first()).then(|| Look::quote(p))
    })
}

/// The field of the head that asks for such a date: what stands in it, or its label where it is empty.
fn field_quote(l: &Look<'_>, lists: &[&str]) -> Option<Quote> {
    let lists = l.lists(lists);
    let section = l.mapping.sections.iter().find(|s| {
        matches!(s.part, Part::Data | Part::Evaluatie | Part::Gegevens)
            && l.rules.words.find(&crate::rules::fold(s.heading.words())).iter().any(|h| lists.contains(&h.list))
    })?;
    let says = |b: &&usize| {
        l.mapping.blocks.get(**b).is_some_and(|r| matches!(r.does, Does::Content | Does::Prompt))
            && l.document.blocks.get(**b).is_some_and(|d| d.text.words().chars().any(char::is_alphanumeric))
    };
    let block = section.blocks.iter().find(says).or_else(|| section.blocks.first())?;
    Some(Quote::whole(l.document, *block))
}

fn evaluation_quote(l: &Look<'_>) -> Option<Quote> {
    let when = l.facts.evaluation?;
    dated_quote(l, when)
}

fn placement_quote(l: &Look<'_>) -> Option<Quote> {
    dated_quote(l, l.facts.placement?)
}

/// The passage in which a date stands.
fn dated_quote(l: &Look<'_>, when: When) -> Option<Quote> {
    l.passages.all.iter().find(|p| dates::find(&p.folded.text, l.facts.school_year).iter().any(|f| f.when == when)).map(Look::quote)
}

/// What a blank form asks.
fn asked(l: &mut Look<'_>) {
    let mut text = String::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        if role.does != Does::Aside && matches!(role.part, Part::Data | Part::Evaluatie | Part::Gegevens | Part::Afspraken) {
            text.push_str(&folded(l.document.blocks.get(i).map_or("", |b| b.text.words())));
            text.push('\n');
        }
    }
    let f = crate::rules::fold(&text);
    let hits = l.rules.words.find(&f);
    let has = |kind: &str| hits.iter().any(|h| Some(h.list) == l.list(&format!("datum.{kind}")) && h.end - h.start >= 5);
    let both = (has("start") || has("opgesteld")) && has("evaluatie");
    let monitoring = has("monitoring");
    let n = [both, monitoring, l.signs.holds("vraagt.4.wie"), l.signs.holds("vraagt.4.wanneer"), l.signs.holds("vraagt.4.succes")]
        .iter()
        .filter(|b| **b)
        .count();
    for (name, least) in [("twee", 2), ("drie", 3), ("vier", 4), ("vijf", 5)] {
        l.signs.put(&format!("vraagt.4.{name}"), n >= least, Vec::new(), Certainty::Middle);
    }
    l.signs.put("format.CYC01", l.blank && !both, Vec::new(), Certainty::Middle);
    l.signs.put("format.CYC03", l.blank && !monitoring, Vec::new(), Certainty::Middle);
    l.signs.put(
        "format.CYC05",
        l.blank && !(l.signs.holds("vraagt.4.wie") && l.signs.holds("vraagt.4.wanneer")),
        Vec::new(),
        Certainty::Middle,
    );
    l.signs.put("format.CYC06", l.blank && !l.signs.holds("vraagt.4.succes"), Vec::new(), Certainty::Middle);
    if l.blank {
        l.signs.put("4.monitoring", monitoring, Vec::new(), Certainty::Middle);
        l.signs.put("4.data_fout", !both, Vec::new(), Certainty::Middle);
        l.signs.put("4.evaluatie_te_laat", false, Vec::new(), Certainty::Middle);
        let who_when = l.signs.holds("vraagt.4.wie") && l.signs.holds("vraagt.4.wanneer");
        l.signs.put("4.afspraak_zonder", !who_when, Vec::new(), Certainty::Middle);
        let success = l.signs.holds("vraagt.4.succes");
        l.signs.put("4.zonder_succes", !success, Vec::new(), Certainty::Middle);
    }
}
