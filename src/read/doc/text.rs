//! The text of a .doc: pieces of the main stream put in order ([MS-DOC] 2.8.35, 2.9.73).

use super::bytes::{plc, size_at, u8_at, u16_at, u32_at};
use super::fib::{Fib, Table};
use crate::read::flow::CodePage;

/// One stretch of text.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// First position in the text, and the one behind the last.
    start: usize,
    end: usize,
    /// Where it begins in the main stream.
    offset: usize,
    /// Two bytes a letter, or one.
    wide: bool,
}

/// The letters of the document as UTF-16 units, and where each stands in the file.
#[derive(Debug, Default)]
pub(super) struct LetterStream {
    pub(super) units: Vec<u16>,
    pieces: Vec<Piece>,
}

impl LetterStream {
    /// Of Word 97 and later. `None` without a piece table.
    pub(super) fn new(fib: &Fib<'_>, main: &[u8], tables: &[u8]) -> Option<LetterStream> {
        let clx = fib.table(tables, Table::Pieces);
        let mut stream = LetterStream::from_clx(clx, main, CodePage::default(), None)?;
        let count = fib.letters();
        if count > 0 {
            stream.units.truncate(count);
        }
        Some(stream)
    }

    /// Of Word 6 and 95.
    pub(super) fn old(fib: &Fib<'_>, main: &[u8], page: CodePage) -> Option<LetterStream> {
        let two = fib.is_wide();
        let pieces = || {
            let (start, count) = (size_at(main, 0x160)?, size_at(main, 0x164)?);
            LetterStream::from_clx(main.get(start..start.checked_add(count)?)?, main, page, Some(two))
        };
        if fib.is_complex()
            && let Some(stream) = pieces()
        {
            return Some(stream);
        }
        let (start, end) = fib.old_text()?;
        let bytes = main.get(start..end.min(main.len()))?;
        let units = if two { wide(bytes) } else { narrow(bytes, page) };
        let piece = Piece { start: 0, end: units.len(), offset: start, wide: two };
        Some(LetterStream { units, pieces: vec![piece] })
    }

    /// In Word 6 and 95 (`old`) all pieces have one or all have two bytes a letter, and offsets are as they are.
    fn from_clx(clx: &[u8], main: &[u8], page: CodePage, old: Option<bool>) -> Option<LetterStream> {
        let mut at = 0;
        while u8_at(clx, at)? == 1 {
            at += 3 + usize::from(u16_at(clx, at + 1)?);
        }
        if u8_at(clx, at)? != 2 {
            return None;
        }
        let count = size_at(clx, at + 1)?;
        let body = clx.get(at + 5..)?;
        let body = body.get(..count).unwrap_or(body);
        let (positions, data) = plc(body, 8);
        let mut stream = LetterStream::default();
        for (index, pair) in positions.windows(2).enumerate() {
            let [start, end] = pair else { continue };
            let (Ok(start), Ok(end)) = (usize::try_from(*start), usize::try_from(*end)) else { continue };
            let fc = u32_at(body, data + index * 8 + 2)?;
            let two = old.unwrap_or(fc & 0x4000_0000 == 0);
            let offset = usize::try_from(fc & 0x3FFF_FFFF).ok()?;
            let offset = if two || old.is_some() { offset } else { offset / 2 };
            let length = end.saturating_sub(start) * if two { 2 } else { 1 };
            if start != stream.units.len() || length > main.len() {
                break;
            }
            let rest = main.get(offset..).unwrap_or_default();
            let bytes = rest.get(..length).unwrap_or(rest);
            if two {
                stream.units.extend(wide(bytes));
            } else {
                stream.units.extend(narrow(bytes, page));
            }
            stream.pieces.push(Piece { start, end: stream.units.len(), offset, wide: two });
            // A piece that is cut short: what follows has lost its place.
            if stream.units.len() != end || stream.units.len() > 4 * main.len() {
                break;
            }
        }
        Some(stream)
    }

    /// Where a letter stands in the main stream.
    pub(super) fn offset(&self, position: usize) -> Option<u32> {
        let index = self.pieces.partition_point(|piece| piece.end <= position);
        let piece = self.pieces.get(index)?;
        let within = position.checked_sub(piece.start)? * if piece.wide { 2 } else { 1 };
        u32::try_from(piece.offset + within).ok()
    }
}

/// Two bytes a letter.
fn wide(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).filter_map(|two| Some(u16::from_le_bytes(two.try_into().ok()?))).collect()
}

/// One byte a letter, so that positions hold; letters of two bytes are put together in the first, the second is skipped.
fn narrow(bytes: &[u8], page: CodePage) -> Vec<u16> {
    if page == CodePage::default() {
        return bytes.iter().map(|&byte| unit(byte, page)).collect();
    }
    let mut units = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at..at + 2).filter(|_| byte >= 0x80 && page.is_double());
        let text = pair.map(|pair| page.decode(pair)).filter(|text| text.chars().count() == 1 && !text.contains('\u{FFFD}'));
        if let Some(text) = text {
            units.extend(text.encode_utf16().take(1));
            units.push(0);
            at += 2;
        } else {
            units.push(unit(byte, page));
            at += 1;
        }
    }
    units
}

fn unit(byte: u8, page: CodePage) -> u16 {
    if byte < 0x80 {
        return u16::from(byte);
    }
    page.decode(&[byte]).encode_utf16().next().unwrap_or(0xFFFD)
}
