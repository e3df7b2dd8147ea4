//! What is fuzzed: each reader by itself, archives and mails, and the whole line from bytes to a record.
//!
//! A target asks nothing of what it gets, but that there is an answer: no panic, no endless loop, no memory without end.

use oppkeur::model::Format;
use oppkeur::read::{self, ReadOptions, archive};
use oppkeur::{Options, Rules, audit_bytes};

/// The limits, small enough that a hostile file meets them soon.
#[must_use]
pub fn small() -> ReadOptions {
    let mut options = ReadOptions::default();
    options.limits.unpacked_bytes = 8 << 20;
    options.limits.text_bytes = 1 << 20;
    options.limits.stream_bytes = 1 << 20;
    options
}

/// Word.
pub fn docx(data: &[u8]) {
    drop(read::docx::read(data, Format::Docx, &small()));
}

/// Word of before 2007.
pub fn doc(data: &[u8]) {
    drop(read::doc::read(data, &small()));
}

/// RTF.
pub fn rtf(data: &[u8]) {
    drop(read::rtf::read(data, &small()));
}

/// `OpenDocument` text.
pub fn odt(data: &[u8]) {
    drop(read::odt::read(data, &small()));
}

/// Workbooks.
pub fn xlsx(data: &[u8]) {
    drop(read::xlsx::read(data, Format::Xlsx, &small()));
}

/// Workbooks of before 2007.
pub fn xls(data: &[u8]) {
    drop(read::xlsx::read(data, Format::Xls, &small()));
}

/// Binary workbooks.
pub fn xlsb(data: &[u8]) {
    drop(read::xlsx::read(data, Format::Xlsb, &small()));
}

/// `OpenDocument` sheets.
pub fn ods(data: &[u8]) {
    drop(read::xlsx::read(data, Format::Ods, &small()));
}

/// PDF.
pub fn pdf(data: &[u8]) {
    drop(read::pdf::read(data, &small()));
}

/// HTML.
pub fn html(data: &[u8]) {
    drop(read::html::read(data, &small()));
}

/// Plain text.
pub fn text(data: &[u8]) {
    drop(read::plain::read(data, &small()));
}

/// Archives and mails.
pub fn archive(data: &[u8]) {
    for format in [Format::Zip, Format::Eml, Format::Msg] {
        drop(archive::members("in", data, format, &small().limits));
    }
}

/// The whole line.
pub fn line(data: &[u8]) {
    let mut options = Options::new(jiff::civil::date(2026, 11, 23));
    options.read = small();
    let record = audit_bytes("school/opp", data, Rules::standard(), &options);
    assert!(!record.status.is_empty() && record.reden.as_deref() != Some("fout"), "a reader fell over");
}

/// A target: its name, what it does with bytes, and the endings of the fixtures that are its seeds.
pub type Target = (&'static str, fn(&[u8]), &'static [&'static str]);

/// All of them.
pub const TARGETS: &[Target] = &[
    ("docx", docx, &["docx", "docm", "dotx"]),
    ("doc", doc, &["doc"]),
    ("rtf", rtf, &["rtf"]),
    ("odt", odt, &["odt"]),
    ("xlsx", xlsx, &["xlsx", "xlsm"]),
    ("xls", xls, &["xls"]),
    ("xlsb", xlsb, &["xlsb"]),
    ("ods", ods, &["ods"]),
    ("pdf", pdf, &["pdf"]),
    ("html", html, &["html", "htm"]),
    ("text", text, &["txt"]),
    ("archive", archive, &["zip", "eml", "msg"]),
    ("line", line, &["docx", "doc", "rtf", "odt", "xlsx", "xls", "ods", "pdf", "html", "txt"]),
];
