//! Plain tables as one HTML file that prints: for what leaves the school, for a region, for a review.

use super::frame::{self, Width};
use super::html::escape;
use super::table::{Cell, Table};

/// A table with what stands above it.
#[derive(Debug, Clone, Copy)]
pub struct Titled<'a> {
    /// The heading, which is the table's caption too.
    pub title: &'a str,
    /// A sentence below it; may be empty.
    pub note: &'a str,
    /// The table.
    pub table: &'a Table,
}

/// The tables as a page, with an opening of a few paragraphs.
#[must_use]
pub fn page(title: &str, opening: &[&str], tables: &[Titled]) -> String {
    let mut body: String = opening.iter().map(|words| format!("<p>{}</p>\n", escape(words))).collect();
    for titled in tables {
        body.push_str(&format!("<h2>{}</h2>\n", escape(titled.title)));
        if !titled.note.is_empty() {
            body.push_str(&format!("<p>{}</p>\n", escape(titled.note)));
        }
        body.push_str(&written(titled));
    }
    frame::page(title, Width::Broad, &body)
}

fn written(titled: &Titled) -> String {
    let head: String = titled.table.columns.iter().map(|name| format!("<th scope=\"col\">{}</th>", escape(&heading(name)))).collect();
    let rows: String = titled
        .table
        .rows
        .iter()
        .map(|row| {
            let cells: String = row.iter().map(cell).collect();
            format!("<tr>{cells}</tr>\n")
        })
        .collect();
    format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"{0}\" tabindex=\"0\"><table>\n<caption>{0}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n",
        escape(titled.title)
    )
}

fn cell(cell: &Cell) -> String {
    let class = if matches!(cell, Cell::Text(_) | Cell::Empty) { "" } else { " class=\"n\"" };
    format!("<td{class}>{}</td>", escape(&cell.shown()))
}

/// `punt_01_factoren` as `punt 1 factoren`.
fn heading(name: &str) -> String {
    name.split('_').map(|word| if word.starts_with('0') { word.trim_start_matches('0') } else { word }).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_text_and_numbers_have_a_comma() {
        let table = Table {
            columns: vec!["school", "punt_01_factoren"],
            rows: vec![vec!["<b>".into(), Cell::Number(3.25)], vec!["B".into(), Cell::Fewer(5)]],
        };
        let page = page("Deelbaar", &["Kleine aantallen staan er niet in."], &[Titled { title: "Scholen", note: "", table: &table }]);
        assert!(page.contains("<td>&lt;b&gt;</td><td class=\"n\">3,3</td>"));
        assert!(page.contains("<td class=\"n\">&lt; 5</td>"));
        assert!(page.contains("<th scope=\"col\">punt 1 factoren</th>"));
    }
}
