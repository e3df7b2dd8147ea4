//! Styles of OpenDocument: what paragraphs, letters, cells and lists look like, with inheritance.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::lists::{Level, ListStyle};
use super::xml::{attr, points, truth};
use crate::model::HiddenKind;
use crate::read::a4::{self, Family, Leading, Section};
use crate::read::flow::{Letters, heading_name};
use crate::read::symbols::SymbolFont;

/// Styles within styles: the chain of parents is followed so far.
const CHAIN: usize = 32;

/// One style: only what it sets itself.
#[derive(Debug, Clone, Default)]
struct Style {
    parent: Option<String>,
    name: String,
    outline: Option<u8>,
    list: Option<String>,
    bold: Option<bool>,
    italic: Option<bool>,
    underline: Option<bool>,
    size: Option<Size>,
    color: Option<Option<u32>>,
    behind_letters: Option<bool>,
    hidden: Option<bool>,
    shaded: Option<bool>,
    family: Option<Family>,
    /// The font is one of symbols; `Some(None)` is an ordinary one.
    symbol: Option<Option<SymbolFont>>,
    layout: Layout,
    /// The kind of page that a paragraph of this style begins.
    page: Option<String>,
    /// No text stands beside a frame.
    alone: Option<bool>,
}

/// How a paragraph, cell, row or column stands on the page: only what the style sets.
#[derive(Debug, Clone, Default)]
struct Layout {
    before: Option<f32>,
    after: Option<f32>,
    left: Option<f32>,
    right: Option<f32>,
    first: Option<f32>,
    leading: Option<Leading>,
    contextual: Option<bool>,
    keep_next: Option<bool>,
    keep_lines: Option<bool>,
    widows: Option<bool>,
    page_break: Option<bool>,
    /// Width of a column, height of a row, padding of a cell.
    size: Option<f32>,
    above: Option<f32>,
    exact: bool,
    whole: bool,
}

#[derive(Debug, Clone, Copy)]
enum Size {
    Points(f32),
    /// Of the parent's.
    Part(f32),
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By family and name; the name of a family's default is empty.
    styles: HashMap<(String, String), Style>,
    lists: HashMap<String, ListStyle>,
    /// The list style being read.
    list: Option<String>,
    level: usize,
    style: Option<(String, String)>,
    /// Names of fonts by the names that styles use.
    fonts: HashMap<String, String>,
    /// Page layouts by name, and kinds of pages with the name of their layout.
    papers: HashMap<String, Section>,
    paper: Option<String>,
    /// Which margin `style:header-footer-properties` speaks of.
    footer: Option<bool>,
    pages: HashMap<String, String>,
    /// The kind of page of documents that name none.
    first_page: Option<String>,
}

impl Styles {
    /// An element within `office:styles`, `office:automatic-styles`.
    pub(super) fn start(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "style:style" | "style:default-style" => {
                let family = attr(tag, "style:family").unwrap_or_default();
                let own = attr(tag, "style:name").filter(|_| name == "style:style").unwrap_or_default();
                let key = (family, own);
                let style = Style {
                    parent: attr(tag, "style:parent-style-name"),
                    name: attr(tag, "style:display-name").unwrap_or_else(|| key.1.replace("_20_", " ")),
                    outline: attr(tag, "style:default-outline-level").and_then(|level| level.parse().ok()),
                    list: attr(tag, "style:list-style-name"),
                    page: attr(tag, "style:master-page-name").filter(|name| !name.is_empty()),
                    ..Style::default()
                };
                self.styles.insert(key.clone(), style);
                self.style = Some(key);
            }
            "style:text-properties" => {
                if let Some(style) = self.style.as_ref().and_then(|key| self.styles.get_mut(key)) {
                    style.letters(tag, &self.fonts);
                }
            }
            "style:font-face" => {
                let family = attr(tag, "svg:font-family").unwrap_or_default();
                let family = family.trim_matches(['\'', '"']).to_owned();
                self.fonts.insert(attr(tag, "style:name").unwrap_or_default(), family);
            }
            "style:table-column-properties" | "style:table-row-properties" => {
                if let Some(style) = self.style.as_ref().and_then(|key| self.styles.get_mut(key)) {
                    style.layout.sizes(tag);
                }
            }
            "style:graphic-properties" => {
                if let Some(style) = self.style.as_ref().and_then(|key| self.styles.get_mut(key)) {
                    style.alone = attr(tag, "style:wrap").map(|wrap| wrap == "none");
                }
            }
            "style:page-layout" => {
                let own = attr(tag, "style:name").unwrap_or_default();
                self.papers.insert(own.clone(), Section { header_at: 0.0, footer_at: 0.0, ..Section::default() });
                self.paper = Some(own);
            }
            "style:page-layout-properties" | "style:header-style" | "style:footer-style" | "style:header-footer-properties" => {
                self.paper_part(name, tag);
            }
            "style:master-page" => {
                let own = attr(tag, "style:name").unwrap_or_default();
                self.first_page.get_or_insert_with(|| own.clone());
                if own == "Standard" {
                    self.first_page = Some(own.clone());
                }
                self.pages.insert(own, attr(tag, "style:page-layout-name").unwrap_or_default());
            }
            "style:paragraph-properties" | "style:table-cell-properties" => {
                if let Some(style) = self.style.as_ref().and_then(|key| self.styles.get_mut(key)) {
                    style.shaded = attr(tag, "fo:background-color").map(|color| is_shade(&color));
                    style.layout.read(tag);
                }
            }
            "text:list-style" | "text:outline-style" => {
                let own = if name == "text:outline-style" { String::new() } else { attr(tag, "style:name").unwrap_or_default() };
                self.lists.insert(own.clone(), ListStyle::default());
                self.list = Some(own);
            }
            "text:list-level-style-number"
            | "text:outline-level-style"
            | "text:list-level-style-bullet"
            | "text:list-level-style-image" => {
                self.level = attr(tag, "text:level").and_then(|level| level.parse().ok()).unwrap_or(1);
                if let Some(list) = self.list.as_ref().and_then(|list| self.lists.get_mut(list)) {
                    list.set(self.level, Level::read(name, tag));
                }
            }
            "style:list-level-label-alignment" => {
                let length = |name: &str| attr(tag, name).as_deref().and_then(points);
                if let Some(list) = self.list.as_ref().and_then(|list| self.lists.get_mut(list)) {
                    list.indent(self.level, length("fo:margin-left"), length("fo:text-indent"));
                }
            }
            _ => {}
        }
    }

    /// The end of an element.
    pub(super) fn end(&mut self, name: &str) {
        match name {
            "style:style" | "style:default-style" => self.style = None,
            "text:list-style" | "text:outline-style" => self.list = None,
            "style:page-layout" => self.paper = None,
            "style:header-style" | "style:footer-style" => self.footer = None,
            _ => {}
        }
    }

    fn chain<'s>(&'s self, family: &'s str, name: &str) -> impl Iterator<Item = &'s Style> {
        let mut next = self.styles.get(&(family.to_owned(), name.to_owned()));
        let mut left = CHAIN;
        std::iter::from_fn(move || {
            let style = next?;
            left = left.checked_sub(1)?;
            next = style.parent.as_ref().and_then(|parent| self.styles.get(&(family.to_owned(), parent.clone())));
            Some(style)
        })
    }

    /// How the letters of a paragraph look.
    pub(super) fn paragraph_letters(&self, name: &str) -> Letters {
        let mut letters = Letters { size: 12.0, ..Letters::default() };
        if let Some(style) = self.styles.get(&("paragraph".to_owned(), String::new())) {
            style.apply(&mut letters);
        }
        self.apply("paragraph", name, letters)
    }

    /// How letters look within a span.
    pub(super) fn span_letters(&self, name: &str, outer: Letters) -> Letters {
        self.apply("text", name, outer)
    }

    fn apply(&self, family: &str, name: &str, mut letters: Letters) -> Letters {
        let chain: Vec<&Style> = self.chain(family, name).collect();
        for style in chain.into_iter().rev() {
            style.apply(&mut letters);
        }
        letters
    }

    fn paper_part(&mut self, name: &str, tag: &BytesStart<'_>) {
        let Some(paper) = self.paper.as_ref().and_then(|paper| self.papers.get_mut(paper)) else { return };
        let length = |name: &str| attr(tag, name).as_deref().and_then(points);
        match name {
            "style:header-style" => self.footer = Some(false),
            "style:footer-style" => self.footer = Some(true),
            "style:header-footer-properties" => {
                // The height of the header comes on top of the margin.
                let height = length("fo:min-height").or(length("svg:height")).unwrap_or(0.0);
                match self.footer {
                    Some(false) => paper.top += height,
                    Some(true) => paper.bottom += height,
                    None => {}
                }
            }
            _ => {
                paper.width = length("fo:page-width").filter(|width| *width > 72.0).unwrap_or(paper.width);
                paper.height = length("fo:page-height").filter(|height| *height > 72.0).unwrap_or(paper.height);
                let all = length("fo:margin");
                paper.left = length("fo:margin-left").or(all).unwrap_or(paper.left);
                paper.right = length("fo:margin-right").or(all).unwrap_or(paper.right);
                paper.top = length("fo:margin-top").or(all).unwrap_or(paper.top);
                paper.bottom = length("fo:margin-bottom").or(all).unwrap_or(paper.bottom);
                (paper.header_at, paper.footer_at) = (paper.top, paper.bottom);
            }
        }
    }

    /// The kind of page that a paragraph begins.
    pub(super) fn page_of(&self, paragraph: &str) -> Option<&str> {
        self.styles.get(&("paragraph".to_owned(), paragraph.to_owned()))?.page.as_deref()
    }

    /// The paper of a kind of page.
    pub(super) fn section(&self, page: Option<&str>) -> Section {
        let page = page.or(self.first_page.as_deref());
        let layout = page.and_then(|page| self.pages.get(page));
        layout.and_then(|layout| self.papers.get(layout)).cloned().unwrap_or_default()
    }

    /// How a paragraph stands on the page.
    pub(super) fn paragraph_layout(&self, name: &str) -> a4::Paragraph {
        let mut out = a4::Paragraph { widows: false, ..a4::Paragraph::default() };
        if let Some(style) = self.styles.get(&("paragraph".to_owned(), String::new())) {
            style.layout.apply(&mut out);
        }
        let chain: Vec<&Style> = self.chain("paragraph", name).collect();
        for style in chain.iter().rev() {
            style.layout.apply(&mut out);
        }
        // Automatic styles stand for the style they change.
        let named = chain.iter().find(|style| !style.name.is_empty()).map_or("", |style| style.parent.as_deref().unwrap_or(&style.name));
        out.style = named.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        out
    }

    /// Width of a column, height of a row (and whether it is exact), padding of a cell.
    pub(super) fn size(&self, family: &str, name: &str) -> Measure {
        let layout = self.chain(family, name).map(|style| &style.layout).find(|layout| layout.size.is_some() || layout.whole);
        layout.map_or(Measure::default(), |layout| Measure {
            size: layout.size,
            above: layout.above,
            exact: layout.exact,
            whole: layout.whole,
        })
    }

    /// Whether no text stands beside a frame.
    pub(super) fn stands_alone(&self, name: &str) -> bool {
        self.chain("graphic", name).find_map(|style| style.alone).unwrap_or(false)
    }

    /// Whether a paragraph or cell has a background.
    pub(super) fn shaded(&self, family: &str, name: &str) -> bool {
        self.chain(family, name).find_map(|style| style.shaded).unwrap_or(false)
    }

    /// The heading level of a paragraph that the file does not call a heading.
    pub(super) fn heading(&self, name: &str) -> Option<u8> {
        self.chain("paragraph", name).find_map(|style| match style.outline {
            Some(level) => Some((1..=9).contains(&level).then_some(level)),
            None => heading_name(&style.name).map(Some),
        })?
    }

    /// The list style that a paragraph style names.
    pub(super) fn list_of<'s>(&'s self, paragraph: &'s str) -> Option<&'s str> {
        self.list_name(paragraph).filter(|name| !name.is_empty())
    }

    /// The same, and the empty name where a style takes a list away.
    pub(super) fn list_name<'s>(&'s self, paragraph: &'s str) -> Option<&'s str> {
        self.chain("paragraph", paragraph).find_map(|style| style.list.as_deref())
    }

    /// A list style; the empty name is the numbering of chapters.
    pub(super) fn list(&self, name: &str) -> Option<&ListStyle> {
        self.lists.get(name)
    }
}

impl Style {
    fn letters(&mut self, tag: &BytesStart<'_>, fonts: &HashMap<String, String>) {
        for attribute in tag.attributes().flatten() {
            let value: &str = &attribute.value;
            match attribute.key.0 {
                "fo:font-weight" => self.bold = Some(value == "bold" || value.parse::<u32>().is_ok_and(|weight| weight >= 600)),
                "fo:font-style" => self.italic = Some(matches!(value, "italic" | "oblique")),
                "style:text-underline-style" => self.underline = Some(value != "none"),
                "style:font-name" => {
                    let name = fonts.get(value).map_or(value, String::as_str);
                    self.family = Some(Family::named(name));
                    self.symbol = Some(SymbolFont::named(name));
                }
                "fo:font-family" if self.family.is_none() => {
                    let name = value.trim_matches(['\'', '"']);
                    self.family = Some(Family::named(name));
                    self.symbol = Some(SymbolFont::named(name));
                }
                "fo:font-size" => self.size = size(value),
                "fo:color" => self.color = self.color.or(Some(color(value))),
                "style:use-window-font-color" if value == "true" => self.color = Some(None),
                "fo:background-color" => self.behind_letters = Some(is_shade(value)),
                "text:display" => self.hidden = Some(value == "none"),
                _ => {}
            }
        }
    }

    fn apply(&self, letters: &mut Letters) {
        letters.bold = self.bold.unwrap_or(letters.bold);
        letters.italic = self.italic.unwrap_or(letters.italic);
        letters.underline = self.underline.unwrap_or(letters.underline);
        letters.size = match self.size {
            Some(Size::Points(points)) => points,
            Some(Size::Part(part)) => letters.size * part,
            None => letters.size,
        };
        letters.color = self.color.unwrap_or(letters.color);
        letters.family = self.family.unwrap_or(letters.family);
        letters.symbol = self.symbol.unwrap_or(letters.symbol);
        letters.shaded = self.behind_letters.unwrap_or(letters.shaded);
        if let Some(hidden) = self.hidden {
            letters.hidden = hidden.then_some(HiddenKind::Invisible);
        }
    }
}

impl Layout {
    fn read(&mut self, tag: &BytesStart<'_>) {
        for attribute in tag.attributes().flatten() {
            let value: &str = &attribute.value;
            let length = points(value);
            match attribute.key.0 {
                "fo:margin-top" => self.before = length,
                "fo:margin-bottom" => self.after = length,
                "fo:margin-left" => self.left = length,
                "fo:margin-right" => self.right = length,
                "fo:text-indent" => self.first = length,
                "fo:line-height" => {
                    self.leading = match value.strip_suffix('%') {
                        Some(part) => part.parse::<f32>().ok().map(|part| Leading::Times(part / 100.0)),
                        None => length.map(Leading::Exact),
                    };
                }
                "style:line-height-at-least" => self.leading = length.map(Leading::AtLeast),
                "style:contextual-spacing" | "loext:contextual-spacing" => self.contextual = Some(value == "true"),
                "fo:keep-with-next" => self.keep_next = Some(value == "always"),
                "fo:keep-together" => self.keep_lines = Some(value == "always"),
                "fo:widows" => self.widows = value.parse::<u32>().ok().map(|lines| lines > 1),
                "fo:break-before" => self.page_break = Some(value == "page"),
                "fo:padding" => (self.size, self.above) = (length, length),
                "fo:padding-left" => self.size = length,
                "fo:padding-top" => self.above = length,
                _ => {}
            }
        }
    }

    fn sizes(&mut self, tag: &BytesStart<'_>) {
        let length = |name: &str| attr(tag, name).as_deref().and_then(points);
        let exact = length("style:row-height");
        self.exact = exact.is_some();
        self.size = length("style:column-width").or(exact).or(length("style:min-row-height"));
        self.whole = attr(tag, "fo:keep-together").is_some_and(|value| value == "always");
    }

    fn apply(&self, out: &mut a4::Paragraph) {
        out.before = self.before.unwrap_or(out.before);
        out.after = self.after.unwrap_or(out.after);
        out.left = self.left.unwrap_or(out.left);
        out.right = self.right.unwrap_or(out.right);
        out.first = self.first.unwrap_or(out.first);
        out.leading = self.leading.unwrap_or(out.leading);
        out.contextual = self.contextual.unwrap_or(out.contextual);
        out.keep_next = self.keep_next.unwrap_or(out.keep_next);
        out.keep_lines = self.keep_lines.unwrap_or(out.keep_lines);
        out.widows = self.widows.unwrap_or(out.widows);
        out.page_break = self.page_break.unwrap_or(out.page_break);
    }
}

/// What a style says of a column, row or cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measure {
    pub size: Option<f32>,
    pub above: Option<f32>,
    pub exact: bool,
    pub whole: bool,
}

fn size(value: &str) -> Option<Size> {
    match value.strip_suffix('%') {
        Some(part) => part.parse::<f32>().ok().map(|part| Size::Part(part / 100.0)),
        None => points(value).map(Size::Points),
    }
}

fn color(value: &str) -> Option<u32> {
    u32::from_str_radix(value.strip_prefix('#')?, 16).ok()
}

/// Whether a background can be told from the page.
fn is_shade(value: &str) -> bool {
    color(value).is_some_and(|color| color & 0x00FF_FFFF != 0x00FF_FFFF)
}

/// Whether a `text:display` or `text:is-hidden` hides.
pub(super) fn hides(tag: &BytesStart<'_>) -> bool {
    attr(tag, "text:display").is_some_and(|display| display == "none") || truth(tag, "text:is-hidden")
}
