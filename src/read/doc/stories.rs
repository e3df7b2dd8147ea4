//! What stands beside the running text of a .doc, and at which letter it hangs.

use std::collections::HashMap;
use std::ops::Range;

use super::bytes::{i32_at, plc};
use super::fib::{Fib, Part, Table};
use super::shapes::{Shape, shapes};
use crate::model::MarginKind;

/// A stretch of text.
pub(super) type Stretch = Range<usize>;

/// All stories by place.
#[derive(Debug, Default)]
pub(super) struct Stories {
    pub(super) body: Stretch,
    /// Headers and footers, section by section.
    pub(super) running: Vec<(MarginKind, Stretch)>,
    /// By the letter at which they hang.
    pub(super) hanging: HashMap<usize, (MarginKind, Stretch)>,
    /// Those that hang at no letter.
    pub(super) loose: Vec<(MarginKind, Stretch)>,
    /// Floating shapes by the letter at which they hang, with their size in points.
    pub(super) shapes: HashMap<usize, (Shape, f32, f32)>,
}

impl Stories {
    pub(super) fn new(fib: &Fib<'_>, tables: &[u8]) -> Stories {
        let (start, count) = fib.part(Part::Body);
        let mut stories = Stories { body: start..start.saturating_add(count), ..Stories::default() };
        stories.running(fib, tables);
        stories.notes(fib, tables, MarginKind::Footnote, Part::Footnotes, [Table::FootnoteRefs, Table::FootnoteTexts], 2);
        stories.notes(fib, tables, MarginKind::Footnote, Part::Endnotes, [Table::EndnoteRefs, Table::EndnoteTexts], 2);
        stories.notes(fib, tables, MarginKind::Comment, Part::Comments, [Table::CommentRefs, Table::CommentTexts], 30);
        let drawn = shapes(fib.table(tables, Table::Drawings));
        stories.boxes(fib, tables, &drawn, Part::TextBoxes, Part::Body, [Table::Shapes, Table::TextBoxTexts]);
        stories.boxes(fib, tables, &drawn, Part::HeaderTextBoxes, Part::Headers, [Table::HeaderShapes, Table::HeaderTextBoxTexts]);
        stories
    }

    /// Six stories for notes, then six a section: header and footer of even, odd and first pages.
    fn running(&mut self, fib: &Fib<'_>, tables: &[u8]) {
        for (index, stretch) in stretches(fib, Part::Headers, fib.table(tables, Table::Headers), 0).into_iter().enumerate().skip(6) {
            let kind = if matches!(index % 6, 0 | 1 | 4) { MarginKind::Header } else { MarginKind::Footer };
            if stretch.len() > 1 {
                self.running.push((kind, stretch));
            }
        }
    }

    fn notes(&mut self, fib: &Fib<'_>, tables: &[u8], kind: MarginKind, part: Part, [refs, texts]: [Table; 2], size: usize) {
        let (body, _) = fib.part(Part::Body);
        let (refs, _) = plc(fib.table(tables, refs), size);
        let texts = stretches(fib, part, fib.table(tables, texts), 0);
        let hung = refs.len().saturating_sub(1);
        for (index, stretch) in texts.into_iter().enumerate() {
            let at = refs.get(index).filter(|_| index < hung).and_then(|&at| usize::try_from(at).ok());
            match at {
                Some(at) => {
                    self.hanging.insert(body + at, (kind, stretch));
                }
                None if stretch.len() > 1 => self.loose.push((kind, stretch)),
                None => {}
            }
        }
    }

    /// Text boxes hang at their shape: both name its number.
    #[allow(clippy::cast_precision_loss, reason = "twips of a page")]
    fn boxes(&mut self, fib: &Fib<'_>, tables: &[u8], drawn: &HashMap<u32, Shape>, part: Part, host: Part, [shapes, texts]: [Table; 2]) {
        let (host, _) = fib.part(host);
        let shapes = fib.table(tables, shapes);
        let (positions, data) = plc(shapes, 26);
        let mut anchors: HashMap<i32, usize> = HashMap::new();
        for (index, position) in positions.iter().enumerate().take(positions.len().saturating_sub(1)) {
            let shape = data + index * 26;
            if let (Some(number), Ok(position)) = (i32_at(shapes, shape), usize::try_from(*position)) {
                anchors.insert(number, host + position);
                let edge = |at: usize| i32_at(shapes, shape + at).unwrap_or(0);
                let width = edge(12).saturating_sub(edge(4)).max(0) as f32 / 20.0;
                let height = edge(16).saturating_sub(edge(8)).max(0) as f32 / 20.0;
                let shape = drawn.get(&number.cast_unsigned()).cloned().unwrap_or_default();
                self.shapes.insert(host + position, (shape, width, height));
            }
        }
        let texts = fib.table(tables, texts);
        let (_, data) = plc(texts, 22);
        for (index, stretch) in stretches(fib, part, texts, 22).into_iter().enumerate() {
            if stretch.len() < 2 {
                continue;
            }
            match i32_at(texts, data + index * 22 + 14).and_then(|number| anchors.get(&number)) {
                Some(&at) => {
                    self.hanging.insert(at, (MarginKind::TextBox, stretch));
                }
                None => self.loose.push((MarginKind::TextBox, stretch)),
            }
        }
    }
}

/// The stretches of a part that a PLC cuts it into.
fn stretches(fib: &Fib<'_>, part: Part, table: &[u8], size: usize) -> Vec<Stretch> {
    let (start, count) = fib.part(part);
    let (positions, _) = plc(table, size);
    let place = |position: u32| start + usize::try_from(position).unwrap_or(usize::MAX).min(count);
    positions.windows(2).filter_map(|pair| <[u32; 2]>::try_from(pair).ok()).map(|[from, to]| place(from)..place(to)).collect()
}
