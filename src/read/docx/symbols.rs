//! Symbol fonts: which character a person sees where the file holds a code of Wingdings and its kin.

/// A font whose codes are pictures, not letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SymbolFont {
    Wingdings,
    Wingdings2,
    Wingdings3,
    Webdings,
    Symbol,
}

impl SymbolFont {
    /// The symbol font of this name, if it is one.
    pub(super) fn named(name: &str) -> Option<SymbolFont> {
        match name.trim().to_ascii_lowercase().as_str() {
            "wingdings" => Some(SymbolFont::Wingdings),
            "wingdings 2" => Some(SymbolFont::Wingdings2),
            "wingdings 3" => Some(SymbolFont::Wingdings3),
            "webdings" => Some(SymbolFont::Webdings),
            "symbol" => Some(SymbolFont::Symbol),
            _ => None,
        }
    }

    /// What a code of this font shows; `None` for decoration without meaning.
    pub(super) fn show(self, code: u32) -> Option<char> {
        let code = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
        match self {
            SymbolFont::Wingdings => match code {
                0x20 => Some(' '),
                0x4A => Some('☺'),
                0x4B => Some('😐'),
                0x4C => Some('☹'),
                0x6C | 0x9F => Some('•'),
                0x6E => Some('■'),
                0x6F | 0x70 | 0x71 | 0x72 | 0xA8 => Some('☐'),
                0xA7 => Some('▪'),
                0xDF => Some('←'),
                0xE0 | 0xE8 => Some('→'),
                0xE1 => Some('↑'),
                0xE2 => Some('↓'),
                0xF0 => Some('⇨'),
                0xFB => Some('✗'),
                0xFC => Some('✓'),
                0xFD | 0x78 => Some('☒'),
                0xFE => Some('☑'),
                _ => None,
            },
            SymbolFont::Wingdings2 => match code {
                0x20 => Some(' '),
                0x2A | 0xA3 | 0xA4 | 0x30..=0x35 => Some('☐'),
                0x4F => Some('✗'),
                0x50 => Some('✓'),
                0x51 | 0x53 | 0x54 => Some('☒'),
                0x52 => Some('☑'),
                0x97 | 0x98 => Some('•'),
                0xA1 => Some('▪'),
                _ => None,
            },
            SymbolFont::Wingdings3 => (code == 0x20).then_some(' '),
            SymbolFont::Webdings => match code {
                0x20 => Some(' '),
                0x61 => Some('✓'),
                0x63 => Some('☐'),
                0x67 => Some('■'),
                0x72 => Some('✗'),
                _ => None,
            },
            SymbolFont::Symbol => greek(code),
        }
    }
}

/// The Symbol font: Greek letters and signs of arithmetic, ASCII where it keeps it.
fn greek(code: u32) -> Option<char> {
    const UPPER: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const LOWER: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    match code {
        0x41..=0x5A => UPPER.chars().nth((code - 0x41) as usize),
        0x61..=0x7A => LOWER.chars().nth((code - 0x61) as usize),
        0x2D => Some('−'),
        0x20..=0x40 | 0x5B..=0x5F | 0x7B..=0x7E => char::from_u32(code),
        0xA3 => Some('≤'),
        0xAC => Some('←'),
        0xAE => Some('→'),
        0xB0 => Some('°'),
        0xB1 => Some('±'),
        0xB3 => Some('≥'),
        0xB4 => Some('×'),
        0xB7 => Some('•'),
        0xB8 => Some('÷'),
        0xB9 => Some('≠'),
        0xBB => Some('≈'),
        0xD6 => Some('√'),
        0xDE => Some('⇒'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_of_wingdings_show_as_boxes() {
        let font = SymbolFont::named("Wingdings").unwrap();
        assert_eq!(font.show(0xF0FE), Some('☑'));
        assert_eq!(font.show(0xA8), Some('☐'));
        assert_eq!(font.show(0xF0E0), Some('→'));
        assert_eq!(SymbolFont::Symbol.show(0xF062), Some('β'));
        assert!(SymbolFont::named("Arial").is_none());
    }
}
