//! Pictures that are written as letters of a symbol font: ticks, boxes, arrows and Greek letters as Unicode.

/// A font whose letters are pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SymbolFont {
    /// Greek letters and mathematics.
    Symbol,
    Wingdings,
    Wingdings2,
    Wingdings3,
    Webdings,
}

impl SymbolFont {
    /// The symbol font of this name.
    pub(crate) fn named(name: &str) -> Option<SymbolFont> {
        let name: String = name.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
        Some(match name.as_str() {
            "symbol" | "standardsymbolsps" => SymbolFont::Symbol,
            "wingdings" => SymbolFont::Wingdings,
            "wingdings2" => SymbolFont::Wingdings2,
            "wingdings3" => SymbolFont::Wingdings3,
            "webdings" => SymbolFont::Webdings,
            _ => return None,
        })
    }

    /// What a letter of a symbol font shows: `code` is the letter, with or without the 0xF000 that Word adds. `None` where
    /// the picture says nothing (an ornament).
    pub(crate) fn show(self, code: u32) -> Option<char> {
        let code = u8::try_from(if code & 0xFF00 == 0xF000 { code & 0xFF } else { code }).ok()?;
        if matches!(code, b' ' | 0xA0) {
            return Some(' ');
        }
        match self {
            SymbolFont::Symbol => greek(code),
            SymbolFont::Wingdings => Some(match code {
                0x4A => '☺',
                0x4B => '😐',
                0x4C => '☹',
                0x6C | 0x9F => '•',
                0x6E => '■',
                0xA7 => '▪',
                0x6F | 0x70 | 0x71 | 0x72 | 0xA8 => '☐',
                0x78 | 0xFD => '☒',
                0xFE => '☑',
                0xFB => '✗',
                0xFC => '✓',
                0x76 | 0xD8 => '➢',
                0xDF | 0xE7 | 0xEF => '←',
                0xE0 | 0xE8 | 0xF0 => '→',
                0xE1 | 0xE9 | 0xF1 => '↑',
                0xE2 | 0xEA | 0xF2 => '↓',
                _ => return None,
            }),
            SymbolFont::Wingdings2 => Some(match code {
                0x4F | 0xCE | 0xD0 => '✗',
                0x50 | 0x57 => '✓',
                0x51 | 0x53 | 0x54 => '☒',
                0x52 => '☑',
                0x2A | 0x30..=0x35 | 0xA3 | 0xA4 => '☐',
                0x97 | 0x98 => '•',
                0xA1 => '▪',
                0xA2 => '■',
                _ => return None,
            }),
            SymbolFont::Wingdings3 => Some(match code {
                0x66 => '←',
                0x67 => '→',
                0x68 => '↑',
                0x69 => '↓',
                _ => return None,
            }),
            SymbolFont::Webdings => Some(match code {
                0x61 => '✓',
                0x63 => '☐',
                0x67 => '■',
                0x72 => '✗',
                _ => return None,
            }),
        }
    }
}

/// The letters of the font Symbol that stand in texts.
fn greek(code: u8) -> Option<char> {
    const UPPER: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const LOWER: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    match code {
        b'A'..=b'Z' => UPPER.chars().nth(usize::from(code - b'A')),
        b'a'..=b'z' => LOWER.chars().nth(usize::from(code - b'a')),
        0x22 => Some('∀'),
        0x2D => Some('−'),
        0x20..=0x3F | 0x5B | 0x5D | 0x5F | 0x7B..=0x7D => Some(char::from(code)),
        0xA3 => Some('≤'),
        0xAC => Some('←'),
        0xAD => Some('↑'),
        0xAE => Some('→'),
        0xAF => Some('↓'),
        0xB0 => Some('°'),
        0xB1 => Some('±'),
        0xB3 => Some('≥'),
        0xB4 => Some('×'),
        0xB7 => Some('•'),
        0xB8 => Some('÷'),
        0xB9 => Some('≠'),
        0xBB => Some('≈'),
        0xBC => Some('…'),
        0xD6 => Some('√'),
        0xDE => Some('⇒'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_of_wingdings_are_ticks() {
        assert_eq!(SymbolFont::Wingdings.show(0xF0FE), Some('☑'));
        assert_eq!(SymbolFont::Wingdings.show(0xA8), Some('☐'));
        assert_eq!(SymbolFont::named("Wingdings 2").and_then(|font| font.show(0x52)), Some('☑'));
        assert_eq!(SymbolFont::Symbol.show(u32::from(b'b')), Some('β'));
        assert_eq!(SymbolFont::Wingdings.show(0xF0E0), Some('→'));
        assert_eq!(SymbolFont::Wingdings.show(0x21), None);
        assert_eq!(SymbolFont::named("Arial"), None);
    }
}
