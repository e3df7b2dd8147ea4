//! How many pages a sheet prints on, and on which one a cell falls: from its print set-up, a rough figure.

use std::collections::{BTreeSet, HashMap};

use super::address::{Area, At};
use super::spans::Spans;

/// Inches to points.
const INCH: f32 = 72.0;
/// Points that one character of a column's width takes.
const CHARACTER: f32 = 5.25;
/// More pages than this no plan has; the count stops there.
const MOST: usize = 2_000;

/// The print set-up of a sheet, as far as the file says; sizes in points but for widths in characters.
#[derive(Debug, Clone)]
pub(super) struct Print {
    pub(super) areas: Vec<Area>,
    pub(super) landscape: bool,
    /// Windows paper code: 8 is A3, 9 A4, 11 A5, 1 Letter.
    pub(super) paper: u32,
    /// Per cent.
    pub(super) scale: f32,
    /// Pages wide and tall to fit on, 0 for as many as it takes.
    pub(super) fit: Option<(u32, u32)>,
    /// Left, right, top, bottom.
    pub(super) margins: [f32; 4],
    pub(super) row_breaks: BTreeSet<u32>,
    pub(super) column_breaks: BTreeSet<u32>,
    pub(super) default_height: f32,
    pub(super) default_width: f32,
    /// Widths of columns that have their own.
    pub(super) widths: Spans<f32>,
    /// Rows with a height of their own.
    pub(super) heights: HashMap<u32, f32>,
}

impl Default for Print {
    fn default() -> Print {
        Print {
            areas: Vec::new(),
            landscape: false,
            paper: 9,
            scale: 100.0,
            fit: None,
            margins: [0.7 * INCH, 0.7 * INCH, 0.75 * INCH, 0.75 * INCH],
            row_breaks: BTreeSet::new(),
            column_breaks: BTreeSet::new(),
            default_height: 15.0,
            default_width: 9.14,
            widths: Spans::default(),
            heights: HashMap::new(),
        }
    }
}

/// What a cell needs of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    pub(super) at: At,
    /// The last cell of the merged region it begins, or itself.
    pub(super) last: At,
    pub(super) characters: usize,
    /// Lines that its own line breaks make.
    pub(super) lines: usize,
    pub(super) size: f32,
    pub(super) wrap: bool,
}

/// Which page a cell of the sheet falls on.
#[derive(Debug, Clone, Default)]
pub(super) struct Pages {
    rows: Vec<u32>,
    columns: Vec<u32>,
    /// Pages of the whole sheet, 0 for one without content.
    pub(super) count: u32,
}

impl Pages {
    /// Page of a cell, from 0: down first, then over, as Excel prints.
    pub(super) fn of(&self, at: At) -> u32 {
        let before = |starts: &[u32], n: u32| u32::try_from(starts.partition_point(|&s| s <= n)).unwrap_or(1).saturating_sub(1);
        let down = u32::try_from(self.rows.len()).unwrap_or(1).max(1);
        before(&self.columns, at.column) * down + before(&self.rows, at.row)
    }
}

impl Print {
    /// Lays the sheet out on pages. `hidden` says whether a row (true) or column (false) is hidden.
    pub(super) fn paginate(&self, needs: &[Need], hidden: &dyn Fn(bool, u32) -> bool) -> Pages {
        let Some(used) = self.used(needs) else { return Pages::default() };
        let heights = self.row_heights(needs, used, hidden);
        let widths: Vec<f32> =
            (used.first.column..=used.last.column).map(|c| if hidden(false, c) { 0.0 } else { self.width(c) * CHARACTER }).collect();
        let (page_width, page_height) = self.room();
        let lay = |scale: f32| {
            let rows = starts(&heights, used.first.row, page_height / scale, &self.row_breaks);
            let columns = starts(&widths, used.first.column, page_width / scale, &self.column_breaks);
            (rows, columns)
        };
        let mut scale = (self.scale / 100.0).clamp(0.1, 4.0);
        let (mut rows, mut columns) = lay(scale);
        if let Some((wide, tall)) = self.fit {
            scale = 1.0;
            let fits = |n: usize, most: u32| most == 0 || n <= most as usize;
            (rows, columns) = lay(scale);
            while scale > 0.1 && !(fits(columns.len(), wide) && fits(rows.len(), tall)) {
                scale -= 0.01;
                (rows, columns) = lay(scale);
            }
        }
        let count = u32::try_from(rows.len().saturating_mul(columns.len())).unwrap_or(u32::MAX);
        Pages { rows, columns, count }
    }

    /// The cells that are printed: the print areas, else all that is filled.
    fn used(&self, needs: &[Need]) -> Option<Area> {
        let reach = |areas: &mut dyn Iterator<Item = (At, At)>| {
            areas.fold(None, |whole: Option<Area>, (first, last)| {
                let whole = whole.unwrap_or(Area { first, last });
                let corner = |a: At, b: At, pick: fn(u32, u32) -> u32| At { row: pick(a.row, b.row), column: pick(a.column, b.column) };
                Some(Area { first: corner(whole.first, first, u32::min), last: corner(whole.last, last, u32::max) })
            })
        };
        let filled = reach(&mut needs.iter().map(|n| (n.at, n.last)))?;
        let Some(printed) = reach(&mut self.areas.iter().map(|a| (a.first, a.last))) else {
            // Excel prints from A1 on.
            return Some(Area { first: At::default(), last: filled.last });
        };
        let last = At {
            row: printed.last.row.min(filled.last.row.max(printed.first.row)),
            column: printed.last.column.min(filled.last.column.max(printed.first.column)),
        };
        Some(Area { first: printed.first, last })
    }

    /// Width and height of a page within its margins.
    fn room(&self) -> (f32, f32) {
        let (width, height) = match self.paper {
            1 | 2 => (612.0, 792.0),
            5 => (612.0, 1008.0),
            8 => (841.9, 1190.6),
            11 => (419.5, 595.3),
            _ => (595.3, 841.9),
        };
        let (width, height) = if self.landscape { (height, width) } else { (width, height) };
        let [left, right, top, bottom] = self.margins;
        ((width - left - right).max(50.0), (height - top - bottom).max(50.0))
    }

    fn width(&self, column: u32) -> f32 {
        self.widths.get(column).unwrap_or(self.default_width)
    }

    /// Rows grow with wrapped text, but not with text in merged cells: so does Excel.
    fn row_heights(&self, needs: &[Need], used: Area, hidden: &dyn Fn(bool, u32) -> bool) -> Vec<f32> {
        let rows = (used.last.row - used.first.row) as usize + 1;
        let mut heights = vec![self.default_height; rows.min(200_000)];
        for need in needs {
            let wanted = self.text_height(need);
            if let Some(height) = need.at.row.checked_sub(used.first.row).and_then(|r| heights.get_mut(r as usize)) {
                *height = height.max(wanted);
            }
        }
        for (i, height) in heights.iter_mut().enumerate() {
            let row = used.first.row.saturating_add(u32::try_from(i).unwrap_or(u32::MAX));
            if hidden(true, row) {
                *height = 0.0;
            } else if let Some(own) = self.heights.get(&row) {
                *height = *own;
            }
        }
        heights
    }

    fn text_height(&self, need: &Need) -> f32 {
        let size = if need.size > 0.0 { need.size } else { 11.0 };
        let line = size * 1.25;
        if need.at != need.last {
            return if need.at.row == need.last.row { line } else { 0.0 };
        }
        if !need.wrap {
            return line;
        }
        let per_line = (self.width(need.at.column) * 11.0 / size * 1.08).max(1.0);
        // Bounded: a cell holds at most 32,767 characters.
        let wrapped = (need.characters as f32 / per_line).ceil().max(1.0);
        line * wrapped.max(1.0) + line * (need.lines.saturating_sub(1)) as f32 * 0.5
    }
}

/// The rows or columns at which a page begins.
fn starts(sizes: &[f32], first: u32, room: f32, breaks: &BTreeSet<u32>) -> Vec<u32> {
    let mut starts = vec![first];
    let mut filled = 0.0;
    for (i, &size) in sizes.iter().enumerate() {
        let n = first.saturating_add(u32::try_from(i).unwrap_or(u32::MAX));
        let full = filled > 0.0 && filled + size > room;
        if i > 0 && size > 0.0 && (full || breaks.contains(&n)) {
            starts.push(n);
            filled = 0.0;
        }
        filled += size;
        if starts.len() >= MOST {
            break;
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(row: u32, column: u32, characters: usize) -> Need {
        let at = At { row, column };
        Need { at, last: at, characters, lines: 1, size: 11.0, wrap: true }
    }

    #[test]
    fn a_hundred_plain_rows_fill_three_pages() {
        // 842 - 108 pt leaves 48 rows of 15 pt a page.
        let needs: Vec<Need> = (0..100).map(|r| need(r, 0, 5)).collect();
        let pages = Print::default().paginate(&needs, &|_, _| false);
        assert_eq!(pages.count, 3);
        assert_eq!(pages.of(At { row: 60, column: 0 }), 1);
        let one = Print { fit: Some((1, 1)), ..Print::default() };
        assert_eq!(one.paginate(&needs, &|_, _| false).count, 1);
        assert_eq!(Print::default().paginate(&needs, &|row, n| row && n >= 40).count, 1);
        let broken = Print { row_breaks: BTreeSet::from([10]), ..Print::default() };
        assert_eq!(broken.paginate(&needs, &|_, _| false).count, 3);
        let area = Print { areas: vec![Area { first: At::default(), last: At { row: 19, column: 0 } }], ..Print::default() };
        assert_eq!(area.paginate(&needs, &|_, _| false).count, 1);
    }

    #[test]
    fn an_empty_sheet_has_no_page_and_a_far_cell_ends() {
        assert_eq!(Print::default().paginate(&[], &|_, _| false).count, 0);
        let far = Print::default().paginate(&[need(1_048_575, 16_383, 1)], &|_, _| false);
        assert!(far.count > 1000);
    }
}
