//! What tables, rows and cells say of themselves (ECMA-376 part 1, 17.4).

use crate::read::ooxml::{Node, Ns, Tag, Xml};

use super::props::{Colour, measure, points, shading, switch};

/// Space between the edge of a cell and its text, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct CellMargins {
    pub(super) left: Option<f32>,
    pub(super) right: Option<f32>,
    pub(super) top: Option<f32>,
    pub(super) bottom: Option<f32>,
}

impl CellMargins {
    /// Lays these margins over lower ones.
    pub(super) fn over(&mut self, top: &CellMargins) {
        self.left = top.left.or(self.left);
        self.right = top.right.or(self.right);
        self.top = top.top.or(self.top);
        self.bottom = top.bottom.or(self.bottom);
    }
}

/// A width as tables give it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Width {
    #[default]
    Auto,
    Points(f32),
    /// Of what is available, 1 is all.
    Share(f32),
}

/// A `w:tblPr`.
#[derive(Debug, Default, Clone)]
pub(super) struct TableProps {
    pub(super) style: Option<String>,
    pub(super) width: Width,
    pub(super) margins: CellMargins,
    pub(super) fill: Option<Colour>,
    pub(super) first_row: bool,
    pub(super) first_column: bool,
    pub(super) last_column: bool,
    pub(super) bands: bool,
    /// It floats beside the text.
    pub(super) floats: bool,
    /// It floats at a place of the page, whatever the text does.
    pub(super) placed: bool,
    pub(super) indent: f32,
}

/// Reads a `w:tblPr` that was just opened, to its end.
pub(super) fn table_props(xml: &mut Xml<'_>) -> TableProps {
    let mut props = TableProps { bands: true, ..TableProps::default() };
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.ns == Ns::W {
                    match tag.name() {
                        "tblCellMar" => {
                            props.margins = margins(xml);
                            continue;
                        }
                        "tblStyle" => props.style = tag.attr("val").map(|v| v.into_owned()),
                        "tblW" => props.width = width(&tag),
                        "tblInd" => props.indent = points(&tag, "w").unwrap_or(0.0),
                        "shd" => props.fill = shading(&tag),
                        "tblpPr" => {
                            props.floats = true;
                            props.placed = tag.attr("vertAnchor").is_none_or(|v| v != "text");
                        }
                        "tblLook" => look(&tag, &mut props),
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

/// The cell margins in a `w:tblPr` that was just opened, to its end.
pub(super) fn cell_margins(xml: &mut Xml<'_>) -> CellMargins {
    table_props(xml).margins
}

fn look(tag: &Tag<'_>, props: &mut TableProps) {
    let bits = tag.attr("val").and_then(|v| u32::from_str_radix(v.trim(), 16).ok()).unwrap_or(0);
    let flag = |name: &str, bit: u32| match tag.attr(name) {
        Some(value) => matches!(value.as_ref(), "1" | "true" | "on"),
        None => bits & bit != 0,
    };
    props.first_row = flag("firstRow", 0x20);
    props.first_column = flag("firstColumn", 0x80);
    props.last_column = flag("lastColumn", 0x100);
    props.bands = !flag("noHBand", 0x200);
}

fn margins(xml: &mut Xml<'_>) -> CellMargins {
    let mut margins = CellMargins::default();
    loop {
        match xml.next() {
            Node::Open(tag) => {
                let size = points(&tag, "w");
                match tag.name() {
                    "left" | "start" => margins.left = size,
                    "right" | "end" => margins.right = size,
                    "top" => margins.top = size,
                    "bottom" => margins.bottom = size,
                    _ => {}
                }
                xml.skip();
            }
            Node::Close | Node::End => return margins,
            Node::Text(_) => {}
        }
    }
}

fn width(tag: &Tag<'_>) -> Width {
    let Some(value) = tag.attr("w") else { return Width::Auto };
    if let Some(share) = value.trim().strip_suffix('%') {
        return share.parse().map_or(Width::Auto, |n: f32| Width::Share(n / 100.0));
    }
    match tag.attr("type").as_deref() {
        Some("auto" | "nil") => Width::Auto,
        Some("pct") => value.trim().parse().map_or(Width::Auto, |n: f32| Width::Share(n / 5000.0)),
        _ => measure(&value).map_or(Width::Auto, Width::Points),
    }
}

/// A `w:trPr`.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct RowProps {
    pub(super) header: bool,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    pub(super) changed: bool,
    pub(super) before: u32,
    pub(super) height: f32,
    pub(super) exact: bool,
    pub(super) whole: bool,
}

/// Reads a `w:trPr` that was just opened, to its end.
pub(super) fn row_props(xml: &mut Xml<'_>) -> RowProps {
    let mut props = RowProps::default();
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.ns == Ns::W {
                    match tag.name() {
                        "tblHeader" => props.header = switch(&tag),
                        "hidden" => props.hidden = switch(&tag),
                        "cantSplit" => props.whole = switch(&tag),
                        "gridBefore" => props.before = tag.number("val").unwrap_or(0).clamp(0, 200) as u32,
                        "trHeight" => {
                            // Word allows no more than 22 inches.
                            props.height = points(&tag, "val").unwrap_or(0.0).clamp(0.0, 1584.0);
                            props.exact = tag.attr("hRule").is_some_and(|rule| rule == "exact");
                        }
                        "del" => {
                            props.deleted = true;
                            props.changed = true;
                        }
                        "ins" | "trPrChange" => props.changed = true,
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

/// A `w:tcPr`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CellProps {
    pub(super) span: u32,
    /// Part of a cell that spans rows: `Some(true)` where it begins.
    pub(super) merged: Option<bool>,
    pub(super) fill: Option<Colour>,
    pub(super) width: Width,
    pub(super) margins: CellMargins,
    /// Text runs upwards or downwards.
    pub(super) turned: bool,
    pub(super) changed: bool,
    /// `w:hMerge` of old writers: it goes on from the cell at its left.
    pub(super) joined: bool,
}

/// Reads a `w:tcPr` that was just opened, to its end.
pub(super) fn cell_props(xml: &mut Xml<'_>) -> CellProps {
    let mut props = CellProps { span: 1, ..CellProps::default() };
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.ns == Ns::W {
                    match tag.name() {
                        "tcMar" => {
                            props.margins = margins(xml);
                            continue;
                        }
                        "gridSpan" => props.span = tag.number("val").unwrap_or(1).clamp(1, 200) as u32,
                        "vMerge" => props.merged = Some(tag.attr("val").is_some_and(|v| v == "restart")),
                        "hMerge" => props.joined = tag.attr("val").is_none_or(|v| v != "restart"),
                        "shd" => props.fill = shading(&tag),
                        "tcW" => props.width = width(&tag),
                        "textDirection" => {
                            props.turned = tag.attr("val").is_some_and(|v| matches!(v.as_ref(), "btLr" | "tbRl" | "lr" | "rl"))
                        }
                        "cellIns" | "cellDel" | "cellMerge" | "tcPrChange" => props.changed = true,
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
