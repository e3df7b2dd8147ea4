//! The command as a person uses it: exit codes, Dutch help, clear refusals, and the files that an audit leaves.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

/// A small OPP with lacks of all three levels.
const OPP: &str = "Ontwikkelingsperspectief\n\nNaam: Sem Meinders\nGroep: 6\nStart: 1 september 2026\nEvaluatie: 12 januari 2027\n\n\
Bevorderende factoren\nSem is leergierig en kan goed luisteren.\n\nBelemmerende factoren\nSem raakt snel afgeleid in een volle klas.\n\n\
Uitstroomprofiel\nWe verwachten vmbo-kb, omdat Sem in kleine stappen goed leert.\n\n\
Doelen\nSem leest in juni 2027 teksten op niveau M5 met hoogstens vijf fouten.\n\n\
Afspraken\nDe leraar oefent elke dinsdag en donderdag een kwartier met Sem.\n";

/// A folder of its own with a state folder beside it; gone when dropped.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self, of: &str) -> PathBuf {
        self.dir.path().join(of)
    }

    fn put(&self, of: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(of);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    fn run(&self, args: &[&str]) -> Ran {
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_oppkeur"))
            .args(args)
            .current_dir(self.dir.path())
            .env("OPPKEUR_STATE", self.path("staat"))
            .env_remove("RUST_BACKTRACE")
            .output()
            .unwrap();
        Ran::of(&output)
    }

    /// Audits `scholen` into `uit` on the day of the corpus.
    fn audit(&self, more: &[&str]) -> Ran {
        self.run(&[&["audit", "scholen", "--out", "uit", "--today", "2026-11-23"], more].concat())
    }

    fn read(&self, of: &str) -> String {
        String::from_utf8(fs::read(self.path(of)).unwrap()).unwrap()
    }

    /// The lines of `audit.jsonl`.
    fn records(&self) -> Vec<Value> {
        self.read("uit/audit.jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }

    fn count(&self, name: &str) -> u64 {
        let run: Value = serde_json::from_str(&self.read("uit/uitvoering.json")).unwrap();
        run["aantallen"][name].as_u64().unwrap()
    }
}

/// What a run gave.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Ran { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

#[test]
fn all_read_is_0_and_leaves_the_files_of_the_contract() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    let ran = p.audit(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for name in [
        "documenten.csv",
        "onderdelen.csv",
        "scores.csv",
        "bevindingen.csv",
        "scholen.csv",
        "audit.jsonl",
        "uitvoering.json",
        "LEES-MIJ.txt",
    ] {
        assert!(p.path("uit").join(name).is_file(), "{name}");
    }
    assert!(!p.path("uit/zonder_document.csv").exists(), "only with a list of pupils");
    assert!(ran.out.contains("1 bestanden gevonden") || ran.out.contains("1 bestand gevonden"), "{}", ran.out);
    assert!(ran.out.contains("Open eerst oppkeur.html") && ran.err.is_empty(), "{}\n{}", ran.out, ran.err);
    assert_eq!(p.read("uit/LEES-MIJ.txt").trim_end().lines().filter(|l| l.starts_with(char::is_numeric)).count(), 10);
}

#[test]
fn a_file_that_cannot_be_read_is_a_row_and_1() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    p.put("scholen/de-reiger/leeg.docx", "");
    p.put("scholen/de-reiger/kapot.pdf", "%PDF-1.7\n");
    let ran = p.audit(&[]);
    assert_eq!(ran.code, 1);
    let records = p.records();
    let of = |name: &str| records.iter().find(|r| r["document"] == format!("de-reiger/{name}")).unwrap();
    assert_eq!((of("leeg.docx")["status"].as_str(), of("leeg.docx")["reden"].as_str()), (Some("niet_leesbaar"), Some("leeg")));
    assert_eq!((of("kapot.pdf")["status"].as_str(), of("kapot.pdf")["reden"].as_str()), (Some("niet_leesbaar"), Some("beschadigd")));
    assert_eq!(of("opp.txt")["status"], "beoordeeld");
    assert_eq!(records.len(), 3);
}

#[test]
fn what_cannot_start_is_2_and_leaves_nothing() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    fs::create_dir_all(p.path("niets")).unwrap();
    p.put("geen-map", "x");
    for (args, says) in [
        (vec!["audit", "bestaat-niet", "--out", "uit"], "bestaat-niet bestaat niet"),
        (vec!["audit", "niets", "--out", "uit"], "geen enkel bestand"),
        (vec!["audit", "scholen", "--out", "geen-map/uit"], "kan niet worden gemaakt"),
        (vec!["audit", "scholen", "--out", "scholen"], "geef een andere map"),
        (vec!["audit", "scholen"], "--out"),
        (vec!["audit", "scholen", "--out", "uit", "--fail-on", "erg"], "--fail-on"),
        (vec!["audit", "scholen", "--out", "uit", "--today", "gisteren"], "--today"),
        (vec!["audit", "scholen", "--out", "uit", "--rules", "geen-regels"], "geen-regels bestaat niet"),
        (vec!["keur", "scholen"], "keur"),
        (vec!["inspect", "bestaat-niet"], "bestaat niet"),
        (vec!["rules", "XYZ99"], "XYZ99"),
    ] {
        let ran = p.run(&args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(says) && ran.err.starts_with("oppkeur: "), "{args:?}: {}", ran.err);
        assert!(!p.path("uit/audit.jsonl").exists(), "{args:?}");
    }
}

#[test]
fn fail_on_gives_3_for_that_level_or_worse() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    p.put("scholen/de-reiger/leeg.docx", "");
    // Nothing in it about consent, the pupil's view or consultation: the law asks for these.
    for level in ["wet", "advies", "controle"] {
        assert_eq!(p.audit(&["--fail-on", level]).code, 3, "{level}: before 1");
    }
    fs::remove_file(p.path("scholen/de-reiger/opp.txt")).unwrap();
    assert_eq!(p.audit(&["--fail-on", "controle"]).code, 1, "no finding, one file not read");
}

#[test]
fn locks_and_thumbnails_are_skipped_and_counted() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    for name in ["~$opp.docx", "Thumbs.db", ".DS_Store"] {
        p.put(&format!("scholen/de-reiger/{name}"), "x");
    }
    assert_eq!(p.audit(&[]).code, 0);
    assert_eq!((p.records().len(), p.count("gevonden"), p.count("overgeslagen")), (1, 1, 3));
}

#[test]
fn the_bytes_decide_what_a_file_is() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.docx", OPP);
    assert_eq!(p.audit(&[]).code, 0);
    assert_eq!((p.records()[0]["bestandstype"].as_str(), p.records()[0]["status"].as_str()), (Some("txt"), Some("beoordeeld")));
}

#[test]
fn csv_is_for_a_dutch_excel_and_no_cell_starts_a_formula() {
    let p = Place::new();
    p.put("scholen/de-reiger/=1+1.txt", OPP);
    p.audit(&["--school", "@SOM(A1)"]);
    for name in ["documenten.csv", "onderdelen.csv", "scores.csv", "bevindingen.csv", "scholen.csv"] {
        let bytes = fs::read(p.path("uit").join(name)).unwrap();
        assert!(bytes.starts_with(&[0xEF, 0xBB, 0xBF]), "{name}: no mark");
        let text = String::from_utf8(bytes).unwrap();
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let width = reader.headers().unwrap().len();
        for row in reader.records() {
            let row = row.unwrap();
            assert_eq!(row.len(), width, "{name}");
            for cell in &row {
                assert!(!cell.starts_with(['=', '+', '@', '\t']), "{name}: {cell}");
                assert!(!cell.starts_with('-') || cell == "-", "{name}: {cell}");
            }
        }
    }
    assert!(p.read("uit/documenten.csv").contains("'de-reiger/=1+1.txt") || p.read("uit/documenten.csv").contains("de-reiger/=1+1.txt"));
}

#[test]
fn csv_intl_has_commas_points_and_no_mark() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    p.audit(&["--csv", "intl"]);
    let text = p.read("uit/documenten.csv");
    assert!(text.starts_with("document,school,schooltype,id,leerling"), "{text}");
    let mean = |text: &str, delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let at = reader.headers().unwrap().iter().position(|h| h == "gemiddelde").unwrap();
        reader.records().next().unwrap().unwrap()[at].to_owned()
    };
    let point = mean(&text, b',');
    p.audit(&[]);
    let comma = mean(p.read("uit/documenten.csv").trim_start_matches('\u{feff}'), b';');
    assert_eq!(point.replace('.', ","), comma);
    assert!(comma.contains(','), "{comma}");
}

#[test]
fn today_decides_whether_an_evaluation_is_overdue() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    let overdue = |today: &str| {
        p.run(&["audit", "scholen", "--out", "uit", "--today", today]);
        p.records()[0]["bevindingen"].as_array().unwrap().iter().any(|f| f["code"] == "CYC02")
    };
    assert!(!overdue("2026-11-23"));
    assert!(overdue("2027-02-01"));
}

#[test]
fn two_paths_begin_with_their_own_last_name() {
    let p = Place::new();
    p.put("noord/de-reiger/opp.txt", OPP);
    p.put("zuid/de-boei/opp.txt", OPP);
    p.run(&["audit", "noord", "zuid", "--out", "uit", "--today", "2026-11-23"]);
    let names: Vec<String> = p.records().iter().map(|r| r["document"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["noord/de-reiger/opp.txt", "zuid/de-boei/opp.txt"]);
    let schools: Vec<String> = p.records().iter().map(|r| r["school"].as_str().unwrap().to_owned()).collect();
    assert_eq!(schools, ["de-reiger", "de-boei"]);
}

#[test]
fn a_school_is_the_first_folder_or_what_is_said() {
    let p = Place::new();
    p.put("scholen/los.txt", OPP);
    p.put("scholen/de-reiger/groep-6/opp.txt", OPP.replace("Sem", "Bram"));
    let school =
        |records: &[Value], name: &str| records.iter().find(|r| r["document"] == name).unwrap()["school"].as_str().unwrap().to_owned();
    p.audit(&[]);
    assert_eq!(school(&p.records(), "de-reiger/groep-6/opp.txt"), "de-reiger");
    assert_eq!(school(&p.records(), "los.txt"), "scholen");
    p.audit(&["--school", "De Linde"]);
    assert!(p.records().iter().all(|r| r["school"] == "De Linde"));
}

#[test]
fn a_pupil_of_the_list_without_a_document_is_cyc07_under_a_pseudonym() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    p.put(
        "leerlingen.csv",
        "document;leerling;school;schooltype;geboortedatum\nde-reiger/opp.txt;Sem Meinders;de-reiger;PO;3-4-2016\n;Wende Oosterling;de-reiger;PO;9-8-2015\n",
    );
    let ran = p.audit(&["--manifest", "leerlingen.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = p.read("uit/zonder_document.csv");
    let rows: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(rows[0], "leerling;school;schooltype;bestuur;code");
    assert_eq!(rows.len(), 2, "{text}");
    assert!(rows[1].starts_with("L-") && rows[1].ends_with(";de-reiger;PO;;CYC07"), "{text}");
    assert!(!text.contains("Wende") && !text.contains("Oosterling"));
    assert_eq!(p.count("zonder_document"), 1);
    assert_eq!(p.records()[0]["schooltype"], "PO", "the list says what the paper does not");
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_nothing_is_run() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    p.put("scholen/oppkeur.toml", "[organisatie]\nnam = \"SWV Voorbeeld\"\n");
    p.put("leerlingen.csv", "document;kleur\nde-reiger/opp.txt;rood\n");
    p.put("eigen/words/eigen.toml", "titel = \"Eigen\"\nwoorden = [\"een\"\n");
    p.put("eigen/items/11-overleg/TOE01.toml", "naam = \"x\"\n");
    let ran = p.audit(&["--manifest", "leerlingen.csv", "--rules", "eigen"]);
    assert_eq!(ran.code, 2);
    for says in ["oppkeur.toml, regel 2", "leerlingen.csv, regel 1", "words/eigen.toml, regel", "TOE01.toml, regel"] {
        assert!(ran.err.contains(says), "{says} is missing in:\n{}", ran.err);
    }
    assert!(!p.path("uit").exists(), "nothing is run");
}

#[test]
fn what_was_learned_is_judged_with_and_told_and_refused_when_it_is_no_longer_sound() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    // The standard's own, as `rules train --rules eigen` would leave it.
    p.put("eigen/koppen.bin", include_bytes!("../rules/koppen.bin"));
    assert_eq!(p.audit(&["--rules", "eigen"]).code, 0);
    assert!(p.read("uit/uitvoering.json").contains("eigen voorbeeldzinnen geleerd"));
    let processes = p.read("uit/audit.jsonl");
    assert_eq!(p.audit(&["--rules", "eigen", "--isolation", "thread", "--no-cache"]).code, 0);
    assert_eq!(p.read("uit/audit.jsonl"), processes);
    p.put("eigen/koppen.bin", "kapot");
    let ran = p.audit(&["--rules", "eigen"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("oppkeur rules train --rules MAP"), "{}", ran.err);
}

#[test]
fn own_rules_are_told_in_the_account() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    p.put("eigen/uit.toml", "codes = [\"DOE03\"]\n");
    let has = |p: &Place, code: &str| p.read("uit/bevindingen.csv").contains(code);
    p.audit(&[]);
    assert!(has(&p, "DOE03"), "nothing in it about more inclusive education");
    p.audit(&["--rules", "eigen"]);
    assert!(!has(&p, "DOE03"));
    let run: Value = serde_json::from_str(&p.read("uit/uitvoering.json")).unwrap();
    assert_eq!(run["afwijkende_regels"].as_array().unwrap().len(), 1);
    assert_eq!(run["today"], "2026-11-23");
}

#[test]
fn the_key_is_made_once_and_keeps_pseudonyms_the_same() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    p.audit(&[]);
    let first = p.read("uit/audit.jsonl");
    let key = p.path("staat/sleutel");
    assert_eq!(fs::read(&key).unwrap().len(), 32);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    p.audit(&[]);
    assert_eq!(p.read("uit/audit.jsonl"), first, "same key, same values");
    p.put("andere", [7_u8; 32]);
    p.audit(&["--key", "andere"]);
    assert_ne!(p.read("uit/audit.jsonl"), first);
    p.put("geen-sleutel", "kort");
    assert_eq!(p.audit(&["--key", "geen-sleutel"]).code, 2);
}

#[test]
fn an_audit_is_the_same_with_one_thread_and_with_many() {
    let p = Place::new();
    for n in 0..12 {
        p.put(&format!("scholen/school-{}/opp-{n}.txt", n % 3), OPP.replace("Sem", ["Bram", "Lotte", "Fenna"][n % 3]));
    }
    p.audit(&["--jobs", "1"]);
    let one = p.read("uit/audit.jsonl");
    p.audit(&["--jobs", "4"]);
    assert_eq!(p.read("uit/audit.jsonl"), one);
}

#[test]
fn reports_within_the_folder_are_not_audited_the_next_time() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    for _ in 0..2 {
        p.run(&["audit", "scholen", "--out", "scholen/rapport", "--today", "2026-11-23"]);
    }
    assert_eq!(fs::read_to_string(p.path("scholen/rapport/audit.jsonl")).unwrap().lines().count(), 1);
}

#[test]
fn quiet_says_nothing() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    let ran = p.audit(&["--quiet"]);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}

#[test]
fn inspect_shows_every_word_with_its_part() {
    let p = Place::new();
    p.put("scholen/de-reiger/opp.txt", OPP);
    let ran = p.run(&["inspect", "scholen", "--json"]);
    assert_eq!(ran.code, 0);
    let line: Value = serde_json::from_str(ran.out.trim()).unwrap();
    assert_eq!(
        (line["document"].as_str(), line["bestandstype"].as_str(), line["a4"].as_u64()),
        (Some("de-reiger/opp.txt"), Some("txt"), Some(1))
    );
    let blocks = line["blokken"].as_array().unwrap();
    for b in blocks {
        let kinds = ["kop", "alinea", "lijst", "cel", "veld", "vinkje", "opmerking", "verborgen", "kopregel", "voetregel"];
        assert!(kinds.contains(&b["soort"].as_str().unwrap()), "{b}");
    }
    let seen: Vec<&str> = blocks.iter().flat_map(|b| b["tekst"].as_str().unwrap().split_whitespace()).collect();
    assert_eq!(seen, OPP.split_whitespace().collect::<Vec<_>>(), "every word once, in order");
    let goal = blocks.iter().find(|b| b["tekst"].as_str().unwrap().contains("niveau M5")).unwrap();
    assert_eq!(goal["onderdeel"], "doelen");
    let outline = p.run(&["inspect", "scholen"]);
    assert!(outline.out.contains("[doelen]"), "{}", outline.out);
}

#[test]
fn rules_are_listed_and_explained() {
    let p = Place::new();
    let list = p.run(&["rules"]);
    assert_eq!(list.code, 0);
    for word in ["Onderdelen", "bevorderende_factoren", "11a", "TOE02", "LEN04", "Regels versie"] {
        assert!(list.out.contains(word), "{word}");
    }
    for (what, says) in [("TOE02", "B1.11"), ("toe02", "niveau advies"), ("11a", "bron: "), ("doelen", "Koppen:")] {
        let ran = p.run(&["rules", what]);
        assert_eq!(ran.code, 0, "{what}");
        assert!(ran.out.contains(says), "{what}: {}", ran.out);
    }
}

#[test]
fn rules_test_gives_1_when_an_own_example_fails() {
    let p = Place::new();
    let part = |heading: &str, example: &str| {
        format!(
            "titel = \"Doelen\"\nvereist = \"wet\"\nbron = \"eigen\"\nrubriek = \"5\"\nkoppen = [\"{heading}\"]\n[[voorbeeld]]\nkop = \"{example}\"\nis = true\n"
        )
    };
    p.put("goed/parts/doelen.toml", part("waar gaan we heen varen", "Waar gaan we heen varen?"));
    p.put("fout/parts/doelen.toml", part("waar gaan we heen varen", "Qwertyuiop"));
    let right = p.run(&["rules", "test", "--rules", "goed"]);
    let wrong = p.run(&["rules", "test", "--rules", "fout"]);
    assert!(right.out.contains("voorbeelden:"), "{}", right.out);
    assert_eq!(right.code, 0, "{}", right.out);
    assert_eq!(wrong.code, 1);
    assert!(wrong.out.contains("gemist  doelen voorbeeld"), "{}", wrong.out);
}

#[test]
fn help_is_dutch() {
    let p = Place::new();
    let commands = ["audit", "convert", "inspect", "report", "review", "compare", "merge", "purge", "rules"];
    let mut pages: Vec<Vec<&str>> = commands.iter().map(|c| vec![*c, "--help"]).collect();
    pages.extend([vec!["--help"], vec!["rules", "-h"], vec!["review", "make", "--help"], vec!["review", "read", "--help"]]);
    for args in &pages {
        let ran = p.run(args);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("Gebruik: oppkeur"), "{}", ran.out);
        for english in ["Usage", "Options", "Commands", "Arguments", "Print help", "possible values", "default:", "[OPTIONS]"] {
            assert!(!ran.out.contains(english), "{args:?} says '{english}':\n{}", ran.out);
        }
    }
    assert_eq!(p.run(&["--version"]).out.trim(), concat!("oppkeur ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_and_man_come_from_the_same_definition() {
    let p = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = p.run(&["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("fail-on"), "{shell}");
    }
    let man = p.run(&["man"]);
    assert!(man.code == 0 && man.out.contains(".TH oppkeur"), "{}", man.out);
    assert!(!p.run(&["--help"]).out.contains("completions"), "hidden");
}

#[test]
fn inputs_are_left_as_they_were() {
    let p = Place::new();
    let path = p.put("scholen/de-reiger/opp.txt", OPP);
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    p.audit(&[]);
    assert_eq!(fs::read_to_string(&path).unwrap(), OPP);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
    assert_eq!(listed(&p.path("scholen")), ["de-reiger", "de-reiger/opp.txt"]);
}

/// Every path under a folder, from that folder.
fn listed(dir: &Path) -> Vec<String> {
    walkdir::WalkDir::new(dir)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter()
        .map(|e| e.unwrap().path().strip_prefix(dir).unwrap().to_string_lossy().replace('\\', "/"))
        .collect()
}
