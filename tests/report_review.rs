//! The sample for reviewers: spread, the same every time, and read back without losing anything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod fictional;

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use oppkeur::report::review::{ReviewError, code_precision, item_agreement, make, read, sample};
use oppkeur::report::table::Cell;
use oppkeur::report::{Legend, Record, Run};
use rust_xlsxwriter::Workbook;

/// All cells of a sheet, as text.
fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range
        .rows()
        .map(|row| row.iter().map(|cell| if let Data::Float(n) = cell { n.to_string() } else { cell.to_string() }).collect())
        .collect()
}

/// A workbook with these sheets, as a reviewer's spreadsheet would save it.
fn saved(sheets: &[(&str, Vec<Vec<String>>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(cells) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, text).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn made(records: &[Record], size: usize) -> Vec<u8> {
    make(records, &Run::over(records, fictional::TODAY), &Legend::default(), size).unwrap()
}

#[test]
fn a_sample_is_spread_over_schools_and_formats() {
    let records = fictional::records(500);
    let drawn = sample(&records, 20);
    assert_eq!(drawn.len(), 20);
    assert!(drawn.iter().all(|r| r.counts()));
    assert!(drawn.iter().map(|r| &r.school).collect::<BTreeSet<_>>().len() >= 6, "most of eight schools");
    assert_eq!(drawn.iter().map(|r| &r.bestandstype).collect::<BTreeSet<_>>().len(), 4);
    let again: Vec<&str> = sample(&records, 20).iter().map(|r| r.document.as_str()).collect();
    assert_eq!(drawn.iter().map(|r| r.document.as_str()).collect::<Vec<_>>(), again);
    assert!(sample(&records[..3], 20).len() <= 3);
}

#[test]
fn a_filled_workbook_is_read_back_and_says_how_well_both_agree() {
    let records = fictional::records(60);
    let bytes = made(&records, 5);
    let mut items = cells(&bytes, "Punten");
    let mut findings = cells(&bytes, "Bevindingen");
    assert_eq!(items.len() - 1, 5 * 15);
    // The reviewer agrees with every number of the program, but for one point less at item 1; and keeps 'nvt'.
    for row in items.iter_mut().skip(1) {
        let record = records.iter().find(|r| r.document == row[0]).unwrap();
        row[3] = match (row[1].as_str(), record.score(&row[1]).parse::<u8>()) {
            ("1", Ok(score)) => (score.max(2) - 1).to_string(),
            (_, Ok(score)) => score.to_string(),
            (_, Err(_)) => "n.v.t.".to_owned(),
        };
    }
    let count = findings.len() - 1;
    for (at, row) in findings.iter_mut().skip(1).enumerate() {
        row[6] = if at == 0 { "Klopt niet" } else { "klopt" }.to_owned();
    }
    let reading = read(&saved(&[("Bevindingen", findings), ("Punten", items)]), &records).unwrap();
    assert_eq!(reading.problems, Vec::<String>::new());
    assert_eq!((reading.marks.len(), reading.scores.len(), reading.open), (count, 75, 0));
    let agreement = item_agreement(&reading.scores);
    assert_eq!(agreement.cell(1, "gelijk_procent"), Some(&Cell::Number(100.0)));
    assert_eq!(agreement.cell(0, "binnen_een_procent"), Some(&Cell::Number(100.0)));
    assert_ne!(agreement.cell(0, "gelijk_procent"), Some(&Cell::Number(100.0)));
    let precision = code_precision(&reading.marks);
    let wrong: u64 = precision.rows.iter().map(|row| if let Cell::Count(n) = row[3] { n } else { 0 }).sum();
    assert_eq!(wrong, 1);
}

#[test]
fn what_is_changed_or_half_filled_is_told_by_row_and_the_rest_is_taken_in() {
    let records = fictional::records(60);
    let bytes = made(&records, 3);
    let mut items = cells(&bytes, "Punten");
    items[1][3] = "9".into();
    items[2][0] = "ergens/anders.docx".into();
    items[3][3] = "4".into();
    items[4][1] = "17".into();
    let reading = read(&saved(&[("Punten", items)]), &records).unwrap();
    assert_eq!(reading.scores.len(), 1);
    assert_eq!(reading.open, 45 - 4);
    assert_eq!(reading.problems.len(), 4, "{:?}", reading.problems);
    assert_eq!(reading.problems[0], "Blad 'Punten', rij 2: '9' is geen score: geef 1 tot 5, of nvt.");
    assert_eq!(reading.problems[1], "Blad 'Punten', rij 3: dit document staat niet in deze audit.");
    assert_eq!(reading.problems[3], "Het blad 'Bevindingen' is er niet meer: daarvan is niets gelezen.");
}

#[test]
fn a_lost_header_is_told_and_another_file_refused() {
    let records = fictional::records(60);
    let mut items = cells(&made(&records, 2), "Punten");
    items[0][3] = "score".into();
    let reading = read(&saved(&[("Punten", items)]), &records).unwrap();
    assert!(reading.problems[0].contains("'mijn score' is er niet meer"));
    assert!(matches!(read(b"PK\x03\x04 geen werkmap", &records), Err(ReviewError::NoWorkbook)));
}
