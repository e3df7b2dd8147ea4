//! Styles of OpenDocument: what paragraphs, letters, cells and lists look like, with inheritance.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::lists::{Level, ListStyle};
use super::xml::{attr, truth};
use crate::model::HiddenKind;
use crate::read::flow::{Letters, heading_name};

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
    style: Option<(String, String)>,
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
                    ..Style::default()
                };
                self.styles.insert(key.clone(), style);
                self.style = Some(key);
            }
            "style:text-properties" => {
                if let Some(style) = self.style.as_ref().and_then(|key| self.styles.get_mut(key)) {
                    style.letters(tag);
                }
            }
            "style:paragraph-properties" | "style:table-cell-properties" => {
                if let Some(style) = self.style.as_ref().and_then(|key| self.styles.get_mut(key))
                    && let Some(color) = attr(tag, "fo:background-color")
                {
                    style.shaded = Some(is_shade(&color));
                }
            }
            "text:list-style" | "text:outline-style" => {
                let own = if name == "text:outline-style" { String::new() } else { attr(tag, "style:name").unwrap_or_default() };
                self.lists.insert(own.clone(), ListStyle::default());
                self.list = Some(own);
            }
            "text:list-level-style-number" | "text:outline-level-style" | "text:list-level-style-bullet" | "text:list-level-style-image" => {
                if let Some(list) = self.list.as_ref().and_then(|list| self.lists.get_mut(list)) {
                    list.set(attr(tag, "text:level").and_then(|level| level.parse().ok()).unwrap_or(1), Level::read(name, tag));
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
    pub(super) fn list_of(&self, paragraph: &str) -> Option<&str> {
        self.chain("paragraph", paragraph).find_map(|style| style.list.as_deref()).filter(|name| !name.is_empty())
    }

    /// A list style; the empty name is the numbering of chapters.
    pub(super) fn list(&self, name: &str) -> Option<&ListStyle> {
        self.lists.get(name)
    }
}

impl Style {
    fn letters(&mut self, tag: &BytesStart<'_>) {
        for attribute in tag.attributes().flatten() {
            let value: &str = &attribute.value;
            match attribute.key.0 {
                "fo:font-weight" => self.bold = Some(value == "bold" || value.parse::<u32>().is_ok_and(|weight| weight >= 600)),
                "fo:font-style" => self.italic = Some(matches!(value, "italic" | "oblique")),
                "style:text-underline-style" => self.underline = Some(value != "none"),
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
        letters.shaded = self.behind_letters.unwrap_or(letters.shaded);
        if let Some(hidden) = self.hidden {
            letters.hidden = hidden.then_some(HiddenKind::Invisible);
        }
    }
}

fn size(value: &str) -> Option<Size> {
    match value.strip_suffix('%') {
        Some(part) => part.parse::<f32>().ok().map(|part| Size::Part(part / 100.0)),
        None => super::xml::points(value).map(Size::Points),
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
