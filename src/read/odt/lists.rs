//! Lists of OpenDocument, and the numbers they show.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::xml::attr;
use crate::read::flow::{Numerals, numeral};

const LEVELS: usize = 10;

/// How one level of a list is marked.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    numerals: Option<Numerals>,
    prefix: String,
    suffix: String,
    /// How many levels are shown, this one included.
    shown: usize,
    start: u32,
    /// `%1%.%2%)`, where the program writes it.
    format: Option<String>,
    /// Indents of its paragraphs and of their first line, in points.
    pub(super) left: Option<f32>,
    pub(super) first: Option<f32>,
}

impl Level {
    /// From `text:list-level-style-number` and its kin.
    pub(super) fn read(name: &str, tag: &BytesStart<'_>) -> Level {
        let numerals = match attr(tag, "style:num-format").as_deref() {
            _ if name == "text:list-level-style-bullet" || name == "text:list-level-style-image" => None,
            Some("1") => Some(Numerals::Arabic),
            Some("i") => Some(Numerals::LowerRoman),
            Some("I") => Some(Numerals::UpperRoman),
            Some("a") => Some(Numerals::LowerLetter),
            Some("A") => Some(Numerals::UpperLetter),
            _ => None,
        };
        Level {
            numerals,
            prefix: attr(tag, "style:num-prefix").unwrap_or_default(),
            suffix: attr(tag, "style:num-suffix").unwrap_or_default(),
            shown: attr(tag, "text:display-levels").and_then(|levels| levels.parse().ok()).unwrap_or(1),
            start: attr(tag, "text:start-value").and_then(|start| start.parse().ok()).unwrap_or(1),
            format: attr(tag, "loext:num-list-format"),
            left: None,
            first: None,
        }
    }
}

/// How a list is marked.
#[derive(Debug, Clone, Default)]
pub(super) struct ListStyle {
    levels: HashMap<usize, Level>,
}

impl ListStyle {
    /// Sets a level, counted from 1.
    pub(super) fn set(&mut self, level: usize, mark: Level) {
        if (1..=LEVELS).contains(&level) {
            self.levels.insert(level - 1, mark);
        }
    }

    /// The indents of a level, counted from 1.
    pub(super) fn indent(&mut self, level: usize, left: Option<f32>, first: Option<f32>) {
        if let Some(level) = level.checked_sub(1).and_then(|level| self.levels.get_mut(&level)) {
            (level.left, level.first) = (left, first);
        }
    }

    /// A level, from 0.
    pub(super) fn level(&self, level: usize) -> Option<&Level> {
        self.levels.get(&level)
    }

    /// The mark of a level (from 0) at these counts.
    fn mark(&self, level: usize, counts: &Counts) -> Option<String> {
        let own = self.levels.get(&level)?;
        let shown = |level: usize| {
            let mark = self.levels.get(&level)?;
            let count = counts.0.get(level).copied().flatten().unwrap_or(mark.start);
            Some(numeral(mark.numerals?, count))
        };
        own.numerals?;
        if let Some(format) = &own.format {
            let mut text = format.clone();
            for level in 0..=level {
                text = text.replace(&format!("%{}%", level + 1), &shown(level).unwrap_or_default());
            }
            return Some(text);
        }
        let first = (level + 1).saturating_sub(own.shown.max(1));
        let numbers: Vec<String> = (first..=level).filter_map(shown).collect();
        Some(format!("{}{}{}", own.prefix, numbers.join("."), own.suffix))
    }

    fn start(&self, level: usize) -> u32 {
        self.levels.get(&level).map_or(1, |level| level.start)
    }
}

/// How far each level has counted.
#[derive(Debug, Clone, Copy, Default)]
struct Counts([Option<u32>; LEVELS]);

impl Counts {
    fn next(&mut self, level: usize, start: u32, set: Option<u32>) {
        let Some(own) = self.0.get_mut(level) else { return };
        *own = Some(set.unwrap_or_else(|| own.map_or(start, |count| count.saturating_add(1))));
        for deeper in self.0.iter_mut().skip(level + 1) {
            *deeper = None;
        }
    }
}

/// An open list or item.
#[derive(Debug, Default)]
struct Open {
    style: Option<String>,
    id: Option<String>,
    /// The present item, when nothing of it was shown yet.
    waiting: bool,
    header: bool,
    start: Option<u32>,
}

/// The lists that are open, and how far those before them counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    open: Vec<Open>,
    counts: Counts,
    by_style: HashMap<String, Counts>,
    by_id: HashMap<String, Counts>,
    chapters: Counts,
}

impl Lists {
    /// How deep the present item stands (0 for the outermost list), when there is one.
    pub(super) fn level(&self) -> Option<u8> {
        self.open.len().checked_sub(1).and_then(|level| u8::try_from(level).ok())
    }

    /// The list style of the present item.
    pub(super) fn style(&self) -> Option<&str> {
        self.open.last()?.style.as_deref()
    }

    /// `text:list`.
    pub(super) fn begin(&mut self, tag: &BytesStart<'_>) {
        let style = attr(tag, "text:style-name").or_else(|| self.open.last().and_then(|outer| outer.style.clone()));
        if self.open.is_empty() {
            let continued = attr(tag, "text:continue-list").and_then(|id| self.by_id.get(&id).copied());
            let same = || style.as_ref().and_then(|style| self.by_style.get(style).copied());
            let goes_on = attr(tag, "text:continue-numbering").is_some_and(|value| value == "true");
            self.counts = continued.or_else(|| goes_on.then(same).flatten()).unwrap_or_default();
        }
        self.open.push(Open { style, id: attr(tag, "xml:id"), ..Open::default() });
    }

    /// The end of `text:list`.
    pub(super) fn end(&mut self) {
        let Some(closed) = self.open.pop() else { return };
        if self.open.is_empty() {
            if let Some(style) = closed.style {
                self.by_style.insert(style, self.counts);
            }
            if let Some(id) = closed.id {
                self.by_id.insert(id, self.counts);
            }
        }
    }

    /// `text:list-item` or `text:list-header`.
    pub(super) fn item(&mut self, header: bool, tag: &BytesStart<'_>) {
        if let Some(list) = self.open.last_mut() {
            list.waiting = true;
            list.header = header;
            list.start = attr(tag, "text:start-value").and_then(|start| start.parse().ok());
        }
    }

    /// The mark of the paragraph that begins now; `named` is the list style its paragraph style names.
    pub(super) fn mark<'s>(&mut self, named: Option<&str>, find: impl Fn(&str) -> Option<&'s ListStyle>) -> Option<String> {
        let level = self.open.len().checked_sub(1)?.min(LEVELS - 1);
        let list = self.open.last_mut()?;
        if !std::mem::take(&mut list.waiting) || list.header {
            return None;
        }
        let style = find(list.style.as_deref().or(named)?)?;
        self.counts.next(level, style.start(level), list.start.take());
        style.mark(level, &self.counts)
    }

    /// The number of a heading outside lists, when chapters are numbered.
    pub(super) fn chapter(&mut self, level: u8, chapters: Option<&ListStyle>) -> Option<String> {
        let chapters = chapters?;
        let level = usize::from(level).checked_sub(1)?;
        self.chapters.next(level, chapters.start(level), None);
        chapters.mark(level, &self.chapters)
    }
}
