//! The letters: what a school's quality coordinator, or the author of one OPP, can do with the audit.
//!
//! A letter is a title and a few pieces, drawn from records in the words of `rules/brief.toml`; [`super::letter_docx`]
//! and [`super::letter_html`] write the same letter.

use super::attention::{attention, dutch_date};
use super::bloat::volume;
use super::forms::{Cause, forms};
use super::highlights::opps;
use super::legend::Legend;
use super::record::{FindingRow, ITEMS, Record};
use super::run::Run;
use super::schools::{CodeCount, School, distribution, level_order, schools, together};
use super::table::decimal;
use super::wording::{SchoolWording, Wording, fill};

/// A letter, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Letter {
    /// Above it.
    pub title: String,
    /// Below the title.
    pub subtitle: String,
    /// The audit's day (`YYYY-MM-DD`).
    pub day: String,
    /// What follows, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Piece {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A list.
    List(Vec<String>),
    /// A step to take.
    Step(Step),
    /// A table with a header row.
    Table {
        /// What stands above the columns.
        head: Vec<&'static str>,
        /// As many cells a row.
        rows: Vec<Vec<String>>,
    },
}

/// A step to take, with how it could read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Step {
    /// A few words.
    pub title: String,
    /// Why, and how much it matters.
    pub why: String,
    /// What to do.
    pub advice: String,
    /// An invented example; empty where there is nothing to write.
    pub example: String,
    /// What stands before the example.
    pub example_label: String,
}

/// OPPs told of by name in a letter: what fits on its second page.
const MOST_NAMED: usize = 10;
/// Tips in a note: half a page.
const MOST_TIPS: usize = 4;

/// A letter a school, with its name, in the order of [`schools`].
#[must_use]
pub fn school_letters(records: &[Record], run: &Run, legend: &Legend, wording: &Wording) -> Vec<(String, Letter)> {
    schools(records)
        .into_iter()
        .map(|school| {
            let own: Vec<Record> = records.iter().filter(|record| record.school == school.school).cloned().collect();
            let letter = school_letter(&school.school, &own, run, legend, wording);
            (school.school, letter)
        })
        .collect()
}

/// The letter to one school about its own records.
#[must_use]
pub fn school_letter(name: &str, records: &[Record], run: &Run, legend: &Legend, wording: &Wording) -> Letter {
    let say = &wording.school;
    let figures = together(records);
    let total = opps(figures.beoordeeld);
    let mut letter = Letter {
        title: fill(&say.titel, &[("school", name)]),
        subtitle: format!("{} {}", run.warning(), fill(&say.ondertitel, &[("dag", &dutch_date(&run.today)), ("aantal", &total)]))
            .trim_start()
            .to_owned(),
        day: run.today.clone(),
        pieces: vec![Piece::Text(say.inleiding.clone())],
    };
    if figures.beoordeeld == 0 {
        letter.pieces = vec![Piece::Text(say.geen_opps.clone())];
        return letter;
    }
    let pieces = &mut letter.pieces;
    pieces.push(Piece::Heading(say.goed.clone()));
    pieces.push(strong_points(records, &total, figures.beoordeeld, legend, say));
    pieces.push(Piece::Heading(say.stappen.clone()));
    pieces.extend(steps(&figures, &total, legend, say));
    pieces.extend(form_hint(records, legend, say));
    pieces.push(Piece::Heading(say.eerst.clone()));
    pieces.extend(first_opps(records, run, say));
    pieces.push(Piece::Heading(say.korter.clone()));
    pieces.extend(shorter(records, legend, say));
    pieces.push(Piece::Heading(say.grens.clone()));
    pieces.push(Piece::Text(say.grens_uitleg.clone()));
    letter
}

/// The note to the author of one OPP; `None` for a file that was not judged.
#[must_use]
pub fn note(record: &Record, run: &Run, legend: &Legend, wording: &Wording) -> Option<Letter> {
    if record.status != "beoordeeld" {
        return None;
    }
    let say = &wording.opp;
    let name = record.document.rsplit('/').next().unwrap_or(&record.document);
    let mut pieces = vec![Piece::Text(say.inleiding.clone()), Piece::Heading(say.goed.clone())];
    let good: Vec<String> = ITEMS
        .iter()
        .filter(|(item, _)| *item != "11" && matches!(record.score(item), "4" | "5"))
        .filter_map(|(item, _)| {
            let entry = legend.item(item)?;
            let rung: usize = record.score(item).parse().ok()?;
            Some(format!("{}: {}", entry.titel, lower_first(entry.treden.get(rung.checked_sub(1)?)?)))
        })
        .take(3)
        .collect();
    pieces.push(if good.is_empty() { Piece::Text(say.goed_leeg.clone()) } else { Piece::List(good) });
    pieces.push(Piece::Heading(say.tips.clone()));
    let groups = grouped(record);
    if groups.is_empty() {
        pieces.push(Piece::Text(say.tips_leeg.clone()));
    }
    for group in groups.iter().take(MOST_TIPS) {
        pieces.extend(tip(group, legend, wording));
    }
    if groups.len() > MOST_TIPS {
        pieces.push(Piece::Text(fill(&say.meer, &[("aantal", &(groups.len() - MOST_TIPS).to_string())])));
    }
    Some(Letter {
        day: run.today.clone(),
        title: say.titel.clone(),
        subtitle: fill(&say.ondertitel, &[("document", name), ("dag", &dutch_date(&run.today))]),
        pieces,
    })
}

/// Items that are 4 or 5 in at least half of the OPPs that have a number, the most first.
fn strong_points(records: &[Record], total: &str, of: usize, legend: &Legend, say: &SchoolWording) -> Piece {
    let mut strong: Vec<(usize, String)> = ITEMS
        .iter()
        .zip(distribution(records))
        .filter_map(|((item, _), [.., four, five])| {
            let entry = legend.item(item)?;
            let many = four + five;
            let sentence =
                fill(&say.goed_punt, &[("titel", &entry.titel), ("aantal", &many.to_string()), ("totaal", total), ("vraag", &entry.vraag)]);
            (*item != "11" && many * 2 >= of).then_some((many, sentence))
        })
        .collect();
    strong.sort_by_key(|(many, _)| std::cmp::Reverse(*many));
    strong.truncate(4);
    if strong.is_empty() {
        Piece::Text(say.goed_leeg.clone())
    } else {
        Piece::List(strong.into_iter().map(|(_, sentence)| sentence).collect())
    }
}

/// The three changes that help most: by how many OPPs they touch, how binding they are and how easy.
fn steps(figures: &School, total: &str, legend: &Legend, say: &SchoolWording) -> Vec<Piece> {
    let mut codes: Vec<(f64, &CodeCount)> = figures.codes.iter().map(|count| (gain(count, legend), count)).collect();
    codes.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
    if codes.is_empty() {
        return vec![Piece::Text(say.stappen_leeg.clone())];
    }
    codes
        .into_iter()
        .take(3)
        .map(|(_, count)| {
            let entry = legend.code(&count.code).cloned().unwrap_or_default();
            let effort = match entry.moeite {
                0 | 1 => &say.stap_moeite_1,
                2 => &say.stap_moeite_2,
                _ => &say.stap_moeite_3,
            };
            let many = fill(&say.stap_aantal, &[("aantal", &count.documenten.to_string()), ("totaal", total)]);
            let binding = if count.niveau == "wet" { format!(" {}", say.stap_wet) } else { String::new() };
            Piece::Step(Step {
                title: legend.code_title(&count.code).to_owned(),
                why: format!("{} {many}{binding}", entry.uitleg).trim().to_owned(),
                advice: format!("{} {effort}", entry.advies).trim().to_owned(),
                example: entry.voorbeeld,
                example_label: say.voorbeeld.clone(),
            })
        })
        .collect()
}

/// How much a change brings: the OPPs it touches, weighed by how binding and how easy.
fn gain(count: &CodeCount, legend: &Legend) -> f64 {
    // What is in the file and not in the text (BES) is tidied on the way.
    let binding = match level_order(&count.niveau) {
        _ if count.code.starts_with("BES") => 0.5,
        0 => 3.0,
        1 => 2.0,
        _ => 1.2,
    };
    let effort = legend.code(&count.code).map_or(2, |entry| entry.moeite);
    let ease = match effort {
        0 | 1 => 1.0,
        2 => 0.85,
        _ => 0.7,
    };
    count.documenten as f64 * binding * ease
}

fn form_hint(records: &[Record], legend: &Legend, say: &SchoolWording) -> Option<Piece> {
    let most_used = forms(records, legend).into_iter().next()?;
    let has_faults = most_used.bevindingen.iter().any(|finding| finding.oorzaak == Cause::Form) || !most_used.ontbreekt.is_empty();
    (has_faults && most_used.bestanden >= 3).then(|| Piece::Text(fill(&say.formulier, &[("aantal", &most_used.bestanden.to_string())])))
}

fn first_opps(records: &[Record], run: &Run, say: &SchoolWording) -> Vec<Piece> {
    let list = attention(records, &run.today);
    if list.is_empty() {
        return vec![Piece::Text(say.eerst_leeg.clone())];
    }
    let rows = list
        .iter()
        .take(MOST_NAMED)
        .map(|item| {
            let name = item.document.rsplit('/').next().unwrap_or(&item.document).to_owned();
            vec![name, item.because(), item.when.as_deref().map_or_else(|| "zo snel het kan".to_owned(), dutch_date)]
        })
        .collect();
    let mut pieces = vec![Piece::Text(say.eerst_uitleg.clone()), Piece::Table { head: vec!["Document", "Waarom", "Datum"], rows }];
    if list.len() > MOST_NAMED {
        pieces.push(Piece::Text(fill(&say.eerst_meer, &[("aantal", &(list.len() - MOST_NAMED).to_string())])));
    }
    pieces
}

fn shorter(records: &[Record], legend: &Legend, say: &SchoolWording) -> Vec<Piece> {
    let volume = volume(records, legend);
    if volume.a4_weg < 0.5 {
        return vec![Piece::Text(say.korter_leeg.clone())];
    }
    let parts = volume
        .could_go()
        .filter(|part| part.a4 >= 0.05)
        .take(4)
        .map(|part| {
            fill(
                &say.korter_deel,
                &[("titel", legend.part_title(&part.onderdeel)), ("a4", &decimal(part.a4)), ("aantal", &opps(part.documenten))],
            )
        })
        .collect();
    vec![Piece::Text(fill(&say.korter_uitleg, &[("a4", &volume.a4.to_string()), ("weg", &decimal(volume.a4_weg))])), Piece::List(parts)]
}

/// A document's findings by code: what is binding first, then what weighs most, in the order they stand.
fn grouped(record: &Record) -> Vec<Vec<&FindingRow>> {
    let mut groups: Vec<Vec<&FindingRow>> = Vec::new();
    for finding in record.open_findings() {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| first.code == finding.code)) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    let weight = |group: &Vec<&FindingRow>| {
        let level = group.iter().map(|finding| level_order(&finding.niveau)).min().unwrap_or(3);
        let severity = group.iter().map(|finding| ["hoog", "midden"].iter().position(|s| *s == finding.ernst).unwrap_or(2)).min();
        (level, severity)
    };
    groups.sort_by_key(weight);
    groups
}

fn tip(group: &[&FindingRow], legend: &Legend, wording: &Wording) -> Option<Piece> {
    let first = group.first()?;
    let mut places: Vec<&str> = Vec::new();
    for finding in group {
        if !finding.plaats.is_empty() && finding.plaats != "hele document" && !places.contains(&finding.plaats.as_str()) {
            places.push(&finding.plaats);
        }
    }
    places.truncate(4);
    let found = if places.is_empty() { String::new() } else { fill(&wording.opp.plaats, &[("plaats", &places.join("; "))]) };
    let entry = legend.code(&first.code).cloned().unwrap_or_default();
    Some(Piece::Step(Step {
        title: legend.code_title(&first.code).to_owned(),
        why: format!("{} {found}", entry.uitleg).trim().to_owned(),
        advice: if entry.advies.is_empty() { first.advies.clone() } else { entry.advies },
        example: entry.voorbeeld,
        example_label: wording.school.voorbeeld.clone(),
    }))
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
