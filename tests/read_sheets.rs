//! Workbooks, archives and mails made by several programs, against what a person sees in them (`fixtures/read/sheets`).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use oppkeur::model::{Block, BlockKind, Document, Format, HiddenKind, NoteKind, PictureKind, Spot};
use oppkeur::read::{Limits, ReadOptions, archive, sniff, xlsx};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/read").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap_or_default()
}

fn read(name: &str) -> Document {
    let bytes = bytes(name);
    xlsx::read(&bytes, sniff::format(name, &bytes), &ReadOptions::default()).unwrap_or_default()
}

/// A line per block: where it stands, what it is, its words.
fn shown(document: &Document) -> String {
    document.blocks.iter().fold(String::new(), |mut out, block| {
        _ = writeln!(out, "{} {}: {}", place(block), kind(block.kind), block.text.words());
        out
    })
}

fn place(block: &Block) -> String {
    match &block.place.spot {
        Spot::Cell { sheet, cell } => format!("{sheet}!{cell}"),
        _ => "-".to_owned(),
    }
}

fn kind(kind: BlockKind) -> String {
    match kind {
        BlockKind::Heading { level } => format!("kop {level}"),
        BlockKind::Tick { on: true } => "vinkje aan".to_owned(),
        BlockKind::Tick { on: false } => "vinkje uit".to_owned(),
        BlockKind::Comment => "opmerking".to_owned(),
        BlockKind::Hidden(HiddenKind::HiddenCells) => "verborgen cel".to_owned(),
        BlockKind::Hidden(_) => "verborgen".to_owned(),
        BlockKind::PageHeader => "kopregel".to_owned(),
        BlockKind::PageFooter => "voetregel".to_owned(),
        _ => "alinea".to_owned(),
    }
}

fn golden(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap_or_default()
}

/// The three programs save the same form: what a person sees is the same but for what the table in the README names.
#[test]
fn a_form_reads_the_same_from_every_format() {
    for name in ["formulier-openpyxl.xlsx", "formulier-libreoffice.xls", "formulier-libreoffice.ods"] {
        let path = format!("sheets/{name}");
        assert_eq!(shown(&read(&path)), golden(&format!("{path}.txt")), "{name}");
    }
}

#[test]
fn other_workbooks_read_as_they_show() {
    for name in ["tekstvak-xlsxwriter.xlsx", "strict-met-de-hand.xlsx", "evaluatie-xlwt.xls"] {
        let path = format!("sheets/{name}");
        assert_eq!(shown(&read(&path)), golden(&format!("{path}.txt")), "{name}");
    }
}

#[test]
fn looks_spans_and_dates_come_along() {
    let document = read("sheets/formulier-openpyxl.xlsx");
    let at = |cell: &str| {
        document.blocks.iter().find(|b| place(b) == format!("Perspectief!{cell}") && b.kind != BlockKind::Heading { level: 1 })
    };
    let title = document.blocks.iter().find(|b| b.kind == BlockKind::Heading { level: 2 });
    assert_eq!(title.and_then(|b| b.cell).map(|c| (c.columns, c.rows)), Some((3, 1)));
    assert_eq!(at("A2").map(|b| (b.look.bold, b.look.shaded, b.look.size)), Some((true, true, 11.0)));
    assert_eq!(at("A10").map(|b| (b.look.italic, b.look.grey)), Some((true, true)));
    assert_eq!(at("B9").map(|b| b.text.bold().to_vec()), Some(vec![(11, 21)]));
    assert_eq!(document.made.as_deref(), Some("2026-09-01"));
    assert_eq!(document.a4.pages, 2);
}

#[test]
fn charts_and_pictures_are_told() {
    let document = read("sheets/tekstvak-xlsxwriter.xlsx");
    assert_eq!(document.pictures.iter().map(|p| p.kind).collect::<Vec<_>>(), [PictureKind::Chart]);
}

/// Two cells at the far corners and a count of strings that lies: read at once, and no rectangle is laid out.
#[test]
fn far_cells_and_false_counts_do_no_harm() {
    let document = read("sheets/verre-cellen.xlsx");
    assert_eq!(shown(&document), "Sheet!A1 alinea: begin\nSheet!XFD1048576 alinea: einde\n");
}

#[test]
fn limits_cut_off_and_say_so() {
    let bytes = bytes("sheets/formulier-openpyxl.xlsx");
    let mut options = ReadOptions::default();
    options.limits.cells = 4;
    let document = xlsx::read(&bytes, Format::Xlsx, &options).unwrap_or_default();
    assert!(document.notes.iter().any(|n| n.kind == NoteKind::CutOff));
    assert!(!document.blocks.is_empty());
}

/// calamine as a second reader: every text and number that it finds in the cells stands in a block.
#[test]
fn calamine_finds_no_cell_that_we_miss() {
    use calamine::{Data, Reader as _};
    for name in ["formulier-openpyxl.xlsx", "tekstvak-xlsxwriter.xlsx", "formulier-libreoffice.xls", "evaluatie-xlwt.xls"] {
        let path = format!("sheets/{name}");
        let ours = shown(&read(&path));
        let Ok(mut book) = calamine::open_workbook_auto(fixture(&path)) else { panic!("calamine does not open {name}") };
        for (sheet, range) in book.worksheets() {
            for (_, _, value) in range.used_cells() {
                if let Data::String(text) = value
                    && sheet != "Lijsten"
                {
                    for line in text.lines().filter(|l| !l.trim().is_empty()) {
                        assert!(ours.contains(line.trim()), "a text of {name} is missing");
                    }
                }
            }
        }
    }
}

#[test]
fn an_archive_is_walked_like_a_folder() {
    let bytes = bytes("archive/schoolmap.zip");
    let members = archive::members("schoolmap.zip", &bytes, sniff::format("schoolmap.zip", &bytes), &Limits::default()).unwrap_or_default();
    let names: Vec<(&str, bool)> = members.iter().map(|m| (m.name.as_str(), m.litter)).collect();
    let want = [
        ("groep 7/opp-1.txt", false),
        ("buiten.txt", false),
        ("__MACOSX/groep 7/._opp-1.txt", true),
        ("oud.zip!/opp-3.txt", false),
        ("foto.png", false),
    ];
    assert_eq!(names, want);
    assert_eq!(members.first().map(|m| m.bytes.as_slice()), Some(b"Doel: lezen op M5.".as_slice()));
}

#[test]
fn a_mail_gives_its_attachments_or_its_own_words() {
    let members = |name: &str| {
        let bytes = bytes(name);
        archive::members(name, &bytes, sniff::format(name, &bytes), &Limits::default()).unwrap_or_default()
    };
    let with = members("archive/met-bijlagen.eml");
    let names: Vec<(&str, bool)> = with.iter().map(|m| (m.name.as_str(), m.litter)).collect();
    assert_eq!(names, [("opp bé.txt", false), ("rest.zip!/map/opp-2.txt", false), ("logo.png", true)]);
    let without = members("archive/zonder-bijlagen.eml");
    assert_eq!(without.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(), ["bericht.txt"]);
    let words = without.first().map(|m| String::from_utf8_lossy(&m.bytes).trim().to_owned());
    assert_eq!(words.as_deref(), Some("Ouders vragen om uitstel van het gesprek."));
}

#[test]
fn archives_in_archives_end_somewhere() {
    let mut limits = Limits::default();
    limits.member_depth = 1;
    let bytes = bytes("archive/schoolmap.zip");
    let members = archive::members("schoolmap.zip", &bytes, Format::Zip, &limits).unwrap_or_default();
    assert!(members.iter().any(|m| m.name == "oud.zip" && m.refused.is_some()));
}
