//! Plain text as a document: UTF-8, UTF-16 or Windows-1252, a block for each line.

use std::borrow::Cow;

use super::ReadOptions;
use crate::model::{A4, Block, BlockKind, Document, Format, Note, NoteKind, PageMethod, Place, Reason, Spot, Text, Unreadable};

/// Words that a page of plain text holds.
const WORDS_PER_PAGE: u32 = 450;

/// Reads a text file.
///
/// # Errors
/// `Empty` without a word in it, `UntrustedText` when it is no text, `TooLarge` over the limit on text.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Document, Unreadable> {
    if bytes.len() > options.limits.text_bytes {
        return Err(Unreadable::new(Format::Text, Reason::TooLarge));
    }
    if !is_text(bytes) {
        return Err(Unreadable::new(Format::Text, Reason::UntrustedText));
    }
    let text = decoded(bytes);
    let mut document = Document { format: Format::Text, ..Document::default() };
    for line in text.split(['\n', '\r', '\u{c}']).map(str::trim).filter(|l| !l.is_empty()) {
        if document.blocks.len() >= options.limits.blocks {
            document.notes.push(Note { kind: NoteKind::CutOff, place: None });
            break;
        }
        let number = u32::try_from(document.blocks.len()).unwrap_or(u32::MAX).saturating_add(1);
        let place = Place { page: None, spot: Spot::Paragraph(number) };
        document.blocks.push(Block { kind: BlockKind::Paragraph, text: Text::new(line.replace('\u{a0}', " ")), place, ..Block::default() });
    }
    if document.blocks.iter().all(|b| b.text.is_blank()) {
        return Err(Unreadable::new(Format::Text, Reason::Empty));
    }
    document.a4 = rough_pages(&document);
    Ok(document)
}

/// A number of pages from words and lines alone, for formats that have no pages.
pub(super) fn rough_pages(document: &Document) -> A4 {
    let words: usize = document.blocks.iter().map(|b| b.text.words().split_whitespace().count()).sum();
    // A line takes room however short it is: 55 fit on a page.
    let lines = document.blocks.len().saturating_mul(WORDS_PER_PAGE as usize / 55);
    let filled = u32::try_from(words.max(lines)).unwrap_or(u32::MAX);
    let pages = filled.div_ceil(WORDS_PER_PAGE).max(1);
    A4 {
        pages,
        low: filled.div_ceil(WORDS_PER_PAGE * 4 / 3).max(1),
        high: filled.div_ceil(WORDS_PER_PAGE * 3 / 4).max(1),
        method: PageMethod::Rough,
    }
}

/// Bytes as text: UTF-8 when they are that, UTF-16 by mark or by their zeros, else Windows-1252. Never fails.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0,
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0,
        [0xEF, 0xBB, 0xBF, rest @ ..] => encoding_rs::UTF_8.decode_without_bom_handling(rest).0,
        _ => match std::str::from_utf8(bytes) {
            // A zero in every other byte is UTF-16 of a western text, though it passes for UTF-8.
            Ok(text) if !text.contains('\0') => Cow::Borrowed(text),
            // The last letter was cut by the end of what is looked at.
            Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
                encoding_rs::UTF_8.decode_without_bom_handling(bytes.get(..error.valid_up_to()).unwrap_or_default()).0
            }
            _ => wide(bytes).unwrap_or(encoding_rs::WINDOWS_1252).decode_without_bom_handling(bytes).0,
        },
    }
}

/// Whether it reads as text: hardly a control character, and no zeros once decoded.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let text = decoded(bytes);
    let (mut all, mut odd) = (0usize, 0usize);
    for c in text.chars() {
        all += 1;
        odd += usize::from(c == '\u{fffd}' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{1a}')));
    }
    odd * 100 <= all
}

/// UTF-16 without a mark, by where its zeros stand.
fn wide(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let zeros = |odd: bool| head.iter().skip(usize::from(odd)).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, most) = (zeros(false), zeros(true), head.len() / 2);
    if most < 2 {
        None
    } else if odd * 10 > most * 7 && even * 10 < most {
        Some(encoding_rs::UTF_16LE)
    } else if even * 10 > most * 7 && odd * 10 < most {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(bytes: &[u8]) -> Vec<String> {
        let document = read(bytes, &ReadOptions::default());
        document.map(|d| d.blocks.iter().map(|b| b.text.words().to_owned()).collect()).unwrap_or_default()
    }

    #[test]
    fn every_usual_encoding_reads_the_same() {
        let want = ["Geëvalueerd", "op 3 mei"];
        let text = "Geëvalueerd\r\n\r\nop 3 mei";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(words(text.as_bytes()), want);
        assert_eq!(words(b"Ge\xEBvalueerd\nop 3 mei"), want);
        assert_eq!(words(&le), want);
        assert_eq!(words(&[b"\xFF\xFE".as_slice(), &le].concat()), want);
        assert_eq!(words(&[b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat()), want);
    }

    #[test]
    fn nothing_and_noise_are_no_text() {
        let reason = |bytes: &[u8]| read(bytes, &ReadOptions::default()).err().map(|e| e.reason);
        assert_eq!(reason(b" \r\n- \n"), Some(Reason::Empty));
        assert_eq!(reason(&[0, 1, 2, 3, 200, 1, 0, 7]), Some(Reason::UntrustedText));
    }
}
