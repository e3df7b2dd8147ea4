//! .ods: the text as LibreOffice shows it stands in the file; with it spans, notes, hidden rows and sheets, and boxes to tick.

use std::collections::HashMap;

use super::address::{self, Area, At};
use super::book::{BESIDE, Book, Cell, Float, Floating, Remark, Room, SHEETS, Sheet};
use super::options::drop_options;
use super::palette::{self, WHITE};
use super::xml::{Tag, Token, Xml};
use crate::model::{Look, NoteKind, PictureKind, Reason};
use crate::read::ReadOptions;
use crate::read::ooxml::Package;

/// A cell or row with words in it is repeated at most so often.
const REPEATS: u32 = 1_000;

/// Reads the file.
///
/// # Errors
/// `Damaged` when there is no content in it, `TooLarge` over a limit, `Encrypted`.
pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Book, Reason> {
    let mut package = Package::open(bytes, &options.limits)?;
    let depth = options.limits.depth;
    let content = package.text("content.xml")?.ok_or(Reason::Damaged)?;
    let mut styles = Styles::default();
    let mut pages = Pages::default();
    if let Some(text) = package.text("styles.xml")? {
        styles.read(&text, depth);
        pages.read(&text, depth);
    }
    styles.read(&content, depth);
    let mut book = Book::default();
    if let Some(text) = package.text("meta.xml")? {
        let mut xml = Xml::new(&text, depth);
        while let Some(token) = xml.next() {
            let Token::Open(tag) = token else { continue };
            let day = |xml: &mut Xml<'_>| xml.text().trim().get(..10).map(str::to_owned);
            match tag.name() {
                "creation-date" => book.made = day(&mut xml),
                "date" => book.changed = day(&mut xml),
                _ => {}
            }
        }
    }
    for name in package.names().map(str::to_lowercase) {
        if name.starts_with("basic/") && name.ends_with(".xml") && !name.ends_with("-lc.xml") && !name.ends_with("-lb.xml")
            || name.starts_with("scripts/")
        {
            book.note(NoteKind::Macros);
        }
    }
    let mut reader =
        Reader { xml: Xml::new(&content, depth), styles, pages, lists: Vec::new(), room: Room::new(&options.limits), cut: false };
    reader.sheets(&mut book);
    drop_options(&mut book, &reader.lists);
    if reader.xml.broken || package.damaged {
        book.note(NoteKind::Damaged);
    }
    if reader.cut || reader.room.full {
        book.note(NoteKind::CutOff);
    }
    if book.sheets.is_empty() { Err(Reason::Damaged) } else { Ok(book) }
}

/// Looks by the name of their style.
#[derive(Default)]
struct Styles {
    cells: HashMap<String, Style>,
    /// Of runs of text: whether they are bold.
    runs: HashMap<String, bool>,
    hidden_tables: HashMap<String, bool>,
    /// The page style of a table's style.
    pages: HashMap<String, String>,
    /// Heights of rows and widths of columns, in points.
    sizes: HashMap<String, f32>,
}

#[derive(Clone, Default)]
struct Style {
    look: Look,
    colour: Option<palette::Rgb>,
    ground: Option<palette::Rgb>,
    wrap: bool,
}

impl Styles {
    fn read(&mut self, part: &str, depth: usize) {
        let mut xml = Xml::new(part, depth);
        let (mut name, mut family) = (String::new(), String::new());
        while let Some(token) = xml.next() {
            let Token::Open(tag) = token else { continue };
            match tag.name() {
                "default-style" | "style" => {
                    name = tag.get("name").unwrap_or_default();
                    family = tag.get("family").unwrap_or_default();
                    if family == "table" {
                        self.pages.extend(tag.get("master-page-name").map(|page| (name.clone(), page)));
                    }
                    if family == "table-cell" {
                        let parent = tag.get("parent-style-name").unwrap_or_default();
                        let style = self.cells.get(&parent).or_else(|| self.cells.get("")).cloned().unwrap_or_default();
                        self.cells.insert(name.clone(), style);
                    }
                }
                "text-properties" if family == "table-cell" => {
                    if let Some(style) = self.cells.get_mut(&name) {
                        letters(&tag, style);
                    }
                }
                "text-properties" if family == "text" => {
                    self.runs.extend(tag.get("font-weight").map(|w| (name.clone(), is_bold(&w))));
                }
                "table-cell-properties" => {
                    if let Some(style) = self.cells.get_mut(&name) {
                        if let Some(ground) = tag.get("background-color") {
                            style.ground = palette::hex(&ground);
                            style.look.shaded = style.ground.is_some_and(|g| g != WHITE);
                        }
                        style.wrap |= tag.get("wrap-option").is_some_and(|w| w == "wrap");
                    }
                }
                "table-properties" => {
                    self.hidden_tables.insert(name.clone(), tag.get("display").is_some_and(|d| d == "false"));
                }
                "table-row-properties" => self.sizes.extend(tag.get("row-height").and_then(|h| points(&h)).map(|p| (name.clone(), p))),
                "table-column-properties" => self.sizes.extend(tag.get("column-width").and_then(|w| points(&w)).map(|p| (name.clone(), p))),
                "body" => break,
                _ => {}
            }
        }
    }

    fn cell(&self, name: &str) -> Style {
        self.cells.get(name).or_else(|| self.cells.get("Default")).or_else(|| self.cells.get("")).cloned().unwrap_or_default()
    }
}

fn letters(tag: &Tag<'_>, style: &mut Style) {
    if let Some(weight) = tag.get("font-weight") {
        style.look.bold = is_bold(&weight);
    }
    if let Some(slant) = tag.get("font-style") {
        style.look.italic = slant == "italic";
    }
    if let Some(line) = tag.get("text-underline-style") {
        style.look.underline = line != "none";
    }
    if let Some(size) = tag.get("font-size").and_then(|s| points(&s)) {
        style.look.size = size;
    }
    if let Some(colour) = tag.get("color") {
        style.colour = palette::hex(&colour);
        style.look.grey = style.colour.is_some_and(palette::is_grey);
    }
}

fn is_bold(weight: &str) -> bool {
    weight == "bold" || weight.parse::<u32>().is_ok_and(|w| w >= 600)
}

/// `[$Lijsten.$A$1:.$A$3]` within a condition.
fn option_area(condition: &str) -> Option<(String, Area)> {
    let (_, list) = condition.split_once("is-in-list(")?;
    let (from, to) = list.trim_start_matches('[').split(']').next()?.split_once(':')?;
    let (sheet, first) = from.rsplit_once('.')?;
    let last = to.rsplit('.').next()?;
    let sheet = sheet.trim_start_matches('$').trim_matches('\'').replace("''", "'");
    Some((sheet, address::area(&format!("{first}:{last}"))?))
}

/// `2.5cm`, `12pt`, `1in` in points.
fn points(length: &str) -> Option<f32> {
    let units = [("cm", 28.346), ("mm", 2.8346), ("in", 72.0), ("pt", 1.0), ("px", 0.75)];
    units.iter().find_map(|(unit, factor)| Some(length.trim().strip_suffix(unit)?.trim().parse::<f32>().ok()? * factor))
}

/// The page styles: their layouts, headers and footers.
#[derive(Default)]
struct Pages {
    layouts: HashMap<String, Layout>,
    styles: HashMap<String, Page>,
}

/// Width, height and margins (left, right, top, bottom) of a page, in points.
#[derive(Clone, Copy)]
struct Layout {
    size: Option<(f32, f32)>,
    margins: [f32; 4],
}

#[derive(Default)]
struct Page {
    layout: String,
    header: Vec<String>,
    footer: Vec<String>,
}

impl Pages {
    fn read(&mut self, part: &str, depth: usize) {
        let mut xml = Xml::new(part, depth);
        let (mut layout, mut page) = (String::new(), String::new());
        while let Some(token) = xml.next() {
            let Token::Open(tag) = token else { continue };
            match tag.name() {
                "page-layout" => layout = tag.get("name").unwrap_or_default(),
                "page-layout-properties" => {
                    let side = |name: &str| tag.get(name).and_then(|l| points(&l));
                    let margin = |name: &str| side(name).or_else(|| side("margin")).unwrap_or(56.7);
                    let margins = [margin("margin-left"), margin("margin-right"), margin("margin-top"), margin("margin-bottom")];
                    self.layouts.insert(layout.clone(), Layout { size: side("page-width").zip(side("page-height")), margins });
                }
                "master-page" => {
                    page = tag.get("name").unwrap_or_default();
                    let layout = tag.get("page-layout-name").unwrap_or_default();
                    self.styles.insert(page.clone(), Page { layout, ..Page::default() });
                }
                "header" | "footer" => {
                    let name = tag.name().to_owned();
                    let shown = tag.get("display").is_none_or(|d| d != "false");
                    let lines = running_lines(&mut xml, &name);
                    if let Some(page) = self.styles.get_mut(&page).filter(|_| shown) {
                        *(if name == "header" { &mut page.header } else { &mut page.footer }) = lines;
                    }
                }
                _ => {}
            }
        }
    }

    /// Gives a sheet what its page style says.
    fn apply(&self, name: &str, sheet: &mut Sheet) {
        let Some(page) = self.styles.get(name).or_else(|| self.styles.get("Default")) else { return };
        sheet.header.clone_from(&page.header);
        sheet.footer.clone_from(&page.footer);
        if let Some(layout) = self.layouts.get(&page.layout) {
            sheet.print.landscape = layout.size.is_some_and(|(width, height)| width > height);
            sheet.print.margins = layout.margins;
        }
    }
}

/// The typed words of a header: fields such as page and sheet name are left out.
fn running_lines(xml: &mut Xml<'_>, until: &str) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    while let Some(token) = xml.next() {
        match token {
            Token::Close(name) if name == until => break,
            Token::Open(tag)
                if matches!(tag.name(), "page-number" | "page-count" | "sheet-name" | "date" | "time" | "title" | "file-name") =>
            {
                xml.skip()
            }
            Token::Close(name) if name == "p" => lines.push(std::mem::take(&mut line)),
            Token::Text(text) => line.push_str(&text),
            _ => {}
        }
    }
    lines.into_iter().map(|l| l.trim().to_owned()).filter(|l| l.chars().any(char::is_alphanumeric)).collect()
}

struct Reader<'a> {
    xml: Xml<'a>,
    styles: Styles,
    pages: Pages,
    /// Sheets and areas with the options of drop-downs.
    lists: Vec<(String, Area)>,
    room: Room,
    cut: bool,
}

/// A cell's content as it is read.
#[derive(Default)]
struct Content {
    text: String,
    bold: Vec<(u32, u32)>,
    remarks: Vec<String>,
    floats: Vec<Floating>,
}

impl Reader<'_> {
    fn sheets(&mut self, book: &mut Book) {
        while let Some(token) = self.xml.next() {
            let Token::Open(tag) = token else { continue };
            // Where the options of drop-downs stand: `...is-in-list([$Lijsten.$A$1:.$A$3])`.
            if tag.name() == "content-validation" {
                self.lists.extend(tag.get("condition").and_then(|c| option_area(&c)));
            }
            if tag.name() == "table" {
                let hidden = tag.get("style-name").and_then(|s| self.styles.hidden_tables.get(&s).copied()).unwrap_or(false);
                let mut sheet = Sheet { name: tag.get("name").unwrap_or_default(), hidden, ..Sheet::default() };
                let page = tag.get("style-name").and_then(|s| self.styles.pages.get(&s).cloned()).unwrap_or_default();
                self.pages.apply(&page, &mut sheet);
                if let Some(ranges) = tag.get("print-ranges") {
                    let areas = ranges.split_whitespace().filter_map(|r| {
                        let (from, to) = r.split_once(':').unwrap_or((r, r));
                        let bare = |s: &str| s.rsplit('.').next().unwrap_or(s).to_owned();
                        address::area(&format!("{}:{}", bare(from), bare(to)))
                    });
                    sheet.print.areas = areas.collect();
                }
                if book.sheets.len() >= SHEETS {
                    self.cut = true;
                    return;
                }
                self.sheet(&mut sheet);
                book.sheets.push(sheet);
            }
        }
    }

    fn sheet(&mut self, sheet: &mut Sheet) {
        let mut controls = HashMap::new();
        let (mut row, mut column_count) = (0u32, 0u32);
        while let Some(token) = self.xml.next() {
            match token {
                Token::Close(name) if name == "table" => return,
                Token::Open(tag) => match tag.name() {
                    "forms" => self.forms(&mut controls),
                    "shapes" => {
                        let content = self.content("shapes", &controls);
                        sheet.floats.extend(content.floats.into_iter().map(|what| Float { at: At::default(), what }));
                    }
                    "table-column" => {
                        let repeat = tag.number::<u32>("number-columns-repeated").unwrap_or(1).clamp(1, address::COLUMNS);
                        let last = column_count.saturating_add(repeat - 1);
                        if tag.get("visibility").is_some_and(|v| v != "visible") {
                            sheet.hidden_columns.add(column_count, last, ());
                        }
                        if let Some(width) = tag.get("style-name").and_then(|s| self.styles.sizes.get(&s).copied()) {
                            sheet.print.widths.add(column_count, last, width / 5.25);
                        }
                        column_count = last.saturating_add(1);
                    }
                    "table-row" => {
                        let repeat = tag.number::<u32>("number-rows-repeated").unwrap_or(1).clamp(1, address::ROWS);
                        let last = row.saturating_add(repeat - 1);
                        if tag.get("visibility").is_some_and(|v| v != "visible") {
                            sheet.hidden_rows.add(row, last, ());
                        }
                        if repeat < REPEATS
                            && last < address::ROWS
                            && let Some(height) = tag.get("style-name").and_then(|s| self.styles.sizes.get(&s).copied())
                        {
                            sheet.print.heights.extend((row..=last).map(|r| (r, height)));
                        }
                        self.row(sheet, row, repeat, &controls);
                        row = last.saturating_add(1);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn row(&mut self, sheet: &mut Sheet, row: u32, repeat: u32, controls: &HashMap<String, (String, bool)>) {
        let first = sheet.cells.len();
        let mut column = 0u32;
        while let Some(token) = self.xml.next() {
            match token {
                Token::Close(name) if name == "table-row" => break,
                Token::Open(tag) if matches!(tag.name(), "table-cell" | "covered-table-cell") => {
                    let name = tag.name().to_owned();
                    let again = tag.number::<u32>("number-columns-repeated").unwrap_or(1).clamp(1, address::COLUMNS);
                    let span = |n: &str| tag.number::<u32>(n).unwrap_or(1).clamp(1, address::ROWS);
                    let (rows, columns) = (span("number-rows-spanned"), span("number-columns-spanned"));
                    let style = self.styles.cell(&tag.get("style-name").unwrap_or_default());
                    let content = self.content(&name, controls);
                    let at = At { row, column };
                    if (rows > 1 || columns > 1) && row < address::ROWS && column < address::COLUMNS {
                        let last = At { row: row.saturating_add(rows - 1), column: column.saturating_add(columns - 1) };
                        sheet.merges.push(Area { first: at, last });
                    }
                    self.cell(sheet, at, again.min(REPEATS), &style, content);
                    column = column.saturating_add(again);
                }
                _ => {}
            }
        }
        if repeat == 1 {
            return;
        }
        let cells: Vec<Cell> = sheet.cells.iter().skip(first).cloned().collect();
        for (further, cell) in (1..repeat.min(REPEATS)).flat_map(|n| cells.iter().map(move |c| (n, c))) {
            if self.room.full {
                return;
            }
            self.push(sheet, Cell { at: At { row: row.saturating_add(further), ..cell.at }, ..cell.clone() });
        }
    }

    fn cell(&mut self, sheet: &mut Sheet, at: At, again: u32, style: &Style, content: Content) {
        if sheet.remarks.len() < BESIDE && sheet.floats.len() < BESIDE {
            sheet.remarks.extend(content.remarks.into_iter().map(|text| Remark { at, text }));
            sheet.floats.extend(content.floats.into_iter().map(|what| Float { at, what }));
        }
        if content.text.trim().is_empty() {
            return;
        }
        let end = u32::try_from(content.text.len()).unwrap_or(u32::MAX);
        let bold = if style.look.bold { vec![(0, end)] } else { content.bold };
        let ground = style.ground.unwrap_or(WHITE);
        let cell = Cell {
            at,
            look: Look { bold: bold == [(0, end)], ..style.look },
            bold,
            text: content.text,
            invisible: style.colour.is_some_and(|c| palette::unseen(c, ground)),
            wrap: style.wrap,
            tick: None,
        };
        for n in 0..again {
            if self.room.full {
                return;
            }
            self.push(sheet, Cell { at: At { column: at.column.saturating_add(n), ..at }, ..cell.clone() });
        }
    }

    fn push(&mut self, sheet: &mut Sheet, cell: Cell) {
        if cell.at.row < address::ROWS && cell.at.column < address::COLUMNS {
            self.room.keep(cell, &mut sheet.cells);
        }
    }

    /// What stands in a cell (or among the shapes of a sheet) up to its closing.
    fn content(&mut self, until: &str, controls: &HashMap<String, (String, bool)>) -> Content {
        let mut content = Content::default();
        let mut spans: Vec<bool> = Vec::new();
        // A text box or note gathers its own paragraphs.
        let mut aside: Option<(String, Vec<String>)> = None;
        let mut line = String::new();
        let (mut paragraphs, mut within) = (0usize, false);
        while let Some(token) = self.xml.next() {
            match token {
                Token::Close(name) if name == until => break,
                Token::Open(tag) => match tag.name() {
                    "p" | "h" => {
                        if paragraphs > 0 && aside.is_none() {
                            content.text.push('\n');
                        }
                        paragraphs += usize::from(aside.is_none());
                        within = true;
                    }
                    "span" => spans.push(tag.get("style-name").and_then(|s| self.styles.runs.get(&s).copied()).unwrap_or(false)),
                    "s" => (0..tag.number::<usize>("c").unwrap_or(1).min(100))
                        .for_each(|_| put(&mut content, &mut line, aside.is_some(), " ", false)),
                    "tab" => put(&mut content, &mut line, aside.is_some(), "\t", false),
                    "line-break" => put(&mut content, &mut line, aside.is_some(), "\n", false),
                    "annotation" | "text-box" | "custom-shape" => aside = Some((tag.name().to_owned(), Vec::new())),
                    "creator" | "date" | "title" | "creator-initials" if aside.is_some() => self.xml.skip(),
                    "image" => content.floats.push(picture(PictureKind::Image)),
                    "object" => content.floats.push(picture(PictureKind::Chart)),
                    "control" => {
                        if let Some((label, on)) = tag.get("control").and_then(|id| controls.get(&id)) {
                            content.floats.push(Floating::Tick { on: *on, label: label.clone() });
                        }
                    }
                    _ => {}
                },
                Token::Close(name) => match name.as_str() {
                    "span" => _ = spans.pop(),
                    "p" | "h" => {
                        within = false;
                        if let Some((_, lines)) = aside.as_mut() {
                            lines.push(std::mem::take(&mut line));
                        }
                    }
                    _ => {
                        if let Some((kind, lines)) = aside.take_if(|(kind, _)| *kind == name) {
                            match kind.as_str() {
                                "annotation" => content.remarks.push(lines.join("\n")),
                                _ if lines.iter().any(|l| !l.trim().is_empty()) => content.floats.push(Floating::Box(lines)),
                                _ => {}
                            }
                        }
                    }
                },
                Token::Text(text) => {
                    if within {
                        put(&mut content, &mut line, aside.is_some(), &text, spans.last() == Some(&true));
                    }
                }
            }
        }
        content
    }

    /// The boxes to tick of a sheet's forms, by their number.
    fn forms(&mut self, controls: &mut HashMap<String, (String, bool)>) {
        while let Some(token) = self.xml.next() {
            match token {
                Token::Close(name) if name == "forms" => return,
                Token::Open(tag) if matches!(tag.name(), "checkbox" | "radio") => {
                    let on = tag.get("current-state").or_else(|| tag.get("state")).is_some_and(|s| s == "checked")
                        || tag.flag("current-selected") == Some(true)
                        || tag.flag("selected") == Some(true);
                    if let Some(id) = tag.get("id") {
                        controls.insert(id, (tag.get("label").unwrap_or_default(), on));
                    }
                }
                _ => {}
            }
        }
    }
}

fn put(content: &mut Content, line: &mut String, aside: bool, text: &str, bold: bool) {
    if aside {
        line.push_str(text);
        return;
    }
    let from = u32::try_from(content.text.len()).unwrap_or(u32::MAX);
    content.text.push_str(text);
    let to = u32::try_from(content.text.len()).unwrap_or(u32::MAX);
    if bold && to > from {
        match content.bold.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ => content.bold.push((from, to)),
        }
    }
}

fn picture(kind: PictureKind) -> Floating {
    Floating::Picture { kind, alt: None, width: 0.0, height: 0.0, bytes: None }
}
