//! From words to lines and segments: what stands beside each other, and where the gaps are.

use super::geometry::Rect;
use super::words::{Inset, NO_LEAF, Word};

/// A gap of this many em separates segments (columns, a label and its value). Smaller cuts justified text, larger glues columns.
const SEGMENT_GAP: f32 = 0.6;

/// Words that stand together on a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    pub(super) words: Vec<Word>,
    pub(super) rect: Rect,
    /// Baseline.
    pub(super) y: f32,
    pub(super) size: f32,
}

impl Segment {
    fn of(words: Vec<Word>) -> Segment {
        let rect = words.iter().map(Word::rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let size = main_size(&words);
        let y = words.first().map_or(0.0, |w| w.y);
        Segment { words, rect, y, size }
    }

    pub(super) fn bold(&self) -> bool {
        self.words.iter().all(|w| w.bold || !w.text.chars().any(char::is_alphabetic)) && self.words.iter().any(|w| w.bold)
    }

    /// The colour of all its words, when they share one.
    pub(super) fn colour(&self) -> Option<[u8; 3]> {
        let first = self.words.first()?.rgb;
        self.words.iter().all(|w| w.rgb == first).then_some(first)
    }

    pub(super) fn is_field(&self) -> bool {
        self.words.first().is_some_and(Word::is_field)
    }

    pub(super) fn first_char(&self) -> Option<char> {
        self.words.first().and_then(|w| w.text.chars().next())
    }

    pub(super) fn last_char(&self) -> Option<char> {
        self.words.last().and_then(|w| w.text.chars().next_back())
    }

    /// Puts another segment behind this one.
    pub(super) fn absorb(&mut self, other: Segment) {
        self.rect = self.rect.union(&other.rect);
        self.words.extend(other.words);
        self.size = main_size(&self.words);
    }
}

/// The size of most letters.
pub(super) fn main_size<'w>(words: impl IntoIterator<Item = &'w Word>) -> f32 {
    let mut sizes: Vec<(f32, usize)> = Vec::new();
    for word in words {
        let letters = word.text.len().max(1);
        match sizes.iter_mut().find(|(size, _)| (size - word.size).abs() < 0.3) {
            Some((_, count)) => *count += letters,
            None => sizes.push((word.size, letters)),
        }
    }
    sizes.into_iter().max_by_key(|(_, letters)| *letters).map_or(0.0, |(size, _)| size)
}

/// One line: segments from left to right.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) segments: Vec<Segment>,
    pub(super) rect: Rect,
    /// Baseline of the first segment.
    pub(super) y: f32,
    pub(super) size: f32,
}

impl Line {
    fn of(segments: Vec<Segment>) -> Line {
        let rect = segments.iter().map(|s| s.rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let y = segments.first().map_or(0.0, |s| s.y);
        let size = segments.iter().max_by_key(|s| s.words.iter().map(|w| w.text.len()).sum::<usize>()).map_or(0.0, |s| s.size);
        Line { segments, rect, y, size }
    }

    pub(super) fn words(&self) -> impl DoubleEndedIterator<Item = &Word> {
        self.segments.iter().flat_map(|s| &s.words)
    }

    pub(super) fn into_words(self) -> Vec<Word> {
        self.segments.into_iter().flat_map(|s| s.words).collect()
    }
}

/// Lines from top to bottom, of words in any order.
pub(super) fn lines(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    let mut start = f32::MIN;
    for word in words {
        match rows.last_mut() {
            Some(row) if word.y - start <= (word.size * 0.18).max(0.8) => row.push(word),
            _ => {
                start = word.y;
                rows.push(vec![word]);
            }
        }
    }
    let lines: Vec<Line> = rows
        .into_iter()
        .map(|mut row| {
            row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
            Line::of(segments(row))
        })
        .collect();
    side_by_side(lines)
}

fn segments(row: Vec<Word>) -> Vec<Segment> {
    let mut out: Vec<Vec<Word>> = Vec::new();
    for word in row {
        let joins = out.last().and_then(|s| s.last().map(|last| (s.len(), last))).is_some_and(|(len, last)| {
            let em = last.size.min(word.size).max(1.0);
            // Two blocks of the structure tree beside each other are cells, however close they stand.
            let other_leaf = last.leaf != word.leaf && last.leaf != NO_LEAF && word.leaf != NO_LEAF && word.x0 - last.x1 > em * 0.15;
            let apart = last.is_field() || word.is_field() || (other_leaf && !is_marker(&last.text));
            let marker = len == 1 && is_marker(&last.text) && word.x0 - last.x1 < em * 3.5;
            // A box and its label, and labels with their boxes, stay one segment while they stand close.
            let boxed = (last.is_box() || word.is_box()) && word.x0 - last.x1 < em * 1.2;
            !apart && (marker || boxed || word.x0 - last.x1 <= em * SEGMENT_GAP)
        });
        match out.last_mut() {
            Some(segment) if joins => segment.push(word),
            _ => out.push(vec![word]),
        }
    }
    out.into_iter().map(Segment::of).collect()
}

/// Puts lines whose baselines differ by less than a line, and that stand clear of each other, side by side:
/// columns that do not share their baselines, a label centred beside two lines of value.
fn side_by_side(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for line in lines {
        let beside = out.last().is_some_and(|last| {
            let em = line.size.min(last.size).max(1.0);
            line.y - last.y < em * 0.75
                && line.segments.iter().all(|s| last.segments.iter().all(|o| s.rect.shared_width(&o.rect) < -em * SEGMENT_GAP))
        });
        match out.last_mut() {
            Some(last) if beside => {
                let mut row: Vec<Word> = std::mem::take(last).into_words();
                row.extend(line.into_words());
                row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
                *last = Line::of(segments(row));
            }
            _ => out.push(line),
        }
    }
    out
}

/// Whether a word is a bullet by itself.
pub(super) fn is_bullet(text: &str) -> bool {
    let mut chars = text.chars();
    matches!(
        (chars.next(), chars.next()),
        (
            Some(
                '•' | '·'
                    | '▪'
                    | '▫'
                    | '■'
                    | '●'
                    | '○'
                    | '◦'
                    | '◆'
                    | '◇'
                    | '❖'
                    | '➢'
                    | '➤'
                    | '►'
                    | '▸'
                    | '▶'
                    | '‣'
                    | '∙'
                    | '⁃'
                    | '-'
                    | '–'
                    | '—'
                    | '*'
                    | 'o'
                    | '§'
                    | '✓'
                    | '✔'
                    | '→'
                    | '\u{F0B7}'
                    | '\u{F0A7}'
                    | '\u{F0D8}'
                    | '\u{F076}'
                    | '\u{F0FC}'
            ),
            None
        )
    )
}

/// Whether a word is a list number: `1.`, `1)`, `(1)`, `a.`, `b)`, `iv.`.
pub(super) fn is_number(text: &str) -> bool {
    let Some(core) = text.strip_suffix('.').or_else(|| text.strip_suffix(')')) else { return false };
    let core = core.strip_prefix('(').unwrap_or(core);
    let digits = !core.is_empty() && core.len() <= 3 && core.bytes().all(|b| b.is_ascii_digit());
    // A capital with a full stop is the initial of a name.
    let letter = core.len() == 1 && core.bytes().all(|b| b.is_ascii_lowercase() || (b.is_ascii_uppercase() && text.ends_with(')')));
    let roman = core.len() <= 4 && !core.is_empty() && core.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    digits || letter || roman
}

/// Whether a word marks a list item.
pub(super) fn is_marker(text: &str) -> bool {
    is_bullet(text) || is_number(text)
}

/// Whether a box stands in this segment.
pub(super) fn has_box(segment: &Segment) -> bool {
    segment.words.iter().any(|w| matches!(w.inset, Some(Inset::Box { .. })))
}
