//! Single property modifiers: how .doc says what paragraphs, letters and rows look like ([MS-DOC] 2.6).

use super::bytes::{u8_at, u16_at, u32_at};

/// The code of a modifier and its operand.
pub(super) struct Sprms<'a> {
    rest: &'a [u8],
}

/// Goes over a list of modifiers.
pub(super) fn sprms(bytes: &[u8]) -> Sprms<'_> {
    Sprms { rest: bytes }
}

impl<'a> Iterator for Sprms<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let code = u16_at(self.rest, 0)?;
        let body = self.rest.get(2..)?;
        let (skip, length) = match (code, code >> 13) {
            // sprmTDefTable: its length takes two bytes, and is one too much.
            (0xD608, _) => (2, usize::from(u16_at(body, 0)?).saturating_sub(1)),
            // sprmPChgTabs of more than 255 bytes tells its length within.
            (0xC615, _) if u8_at(body, 0) == Some(255) => {
                let deleted = usize::from(u8_at(body, 1)?);
                let added = usize::from(u8_at(body, 2 + deleted * 4)?);
                (1, 2 + deleted * 4 + added * 3)
            }
            (_, 0 | 1) => (0, 1),
            (_, 2 | 4 | 5) => (0, 2),
            (_, 3) => (0, 4),
            (_, 7) => (0, 3),
            _ => (1, usize::from(u8_at(body, 0)?)),
        };
        let operand = body.get(skip..skip + length)?;
        self.rest = body.get(skip + length..)?;
        Some((code, operand))
    }
}

/// Whether a switch is on: 0x80 is as in the style, 0x81 the other way round.
pub(super) fn toggle(operand: &[u8], style: bool) -> bool {
    match u8_at(operand, 0) {
        Some(0x80) => style,
        Some(0x81) => !style,
        Some(value) => value != 0,
        None => style,
    }
}

/// A `COLORREF` as `0xRRGGBB`; `None` is automatic.
pub(super) fn color(operand: &[u8], at: usize) -> Option<u32> {
    let [red, green, blue, automatic] = u32_at(operand, at)?.to_le_bytes();
    (automatic != 0xFF).then(|| u32::from_be_bytes([0, red, green, blue]))
}

/// One of the sixteen colours of old Word (`Ico`).
pub(super) fn old_color(index: u8) -> Option<u32> {
    const COLORS: [u32; 16] = [
        0x00_0000, 0x00_00FF, 0x00_FFFF, 0x00_FF00, 0xFF_00FF, 0xFF_0000, 0xFF_FF00, 0xFF_FFFF, 0x00_0080, 0x00_8080, 0x00_8000, 0x80_0080,
        0x80_0000, 0x80_8000, 0x80_8080, 0xC0_C0C0,
    ];
    COLORS.get(usize::from(index.checked_sub(1)?)).copied()
}

/// Whether a shade (`Shd`, ten bytes) can be told from the page.
pub(super) fn is_shade(shade: &[u8]) -> bool {
    let white = |color: Option<u32>| color.is_none_or(|color| color == 0x00FF_FFFF);
    let (fore, back) = (color(shade, 0), color(shade, 4));
    match u16_at(shade, 8) {
        Some(0 | 0xFFFF) | None => !white(back),
        Some(1) => !white(fore) || fore.is_none(),
        Some(_) => true,
    }
}

/// Whether a shade of old Word (`Shd80`) can be told from the page.
pub(super) fn is_old_shade(shade: u16) -> bool {
    let (back, pattern) = (shade >> 5 & 0x1F, shade >> 10);
    if shade == 0xFFFF {
        return false;
    }
    match pattern {
        0 => !matches!(back, 0 | 8),
        1 => shade & 0x1F != 8,
        _ => true,
    }
}
