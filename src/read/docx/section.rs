//! A section's paper, margins, columns, and which headers and footers it shows (ECMA-376 part 1, 17.6).

use crate::read::ooxml::{Node, Ns, Xml};

use super::props::{points, switch};

/// Which pages a header or footer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pages {
    All,
    First,
    Even,
}

/// How a section begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Start {
    #[default]
    NewPage,
    Continuous,
}

/// A `w:sectPr`.
#[derive(Debug, Clone, Default)]
pub(super) struct SectionProps {
    /// Points; zero where the file does not say.
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) left: Option<f32>,
    pub(super) right: Option<f32>,
    pub(super) top: Option<f32>,
    pub(super) bottom: Option<f32>,
    pub(super) header_at: Option<f32>,
    pub(super) footer_at: Option<f32>,
    pub(super) columns: u32,
    pub(super) gap: f32,
    pub(super) start: Start,
    /// It has a header of its own on its first page.
    pub(super) first_differs: bool,
    /// Relation ids, with the pages they are for.
    pub(super) headers: Vec<(Pages, String)>,
    pub(super) footers: Vec<(Pages, String)>,
    pub(super) changed: bool,
}

/// Reads a `w:sectPr` that was just opened, to its end.
pub(super) fn section_props(xml: &mut Xml<'_>) -> SectionProps {
    let mut props = SectionProps { columns: 1, gap: 36.0, ..SectionProps::default() };
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.ns == Ns::W {
                    match tag.name() {
                        "pgSz" => {
                            props.width = points(&tag, "w").unwrap_or(0.0);
                            props.height = points(&tag, "h").unwrap_or(0.0);
                        }
                        "pgMar" => {
                            props.left = points(&tag, "left").map(|l| l + points(&tag, "gutter").unwrap_or(0.0));
                            props.right = points(&tag, "right");
                            props.top = points(&tag, "top");
                            props.bottom = points(&tag, "bottom");
                            props.header_at = points(&tag, "header");
                            props.footer_at = points(&tag, "footer");
                        }
                        "cols" => {
                            props.columns = tag.number("num").unwrap_or(1).clamp(1, 45) as u32;
                            props.gap = points(&tag, "space").unwrap_or(36.0);
                        }
                        "type" => {
                            let goes_on = tag.attr("val").is_some_and(|v| v == "continuous" || v == "nextColumn");
                            props.start = if goes_on { Start::Continuous } else { Start::NewPage };
                        }
                        "titlePg" => props.first_differs = switch(&tag),
                        "sectPrChange" => props.changed = true,
                        "headerReference" | "footerReference" => {
                            let pages = match tag.attr("type").as_deref() {
                                Some("first") => Pages::First,
                                Some("even") => Pages::Even,
                                _ => Pages::All,
                            };
                            if let Some(id) = tag.attr("id") {
                                let list = if tag.name() == "headerReference" { &mut props.headers } else { &mut props.footers };
                                list.push((pages, id.into_owned()));
                            }
                        }
                        _ => {}
                    }
                }
                xml.skip();
            }
            Node::Close | Node::End => return props,
            Node::Text(_) => {}
        }
    }
}
