//! A sample for people to judge, and what their judgement says of the program's.
//!
//! `make` draws documents over schools, file types and certainty, and gives a workbook with empty columns: the
//! reviewer's own score for each item (the program's is left out, so that it does not lead), and for each finding
//! whether it holds. `read` takes the filled workbook back, and tells where the two agree.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use serde::{Deserialize, Serialize};

use super::legend::Legend;
use super::record::{FindingRow, ITEMS, Record};
use super::run::Run;
use super::table::{Cell, Table};

const ITEM_SHEET: &str = "Punten";
const FINDING_SHEET: &str = "Bevindingen";
const ITEM_COLUMNS: [&str; 9] = ["document", "punt", "titel", "mijn score", "opmerking", "trede 1", "trede 3", "trede 5", "waar kijken"];
const FINDING_COLUMNS: [&str; 9] = ["document", "code", "bevinding", "plaats", "fragment", "uitleg", "oordeel", "opmerking", "kenmerk"];
/// What a reviewer may write in `oordeel`, and the value it becomes.
const MARKS: [(&str, &str); 3] = [("klopt", "klopt"), ("klopt niet", "klopt_niet"), ("afgehandeld", "afgehandeld")];

/// A mark on a finding: a line of `beoordelingen.jsonl`. It holds no text of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Path of the document.
    pub document: String,
    /// Code of the finding.
    pub code: String,
    /// Keyed hash of the passage.
    pub kenmerk: String,
    /// `klopt`, `klopt_niet` or `afgehandeld`.
    pub oordeel: String,
}

/// A reviewer's score beside the program's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScorePair {
    /// Path of the document.
    pub document: String,
    /// Item.
    pub punt: String,
    /// The program's score: `1` to `5`, `nvt`, `handmatig` or empty.
    pub program: String,
    /// The reviewer's: `1` to `5` or `nvt`.
    pub reviewer: String,
}

/// What a filled workbook holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Reading {
    /// Marks, in the order of the sheet.
    pub marks: Vec<Mark>,
    /// Scores, likewise.
    pub scores: Vec<ScorePair>,
    /// Rows left empty: not reviewed (yet).
    pub open: usize,
    /// Everything that could not be taken in, in Dutch, with sheet and row. All the rest was.
    pub problems: Vec<String>,
}

/// Why a workbook could not be made or read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    /// Making failed.
    #[error("de werkmap kon niet worden gemaakt: {0}")]
    Make(#[from] XlsxError),
    /// It is no workbook.
    #[error("Dit bestand is geen Excel-werkmap, of het is beschadigd.")]
    NoWorkbook,
}

/// The documents of a sample: spread over schools, file types and the certainty of their scores, the same every time.
#[must_use]
pub fn sample(records: &[Record], size: usize) -> Vec<&Record> {
    let mut strata: BTreeMap<(&str, &str, &str), Vec<&Record>> = BTreeMap::new();
    for record in records.iter().filter(|record| record.counts()) {
        strata.entry((&record.school, &record.bestandstype, doubt(record))).or_default().push(record);
    }
    let lot = |record: &Record| *blake3::hash(format!("{}\n{}", record.id, record.document).as_bytes()).as_bytes();
    let mut heaps: Vec<Vec<&Record>> = strata
        .into_values()
        .map(|mut heap| {
            heap.sort_by_cached_key(|record| std::cmp::Reverse(lot(record)));
            heap
        })
        .collect();
    // The order of strata is drawn too, or a small sample would always start with the first schools.
    heaps.sort_by_cached_key(|heap| heap.last().map(|record| lot(record)));
    let mut drawn = Vec::new();
    while drawn.len() < size && heaps.iter().any(|heap| !heap.is_empty()) {
        for heap in &mut heaps {
            if drawn.len() < size {
                drawn.extend(heap.pop());
            }
        }
    }
    drawn.sort_by(|a, b| a.document.cmp(&b.document));
    drawn
}

/// The workbook for a sample of `size` documents.
///
/// # Errors
/// [`ReviewError::Make`] when the writer refuses something.
pub fn make(records: &[Record], run: &Run, legend: &Legend, size: usize) -> Result<Vec<u8>, ReviewError> {
    let drawn = sample(records, size);
    let mut book = Workbook::new();
    guide(book.add_worksheet(), run, drawn.len())?;
    item_sheet(book.add_worksheet(), &drawn, legend)?;
    finding_sheet(book.add_worksheet(), &drawn, legend)?;
    Ok(book.save_to_buffer()?)
}

/// Reads a filled workbook back. Rows that hold are taken in, whatever is wrong with others.
///
/// # Errors
/// [`ReviewError::NoWorkbook`] for another file.
pub fn read(bytes: &[u8], records: &[Record]) -> Result<Reading, ReviewError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReviewError::NoWorkbook)?;
    let by_path: BTreeMap<&str, &Record> = records.iter().map(|record| (record.document.as_str(), record)).collect();
    let mut reading = Reading::default();
    for (row, cells) in rows(&mut book, ITEM_SHEET, &["document", "punt", "mijn score"], &mut reading.problems) {
        let [document, item, score] = cells;
        take_score(&mut reading, &by_path, row, &document, &item, &score);
    }
    for (row, cells) in rows(&mut book, FINDING_SHEET, &["document", "code", "oordeel", "kenmerk"], &mut reading.problems) {
        let [document, code, mark, passage] = cells;
        take_mark(&mut reading, &by_path, row, &document, (&code, &passage), &mark);
    }
    Ok(reading)
}

/// Marks as `beoordelingen.jsonl`.
#[must_use]
pub fn to_jsonl(marks: &[Mark]) -> String {
    marks.iter().filter_map(|mark| serde_json::to_string(mark).ok()).map(|line| line + "\n").collect()
}

/// Reads `beoordelingen.jsonl`.
///
/// # Errors
/// Every line that is no mark, in Dutch, with its number.
pub fn from_jsonl(text: &str) -> Result<Vec<Mark>, Vec<String>> {
    let mut marks = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Mark>(line) {
            Ok(mark) if MARKS.iter().any(|(_, value)| *value == mark.oordeel) => marks.push(mark),
            Ok(_) => problems.push(format!("Regel {}: 'oordeel' moet klopt, klopt_niet of afgehandeld zijn.", number + 1)),
            Err(_) => problems.push(format!("Regel {}: dit is geen beoordeling van oppkeur.", number + 1)),
        }
    }
    if problems.is_empty() { Ok(marks) } else { Err(problems) }
}

/// Puts marks on the findings they are about; gives how many found theirs.
pub fn apply(records: &mut [Record], marks: &[Mark]) -> usize {
    let by_finding: BTreeMap<(&str, &str, &str), &str> =
        marks.iter().map(|mark| ((mark.document.as_str(), mark.code.as_str(), mark.kenmerk.as_str()), mark.oordeel.as_str())).collect();
    let mut used = std::collections::BTreeSet::new();
    for record in records {
        for finding in &mut record.bevindingen {
            let key = (record.document.as_str(), finding.code.as_str(), finding.kenmerk.as_str());
            if let Some((key, mark)) = by_finding.get_key_value(&key) {
                finding.oordeel = Some((*mark).to_owned());
                used.insert(*key);
            }
        }
    }
    used.len()
}

/// How well reviewer and program agree on each item: `punt`, `aantal`, `gelijk` and `binnen_een` (shares), `kappa`
/// (quadratic weights). Only pairs of numbers count.
#[must_use]
pub fn item_agreement(scores: &[ScorePair]) -> Table {
    let mut table = Table::new(&["punt", "aantal", "gelijk_procent", "binnen_een_procent", "kappa"]);
    for (item, _) in ITEMS {
        let pairs: Vec<(u8, u8)> = scores
            .iter()
            .filter(|pair| pair.punt == item)
            .filter_map(|pair| Some((pair.program.parse().ok()?, pair.reviewer.parse().ok()?)))
            .collect();
        if pairs.is_empty() {
            continue;
        }
        let share = |most: u8| 100.0 * pairs.iter().filter(|(a, b)| a.abs_diff(*b) <= most).count() as f64 / pairs.len() as f64;
        let kappa = weighted_kappa(&pairs).map_or(Cell::Empty, |kappa| Cell::Text(format!("{kappa:.2}").replace('.', ",")));
        table.rows.push(vec![item.into(), Cell::from(pairs.len()), Cell::Number(share(0)), Cell::Number(share(1)), kappa]);
    }
    table
}

/// How often findings of a code hold: `code`, `beoordeeld`, `klopt`, `klopt_niet`, `afgehandeld`, `precisie_procent`
/// (settled findings held).
#[must_use]
pub fn code_precision(marks: &[Mark]) -> Table {
    let mut table = Table::new(&["code", "beoordeeld", "klopt", "klopt_niet", "afgehandeld", "precisie_procent"]);
    let mut codes: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for mark in marks {
        let at = MARKS.iter().position(|(_, value)| *value == mark.oordeel);
        if let Some(count) = at.and_then(|at| codes.entry(&mark.code).or_default().get_mut(at)) {
            *count += 1;
        }
    }
    for (code, [right, wrong, settled]) in codes {
        let all = right + wrong + settled;
        let precision = 100.0 * (right + settled) as f64 / all.max(1) as f64;
        table.rows.push(vec![
            code.into(),
            Cell::from(all),
            Cell::from(right),
            Cell::from(wrong),
            Cell::from(settled),
            Cell::Number(precision),
        ]);
    }
    table
}

/// Both scores of each pair: `document`, `punt`, `score`, `score_beoordelaar`.
#[must_use]
pub fn pairs_table(scores: &[ScorePair]) -> Table {
    let mut table = Table::new(&["document", "punt", "score", "score_beoordelaar"]);
    for pair in scores {
        table.rows.push(vec![
            pair.document.as_str().into(),
            pair.punt.as_str().into(),
            pair.program.as_str().into(),
            pair.reviewer.as_str().into(),
        ]);
    }
    table
}

/// Cohen's kappa with quadratic weights over the scores 1 to 5; `None` where chance alone explains all (one value only).
#[must_use]
pub fn weighted_kappa(pairs: &[(u8, u8)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let squared = |a: u8, b: u8| f64::from(a.abs_diff(b)).powi(2);
    let seen: f64 = pairs.iter().map(|(a, b)| squared(*a, *b)).sum::<f64>() / n;
    let by_chance: f64 = pairs.iter().flat_map(|(a, _)| pairs.iter().map(move |(_, b)| squared(*a, *b))).sum::<f64>() / (n * n);
    (by_chance > 0.0).then(|| 1.0 - seen / by_chance)
}

/// The certainty of the document's least certain score.
fn doubt(record: &Record) -> &'static str {
    let has = |level: &str| record.scores.iter().any(|score| score.zekerheid == level);
    if has("laag") {
        "laag"
    } else if has("midden") {
        "midden"
    } else {
        "hoog"
    }
}

struct Ink {
    header: Format,
    text: Format,
    mine: Format,
}

impl Ink {
    fn new() -> Ink {
        let boxed = || {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_text_wrap()
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x00D5_DCE3))
        };
        Ink {
            header: boxed().set_bold().set_background_color(Color::RGB(0x00E4_EEF5)),
            text: boxed(),
            mine: boxed().set_background_color(Color::RGB(0x00FF_F7D6)),
        }
    }
}

fn guide(sheet: &mut Worksheet, run: &Run, documents: usize) -> Result<(), XlsxError> {
    sheet.set_name("Leeswijzer")?.set_column_width(0, 110)?;
    let lines = [
        format!("Beoordelen: {documents} documenten uit de audit van {}", super::attention::dutch_date(&run.today)),
        "Open elk document zelf en vul de gele kolommen in.".to_owned(),
        "Blad Punten: geef je eigen score, 1 tot 5 of nvt. De score van het programma staat er met opzet niet bij.".to_owned(),
        "Blad Bevindingen: kies klopt, klopt niet of afgehandeld. Leeg laten mag: dan telt de regel niet mee.".to_owned(),
        "Verander de andere kolommen niet. Rijen sorteren mag.".to_owned(),
        "Klaar? Bewaar het bestand en geef: oppkeur review read beoordeling.xlsx MAP".to_owned(),
        "In dit bestand staan fragmenten uit de documenten. Deel het alleen met wie het nodig heeft.".to_owned(),
    ];
    for (row, line) in (0..).zip(lines) {
        let format = if row == 0 { Format::new().set_bold().set_font_size(14) } else { Format::new().set_text_wrap() };
        sheet.write_string_with_format(row, 0, line, &format)?;
    }
    Ok(())
}

fn headed(sheet: &mut Worksheet, name: &str, columns: &[&str], widths: &[f64], ink: &Ink) -> Result<(), XlsxError> {
    sheet.set_name(name)?.set_freeze_panes(1, 1)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    for (column, (title, width)) in (0..).zip(columns.iter().zip(widths)) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, *title, &ink.header)?;
    }
    Ok(())
}

fn item_sheet(sheet: &mut Worksheet, drawn: &[&Record], legend: &Legend) -> Result<(), XlsxError> {
    let ink = Ink::new();
    headed(sheet, ITEM_SHEET, &ITEM_COLUMNS, &[40.0, 6.0, 20.0, 9.0, 30.0, 32.0, 32.0, 32.0, 20.0], &ink)?;
    let mut row = 0;
    for record in drawn {
        for (item, _) in ITEMS.iter().filter(|(item, _)| !matches!(*item, "11" | "15")) {
            row += 1;
            let entry = legend.item(item).cloned().unwrap_or_default();
            let rung = |n: usize| entry.treden.get(n - 1).map_or("", String::as_str);
            let places = record.scores.iter().find(|score| score.punt == *item).map(|score| score.plaats.join(", ")).unwrap_or_default();
            let cells = [record.document.as_str(), item, &entry.titel, "", "", rung(1), rung(3), rung(5), &places];
            for (column, text) in (0..).zip(cells) {
                sheet.write_string_with_format(row, column, text, if matches!(column, 3 | 4) { &ink.mine } else { &ink.text })?;
            }
        }
    }
    let scores = DataValidation::new()
        .allow_list_strings(&["1", "2", "3", "4", "5", "nvt"])?
        .set_error_title("Score")?
        .set_error_message("Kies 1 tot 5, of nvt.")?;
    sheet.add_data_validation(1, 3, row.max(1), 3, &scores)?;
    sheet.autofilter(0, 0, row.max(1), ITEM_COLUMNS.len() as u16 - 1)?;
    Ok(())
}

fn finding_sheet(sheet: &mut Worksheet, drawn: &[&Record], legend: &Legend) -> Result<(), XlsxError> {
    let ink = Ink::new();
    headed(sheet, FINDING_SHEET, &FINDING_COLUMNS, &[40.0, 8.0, 26.0, 18.0, 50.0, 46.0, 13.0, 30.0, 16.0], &ink)?;
    let mut row = 0;
    for (record, finding) in drawn.iter().flat_map(|record| record.bevindingen.iter().map(move |finding| (record, finding))) {
        row += 1;
        let title = legend.code_title(&finding.code);
        let mark =
            finding.oordeel.as_deref().and_then(|value| MARKS.iter().find(|(_, known)| *known == value)).map_or("", |(shown, _)| shown);
        let cells =
            [&record.document, &finding.code, title, &finding.plaats, &finding.fragment, &finding.uitleg, mark, "", &finding.kenmerk];
        for (column, text) in (0..).zip(cells) {
            sheet.write_string_with_format(row, column, text, if matches!(column, 6 | 7) { &ink.mine } else { &ink.text })?;
        }
    }
    let marks = DataValidation::new()
        .allow_list_strings(&MARKS.map(|(shown, _)| shown))?
        .set_error_title("Oordeel")?
        .set_error_message("Kies klopt, klopt niet of afgehandeld.")?;
    sheet.add_data_validation(1, 6, row.max(1), 6, &marks)?;
    sheet.autofilter(0, 0, row.max(1), FINDING_COLUMNS.len() as u16 - 1)?;
    Ok(())
}

/// The wanted columns of a sheet, found by their header, with the row as people count; empty rows are left out.
fn rows<const N: usize>(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    wanted: &[&str; N],
    problems: &mut Vec<String>,
) -> Vec<(usize, [String; N])> {
    let Ok(range) = book.worksheet_range(sheet) else {
        problems.push(format!("Het blad '{sheet}' is er niet meer: daarvan is niets gelezen."));
        return Vec::new();
    };
    let top = range.start().map_or(0, |(row, _)| row as usize);
    let mut lines = range.rows().map(|row| row.iter().map(shown).collect::<Vec<String>>());
    let header = lines.next().unwrap_or_default();
    let mut places = [0; N];
    let mut is_whole = true;
    for (place, name) in places.iter_mut().zip(wanted) {
        match header.iter().position(|title| title.trim().eq_ignore_ascii_case(name)) {
            Some(at) => *place = at,
            None => {
                is_whole = false;
                problems.push(format!(
                    "Blad '{sheet}': de kolom '{name}' is er niet meer. Zet de kop terug; daarna kan het blad gelezen worden."
                ));
            }
        }
    }
    if !is_whole {
        return Vec::new();
    }
    lines
        .enumerate()
        .filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()))
        .map(|(at, row)| (top + at + 2, places.map(|place| row.get(place).map(|cell| cell.trim().to_owned()).unwrap_or_default())))
        .collect()
}

/// A cell as a person typed it: `4` may come back as the number 4.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        other => other.to_string(),
    }
}

fn take_score(reading: &mut Reading, by_path: &BTreeMap<&str, &Record>, row: usize, document: &str, item: &str, score: &str) {
    let mut problem = |text: String| reading.problems.push(format!("Blad '{ITEM_SHEET}', rij {row}: {text}"));
    let Some(record) = by_path.get(document) else {
        return problem("dit document staat niet in deze audit.".to_owned());
    };
    if !ITEMS.iter().any(|(known, _)| *known == item) {
        return problem(format!("punt '{}' bestaat niet.", short(item)));
    }
    let score = score.to_lowercase().replace("n.v.t.", "nvt");
    if score.is_empty() {
        reading.open += 1;
        return;
    }
    if !matches!(score.as_str(), "1" | "2" | "3" | "4" | "5" | "nvt") {
        return problem(format!("'{}' is geen score: geef 1 tot 5, of nvt.", short(&score)));
    }
    if reading.scores.iter().any(|pair| pair.document == document && pair.punt == item) {
        return problem("dit punt van dit document staat er twee keer; de eerste telt.".to_owned());
    }
    reading.scores.push(ScorePair {
        document: document.to_owned(),
        punt: item.to_owned(),
        program: record.score(item).to_owned(),
        reviewer: score,
    });
}

fn take_mark(
    reading: &mut Reading,
    by_path: &BTreeMap<&str, &Record>,
    row: usize,
    document: &str,
    (code, passage): (&str, &str),
    mark: &str,
) {
    let mut problem = |text: String| reading.problems.push(format!("Blad '{FINDING_SHEET}', rij {row}: {text}"));
    let Some(record) = by_path.get(document) else {
        return problem("dit document staat niet in deze audit.".to_owned());
    };
    let is_there = |finding: &FindingRow| finding.code == code && finding.kenmerk == passage;
    if !record.bevindingen.iter().any(is_there) {
        return problem("deze bevinding staat niet (meer) in deze audit.".to_owned());
    }
    if mark.is_empty() {
        reading.open += 1;
        return;
    }
    let wanted = mark.to_lowercase().replace('_', " ");
    match MARKS.iter().find(|(shown, _)| *shown == wanted) {
        Some((_, value)) => {
            reading.marks.push(Mark {
                document: document.to_owned(),
                code: code.to_owned(),
                kenmerk: passage.to_owned(),
                oordeel: (*value).to_owned(),
            });
        }
        None => problem(format!("'{}' is geen oordeel: kies klopt, klopt niet of afgehandeld.", short(mark))),
    }
}

/// What a reviewer typed, cut for a message.
fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_one_for_twins_and_none_without_spread() {
        assert_eq!(weighted_kappa(&[(1, 1), (3, 3), (5, 5)]), Some(1.0));
        assert_eq!(weighted_kappa(&[(3, 3), (3, 3)]), None);
        // Seen: (0 + 1 + 1) / 3. By chance, 1, 2, 3 against 1, 3, 2: rows 0+4+1, 1+1+0, 4+0+1 = 12 of 9.
        let kappa = weighted_kappa(&[(1, 1), (2, 3), (3, 2)]).unwrap();
        assert!((kappa - (1.0 - (2.0 / 3.0) / (12.0 / 9.0))).abs() < 1e-12);
    }

    #[test]
    fn marks_of_another_kind_are_told_by_line() {
        let good = Mark { document: "a.docx".into(), code: "TOE01".into(), kenmerk: "x".into(), oordeel: "klopt".into() };
        assert_eq!(from_jsonl(&to_jsonl(std::slice::from_ref(&good))).unwrap(), [good]);
        let problems = from_jsonl("{\"document\":\"a\",\"code\":\"b\",\"kenmerk\":\"c\",\"oordeel\":\"ja\"}\n\nnee").unwrap_err();
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("Regel 1:") && problems[1].starts_with("Regel 3:"));
    }

    #[test]
    fn a_mark_finds_its_finding_again() {
        let mut records = [Record {
            document: "a".into(),
            bevindingen: vec![FindingRow { code: "AVG01".into(), kenmerk: "k".into(), ..FindingRow::default() }],
            ..Record::default()
        }];
        let mark =
            |kenmerk: &str| Mark { document: "a".into(), code: "AVG01".into(), kenmerk: kenmerk.into(), oordeel: "klopt_niet".into() };
        assert_eq!(apply(&mut records, &[mark("k"), mark("weg")]), 1);
        assert_eq!(records[0].bevindingen[0].oordeel.as_deref(), Some("klopt_niet"));
    }
}
