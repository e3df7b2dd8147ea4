//! From letters to words: which letters belong together, and how a word looks.

use unicode_normalization::UnicodeNormalization;

use super::geometry::Rect;
use super::glyphs::{Flags, Glyph, Page, Rule};

/// No leaf of the structure tree.
pub(super) const NO_LEAF: u32 = u32::MAX;

/// A jump of this many em ends a word. The smallest real word gaps of condensed type are 0.18.
const WORD_GAP: f32 = 0.17;
/// Letters set apart on purpose: when half of a line's gaps are wider than this, it takes more to end a word.
const LETTER_SPACED: f32 = 0.1;
/// The same letter again within this many em is bold by printing twice.
const TWICE: f32 = 0.12;
/// Rules of one page that are held against every word.
const MOST_RULES: usize = 2_000;
/// Baselines within this many em are one line.
const BASELINE: f32 = 0.18;

/// A word, or a form field standing in the place of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// Baseline.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) grey: bool,
    pub(super) rgb: [u8; 3],
    pub(super) underlined: bool,
    /// Leaf of the structure tree.
    pub(super) leaf: u32,
    /// Marked as no content of the document.
    pub(super) artifact: bool,
    /// What it stands for, when it is no word of the page's text.
    pub(super) inset: Option<Inset>,
    /// A running head or foot, told once for the document.
    pub(super) running: bool,
}

/// What stands on a page in the place of a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Inset {
    /// The n-th form field of the page; the box that it fills.
    Field(u32, Rect),
    /// A box to tick, and the n-th form field of the page that it is, if any.
    Box { on: bool, field: Option<u32> },
}

impl Word {
    /// Its box: an em high, a fifth of it below the baseline.
    pub(super) fn rect(&self) -> Rect {
        match self.inset {
            Some(Inset::Field(_, rect)) => rect,
            _ => Rect { x0: self.x0, y0: self.y - self.size * 0.8, x1: self.x1, y1: self.y + self.size * 0.2 },
        }
    }

    /// The point that decides in which cell it stands.
    pub(super) fn middle(&self) -> (f32, f32) {
        match self.inset {
            Some(Inset::Field(_, rect)) => ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0),
            _ => ((self.x0 + self.x1) / 2.0, self.y - self.size * 0.25),
        }
    }

    pub(super) fn is_field(&self) -> bool {
        matches!(self.inset, Some(Inset::Field(..)))
    }

    pub(super) fn is_box(&self) -> bool {
        matches!(self.inset, Some(Inset::Box { .. }))
    }
}

/// The words of a page that are seen, line by line, and the words that are not.
pub(super) fn words(page: &Page, leaf_of: impl Fn(u32) -> u32) -> (Vec<Word>, Vec<Word>) {
    let (hidden, seen): (Vec<Glyph>, Vec<Glyph>) = page.glyphs.iter().copied().partition(|g| g.has(Flags::HIDDEN));
    let mut words = join(seen, page, &leaf_of);
    underline(&mut words, &page.rules);
    (words, join(hidden, page, &leaf_of))
}

/// Words that stand upright in frames of their own (stamps, headings along the side).
pub(super) fn turned_words(page: &Page) -> Vec<Word> {
    let seen: Vec<Glyph> = page.turned.iter().copied().filter(|g| !g.has(Flags::HIDDEN)).collect();
    let bare = Page { marks: page.marks.clone(), ..Page::default() };
    join(seen, &bare, &|_| NO_LEAF)
}

fn join(glyphs: Vec<Glyph>, page: &Page, leaf_of: &impl Fn(u32) -> u32) -> Vec<Word> {
    let upright: Vec<Rule> = page.rules.iter().filter(|r| !r.horizontal).take(MOST_RULES).copied().collect();
    let mut out = Vec::new();
    for line in baselines(glyphs) {
        line_words(&line, page, &upright, leaf_of, &mut out);
    }
    out
}

/// Letters by baseline from top to bottom, each line from left to right; small raised letters go with their line.
fn baselines(mut glyphs: Vec<Glyph>) -> Vec<Vec<Glyph>> {
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Vec<Glyph>> = Vec::new();
    let mut start = f32::MIN;
    for glyph in glyphs {
        let reach = (glyph.size * BASELINE).max(0.8);
        match lines.last_mut() {
            Some(line) if glyph.y - start <= reach => line.push(glyph),
            _ => {
                start = glyph.y;
                lines.push(vec![glyph]);
            }
        }
    }
    lines.iter_mut().for_each(across);
    raise(lines)
}

/// Puts a line in order from left to right. Letters printed twice become one bold letter; where text runs over other
/// text, each keeps its own order, so that no two words are mixed.
fn across(line: &mut Vec<Glyph>) {
    let written = line.clone();
    line.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut twice = false;
    for at in 1..line.len() {
        let Some(glyph) = line.get(at).copied() else { break };
        let near = at.saturating_sub(4)..at;
        let twin = line.get(near.clone()).and_then(|g| {
            g.iter().position(|p| p.c == glyph.c && p.c != ' ' && p.c != '\0' && (glyph.x0 - p.x0).abs() < glyph.size * TWICE)
        });
        if let Some(first) = twin.and_then(|t| line.get_mut(near.start + t)) {
            first.flags = first.flags.with(Flags::BOLD, true);
            twice = true;
            if let Some(second) = line.get_mut(at) {
                second.c = '\0';
            }
        }
    }
    if twice {
        line.retain(|g| g.c != '\0');
        return;
    }
    let mixed = line.windows(2).any(|p| matches!(p, [a, b] if a.c != ' ' && b.c != ' ' && a.x1 - b.x0 > a.size * 0.3));
    if !mixed {
        return;
    }
    let mut runs: Vec<Vec<Glyph>> = Vec::new();
    for glyph in written {
        let goes_on = runs
            .last()
            .and_then(|r| r.last())
            .is_some_and(|last| glyph.x0 > last.x0 - last.size * 0.1 && glyph.x0 < last.x1 + last.size * 0.5);
        match runs.last_mut() {
            Some(run) if goes_on => run.push(glyph),
            _ => runs.push(vec![glyph]),
        }
    }
    runs.sort_by(|a, b| a.first().map_or(0.0, |g| g.x0).total_cmp(&b.first().map_or(0.0, |g| g.x0)));
    *line = runs.into_iter().flatten().collect();
}

/// Moves raised and lowered small letters (1e, m², H₂O) to the line that they stand against.
fn raise(mut lines: Vec<Vec<Glyph>>) -> Vec<Vec<Glyph>> {
    for at in 0..lines.len() {
        let Some(small) = lines.get(at).and_then(|l| l.first()).map(|g| (g.y, g.size)) else { continue };
        if lines.get(at).is_none_or(|l| l.len() > 40 || l.iter().any(|g| g.size > small.1 * 1.05)) {
            continue;
        }
        let near = [at.checked_sub(1), Some(at + 1)];
        let host = near.into_iter().flatten().find(|&other| {
            let Some(host) = lines.get(other) else { return false };
            let Some(first) = host.first() else { return false };
            let lift = first.y - small.0;
            let fits = small.1 < first.size * 0.85 && lift < first.size * 0.55 && lift > -first.size * 0.35;
            // Each letter stands against a letter of the host or of its own line.
            fits && lines.get(at).is_some_and(|l| {
                l.iter().enumerate().all(|(i, g)| {
                    g.c == ' '
                        || host.iter().any(|h| h.c != ' ' && h.size > g.size * 1.1 && (g.x0 - h.x1).abs() < first.size * 0.3)
                        || l.iter().take(i).any(|p| (g.x0 - p.x1).abs() < g.size * 0.2)
                })
            })
        });
        if let Some(host) = host {
            let moved = lines.get_mut(at).map(std::mem::take).unwrap_or_default();
            if let Some(line) = lines.get_mut(host) {
                for glyph in moved {
                    let at = line.iter().position(|g| g.x0 > glyph.x0).unwrap_or(line.len());
                    line.insert(at, glyph);
                }
            }
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn line_words(line: &[Glyph], page: &Page, upright: &[Rule], leaf_of: &impl Fn(u32) -> u32, out: &mut Vec<Word>) {
    let spaced = letter_spacing(line);
    let y = line.first().map_or(0.0, |g| g.y);
    let cuts: Vec<f32> = upright.iter().filter(|r| r.from < y - 1.0 && r.to > y - 4.0).map(|r| r.at).collect();
    let mut word: Vec<Glyph> = Vec::new();
    let mut flush = |word: &mut Vec<Glyph>| {
        if let Some(made) = make(word, page, leaf_of) {
            out.push(made);
        }
        word.clear();
    };
    for &glyph in line {
        if glyph.c.is_whitespace() {
            flush(&mut word);
            continue;
        }
        if let Some(last) = word.last().copied() {
            let em = glyph.size.max(last.size);
            let gap = glyph.x0 - last.x1;
            let (from, to) = ((last.x0 + last.x1) / 2.0, (glyph.x0 + glyph.x1) / 2.0);
            // A rule cuts where two cells touch, not where one text runs over its border.
            let one_text = glyph.seq == last.seq || (glyph.mark == last.mark && glyph.mark != 0);
            let cut = gap > -em * 0.1 && !one_text && cuts.iter().any(|&x| x > from && x < to);
            let boxed = glyph.has(Flags::BOX) || last.has(Flags::BOX);
            let other_leaf = glyph.mark != last.mark && gap > em * 0.1 && leaf_of(glyph.mark) != leaf_of(last.mark);
            if gap > (em * WORD_GAP).max(spaced * 1.8) || gap < -em * 0.8 || cut || boxed || other_leaf {
                flush(&mut word);
            }
        }
        word.push(glyph);
    }
    flush(&mut word);
}

/// The usual gap between letters when it is wide on purpose, else 0.
fn letter_spacing(line: &[Glyph]) -> f32 {
    let mut gaps: Vec<f32> = line
        .windows(2)
        .filter_map(|pair| match pair {
            // A row of dots leads the eye to a page number or a pen to an answer: it is no spaced type.
            [a, b] if a.c != ' ' && b.c != ' ' && !(is_leader(a.c) && is_leader(b.c)) => Some((b.x0 - a.x1) / a.size.max(1.0)),
            _ => None,
        })
        .collect();
    if gaps.len() < 4 {
        return 0.0;
    }
    gaps.sort_by(f32::total_cmp);
    let median = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
    let size = line.first().map_or(0.0, |g| g.size);
    if median > LETTER_SPACED && median < 1.0 { median * size } else { 0.0 }
}

fn is_leader(c: char) -> bool {
    matches!(c, '.' | '…' | '_' | '·')
}

fn make(glyphs: &[Glyph], page: &Page, leaf_of: &impl Fn(u32) -> u32) -> Option<Word> {
    let (first, last) = (glyphs.first()?, glyphs.last()?);
    let raw: String = glyphs.iter().map(|g| g.c).collect();
    let text = if raw.is_ascii() { raw } else { raw.nfc().collect() };
    let biggest = glyphs.iter().map(|g| g.size).fold(0.0_f32, f32::max);
    let base = glyphs.iter().find(|g| g.size > biggest * 0.95).unwrap_or(first);
    let count = |flag: Flags| glyphs.iter().filter(|g| g.has(flag)).count() * 2 > glyphs.len();
    let mark = page.marks.get(base.mark as usize).copied().unwrap_or_default();
    let inset = first.has(Flags::BOX).then_some(Inset::Box { on: first.c != '☐', field: None }).or(match text.as_str() {
        "☐" | "□" | "❏" | "❐" | "❑" | "❒" | "◻" | "▢" | "⬜" => Some(Inset::Box { on: false, field: None }),
        "☑" | "☒" | "🗹" | "🗷" => Some(Inset::Box { on: true, field: None }),
        _ => None,
    });
    Some(Word {
        text,
        x0: first.x0,
        x1: glyphs.iter().map(|g| g.x1).fold(last.x1, f32::max),
        y: base.y,
        size: biggest,
        bold: count(Flags::BOLD),
        italic: count(Flags::ITALIC),
        grey: is_grey(base.rgb),
        rgb: base.rgb,
        underlined: false,
        leaf: leaf_of(base.mark),
        artifact: mark.artifact,
        inset,
        running: false,
    })
}

/// Grey as prompts are: no colour to speak of, between black and white.
fn is_grey([r, g, b]: [u8; 3]) -> bool {
    let (least, most) = (r.min(g).min(b), r.max(g).max(b));
    most - least < 24 && (0x60..=0xD8).contains(&most)
}

/// Marks words with a rule just below the baseline that is about as wide as the words above it.
fn underline(words: &mut [Word], rules: &[Rule]) {
    for rule in rules.iter().filter(|r| r.horizontal && r.to - r.from < 500.0).take(MOST_RULES) {
        let above = |w: &Word| {
            let middle = (w.x0 + w.x1) / 2.0;
            let below = rule.at - w.y;
            below > -0.5 && below < w.size * 0.25 && middle > rule.from && middle < rule.to
        };
        let span = words
            .iter()
            .filter(|w| above(w))
            .fold(None::<(f32, f32)>, |s, w| Some(s.map_or((w.x0, w.x1), |(a, b)| (a.min(w.x0), b.max(w.x1)))));
        if span.is_some_and(|(a, b)| (a - rule.from).abs() < 4.0 && (b - rule.to).abs() < 4.0) {
            words.iter_mut().filter(|w| above(w)).for_each(|w| w.underlined = true);
        }
    }
}
