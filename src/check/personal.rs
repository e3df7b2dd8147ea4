//! Item 2: what should not stand there: history, identity data, numbers, other people, and matter of other documents.

use super::{Certainty, Look, Passage, Quote};
use crate::map::{Does, Kind, SchoolType};
use crate::model::{BlockKind, HiddenKind, NoteKind};
use crate::rules::{Part, folded};
use std::collections::BTreeSet;

pub(super) fn look(l: &mut Look<'_>) {
    file(l);
    if l.mapping.kind == Kind::Opp {
        numbers(l);
        identity(l);
        history(l);
        outside(l);
        duty(l);
        routes(l);
        relevance(l);
    }
    if l.blank {
        asked(l);
    }
}

/// BES01, BES02: what was left in the file.
fn file(l: &mut Look<'_>) {
    let mut rows: Vec<Quote> = Vec::new();
    for (i, b) in l.document.blocks.iter().enumerate() {
        let left =
            matches!(b.kind, BlockKind::Comment | BlockKind::Hidden(HiddenKind::Deleted | HiddenKind::Invisible | HiddenKind::HiddenCells));
        if left && !b.is_own_remark() && !b.text.is_blank() {
            rows.push(Quote::whole(l.document, i));
        }
    }
    for q in rows.into_iter().take(20) {
        l.report("BES01", (None, q), Certainty::High);
    }
    for note in &l.document.notes {
        if matches!(note.kind, NoteKind::Macros | NoteKind::ExternalLink | NoteKind::EmbeddedFile) {
            l.findings.push(super::Finding {
                code: "BES02".to_owned(),
                part: None,
                quote: None,
                place: note.place.clone(),
                certainty: Certainty::High,
            });
        }
    }
    if l.mapping.kind != Kind::Opp {
        return;
    }
    annexes(l);
}

/// BES03: an annex or report that is named as being with it, and is not.
fn annexes(l: &mut Look<'_>) {
    let there: BTreeSet<String> =
        l.mapping.sections.iter().filter(|s| s.part == Part::Bijlage).map(|s| folded(s.heading.words())).collect();
    let mut rows = Vec::new();
    for p in l.passages.all.iter().filter(|p| p.part != Part::Bijlage) {
        let t = p.folded.text.as_str();
        let names = ["zie bijlage", "als bijlage", "in de bijlage", "bijgevoegd", "in bijlage", "zie het verslag in", "toegevoegd als"]
            .iter()
            .any(|w| t.contains(w));
        let number: Option<String> =
            t.find("bijlage ").and_then(|i| t.get(i + 8..)).map(|r| r.chars().take_while(char::is_ascii_alphanumeric).take(2).collect());
        let found = match number.as_deref().filter(|n| n.chars().any(|c| c.is_ascii_digit())) {
            Some(n) => there.iter().any(|h| h.contains(&format!("bijlage {n}"))),
            None => !there.is_empty(),
        };
        if names && !found {
            rows.push((Some(p.part), Look::quote(p)));
        }
    }
    for row in rows.into_iter().take(3) {
        l.report("BES03", row, Certainty::Low);
    }
}

/// AVG06: citizen service numbers by the 11-proof, and pupil numbers by their label.
fn numbers(l: &mut Look<'_>) {
    let mut rows = Vec::new();
    for (i, role) in l.mapping.blocks.iter().enumerate() {
        if !matches!(role.does, Does::Content) {
            continue;
        }
        let text = l.mapping.content(l.document, i);
        let head = l.mapping.sections.get(role.section).map(|s| folded(s.heading.words())).unwrap_or_default();
        let own = folded(l.document.blocks.get(i).map_or("", |b| b.text.words()));
        let cue = |words: &[&str]| words.iter().any(|w| head.contains(w) || own.contains(w));
        let bsn_cue = cue(&["bsn", "burgerservicenummer", "sofi", "pgn", "persoonsgebonden nummer"]);
        let pupil_cue = cue(&["leerlingnummer", "leerlingnr", "leerling nr", "onderwijsnummer", "leerling-nummer", "leerlingnr."]);
        for digits in runs(text) {
            let nine = digits.len() == 9 || digits.len() == 8 && bsn_cue;
            let whole = || Quote::whole(l.document, i);
            if nine && eleven(&digits) && (bsn_cue || !cue(&["tel", "telefoon", "mobiel", "rekening", "brin", "factuur", "dossier"])) {
                rows.push((Some(role.part), whole(), if bsn_cue { Certainty::High } else { Certainty::Middle }));
                break;
            }
            if (pupil_cue || bsn_cue) && digits.len() >= 4 {
                rows.push((Some(role.part), whole(), Certainty::High));
                break;
            }
        }
    }
    for (part, quote, sure) in rows {
        l.report("AVG06", (part, quote), sure);
    }
}

/// AVG07: fields of the form that ask more of a person than a plan needs, with an answer beside them.
fn identity(l: &mut Look<'_>) {
    const FIELDS: [&str; 14] = [
        "adres",
        "straat",
        "postcode",
        "woonplaats",
        "nationaliteit",
        "geboorteland",
        "geboorteplaats",
        "land van herkomst",
        "herkomst",
        "in nederland sinds",
        "geloof",
        "religie",
        "godsdienst",
        "levensovertuiging",
    ];
    let mut rows = Vec::new();
    for s in &l.mapping.sections {
        let heading = folded(s.heading.words());
        let bare = crate::rules::headings::without_number(&heading);
        let asks = heading.split_whitespace().count() <= 6
            && FIELDS.iter().any(|f| {
                bare.split(|c: char| !c.is_alphanumeric() && c != ' ').any(|w| w.trim() == *f || w.trim().starts_with(&format!("{f} ")))
            })
            && !["mail", "school", "taal"].iter().any(|w| bare.contains(w));
        if !asks || matches!(s.part, Part::Contactpersonen | Part::BuitenOpp) {
            continue;
        }
        let answer = s.blocks.iter().copied().find(|b| {
            l.mapping.blocks.get(*b).is_some_and(|r| r.does == Does::Content)
                && l.mapping.content(l.document, *b).chars().any(char::is_alphanumeric)
        });
        if let Some(b) = answer {
            rows.push((Some(s.part), Quote::whole(l.document, b)));
        }
    }
    for row in rows.into_iter().take(6) {
        l.report("AVG07", row, Certainty::High);
    }
}

/// Runs of digits, spaces and dots within them left out.
fn runs(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut run = String::new();
    let mut gap = 0;
    for c in text.chars() {
        if c.is_ascii_digit() {
            run.push(c);
            gap = 0;
        } else if !run.is_empty() && matches!(c, ' ' | '.' | '\u{a0}') && gap == 0 {
            gap = 1;
        } else {
            if run.len() >= 4 {
                out.push(run.clone());
            }
            run.clear();
            gap = 0;
        }
    }
    if run.len() >= 4 {
        out.push(run);
    }
    out
}

/// The 11-proof of the BSN: 9×a + 8×b + … + 2×h - 1×i is divisible by 11.
pub(crate) fn eleven(digits: &str) -> bool {
    let padded = format!("{digits:0>9}");
    let values: Vec<i32> = padded.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| i32::try_from(d).ok()).collect();
    if values.len() != 9 || values.iter().all(|v| *v == 0) {
        return false;
    }
    let sum: i32 = values.iter().zip([9, 8, 7, 6, 5, 4, 3, 2, -1]).map(|(v, w)| v * w).sum();
    sum % 11 == 0
}

/// Paragraphs of one section of history that get a row.
const PARAGRAPHS: usize = 6;
/// Words of a paragraph from which on it is long.
const LONG: usize = 35;
/// Sentences of a long paragraph of history that get a row.
const SENTENCES: usize = 2;

/// AVG01: sections of history; a row for each, on the passage that tells most.
fn history(l: &mut Look<'_>) {
    let mut rows: Vec<(Option<Part>, Quote, Certainty)> = Vec::new();
    for (s, section) in l.mapping.sections.iter().enumerate() {
        if section.part != Part::Voorgeschiedenis {
            continue;
        }
        let mine: Vec<&Passage<'_>> = l
            .passages
            .all
            .iter()
            .filter(|p| p.words >= 4 && p.part == Part::Voorgeschiedenis && l.mapping.blocks.get(p.block).is_some_and(|r| r.section == s))
            .collect();
        let words: usize = mine.iter().map(|p| p.words).sum();
        let sure = if section.confidence >= 0.75 && words >= 12 { Certainty::High } else { Certainty::Middle };
        // A row a paragraph, on the sentence that tells most; of a long history the first few say enough.
        let mut blocks: Vec<usize> = mine.iter().map(|p| p.block).collect();
        blocks.dedup();
        for block in blocks.into_iter().take(PARAGRAPHS) {
            let mut best: Vec<&&Passage<'_>> = mine.iter().filter(|p| p.block == block).collect();
            best.sort_by(|a, b| b.like().code("AVG01").total_cmp(&a.like().code("AVG01")));
            let long = best.iter().map(|p| p.words).sum::<usize>() >= LONG;
            best.truncate(if long { SENTENCES } else { 1 });
            best.sort_by_key(|p| p.start);
            rows.extend(best.iter().map(|p| (Some(Part::Voorgeschiedenis), Look::quote(p), sure)));
        }
    }
    rows.truncate(24);
    for (part, quote, sure) in rows {
        l.report("AVG01", (part, quote), sure);
    }
}

/// LEN07: matter of another document.
fn outside(l: &mut Look<'_>) {
    let mut rows = Vec::new();
    for (s, section) in l.mapping.sections.iter().enumerate() {
        if section.part != Part::BuitenOpp {
            continue;
        }
        let mine: Vec<&Passage<'_>> = l
            .passages
            .all
            .iter()
            .filter(|p| p.part == Part::BuitenOpp && l.mapping.blocks.get(p.block).is_some_and(|r| r.section == s))
            .collect();
        let words: usize = mine.iter().map(|p| p.words).sum();
        if words >= 12
            && let Some(p) = mine.iter().find(|p| p.words >= 6).or(mine.first())
        {
            rows.push((Some(Part::BuitenOpp), Look::quote(p)));
        }
    }
    let list = l.list("notulen");
    for p in l.passages.all.iter().filter(|p| p.part != Part::BuitenOpp && p.words >= 5 && p.has(list)) {
        rows.push((Some(p.part), Look::quote(p)));
    }
    for row in rows.into_iter().take(6) {
        l.report("LEN07", row, Certainty::Middle);
    }
}

/// OND06: in a regular school, an OPP whose measures are all basic support, or whose extra support has ended.
fn duty(l: &mut Look<'_>) {
    let regular = l.is(&[SchoolType::Po, SchoolType::Vo]);
    let measures = l.passages.of_part(Part::Afspraken).filter(|p| p.words >= 3).count();
    let extra = l
        .passages
        .of_parts(&[Part::Afspraken, Part::Doelen, Part::AfwijkingOnderwijstijd])
        .any(|p| p.has(l.list("extra-ondersteuning")) || p.like().feature("maatregel").is_some_and(|(v, s)| v == "extra" && s >= 0.5));
    let ended = l.passages.all.iter().find(|p| {
        let t = &p.folded.text;
        (t.contains("extra ondersteuning") || t.contains("arrangement") || t.contains("extra begeleiding"))
            && ["is gestopt", "is beeindigd", "is afgesloten", "niet meer nodig", "gestopt per", "stopt", "afgerond"]
                .iter()
                .any(|w| t.contains(w))
    });
    let all_basic = measures >= 2 && !extra && l.signs.holds("9.basis_meeste");
    let quote: Vec<Quote> = ended.map(Look::quote).into_iter().collect();
    let holds = regular && (all_basic || !quote.is_empty());
    l.signs.put("ond06", holds, quote, Certainty::Low);
}

/// OND07: fewer hours, or a route without diploma, without the inspectorate's flow chart or approval.
fn routes(l: &mut Look<'_>) {
    let lists = l.lists(&["minder-uren", "route-zonder-diploma"]);
    let scheme = l.list("stroomschema");
    let away = [Part::Voorgeschiedenis, Part::BuitenOpp, Part::Onderzoek, Part::Derden, Part::Bijlage];
    let quotes: Vec<Quote> =
        l.passages.all.iter().filter(|p| !away.contains(&p.part) && l.passages.says(p, &lists).is_some()).map(Look::quote).collect();
    let named = l.passages.all.iter().any(|p| p.has(scheme));
    l.signs.put("ond07", !quotes.is_empty() && !named, quotes, Certainty::Middle);
}

/// Item 2: how many pieces do not belong, and how much of the words is history.
fn relevance(l: &mut Look<'_>) {
    let codes = ["AVG01", "AVG02", "AVG03", "AVG04", "AVG05", "AVG06", "AVG07"];
    let mut blocks: BTreeSet<usize> = BTreeSet::new();
    for f in l.findings.iter().filter(|f| codes.contains(&f.code.as_str())) {
        if let Some(q) = f.quote {
            blocks.insert(q.block);
        }
    }
    let pieces = blocks.len() + usize::from(l.signs.holds("2.scores"));
    let dossier = [Part::Voorgeschiedenis, Part::Onderzoek, Part::Medisch, Part::Gezin, Part::Derden, Part::BuitenOpp];
    let count = |parts: &[Part]| -> usize { l.passages.of_parts(parts).map(|p| p.words).sum() };
    let away = count(&dossier);
    let all: usize =
        l.passages.all.iter().filter(|p| !matches!(p.part, Part::Gegevens | Part::Data | Part::Bijlage)).map(|p| p.words).sum();
    let history_section = l.mapping.sections.iter().enumerate().any(|(i, s)| {
        s.part == Part::Voorgeschiedenis
            && l.passages
                .all
                .iter()
                .filter(|p| l.mapping.blocks.get(p.block).is_some_and(|r| r.section == i))
                .map(|p| p.words)
                .sum::<usize>()
                >= 25
    });
    let mostly = all >= 60 && away * 2 > all;
    let linked = uses_factors(l);
    let something = all > 0;
    l.signs.put("2.iets", something, Vec::new(), Certainty::High);
    l.signs.put("2.meest", mostly, Vec::new(), Certainty::Middle);
    l.signs.put("2.drie", pieces >= 3 || history_section, Vec::new(), Certainty::Middle);
    l.signs.put("2.een", pieces >= 1, Vec::new(), Certainty::Middle);
    l.signs.put("2.gekoppeld", linked, Vec::new(), Certainty::Low);
}

/// Whether factors are visibly used in goals or outflow.
fn uses_factors(l: &Look<'_>) -> bool {
    let stems = |parts: &[Part]| -> BTreeSet<String> {
        l.passages
            .of_parts(parts)
            .flat_map(|p| p.folded.text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>())
            .filter(|w| w.chars().count() >= 5)
            .map(|w| w.chars().take(6).collect())
            .collect()
    };
    let factors = stems(&[Part::BevorderendeFactoren, Part::BelemmerendeFactoren]);
    let plan = stems(&[Part::Doelen, Part::Onderbouwing, Part::Uitstroomprofiel, Part::Afspraken]);
    factors.intersection(&plan).count() >= 1
}

/// What a blank form asks that does not belong: anamnesis, history of schools, nationality, BSN, test overview.
fn asked(l: &mut Look<'_>) {
    let mut kinds: BTreeSet<Part> = BTreeSet::new();
    let mut fields = 0;
    for s in &l.mapping.sections {
        if matches!(s.part, Part::Voorgeschiedenis | Part::Onderzoek | Part::Medisch | Part::Gezin | Part::Derden) && s.confidence >= 0.7 {
            kinds.insert(s.part);
            fields += 1;
        }
    }
    let whole: String = l.document.blocks.iter().map(|b| folded(b.text.words())).collect::<Vec<_>>().join("\n");
    let recent = ["recent", "actueel", "actuele", "nodig is", "afgelopen twee jaar", "alleen wat nodig", "niet ouder dan"]
        .iter()
        .any(|w| whole.contains(w));
    let mostly = fields * 2 > l.mapping.sections.len();
    l.signs.put("vraagt.2.recent", fields == 0 && recent, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.2.niets_te_veel", fields == 0, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.2.weinig", fields <= 2, Vec::new(), Certainty::Middle);
    l.signs.put("vraagt.2.meest", mostly, Vec::new(), Certainty::Middle);
}
