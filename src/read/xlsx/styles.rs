//! `xl/styles.xml`: how the cells of an .xlsx look, and how their numbers show.

use std::collections::HashMap;

use super::palette::{self, Rgb, Theme, WHITE};
use super::shown::NumberFormat;
use super::xml::{Tag, Token, Xml};
use crate::model::Look;

/// Excel knows 65,490 looks of cells, fonts and fills fewer.
const MOST: usize = 65_490;

/// The looks of a book's cells, by the number that a cell's `s` names.
#[derive(Debug, Default)]
pub(super) struct Styles {
    cells: Vec<CellStyle>,
    plain: CellStyle,
}

/// How one kind of cell looks.
#[derive(Debug, Clone, Default)]
pub(super) struct CellStyle {
    pub(super) format: NumberFormat,
    pub(super) look: Look,
    /// White on white, or a format that shows nothing.
    pub(super) invisible: bool,
    pub(super) wrap: bool,
    /// A truth value in it shows as a box to tick.
    pub(super) tick: bool,
}

impl Styles {
    /// The look of that number; the plain look for a number that is not there.
    pub(super) fn cell(&self, index: usize) -> &CellStyle {
        self.cells.get(index).unwrap_or(&self.plain)
    }

    /// Reads the part.
    pub(super) fn read(part: &str, theme: &Theme, depth: usize) -> Styles {
        let mut xml = Xml::new(part, depth);
        let (mut fonts, mut fills, mut formats) = (Vec::new(), Vec::new(), HashMap::new());
        let mut styles = Styles::default();
        let mut within = String::new();
        while let Some(token) = xml.next() {
            let Token::Open(tag) = token else { continue };
            match tag.name() {
                "cellXfs" | "cellStyleXfs" | "dxfs" | "fonts" | "fills" | "extLst" => within = tag.name().to_owned(),
                "numFmt" if within != "dxfs" => {
                    if let (Some(id), Some(code)) = (tag.number::<u32>("numFmtId"), tag.get("formatCode")) {
                        formats.insert(id, NumberFormat::parse(&code));
                    }
                }
                "font" if within == "fonts" && fonts.len() < MOST => fonts.push(font(&mut xml, theme)),
                "fill" if within == "fills" && fills.len() < MOST => fills.push(fill(&mut xml, theme)),
                "xf" if within == "cellXfs" && styles.cells.len() < MOST => {
                    let style = cell_style(&tag, &mut xml, &fonts, &fills, &formats);
                    styles.cells.push(style);
                }
                _ => {}
            }
        }
        styles.plain = styles.cells.first().cloned().unwrap_or_default();
        styles
    }
}

/// The part `xl/theme/theme1.xml`: its colours.
pub(super) fn theme(part: &str, depth: usize) -> Theme {
    let mut xml = Xml::new(part, depth);
    let mut colours = Vec::new();
    let mut inside = false;
    while let Some(token) = xml.next() {
        match token {
            Token::Open(tag) if tag.name() == "clrScheme" => inside = true,
            Token::Close(name) if name == "clrScheme" => break,
            Token::Open(tag) if inside => match tag.name() {
                "srgbClr" => colours.extend(tag.get("val").and_then(|v| palette::hex(&v))),
                "sysClr" => {
                    let black = tag.get("val").is_some_and(|v| v == "windowText");
                    let shown = tag.get("lastClr").and_then(|v| palette::hex(&v));
                    colours.push(shown.unwrap_or(if black { [0, 0, 0] } else { WHITE }));
                }
                _ => {}
            },
            _ => {}
        }
    }
    // The part has dark before light, cells count light first.
    if let [d1, l1, d2, l2, ..] = colours.as_mut_slice() {
        std::mem::swap(d1, l1);
        std::mem::swap(d2, l2);
        return Theme(colours);
    }
    Theme::default()
}

/// A colour that an element names by `rgb`, `theme` and `tint`, or `indexed`.
pub(super) fn colour(tag: &Tag<'_>, theme: &Theme) -> Option<Rgb> {
    let base = if let Some(rgb) = tag.get("rgb") {
        palette::hex(&rgb)?
    } else if let Some(n) = tag.number::<usize>("theme") {
        *theme.0.get(n)?
    } else {
        palette::indexed(tag.number("indexed")?)?
    };
    Some(tag.number::<f64>("tint").map_or(base, |t| palette::tinted(base, t)))
}

#[derive(Default)]
struct Font {
    look: Look,
    colour: Option<Rgb>,
}

fn font(xml: &mut Xml<'_>, theme: &Theme) -> Font {
    let mut font = Font::default();
    while let Some(token) = xml.next() {
        match token {
            Token::Close(name) if name == "font" => break,
            Token::Open(tag) => match tag.name() {
                "b" => font.look.bold = tag.flag("val").unwrap_or(true),
                "i" => font.look.italic = tag.flag("val").unwrap_or(true),
                "u" => font.look.underline = tag.get("val").is_none_or(|v| v != "none"),
                "sz" => font.look.size = tag.number("val").unwrap_or(0.0),
                "color" => font.colour = colour(&tag, theme),
                _ => {}
            },
            _ => {}
        }
    }
    font.look.grey = font.colour.is_some_and(palette::is_grey);
    font
}

/// The ground of a fill; `None` when there is no fill or its colour is not known.
fn fill(xml: &mut Xml<'_>, theme: &Theme) -> Option<Fill> {
    let mut pattern = String::from("none");
    let mut ground = None;
    while let Some(token) = xml.next() {
        match token {
            Token::Close(name) if name == "fill" => break,
            Token::Open(tag) => match tag.name() {
                "patternFill" => pattern = tag.get("patternType").unwrap_or_default(),
                "gradientFill" => pattern = "gradient".to_owned(),
                "fgColor" => ground = colour(&tag, theme),
                _ => {}
            },
            _ => {}
        }
    }
    (pattern != "none" && !pattern.is_empty()).then_some(Fill { solid: pattern == "solid", ground })
}

struct Fill {
    solid: bool,
    ground: Option<Rgb>,
}

fn cell_style(tag: &Tag<'_>, xml: &mut Xml<'_>, fonts: &[Font], fills: &[Option<Fill>], formats: &HashMap<u32, NumberFormat>) -> CellStyle {
    let at = |name| tag.number::<usize>(name).unwrap_or(0);
    let id = tag.number::<u32>("numFmtId").unwrap_or(0);
    let mut style = CellStyle { format: formats.get(&id).cloned().unwrap_or_else(|| NumberFormat::builtin(id)), ..CellStyle::default() };
    let fill = fills.get(at("fillId")).and_then(Option::as_ref);
    // A fill whose colour is not known hides nothing.
    let ground = fill.map_or(Some(WHITE), |f| if f.solid { f.ground } else { None });
    if let Some(font) = fonts.get(at("fontId")) {
        style.look = font.look;
        if style.look.size == 0.0 {
            style.look.size = fonts.first().map_or(0.0, |f| f.look.size);
        }
        style.invisible = matches!((font.colour, ground), (Some(text), Some(ground)) if palette::unseen(text, ground));
    }
    style.look.shaded = fill.is_some() && ground != Some(WHITE);
    style.invisible |= style.format.shows_nothing();
    while let Some(token) = xml.next() {
        match token {
            Token::Close(name) if name == "xf" => break,
            Token::Open(tag) => match tag.name() {
                "alignment" => style.wrap = tag.flag("wrapText").unwrap_or(false),
                // Excel 2024: the cell's truth value is drawn as a check box.
                "xfComplement" => style.tick = true,
                _ => {}
            },
            _ => {}
        }
    }
    style
}
