//! Old Word, RTF and OpenDocument files as people see them: every fixture against the text written down for it by hand.
//!
//! What a line of a `.txt` says stands in `shown`.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod shown;

use std::fs;
use std::path::{Path, PathBuf};

use oppkeur::model::{BlockKind, Document, PageMethod, Reason, Spot};
use oppkeur::read::{ReadOptions, doc, odt, rtf, ticks};
use shown::show;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/read/legacy")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Document, Reason> {
    let options = ReadOptions::default();
    let document = match name.rsplit('.').next() {
        Some("doc") => doc::read(bytes, &options),
        Some("rtf") => rtf::read(bytes, &options),
        _ => odt::read(bytes, &options),
    };
    document.map_err(|error| error.reason)
}

fn read(name: &str) -> Result<Document, Reason> {
    let mut document = read_bytes(name, &bytes(name))?;
    ticks::split(&mut document);
    Ok(document)
}

/// The fixtures: everything that is no text, script or explanation.
fn fixtures() -> Vec<String> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| [".doc", ".rtf", ".odt"].iter().any(|end| name.ends_with(end))).collect();
    names.sort();
    names
}

#[test]
fn every_fixture_reads_as_it_was_written_down() {
    let mut wrong = Vec::new();
    let names = fixtures();
    for name in &names {
        let shown = match read(name) {
            Ok(document) => show(&document),
            Err(reason) => format!("! {reason:?}\n"),
        };
        let expected = fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap_or_default();
        if shown != expected {
            wrong.push(format!("{name}: read\n{shown}"));
        }
    }
    assert!(names.len() >= 25, "{} fixtures", names.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bold_is_known_to_the_letter() {
    for name in ["stijlen.doc", "lijst.rtf", "lijst.odt"] {
        let document = read(name).unwrap();
        let line = document.blocks.iter().find(|block| block.text.words().starts_with("Naam")).unwrap();
        assert_eq!(line.text.bold().first().map(|range| range.0), Some(0), "{name}");
        assert!(line.text.bold().iter().all(|range| range.1 <= 6), "{name}: the value is not bold");
        assert!(!line.look.bold, "{name}");
    }
    for name in ["stijlen.doc", "lijst.rtf"] {
        let document = read(name).unwrap();
        let alone = document.blocks.iter().find(|block| block.text.words() == "Alleen vet").unwrap();
        assert!(alone.look.bold && alone.kind == BlockKind::Paragraph, "{name}: a bold line is a look, not a heading");
    }
}

#[test]
fn prompts_in_grey_are_seen_as_grey() {
    for name in ["verborgen.rtf", "verborgen.odt"] {
        let document = read(name).unwrap();
        let prompt = document.blocks.iter().find(|block| block.text.words() == "grijze aanwijzing").unwrap();
        assert!(prompt.look.grey, "{name}");
    }
}

#[test]
fn dates_of_the_file_are_days() {
    for name in ["lijst.rtf", "noten.odt"] {
        let document = read(name).unwrap();
        assert_eq!(document.made.as_deref(), Some("2026-09-01"), "{name}");
        assert_eq!(document.changed.as_deref(), Some("2026-10-12"), "{name}");
    }
}

#[test]
fn pages_are_estimated_and_places_are_told() {
    for name in ["tabel.doc", "tabel.rtf", "tabel.odt"] {
        let document = read(name).unwrap();
        assert_eq!((document.a4.pages, document.a4.method), (1, PageMethod::Estimated), "{name}");
        let last = document.blocks.iter().find(|block| block.text.words() == "samen met ouders").unwrap();
        assert_eq!(last.place.page, Some(1), "{name}");
        assert_eq!(last.place.spot, Spot::Row { table: 1, row: 3 }, "{name}");
    }
}

#[test]
fn a_page_break_begins_a_page() {
    let rtf = b"{\\rtf1\\ansi\\pard een\\par\\page twee\\par\\pard\\pagebb drie\\par}";
    let document = read_bytes("x.rtf", rtf).unwrap();
    let pages: Vec<_> = document.blocks.iter().map(|block| block.place.page).collect();
    assert_eq!(pages, [Some(1), Some(2), Some(3)]);
    assert_eq!(document.a4.pages, 3);
}

#[test]
fn a_footer_behind_a_table_is_no_cell_of_it() {
    let rtf = b"{\\rtf1\\ansi{\\footer\\pard voet\\par}\\trowd\\cellx3000\\cellx6000\\pard\\intbl Doel\\cell Rekenen\\cell\\row}";
    let document = read_bytes("x.rtf", rtf).unwrap();
    let shown: Vec<_> = document.blocks.iter().map(|block| (block.text.words(), block.cell.is_some())).collect();
    assert_eq!(shown, [("Doel", true), ("Rekenen", true), ("voet", false)]);
}

#[test]
fn what_is_no_document_says_why() {
    assert_eq!(read_bytes("x.doc", b"not a container").unwrap_err(), Reason::Damaged);
    assert_eq!(read_bytes("x.rtf", b"not rtf").unwrap_err(), Reason::Damaged);
    assert_eq!(read_bytes("x.odt", b"PK not a zip").unwrap_err(), Reason::Damaged);
    assert_eq!(read_bytes("x.rtf", b"{\\rtf1\\ansi\\pard\\par}").unwrap_err(), Reason::Empty);
    assert_eq!(read("versleuteld.odt").unwrap_err(), Reason::Encrypted);
    // A .doc says in one bit that it has a password (fEncrypted of the FIB).
    let mut whole = bytes("noten.doc");
    let fib = whole.chunks(64).position(|sector| sector.starts_with(&[0xEC, 0xA5])).unwrap() * 64;
    whole[fib + 0x0B] |= 1;
    assert_eq!(read_bytes("x.doc", &whole).unwrap_err(), Reason::Encrypted);
}

#[test]
fn a_file_that_breaks_off_or_is_spoilt_never_panics() {
    let mut seed = 7_u64;
    let mut random = move |below: usize| {
        // xorshift: the same spoils on every machine.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    for name in fixtures() {
        let whole = bytes(&name);
        for _ in 0..20 {
            let cut = random(whole.len());
            let _ = read_bytes(&name, &whole[..cut]);
            let mut spoilt = whole.clone();
            for _ in 0..1 + random(6) {
                let at = random(spoilt.len());
                spoilt[at] ^= 1 << random(8);
            }
            let _ = read_bytes(&name, &spoilt);
        }
    }
}

#[test]
fn groups_tables_and_elements_without_end_end() {
    let deep = format!("{{\\rtf1 {}diep{}\\par slot\\par}}", "{\\b ".repeat(20_000), "}".repeat(20_000));
    let document = read_bytes("x.rtf", deep.as_bytes()).unwrap();
    assert_eq!(document.blocks.len(), 2);
    let nested: String = (1..2000).map(|depth| format!("\\pard\\intbl\\itap{depth} laag\\nestcell")).collect();
    let document = read_bytes("x.rtf", format!("{{\\rtf1 {nested}\\pard slot\\par}}").as_bytes()).unwrap();
    assert_eq!(document.blocks.last().map(|block| block.text.words()), Some("slot"));
    let notes = format!("{{\\rtf1 {}diep{}\\par}}", "{\\footnote a\\par ".repeat(200), "}".repeat(200));
    assert!(read_bytes("x.rtf", notes.as_bytes()).is_ok());
}
