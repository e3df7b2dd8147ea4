//! Colours as far as they tell something: is this grey, is this white on white, is this cell shaded.

/// A colour as red, green, blue.
pub(super) type Rgb = [u8; 3];

/// White, and what a sheet's paper is.
pub(super) const WHITE: Rgb = [255, 255, 255];

/// The colours of a book's theme in the order in which cells point at them: light 1, dark 1, light 2, dark 2, accents.
#[derive(Debug, Clone)]
pub(super) struct Theme(pub(super) Vec<Rgb>);

impl Default for Theme {
    fn default() -> Theme {
        Theme(vec![WHITE, [0, 0, 0], [0xEE, 0xEC, 0xE1], [0x1F, 0x49, 0x7D]])
    }
}

/// Reads `FF336699` or `336699`.
pub(super) fn hex(text: &str) -> Option<Rgb> {
    let text = text.trim().trim_start_matches('#');
    let digits = text.len().checked_sub(6).and_then(|from| text.get(from..))?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, r, g, b] = value.to_be_bytes();
    Some([r, g, b])
}

/// Lighter (above 0) or darker (below 0), as ECMA-376 part 1, 18.8.19 says it, near enough.
pub(super) fn tinted(colour: Rgb, tint: f64) -> Rgb {
    colour.map(|c| {
        let c = f64::from(c);
        let mixed = if tint < 0.0 { c * (1.0 + tint) } else { c + (255.0 - c) * tint };
        // Bounded by the clamp.
        mixed.clamp(0.0, 255.0) as u8
    })
}

/// The fixed palette of old books (ECMA-376 part 1, 18.8.27); `None` for the window's own colours.
pub(super) fn indexed(index: u32) -> Option<Rgb> {
    const TABLE: [u32; 56] = [
        0x00_0000, 0xFF_FFFF, 0xFF_0000, 0x00_FF00, 0x00_00FF, 0xFF_FF00, 0xFF_00FF, 0x00_FFFF, 0x80_0000, 0x00_8000, 0x00_0080, 0x80_8000,
        0x80_0080, 0x00_8080, 0xC0_C0C0, 0x80_8080, 0x99_99FF, 0x99_3366, 0xFF_FFCC, 0xCC_FFFF, 0x66_0066, 0xFF_8080, 0x00_66CC, 0xCC_CCFF,
        0x00_0080, 0xFF_00FF, 0xFF_FF00, 0x00_FFFF, 0x80_0080, 0x80_0000, 0x00_8080, 0x00_00FF, 0x00_CCFF, 0xCC_FFFF, 0xCC_FFCC, 0xFF_FF99,
        0x99_CCFF, 0xFF_99CC, 0xCC_99FF, 0xFF_CC99, 0x33_66FF, 0x33_CCCC, 0x99_CC00, 0xFF_CC00, 0xFF_9900, 0xFF_6600, 0x66_6699, 0x96_9696,
        0x00_3366, 0x33_9966, 0x00_3300, 0x33_3300, 0x99_3300, 0x99_3366, 0x33_3399, 0x33_3333,
    ];
    let at = if index < 8 { index } else { index - 8 };
    let [_, r, g, b] = TABLE.get(usize::try_from(at).ok()?)?.to_be_bytes();
    Some([r, g, b])
}

/// Whether a person calls it grey: no hue, neither near black nor near white.
pub(super) fn is_grey(colour: Rgb) -> bool {
    let (low, high) = (colour.iter().min().copied().unwrap_or(0), colour.iter().max().copied().unwrap_or(0));
    high - low <= 24 && (0x50..=0xD9).contains(&low)
}

/// Whether text in it cannot be seen on that ground.
pub(super) fn unseen(text: Rgb, ground: Rgb) -> bool {
    text.iter().zip(ground).all(|(&a, b)| a.abs_diff(b) <= 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_white_and_the_rest() {
        assert_eq!(hex("FF808080"), Some([128, 128, 128]));
        assert_eq!(hex("é"), None);
        assert!(is_grey([128, 128, 128]) && !is_grey([0, 0, 0]) && !is_grey(WHITE) && !is_grey([31, 78, 121]));
        assert!(is_grey(tinted([0, 0, 0], 0.5)) && is_grey(tinted(WHITE, -0.35)));
        assert!(unseen(WHITE, WHITE) && !unseen(WHITE, [31, 78, 121]));
        assert_eq!(indexed(23), Some([0x80, 0x80, 0x80]));
        assert_eq!(indexed(64), None);
    }
}
