//! What learning from passages promises: sound labels, fresh weights, the same bytes again, and sense on plain sentences.
#![allow(clippy::expect_used, reason = "a test may stop")]
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use oppkeur::passages::{Single, judge};
use oppkeur::resembles::{BadWeights, Learned, Strength, Weights};
use oppkeur::rules::Rules;
use oppkeur::train::{Passage, digest, headings, read, train};

/// The values of the features (contract, part 9).
const FEATURES: &[(&str, &[&str])] = &[
    ("aanpak", &["onderbouwd", "gekoppeld", "concreet", "algemeen"]),
    ("behoefte_van", &["leerling", "leraren", "ouders"]),
    ("concreet", &["true", "false"]),
    ("doel", &["concreet", "deels", "vaag"]),
    ("domein", &["leerling", "onderwijs", "thuis"]),
    ("inclusie", &["maatregel", "frase"]),
    ("kant", &["bevorderend", "belemmerend"]),
    ("maatregel", &["basis", "extra"]),
    ("onderbouwing", &["geen", "zonder_factoren", "gewogen"]),
    ("ouders", &["geraadpleegd", "geinformeerd", "genoemd"]),
    ("respect", &["ok", "kwetsend"]),
    ("stem", &["eigen", "samengevat", "genoemd", "leeg"]),
    ("succes", &["true", "false"]),
    ("toestemming", &["gegeven", "ongetekend", "voorbehoud", "geweigerd", "gezien", "geen"]),
    ("uitstroom", &["concreet", "vaag"]),
    ("wanneer", &["true", "false"]),
    ("wie", &["true", "false"]),
    ("zorg", &["genoemd", "contact", "afspraak"]),
];
/// The codes that a single passage can justify (contract, part 9).
const CODES: &[&str] = &[
    "AVG01", "AVG02", "AVG03", "AVG04", "AVG05", "AVG07", "TAA01", "TAA02", "TAA03", "LEN05", "DOE01", "CYC05", "CYC06", "DOE05", "OND04",
    "TOE05", "SAM01",
];
const SHIPPED: &[u8] = include_bytes!("../rules/weights.bin");

fn passages() -> Vec<Passage> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/passages");
    let mut files: Vec<_> = std::fs::read_dir(dir).expect("rules/passages").map(|e| e.expect("entry").path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let text = |f: &Path| std::fs::read_to_string(f).expect("readable");
    files.iter().flat_map(|f| read(&f.file_stem().expect("name").to_string_lossy(), &text(f)).expect("passages")).collect()
}

#[test]
fn labels_are_those_of_the_contract() {
    let features: BTreeMap<&str, &[&str]> = FEATURES.iter().copied().collect();
    let mut ids = BTreeSet::new();
    for p in passages() {
        assert!(ids.insert(p.id.clone()), "{} twice", p.id);
        for code in p.codes.iter().chain(&p.niet) {
            assert!(CODES.contains(&code.as_str()), "{}: {code}", p.id);
        }
        assert!(!p.codes.iter().any(|c| p.niet.contains(c)), "{}: a code both justified and not", p.id);
        for (name, value) in &p.kenmerk {
            assert!(features.get(name.as_str()).is_some_and(|v| v.contains(&value.word())), "{}: {name} {}", p.id, value.word());
        }
    }
    assert!(ids.len() >= 7_854);
}

#[test]
fn shipped_weights_are_those_of_the_passages() {
    let weights = Weights::from_bytes(SHIPPED).expect("sound");
    let fresh: String = digest(&passages()).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(weights.digest(), fresh, "stale: run `oppkeur rules train`");
    assert_eq!(weights.to_bytes(), SHIPPED);
}

#[test]
fn what_headings_look_like_was_learned_from_the_headings_in_the_rules() {
    let weights = Weights::from_bytes(include_bytes!("../rules/koppen.bin")).expect("sound");
    let fresh: String = digest(&headings::passages(Rules::standard())).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(weights.digest(), fresh, "stale: run `oppkeur rules train`");
}

#[test]
fn a_heading_that_nobody_listed_is_known_by_likeness() {
    let learned = Learned::shipped_headings();
    for (heading, part) in [
        ("hier lukt het al goed", "bevorderende_factoren"),
        ("wat staat in de weg", "belemmerende_factoren"),
        ("zo denken vader en moeder over dit plan", "zienswijze_ouders"),
        ("waarom verwachten wij deze uitstroom", "onderbouwing"),
    ] {
        assert_eq!(learned.judge(heading).part().0, part, "{heading}");
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes without optimisation: run with --release")]
fn training_again_gives_the_same_bytes() {
    assert!(train(&passages()).to_bytes() == SHIPPED, "other bytes");
}

#[test]
fn damaged_weights_are_refused() {
    assert_eq!(Weights::from_bytes(b"PK\x03\x04").err(), Some(BadWeights::NotWeights));
    assert_eq!(Weights::from_bytes(&[]).err(), Some(BadWeights::NotWeights));
    for cut in [5, 40, 300, 70_000, SHIPPED.len() - 1] {
        assert_eq!(Weights::from_bytes(&SHIPPED[..cut]).err(), Some(BadWeights::Damaged), "cut at {cut}");
    }
    let mut other = SHIPPED.to_vec();
    other[4] ^= 0x40;
    assert_eq!(Weights::from_bytes(&other).err(), Some(BadWeights::OtherVersion));
    let mut longer = SHIPPED.to_vec();
    longer.push(0);
    assert_eq!(Weights::from_bytes(&longer).err(), Some(BadWeights::Damaged));
}

#[test]
fn no_wrong_byte_stops_the_program() {
    for at in (0..2_000).step_by(67).chain([SHIPPED.len() - 1_000, SHIPPED.len() - 1]) {
        let mut bytes = SHIPPED.to_vec();
        bytes[at] ^= 0x81;
        if let Ok(weights) = Weights::from_bytes(&bytes) {
            let _ = Learned::new(weights).judge("Moeder tekent op vrijdag.").part();
        }
    }
}

#[test]
fn open_prose_is_recognised() {
    let learned = Learned::shipped();
    let part = |text: &str| learned.judge(text).part().0.to_owned();
    assert_eq!(part("Verwacht uitstroomprofiel: vmbo-kader."), "uitstroomprofiel");
    assert_eq!(part("Startdatum 1 september 2025, eindevaluatie 26 juni 2026."), "data");
    assert_eq!(part("Eind maart leest Kasper 60 woorden per minuut op kaart 3."), "doelen");
    assert_eq!(part("Ouders gaan akkoord met het handelingsdeel, handtekening 12 oktober 2025."), "instemming");
    let looks = learned.judge("Vader zit in de gevangenis en moeder heeft schulden.");
    assert_eq!(looks.strength("AVG05"), Strength::Sure);
    assert!(looks.code("AVG05") > 0.5 && looks.code("TAA02") < 0.2);
    assert_eq!(learned.judge("Beter leren samenwerken en meer zelfvertrouwen krijgen.").feature("doel").map(|f| f.0), Some("vaag"));
}

#[test]
fn plain_agreements_and_odd_input_are_left_alone() {
    let learned = Learned::shipped();
    let heavy = ["AVG01", "AVG02", "AVG03", "AVG04", "AVG05", "AVG07", "TAA01", "TAA02", "TAA03"];
    for text in [
        "Mevrouw Bakker leest op dinsdag en donderdag een kwartier met Kasper, tot de meivakantie.",
        "De mentor belt elke vrijdag met zijn ouders over de week.",
        "Rekent vlot tot honderd.",
        "",
        "   \n\t",
        "12345",
        "💡 → ✓",
        "\u{0}\u{fffd}",
    ] {
        let looks = learned.judge(text);
        assert!(heavy.iter().all(|c| looks.strength(c) == Strength::No), "{} bytes", text.len());
        assert!(looks.parts().map(|(_, p)| p).sum::<f32>() < 1.001);
    }
    assert_eq!(learned.judge(&"woord ".repeat(20_000)).parts().count(), 32);
}

#[test]
fn the_nearest_passage_shows_what_it_looks_like() {
    let learned = Learned::shipped();
    let (example, near) = learned.nearest("Ouders zijn gescheiden en vader is uit beeld.", Some("AVG05")).expect("something");
    assert!(example.codes.iter().any(|c| c == "AVG05"));
    assert!(near > 0.2 && near <= 1.001);
}

#[test]
fn dates_decide_what_is_outdated() {
    let codes = |opp: &str| {
        let passage = Single {
            id: "x".into(),
            tekst: "Intelligentieonderzoek uit maart 2022: TIQ 84.".into(),
            opp_datum: opp.into(),
            ..Single::default()
        };
        let judged = judge(Learned::shipped(), &passage);
        assert_eq!(judged.omdat.len(), 1 + judged.codes.len(), "a reason for the part and for each code");
        judged.codes
    };
    assert!(codes("2025-10-06").contains(&"AVG02".to_owned()));
    assert!(!codes("2022-10-06").contains(&"AVG02".to_owned()));
}
