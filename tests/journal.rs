//! A run that is cut off anywhere goes on where it stopped, and ends with the bytes of one that was not; what has not
//! changed is not read again, and that does not show in the bytes either.
#![allow(clippy::unwrap_used, reason = "a test")]

mod place;

use place::{Place, Ran, assert_same, opp};
use std::fs;
use std::time::Duration;

/// What a run with `--verbose` says it knew already.
fn known(ran: &Ran) -> usize {
    let line = ran.err.lines().find(|l| l.contains("niet opnieuw gelezen"));
    line.map_or(0, |l| l.split_whitespace().find_map(|w| w.parse().ok()).unwrap())
}

#[test]
fn a_second_run_reads_nothing_and_gives_the_same_bytes() {
    let p = Place::with(20);
    let first = p.audit("een", &["--verbose"]);
    let second = p.audit("twee", &["--verbose"]);
    let fresh = p.audit("vers", &["--verbose", "--no-cache"]);
    assert_eq!((known(&first), known(&second), known(&fresh)), (0, 20, 0));
    assert_same(&p.bytes("een"), &p.bytes("vers"), "first run");
    assert_same(&p.bytes("twee"), &p.bytes("vers"), "second run");
    let thread = p.audit("draad", &["--verbose", "--isolation", "thread"]);
    assert_eq!(known(&thread), 20, "threads know what processes found");
}

#[test]
fn the_next_day_with_one_file_more() {
    let p = Place::with(12);
    // A passage that two pupils share (LEN04), one of them new; an evaluation that passes, a pupil who comes of age.
    let shared = "Wij lezen samen met de leraar elke dag een kwartier hardop voor uit een boek naar eigen keuze.";
    p.put("scholen/de-reiger/deelt-1.txt", opp("Jip", shared));
    p.put("scholen/de-reiger/voorbij.txt", opp("Pip", "").replace("12 januari 2027", "23 november 2026"));
    p.put("scholen/de-reiger/jaar-rond.txt", opp("Kik", "").replace("1 september 2026", "24 november 2025"));
    let day = |day: &str, out: &str, more: &[&str]| {
        let ran = p.run(&[&["audit", "scholen", "--out", out, "--today", day, "--verbose"], more].concat());
        assert!(ran.code.is_some_and(|c| c < 2), "{}", ran.err);
        ran
    };
    day("2026-11-23", "een", &[]);
    p.put("scholen/het-baken/deelt-2.txt", opp("Mees", shared));
    let next = day("2026-11-24", "twee", &[]);
    assert_eq!(known(&next), 13, "all but the new one and the two for which this day is another");
    day("2026-11-24", "vers", &["--no-cache"]);
    assert_same(&p.bytes("twee"), &p.bytes("vers"), "next day");
    let late = &p.records("twee")["de-reiger/voorbij.txt"];
    assert!(late["bevindingen"].as_array().unwrap().iter().any(|f| f["code"] == "CYC02"), "its evaluation has passed");
    let copied = &p.records("twee")["de-reiger/deelt-1.txt"];
    assert!(copied["bevindingen"].as_array().unwrap().iter().any(|f| f["code"] == "LEN04"), "it was not read again, and is a copy now");
    // And back again.
    day("2026-11-23", "terug", &[]);
    day("2026-11-23", "terug-vers", &["--no-cache"]);
    assert_same(&p.bytes("terug"), &p.bytes("terug-vers"), "the day before");
}

#[test]
fn whatever_decides_about_a_document_is_in_its_mark() {
    let p = Place::with(6);
    p.audit("een", &[]);
    let again = |more: &[&str]| known(&p.audit("twee", &[&["--verbose"], more].concat()));
    p.put("profiel.toml", "[drempels]\na4_max = 3\n");
    assert_eq!(again(&["--profile", "profiel.toml"]), 0, "another profile");
    p.audit("een", &[]);
    p.put("lijst.csv", "document;leerling;schooltype\nde-reiger/opp-000.txt;Sem Meinders;SBO\n");
    assert_eq!(again(&["--manifest", "lijst.csv"]), 5, "the row of one document");
    p.audit("een", &[]);
    p.put("scholen/de-reiger/opp-002.txt", opp("Daan", "Dit is nieuw."));
    fs::rename(p.path("scholen/de-reiger/opp-004.txt"), p.path("scholen/de-reiger/anders.txt")).unwrap();
    assert_eq!(again(&[]), 4, "the content of one, the name of another");
    fs::write(p.path("sleutel"), [7; 32]).unwrap();
    assert_eq!(again(&["--key", "sleutel"]), 0, "another key, other pseudonyms");
}

#[test]
fn killed_at_any_moment_it_goes_on_and_ends_the_same() {
    let kills: u32 = std::env::var("OPPKEUR_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let p = Place::with(40);
    let start = std::time::Instant::now();
    p.audit("vers", &["--no-cache"]);
    let whole = start.elapsed();
    let want = p.bytes("vers");
    let mut dice: u64 = 0x2545_f491_4f6c_dd1d;
    let mut gone_on = 0;
    for round in 0..kills {
        // Some rounds from the start, some from where the one before was killed.
        if round % 4 == 0 {
            p.forget();
        }
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let mut child = p.command(&["audit", "scholen", "--out", "uit", "--today", "2026-11-23", "--quiet"]).spawn().unwrap();
        std::thread::sleep(whole.mul_f64((dice % 1000) as f64 / 900.0));
        child.kill().unwrap();
        child.wait().unwrap();
        if round % 4 == 3 {
            let ran = p.audit("uit", &["--verbose"]);
            assert!(ran.code == Some(0) && !ran.err.contains("beschadigd"), "{}", ran.err);
            gone_on += known(&ran);
            let mut got = p.bytes("uit");
            got.retain(|name, _| !name.starts_with(".oppkeur-"));
            assert_same(&got, &want, &format!("round {round}"));
        }
    }
    assert!(gone_on > 0, "no run ever went on: nothing is proved");
}

#[test]
fn a_journal_cut_off_anywhere_is_used_as_far_as_it_goes() {
    let p = Place::with(10);
    p.audit("vers", &["--no-cache"]);
    p.audit("een", &[]);
    let journal = p.journals().remove(0);
    let whole = fs::read(&journal).unwrap();
    let mut before = usize::MAX;
    for cut in [whole.len() - 1, whole.len() / 2, 40, 10, 0] {
        fs::write(&journal, &whole[..cut]).unwrap();
        let ran = p.audit("uit", &["--verbose"]);
        assert!(!ran.err.contains("beschadigd"), "cut at {cut}: {}", ran.err);
        if cut == whole.len() - 1 {
            assert!(known(&ran) >= 9, "only the last record is cut");
        }
        assert!(known(&ran) <= before.min(10));
        before = known(&ran);
        assert_same(&p.bytes("uit"), &p.bytes("vers"), &format!("cut at {cut}"));
    }
    assert_eq!(before, 0);
}

#[test]
fn a_damaged_journal_is_noticed_set_aside_said_and_redone() {
    let p = Place::with(6);
    p.audit("vers", &["--no-cache"]);
    p.audit("een", &[]);
    let journal = p.journals().remove(0);
    let whole = fs::read(&journal).unwrap();
    // In the beginning, a length, a check, a mark, a value.
    for at in [3, 19, 20, 25, 30, 40, 80, whole.len() / 2] {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        fs::write(&journal, &damaged).unwrap();
        let ran = p.audit("uit", &["--verbose"]);
        assert!(ran.err.contains("beschadigd en is opzij gezet"), "byte {at}: {}", ran.err);
        assert_eq!((ran.code, known(&ran)), (Some(0), 0));
        assert_same(&p.bytes("uit"), &p.bytes("vers"), &format!("byte {at}"));
        assert_eq!(fs::read(journal.with_extension("kapot")).unwrap(), damaged, "set aside, not thrown away");
    }
    assert_eq!(p.run(&["purge", "--older-than", "0d"]).code, Some(0));
    assert_eq!(fs::read_dir(p.path("staat/journaal")).unwrap().count(), 0, "purge takes it too");
}

#[test]
fn what_no_run_needs_any_more_leaves_the_journal() {
    let p = Place::with(16);
    p.audit("uit", &[]);
    let size = || fs::metadata(p.journals().remove(0)).unwrap().len();
    let full = size();
    for n in (0..16).step_by(2) {
        fs::remove_file(p.path(&format!("scholen/de-reiger/opp-{n:03}.txt"))).unwrap();
    }
    p.audit("uit", &[]);
    assert!(size() < full * 2 / 3, "the judgements of documents that are gone went with them");
    assert_eq!(known(&p.audit("uit", &["--verbose"])), 8);
}

#[test]
fn purge_of_a_folder_takes_the_journal_of_its_runs_and_no_other() {
    let p = Place::with(2);
    p.put("elders/school/opp.txt", opp("Sem", ""));
    p.audit("uit", &[]);
    p.run(&["audit", "elders", "--out", "ander", "--today", "2026-11-23"]);
    assert_eq!(p.journals().len(), 2);
    let ran = p.run(&["purge", "uit", "--dry-run"]);
    assert!(ran.out.contains(".journaal") && p.journals().len() == 2, "{}", ran.out);
    let ran = p.run(&["purge", "uit"]);
    assert!(ran.code == Some(0) && ran.out.contains("1 logboekbestanden van deze controle verwijderd"), "{}{}", ran.out, ran.err);
    assert_eq!((p.journals().len(), p.bytes("uit").len()), (1, 0));
    assert!(p.run(&["purge", "--older-than", "30d"]).out.contains("geen logboek"), "it is of today");
    assert_eq!(p.journals().len(), 1);
    assert_eq!(p.run(&["purge", "--older-than", "0"]).code, Some(0));
    assert!(p.journals().is_empty() && p.path("staat/sleutel").exists(), "the key stays");
}

#[test]
fn the_state_goes_where_it_is_told_and_never_where_it_would_be_shared() {
    let p = Place::with(1);
    assert_eq!(p.audit("uit", &["--state", "hier"]).code, Some(0));
    assert!(p.path("hier/sleutel").exists() && p.path("hier/journaal").is_dir() && !p.path("staat").exists());
    let ran = p.audit("uit", &["--state", "OneDrive - SWV Voorbeeld/oppkeur"]);
    assert!(ran.code == Some(2) && ran.err.contains("gedeeld"), "{}", ran.err);
}

#[test]
fn two_runs_at_once_both_end_well() {
    let p = Place::with(30);
    p.audit("vers", &["--no-cache"]);
    let args = ["audit", "scholen", "--out", "uit", "--today", "2026-11-23"];
    let other = ["audit", "scholen", "--out", "elders", "--today", "2026-11-23"];
    let running = [args, args, other].map(|args| p.command(&args).spawn().unwrap());
    for child in running {
        let ran = Ran::of(&child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    assert_same(&p.bytes("uit"), &p.bytes("vers"), "the same folder");
    assert_same(&p.bytes("elders"), &p.bytes("vers"), "another folder");
    assert!(!p.audit("uit", &[]).err.contains("beschadigd"));
}

/// Every file that a run writes may grow to so many bytes only: the disk is full at another moment each time.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_at_any_moment_breaks_nothing() {
    let p = Place::with(20);
    p.audit("vers", &["--no-cache"]);
    let want = p.bytes("vers");
    let largest = want.values().map(Vec::len).max().unwrap() / 512;
    let mut failed = 0;
    for blocks in [0, 1, 4, 12, 30, 60, largest / 2, largest - 1] {
        p.forget();
        let line = format!(r#"trap "" XFSZ; ulimit -f {blocks}; exec "$0" audit scholen --out uit --today 2026-11-23"#);
        let output = std::process::Command::new("sh")
            .args(["-c", &line, env!("CARGO_BIN_EXE_oppkeur")])
            .current_dir(p.dir.path())
            .env("OPPKEUR_STATE", p.path("staat"))
            .output()
            .unwrap();
        let ran = Ran::of(&output);
        failed += usize::from(ran.code == Some(2));
        assert!(matches!(ran.code, Some(0 | 2)), "{blocks}: {:?} {}", ran.code, ran.err);
        assert!(
            ran.code == Some(0) || ran.err.contains("kan niet worden geschreven") || ran.err.contains("is de schijf vol"),
            "{}",
            ran.err
        );
        for (name, bytes) in p.bytes("uit") {
            assert_eq!(Some(&bytes), want.get(&name), "{blocks}: {name} is whole or not there");
        }
        let ran = p.audit("uit", &[]);
        assert!(ran.code == Some(0) && !ran.err.contains("beschadigd"), "{}", ran.err);
        assert_same(&p.bytes("uit"), &want, &format!("after {blocks} blocks"));
        fs::remove_dir_all(p.path("uit")).unwrap();
    }
    assert!(failed >= 5, "the disk was hardly ever full");
}

#[cfg(all(unix, debug_assertions))]
#[test]
fn ctrl_c_keeps_what_is_done_says_how_to_go_on_and_writes_what_is_asked() {
    let p = Place::with(12);
    // It sorts last, and never ends by itself.
    let stuck = p.put("scholen/het-baken/zz.txt", "oppkeur-mock sleep \nEen gewone tekst.\n");
    let interrupted = |out: &str, more: &[&str]| {
        let args = [&["audit", "scholen", "--out", out, "--today", "2026-11-23", "--jobs", "1"], more].concat();
        let child = p.command(&args).env("OPPKEUR_MOCK", "300:300").spawn().unwrap();
        // Until most are kept.
        while p.journals().first().is_none_or(|j| fs::metadata(j).unwrap().len() < 12_000) {
            std::thread::sleep(Duration::from_millis(50));
        }
        std::thread::sleep(Duration::from_millis(500));
        let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        Ran::of(&child.wait_with_output().unwrap())
    };
    let ran = interrupted("uit", &[]);
    assert_eq!(ran.code, Some(130), "{}", ran.err);
    assert!(ran.err.contains("gestopt na") && ran.err.contains("opnieuw om verder te gaan"), "{}", ran.err);
    assert!(!p.path("uit/audit.jsonl").exists(), "no reports unless they are asked for");

    p.forget();
    let ran = interrupted("deel", &["--partial"]);
    assert_eq!(ran.code, Some(130), "{}", ran.err);
    let rows = p.records("deel");
    assert!(!rows.is_empty() && rows.len() < 13 && !rows.contains_key("het-baken/zz.txt"));
    let run: serde_json::Value = serde_json::from_slice(&p.bytes("deel")["uitvoering.json"]).unwrap();
    assert_eq!(run["onvolledig"].as_u64().unwrap() as usize + rows.len(), 13);
    for report in ["LEES-MIJ.txt", "oppkeur.html"] {
        assert!(String::from_utf8_lossy(&p.bytes("deel")[report]).contains("ONVOLLEDIG"), "{report} is marked");
    }

    fs::remove_file(stuck).unwrap();
    let ran = p.audit("uit", &["--verbose"]);
    assert!(ran.code == Some(0) && known(&ran) >= 1, "it goes on: {}", ran.err);
    p.audit("vers", &["--no-cache"]);
    assert_same(&p.bytes("uit"), &p.bytes("vers"), "gone on");
}

#[test]
fn what_we_wrote_ourselves_is_not_audited() {
    let p = Place::with(4);
    let args = ["audit", "scholen", "--out", "scholen/uitkomst", "--state", "scholen/staat", "--today", "2026-11-23", "--quiet"];
    for turn in 0..2 {
        assert!(p.run(&args).code.is_some_and(|c| c < 2));
        let seen: Vec<String> = p.records("scholen/uitkomst").into_keys().collect();
        assert!(seen.len() == 4 && seen.iter().all(|name| name.contains("opp-")), "turn {turn}: {seen:?}");
    }
}
