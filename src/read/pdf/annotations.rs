//! What lies on a page besides its content: fields, remarks, text boxes, stamps, attachments.

use lopdf::{Dictionary, Object};

use super::access::{as_dict, dict, get, list, name, number, numbers, resolve, text};
use super::fields::{Fields, PageField};
use super::geometry::Rect;
use super::glyphs::{Flags, Glyph, Page};
use super::interpret::{Frame, Shared, appearance};
use crate::model::NoteKind;

/// Annotations of one page.
const MAX_ANNOTATIONS: usize = 5_000;

/// What the annotations of a page hold.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    pub(super) fields: Vec<PageField>,
    /// Remarks with their heights on the page, top to bottom.
    pub(super) remarks: Vec<(f32, String)>,
    pub(super) notes: Vec<NoteKind>,
}

/// Reads the annotations of a page; the letters of text boxes and stamps go onto the page itself.
pub(super) fn read<'a>(
    shared: &mut Shared<'a>,
    dictionary: &'a Dictionary,
    frame: &Frame,
    fields: &Fields,
    page: &mut Page,
) -> Annotations {
    let doc = shared.doc;
    let mut out = Annotations::default();
    for object in list(doc, dictionary, b"Annots").iter().take(MAX_ANNOTATIONS) {
        let Some(annotation) = as_dict(resolve(doc, object)) else { continue };
        let flags = number(doc, annotation, b"F").map_or(0, |f| f as i64);
        let off = annotation.get(b"OC").is_ok_and(|oc| shared.is_off(oc));
        let kind = name(doc, annotation, b"Subtype").unwrap_or_default();
        if off || (flags & (2 | 32) != 0 && kind != b"FileAttachment") {
            continue;
        }
        match kind {
            b"Widget" => out.fields.extend(fields.widget(doc, object, &frame.matrix)),
            b"FreeText" | b"Stamp" => written(shared, annotation, frame, page),
            b"Link" => out.notes.extend(link(shared, annotation)),
            b"FileAttachment" => out.notes.push(NoteKind::EmbeddedFile),
            b"Sound" | b"Movie" | b"Screen" | b"RichMedia" | b"3D" => out.notes.push(NoteKind::NotRead),
            b"Popup" => {}
            _ => {
                if let Some(remark) = text(doc, annotation, b"Contents").filter(|t| !t.trim().is_empty()) {
                    let top = place(shared, annotation, frame).map_or(0.0, |r| r.y0);
                    out.remarks.push((top, remark.replace(['\r', '\n'], " ").trim().to_owned()));
                }
            }
        }
    }
    out.remarks.sort_by(|a, b| a.0.total_cmp(&b.0));
    out
}

fn place(shared: &Shared<'_>, annotation: &Dictionary, frame: &Frame) -> Option<Rect> {
    let [x0, y0, x1, y1] = numbers::<4>(shared.doc, list(shared.doc, annotation, b"Rect"))?;
    Some(frame.matrix.apply_box(x0, y0, x1, y1))
}

/// A link to another file or program.
fn link(shared: &Shared<'_>, annotation: &Dictionary) -> Option<NoteKind> {
    let action = dict(shared.doc, annotation, b"A")?;
    matches!(name(shared.doc, action, b"S"), Some(b"Launch" | b"GoToR")).then_some(NoteKind::ExternalLink)
}

/// The letters of a text box or stamp: of its appearance, or else of its contents.
fn written<'a>(shared: &mut Shared<'a>, annotation: &'a Dictionary, frame: &Frame, page: &mut Page) {
    let doc = shared.doc;
    let Some(rect) = numbers::<4>(doc, list(doc, annotation, b"Rect")) else { return };
    let normal = dict(doc, annotation, b"AP").and_then(|ap| get(doc, ap, b"N"));
    let stream = match normal {
        Some(Object::Stream(stream)) => Some(stream),
        Some(Object::Dictionary(states)) => {
            name(doc, annotation, b"AS").and_then(|state| get(doc, states, state)).and_then(|s| s.as_stream().ok())
        }
        _ => None,
    };
    let shown = stream.map(|stream| appearance(shared, frame, stream, rect)).unwrap_or_default();
    if shown.glyphs.iter().any(|g| g.c.is_alphanumeric()) {
        page.glyphs.extend(shown.glyphs.into_iter().map(|g| Glyph { mark: 0, ..g }));
        return;
    }
    let Some(contents) = text(doc, annotation, b"Contents").filter(|t| !t.trim().is_empty()) else { return };
    let Some(rect) = place(shared, annotation, frame) else { return };
    typeset(&contents, rect, page);
}

/// Sets text into a box, so that it takes part in the page's layout: half an em a letter.
fn typeset(contents: &str, rect: Rect, page: &mut Page) {
    let size = 10.0_f32.min(rect.height().max(4.0));
    let step = size * 0.5;
    let (mut x, mut y) = (rect.x0 + 2.0, rect.y0 + size);
    for line in contents.split(['\r', '\n']) {
        for word in line.split_whitespace() {
            let width = word.chars().count() as f32 * step;
            if x + width > rect.x1 && x > rect.x0 + 2.0 {
                (x, y) = (rect.x0 + 2.0, y + size * 1.2);
            }
            for c in word.chars() {
                page.glyphs.push(Glyph { c, x0: x, x1: x + step, y, size, flags: Flags::default(), rgb: [0; 3], mark: 0, seq: u32::MAX });
                x += step;
            }
            x += step;
        }
        (x, y) = (rect.x0 + 2.0, y + size * 1.2);
    }
}
