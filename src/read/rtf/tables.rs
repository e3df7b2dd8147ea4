//! The tables at the head of an RTF file: fonts, colours, styles.

use std::collections::HashMap;

use crate::read::a4::Family;
use crate::read::flow::CodePage;
use crate::read::symbols::SymbolFont;

/// A font: how its bytes become letters.
#[derive(Debug, Clone, Default)]
pub(super) struct Font {
    pub page: Option<CodePage>,
    pub symbol: Option<SymbolFont>,
    pub family: Family,
    pub name: String,
}

/// A paragraph style: what tells a heading.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    pub outline: Option<u8>,
    pub name: String,
    pub based_on: Option<i32>,
}

/// All tables of a file.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub fonts: HashMap<i32, Font>,
    pub colors: Vec<Option<u32>>,
    pub styles: HashMap<i32, Style>,
    font: (i32, Font),
    color: Option<u32>,
    style: (i32, Style),
}

impl Tables {
    /// A word within the font table.
    pub(super) fn font_word(&mut self, name: &str, number: Option<i32>) {
        match (name, number) {
            ("f", Some(number)) => self.font.0 = number,
            ("fcharset", Some(number)) => {
                let page = u32::try_from(number).ok().and_then(CodePage::charset);
                self.font.1.page = self.font.1.page.or(page);
            }
            ("cpg", Some(number)) => self.font.1.page = u32::try_from(number).ok().map(CodePage::numbered),
            _ => {}
        }
    }

    /// Text within the font table: names, each ended by a semicolon.
    pub(super) fn font_text(&mut self, text: &str) {
        let mut parts = text.split(';');
        if let Some(first) = parts.next() {
            self.font.1.name.push_str(first);
        }
        for next in parts {
            self.end_font();
            next.clone_into(&mut self.font.1.name);
        }
    }

    fn end_font(&mut self) {
        let (number, mut font) = std::mem::take(&mut self.font);
        font.symbol = SymbolFont::named(font.name.trim());
        font.family = Family::named(&font.name);
        self.fonts.insert(number, font);
    }

    /// A word within the colour table.
    pub(super) fn color_word(&mut self, name: &str, number: Option<i32>) {
        let shift = match name {
            "red" => 16,
            "green" => 8,
            "blue" => 0,
            _ => return,
        };
        let part = u32::try_from(number.unwrap_or(0)).unwrap_or(0).min(255);
        self.color = Some(self.color.unwrap_or(0) | part << shift);
    }

    /// Text within the colour table: a semicolon ends a colour.
    pub(super) fn color_text(&mut self, text: &str) {
        for _ in text.matches(';') {
            self.colors.push(self.color.take());
        }
    }

    /// The colour of this number; `None` is the automatic one.
    pub(super) fn color(&self, number: Option<i32>) -> Option<u32> {
        self.colors.get(usize::try_from(number?).ok()?).copied().flatten()
    }

    /// A word within the style sheet.
    pub(super) fn style_word(&mut self, name: &str, number: Option<i32>) {
        match (name, number) {
            ("s" | "cs" | "ds" | "ts", Some(number)) => self.style.0 = if name == "s" { number } else { -1 },
            ("outlinelevel", Some(level)) => self.style.1.outline = u8::try_from(level).ok(),
            ("sbasedon", Some(number)) => self.style.1.based_on = Some(number),
            _ => {}
        }
    }

    /// Text within the style sheet: names, each ended by a semicolon.
    pub(super) fn style_text(&mut self, text: &str) {
        let mut parts = text.split(';');
        if let Some(first) = parts.next() {
            self.style.1.name.push_str(first);
        }
        for next in parts {
            let (number, style) = std::mem::take(&mut self.style);
            if number >= 0 {
                self.styles.insert(number, style);
            }
            next.clone_into(&mut self.style.1.name);
        }
    }

    /// Heading level of a style (1 to 9), by its outline level, its name, or what it is based on.
    pub(super) fn heading(&self, number: i32) -> Option<u8> {
        let mut number = number;
        for _ in 0..16 {
            let style = self.styles.get(&number)?;
            if let Some(level) = style.outline {
                return (level < 9).then_some(level + 1);
            }
            if let Some(level) = crate::read::flow::heading_name(&style.name) {
                return Some(level);
            }
            number = style.based_on.filter(|&based| based != number)?;
        }
        None
    }
}
