//! Form fields: values from the field tree, places from their widgets, labels from their tooltips.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::access::{as_dict, as_text, dict, get, id, list, name, number, numbers, resolve, text};
use super::geometry::{Matrix, Rect};
use crate::model::FieldKind;

/// Fields within fields.
const MAX_DEPTH: usize = 32;
/// Fields of one document.
const MAX_FIELDS: usize = 20_000;
/// Bits of `Ff` (ISO 32000-1, tables 226 to 230).
const PUSH_BUTTON: i64 = 1 << 16;
const PASSWORD: i64 = 1 << 13;

/// A widget on a page.
#[derive(Debug, Clone)]
pub(super) struct PageField {
    pub(super) kind: FieldKind,
    /// `Some` for a box to tick: whether it is ticked.
    pub(super) ticked: Option<bool>,
    pub(super) value: String,
    pub(super) filled: bool,
    /// Tooltip, or else the field's own name where a person could have written it.
    pub(super) label: Option<String>,
    pub(super) rect: Rect,
    pub(super) size: f32,
}

/// The widgets of a document by page object.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Field dictionaries that the tree reaches, with what they inherit.
    by_widget: HashMap<ObjectId, Inherited>,
    pub(super) xfa: bool,
}

#[derive(Debug, Clone, Default)]
struct Inherited {
    kind: Vec<u8>,
    value: Option<Object>,
    flags: i64,
    name: String,
    tooltip: Option<String>,
    options: Vec<Object>,
}

impl Fields {
    /// Walks the field tree.
    pub(super) fn of(doc: &Document) -> Fields {
        let mut fields = Fields::default();
        let Some(form) = doc.catalog().ok().and_then(|c| dict(doc, c, b"AcroForm")) else { return fields };
        fields.xfa = get(doc, form, b"XFA").is_some();
        let mut stack: Vec<(&Object, Inherited, usize)> =
            list(doc, form, b"Fields").iter().rev().map(|f| (f, Inherited::default(), 0)).collect();
        while let Some((object, mut above, depth)) = stack.pop() {
            let Some(field) = as_dict(resolve(doc, object)) else { continue };
            above.take(doc, field);
            let kids = list(doc, field, b"Kids");
            if depth < MAX_DEPTH && fields.by_widget.len() + stack.len() < MAX_FIELDS {
                stack.extend(kids.iter().rev().map(|k| (k, above.clone(), depth + 1)));
            }
            if let Some(id) = id(object) {
                fields.by_widget.insert(id, above);
            }
        }
        fields
    }

    /// A widget annotation as a field of its page; `None` for a push button and for what is not shown.
    pub(super) fn widget(&self, doc: &Document, object: &Object, matrix: &Matrix) -> Option<PageField> {
        let widget = as_dict(resolve(doc, object))?;
        let flags = number(doc, widget, b"F").map_or(0, |f| f as i64);
        if flags & 2 != 0 || flags & 32 != 0 {
            return None;
        }
        let mut field = id(object).and_then(|id| self.by_widget.get(&id)).cloned().unwrap_or_default();
        // Widgets that the tree does not reach still know their parents.
        let mut node = Some(widget);
        for _ in 0..MAX_DEPTH {
            let Some(at) = node else { break };
            field.fill_in(doc, at);
            node = dict(doc, at, b"Parent");
        }
        let [x0, y0, x1, y1] = numbers::<4>(doc, list(doc, widget, b"Rect"))?;
        let rect = matrix.apply_box(x0, y0, x1, y1);
        let label = field.tooltip.clone().or_else(|| readable_name(&field.name));
        let base = PageField {
            kind: FieldKind::Text,
            ticked: None,
            value: String::new(),
            filled: false,
            label,
            rect,
            size: font_size(doc, widget).unwrap_or(10.0),
        };
        match field.kind.as_slice() {
            b"Btn" if field.flags & PUSH_BUTTON != 0 => None,
            b"Btn" => {
                let state = name(doc, widget, b"AS").map(<[u8]>::to_vec);
                let on = match (&state, &field.value) {
                    (Some(state), _) => state != b"Off",
                    (None, Some(Object::Name(value))) => value != b"Off" && on_states(doc, widget).contains(value),
                    _ => false,
                };
                Some(PageField { ticked: Some(on), filled: on, ..base })
            }
            b"Sig" => {
                let signed = field.value.as_ref().is_some_and(|v| as_dict(resolve(doc, v)).is_some());
                Some(PageField { kind: FieldKind::Signature, filled: signed, ..base })
            }
            b"Ch" => {
                let value = field.value.as_ref().map(|v| choice(doc, v, &field.options)).unwrap_or_default();
                Some(PageField { kind: FieldKind::Choice, filled: !value.trim().is_empty(), value, ..base })
            }
            b"Tx" => {
                let value = match field.value.as_ref().map(|v| resolve(doc, v)) {
                    _ if field.flags & PASSWORD != 0 => String::new(),
                    Some(Object::Stream(stream)) => {
                        super::access::unpack(stream, 1 << 20).map(|data| super::access::decode_text(&data)).unwrap_or_default()
                    }
                    Some(other) => as_text(other).unwrap_or_default(),
                    None => String::new(),
                };
                let value = tidy(&value);
                let kind = if is_date_field(doc, widget) { FieldKind::Date } else { FieldKind::Text };
                Some(PageField { kind, filled: value.chars().any(char::is_alphanumeric), value, ..base })
            }
            _ => None,
        }
    }
}

impl Inherited {
    /// Takes over what a field says itself, above what it inherits.
    fn take(&mut self, doc: &Document, field: &Dictionary) {
        if let Some(part) = text(doc, field, b"T") {
            self.name = if self.name.is_empty() { part } else { format!("{}.{part}", self.name) };
        }
        if let Some(kind) = name(doc, field, b"FT") {
            self.kind = kind.to_vec();
        }
        if let Some(flags) = number(doc, field, b"Ff") {
            self.flags = flags as i64;
        }
        if let Some(value) = get(doc, field, b"V") {
            self.value = Some(value.clone());
        }
        if let Some(tooltip) = text(doc, field, b"TU").filter(|t| !t.trim().is_empty()) {
            self.tooltip = Some(tooltip);
        }
        let options = list(doc, field, b"Opt");
        if !options.is_empty() {
            self.options = options.to_vec();
        }
    }

    /// Takes over what is not known yet.
    fn fill_in(&mut self, doc: &Document, field: &Dictionary) {
        if self.kind.is_empty() {
            self.kind = name(doc, field, b"FT").unwrap_or_default().to_vec();
        }
        if self.value.is_none() {
            self.value = get(doc, field, b"V").cloned();
        }
        if self.tooltip.is_none() {
            self.tooltip = text(doc, field, b"TU").filter(|t| !t.trim().is_empty());
        }
        if self.name.is_empty() {
            self.name = text(doc, field, b"T").unwrap_or_default();
        }
        if self.flags == 0 {
            self.flags = number(doc, field, b"Ff").map_or(0, |f| f as i64);
        }
    }
}

/// A name that says something: not `Text12`, `veld_3` or `undefined`.
fn readable_name(full: &str) -> Option<String> {
    let last = full.rsplit('.').next().unwrap_or(full);
    let stem: String = last.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    let empty = [
        "",
        "text",
        "tekst",
        "tekstveld",
        "textfield",
        "field",
        "veld",
        "undefined",
        "checkbox",
        "check",
        "selectievakje",
        "radio",
        "group",
        "groep",
        "fill",
        "dropdown",
        "keuzelijst",
        "signature",
        "handtekening",
        "untitled",
        "naamloos",
        "t",
        "f",
        "cb",
    ];
    (!empty.contains(&stem.as_str())).then(|| last.replace('_', " ").trim().to_owned())
}

fn on_states(doc: &Document, widget: &Dictionary) -> Vec<Vec<u8>> {
    dict(doc, widget, b"AP")
        .and_then(|ap| dict(doc, ap, b"N"))
        .map(|states| states.iter().map(|(state, _)| state.clone()).filter(|s| s != b"Off").collect())
        .unwrap_or_default()
}

/// The chosen option as it is shown: the second of an `Opt` pair.
fn choice(doc: &Document, value: &Object, options: &[Object]) -> String {
    let shown = |value: &Object| {
        let own = as_text(resolve(doc, value)).unwrap_or_default();
        let pair = options
            .iter()
            .filter_map(|o| resolve(doc, o).as_array().ok())
            .find(|pair| pair.first().and_then(|export| as_text(resolve(doc, export))).as_deref() == Some(own.as_str()));
        pair.and_then(|p| p.get(1)).and_then(|label| as_text(resolve(doc, label))).unwrap_or(own)
    };
    match resolve(doc, value) {
        Object::Array(values) => values.iter().take(100).map(shown).collect::<Vec<_>>().join(", "),
        one => shown(one),
    }
}

/// Whether the field formats its value as a date.
fn is_date_field(doc: &Document, widget: &Dictionary) -> bool {
    let script = dict(doc, widget, b"AA").and_then(|aa| dict(doc, aa, b"F")).and_then(|f| text(doc, f, b"JS"));
    script.is_some_and(|js| js.contains("AFDate"))
}

/// Type size from the default appearance (`/Helv 10 Tf`).
fn font_size(doc: &Document, widget: &Dictionary) -> Option<f32> {
    let appearance = text(doc, widget, b"DA")?;
    let words: Vec<&str> = appearance.split_whitespace().collect();
    let at = words.iter().position(|w| *w == "Tf")?;
    words.get(at.checked_sub(1)?)?.parse::<f32>().ok().filter(|s| *s > 2.0 && *s < 80.0)
}

/// Line ends as single ones, no control characters.
fn tidy(value: &str) -> String {
    let lines: Vec<String> = value
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .split('\n')
        .map(|line| line.chars().filter(|c| !c.is_control()).collect::<String>().trim_end().to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}
