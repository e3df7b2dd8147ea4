//! Running heads and feet: lines that stand at the same height on page after page.

use std::collections::{BTreeMap, HashMap};

use super::geometry::Rect;
use super::words::Word;

/// Heads stand in this upper share of the page, feet in this lower share.
const ZONE: f32 = 0.2;
/// Lines this near in height are at the same height.
const HEIGHT: f32 = 3.0;
/// Text that is marked as an artifact is a head or foot only in this share of the page.
const ARTIFACT_ZONE: f32 = 0.15;

/// A head or foot has at most so many lines.
const MOST: usize = 12;

/// A page as the search sees it.
pub(super) struct Sheet<'w> {
    pub(super) words: &'w mut Vec<Word>,
    pub(super) height: f32,
    /// Tables drawn with rules: their first rows repeat, and are no running heads.
    pub(super) grids: Vec<Rect>,
}

/// One running line, told once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Running {
    pub(super) header: bool,
    pub(super) text: String,
    pub(super) page: u32,
}

struct Line {
    y: f32,
    key: String,
    words: Vec<usize>,
    top: bool,
    running: bool,
}

/// Marks running words on all pages and returns their lines, each once.
pub(super) fn mark(sheets: &mut [Sheet<'_>]) -> Vec<Running> {
    let mut pages: Vec<Vec<Line>> = sheets.iter().map(lines).collect();
    let with_text = pages.iter().filter(|p| !p.is_empty()).count();
    let needed = with_text.div_ceil(2).max(2);
    let mut heights: HashMap<&str, Vec<(usize, f32)>> = HashMap::new();
    for (page, lines) in pages.iter().enumerate() {
        for line in lines {
            heights.entry(&line.key).or_default().push((page, line.y));
        }
    }
    let repeated = |line: &Line| {
        let Some(others) = heights.get(line.key.as_str()) else { return false };
        let mut on: Vec<usize> = others.iter().filter(|(_, y)| (y - line.y).abs() <= HEIGHT).map(|(page, _)| *page).collect();
        on.dedup();
        on.len() >= needed
    };
    let flags: Vec<Vec<bool>> = pages.iter().map(|lines| lines.iter().map(&repeated).collect()).collect();
    for ((lines, flags), sheet) in pages.iter_mut().zip(flags).zip(sheets.iter()) {
        for (line, flag) in lines.iter_mut().zip(flags) {
            line.running = flag && line.y < sheet.height * 2.0;
        }
        settle(lines, sheet);
    }
    // Pages that say nothing else are no frames around nothing.
    let bare = pages.iter().zip(sheets.iter()).filter(|(lines, sheet)| {
        let running: usize = lines.iter().filter(|l| l.running).map(|l| l.words.len()).sum();
        running > 0 && running == sheet.words.len()
    });
    if bare.count() * 2 > with_text {
        pages.iter_mut().flatten().for_each(|l| l.running = false);
    }
    let mut told: BTreeMap<(bool, String), Running> = BTreeMap::new();
    let mut order: Vec<(bool, String)> = Vec::new();
    for (at, (lines, sheet)) in pages.iter().zip(sheets.iter_mut()).enumerate() {
        for line in lines {
            if line.running {
                tell(line.top, &line.words, sheet.words, at, &mut told, &mut order);
            }
        }
        artifacts(sheet, at, &mut told, &mut order);
    }
    order.into_iter().filter_map(|key| told.remove(&key)).collect()
}

/// Lines in the zones of heads and feet.
fn lines(sheet: &Sheet<'_>) -> Vec<Line> {
    let mut order: Vec<usize> = (0..sheet.words.len()).collect();
    let word = |at: usize| sheet.words.get(at);
    let y_of = |at: usize| word(at).map_or(0.0, |w| w.y);
    order.sort_by(|a, b| y_of(*a).total_cmp(&y_of(*b)));
    let mut out: Vec<Line> = Vec::new();
    for at in order {
        let Some(w) = word(at) else { continue };
        let top = w.y < sheet.height * ZONE;
        if (!top && w.y < sheet.height * (1.0 - ZONE)) || w.is_field() {
            continue;
        }
        match out.last_mut() {
            Some(line) if w.y - line.y <= 2.0 => line.words.push(at),
            _ => out.push(Line { y: w.y, key: String::new(), words: vec![at], top, running: false }),
        }
    }
    let heads = out.iter().filter(|l| l.top).count();
    let feet = out.len() - heads;
    let mut at = 0;
    out.retain(|line| {
        at += 1;
        if line.top { at <= MOST } else { at - heads + MOST > feet }
    });
    for line in &mut out {
        line.words.sort_by(|a, b| word(*a).map_or(0.0, |w| w.x0).total_cmp(&word(*b).map_or(0.0, |w| w.x0)));
        for at in &line.words {
            if let Some(w) = word(*at) {
                key(&w.text, &mut line.key);
            }
        }
    }
    out
}

/// Digits as `#`, runs of them as one.
fn key(text: &str, out: &mut String) {
    for c in text.chars() {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out.push(' ');
}

/// A head has only heads above it, a foot only feet below it, and a table is one as a whole or not at all.
fn settle(lines: &mut [Line], sheet: &Sheet<'_>) {
    for grid in &sheet.grids {
        let inside = |line: &Line| {
            let first = line.words.first().and_then(|at| sheet.words.get(*at));
            first.is_some_and(|w| grid.grown(1.0).contains(w.x0, w.y - w.size * 0.25))
        };
        let count = lines.iter().filter(|l| inside(l)).count();
        let running = lines.iter().filter(|l| inside(l) && l.running).count();
        let reaches = sheet.words.iter().any(|w| {
            let (x, y) = w.middle();
            grid.contains(x, y) && y > sheet.height * ZONE && y < sheet.height * (1.0 - ZONE)
        });
        if running < count || reaches {
            lines.iter_mut().filter(|l| inside(l)).for_each(|l| l.running = false);
        }
    }
    let mut open = true;
    for line in lines.iter_mut().filter(|l| l.top) {
        open &= line.running;
        line.running = open;
    }
    open = true;
    for line in lines.iter_mut().rev().filter(|l| !l.top) {
        open &= line.running;
        line.running = open;
    }
}

fn tell(
    header: bool,
    words: &[usize],
    all: &mut [Word],
    page: usize,
    told: &mut BTreeMap<(bool, String), Running>,
    order: &mut Vec<(bool, String)>,
) {
    let mut text = String::new();
    let mut normal = String::new();
    for at in words {
        let Some(word) = all.get_mut(*at) else { continue };
        word.running = true;
        key(&word.text, &mut normal);
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word.text);
    }
    let id = (header, normal);
    if !text.is_empty() && !told.contains_key(&id) {
        order.push(id.clone());
        told.insert(id, Running { header, text, page: page as u32 + 1 });
    }
}

/// What the file itself marks as no content, near the edges of the page.
fn artifacts(sheet: &mut Sheet<'_>, page: usize, told: &mut BTreeMap<(bool, String), Running>, order: &mut Vec<(bool, String)>) {
    let zone = sheet.height * ARTIFACT_ZONE;
    // The header row that a table repeats on each page is an artifact too, told with the table.
    let tables: Vec<Rect> = sheet.grids.iter().filter(|g| g.y0 < zone && g.y1 > zone).copied().collect();
    for word in sheet.words.iter_mut().filter(|w| w.artifact) {
        let (x, y) = word.middle();
        word.running |= tables.iter().any(|t| t.contains(x, y));
    }
    for header in [true, false] {
        let mut rows: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for (at, word) in sheet.words.iter().enumerate() {
            let here = if header { word.y < zone } else { word.y > sheet.height - zone };
            if word.artifact && !word.running && here {
                rows.entry((word.y / 2.0).round() as i32).or_default().push(at);
            }
        }
        for mut row in rows.into_values() {
            let x = |at: &usize| sheet.words.get(*at).map_or(0.0, |w| w.x0);
            row.sort_by(|a, b| x(a).total_cmp(&x(b)));
            tell(header, &row, sheet.words, page, told, order);
        }
    }
}
