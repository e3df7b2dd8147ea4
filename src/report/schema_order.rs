//! Puts the children of WordprocessingML elements in the order of the schema.
//!
//! docx-rs writes them in the order of its own fields, which Word's validator rejects (and Word may offer to repair).
//! The tables below are the orders of ECMA-376 part 1, 17.2 to 17.15, for the containers that docx-rs fills.

use quick_xml::Reader;
use quick_xml::Writer;
use quick_xml::events::{BytesStart, Event};

/// Elements within elements that are followed; docx-rs makes some twenty.
const DEEPEST: usize = 200;

/// An element's children in order, by local name.
const ORDERS: [(&str, &[&str]); 13] = [
    (
        "pPr",
        &[
            "pStyle",
            "keepNext",
            "keepLines",
            "pageBreakBefore",
            "framePr",
            "widowControl",
            "numPr",
            "suppressLineNumbers",
            "pBdr",
            "shd",
            "tabs",
            "suppressAutoHyphens",
            "snapToGrid",
            "spacing",
            "ind",
            "contextualSpacing",
            "jc",
            "textAlignment",
            "outlineLvl",
            "rPr",
            "sectPr",
            "pPrChange",
        ],
    ),
    (
        "rPr",
        &[
            "rStyle",
            "rFonts",
            "b",
            "bCs",
            "i",
            "iCs",
            "caps",
            "smallCaps",
            "strike",
            "dstrike",
            "vanish",
            "color",
            "spacing",
            "w",
            "kern",
            "position",
            "sz",
            "szCs",
            "highlight",
            "u",
            "effect",
            "bdr",
            "shd",
            "fitText",
            "vertAlign",
            "lang",
        ],
    ),
    ("pBdr", &["top", "left", "bottom", "right", "between", "bar"]),
    ("numPr", &["ilvl", "numId"]),
    (
        "tblPr",
        &[
            "tblStyle",
            "tblpPr",
            "tblW",
            "jc",
            "tblCellSpacing",
            "tblInd",
            "tblBorders",
            "shd",
            "tblLayout",
            "tblCellMar",
            "tblLook",
            "tblCaption",
            "tblDescription",
        ],
    ),
    ("tblCellMar", &["top", "left", "start", "bottom", "right", "end"]),
    ("tblBorders", &["top", "left", "start", "bottom", "right", "end", "insideH", "insideV"]),
    ("tcPr", &["cnfStyle", "tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection", "vAlign"]),
    ("tcBorders", &["top", "left", "start", "bottom", "right", "end", "insideH", "insideV", "tl2br", "tr2bl"]),
    (
        "sectPr",
        &[
            "headerReference",
            "footerReference",
            "footnotePr",
            "type",
            "pgSz",
            "pgMar",
            "pgBorders",
            "pgNumType",
            "cols",
            "titlePg",
            "docGrid",
        ],
    ),
    (
        "style",
        &[
            "name",
            "basedOn",
            "next",
            "link",
            "uiPriority",
            "semiHidden",
            "unhideWhenUsed",
            "qFormat",
            "pPr",
            "rPr",
            "tblPr",
            "trPr",
            "tcPr",
        ],
    ),
    ("lvl", &["start", "numFmt", "lvlRestart", "pStyle", "isLgl", "suff", "lvlText", "lvlPicBulletId", "lvlJc", "pPr", "rPr"]),
    (
        "settings",
        &[
            "view",
            "zoom",
            "defaultTabStop",
            "evenAndOddHeaders",
            "characterSpacingControl",
            "footnotePr",
            "compat",
            "docVars",
            "themeFontLang",
            "decimalSymbol",
            "listSeparator",
            "docId",
        ],
    ),
];

/// Why a part could not be put in order.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// It is no XML.
    #[error("no well-formed XML: {0}")]
    Xml(#[from] quick_xml::Error),
    /// An attribute cannot be read.
    #[error("no well-formed attribute: {0}")]
    Attribute(#[from] quick_xml::events::attributes::AttrError),
    /// Writing failed.
    #[error("cannot write XML: {0}")]
    Write(#[from] std::io::Error),
    /// It nests too deeply, or its tags do not match.
    #[error("elements do not nest as expected")]
    Nesting,
}

/// A part with the children of each known container in the schema's order; all else byte for byte as it was.
///
/// Two repairs go with it, of attributes that the schema does not know: `w:type` of `w:gridCol`, and the ids of
/// paragraphs, which docx-rs counts per thread, so that one letter would have other bytes in another run.
///
/// # Errors
/// [`OrderError`] when the part is no XML.
pub fn ordered(part: &[u8]) -> Result<Vec<u8>, OrderError> {
    let mut reader = Reader::from_reader(part);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Start(start) if open.len() < DEEPEST => {
                open.push(Element { name: local(&start), head: Some(cleaned(&start)?), children: Vec::new() })
            }
            Event::Start(_) => return Err(OrderError::Nesting),
            Event::Empty(start) => {
                let node = Child { name: local(&start), bytes: written(&Event::Empty(cleaned(&start)?))? };
                open.last_mut().ok_or(OrderError::Nesting)?.children.push(node);
            }
            Event::End(end) => {
                let done = open.pop().filter(|element| element.head.is_some()).ok_or(OrderError::Nesting)?;
                let node = Child { name: done.name.clone(), bytes: done.closed(&Event::End(end))? };
                open.last_mut().ok_or(OrderError::Nesting)?.children.push(node);
            }
            other => {
                let node = Child { name: String::new(), bytes: written(&other)? };
                open.last_mut().ok_or(OrderError::Nesting)?.children.push(node);
            }
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(root), true) => Ok(root.children.into_iter().flat_map(|child| child.bytes).collect()),
        _ => Err(OrderError::Nesting),
    }
}

/// An element that is being read.
#[derive(Default)]
struct Element {
    name: String,
    head: Option<BytesStart<'static>>,
    children: Vec<Child>,
}

/// A finished child as it will be written; without a name for text.
struct Child {
    name: String,
    bytes: Vec<u8>,
}

impl Element {
    fn closed(mut self, end: &Event) -> Result<Vec<u8>, OrderError> {
        if let Some((_, order)) = ORDERS.iter().find(|(name, _)| *name == self.name) {
            let place = |child: &Child| order.iter().position(|name| *name == child.name).unwrap_or(order.len());
            self.children.sort_by_key(place);
            // docx-rs writes an empty one in every paragraph, which the schema does not allow in styles and numbering.
            self.children.retain(|child| child.bytes != b"<w:rPr/>");
        }
        let mut bytes = match self.head {
            Some(head) => written(&Event::Start(head))?,
            None => Vec::new(),
        };
        bytes.extend(self.children.into_iter().flat_map(|child| child.bytes));
        bytes.extend(written(end)?);
        Ok(bytes)
    }
}

fn written(event: &Event) -> Result<Vec<u8>, OrderError> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(event.borrow())?;
    Ok(writer.into_inner())
}

fn local(start: &BytesStart) -> String {
    start.local_name().as_ref().to_owned()
}

/// The start tag without the attributes that the schema does not know.
fn cleaned(start: &BytesStart) -> Result<BytesStart<'static>, OrderError> {
    let is_column = start.local_name().as_ref() == "gridCol";
    let mut kept = BytesStart::new(start.name().as_ref().to_owned());
    for attribute in start.attributes() {
        let attribute = attribute?;
        let strange = (is_column && attribute.key.as_ref() == "w:type") || attribute.key.as_ref() == "w14:paraId";
        if !strange {
            kept.push_attribute(attribute);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(xml: &str) -> String {
        String::from_utf8(ordered(xml.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn children_take_the_schemas_order_and_text_stays() {
        assert_eq!(
            after(
                r#"<w:p><w:pPr><w:rPr><w:sz w:val="22"/><w:b/></w:rPr><w:jc w:val="left"/><w:pStyle w:val="Kop"/></w:pPr><w:r><w:t>a &amp; b</w:t></w:r></w:p>"#
            ),
            r#"<w:p><w:pPr><w:pStyle w:val="Kop"/><w:jc w:val="left"/><w:rPr><w:b/><w:sz w:val="22"/></w:rPr></w:pPr><w:r><w:t>a &amp; b</w:t></w:r></w:p>"#
        );
    }

    #[test]
    fn paragraphs_of_a_body_stay_where_they_are() {
        let body = r#"<w:body><w:p w:x="2"/><w:tbl/><w:p w:x="1"/></w:body>"#;
        assert_eq!(after(body), body);
    }

    #[test]
    fn broken_xml_is_an_error() {
        assert!(ordered(b"<a><b></a>").is_err());
        assert!(ordered("<a>".repeat(500).as_bytes()).is_err());
    }
}
