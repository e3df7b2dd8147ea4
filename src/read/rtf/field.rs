//! Fields: their code tells a form field, their result is text.

use super::Reader;
use super::state::Dest;
use crate::model::FieldKind;

/// A field that is open.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// The group it ends with.
    pub level: usize,
    pub code: String,
    pub value: String,
    /// Whether its result was read as text.
    pub has_result: bool,
    /// `\ffres`, `\ffdefres`: state of a box, or the choice.
    pub result: Option<i32>,
    pub default: Option<i32>,
    pub choices: Vec<String>,
    /// `\ffname`.
    pub label: String,
}

impl Field {
    /// Text for one of its destinations.
    pub(super) fn text(&mut self, dest: Dest, text: &str) {
        match dest {
            Dest::FieldCode => self.code.push_str(text),
            Dest::FieldValue => self.value.push_str(text),
            Dest::FormName => self.label.push_str(text),
            Dest::FormChoice => {
                if let Some(choice) = self.choices.last_mut() {
                    choice.push_str(text);
                }
            }
            _ => {}
        }
    }

    /// The first word of its code.
    pub(super) fn name(&self) -> &str {
        self.code.split_whitespace().next().unwrap_or_default()
    }

    fn chosen(&self) -> Option<i32> {
        self.result.filter(|&result| result != 25).or(self.default)
    }
}

impl Reader {
    /// Ends the field that began with this group.
    pub(super) fn end_field(&mut self, level: usize) {
        let Some(field) = self.fields.pop_if(|field| field.level == level) else { return };
        let letters = self.state.letters;
        let Some(story) = self.stories.last_mut() else { return };
        match field.name() {
            "FORMCHECKBOX" => {
                let on = field.chosen() == Some(1);
                story.para.add(if on { "☒" } else { "☐" }, letters);
            }
            "FORMTEXT" => {
                let value: String = field.value.chars().filter_map(crate::read::flow::clean).collect();
                let filled = !value.trim().is_empty();
                story.para.field(value.trim(), (FieldKind::Text, filled), Some(field.label), letters);
            }
            "FORMDROPDOWN" => {
                let chosen = field.chosen().and_then(|chosen| usize::try_from(chosen).ok()).unwrap_or(0);
                let value = match field.choices.get(chosen) {
                    Some(choice) => choice.trim().to_owned(),
                    None => field.value.trim().to_owned(),
                };
                let touched = field.result.is_some_and(|result| result != 25);
                let filled = touched && value.chars().any(char::is_alphanumeric);
                story.para.field(&value, (FieldKind::Choice, filled), Some(field.label), letters);
            }
            _ => {}
        }
    }
}
