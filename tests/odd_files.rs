//! Odd files, names and folders: each has its behaviour, and a row.
#![allow(clippy::unwrap_used, reason = "a test")]

mod place;

use place::{Place, assert_same, opp};
use std::fs;

#[cfg(unix)]
#[test]
fn links_loops_pipes_and_devices_have_a_row_and_are_not_opened() {
    use std::os::unix::fs::symlink;
    let p = Place::with(1);
    p.put("elders/geheim.txt", opp("Buiten", ""));
    symlink(p.path("elders/geheim.txt"), p.path("scholen/de-reiger/koppeling.txt")).unwrap();
    symlink("nergens", p.path("scholen/de-reiger/hangt.docx")).unwrap();
    symlink("..", p.path("scholen/de-reiger/kring")).unwrap();
    symlink(p.path("elders"), p.path("scholen/de-reiger/map")).unwrap();
    symlink("/dev/zero", p.path("scholen/de-reiger/eindeloos.docx")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, p.path("scholen/de-reiger/pijp.txt"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0)
        .unwrap();
    let _listening = std::os::unix::net::UnixListener::bind(p.path("scholen/de-reiger/contact.txt")).unwrap();
    let ran = p.audit("uit", &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let records = p.records("uit");
    assert_eq!(records.len(), 8);
    for (name, said) in [
        ("koppeling.txt", "koppeling"),
        ("hangt.docx", "koppeling"),
        ("kring", "koppeling"),
        ("map", "koppeling"),
        ("eindeloos.docx", "koppeling"),
        ("pijp.txt", "geen gewoon bestand"),
        ("contact.txt", "geen gewoon bestand"),
    ] {
        let row = &records[&format!("de-reiger/{name}")];
        assert_eq!(row["reden"], "niet_te_openen", "{name}");
        assert!(row["toelichting"].as_str().unwrap().contains(said), "{name}: {}", row["toelichting"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_of_all_sorts_have_a_row_each() {
    use std::os::unix::ffi::OsStrExt as _;
    let p = Place::new();
    let long = format!("{}.txt", "n".repeat(251));
    let names: [&[u8]; 10] = [
        b"niet-utf8-\xff\xfe.txt",
        b"niet-utf8-\xfd\xfe.txt",
        b"twee\nregels.txt",
        b"=HYPERLINK(A1).txt",
        b"con.txt",
        b"punt..txt",
        "richting\u{202e}txt.exe.txt".as_bytes(),
        b"kleur\x1b[31m.txt",
        "samengesteld-e\u{301}.txt".as_bytes(),
        long.as_bytes(),
    ];
    let folder = p.path(&format!("scholen/school/{}", ["diepe-map"; 30].join("/")));
    fs::create_dir_all(&folder).unwrap();
    for name in names {
        fs::write(folder.join(std::ffi::OsStr::from_bytes(name)), opp("Sem", "")).unwrap();
    }
    let ran = p.audit("uit", &["--format", "csv,xlsx,html"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let records = p.records("uit");
    assert_eq!(records.len(), names.len(), "also two names that look the same");
    assert!(records.values().all(|r| r["status"] == "beoordeeld"));
    let ids: std::collections::BTreeSet<&str> = records.values().map(|r| r["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), names.len());
    assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "no name steers the terminal");
    let text = fs::read_to_string(p.path("uit/documenten.csv")).unwrap();
    let mut rows = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(rows.records().map(Result::unwrap).count(), names.len(), "a newline in a name is no new row");
    let ran = p.run(&["convert", "scholen", "--out", "nieuw"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn a_formula_as_a_name_is_harmless_in_a_sheet() {
    let p = Place::new();
    for name in ["=1+1.txt", "+31.txt", "-2.txt", "@SUM(A1).txt"] {
        p.put(&format!("scholen/{name}"), opp("Sem", ""));
    }
    p.audit("uit", &[]);
    let text = fs::read_to_string(p.path("uit/documenten.csv")).unwrap();
    for line in text.lines().skip(1) {
        assert!(!line.trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{line}");
    }
}

#[test]
fn two_files_with_the_same_content_have_a_row_each_and_one_is_current() {
    let p = Place::new();
    for name in ["a/opp.txt", "a/kopie van opp.txt"] {
        p.put(&format!("scholen/{name}"), opp("Sem", ""));
    }
    p.audit("uit", &[]);
    let records = p.records("uit");
    let current: Vec<&str> = records.values().map(|r| r["actueel"].as_str().unwrap()).collect();
    assert_eq!(records.len(), 2);
    assert_eq!((current.contains(&"ja"), current.contains(&"nee")), (true, true));
    assert!(!records.values().any(|r| r["bevindingen"].as_array().unwrap().iter().any(|f| f["code"] == "LEN04")), "one pupil");
}

#[test]
fn output_inside_input_is_not_audited_and_neither_is_the_state() {
    let p = Place::with(3);
    for _ in 0..2 {
        assert_eq!(p.audit("scholen/rapport", &[]).code, Some(0));
        assert_eq!(p.records("scholen/rapport").len(), 3);
    }
    let ran = p.audit("scholen", &[]);
    assert!(ran.code == Some(2) && ran.err.contains("andere map"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_listed_is_told_and_the_rest_goes_on() {
    use std::os::unix::fs::PermissionsExt as _;
    let p = Place::with(2);
    let closed = p.put("scholen/dicht/opp.txt", opp("Sem", "")).parent().unwrap().to_path_buf();
    let locked = p.put("scholen/de-reiger/op slot.txt", opp("Sem", ""));
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let root = fs::read_dir(&closed).is_ok();
    let ran = p.audit("uit", &[]);
    let records = p.records("uit");
    // Root may read all.
    if !root {
        assert!(ran.code == Some(1) && ran.err.contains("dicht kan niet worden bekeken"), "{}", ran.err);
        assert_eq!(records["de-reiger/op slot.txt"]["reden"], "niet_te_openen");
    }
    assert!(records.len() >= 3);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_report_that_is_open_elsewhere_gets_a_number_behind_its_name() {
    let p = Place::with(2);
    p.audit("vers", &[]);
    // Stands for a file that Excel holds: it cannot be replaced.
    fs::create_dir_all(p.path("uit/documenten.csv/bezet")).unwrap();
    let ran = p.audit("uit", &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("documenten (2).csv"), "{}", ran.err);
    let mut got = p.bytes("uit");
    let renamed = got.remove("documenten (2).csv").unwrap();
    got.insert("documenten.csv".to_owned(), renamed);
    assert_same(&got, &p.bytes("vers"), "all reports are there");
    p.run(&["purge", "uit"]);
    assert!(!p.path("uit/documenten (2).csv").exists(), "purge knows it by its own name");
}

#[test]
fn a_file_that_vanishes_or_a_root_that_is_not_there() {
    let p = Place::with(1);
    let ran = p.run(&["audit", "weg", "--out", "uit"]);
    assert!(ran.code == Some(2) && ran.err.contains("weg bestaat niet") && !p.path("uit/audit.jsonl").exists(), "{}", ran.err);
}
