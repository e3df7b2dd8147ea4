//! What stands within a paragraph: runs of text, links, fields, controls, notes and comments.

use std::borrow::Cow;

use crate::model::{BlockKind, FieldKind, HiddenKind, NoteKind};
use crate::read::a4;
use crate::read::ooxml::{Node, Ns, Tag, Xml};

use super::control::{ControlProps, Form, control_props, form};
use super::line::{FieldPiece, Line};
use super::props::{RunProps, run_props};
use super::story::Story;
use super::walk::{OpenControl, OpenField, Walk};
use crate::read::symbols::SymbolFont;

/// A ticked and an empty box, whatever the file shows in their place.
const BOXES: [&str; 2] = ["☐", "☒"];

impl Walk<'_> {
    /// Reads one element within a paragraph.
    pub(super) fn inline(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, line: &mut Line) {
        match (tag.ns, tag.name()) {
            (Ns::W | Ns::Math, "r") => self.run(xml, line),
            (Ns::W, "ins" | "moveTo") => {
                self.shared.note(NoteKind::TrackedChanges);
                self.inlines(xml, line);
            }
            (Ns::W, "del" | "moveFrom") => {
                self.shared.note(NoteKind::TrackedChanges);
                self.deleted += 1;
                self.inlines(xml, line);
                self.deleted -= 1;
            }
            (Ns::W, "sdt") => self.inline_control(xml, line),
            (Ns::W, "fldSimple") => {
                let instruction = tag.attr("instr").unwrap_or_default().into_owned();
                self.instructed(&instruction);
                let before = line.is_empty();
                self.inlines(xml, line);
                if before && line.is_empty() {
                    self.button(&instruction, line);
                }
            }
            (Ns::W, "ruby") => self.ruby(xml, line),
            (Ns::Compat, "AlternateContent") => self.alternatives(xml, |walk, xml| walk.inlines(xml, line)),
            (Ns::W, "tbl" | "p") => {
                // Not allowed here, but not lost either.
                let story = std::mem::take(&mut self.story);
                self.element(xml, tag);
                let inner = std::mem::replace(&mut self.story, story);
                line.after.push(inner);
            }
            (Ns::W, "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "fldData" | "customXmlPr" | "smartTagPr" | "rt") => xml.skip(),
            (Ns::Math, "rPr" | "ctrlPr") => xml.skip(),
            (Ns::W | Ns::Math, _) => self.inlines(xml, line),
            (Ns::WordExtension | Ns::Other, _) => self.inlines(xml, line),
            _ => xml.skip(),
        }
    }

    fn inlines(&mut self, xml: &mut Xml<'_>, line: &mut Line) {
        loop {
            match xml.next() {
                Node::Open(tag) => self.inline(xml, &tag, line),
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    /// Reads a run that was just opened, to its end.
    fn run(&mut self, xml: &mut Xml<'_>, line: &mut Line) {
        let mut props = line.base;
        self.run_content(xml, line, &mut props);
    }

    fn run_content(&mut self, xml: &mut Xml<'_>, line: &mut Line, props: &mut RunProps) {
        loop {
            match xml.next() {
                Node::Open(tag) => {
                    match (tag.ns, tag.name()) {
                        (Ns::W, "rPr") => {
                            self.properties(xml, props);
                            continue;
                        }
                        (Ns::W | Ns::Math, "t" | "delText") => {
                            self.characters(xml, line, props);
                            continue;
                        }
                        (Ns::W, "instrText" | "delInstrText") => {
                            let text = xml.text();
                            if let Some(field) = self.fields.last_mut().filter(|field| !field.result) {
                                field.instruction.push_str(&text);
                            }
                            continue;
                        }
                        (Ns::W, "fldChar") => {
                            self.field_char(xml, &tag, line, props);
                            continue;
                        }
                        (Ns::W, "drawing" | "pict" | "object") => {
                            self.drawing(xml, &tag, line);
                            continue;
                        }
                        (Ns::Compat, "AlternateContent") => {
                            self.alternatives(xml, |walk, xml| walk.run_content(xml, line, props));
                            continue;
                        }
                        (Ns::W, "ruby") => {
                            self.ruby(xml, line);
                            continue;
                        }
                        (Ns::W, "tab" | "ptab") => self.say("\t", line, props),
                        (Ns::W, "br") => match tag.attr("type").as_deref() {
                            Some("page") => self.broken(a4::Piece::Page, line, props),
                            Some("column") => self.broken(a4::Piece::Column, line, props),
                            _ => self.say("\n", line, props),
                        },
                        (Ns::W, "cr") => self.say("\n", line, props),
                        (Ns::W, "noBreakHyphen") => self.say("-", line, props),
                        (Ns::W, "sym") => self.symbol(&tag, line, props),
                        (Ns::W, "footnoteReference") => self.note_here(&tag, false, line),
                        (Ns::W, "endnoteReference") => self.note_here(&tag, true, line),
                        (Ns::W, "commentReference") => self.comment_here(&tag, line),
                        _ => {}
                    }
                    xml.skip();
                }
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    fn properties(&mut self, xml: &mut Xml<'_>, props: &mut RunProps) {
        let (own, style, changed) = run_props(xml, &self.cx.theme);
        if changed {
            self.shared.note(NoteKind::TrackedChanges);
        }
        if let Some(style) = style {
            props.over(&self.cx.styles.run(&style));
        }
        props.over(&own);
    }

    fn characters(&mut self, xml: &mut Xml<'_>, line: &mut Line, props: &RunProps) {
        loop {
            match xml.next() {
                Node::Text(text) => {
                    let shown = shown(&text, props.symbols);
                    self.say(&shown, line, props);
                }
                Node::Open(_) => xml.skip(),
                Node::Close | Node::End => return,
            }
        }
    }

    /// Writes text as it shows, where it belongs: in the running text, in the open field, or among what is hidden.
    fn say(&mut self, text: &str, line: &mut Line, props: &RunProps) {
        if text.is_empty() || self.fields.iter().any(|field| !field.result) {
            return;
        }
        if let Some(kind) = self.hidden(props, line.para.fill) {
            line.hide(kind, text);
            return;
        }
        if let Some(open) = self.controls.last_mut().filter(|open| open.is_tick) {
            if let Some(on) = open.tick.take() {
                self.tick(on, line, props);
            }
            // The glyph in the control says the same; words beside it stay.
            if text.chars().any(char::is_alphanumeric) && text.trim().chars().count() > 1 {
                let words = text.trim_start_matches(|c: char| !c.is_alphanumeric());
                self.write(words, line, props, None);
            }
            return;
        }
        let field = self.controls.iter().rev().find_map(|open| open.field.clone());
        self.write(text, line, props, field.as_ref());
    }

    fn write(&mut self, text: &str, line: &mut Line, props: &RunProps, field: Option<&FieldPiece>) {
        line.put(text, props, field);
        let face = face(props);
        if props.caps == Some(true) {
            line.layout.text(&text.to_uppercase(), face);
        } else {
            line.layout.text(text, face);
        }
    }

    fn tick(&mut self, on: bool, line: &mut Line, props: &RunProps) {
        let plain = RunProps { bold: None, ..*props };
        self.write(BOXES[usize::from(on)], line, &plain, None);
        self.write(" ", line, &plain, None);
    }

    fn broken(&mut self, piece: a4::Piece, line: &mut Line, props: &RunProps) {
        if self.deleted == 0 {
            line.layout.add(piece);
        }
        if !line.is_empty() {
            line.put("\n", props, None);
        }
    }

    fn symbol(&mut self, tag: &Tag<'_>, line: &mut Line, props: &RunProps) {
        let code = tag.attr("char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
        let font = tag.attr("font").and_then(|font| SymbolFont::named(&font));
        let c = match (code, font) {
            (Some(code), Some(font)) => font.show(code),
            (Some(code), None) if (0xF000..=0xF0FF).contains(&code) => private(code),
            (Some(code), None) => char::from_u32(code),
            (None, _) => None,
        };
        if let Some(c) = c {
            self.say(c.encode_utf8(&mut [0; 4]), line, props);
        }
    }

    /// Base text of a ruby, without the small text above it.
    fn ruby(&mut self, xml: &mut Xml<'_>, line: &mut Line) {
        loop {
            match xml.next() {
                Node::Open(tag) if tag.name() == "rubyBase" => self.inlines(xml, line),
                Node::Open(_) => xml.skip(),
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    // Fields.

    fn field_char(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, line: &mut Line, props: &RunProps) {
        let kind = tag.attr("fldCharType").map(|v| v.into_owned()).unwrap_or_default();
        let mut found = None;
        loop {
            match xml.next() {
                Node::Open(tag) if tag.is(Ns::W, "ffData") => found = Some(form(xml)),
                Node::Open(_) => xml.skip(),
                Node::Close | Node::End => break,
                Node::Text(_) => {}
            }
        }
        match kind.as_str() {
            "begin" => self.begin_field(found, line, props),
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    field.result = true;
                }
            }
            "end" => self.end_field(line),
            _ => {}
        }
    }

    fn begin_field(&mut self, found: Option<Form>, line: &mut Line, props: &RunProps) {
        /// Fields within fields; more are none that a person made.
        const MOST: usize = 100;
        if self.fields.len() >= MOST {
            return;
        }
        let mut control = false;
        if self.hidden(props, line.para.fill).is_none() && !self.fields.iter().any(|field| !field.result) {
            match found {
                Some(Form::Tick { on }) => self.tick(on, line, props),
                Some(Form::Text { label, default }) => {
                    let field = FieldPiece { id: self.next_field(), kind: FieldKind::Text, showing: false, label, default };
                    line.field(&field);
                    self.controls.push(OpenControl { field: Some(field), tick: None, is_tick: false });
                    control = true;
                }
                Some(Form::Choice { label, shown, chosen }) => {
                    let field = FieldPiece { id: self.next_field(), kind: FieldKind::Choice, showing: !chosen, label, default: None };
                    line.field(&field);
                    self.write(&shown, line, props, Some(&field));
                }
                None => {}
            }
        }
        self.fields.push(OpenField { control, ..OpenField::default() });
    }

    fn end_field(&mut self, line: &mut Line) {
        let Some(field) = self.fields.pop() else { return };
        if field.control {
            self.controls.pop();
        }
        self.instructed(&field.instruction);
        if !field.result {
            self.button(&field.instruction, line);
        }
    }

    /// A field that shows a part of its own instruction: "click here and type", as old templates have it.
    fn button(&mut self, instruction: &str, line: &mut Line) {
        let mut words = instruction.trim().splitn(3, char::is_whitespace);
        if words.next().is_some_and(|word| word.eq_ignore_ascii_case("MACROBUTTON"))
            && let Some(prompt) = words.nth(1)
        {
            let field = FieldPiece { id: self.next_field(), kind: FieldKind::Text, showing: true, label: None, default: None };
            let base = line.base;
            let shown = shown(prompt, None);
            self.write(&shown, line, &base, Some(&field));
        }
    }

    /// Notes what a field's instruction fetches from outside the file.
    fn instructed(&mut self, instruction: &str) {
        let word = instruction.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        if matches!(word.as_str(), "INCLUDEPICTURE" | "INCLUDETEXT" | "LINK" | "DDE" | "DDEAUTO" | "IMPORT" | "DATABASE") {
            self.shared.note(NoteKind::ExternalLink);
        }
    }

    fn inline_control(&mut self, xml: &mut Xml<'_>, line: &mut Line) {
        let mut props = ControlProps::default();
        loop {
            match xml.next() {
                Node::Open(tag) if tag.is(Ns::W, "sdtPr") => props = control_props(xml),
                Node::Open(tag) if tag.is(Ns::W, "sdtContent") => {
                    if props.plain || self.deleted > 0 {
                        self.inlines(xml, line);
                        continue;
                    }
                    let field = props.tick.is_none().then(|| props.piece(self.next_field()));
                    if let Some(field) = &field {
                        line.field(field);
                    }
                    self.controls.push(OpenControl { field, tick: props.tick, is_tick: props.tick.is_some() });
                    self.inlines(xml, line);
                    let open = self.controls.pop();
                    if let Some(on) = open.and_then(|open| open.tick) {
                        let base = line.base;
                        self.tick(on, line, &base);
                    }
                }
                Node::Open(_) => xml.skip(),
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    // What hangs on a paragraph.

    fn note_here(&mut self, tag: &Tag<'_>, end: bool, line: &mut Line) {
        let id = tag.attr("id").unwrap_or_default().into_owned();
        if let Some((story, flow)) = self.shared.footnotes.remove(&(end, id)) {
            match (self.deleted, end) {
                (0, false) => line.layout.notes.extend(flow),
                // Their blocks stand where the reference is, not where the note is printed.
                (0, true) => self.shared.endnotes.extend(flow.into_iter().filter_map(|piece| match piece {
                    a4::Flow::Paragraph(mut paragraph) => {
                        paragraph.block = None;
                        Some(a4::Flow::Paragraph(paragraph))
                    }
                    a4::Flow::Table(_) => None,
                })),
                _ => {}
            }
            self.hang(story, line);
        }
    }

    fn comment_here(&mut self, tag: &Tag<'_>, line: &mut Line) {
        let id = tag.attr("id").unwrap_or_default();
        if let Some(place) = self.shared.comments.iter().position(|(known, _)| *known == id) {
            let (_, story) = self.shared.comments.remove(place);
            self.hang(story, line);
        }
    }

    /// Puts a story behind the paragraph, in the cell in which the paragraph stands.
    pub(super) fn hang(&self, mut story: Story, line: &mut Line) {
        let cell = self.cell.map(|cell| cell.at);
        for block in &mut story.blocks {
            if block.cell.is_none() {
                block.cell = cell;
            }
            // A remark on deleted words is still a remark.
            if self.deleted > 0 && block.kind != BlockKind::Comment {
                block.kind = BlockKind::Hidden(HiddenKind::Deleted);
            }
        }
        line.after.push(story);
    }
}

/// The letters as the page estimator sees them.
pub(super) fn face(props: &RunProps) -> a4::Face {
    let size = props.size.unwrap_or(10.0);
    let size = if props.raised == Some(true) { size * 0.58 } else { size };
    a4::Face { family: props.family.unwrap_or(a4::Family::Serif), bold: props.bold == Some(true), size }
}

/// Text as it shows: symbol fonts resolved, soft hyphens and marks without width gone, every blank a space.
pub(super) fn shown(text: &str, symbols: Option<SymbolFont>) -> Cow<'_, str> {
    let plain = |c: char| (' '..='~').contains(&c) || ('\u{B0}'..='\u{17F}').contains(&c);
    // Words in a symbol font are a slip of some program: keep them as words.
    let symbols = symbols.filter(|_| text.chars().filter(char::is_ascii_alphanumeric).count() < 3);
    if symbols.is_none() && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(c),
            '\n' | '\r' => out.push(' '),
            '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{FEFF}'
            | '\0'..='\u{1F}'
            | '\u{7F}'..='\u{9F}' => {}
            '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => out.push(' '),
            '\u{2011}' => out.push('-'),
            '\u{E000}'..='\u{F8FF}' => out.extend(symbols.map_or_else(|| private(c as u32), |font| font.show(c as u32))),
            _ => match symbols {
                Some(font) if (c as u32) < 0x100 => out.extend(font.show(c as u32)),
                _ => out.push(c),
            },
        }
    }
    Cow::Owned(out)
}

/// A code of a symbol font whose name was lost: what it most often is.
fn private(code: u32) -> Option<char> {
    if code == 0xF0B7 { Some('•') } else { SymbolFont::Wingdings.show(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_soft_hyphens_are_as_people_see_them() {
        assert_eq!(shown("zo\u{AD}als\u{A0}nu\u{2011}al\u{200B}.", None), "zoals nu-al.");
        assert_eq!(shown("\u{F0FE} ja", None), "☑ ja");
        assert_eq!(shown("oþ", Some(SymbolFont::Wingdings)), "☐☑");
        assert_eq!(shown("Naam", Some(SymbolFont::Wingdings)), "Naam");
    }
}
