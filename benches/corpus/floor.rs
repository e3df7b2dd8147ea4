//! The text floor: inflate the parts that hold text, and copy the characters in one pass. No reader can do less.

use std::io::{Cursor, Read};

/// Bytes of text in a document of this format.
pub(crate) fn floor(format: &str, bytes: &[u8]) -> usize {
    if format == "pdf" { pdf(bytes) } else { package(bytes) }
}

fn package(bytes: &[u8]) -> usize {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = Vec::new();
    let mut part = Vec::new();
    for name in ["word/document.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"] {
        let Ok(mut file) = zip.by_name(name) else { continue };
        part.clear();
        file.read_to_end(&mut part).unwrap();
        let mut rest = part.as_slice();
        while let Some(open) = memchr::memchr(b'<', rest) {
            out.extend_from_slice(rest.get(..open).unwrap_or_default());
            let Some(close) = memchr::memchr(b'>', rest) else { break };
            rest = rest.get(close.max(open) + 1..).unwrap_or_default();
        }
    }
    out.len()
}

fn pdf(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    let mut content = Vec::new();
    for at in memchr::memmem::find_iter(bytes, b"stream\n").filter(|at| bytes.get(at - 3..*at) != Some(b"end")) {
        content.clear();
        let packed = bytes.get(at + 7..).unwrap_or_default();
        if flate2::read::ZlibDecoder::new(packed).read_to_end(&mut content).is_err() {
            continue;
        }
        let mut rest = content.as_slice();
        while let Some(open) = memchr::memchr(b'<', rest) {
            rest = rest.get(open + 1..).unwrap_or_default();
            let close = memchr::memchr(b'>', rest).unwrap_or(rest.len());
            out.extend_from_slice(rest.get(..close).unwrap_or_default());
        }
    }
    out.len()
}
