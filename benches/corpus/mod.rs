//! Invented OPPs, the same bytes each time: plain .docx, .docx as Word leaves it, .xlsx and .pdf; and the least work that
//! yields their text at all.
#![allow(dead_code, clippy::unwrap_used, clippy::string_slice, reason = "a bench stops where it fails; each uses a part")]

mod floor;
mod pdf;
mod word;
mod workbook;

pub(crate) use floor::floor;

/// The formats, as `../../shared/research/peers.md` names them.
pub(crate) const FORMATS: [&str; 4] = ["docx", "docxw", "xlsx", "pdf"];

/// What a line of a document is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Heading,
    Text,
    /// A goal: a row of a table with its agreement beside it.
    Goal,
}

/// A document before it has a format.
pub(crate) struct Opp {
    pub(crate) lines: Vec<(Kind, String, String)>,
}

/// Heading, part of the passages under it, how many.
const SECTIONS: [(&str, &str, usize); 13] = [
    ("Integratief beeld", "integratief_beeld", 7),
    ("Bevorderende factoren", "bevorderende_factoren", 5),
    ("Belemmerende factoren", "belemmerende_factoren", 5),
    ("Onderwijsbehoeften", "behoeften_leerling", 7),
    ("Uitstroomprofiel", "uitstroomprofiel", 3),
    ("Onderbouwing van het uitstroomprofiel", "onderbouwing", 4),
    ("Doelen en afspraken", "doelen", 8),
    ("Aanpak", "afspraken", 8),
    ("Overleg met de ouders", "overleg", 3),
    ("Visie van de ouders", "zienswijze_ouders", 4),
    ("Mening van de leerling", "zienswijze_leerling", 4),
    ("Evaluatie", "evaluatie", 5),
    ("Instemming", "instemming", 2),
];
const NAMES: [&str; 8] = ["Sem Meinders", "Fenna Dijk", "Jurre Hout", "Amira Bos", "Teun Vos", "Noor Berg", "Milan Kok", "Lotte Wit"];

/// The passages of which documents are made: those that the models learn from, all fictional.
fn passages() -> &'static Vec<(String, String)> {
    static ALL: std::sync::LazyLock<Vec<(String, String)>> = std::sync::LazyLock::new(|| {
        let text = concat!(include_str!("../../rules/passages/w1.jsonl"), include_str!("../../rules/passages/w2.jsonl"));
        let field = |line: &serde_json::Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        lines.map(|line| (field(&line, "onderdeel"), field(&line, "tekst"))).collect()
    });
    &ALL
}

/// The n-th document.
pub(crate) fn opp(number: u64) -> Opp {
    let mut seed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % most.max(1)
    };
    let mut lines = vec![(Kind::Heading, "Ontwikkelingsperspectief".to_owned(), String::new())];
    let name = NAMES[next(NAMES.len())];
    for text in [
        format!("Naam: {name}"),
        format!("Geboortedatum: {}-{}-2015", 1 + next(28), 1 + next(12)),
        format!("Groep: {}", 4 + next(5)),
        "School: De Reiger".to_owned(),
        format!("Datum OPP: {}-9-2026", 1 + next(28)),
    ] {
        lines.push((Kind::Text, text, String::new()));
    }
    let of = |part: &str| passages().iter().filter(move |(p, _)| p == part).map(|(_, text)| text.clone()).collect::<Vec<_>>();
    for (heading, part, count) in SECTIONS {
        lines.push((Kind::Heading, heading.to_owned(), String::new()));
        let (all, agreements) = (of(part), of("afspraken"));
        for _ in 0..count {
            let text = all[next(all.len())].clone();
            if part == "doelen" {
                lines.push((Kind::Goal, text, agreements[next(agreements.len())].clone()));
            } else {
                lines.push((Kind::Text, text, String::new()));
            }
        }
    }
    Opp { lines }
}

/// The n-th document in a format.
pub(crate) fn document(format: &str, number: u64) -> Vec<u8> {
    let opp = opp(number);
    match format {
        "docx" => word::docx(&opp, false),
        "docxw" => word::docx(&opp, true),
        "xlsx" => workbook::xlsx(&opp),
        _ => pdf::pdf(&opp),
    }
}

/// The name under which it is read.
pub(crate) fn name(format: &str, number: u64) -> String {
    format!("school/opp-{number}.{}", format.trim_end_matches('w'))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A zip of these parts, without clock.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
