//! The parts of WordprocessingML that every document here is built from; child order as the schema wants it.

use super::xml::{Tree, escape};

/// Order of the children of `w:pPr`.
const PARAGRAPH_ORDER: [&str; 21] = [
    "w:pStyle",
    "w:keepNext",
    "w:keepLines",
    "w:pageBreakBefore",
    "w:framePr",
    "w:widowControl",
    "w:numPr",
    "w:suppressLineNumbers",
    "w:pBdr",
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:textDirection",
    "w:textAlignment",
    "w:outlineLvl",
    "w:rPr",
    "w:sectPr",
];

/// A run of text; `props` is what stands in its `w:rPr`.
pub(super) fn run(text: &str, props: &str) -> String {
    let mut out = String::from("<w:r>");
    if !props.is_empty() {
        out.push_str(&format!("<w:rPr>{props}</w:rPr>"));
    }
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push_str("<w:br/>");
        }
        for (number, piece) in line.split('\t').enumerate() {
            if number > 0 {
                out.push_str("<w:tab/>");
            }
            if !piece.is_empty() {
                out.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(piece)));
            }
        }
    }
    out.push_str("</w:r>");
    out
}

/// A paragraph; `props` is what stands in its `w:pPr`.
pub(super) fn paragraph(props: &str, runs: &str) -> String {
    if props.is_empty() { format!("<w:p>{runs}</w:p>") } else { format!("<w:p><w:pPr>{props}</w:pPr>{runs}</w:p>") }
}

/// A paragraph in a style.
pub(super) fn styled(style: &str, text: &str) -> String {
    paragraph(&format!("<w:pStyle w:val=\"{style}\"/>"), &run(text, ""))
}

/// Paragraph properties with some added or replaced, in the order of the schema.
pub(super) fn with(props: &str, added: &[(&str, &str)]) -> String {
    let wrapped = format!("<x>{props}</x>");
    let mut children: Vec<(usize, String)> = Vec::new();
    let order = |name: &str| PARAGRAPH_ORDER.iter().position(|n| *n == name).unwrap_or(PARAGRAPH_ORDER.len() - 2);
    if let Some(tree) = Tree::read(&wrapped) {
        for child in tree.children(0) {
            let name = tree.name(*child);
            if !added.iter().any(|(new, _)| *new == name) && PARAGRAPH_ORDER.contains(&name) {
                children.push((order(name), tree.outer(*child).to_owned()));
            }
        }
    }
    children.extend(added.iter().map(|(name, xml)| (order(name), (*xml).to_owned())));
    children.sort_by_key(|(at, _)| *at);
    children.into_iter().map(|(_, xml)| xml).collect()
}

/// What a table looks like.
pub(super) struct TableLook<'a> {
    /// Widths of the columns in twentieths of a point.
    pub(super) widths: &'a [u32],
    /// Lines between and around the cells.
    pub(super) lines: bool,
    /// Title for people who do not see it; empty for none.
    pub(super) caption: &'a str,
}

/// A table of these rows.
pub(super) fn table(look: &TableLook, rows: &str) -> String {
    let total: u32 = look.widths.iter().sum();
    let grid: String = look.widths.iter().map(|w| format!("<w:gridCol w:w=\"{w}\"/>")).collect();
    let line = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"8FA3B0\"/>");
    let borders = if look.lines {
        let sides: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).concat();
        format!("<w:tblBorders>{sides}</w:tblBorders>")
    } else {
        String::new()
    };
    let caption = if look.caption.is_empty() { String::new() } else { format!("<w:tblCaption w:val=\"{}\"/>", escape(look.caption)) };
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/>{borders}<w:tblLayout w:type=\"fixed\"/>\
         <w:tblCellMar><w:top w:w=\"28\" w:type=\"dxa\"/><w:left w:w=\"85\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"28\" w:type=\"dxa\"/><w:right w:w=\"85\" w:type=\"dxa\"/></w:tblCellMar>\
         <w:tblLook w:val=\"04A0\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"1\" w:lastColumn=\"0\" \
         w:noHBand=\"0\" w:noVBand=\"1\"/>{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
}

/// A row; a header row is repeated on each page, a short row is not split over two.
pub(super) fn row(header: bool, whole: bool, cells: &str) -> String {
    let whole = if whole { "<w:cantSplit/>" } else { "" };
    let header = if header { "<w:tblHeader/>" } else { "" };
    if whole.is_empty() && header.is_empty() {
        return format!("<w:tr>{cells}</w:tr>");
    }
    format!("<w:tr><w:trPr>{whole}{header}</w:trPr>{cells}</w:tr>")
}

/// A cell of this width; `blocks` must end with a paragraph.
pub(super) fn cell(width: u32, span: u32, shaded: bool, blocks: &str) -> String {
    let span = if span > 1 { format!("<w:gridSpan w:val=\"{span}\"/>") } else { String::new() };
    let shade = if shaded { "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E8EEF2\"/>" } else { "" };
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}{shade}</w:tcPr>{blocks}</w:tc>")
}

/// A content control round whole paragraphs, rows or other blocks. `more` stands after tag and id.
pub(super) fn control(alias: &str, tag: &str, id: u32, more: &str, content: &str) -> String {
    format!(
        "<w:sdt><w:sdtPr><w:alias w:val=\"{}\"/><w:tag w:val=\"{}\"/><w:id w:val=\"{id}\"/>{more}</w:sdtPr>\
         <w:sdtContent>{content}</w:sdtContent></w:sdt>",
        escape(alias),
        escape(tag)
    )
}

/// A box to tick, reachable by keyboard.
pub(super) fn checkbox(alias: &str, tag: &str, id: u32, on: bool) -> String {
    let (state, glyph) = if on { ("1", "☒") } else { ("0", "☐") };
    let font = "<w:rFonts w:ascii=\"MS Gothic\" w:eastAsia=\"MS Gothic\" w:hAnsi=\"MS Gothic\" w:hint=\"eastAsia\"/>";
    let more = format!(
        "<w14:checkbox xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\">\
         <w14:checked w14:val=\"{state}\"/><w14:checkedState w14:val=\"2612\" w14:font=\"MS Gothic\"/>\
         <w14:uncheckedState w14:val=\"2610\" w14:font=\"MS Gothic\"/></w14:checkbox>"
    );
    control(alias, tag, id, &more, &run(glyph, font))
}

/// Widths of columns that share a space by how much they hold: the square root of it, none under a sixth of an even share.
pub(super) fn widths(total: u32, amounts: &[usize]) -> Vec<u32> {
    let even = f64::from(total) / amounts.len().max(1) as f64;
    let weights: Vec<f64> = amounts.iter().map(|n| (*n as f64).sqrt().max(2.0)).collect();
    let sum: f64 = weights.iter().sum();
    let mut widths: Vec<u32> = weights.iter().map(|w| (f64::from(total) * w / sum).max(even / 3.0).round() as u32).collect();
    let taken: u32 = widths.iter().sum();
    if let Some(widest) = widths.iter_mut().max() {
        *widest = (*widest + total).saturating_sub(taken).max(200);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraph_properties_keep_the_order_of_the_schema() {
        let props = with(
            "<w:spacing w:after=\"0\"/><w:jc w:val=\"left\"/>",
            &[("w:numPr", "<w:numPr/>"), ("w:keepNext", "<w:keepNext/>"), ("w:spacing", "<w:spacing w:after=\"1\"/>")],
        );
        assert_eq!(props, "<w:keepNext/><w:numPr/><w:spacing w:after=\"1\"/><w:jc w:val=\"left\"/>");
    }

    #[test]
    fn widths_fill_the_table() {
        let widths = widths(9000, &[1, 400, 100]);
        assert_eq!(widths.iter().sum::<u32>(), 9000);
        assert!(widths[1] > widths[2] && widths[2] > widths[0]);
    }
}
