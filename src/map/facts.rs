//! What a document says of itself: school type, dates, destination, pupil.

use super::dates::{self, When, school_year_in};
use super::{Does, FromOutside, Mapping};
use crate::model::{BlockKind, Document};
use crate::rules::{Part, Rules, fold, folded};
use jiff::civil::Date;

/// What a document says of itself.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Facts {
    /// School type, when it can be told.
    pub school_type: Option<SchoolType>,
    /// When the OPP starts (or was drawn up, where nothing else says when).
    pub start: Option<When>,
    /// When it is looked at half-way.
    pub monitoring: Option<When>,
    /// When it is evaluated.
    pub evaluation: Option<When>,
    /// When the parents consented or signed.
    pub consent: Option<When>,
    /// When it was adopted.
    pub adoption: Option<When>,
    /// When the pupil was placed at this school.
    pub placement: Option<When>,
    /// When it ends, where that is said apart from the evaluation.
    pub end: Option<When>,
    /// When the commission advised.
    pub advice: Option<When>,
    /// Destinations, as the contract spells them.
    pub destinations: Vec<String>,
    /// The pupil's first name.
    pub name: Option<String>,
    /// The pupil's name as it stands in the head.
    pub full_name: Option<String>,
    /// Date of birth.
    pub born: Option<Date>,
    /// Group or class year, where named.
    pub group: Option<u8>,
    /// The school year it is about, by its first calendar year.
    pub school_year: Option<i16>,
    /// Consent that was signed elsewhere, as the manifest tells.
    pub consent_elsewhere: Option<When>,
    /// Whether start or evaluation differ from the register, where both are known.
    pub differs_from_register: bool,
}

/// School types of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[allow(missing_docs, reason = "the field's words")]
pub enum SchoolType {
    Po,
    Sbo,
    So,
    Vso,
    Vo,
    Pro,
}

impl SchoolType {
    /// The contract's spelling.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            SchoolType::Po => "PO",
            SchoolType::Sbo => "SBO",
            SchoolType::So => "SO",
            SchoolType::Vso => "VSO",
            SchoolType::Vo => "VO",
            SchoolType::Pro => "PrO",
        }
    }

    /// Reads the contract's spelling, whatever its case.
    #[must_use]
    pub fn parse(text: &str) -> Option<SchoolType> {
        Some(match text.trim().to_ascii_lowercase().as_str() {
            "po" | "bao" => SchoolType::Po,
            "sbo" => SchoolType::Sbo,
            "so" => SchoolType::So,
            "vso" => SchoolType::Vso,
            "vo" => SchoolType::Vo,
            "pro" => SchoolType::Pro,
            _ => return None,
        })
    }

    /// Whether it is a regular school.
    #[must_use]
    pub fn is_regular(self) -> bool {
        matches!(self, SchoolType::Po | SchoolType::Vo)
    }
}

impl Facts {
    /// The date the OPP counts by for what is outdated: start, else adoption, else signature (contract, part 6, AVG02).
    #[must_use]
    pub fn dated(&self) -> Option<Date> {
        self.start.or(self.adoption).or(self.consent).map(When::first)
    }

    /// The day on which the pupil is 18.
    #[must_use]
    pub fn grown_up(&self) -> Option<Date> {
        self.born.and_then(|b| b.checked_add(jiff::Span::new().years(18)).ok())
    }
}

/// The pupil's first name, from the head of the form or the title.
pub(super) fn first_name(document: &Document, rules: &Rules, path: &str) -> Option<String> {
    full_name(document, rules)
        .and_then(|n| n.split_whitespace().next().map(str::to_owned))
        .filter(|n| n.chars().count() > 1)
        .or_else(|| name_in_path(document, rules, path))
}

/// A word of the file's name that the document uses as a name: 'OPP Jurre H.docx', when Jurre stands in it again and again.
fn name_in_path(document: &Document, rules: &Rules, path: &str) -> Option<String> {
    let file = path.rsplit('/').next().unwrap_or("");
    let stem = file.rsplit_once('.').map_or(file, |(s, _)| s);
    let given = rules.words.list("voornamen");
    let mut best: Option<(usize, String)> = None;
    for word in stem.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() >= 3) {
        let mut chars = word.chars();
        let capital: String =
            chars.next().map(|c| c.to_uppercase().collect::<String>() + &chars.as_str().to_lowercase()).unwrap_or_default();
        let known = rules.words.find(&fold(&capital)).iter().any(|h| Some(h.list) == given && h.start == 0);
        let common = rules.headings.know(word, None).is_some() || like_name(&capital).is_none();
        let times = document
            .blocks
            .iter()
            .flat_map(|b| b.text.words().split(|c: char| !c.is_alphabetic()))
            .filter(|w| *w == capital || known && w.eq_ignore_ascii_case(&capital))
            .count();
        if !common && (times >= 3 || known && times >= 1) && best.as_ref().is_none_or(|(n, _)| times > *n) {
            best = Some((times, capital));
        }
    }
    best.map(|b| b.1)
}

/// The pupil's name as it stands beside 'Naam leerling' or in the title.
fn full_name(document: &Document, rules: &Rules) -> Option<String> {
    const LABELS: [&str; 12] = [
        "naam leerling",
        "naam van de leerling",
        "leerling",
        "naam",
        "naam kind",
        "naam en geboortedatum",
        "voornaam",
        "roepnaam",
        "leerling en groep",
        "naam leerling en geboortedatum",
        "voor- en achternaam",
        "dit plan is van",
    ];
    let blocks: Vec<_> = document
        .blocks
        .iter()
        .filter(|b| !matches!(b.kind, BlockKind::Hidden(_) | BlockKind::Comment | BlockKind::PageFooter))
        .take(70)
        .collect();
    for (i, b) in blocks.iter().enumerate() {
        let words = b.text.words();
        let (label, value) = words.split_once([':', '\t']).unwrap_or((words, ""));
        let label = folded(label);
        let label = crate::rules::headings::without_number(&label).trim_end_matches(['?', ' ', '*']);
        if LABELS.contains(&label) {
            let value = if value.trim().is_empty() {
                let beside = blocks.get(i + 1).filter(|n| n.cell.is_none() == b.cell.is_none() || b.cell.is_some());
                beside.filter(|n| !matches!(n.kind, BlockKind::Field { filled: false, .. })).map_or("", |n| n.text.words())
            } else {
                value
            };
            // 'Leerling' also heads what a pupil is good at: a sentence is no name.
            let count = value.split_whitespace().count();
            let short = count <= 8 && !value.trim_end().ends_with('.') && !(count >= 3 && begins_otherwise(value, rules));
            if let Some(name) = like_name(value).filter(|_| short) {
                return Some(name);
            }
        }
        if let BlockKind::Field { .. } = b.kind
            && let Some(l) = &b.label
            && LABELS.contains(&folded(&l.words().replace('_', " ")).as_str())
            && let Some(name) = like_name(words)
        {
            return Some(name);
        }
    }
    // 'Ontwikkelingsperspectief van Fleur Meinders', 'Ons plan voor Fenna', 'OPP Yara, groep 4'.
    for b in blocks.iter().take(12) {
        let words = b.text.words();
        for cue in [" van ", " voor ", "OPP ", " - ", ": "] {
            let lower = folded(words);
            let titled = ["ontwikkelingsperspectief", "opp", "plan", "handelingsplan"].iter().any(|t| lower.contains(t));
            if titled
                && words.split_whitespace().count() <= 12
                && let Some((_, rest)) = words.split_once(cue)
                && let Some(name) = like_name(rest)
                && !rules.words.find(&fold(&name)).iter().any(|h| rules.words.lists("schooltype.").iter().any(|(_, l)| *l == h.list))
            {
                return Some(name);
            }
        }
    }
    None
}

/// 'Hier gaat Milo van stralen': begins with a word that is no name.
fn begins_otherwise(value: &str, rules: &Rules) -> bool {
    let first = fold(value.split_whitespace().next().unwrap_or("").trim_matches(|c: char| !c.is_alphabetic()));
    let list = rules.words.list("geen-namen");
    rules.words.find(&first).iter().any(|h| Some(h.list) == list && h.end - h.start == first.text.trim().len())
}

/// A first name with perhaps a surname, at the start of a value; `None` for anything else.
fn like_name(value: &str) -> Option<String> {
    const NOT: [&str; 34] = [
        "De",
        "Het",
        "Een",
        "Deze",
        "School",
        "Groep",
        "Klas",
        "Opp",
        "OPP",
        "PO",
        "SO",
        "VO",
        "VSO",
        "SBO",
        "PrO",
        "Datum",
        "Naam",
        "Leerling",
        "Geboortedatum",
        "Ouders",
        "Ontwikkelingsperspectief",
        "Schooljaar",
        "Handelingsdeel",
        "Voornaam",
        "Achternaam",
        "Plan",
        "Format",
        "Mening",
        "Zienswijze",
        "Basisschool",
        "Klik",
        "Vul",
        "Onderwijs",
        "Uitstroom",
    ];
    const PARTICLES: [&str; 12] = ["van", "de", "der", "den", "el", "ten", "ter", "te", "la", "le", "van't", "'t"];
    let mut out: Vec<&str> = Vec::new();
    for word in value.split_whitespace().take(6) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
        let starts = bare.chars().next().is_some_and(char::is_uppercase);
        let letters = !bare.is_empty() && bare.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
        if out.is_empty() && (!starts || NOT.contains(&bare)) {
            return None;
        }
        if !letters || !starts && !PARTICLES.contains(&bare.to_lowercase().as_str()) {
            break;
        }
        out.push(bare);
        if word.ends_with([',', '(', ';']) {
            break;
        }
    }
    while out.last().is_some_and(|w| PARTICLES.contains(&w.to_lowercase().as_str())) {
        out.pop();
    }
    let caps = out.first().is_some_and(|w| w.chars().count() > 3 && w.chars().all(|c| c.is_uppercase() || !c.is_alphabetic()));
    (!out.is_empty() && !caps).then(|| out.join(" "))
}

/// Gathers the facts of a mapped document.
pub(super) fn gather(
    document: &Document,
    mapping: &Mapping,
    rules: &Rules,
    known: &FromOutside<'_>,
    name: Option<String>,
    boxes: &super::own::Dates,
) -> Facts {
    let mut facts = Facts { name, full_name: full_name(document, rules), ..Facts::default() };
    let head = head_text(document, known.path);
    facts.school_year = school_year_in(&folded(&head));
    facts.school_type = known.school_type.or_else(|| school_type(document, mapping, rules, known.path));
    facts.group = group(&folded(&head));
    dates_of(document, mapping, rules, &mut facts, boxes);
    if facts.school_year.is_none()
        && let Some(start) = facts.start
    {
        // 'Evaluatie: juni': in the school year that the plan starts in.
        let again = Facts { school_year: Some(dates::school_year(start.first())), ..facts.clone() };
        facts = Facts { start: None, monitoring: None, evaluation: None, end: None, adoption: None, ..again };
        dates_of(document, mapping, rules, &mut facts, boxes);
    }
    facts.destinations = destinations(document, mapping, rules, facts.school_type);
    facts.placement = known.placement.or(facts.placement);
    facts.born = known.born.or(facts.born);
    facts.consent_elsewhere = known.consent;
    facts.consent = facts.consent.or(known.consent);
    let differs =
        |here: Option<When>, there: Option<When>| here.zip(there).is_some_and(|(h, t)| h.last() < t.first() || t.last() < h.first());
    facts.differs_from_register = differs(facts.start, known.register.0) || differs(facts.evaluation, known.register.1);
    facts
}

/// The first hundred words or so, and the file's name.
fn head_text(document: &Document, path: &str) -> String {
    let mut out = path.rsplit('/').next().unwrap_or("").replace(['_', '.'], " ");
    for b in document.blocks.iter().filter(|b| !matches!(b.kind, BlockKind::Hidden(_) | BlockKind::Comment)).take(50) {
        out.push_str(" | ");
        out.push_str(b.text.words());
    }
    out
}

fn group(head: &str) -> Option<u8> {
    for cue in ["groep ", "leerjaar ", "klas ", "groep: ", "gr "] {
        for (i, _) in head.match_indices(cue) {
            let rest = head.get(i + cue.len()..).unwrap_or("");
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if let Ok(n) = digits.parse::<u8>()
                && (1..=8).contains(&n)
            {
                return Some(n);
            }
        }
    }
    None
}

/// A section whose heading or content names a date.
struct Dated {
    label: String,
    part: Part,
    whens: Vec<When>,
    written: bool,
}

fn dates_of(document: &Document, mapping: &Mapping, rules: &Rules, facts: &mut Facts, boxes: &super::own::Dates) {
    let year = facts.school_year;
    let mut dated: Vec<Dated> = Vec::new();
    for s in &mapping.sections {
        if matches!(s.part, Part::Voorgeschiedenis | Part::BuitenOpp | Part::Onderzoek | Part::Derden | Part::Medisch | Part::Bijlage) {
            continue;
        }
        let mut whens = Vec::new();
        let mut written = false;
        for &b in &s.blocks {
            if mapping.blocks.get(b).is_some_and(|r| r.does == Does::Content) {
                let text = mapping.content(document, b);
                written |= text.chars().any(char::is_alphanumeric);
                whens.extend(dates::in_text(text, year));
            }
        }
        let label = folded(s.heading.words());
        // 'Eindevaluatie (22-06-2026)': the heading holds the date itself.
        let own = dates::in_text(s.heading.words(), year);
        let says_born = || rules.words.find(&fold(s.heading.words())).iter().any(|h| Some(h.list) == rules.words.list("datum.geboorte"));
        let dates_here = matches!(s.part, Part::Evaluatie | Part::Data | Part::Doelen | Part::Instemming | Part::Overleg);
        if !own.is_empty() && (dates_here || s.part == Part::Gegevens && says_born()) {
            whens.splice(0..0, own);
        }
        dated.push(Dated { label, part: s.part, whens, written });
    }
    let list = |kind: &str| rules.words.list(&format!("datum.{kind}"));
    let labelled = |kind: &str, parts: &[Part]| -> Option<When> {
        let list = list(kind)?;
        let mut best: Option<(usize, When)> = None;
        for d in dated.iter().filter(|d| parts.is_empty() || parts.contains(&d.part)) {
            let Some(&when) = d.whens.first() else { continue };
            let hits = rules.words.find(&fold(&d.label));
            let Some(hit) = hits.iter().filter(|h| h.list == list).max_by_key(|h| h.end - h.start) else { continue };
            let rivals = ["start", "opgesteld", "monitoring", "evaluatie", "einde", "vaststelling", "plaatsing", "geboorte"];
            let rival = hits
                .iter()
                .filter(|h| h.list != list && rivals.iter().any(|r| rules.words.list(&format!("datum.{r}")) == Some(h.list)))
                .map(|h| h.end - h.start)
                .max()
                .unwrap_or(0);
            let length = hit.end - hit.start;
            if rival > length || rival == length && kind == "opgesteld" {
                continue;
            }
            if best.is_none_or(|(l, _)| length > l) {
                best = Some((length, when));
            }
        }
        best.map(|b| b.1)
    };
    let near = [Part::Data, Part::Gegevens, Part::Evaluatie, Part::Overig, Part::Instemming, Part::Overleg];
    facts.born = labelled("geboorte", &[]).map(When::first);
    facts.placement = labelled("plaatsing", &near);
    facts.adoption = labelled("vaststelling", &near);
    facts.start = labelled("start", &near);
    facts.monitoring = labelled("monitoring", &[Part::Data, Part::Gegevens, Part::Overig]);
    facts.evaluation = labelled("evaluatie", &[Part::Data, Part::Gegevens, Part::Overig]);
    facts.end = labelled("einde", &near);
    let drafted = labelled("opgesteld", &[Part::Data, Part::Gegevens, Part::Overig]);
    // In the format's own boxes the box says it, where one date stands in it.
    let boxed = |blocks: &[usize]| -> Option<When> {
        let mut whens: Vec<When> = blocks.iter().flat_map(|b| dates::in_text(mapping.content(document, *b), year)).collect();
        whens.dedup();
        <[When; 1]>::try_from(whens).ok().map(|[one]| one)
    };
    let (start, half, end) = (boxed(&boxes.start), boxed(&boxes.monitoring), boxed(&boxes.evaluation));
    facts.start = start.or(facts.start);
    facts.monitoring = half.or(facts.monitoring);
    facts.evaluation = end.or(facts.evaluation);
    sentences_with_dates(document, mapping, rules, facts);
    // 'Evaluatie: 19 januari en 22 juni': the first is half-way, the last is the evaluation.
    if let Some(d) = dated.iter().find(|d| {
        d.whens.len() >= 2
            && matches!(d.part, Part::Data | Part::Gegevens | Part::Overig | Part::Evaluatie)
            && d.label.contains("evaluati")
            && d.whens.iter().zip(d.whens.iter().skip(1)).all(|(a, b)| a.first() < b.first())
            && facts.evaluation == d.whens.first().copied()
    }) {
        facts.monitoring = facts.monitoring.or(d.whens.first().copied());
        facts.evaluation = d.whens.last().copied();
    }
    // A term in one cell: 'Looptijd: 5 oktober 2026 tot 18 juni 2027'.
    for d in dated.iter().filter(|d| d.part == Part::Data && d.whens.len() >= 2) {
        if ["looptijd", "periode", "planperiode", "geldig", "van - tot"].iter().any(|l| d.label.contains(l)) {
            facts.start = facts.start.or(d.whens.first().copied());
            facts.end = facts.end.or(d.whens.last().copied());
        }
    }
    facts.monitoring = facts.monitoring.or_else(|| labelled("monitoring", &[Part::Evaluatie]));
    facts.evaluation = facts.evaluation.or_else(|| labelled("evaluatie", &[Part::Evaluatie]));
    // An evaluation half-way with an end date far behind it: the end is when the year is looked back on.
    if let (Some(e), Some(end), Some(start)) = (facts.evaluation, facts.end, facts.start)
        && end.first() > e.last().saturating_add(jiff::Span::new().days(80))
        && e.first() < start.first().saturating_add(jiff::Span::new().months(7))
        && end.first() < start.first().saturating_add(jiff::Span::new().months(13))
    {
        facts.monitoring = facts.monitoring.or(Some(e));
        facts.evaluation = Some(end);
    }
    facts.evaluation = facts.evaluation.or(facts.end);
    if start.or(half).or(end).is_none() {
        row_of_dates(document, mapping, facts);
    }
    facts.start = facts.start.or(drafted);
    facts.start = facts.start.or(facts.adoption.filter(|_| drafted.is_none()));
    facts.advice = dated.iter().filter(|d| d.part == Part::AdviesCommissie && d.written).find_map(|d| d.whens.last().copied());
    super::term::of_one_line(document, mapping, rules, facts);
    super::term::to_the_day(document, mapping, facts);
    facts.consent = super::consent::date(document, mapping, rules, facts);
    super::term::half_way(document, mapping, rules, facts);
}

/// Two or three dates of one school year in the head, one after the other: start, half-way, evaluation.
fn row_of_dates(document: &Document, mapping: &Mapping, facts: &mut Facts) {
    if facts.start.is_some() && facts.evaluation.is_some() {
        return;
    }
    let mut all: Vec<When> = Vec::new();
    for i in mapping.written(Part::Data) {
        let text = mapping.content(document, i);
        for d in dates::find(&folded(text), facts.school_year).into_iter().filter(|d| d.has_year || facts.school_year.is_some()) {
            if !all.contains(&d.when) {
                all.push(d.when);
            }
        }
    }
    all.retain(|w| Some(*w) != facts.placement && Some(w.first()) != facts.born);
    if facts.start.is_none()
        && facts.evaluation.is_none()
        && let Some([a, b, c]) = all.windows(3).find_map(|w| <[When; 3]>::try_from(w).ok().filter(super::term::is_term))
    {
        (facts.start, facts.monitoring, facts.evaluation) = (Some(a), Some(b), Some(c));
        return;
    }
    let rising = all.iter().zip(all.iter().skip(1)).all(|(a, b)| a.first() < b.first());
    let (Some(first), Some(last)) = (all.first().copied(), all.last().copied()) else { return };
    let within = last.first() <= first.first().saturating_add(jiff::Span::new().months(14));
    if (2..=3).contains(&all.len()) && rising && within && last.first() > first.first().saturating_add(jiff::Span::new().months(3)) {
        facts.start = facts.start.or(Some(first));
        facts.evaluation = facts.evaluation.or(Some(last));
        if all.len() == 3 {
            facts.monitoring = facts.monitoring.or(all.get(1).copied());
        }
    }
}

/// Dates in running text: 'Dit plan start op 14 september 2026', 'In februari kijken we tussentijds'.
fn sentences_with_dates(document: &Document, mapping: &Mapping, rules: &Rules, facts: &mut Facts) {
    let lists = |kind: &str| rules.words.list(&format!("datum.{kind}"));
    for (i, role) in mapping.blocks.iter().enumerate() {
        let head = matches!(role.part, Part::Data | Part::Gegevens) || i < 12 && role.part == Part::Overig;
        if !head && !matches!(role.part, Part::Evaluatie | Part::Afspraken | Part::Overig | Part::Doelen | Part::Overleg)
            || role.does == Does::Aside
        {
            continue;
        }
        // A heading of the head may hold the date itself: 'Tussentijds 1-2-2027'.
        let text = if role.does == Does::Content {
            mapping.content(document, i)
        } else if head {
            document.blocks.get(i).map_or("", |b| b.text.words())
        } else {
            continue;
        };
        for (s, e) in super::sentences::sentences(text) {
            let Some(sentence) = text.get(s..e) else { continue };
            let f = fold(sentence);
            let found = dates::find(&f.text, facts.school_year.or_else(|| facts.start.map(|s| super::dates::school_year(s.first()))));
            if found.is_empty() {
                continue;
            }
            let plan = head || ["plan", "opp", "perspectief"].iter().any(|w| f.text.contains(w));
            // 'van 28 september 2026 tot en met 25 juni 2027'.
            if plan && let (Some(a), Some(b)) = (found.first(), found.get(1)) {
                let between = f.text.get(a.end..b.start).unwrap_or("");
                if ["tot", "t/m", " - "].iter().any(|w| between.contains(w)) && between.len() <= 14 && b.when.first() > a.when.last() {
                    facts.start = facts.start.or(Some(a.when));
                    facts.end = facts.end.or(Some(b.when));
                }
            }
            let hits = rules.words.find(&f);
            // Each date belongs to the cue that stands before it and nearest to it.
            for d in &found {
                let mut near: Option<(usize, &str)> = None;
                for kind in ["start", "opgesteld", "monitoring", "evaluatie", "einde", "vaststelling", "plaatsing", "geboorte"] {
                    for h in hits.iter().filter(|h| Some(h.list) == lists(kind) && h.end <= d.start && d.start - h.end < 40) {
                        let rival = found.iter().any(|o| o.start >= h.end && o.end <= d.start);
                        if !rival && near.is_none_or(|(end, _)| h.end > end) {
                            near = Some((h.end, kind));
                        }
                    }
                }
                // 'wordt in juni 2027 geëvalueerd': the cue may follow.
                let follows = |kind: &str| {
                    let cue = |h: &&crate::rules::Hit| Some(h.list) == lists(kind) && h.start >= d.end && h.start - d.end < 16;
                    hits.iter().filter(cue).any(|h| !found.iter().any(|o| o.start >= d.end && o.start < h.end + 20))
                };
                if near.is_none() && plan && follows("evaluatie") {
                    near = Some((d.end, "evaluatie"));
                }
                let strong = |kind: &str| hits.iter().any(|h| Some(h.list) == lists(kind) && h.end - h.start >= 8 && h.end <= d.start);
                let when = Some(d.when);
                match near.map(|n| n.1) {
                    Some("start") if plan => facts.start = facts.start.or(when),
                    Some("monitoring") if plan || role.part == Part::Evaluatie => facts.monitoring = facts.monitoring.or(when),
                    Some("evaluatie") if plan || role.part == Part::Evaluatie && strong("evaluatie") => {
                        facts.evaluation = facts.evaluation.or(when)
                    }
                    Some("einde") if head => facts.end = facts.end.or(when),
                    Some("vaststelling") if head => facts.adoption = facts.adoption.or(when),
                    _ => {}
                }
            }
        }
    }
}

/// Destinations that say which kind of place, not which.
const KINDS: [&str; 4] = ["vervolgonderwijs", "vmbo", "mbo", "vso"];

/// Destinations, as the contract spells them: from the part that is about them; empty where it is vague.
fn destinations(document: &Document, mapping: &Mapping, rules: &Rules, school: Option<SchoolType>) -> Vec<String> {
    let lists = rules.words.lists("uitstroom.");
    let read = |text: &str| -> Vec<String> {
        let f = fold(text);
        let hits = rules.words.find(&f);
        let mine: Vec<_> = hits.iter().filter(|h| lists.iter().any(|(_, l)| *l == h.list)).collect();
        // Of words within one another the longest says it: 'vmbo-kb' is not also 'vmbo'.
        let mut out: Vec<(usize, String)> = Vec::new();
        for h in &mine {
            let inside = mine.iter().any(|o| o.start <= h.start && h.end <= o.end && o.end - o.start > h.end - h.start);
            let denied =
                f.text.get(..h.start).is_some_and(|before| before.trim_end().rsplit(' ').take(2).any(|w| matches!(w, "geen" | "niet")));
            if let Some((name, _)) = lists.iter().find(|(_, l)| *l == h.list)
                && !inside
                && !denied
            {
                out.push((h.start, (*name).to_owned()));
            }
        }
        let mut names: Vec<String> = Vec::new();
        out.sort();
        for (_, n) in out {
            if !names.contains(&n) {
                names.push(n);
            }
        }
        // A level named beside the kind says more than the kind.
        if names.iter().any(|n| n.starts_with("vmbo-")) {
            names.retain(|n| n != "vmbo");
        }
        if names.iter().any(|n| n.starts_with("mbo-") || n == "entree") {
            names.retain(|n| n != "mbo");
        }
        names
    };
    let own = school.map(|t| t.id().to_lowercase());
    let read = |text: &str| -> Vec<String> { read(text).into_iter().filter(|n| Some(n) != own.as_ref()).collect() };
    let vso = school == Some(SchoolType::Vso);
    for part in [Part::Uitstroomprofiel, Part::Onderbouwing] {
        let mut ticked: Vec<String> = Vec::new();
        for i in mapping.written(part) {
            let Some(block) = document.blocks.get(i) else { continue };
            if matches!(block.kind, BlockKind::Tick { on: true }) {
                ticked.extend(read(block.text.words()));
            }
        }
        if !ticked.is_empty() {
            ticked.dedup();
            return ticked;
        }
        let mut names: Vec<String> = Vec::new();
        for i in mapping.written(part) {
            let Some(block) = document.blocks.get(i) else { continue };
            if matches!(block.kind, BlockKind::Tick { .. }) {
                continue;
            }
            let text = mapping.content(document, i);
            for (s, e) in super::sentences::sentences(text) {
                let more = text.get(s..e).map(&read).unwrap_or_default();
                // The first that names one; more only where that was a profile or kind and this says which, or the other way about.
                let kinds = |names: &[String]| names.iter().all(|n| KINDS.contains(&n.as_str()));
                if names.is_empty() || kinds(&names) && part == Part::Uitstroomprofiel || kinds(&more) && vso {
                    names.extend(more.into_iter().filter(|n| !names.contains(n)).collect::<Vec<_>>());
                }
            }
        }
        if !names.is_empty() {
            return names;
        }
        for s in mapping.sections.iter().filter(|s| s.part == part) {
            let names = read(s.heading.words());
            if !names.is_empty() {
                return names;
            }
        }
    }
    Vec::new()
}

/// School type by what the head, the path and the words say.
fn school_type(document: &Document, mapping: &Mapping, rules: &Rules, path: &str) -> Option<SchoolType> {
    let lists: Vec<_> = rules.words.lists("schooltype.").into_iter().filter_map(|(n, l)| Some((SchoolType::parse(n)?, l))).collect();
    let mut points: [(SchoolType, f32); 6] = [
        (SchoolType::Sbo, 0.0),
        (SchoolType::Vso, 0.0),
        (SchoolType::Pro, 0.0),
        (SchoolType::So, 0.0),
        (SchoolType::Vo, 0.0),
        (SchoolType::Po, 0.0),
    ];
    let mut add = |t: SchoolType, n: f32| {
        if let Some(p) = points.iter_mut().find(|p| p.0 == t) {
            p.1 += n;
        }
    };
    let read = |text: &str, weight: f32, add: &mut dyn FnMut(SchoolType, f32)| {
        let f = fold(text);
        let hits = rules.words.find(&f);
        let mine: Vec<_> = hits.iter().filter(|h| lists.iter().any(|(_, l)| *l == h.list)).collect();
        for h in &mine {
            let inside = mine.iter().any(|o| o.start <= h.start && h.end <= o.end && o.end - o.start > h.end - h.start);
            if !inside && let Some((t, _)) = lists.iter().find(|(_, l)| *l == h.list) {
                add(*t, weight);
            }
        }
    };
    let folder = path.rsplit_once('/').map_or("", |(f, _)| f).replace(['-', '_', '/'], " ");
    read(&folder, 6.0, &mut add);
    let file = path.rsplit('/').next().unwrap_or("").replace(['-', '_', '.'], " ");
    read(&file, 1.5, &mut add);
    for (i, b) in document.blocks.iter().enumerate() {
        let part = mapping.blocks.get(i).map(|r| r.part);
        let running = matches!(b.kind, BlockKind::PageHeader | BlockKind::PageFooter);
        let early = i < 12;
        let weight = match part {
            _ if running => 4.0,
            Some(Part::Gegevens) if i < 60 => 3.0,
            _ if early => 2.0,
            _ => continue,
        };
        read(b.text.words(), weight, &mut add);
    }
    let whole: String = document.blocks.iter().map(|b| folded(b.text.words())).collect::<Vec<_>>().join("\n");
    let count = |words: &[&str]| words.iter().map(|w| whole.matches(w).count()).sum::<usize>() as f32;
    let commission = count(&["commissie voor de begeleiding", "commissie van begeleiding", "commissie van onderzoek", " cvb", "cvo"]);
    if commission > 0.0 {
        add(SchoolType::So, 2.0);
        add(SchoolType::Vso, 2.0);
    }
    let young = count(&[
        "groep 1", "groep 2", "groep 3", "groep 4", "groep 5", "groep 6", "groep 7", "groep 8", " juf ", " gr. ", " gr 6", " gr 7",
    ]);
    let old = count(&["mentor", "leerjaar", "docent", "klas 1", "klas 2", "klas 3", "brugklas", "vakdocent"]);
    if young > old {
        [SchoolType::Po, SchoolType::Sbo, SchoolType::So].into_iter().for_each(|t| add(t, 1.0));
        add(SchoolType::Po, 1.0);
    } else if old > young {
        [SchoolType::Vo, SchoolType::Vso, SchoolType::Pro].into_iter().for_each(|t| add(t, 1.0));
        add(SchoolType::Vo, 1.0);
    }
    let pro = count(&["stagebegeleider", "entree", "iop", "praktijkvak", "werkbon"]);
    if pro >= 2.0 {
        add(SchoolType::Pro, 1.0);
    }
    let best = points.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 >= 2.0).then_some(best.0)
}
