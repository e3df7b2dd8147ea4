//! A folder of its own to run the program in, with documents and a state folder; gone when dropped.
#![allow(dead_code, clippy::unwrap_used, reason = "shared by tests that each use a part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A small OPP of a pupil.
pub(crate) fn opp(name: &str, more: &str) -> String {
    format!(
        "Ontwikkelingsperspectief\n\nNaam: {name} Meinders\nGroep: 6\nStart: 1 september 2026\nEvaluatie: 12 januari 2027\n\n\
         Bevorderende factoren\n{name} is leergierig en kan goed luisteren.\n\nBelemmerende factoren\n{name} raakt snel afgeleid in een volle klas.\n\n\
         Uitstroomprofiel\nWe verwachten vmbo-kb, omdat {name} in kleine stappen goed leert.\n\n\
         Doelen\n{name} leest in juni 2027 teksten op niveau M5 met hoogstens vijf fouten. {more}\n\n\
         Afspraken\nDe leraar oefent elke dinsdag en donderdag een kwartier met {name} in een rustige ruimte naast de klas.\n"
    )
}

pub(crate) struct Place {
    pub(crate) dir: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Place {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    /// With this many OPPs of different pupils in two schools.
    pub(crate) fn with(documents: usize) -> Place {
        let place = Place::new();
        let names = ["Sem", "Lotte", "Daan", "Noor", "Bram", "Fleur", "Jens", "Evi", "Ties", "Saar"];
        for n in 0..documents {
            let school = if n % 2 == 0 { "de-reiger" } else { "het-baken" };
            let text =
                opp(names[n % names.len()], &format!("Daarna leest dit kind boek nummer {n} met een maatje uit groep {}.", n % 8 + 1));
            place.put(&format!("scholen/{school}/opp-{n:03}.txt"), text);
        }
        place
    }

    pub(crate) fn path(&self, of: &str) -> PathBuf {
        self.dir.path().join(of)
    }

    pub(crate) fn put(&self, of: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(of);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oppkeur"));
        command.args(args).current_dir(self.dir.path()).env("OPPKEUR_STATE", self.path("staat")).env_remove("RUST_BACKTRACE");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&self.command(args).output().unwrap())
    }

    /// Audits `scholen` into `out` on the day of the corpus.
    pub(crate) fn audit(&self, out: &str, more: &[&str]) -> Ran {
        self.run(&[&["audit", "scholen", "--out", out, "--today", "2026-11-23"], more].concat())
    }

    /// The records of an audit, by document.
    pub(crate) fn records(&self, out: &str) -> BTreeMap<String, Value> {
        let text = fs::read_to_string(self.path(out).join("audit.jsonl")).unwrap();
        let rows: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let by_name: BTreeMap<String, Value> = rows.iter().map(|r| (r["document"].as_str().unwrap().to_owned(), r.clone())).collect();
        assert_eq!(rows.len(), by_name.len(), "a file has one row");
        by_name
    }

    /// Every file under a folder, with its bytes.
    pub(crate) fn bytes(&self, under: &str) -> BTreeMap<String, Vec<u8>> {
        all(&self.path(under))
    }

    /// The journals in the state folder.
    pub(crate) fn journals(&self) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = fs::read_dir(self.path("staat/journaal"))
            .into_iter()
            .flatten()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "journaal"))
            .collect();
        found.sort();
        found
    }

    /// Forgets what was judged; the key stays, so that pseudonyms do.
    pub(crate) fn forget(&self) {
        let _ = fs::remove_dir_all(self.path("staat/journaal"));
    }
}

fn all(under: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(under)
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(|e| (e.path().strip_prefix(under).unwrap().to_string_lossy().into_owned(), fs::read(e.path()).unwrap()))
        .collect()
}

/// What a run gave.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// Whether two folders of reports are the same, byte for byte.
pub(crate) fn assert_same(left: &BTreeMap<String, Vec<u8>>, right: &BTreeMap<String, Vec<u8>>, when: &str) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>(), "{when}: the same files");
    let differ: Vec<&String> = left.iter().filter(|(name, bytes)| right[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "{when}: these differ: {differ:?}");
}
