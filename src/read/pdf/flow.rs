//! From lines to paragraphs, headings, list items, fields and ticks.

use std::collections::HashMap;

use super::fields::PageField;
use super::geometry::Rect;
use super::glyphs::Fill;
use super::hyphen::Hyphens;
use super::lines::{Line, Segment, is_bullet, is_marker};
use super::tags::{Leaves, Role};
use super::words::{Inset, NO_LEAF, Word};
use crate::model::{BlockKind, FieldKind, Look, Text};

/// Type this much larger than the body's is a heading.
const LARGER: f32 = 1.15;
/// Bold type this much larger than the body's is a heading.
const BOLD_LARGER: f32 = 1.04;
/// A heading has at most so many words.
const HEADING_WORDS: usize = 25;
/// A leading of this many times the usual one begins a paragraph.
const LOOSE: f32 = 1.22;

/// One piece of running text, as it becomes one block.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    pub(super) text: Text,
    pub(super) look: Look,
    pub(super) label: Option<String>,
    pub(super) rect: Rect,
    pub(super) leaf: u32,
    /// Ends without a full stop, so that the next page or cell may go on.
    pub(super) open: bool,
}

impl Piece {
    pub(super) fn starts_lowercase(&self) -> bool {
        self.text.words().chars().next().is_some_and(char::is_lowercase)
    }
}

/// What the flow needs to know of the page and the document.
pub(super) struct Context<'c> {
    /// The size of the document's running text.
    pub(super) body: f32,
    pub(super) leaves: &'c Leaves,
    pub(super) hyphens: &'c Hyphens,
    pub(super) fields: &'c [PageField],
    pub(super) fills: &'c [Fill],
    /// Heights of the horizontal rules and panel edges that part text from text: `(y, x0, x1)`.
    pub(super) partings: &'c [(f32, f32, f32)],
}

/// A paragraph under construction.
struct Draft {
    marker: Option<Marker>,
    tick: Option<(bool, Option<u32>)>,
    lines: Vec<Vec<Word>>,
    last: LastLine,
    leading: f32,
    /// Whether the item's further lines stand at its text rather than at its marker; told by its second line.
    hangs: Option<bool>,
}

/// What the next line needs to know of the last one.
struct LastLine {
    rect: Rect,
    y: f32,
    size: f32,
    bold: bool,
    colour: Option<[u8; 3]>,
    end: Option<char>,
    leaf: u32,
}

impl LastLine {
    fn of(segment: &Segment) -> LastLine {
        LastLine {
            rect: segment.rect,
            y: segment.y,
            size: segment.size,
            bold: segment.bold(),
            colour: segment.colour(),
            end: segment.last_char(),
            leaf: segment.words.last().map_or(NO_LEAF, |w| w.leaf),
        }
    }
}

struct Marker {
    x0: f32,
    text_x0: f32,
    bullet: bool,
}

/// Makes pieces of lines; `right` is where a line must break.
pub(super) fn pieces(lines: Vec<Line>, right: f32, context: &Context<'_>) -> Vec<Piece> {
    let usual = usual_leading(&lines);
    let reach = leaf_reach(&lines, right);
    let mut out = Vec::new();
    let mut draft: Option<Draft> = None;
    for line in lines {
        for segment in runs(line) {
            if segment.is_field() {
                finish(draft.take(), context, &mut out);
                out.extend(field_piece(&segment, context));
            } else if super::lines::has_box(&segment) {
                finish(draft.take(), context, &mut out);
                ticks(segment, context, &mut out, &mut draft);
            } else if let Some(open) = draft.as_mut().filter(|d| {
                let leaf = segment.words.first().map_or(NO_LEAF, |w| w.leaf);
                continues(d, &segment, reach.get(&leaf).copied().unwrap_or(right), usual, context)
            }) {
                open.leading = segment.y - open.last.y;
                if let Some(marker) = open.marker.as_ref().filter(|_| open.hangs.is_none()) {
                    open.hangs = Some(segment.rect.x0 > marker.x0 + segment.size * 0.5);
                }
                open.last = LastLine::of(&segment);
                open.lines.push(segment.words);
            } else {
                finish(draft.take(), context, &mut out);
                draft = Some(begin(segment));
            }
        }
    }
    finish(draft, context, &mut out);
    out
}

/// How far to the right the lines of each leaf reach: where they break.
fn leaf_reach(lines: &[Line], right: f32) -> HashMap<u32, f32> {
    let mut reach: HashMap<u32, (f32, f32)> = HashMap::new();
    for word in lines.iter().flat_map(Line::words).filter(|w| w.leaf != NO_LEAF) {
        let (x0, x1) = reach.entry(word.leaf).or_insert((word.x0, word.x1));
        (*x0, *x1) = (x0.min(word.x0), x1.max(word.x1));
    }
    // Short lines only (a label above its value) do not show where lines break.
    reach.into_iter().map(|(leaf, (x0, x1))| (leaf, if x1 - x0 < (right - x0) * 0.4 { right } else { x1 })).collect()
}

/// The segments of a line as the flow takes them: text in one, fields and ticks apart.
fn runs(line: Line) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    for segment in line.segments {
        let apart = segment.is_field() || super::lines::has_box(&segment);
        match out.last_mut() {
            // Two blocks of the structure tree are two pieces, also on one line.
            Some(last) if !apart && other_leaf(last, &segment) => out.push(segment),
            Some(last) if !apart && !last.is_field() => {
                // Behind a box, a wide gap ends its label.
                if super::lines::has_box(last) && segment.rect.x0 - last.rect.x1 > segment.size * 1.5 {
                    out.push(segment);
                } else {
                    last.absorb(segment);
                }
            }
            Some(last) if super::lines::has_box(last) && super::lines::has_box(&segment) => last.absorb(segment),
            _ => out.push(segment),
        }
    }
    out
}

fn other_leaf(last: &Segment, next: &Segment) -> bool {
    match (last.words.last(), next.words.first()) {
        (Some(a), Some(b)) => a.leaf != b.leaf && a.leaf != NO_LEAF && b.leaf != NO_LEAF && !is_marker(&a.text),
        _ => false,
    }
}

/// The smallest leading that occurs often: that of lines within a paragraph.
fn usual_leading(lines: &[Line]) -> f32 {
    let mut leadings: Vec<f32> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if (a.size - b.size).abs() < 0.5 && b.y - a.y > a.size * 0.8 => Some((b.y - a.y) / a.size.max(1.0)),
            _ => None,
        })
        .filter(|l| *l < 2.2)
        .collect();
    leadings.sort_by(f32::total_cmp);
    leadings.get(leadings.len() / 6).copied().unwrap_or(1.25)
}

fn begin(mut segment: Segment) -> Draft {
    let first = segment.words.first();
    let marker = first.filter(|w| is_marker(&w.text) && segment.words.len() > 1).map(|w| Marker {
        x0: w.x0,
        text_x0: segment.words.get(1).map_or(w.x1, |t| t.x0),
        bullet: is_bullet(&w.text),
    });
    if marker.as_ref().is_some_and(|m| m.bullet) {
        segment.words.remove(0);
    }
    let last = LastLine::of(&segment);
    Draft { marker, tick: None, lines: vec![segment.words], last, leading: 0.0, hangs: None }
}

/// Whether a line goes on with the paragraph before it.
fn continues(draft: &Draft, next: &Segment, right: f32, usual: f32, context: &Context<'_>) -> bool {
    let last = &draft.last;
    let em = last.size.max(1.0);
    let Some(first) = next.words.first() else { return true };
    let (leaf, next_leaf) = (last.leaf, first.leaf);
    let tagged = leaf != NO_LEAF && next_leaf != NO_LEAF;
    if (leaf != NO_LEAF || next_leaf != NO_LEAF) && leaf != next_leaf {
        return false;
    }
    if next.y - last.y < em * 0.3 && next.rect.x0 >= last.rect.x1 {
        return true;
    }
    if (next.size - last.size).abs() > em * 0.08 {
        return false;
    }
    let leading = next.y - last.y;
    let reference = if draft.leading > 0.0 { draft.leading } else { usual * em };
    if leading > reference.max(usual * em) * LOOSE + 0.5 || leading < em * 0.3 {
        return false;
    }
    let parted = |&&(y, x0, x1): &&(f32, f32, f32)| {
        y > last.y + em * 0.1 && y < next.rect.y0 + em * 0.3 && x0 < next.rect.x1 && x1 > next.rect.x0 && x1 - x0 > em * 3.0
    };
    if context.partings.iter().find(parted).is_some() {
        return false;
    }
    if next.bold() != last.bold && (first.bold || !tagged) {
        return false;
    }
    // A label in another colour than its value below.
    let recoloured = last.colour.zip(next.colour()).is_some_and(|(a, b)| a.iter().zip(b).any(|(a, b)| a.abs_diff(b) > 0x30));
    if recoloured {
        return false;
    }
    let lowercase = first.text.chars().next().is_some_and(char::is_lowercase);
    let ended = last.end.is_none_or(|c| matches!(c, '.' | '!' | '?' | ':' | ';'));
    let room = right - last.rect.x1 - em * 0.35;
    let fits = first.x1 - first.x0 < room;
    if is_marker(&first.text) && next.words.len() > 1 {
        let list = draft.marker.as_ref().is_some_and(|m| (m.x0 - first.x0).abs() < 2.0);
        let gap = next.words.get(1).map_or(0.0, |w| w.x0 - first.x1);
        let hanging = draft.marker.as_ref().is_some_and(|m| first.x0 > m.x0 + em * 0.5 && (first.x0 - m.text_x0).abs() > 2.0);
        if list || hanging || fits || ended || gap > em * 0.5 || first.x0 > last.rect.x0 + em * 0.7 {
            return false;
        }
    }
    if let Some(marker) = &draft.marker {
        // A hanging item goes on at its text; back at the margin it has ended, unless it never hung.
        let hung = marker.text_x0 > marker.x0 + em * 0.5;
        let at_text = (first.x0 - marker.text_x0).abs() < em * 0.6;
        if hung && at_text && !tagged {
            return !(fits && !lowercase && ended);
        }
        if draft.hangs == Some(true) && first.x0 < marker.text_x0 - em * 0.6 {
            return false;
        }
    } else if !tagged && first.x0 > last.rect.x0 + em * 0.9 && !lowercase && draft.lines.len() > 1 {
        return false;
    }
    if tagged {
        // A break that someone made on purpose within a paragraph.
        return !(fits && !lowercase && room > em * 4.0);
    }
    !fits || (lowercase && !ended)
}

fn finish(draft: Option<Draft>, context: &Context<'_>, out: &mut Vec<Piece>) {
    let Some(draft) = draft else { return };
    let words: Vec<&Word> = draft.lines.iter().flatten().collect();
    let rect = words.iter().map(|w| w.rect()).reduce(|a, b| a.union(&b)).unwrap_or(draft.last.rect);
    let leaf = words.first().map_or(NO_LEAF, |w| w.leaf);
    let look = look(&words, rect, context);
    let text = text_of(&draft.lines, context.hyphens);
    if text.words().is_empty() && draft.tick.is_none() {
        return;
    }
    let count = words.len();
    let letters = words.iter().any(|w| w.text.chars().any(char::is_alphabetic));
    let label = draft.tick.and_then(|(_, field)| field).and_then(|f| context.fields.get(f as usize)).and_then(|f| f.label.clone());
    let larger = look.size >= context.body * LARGER || (look.bold && look.size >= context.body * BOLD_LARGER);
    let kind = match (draft.tick, context.leaves.role(leaf)) {
        (Some((on, _)), _) => BlockKind::Tick { on },
        (None, Role::Heading(level)) => BlockKind::Heading { level },
        (None, Role::Note) => BlockKind::Footnote,
        _ if larger && letters && count <= HEADING_WORDS => BlockKind::Heading { level: 0 },
        (None, Role::ListItem(level)) => BlockKind::ListItem { level },
        // A numbered line in bold is a title that was not set larger.
        _ if draft.marker.as_ref().is_some_and(|m| m.bullet || !look.bold || count > HEADING_WORDS / 2) => BlockKind::ListItem { level: 0 },
        _ => BlockKind::Paragraph,
    };
    let open = !text.words().ends_with(['.', '!', '?', ':', ';']);
    out.push(Piece { kind, text, look, label, rect, leaf, open });
}

/// How all words look together.
fn look(words: &[&Word], rect: Rect, context: &Context<'_>) -> Look {
    let lettered: Vec<&&Word> = words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)).collect();
    let all = |test: fn(&Word) -> bool| !lettered.is_empty() && lettered.iter().all(|w| test(w));
    let size = super::lines::main_size(words.iter().copied());
    let (x, y) = ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0);
    Look {
        bold: all(|w| w.bold),
        italic: all(|w| w.italic),
        underline: all(|w| w.underlined),
        size: (size * 2.0).round() / 2.0,
        grey: all(|w| w.grey),
        shaded: context.fills.iter().rev().find(|f| f.rect.contains(x, y)).is_some_and(|f| f.light < 0.985),
    }
}

/// The words of lines as one text, with what is bold in it.
pub(super) fn text_of(lines: &[Vec<Word>], hyphens: &Hyphens) -> Text {
    let mut out = String::new();
    let mut bold: Vec<(u32, u32)> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        for (at, word) in line.iter().enumerate() {
            if !out.is_empty() {
                let lone = number.checked_sub(1).and_then(|n| lines.get(n)).is_some_and(|l| l.len() == 1);
                let glue = match at {
                    0 if lone && hyphens.broken(&out, &word.text) => super::hyphen::Glue::Keep,
                    0 if number > 0 => hyphens.join(&out, &word.text),
                    _ => super::hyphen::Glue::Space,
                };
                match glue {
                    super::hyphen::Glue::Space => out.push(' '),
                    super::hyphen::Glue::Keep => {}
                    super::hyphen::Glue::Drop => {
                        out.pop();
                        if let Some(last) = bold.last_mut() {
                            last.1 = last.1.min(out.len() as u32);
                        }
                    }
                }
            }
            let start = out.len() as u32;
            out.extend(word.text.chars().filter(|c| *c != '\u{AD}'));
            if out.len() == start as usize && word.text == "\u{AD}" {
                continue;
            }
            // A soft hyphen at the end of a line is a join to come.
            if at + 1 == line.len() && word.text.ends_with('\u{AD}') {
                out.push('\u{AD}');
            }
            let end = out.len() as u32;
            if word.bold {
                match bold.last_mut() {
                    Some(last) if start.saturating_sub(last.1) <= 1 => last.1 = end,
                    _ => bold.push((start, end)),
                }
            }
        }
    }
    if out.ends_with('\u{AD}') {
        out.pop();
        out.push('-');
    }
    let len = out.len() as u32;
    bold.retain_mut(|range| {
        range.1 = range.1.min(len);
        range.0 < range.1 && out.is_char_boundary(range.0 as usize) && out.is_char_boundary(range.1 as usize)
    });
    Text::with_bold(out, bold)
}

fn field_piece(segment: &Segment, context: &Context<'_>) -> Option<Piece> {
    let Some(Inset::Field(index, rect)) = segment.words.first().and_then(|w| w.inset) else { return None };
    let field = context.fields.get(index as usize)?;
    Some(Piece {
        kind: BlockKind::Field { kind: field.kind, filled: field.filled },
        text: Text::new(if field.kind == FieldKind::Signature { String::new() } else { field.value.clone() }),
        look: Look { size: segment.size, ..Look::default() },
        label: field.label.clone(),
        rect,
        leaf: NO_LEAF,
        open: false,
    })
}

/// Boxes with their labels: behind the box, or before it where the last box of the line has nothing behind it.
fn ticks(segment: Segment, context: &Context<'_>, out: &mut Vec<Piece>, draft: &mut Option<Draft>) {
    let size = segment.size;
    let mut groups: Vec<Vec<Word>> = vec![Vec::new()];
    for word in segment.words {
        if word.is_box() {
            groups.push(vec![word]);
        } else if let Some(group) = groups.last_mut() {
            group.push(word);
        }
    }
    let prefix = groups.first().is_some_and(|g| !g.is_empty());
    let before = prefix && groups.last().is_some_and(|g| g.len() == 1);
    let mut made: Vec<Draft> = Vec::new();
    let start = |words: Vec<Word>, tick: Option<(bool, Option<u32>)>| {
        let rect = words.iter().map(Word::rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let y = words.first().map_or(0.0, |w| w.y);
        let segment = Segment { words, rect, y, size };
        let last = LastLine::of(&segment);
        Draft { marker: None, tick, lines: vec![segment.words], last, leading: 0.0, hangs: None }
    };
    let state = |word: &Word| match word.inset {
        Some(Inset::Box { on, field }) => Some((on, field)),
        _ => None,
    };
    if before {
        let mut label: Vec<Word> = groups.first().cloned().unwrap_or_default();
        for group in groups.iter().skip(1) {
            let tick = group.first().and_then(state);
            made.push(start(std::mem::take(&mut label), tick));
            label = group.get(1..).unwrap_or_default().to_vec();
        }
    } else {
        for (at, mut group) in groups.into_iter().enumerate() {
            if at == 0 {
                if !group.is_empty() {
                    made.push(start(group, None));
                }
                continue;
            }
            let tick = group.first().and_then(state);
            group.remove(0);
            made.push(start(group, tick));
        }
    }
    let last = made.pop();
    for ready in made {
        finish(Some(ready), context, out);
    }
    // The label of the last box may go on on the next line.
    *draft = last;
    if before || draft.as_ref().is_some_and(|d| d.lines.iter().all(Vec::is_empty)) {
        finish(draft.take(), context, out);
    }
}
