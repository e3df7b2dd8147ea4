//! One worksheet part of an .xlsx: its cells as shown, and what calamine does not give: hidden rows and columns,
//! merged regions, print set-up, running headers, and the relations to notes, drawings and controls.

use std::collections::{BTreeMap, HashMap};

use super::address::{self, Area, At};
use super::book::{Cell, Room, Sheet};
use super::print::Print;
use super::running;
use super::shown::{self, NumberFormat};
use super::strings::{self, Rich};
use super::styles::{CellStyle, Styles};
use super::xml::{Tag, Token, Xml};

/// What a sheet's cells point at.
pub(super) struct Shared<'a> {
    pub(super) styles: &'a Styles,
    pub(super) strings: &'a [Rich],
    pub(super) since_1904: bool,
    pub(super) depth: usize,
}

/// What the sheet part says beside its cells.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Relation of each form control, by the number of its shape.
    pub(super) controls: BTreeMap<u32, String>,
    /// Formulas of drop-down lists: where their options stand.
    pub(super) lists: Vec<String>,
    /// The part ended in the middle.
    pub(super) broken: bool,
}

/// Reads the part into `sheet`; `room` is what the book may still take.
pub(super) fn read(part: &str, shared: &Shared<'_>, room: &mut Room, sheet: &mut Sheet) -> Links {
    let mut reader = SheetReader { shared, sheet, links: Links::default(), next: At::default(), row_after: 0, across: false };
    let mut xml = Xml::new(part, shared.depth);
    while let Some(token) = xml.next() {
        let Token::Open(tag) = token else { continue };
        match tag.name() {
            "row" => reader.row(&tag),
            "c" => {
                reader.cell(&tag, &mut xml, room);
                if room.full {
                    return reader.links;
                }
            }
            "oddHeader" | "firstHeader" | "evenHeader" => {
                let text = xml.text();
                running::add(&mut reader.sheet.header, &text);
            }
            "oddFooter" | "firstFooter" | "evenFooter" => {
                let text = xml.text();
                running::add(&mut reader.sheet.footer, &text);
            }
            "dataValidation" if tag.get("type").is_some_and(|t| t == "list") => reader.list(&mut xml),
            "Fallback" => xml.skip(),
            _ => reader.other(&tag),
        }
    }
    reader.links.broken = xml.broken;
    reader.links
}

struct SheetReader<'a> {
    shared: &'a Shared<'a>,
    sheet: &'a mut Sheet,
    links: Links,
    /// Where a cell stands that does not say so.
    next: At,
    /// The same of a row.
    row_after: u32,
    /// Page breaks that follow are between columns.
    across: bool,
}

impl SheetReader<'_> {
    fn row(&mut self, tag: &Tag<'_>) {
        // A row that does not say where it is follows the last one.
        let row = tag.number::<u32>("r").and_then(|r| r.checked_sub(1)).unwrap_or(self.row_after);
        self.row_after = row.saturating_add(1);
        self.next = At { row, column: 0 };
        if row >= address::ROWS {
            return;
        }
        let height = tag.number::<f32>("ht");
        // A row without height shows as little as a hidden one.
        if tag.flag("hidden") == Some(true) || height == Some(0.0) {
            self.sheet.hidden_rows.add(row, row, ());
        }
        if let Some(height) = height {
            self.sheet.print.heights.insert(row, height);
        }
    }

    fn cell(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>, room: &mut Room) {
        let at = tag.get("r").and_then(|r| address::cell(&r)).unwrap_or(self.next);
        self.next = At { row: at.row, column: at.column.saturating_add(1) };
        let style = self.shared.styles.cell(tag.number("s").unwrap_or(0));
        let kind = tag.get("t").unwrap_or_default();
        let (mut value, mut inline) = (None, None);
        while let Some(token) = xml.next() {
            match token {
                Token::Close(name) if name == "c" => break,
                Token::Open(inner) => match inner.name() {
                    "v" => value = Some(xml.text()),
                    "is" => inline = Some(strings::rich(xml, "is")),
                    _ => xml.skip(),
                },
                _ => {}
            }
        }
        if at.row >= address::ROWS || at.column >= address::COLUMNS {
            return;
        }
        let mut cell = Cell { at, look: style.look, invisible: style.invisible, wrap: style.wrap, ..Cell::default() };
        self.fill(&mut cell, &kind, value.as_deref(), inline, style);
        if !cell.text.is_empty() || cell.tick.is_some() {
            room.keep(cell, &mut self.sheet.cells);
        }
    }

    fn fill(&self, cell: &mut Cell, kind: &str, value: Option<&str>, inline: Option<Rich>, style: &CellStyle) {
        let rich = match (kind, value) {
            ("s", Some(value)) => value.trim().parse::<usize>().ok().and_then(|n| self.shared.strings.get(n)).cloned(),
            ("inlineStr", _) => inline,
            ("str", Some(value)) => Some(Rich::plain(strings::unescaped(value))),
            ("b", Some(value)) => {
                let on = matches!(value.trim(), "1" | "true");
                if style.tick {
                    cell.tick = Some(on);
                } else {
                    shown::truth(on).clone_into(&mut cell.text);
                }
                None
            }
            ("e", Some(value)) => {
                shown::error(value.trim()).clone_into(&mut cell.text);
                None
            }
            ("d", Some(value)) => {
                let dated = NumberFormat::builtin(14);
                let format = if style.format.is_date() { &style.format } else { &dated };
                cell.text = shown::iso(value.trim()).map_or_else(|| value.to_owned(), |n| format.number(n, false));
                None
            }
            (_, Some(value)) => {
                let number = value.trim().parse::<f64>();
                cell.text = number.map_or_else(|_| value.to_owned(), |n| style.format.number(n, self.shared.since_1904));
                None
            }
            _ => inline,
        };
        if let Some(rich) = rich {
            cell.text = style.format.text(&rich.text);
            if cell.text == rich.text {
                cell.bold = rich.bold(style.look.bold);
                cell.look.bold = cell.bold == [(0, u32::try_from(rich.text.len()).unwrap_or(u32::MAX))];
                return;
            }
        }
        if style.look.bold && !cell.text.is_empty() {
            cell.bold = vec![(0, u32::try_from(cell.text.len()).unwrap_or(u32::MAX))];
        }
    }

    /// Where a drop-down's options stand, in the old place of the part and in the newer one (`x14`).
    fn list(&mut self, xml: &mut Xml<'_>) {
        while let Some(token) = xml.next() {
            match token {
                Token::Close(name) if name == "dataValidation" => break,
                Token::Open(tag) if tag.name() == "formula1" => {
                    let formula = xml.text();
                    self.links.lists.push(formula.trim().to_owned());
                }
                _ => {}
            }
        }
    }

    fn other(&mut self, tag: &Tag<'_>) {
        let print = &mut self.sheet.print;
        match tag.name() {
            "col" => {
                let first = tag.number::<u32>("min").unwrap_or(1).saturating_sub(1);
                let last = tag.number::<u32>("max").unwrap_or(1).saturating_sub(1).min(address::COLUMNS);
                let width = tag.number::<f32>("width");
                if tag.flag("hidden") == Some(true) || width == Some(0.0) {
                    self.sheet.hidden_columns.add(first, last, ());
                }
                if let Some(width) = width {
                    print.widths.add(first, last, width);
                }
            }
            "mergeCell" => self.sheet.merges.extend(tag.get("ref").and_then(|r| address::area(&r))),
            "sheetFormatPr" => {
                if tag.flag("zeroHeight") == Some(true) {
                    // Rows that are not written out are hidden; those with cells say so themselves.
                    print.default_height = 0.0;
                } else if let Some(height) = tag.number("defaultRowHeight") {
                    print.default_height = height;
                }
                if let Some(width) = tag.number("defaultColWidth") {
                    print.default_width = width;
                }
            }
            "pageSetUpPr" if tag.flag("fitToPage") == Some(true) => print.fit = Some((1, 1)),
            "pageSetup" => set_up(print, tag),
            "pageMargins" => {
                for (place, name) in print.margins.iter_mut().zip(["left", "right", "top", "bottom"]) {
                    *place = tag.number::<f32>(name).map_or(*place, |inches| inches * 72.0);
                }
            }
            "rowBreaks" => self.across = false,
            "colBreaks" => self.across = true,
            "brk" => {
                let breaks = if self.across { &mut print.column_breaks } else { &mut print.row_breaks };
                breaks.insert(tag.number::<u32>("id").unwrap_or(0));
            }
            "control" => {
                if let (Some(shape), Some(relation)) = (tag.number("shapeId"), tag.get("id")) {
                    self.links.controls.insert(shape, relation);
                }
            }
            _ => {}
        }
    }
}

fn set_up(print: &mut Print, tag: &Tag<'_>) {
    print.landscape = tag.get("orientation").is_some_and(|o| o == "landscape");
    print.paper = tag.number("paperSize").unwrap_or(9);
    print.scale = tag.number("scale").unwrap_or(100.0);
    if print.fit.is_some() {
        print.fit = Some((tag.number("fitToWidth").unwrap_or(1), tag.number("fitToHeight").unwrap_or(1)));
    }
}

/// The areas that a formula of a drop-down names, with the sheet they are on (`None` for its own).
pub(super) fn option_areas(formula: &str, names: &HashMap<String, String>) -> Option<(Option<String>, Area)> {
    let formula = formula.trim_start_matches('=');
    let formula = names.get(&formula.to_lowercase()).map_or(formula, String::as_str);
    match address::on_sheet(formula) {
        Some((sheet, area)) => Some((Some(sheet), area)),
        None => address::area(formula).map(|area| (None, area)),
    }
}
