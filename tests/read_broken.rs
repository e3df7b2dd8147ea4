//! Every way to be unreadable, a small file each, and the reason that is given (`fixtures/broken/README.md`).

use std::path::Path;

use oppkeur::model::{Document, Format, Reason, Unreadable};
use oppkeur::read::{Limits, ReadOptions, archive, html, plain, sniff, xlsx};

/// The formats of this test's readers; what another reader opens is left to its own tests.
fn open(name: &str, bytes: &[u8], options: &ReadOptions) -> Option<Result<Document, Unreadable>> {
    let seen = sniff::look(name, bytes);
    if let Some(refused) = seen.unreadable() {
        return Some(Err(refused));
    }
    match seen.format {
        Format::Xlsx | Format::Xlsm | Format::Xlsb | Format::Xls | Format::Ods => Some(xlsx::read(bytes, seen.format, options)),
        Format::Html => Some(html::read(bytes, options)),
        Format::Text => Some(plain::read(bytes, options)),
        Format::Docx => Some(oppkeur::read::docx::read(bytes, seen.format, options)),
        Format::Zip | Format::Eml | Format::Msg => {
            Some(archive::members(name, bytes, seen.format, &options.limits).map(|_| Document::default()))
        }
        _ => None,
    }
}

fn broken(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/broken").join(name)).unwrap_or_default()
}

/// The limits with which the small bombs are large.
fn small() -> ReadOptions {
    let mut options = ReadOptions::default();
    options.limits.unpacked_bytes = 4 << 20;
    options
}

#[test]
fn every_broken_file_has_its_reason() {
    let table = String::from_utf8(broken("README.md")).unwrap_or_default();
    let rows: Vec<Vec<&str>> = table.lines().filter(|l| l.starts_with("| `")).map(|l| l.split('|').map(str::trim).collect()).collect();
    assert!(rows.len() >= 20, "the table lost its rows");
    for row in rows {
        let [_, name, format, reason, detail, ..] = row.as_slice() else { panic!("a row of the table has too few cells") };
        let name = name.trim_matches('`');
        let bytes = broken(name);
        let seen = sniff::look(name, &bytes);
        assert_eq!(seen.format.extension(), *format, "format of {name}");
        let Some(result) = open(name, &bytes, &small()) else {
            assert_eq!(*reason, "(pdf)", "{name} is read elsewhere");
            continue;
        };
        let got = result.as_ref().err().map_or("-", |e| word(e.reason));
        assert_eq!(got, *reason, "reason of {name}");
        let got = result.err().and_then(|e| e.detail).unwrap_or("-");
        assert_eq!(got, *detail, "detail of {name}");
    }
}

/// The words of the contract, part 4.
fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::Encrypted => "versleuteld",
        Reason::ScanWithoutText => "scan_zonder_tekst",
        Reason::Damaged => "beschadigd",
        Reason::Unsupported => "niet_ondersteund",
        Reason::Empty => "leeg",
        Reason::TooLarge => "te_groot",
        Reason::Timeout => "tijdslimiet",
        Reason::UntrustedText => "tekst_onbetrouwbaar",
        Reason::CannotOpen => "niet_te_openen",
        _ => "fout",
    }
}

/// Cut off anywhere, or with a bit turned: an answer, never a panic.
#[test]
fn cut_and_flipped_files_get_an_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/read");
    let options = small();
    let mut tried = 0;
    for kind in ["sheets", "archive"] {
        let Ok(entries) = std::fs::read_dir(folder.join(kind)) else { continue };
        for path in entries.filter_map(Result::ok).map(|e| e.path()).filter(|p| p.extension().is_none_or(|e| e != "txt" && e != "md")) {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let bytes = std::fs::read(&path).unwrap_or_default();
            for step in 0..24 {
                let cut = bytes.len() * step / 24;
                _ = open(&name, bytes.get(..cut).unwrap_or_default(), &options);
                let mut flipped = bytes.clone();
                // Spread over the file, another bit each time.
                if let Some(byte) = flipped.get_mut(cut + step) {
                    *byte ^= 1 << (step % 8);
                }
                _ = open(&name, &flipped, &options);
                tried += 2;
            }
        }
    }
    assert!(tried > 300);
}

#[test]
fn limits_hold_for_members_of_archives() {
    let bytes = broken("zipbom.zip");
    let mut limits = Limits::default();
    limits.unpacked_bytes = 4 << 20;
    let members = archive::members("zipbom.zip", &bytes, Format::Zip, &limits).unwrap_or_default();
    let refused: Vec<Reason> = members.iter().filter_map(|m| m.refused.as_ref()).map(|r| r.reason).collect();
    assert_eq!(refused, [Reason::TooLarge]);
    // A thousand times its size is a bomb whatever the room.
    let members = archive::members("zipbom.zip", &bytes, Format::Zip, &Limits::default()).unwrap_or_default();
    assert!(members.iter().all(|m| m.refused.is_some()));
}
