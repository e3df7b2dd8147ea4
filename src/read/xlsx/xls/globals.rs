//! What the sheets of an .xls share: names of sheets, strings, fonts, formats, the looks of cells.

use std::collections::HashMap;

use super::records::{Record, Records, Strings, code_page, short};
use crate::model::{Look, Reason};
use crate::read::xlsx::book::SHEETS;
use crate::read::xlsx::palette::{self, Rgb, WHITE};
use crate::read::xlsx::shown::NumberFormat;
use crate::read::xlsx::styles::CellStyle;

/// Shared strings that are kept.
const STRINGS: usize = 2_000_000;

/// The first part of the stream.
pub(super) struct Globals {
    pub(super) sheets: Vec<Listed>,
    pub(super) strings: Vec<(String, Vec<(u16, u16)>)>,
    pub(super) text: Strings,
    pub(super) since_1904: bool,
    /// It points at other workbooks.
    pub(super) outside: bool,
    /// It has a sheet of macros.
    pub(super) macros: bool,
    /// The sheet that each entry of the table of references names first (MS-XLS 2.4.105); one table for all books.
    references: Vec<usize>,
    fonts: Vec<Font>,
    styles: Vec<CellStyle>,
    plain: CellStyle,
}

/// A sheet in the list.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) start: u32,
    /// A sheet that is one chart.
    pub(super) chart: bool,
}

#[derive(Clone, Copy, Default)]
struct Font {
    look: Look,
    colour: u16,
}

/// The look of a cell as its record has it.
struct Xf {
    font: u16,
    format: u16,
    wrap: bool,
    pattern: u32,
    ground: u32,
}

impl Globals {
    /// Reads up to the end of the first part; a file of Excel 2 to 4 is one sheet without such a part.
    pub(super) fn read(stream: &[u8], most_text: usize) -> Result<Globals, Reason> {
        let mut globals = Globals {
            sheets: Vec::new(),
            strings: Vec::new(),
            text: Strings { unicode: true, page: encoding_rs::WINDOWS_1252 },
            since_1904: false,
            outside: false,
            macros: false,
            references: Vec::new(),
            fonts: Vec::new(),
            styles: Vec::new(),
            plain: CellStyle { format: NumberFormat::builtin(0), ..CellStyle::default() },
        };
        let (mut formats, mut looks, mut colours) = (HashMap::new(), Vec::new(), HashMap::new());
        let mut first = true;
        for record in Records(stream) {
            if first {
                first = false;
                globals.begin(&record)?;
                if !globals.text.unicode && matches!(record.kind, 0x09 | 0x209 | 0x409) {
                    globals.sheets.push(Listed { name: "Blad1".to_owned(), hidden: false, start: 0, chart: false });
                    return Ok(globals);
                }
                continue;
            }
            match record.kind {
                0x0A => break,
                0x2F if record.data.iter().any(|&b| b != 0) => return Err(Reason::Encrypted),
                0x42 => globals.text.page = code_page(record.short(0).unwrap_or(1252)),
                0x22 => globals.since_1904 = record.short(0) == Some(1),
                0x31 => globals.fonts.extend(font(&record)),
                0x41E => {
                    let code = globals.text.read(&record, 2, if globals.text.unicode { 2 } else { 1 });
                    if let (Some(id), Some(code)) = (record.short(0), code) {
                        formats.insert(id, NumberFormat::parse(&code));
                    }
                }
                0xE0 if looks.len() < usize::from(u16::MAX) => looks.extend(globals.look(&record)),
                0x92 => palette_record(&record, &mut colours),
                0x85 => globals.list(&record),
                0x17 if globals.text.unicode => globals.extern_sheet(&record),
                0xFC => globals.shared(&record, most_text),
                // SupBook: 0x0401 is this file, 0x3A01 an add-in.
                0x1AE => globals.outside |= !matches!(record.short(2), Some(0x0401 | 0x3A01) | None),
                _ => {}
            }
        }
        globals.styles = looks.iter().map(|xf| globals.style(xf, &formats, &colours)).collect();
        if let Some(style) = globals.styles.get(15).or(globals.styles.first()) {
            globals.plain = style.clone();
        }
        Ok(globals)
    }

    /// The look of that number.
    pub(super) fn cell(&self, index: u16) -> &CellStyle {
        self.styles.get(usize::from(index)).unwrap_or(&self.plain)
    }

    /// Whether the font of that number is bold.
    pub(super) fn is_bold(&self, font: u16) -> bool {
        self.font(font).look.bold
    }

    fn begin(&mut self, record: &Record<'_>) -> Result<(), Reason> {
        match (record.kind, record.short(0)) {
            (0x809, Some(0x600)) => Ok(()),
            (0x809 | 0x409 | 0x209 | 0x09, Some(_)) => {
                self.text.unicode = false;
                Ok(())
            }
            _ => Err(Reason::Damaged),
        }
    }

    fn font(&self, index: u16) -> Font {
        // There is no font 4 (MS-XLS 2.5.129).
        let index = usize::from(if index > 4 { index - 1 } else { index });
        self.fonts.get(index).copied().unwrap_or_default()
    }

    fn look(&self, record: &Record<'_>) -> Option<Xf> {
        let (font, format) = (record.short(0)?, record.short(2)?);
        let wrap = record.data.get(6).is_some_and(|a| a & 8 != 0);
        let (pattern, ground) = if self.text.unicode {
            (record.long(14).unwrap_or(0) >> 26, u32::from(record.short(18).unwrap_or(0)) & 0x7F)
        } else {
            let fill = record.long(8).unwrap_or(0);
            (fill >> 16 & 0x3F, fill & 0x7F)
        };
        Some(Xf { font, format, wrap, pattern, ground })
    }

    fn style(&self, xf: &Xf, formats: &HashMap<u16, NumberFormat>, colours: &HashMap<u32, Rgb>) -> CellStyle {
        let colour = |index: u32| colours.get(&index).copied().or_else(|| palette::indexed(index));
        let font = self.font(xf.font);
        let format = formats.get(&xf.format).cloned().unwrap_or_else(|| NumberFormat::builtin(u32::from(xf.format)));
        let text = colour(u32::from(font.colour));
        let ground = match xf.pattern {
            0 => Some(WHITE),
            1 => colour(xf.ground),
            _ => None,
        };
        let mut look = font.look;
        look.grey = text.is_some_and(palette::is_grey);
        look.shaded = xf.pattern != 0 && ground != Some(WHITE);
        let unseen = matches!((text, ground), (Some(text), Some(ground)) if palette::unseen(text, ground));
        CellStyle { invisible: unseen || format.shows_nothing(), format, look, wrap: xf.wrap, tick: false }
    }

    fn list(&mut self, record: &Record<'_>) {
        let (Some(start), Some(flags)) = (record.long(0), record.short(4)) else { return };
        let [hidden, kind] = flags.to_le_bytes();
        let name = self.text.read(record, 6, 1).unwrap_or_default();
        match kind & 0xF {
            0 | 2 if self.sheets.len() >= SHEETS || self.sheets.iter().any(|s| s.start == start) => {}
            0 | 2 => self.sheets.push(Listed { name, hidden: hidden & 3 != 0, start, chart: kind & 0xF == 2 }),
            _ => self.macros = true,
        }
    }

    fn extern_sheet(&mut self, record: &Record<'_>) {
        let entries = record.data.get(2..).unwrap_or_default().chunks_exact(6);
        self.references.extend(entries.map(|e| short(e, 2).map_or(usize::MAX, usize::from)));
    }

    /// The name of the sheet that a formula's reference names.
    pub(super) fn referred(&self, reference: u16) -> Option<&str> {
        let sheet = *self.references.get(usize::from(reference))?;
        self.sheets.get(sheet).map(|s| s.name.as_str())
    }

    fn shared(&mut self, record: &Record<'_>, most_text: usize) {
        let mut reader = record.reader(8);
        let mut total = 0;
        while let Some((text, runs)) = reader.rich() {
            total += text.len();
            if total > most_text || self.strings.len() >= STRINGS {
                return;
            }
            self.strings.push((text, runs));
        }
    }
}

fn font(record: &Record<'_>) -> Option<Font> {
    let (height, flags, colour) = (record.short(0)?, record.short(2)?, record.short(4)?);
    let look = Look {
        size: f32::from(height) / 20.0,
        italic: flags & 2 != 0,
        bold: record.short(6).is_some_and(|weight| weight >= 600),
        underline: record.data.get(10).is_some_and(|&u| u != 0),
        ..Look::default()
    };
    Some(Font { look, colour })
}

/// Colours of the file's own.
fn palette_record(record: &Record<'_>, colours: &mut HashMap<u32, Rgb>) {
    for (index, entry) in (8u32..64).zip(record.data.get(2..).unwrap_or_default().chunks_exact(4)) {
        if let [r, g, b, _] = entry {
            colours.insert(index, [*r, *g, *b]);
        }
    }
}
