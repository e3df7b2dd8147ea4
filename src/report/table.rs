//! A plain table of values: what CSV, workbook and page write alike, each in its own notation.

/// Named columns and rows of as many cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Names of the columns, as the contract spells them.
    pub columns: Vec<&'static str>,
    /// Rows of exactly as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing known.
    #[default]
    Empty,
    /// Words; never a formula, whatever they start with.
    Text(String),
    /// A count.
    Count(u64),
    /// A measure, shown with one decimal.
    Number(f64),
    /// A count that must not be known exactly: fewer than this, but not none.
    Fewer(u32),
}

impl Table {
    /// An empty table with these columns.
    #[must_use]
    pub fn new(columns: &[&'static str]) -> Table {
        Table { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// The cell of a row in a named column.
    #[must_use]
    pub fn cell(&self, row: usize, column: &str) -> Option<&Cell> {
        let at = self.columns.iter().position(|name| *name == column)?;
        self.rows.get(row)?.get(at)
    }
}

impl Cell {
    /// As a person reads it, with a decimal comma.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(words) => words.clone(),
            Cell::Count(n) => n.to_string(),
            Cell::Number(n) => decimal(*n),
            Cell::Fewer(n) => format!("< {n}"),
        }
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Cell {
        if words.is_empty() { Cell::Empty } else { Cell::Text(words.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Cell {
        if words.is_empty() { Cell::Empty } else { Cell::Text(words) }
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Cell {
        Cell::Count(count as u64)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Cell {
        number.map_or(Cell::Empty, Cell::Number)
    }
}

/// A number with one decimal and a comma, rounded half away from zero: `3,4`.
#[must_use]
pub fn decimal(number: f64) -> String {
    format!("{:.1}", rounded(number)).replace('.', ",")
}

/// A number to one decimal, half away from zero on its decimal notation, so that every report rounds alike.
#[must_use]
pub fn rounded(number: f64) -> f64 {
    // The nudge brings 2.25, stored as 2.25 or a hair below, to 2.3 as people round it.
    ((number * 10.0) + 1e-9_f64.copysign(number)).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_as_people_do() {
        assert_eq!(decimal(2.25), "2,3");
        assert_eq!(decimal(2.35), "2,4", "2.35 is stored a hair lower");
        assert_eq!(decimal(3.0), "3,0");
        assert_eq!(decimal(-0.25), "-0,3");
    }
}
