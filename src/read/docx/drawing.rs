//! Pictures, charts, diagrams, and the text boxes that drawings hold.

use crate::model::{MarginKind, NoteKind, Picture, PictureKind, Place, Text};
use crate::read::ooxml::{Node, Ns, Tag, Xml};

use super::line::Line;
use super::props::measure;
use super::story::{Shown, Story};
use super::walk::Walk;

/// English Metric Units in a point.
const EMU: f32 = 12_700.0;

/// A drawing while it is read.
#[derive(Default)]
struct Drawing {
    inline: bool,
    /// Text does not run beside it.
    alone: bool,
    width: f32,
    height: f32,
    alt: Option<String>,
    image: bool,
    chart: bool,
    diagram: bool,
    group: bool,
    part: Option<String>,
    /// Words of charts, diagrams and word art.
    words: Vec<String>,
    boxes: Vec<Story>,
}

impl Walk<'_> {
    /// Reads a `w:drawing`, `w:pict` or `w:object` that was just opened, to its end.
    pub(super) fn drawing(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, line: &mut Line) {
        let mut drawing = Drawing { inline: tag.name() != "drawing", ..Drawing::default() };
        self.drawn(xml, &mut drawing);
        if self.deleted > 0 {
            return;
        }
        let kind = if drawing.chart {
            Some(PictureKind::Chart)
        } else if drawing.diagram || drawing.group {
            Some(PictureKind::Drawing)
        } else {
            drawing.image.then_some(PictureKind::Image)
        };
        if let Some(kind) = kind {
            let running = matches!(self.margin, Some(MarginKind::Header | MarginKind::Footer));
            let alt = drawing.alt.take().map(|alt| alt.trim().to_owned()).filter(|alt| !alt.is_empty()).map(Text::new);
            // `before`: 0 for the start of the paragraph, 1 for its end; the paragraph knows where that is.
            let before = usize::from(!line.is_empty());
            let picture = Picture { before, kind, alt, width: drawing.width, height: drawing.height, running, ..Picture::default() };
            line.pictures.push(Shown { picture, part: drawing.part.take() });
        }
        if drawing.inline || drawing.alone {
            line.layout.object(drawing.width, drawing.height);
        }
        let place = Place { page: None, spot: crate::model::Spot::Margin(self.margin.unwrap_or(MarginKind::TextBox)) };
        let mut words = Story::default();
        for text in drawing.words {
            let kind = match self.margin {
                Some(MarginKind::Header) => crate::model::BlockKind::PageHeader,
                Some(MarginKind::Footer) => crate::model::BlockKind::PageFooter,
                _ => crate::model::BlockKind::Paragraph,
            };
            words.blocks.push(crate::model::Block { kind, text: Text::new(text), place: place.clone(), ..Default::default() });
        }
        self.hang(words, line);
        for story in drawing.boxes {
            self.hang(story, line);
        }
    }

    fn drawn(&mut self, xml: &mut Xml<'_>, drawing: &mut Drawing) {
        loop {
            match xml.next() {
                Node::Open(tag) => self.part_of_drawing(xml, &tag, drawing),
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    fn part_of_drawing(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, drawing: &mut Drawing) {
        let relation = |name: &str| {
            let id = tag.attr(name)?;
            self.relations.iter().find(|relation| relation.id == id)
        };
        match (tag.ns, tag.name()) {
            (_, "txbxContent") => {
                let story = self.text_box(xml);
                drawing.boxes.push(story);
                return;
            }
            (Ns::Compat, "AlternateContent") => {
                self.alternatives(xml, |walk, xml| walk.drawn(xml, drawing));
                return;
            }
            (Ns::WordDrawing, "inline") => drawing.inline = true,
            (Ns::WordDrawing, "anchor") => {
                drawing.inline = false;
                if tag.attr("behindDoc").is_some_and(|v| v == "1" || v == "true") {
                    self.shared.backdrop = true;
                }
            }
            (Ns::WordDrawing, "wrapTopAndBottom") => drawing.alone = true,
            (Ns::WordDrawing, "extent") => {
                drawing.width = tag.number("cx").unwrap_or(0) as f32 / EMU;
                drawing.height = tag.number("cy").unwrap_or(0) as f32 / EMU;
            }
            (Ns::WordDrawing, "docPr") => {
                let described = tag.attr("descr").filter(|v| !v.trim().is_empty());
                drawing.alt = described.or_else(|| tag.attr("title")).map(|v| v.into_owned());
            }
            (Ns::WordShape, "wgp" | "wpc") => drawing.group = true,
            (Ns::A, "blip") => {
                drawing.image = true;
                if let Some(found) = relation("embed").filter(|found| !found.external) {
                    drawing.part.get_or_insert_with(|| found.target.clone());
                }
            }
            (Ns::Chart, "chart") => {
                drawing.chart = true;
                if let Some(words) = relation("id").and_then(|found| self.cx.drawn.get(&found.target)) {
                    drawing.words.extend(words.iter().cloned());
                }
            }
            (Ns::Diagram, "relIds") => {
                drawing.diagram = true;
                if let Some(words) = relation("dm").and_then(|found| self.cx.drawn.get(&found.target)) {
                    drawing.words.extend(words.iter().cloned());
                }
            }
            (Ns::A, "t") => {
                // Letters on a locked canvas, outside any text box.
                let text = super::runs::shown(&xml.text(), None).into_owned();
                if !text.trim().is_empty() {
                    drawing.words.push(text.trim().to_owned());
                }
                return;
            }
            (Ns::V, "imagedata") => {
                drawing.image = true;
                if let Some(found) = relation("id").filter(|found| !found.external) {
                    drawing.part.get_or_insert_with(|| found.target.clone());
                }
            }
            (Ns::V, "textpath") => {
                let text = tag.attr("string").map(|text| super::runs::shown(&text, None).into_owned()).unwrap_or_default();
                if !text.trim().is_empty() {
                    drawing.words.push(text.trim().to_owned());
                }
            }
            (Ns::V, "shape" | "rect" | "group" | "roundrect") if drawing.width <= 0.0 => vml(tag, drawing),
            (Ns::Office, "OLEObject") => {
                let linked = tag.attr("Type").is_some_and(|v| v.eq_ignore_ascii_case("link"));
                self.shared.note(if linked { NoteKind::ExternalLink } else { NoteKind::EmbeddedFile });
            }
            (Ns::W, "control") => self.shared.note(NoteKind::NotRead),
            (Ns::W, "p" | "tbl") => {
                // Text without a text box round it.
                let mut story = std::mem::take(&mut self.story);
                self.element(xml, tag);
                std::mem::swap(&mut story, &mut self.story);
                drawing.boxes.push(story);
                return;
            }
            _ => {}
        }
        self.drawn(xml, drawing);
    }
}

/// Size and place from a VML style: `position:absolute;width:120pt;height:40pt`.
fn vml(tag: &Tag<'_>, drawing: &mut Drawing) {
    if let Some(alt) = tag.attr("alt") {
        drawing.alt = Some(alt.into_owned());
    }
    let Some(style) = tag.attr("style") else { return };
    for (name, value) in style.split(';').filter_map(|pair| pair.split_once(':')) {
        // Plain numbers in VML are pixels in theory and points in practice.
        let size = || measure(value).map(|size| if value.trim().ends_with(|c: char| c.is_ascii_digit()) { size * 20.0 } else { size });
        match name.trim() {
            "width" => drawing.width = size().unwrap_or(0.0),
            "height" => drawing.height = size().unwrap_or(0.0),
            "position" if value.trim() == "absolute" => drawing.inline = false,
            _ => {}
        }
    }
}
