//! Records of schools, pupils and documents that do not exist: the same ones every time, in any number.
//!
//! Used by the tests and the bench of the reports. Nothing here reads a document.
#![allow(dead_code, reason = "each test takes what it needs")]

use oppkeur::report::Record;
use oppkeur::report::legend::Legend;
use oppkeur::report::record::{Dates, FindingRow, ITEMS, PartRow, Remark, SCHEMA, ScoreRow, SectionRow};

/// The day of all these audits.
pub(crate) const TODAY: &str = "2026-11-23";

const SCHOOLS: [(&str, &str, f64); 8] = [
    ("obs-de-zonnewijzer", "PO", 3.6),
    ("sbo-de-klaverhoek", "SBO", 3.1),
    ("so-het-noorderlicht", "SO", 2.7),
    ("vso-de-werkplaats", "VSO", 2.9),
    ("praktijkschool-de-haven", "PrO", 3.3),
    ("scholengemeenschap-de-brug", "VO", 3.8),
    ("basisschool 't Kompas", "PO", 2.3),
    ("ikc-de-vlinder", "PO", 4.1),
];

const FRAGMENTS: [&str; 10] = [
    "In groep 3 is een psychologisch onderzoek afgenomen met een disharmonisch profiel",
    "vader werkt in de bouw en moeder is sinds de scheiding overspannen",
    "de leerling krijgt verlengde instructie, pre-teaching en een plaats vooraan",
    "werken aan zelfvertrouwen",
    "=SOM(A1:A9) stond zo in de tabel van het volgsysteem",
    "hij is brutaal, lui en onhandelbaar volgens de invalkracht",
    "Cito M5 begrijpend lezen E, rekenen D, spelling D, woordenschat E en technisch lezen D",
    "<script>alert(1)</script> & \"aanhalingstekens\"",
    "ouders tekenden voor gezien op het formulier van vorig jaar",
    "de ambulant begeleider komt langs wanneer dat nodig is",
];

/// A generator of numbers, the same for the same seed (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// `count` records over eight schools, with all statuses and about eleven findings an OPP.
pub(crate) fn records(count: usize) -> Vec<Record> {
    let legend = Legend::default();
    let mut dice = Dice::new(20_261_123);
    let mut list: Vec<Record> = (0..count).map(|number| record(number, &legend, &mut dice)).collect();
    list.sort_by(|a, b| a.document.cmp(&b.document));
    list
}

fn record(number: usize, legend: &Legend, dice: &mut Dice) -> Record {
    let (school, kind, level) = SCHOOLS[dice.below(SCHOOLS.len())];
    let extension = ["docx", "docx", "pdf", "xlsx", "doc"][dice.below(5)];
    let mut record = Record::default();
    record.schema = SCHEMA;
    record.document = format!("{school}/groep {}/opp-{number:05}.{extension}", 1 + dice.below(8));
    record.id = format!("{:016x}", dice.next());
    record.school = school.to_owned();
    record.schooltype = if dice.below(30) == 0 { "onbekend".into() } else { kind.to_owned() };
    record.bestuur = Some("Stichting Morgenrood".to_owned());
    record.leerling = Some(format!("L-{:05x}", number / 8 * 7 + number % 8));
    record.actueel = ["ja", "ja", "ja", "ja", "nee", "onbekend"][dice.below(6)].to_owned();
    record.bestandstype = extension.to_owned();
    record.formulier = Some(format!("form-{}", school.len() % 4));
    match dice.below(25) {
        0 => unreadable(&mut record, dice),
        1 => {
            record.status = "geen_opp".to_owned();
            record.toelichting = Some("Dit is een verslag van een gesprek, geen OPP.".to_owned());
            record.gelezen = Some("geheel".to_owned());
            record.a4 = Some(2);
        }
        2 => judged(&mut record, "leeg_format", level, legend, dice),
        _ => judged(&mut record, "beoordeeld", level, legend, dice),
    }
    record
}

fn unreadable(record: &mut Record, dice: &mut Dice) {
    let reasons = ["versleuteld", "scan_zonder_tekst", "beschadigd", "niet_ondersteund"];
    record.status = "niet_leesbaar".to_owned();
    record.reden = Some(reasons[dice.below(reasons.len())].to_owned());
    record.toelichting = Some("Sla het bestand opnieuw op zonder wachtwoord, of lever het als docx aan.".to_owned());
}

fn judged(record: &mut Record, status: &str, level: f64, legend: &Legend, dice: &mut Dice) {
    let pages = 1 + dice.below(6) + dice.below(7) * dice.below(2);
    record.status = status.to_owned();
    record.gelezen = Some(if dice.below(20) == 0 { "deels" } else { "geheel" }.to_owned());
    if record.gelezen.as_deref() == Some("deels") {
        record.opmerkingen.push(Remark { soort: "pagina_zonder_tekst".into(), plaats: Some("p. 3".into()) });
    }
    record.a4 = Some(pages as u32 + 1);
    record.a4_opp = Some(pages as u32);
    record.woorden = Some(pages as u32 * 420);
    record.data = Dates {
        start: Some("2025-09-15".into()),
        monitoring: (dice.below(3) > 0).then(|| "2026-W06".into()),
        evaluatie: Some(["2026-06-19", "2027-06-18", "2026-12-11", "2027-02"][dice.below(4)].into()),
        instemming: (dice.below(2) > 0).then(|| "2025-10-02".into()),
        ..Dates::default()
    };
    record.uitstroom = vec![["vmbo-kb", "havo", "pro", "dagbesteding"][dice.below(4)].to_owned()];
    let themes = ["rustige-plek", "structuur", "lezen", "aandacht", "gedrag", "uitdaging"];
    record.themas = themes.iter().enumerate().filter(|(at, _)| dice.below(at + 2) == 0).map(|(_, t)| (*t).to_owned()).collect();
    scores(record, level, dice);
    parts(record, legend, dice);
    for _ in 0..dice.below(23) {
        let code = &legend.codes[dice.below(legend.codes.len())];
        record.bevindingen.push(finding(code, dice));
    }
    record.secties.push(SectionRow {
        kop: "Doelen".into(),
        onderdeel: "doelen".into(),
        plaats: "p. 2".into(),
        zekerheid: 0.9,
        woorden: 120,
        waardoor: "kop".into(),
    });
}

fn scores(record: &mut Record, level: f64, dice: &mut Dice) {
    for (item, _) in ITEMS {
        let drawn = (level + (dice.share() - 0.5) * 4.0).round().clamp(1.0, 5.0) as u8;
        let score = match item {
            "15" => "nvt".to_owned(),
            "10" | "14" if dice.below(2) == 0 => "nvt".to_owned(),
            "14" if dice.below(3) == 0 => "handmatig".to_owned(),
            _ => drawn.to_string(),
        };
        let places = if score == "nvt" { Vec::new() } else { vec![format!("p. {}", 1 + dice.below(4))] };
        record.scores.push(ScoreRow {
            punt: item.to_owned(),
            zekerheid: ["hoog", "midden", "laag"][dice.below(3)].to_owned(),
            waarom: format!("Gevonden: {} van de vijf kenmerken.", 1 + dice.below(5)),
            score,
            plaats: places,
        });
    }
    let lowest = ["11a", "11b"].iter().map(|item| record.score(item).to_owned()).min().unwrap_or_default();
    if let Some(eleven) = record.scores.iter_mut().find(|row| row.punt == "11") {
        eleven.score = lowest;
    }
}

fn parts(record: &mut Record, legend: &Legend, dice: &mut Dice) {
    for (at, part) in legend.parts.iter().enumerate() {
        let listed = (1..=22).contains(&at);
        if !listed && dice.below(3) > 0 {
            continue;
        }
        let status = ["aanwezig", "aanwezig", "aanwezig", "onvolledig", "leeg", "ontbreekt"][dice.below(if listed { 6 } else { 2 })];
        let there = matches!(status, "aanwezig" | "onvolledig");
        record.onderdelen.push(PartRow {
            onderdeel: part.onderdeel.clone(),
            vereist: if !listed {
                "nee"
            } else if at % 3 == 0 {
                "format"
            } else {
                "wet"
            }
            .to_owned(),
            status: status.to_owned(),
            kop: there.then(|| part.titel.clone()),
            plaats: there.then(|| format!("p. {}", 1 + at / 6)),
            zekerheid: "hoog".to_owned(),
            woorden: if there { 30 + dice.below(60) as u32 } else { 0 },
        });
    }
    let sum: u32 = record.onderdelen.iter().map(|row| row.woorden).sum();
    record.woorden = record.woorden.max(Some(sum));
}

fn finding(code: &oppkeur::report::legend::Code, dice: &mut Dice) -> FindingRow {
    let level = match code.code.get(..3) {
        Some("TOE") if code.code != "TOE02" => "wet",
        Some("OND") if matches!(code.code.as_str(), "OND01" | "OND02" | "OND04" | "OND05") => "wet",
        Some("CYC") if matches!(code.code.as_str(), "CYC02" | "CYC04") => "wet",
        Some("AVG" | "BES") => "controle",
        _ => "advies",
    };
    let has_words = matches!(code.code.get(..3), Some("AVG" | "LEN" | "TAA" | "BES"));
    FindingRow {
        code: code.code.clone(),
        bevinding: code.titel.clone(),
        niveau: level.to_owned(),
        ernst: ["hoog", "midden", "laag"][dice.below(3)].to_owned(),
        zekerheid: ["hoog", "midden", "laag"][dice.below(3)].to_owned(),
        punt: "2".to_owned(),
        onderdeel: if has_words { "voorgeschiedenis".to_owned() } else { String::new() },
        plaats: format!("p. {}, alinea {}", 1 + dice.below(5), 1 + dice.below(30)),
        fragment: if has_words { FRAGMENTS[dice.below(FRAGMENTS.len())].to_owned() } else { String::new() },
        uitleg: code.uitleg.clone(),
        advies: code.advies.clone(),
        bron: code.bron.clone(),
        kenmerk: format!("{:012x}", dice.next() >> 16),
        ..FindingRow::default()
    }
}
