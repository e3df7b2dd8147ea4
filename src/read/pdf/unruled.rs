//! Tables without rules: lines whose segments stand in columns with clear lanes between them.

use super::lines::{Line, Segment};

/// Segments that start within this of each other start a column together.
const COLUMN: f32 = 8.0;
/// Rows further apart than this many em are not one table.
const FAR: f32 = 5.0;
/// A line alone in one column belongs while its leading is at most this many em.
const NEAR: f32 = 1.75;
/// A row begins where the leading is this many times the smallest.
const ROW_GAP: f32 = 1.22;
/// A single row is one only where its parts stand this many em apart.
const LONE_GAP: f32 = 1.6;

/// Lines of one table on one page.
const MOST_LINES: usize = 400;

/// Lines of one page that are looked at for tables, those looked at again counted again.
const MOST_WORK: usize = 20_000;
/// Segments of one line of a table.
const MOST_SEGMENTS: usize = 40;

/// A table found by its lanes: rows of columns of lines.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Left borders of the columns (the first is the left edge) and the right edge.
    pub(super) xs: Vec<f32>,
    pub(super) rows: Vec<Vec<FoundCell>>,
}

/// A cell: where it starts, how many columns it spans, its lines.
#[derive(Debug, Default)]
pub(super) struct FoundCell {
    pub(super) column: usize,
    pub(super) columns: usize,
    pub(super) segments: Vec<Segment>,
}

/// A stretch of a page: a table or lines of running text.
pub(super) enum Stretch {
    Table(Found),
    Lines(Vec<Line>),
    /// Running text in two columns, and the border between them.
    Columns(Vec<Line>, f32),
}

/// What a block of lines with lanes is.
enum Built {
    Table(Found),
    Columns(f32),
}

/// Splits lines into tables and running text. `partings` are horizontal rules and panel edges: `(y, x0, x1)`.
/// `right` is where lines of running text break.
pub(super) fn stretches(lines: Vec<Line>, right: f32, partings: &[(f32, f32, f32)]) -> Vec<Stretch> {
    let mut out = Vec::new();
    let mut text: Vec<Line> = Vec::new();
    let mut rest = lines.into_iter().collect::<std::collections::VecDeque<Line>>();
    let mut work = 0;
    while !rest.is_empty() {
        let lines = rest.make_contiguous();
        let lead = if work < MOST_WORK { lead(lines) } else { 0 };
        let len = match block_length(lines.get(lead..).filter(|_| work < MOST_WORK).unwrap_or_default()) {
            0 => 0,
            len => lead + len,
        };
        work += len;
        let found = if len > 0 { build(rest.make_contiguous().get(..len).unwrap_or_default(), text.last(), right, partings) } else { None };
        match found {
            Some(built) => {
                let lines = rest.drain(..len).collect();
                if !text.is_empty() {
                    out.push(Stretch::Lines(std::mem::take(&mut text)));
                }
                out.push(match built {
                    Built::Table(found) => Stretch::Table(found),
                    Built::Columns(border) => Stretch::Columns(lines, border),
                });
            }
            None => text.extend(rest.pop_front()),
        }
    }
    if !text.is_empty() {
        out.push(Stretch::Lines(text));
    }
    out
}

/// How many lines stand above the first full row and belong to it: the upper lines of a value whose label is centred
/// beside it, or of a cell that a page break left without its first one.
fn lead(lines: &[Line]) -> usize {
    const MOST: usize = 40;
    let count = lines.iter().take(MOST).position(|l| l.segments.len() >= 2).unwrap_or(0);
    let Some(full) = lines.get(count).filter(|_| count > 0) else { return 0 };
    let close = lines.get(..=count).unwrap_or_default().windows(2).all(|p| matches!(p, [a, b] if b.y - a.y < b.size.max(1.0) * NEAR));
    let starts: Vec<f32> = full.segments.iter().skip(1).map(|s| s.rect.x0).collect();
    let first_end = full.segments.first().map_or(f32::MAX, |s| s.rect.x1);
    let in_column =
        |l: &Line| l.segments.first().is_some_and(|s| s.rect.x0 > first_end && starts.iter().any(|x| (x - s.rect.x0).abs() <= COLUMN));
    if close && lines.iter().take(count).all(in_column) { count } else { 0 }
}

/// How many of the first lines may form a table; 0 when the first line has no columns.
fn block_length(lines: &[Line]) -> usize {
    let Some(first) = lines.first().filter(|l| (2..=MOST_SEGMENTS).contains(&l.segments.len()) && !only_boxes(l)) else { return 0 };
    let mut starts: Vec<f32> = first.segments.iter().map(|s| s.rect.x0).collect();
    // Lanes that every line so far has left free.
    let mut lanes = lanes_of(first);
    let mut len = 1;
    let mut last_full = 1;
    for pair in lines.windows(2).take(MOST_LINES) {
        let [before, line] = pair else { break };
        if only_boxes(line) || line.segments.len() > MOST_SEGMENTS {
            break;
        }
        let em = line.size.max(before.size).max(1.0);
        let apart = line.rect.y0 - before.rect.y1;
        let fits = if line.segments.len() >= 2 {
            let narrowed: Vec<(f32, f32)> = narrowed(&lanes, line);
            let aligned = line.segments.iter().filter(|s| starts.iter().any(|x| (x - s.rect.x0).abs() <= COLUMN)).count();
            let ok = apart < em * FAR && (!narrowed.is_empty()) && (aligned >= 1 || narrowed.len() == lanes.len());
            if ok {
                // A wide cell may cross a lane; such a row does not close it.
                if narrowed.len() == lanes.len() || len == 1 {
                    lanes = narrowed;
                }
            }
            ok
        } else {
            line.segments.first().is_some_and(|s| alone_fits(s, line, before, &lanes, &starts, lines.get(..len).unwrap_or_default()))
        };
        if !fits {
            break;
        }
        len += 1;
        if line.segments.len() >= 2 {
            last_full = len;
            for segment in &line.segments {
                if !starts.iter().any(|x| (x - segment.rect.x0).abs() <= COLUMN) {
                    starts.push(segment.rect.x0);
                }
            }
        }
    }
    // What hangs below the last full row stays only while it stands close.
    while len > last_full {
        let tail = lines.get(last_full - 1..len).unwrap_or_default();
        let close =
            tail.windows(2).all(|p| matches!(p, [a, b] if b.y - a.y < b.size.max(1.0) * NEAR && b.rect.y0 - a.rect.y1 < b.size * 0.8));
        if close {
            break;
        }
        len -= 1;
    }
    len
}

/// A line with one segment belongs to a table when it stands in one column and close to the line before it,
/// or close enough and looking like the cells of that column.
fn alone_fits(segment: &Segment, line: &Line, before: &Line, lanes: &[(f32, f32)], starts: &[f32], block: &[Line]) -> bool {
    let em = line.size.max(1.0);
    let crossed = lanes.iter().any(|(a, b)| segment.rect.x0 < *a + 0.1 && segment.rect.x1 > *b - 0.1);
    let narrowed = lanes.iter().filter(|(a, b)| segment.rect.x0 < *b && segment.rect.x1 > *a).any(|(a, b)| {
        let left = (segment.rect.x1.min(*b) - *a).max(0.0);
        segment.rect.x0 <= *a && b - a - left < em * 0.4
    });
    if crossed || narrowed || segment.is_field() && line.rect.y0 - before.rect.y1 > em * FAR {
        return false;
    }
    let aligned = starts.iter().position(|x| (x - segment.rect.x0).abs() <= COLUMN);
    let in_first = aligned == Some(0);
    let close = line.rect.y0 - before.rect.y1 < em * 0.8 && line.y - before.y < em * NEAR;
    let like = |other: &Segment| (other.size - segment.size).abs() < em * 0.06 && other.bold() == segment.bold();
    if in_first {
        let same = block.iter().filter_map(|l| l.segments.first()).any(like);
        same && close
    } else {
        close || (aligned.is_some() && line.rect.y0 - before.rect.y1 < em * 2.5)
    }
}

/// A row of boxes to tick is no row of a table.
fn only_boxes(line: &Line) -> bool {
    line.segments.iter().all(super::lines::has_box)
}

fn lanes_of(line: &Line) -> Vec<(f32, f32)> {
    line.segments
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some((a.rect.x1, b.rect.x0)),
            _ => None,
        })
        .collect()
}

/// The lanes that a line leaves free, narrowed to what it leaves.
fn narrowed(lanes: &[(f32, f32)], line: &Line) -> Vec<(f32, f32)> {
    let em = line.size.max(1.0);
    lanes
        .iter()
        .filter_map(|&(a, b)| {
            let (mut a, mut b) = (a, b);
            for segment in &line.segments {
                let (x0, x1) = (segment.rect.x0, segment.rect.x1);
                if x1 <= a || x0 >= b {
                    continue;
                }
                if x0 <= a && x1 < b {
                    a = x1;
                } else if x0 > a && x1 >= b {
                    b = x0;
                } else if x0 > a && x1 < b {
                    // Stands in the lane: the wider side stays.
                    if x0 - a > b - x1 { b = x0 } else { a = x1 }
                } else {
                    return None;
                }
            }
            (b - a > em * 0.15).then_some((a, b))
        })
        .collect()
}

/// The lanes of a block: where segments of many lines leave room and few lines cross.
fn separators(lines: &[Line]) -> Vec<f32> {
    let gaps: Vec<(f32, f32)> = lines.iter().flat_map(lanes_of).collect();
    let bodies: Vec<(f32, f32)> = lines.iter().flat_map(|l| l.segments.iter().map(|s| (s.rect.x0, s.rect.x1))).collect();
    let full = lines.iter().filter(|l| l.segments.len() >= 2).count();
    let mut edges: Vec<f32> = gaps.iter().chain(&bodies).flat_map(|g| [g.0, g.1]).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() < 0.05);
    let least = if full <= 2 { 1 } else { (full * 3).div_ceil(10).max(2) };
    // (from, to, gaps over it, lines across it)
    let mut spans: Vec<(f32, f32, usize, usize)> = Vec::new();
    for pair in edges.windows(2) {
        let [from, to] = pair else { continue };
        let middle = (from + to) / 2.0;
        let over = gaps.iter().filter(|g| g.0 < middle && middle < g.1).count();
        let across = bodies.iter().filter(|b| b.0 < middle && middle < b.1).count();
        if over >= least && across * 3 <= over {
            spans.push((*from, *to, over, across));
        }
    }
    // Neighbouring spans without a segment between them are one lane: keep the emptiest, widest part.
    let mut lanes: Vec<(f32, f32, usize, usize)> = Vec::new();
    for span in spans {
        let between = lanes.last().is_some_and(|l| bodies.iter().any(|b| b.0 >= l.1 - 0.1 && b.1 <= span.0 + 0.1 && b.1 > b.0));
        match lanes.last_mut() {
            Some(lane) if !between => {
                let better = (span.3, usize::MAX - span.2) < (lane.3, usize::MAX - lane.2);
                if better {
                    *lane = span;
                } else if span.3 == lane.3 && span.2 == lane.2 && (span.0 - lane.1).abs() < 0.1 {
                    lane.1 = span.1;
                }
            }
            _ => lanes.push(span),
        }
    }
    lanes.into_iter().map(|l| l.1 - (l.1 - l.0).min(2.0) / 2.0).collect()
}

fn build(lines: &[Line], above: Option<&Line>, right: f32, partings: &[(f32, f32, f32)]) -> Option<Built> {
    let separators = separators(lines);
    if separators.is_empty() {
        return None;
    }
    let has_field = lines.iter().any(|l| l.segments.iter().any(Segment::is_field));
    let full = lines.iter().filter(|l| l.segments.len() >= 2).count();
    if full == 1 && !has_field {
        let first = lines.first()?;
        let em = first.size.max(1.0);
        let apart = lanes_of(first).iter().all(|(a, b)| b - a > em * LONE_GAP);
        // A line of justified text, or text set apart by hand, within a paragraph.
        let in_text = above.is_some_and(|l| {
            (l.rect.x0 - first.rect.x0).abs() < 2.0 && (l.rect.x1 - first.rect.x1).abs() < 3.0 && first.y - l.y < em * 1.6
        });
        if !apart || in_text {
            return None;
        }
    }
    if !has_field && is_justified(lines) {
        return None;
    }
    if let [border] = separators.as_slice()
        && !is_parted(lines, partings)
        && super::columns::running_text(lines, *border)
    {
        return Some(Built::Columns(*border));
    }
    let mut xs = vec![lines.iter().map(|l| l.rect.x0).fold(f32::MAX, f32::min)];
    xs.extend(&separators);
    xs.push(lines.iter().map(|l| l.rect.x1).fold(f32::MIN, f32::max));
    let placed: Vec<Placed> = lines.iter().map(|line| place(line, &xs)).collect();
    let edges = break_edges(&placed, &xs, right);
    let rows = best_rows(&placed, &xs, &edges, partings);
    Some(Built::Table(Found { rows: rows.into_iter().map(|group| cells(&placed, &group)).collect(), xs }))
}

/// Whether a rule goes across the block: a row ends there.
fn is_parted(lines: &[Line], partings: &[(f32, f32, f32)]) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
    let rect = lines.iter().map(|l| l.rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
    partings
        .iter()
        .any(|&(y, from, to)| y > first.y && y < last.y - last.size && to.min(rect.x1) - from.max(rect.x0) > (rect.x1 - rect.x0) * 0.5)
}

/// Running text set out to both margins: every line but the last reaches from the left edge to the right one,
/// in pieces whose gaps do not agree.
fn is_justified(lines: &[Line]) -> bool {
    let (left, right) =
        (lines.iter().map(|l| l.rect.x0).fold(f32::MAX, f32::min), lines.iter().map(|l| l.rect.x1).fold(f32::MIN, f32::max));
    let out = lines.iter().filter(|l| (l.rect.x0 - left).abs() < 3.0 && (l.rect.x1 - right).abs() < 3.0).count();
    let starts: Vec<f32> = lines.iter().filter_map(|l| l.segments.get(1)).map(|s| s.rect.x0).collect();
    let scattered = starts.windows(2).filter(|p| matches!(p, [a, b] if (a - b).abs() > COLUMN)).count();
    lines.len() >= 2 && out * 10 >= lines.len() * 8 && scattered * 2 >= starts.len() && starts.len() >= 2
}

/// The segments of a line with the columns that they cover.
struct Placed {
    y: f32,
    size: f32,
    parts: Vec<(usize, usize, Segment)>,
}

fn place(line: &Line, xs: &[f32]) -> Placed {
    let mut parts: Vec<(usize, usize, Segment)> = Vec::new();
    let last = xs.len().saturating_sub(2);
    for segment in &line.segments {
        let column = |x: f32| xs.iter().skip(1).take(last).filter(|b| **b <= x).count();
        let from = column(segment.rect.x0 + 0.5);
        let to = column(segment.rect.x1 - 0.5).max(from);
        match parts.last_mut() {
            // Two segments of one column are one.
            Some((first, end, part)) if *end >= from && !part.is_field() && !segment.is_field() => {
                *end = to.max(*end);
                let _ = first;
                part.absorb(segment.clone());
            }
            _ => parts.push((from, to, segment.clone())),
        }
    }
    Placed { y: line.y, size: line.size, parts }
}

/// Where the lines of each column break: as far as its lines of several words reach; where there are none, at the next column.
fn break_edges(lines: &[Placed], xs: &[f32], right: f32) -> Vec<f32> {
    let columns = xs.len().saturating_sub(1);
    (0..columns)
        .map(|column| {
            let own: Vec<&Segment> = lines.iter().flat_map(|l| &l.parts).filter(|p| p.0 == column && p.1 == column).map(|p| &p.2).collect();
            let reach = own.iter().map(|s| s.rect.x1).fold(f32::MIN, f32::max);
            let long = own.iter().filter(|s| s.words.len() >= 4).count();
            let next = if column + 1 == columns { right } else { xs.get(column + 1).copied().unwrap_or(right) };
            if long >= 2 { reach } else { next.max(reach) }
        })
        .collect()
}

/// Chooses where rows begin: of several readings the one that breaks the fewest sentences and glues the fewest entries.
fn best_rows(lines: &[Placed], xs: &[f32], edges: &[f32], partings: &[(f32, f32, f32)]) -> Vec<Vec<usize>> {
    let width = xs.last().unwrap_or(&0.0) - xs.first().unwrap_or(&0.0);
    let ruled = |a: &Placed, b: &Placed| {
        let (x0, x1) = (xs.first().copied().unwrap_or(0.0), xs.last().copied().unwrap_or(0.0));
        partings.iter().any(|&(y, from, to)| y > a.y && y < b.y - b.size * 0.3 && to.min(x1) - from.max(x0) > width * 0.5)
    };
    let gaps = loose_gaps(lines, xs.len().saturating_sub(1));
    let loose = |at: usize| gaps.get(at).copied().unwrap_or(true);
    let begins = |b: &Placed| {
        b.parts.first().is_some_and(|(column, _, segment)| *column == 0 && !segment.first_char().is_some_and(char::is_lowercase))
    };
    // A line of titles above smaller type is a row by itself in every reading.
    let titled = |a: &Placed, b: &Placed| a.parts.len() > 1 && a.parts.iter().all(|p| b.parts.iter().all(|q| p.2.size > q.2.size * 1.08));
    // Readings: (the line before, this line, the number of this line).
    type Rule<'r> = Box<dyn Fn(&Placed, &Placed, usize) -> bool + 'r>;
    let readings: [Rule<'_>; 4] = [
        Box::new(|a, b, _| ruled(a, b) || titled(a, b)),
        Box::new(|a, b, at| ruled(a, b) || titled(a, b) || loose(at)),
        Box::new(|a, b, at| ruled(a, b) || titled(a, b) || begins(b) || (loose(at) && b.parts.first().is_some_and(|p| p.0 == 0))),
        Box::new(|_, _, _| true),
    ];
    let mut best: Option<(f32, Vec<Vec<usize>>)> = None;
    for splits in readings {
        let mut rows: Vec<Vec<usize>> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let new = at.checked_sub(1).and_then(|p| lines.get(p)).is_none_or(|before| splits(before, line, at));
            match rows.last_mut() {
                Some(row) if !new => row.push(at),
                _ => rows.push(vec![at]),
            }
        }
        let cost = cost(lines, &rows, edges, &loose);
        if best.as_ref().is_none_or(|(least, _)| cost + 0.01 < *least) {
            best = Some((cost, rows));
        }
    }
    best.map(|(_, rows)| rows).unwrap_or_default()
}

/// For each line whether a gap that rows have lies above it: in every column that goes on, more than the usual leading.
fn loose_gaps(lines: &[Placed], columns: usize) -> Vec<bool> {
    let place =
        |line: &Placed, column: usize| line.parts.iter().find(|p| p.0 <= column && column <= p.1).map(|p| (p.2.y, p.2.size, p.2.rect));
    let mut leadings: Vec<f32> = Vec::new();
    for column in 0..columns {
        let placed: Vec<(f32, f32)> = lines.iter().filter_map(|l| place(l, column)).map(|p| (p.0, p.1)).collect();
        leadings.extend(placed.windows(2).filter_map(|p| if let [a, b] = p { Some((b.0 - a.0) / b.1.max(1.0)) } else { None }));
    }
    leadings.sort_by(f32::total_cmp);
    let usual = leadings.get(leadings.len() / 12).copied().unwrap_or(1.2).clamp(0.9, 1.6);
    (0..lines.len())
        .map(|at| {
            at == 0
                || (0..columns).all(|column| {
                    let above = lines.iter().take(at).rev().find_map(|l| place(l, column));
                    let below = lines.iter().skip(at).find_map(|l| place(l, column));
                    match (above, below) {
                        (Some(a), Some(b)) => (b.0 - a.0) / b.1.max(1.0) > usual * ROW_GAP || b.2.y0 - a.2.y1 > b.1 * 0.75,
                        _ => true,
                    }
                })
        })
        .collect()
}

/// What a reading into rows goes against: sentences broken between rows, entries glued within one.
fn cost(lines: &[Placed], rows: &[Vec<usize>], edges: &[f32], loose: &dyn Fn(usize) -> bool) -> f32 {
    let mut cost = 0.0;
    for (column, right) in edges.iter().copied().enumerate() {
        let mut before: Option<(&Segment, usize, usize)> = None;
        for (number, row) in rows.iter().enumerate() {
            for &at in row {
                let Some(part) = lines.get(at).and_then(|l| l.parts.iter().find(|p| p.0 == column)) else { continue };
                let segment = &part.2;
                if let Some((last, last_row, last_line)) = before {
                    let lowercase = segment.first_char().is_some_and(char::is_lowercase);
                    let ended = last.last_char().is_none_or(|c| matches!(c, '.' | '!' | '?' | ':' | ';'));
                    let first_width = segment.words.first().map_or(0.0, |w| w.x1 - w.x0);
                    let short = last.rect.x1 + segment.size * 0.5 + first_width < right;
                    let field = last.is_field() || segment.is_field();
                    let gap = (last_line + 1..=at).any(loose);
                    if last_row != number {
                        // A sentence that goes on in the next row.
                        if lowercase && !ended && !short && !field {
                            cost += 1.5;
                        } else if lowercase && !ended && !field && !gap {
                            cost += 0.4;
                        }
                        if last_row + 1 == number && !gap && !short && !lowercase && !ended && !field {
                            cost += 0.3;
                        }
                    } else if field {
                        cost += 2.0;
                    } else if short && !lowercase && (ended || last.bold() != segment.bold()) {
                        // Paragraphs of one cell, or entries of two.
                        cost += if gap { 0.3 } else { 0.1 };
                    } else if short && !lowercase {
                        // An entry that ended, and another in the same cell.
                        cost += if column == 0 { 0.6 } else { 0.4 };
                        cost += if gap { 0.4 } else { 0.0 };
                    }
                }
                before = Some((segment, number, at));
            }
        }
    }
    // Rows without their first cell are half rows.
    let orphan = |row: &Vec<usize>| !row.iter().any(|&at| lines.get(at).is_some_and(|l| l.parts.iter().any(|p| p.0 == 0)));
    cost + rows.iter().skip(1).filter(|r| orphan(r)).count() as f32 * 0.5
}

fn cells(lines: &[Placed], row: &[usize]) -> Vec<FoundCell> {
    let mut out: Vec<FoundCell> = Vec::new();
    for line in row.iter().filter_map(|&at| lines.get(at)) {
        for (from, to, segment) in &line.parts {
            match out.iter_mut().find(|c| c.column <= *to && *from < c.column + c.columns) {
                Some(cell) => {
                    let end = (cell.column + cell.columns).max(to + 1);
                    cell.column = cell.column.min(*from);
                    cell.columns = end - cell.column;
                    cell.segments.push(segment.clone());
                }
                None => out.push(FoundCell { column: *from, columns: to - from + 1, segments: vec![segment.clone()] }),
            }
        }
    }
    out.sort_by_key(|c| c.column);
    // A cell that grew over its neighbour takes its lines, so that no two cells share a column.
    let mut merged: Vec<FoundCell> = Vec::new();
    for cell in out {
        match merged.last_mut() {
            Some(last) if last.column + last.columns > cell.column => {
                last.columns = (last.column + last.columns).max(cell.column + cell.columns) - last.column;
                last.segments.extend(cell.segments);
            }
            _ => merged.push(cell),
        }
    }
    merged
}
