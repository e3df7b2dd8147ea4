//! Running text in two columns, which is read one column after the other; told from a table, whose rows go across.

use super::lines::{Line, Segment};

/// Lines a column has at least.
const LEAST: usize = 8;
/// Of the width of both, what the narrower column has at least.
const NARROW: f32 = 0.36;
/// Share of the lines of a column that reach near its right edge, where it is running text.
const FULL: f32 = 0.5;
/// What is near, in shares of the width of the column.
const NEAR: f32 = 0.22;
/// A paragraph begins where the leading is this many times the usual one.
const PARAGRAPH_GAP: f32 = 1.2;
/// Paragraphs that begin within this many em of each other begin at one height.
const LEVEL: f32 = 0.5;
/// Of the paragraphs of the column that has fewest, the share that may begin level with one beside it.
const MOST_LEVEL: f32 = 0.55;

/// Whether lines are running text in two columns with this border between them.
///
/// Both are as wide as each other, about; their lines run on to the right edge; and their paragraphs begin at heights of
/// their own. The rows of a table begin level.
pub(super) fn running_text(lines: &[Line], border: f32) -> bool {
    let mut sides: [Vec<&Segment>; 2] = [Vec::new(), Vec::new()];
    for segment in lines.iter().flat_map(|l| &l.segments) {
        if segment.is_field() || super::lines::has_box(segment) || segment.rect.x0 < border && segment.rect.x1 > border {
            return false;
        }
        let [left, right] = &mut sides;
        if segment.rect.x0 < border { left.push(segment) } else { right.push(segment) }
    }
    let [Some(left), Some(right)] = sides.each_ref().map(|side| Column::of(side)) else { return false };
    let narrower = left.width.min(right.width);
    let fewest = left.paragraphs.len().min(right.paragraphs.len());
    if narrower < (left.width + right.width) * NARROW || left.full < FULL || right.full < FULL || fewest < 3 {
        return false;
    }
    let em = left.size.max(1.0);
    let level = |y: &&f32| right.paragraphs.iter().any(|other| (**y - other).abs() <= em * LEVEL);
    let level = left.paragraphs.iter().filter(level).count();
    (level as f32) < fewest as f32 * MOST_LEVEL
}

/// What tells of one side.
struct Column {
    width: f32,
    size: f32,
    /// Share of its lines that reach near the right edge.
    full: f32,
    /// Where its paragraphs begin, the first left out: both columns begin at the top.
    paragraphs: Vec<f32>,
}

impl Column {
    fn of(segments: &[&Segment]) -> Option<Column> {
        if segments.len() < LEAST {
            return None;
        }
        let (x0, x1) = segments.iter().fold((f32::MAX, f32::MIN), |(a, b), s| (a.min(s.rect.x0), b.max(s.rect.x1)));
        let width = x1 - x0;
        let full = segments.iter().filter(|s| x1 - s.rect.x1 <= width * NEAR).count() as f32 / segments.len() as f32;
        let mut leadings: Vec<f32> = segments.windows(2).filter_map(|p| if let [a, b] = p { Some(b.y - a.y) } else { None }).collect();
        leadings.sort_by(f32::total_cmp);
        let usual = leadings.get(leadings.len() / 4).copied()?;
        let begins = |a: &Segment, b: &Segment| b.y - a.y > usual * PARAGRAPH_GAP || a.bold() != b.bold();
        let paragraphs = segments
            .windows(2)
            .filter_map(|p| match p {
                [a, b] if begins(a, b) => Some(b.y),
                _ => None,
            })
            .collect();
        Some(Column { width, size: segments.first()?.size, full, paragraphs })
    }
}
