//! The data's own rules: parts, items and codes as in the contract, word lists that exist and are used, signs that are written, texts that are kind.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::date;
use oppkeur::Rules;
use oppkeur::map::{FromOutside, Kind, SchoolType, parts};
use oppkeur::read::notation;
use oppkeur::rules::file::PARTS;
use oppkeur::{check, rules};
use regex::Regex;

/// The contract, part 1: id, whether it is required (`wet` also where a date decides), rubriek (`away` is `apart` in rules and reports).
const CONTRACT_PARTS: &[(&str, &str, &str)] = &[
    ("gegevens", "nee", "head"),
    ("data", "format", "Data"),
    ("bevorderende_factoren", "wet", "1a"),
    ("belemmerende_factoren", "wet", "1b"),
    ("integratief_beeld", "format", "2"),
    ("uitstroomprofiel", "wet", "3"),
    ("onderbouwing", "wet", "3"),
    ("afwijking_programma", "cond", "6"),
    ("vervangende_doelen", "cond", "5"),
    ("afwijking_onderwijstijd", "cond", "6"),
    ("overleg", "wet", "4"),
    ("doelen", "wet", "5"),
    ("behoeften_leerling", "wet", "5"),
    ("behoeften_leraren", "format", "5"),
    ("behoeften_ouders", "format", "5"),
    ("afspraken", "wet", "6"),
    ("evaluatie", "wet", "6"),
    ("contactpersonen", "format", "7"),
    ("zienswijze_leerling", "wet", "8"),
    ("zienswijze_ouders", "format", "8"),
    ("zienswijze_overig", "format", "8"),
    ("instemming", "wet", "8"),
    ("advies_commissie", "cond", "8"),
    ("bijlage", "nee", "Bijlage"),
    ("voorgeschiedenis", "nee", "apart"),
    ("onderzoek", "nee", "apart"),
    ("medisch", "nee", "apart"),
    ("gezin", "nee", "apart"),
    ("derden", "nee", "apart"),
    ("basisondersteuning", "nee", "apart"),
    ("buiten_opp", "nee", "apart"),
    ("overig", "nee", "end"),
];

/// The contract, part 2: code, level, severity, and the item under which it counts in the outputs.
const CONTRACT_CODES: &[(&str, &str, &str, &str)] = &[
    ("AVG01", "controle", "midden", "2"),
    ("AVG02", "controle", "midden", "2"),
    ("AVG03", "controle", "hoog", "2"),
    ("AVG04", "controle", "hoog", "2"),
    ("AVG05", "controle", "hoog", "2"),
    ("AVG06", "controle", "hoog", "2"),
    ("AVG07", "controle", "midden", "2"),
    ("BES01", "controle", "midden", ""),
    ("BES02", "controle", "laag", ""),
    ("BES03", "controle", "laag", ""),
    ("CYC01", "advies", "midden", "4"),
    ("CYC02", "wet", "hoog", "4"),
    ("CYC03", "advies", "laag", "4"),
    ("CYC04", "wet", "midden", ""),
    ("CYC05", "advies", "laag", "4"),
    ("CYC06", "advies", "laag", "4"),
    ("CYC07", "controle", "midden", "4"),
    ("DOE01", "advies", "midden", "5"),
    ("DOE02", "advies", "laag", "5"),
    ("DOE03", "advies", "laag", "6"),
    ("DOE04", "advies", "laag", "7"),
    ("DOE05", "controle", "midden", "8"),
    ("LEN01", "advies", "midden", "12"),
    ("LEN02", "advies", "laag", "12"),
    ("LEN03", "advies", "laag", "12"),
    ("LEN04", "controle", "hoog", "9"),
    ("LEN05", "advies", "midden", "9"),
    ("LEN06", "advies", "laag", "12"),
    ("LEN07", "advies", "midden", "12"),
    ("OND01", "wet", "hoog", ""),
    ("OND02", "wet", "hoog", ""),
    ("OND03", "advies", "laag", "1"),
    ("OND04", "wet", "midden", "3"),
    ("OND05", "wet", "midden", ""),
    ("OND06", "controle", "midden", "9"),
    ("OND07", "advies", "midden", "3"),
    ("SAM01", "advies", "midden", "10"),
    ("TAA01", "advies", "midden", "13"),
    ("TAA02", "advies", "laag", "13"),
    ("TAA03", "advies", "laag", "13"),
    ("TOE01", "wet", "hoog", "11a"),
    ("TOE02", "advies", "midden", "11a"),
    ("TOE03", "wet", "hoog", "11b"),
    ("TOE04", "wet", "hoog", "11a"),
    ("TOE05", "wet", "midden", "11a"),
    ("VIS01", "advies", "laag", "14"),
];

/// The checklist's items with a ladder in the rules; 11 is made of 11a and 11b, 15 is the organisation's own.
const CONTRACT_ITEMS: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11a", "11b", "12", "13", "14"];

/// Word lists that nothing looks at yet. Take a list out of here when it is used; put none in without a plan.
const WAITING: &[&str] = &[];

fn root(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(of)
}

/// Path from `of`, and text, of every file with an extension.
fn files(of: &str, extension: &str) -> Vec<(String, String)> {
    walkdir::WalkDir::new(root(of))
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.path().extension().is_some_and(|x| x == extension))
        .map(|e| {
            let path = e.path().strip_prefix(root(of)).unwrap().to_string_lossy().replace('\\', "/");
            (path, fs::read_to_string(e.path()).unwrap())
        })
        .collect()
}

/// All code, without comments and unit tests.
fn code() -> String {
    let bare = |text: &str| {
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    };
    files("src", "rs").iter().map(|(_, text)| bare(text)).collect::<Vec<_>>().join("\n")
}

fn stems(of: &str, keep: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let stem = |p: &str| p.rsplit('/').next().unwrap().trim_end_matches(".toml").to_owned();
    files(of, "toml").iter().map(|(p, _)| stem(p)).filter(|s| keep(s)).collect()
}

#[test]
fn every_part_of_the_contract_has_its_file_and_no_other() {
    let want: BTreeSet<String> = CONTRACT_PARTS.iter().map(|p| p.0.to_owned()).collect();
    assert_eq!(stems("rules/parts", |_| true), want);
    assert_eq!(PARTS.map(|(_, id)| id).to_vec(), CONTRACT_PARTS.iter().map(|p| p.0).collect::<Vec<_>>(), "in the contract's order");
}

#[test]
fn parts_are_required_and_placed_as_in_the_contract() {
    for (rule, (id, required, rubriek)) in Rules::standard().parts.iter().zip(CONTRACT_PARTS) {
        assert_eq!(rule.part.id(), *id);
        let is = match rule.required {
            rules::Required::Law => "wet",
            rules::Required::Condition => "cond",
            rules::Required::Form => "format",
            rules::Required::No => "nee",
        };
        assert_eq!(is, *required, "{id}");
        assert_eq!(rule.rubriek, *rubriek, "{id}");
        assert!(!rule.title.is_empty(), "{id}: no title");
    }
}

#[test]
fn every_code_of_the_contract_has_its_file_and_no_other() {
    let want: BTreeSet<String> = CONTRACT_CODES.iter().map(|c| c.0.to_owned()).collect();
    assert_eq!(stems("rules/items", |s| !s.starts_with("punt")), want);
}

#[test]
fn codes_have_the_level_severity_and_item_of_the_contract() {
    for (id, level, severity, item) in CONTRACT_CODES {
        let rule = Rules::standard().code(id).unwrap();
        assert_eq!((rule.level.id(), rule.severity.id(), rule.item.as_str()), (*level, *severity, *item), "{id}");
    }
}

#[test]
fn a_code_stands_in_the_folder_of_its_item() {
    for (path, _) in files("rules/items", "toml").iter().filter(|(p, _)| !p.contains("punt")) {
        let (folder, name) = path.split_once('/').unwrap();
        let item = &Rules::standard().code(name.trim_end_matches(".toml")).unwrap().item;
        let number = item.trim_end_matches(char::is_alphabetic);
        let fits = if number.is_empty() { ["wet", "bestand"].contains(&folder) } else { folder.starts_with(&format!("{number:0>2}-")) };
        assert!(fits, "{path} counts under item '{item}'");
    }
}

#[test]
fn every_item_has_its_ladder_of_five_rungs() {
    let rules = Rules::standard();
    assert_eq!(rules.items.iter().map(|i| i.id.as_str()).collect::<Vec<_>>(), CONTRACT_ITEMS);
    for item in &rules.items {
        let scores: BTreeSet<u8> = item.steps.iter().map(|s| s.score).collect();
        // Whether a picture is cluttered or illegible cannot be seen from the file.
        let lowest = if item.id == "14" { 3 } else { 1 };
        assert_eq!(scores, (lowest..=5).collect(), "punt {}", item.id);
        for step in item.steps.iter().chain(&item.form_steps) {
            assert!((1..=5).contains(&step.score) && !step.explanation.trim().is_empty(), "punt {}: {step:?}", item.id);
        }
        assert!(!item.source.is_empty() && !item.question.is_empty(), "punt {}: without source or question", item.id);
    }
}

#[test]
fn every_code_says_where_it_comes_from_what_is_the_matter_and_what_to_do() {
    for code in &Rules::standard().codes {
        for (what, text) in [
            ("bron", &code.source),
            ("bevinding", &code.title),
            ("uitleg", &code.explanation),
            ("advies", &code.advice),
            ("naam", &code.name),
        ] {
            assert!(!text.trim().is_empty(), "{}: {what} is empty", code.id);
        }
        let known = ["HR", "B1.", "B2", "AVG", "wet", "oppkeur"].iter().any(|s| code.source.contains(s));
        assert!(known, "{}: the source '{}' is not one of the contract's", code.id, code.source);
        assert!(code.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}: name {}", code.id, code.name);
    }
    let names: BTreeSet<&str> = Rules::standard().codes.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names.len(), Rules::standard().codes.len(), "two codes with one name");
}

#[test]
fn a_lack_that_the_law_names_is_not_found_in_this_document_and_never_not_done() {
    for id in ["TOE01", "TOE03", "TOE04", "OND01"] {
        let code = Rules::standard().code(id).unwrap();
        let text = code.explanation.to_lowercase();
        assert!(text.contains("niet gevonden") && text.contains("dit document"), "{id}: {}", code.explanation);
    }
    for code in &Rules::standard().codes {
        for text in [&code.title, &code.explanation] {
            let text = text.to_lowercase();
            let accuses = ["niet gebeurd", "niet gedaan door", "nagelaten", "verzuimd"].iter().any(|w| text.contains(w));
            assert!(!accuses, "{}: {text}", code.id);
        }
    }
}

#[test]
fn texts_are_kind_and_whole_sentences() {
    let shout = Regex::new(r"\b\p{Lu}{5,}\b").unwrap();
    let rules = Rules::standard();
    let mut texts: Vec<(String, &str)> = Vec::new();
    for c in &rules.codes {
        texts.extend([(c.id.clone(), c.explanation.as_str()), (c.id.clone(), c.advice.as_str())]);
    }
    for i in &rules.items {
        texts.push((format!("punt {}", i.id), &i.question));
    }
    for (of, text) in texts {
        assert!(text.trim().ends_with(['.', '?', '’', ')']), "{of}: no whole sentence: {text}");
        assert!(!text.contains('!'), "{of}: {text}");
        let loud = shout.find_iter(text).map(|m| m.as_str()).find(|w| !rules.abbreviations.contains_key(*w));
        assert_eq!(loud, None, "{of}: {text}");
        assert!(text.split_whitespace().count() <= 60, "{of}: too long to read: {text}");
    }
}

/// Names of lists that a rule or the code asks for.
fn asked_lists(code: &str) -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    let single = Regex::new(r#"\.list\(\s*"([^"]+)"\s*\)"#).unwrap();
    asked.extend(single.captures_iter(code).map(|c| c[1].to_owned()));
    let several = Regex::new(r"\.lists\(&\[([^\]]*)\]").unwrap();
    let name = Regex::new(r#""([^"]+)""#).unwrap();
    for c in several.captures_iter(code) {
        asked.extend(name.captures_iter(&c[1]).map(|n| n[1].to_owned()));
    }
    let reference = Regex::new(r#""@([^"]+)""#).unwrap();
    for (_, text) in files("rules/items", "toml") {
        asked.extend(reference.captures_iter(&text).map(|c| c[1].to_owned()));
    }
    asked
}

#[test]
fn every_word_list_that_is_named_exists() {
    let words = &Rules::standard().words;
    let missing: Vec<String> = asked_lists(&code()).into_iter().filter(|l| words.list(l).is_none()).collect();
    assert!(missing.is_empty(), "lists that do not exist: {missing:?}");
}

#[test]
fn every_word_list_is_used() {
    let code = code();
    let asked = asked_lists(&code);
    let literal = |name: &str| code.contains(&format!("\"{name}\""));
    let unused: Vec<String> = stems("rules/words", |_| true)
        .into_iter()
        .filter(|l| !asked.contains(l) && !literal(l) && !WAITING.contains(&l.as_str()))
        .collect();
    assert!(unused.is_empty(), "lists that nothing looks at: {unused:?}");
    let facts: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(&fs::read_to_string(root("rules/facts.toml")).unwrap()).unwrap();
    for (section, lists) in facts {
        let all = code.contains(&format!("\"{section}.\"")) || code.contains(&format!("\"{section}.{{"));
        for list in lists.keys() {
            let whole = format!("{section}.{list}");
            let waits = WAITING.contains(&whole.as_str());
            assert!(all || asked.contains(&whole) || literal(&whole) || waits, "rules/facts.toml: nothing looks at {whole}");
        }
    }
}

#[test]
fn no_list_is_empty_or_says_a_thing_twice() {
    for (path, text) in files("rules/words", "toml") {
        let table: toml::Table = toml::from_str(&text).unwrap();
        let words: Vec<&str> = table.get("woorden").and_then(|w| w.as_array()).into_iter().flatten().filter_map(|w| w.as_str()).collect();
        let explained = table.get("uitleg").and_then(|t| t.as_table()).map_or(0, toml::Table::len);
        assert!(words.len() + explained > 0, "{path} is empty");
        let distinct: BTreeSet<&str> = words.iter().copied().collect();
        let twice: Vec<&str> = distinct.iter().copied().filter(|w| words.iter().filter(|o| *o == w).count() > 1).collect();
        assert!(twice.is_empty(), "{path} says twice: {twice:?}");
    }
}

#[test]
fn no_label_is_missing() {
    let rules = Rules::standard();
    let code = code();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    let literal = Regex::new(r#"label\(\s*"([a-z]+\.[a-z0-9_]+)"\s*\)"#).unwrap();
    asked.extend(literal.captures_iter(&code).map(|c| c[1].to_owned()));
    let detail = Regex::new(r#"Unreadable::because\([^"]*"([a-z_]+)"\s*\)"#).unwrap();
    asked.extend(detail.captures_iter(&code).map(|c| format!("toelichting.{}", &c[1])));
    let reason = Regex::new(r#"Reason::\w+ => "([a-z_]+)""#).unwrap();
    asked.extend(reason.captures_iter(&code).map(|c| format!("reden.{}", &c[1])));
    let place = Regex::new(r#"\bl\("([a-z]+)"\)"#).unwrap();
    let places = fs::read_to_string(root("src/report/place.rs")).unwrap();
    asked.extend(place.captures_iter(&places).map(|c| format!("plaats.{}", &c[1])));
    asked.extend(rules.words.lists("soort.").iter().map(|(kind, _)| format!("soort.{kind}")));
    asked.insert("soort.onbekend".to_owned());
    asked.extend(rules.items.iter().filter(|i| i.not_applicable.is_some()).map(|i| format!("waarom.nvt_{}", i.id)));
    asked.extend(rules.items.iter().filter(|i| i.by_hand.is_some()).map(|i| format!("waarom.handmatig_{}", i.id)));
    assert!(asked.len() > 40, "the code asks for labels in a way that this test no longer sees: {asked:?}");
    let missing: Vec<&String> = asked.iter().filter(|k| rules.label(k) == k.as_str()).collect();
    assert!(missing.is_empty(), "no label for {missing:?} in rules/labels.toml");
}

/// Every sign that check writes for the examples in the rules, each as a document and as a blank form, for two school types.
static WRITTEN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let rules = Rules::standard();
    let mut written = BTreeSet::new();
    let mut texts: Vec<String> = rules.examples().into_iter().map(|e| e.text).filter(|t| t.contains('\n')).collect();
    texts.push("# Doelen\n\nSem leest in juni AVI M5.\n\n# Afspraken\n\nDe leraar oefent elke dag met Sem.\n".to_owned());
    for text in texts {
        let document = notation::read(&text);
        for (school_type, kind) in [(SchoolType::Po, Kind::Opp), (SchoolType::Vso, Kind::Opp), (SchoolType::Po, Kind::BlankForm)] {
            let mut mapping = parts(&document, rules, &FromOutside { school_type: Some(school_type), ..FromOutside::default() });
            mapping.kind = kind;
            let checked = check::look(&document, &mapping, rules, date(2026, 11, 23));
            written.extend(checked.signs.names().map(str::to_owned));
        }
    }
    written
});

#[test]
fn every_sign_that_a_rule_names_is_written_by_check() {
    let rules = Rules::standard();
    let written = &*WRITTEN;
    let mut named: BTreeMap<&str, String> = BTreeMap::new();
    for c in &rules.codes {
        named.extend(c.has.iter().chain(&c.lacks).map(|s| (s.as_str(), c.id.clone())));
    }
    for i in &rules.items {
        let steps = i.steps.iter().chain(&i.form_steps).flat_map(|s| s.has.iter().chain(&s.lacks));
        named.extend(steps.chain(&i.not_applicable).chain(&i.by_hand).map(|s| (s.as_str(), format!("punt {}", i.id))));
    }
    let unknown: Vec<String> = named.iter().filter(|(s, _)| !written.contains(**s)).map(|(s, of)| format!("{s} (in {of})")).collect();
    assert!(unknown.is_empty(), "signs that nobody writes: {unknown:?}");
}

#[test]
fn every_sign_that_the_code_reads_is_written() {
    let written = &*WRITTEN;
    let reads = Regex::new(r#"signs\s*\.(?:holds|answer|get)\(\s*"([^"]+)"\s*\)"#).unwrap();
    let unknown: BTreeSet<String> = reads.captures_iter(&code()).map(|c| c[1].to_owned()).filter(|s| !written.contains(s)).collect();
    assert!(unknown.is_empty(), "signs that nobody writes: {unknown:?}");
}

#[test]
fn an_organisation_cannot_switch_off_the_law() {
    let off = |text: &str| Rules::load(&[("uit.toml".to_owned(), text.to_owned())], &[]);
    assert!(off("codes = [\"TOE01\"]\n").is_err());
    assert!(off("codes = [\"TAA03\"]\n").is_ok_and(|r| r.code("TAA03").is_none() && r.differs.len() == 1));
}

#[test]
fn all_that_is_wrong_with_own_rules_is_told_at_once_with_file_and_line() {
    let own = [
        ("parts/doelen.toml", "titel = \"Doelen\"\nvereist = \"wet\"\nbron = \"eigen\"\nrubriek = \"5\"\nkopen = []\n"),
        ("parts/dromen.toml", "titel = \"Dromen\"\nvereist = \"wet\"\nbron = \"eigen\"\nrubriek = \"5\"\n"),
        ("words/eigen.toml", "titel = \"Eigen\nwoorden = []\n"),
    ];
    let own: Vec<(String, String)> = own.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    let errors = Rules::load(&own, &[]).unwrap_err();
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("rules/parts/doelen.toml, regel 5:"), "{told:?}");
    assert!(told[1].contains("dromen") && told[2].starts_with("rules/words/eigen.toml, regel 1"), "{told:?}");
}
