//! Numbers and letters before list items and headings, as they show (ECMA-376 part 1, 17.9).

use std::collections::HashMap;

use crate::read::ooxml::{Node, Ns, Xml};

use super::props::{ParaProps, RunProps, para_props, run_props, switch};
use super::styles::Styles;
use super::theme::Theme;
use crate::read::symbols::SymbolFont;

/// The numbering part.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<i64, Abstract>,
    lists: HashMap<i64, List>,
}

#[derive(Debug, Default)]
struct Abstract {
    levels: Vec<Level>,
    /// The list style that holds the levels instead.
    style: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    of: i64,
    /// Levels that differ in this list, and where they start.
    starts: HashMap<u8, i64>,
    levels: HashMap<u8, Level>,
}

/// One level of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    level: u8,
    start: i64,
    format: String,
    text: String,
    legal: bool,
    restart: Option<u8>,
    style: Option<String>,
    pub(super) para: ParaProps,
    pub(super) run: RunProps,
}

/// What stands before an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// A bullet: no word.
    Bullet,
    /// `1a.`
    Number(String),
}

/// How far each list has counted, in one story of the document.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// By abstract list, as lists that share it go on counting in each other.
    counts: HashMap<i64, [Option<i64>; 9]>,
    /// Starts of a list that were already used.
    started: HashMap<(i64, u8), ()>,
}

impl Numbering {
    /// Reads a numbering part.
    pub(super) fn parse(text: &str, theme: &Theme, depth: usize) -> Numbering {
        let mut numbering = Numbering::default();
        let mut xml = Xml::new(text, depth);
        loop {
            match xml.next() {
                Node::Open(tag) if tag.is(Ns::W, "abstractNum") => {
                    let id = tag.number("abstractNumId").unwrap_or(-1);
                    let one = abstract_list(&mut xml, theme);
                    numbering.abstracts.entry(id).or_insert(one);
                }
                Node::Open(tag) if tag.is(Ns::W, "num") => {
                    let id = tag.number("numId").unwrap_or(-1);
                    let list = list(&mut xml, theme);
                    numbering.lists.entry(id).or_insert(list);
                }
                Node::Open(tag) if tag.is(Ns::W, "numPicBullet") => xml.skip(),
                Node::End => return numbering,
                _ => {}
            }
        }
    }

    /// The level at which a paragraph of this style stands in the list, when the list says so.
    pub(super) fn level_of_style(&self, list: i64, style: &str, styles: &Styles) -> Option<u8> {
        let (_, one) = self.find(list, styles)?;
        one.levels.iter().find(|level| level.style.as_deref() == Some(style)).map(|level| level.level)
    }

    /// One level of a list.
    pub(super) fn level(&self, list: i64, level: u8, styles: &Styles) -> Option<&Level> {
        if let Some(own) = self.lists.get(&list).and_then(|list| list.levels.get(&level)) {
            return Some(own);
        }
        let (_, one) = self.find(list, styles)?;
        one.levels.iter().find(|known| known.level == level)
    }

    /// Counts one further in a list and tells what shows.
    pub(super) fn step(&self, counters: &mut Counters, list: i64, level: u8, styles: &Styles) -> Option<Mark> {
        let (of, _) = self.find(list, styles)?;
        let now = self.level(list, level, styles)?;
        let counts = counters.counts.entry(of).or_default();
        let at = usize::from(level.min(8));
        let own_start = self.lists.get(&list).and_then(|list| list.starts.get(&level)).copied();
        if let Some(start) = own_start
            && counters.started.insert((list, level), ()).is_none()
        {
            counts[at] = Some(start.saturating_sub(1));
        }
        let next = counts[at].map_or(now.start, |count| count.saturating_add(1));
        counts[at] = Some(next);
        for (deeper, count) in counts.iter_mut().enumerate().skip(at + 1) {
            let restart = self.level(list, deeper as u8, styles).and_then(|level| level.restart);
            // 0: it never starts again; n: only after level n.
            if restart.is_none_or(|n| n != 0 && usize::from(n) > at) {
                *count = None;
            }
        }
        let counts = *counts;
        if now.format == "bullet" {
            return Some(Mark::Bullet);
        }
        let mut shown = String::new();
        let mut chars = now.text.chars();
        while let Some(c) = chars.next() {
            let digit = if c == '%' { chars.clone().next().and_then(|d| d.to_digit(10)).filter(|d| (1..=9).contains(d)) } else { None };
            let Some(digit) = digit else {
                shown.push(c);
                continue;
            };
            chars.next();
            let which = (digit - 1) as u8;
            let level = self.level(list, which, styles);
            let count = counts.get(usize::from(which)).copied().flatten().or_else(|| level.map(|l| l.start)).unwrap_or(1);
            let format = level.map_or("decimal", |level| level.format.as_str());
            let format = if now.legal && which < now.level { "decimal" } else { format };
            shown.push_str(&number(count, format));
        }
        let shown: String =
            shown.chars().map(|c| now.run.symbols.map_or(Some(c), |font: SymbolFont| font.show(c as u32))).map_while(|c| c).collect();
        let shown = shown.trim();
        Some(if shown.chars().any(char::is_alphanumeric) { Mark::Number(shown.to_owned()) } else { Mark::Bullet })
    }

    fn find<'s>(&'s self, list: i64, styles: &Styles) -> Option<(i64, &'s Abstract)> {
        let mut of = self.lists.get(&list)?.of;
        for _ in 0..4 {
            let one = self.abstracts.get(&of)?;
            match one.style.as_deref().filter(|_| one.levels.is_empty()) {
                Some(style) => of = self.lists.get(&styles.list(style)?)?.of,
                None => return Some((of, one)),
            }
        }
        None
    }
}

fn abstract_list(xml: &mut Xml<'_>, theme: &Theme) -> Abstract {
    let mut one = Abstract::default();
    loop {
        match xml.next() {
            Node::Open(tag) if tag.is(Ns::W, "lvl") => {
                let level = tag.number("ilvl").unwrap_or(0).clamp(0, 8) as u8;
                let level = read_level(xml, theme, level);
                one.levels.push(level);
            }
            Node::Open(tag) => {
                if tag.is(Ns::W, "numStyleLink") {
                    one.style = tag.attr("val").map(|v| v.into_owned());
                }
                xml.skip();
            }
            Node::Close | Node::End => return one,
            Node::Text(_) => {}
        }
    }
}

fn list(xml: &mut Xml<'_>, theme: &Theme) -> List {
    let mut list = List { of: -1, ..List::default() };
    loop {
        match xml.next() {
            Node::Open(tag) if tag.is(Ns::W, "lvlOverride") => {
                let level = tag.number("ilvl").unwrap_or(0).clamp(0, 8) as u8;
                loop {
                    match xml.next() {
                        Node::Open(tag) if tag.is(Ns::W, "lvl") => {
                            list.levels.insert(level, read_level(xml, theme, level));
                        }
                        Node::Open(tag) => {
                            if tag.is(Ns::W, "startOverride") {
                                list.starts.insert(level, tag.number("val").unwrap_or(1));
                            }
                            xml.skip();
                        }
                        Node::Close | Node::End => break,
                        Node::Text(_) => {}
                    }
                }
            }
            Node::Open(tag) => {
                if tag.is(Ns::W, "abstractNumId") {
                    list.of = tag.number("val").unwrap_or(-1);
                }
                xml.skip();
            }
            Node::Close | Node::End => return list,
            Node::Text(_) => {}
        }
    }
}

fn read_level(xml: &mut Xml<'_>, theme: &Theme, level: u8) -> Level {
    let mut out = Level { level, start: 0, format: "decimal".to_owned(), ..Level::default() };
    loop {
        match xml.next() {
            Node::Open(tag) if tag.is(Ns::W, "pPr") => out.para = para_props(xml, theme).0,
            Node::Open(tag) if tag.is(Ns::W, "rPr") => out.run = run_props(xml, theme).0,
            Node::Open(tag) => {
                if tag.ns == Ns::W {
                    match tag.name() {
                        "start" => out.start = tag.number("val").unwrap_or(1),
                        "numFmt" => out.format = tag.attr("val").unwrap_or_default().into_owned(),
                        "lvlText" => out.text = tag.attr("val").unwrap_or_default().into_owned(),
                        "isLgl" => out.legal = switch(&tag),
                        "lvlRestart" => out.restart = tag.number("val").map(|n| n.clamp(0, 9) as u8),
                        "pStyle" => out.style = tag.attr("val").map(|v| v.into_owned()),
                        _ => {}
                    }
                }
                xml.skip();
            }
            Node::Close | Node::End => return out,
            Node::Text(_) => {}
        }
    }
}

/// A number in one of Word's formats; those that no Dutch school uses show as digits.
pub(super) fn number(count: i64, format: &str) -> String {
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{count:02}"),
        "lowerLetter" => letters(count, 'a'),
        "upperLetter" => letters(count, 'A'),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        "ordinal" => format!("{count}e"),
        _ => count.to_string(),
    }
}

/// a to z, then aa, bb, ...
fn letters(count: i64, first: char) -> String {
    if !(1..=780).contains(&count) {
        return count.to_string();
    }
    let index = ((count - 1) % 26) as u32;
    let letter = char::from_u32(first as u32 + index).unwrap_or(first);
    std::iter::repeat_n(letter, ((count - 1) / 26 + 1) as usize).collect()
}

fn roman(count: i64) -> String {
    if !(1..4000).contains(&count) {
        return count.to_string();
    }
    const STEPS: [(i64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = count;
    let mut shown = String::new();
    for (value, sign) in STEPS {
        while left >= value {
            shown.push_str(sign);
            left -= value;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(steps: &[(i64, u8)]) -> Vec<String> {
        let text = r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
          <w:abstractNum w:abstractNumId="4">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl>
            <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
          </w:abstractNum>
          <w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Deel %1"/></w:lvl></w:abstractNum>
          <w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>
          <w:num w:numId="2"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
          <w:num w:numId="3"><w:abstractNumId w:val="5"/></w:num></w:numbering>"#;
        let numbering = Numbering::parse(text, &Theme::default(), 64);
        let styles = Styles::default();
        let mut counters = Counters::default();
        steps
            .iter()
            .map(|(list, level)| match numbering.step(&mut counters, *list, *level, &styles) {
                Some(Mark::Number(shown)) => shown,
                Some(Mark::Bullet) => "*".to_owned(),
                None => "-".to_owned(),
            })
            .collect()
    }

    #[test]
    fn numbers_show_as_in_word() {
        assert_eq!(marks(&[(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (1, 2)]), ["1.", "1a)", "1b)", "2.", "2a)", "*"]);
        assert_eq!(marks(&[(1, 0), (1, 0), (2, 0), (2, 0)]), ["1.", "2.", "1.", "2."], "a list that starts again");
        assert_eq!(marks(&[(3, 0), (3, 0), (9, 0)]), ["Deel III", "Deel IV", "-"]);
    }

    #[test]
    fn letters_and_roman_numbers() {
        assert_eq!([number(27, "lowerLetter"), number(1994, "upperRoman"), number(7, "decimalZero")], ["aa", "MCMXCIV", "07"]);
        assert_eq!([number(0, "upperRoman"), number(-3, "lowerLetter"), number(5, "none")], ["0", "-3", ""]);
    }
}
