//! Pictures, charts and drawings on a page.

use lopdf::{Document, Object, ObjectId};

use super::access::{list, name};
use super::geometry::Rect;
use super::glyphs::{Fill, Page, Shape};
use super::words::Word;
use crate::model::PictureKind;

/// A picture smaller than this on either side is an ornament, in points.
const SMALLEST: f32 = 10.0;
/// A picture over more of the page than this is its background, or a scan of it.
const WHOLE_PAGE: f32 = 0.8;
/// Shapes nearer than this are one drawing.
const NEAR: f32 = 14.0;
/// A drawing has so many curves and slanted lines at least.
const BENDS: u32 = 10;

/// A picture on a page.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) kind: PictureKind,
    pub(super) rect: Rect,
    pub(super) id: Option<ObjectId>,
    /// Index into [`Page::marks`]; 0 where unknown.
    pub(super) mark: u32,
}

/// The pictures of a page, from top to bottom.
pub(super) fn find(page: &Page, words: &[Word], tables: &[Rect]) -> Vec<Seen> {
    let mut out: Vec<Seen> = Vec::new();
    for image in &page.images {
        let shown = image.rect.width() >= SMALLEST && image.rect.height() >= SMALLEST;
        if shown && image.rect.area() < page.area() * WHOLE_PAGE {
            out.push(Seen { kind: PictureKind::Image, rect: image.rect, id: image.id, mark: image.mark });
        }
    }
    out = merge_strips(out);
    let charts = bars(&page.fills, words, tables);
    for rect in drawings(&page.shapes, words, page).into_iter().filter(|d| !charts.iter().any(|c| c.grown(NEAR).touches(d, 0.0))) {
        let numbers = words.iter().filter(|w| within(&rect.grown(NEAR * 2.0), w) && is_number(&w.text)).count();
        let kind = if numbers >= 4 { PictureKind::Chart } else { PictureKind::Drawing };
        out.push(Seen { kind, rect, id: None, mark: 0 });
    }
    out.extend(charts.into_iter().map(|rect| Seen { kind: PictureKind::Chart, rect, id: None, mark: 0 }));
    out.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
    out
}

fn within(rect: &Rect, word: &Word) -> bool {
    let (x, y) = word.middle();
    rect.contains(x, y)
}

fn is_number(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '%' | '-' | '+'))
}

/// A picture that was cut into strips is one picture.
fn merge_strips(images: Vec<Seen>) -> Vec<Seen> {
    let mut out: Vec<Seen> = Vec::new();
    for image in images {
        let strip = out.iter_mut().find(|o| {
            let level = (o.rect.x0 - image.rect.x0).abs() < 1.0 && (o.rect.x1 - image.rect.x1).abs() < 1.0;
            level && (image.rect.y0 - o.rect.y1).abs() < 1.0
        });
        match strip {
            Some(above) => above.rect = above.rect.union(&image.rect),
            None => out.push(image),
        }
    }
    out
}

/// Bars: three or more filled boxes on one base, equally thick, of different lengths; shaded cells are none.
fn bars(fills: &[Fill], words: &[Word], tables: &[Rect]) -> Vec<Rect> {
    let in_table = |r: &Rect| tables.iter().any(|t| t.grown(2.0).intersection(r).area() > r.area() * 0.8);
    let worded = |r: &Rect| words.iter().filter(|w| within(r, w)).take(2).count() >= 2;
    let boxes: Vec<Rect> = fills
        .iter()
        .filter(|f| f.light < 0.93)
        .map(|f| f.rect)
        .filter(|r| r.area() < 60_000.0 && !in_table(r) && !worded(r))
        .take(300)
        .collect();
    let mut out: Vec<Rect> = Vec::new();
    for upright in [true, false] {
        let base = |r: &Rect| if upright { r.y1 } else { r.x0 };
        let thick = |r: &Rect| if upright { r.width() } else { r.height() };
        let long = |r: &Rect| if upright { r.height() } else { r.width() };
        for first in &boxes {
            if out.iter().any(|o| o.touches(first, 2.0)) {
                continue;
            }
            let mut group: Vec<Rect> = Vec::new();
            for other in &boxes {
                let same = (base(other) - base(first)).abs() < 1.5 && (thick(other) - thick(first)).abs() < 1.5;
                let apart = |g: &Rect| if upright { g.shared_width(other) < 0.5 } else { g.shared_height(other) < 0.5 };
                if same && group.iter().all(apart) {
                    group.push(*other);
                }
            }
            let mut lengths: Vec<i32> = group.iter().map(|r| (long(r) / 2.0).round() as i32).collect();
            lengths.sort_unstable();
            lengths.dedup();
            if group.len() >= 3 && lengths.len() >= 2 && thick(first) > 3.0 {
                out.extend(group.into_iter().reduce(|a, b| a.union(&b)));
            }
        }
    }
    out
}

/// Clusters of shapes with many bends; frames with rounded corners around text are no drawings.
fn drawings(shapes: &[Shape], words: &[Word], page: &Page) -> Vec<Rect> {
    let is_frame = |s: &Shape| !s.inner && words.iter().filter(|w| within(&s.rect, w)).take(2).count() >= 2;
    let mut clusters: Vec<(Rect, u32, bool)> = Vec::new();
    for shape in shapes.iter().filter(|s| s.bends > 0 && !is_frame(s)).take(4_000) {
        let mut merged = (shape.rect, shape.bends, shape.inner);
        clusters.retain(|(rect, bends, inner)| {
            let near = rect.touches(&merged.0, NEAR);
            if near {
                merged = (rect.union(&merged.0), bends + merged.1, merged.2 || *inner);
            }
            !near
        });
        clusters.push(merged);
    }
    clusters
        .into_iter()
        .filter(|(rect, bends, inner)| {
            *inner && *bends >= BENDS && rect.width() > 36.0 && rect.height() > 24.0 && rect.area() < page.area() * WHOLE_PAGE
        })
        .map(|(rect, _, _)| rect)
        .collect()
}

/// The bytes of a picture that is stored as a file of its own: JPEG or JPEG 2000.
pub(super) fn bytes(doc: &Document, id: ObjectId) -> Option<(String, Vec<u8>)> {
    let Some(Object::Stream(stream)) = doc.objects.get(&id) else { return None };
    let filters = list(doc, &stream.dict, b"Filter");
    let kind = match filters {
        [Object::Name(only)] => only.as_slice(),
        _ => return None,
    };
    // A picture with a mask or in printing inks would not look the same by itself.
    let printing = name(doc, &stream.dict, b"ColorSpace") == Some(b"DeviceCMYK");
    match kind {
        b"DCTDecode" if !printing => Some(("jpeg".to_owned(), stream.content.clone())),
        b"JPXDecode" => Some(("jp2".to_owned(), stream.content.clone())),
        _ => None,
    }
}
