//! One sheet of an .xls: its cells as shown, hidden rows and columns, merged regions, print set-up, notes and floats.

use super::globals::{Globals, Listed};
use super::objects::Objects;
use super::records::{Record, Records};
use crate::model::PictureKind;
use crate::read::xlsx::address::{Area, At};
use crate::read::xlsx::book::{Cell, Float, Floating, Room, Sheet};
use crate::read::xlsx::{running, shown};

/// A sheet as it was read.
pub(super) struct Read {
    pub(super) sheet: Sheet,
    /// Sheets and areas with the options of its drop-downs.
    pub(super) lists: Vec<(String, Area)>,
}

/// Reads the sheet that begins there.
pub(super) fn read(stream: &[u8], listed: &Listed, globals: &Globals, room: &mut Room) -> Read {
    let sheet = Sheet { name: listed.name.clone(), hidden: listed.hidden, ..Sheet::default() };
    let mut reader =
        Reader { globals, sheet, objects: Objects::default(), lists: Vec::new(), formula: None, fits: false, read: Vec::new() };
    // Charts lie within a sheet as parts of their own.
    let mut depth = 0usize;
    for record in Records(stream) {
        match record.kind {
            0x809 | 0x409 | 0x209 | 0x09 => {
                depth += 1;
                if depth > 1 || listed.chart {
                    reader.chart();
                }
            }
            0x0A => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ if depth > 1 || listed.chart => {}
            _ => reader.record(&record, room),
        }
        if room.full {
            break;
        }
    }
    if !reader.fits {
        reader.sheet.print.fit = None;
    }
    let (remarks, floats) = reader.objects.done();
    reader.sheet.remarks = remarks;
    reader.sheet.floats.extend(floats);
    Read { sheet: reader.sheet, lists: reader.lists }
}

struct Reader<'a> {
    globals: &'a Globals,
    sheet: Sheet,
    objects: Objects,
    lists: Vec<(String, Area)>,
    /// The cell of a formula whose text follows, and its look.
    formula: Option<(At, u16)>,
    fits: bool,
    /// Cells of the record that is being read.
    read: Vec<Cell>,
}

impl Reader<'_> {
    fn chart(&mut self) {
        let what = Floating::Picture { kind: PictureKind::Chart, alt: None, width: 0.0, height: 0.0, bytes: None };
        self.sheet.floats.push(Float { at: self.objects.anchor(), what });
    }

    fn record(&mut self, record: &Record<'_>, room: &mut Room) {
        // A record that is too short says nothing.
        _ = self.cell_record(record).or_else(|| self.other(record));
        for cell in self.read.drain(..) {
            room.keep(cell, &mut self.sheet.cells);
        }
    }

    /// A record with cells in it; `None` when it has none.
    fn cell_record(&mut self, record: &Record<'_>) -> Option<()> {
        let at = || Some(At { row: u32::from(record.short(0)?), column: u32::from(record.short(2)?) });
        let look = record.short(4);
        match record.kind {
            0xFD => {
                let (at, look) = (at()?, look?);
                let string = usize::try_from(record.long(6)?).ok()?;
                let (text, runs) = self.globals.strings.get(string)?;
                self.text(at, look, text, runs);
            }
            0x204 | 0xD6 => {
                let text = self.globals.text.read(record, 6, 2)?;
                self.text(at()?, look?, &text, &[]);
            }
            0x203 => self.number(at()?, look?, record.double(6)?),
            0x27E => self.number(at()?, look?, packed(record.long(6)?)),
            0xBD => {
                let first = at()?;
                for (n, pair) in (0u32..256).zip(record.data.get(4..record.data.len().checked_sub(2)?)?.chunks_exact(6)) {
                    let [a, b, c, d, e, f] = *pair else { break };
                    let value = packed(u32::from_le_bytes([c, d, e, f]));
                    self.number(At { column: first.column + n, ..first }, u16::from_le_bytes([a, b]), value);
                }
            }
            0x205 => {
                let shown = special(*record.data.get(6)?, *record.data.get(7)? != 0);
                self.plain(at()?, look?, shown);
            }
            0x06 | 0x206 | 0x406 => self.result(record, at()?, look?)?,
            0x207 => {
                let (at, look) = self.formula.take()?;
                let text = self.globals.text.read(record, 0, 2)?;
                self.text(at, look, &text, &[]);
            }
            _ => return None,
        }
        Some(())
    }

    /// What a formula came to: a number, or by its mark a text that follows, a truth value, an error or nothing.
    fn result(&mut self, record: &Record<'_>, at: At, look: u16) -> Option<()> {
        if record.short(12)? != 0xFFFF {
            self.number(at, look, record.double(6)?);
            return Some(());
        }
        let value = *record.data.get(8)?;
        match record.data.get(6)? {
            0 => self.formula = Some((at, look)),
            1 => self.plain(at, look, special(value, false)),
            2 => self.plain(at, look, special(value, true)),
            _ => {}
        }
        Some(())
    }

    fn number(&mut self, at: At, look: u16, value: f64) {
        let shown = self.globals.cell(look).format.number(value, self.globals.since_1904);
        self.plain(at, look, &shown);
    }

    fn plain(&mut self, at: At, look: u16, text: &str) {
        if text.is_empty() {
            return;
        }
        let style = self.globals.cell(look);
        let all = (0, u32::try_from(text.len()).unwrap_or(u32::MAX));
        let bold = if style.look.bold { vec![all] } else { Vec::new() };
        let cell = Cell { at, text: text.to_owned(), bold, look: style.look, invisible: style.invisible, wrap: style.wrap, tick: None };
        self.read.push(cell);
    }

    /// A text; its runs name the letter from which another font holds.
    fn text(&mut self, at: At, look: u16, text: &str, runs: &[(u16, u16)]) {
        let style = self.globals.cell(look);
        let shown = style.format.text(text);
        self.plain(at, look, &shown);
        if runs.is_empty() || shown != text {
            return;
        }
        // Letters are counted in UTF-16.
        let mut bytes = Vec::new();
        for (at, c) in text.char_indices() {
            bytes.extend(std::iter::repeat_n(at, c.len_utf16()));
        }
        let place = |letter: u16| u32::try_from(bytes.get(usize::from(letter)).copied().unwrap_or(text.len())).unwrap_or(u32::MAX);
        let mut bold: Vec<(u32, u32)> = Vec::new();
        let mut now = (0u32, style.look.bold);
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        for (from, is_bold) in runs.iter().map(|&(l, f)| (place(l), self.globals.is_bold(f))).chain([(end, false)]) {
            if now.1 && from > now.0 {
                match bold.last_mut() {
                    Some(last) if last.1 == now.0 => last.1 = from,
                    _ => bold.push((now.0, from)),
                }
            }
            now = (from, is_bold);
        }
        if let Some(cell) = self.read.last_mut() {
            cell.look.bold = bold == [(0, end)];
            cell.bold = bold;
        }
    }

    fn other(&mut self, record: &Record<'_>) -> Option<()> {
        let print = &mut self.sheet.print;
        match record.kind {
            0x208 => {
                let (row, height, flags) = (u32::from(record.short(0)?), record.short(6)?, record.short(12)?);
                if flags & 0x20 != 0 {
                    self.sheet.hidden_rows.add(row, row, ());
                }
                if height & 0x8000 == 0 {
                    print.heights.insert(row, f32::from(height) / 20.0);
                }
            }
            0x7D => {
                let (first, last) = (u32::from(record.short(0)?), u32::from(record.short(2)?));
                if record.short(8)? & 1 != 0 {
                    self.sheet.hidden_columns.add(first, last, ());
                }
                print.widths.add(first, last, f32::from(record.short(4)?) / 256.0);
            }
            0x225 => print.default_height = f32::from(record.short(2)?) / 20.0,
            0xE5 => {
                for area in record.data.get(2..)?.chunks_exact(8) {
                    let corner = |at| super::records::short(area, at).map(u32::from);
                    let (top, bottom, left, right) = (corner(0)?, corner(2)?, corner(4)?, corner(6)?);
                    if top <= bottom && left <= right {
                        let area = Area { first: At { row: top, column: left }, last: At { row: bottom, column: right } };
                        self.sheet.merges.push(area);
                    }
                }
            }
            0x14 | 0x15 => {
                let text = self.globals.text.read(record, 0, if self.globals.text.unicode { 2 } else { 1 })?;
                running::add(if record.kind == 0x14 { &mut self.sheet.header } else { &mut self.sheet.footer }, &text);
            }
            0xA1 => {
                let flags = record.short(10)?;
                // Set-up that was never made says nothing (fNoPls).
                if flags & 4 == 0 {
                    print.paper = u32::from(record.short(0)?);
                    print.scale = f32::from(record.short(2)?).clamp(10.0, 400.0);
                    print.landscape = flags & 2 == 0;
                }
                print.fit = Some((u32::from(record.short(6)?), u32::from(record.short(8)?)));
            }
            0x81 => self.fits = record.short(0)? & 0x100 != 0,
            kind @ 0x26..=0x29 => {
                let inches = record.double(0)?;
                if let Some(margin) = print.margins.get_mut(usize::from(kind - 0x26)).filter(|_| (0.0..20.0).contains(&inches)) {
                    // Bounded just above.
                    *margin = inches as f32 * 72.0;
                }
            }
            0x1BE => self.lists.extend(self.option_area(record)),
            0x1B => print.row_breaks.extend(breaks(record.data)),
            0x1A => print.column_breaks.extend(breaks(record.data)),
            _ => self.objects.record(record, self.globals.text),
        }
        Some(())
    }

    /// Where the options of a drop-down stand, when its formula is one area (DV, MS-XLS 2.4.103).
    fn option_area(&self, record: &Record<'_>) -> Option<(String, Area)> {
        // Type 3 is a list.
        if record.long(0)? & 0xF != 3 {
            return None;
        }
        let mut reader = record.reader(4);
        for _ in 0..4 {
            let count = usize::from(reader.short()?);
            let wide = reader.byte()? & 1 != 0;
            reader.letters(count, wide)?;
        }
        let (_, _, token) = (reader.short()?, reader.short()?, reader.byte()?);
        let sheet = match token & 0x1F {
            0x1B => self.globals.referred(reader.short()?)?.to_owned(),
            0x05 => self.sheet.name.clone(),
            _ => return None,
        };
        let (top, bottom) = (u32::from(reader.short()?), u32::from(reader.short()?));
        // The two highest bits say whether a row or column moves along.
        let (left, right) = (u32::from(reader.short()? & 0x3FFF), u32::from(reader.short()? & 0x3FFF));
        (top <= bottom && left <= right)
            .then_some((sheet, Area { first: At { row: top, column: left }, last: At { row: bottom, column: right } }))
    }
}

/// The first number of each entry of a list of page breaks.
fn breaks(data: &[u8]) -> impl Iterator<Item = u32> {
    data.get(2..).unwrap_or_default().chunks_exact(6).filter_map(|c| super::records::short(c, 0)).map(u32::from)
}

/// An RK number (MS-XLS 2.5.122): 30 bits of a whole or floating number, perhaps in hundredths.
fn packed(bits: u32) -> f64 {
    let value =
        if bits & 2 != 0 { f64::from(i32::from_ne_bytes(bits.to_ne_bytes()) >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

/// A truth value or error as shown (MS-XLS 2.5.10).
fn special(value: u8, error: bool) -> &'static str {
    if !error {
        return shown::truth(value != 0);
    }
    match value {
        0x00 => "#LEEG!",
        0x07 => "#DEEL/0!",
        0x0F => "#WAARDE!",
        0x17 => "#VERW!",
        0x1D => "#NAAM?",
        0x24 => "#GETAL!",
        _ => "#N/B",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers() {
        let whole = |n: i32| u32::from_ne_bytes((n << 2).to_ne_bytes()) | 2;
        assert!((packed(whole(-7)) + 7.0).abs() < 1e-9);
        assert!((packed(whole(1234) | 1) - 12.34).abs() < 1e-9);
        let bits = u32::try_from(1.5f64.to_bits() >> 32).unwrap_or(0);
        assert!((packed(bits) - 1.5).abs() < 1e-9);
    }
}
