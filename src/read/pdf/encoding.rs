//! Adobe's public tables: glyph names to Unicode, the base encodings, the widths of the standard fonts.

use std::collections::HashMap;
use std::sync::LazyLock;

/// One of the encodings that a font may name or imply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Standard,
    WinAnsi,
    MacRoman,
    Symbol,
    ZapfDingbats,
}

impl Base {
    /// The glyph name of a code.
    pub(super) fn name(self, code: u8) -> Option<&'static str> {
        let row = ENCODINGS.get(self as usize)?;
        row.get(usize::from(code)).copied().filter(|name| *name != ".")
    }
}

/// Rows in the order of [`Base`].
static ENCODINGS: LazyLock<Vec<Vec<&'static str>>> =
    LazyLock::new(|| include_str!("data/encodings.txt").lines().map(|line| line.split(' ').skip(1).collect()).collect());

/// Sorted by name.
static GLYPHS: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| include_str!("data/glyphs.txt").lines().filter_map(|line| line.split_once(' ')).collect());

static WIDTHS: LazyLock<HashMap<&'static str, [u16; 6]>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for line in include_str!("data/widths.txt").lines().skip(1) {
        let mut fields = line.split(' ');
        let Some(name) = fields.next() else { continue };
        let mut row = [0; 6];
        for (slot, field) in row.iter_mut().zip(fields) {
            *slot = field.parse().unwrap_or(0);
        }
        table.insert(name, row);
    }
    table
});

/// What a glyph name stands for: the Adobe list, `uni` or `u` before a code point in hex, `a_b` piece by piece, the part before a dot.
pub(super) fn unicode_of(name: &str) -> Option<String> {
    let stem = name.split('.').next().filter(|stem| !stem.is_empty())?;
    let mut out = String::new();
    for piece in stem.split('_') {
        if !push_piece(piece, &mut out) {
            return None;
        }
    }
    (!out.is_empty()).then_some(out)
}

fn push_piece(piece: &str, out: &mut String) -> bool {
    if let Ok(at) = GLYPHS.binary_search_by(|(name, _)| (*name).cmp(piece)) {
        let codes = GLYPHS.get(at).map_or("", |entry| entry.1);
        out.extend(codes.split(' ').filter_map(|code| u32::from_str_radix(code, 16).ok().and_then(char::from_u32)));
        return true;
    }
    let hex = piece.strip_prefix("uni").filter(|h| h.len() >= 4 && h.len() % 4 == 0).map(|h| (h, 4));
    let hex = hex.or_else(|| piece.strip_prefix('u').filter(|h| (4..=6).contains(&h.len())).map(|h| (h, h.len())));
    let Some((digits, step)) = hex else { return false };
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return false;
    }
    let mut any = false;
    for chunk in digits.as_bytes().chunks(step) {
        let code = std::str::from_utf8(chunk).ok().and_then(|c| u32::from_str_radix(c, 16).ok());
        if let Some(c) = code.and_then(char::from_u32) {
            out.push(c);
            any = true;
        }
    }
    any
}

/// The standard fonts, as far as their widths differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standard {
    Column(usize),
    Courier,
}

impl Standard {
    /// The standard font that a font name means or resembles most.
    pub(super) fn of(font: &str) -> Standard {
        let lower = font.to_ascii_lowercase();
        let bold = lower.contains("bold") || lower.contains("black") || lower.contains("heavy");
        let italic = lower.contains("italic") || lower.contains("oblique");
        if lower.contains("courier") || lower.contains("mono") {
            return Standard::Courier;
        }
        let serif = ["times", "serif", "roman", "georgia", "garamond", "cambria", "minion", "bookman"];
        let sans = lower.contains("sans");
        if !sans && serif.iter().any(|s| lower.contains(s)) {
            return Standard::Column(match (bold, italic) {
                (false, false) => 2,
                (true, false) => 3,
                (false, true) => 4,
                (true, true) => 5,
            });
        }
        Standard::Column(usize::from(bold))
    }

    /// The width of a glyph in thousandths of an em.
    pub(super) fn width(self, glyph: &str) -> Option<f32> {
        match self {
            Standard::Courier => Some(600.0),
            Standard::Column(column) => WIDTHS.get(glyph).and_then(|row| row.get(column)).map(|w| f32::from(*w)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_letters() {
        for (name, text) in [("eacute", "é"), ("f_f_i", "ffi"), ("uni00E9", "é"), ("u1F600", "😀"), ("a.sc", "a"), ("a20", "✔")] {
            assert_eq!(unicode_of(name).as_deref(), Some(text), "{name}");
        }
        assert_eq!(unicode_of("g12"), None);
        assert_eq!(unicode_of(".notdef"), None);
    }

    #[test]
    fn encodings_and_widths_are_those_of_adobe() {
        assert_eq!(Base::WinAnsi.name(0xEB), Some("edieresis"));
        assert_eq!(Base::Standard.name(b'\''), Some("quoteright"));
        assert_eq!(Base::ZapfDingbats.name(0x34), Some("a20"));
        assert_eq!(Standard::of("Helvetica-Bold").width("A"), Some(722.0));
        assert_eq!(Standard::of("Courier").width("A"), Some(600.0));
    }
}
