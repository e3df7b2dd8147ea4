//! Content controls (ECMA-376 part 1, 17.5.2) and the form fields of old (17.16): what they take, and whether they are filled in.

use crate::model::FieldKind;
use crate::read::ooxml::{Node, Ns, Tag, Xml};

use super::line::FieldPiece;
use super::props::switch;

/// A content control's own words (`w:sdtPr`).
#[derive(Debug, Default)]
pub(super) struct ControlProps {
    pub(super) kind: FieldKind,
    /// It shows its placeholder.
    pub(super) showing: bool,
    /// Its title, or else its tag.
    pub(super) label: Option<String>,
    /// A box to tick, and whether it is ticked.
    pub(super) tick: Option<bool>,
    /// It only groups content: no field.
    pub(super) plain: bool,
    /// It says what it takes (plain text, a date, a choice): a field whatever stands in it.
    pub(super) typed: bool,
    /// The choice that stands for "nothing chosen".
    pub(super) unset: Option<String>,
}

impl ControlProps {
    /// The field that it is.
    pub(super) fn piece(&self, id: u32) -> FieldPiece {
        FieldPiece { id, kind: self.kind, showing: self.showing, label: self.label.clone(), default: self.unset.clone() }
    }
}

/// Whether a field's text is what Word itself shows in an empty one (Dutch or English), or an invitation to choose: other
/// writers forget to say that the placeholder shows.
pub(super) fn is_prompt(kind: FieldKind, text: &str) -> bool {
    const STOCK: [&str; 10] = [
        "klik of tik om",
        "klik of tik hier om",
        "klik hier om tekst",
        "klik om tekst in te voeren",
        "klik hier als u",
        "klik hier om een datum",
        "klik om een datum",
        "click or tap",
        "click here to enter",
        "enter text here",
    ];
    const CHOOSE: [&str; 7] = ["kies een", "kies uit", "kies...", "kies\u{2026}", "maak een keuze", "selecteer", "choose an item"];
    let text = text.trim().to_lowercase();
    let begins = |prompts: &[&str]| prompts.iter().any(|prompt| text.starts_with(prompt));
    begins(&STOCK) || (kind == FieldKind::Choice && (text == "kies" || begins(&CHOOSE)))
}

/// A name that Word gave by itself ("Tekst12", "Selectievakje3") tells nothing.
fn own_name(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
    let given = matches!(stem.as_str(), "text" | "tekst" | "check" | "selectievakje" | "dropdown" | "vervolgkeuzelijst" | "keuzelijst");
    !given && !stem.starts_with("__fieldmark")
}

/// Reads a `w:sdtPr` that was just opened, to its end.
pub(super) fn control_props(xml: &mut Xml<'_>) -> ControlProps {
    let mut props = ControlProps::default();
    let mut tagged = None;
    loop {
        match xml.next() {
            Node::Open(tag) => {
                match (tag.ns, tag.name()) {
                    (Ns::W, "alias") => props.label = tag.attr("val").map(|v| v.into_owned()).filter(|v| !v.trim().is_empty()),
                    (Ns::W, "tag") => {
                        tagged = tag.attr("val").map(|v| v.into_owned()).filter(|v| !v.trim().is_empty());
                        // Google's own marks round runs, not fields.
                        props.plain |= tagged.as_deref().is_some_and(|tag| tag.starts_with("goog_"));
                    }
                    (Ns::W, "showingPlcHdr") => props.showing = switch(&tag),
                    (Ns::W, "date") => {
                        props.kind = FieldKind::Date;
                        props.typed = true;
                    }
                    (Ns::W, "text") => props.typed = true,
                    (Ns::W, "dropDownList" | "comboBox") => {
                        props.kind = FieldKind::Choice;
                        props.typed = true;
                        props.unset = unset(xml);
                        continue;
                    }
                    (Ns::W, "docPartObj" | "docPartList" | "group" | "bibliography" | "citation" | "picture" | "equation") => {
                        props.plain = true
                    }
                    (Ns::WordExtension, "repeatingSection" | "repeatingSectionItem") => props.plain = true,
                    (Ns::WordExtension, "checkbox") => {
                        props.tick = Some(ticked(xml));
                        continue;
                    }
                    _ => {}
                }
                xml.skip();
            }
            Node::Close | Node::End => {
                props.label = props.label.take().or(tagged);
                return props;
            }
            Node::Text(_) => {}
        }
    }
}

/// The shown text of the choice without a value.
fn unset(xml: &mut Xml<'_>) -> Option<String> {
    let mut unset = None;
    loop {
        match xml.next() {
            Node::Open(tag) => {
                let empty = tag.attr("value").is_none_or(|value| value.trim().is_empty());
                if tag.is(Ns::W, "listItem") && empty {
                    unset = tag.attr("displayText").map(|v| v.into_owned()).or(unset);
                }
                xml.skip();
            }
            Node::Close | Node::End => return unset,
            Node::Text(_) => {}
        }
    }
}

fn ticked(xml: &mut Xml<'_>) -> bool {
    let mut on = false;
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.name() == "checked" {
                    on = switch(&tag);
                }
                xml.skip();
            }
            Node::Close | Node::End => return on,
            Node::Text(_) => {}
        }
    }
}

/// A form field of old (`w:ffData`).
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    /// Text, with its name or help and its default.
    Text { label: Option<String>, default: Option<String> },
    /// A box to tick.
    Tick { on: bool },
    /// A choice: what shows, and whether somebody chose it.
    Choice { label: Option<String>, shown: String, chosen: bool },
}

/// Reads a `w:ffData` that was just opened, to its end.
pub(super) fn form(xml: &mut Xml<'_>) -> Form {
    let (mut name, mut help) = (None, None);
    let mut form = Form::Text { label: None, default: None };
    loop {
        match xml.next() {
            Node::Open(tag) if tag.is(Ns::W, "checkBox") => form = Form::Tick { on: check_box(xml) },
            Node::Open(tag) if tag.is(Ns::W, "ddList") => form = choice(xml),
            Node::Open(tag) if tag.is(Ns::W, "textInput") => form = Form::Text { label: None, default: text_default(xml) },
            Node::Open(tag) => {
                let value = |tag: &Tag<'_>| tag.attr("val").map(|v| v.into_owned()).filter(|v| !v.trim().is_empty());
                match tag.name() {
                    "name" => name = value(&tag).filter(|name| own_name(name)),
                    "helpText" | "statusText" => help = value(&tag).or(help),
                    _ => {}
                }
                xml.skip();
            }
            Node::Close | Node::End => break,
            Node::Text(_) => {}
        }
    }
    let own = help.or(name);
    match &mut form {
        Form::Text { label, .. } | Form::Choice { label, .. } => *label = own,
        Form::Tick { .. } => {}
    }
    form
}

fn check_box(xml: &mut Xml<'_>) -> bool {
    let (mut default, mut checked) = (false, None);
    loop {
        match xml.next() {
            Node::Open(tag) => {
                match tag.name() {
                    "default" => default = switch(&tag),
                    "checked" => checked = Some(switch(&tag)),
                    _ => {}
                }
                xml.skip();
            }
            Node::Close | Node::End => return checked.unwrap_or(default),
            Node::Text(_) => {}
        }
    }
}

fn text_default(xml: &mut Xml<'_>) -> Option<String> {
    let mut default = None;
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.name() == "default" {
                    default = tag.attr("val").map(|v| v.into_owned()).filter(|v| !v.trim().is_empty());
                }
                xml.skip();
            }
            Node::Close | Node::End => return default,
            Node::Text(_) => {}
        }
    }
}

fn choice(xml: &mut Xml<'_>) -> Form {
    let (mut entries, mut result) = (Vec::new(), None);
    loop {
        match xml.next() {
            Node::Open(tag) => {
                match tag.name() {
                    "listEntry" => entries.push(tag.attr("val").unwrap_or_default().into_owned()),
                    "result" => result = tag.number("val"),
                    "default" => result = result.or_else(|| tag.number("val")),
                    _ => {}
                }
                xml.skip();
            }
            Node::Close | Node::End => break,
            Node::Text(_) => {}
        }
    }
    let place = usize::try_from(result.unwrap_or(0)).unwrap_or(0);
    let shown = entries.get(place).or(entries.first()).cloned().unwrap_or_default();
    let chosen = result.is_some() && !shown.trim().is_empty() && !is_prompt(FieldKind::Choice, &shown);
    Form::Choice { label: None, chosen, shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_word_itself_asks_is_no_answer() {
        assert!(is_prompt(FieldKind::Text, "Klik of tik om tekst in te voeren."));
        assert!(is_prompt(FieldKind::Choice, "Kies een item."));
        assert!(!is_prompt(FieldKind::Text, "Kies een rustige plek in de klas"));
        assert!(!is_prompt(FieldKind::Text, "Klikt goed met haar maatje"));
    }

    #[test]
    fn names_that_word_gave_are_no_labels() {
        assert!(own_name("geboortedatum") && !own_name("Tekst12") && !own_name("__Fieldmark__71_28"));
    }
}
