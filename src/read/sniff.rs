//! What a file is: its bytes decide, its name helps only where the bytes leave a choice.

use std::io::{Cursor, Read as _};

use memchr::memmem;
use zip::ZipArchive;

use crate::model::{Format, Reason, Unreadable};

/// How much of a text is looked at.
const HEAD: usize = 8 << 10;
/// Bytes of a package's own table of contents that are looked at.
const CONTENTS: u64 = 1 << 20;
/// Local headers that are looked at in a zip without directory.
const HEADERS: usize = 64;

/// What a file was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// What its bytes are.
    pub format: Format,
    /// Why it need not be opened: it has a password, is empty, or is of a kind that is not read.
    pub refused: Option<(Reason, Option<&'static str>)>,
}

impl Seen {
    /// The refusal as the readers give it.
    #[must_use]
    pub fn unreadable(&self) -> Option<Unreadable> {
        self.refused.map(|(reason, detail)| Unreadable { format: self.format, reason, detail })
    }

    fn as_format(format: Format) -> Seen {
        Seen { format, refused: None }
    }

    fn encrypted(format: Format) -> Seen {
        Seen { format, refused: Some((Reason::Encrypted, None)) }
    }

    /// A kind that is not read; `detail` is a key of `rules/labels.toml` under `toelichting`.
    fn other(detail: &'static str) -> Seen {
        Seen { format: Format::Other, refused: Some((Reason::Unsupported, Some(detail))) }
    }
}

/// What the bytes are.
#[must_use]
pub fn format(name: &str, bytes: &[u8]) -> Format {
    look(name, bytes).format
}

/// What the bytes are, and whether that alone says that they cannot be read.
#[must_use]
pub fn look(name: &str, bytes: &[u8]) -> Seen {
    if bytes.is_empty() {
        return Seen { format: by_name(name).unwrap_or_default(), refused: Some((Reason::Empty, None)) };
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || bytes.starts_with(b"PK00PK\x03\x04") {
        return package(name, bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return compound(name, bytes);
    }
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    if memmem::find(head.get(..1024.min(head.len())).unwrap_or_default(), b"%PDF-").is_some() {
        return Seen::as_format(Format::Pdf);
    }
    // Excel 2 to 4 wrote their records without a container: the first says where it begins.
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..] | [0x09, 0x08, 0x08, 0x00, ..]) {
        return Seen::as_format(Format::Xls);
    }
    if let Some(detail) = signature(bytes) {
        return Seen::other(detail);
    }
    text(name, head)
}

/// The format that a name promises.
#[must_use]
pub fn by_name(name: &str) -> Option<Format> {
    let extension = name.rsplit_once('.')?.1.to_lowercase();
    Some(match extension.as_str() {
        "docx" => Format::Docx,
        "docm" => Format::Docm,
        "dotx" | "dotm" => Format::Dotx,
        "doc" | "dot" => Format::Doc,
        "rtf" => Format::Rtf,
        "odt" | "ott" => Format::Odt,
        "xlsx" | "xltx" => Format::Xlsx,
        "xlsm" | "xltm" => Format::Xlsm,
        "xlsb" => Format::Xlsb,
        "xls" | "xlt" => Format::Xls,
        "ods" | "ots" => Format::Ods,
        "pdf" => Format::Pdf,
        "html" | "htm" | "mht" | "mhtml" => Format::Html,
        "eml" => Format::Eml,
        "msg" => Format::Msg,
        "zip" => Format::Zip,
        "txt" | "md" | "csv" => Format::Text,
        _ => return None,
    })
}

/// A zip: an Office package, an OpenDocument, or an archive of files.
fn package(name: &str, bytes: &[u8]) -> Seen {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else { return broken_package(name, bytes) };
    let names: Vec<String> =
        zip.file_names_raw().take(20_000).map(|n| String::from_utf8_lossy(n).replace('\\', "/").to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|n| n.trim_start_matches('/') == name);
    if has("[content_types].xml") {
        let types = entry(&mut zip, "[Content_Types].xml").unwrap_or_default();
        if let Some(seen) = office(&types) {
            return seen;
        }
    }
    let under = |folder: &str| names.iter().any(|n| n.trim_start_matches('/').starts_with(folder));
    if has("mimetype") || (has("content.xml") && has("meta-inf/manifest.xml")) {
        let manifest = entry(&mut zip, "META-INF/manifest.xml").unwrap_or_default();
        let mimetype = entry(&mut zip, "mimetype").unwrap_or_else(|| manifest.clone());
        if let Some(seen) = open_document(&mimetype, &manifest) {
            return seen;
        }
    }
    if has("word/document.xml") {
        Seen::as_format(Format::Docx)
    } else if has("xl/workbook.xml") {
        Seen::as_format(Format::Xlsx)
    } else if has("xl/workbook.bin") {
        Seen::as_format(Format::Xlsb)
    } else if under("ppt/") {
        Seen::other("presentatie")
    } else if under("index/") && names.iter().any(|n| n.ends_with(".iwa")) || has("index.zip") {
        Seen::other("iwork")
    } else {
        let files = names.iter().filter(|n| !n.ends_with('/')).count();
        let locked = (0..zip.len()).filter(|&i| zip.by_index_raw(i).is_ok_and(|e| e.is_file() && e.encrypted())).count();
        if files > 0 && locked == files { Seen::encrypted(Format::Zip) } else { Seen::as_format(Format::Zip) }
    }
}

fn is_office_format(format: Format) -> bool {
    matches!(format, Format::Docx | Format::Docm | Format::Dotx | Format::Xlsx | Format::Xlsm | Format::Xlsb)
}

/// A zip whose directory is gone: its first local headers tell what it was.
fn broken_package(promised: &str, bytes: &[u8]) -> Seen {
    let (mut other, mut is_office) = (0usize, false);
    for at in memmem::find_iter(bytes, b"PK\x03\x04").take(HEADERS) {
        let Some(&[low, high]) = bytes.get(at + 26..at + 28) else { break };
        let length = usize::from(u16::from_le_bytes([low, high]));
        let name = String::from_utf8_lossy(bytes.get(at + 30..at + 30 + length).unwrap_or_default()).replace('\\', "/");
        match name.trim_start_matches('/') {
            n if n.starts_with("word/") => return Seen::as_format(Format::Docx),
            "xl/workbook.bin" => return Seen::as_format(Format::Xlsb),
            n if n.starts_with("xl/") => return Seen::as_format(Format::Xlsx),
            n if n.starts_with("ppt/") => return Seen::other("presentatie"),
            "mimetype" => {
                let from = at + 30 + length;
                let value = String::from_utf8_lossy(bytes.get(from..(from + 60).min(bytes.len())).unwrap_or_default()).into_owned();
                if let Some(seen) = open_document(&value, "") {
                    return seen;
                }
            }
            // All Office packages begin with these: which one it was, its name tells.
            n if n.eq_ignore_ascii_case("[content_types].xml") || n.starts_with("_rels/") || n.starts_with("docProps/") => is_office = true,
            _ => other += 1,
        }
    }
    if is_office {
        return Seen::as_format(by_name(promised).filter(|f| is_office_format(*f)).unwrap_or(Format::Docx));
    }
    let reason = if other > 0 { None } else { Some((Reason::Damaged, None)) };
    Seen { format: Format::Zip, refused: reason }
}

/// By the content type of the main part (ECMA-376 part 2).
fn office(types: &str) -> Option<Seen> {
    const TYPES: [(&str, Format); 12] = [
        ("wordprocessingml.document.main", Format::Docx),
        ("word.document.macroenabled.main", Format::Docm),
        ("wordprocessingml.template.main", Format::Dotx),
        ("word.template.macroenabledtemplate.main", Format::Docm),
        ("spreadsheetml.sheet.main", Format::Xlsx),
        ("spreadsheetml.template.main", Format::Xlsx),
        ("excel.sheet.macroenabled.main", Format::Xlsm),
        ("excel.template.macroenabled.main", Format::Xlsm),
        ("excel.addin.macroenabled.main", Format::Xlsm),
        ("excel.sheet.binary.macroenabled.main", Format::Xlsb),
        ("presentationml", Format::Other),
        ("ms-visio", Format::Other),
    ];
    let types = types.to_lowercase();
    let (mark, format) = TYPES.iter().find(|(mark, _)| types.contains(mark))?;
    Some(match (*format, *mark) {
        (Format::Other, "ms-visio") => Seen::other("tekening"),
        (Format::Other, _) => Seen::other("presentatie"),
        (format, _) => Seen::as_format(format),
    })
}

/// By the media type of an OpenDocument; its manifest says whether it has a password.
fn open_document(mimetype: &str, manifest: &str) -> Option<Seen> {
    let at = mimetype.find("application/")?;
    let kind = mimetype.get(at..)?.trim_start_matches("application/");
    let format = if kind.starts_with("vnd.oasis.opendocument.text") {
        Format::Odt
    } else if kind.starts_with("vnd.oasis.opendocument.spreadsheet") {
        Format::Ods
    } else if kind.starts_with("vnd.oasis.opendocument.presentation") {
        return Some(Seen::other("presentatie"));
    } else if kind.starts_with("vnd.oasis.opendocument") {
        return Some(Seen::other("tekening"));
    } else if kind.starts_with("epub") {
        return Some(Seen::other("e_boek"));
    } else {
        return None;
    };
    Some(if manifest.contains("encryption-data") { Seen::encrypted(format) } else { Seen::as_format(format) })
}

/// The text of a small entry of a zip.
fn entry(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let place = (0..zip.len()).find(|&i| {
        zip.name_for_index(i).and_then(Result::ok).is_some_and(|n| n.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(name))
    })?;
    let mut bytes = Vec::new();
    zip.by_index(place).ok()?.take(CONTENTS).read_to_end(&mut bytes).ok()?;
    Some(super::plain::decoded(&bytes).into_owned())
}

/// A compound file (MS-CFB): old Word and Excel, mail, and packages that have a password.
fn compound(name: &str, bytes: &[u8]) -> Seen {
    let Ok(mut file) = cfb::CompoundFile::open(Cursor::new(bytes)) else { return broken_compound(name, bytes) };
    if file.exists("/EncryptedPackage") {
        return Seen::encrypted(by_name(name).filter(|f| is_office_format(*f)).unwrap_or(Format::Docx));
    }
    let mut start = |stream: &str, most: u64| {
        let mut bytes = Vec::new();
        let read = file.open_stream(stream).ok()?.take(most).read_to_end(&mut bytes);
        read.ok().map(|_| bytes)
    };
    if let Some(fib) = start("/WordDocument", 32) {
        // FIB (MS-DOC 2.5.2): fEncrypted is bit 8 of the flags at 10.
        let locked = fib.get(11).is_some_and(|flags| flags & 1 != 0);
        return if locked { Seen::encrypted(Format::Doc) } else { Seen::as_format(Format::Doc) };
    }
    for stream in ["/Workbook", "/Book", "/WORKBOOK", "/BOOK"] {
        if let Some(records) = start(stream, 4096) {
            return if has_file_pass(&records) { Seen::encrypted(Format::Xls) } else { Seen::as_format(Format::Xls) };
        }
    }
    if file.exists("/__properties_version1.0") {
        Seen::as_format(Format::Msg)
    } else if file.exists("/PowerPoint Document") {
        Seen::other("presentatie")
    } else if file.exists("/VisioDocument") {
        Seen::other("tekening")
    } else if file.exists("/Quill") {
        Seen::other("publisher")
    } else if file.exists("/CONTENTS") || file.exists("/MatOST") {
        Seen::other("works")
    } else {
        Seen::other("onbekend")
    }
}

/// A compound file whose tables are broken: the names of its streams tell what it was.
fn broken_compound(promised: &str, bytes: &[u8]) -> Seen {
    let named = |stream: &str| {
        let wide: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(bytes, &wide).is_some()
    };
    let damaged = |format| Seen { format, refused: None };
    if named("EncryptedPackage") {
        Seen::encrypted(Format::Docx)
    } else if named("WordDocument") {
        damaged(Format::Doc)
    } else if named("Workbook") || named("Book") {
        damaged(Format::Xls)
    } else if named("__properties_version1.0") {
        damaged(Format::Msg)
    } else {
        Seen { format: by_name(promised).unwrap_or(Format::Other), refused: Some((Reason::Damaged, None)) }
    }
}

/// Whether a FILEPASS record stands among a book's first records (MS-XLS 2.4.117).
fn has_file_pass(stream: &[u8]) -> bool {
    let mut rest = stream;
    while let [a, b, c, d, tail @ ..] = rest {
        let (kind, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        match kind {
            // Method 0 with key 0 is an obfuscation that nobody has to type a password for; all others need one.
            0x2F => return tail.get(..length).is_some_and(|data| data.iter().any(|&b| b != 0)),
            0x0A => return false,
            _ => rest = tail.get(length..).unwrap_or_default(),
        }
    }
    false
}

/// Kinds that are not read, by their first bytes.
fn signature(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(usize, &[u8], &str); 27] = [
        (0, b"\x89PNG\r\n", "plaatje"),
        (0, b"\xFF\xD8\xFF", "plaatje"),
        (0, b"GIF8", "plaatje"),
        (0, b"II*\0", "plaatje"),
        (0, b"MM\0*", "plaatje"),
        (8, b"WEBP", "plaatje"),
        (4, b"ftyphei", "plaatje"),
        (4, b"ftypmif1", "plaatje"),
        (0, b"BM", "plaatje"),
        (4, b"ftyp", "geluid"),
        (0, b"ID3", "geluid"),
        (0, b"OggS", "geluid"),
        (8, b"WAVE", "geluid"),
        (8, b"AVI ", "geluid"),
        (0, b"\x1A\x45\xDF\xA3", "geluid"),
        (0, b"\x1F\x8B\x08", "archief"),
        (0, b"7z\xBC\xAF\x27\x1C", "archief"),
        (0, b"Rar!\x1A\x07", "archief"),
        (0, b"MZ", "programma"),
        (0, b"\x7FELF", "programma"),
        (0, b"\xDB\xA5", "word_2"),
        (0, b"\xFFWPC", "wordperfect"),
        (0, b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D", "onenote"),
        (0, b"\x78\x9F\x3E\x22", "winmail"),
        (0, b"%!PS", "postscript"),
        (0, b"SQLite format 3\0", "gegevensbank"),
        (0, b"\0\x01\0\0Standard ", "gegevensbank"),
    ];
    let (_, mark, detail) = SIGNATURES.iter().find(|(at, mark, _)| bytes.get(*at..).is_some_and(|b| b.starts_with(mark)))?;
    // Two letters also begin words: a binary file has a zero soon after.
    let plain = mark.len() == 2 && !bytes.iter().take(64).any(|&b| b == 0);
    (!plain).then_some(*detail)
}

/// What a text is: RTF, HTML, a mail, an XML of some program, or a text for people.
fn text(name: &str, head: &[u8]) -> Seen {
    let start = super::plain::decoded(head);
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if start.starts_with("{\\rtf") || start.starts_with("{\\urtf") {
        return Seen::as_format(Format::Rtf);
    }
    let lower = start.to_lowercase();
    if let Some(format) = mail(name, &lower) {
        return Seen::as_format(format);
    }
    if lower.starts_with("<?xml") || lower.starts_with("<?mso") {
        return xml(&lower);
    }
    let tags = ["<!doctype html", "<html", "<head", "<body", "<meta", "<table", "<div", "<p>", "<style", "<title"];
    let is_html = lower.starts_with('<') && tags.iter().any(|t| lower.starts_with(t)) || lower.contains("<html") || lower.contains("<body");
    if is_html {
        return Seen::as_format(Format::Html);
    }
    if super::plain::is_text(head) { Seen::as_format(Format::Text) } else { unknown(name) }
}

/// No text and no known kind: damaged when its name promises a kind that is read.
fn unknown(name: &str) -> Seen {
    match by_name(name) {
        Some(format) => Seen { format, refused: Some((Reason::Damaged, None)) },
        None => Seen::other("onbekend"),
    }
}

fn xml(lower: &str) -> Seen {
    if lower.contains("<html") {
        Seen::as_format(Format::Html)
    } else if lower.contains("opendocument.text") && lower.contains("<office:document") {
        Seen::other("xml_document")
    } else if lower.contains("office:spreadsheet") || lower.contains("opendocument.spreadsheet") {
        Seen::other("xml_werkblad")
    } else if lower.contains("office/word/2003/wordml") || lower.contains("xmlpackage") || lower.contains("progid=\"word.document\"") {
        Seen::other("xml_document")
    } else {
        Seen::other("xml")
    }
}

/// A mail, or a web page saved as one (MHTML), by its first header lines.
fn mail(name: &str, lower: &str) -> Option<Format> {
    const HEADERS: [&str; 14] = [
        "from:",
        "to:",
        "subject:",
        "date:",
        "mime-version:",
        "received:",
        "return-path:",
        "message-id:",
        "content-type:",
        "delivered-to:",
        "x-",
        "cc:",
        "reply-to:",
        "content-transfer-encoding:",
    ];
    let head = lower.split("\n\n").next()?.split("\r\n\r\n").next()?;
    let mut lines = head.lines().filter(|l| !l.starts_with([' ', '\t']));
    let first = lines.next()?;
    if !(HEADERS.iter().any(|h| first.starts_with(h)) || first.starts_with("from ")) {
        return None;
    }
    let known = head.lines().filter(|l| HEADERS.iter().any(|h| l.starts_with(h))).count();
    let has = |header: &str| head.lines().any(|l| l.starts_with(header));
    // "Van:" and "Aan:" above a typed letter are no mail; two headers that only programs write are.
    let by_program = ["mime-version:", "received:", "return-path:", "message-id:", "content-type:", "delivered-to:"];
    if known < 2 || !by_program.iter().any(|h| has(h)) {
        return None;
    }
    let page = head.contains("multipart/related") || head.contains("text/html");
    let saved =
        head.contains("saved by") || has("snapshot-content-location:") || has("content-location:") || !(has("to:") || has("received:"));
    let promised = matches!(by_name(name), Some(Format::Html | Format::Doc | Format::Xls | Format::Docx));
    Some(if page && saved && (promised || !has("message-id:")) { Format::Html } else { Format::Eml })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detail(bytes: &[u8]) -> Option<&'static str> {
        look("x.docx", bytes).refused.and_then(|r| r.1)
    }

    #[test]
    fn the_bytes_decide_and_not_the_name() {
        for (bytes, want) in [
            (&b"{\\rtf1\\ansi"[..], Format::Rtf),
            (b"\xEF\xBB\xBF  <!DOCTYPE html><p>", Format::Html),
            (b"<html xmlns:w=\"urn:schemas-microsoft-com:office:word\">", Format::Html),
            (b"junk\n%PDF-1.4", Format::Pdf),
            (b"Gewone tekst over een leerling.", Format::Text),
            (b"M\0e\0n\0s\0", Format::Text),
            (b"BMW rijdt vader, moeder fietst.", Format::Text),
            ("Geëvalueerd in mei".as_bytes(), Format::Text),
            (b"\xFF\xFED\0o\0e\0l\0", Format::Text),
        ] {
            assert_eq!(format("opp.doc", bytes), want, "{want:?}");
        }
    }

    #[test]
    fn mail_and_saved_pages_are_told_apart() {
        let mail = b"Received: from a\r\nFrom: a@b.nl\r\nTo: c@d.nl\r\nSubject: OPP\r\nMIME-Version: 1.0\r\n\r\nBeste";
        assert_eq!(format("x.eml", mail), Format::Eml);
        let page = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>";
        assert_eq!(format("x.doc", page), Format::Html);
        assert_eq!(format("x.txt", b"To: iedereen\nSubject: niets\n\nhallo"), Format::Text);
    }

    #[test]
    fn what_is_not_read_is_named() {
        assert_eq!(detail(b"\x89PNG\r\n\x1a\n"), Some("plaatje"));
        assert_eq!(detail(b"7z\xBC\xAF\x27\x1C"), Some("archief"));
        assert_eq!(detail(b"MZ\x90\0\x03"), Some("programma"));
        assert_eq!(detail(b"\xDB\xA5\x2D\0\0\0"), Some("word_2"));
        assert_eq!(look("x.bin", &[1, 2, 3, 0, 255, 9, 0, 0]).refused, Some((Reason::Unsupported, Some("onbekend"))));
        assert_eq!(look("x.docx", &[0; 40]).refused, Some((Reason::Damaged, None)));
        assert_eq!(look("leeg.docx", b"").refused, Some((Reason::Empty, None)));
    }

    #[test]
    fn a_zip_without_directory_still_tells_what_it_was() {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend([0; 22]);
        bytes.extend(17u16.to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(b"word/document.xml");
        assert_eq!(format("x.zip", &bytes), Format::Docx);
        assert_eq!(look("x.zip", b"PK\x03\x04").refused, Some((Reason::Damaged, None)));
    }

    #[test]
    fn no_start_of_a_file_brings_it_down() {
        for length in 0..64 {
            for start in [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"\x09\x08", b"<", b"From: ", b"\xFF\xFE"] {
                let mut bytes = start.to_vec();
                bytes.resize(start.len() + length, b'/');
                let _ = look("x", &bytes);
            }
        }
    }
}
