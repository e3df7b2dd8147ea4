//! The example batch, audited by the binary: what a person can count by hand, and every byte of what is written.
//!
//! The files are hand-made and described in `fixtures/batches/voorbeeld/README.md`. After a change that is meant to be seen:
//! `SNAPSHOTS=overwrite cargo test --test batches`, and read the difference.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;

fn batch(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/batches/voorbeeld").join(of)
}

/// The example, audited once for all tests here, with a fixed key on a fixed day.
static AUDITED: LazyLock<PathBuf> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("batches");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    let key = dir.join("sleutel");
    fs::write(&key, [42; 32]).unwrap();
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_oppkeur"))
        .arg("audit")
        .arg(batch("in"))
        .arg("--out")
        .arg(dir.join("uit"))
        .arg("--key")
        .arg(&key)
        .args(["--today", "2026-11-23"])
        .env("OPPKEUR_STATE", &dir)
        .output()
        .unwrap();
    // The scan has no text: one file could not be read.
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    dir
});

fn records(dir: &Path) -> BTreeMap<String, Value> {
    let text = fs::read_to_string(dir.join("uit/audit.jsonl")).unwrap();
    let rows: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let by_name: BTreeMap<String, Value> = rows.iter().map(|r| (r["document"].as_str().unwrap().to_owned(), r.clone())).collect();
    assert_eq!(rows.len(), by_name.len(), "a file has one row");
    by_name
}

#[test]
fn every_file_has_one_row_with_the_status_that_a_reader_gives_it() {
    let dir = AUDITED.as_path();
    let records = records(dir);
    let files: Vec<String> = walkdir::WalkDir::new(batch("in"))
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(|e| e.path().strip_prefix(batch("in")).unwrap().to_string_lossy().replace('\\', "/"))
        .collect();
    assert_eq!(files.len(), 18);
    let mut named: Vec<&String> = records.keys().collect();
    named.sort();
    let mut sorted: Vec<&String> = files.iter().collect();
    sorted.sort();
    assert_eq!(named, sorted);
    for (document, record) in &records {
        let want = match document.as_str() {
            "obs-de-waterlelie/verslag OT Bram 3-11.docx" => "geen_opp",
            "sbo-de-horizonboog/leeg format OPP SBO versie 4.docx" => "leeg_format",
            "kompas-college/scan_OPP getekend_M.pdf" => "niet_leesbaar",
            _ => "beoordeeld",
        };
        assert_eq!(record["status"], want, "{document}");
    }
    assert_eq!(records["kompas-college/scan_OPP getekend_M.pdf"]["reden"], "scan_zonder_tekst");
}

#[test]
fn schools_are_the_folders_and_count_their_files() {
    let dir = AUDITED.as_path();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for record in records(dir).values() {
        *count.entry(record["school"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let want = [
        ("kompas-college", 4),
        ("obs-de-waterlelie", 5),
        ("praktijkschool-de-werkplaats", 2),
        ("sbo-de-horizonboog", 4),
        ("vso-de-steiger", 3),
    ];
    assert_eq!(count.into_iter().collect::<Vec<_>>(), want.map(|(s, n)| (s.to_owned(), n)));
    let text = fs::read_to_string(dir.join("uit/scholen.csv")).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns = reader.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|c| c == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.iter().map(|r| r[at("school")].to_owned()).collect::<Vec<_>>(), want.map(|(s, _)| s.to_owned()));
    for row in rows {
        let number = |name: &str| row[at(name)].parse::<usize>().unwrap();
        assert_eq!(number("documenten"), number("beoordeeld") + number("niet_beoordeeld"), "{}", &row[0]);
    }
}

#[test]
fn what_a_reader_sees_at_once_is_found() {
    let dir = AUDITED.as_path();
    let records = records(dir);
    let codes = |document: &str| -> Vec<String> {
        records[document]["bevindingen"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
    };
    for (document, must) in [
        // Scores and health data; basic support written out.
        ("obs-de-waterlelie/opp-sena-2026.pdf", vec!["AVG04", "LEN05"]),
        // The evaluation date has passed and nothing is written.
        ("obs-de-waterlelie/OPP_fenna_gr8.xlsx", vec!["CYC02"]),
        // Consent ticked, neither signed nor dated.
        ("sbo-de-horizonboog/OPP 2026-2027 Milo.pdf", vec!["TOE02"]),
        // A dossier of eleven pages.
        ("sbo-de-horizonboog/Tjerk_OPP_dossier.docx", vec!["LEN01"]),
        // Comments and tracked changes left in, stigmatising words.
        ("vso-de-steiger/opp nils CONCEPT v3.docx", vec!["BES01", "TAA01"]),
        // Day activity in the VSO without the advice of the commission.
        ("vso-de-steiger/OPP dagbesteding Ruben.docx", vec!["OND05"]),
        // Fewer hours without the four agreements; mother disagrees and nothing follows.
        ("kompas-college/brief-OPP Kyano 3vmbo.docx", vec!["OND05", "TOE05"]),
        // History, minutes and an arrangement request around a good OPP.
        ("obs-de-waterlelie/Groeidocument_DB_groep7.docx", vec!["AVG01", "LEN07"]),
        // Official language and long sentences.
        ("kompas-college/OPP Lotta V. havo4.pdf", vec!["TAA02"]),
        // A chart without explanation.
        ("sbo-de-horizonboog/opp_amina_bovenbouw2.xlsx", vec!["VIS01"]),
        // A passage copied from another pupil, with his name left in.
        ("praktijkschool-de-werkplaats/opp-pro-shanaya.docx", vec!["LEN04"]),
    ] {
        let found = codes(document);
        for code in must {
            assert!(found.iter().any(|c| c == code), "{document}: {code} is not among {found:?}");
        }
    }
    // A good OPP and a good IOP: nobody is insulted, parents and pupil were heard, nothing is too long.
    for good in ["obs-de-waterlelie/OPP Jurre H. groep 5.docx", "praktijkschool-de-werkplaats/IOP Daan vd Berg.pdf"] {
        let found = codes(good);
        for code in ["TOE01", "TOE03", "TOE04", "TOE05", "OND01", "OND02", "CYC02", "TAA01", "LEN01", "AVG05", "AVG06"] {
            assert!(!found.iter().any(|c| c == code), "{good}: {code} is no lack of this document");
        }
    }
}

#[test]
fn the_account_of_the_run_adds_up() {
    let dir = AUDITED.as_path();
    let run: Value = serde_json::from_str(&fs::read_to_string(dir.join("uit/uitvoering.json")).unwrap()).unwrap();
    assert_eq!((run["schema"].as_u64(), run["today"].as_str()), (Some(1), Some("2026-11-23")));
    let count = |name: &str| run["aantallen"][name].as_u64().unwrap();
    assert_eq!([count("gevonden"), count("overgeslagen"), count("zonder_document")], [18, 0, 0]);
    assert_eq!([count("beoordeeld"), count("leeg_format"), count("geen_opp"), count("niet_leesbaar")], [15, 1, 1, 1]);
    assert_eq!(run["afwijkende_regels"].as_array().unwrap().len(), 0);
}

#[test]
fn school_types_lengths_and_dates_are_those_of_the_documents() {
    let dir = AUDITED.as_path();
    let records = records(dir);
    let types = [("kompas", "VO"), ("obs", "PO"), ("praktijkschool", "PrO"), ("sbo", "SBO"), ("vso", "VSO")];
    for (document, record) in records.iter().filter(|(_, r)| r["status"] == "beoordeeld") {
        let want = types.iter().find(|(folder, _)| document.starts_with(folder)).map(|(_, t)| *t);
        assert_eq!(record["schooltype"].as_str(), want, "{document}");
    }
    assert_eq!(records["sbo-de-horizonboog/Tjerk_OPP_dossier.docx"]["a4"], 11);
    assert_eq!(records["kompas-college/OPP Lotta V. havo4.pdf"]["a4"], 2);
}

#[test]
fn every_record_is_whole() {
    let dir = AUDITED.as_path();
    for (document, record) in records(dir) {
        let rows = |key: &str| record[key].as_array().unwrap().len();
        if ["geen_opp", "niet_leesbaar"].contains(&record["status"].as_str().unwrap()) {
            assert_eq!((rows("onderdelen"), rows("scores")), (0, 0), "{document}");
            continue;
        }
        assert_eq!(rows("scores"), 17, "{document}: 1 to 15, 11a and 11b");
        assert!(rows("onderdelen") >= 22, "{document}: a row for each part of the contract");
        for score in record["scores"].as_array().unwrap() {
            assert!(["1", "2", "3", "4", "5", "nvt", "handmatig"].contains(&score["score"].as_str().unwrap()), "{document}: {score}");
            assert!(!score["waarom"].as_str().unwrap().is_empty(), "{document}: {score}");
        }
        for finding in record["bevindingen"].as_array().unwrap() {
            assert!(finding["fragment"].as_str().unwrap().chars().count() <= 160, "{document}: {finding}");
            for key in ["bevinding", "uitleg", "advies", "bron", "niveau", "ernst", "zekerheid"] {
                assert!(!finding[key].as_str().unwrap().is_empty(), "{document}: {key} of {finding}");
            }
        }
    }
}

#[test]
fn every_byte_is_as_it_was() {
    let dir = AUDITED.as_path();
    let written = dir.join("uit");
    let golden = batch("out");
    if std::env::var("SNAPSHOTS").is_ok_and(|v| v == "overwrite") {
        let _ = fs::remove_dir_all(&golden);
        fs::create_dir_all(&golden).unwrap();
        for name in TEXTS.iter().filter(|n| written.join(n).exists()) {
            fs::copy(written.join(name), golden.join(name)).unwrap();
        }
    }
    if !golden.exists() {
        // Not made yet: the rules are still being written.
        return;
    }
    for name in TEXTS.iter().filter(|n| golden.join(n).exists()) {
        let (is, was) = (fs::read_to_string(written.join(name)).unwrap(), fs::read_to_string(golden.join(name)).unwrap());
        let line = is.lines().zip(was.lines()).position(|(a, b)| a != b).map_or(is.lines().count().min(was.lines().count()), |n| n) + 1;
        assert!(is == was, "{name} differs from line {line} on; if it is meant: SNAPSHOTS=overwrite cargo test --test batches");
    }
}

/// The files of text that an audit writes; `uitvoering.json` holds the digest of the rules, which any comment in them changes.
const TEXTS: &[&str] =
    &["documenten.csv", "onderdelen.csv", "scores.csv", "bevindingen.csv", "scholen.csv", "formulieren.csv", "audit.jsonl", "LEES-MIJ.txt"];
