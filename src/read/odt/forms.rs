//! Form controls of OpenDocument: they are defined ahead of the text, and stand in it by their id.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::xml::{attr, truth};
use crate::model::FieldKind;
use crate::read::flow::{FieldState, Letters, Para};

/// A control.
#[derive(Debug, Clone)]
enum Control {
    /// A check box or radio button, with its label.
    Box(bool, String),
    Field(FieldState, String, Option<String>),
    Label(String),
}

/// The controls of a document.
#[derive(Debug, Default)]
pub(super) struct Forms {
    controls: HashMap<String, Control>,
    /// The list box being read.
    list: Option<String>,
}

impl Forms {
    /// An element within `office:forms`.
    pub(super) fn start(&mut self, name: &str, tag: &BytesStart<'_>) {
        let value = || attr(tag, "form:current-value").or_else(|| attr(tag, "form:value")).unwrap_or_default();
        let label = || attr(tag, "form:label").unwrap_or_default();
        let text = |kind: FieldKind, value: String| {
            let filled = value.chars().any(char::is_alphanumeric);
            Control::Field((kind, filled), value, attr(tag, "form:name"))
        };
        let control = match name {
            "form:checkbox" => {
                let state = attr(tag, "form:current-state").or_else(|| attr(tag, "form:state"));
                Control::Box(state.as_deref() == Some("checked"), label())
            }
            "form:radio" => {
                let on = attr(tag, "form:current-selected").or_else(|| attr(tag, "form:selected"));
                Control::Box(on.as_deref() == Some("true"), label())
            }
            "form:text" | "form:textarea" | "form:formatted-text" | "form:number" => text(FieldKind::Text, value()),
            "form:combobox" => text(FieldKind::Choice, value()),
            "form:date" => text(FieldKind::Date, value()),
            "form:listbox" => text(FieldKind::Choice, String::new()),
            "form:fixed-text" => Control::Label(label()),
            "form:option" | "form:item" => {
                if truth(tag, "form:current-selected") || truth(tag, "form:selected") {
                    self.choose(&label());
                }
                return;
            }
            _ => return,
        };
        let Some(id) = attr(tag, "xml:id").or_else(|| attr(tag, "form:id")) else { return };
        self.list = (name == "form:listbox").then(|| id.clone());
        self.controls.insert(id, control);
    }

    fn choose(&mut self, label: &str) {
        if let Some(Control::Field((_, filled), value, _)) = self.list.as_ref().and_then(|id| self.controls.get_mut(id)) {
            *filled = true;
            if !value.is_empty() {
                value.push_str(", ");
            }
            value.push_str(label);
        }
    }

    /// Puts the control of this id into a paragraph.
    pub(super) fn place(&self, id: &str, para: &mut Para, letters: Letters) {
        match self.controls.get(id) {
            Some(Control::Box(on, label)) => {
                para.add(if *on { "☒" } else { "☐" }, letters);
                if !label.is_empty() {
                    para.add(" ", letters);
                    para.add(label, letters);
                }
                para.add(" ", letters);
            }
            Some(Control::Field(state, value, name)) => para.field(value, *state, name.clone(), letters),
            Some(Control::Label(label)) => para.add(label, letters),
            None => {}
        }
    }
}
