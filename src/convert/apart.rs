//! Writes `<name>.niet-overgenomen.docx`: what the new OPP leaves out, whole, by reason, for a person to decide on.

use super::docx::{Stretch, plain};
use super::pieces::{Group, Paragraph, Piece, Words};
use super::{ConvertError, Converted, Target};
use crate::model::Text;

/// The second document; `None` where nothing was left out.
///
/// # Errors
/// When it cannot be packed.
pub fn write(converted: &Converted, target: &Target) -> Result<Option<Vec<u8>>, ConvertError> {
    if !converted.has_apart() {
        return Ok(None);
    }
    let words = &target.apart;
    let lines = vec![("Title", words.title.clone()), ("Toelichting", words.about.clone())];
    let mut stretches = vec![Stretch { lines, pieces: Vec::new() }];
    for group in &converted.apart {
        let lines = vec![("Heading1", title(group, target)), ("Toelichting", advice(group, target))];
        stretches.push(Stretch { lines, pieces: placed(group) });
    }
    plain(&words.title, &stretches).map(Some)
}

/// The title of a group, with the code of the finding.
pub(super) fn title(group: &Group, target: &Target) -> String {
    let title = target.apart.groups.get(group.key).map_or(group.key, String::as_str);
    match group.code {
        Some(code) => format!("{title} ({code})"),
        None => title.to_owned(),
    }
}

/// What to do with a group: the finding's own advice, or that of its part.
pub(super) fn advice(group: &Group, target: &Target) -> String {
    group.advice.clone().or_else(|| target.apart.advice.get(group.key).cloned()).unwrap_or_default()
}

/// The pieces, with a line before each stretch from another place of the old document.
fn placed(group: &Group) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut page = "";
    for (place, piece) in &group.pieces {
        let here = place.split(", ").next().unwrap_or_default();
        if !here.is_empty() && here != page {
            page = here;
            let words = Words { block: usize::MAX, text: Text::new(format!("Oude document, {here}")) };
            pieces.push(Piece::Paragraph(Paragraph { labels: vec![words], above: true, ..Paragraph::default() }));
        }
        pieces.push(piece.clone());
    }
    pieces
}
