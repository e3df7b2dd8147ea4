//! Properties of paragraphs, letters and rows, as modifiers set them.

use super::bytes::{i16_at, size_at, u8_at, u16_at, u32_at};
use super::sprm::{color, is_old_shade, is_shade, old_color, sprms, toggle};
use super::styles::Styles;
use crate::model::HiddenKind;
use crate::read::a4;
use crate::read::flow::{CellDef, Letters, Merge, RowDef, twips};

/// A paragraph's.
#[derive(Debug, Clone, Default)]
pub(super) struct ParaProps {
    /// Heading level by its style, 1 to 9.
    pub heading: Option<u8>,
    /// Outline level set by hand or style: 0 to 8, 9 is running text.
    pub outline: Option<u8>,
    pub in_table: bool,
    pub row_end: bool,
    /// Within how many tables.
    pub depth: usize,
    pub inner_cell: bool,
    pub inner_row_end: bool,
    /// List (from 1; 0 is none) and its level.
    pub list: u16,
    pub list_level: u8,
    pub shaded: bool,
    pub row: RowDef,
    /// How it stands on the page.
    pub layout: a4::Paragraph,
}

impl ParaProps {
    /// Applies modifiers; `data` is the stream `Data`, where long ones lie.
    pub(super) fn apply(&mut self, bytes: &[u8], data: &[u8]) {
        for (code, operand) in sprms(bytes) {
            let number = u8_at(operand, 0).unwrap_or(0);
            match code {
                0x2640 => self.outline = Some(number),
                0x2416 => self.in_table = number != 0,
                0x2417 => self.row_end = number != 0,
                0x6649 => self.depth = size_at(operand, 0).unwrap_or(0).min(1000),
                0x664A => self.depth = self.depth.saturating_add_signed(isize::from(i16_at(operand, 0).unwrap_or(0))),
                0x244B => self.inner_cell = number != 0,
                0x244C => self.inner_row_end = number != 0,
                0x460B => self.list = u16_at(operand, 0).unwrap_or(0),
                0x260A => self.list_level = number.min(8),
                0x442D => self.shaded = u16_at(operand, 0).is_some_and(is_old_shade),
                0xC64D => self.shaded = is_shade(operand),
                // sprmPHugePapx, sprmPTableProps: the modifiers lie in the data stream.
                0x6645 | 0x6646 => {
                    let huge = size_at(operand, 0).and_then(|at| {
                        let count = usize::from(u16_at(data, at)?);
                        data.get(at + 2..at + 2 + count)
                    });
                    if let Some(huge) = huge {
                        self.apply(huge, &[]);
                    }
                }
                _ => {
                    if !self.spacing(code, operand) {
                        self.row_modifier(code, operand);
                    }
                }
            }
        }
    }

    /// A modifier that says how the paragraph stands on the page; false when it is none.
    fn spacing(&mut self, code: u16, operand: &[u8]) -> bool {
        let short = twips(i32::from(i16_at(operand, 0).unwrap_or(0)));
        let on = u8_at(operand, 0) != Some(0);
        let layout = &mut self.layout;
        match code {
            0xA413 => layout.before = short,
            0xA414 => layout.after = short,
            0x840F | 0x845E => layout.left = short,
            0x840E | 0x845D => layout.right = short,
            0x8411 | 0x8460 => layout.first = short,
            0x6412 => {
                let multiple = i16_at(operand, 2) == Some(1);
                layout.leading = match i16_at(operand, 0).unwrap_or(0) {
                    0 => a4::Leading::Times(1.0),
                    line if multiple => a4::Leading::Times(f32::from(line.saturating_abs()) / 240.0),
                    line if line < 0 => a4::Leading::Exact(f32::from(line.saturating_abs()) / 20.0),
                    line => a4::Leading::AtLeast(f32::from(line) / 20.0),
                };
            }
            0x246D => layout.contextual = on,
            0x2406 => layout.keep_next = on,
            0x2405 => layout.keep_lines = on,
            0x2407 => layout.page_break = on,
            0x2431 => layout.widows = on,
            _ => return false,
        }
        true
    }

    fn row_modifier(&mut self, code: u16, operand: &[u8]) {
        match code {
            0xD608 => self.define_row(operand),
            0x3403 | 0x3466 => self.row.whole = u8_at(operand, 0) != Some(0),
            0x9407 => {
                let height = i16_at(operand, 0).unwrap_or(0);
                self.row.height = f32::from(height.saturating_abs()) / 20.0;
                self.row.exact = height < 0;
            }
            0x9602 => self.row.beside = Some(twips(i32::from(i16_at(operand, 0).unwrap_or(108)))),
            // sprmTCellPadding, sprmTCellPaddingDefault: first cell, limit, sides, unit, width.
            0xD632 | 0xD634 if u8_at(operand, 3) == Some(3) => {
                let (sides, width) = (u8_at(operand, 2).unwrap_or(0), twips(i32::from(i16_at(operand, 4).unwrap_or(0))));
                if sides & 0x02 != 0 {
                    self.row.beside = Some(width);
                }
                if sides & 0x01 != 0 {
                    self.row.above = width;
                }
            }
            0x3404 => self.row.header = u8_at(operand, 0) != Some(0),
            0x5624 => {
                let (first, end) = (u8_at(operand, 0).unwrap_or(0), u8_at(operand, 1).unwrap_or(0));
                for index in first..end {
                    let across = if index == first { Merge::First } else { Merge::Continued };
                    if let Some(cell) = self.row.cells.get_mut(usize::from(index)) {
                        cell.across = across;
                    }
                }
            }
            0xD62B => {
                if let Some(cell) = u8_at(operand, 0).and_then(|index| self.row.cells.get_mut(usize::from(index))) {
                    cell.down = match u8_at(operand, 1) {
                        Some(1) => Merge::Continued,
                        Some(3) => Merge::First,
                        _ => Merge::None,
                    };
                }
            }
            0xD609 => {
                for (cell, shade) in self.row.cells.iter_mut().zip(operand.chunks_exact(2)) {
                    cell.shaded = u16_at(shade, 0).is_some_and(is_old_shade);
                }
            }
            0xD612 | 0xD616 | 0xD60C => {
                let first = match code {
                    0xD612 => 0,
                    0xD616 => 22,
                    _ => 44,
                };
                for (cell, shade) in self.row.cells.iter_mut().skip(first).zip(operand.chunks_exact(10)) {
                    cell.shaded = is_shade(shade);
                }
            }
            _ => {}
        }
    }

    fn define_row(&mut self, operand: &[u8]) {
        let count = usize::from(u8_at(operand, 0).unwrap_or(0));
        let edge = |index: usize| i16_at(operand, 1 + index * 2).map(i32::from);
        self.row.left = edge(0).unwrap_or(0);
        let cells = (0..count).map_while(|index| {
            let flags = u16_at(operand, 1 + (count + 1) * 2 + index * 20).unwrap_or(0);
            let across = match flags & 3 {
                1 => Merge::First,
                2 | 3 => Merge::Continued,
                _ => Merge::None,
            };
            let down = match flags >> 5 & 3 {
                1 => Merge::Continued,
                2 | 3 => Merge::First,
                _ => Merge::None,
            };
            Some(CellDef { right: edge(index + 1)?, across, down, ..CellDef::default() })
        });
        self.row.cells = cells.collect();
    }

    /// Within how many tables it stands.
    pub(super) fn tables(&self) -> usize {
        if self.in_table { self.depth.max(1) } else { 0 }
    }

    /// Heading level, when it is a heading.
    pub(super) fn level(&self) -> Option<u8> {
        match self.outline {
            Some(level) if level < 9 => Some(level + 1),
            Some(_) if self.heading.is_none() => None,
            _ => self.heading,
        }
    }
}

/// Of letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LetterProps {
    pub letters: Letters,
    pub capitals: bool,
    pub inserted: bool,
    /// Number of the font.
    pub font: u16,
    /// The letter of a symbol font that stands here: font and code.
    pub symbol: Option<(u16, u16)>,
    /// Where in the stream `Data` a picture or form field lies.
    pub data_at: Option<usize>,
    pub is_data: bool,
}

impl Default for LetterProps {
    fn default() -> LetterProps {
        let letters = Letters { size: 10.0, ..Letters::default() };
        LetterProps { letters, capitals: false, inserted: false, font: 0, symbol: None, data_at: None, is_data: false }
    }
}

impl LetterProps {
    /// Applies modifiers, those of letter styles included; `style` is what the paragraph's style gives.
    pub(super) fn apply(&mut self, bytes: &[u8], style: &LetterProps, styles: &Styles<'_>) {
        for (code, operand) in sprms(bytes) {
            if code == 0x4A30 {
                styles.letters(usize::from(u16_at(operand, 0).unwrap_or(0)), self);
            } else {
                self.one(code, operand, style);
            }
        }
    }

    /// Applies modifiers of a letter style.
    pub(super) fn apply_plain(&mut self, bytes: &[u8], style: &LetterProps) {
        for (code, operand) in sprms(bytes) {
            self.one(code, operand, style);
        }
    }

    fn one(&mut self, code: u16, operand: &[u8], style: &LetterProps) {
        let number = u8_at(operand, 0).unwrap_or(0);
        let letters = &mut self.letters;
        match code {
            0x0800 if number != 0 => letters.hidden = Some(HiddenKind::Deleted),
            0x0801 => self.inserted = number != 0,
            0x0835 => letters.bold = toggle(operand, style.letters.bold),
            0x0836 => letters.italic = toggle(operand, style.letters.italic),
            0x083B => self.capitals = toggle(operand, style.capitals),
            0x083C if letters.hidden != Some(HiddenKind::Deleted) => {
                let hidden = toggle(operand, style.letters.hidden.is_some());
                letters.hidden = hidden.then_some(HiddenKind::Invisible);
            }
            0x2A3E => letters.underline = number != 0,
            0x2A42 => letters.color = old_color(number),
            0x6870 => letters.color = color(operand, 0),
            0x4A43 => letters.size = f32::from(u16_at(operand, 0).unwrap_or(20)) / 2.0,
            0x2A0C => letters.shaded = number != 0 && number != 8,
            0x4866 => letters.shaded = u16_at(operand, 0).is_some_and(is_old_shade),
            0xCA71 => letters.shaded = is_shade(operand),
            0x4A4F => self.font = u16_at(operand, 0).unwrap_or(0),
            0x6A09 => self.symbol = u16_at(operand, 0).zip(u16_at(operand, 2)),
            0x6A03 => self.data_at = u32_at(operand, 0).and_then(|at| usize::try_from(at).ok()),
            0x0806 => self.is_data = number != 0,
            _ => {}
        }
    }
}
