//! Writes the pieces of a converted document as paragraphs, tables, boxes, pictures and remarks in the margin.

use super::part::{TableLook, cell, checkbox, paragraph, row, run, table, widths, with};
use super::xml::escape;
use crate::convert::pieces::{Image, Paragraph, Piece, Rows};
use crate::model::Text;
use crate::rules::format::NUMBER;

/// What the pieces of one document share: numbers that must be unique in it, and what stands in parts of their own.
#[derive(Debug, Default)]
pub(super) struct Pen {
    /// Next id of a content control.
    pub(super) next_control: u32,
    /// Next id of a picture.
    pub(super) next_picture: u32,
    /// First id of our remarks.
    pub(super) first_remark: u32,
    /// Remarks in the margin, in order.
    pub(super) remarks: Vec<String>,
    /// Pictures, in order; the first is `first_media`.
    pub(super) media: Vec<(String, Vec<u8>)>,
    /// The list definition for bullets.
    pub(super) list: u32,
    /// Whether a list was written.
    pub(super) lists: bool,
}

/// Prefix of the relations that we add to a document.
pub(super) const RELATION: &str = "rIdOppkeur";

const BOLD: &str = "<w:b/>";
/// Paragraphs of an old table: its rows have room enough of their own.
const TIGHT: &str = "<w:spacing w:before=\"0\" w:after=\"0\"/>";
const FAINT: &str = "<w:i/><w:color w:val=\"595959\"/>";

impl Pen {
    /// Blocks for a slot of this width (twentieths of a point), each paragraph with these properties. Never empty, and
    /// it ends with a paragraph, as a cell must.
    pub(super) fn blocks(&mut self, pieces: &[Piece], props: &str, width: u32) -> String {
        let mut out = String::new();
        let mut open = true;
        for piece in pieces {
            open = false;
            match piece {
                Piece::Paragraph(p) => out.push_str(&self.paragraph(p, props)),
                Piece::Pairs(pairs) => {
                    out.push_str(&self.pairs(pairs, width));
                    open = true;
                }
                Piece::Table(rows) => {
                    out.push_str(&self.rows(rows, width));
                    open = true;
                }
                Piece::Picture(image) => {
                    let drawing = self.picture(image, width);
                    out.push_str(&paragraph(&with(props, &[]), &drawing));
                }
            }
            if open {
                out.push_str(&paragraph("<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/>", ""));
                open = false;
            }
        }
        if out.is_empty() || open {
            out.push_str(&paragraph(props, ""));
        }
        out
    }

    /// The same within one paragraph, for a control that stands in a line of text.
    pub(super) fn inline(&mut self, pieces: &[Piece], props: &str) -> String {
        let mut out = String::new();
        for piece in pieces {
            if let Piece::Picture(image) = piece {
                out.push_str(&self.picture(image, 9000));
            }
            for p in piece.paragraphs() {
                if !out.is_empty() {
                    out.push_str("<w:r><w:br/></w:r>");
                }
                out.push_str(&labels(p));
                out.push_str(&self.words(p, props));
            }
        }
        out
    }

    fn paragraph(&mut self, p: &Paragraph, props: &str) -> String {
        let mut out = String::new();
        if p.above {
            for label in &p.labels {
                let props = with(props, &[("w:keepNext", "<w:keepNext/>")]);
                out.push_str(&paragraph(&props, &run(label.text.reveal(), BOLD)));
            }
        }
        if p.body.is_none() && !p.repeated {
            return out;
        }
        let mut runs = if p.above { String::new() } else { labels(p) };
        runs.push_str(&self.words(p, ""));
        let props = match p.list {
            Some(level) => self.list_item(props, level, p),
            None => with(props, &[]),
        };
        out.push_str(&paragraph(&props, &runs));
        out
    }

    /// A list item: a bullet of our own, unless its text begins with the old number or bullet.
    fn list_item(&mut self, props: &str, level: u8, p: &Paragraph) -> String {
        let level = u32::from(level.min(8));
        let marked = p.body.as_ref().is_some_and(|words| marked(words.text.reveal()));
        let left = 284 * (level + 1);
        let indent = format!("<w:ind w:left=\"{left}\" w:hanging=\"284\"/>");
        if marked {
            return with(props, &[("w:ind", &indent)]);
        }
        self.lists = true;
        let number = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{}\"/></w:numPr>", self.list);
        with(props, &[("w:numPr", &number), ("w:ind", &indent)])
    }

    /// The words of a paragraph with their remarks, boxes and quotes.
    fn words(&mut self, p: &Paragraph, props: &str) -> String {
        let mut out = String::new();
        if p.repeated {
            out.push_str(&run("(staat hierboven)", FAINT));
        }
        let Some(body) = &p.body else { return out };
        let ids: Vec<u32> = p.remarks.iter().map(|remark| self.remark(remark)).collect();
        for id in &ids {
            out.push_str(&format!("<w:commentRangeStart w:id=\"{id}\"/>"));
        }
        if p.tick {
            self.next_control += 1;
            out.push_str(&checkbox("Aangekruist in het oude document", "vinkje", self.next_control, true));
            out.push_str(&run(" ", ""));
        }
        if p.quoted {
            out.push_str(&run("“", props));
        }
        out.push_str(&runs(&body.text, props));
        if p.quoted {
            out.push_str(&run("”", props));
        }
        for id in &ids {
            out.push_str(&format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>"));
        }
        out
    }

    fn remark(&mut self, text: &str) -> u32 {
        self.remarks.push(text.to_owned());
        self.first_remark + u32::try_from(self.remarks.len() - 1).unwrap_or(0)
    }

    fn rows(&mut self, rows: &Rows, width: u32) -> String {
        let columns = rows.rows.first().map_or(rows.header.len(), Vec::len);
        let letters = |cell: &Vec<Paragraph>| -> usize {
            cell.iter().flat_map(|p| p.labels.iter().chain(&p.body)).map(|words| words.text.reveal().chars().count()).sum()
        };
        let amounts: Vec<usize> = (0..columns)
            .map(|column| rows.rows.iter().chain([&rows.header]).filter_map(|row| row.get(column)).map(letters).max().unwrap_or(0))
            .collect();
        let number_width = if rows.numbers.is_some() { 480 } else { 0 };
        let mut sizes = widths(width.saturating_sub(number_width).max(600), &amounts);
        let number = |text: &str, bold: bool| cell(number_width, 1, bold, &paragraph(TIGHT, &run(text, if bold { BOLD } else { "" })));
        let mut out = String::new();
        if !rows.header.is_empty() || rows.numbers.is_some() {
            let mut cells = if rows.numbers.is_some() { number(NUMBER, true) } else { String::new() };
            for (column, size) in sizes.iter().enumerate() {
                let content = rows.header.get(column).map(|c| self.cell(c)).unwrap_or_default();
                cells.push_str(&cell(*size, 1, true, &ended(content)));
            }
            out.push_str(&row(true, true, &cells));
        }
        for (at, cells) in rows.rows.iter().enumerate() {
            let long = cells.iter().map(letters).max().unwrap_or(0) > 400;
            let mut xml = match &rows.numbers {
                Some(numbers) => number(&numbers.get(at).map_or_else(String::new, usize::to_string), false),
                None => String::new(),
            };
            for (column, size) in sizes.iter().enumerate() {
                let content = cells.get(column).map(|c| self.cell(c)).unwrap_or_default();
                xml.push_str(&cell(*size, 1, false, &ended(content)));
            }
            out.push_str(&row(false, !long, &xml));
        }
        if rows.numbers.is_some() {
            sizes.insert(0, number_width);
        }
        table(&TableLook { widths: &sizes, lines: true, caption: "Tabel uit het oude document" }, &out)
    }

    fn cell(&mut self, paragraphs: &[Paragraph]) -> String {
        paragraphs.iter().map(|p| self.paragraph(p, TIGHT)).collect()
    }

    /// Short fields: two pairs beside each other where there is room.
    fn pairs(&mut self, pairs: &[Paragraph], width: u32) -> String {
        let beside = if width >= 7000 { 2 } else { 1 };
        let share = width / beside;
        let (label, field) = (share * 2 / 5, share - share * 2 / 5);
        let sizes: Vec<u32> = (0..beside).flat_map(|_| [label, field]).collect();
        let mut rows = String::new();
        for line in pairs.chunks(usize::try_from(beside).unwrap_or(1)) {
            let mut cells = String::new();
            for p in line {
                let words: String = p.labels.iter().map(|l| run(l.text.reveal(), BOLD)).collect();
                cells.push_str(&cell(label, 1, false, &paragraph("", &words)));
                let body = self.words(p, "");
                cells.push_str(&cell(field, 1, false, &paragraph("", &body)));
            }
            if line.len() < usize::try_from(beside).unwrap_or(1) {
                cells.push_str(&cell(label, 1, false, &paragraph("", "")));
                cells.push_str(&cell(field, 1, false, &paragraph("", "")));
            }
            rows.push_str(&row(false, true, &cells));
        }
        table(&TableLook { widths: &sizes, lines: false, caption: "Gegevens uit het oude document" }, &rows)
    }

    fn picture(&mut self, image: &Image, width: u32) -> String {
        const POINT: f32 = 12700.0;
        let room = (width as f32 / 20.0 - 10.0).max(50.0);
        let (mut wide, mut high) = image.size;
        if wide < 1.0 || high < 1.0 {
            (wide, high) = (300.0, 225.0);
        }
        let shrink = (room / wide).min(600.0 / high).min(1.0);
        let (cx, cy) = ((wide * shrink * POINT) as u64, (high * shrink * POINT) as u64);
        self.media.push((image.extension.clone(), image.bytes.clone()));
        let number = self.media.len();
        let id = self.next_picture;
        self.next_picture += 1;
        let alt = image.alt.as_ref().map_or("Afbeelding uit het oude document, zonder beschrijving", Text::reveal);
        let alt = escape(alt);
        format!(
            "<w:r><w:drawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
             distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/>\
             <wp:docPr id=\"{id}\" name=\"Afbeelding {number}\" descr=\"{alt}\"/>\
             <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
             <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:nvPicPr>\
             <pic:cNvPr id=\"{id}\" name=\"Afbeelding {number}\" descr=\"{alt}\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"{RELATION}Beeld{number}\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"/>\
             <a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>\
             <a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>\
             </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
    }
}

/// Labels in front of their text, bold, with a colon where they have no mark of their own.
fn labels(p: &Paragraph) -> String {
    p.labels
        .iter()
        .map(|label| {
            let text = label.text.reveal().trim_end();
            let colon = if text.ends_with([':', '?', '.', '!']) || p.body.is_none() { "" } else { ":" };
            run(&format!("{text}{colon} "), BOLD)
        })
        .collect()
}

/// Runs of a text, its bold words bold.
fn runs(text: &Text, props: &str) -> String {
    let words = text.reveal();
    let mut out = String::new();
    let mut at = 0;
    for (from, to) in text.bold() {
        let (from, to) = (*from as usize, *to as usize);
        let (Some(plain), Some(bold)) = (words.get(at..from), words.get(from..to)) else { continue };
        if !plain.is_empty() {
            out.push_str(&run(plain, props));
        }
        let props = if props.is_empty() { BOLD } else { props };
        out.push_str(&run(bold, props));
        at = to;
    }
    match words.get(at..) {
        Some(rest) if !rest.is_empty() || at == 0 => out + &run(rest, props),
        _ => out,
    }
}

fn ended(content: String) -> String {
    if content.is_empty() { paragraph(TIGHT, "") } else { content }
}

/// Whether a list item brings its own number or bullet: `1.`, `a)`, `-`, `•`.
fn marked(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let bare = first.trim_end_matches(['.', ')']);
    let number = bare.len() < first.len()
        && (bare.chars().count() == 1 || bare.chars().count() <= 5 && bare.starts_with(|c: char| c.is_ascii_digit()))
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    number || first.chars().count() == 1 && !first.chars().all(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_with_its_own_number_gets_no_bullet() {
        assert!(marked("1. leest") && marked("a) leest") && marked("• leest") && marked("- leest") && marked("2.1. leest"));
        assert!(!marked("Leest") && !marked("5 keer") && !marked("Klas. Daarna"));
    }

    #[test]
    fn bold_words_stay_bold() {
        let xml = runs(&Text::with_bold("Doel: lezen", vec![(0, 5)]), "");
        assert_eq!(
            xml,
            "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">Doel:</w:t></w:r>\
             <w:r><w:t xml:space=\"preserve\"> lezen</w:t></w:r>"
        );
    }
}
