//! PDFs made by several programs, against what a person sees in them (`fixtures/read/pdf`), and files meant to do harm.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use oppkeur::model::{Block, BlockKind, Document, HiddenKind, NoteKind, PictureKind, Reason};
use oppkeur::read::{ReadOptions, pdf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/read/pdf")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn read(name: &str) -> Document {
    pdf::read(&bytes(name), &ReadOptions::default()).unwrap()
}

/// A line per block: page, cell, what it is, its words.
fn shown(document: &Document) -> String {
    document.blocks.iter().fold(String::new(), |mut out, block| {
        let page = block.place.page.unwrap_or(0);
        let cell = block.cell.map(|c| format!(" t{}r{}k{}{}", c.table + 1, c.row + 1, c.column + 1, if c.header { "*" } else { "" }));
        let label = block.label.as_ref().map(|l| format!(" ({})", l.words()));
        _ = writeln!(out, "p{page}{} {}{}: {}", cell.unwrap_or_default(), kind(block), label.unwrap_or_default(), block.text.words());
        out
    })
}

fn kind(block: &Block) -> String {
    let bold = if block.look.bold { " vet" } else { "" };
    match block.kind {
        BlockKind::Heading { level } => format!("kop {level}"),
        BlockKind::ListItem { .. } => format!("lijst{bold}"),
        BlockKind::Field { filled, .. } => format!("veld {}", if filled { "gevuld" } else { "leeg" }),
        BlockKind::Tick { on } => format!("vinkje {}", if on { "aan" } else { "uit" }),
        BlockKind::Comment => "opmerking".to_owned(),
        BlockKind::Hidden(HiddenKind::Invisible) => "verborgen".to_owned(),
        BlockKind::PageHeader => "kopregel".to_owned(),
        BlockKind::PageFooter => "voetregel".to_owned(),
        _ => format!("alinea{bold}"),
    }
}

/// Each file beside which its text lies reads as that text.
#[test]
fn every_fixture_reads_as_it_shows() {
    let mut checked = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let golden = path.with_extension("pdf.txt");
        if path.extension().is_none_or(|e| e != "pdf") || !golden.exists() {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(shown(&read(&name)), std::fs::read_to_string(golden).unwrap(), "{name}");
        checked += 1;
    }
    assert!(checked >= 12, "the fixtures lost their texts");
}

#[test]
fn what_cannot_be_judged_says_why() {
    let reasons = [
        ("wachtwoord-pypdf.pdf", Reason::Encrypted),
        ("scan-reportlab.pdf", Reason::ScanWithoutText),
        ("gecodeerd-met-de-hand.pdf", Reason::UntrustedText),
        ("xfa-pypdf.pdf", Reason::Unsupported),
    ];
    for (name, reason) in reasons {
        let refused = pdf::read(&bytes(name), &ReadOptions::default()).unwrap_err();
        assert_eq!(refused.reason, reason, "{name}");
        assert_eq!(refused.detail, (reason == Reason::Unsupported).then_some("xfa"), "{name}");
    }
    for nothing in [b"".as_slice(), b"%PDF-1.7\n", b"geen pdf"] {
        assert_eq!(pdf::read(nothing, &ReadOptions::default()).unwrap_err().reason, Reason::Damaged);
    }
}

#[test]
fn a_scanned_page_among_typed_ones_is_told() {
    let notes = read("scan-en-tekst-reportlab.pdf").notes;
    let pages: Vec<_> = notes.iter().map(|n| (n.kind, n.place.as_ref().and_then(|p| p.page))).collect();
    assert_eq!(pages, [(NoteKind::PageWithoutText, Some(2))]);
}

#[test]
fn attachments_are_told() {
    assert!(read("opmerkingen-pypdf.pdf").notes.iter().any(|n| n.kind == NoteKind::EmbeddedFile));
}

/// An A3 is two A4, an A5 half of one; three and a half are four.
#[test]
fn sheets_count_by_their_size() {
    assert_eq!(read("bladmaten-reportlab.pdf").a4.pages, 4);
    assert_eq!(read("tabel-libreoffice.pdf").a4.pages, 2);
}

/// Cards with round corners and shaded cells are no drawings.
#[test]
fn frames_are_no_pictures() {
    for name in ["kaarten-chromium.pdf", "tabel-libreoffice.pdf", "vakjes-getekend-reportlab.pdf"] {
        let kinds: Vec<PictureKind> = read(name).pictures.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, [], "{name}");
    }
}

/// Damage of every kind ends in a document or a reason, never in a panic.
#[test]
fn damaged_files_end_well() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "pdf") {
            continue;
        }
        let whole = std::fs::read(&path).unwrap();
        for tenth in 0..10 {
            let mut hurt = whole.clone();
            hurt.truncate(whole.len() * tenth / 10);
            let _ = pdf::read(&hurt, &ReadOptions::default());
            let mut hurt = whole.clone();
            for at in (tenth..hurt.len()).step_by(97) {
                if let Some(byte) = hurt.get_mut(at) {
                    *byte = byte.wrapping_mul(31).wrapping_add(tenth as u8);
                }
            }
            let _ = pdf::read(&hurt, &ReadOptions::default());
        }
    }
}

/// A file whose table of references points nowhere is rebuilt from its objects, and says so.
#[test]
fn a_lost_table_of_references_is_rebuilt() {
    let whole = bytes("vreemde-inhoud-met-de-hand.pdf");
    let cut = whole.windows(4).rposition(|w| w == b"xref").unwrap() - 30;
    let document = pdf::read(whole.get(..cut).unwrap(), &ReadOptions::default()).unwrap();
    assert!(document.notes.iter().any(|n| n.kind == NoteKind::Damaged));
    assert!(document.blocks.iter().any(|b| b.text.words().contains("na het plaatje")));
}

/// Objects put into a file with a table of references.
fn file(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).into_bytes());
    }
    let table = out.len();
    let size = objects.len() + 1;
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").into_bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    out.extend(format!("trailer <</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF").into_bytes());
    out
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>stream\n{content}\nendstream", content.len())
}

fn page(content: &str, resources: &str, more: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>"),
        stream("", content),
    ];
    objects.extend_from_slice(more);
    file(&objects)
}

/// Lines of text at a place, each paragraph of so many lines; a bit of room below each.
fn set(x: u32, paragraphs: &[usize], word: &str, level: Option<&[usize]>) -> String {
    let (mut out, mut y, mut number) = (String::new(), 780_u32, 0);
    for (at, lines) in paragraphs.iter().enumerate() {
        for _ in 0..*lines {
            number += 1;
            out += &format!("BT /F 10 Tf {x} {y} Td ({word}{number} en nog wat woorden tot de rand) Tj ET\n");
            y -= 12;
        }
        // Where rows begin level, the longer of both decides.
        let other = level.and_then(|l| l.get(at)).copied().unwrap_or(0);
        y -= 12 * u32::try_from(other.saturating_sub(*lines)).unwrap() + 8;
    }
    out
}

/// Text in two columns is read one after the other; rows that begin level are a table, read across.
#[test]
fn running_text_in_two_columns_is_no_table() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned();
    let (left, right) = ([3, 2, 4, 3, 2], [2, 4, 3, 2, 4]);
    let read =
        |content: String| pdf::read(&page(&content, "/Font<</F 5 0 R>>", std::slice::from_ref(&font)), &ReadOptions::default()).unwrap();
    let columns = read(set(50, &left, "links", None) + &set(310, &right, "rechts", None));
    let words: Vec<&str> =
        columns.blocks.iter().flat_map(|b| b.text.words().split(' ')).filter(|w| w.ends_with(|c: char| c.is_ascii_digit())).collect();
    let in_order: Vec<String> = (1..=14).map(|n| format!("links{n}")).chain((1..=15).map(|n| format!("rechts{n}"))).collect();
    assert_eq!(words, in_order);
    assert_eq!(columns.blocks.len(), 10, "five paragraphs a column");
    assert!(columns.blocks.iter().all(|b| b.cell.is_none()));
    let table = read(set(50, &left, "links", Some(&right)) + &set(310, &right, "rechts", Some(&left)));
    assert_eq!(table.blocks.iter().filter(|b| b.cell.is_some()).count(), 10, "{}", shown(&table));
}

/// Rare ways to write letters, each met in files of the world: the words are there all the same.
#[test]
fn rare_ways_to_write_letters_are_read() {
    let plain = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned();
    // The filter is an object of its own.
    let inner: String = "BT /F 12 Tf 60 700 Td (verwezen filter) Tj ET".bytes().map(|b| format!("{b:02x}")).collect();
    let form = stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Filter 7 0 R", &format!("{inner}>"));
    let referred = page("/X Do", "/XObject<</X 6 0 R>>", &[plain.clone(), form, "/ASCIIHexDecode".to_owned()]);
    // Drawn letters are named after their codes, and measured in units of their own.
    let names: String = (97..=122).map(|code| format!("/a{code}")).collect();
    let drawn = format!(
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 25 30]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 122/Widths[{}]/CharProcs<<>>\
         /Encoding<</Differences[97{names}]>>>>",
        "22 ".repeat(26)
    );
    let named = page("BT /F .4 Tf 60 700 Td (getekend) Tj ET", "/Font<</F 5 0 R>>", &[drawn]);
    // Dots lead to a page number.
    let leaders = "(.)-400".repeat(25);
    let led = page(&format!("BT /F 12 Tf 60 700 Td [(Onze)-300(aanpak)-600{leaders}-600(7)] TJ ET"), "/Font<</F 5 0 R>>", &[plain]);
    // The codes are Unicode themselves.
    let coded =
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode/Identity-H/DescendantFonts[<</Subtype/CIDFontType2>>]>>";
    let coded = page("BT /F 12 Tf 60 700 Td <00670065007A00690065006E> Tj ET", "/Font<</F 5 0 R>>", &[coded.to_owned()]);
    for (bytes, words) in [(referred, "verwezen filter"), (named, "getekend"), (led, "Onze aanpak"), (coded, "gezien")] {
        let text = pdf::read(&bytes, &ReadOptions::default()).map(|d| shown(&d)).unwrap_or_default();
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// Files made to hang a reader or to eat its memory come to an end, with the words that stand before the harm.
#[test]
fn hostile_files_come_to_an_end() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned();
    let word = "BT /F 12 Tf 60 700 Td (woord vooraf) Tj ET ";
    let calls = "/X Do ".repeat(50);
    let tree = stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>", &calls);
    let wide = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Subtype/CIDFontType2/W[0 4294967295 500]>>]>>";
    let files = [
        ("forms that call each other", page(&format!("{word}{calls}"), "/Font<</F 5 0 R>>/XObject<</X 6 0 R>>", &[font.clone(), tree])),
        ("a million q", page(&format!("{word}{}", "q ".repeat(1_000_000)), "/Font<</F 5 0 R>>", std::slice::from_ref(&font))),
        ("deep arrays", page(&format!("{word}{}", "[".repeat(500_000)), "/Font<</F 5 0 R>>", std::slice::from_ref(&font))),
        (
            "widths of every code",
            page(&format!("{word}BT /G 9 Tf (ab) Tj ET"), "/Font<</F 5 0 R/G 6 0 R>>", &[font.clone(), wide.to_owned()]),
        ),
        (
            "huge numbers",
            page(&format!("{word}1e99 9999999999999999999999 -1 0 0 1e300 cm BT /F 1e30 Tf (x) Tj ET"), "/Font<</F 5 0 R>>", &[font]),
        ),
    ];
    for (what, bytes) in files {
        let started = std::time::Instant::now();
        let document = pdf::read(&bytes, &ReadOptions::default());
        assert!(started.elapsed().as_secs() < 60, "{what} took too long");
        let text = document.map(|d| shown(&d)).unwrap_or_default();
        assert!(text.contains("woord vooraf"), "{what}: the words before it are gone");
    }
    // A page tree that is its own child.
    let looped = file(&["<</Type/Catalog/Pages 2 0 R>>".to_owned(), "<</Type/Pages/Kids[2 0 R]/Count 9>>".to_owned()]);
    assert!(pdf::read(&looped, &ReadOptions::default()).is_err());
}
