//! Documents as .docx.

use std::fmt::Write as _;

use super::{Kind, Opp, escaped, zipped};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>";
const RELS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
const OWN_RELS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>";

/// A document; `worn` as Word leaves it, with a run per four words, marks of revisions and a logo.
pub(super) fn docx(opp: &Opp, worn: bool) -> Vec<u8> {
    let mut body = String::new();
    let mut table = false;
    for (kind, text, beside) in &opp.lines {
        if (*kind == Kind::Goal) != table {
            table = !table;
            body.push_str(if table { "<w:tbl><w:tblPr><w:tblW w:w=\"9000\" w:type=\"dxa\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"4500\"/><w:gridCol w:w=\"4500\"/></w:tblGrid>" } else { "</w:tbl>" });
        }
        match kind {
            Kind::Heading => paragraph("Heading1", text, worn, &mut body),
            Kind::Text => paragraph("Normal", text, worn, &mut body),
            Kind::Goal => {
                body.push_str("<w:tr>");
                for cell in [text, beside] {
                    body.push_str("<w:tc><w:tcPr><w:tcW w:w=\"4500\" w:type=\"dxa\"/></w:tcPr>");
                    paragraph("Normal", cell, worn, &mut body);
                    body.push_str("</w:tc>");
                }
                body.push_str("</w:tr>");
            }
        }
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document {W}><w:body>{body}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1417\" w:right=\"1417\" w:bottom=\"1417\" w:left=\"1417\" w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    );
    let styles = styles();
    let logo: Vec<u8> = (0..50_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", OWN_RELS.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
    ];
    if worn {
        parts.push(("word/media/image1.png", &logo));
    }
    zipped(&parts)
}

fn paragraph(style: &str, text: &str, worn: bool, out: &mut String) {
    if !worn {
        _ = write!(
            out,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
            escaped(text)
        );
        return;
    }
    _ = write!(
        out,
        "<w:p w:rsidR=\"00A77427\" w:rsidRDefault=\"007F1D13\" w:rsidP=\"00F2{:04X}\"><w:pPr><w:pStyle w:val=\"{style}\"/><w:rPr><w:lang w:val=\"nl-NL\"/></w:rPr></w:pPr>",
        text.len()
    );
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    for (at, few) in words.chunks(4).enumerate() {
        _ = write!(
            out,
            "<w:r w:rsidRPr=\"00B8{at:04X}\"><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/><w:lang w:val=\"nl-NL\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r><w:proofErr w:type=\"spellStart\"/>",
            escaped(&few.concat())
        );
    }
    out.push_str("</w:p>");
}

/// A sheet of a hundred styles of which two are used, as Word writes them.
fn styles() -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\"/><w:sz w:val=\"22\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"160\" w:line=\"259\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:keepNext/><w:spacing w:before=\"240\" w:after=\"0\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"32\"/></w:rPr></w:style>"
    );
    for n in 0..100 {
        _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"Eigen{n}\"><w:name w:val=\"Eigen {n}\"/><w:basedOn w:val=\"Normal\"/><w:uiPriority w:val=\"99\"/><w:pPr><w:spacing w:before=\"{n}\" w:after=\"60\"/></w:pPr><w:rPr><w:i/><w:sz w:val=\"20\"/></w:rPr></w:style>"
        );
    }
    out.push_str("</w:styles>");
    out
}
