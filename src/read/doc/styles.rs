//! The style sheet of a .doc ([MS-DOC] 2.9.271): headings, lists and letters that styles give.

use super::bytes::{string_at, u16_at};
use super::props::{LetterProps, ParaProps};
use crate::read::flow::heading_name;

/// Styles upon styles: the chain is followed so far.
const CHAIN: usize = 16;

/// One style as the file has it.
#[derive(Debug, Default)]
struct Style<'a> {
    /// Number of a built-in style; 1 to 9 are headings.
    builtin: u16,
    is_paragraph: bool,
    base: usize,
    name: String,
    para: &'a [u8],
    letters: &'a [u8],
}

/// All styles.
#[derive(Debug, Default)]
pub(super) struct Styles<'a> {
    styles: Vec<Option<Style<'a>>>,
}

impl<'a> Styles<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Styles<'a> {
        Styles { styles: read(bytes).unwrap_or_default() }
    }

    /// A style and those it is based on, the innermost last.
    fn chain(&self, number: usize) -> Vec<&Style<'a>> {
        let mut chain = Vec::new();
        let mut next = number;
        while let Some(Some(style)) = self.styles.get(next) {
            chain.push(style);
            if chain.len() >= CHAIN || style.base == next {
                break;
            }
            next = style.base;
        }
        chain.reverse();
        chain
    }

    /// The properties that a paragraph style gives.
    pub(super) fn paragraph(&self, number: usize) -> (ParaProps, LetterProps) {
        let mut para = ParaProps::default();
        para.layout.style = u32::try_from(number).unwrap_or(0);
        let mut letters = LetterProps::default();
        for style in self.chain(number) {
            para.apply(style.para, &[]);
            letters.apply(style.letters, &LetterProps::default(), self);
            if style.is_paragraph && (1..=9).contains(&style.builtin) {
                para.heading = u8::try_from(style.builtin).ok();
            } else if let Some(level) = heading_name(&style.name) {
                para.heading = para.heading.or(Some(level));
            }
        }
        (para, letters)
    }

    /// Adds what a letter style gives.
    pub(super) fn letters(&self, number: usize, props: &mut LetterProps) {
        let outer = *props;
        for style in self.chain(number).into_iter().filter(|style| !style.is_paragraph) {
            props.apply_plain(style.letters, &outer);
        }
    }
}

fn read(bytes: &[u8]) -> Option<Vec<Option<Style<'_>>>> {
    let info = usize::from(u16_at(bytes, 0)?);
    let count = usize::from(u16_at(bytes, 2)?);
    let base = usize::from(u16_at(bytes, 4)?);
    let mut at = 2 + info;
    let mut styles = Vec::new();
    for _ in 0..count {
        let Some(length) = u16_at(bytes, at).map(usize::from) else { break };
        let body = bytes.get(at + 2..at + 2 + length).unwrap_or_default();
        styles.push(style(body, base));
        at += 2 + length + length % 2;
    }
    Some(styles)
}

fn style(body: &[u8], base: usize) -> Option<Style<'_>> {
    let kind = u16_at(body, 2)?;
    let parts = u16_at(body, 4)? & 0x000F;
    let mut style =
        Style { builtin: u16_at(body, 0)? & 0x0FFF, is_paragraph: kind & 0x000F == 1, base: usize::from(kind >> 4), ..Style::default() };
    let (name, mut at) = string_at(body, base)?;
    style.name = name;
    at += 2;
    let mut part = || {
        at += at % 2;
        let length = usize::from(u16_at(body, at)?);
        let found = body.get(at + 2..at + 2 + length)?;
        at += 2 + length;
        Some(found)
    };
    match (kind & 0x000F, parts) {
        (1, _) => {
            // The paragraph's part begins with the number of the style itself.
            style.para = part().and_then(|found| found.get(2..)).unwrap_or_default();
            style.letters = part().unwrap_or_default();
        }
        (2, _) => style.letters = part().unwrap_or_default(),
        _ => {}
    }
    Some(style)
}
