//! Reports made again from an audit's folder agree with that audit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod fictional;

use std::fs;

use oppkeur::report::csv::{self, Style};
use oppkeur::report::schools::schools;
use oppkeur::report::table::decimal;
use oppkeur::report::{Run, saved};

#[test]
fn the_csv_the_page_and_the_letters_are_of_one_audit() {
    let dir = tempfile::tempdir().unwrap();
    let made = fictional::records(150);
    let run = Run::over(&made, fictional::TODAY);
    fs::write(dir.path().join("audit.jsonl"), csv::jsonl(&made)).unwrap();
    fs::write(dir.path().join("uitvoering.json"), serde_json::to_vec_pretty(&run).unwrap()).unwrap();
    let (records, again) = saved::audit(dir.path()).unwrap();
    assert_eq!((&records, &again), (&made, &run));
    // scholen.csv rounds as the page does.
    let table = String::from_utf8(csv::schools_table(&records, Style::Dutch)).unwrap();
    for school in schools(&records) {
        let line = table.lines().find(|line| line.contains(&school.school)).unwrap();
        assert!(line.split(';').any(|cell| Some(cell.to_owned()) == school.gemiddelde.map(decimal)), "{line}");
    }
}
