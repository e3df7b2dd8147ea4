//! Floating shapes of a .doc: which of them are pictures, and what they say ([MS-ODRAW] 2.2.14, 2.2.9).

use std::collections::HashMap;

use super::bytes::{u16_at, u32_at};
use crate::model::PictureKind;

/// Containers within containers.
const DEPTH: usize = 16;

/// A shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// It shows a picture, or is a group of drawn shapes; `None` for a line, a box, a text box.
    pub picture: Option<PictureKind>,
    /// Its alternative text.
    pub alt: Option<String>,
    /// Letters drawn as art.
    pub art: Option<String>,
}

/// The shapes by their numbers; `bytes` are records of drawings one after the other.
pub(super) fn shapes(bytes: &[u8]) -> HashMap<u32, Shape> {
    let mut shapes = HashMap::new();
    // The drawings of Word have a byte before them that says whose they are; the first record has none.
    records(bytes, DEPTH, &mut shapes);
    shapes
}

/// The first shape of records that hold one (a picture within the line).
pub(super) fn shape(bytes: &[u8]) -> Option<Shape> {
    let mut shapes = HashMap::new();
    records(bytes, DEPTH, &mut shapes);
    let first = shapes.keys().min().copied()?;
    shapes.remove(&first)
}

fn records(bytes: &[u8], depth: usize, shapes: &mut HashMap<u32, Shape>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let mut at = 0;
    while let Some((kind, body)) = record(bytes, &mut at) {
        match kind {
            // The drawing of one part: its number comes first, and the record that was met is its first byte.
            0xF000 | 0xF002 | 0xF003 => records(body, depth, shapes),
            0xF004 => {
                if let Some((number, shape)) = one(body) {
                    shapes.insert(number, shape);
                }
            }
            _ => {}
        }
    }
}

/// The next record: its kind and body.
fn record<'b>(bytes: &'b [u8], at: &mut usize) -> Option<(u16, &'b [u8])> {
    // Between drawings stands one byte (0: the text, 1: the headers).
    if matches!(bytes.get(*at), Some(0 | 1)) && bytes.get(*at + 3..*at + 5) == Some(&[0x02, 0xF0]) {
        *at += 1;
    }
    let kind = u16_at(bytes, *at + 2)?;
    let length = usize::try_from(u32_at(bytes, *at + 4)?).ok()?;
    if !(0xF000..=0xF200).contains(&kind) {
        return None;
    }
    let rest = bytes.get(*at + 8..)?;
    let body = rest.get(..length).unwrap_or(rest);
    *at += 8 + body.len();
    Some((kind, body))
}

/// One shape: its number and what it is.
fn one(body: &[u8]) -> Option<(u32, Shape)> {
    let mut shape = Shape::default();
    let (mut number, mut at) = (None, 0);
    loop {
        let head = at;
        let Some((kind, inner)) = record(body, &mut at) else { break };
        match kind {
            0xF00A => {
                number = u32_at(inner, 0);
                // fGroup, but not the group of everything (fPatriarch).
                if u32_at(inner, 4).is_some_and(|flags| flags & 0x5 == 0x1) {
                    shape.picture = Some(PictureKind::Drawing);
                }
            }
            0xF00B | 0xF122 => properties(inner, usize::from(u16_at(body, head).unwrap_or(0) >> 4), &mut shape),
            _ => {}
        }
    }
    Some((number?, shape))
}

/// Properties: six bytes each, the long values behind them all.
fn properties(bytes: &[u8], count: usize, shape: &mut Shape) {
    let mut long = count * 6;
    for index in 0..count {
        let (Some(code), Some(value)) = (u16_at(bytes, index * 6), u32_at(bytes, index * 6 + 2)) else { return };
        let mut text = None;
        if code & 0x8000 != 0 {
            let length = usize::try_from(value).unwrap_or(usize::MAX);
            let Some(end) = long.checked_add(length) else { return };
            text = bytes.get(long..end);
            long = end;
        }
        match code & 0x3FFF {
            // pib: the number of the picture.
            0x0104 if value > 0 => shape.picture = Some(PictureKind::Image),
            0x0381 => shape.alt = text.map(string).filter(|alt| !alt.trim().is_empty()),
            0x00C0 => shape.art = text.map(string).filter(|art| !art.trim().is_empty()),
            _ => {}
        }
    }
}

fn string(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|two| u16_at(two, 0)).take_while(|&unit| unit != 0);
    char::decode_utf16(units).filter_map(Result::ok).collect()
}
