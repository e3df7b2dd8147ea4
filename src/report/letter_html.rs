//! A letter as one HTML file that prints on A4, with no script and no outside request.

use super::frame::{self, Width};
use super::html::escape;
use super::letters::{Letter, Piece};

/// The letter as a page.
#[must_use]
pub fn page(letter: &Letter) -> String {
    let mut body = format!("<p class=\"sub\">{}</p>\n", escape(&letter.subtitle));
    for piece in &letter.pieces {
        body.push_str(&written(piece));
    }
    frame::page(&letter.title, Width::Letter, &body)
}

fn written(piece: &Piece) -> String {
    match piece {
        Piece::Heading(words) => format!("<h2>{}</h2>\n", escape(words)),
        Piece::Text(words) => format!("<p>{}</p>\n", escape(words)),
        Piece::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", escape(item))).collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Piece::Step(step) => {
            let example = if step.example.is_empty() {
                String::new()
            } else {
                format!("<p class=\"example\"><b>{}</b> {}</p>\n", escape(&step.example_label), escape(&step.example))
            };
            format!(
                "<section><h3>{}</h3>\n<p>{}</p>\n<p class=\"todo\">{}</p>\n{example}</section>\n",
                escape(&step.title),
                escape(&step.why),
                escape(&step.advice)
            )
        }
        Piece::Table { head, rows } => {
            let head: String = head.iter().map(|title| format!("<th scope=\"col\">{}</th>", escape(title))).collect();
            let rows: String = rows
                .iter()
                .map(|row| {
                    let cells: String = row.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
                    format!("<tr>{cells}</tr>\n")
                })
                .collect();
            format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
        }
    }
}
