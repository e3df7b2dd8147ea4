//! Properties of runs and paragraphs (ECMA-376 part 1, 17.3.1 and 17.3.2): what a style or a piece of text says of itself.
//!
//! Everything is optional: `None` means that it says nothing, and that the next lower layer decides.

use crate::read::a4::Family;
use crate::read::ooxml::{Node, Ns, Tag, Xml};

use super::theme::Theme;
use crate::read::symbols::SymbolFont;

/// A colour as Word writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    /// Left to the program: black on white.
    Auto,
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

impl Colour {
    fn parse(value: &str) -> Option<Colour> {
        if value.eq_ignore_ascii_case("auto") {
            return Some(Colour::Auto);
        }
        let number = u32::from_str_radix(value.trim_start_matches('#'), 16).ok().filter(|_| value.trim_start_matches('#').len() == 6)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Colour::Rgb(red, green, blue))
    }

    /// So near to white that letters of this colour do not show on paper.
    pub(super) fn is_white(self) -> bool {
        matches!(self, Colour::Rgb(r, g, b) if r >= 0xFA && g >= 0xFA && b >= 0xFA)
    }

    /// Grey as prompts are.
    pub(super) fn is_grey(self) -> bool {
        let Colour::Rgb(r, g, b) = self else { return false };
        let (low, high) = (r.min(g).min(b), r.max(g).max(b));
        high - low <= 0x18 && (0x60..=0xD9).contains(&low)
    }
}

/// What a run of text, or a style, says of its letters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RunProps {
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) underline: Option<bool>,
    pub(super) vanish: Option<bool>,
    pub(super) caps: Option<bool>,
    /// Points.
    pub(super) size: Option<f32>,
    pub(super) colour: Option<Colour>,
    /// Shading or highlight behind the letters.
    pub(super) fill: Option<Colour>,
    pub(super) family: Option<Family>,
    pub(super) symbols: Option<SymbolFont>,
    /// Super- or subscript.
    pub(super) raised: Option<bool>,
    /// Set in the style for placeholders.
    pub(super) placeholder: Option<bool>,
}

impl RunProps {
    /// Lays these properties over lower ones.
    pub(super) fn over(&mut self, top: &RunProps) {
        self.bold = top.bold.or(self.bold);
        self.italic = top.italic.or(self.italic);
        self.underline = top.underline.or(self.underline);
        self.vanish = top.vanish.or(self.vanish);
        self.caps = top.caps.or(self.caps);
        self.size = top.size.or(self.size);
        self.colour = top.colour.or(self.colour);
        self.fill = top.fill.or(self.fill);
        if top.family.is_some() {
            self.family = top.family;
            self.symbols = top.symbols;
        }
        self.raised = top.raised.or(self.raised);
        self.placeholder = top.placeholder.or(self.placeholder);
    }
}

/// The height of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum LineRule {
    /// Times the height of the font.
    Times(f32),
    /// At least this many points.
    AtLeast(f32),
    /// Exactly this many points.
    Exact(f32),
}

/// What a paragraph, or a style, says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ParaProps {
    /// Number of its numbering; 0 takes numbering away.
    pub(super) list: Option<i64>,
    pub(super) list_level: Option<u8>,
    /// 0 to 8 for headings, 9 for body text.
    pub(super) outline: Option<u8>,
    /// Points.
    pub(super) before: Option<f32>,
    pub(super) after: Option<f32>,
    pub(super) line: Option<LineRule>,
    pub(super) left: Option<f32>,
    pub(super) right: Option<f32>,
    /// First line against the rest; negative when it hangs out.
    pub(super) first: Option<f32>,
    pub(super) contextual: Option<bool>,
    pub(super) keep_next: Option<bool>,
    pub(super) keep_lines: Option<bool>,
    pub(super) page_break: Option<bool>,
    pub(super) widows: Option<bool>,
    pub(super) fill: Option<Colour>,
    /// Points that lines above and below the paragraph take (`pBdr`).
    pub(super) frame: Option<f32>,
}

impl ParaProps {
    /// Lays these properties over lower ones.
    pub(super) fn over(&mut self, top: &ParaProps) {
        self.list = top.list.or(self.list);
        self.list_level = top.list_level.or(self.list_level);
        self.outline = top.outline.or(self.outline);
        self.before = top.before.or(self.before);
        self.after = top.after.or(self.after);
        self.line = top.line.or(self.line);
        self.left = top.left.or(self.left);
        self.right = top.right.or(self.right);
        self.first = top.first.or(self.first);
        self.contextual = top.contextual.or(self.contextual);
        self.keep_next = top.keep_next.or(self.keep_next);
        self.keep_lines = top.keep_lines.or(self.keep_lines);
        self.page_break = top.page_break.or(self.page_break);
        self.widows = top.widows.or(self.widows);
        self.fill = top.fill.or(self.fill);
        self.frame = top.frame.or(self.frame);
    }
}

/// An on-off property: there without a value is on.
pub(super) fn switch(tag: &Tag<'_>) -> bool {
    tag.attr("val").is_none_or(|value| !matches!(value.trim(), "0" | "false" | "off" | "none"))
}

/// A length in twentieths of a point (or with its unit, as the strict form allows), in points.
pub(super) fn points(tag: &Tag<'_>, name: &str) -> Option<f32> {
    measure(&tag.attr(name)?)
}

/// See [`points`].
pub(super) fn measure(value: &str) -> Option<f32> {
    let value = value.trim();
    let units: [(&str, f32); 5] = [("pt", 1.0), ("cm", 28.346_457), ("mm", 2.834_645_7), ("in", 72.0), ("pc", 12.0)];
    for (unit, points) in units {
        if let Some(number) = value.strip_suffix(unit) {
            return number.trim().parse::<f32>().ok().filter(|n| n.is_finite()).map(|n| n * points);
        }
    }
    value.parse::<f32>().ok().filter(|n| n.is_finite()).map(|n| n / 20.0)
}

/// The fill that a `w:shd` gives.
pub(super) fn shading(tag: &Tag<'_>) -> Option<Colour> {
    let pattern = tag.attr("val").unwrap_or_default();
    match pattern.as_ref() {
        "nil" => Some(Colour::Auto),
        "solid" => tag.attr("color").and_then(|c| Colour::parse(&c)).map(|c| if c == Colour::Auto { Colour::Rgb(0, 0, 0) } else { c }),
        "clear" | "" => tag.attr("fill").and_then(|fill| Colour::parse(&fill)),
        // A pattern of dots or lines: some grey.
        _ => Some(Colour::Rgb(0xC0, 0xC0, 0xC0)),
    }
}

/// Reads an `w:rPr` that was just opened, to its end. Returns the character style it names as well, and whether it says that it changed.
pub(super) fn run_props(xml: &mut Xml<'_>, theme: &Theme) -> (RunProps, Option<String>, bool) {
    let mut props = RunProps::default();
    let (mut style, mut changed) = (None, false);
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.ns == Ns::W {
                    match tag.name() {
                        "rStyle" => style = tag.attr("val").map(|v| v.into_owned()),
                        "b" => props.bold = Some(switch(&tag)),
                        "i" => props.italic = Some(switch(&tag)),
                        "u" => props.underline = tag.attr("val").map(|v| v != "none"),
                        "caps" => props.caps = Some(switch(&tag)),
                        "vanish" | "specVanish" => props.vanish = Some(switch(&tag)),
                        "sz" => props.size = points(&tag, "val").map(|p| p * 10.0).filter(|p| *p > 0.0 && *p < 2000.0),
                        "color" => props.colour = tag.attr("val").and_then(|v| Colour::parse(&v)),
                        "shd" => props.fill = shading(&tag).or(props.fill),
                        "highlight" => {
                            props.fill = tag.attr("val").map(|v| match v.as_ref() {
                                "none" => Colour::Auto,
                                "white" => Colour::Rgb(255, 255, 255),
                                _ => Colour::Rgb(255, 255, 0),
                            });
                        }
                        "vertAlign" => props.raised = tag.attr("val").map(|v| v != "baseline"),
                        "rFonts" => fonts(&tag, theme, &mut props),
                        "ins" | "del" | "moveFrom" | "moveTo" | "rPrChange" => changed = true,
                        _ => {}
                    }
                }
                xml.skip();
            }
            Node::Close | Node::End => return (props, style, changed),
            Node::Text(_) => {}
        }
    }
}

fn fonts(tag: &Tag<'_>, theme: &Theme, props: &mut RunProps) {
    let name = match tag.attr("asciiTheme").or_else(|| tag.attr("hAnsiTheme")) {
        Some(slot) => theme.font(&slot).map(str::to_owned),
        None => tag.attr("ascii").or_else(|| tag.attr("hAnsi")).map(|v| v.into_owned()),
    };
    if let Some(name) = name {
        props.family = Some(Family::named(&name));
        props.symbols = SymbolFont::named(&name);
    }
}

/// What a `w:pPr` holds beside its properties.
#[derive(Debug, Default)]
pub(super) struct ParaExtras {
    pub(super) style: Option<String>,
    /// Properties of the paragraph mark.
    pub(super) mark: RunProps,
    /// The paragraph, or its mark, is part of a tracked change.
    pub(super) changed: bool,
    /// The section that ends with this paragraph.
    pub(super) section: Option<super::section::SectionProps>,
}

/// Reads a `w:pPr` that was just opened, to its end.
pub(super) fn para_props(xml: &mut Xml<'_>, theme: &Theme) -> (ParaProps, ParaExtras) {
    let mut props = ParaProps::default();
    let mut extras = ParaExtras::default();
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.ns != Ns::W {
                    xml.skip();
                    continue;
                }
                match tag.name() {
                    "rPr" => {
                        let (mark, _, changed) = run_props(xml, theme);
                        extras.mark = mark;
                        extras.changed |= changed;
                        continue;
                    }
                    "numPr" => {
                        numbering(xml, &mut props, &mut extras);
                        continue;
                    }
                    "pBdr" => {
                        props.frame = Some(borders(xml));
                        continue;
                    }
                    "sectPr" => {
                        extras.section = Some(super::section::section_props(xml));
                        continue;
                    }
                    "pStyle" => extras.style = tag.attr("val").map(|v| v.into_owned()),
                    "outlineLvl" => props.outline = tag.number("val").map(|n| n.clamp(0, 9) as u8),
                    "spacing" => spacing(&tag, &mut props),
                    "ind" => indents(&tag, &mut props),
                    "contextualSpacing" => props.contextual = Some(switch(&tag)),
                    "keepNext" => props.keep_next = Some(switch(&tag)),
                    "keepLines" => props.keep_lines = Some(switch(&tag)),
                    "pageBreakBefore" => props.page_break = Some(switch(&tag)),
                    "widowControl" => props.widows = Some(switch(&tag)),
                    "shd" => props.fill = shading(&tag),
                    "pPrChange" => extras.changed = true,
                    _ => {}
                }
                xml.skip();
            }
            Node::Close | Node::End => return (props, extras),
            Node::Text(_) => {}
        }
    }
}

fn numbering(xml: &mut Xml<'_>, props: &mut ParaProps, extras: &mut ParaExtras) {
    loop {
        match xml.next() {
            Node::Open(tag) => {
                match tag.name() {
                    "numId" => props.list = tag.number("val"),
                    "ilvl" => props.list_level = tag.number("val").map(|n| n.clamp(0, 8) as u8),
                    "ins" | "numberingChange" => extras.changed = true,
                    _ => {}
                }
                xml.skip();
            }
            Node::Close | Node::End => return,
            Node::Text(_) => {}
        }
    }
}

/// Points that the lines above and below take.
fn borders(xml: &mut Xml<'_>) -> f32 {
    let mut sum = 0.0;
    loop {
        match xml.next() {
            Node::Open(tag) => {
                let drawn = tag.attr("val").is_some_and(|v| v != "none" && v != "nil");
                if drawn && matches!(tag.name(), "top" | "bottom") {
                    sum += tag.number("sz").unwrap_or(4).clamp(0, 96) as f32 / 8.0 + tag.number("space").unwrap_or(0).clamp(0, 31) as f32;
                }
                xml.skip();
            }
            Node::Close | Node::End => return sum,
            Node::Text(_) => {}
        }
    }
}

fn spacing(tag: &Tag<'_>, props: &mut ParaProps) {
    /// What "automatic" space comes to, as in HTML.
    const AUTO: f32 = 14.0;
    let auto = |name| tag.attr(name).is_some_and(|v| matches!(v.as_ref(), "1" | "true" | "on"));
    props.before = if auto("beforeAutospacing") { Some(AUTO) } else { points(tag, "before").or(props.before) };
    props.after = if auto("afterAutospacing") { Some(AUTO) } else { points(tag, "after").or(props.after) };
    if let Some(line) = points(tag, "line") {
        props.line = Some(match tag.attr("lineRule").as_deref() {
            Some("exact") => LineRule::Exact(line.abs()),
            Some("atLeast") => LineRule::AtLeast(line.abs()),
            _ => LineRule::Times(line / 12.0),
        });
    }
}

fn indents(tag: &Tag<'_>, props: &mut ParaProps) {
    props.left = points(tag, "left").or_else(|| points(tag, "start")).or(props.left);
    props.right = points(tag, "right").or_else(|| points(tag, "end")).or(props.right);
    if let Some(hanging) = points(tag, "hanging") {
        props.first = Some(-hanging);
    } else if let Some(first) = points(tag, "firstLine") {
        props.first = Some(first);
    }
}
