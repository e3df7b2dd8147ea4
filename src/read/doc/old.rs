//! Word 6 and 95: the text alone, with paragraphs and cells.

use super::fib::{Fib, Part};
use super::text::LetterStream;
use crate::model::MarginKind;
use crate::read::flow::{CodePage, Letters, Para, RowDef, Step, clean};

/// The letters, by the code page that the file's language had.
pub(super) fn text(fib: &Fib<'_>, main: &[u8]) -> Option<LetterStream> {
    let page = page(fib);
    let text = LetterStream::old(fib, main, page)?;
    // Only its font says that a text is Cyrillic: read as Western, its letters nearly all stand in the upper half.
    if page == CodePage::default() && is_upper(&text.units) {
        return LetterStream::old(fib, main, CodePage::numbered(1251));
    }
    Some(text)
}

fn is_upper(units: &[u16]) -> bool {
    let upper = units.iter().filter(|unit| (0xC0..=0xFF).contains(*unit)).count();
    let plain = units.iter().filter_map(|unit| u8::try_from(*unit).ok()).filter(u8::is_ascii_alphabetic).count();
    upper > 20 && upper > plain * 2
}

fn page(fib: &Fib<'_>) -> CodePage {
    if fib.is_mac() {
        return CodePage::numbered(10_000);
    }
    CodePage::numbered(match fib.language() & 0x3FF {
        0x02 | 0x19 | 0x22 | 0x23 | 0x2F => 1251,
        0x05 | 0x0E | 0x15 | 0x18 | 0x1A | 0x1B | 0x1C | 0x24 => 1250,
        0x08 => 1253,
        0x1F => 1254,
        0x0D => 1255,
        0x01 => 1256,
        0x25..=0x27 => 1257,
        0x11 => 932,
        0x12 => 949,
        0x04 if fib.language() == 0x0404 => 950,
        0x04 => 936,
        _ => 1252,
    })
}

/// The steps of all parts.
pub(super) fn steps(text: &LetterStream, fib: &Fib<'_>) -> Vec<Step> {
    let parts = [
        (Part::Headers, Some(MarginKind::Header)),
        (Part::Body, None),
        (Part::Footnotes, Some(MarginKind::Footnote)),
        (Part::Comments, Some(MarginKind::Comment)),
        (Part::Endnotes, Some(MarginKind::Footnote)),
        (Part::TextBoxes, Some(MarginKind::TextBox)),
    ];
    let mut steps = Vec::new();
    for (part, kind) in parts {
        let (start, count) = fib.part(part);
        let end = start.saturating_add(count).min(text.units.len());
        let own = part_steps(text.units.get(start..end).unwrap_or_default());
        match kind {
            Some(kind) => steps.push(Step::Story(kind, own)),
            None => steps.extend(own),
        }
    }
    steps
}

/// A cell ends with 0x07; a row with one more, straight behind it.
fn part_steps(units: &[u16]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut para = Para::default();
    // Fields that are open: whether their result has begun.
    let mut fields: Vec<bool> = Vec::new();
    let mut cell_ended = false;
    let letters = Letters::default();
    for unit in units {
        let after_cell = std::mem::take(&mut cell_ended);
        match unit {
            0x13 => fields.push(false),
            0x14 => {
                if let Some(field) = fields.last_mut() {
                    *field = true;
                }
            }
            0x15 => {
                fields.pop();
            }
            0x07 if after_cell => steps.push(Step::EndRow(1, RowDef::default())),
            0x07 => {
                steps.push(Step::Para(1, std::mem::take(&mut para)));
                steps.push(Step::EndCell(1));
                cell_ended = true;
            }
            0x0C | 0x0D => {
                fields.retain(|in_result| *in_result);
                steps.push(Step::Para(0, std::mem::take(&mut para)));
            }
            _ if fields.contains(&false) => {}
            0x0B => para.add_char('\n', letters),
            0x1E => para.add_char('-', letters),
            _ => {
                if let Some(letter) = char::from_u32(u32::from(*unit)).and_then(clean) {
                    para.add_char(letter, letters);
                }
            }
        }
    }
    if !para.is_empty() {
        steps.push(Step::Para(0, para));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cyrillic_is_known_by_where_its_letters_stand() {
        let units = |bytes: &[u8]| bytes.iter().map(|&byte| u16::from(byte)).collect::<Vec<_>>();
        // 'Установка Microsoft Word для всех' in Windows-1251.
        assert!(is_upper(&units(
            b"\xD3\xF1\xF2\xE0\xED\xEE\xE2\xEA\xE0 Word \xE4\xEB\xFF \xE2\xF1\xE5\xF5 \xEF\xF0\xEE\xE3\xF0\xE0\xEC\xEC"
        )));
        assert!(!is_upper(&units("Geëvalueerd: coördinatie, één à twee keer per week, daarna naar behoefte".as_bytes())));
    }
}
