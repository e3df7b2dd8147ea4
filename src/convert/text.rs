//! Writes the converted document as Markdown or HTML, to be pasted into a pupil system. The same order and the same gaps.

use std::fmt::Write;

use super::docx::xml::escape;
use super::moves::To;
use super::pieces::{Agreement, Paragraph, Piece, Rows, Words};
use super::slot::{Side, Slot};
use super::{Converted, Target};
use crate::map::SchoolType;
use crate::rules::Part;
use crate::rules::format::{Field, NUMBER, RubriekForm};

/// As Markdown, tables in the pipe form.
#[must_use]
pub fn markdown(converted: &Converted, target: &Target) -> String {
    write(converted, target, &mut Markdown(String::new()))
}

/// As one HTML page without anything from outside, in Dutch.
#[must_use]
pub fn html(converted: &Converted, target: &Target) -> String {
    let mut page = Html(String::new());
    let _ = write!(
        page.0,
        "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>body{{font-family:Calibri,Carlito,sans-serif;\
         max-width:45em}}table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid #8fa3b0;padding:.2em .4em;text-align:left;\
         vertical-align:top}}th{{background:#e8eef2}}.vraag{{font-style:italic;color:#666}}</style>\n</head>\n<body>\n",
        escape(&target.title)
    );
    write(converted, target, &mut page) + "</body>\n</html>\n"
}

fn write(converted: &Converted, target: &Target, out: &mut dyn Pen) -> String {
    out.heading(1, &target.title);
    for rubriek in &target.rubrieken {
        let asked = rubriek.fields.iter().any(|field| field.prompt.is_some());
        if !asked && !rubriek.fields.iter().any(|field| filled(converted, &field.tag)) {
            continue;
        }
        if !rubriek.title.is_empty() {
            out.heading(2, &rubriek.title);
        }
        fields(converted, target, rubriek, out);
        if rubriek.name == "8" {
            consent(target, out);
        }
    }
    let remarks: Vec<&str> = converted.body().flat_map(Piece::paragraphs).flat_map(|p| p.remarks.iter().map(String::as_str)).collect();
    if !remarks.is_empty() {
        out.heading(2, "Nog nakijken");
        for remark in remarks {
            out.item(remark);
        }
    }
    out.done()
}

fn fields(converted: &Converted, target: &Target, rubriek: &RubriekForm, out: &mut dyn Pen) {
    let kind = |tag: &str| {
        if tag.starts_with("bevorderende") {
            rubriek.columns.first()
        } else if tag.starts_with("belemmerende") || tag.starts_with("evaluatie.") {
            rubriek.columns.last()
        } else {
            None
        }
    };
    let mut old = false;
    let mut side = None;
    // Rubriek 1 is read column by column: all that promotes, then all that impedes.
    let mut order: Vec<&Field> = rubriek.fields.iter().collect();
    order.sort_by_key(|field| field.tag.starts_with("belemmerende"));
    for field in order {
        let text = filled(converted, &field.tag);
        let elsewhere = converted.moves.iter().any(|m| matches!(m.to, To::Slot(slot) if slot.tag() == field.tag))
            || field
                .tag
                .split_once('.')
                .is_some_and(|(part, _)| matches!(part, "afspraken" | "evaluatie") && filled(converted, "afspraken"));
        if !text && (elsewhere || field.prompt.is_none() || !field.applies(converted.school_type.map(SchoolType::id))) {
            continue;
        }
        if matches!(field.tag.as_str(), "advies_commissie" | "instemming") && !old {
            out.heading(3, &target.consent.old_title);
            out.prompt(&target.consent.old_about);
            old = true;
        }
        if rubriek.fields.len() > 1 {
            match kind(&field.tag).filter(|_| !field.tag.starts_with("evaluatie.")) {
                Some(column) if side != Some(column) => {
                    side = Some(column);
                    out.heading(3, column);
                    out.heading(4, &field.label);
                }
                Some(_) => out.heading(4, &field.label),
                None => match kind(&field.tag) {
                    Some(column) => out.heading(4, column),
                    None => out.heading(3, &field.label),
                },
            }
        }
        if text {
            for piece in pieces(converted, &field.tag) {
                piece_out(piece, out);
            }
        } else {
            out.prompt(field.prompt.as_deref().unwrap_or_default());
        }
    }
}

/// The empty block: what a person fills in.
fn consent(target: &Target, out: &mut dyn Pen) {
    let words = &target.consent;
    out.heading(3, &words.title);
    for line in [&words.discussed, &words.parents, &words.name, &words.signature, &words.date, &words.adopted] {
        out.item(&format!("{line}: ..."));
    }
}

fn piece_out(piece: &Piece, out: &mut dyn Pen) {
    match piece {
        Piece::Paragraph(p) => out.paragraph(p),
        Piece::Pairs(pairs) => pairs.iter().for_each(|p| out.paragraph(p)),
        Piece::Table(rows) => out.table(rows),
        Piece::Picture(image) => {
            let alt = image.alt.as_ref().map_or("zonder beschrijving", |alt| alt.reveal());
            out.prompt(&format!("Afbeelding uit het oude document: {alt}"));
        }
    }
}

/// The slots in the order of a tag: its own pieces, or the agreements' column of it.
fn pieces<'a>(converted: &'a Converted, tag: &str) -> Vec<&'a Piece> {
    let own = converted.slots.iter().filter(|(slot, _)| slot.tag() == tag).flat_map(|(_, pieces)| pieces);
    let column = |side: &Side, part| Slot { part, side: *side }.tag() == tag;
    let agreed = converted.agreements.iter().flat_map(|(side, rows)| {
        let pick: fn(&Agreement) -> &Vec<Piece> = if column(side, Part::Afspraken) {
            |row| &row.what
        } else if column(side, Part::Evaluatie) {
            |row| &row.success
        } else {
            return Vec::new();
        };
        rows.iter().flat_map(pick).collect()
    });
    own.chain(agreed).collect()
}

fn filled(converted: &Converted, tag: &str) -> bool {
    !pieces(converted, tag).is_empty()
}

/// A way to write the same things.
trait Pen {
    fn heading(&mut self, level: usize, text: &str);
    fn prompt(&mut self, text: &str);
    fn item(&mut self, text: &str);
    fn paragraph(&mut self, p: &Paragraph);
    fn table(&mut self, rows: &Rows);
    fn done(&mut self) -> String;
}

struct Markdown(String);

impl Pen for Markdown {
    fn heading(&mut self, level: usize, text: &str) {
        let _ = write!(self.0, "{} {}\n\n", "#".repeat(level), text.trim());
    }

    fn prompt(&mut self, text: &str) {
        let _ = write!(self.0, "*{text}*\n\n");
    }

    fn item(&mut self, text: &str) {
        let _ = writeln!(self.0, "- {text}");
    }

    fn paragraph(&mut self, p: &Paragraph) {
        let text = line(p, "\n\n", &|text| text.to_owned(), &|text| format!("**{}**", text.trim()));
        match p.list {
            Some(level) => {
                let _ = write!(self.0, "{}- {text}\n\n", "  ".repeat(usize::from(level)));
            }
            None => {
                let _ = write!(self.0, "{text}\n\n");
            }
        }
    }

    fn table(&mut self, rows: &Rows) {
        let cell = |cell: &Vec<Paragraph>| {
            let lines: Vec<String> = cell.iter().map(|p| line(p, " ", &|text| text.replace('|', "\\|"), &|text| text.to_owned())).collect();
            lines.join("<br>").replace('\n', "<br>")
        };
        let columns = rows.rows.first().map_or(rows.header.len(), Vec::len);
        let mut header: Vec<String> = rows.header.iter().map(cell).collect();
        header.resize(columns, String::new());
        let number = |row: usize| rows.numbers.as_ref().and_then(|n| n.get(row)).map(usize::to_string);
        if rows.numbers.is_some() {
            header.insert(0, NUMBER.to_owned());
        }
        let _ = writeln!(self.0, "| {} |\n|{}", header.join(" | "), " --- |".repeat(header.len()));
        for (at, row) in rows.rows.iter().enumerate() {
            let cells: Vec<String> = number(at).into_iter().chain(row.iter().map(cell)).collect();
            let _ = writeln!(self.0, "| {} |", cells.join(" | "));
        }
        self.0.push('\n');
    }

    fn done(&mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

struct Html(String);

impl Pen for Html {
    fn heading(&mut self, level: usize, text: &str) {
        let _ = writeln!(self.0, "<h{level}>{}</h{level}>", escape(text.trim()));
    }

    fn prompt(&mut self, text: &str) {
        let _ = writeln!(self.0, "<p class=\"vraag\">{}</p>", escape(text));
    }

    fn item(&mut self, text: &str) {
        let _ = writeln!(self.0, "<p>{}</p>", escape(text));
    }

    fn paragraph(&mut self, p: &Paragraph) {
        let text = line(p, "<br>", &escape, &|text| format!("<strong>{}</strong>", escape(text.trim())));
        let text = text.replace('\n', "<br>");
        let _ = match p.list {
            Some(_) => writeln!(self.0, "<ul><li>{text}</li></ul>"),
            None => writeln!(self.0, "<p>{text}</p>"),
        };
    }

    fn table(&mut self, rows: &Rows) {
        let cell = |cell: &Vec<Paragraph>| {
            let lines: Vec<String> = cell.iter().map(|p| line(p, " ", &escape, &escape)).collect();
            lines.join("<br>").replace('\n', "<br>")
        };
        self.0.push_str("<table>\n");
        if !rows.header.is_empty() {
            let number = if rows.numbers.is_some() { "<th scope=\"col\">Nr.</th>" } else { "" };
            let cells: String = rows.header.iter().map(|c| format!("<th scope=\"col\">{}</th>", cell(c))).collect();
            let _ = writeln!(self.0, "<tr>{number}{cells}</tr>");
        }
        for (at, row) in rows.rows.iter().enumerate() {
            let number = rows.numbers.as_ref().and_then(|n| n.get(at)).map(|n| format!("<td>{n}</td>")).unwrap_or_default();
            let cells: String = row.iter().map(|c| format!("<td>{}</td>", cell(c))).collect();
            let _ = writeln!(self.0, "<tr>{number}{cells}</tr>");
        }
        self.0.push_str("</table>\n");
    }

    fn done(&mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

/// A paragraph's labels and words, each through its own way of writing.
fn line(p: &Paragraph, between: &str, text: &dyn Fn(&str) -> String, strong: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    for label in &p.labels {
        let words = label.text.reveal().trim();
        let colon = if p.body.is_none() || p.above || words.ends_with([':', '?', '.', '!']) { "" } else { ":" };
        out.push_str(&strong(&format!("{words}{colon}")));
        out.push_str(if p.body.is_none() {
            ""
        } else if p.above {
            between
        } else {
            " "
        });
    }
    if p.repeated {
        out.push_str("(staat hierboven)");
    }
    if let Some(Words { text: words, .. }) = &p.body {
        let words = text(words.reveal());
        let tick = if p.tick { "☒ " } else { "" };
        let words = if p.quoted { format!("“{words}”") } else { words };
        out.push_str(&format!("{tick}{words}"));
    }
    out
}
