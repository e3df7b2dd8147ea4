//! The status of each part: there, not all of it, empty, missing, or not applicable (contract, part 1).

use super::{Certainty, Finding, Look, Passage};
use crate::map::{Does, Kind, SchoolType};
use crate::model::Place;
use crate::rules::{Part, Required};

/// Whether a part is asked of this document (contract: `vereist`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// By law.
    Law,
    /// By the example format.
    Form,
    /// Not asked.
    No,
    /// School type or start unknown.
    Unknown,
}

/// What there is of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// There.
    Present,
    /// There, but not all that is asked.
    Incomplete,
    /// Only the heading, a prompt or a placeholder.
    Empty,
    /// Not there.
    Missing,
    /// Not applicable.
    NotApplicable,
}

/// The status of a part.
#[derive(Debug, Clone)]
pub struct PartStatus {
    /// Which.
    pub part: Part,
    /// Whether it is asked.
    pub wanted: Wanted,
    /// What there is of it.
    pub status: Status,
    /// Its first section.
    pub section: Option<usize>,
    /// Where.
    pub place: Option<Place>,
    /// How sure.
    pub certainty: Certainty,
    /// Words that people wrote.
    pub words: u32,
}

pub(super) fn look(l: &mut Look<'_>) {
    let conditions = Conditions {
        programme: condition(l, "eigen-leerlijn") && l.is(&[SchoolType::Po, SchoolType::Vo]),
        goals: condition(l, "eigen-leerlijn") && l.is(&[SchoolType::Po, SchoolType::Sbo, SchoolType::So, SchoolType::Vso]),
        hours: condition(l, "minder-uren"),
    };
    for part in Part::ASKED {
        let row = row(l, part, conditions);
        l.parts.push(row);
    }
    let others: Vec<Part> = l.rules.parts.iter().map(|p| p.part).filter(|p| !Part::ASKED.contains(p)).collect();
    for part in others {
        let words = words(l, part);
        let section = l
            .mapping
            .sections
            .iter()
            .position(|s| s.part == part && s.blocks.iter().any(|b| l.mapping.blocks.get(*b).is_some_and(|r| r.part == part)));
        if words == 0 && (section.is_none() || !matches!(part, Part::Gegevens)) {
            continue;
        }
        let status = if words > 0 { Status::Present } else { Status::Empty };
        l.parts.push(PartStatus {
            part,
            wanted: Wanted::No,
            status,
            section,
            place: l.place_of(part),
            certainty: Certainty::Middle,
            words,
        });
    }
    if l.mapping.kind == Kind::Opp {
        gaps(l, conditions);
    }
}

#[derive(Debug, Clone, Copy)]
struct Conditions {
    programme: bool,
    goals: bool,
    hours: bool,
}

/// Whether the text shows the condition of a conditional part.
fn condition(l: &Look<'_>, list: &str) -> bool {
    let list = l.lists(&[list]);
    let away = [Part::Voorgeschiedenis, Part::BuitenOpp, Part::Onderzoek, Part::Derden, Part::Bijlage, Part::Basisondersteuning];
    // 'Minder onderwijstijd? Nee.'
    let refused = |p: &Passage<'_>| p.text.trim_end_matches(['.', ' ']).to_lowercase().ends_with("? nee");
    l.passages.all.iter().any(|p| !away.contains(&p.part) && !refused(p) && l.passages.says(p, &list).is_some())
}

fn words(l: &Look<'_>, part: Part) -> u32 {
    u32::try_from(l.passages.of_part(part).map(|p| p.words).sum::<usize>()).unwrap_or(u32::MAX)
}

/// Whether a passage only says that it does not apply.
fn says_none(l: &Look<'_>, p: &Passage<'_>) -> bool {
    p.words <= 5 && p.has(l.list("nvt")) || p.folded.text.starts_with("niet van toepassing") || p.folded.text.starts_with("n.v.t")
}

fn row(l: &Look<'_>, part: Part, c: Conditions) -> PartStatus {
    let sections: Vec<usize> = l
        .mapping
        .sections
        .iter()
        .enumerate()
        .filter(|(_, s)| (s.part == part || s.also == Some(part)) && (!s.heading.is_blank() || !s.blocks.is_empty()))
        .map(|(i, _)| i)
        .collect();
    let n = words(l, part);
    let shared = if n == 0 { served_by_another(l, part) } else { None };
    let none = n > 0 && l.passages.of_part(part).all(|p| says_none(l, p));
    let wanted = wanted(l, part, c);
    let signs = |name: &str| l.signs.holds(name);
    let full = match part {
        Part::Data => signs("4.data"),
        Part::Uitstroomprofiel => signs("3.concreet"),
        Part::Onderbouwing => signs("3.redenen") && signs("3.factoren"),
        Part::Overleg => !signs("11a.geen_overleg") || n >= 8,
        Part::Doelen => !signs("5.vaag"),
        Part::BehoeftenLeerling => signs("7.leerling_concreet"),
        Part::BehoeftenLeraren => signs("7.leraren"),
        Part::BehoeftenOuders => signs("7.ouders"),
        Part::Afspraken => signs("8.concreet") && (signs("4.wie") || signs("4.wanneer")),
        Part::Evaluatie => n >= 3,
        Part::ZienswijzeLeerling => signs("11b.samengevat"),
        Part::Instemming => signs("11a.getekend_en_gedateerd"),
        Part::AfwijkingOnderwijstijd => four_agreements(l),
        Part::VervangendeDoelen => n >= 8,
        _ => n >= 3,
    };
    // What counts as there without a heading of its own.
    let elsewhere = match part {
        Part::ZienswijzeLeerling => signs("11b.genoemd"),
        Part::Instemming => signs("instemming.ingevuld"),
        Part::Evaluatie => {
            signs("4.succes") && l.passages.of_parts(&[Part::Doelen, Part::Afspraken]).any(|p| p.has(l.list("succeswoorden")))
        }
        Part::Uitstroomprofiel => signs("3.concreet"),
        Part::Onderbouwing => signs("3.redenen"),
        Part::Data => l.facts.start.is_some() || l.facts.evaluation.is_some(),
        Part::BehoeftenLeerling => signs("7.leerling"),
        Part::BehoeftenLeraren => signs("7.leraren"),
        Part::BehoeftenOuders => signs("7.ouders"),
        Part::Overleg => !signs("11a.geen_overleg") && l.passages.of_part(Part::ZienswijzeOuders).next().is_none(),
        _ => false,
    };
    let conditional = matches!(part, Part::AfwijkingProgramma | Part::VervangendeDoelen | Part::AfwijkingOnderwijstijd);
    let status = if l.blank {
        if sections.is_empty() { if wanted == Wanted::No { Status::NotApplicable } else { Status::Missing } } else { Status::Empty }
    } else if none {
        if conditional || wanted == Wanted::No { Status::NotApplicable } else { Status::Empty }
    } else if n > 0 || shared.is_some() || elsewhere {
        if full { Status::Present } else { Status::Incomplete }
    } else if conditional
        && !(part == Part::AfwijkingProgramma && c.programme
            || part == Part::VervangendeDoelen && c.goals
            || part == Part::AfwijkingOnderwijstijd && c.hours)
    {
        Status::NotApplicable
    } else if conditional && c.hours | c.programme | c.goals && sections.is_empty() && part != Part::AfwijkingOnderwijstijd {
        // The condition is told in the running text: what is there of the part stands there too.
        Status::Incomplete
    } else if part == Part::AfwijkingOnderwijstijd {
        Status::Incomplete
    } else if wanted == Wanted::No {
        Status::NotApplicable
    } else if sections.is_empty() {
        Status::Missing
    } else {
        Status::Empty
    };
    let section = sections.first().copied();
    let heading = section.and_then(|s| l.mapping.sections.get(s)).map_or(0.0, |s| s.confidence);
    let certainty = if status == Status::Missing || heading >= 0.9 {
        Certainty::High
    } else if heading >= 0.6 {
        Certainty::Middle
    } else {
        Certainty::Low
    };
    PartStatus { part, wanted, status, section, place: l.place_of(part), certainty, words: n }
}

/// A section that was taken for another part and serves this one too.
fn served_by_another(l: &Look<'_>, part: Part) -> Option<usize> {
    if part == Part::AdviesCommissie {
        // A sentence will do, wherever it stands: 'De commissie voor de begeleiding adviseert positief (4 september).'
        let says = l.lists(&["advies-gegeven"]);
        let who = l.list("commissie");
        let away = [Part::Voorgeschiedenis, Part::BuitenOpp, Part::Onderzoek, Part::Derden, Part::Bijlage];
        let told = l.passages.all.iter().find(|p| !away.contains(&p.part) && p.has(who) && l.passages.says(p, &says).is_some());
        if let Some(p) = told {
            return l.mapping.blocks.get(p.block).map(|r| r.section);
        }
    }
    l.mapping.sections.iter().position(|s| {
        s.also == Some(part)
            && s.blocks.iter().any(|b| {
                l.mapping.blocks.get(*b).is_some_and(|r| r.does == Does::Content)
                    && l.mapping.content(l.document, *b).split_whitespace().count() >= 2
            })
    })
}

/// Less school time takes four agreements: offer, testing, guidance and duration (HR 5.1, 4c).
fn four_agreements(l: &Look<'_>) -> bool {
    let text: String = l
        .passages
        .all
        .iter()
        .filter(|p| matches!(p.part, Part::AfwijkingOnderwijstijd | Part::Afspraken))
        .map(|p| p.folded.text.clone())
        .chain(
            l.mapping
                .sections
                .iter()
                .filter(|s| matches!(s.part, Part::AfwijkingOnderwijstijd))
                .map(|s| crate::rules::folded(s.heading.words())),
        )
        .collect::<Vec<_>>()
        .join("\n");
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    has(&["aanbod", "vakken", "lessen", "nederlands", "rekenen", "programma"])
        && has(&["toets", "proefwerk", "examen", "afname"])
        && has(&["begeleid", "contact", "mentor", "belt", "online", "komt langs"])
        && has(&["opbouw", "duur", "tot en met", "t/m", "weken", "maanden", "uitbreid", "evaluatie", "vanaf"])
}

fn wanted(l: &Look<'_>, part: Part, c: Conditions) -> Wanted {
    let Some(rule) = l.rules.part(part) else { return Wanted::No };
    let type_known = l.facts.school_type.is_some();
    match rule.required {
        Required::Law => match part {
            Part::Evaluatie => match l.facts.start {
                None => Wanted::Unknown,
                Some(s) => {
                    let over = s.first().checked_add(jiff::Span::new().years(1)).is_ok_and(|d| l.today.has_come(d));
                    if over { Wanted::Law } else { Wanted::Form }
                }
            },
            Part::ZienswijzeLeerling => {
                if hearing_is_law(l) {
                    Wanted::Law
                } else {
                    Wanted::Form
                }
            }
            _ => Wanted::Law,
        },
        Required::Form => Wanted::Form,
        Required::No => Wanted::No,
        Required::Condition => {
            if !type_known && part != Part::AfwijkingOnderwijstijd {
                return Wanted::Unknown;
            }
            let here = rule.school_types.iter().any(|t| t == "alle" || l.facts.school_type.is_some_and(|s| s.id() == t));
            let seen = match part {
                Part::AfwijkingProgramma => c.programme,
                Part::VervangendeDoelen => c.goals,
                Part::AfwijkingOnderwijstijd => c.hours,
                _ => true,
            };
            if here && seen { Wanted::Law } else { Wanted::No }
        }
    }
}

/// The pupil's right to be heard is law when the latest of start, adoption and evaluation lies on or after 2025-08-01.
pub(super) fn hearing_is_law(l: &Look<'_>) -> bool {
    let from = jiff::civil::date(2025, 8, 1);
    let f = l.facts;
    [f.start, f.adoption, f.evaluation].into_iter().flatten().map(super::super::map::When::last).max().is_none_or(|d| d >= from)
}

/// OND01, OND02, OND05 and LEN02: required parts that are missing, empty, or conditional and not there.
fn gaps(l: &mut Look<'_>, c: Conditions) {
    let own_code = [Part::Instemming, Part::ZienswijzeLeerling, Part::Overleg, Part::Data, Part::Evaluatie];
    let rows = l.parts.clone();
    let outflow = l.signs.holds("3.genoemd");
    let mut missing = false;
    for row in rows.iter().filter(|r| r.wanted == Wanted::Law && !own_code.contains(&r.part)) {
        if row.part == Part::Onderbouwing && outflow {
            continue;
        }
        let conditional =
            matches!(row.part, Part::AfwijkingProgramma | Part::VervangendeDoelen | Part::AfwijkingOnderwijstijd | Part::AdviesCommissie);
        let code = match (row.status, conditional) {
            (Status::Missing | Status::Empty, true) => "OND05",
            (Status::Incomplete, true) if row.part == Part::AfwijkingOnderwijstijd => "OND05",
            (Status::Incomplete, true) if row.part == Part::VervangendeDoelen && row.words == 0 => "OND05",
            (Status::Missing, false) => "OND01",
            (Status::Empty, false) => "OND02",
            _ => continue,
        };
        missing |= matches!(row.status, Status::Missing | Status::Empty);
        let quote = (code == "OND05").then(|| condition_quote(l, row.part)).flatten();
        l.findings.push(Finding {
            code: code.to_owned(),
            part: Some(row.part),
            quote,
            place: row.place.clone(),
            certainty: Certainty::Middle,
        });
    }
    let lacks = missing || l.signs.holds("11a.geen_instemming") || l.signs.holds("3.vaag_of_zonder_redenen");
    l.signs.put("12.te_kort", l.a4_opp < 2 && lacks, Vec::new(), Certainty::Middle);
    let law = hearing_is_law(l);
    l.signs.put("11b.wet", law, Vec::new(), Certainty::High);
    let _ = c;
}

fn condition_quote(l: &Look<'_>, part: Part) -> Option<super::Quote> {
    let list = match part {
        Part::AfwijkingOnderwijstijd => "minder-uren",
        Part::VervangendeDoelen | Part::AfwijkingProgramma => "eigen-leerlijn",
        _ => return None,
    };
    let list = l.lists(&[list]);
    l.passages.all.iter().find(|p| l.passages.says(p, &list).is_some()).map(Look::quote)
}
