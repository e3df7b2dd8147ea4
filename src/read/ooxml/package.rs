//! A zip of parts: opened by its directory, or by its local headers where the directory is broken.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::xml::{Node, Xml};
use crate::model::Reason;
use crate::read::Limits;

/// Below this many bytes the ratio of one entry is not looked at.
const RATIO_FROM: u64 = 1 << 20;
/// A `.rels` part is never deeper than this.
const RELS_DEPTH: usize = 16;

/// An opened package.
pub(crate) struct Package<'a> {
    bytes: &'a [u8],
    archive: Option<ZipArchive<Cursor<&'a [u8]>>>,
    /// Entries found by their local headers, when there is no directory.
    loose: Vec<Loose>,
    /// Place of each entry by its name in lower case, without a leading slash.
    index: HashMap<String, usize>,
    names: Vec<String>,
    left: u64,
    ratio: u64,
    /// The directory or an entry is broken: what could be saved is given.
    pub(crate) damaged: bool,
}

/// An entry that was found by its local header.
struct Loose {
    start: usize,
    packed: Option<usize>,
    deflated: bool,
}

/// One relation of a part to another part or to something outside the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    /// `rId7`.
    pub(crate) id: String,
    /// The last word of its type: `image`, `header`, `hyperlink`, `attachedTemplate`, ...
    pub(crate) kind: String,
    /// Name of the part in the package, or the outside address as it stands.
    pub(crate) target: String,
    /// Whether the target lies outside the package.
    pub(crate) external: bool,
}

impl<'a> Package<'a> {
    /// Opens a zip.
    ///
    /// # Errors
    /// `TooLarge` over a limit, `Damaged` when not one entry can be found.
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, Reason> {
        if bytes.len() as u64 > limits.file_bytes {
            return Err(Reason::TooLarge);
        }
        let mut package = Package {
            bytes,
            archive: None,
            loose: Vec::new(),
            index: HashMap::new(),
            names: Vec::new(),
            left: limits.unpacked_bytes,
            ratio: limits.ratio,
            damaged: false,
        };
        if let Ok(archive) = ZipArchive::new(Cursor::new(bytes))
            && !archive.is_empty()
        {
            if archive.len() > limits.entries {
                return Err(Reason::TooLarge);
            }
            for place in 0..archive.len() {
                let name = archive.name_for_index(place).and_then(Result::ok).map(Cow::into_owned).unwrap_or_default();
                package.add(name, place);
            }
            package.archive = Some(archive);
        } else {
            package.damaged = true;
            package.scan(limits.entries);
            if package.names.is_empty() {
                return Err(Reason::Damaged);
            }
        }
        Ok(package)
    }

    /// The names of all parts, as they stand in the zip, without a leading slash.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether there is a part with this name (capitals do not matter).
    pub(crate) fn has(&self, name: &str) -> bool {
        self.index.contains_key(&key(name))
    }

    /// The bytes of a part; `None` when it is not there or nothing of it can be read.
    ///
    /// # Errors
    /// `TooLarge` when the part, or all parts together, pass the limits; `Encrypted` when the zip itself has a password.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Reason> {
        let Some(&place) = self.index.get(&key(name)) else { return Ok(None) };
        let mut out = Vec::new();
        let finished = if let Some(archive) = self.archive.as_mut() {
            match archive.by_index(place) {
                Ok(mut entry) => {
                    let packed = entry.compressed_size();
                    // A guess, so as not to grow in steps; what counts is what comes out.
                    out.reserve(entry.size().min(RATIO_FROM) as usize);
                    drain(&mut entry, packed, self.ratio, &mut self.left, &mut out)?
                }
                Err(ZipError::InvalidPassword) => return Err(Reason::Encrypted),
                Err(ZipError::UnsupportedArchive(text)) if text == ZipError::PASSWORD_REQUIRED => return Err(Reason::Encrypted),
                Err(_) => false,
            }
        } else if let Some(loose) = self.loose.get(place) {
            let rest = self.bytes.get(loose.start..).unwrap_or_default();
            let packed = loose.packed.and_then(|size| rest.get(..size)).unwrap_or(rest);
            if loose.deflated {
                let mut inflate = flate2::read::DeflateDecoder::new(packed);
                drain(&mut inflate, packed.len() as u64, self.ratio, &mut self.left, &mut out)?
            } else {
                let mut stored = packed;
                drain(&mut stored, packed.len() as u64, self.ratio, &mut self.left, &mut out)?
            }
        } else {
            false
        };
        if !finished {
            self.damaged = true;
        }
        Ok(if out.is_empty() && !finished { None } else { Some(out) })
    }

    /// The text of an XML part, whatever its encoding, without a byte-order mark.
    ///
    /// # Errors
    /// As [`Package::bytes`].
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Reason> {
        Ok(self.bytes(name)?.map(decode))
    }

    /// The relations of a part; of the package itself when `part` is empty.
    ///
    /// # Errors
    /// As [`Package::bytes`].
    pub(crate) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Reason> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let Some(text) = self.text(&name)? else { return Ok(Vec::new()) };
        let mut relations = Vec::new();
        let mut xml = Xml::new(&text, RELS_DEPTH);
        loop {
            match xml.next() {
                Node::Open(tag) if tag.name() == "Relationship" => {
                    let external = tag.attr("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
                    let target = tag.attr("Target").unwrap_or_default();
                    let target = if external { target.into_owned() } else { resolve(folder, &target) };
                    let kind = tag.attr("Type").unwrap_or_default();
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    relations.push(Relation { id: tag.attr("Id").unwrap_or_default().into_owned(), kind, target, external });
                }
                Node::End => break,
                _ => {}
            }
        }
        self.damaged |= xml.broken;
        Ok(relations)
    }

    fn add(&mut self, name: String, place: usize) {
        let name = name.replace('\\', "/");
        let name = name.trim_start_matches('/').to_owned();
        self.index.entry(name.to_lowercase()).or_insert(place);
        self.names.push(name);
    }

    /// Looks for local headers (APPNOTE 4.3.7) where there is no directory.
    fn scan(&mut self, most: usize) {
        for at in memchr::memmem::find_iter(self.bytes, b"PK\x03\x04") {
            if self.loose.len() >= most {
                return;
            }
            let Some(header) = self.bytes.get(at..at + 30) else { return };
            let short = |from: usize| usize::from(u16::from_le_bytes([header[from], header[from + 1]]));
            let (flags, method) = (short(6), short(8));
            let size = u32::from_le_bytes([header[18], header[19], header[20], header[21]]) as usize;
            let (name, extra) = (short(26), short(28));
            let Some(name_bytes) = self.bytes.get(at + 30..at + 30 + name) else { return };
            if flags & 1 != 0 || !(method == 0 || method == 8) || name == 0 {
                continue;
            }
            // With bit 3 the size stands behind the data: an inflater finds the end itself.
            let packed = (flags & 8 == 0 && size != u32::MAX as usize).then_some(size);
            if packed.is_none() && method == 0 {
                continue;
            }
            self.add(String::from_utf8_lossy(name_bytes).into_owned(), self.loose.len());
            self.loose.push(Loose { start: at + 30 + name + extra, packed, deflated: method == 8 });
        }
    }
}

/// Reads as far as it goes. `Ok(false)` when it broke off.
fn drain(from: &mut impl Read, packed: u64, ratio: u64, left: &mut u64, out: &mut Vec<u8>) -> Result<bool, Reason> {
    let mut buffer = [0_u8; 1 << 14];
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => return Ok(false),
        };
        *left = left.checked_sub(count as u64).ok_or(Reason::TooLarge)?;
        out.extend_from_slice(buffer.get(..count).unwrap_or_default());
        let size = out.len() as u64;
        if size > RATIO_FROM && size / packed.max(1) > ratio {
            return Err(Reason::TooLarge);
        }
    }
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').to_lowercase()
}

/// A target seen from a folder: `../media/a.png` from `word/x` is `word/media/a.png`; `/word/a.xml` starts at the top.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(step),
        }
    }
    parts.retain(|part| !part.is_empty());
    let joined = parts.join("/");
    if joined.contains('%') { percent(&joined) } else { joined }
}

/// `%20` and the like, as careless writers leave them in targets.
fn percent(name: &str) -> String {
    let mut out = Vec::with_capacity(name.len());
    let mut bytes = name.bytes();
    while let Some(byte) = bytes.next() {
        let ahead = bytes.clone().take(2).map(|b| (b as char).to_digit(16)).collect::<Option<Vec<u32>>>();
        match ahead.as_deref() {
            Some([high, low]) if byte == b'%' => {
                out.push((high * 16 + low) as u8);
                bytes.nth(1);
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Turns the bytes of an XML part into text: UTF-8 or UTF-16 by mark or by its first characters, else as it declares itself.
pub(crate) fn decode(bytes: Vec<u8>) -> String {
    let (encoding, skip) = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => (encoding_rs::UTF_8, 3),
        [0xFF, 0xFE, ..] => (encoding_rs::UTF_16LE, 2),
        [0xFE, 0xFF, ..] => (encoding_rs::UTF_16BE, 2),
        [b'<', 0, ..] => (encoding_rs::UTF_16LE, 0),
        [0, b'<', ..] => (encoding_rs::UTF_16BE, 0),
        _ => (declared(&bytes), 0),
    };
    if encoding == encoding_rs::UTF_8 && skip == 0 {
        return match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
    }
    encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default()).0.into_owned()
}

/// `<?xml ... encoding="windows-1252"?>`
fn declared(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let head = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    let Some(at) = head.starts_with(b"<?xml").then(|| memchr::memmem::find(head, b"encoding=")).flatten() else {
        return encoding_rs::UTF_8;
    };
    let name = head.get(at + 10..).unwrap_or_default();
    let end = name.iter().position(|b| matches!(b, b'"' | b'\'')).unwrap_or(0);
    match encoding_rs::Encoding::for_label(name.get(..end).unwrap_or_default()) {
        Some(encoding) if encoding != encoding_rs::UTF_16LE && encoding != encoding_rs::UTF_16BE => encoding,
        _ => encoding_rs::UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_are_found_whatever_their_capitals_or_slashes() {
        let bytes = zipped(&[("Word\\Document.XML", b"<a/>")]);
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(package.text("/word/document.xml").unwrap().as_deref(), Some("<a/>"));
        assert!(!package.damaged);
    }

    #[test]
    fn relations_are_seen_from_the_folder_of_their_part() {
        let rels = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
            <Relationship Id="a" Type="http://x/y/image" Target="../media/een%20foto.png"/>
            <Relationship Id="b" Type="http://x/y/hyperlink" Target="https://voorbeeld.nl/?a=1" TargetMode="External"/></Relationships>"#;
        let bytes = zipped(&[("word/sub/_rels/document.xml.rels", rels)]);
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        let relations = package.relations("word/sub/document.xml").unwrap();
        assert_eq!((relations[0].kind.as_str(), relations[0].target.as_str()), ("image", "word/media/een foto.png"));
        assert!(relations[1].external && relations[1].target.ends_with("a=1"));
    }

    #[test]
    fn without_its_directory_the_parts_are_still_read() {
        let long = "woord ".repeat(5000);
        let whole = zipped(&[("a.xml", b"<a/>"), ("b.xml", long.as_bytes())]);
        let cut = &whole[..whole.len() - 160];
        let mut package = Package::open(cut, &Limits::default()).unwrap();
        assert!(package.damaged);
        assert_eq!(package.text("a.xml").unwrap().as_deref(), Some("<a/>"));
        assert!(package.text("b.xml").unwrap().is_some_and(|text| text.starts_with("woord woord")));
    }

    #[test]
    fn a_bomb_is_stopped_by_what_comes_out_of_it() {
        let bytes = zipped(&[("a.xml", &vec![b' '; 8 << 20])]);
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(package.bytes("a.xml"), Err(Reason::TooLarge));
        let few = Limits { unpacked_bytes: 1000, ..Limits::default() };
        assert_eq!(Package::open(&bytes, &few).unwrap().bytes("a.xml"), Err(Reason::TooLarge));
    }

    #[test]
    fn utf16_and_marks_are_understood() {
        let utf16: Vec<u8> = "\u{feff}<é/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(utf16), "<é/>");
        assert_eq!(decode("\u{feff}<é/>".into()), "<é/>");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='windows-1252'?><\xe9/>".to_vec()),
            "<?xml version='1.0' encoding='windows-1252'?><é/>"
        );
        assert_eq!(decode(b"<a>\xff</a>".to_vec()), "<a>\u{fffd}</a>");
    }

    #[test]
    fn random_bytes_are_damaged() {
        assert_eq!(Package::open(b"geen zip", &Limits::default()).err(), Some(Reason::Damaged));
    }
}
