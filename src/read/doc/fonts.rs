//! The fonts of a .doc ([MS-DOC] 2.9.286): which of them are symbol fonts.

use super::bytes::{u8_at, u16_at};
use crate::read::a4::Family;
use crate::read::symbols::SymbolFont;

/// The fonts by number.
#[derive(Debug, Default)]
pub(super) struct Fonts {
    symbols: Vec<Option<SymbolFont>>,
    families: Vec<Family>,
}

impl Fonts {
    pub(super) fn new(bytes: &[u8]) -> Fonts {
        let mut fonts = Fonts::default();
        let count = u16_at(bytes, 0).unwrap_or(0);
        let mut at = 4;
        for _ in 0..count {
            let Some(length) = u8_at(bytes, at).map(usize::from) else { break };
            let name = bytes.get(at + 40..at + 1 + length).unwrap_or_default();
            let units = name.chunks_exact(2).filter_map(|two| u16_at(two, 0)).take_while(|&unit| unit != 0);
            let name: String = char::decode_utf16(units).filter_map(Result::ok).collect();
            fonts.symbols.push(SymbolFont::named(&name));
            fonts.families.push(Family::named(&name));
            at += 1 + length;
        }
        fonts
    }

    /// How wide the letters of this font are.
    pub(super) fn family(&self, number: u16) -> Family {
        self.families.get(usize::from(number)).copied().unwrap_or(Family::Serif)
    }

    /// The symbol font of this number, when it is one.
    pub(super) fn symbol_font(&self, number: u16) -> Option<SymbolFont> {
        self.symbols.get(usize::from(number)).copied().flatten()
    }
}
