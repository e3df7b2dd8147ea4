//! Where a cell stands: `B4` and `$A$1:$C$9` to numbers and back.

/// Rows a sheet has at most (Excel 2007 and later).
pub(super) const ROWS: u32 = 1_048_576;
/// Columns a sheet has at most.
pub(super) const COLUMNS: u32 = 16_384;

/// A cell's place, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct At {
    pub(super) row: u32,
    pub(super) column: u32,
}

/// A rectangle of cells, both corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Area {
    pub(super) first: At,
    pub(super) last: At,
}

impl Area {
    /// Whether the cell lies in it.
    pub(super) fn holds(&self, at: At) -> bool {
        (self.first.row..=self.last.row).contains(&at.row) && (self.first.column..=self.last.column).contains(&at.column)
    }
}

/// Reads `B4` or `$B$4`; `None` for anything else, and for what lies off the sheet.
pub(super) fn cell(text: &str) -> Option<At> {
    let (mut column, mut row) = (0u32, 0u32);
    for c in text.trim().chars().filter(|&c| c != '$') {
        match c {
            'A'..='Z' | 'a'..='z' if row == 0 => {
                let letter = u32::from(c.to_ascii_uppercase()) - u32::from('A') + 1;
                column = column.checked_mul(26)?.checked_add(letter)?;
            }
            '0'..='9' if column > 0 => row = row.checked_mul(10)?.checked_add(c.to_digit(10)?)?,
            _ => return None,
        }
    }
    let at = At { row: row.checked_sub(1)?, column: column.checked_sub(1)? };
    (at.row < ROWS && at.column < COLUMNS).then_some(at)
}

/// Reads `A1:C9`, `A1`, `A:C` (whole columns) or `1:9` (whole rows), with or without dollars.
pub(super) fn area(text: &str) -> Option<Area> {
    let (first, last) = text.trim().split_once(':').unwrap_or((text, text));
    if let (Some(first), Some(last)) = (cell(first), cell(last)) {
        return Some(ordered(first, last));
    }
    let bare = |s: &str| s.trim().replace('$', "");
    let (first, last) = (bare(first), bare(last));
    if let (Some(a), Some(b)) = (cell(&format!("{first}1")), cell(&format!("{last}1"))) {
        return Some(ordered(a, At { row: ROWS - 1, column: b.column }));
    }
    let (a, b) = (cell(&format!("A{first}"))?, cell(&format!("A{last}"))?);
    Some(ordered(a, At { row: b.row, column: COLUMNS - 1 }))
}

/// Splits `'Mijn blad'!$A$1:$B$9` into the sheet's name and the area.
pub(super) fn on_sheet(text: &str) -> Option<(String, Area)> {
    let (sheet, cells) = text.trim().trim_start_matches('=').rsplit_once('!')?;
    let sheet = sheet.trim();
    let sheet = match sheet.strip_prefix('\'').and_then(|s| s.strip_suffix('\'')) {
        Some(quoted) => quoted.replace("''", "'"),
        None => sheet.to_owned(),
    };
    Some((sheet, area(cells)?))
}

/// Writes a cell as people do: `B4`.
pub(super) fn name(at: At) -> String {
    let mut letters = Vec::new();
    let mut column = at.column.saturating_add(1);
    while column > 0 {
        let rest = (column - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(rest).unwrap_or(0)));
        column = (column - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &at.row.saturating_add(1).to_string()
}

fn ordered(a: At, b: At) -> Area {
    Area {
        first: At { row: a.row.min(b.row), column: a.column.min(b.column) },
        last: At { row: a.row.max(b.row), column: a.column.max(b.column) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_and_written_as_people_name_it() {
        assert_eq!(cell("$B$4"), Some(At { row: 3, column: 1 }));
        assert_eq!(cell("XFD1048576"), Some(At { row: 1_048_575, column: 16_383 }));
        assert_eq!(cell("XFE1"), None);
        assert_eq!(cell("4B"), None);
        assert_eq!(cell("A99999999999"), None);
        assert_eq!(name(At { row: 3, column: 27 }), "AB4");
        assert_eq!(name(At { row: 0, column: 701 }), "ZZ1");
    }

    #[test]
    fn an_area_may_name_whole_rows_columns_and_another_sheet() {
        assert_eq!(area("C3:A1").map(|a| a.last), Some(At { row: 2, column: 2 }));
        assert_eq!(area("$B:$D").map(|a| (a.first.column, a.last.row)), Some((1, ROWS - 1)));
        assert_eq!(area("2:4").map(|a| (a.first.row, a.last.row)), Some((1, 3)));
        let (sheet, list) = on_sheet("'Lijst ''26'!$A$1:$A$9").unwrap_or_default();
        assert_eq!((sheet.as_str(), list.last.row), ("Lijst '26", 8));
    }
}
