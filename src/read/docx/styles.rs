//! Styles with what they inherit (ECMA-376 part 1, 17.7), and which of them are headings.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use memchr::memmem::Finder;

use crate::read::ooxml::{Node, Ns, Tag, Xml};

use super::props::{Colour, ParaProps, RunProps, para_props, run_props, shading};
use super::table_props::{CellMargins, cell_margins};
use super::theme::Theme;

/// A chain of styles is never followed further than this.
const CHAIN: usize = 24;

/// The style sheet.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// What holds where nothing else speaks (`docDefaults`).
    pub(super) base_run: RunProps,
    pub(super) base_para: ParaProps,
    text: String,
    /// Prefix of its elements.
    prefix: String,
    theme: Theme,
    depth: usize,
    styles: HashMap<String, Entry>,
    default_para: Option<String>,
    default_table: Option<String>,
    done: RefCell<HashMap<String, Rc<Resolved>>>,
    tables: RefCell<HashMap<String, Rc<TableStyle>>>,
}

/// A style's place in the sheet; it is read when somebody uses it. Word writes hundreds that nobody does.
#[derive(Debug)]
struct Entry {
    place: Range<usize>,
    read: OnceCell<Style>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    kind: Kind,
    para: ParaProps,
    run: RunProps,
    table: TableStyle,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Para,
    Char,
    Table,
    List,
}

/// A paragraph or character style with everything it inherits.
#[derive(Debug, Default, Clone)]
pub(super) struct Resolved {
    pub(super) para: ParaProps,
    pub(super) run: RunProps,
    /// 1 to 9 when it is a heading.
    pub(super) heading: Option<u8>,
    /// Tells styles apart for spacing between paragraphs of one style.
    pub(super) number: u32,
}

/// What a table style gives the cells.
#[derive(Debug, Default, Clone)]
pub(super) struct TableStyle {
    pub(super) para: ParaProps,
    pub(super) run: RunProps,
    pub(super) fill: Option<Colour>,
    pub(super) margins: CellMargins,
    /// The parts that look different, in the order in which they are laid over each other.
    pub(super) parts: Vec<(Part, TablePart)>,
}

/// A part of a table that looks different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    OddRow,
    EvenRow,
    FirstColumn,
    LastColumn,
    FirstRow,
}

/// How it looks.
#[derive(Debug, Default, Clone)]
pub(super) struct TablePart {
    pub(super) para: ParaProps,
    pub(super) run: RunProps,
    pub(super) fill: Option<Colour>,
}

impl Styles {
    /// Reads a style sheet: what holds for all now, each style when it is used.
    pub(super) fn parse(text: String, theme: &Theme, depth: usize) -> Styles {
        let prefix = prefix(&text);
        let entries = index(&text, &prefix);
        let mut sheet = Styles { theme: theme.clone(), depth, prefix, ..Styles::default() };
        let first = entries.first().map_or(text.len(), |(_, place)| place.start);
        let mut xml = Xml::new(text.get(..first).unwrap_or_default(), depth);
        loop {
            match xml.next() {
                Node::Open(tag) if tag.is(Ns::W, "docDefaults") => sheet.defaults(&mut xml, theme),
                Node::End => break,
                _ => {}
            }
        }
        for (head, place) in entries {
            let mut xml = Xml::new(text.get(head).unwrap_or_default(), depth);
            let Node::Open(tag) = xml.next() else { continue };
            let id = tag.attr("styleId").unwrap_or_default().into_owned();
            if tag.attr("default").is_some_and(|v| matches!(v.as_ref(), "1" | "true" | "on")) {
                match kind(&tag) {
                    Kind::Para => sheet.default_para = Some(id.clone()),
                    Kind::Table => sheet.default_table = Some(id.clone()),
                    _ => {}
                }
            }
            sheet.styles.entry(id).or_insert(Entry { place, read: OnceCell::new() });
        }
        sheet.text = text;
        sheet
    }

    fn get(&self, id: &str) -> Option<&Style> {
        let entry = self.styles.get(id)?;
        Some(entry.read.get_or_init(|| {
            let mut xml = Xml::new(self.text.get(entry.place.clone()).unwrap_or_default(), self.depth);
            xml.declare(self.prefix.trim_end_matches(':'), Ns::W);
            match xml.next() {
                Node::Open(tag) => {
                    let kind = kind(&tag);
                    style(&mut xml, &self.theme, kind)
                }
                _ => Style::default(),
            }
        }))
    }

    /// A paragraph style, or the default one when `id` is not given or not known.
    pub(super) fn para(&self, id: Option<&str>) -> Rc<Resolved> {
        let id = id.filter(|id| self.styles.contains_key(*id)).or(self.default_para.as_deref());
        id.map_or_else(Rc::default, |id| self.resolved(id))
    }

    /// A character style's properties.
    pub(super) fn run(&self, id: &str) -> RunProps {
        if self.styles.contains_key(id) { self.resolved(id).run } else { RunProps::default() }
    }

    /// The numbering that a list style names.
    pub(super) fn list(&self, id: &str) -> Option<i64> {
        self.get(id).filter(|style| style.kind == Kind::List).and_then(|style| style.para.list)
    }

    /// A table style, or the default one.
    pub(super) fn table(&self, id: Option<&str>) -> Rc<TableStyle> {
        let Some(id) = id.filter(|id| self.styles.contains_key(*id)).or(self.default_table.as_deref()) else { return Rc::default() };
        if let Some(table) = self.tables.borrow().get(id) {
            return Rc::clone(table);
        }
        let mut table = TableStyle::default();
        for style in self.chain(id).into_iter().rev() {
            table.para.over(&style.para);
            table.run.over(&style.run);
            table.fill = style.table.fill.or(table.fill);
            table.margins.over(&style.table.margins);
            for (part, look) in &style.table.parts {
                match table.parts.iter_mut().find(|(known, _)| known == part) {
                    Some((_, known)) => {
                        known.para.over(&look.para);
                        known.run.over(&look.run);
                        known.fill = look.fill.or(known.fill);
                    }
                    None => table.parts.push((*part, look.clone())),
                }
            }
        }
        table.parts.sort_by_key(|(part, _)| *part as u8);
        let table = Rc::new(table);
        self.tables.borrow_mut().insert(id.to_owned(), Rc::clone(&table));
        table
    }

    fn resolved(&self, id: &str) -> Rc<Resolved> {
        if let Some(known) = self.done.borrow().get(id) {
            return Rc::clone(known);
        }
        let mut resolved = Resolved::default();
        let chain = self.chain(id);
        for style in chain.iter().rev() {
            resolved.para.over(&style.para);
            resolved.run.over(&style.run);
        }
        // The name speaks where the sheet left the outline level out.
        resolved.heading = match resolved.para.outline {
            Some(level) if level < 9 => Some(level + 1),
            Some(_) => None,
            None => chain.iter().find_map(|style| heading_name(&style.name)),
        };
        let mut number = self.done.borrow().len() as u32 + 1;
        if chain.is_empty() {
            number = 0;
        }
        resolved.number = number;
        let resolved = Rc::new(resolved);
        self.done.borrow_mut().insert(id.to_owned(), Rc::clone(&resolved));
        resolved
    }

    /// The style and what it is based on, nearest first.
    fn chain(&self, id: &str) -> Vec<&Style> {
        let mut chain: Vec<&Style> = Vec::new();
        let mut next = Some(id);
        while let Some(style) = next.and_then(|id| self.get(id)) {
            if chain.len() >= CHAIN {
                break;
            }
            chain.push(style);
            next = style.based_on.as_deref();
        }
        chain
    }

    fn defaults(&mut self, xml: &mut Xml<'_>, theme: &Theme) {
        let base = xml.depth();
        loop {
            match xml.next() {
                Node::Open(tag) if tag.is(Ns::W, "rPr") => self.base_run = run_props(xml, theme).0,
                Node::Open(tag) if tag.is(Ns::W, "pPr") => self.base_para = para_props(xml, theme).0,
                Node::Close if xml.depth() < base => return,
                Node::End => return,
                _ => {}
            }
        }
    }
}

/// Level of a heading by the name of its style. Names are English in the file, whatever Word speaks; other
/// writers translate them.
fn heading_name(name: &str) -> Option<u8> {
    let name = name.trim().to_lowercase();
    if name == "title" || name == "titel" {
        return Some(1);
    }
    let rest = ["heading", "kop", "überschrift", "titre"].iter().find_map(|word| name.strip_prefix(word))?;
    let level: u8 = rest.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level)
}

fn kind(tag: &Tag<'_>) -> Kind {
    match tag.attr("type").as_deref() {
        Some("character") => Kind::Char,
        Some("table") => Kind::Table,
        Some("numbering") => Kind::List,
        _ => Kind::Para,
    }
}

/// Where the styles stand in the sheet: the opening tag of each, and all of it.
///
/// Found by their tags alone, as elements of this name never lie within each other.
fn index(text: &str, prefix: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let (open, close) = (format!("<{prefix}style"), format!("</{prefix}style>"));
    let (opens, closes) = (Finder::new(&open), Finder::new(&close));
    let bytes = text.as_bytes();
    let find = |finder: &Finder<'_>, from: usize| bytes.get(from..).and_then(|rest| finder.find(rest)).map(|at| from + at);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = find(&opens, from) {
        let name_end = at + open.len();
        from = name_end;
        // `w:styles` begins like it.
        if !bytes.get(name_end).is_some_and(u8::is_ascii_whitespace) {
            continue;
        }
        let Some(head_end) = bytes.get(name_end..).and_then(|rest| memchr::memchr(b'>', rest)).map(|end| name_end + end + 1) else { break };
        let empty = bytes.get(at..head_end).is_some_and(|head| head.ends_with(b"/>"));
        let end = if empty { Some(head_end) } else { find(&closes, head_end).map(|end| end + close.len()) };
        let end = end.unwrap_or(text.len());
        found.push((at..head_end, at..end));
        from = end;
    }
    found
}

/// The prefix of the root element, with its colon.
fn prefix(text: &str) -> String {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if rest.starts_with(['?', '!']) {
            continue;
        }
        let name: &str = rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
        return name.split_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
    }
    String::new()
}

fn style(xml: &mut Xml<'_>, theme: &Theme, kind: Kind) -> Style {
    let mut style = Style { kind, ..Style::default() };
    loop {
        match xml.next() {
            Node::Open(tag) if tag.ns == Ns::W => match tag.name() {
                "pPr" => style.para = para_props(xml, theme).0,
                "rPr" => style.run = run_props(xml, theme).0,
                "tblPr" => style.table.margins = cell_margins(xml),
                "tcPr" => style.table.fill = fill(xml),
                "tblStylePr" => {
                    let part = match tag.attr("type").as_deref() {
                        Some("firstRow") => Some(Part::FirstRow),
                        Some("firstCol") => Some(Part::FirstColumn),
                        Some("lastCol") => Some(Part::LastColumn),
                        Some("band1Horz") => Some(Part::OddRow),
                        Some("band2Horz") => Some(Part::EvenRow),
                        _ => None,
                    };
                    match part {
                        Some(part) => style.table.parts.push((part, table_part(xml, theme))),
                        None => xml.skip(),
                    }
                }
                name => {
                    match name {
                        "name" => style.name = tag.attr("val").unwrap_or_default().into_owned(),
                        "basedOn" => style.based_on = tag.attr("val").map(|v| v.into_owned()),
                        _ => {}
                    }
                    xml.skip();
                }
            },
            Node::Open(_) => xml.skip(),
            Node::Close | Node::End => break,
            Node::Text(_) => {}
        }
    }
    if style.name.eq_ignore_ascii_case("placeholder text") {
        style.run.placeholder = Some(true);
    }
    style
}

fn table_part(xml: &mut Xml<'_>, theme: &Theme) -> TablePart {
    let mut part = TablePart::default();
    loop {
        match xml.next() {
            Node::Open(tag) if tag.is(Ns::W, "pPr") => part.para = para_props(xml, theme).0,
            Node::Open(tag) if tag.is(Ns::W, "rPr") => part.run = run_props(xml, theme).0,
            Node::Open(tag) if tag.is(Ns::W, "tcPr") => part.fill = fill(xml),
            Node::Open(_) => xml.skip(),
            Node::Close | Node::End => return part,
            Node::Text(_) => {}
        }
    }
}

fn fill(xml: &mut Xml<'_>) -> Option<Colour> {
    let mut fill = None;
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.is(Ns::W, "shd") {
                    fill = shading(&tag);
                }
                xml.skip();
            }
            Node::Close | Node::End => return fill,
            Node::Text(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
      <w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
      <w:style w:type="paragraph" w:default="1" w:styleId="Standaard"><w:name w:val="Normal"/></w:style>
      <w:style w:type="paragraph" w:styleId="Kop2"><w:name w:val="heading 2"/><w:basedOn w:val="Standaard"/>
        <w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>
      <w:style w:type="paragraph" w:styleId="SchoolKop"><w:name w:val="School kop"/><w:basedOn w:val="Kop2"/><w:rPr><w:b w:val="0"/></w:rPr></w:style>
      <w:style w:type="paragraph" w:styleId="Kring"><w:name w:val="a"/><w:basedOn w:val="Kring"/></w:style>
      <w:style w:type="paragraph" w:styleId="Inhoudskop"><w:name w:val="TOC Heading"/><w:basedOn w:val="Kop2"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
      <w:style w:type="paragraph" w:styleId="K3"><w:name w:val="Heading 3"/></w:style></w:styles>"#;

    #[test]
    fn a_style_based_on_a_heading_is_a_heading_and_inherits() {
        let styles = Styles::parse(SHEET.to_owned(), &Theme::default(), 64);
        let own = styles.para(Some("SchoolKop"));
        assert_eq!((own.heading, own.run.bold, own.run.size), (Some(2), Some(false), Some(14.0)));
        assert_eq!(styles.para(Some("Inhoudskop")).heading, None);
        assert_eq!(styles.para(Some("K3")).heading, Some(3), "by its name, where the level is left out");
        assert_eq!(styles.base_run.size, Some(11.0));
    }

    #[test]
    fn a_style_that_is_based_on_itself_ends() {
        let styles = Styles::parse(SHEET.to_owned(), &Theme::default(), 64);
        assert_eq!(styles.para(Some("Kring")).heading, None);
        assert_eq!(styles.para(Some("bestaat niet")).heading, None);
    }
}
