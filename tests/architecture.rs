//! Draws the arrows between the rooms from the code itself, and keeps the promises of the house (the head of `src/lib.rs`).
#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What each room may import of ours: a room, or one module of a room.
///
/// `cli` may import everything and nobody imports `cli`.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("rules", &["resembles"]),
    ("read", &["model"]),
    // The learned models: map asks what a passage resembles, check asks the same.
    ("resembles", &[]),
    ("map", &["model", "rules", "resembles"]),
    ("check", &["model", "rules", "map", "resembles"]),
    ("score", &["check", "rules"]),
    // The pupil of the list without a document is a row of a report; today is an argument.
    ("report", &["model", "rules", "map", "check", "score", "audit::Missing"]),
    ("convert", &["model", "rules", "map"]),
    ("train", &["resembles", "rules"]),
    ("passages", &["model", "rules", "map", "check", "resembles"]),
    ("prove", &["read", "rules", "map", "check", "score"]),
    // Bytes in, bytes out: it knows of no document.
    ("fence", &[]),
    ("audit", &["model", "read", "rules", "map", "check", "score", "report", "fence"]),
];

/// The doors by which a child's words leave: the mask, what builds a masked row, what shows text on purpose, and the new document.
const REVEAL: &[&str] =
    &["report/mask.rs", "report/build.rs", "report/inspect.rs", "report/place.rs", "convert/", "cli/inspect.rs", "model.rs"];

/// Rooms that are pure functions: no files, clock, environment, randomness, threads' names or network.
const PURE: &[&str] = &["model", "read", "rules", "map", "resembles", "check", "score", "passages", "prove"];

/// What a pure room cannot name.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "SystemTime",
    "Instant::now",
    "Zoned::now",
    "Timestamp::now",
    "getrandom",
    "tempfile",
];

/// It does on purpose what no room may do, to show that the fence holds; in a debug build only.
const MOCK: &str = "fence/mock.rs";

/// A file of `src`: its path under `src/`, its room, its whole text, and its code without comments and unit tests.
struct Source {
    path: String,
    room: String,
    text: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found: Vec<Source> = walkdir::WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.path().extension().is_some_and(|x| x == "rs"))
        .map(|e| {
            let path = e.path().strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let room = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(e.path()).unwrap();
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
            let code: Vec<&str> = code.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
            Source { path, room, code: code.join("\n"), text }
        })
        .collect();
    found.retain(|s| s.room != "lib" && s.room != "main");
    assert!(found.len() > 50, "the sources are where this test looks for them");
    found
}

/// What a file imports of ours: `room` and `room::module` for each `crate::room::module`.
fn imports(code: &str) -> BTreeSet<(String, String)> {
    code.split("crate::")
        .skip(1)
        .map(|after| {
            let path: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect();
            let mut steps = path.split("::");
            let room = steps.next().unwrap_or_default().to_owned();
            let module = steps.next().unwrap_or_default().to_owned();
            (room, module)
        })
        .collect()
}

#[test]
fn rooms_import_only_along_the_arrows() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for s in sources().iter().filter(|s| s.room != "cli") {
        let Some(allowed) = arrows.get(s.room.as_str()) else {
            wrong.push(format!("{}: the room {} has no row in the table", s.path, s.room));
            continue;
        };
        for (room, module) in imports(&s.code) {
            let whole = format!("{room}::{module}");
            if room != s.room && !allowed.contains(&room.as_str()) && !allowed.contains(&whole.as_str()) {
                wrong.push(format!("{} imports crate::{whole}", s.path));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that the house does not have:\n{}", wrong.join("\n"));
}

#[test]
fn an_import_names_one_room_so_that_the_arrows_can_be_read() {
    for s in sources() {
        assert!(!s.code.contains("crate::{") && !s.code.contains("crate::*"), "{}: write one `use crate::room` a room", s.path);
    }
}

#[test]
fn every_room_of_the_table_is_there_or_announced() {
    let rooms: BTreeSet<String> = sources().into_iter().map(|s| s.room).collect();
    let missing: Vec<&str> = ARROWS.iter().map(|(r, _)| *r).filter(|r| !rooms.contains(*r)).collect();
    assert!(missing.is_empty(), "rooms of the table that are gone: {missing:?}");
}

#[test]
fn only_cli_prints() {
    let loud = ["println!", "print!(", "eprint!(", "dbg!(", "io::stdout", "io::stderr", "process::exit"];
    for s in sources().iter().filter(|s| s.room != "cli" && s.path != MOCK) {
        for word in loud {
            assert!(!s.code.contains(word), "{} uses {word}", s.path);
        }
    }
}

#[test]
fn a_childs_words_leave_by_the_known_doors_only() {
    for s in sources() {
        let door = REVEAL.iter().any(|d| s.path == *d || d.ends_with('/') && s.path.starts_with(d));
        assert!(door || !s.code.contains(".reveal()"), "{} reveals text: send it through report/mask", s.path);
    }
}

#[test]
fn the_pure_rooms_know_no_files_clock_or_environment() {
    for s in sources().iter().filter(|s| PURE.contains(&s.room.as_str())) {
        for word in IMPURE {
            assert!(!s.code.contains(word), "{} uses {word}", s.path);
        }
    }
}

#[test]
fn no_room_speaks_to_a_network() {
    for s in sources().iter().filter(|s| s.path != MOCK) {
        assert!(!s.code.contains("std::net") && !s.code.contains("TcpStream") && !s.code.contains("UdpSocket"), "{}", s.path);
    }
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    for s in sources() {
        let first = s.text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 20, "{} does not open with one sentence on what it is for", s.path);
    }
}

#[test]
fn no_file_is_a_drawer_for_all_sorts() {
    for s in sources() {
        let name = s.path.trim_end_matches(".rs").to_owned();
        let drawer = name.split('/').any(|part| ["util", "utils", "helper", "helpers", "common", "misc"].contains(&part));
        assert!(!drawer, "{}: name it after its one idea", s.path);
    }
}

#[test]
fn unsafe_stays_out() {
    for s in sources() {
        assert!(!s.code.contains("unsafe {") && !s.code.contains("unsafe fn"), "{}", s.path);
    }
}

fn top(of: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(of)).unwrap()
}

#[test]
fn the_readmes_test_command_is_what_ci_runs() {
    let readme = top("README.md");
    let block = readme.split("```sh\n").nth(1).and_then(|b| b.split("```").next()).unwrap();
    let commands: Vec<&str> = block.lines().collect();
    assert_eq!(commands, ["cargo run --release -- audit fixtures/batches/voorbeeld/in --out audit", "cargo test"]);
    assert_eq!(top(".ci/run").lines().filter(|l| l.trim_start().starts_with("cargo test")).collect::<Vec<_>>(), ["cargo test"]);
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest: toml::Table = toml::from_str(&top("Cargo.toml")).unwrap();
    let systems = manifest["target"].as_table().unwrap().values().map(|system| system.as_table().unwrap());
    let tables = systems.chain([&manifest]).flat_map(|t| ["dependencies", "dev-dependencies"].into_iter().filter_map(|of| t.get(of)));
    let there: BTreeSet<String> = tables.flat_map(|table| table.as_table().unwrap().keys().cloned()).collect();
    let page = top("docs/dependencies.md");
    let (taken, _) = page.split_once("## Not taken").unwrap();
    let named: BTreeSet<String> = taken
        .lines()
        .filter(|l| l.starts_with("| `"))
        .flat_map(|l| l.split('|').nth(1).unwrap_or_default().split(','))
        .map(|name| name.trim().trim_matches('`').to_owned())
        .collect();
    assert_eq!(named, there, "left: docs/dependencies.md, right: Cargo.toml");
}

#[test]
fn nothing_that_is_banned_is_in_the_tree() {
    let deny: toml::Table = toml::from_str(&top("deny.toml")).unwrap();
    let banned = deny["bans"]["deny"].as_array().unwrap();
    assert!(banned.len() > 10);
    let lock = top("Cargo.lock");
    for name in banned.iter().map(|b| b["crate"].as_str().unwrap()) {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name} came in with a dependency");
    }
}
