//! What floats above an .xlsx sheet: text boxes and pictures (DrawingML), form controls (VML), and the notes at cells.

use std::collections::{HashMap, HashSet};

use super::address::At;
use super::book::{BESIDE, Float, Floating, Remark};
use super::strings;
use super::xml::{Tag, Token, Xml};
use crate::model::PictureKind;

/// Points of an English metric unit.
const EMU: f32 = 12_700.0;

/// A picture of a drawing whose bytes are in another part: place in the floats and relation.
pub(super) struct Linked {
    pub(super) float: usize,
    pub(super) relation: String,
}

/// Reads `xl/drawings/drawingN.xml`. Shapes whose number is in `known` were read from VML already.
pub(super) fn drawing(part: &str, depth: usize, known: &HashSet<u32>, floats: &mut Vec<Float>) -> Vec<Linked> {
    let mut xml = Xml::new(part, depth);
    let mut linked = Vec::new();
    let mut anchor = Anchor::default();
    while let Some(token) = xml.next() {
        match token {
            Token::Open(tag) => match tag.name() {
                "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => anchor = Anchor::default(),
                // The other half of an alternative says the same again.
                "Fallback" => xml.skip(),
                "from" => anchor.at = from(&mut xml),
                "sp" | "cxnSp" => anchor.shape = Shape::default(),
                "pic" => anchor.shape = Shape { kind: Some(PictureKind::Image), ..Shape::default() },
                "graphicFrame" => anchor.shape = Shape { kind: Some(PictureKind::Chart), ..Shape::default() },
                "cNvPr" => {
                    anchor.shape.id = tag.number("id");
                    anchor.shape.hidden = tag.flag("hidden") == Some(true);
                    anchor.shape.alt = tag.get("descr").filter(|d| !d.trim().is_empty()).or_else(|| tag.get("title"));
                }
                "graphicData" if tag.get("uri").is_some_and(|u| u.ends_with("/diagram")) => {
                    anchor.shape.kind = Some(PictureKind::Drawing);
                }
                "ext" => anchor.size(&tag),
                "blip" => anchor.shape.relation = tag.get("embed"),
                "p" => anchor.shape.paragraphs.push(paragraph(&mut xml)),
                _ => {}
            },
            Token::Close(name) if matches!(name.as_str(), "sp" | "pic" | "graphicFrame") => {
                let shape = std::mem::take(&mut anchor.shape);
                if !shape.hidden && shape.id.is_none_or(|id| !known.contains(&id)) {
                    shape.emit(&anchor, floats, &mut linked);
                }
            }
            _ => {}
        }
    }
    linked
}

#[derive(Default)]
struct Anchor {
    at: At,
    width: f32,
    height: f32,
    shape: Shape,
}

#[derive(Default)]
struct Shape {
    id: Option<u32>,
    kind: Option<PictureKind>,
    alt: Option<String>,
    relation: Option<String>,
    hidden: bool,
    paragraphs: Vec<String>,
}

impl Anchor {
    fn size(&mut self, tag: &Tag<'_>) {
        if let (Some(x), Some(y)) = (tag.number::<f32>("cx"), tag.number::<f32>("cy"))
            && x > 0.0
        {
            self.width = x / EMU;
            self.height = y / EMU;
        }
    }
}

impl Shape {
    fn emit(self, anchor: &Anchor, floats: &mut Vec<Float>, linked: &mut Vec<Linked>) {
        if floats.len() >= BESIDE {
            return;
        }
        if let Some(kind) = self.kind {
            linked.extend(self.relation.map(|relation| Linked { float: floats.len(), relation }));
            let what = Floating::Picture { kind, alt: self.alt, width: anchor.width, height: anchor.height, bytes: None };
            floats.push(Float { at: anchor.at, what });
        } else if self.paragraphs.iter().any(|p| !p.trim().is_empty()) {
            floats.push(Float { at: anchor.at, what: Floating::Box(self.paragraphs) });
        }
    }
}

fn from(xml: &mut Xml<'_>) -> At {
    let mut at = At::default();
    while let Some(token) = xml.next() {
        match token {
            Token::Close(name) if name == "from" => break,
            Token::Open(tag) => {
                let name = tag.name().to_owned();
                let number = xml.text().trim().parse().unwrap_or(0);
                match name.as_str() {
                    "row" => at.row = number,
                    "col" => at.column = number,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    at
}

/// The text of `a:p`.
fn paragraph(xml: &mut Xml<'_>) -> String {
    let mut text = String::new();
    while let Some(token) = xml.next() {
        match token {
            Token::Close(name) if name == "p" => break,
            Token::Open(tag) => match tag.name() {
                "t" => text.push_str(&xml.text()),
                "br" => text.push('\n'),
                _ => {}
            },
            _ => {}
        }
    }
    text
}

/// A form control to tick, as VML has it.
pub(super) struct Control {
    pub(super) shape: Option<u32>,
    pub(super) at: At,
    pub(super) on: bool,
    pub(super) label: String,
}

/// Reads the ticks and radio buttons of `xl/drawings/vmlDrawingN.vml`.
pub(super) fn controls(part: &str, depth: usize) -> Vec<Control> {
    let mut xml = Xml::new(part, depth);
    let mut controls = Vec::new();
    let mut control = Control { shape: None, at: At::default(), on: false, label: String::new() };
    let mut is_tick = false;
    while let Some(token) = xml.next() {
        match token {
            Token::Open(tag) => match tag.name() {
                "shape" => {
                    let number = tag.get("id").and_then(|id| id.rsplit_once('s').and_then(|(_, n)| n.parse().ok()));
                    control = Control { shape: number, at: At::default(), on: false, label: String::new() };
                    is_tick = false;
                }
                "textbox" => control.label = squeezed(&until(&mut xml, "textbox")),
                "ClientData" => is_tick = tag.get("ObjectType").is_some_and(|t| matches!(t.as_str(), "Checkbox" | "Radio")),
                "Anchor" => control.at = anchor(&xml.text()),
                "Checked" => control.on = xml.text().trim() == "1",
                _ => {}
            },
            Token::Close(name) if name == "shape" && is_tick && controls.len() < BESIDE => {
                is_tick = false;
                let done = Control { shape: control.shape, at: control.at, on: control.on, label: std::mem::take(&mut control.label) };
                controls.push(done);
            }
            _ => {}
        }
    }
    controls
}

/// The text up to the closing of that name, whatever stands unclosed between (VML has `<br>`).
fn until(xml: &mut Xml<'_>, name: &str) -> String {
    let mut text = String::new();
    while let Some(token) = xml.next() {
        match token {
            Token::Close(closed) if closed == name => break,
            Token::Text(piece) => text.push_str(&piece),
            Token::Open(tag) if tag.name() == "br" => text.push(' '),
            _ => {}
        }
    }
    text
}

/// `2, 10, 4, 3, ...`: column and row of the upper left corner, each with an offset behind it.
fn anchor(text: &str) -> At {
    let numbers: Vec<u32> = text.split(',').map(|n| n.trim().parse().unwrap_or(0)).collect();
    At { row: numbers.get(2).copied().unwrap_or(0), column: numbers.first().copied().unwrap_or(0) }
}

/// Reads a control's own part: `None` when it is no box to tick, else whether it is ticked.
pub(super) fn control_state(part: &str, depth: usize) -> Option<bool> {
    let mut xml = Xml::new(part, depth);
    while let Some(token) = xml.next() {
        if let Token::Open(tag) = token
            && tag.name() == "formControlPr"
        {
            let kind = tag.get("objectType")?;
            return matches!(kind.as_str(), "CheckBox" | "Radio").then(|| tag.get("checked").is_some_and(|c| c == "Checked"));
        }
    }
    None
}

/// Reads `xl/commentsN.xml`.
pub(super) fn notes(part: &str, depth: usize) -> Vec<Remark> {
    let mut xml = Xml::new(part, depth);
    let mut notes = Vec::new();
    let mut at = At::default();
    while let Some(token) = xml.next() {
        if let Token::Open(tag) = token {
            match tag.name() {
                "comment" => at = tag.get("ref").and_then(|r| super::address::cell(&r)).unwrap_or_default(),
                "text" if notes.len() < BESIDE => notes.push(Remark { at, text: strings::rich(&mut xml, "text").text }),
                _ => {}
            }
        }
    }
    notes
}

/// Reads `xl/threadedComments/threadedCommentN.xml`.
pub(super) fn threads(part: &str, depth: usize) -> Vec<Remark> {
    let mut xml = Xml::new(part, depth);
    let mut threads = Vec::new();
    let mut at = At::default();
    while let Some(token) = xml.next() {
        if let Token::Open(tag) = token {
            match tag.name() {
                "threadedComment" => at = tag.get("ref").and_then(|r| super::address::cell(&r)).unwrap_or_default(),
                "text" if threads.len() < BESIDE => threads.push(Remark { at, text: xml.text() }),
                _ => {}
            }
        }
    }
    threads
}

/// The notes of a sheet: a thread stands for the note that Excel writes beside it for older programs.
pub(super) fn joined(notes: Vec<Remark>, threads: Vec<Remark>) -> Vec<Remark> {
    let threaded: HashSet<At> = threads.iter().map(|t| t.at).collect();
    notes.into_iter().filter(|n| !threaded.contains(&n.at)).chain(threads).collect()
}

/// The controls of a sheet as floats, their state as their own part says it.
pub(super) fn ticks(controls: Vec<Control>, states: &HashMap<u32, bool>) -> impl Iterator<Item = Float> {
    controls.into_iter().map(|control| {
        let on = control.shape.and_then(|s| states.get(&s).copied()).unwrap_or(control.on);
        Float { at: control.at, what: Floating::Tick { on, label: control.label } }
    })
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_stands_for_the_note_beside_it() {
        let notes = notes(
            "<comments><commentList><comment ref=\"B2\"><text><t>[Threaded comment] Your version of Excel ...</t></text></comment>\
             <comment ref=\"C3\"><text><r><t>Navragen </t></r><r><t>bij moeder.</t></r></text></comment></commentList></comments>",
            64,
        );
        let threads =
            threads("<ThreadedComments><threadedComment ref=\"B2\"><text>Klopt dit?</text></threadedComment></ThreadedComments>", 64);
        let joined: Vec<String> = joined(notes, threads).into_iter().map(|r| r.text).collect();
        assert_eq!(joined, ["Navragen bij moeder.", "Klopt dit?"]);
    }

    #[test]
    fn a_control_is_read_once_and_its_own_part_decides() {
        let vml = "<xml><v:shape id=\"_x0000_s1025\"><v:textbox><div>Akkoord</div></v:textbox><x:ClientData ObjectType=\"Checkbox\">\
                   <x:Anchor>1, 0, 4, 0, 3, 0, 5, 0</x:Anchor></x:ClientData></v:shape></xml>";
        let controls = controls(vml, 64);
        let known: HashSet<u32> = controls.iter().filter_map(|c| c.shape).collect();
        let state = control_state("<formControlPr objectType=\"CheckBox\" checked=\"Checked\"/>", 64);
        let states: HashMap<u32, bool> = state.map(|on| (1025, on)).into_iter().collect();
        let mut floats: Vec<Float> = ticks(controls, &states).collect();
        let drawn = "<wsDr><AlternateContent><Choice><twoCellAnchor><from><col>1</col><row>4</row></from><sp><nvSpPr><cNvPr id=\"1025\"/></nvSpPr>\
                     <txBody><p><r><t>Akkoord</t></r></p></txBody></sp></twoCellAnchor></Choice><Fallback/></AlternateContent>\
                     <twoCellAnchor><from><col>0</col><row>7</row></from><pic><cNvPr id=\"7\" descr=\"een foto\"/></pic></twoCellAnchor></wsDr>";
        drawing(drawn, 64, &known, &mut floats);
        assert_eq!(floats.len(), 2);
        assert!(
            matches!(&floats[0], Float { at: At { row: 4, column: 1 }, what: Floating::Tick { on: true, label } } if label == "Akkoord")
        );
        assert!(matches!(&floats[1].what, Floating::Picture { alt: Some(alt), .. } if alt == "een foto"));
    }
}
