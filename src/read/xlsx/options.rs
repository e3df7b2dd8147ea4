//! The options of drop-downs: what stands in a hidden place for a list to choose from is no content.

use super::address::Area;
use super::book::Book;

/// Lists of options on one sheet that are looked at.
const LISTS: usize = 500;

/// Leaves out the cells of those areas (by the name of their sheet) that stand on a hidden sheet, row or column.
pub(super) fn drop_options(book: &mut Book, areas: &[(String, Area)]) {
    for sheet in &mut book.sheets {
        let own: Vec<Area> = areas.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&sheet.name)).map(|(_, a)| *a).take(LISTS).collect();
        if own.is_empty() {
            continue;
        }
        let mut cells = std::mem::take(&mut sheet.cells);
        cells.retain(|cell| !((sheet.hidden || sheet.hides(cell.at)) && own.iter().any(|a| a.holds(cell.at))));
        sheet.cells = cells;
    }
}
