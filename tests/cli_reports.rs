//! The reports on the command line: each command as a person gives it, and the files it leaves.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod fictional;

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx};
use oppkeur::report::csv::jsonl;
use oppkeur::report::{Record, Run};
use rust_xlsxwriter::Workbook;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The command, with a state folder of its own.
fn oppkeur(home: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oppkeur"));
    command.env("OPPKEUR_STATE", home.path().join("state")).args(["--today", fictional::TODAY]);
    command
}

/// What a command says, once it has ended with this code.
fn said(command: &mut Command, code: i32) -> String {
    let output = command.assert().code(code).get_output().clone();
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// An audit of documents that do not exist, as its files stand on disk.
fn audit(home: &TempDir, name: &str, records: &[Record]) -> PathBuf {
    let dir = home.path().join(name);
    fs::create_dir_all(&dir).unwrap();
    let mut run = Run::over(records, fictional::TODAY);
    run.sleutel = "s1".into();
    run.regels.kenmerk.clone_from(&oppkeur::Rules::standard().digest);
    fs::write(dir.join("audit.jsonl"), jsonl(records)).unwrap();
    fs::write(dir.join("uitvoering.json"), serde_json::to_vec_pretty(&run).unwrap()).unwrap();
    dir
}

/// Files under a folder, by their path in it.
fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = walkdir::WalkDir::new(dir)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(dir).unwrap().to_string_lossy().replace('\\', "/"))
        .collect();
    names.sort();
    names
}

fn text(path: &Path) -> String {
    String::from_utf8(fs::read(path).unwrap()).unwrap()
}

#[test]
fn an_audit_writes_the_page_the_workbook_and_the_tables() {
    let home = TempDir::new().unwrap();
    let input = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/batches/voorbeeld/in/sbo-de-horizonboog");
    let out = home.path().join("rapport");
    let shown = said(oppkeur(&home).args(["audit", input, "--out"]).arg(&out).arg("--shareable"), 0);
    assert!(shown.contains("Open eerst oppkeur.html."), "{shown}");
    assert_eq!(
        files(&out),
        [
            "LEES-MIJ.txt",
            "audit.jsonl",
            "bevindingen.csv",
            "deelbaar/bevindingen.csv",
            "deelbaar/deelbaar.html",
            "deelbaar/deelbaar.json",
            "deelbaar/deelbaar.xlsx",
            "deelbaar/scholen.csv",
            "deelbaar/themas.csv",
            "documenten.csv",
            "formulieren.csv",
            "onderdelen.csv",
            "oppkeur.html",
            "oppkeur.xlsx",
            "scholen.csv",
            "scores.csv",
            "spiegel.csv",
            "uitvoering.json",
        ]
    );
    assert!(text(&out.join("LEES-MIJ.txt")).contains("1. Open eerst oppkeur.html"));
    assert!(text(&out.join("oppkeur.html")).contains("Gemaakt met oppkeur "));
    // Three judged OPPs are fewer than five: the school is named without a figure.
    assert!(text(&out.join("deelbaar/scholen.csv")).contains(";< 5;"));
    for name in files(&out.join("deelbaar")) {
        let bytes = fs::read(out.join("deelbaar").join(name)).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("Tjerk"), "no file name leaves the school");
    }
    // Fewer reports the next time: what is left of this time is told.
    let shown = said(oppkeur(&home).args(["audit", input, "--format", "html", "--out"]).arg(&out), 0);
    assert!(shown.contains("nog van een eerdere keer: documenten.csv"), "{shown}");
    assert!(shown.contains("deelbaar (6 bestanden)"), "{shown}");
}

#[test]
fn report_makes_letters_from_an_audit_without_its_documents() {
    let home = TempDir::new().unwrap();
    let records = fictional::records(40);
    let dir = audit(&home, "rapport", &records);
    let out = home.path().join("brieven");
    let shown = said(oppkeur(&home).arg("report").arg(&dir).args(["--format", "docx", "--per-document", "--out"]).arg(&out), 0);
    assert!(shown.contains("Open eerst de map verbeterrapport"), "{shown}");
    let made = files(&out);
    let schools: std::collections::BTreeSet<&str> = records.iter().map(|r| r.school.as_str()).collect();
    for school in &schools {
        assert!(
            made.contains(&format!("verbeterrapport/{school}.docx")) && made.contains(&format!("verbeterrapport/{school}.html")),
            "{school}"
        );
    }
    let judged = records.iter().filter(|r| r.counts()).count();
    assert_eq!(made.len(), 1 + 2 * schools.len() + judged, "LEES-MIJ, two a school, and a note a judged OPP in force");
    assert_eq!(files(&dir), ["audit.jsonl", "uitvoering.json"], "the audit itself is left alone");
    said(oppkeur(&home).arg("purge").arg(&out), 0);
    assert_eq!(files(&out), [""; 0], "letters with the names of pupils' files go as easily as they came");
}

#[test]
fn another_schema_or_a_broken_line_is_told_and_nothing_is_written() {
    let home = TempDir::new().unwrap();
    let dir = audit(&home, "rapport", &fictional::records(3));
    let good = text(&dir.join("audit.jsonl"));
    fs::write(dir.join("audit.jsonl"), good.replacen("\"schema\":1", "\"schema\":9", 1)).unwrap();
    let shown = said(oppkeur(&home).arg("report").arg(&dir), 2);
    assert!(shown.contains("schema 9"), "{shown}");
    fs::write(dir.join("audit.jsonl"), format!("{good}{{\"schema\":1\n")).unwrap();
    let shown = said(oppkeur(&home).arg("report").arg(&dir), 2);
    assert!(shown.contains("audit.jsonl, regel 4: dit is geen regel van een audit"), "{shown}");
    assert_eq!(files(&dir).len(), 2);
    assert!(said(oppkeur(&home).args(["report", "nergens"]), 2).contains("kan niet worden gelezen"));
}

/// The workbook again, with each empty `oordeel` filled in.
fn filled(bytes: &[u8], mark: &str) -> Vec<u8> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut copy = Workbook::new();
    for name in ["Punten", "Bevindingen"] {
        let range = book.worksheet_range(name).unwrap();
        let sheet = copy.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(range.rows()) {
            for (column, cell) in (0..).zip(cells) {
                let is_mark = name == "Bevindingen" && column == 6 && row > 0;
                let words = if is_mark {
                    mark.to_owned()
                } else if let Data::Float(n) = cell {
                    n.to_string()
                } else {
                    cell.to_string()
                };
                sheet.write_string(row, column, words).unwrap();
            }
        }
    }
    copy.save_to_buffer().unwrap()
}

#[test]
fn a_review_goes_out_and_comes_back() {
    let home = TempDir::new().unwrap();
    let dir = audit(&home, "rapport", &fictional::records(40));
    let book = home.path().join("beoordeling.xlsx");
    let shown = said(oppkeur(&home).args(["review", "make"]).arg(&dir).args(["--sample", "4", "--out"]).arg(&book), 0);
    assert!(shown.contains("4 documenten staan klaar"), "{shown}");
    assert!(said(oppkeur(&home).args(["review", "make"]).arg(&dir).arg("--out").arg(&book), 2).contains("bestaat al"));
    assert!(said(oppkeur(&home).args(["review", "read"]).arg(&book).arg(&dir), 2).contains("nog niets ingevuld"));
    fs::write(&book, filled(&fs::read(&book).unwrap(), "klopt niet")).unwrap();
    let shown = said(oppkeur(&home).args(["review", "read"]).arg(&book).arg(&dir), 0);
    assert!(shown.contains("Hoe vaak bevindingen kloppen") && shown.contains("--reviews"), "{shown}");
    let marks = text(&dir.join("beoordelingen.jsonl"));
    assert!(marks.lines().count() > 0 && marks.lines().all(|line| line.ends_with("\"oordeel\":\"klopt_niet\"}")));
    assert!(text(&dir.join("beoordeling_codes.csv")).starts_with("\u{feff}code;beoordeeld;"));
}

#[test]
fn marks_of_reviewers_are_taken_in_and_a_broken_file_stops_the_audit() {
    let home = TempDir::new().unwrap();
    let input = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/batches/voorbeeld/in/praktijkschool-de-werkplaats");
    let out = home.path().join("rapport");
    let run = |more: &[&str], code: i32| said(oppkeur(&home).args(["audit", input, "--format", "csv", "--out"]).arg(&out).args(more), code);
    run(&[], 0);
    let records: Vec<Record> = text(&out.join("audit.jsonl")).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (record, finding) = records.iter().find_map(|r| Some((r, r.bevindingen.first()?))).unwrap();
    let marks = home.path().join("beoordelingen.jsonl");
    let mark = serde_json::json!({"document": record.document, "code": finding.code, "kenmerk": finding.kenmerk, "oordeel": "klopt_niet"});
    fs::write(&marks, format!("{mark}\n")).unwrap();
    run(&["--reviews", marks.to_str().unwrap()], 0);
    let header = text(&out.join("bevindingen.csv")).lines().next().unwrap().to_owned();
    assert!(header.ends_with(";oordeel"), "{header}");
    assert!(text(&out.join("audit.jsonl")).contains("\"oordeel\":\"klopt_niet\""));
    fs::write(&marks, "geen oordeel\n").unwrap();
    assert!(run(&["--reviews", marks.to_str().unwrap()], 2).contains("Regel 1: dit is geen beoordeling van oppkeur."));
}

#[test]
fn two_audits_are_compared() {
    let home = TempDir::new().unwrap();
    let records = fictional::records(30);
    let old = audit(&home, "oud", &records[1..]);
    let new = audit(&home, "nieuw", &records[..29]);
    let out = home.path().join("vergelijking");
    let shown = said(oppkeur(&home).arg("compare").arg(&old).arg(&new).arg("--out").arg(&out), 0);
    assert!(shown.contains("    1 documenten nieuw") && shown.contains("    1 documenten weg"), "{shown}");
    assert!(shown.contains("   28 documenten gelijk"), "{shown}");
    assert_eq!(files(&out), ["oppkeur.html", "vergelijking_documenten.csv", "vergelijking_punten.csv"]);
    assert!(
        said(oppkeur(&home).arg("compare").arg(&old).arg(home.path()).arg("--out").arg(&out), 2)
            .contains("uitvoering.json kan niet worden gelezen")
    );
}

#[test]
fn what_schools_sent_becomes_one_report() {
    let home = TempDir::new().unwrap();
    let records = fictional::records(200);
    let (a, b): (Vec<Record>, Vec<Record>) = records.into_iter().partition(|r| r.school.len() % 2 == 0);
    for (name, records) in [("a", &a), ("b", &b)] {
        let dir = audit(&home, name, records);
        said(oppkeur(&home).arg("report").arg(&dir).args(["--format", "html", "--shareable"]), 0);
    }
    let out = home.path().join("regio");
    let (a, b) = (home.path().join("a/deelbaar/deelbaar.json"), home.path().join("b"));
    let shown = said(oppkeur(&home).arg("merge").args([&a, &b]).args(["--name", "SWV Morgenrood", "--out"]).arg(&out), 0);
    assert!(shown.contains("2 bestanden samengevoegd: 8 scholen"), "{shown}");
    assert!(text(&out.join("deelbaar.html")).contains("SWV Morgenrood"));
    assert_eq!(files(&out), ["bevindingen.csv", "deelbaar.html", "deelbaar.json", "deelbaar.xlsx", "scholen.csv", "themas.csv"]);
    assert!(said(oppkeur(&home).arg("merge").args([&a, &a]).arg("--out").arg(&out), 2).contains("staat in twee bestanden"));
    assert!(said(oppkeur(&home).arg("merge").arg(out.join("leeg")).arg("--out").arg(&out), 2).contains("geen deelbaar.json gevonden"));
}

#[test]
fn purge_takes_what_is_ours_and_leaves_the_rest() {
    let home = TempDir::new().unwrap();
    let dir = audit(&home, "rapport", &fictional::records(40));
    said(oppkeur(&home).arg("report").arg(&dir).args(["--format", "csv,xlsx,html,docx", "--per-document", "--shareable"]), 0);
    fs::write(dir.join("notities.docx"), b"PK\x03\x04 van de school zelf").unwrap();
    fs::write(dir.join("scholen.csv"), "naam;adres\r\neen eigen lijst met onze naam\r\n").unwrap();
    fs::write(dir.join("verbeterrapport/planning.txt"), "van de school zelf").unwrap();
    fs::copy(dir.join("notities.docx"), dir.join("verbeterrapport/eigen brief.docx")).unwrap();
    let before = files(&dir).len();
    let shown = said(oppkeur(&home).arg("purge").arg(&dir).arg("--dry-run"), 0);
    assert!(shown.contains("Er is niets gedaan"), "{shown}");
    assert_eq!(files(&dir).len(), before);
    let shown = said(oppkeur(&home).arg("purge").arg(&dir), 0);
    assert!(
        shown.contains("niet hetzelfde als onherstelbaar gewist") && shown.contains("4 bestanden of mappen zijn niet van oppkeur"),
        "{shown}"
    );
    assert_eq!(files(&dir), ["notities.docx", "scholen.csv", "verbeterrapport/eigen brief.docx", "verbeterrapport/planning.txt"]);
    assert!(!dir.join("deelbaar").exists(), "an empty folder of ours goes too");
    assert!(said(oppkeur(&home).arg("purge").arg(&dir), 2).contains("geen uitkomst van oppkeur"), "there is nothing of ours any more");
}

#[cfg(unix)]
#[test]
fn purge_follows_no_link() {
    let home = TempDir::new().unwrap();
    let dir = audit(&home, "rapport", &fictional::records(3));
    let elsewhere = audit(&home, "elders", &fictional::records(3));
    said(oppkeur(&home).arg("report").arg(&elsewhere).args(["--format", "docx"]), 0);
    let before = files(&elsewhere);
    std::os::unix::fs::symlink(elsewhere.join("verbeterrapport"), dir.join("verbeterrapport")).unwrap();
    said(oppkeur(&home).arg("purge").arg(&dir), 0);
    assert!(before.len() > 3, "there are letters to be found");
    assert_eq!(files(&elsewhere), before);
}

#[test]
fn purge_says_that_there_is_no_old_journal() {
    let home = TempDir::new().unwrap();
    let shown = said(oppkeur(&home).args(["purge", "--older-than", "30d"]), 0);
    assert!(shown.contains("geen logboek") && shown.contains("ouder is dan 30 dagen"), "{shown}");
    said(oppkeur(&home).args(["purge", "--older-than", "maand"]), 2);
    said(oppkeur(&home).arg("purge"), 2);
}

#[test]
fn help_is_dutch_and_complete() {
    let home = TempDir::new().unwrap();
    let shown = said(oppkeur(&home).arg("--help"), 0);
    for command in ["audit", "report", "review", "compare", "merge", "purge"] {
        assert!(shown.contains(&format!("  {command} ")), "{command}: {shown}");
    }
    let shown = said(oppkeur(&home).args(["review", "make", "--help"]), 0);
    assert!(shown.contains("Trekt een steekproef") && !shown.contains("Print help"), "{shown}");
}
