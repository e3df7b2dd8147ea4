//! What hostile documents do to a worker ends that worker only: the survival table, a mock document for each row.
//!
//! The mock document acts in a debug build, and there only where `OPPKEUR_MOCK` says so.
#![cfg(all(debug_assertions, unix))]
#![allow(clippy::unwrap_used, reason = "a test")]

mod place;

use place::{Place, assert_same};
use std::fs;

/// What the mock document does, and the reason on its row; `None` where the sandbox refuses it and it is read like any other.
const TABLE: &[(&str, Option<&str>)] = &[
    ("loop", Some("tijdslimiet")),
    ("sleep", Some("tijdslimiet")),
    ("stack", Some("fout")),
    ("allocate", Some("te_groot")),
    ("grow", Some("te_groot")),
    ("panic", Some("fout")),
    ("exit", Some("fout")),
    ("abort", Some("fout")),
    ("rubbish", Some("fout")),
    ("half", Some("fout")),
    ("long", Some("te_groot")),
    ("read", None),
    ("write", None),
    ("list", None),
    ("run", None),
    ("tcp", None),
    ("udp", None),
];

fn mock(deed: &str) -> String {
    format!("oppkeur-mock {deed} \nDit is een gewone tekst over niets, van een paar woorden lang.\n")
}

#[test]
fn every_row_of_the_survival_table() {
    let p = Place::with(12);
    p.audit("zonder", &["--isolation", "thread", "--no-cache"]);
    let without = p.records("zonder");
    for (deed, _) in TABLE {
        // Between the others, so that there are some before and behind it in the hands of its worker.
        p.put(&format!("scholen/de-reiger/opp-005-{deed}.txt"), mock(deed));
    }
    let output = p
        .command(&["audit", "scholen", "--out", "uit", "--today", "2026-11-23", "--jobs", "2", "--verbose"])
        .env("OPPKEUR_MOCK", "5:15")
        .output()
        .unwrap();
    let ran = place::Ran::of(&output);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let with = p.records("uit");
    assert_eq!(with.len(), without.len() + TABLE.len(), "a row for every file");
    for (deed, reason) in TABLE {
        let row = &with[&format!("de-reiger/opp-005-{deed}.txt")];
        assert_eq!(row["reden"].as_str(), *reason, "{deed}");
        assert_eq!(row["status"] == "niet_leesbaar", reason.is_some(), "{deed}");
    }
    for (name, row) in &without {
        assert_eq!(&with[name], row, "{name} is judged as without the others");
    }
    if cfg!(target_os = "linux") {
        assert!(ran.err.contains("seccomp") && ran.err.contains("geheugendump"), "{}", ran.err);
    }
}

#[test]
fn without_being_asked_a_mock_document_is_a_text_like_any_other() {
    let p = Place::new();
    p.put("scholen/s/abort.txt", mock("abort"));
    assert_eq!(p.audit("uit", &[]).code, Some(0));
    assert_eq!(p.records("uit")["s/abort.txt"]["status"], "geen_opp");
}

#[test]
fn processes_and_threads_give_the_same_bytes() {
    let p = Place::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for folder in ["broken", "batches/voorbeeld/in"] {
        for entry in walkdir::WalkDir::new(root.join(folder)).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
            let name = entry.path().strip_prefix(&root).unwrap();
            p.put(&format!("scholen/{}", name.display()), fs::read(entry.path()).unwrap());
        }
    }
    p.put(
        "scholen/mail.zip",
        zip(&[("a/opp.txt", place::opp("Sem", "")), ("b/opp.txt", place::opp("Noor", "")), ("~$slot.docx", String::new())]),
    );
    for command in [["audit", "--no-cache"].as_slice(), &["convert"]] {
        let (name, more) = command.split_first().unwrap();
        let mut outs = Vec::new();
        for isolation in ["thread", "process"] {
            let out = format!("{name}-{isolation}");
            let args = [&[*name, "scholen", "--out", &out, "--today", "2026-11-23", "--isolation", isolation], more].concat();
            let ran = p.run(&args);
            assert_eq!(ran.code, Some(1), "{name} {isolation}: {}", ran.err);
            outs.push(p.bytes(&out));
        }
        assert_same(&outs[0], &outs[1], name);
        assert!(outs[0].len() > 6, "{name}");
    }
    let shown = ["thread", "process"].map(|isolation| p.run(&["inspect", "scholen", "--json", "--isolation", isolation]).out);
    assert_eq!(shown[0], shown[1]);
    assert!(p.records("audit-process").contains_key("mail.zip!/a/opp.txt"));
    let run: serde_json::Value = serde_json::from_slice(&p.bytes("audit-process")["uitvoering.json"]).unwrap();
    assert_eq!(run["aantallen"]["overgeslagen"], 1, "the lock in the archive");
}

fn zip(files: &[(&str, String)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Processes whose parent is this one, by what the system lists.
#[cfg(target_os = "linux")]
fn children_of(parent: u32) -> Vec<u32> {
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|e| e.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let after = stat.rsplit(')').next().unwrap_or_default();
            after.split_whitespace().nth(1).is_some_and(|p| p == parent.to_string())
        })
        .collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_parent_that_is_killed_leaves_no_orphan() {
    let p = Place::with(2);
    p.put("scholen/de-reiger/a.txt", mock("loop"));
    p.put("scholen/het-baken/b.txt", mock("sleep"));
    let mut child = p.command(&["audit", "scholen", "--out", "uit", "--jobs", "2"]).env("OPPKEUR_MOCK", "300:300").spawn().unwrap();
    let mut workers = Vec::new();
    while workers.len() < 2 {
        workers = children_of(child.id());
        assert!(child.try_wait().unwrap().is_none(), "it cannot end: two documents never do");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // They see that their input is closed, also while they are caught in a document.
    let is_there = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        !stat.is_empty() && !stat.contains(") Z ")
    };
    for _ in 0..600 {
        workers.retain(is_there);
        if workers.is_empty() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("workers that outlive their parent: {workers:?}");
}
