//! Plants names in every place of documents of every kind, and looks for them in all that an audit writes and says.
//!
//! Each place has a name of its own, so that a failure tells which place leaks.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use oppkeur::model::Text;
use oppkeur::{Options, Rules, audit_bytes};
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A place in a document, and the name that is planted there.
const PLACES: &[(&str, &str)] = &[
    ("head of the form", "Zonnevijlder"),
    ("first name", "Tjibbewout"),
    ("sentence that is a finding", "Kwakkelhoven"),
    ("heading", "Brombeerstra"),
    ("cell", "Watersloter"),
    ("header", "Ooievaarsma"),
    ("comment", "Pimpelmeester"),
    ("hidden text", "Schaduwkamp"),
    ("deleted text", "Doorhaalder"),
    ("footnote", "Notenkraker"),
    ("form value", "Formulierink"),
    ("sheet name", "Tabbladstra"),
    ("signature", "Tekenhaarsma"),
];

/// Numbers, mail and address: none of them may be seen either.
const NUMBERS: &[&str] = &["999990019", "999 990 019", "0612345678", "06-12345678", "kwakkel@voorbeeld", "Windroosplein 17"];

/// A name that stands in no text, but in the properties of the file: nothing reads it.
const AUTHOR: &str = "Bestandsmaker";

/// A name that stands in file names only: the column `document` may show it, nothing else.
const FILE_NAME: &str = "Omgevallenstein";

fn name(place: &str) -> &'static str {
    PLACES.iter().find(|(p, _)| *p == place).map(|(_, n)| *n).unwrap()
}

/// A sentence about others, as AVG05 finds it, that names somebody in passing.
fn sentence(name: &str) -> String {
    format!("Sinds de scheiding van de ouders woont zijn broertje Floris {name} bij vader, die een verslaving heeft en schulden.")
}

/// Heading and text of each section of the document that every format holds.
fn sections() -> Vec<(String, Vec<String>)> {
    let (first, last) = (name("first name"), name("head of the form"));
    vec![
        (
            "Gegevens".to_owned(),
            vec![
                format!("Naam leerling: {first} {last}"),
                "Geboortedatum: 3-4-2015".to_owned(),
                "BSN: 999990019".to_owned(),
                "Adres: Windroosplein 17, 9999 ZX Westerhaven".to_owned(),
                "Telefoon: 06-12345678, mail kwakkel@voorbeeld.nl".to_owned(),
                "Start: 1 september 2026. Evaluatie: 12 januari 2027.".to_owned(),
            ],
        ),
        (
            "Bevorderende factoren".to_owned(),
            vec![format!(
                "{first} leert graag en heeft een IQ van 88 volgens het onderzoek van mevrouw J. {}.",
                name("sentence that is a finding")
            )],
        ),
        ("Belemmerende factoren".to_owned(), vec![sentence(name("sentence that is a finding")), format!("{first} is lui en lastig.")]),
        (format!("Doelen van {first} {}", name("heading")), vec![format!("{first} leest in juni 2027 op niveau M5.")]),
        ("Uitstroomprofiel".to_owned(), vec!["Vmbo-kb, omdat hij in kleine stappen goed leert.".to_owned()]),
        (
            "Afspraken".to_owned(),
            vec![format!(
                "De leraar oefent elke week met {first}. Moeder Wilma {} belt met de school.",
                name("sentence that is a finding")
            )],
        ),
        ("Instemming".to_owned(), vec![format!("Voor gezien: mevrouw Wilma {}, 2 oktober 2026.", name("signature"))]),
    ]
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn packed(files: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn core_properties() -> String {
    format!(
        r#"<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{AUTHOR}</dc:creator><cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy></cp:coreProperties>"#
    )
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

fn relations(of: &[(&str, &str)]) -> String {
    let rows: String = of
        .iter()
        .enumerate()
        .map(|(n, (kind, target))| format!(r#"<Relationship Id="rId{}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#, n + 1))
        .collect();
    format!(r#"<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>"#)
}

fn content_types(of: &[(&str, &str)]) -> String {
    let rows: String = of
        .iter()
        .map(|(part, kind)| {
            format!(r#"<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>"#)
        })
        .collect();
    format!(
        r#"<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{rows}</Types>"#
    )
}

fn docx() -> Vec<u8> {
    let run = |text: &str| format!(r#"<w:r><w:t xml:space="preserve">{}</w:t></w:r>"#, xml(text));
    let paragraph = |inner: &str| format!("<w:p>{inner}</w:p>");
    let mut body = String::new();
    for (heading, lines) in sections() {
        body += &format!(r#"<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{}</w:p>"#, run(&heading));
        for line in lines {
            body += &paragraph(&run(&line));
        }
    }
    body += &format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        paragraph(&run("Thuis")),
        paragraph(&run(&sentence(name("cell"))))
    );
    body += &format!(r#"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r></w:p>"#, xml(&sentence(name("hidden text"))));
    body += &format!(
        r#"<w:p><w:del w:id="1" w:author="{AUTHOR}"><w:r><w:delText>{}</w:delText></w:r></w:del></w:p>"#,
        xml(&sentence(name("deleted text")))
    );
    body += &format!(
        r#"<w:sdt><w:sdtPr><w:alias w:val="Mentor"/><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"#,
        paragraph(&run(&sentence(name("form value"))))
    );
    body += &format!(
        r#"<w:p>{}<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="3"/></w:r></w:p>"#,
        run("Zie de noot.")
    );
    let root =
        |tag: &str, inner: &str| format!(r#"<?xml version="1.0"?><w:{tag} xmlns:w="{WORD}" xmlns:r="{RELATIONS}">{inner}</w:{tag}>"#);
    let section = r#"<w:sectPr><w:headerReference w:type="default" r:id="rId3"/></w:sectPr>"#;
    let comment = format!(r#"<w:comment w:id="3" w:author="{AUTHOR}">{}</w:comment>"#, paragraph(&run(&sentence(name("comment")))));
    let note = format!(r#"<w:footnote w:id="2">{}</w:footnote>"#, paragraph(&run(&sentence(name("footnote")))));
    packed(&[
        (
            "[Content_Types].xml",
            content_types(&[
                ("word/document.xml", "wordprocessingml.document.main"),
                ("word/comments.xml", "wordprocessingml.comments"),
                ("word/footnotes.xml", "wordprocessingml.footnotes"),
                ("word/header1.xml", "wordprocessingml.header"),
            ]),
        ),
        ("_rels/.rels", relations(&[("officeDocument", "word/document.xml"), ("metadata/core-properties", "docProps/core.xml")])),
        ("docProps/core.xml", core_properties()),
        ("word/document.xml", root("document", &format!("<w:body>{body}{section}</w:body>"))),
        (
            "word/_rels/document.xml.rels",
            relations(&[("comments", "comments.xml"), ("footnotes", "footnotes.xml"), ("header", "header1.xml")]),
        ),
        ("word/comments.xml", root("comments", &comment)),
        ("word/footnotes.xml", root("footnotes", &note)),
        ("word/header1.xml", root("hdr", &paragraph(&run(&format!("OPP van Floris {}", name("header")))))),
    ])
}

fn xlsx() -> Vec<u8> {
    let mut rows = String::new();
    let mut n = 0;
    let mut row = |cells: &[&str]| {
        n += 1;
        let cells: String = cells
            .iter()
            .zip(["A", "B"])
            .map(|(text, column)| format!(r#"<c r="{column}{n}" t="inlineStr"><is><t>{}</t></is></c>"#, xml(text)))
            .collect();
        rows += &format!(r#"<row r="{n}">{cells}</row>"#);
    };
    for (heading, lines) in sections() {
        row(&[&heading]);
        for line in lines {
            match line.split_once(": ") {
                Some((label, value)) => row(&[&format!("{label}:"), value]),
                None => row(&[&line]),
            }
        }
    }
    row(&["Thuis", &sentence(name("cell"))]);
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let hidden = format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>"#, xml(&sentence(name("hidden text"))));
    let sheet = |rows: &str| format!(r#"<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#);
    packed(&[
        (
            "[Content_Types].xml",
            content_types(&[
                ("xl/workbook.xml", "spreadsheetml.sheet.main"),
                ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
                ("xl/worksheets/sheet2.xml", "spreadsheetml.worksheet"),
            ]),
        ),
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml"), ("metadata/core-properties", "docProps/core.xml")])),
        ("docProps/core.xml", core_properties()),
        (
            "xl/workbook.xml",
            format!(
                r#"<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{RELATIONS}"><sheets><sheet name="OPP van Floris {}" sheetId="1" r:id="rId1"/><sheet name="Lijst" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>"#,
                name("sheet name")
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relations(&[("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml")])),
        ("xl/worksheets/sheet1.xml", sheet(&rows)),
        ("xl/worksheets/sheet2.xml", sheet(&hidden)),
    ])
}

fn odt() -> Vec<u8> {
    let names = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0""#;
    let mut body = String::new();
    for (heading, lines) in sections() {
        body += &format!(r#"<text:h text:outline-level="1">{}</text:h>"#, xml(&heading));
        for line in lines {
            body += &format!("<text:p>{}</text:p>", xml(&line));
        }
    }
    body += &format!(
        r#"<text:p>Zie de opmerking.<office:annotation><dc:creator>{AUTHOR}</dc:creator><text:p>{}</text:p></office:annotation></text:p>"#,
        xml(&sentence(name("comment")))
    );
    let meta = format!(
        r#"<?xml version="1.0"?><office:document-meta {names}><office:meta><dc:creator>{AUTHOR}</dc:creator></office:meta></office:document-meta>"#
    );
    packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
        (
            "content.xml",
            format!(
                r#"<?xml version="1.0"?><office:document-content {names}><office:body><office:text>{body}</office:text></office:body></office:document-content>"#
            ),
        ),
        ("meta.xml", meta),
    ])
}

fn rtf() -> Vec<u8> {
    let mut out = format!(r"{{\rtf1\ansi\ansicpg1252{{\info{{\author {AUTHOR}}}}}");
    for (heading, lines) in sections() {
        let _ = write!(out, r"\pard\outlinelevel0\b {heading}\b0\par ");
        for line in lines {
            let _ = write!(out, r"\pard {line}\par ");
        }
    }
    let _ = write!(out, r"\pard\v {}\v0\par }}", sentence(name("hidden text")));
    out.into_bytes()
}

fn html() -> Vec<u8> {
    let mut out = format!(r#"<!DOCTYPE html><html><head><meta name="author" content="{AUTHOR}"><title>OPP</title></head><body>"#);
    for (heading, lines) in sections() {
        let _ = write!(out, "<h2>{}</h2>", xml(&heading));
        for line in lines {
            let _ = write!(out, "<p>{}</p>", xml(&line));
        }
    }
    let _ = write!(out, "<table><tr><th>Thuis</th><td>{}</td></tr></table></body></html>", xml(&sentence(name("cell"))));
    out.into_bytes()
}

fn plain() -> Vec<u8> {
    let lines = sections().into_iter().flat_map(|(heading, lines)| std::iter::once(heading).chain(lines));
    lines.collect::<Vec<_>>().join("\n").into_bytes()
}

/// One page of Helvetica with a form field.
fn pdf() -> Vec<u8> {
    let mut content = "BT /F1 9 Tf 12 TL 40 800 Td\n".to_owned();
    for (heading, lines) in sections() {
        for line in std::iter::once(heading).chain(lines) {
            // Long lines are broken as a printer does.
            let mut row = String::new();
            for word in line.split(' ') {
                if row.len() + word.len() > 95 {
                    let _ = writeln!(content, "({row}) Tj T*");
                    row.clear();
                }
                row = if row.is_empty() { word.to_owned() } else { format!("{row} {word}") };
            }
            let _ = writeln!(content, "({row}) Tj T*");
        }
    }
    content += "ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R] /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (thuis) /TU (Thuis) /V ({}) /Rect [40 40 500 60] /P 3 0 R >>",
            sentence(name("form value"))
        ),
        format!("<< /Author ({AUTHOR}) >>"),
    ];
    let mut out = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        let _ = writeln!(out, "{} 0 obj\n{object}\nendobj", n + 1);
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(out, "trailer\n<< /Size {} /Root 1 0 R /Info 7 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

/// Each kind of document, and the places that it has.
fn documents() -> Vec<(&'static str, Vec<u8>, Vec<&'static str>)> {
    let text = ["head of the form", "first name", "sentence that is a finding", "heading", "signature"];
    let with = |more: &[&'static str]| [&text[..], more].concat();
    vec![
        ("docx", docx(), with(&["cell", "header", "comment", "hidden text", "deleted text", "footnote", "form value"])),
        ("xlsx", xlsx(), with(&["cell", "hidden text"])),
        ("odt", odt(), with(&["comment"])),
        ("rtf", rtf(), with(&["hidden text"])),
        ("html", html(), with(&["cell"])),
        ("txt", plain(), with(&[])),
        ("pdf", pdf(), with(&["form value"])),
    ]
}

/// The names and numbers that a text lets out.
fn leaks(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let planted = PLACES.iter().map(|(place, name)| (format!("{name} ({place})"), *name));
    let numbers = NUMBERS.iter().map(|n| ((*n).to_owned(), *n));
    let author = std::iter::once((format!("{AUTHOR} (file properties)"), AUTHOR));
    planted.chain(numbers).chain(author).filter(|(_, word)| lower.contains(&word.to_lowercase())).map(|(said, _)| said).collect()
}

/// A file as text; a zip (a workbook, a letter) as the text of its parts.
fn readable(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    if !bytes.starts_with(b"PK") {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    for i in 0..zip.len() {
        let mut part = Vec::new();
        zip.by_index(i).unwrap().read_to_end(&mut part).unwrap();
        out += &String::from_utf8_lossy(&part);
    }
    out
}

fn oppkeur(dir: &Path, args: &[&str]) -> (String, String) {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_oppkeur"))
        .args(args)
        .current_dir(dir)
        .env("OPPKEUR_STATE", dir.join("staat"))
        .env("TMPDIR", dir.join("tijdelijk"))
        .env("OPPKEUR_MOCK", "5:30")
        .output()
        .unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The documents under `scholen`, with a name in each file name.
fn planted() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("scholen/de-reiger")).unwrap();
    for (kind, bytes, _) in documents() {
        fs::write(dir.path().join(format!("scholen/de-reiger/OPP {FILE_NAME}.{kind}")), bytes).unwrap();
    }
    fs::create_dir(dir.path().join("tijdelijk")).unwrap();
    // And one that is damaged half-way.
    let half = docx();
    fs::write(dir.path().join(format!("scholen/de-reiger/half {FILE_NAME}.docx")), half.get(..half.len() / 2).unwrap()).unwrap();
    dir
}

#[test]
fn every_planted_place_is_read() {
    // Otherwise what follows would prove nothing.
    let dir = planted();
    let (out, _) = oppkeur(dir.path(), &["inspect", "scholen", "--json"]);
    for (kind, _, places) in documents() {
        let line = out.lines().find(|l| l.contains(&format!("OPP {FILE_NAME}.{kind}"))).unwrap();
        for place in places {
            assert!(line.contains(name(place)), "{kind}: the {place} was not read");
        }
        assert!(!line.contains(AUTHOR), "{kind}: the properties of the file are no text of it");
    }
}

#[test]
fn the_library_lets_no_name_out() {
    let options = Options::new(jiff::civil::date(2026, 11, 23));
    for (kind, bytes, _) in documents() {
        let mut record = audit_bytes(&format!("de-reiger/OPP {FILE_NAME}.{kind}"), &bytes, Rules::standard(), &options);
        assert_eq!(record.status, "beoordeeld", "{kind}");
        assert!(record.bevindingen.iter().any(|f| !f.fragment.is_empty()), "{kind}: no fragment, so nothing is proved");
        record.document.clear();
        let said = format!("{}\n{record:?}", serde_json::to_string(&record).unwrap());
        assert_eq!(leaks(&said), Vec::<String>::new(), "{kind}");
        assert!(!said.contains(FILE_NAME), "{kind}");
    }
}

#[test]
fn an_audit_lets_no_name_out() {
    let dir = planted();
    let (out, err) = oppkeur(dir.path(), &["audit", "scholen", "--out", "uit", "--today", "2026-11-23", "--verbose"]);
    for (what, text) in [("stdout", &out), ("stderr", &err)] {
        assert_eq!(leaks(text), Vec::<String>::new(), "{what}");
        assert!(!text.contains(FILE_NAME), "{what} names a file");
    }
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(dir.path().join("uit")).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
        assert_eq!(leaks(&readable(entry.path())), Vec::<String>::new(), "{}", entry.path().display());
        seen += 1;
    }
    assert!(seen >= 8);
}

/// The values of a journal, unpacked.
fn journal(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap();
    let mut rest = bytes.strip_prefix(b"oppkeur-journaal 1\n").unwrap();
    let mut out = Vec::new();
    while let Some((head, after)) = rest.split_at_checked(32) {
        let (value, after) = after.split_at(u32::from_le_bytes(head[..4].try_into().unwrap()) as usize);
        // A length, that many bytes, and what goes beside them; or all of it as one.
        let first = value.get(..4).map_or(0, |l| u32::from_le_bytes(l.try_into().unwrap()) as usize);
        let pieces = value.get(4..).and_then(|v| v.split_at_checked(first)).map_or(vec![value], |(a, b)| vec![a, b]);
        for piece in pieces {
            let mut text = String::new();
            flate2::read::DeflateDecoder::new(piece).read_to_string(&mut text).unwrap_or_default();
            out.push(text);
        }
        rest = after;
    }
    out
}

#[test]
fn the_state_folder_holds_no_name_and_nothing_stays_in_the_temporary_one() {
    let dir = planted();
    oppkeur(dir.path(), &["audit", "scholen", "--out", "uit", "--today", "2026-11-23"]);
    oppkeur(dir.path(), &["convert", "scholen", "--out", "nieuw"]);
    let mut judged = 0;
    for entry in walkdir::WalkDir::new(dir.path().join("staat")).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
        let path = entry.path();
        let mut texts = vec![String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned(), path.display().to_string()];
        if path.extension().is_some_and(|e| e == "journaal") {
            texts.extend(journal(path));
        }
        for text in texts {
            assert_eq!(leaks(&text), Vec::<String>::new(), "{}", path.display());
            assert!(!text.contains(FILE_NAME) && !text.contains("de-reiger"), "{}: not even the name of a file", path.display());
            judged += usize::from(text.contains("\"bevindingen\""));
        }
    }
    assert!(judged >= documents().len(), "the journal was not read, so nothing is proved");
    assert_eq!(fs::read_dir(dir.path().join("tijdelijk")).unwrap().count(), 0);
}

#[cfg(debug_assertions)]
#[test]
fn a_panic_tells_the_place_in_the_code_only() {
    for isolation in ["process", "thread"] {
        let dir = planted();
        let text = format!("oppkeur-mock panic {}", String::from_utf8(plain()).unwrap());
        fs::write(dir.path().join("scholen/de-reiger/paniek.txt"), text).unwrap();
        let (out, err) = oppkeur(dir.path(), &["audit", "scholen", "--out", "uit", "--today", "2026-11-23", "--isolation", isolation]);
        assert_eq!((leaks(&out), leaks(&err)), (Vec::new(), Vec::new()), "{isolation}");
        assert!(isolation == "thread" || err.contains("er ging iets mis (src/fence/mock.rs:"), "{err}");
    }
}

#[test]
fn the_name_of_a_file_stands_in_the_column_document_only() {
    let dir = planted();
    oppkeur(dir.path(), &["audit", "scholen", "--out", "uit", "--today", "2026-11-23"]);
    for line in fs::read_to_string(dir.path().join("uit/audit.jsonl")).unwrap().lines() {
        let mut record: Value = serde_json::from_str(line).unwrap();
        assert!(record.as_object_mut().unwrap().remove("document").unwrap().as_str().unwrap().contains(FILE_NAME));
        assert!(!record.to_string().contains(FILE_NAME));
    }
    for entry in fs::read_dir(dir.path().join("uit")).unwrap().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|e| e == "csv") {
            let text = fs::read_to_string(entry.path()).unwrap();
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let at = reader.headers().unwrap().iter().position(|h| h == "document");
            for row in reader.records().map(Result::unwrap) {
                let named = row.iter().enumerate().find(|(n, cell)| Some(*n) != at && cell.contains(FILE_NAME));
                assert_eq!(named, None, "{}", entry.path().display());
            }
        }
    }
    for name in ["uitvoering.json", "LEES-MIJ.txt"] {
        assert!(!fs::read_to_string(dir.path().join("uit").join(name)).unwrap().contains(FILE_NAME));
    }
}

#[test]
fn a_conversion_tells_of_its_moves_without_words() {
    let dir = planted();
    let (out, err) = oppkeur(dir.path(), &["convert", "scholen", "--out", "nieuw"]);
    assert_eq!((leaks(&out), leaks(&err)), (Vec::new(), Vec::new()));
    for name in ["conversies.csv", "verplaatsingen.csv"] {
        assert_eq!(leaks(&fs::read_to_string(dir.path().join("nieuw").join(name)).unwrap()), Vec::<String>::new(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn reports_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = planted();
    oppkeur(dir.path(), &["audit", "scholen", "--out", "uit", "--today", "2026-11-23"]);
    for entry in walkdir::WalkDir::new(dir.path().join("uit")).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{}", entry.path().display());
    }
}

#[test]
fn a_childs_words_cannot_be_printed_by_accident() {
    let text = Text::new("Sem raakt snel afgeleid");
    assert_eq!(format!("{text:?}"), "Text(23 bytes)");
    let document = oppkeur::read::document("opp.txt", &plain(), &oppkeur::read::ReadOptions::default()).unwrap();
    assert_eq!(leaks(&format!("{document:?}")), Vec::<String>::new());
}
