//! Word files as people see them: every fixture against the text that was written down for it by hand.
//!
//! What a line of a `.txt` says stands in `shown`.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture must fail")]

mod shown;

use std::fs;
use std::path::{Path, PathBuf};

use oppkeur::model::{BlockKind, Document, Format, Reason};
use oppkeur::read::{ReadOptions, docx, ticks};
use shown::show;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/read/word")
}

fn read(name: &str) -> Result<Document, Reason> {
    let bytes = fs::read(folder().join(name)).unwrap();
    let mut document = docx::read(&bytes, Format::Docx, &ReadOptions::default()).map_err(|error| error.reason)?;
    ticks::split(&mut document);
    Ok(document)
}

#[test]
fn every_fixture_reads_as_it_was_written_down() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut names: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for path in names.iter().filter(|path| path.extension().is_some_and(|extension| extension == "docx")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let shown = match read(name) {
            Ok(document) => show(&document),
            Err(reason) => format!("! {reason:?}\n"),
        };
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        if shown != expected {
            wrong.push(format!("{name}: read\n{shown}"));
        }
        count += 1;
    }
    assert!(count >= 23, "{count} fixtures");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bold_is_known_to_the_letter() {
    let document = read("stijlen.docx").unwrap();
    let line = document.blocks.iter().find(|block| block.text.words().starts_with("Naam")).unwrap();
    assert_eq!(line.text.bold(), [(0, 6)]);
    assert!(!line.look.bold);
    let alone = document.blocks.iter().find(|block| block.text.words() == "Alleen vet").unwrap();
    assert!(alone.look.bold && alone.kind == BlockKind::Paragraph, "a bold line is a look, not a heading");
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
    for name in ["besturingselementen.docx", "tabel.docx", "noten.docx", "libreoffice.docx"] {
        let whole = fs::read(folder().join(name)).unwrap();
        for _ in 0..25 {
            let cut = random(whole.len());
            let _ = docx::read(&whole[..cut], Format::Docx, &ReadOptions::default());
            let mut spoilt = whole.clone();
            for _ in 0..1 + random(6) {
                let at = random(spoilt.len());
                spoilt[at] ^= 1 << random(8);
            }
            let _ = docx::read(&spoilt, Format::Docx, &ReadOptions::default());
        }
    }
}

#[test]
fn tables_in_tables_in_tables_end() {
    use std::io::Write;
    let deep = 1000;
    let inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>laag</w:t></w:r></w:p>".repeat(deep);
    let close = "<w:p/></w:tc></w:tr></w:tbl>".repeat(deep);
    let text = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{inner}{close}<w:p><w:r><w:t>slot</w:t></w:r></w:p></w:body></w:document>"
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let document = docx::read(&bytes, Format::Docx, &ReadOptions::default()).unwrap();
    assert!(document.blocks.iter().any(|block| block.text.words() == "slot"), "what comes after is read");
    assert!(document.notes.iter().any(|note| note.kind == oppkeur::model::NoteKind::CutOff));
}
