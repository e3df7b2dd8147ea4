//! The workbook: its numbers are those of the records, and no words of a document become a formula.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod fictional;

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use oppkeur::report::record::ITEMS;
use oppkeur::report::schools::{schools, together};
use oppkeur::report::table::rounded;
use oppkeur::report::xlsx::workbook;
use oppkeur::report::{Legend, Record, Run};

fn made(records: &[Record]) -> Vec<u8> {
    workbook(records, &Run::over(records, fictional::TODAY), &Legend::default()).unwrap()
}

fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range(name).unwrap()
}

fn column(range: &Range<Data>, title: &str) -> Vec<Data> {
    let at = range.rows().next().unwrap().iter().position(|cell| *cell == title).unwrap_or_else(|| panic!("{title}"));
    range.rows().skip(1).map(|row| row[at].clone()).collect()
}

#[test]
fn the_numbers_are_those_of_the_records() {
    let records = fictional::records(250);
    let bytes = made(&records);
    let documents = sheet(&bytes, "Documenten");
    assert_eq!(documents.rows().count(), 251);
    for (record, shown) in records.iter().zip(column(&documents, "Gemiddelde")) {
        match record.mean() {
            Some(mean) => assert_eq!(shown, Data::Float(rounded(mean))),
            None => assert_eq!(shown, Data::Empty),
        }
    }
    let findings = sheet(&bytes, "Bevindingen");
    assert_eq!(findings.rows().count() - 1, records.iter().map(|r| r.bevindingen.len()).sum::<usize>());
    let shown = sheet(&bytes, "Scholen");
    let expected = schools(&records);
    assert_eq!(column(&shown, "Wet"), expected.iter().map(|s| Data::Float(s.wet as f64)).collect::<Vec<_>>());
    assert_eq!(
        column(&shown, "1 Factoren"),
        expected.iter().map(|s| s.punten[0].map_or(Data::Empty, |n| Data::Float(rounded(n)))).collect::<Vec<_>>()
    );
    let overview = sheet(&bytes, "Overzicht");
    let value = |label: &str| overview.rows().find(|row| row[0] == label).unwrap()[1].clone();
    assert_eq!(value("OPP's die meetellen"), Data::Float(together(&records).beoordeeld as f64));
    assert_eq!(value("Bevindingen: wet"), Data::Float(together(&records).wet as f64));
}

#[test]
fn dates_are_dates_and_scores_numbers() {
    let records = fictional::records(40);
    let bytes = made(&records);
    let dates = column(&sheet(&bytes, "Documenten"), "Begin");
    assert!(dates.iter().any(|cell| matches!(cell, Data::DateTime(_))));
    let items = sheet(&bytes, "Punten");
    let judged: Vec<&Record> = records.iter().filter(|r| !r.scores.is_empty()).collect();
    for ((item, _), at) in ITEMS.iter().zip(4..) {
        for (record, row) in judged.iter().zip(items.rows().skip(1)) {
            let score = record.score(item);
            match score.parse::<f64>() {
                Ok(number) => assert_eq!(row[at], Data::Float(number)),
                Err(_) => assert!(matches!(row[at], Data::String(_))),
            }
        }
    }
}

#[test]
fn words_never_become_a_formula() {
    let mut records = fictional::records(30);
    for record in &mut records {
        record.document = "=HYPERLINK(\"http://example.invalid\";\"klik\")".into();
        record.school = "+cmd|' /C calc'!A0".into();
        record.toelichting = Some("@SUM(1)\u{1}".into());
        for finding in &mut record.bevindingen {
            finding.fragment = "-2+3".into();
        }
    }
    let bytes = made(&records);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        if name.starts_with("xl/worksheets/sheet") {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut part, &mut text).unwrap();
            assert!(!text.contains("<f>") && !text.contains("<f "), "{name}");
            assert!(!text.contains("r:id=\"rId2\"") || !text.contains("example.invalid"));
        }
    }
}

#[test]
fn the_same_records_give_the_same_bytes() {
    let records = fictional::records(40);
    assert_eq!(made(&records), made(&records));
}

#[test]
fn an_empty_audit_gives_a_workbook() {
    let bytes = made(&[]);
    assert_eq!(sheet(&bytes, "Documenten").rows().count(), 1);
    if let Ok(dir) = std::env::var("OPPKEUR_KEEP") {
        std::fs::write(format!("{dir}/oppkeur.xlsx"), made(&fictional::records(120))).unwrap();
        std::fs::write(format!("{dir}/leeg.xlsx"), bytes).unwrap();
    }
}
