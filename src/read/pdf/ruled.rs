//! Tables drawn with rules: grids of cells, merged cells found by the rules that are not there.

use std::collections::BTreeMap;

use super::geometry::Rect;
use super::glyphs::{Fill, Rule};

/// Rules nearer than this touch.
const TOUCH: f32 = 2.5;
/// Positions nearer than this are one.
const SNAP: f32 = 2.0;
/// Two cells are one when less of the border between them is drawn.
const COVER: f32 = 0.5;
/// A page with more rules than this is a drawing.
const MAX_RULES: usize = 6_000;
/// More cells than this are no table.
const MAX_CELLS: usize = 10_000;
/// More rows or columns than this are no table but a drawing.
const MAX_LINES: usize = 400;

/// A cell of a grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct GridCell {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) rect: Rect,
}

/// A table drawn with rules.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    pub(super) rect: Rect,
    /// Borders of columns.
    pub(super) xs: Vec<f32>,
    /// Borders of rows.
    pub(super) ys: Vec<f32>,
    pub(super) cells: Vec<GridCell>,
}

impl Grid {
    /// The cell in which a point lies.
    pub(super) fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        if !self.rect.grown(1.0).contains(x, y) {
            return None;
        }
        self.cells.iter().position(|c| c.rect.grown(0.5).contains(x, y))
    }

    pub(super) fn columns(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }
}

/// Finds the grids of a page, smallest first, so that a table within a cell comes before the one around it.
pub(super) fn grids(rules: &[Rule], fills: &[Fill]) -> Vec<Grid> {
    let rules = if rules.len() > MAX_RULES { &[] } else { rules };
    let grids: Vec<Grid> = components(rules).into_iter().filter_map(|group| grid(&group)).collect();
    // A grid with one column is a table only when a person sees it as one: closed on both sides, two rows or more.
    let (mut grids, frames): (Vec<Grid>, Vec<Grid>) = grids.into_iter().partition(|g| g.columns() >= 2 || g.ys.len() >= 3);
    grids.extend(panels(fills, &frames, &grids));
    grids.sort_by(|a, b| a.rect.area().total_cmp(&b.rect.area()));
    grids
}

/// Groups rules that touch.
fn components(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let mut sorted: Vec<Rule> = rules.to_vec();
    sorted.sort_by(|a, b| a.rect().y0.total_cmp(&b.rect().y0));
    let rects: Vec<Rect> = sorted.iter().map(Rule::rect).collect();
    let mut parent: Vec<usize> = (0..rects.len()).collect();
    for (i, a) in rects.iter().enumerate() {
        for (j, b) in rects.iter().enumerate().skip(i + 1) {
            if b.y0 > a.y1 + TOUCH {
                break;
            }
            if a.touches(b, TOUCH) {
                let (ra, rb) = (root(&mut parent, i), root(&mut parent, j));
                if let Some(slot) = parent.get_mut(ra) {
                    *slot = rb;
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<Rule>> = BTreeMap::new();
    for (at, rule) in sorted.iter().enumerate() {
        groups.entry(root(&mut parent, at)).or_default().push(*rule);
    }
    groups.into_values().collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while let Some(&up) = parent.get(at) {
        if up == at {
            return at;
        }
        let above = parent.get(up).copied().unwrap_or(up);
        if let Some(slot) = parent.get_mut(at) {
            *slot = above;
        }
        at = above;
    }
    at
}

fn cluster(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let mut out: Vec<(f32, f32, usize)> = Vec::new();
    for v in values {
        match out.last_mut() {
            Some((last, sum, n)) if v - *last <= SNAP => {
                *last = v;
                *sum += v;
                *n += 1;
            }
            _ => out.push((v, v, 1)),
        }
    }
    out.into_iter().map(|(_, sum, n)| sum / n as f32).collect()
}

fn grid(rules: &[Rule]) -> Option<Grid> {
    let vertical: Vec<&Rule> = rules.iter().filter(|r| !r.horizontal && r.to - r.from > 4.0).collect();
    let horizontal: Vec<&Rule> = rules.iter().filter(|r| r.horizontal && r.to - r.from > 4.0).collect();
    if vertical.is_empty() || horizontal.is_empty() {
        return None;
    }
    // The ends of rules are borders too: no rule is drawn where a row breaks over the page, or at an open side.
    let mut xs: Vec<f32> = vertical.iter().map(|r| r.at).collect();
    xs.extend(ends(&horizontal));
    let mut ys: Vec<f32> = horizontal.iter().map(|r| r.at).collect();
    ys.extend(ends(&vertical));
    let (xs, ys) = (cluster(xs), cluster(ys));
    if xs.len() < 2 || ys.len() < 2 || xs.len() > MAX_LINES || ys.len() > MAX_LINES || xs.len() * ys.len() > MAX_CELLS {
        return None;
    }
    let cells = merge(&xs, &ys, &vertical, &horizontal);
    let rect = Rect { x0: *xs.first()?, y0: *ys.first()?, x1: *xs.last()?, y1: *ys.last()? };
    Some(Grid { rect, xs, ys, cells })
}

fn ends(rules: &[&Rule]) -> [f32; 2] {
    let from = rules.iter().map(|r| r.from).fold(f32::MAX, f32::min);
    let to = rules.iter().map(|r| r.to).fold(f32::MIN, f32::max);
    [from, to]
}

/// How much of the stretch at `at` is drawn.
fn covered(rules: &[&Rule], at: f32, from: f32, to: f32) -> f32 {
    let mut pieces: Vec<(f32, f32)> =
        rules.iter().filter(|r| (r.at - at).abs() <= SNAP * 1.5).map(|r| (r.from.max(from), r.to.min(to))).filter(|(a, b)| b > a).collect();
    pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut total, mut reach) = (0.0, from);
    for (a, b) in pieces {
        total += (b - a.max(reach)).max(0.0);
        reach = reach.max(b);
    }
    total / (to - from).max(0.1)
}

/// Joins neighbours without a border between them; boxes that are no boxes afterwards fall apart by rows.
fn merge(xs: &[f32], ys: &[f32], vertical: &[&Rule], horizontal: &[&Rule]) -> Vec<GridCell> {
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    let x = |at: usize| xs.get(at).copied().unwrap_or(0.0);
    let y = |at: usize| ys.get(at).copied().unwrap_or(0.0);
    let mut parent: Vec<usize> = (0..columns * rows).collect();
    let mut join = |a: usize, b: usize| {
        let (ra, rb) = (root(&mut parent, a), root(&mut parent, b));
        if let Some(slot) = parent.get_mut(ra.max(rb)) {
            *slot = ra.min(rb);
        }
    };
    for row in 0..rows {
        for column in 0..columns {
            let at = row * columns + column;
            if column + 1 < columns && covered(vertical, x(column + 1), y(row), y(row + 1)) < COVER {
                join(at, at + 1);
            }
            if row + 1 < rows && covered(horizontal, y(row + 1), x(column), x(column + 1)) < COVER {
                join(at, at + columns);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for row in 0..rows {
        for column in 0..columns {
            groups.entry(root(&mut parent, row * columns + column)).or_default().push((row, column));
        }
    }
    let mut cells = Vec::new();
    for members in groups.into_values() {
        let (Some(r0), Some(r1)) = (members.iter().map(|m| m.0).min(), members.iter().map(|m| m.0).max()) else { continue };
        let (Some(c0), Some(c1)) = (members.iter().map(|m| m.1).min(), members.iter().map(|m| m.1).max()) else { continue };
        let mut put = |row: usize, column: usize, rows: usize, columns: usize| {
            let rect = Rect { x0: x(column), y0: y(row), x1: x(column + columns), y1: y(row + rows) };
            cells.push(GridCell { row, column, rows, columns, rect });
        };
        if (r1 - r0 + 1) * (c1 - c0 + 1) == members.len() {
            put(r0, c0, r1 - r0 + 1, c1 - c0 + 1);
        } else {
            // An L or a hole is no cell: its pieces are.
            members.iter().for_each(|&(row, column)| put(row, column, 1, 1));
        }
    }
    cells.sort_by_key(|c| (c.row, c.column));
    cells
}

/// Filled panels and frames side by side (cards), as one row of a grid: same top, same height, a gap between.
fn panels(fills: &[Fill], frames: &[Grid], grids: &[Grid]) -> Vec<Grid> {
    let filled = fills.iter().filter(|f| f.light < 0.995).map(|f| f.rect);
    let boxes: Vec<Rect> = filled
        .chain(frames.iter().map(|f| f.rect))
        .filter(|r| r.width() > 40.0 && r.height() > 18.0)
        .take(MAX_LINES)
        .filter(|r| !grids.iter().any(|g| g.rect.grown(2.0).intersection(r).area() > r.area() * 0.5))
        .collect();
    let mut out: Vec<Grid> = Vec::new();
    let mut used = vec![false; boxes.len()];
    for (at, first) in boxes.iter().enumerate() {
        if used.get(at).copied().unwrap_or(true) || out.len() > MAX_LINES {
            continue;
        }
        let mut row: Vec<(usize, Rect)> = vec![(at, *first)];
        for (other, rect) in boxes.iter().enumerate().skip(at + 1) {
            let level = (rect.y0 - first.y0).abs() < SNAP && (rect.y1 - first.y1).abs() < SNAP;
            if level && row.len() < MAX_LINES && row.iter().all(|(_, r)| r.shared_width(rect) < 0.5) {
                row.push((other, *rect));
            }
        }
        row.sort_by(|a, b| a.1.x0.total_cmp(&b.1.x0));
        // Touching panels are the shaded cells of one row, which the words themselves tell apart.
        let apart = row.windows(2).all(|p| matches!(p, [a, b] if b.1.x0 - a.1.x1 > 1.0 && b.1.x0 - a.1.x1 < 60.0));
        if row.len() < 2 || !apart {
            continue;
        }
        let mut cells = Vec::new();
        for (column, (index, rect)) in row.iter().enumerate() {
            if let Some(slot) = used.get_mut(*index) {
                *slot = true;
            }
            cells.push(GridCell { row: 0, column, rows: 1, columns: 1, rect: *rect });
        }
        let rect = cells.iter().map(|c| c.rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let mut xs: Vec<f32> = cells.iter().map(|c| c.rect.x0).collect();
        xs.push(rect.x1);
        out.push(Grid { rect, xs, ys: vec![rect.y0, rect.y1], cells });
    }
    out
}
