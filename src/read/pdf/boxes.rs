//! Boxes to tick that are drawn: small squares, ticked when something stands in them.

use super::geometry::Rect;
use super::glyphs::{Flags, Glyph, Page};

/// Sides of a box to tick, in points.
const SIDE: std::ops::Range<f32> = 5.0..18.0;

/// Boxes of one page.
const MOST: usize = 300;

/// Puts a box letter in the place of each small square that stands alone.
pub(super) fn find(page: &mut Page) {
    let mut squares: Vec<Rect> = Vec::new();
    for shape in page.shapes.iter().filter(|s| s.stroked_box) {
        let (w, h) = (shape.rect.width(), shape.rect.height());
        let square = SIDE.contains(&w) && SIDE.contains(&h) && (w / h - 1.0).abs() < 0.25;
        if square && squares.len() < MOST && !squares.iter().any(|s| s.intersection(&shape.rect).area() > 1.0) && alone(page, &shape.rect) {
            squares.push(shape.rect);
        }
    }
    for square in squares {
        let near = square.grown(1.5);
        let inside = |r: &Rect| near.contains(r.x0, r.y0) && near.contains(r.x1, r.y1);
        page.rules.retain(|r| !inside(&r.rect()));
        let drawn = page.shapes.iter().any(|s| !s.stroked_box && s.bends > 0 && inside(&s.rect));
        let filled = page.fills.iter().any(|f| f.light < 0.5 && f.rect.area() > 4.0 && inside(&f.rect));
        page.shapes.retain(|s| !inside(&s.rect));
        let before = page.glyphs.len();
        page.glyphs.retain(|g| {
            let (x, y) = g.middle();
            !(square.contains(x, y) && matches!(g.c, 'x' | 'X' | 'v' | 'V' | '✓' | '✔' | '✗' | '✘' | '×' | '☒' | '☑'))
        });
        let written = page.glyphs.len() < before;
        let c = if drawn || filled || written { '☒' } else { '☐' };
        let y = baseline(page, &square);
        page.glyphs.push(Glyph {
            c,
            x0: square.x0,
            x1: square.x1,
            y,
            size: square.height(),
            flags: Flags::BOX,
            rgb: [0; 3],
            mark: 0,
            seq: u32::MAX,
        });
    }
}

/// No rule runs into the square: it is no cell of a grid.
fn alone(page: &Page, square: &Rect) -> bool {
    let near = square.grown(1.5);
    page.rules.iter().map(|r| r.rect()).filter(|r| r.touches(square, 1.0)).all(|r| near.contains(r.x0, r.y0) && near.contains(r.x1, r.y1))
}

/// The baseline of the text beside a box, or a fifth of the box above its lower side.
pub(super) fn baseline(page: &Page, square: &Rect) -> f32 {
    let middle = (square.y0 + square.y1) / 2.0;
    let beside = page.glyphs.iter().filter(|g| !g.has(Flags::BOX) && g.c != ' ' && g.x0 - square.x1 < 60.0 && square.x0 - g.x1 < 60.0);
    beside
        .filter(|g| (g.middle().1 - middle).abs() < square.height().max(g.size) * 0.6)
        .min_by(|a, b| (a.middle().1 - middle).abs().total_cmp(&(b.middle().1 - middle).abs()))
        .map_or(square.y1 - square.height() * 0.2, |g| g.y)
}
