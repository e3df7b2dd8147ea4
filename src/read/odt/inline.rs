//! What stands within a paragraph of OpenDocument: spans, blanks, fields, controls.

use quick_xml::events::BytesStart;

use super::content::{Content, Frame};
use super::xml::{attr, count, truth};
use crate::model::{FieldKind, NoteKind};

/// A form field of Word that LibreOffice keeps as a pair of marks.
#[derive(Debug, Default)]
pub(super) struct Mark {
    kind: String,
    checked: bool,
    entries: Vec<String>,
    chosen: Option<usize>,
    label: Option<String>,
}

impl Content {
    /// An element within a paragraph, or one that means nothing by itself.
    pub(super) fn start_inline(&mut self, name: &str, tag: &BytesStart<'_>) -> Frame {
        match name {
            "text:span" => {
                let outer = self.letters;
                if let Some(style) = attr(tag, "text:style-name") {
                    let hidden = outer.hidden;
                    self.letters = self.styles.span_letters(&style, outer);
                    self.letters.hidden = self.letters.hidden.or(hidden);
                }
                return Frame::Letters(outer);
            }
            "text:s" => self.blanks(&" ".repeat(count(tag, "text:c", 1000))),
            "text:tab" => self.blanks("\t"),
            "text:soft-page-break" => self.soft_breaks = self.soft_breaks.saturating_add(1),
            "text:line-break" => self.blanks("\n"),
            "text:change-start" => self.note(NoteKind::TrackedChanges),
            "draw:control" => {
                if let Some(id) = attr(tag, "draw:control") {
                    let letters = self.letters;
                    let Content { forms, stories, .. } = self;
                    if let Some(story) = stories.last_mut() {
                        forms.place(&id, &mut story.para, letters);
                    }
                }
            }
            "text:text-input" => return self.field(FieldKind::Text, true, attr(tag, "text:description")),
            "text:placeholder" => return self.field(FieldKind::Text, false, None),
            "text:drop-down" => return self.field(FieldKind::Choice, true, attr(tag, "text:name")),
            // The choices of a drop-down.
            "text:label" | "loext:list-item" => return Frame::Skip,
            "loext:content-control" if !truth(tag, "loext:checkbox") => {
                let kind = if truth(tag, "loext:dropdown") || truth(tag, "loext:combobox") {
                    FieldKind::Choice
                } else if truth(tag, "loext:date") {
                    FieldKind::Date
                } else {
                    FieldKind::Text
                };
                return self.field(kind, !truth(tag, "loext:showing-place-holder"), attr(tag, "loext:alias"));
            }
            "field:fieldmark" | "field:fieldmark-start" => {
                let kind = attr(tag, "field:type").unwrap_or_default();
                let kind = kind.rsplit('.').next().unwrap_or_default().to_owned();
                if kind == "FORMTEXT" {
                    self.value = Some(String::new());
                }
                self.mark = Mark { kind, label: attr(tag, "text:name").filter(|name| !name.starts_with("__Fieldmark")), ..Mark::default() };
                if name == "field:fieldmark" {
                    return Frame::Mark;
                }
            }
            "field:param" => self.mark_parameter(tag),
            "field:fieldmark-end" => self.end_mark(),
            _ => {}
        }
        Frame::Nothing
    }

    fn field(&mut self, kind: FieldKind, filled: bool, label: Option<String>) -> Frame {
        if self.value.is_some() {
            return Frame::Nothing;
        }
        self.value = Some(String::new());
        Frame::Field(kind, filled, label)
    }

    fn blanks(&mut self, blanks: &str) {
        if let Some(value) = &mut self.value {
            value.push_str(blanks);
            return;
        }
        let letters = self.letters;
        self.story(|story| {
            story.para.add(blanks, letters);
            story.blank = false;
        });
    }

    fn mark_parameter(&mut self, tag: &BytesStart<'_>) {
        let name = attr(tag, "field:name").unwrap_or_default();
        let value = attr(tag, "field:value").unwrap_or_default();
        if name.ends_with("Checkbox_Checked") || name == "Checked" {
            self.mark.checked = value == "true";
        } else if name.ends_with("ListEntry") {
            self.mark.entries.push(value);
        } else if name.ends_with("Dropdown_Selected") || name == "Result" {
            self.mark.chosen = value.parse().ok();
        } else if name == "Name" {
            self.mark.label = Some(value);
        }
    }

    /// The end of a form field of Word.
    pub(super) fn end_mark(&mut self) {
        let mark = std::mem::take(&mut self.mark);
        let letters = self.letters;
        match mark.kind.as_str() {
            "FORMTEXT" => {
                let value: String = self.value.take().unwrap_or_default().chars().filter_map(crate::read::flow::clean).collect();
                let filled = value.chars().any(char::is_alphanumeric);
                self.story(|story| story.para.field(value.trim(), (FieldKind::Text, filled), mark.label, letters));
            }
            "FORMCHECKBOX" => self.story(|story| story.para.add(if mark.checked { "☒" } else { "☐" }, letters)),
            "FORMDROPDOWN" => {
                let value = mark.entries.get(mark.chosen.unwrap_or(0)).cloned().unwrap_or_default();
                let filled = mark.chosen.is_some() && !value.trim().is_empty();
                self.story(|story| story.para.field(value.trim(), (FieldKind::Choice, filled), mark.label, letters));
            }
            _ => {}
        }
    }
}
