//! Passages that stand in the old document more than once: they are placed once.

use std::collections::BTreeMap;

use super::moves::{Move, To, Why, words};
use super::slot::Slot;
use crate::model::Document;
use crate::rules::Part;

/// A shorter text may well be said twice ("Niet van toepassing", "Zie het handelingsplan").
const FEWEST_WORDS: usize = 8;

/// Marks every repeat of a passage. The one that stays is the first that stands in the new body, or else the first.
/// Whose view or consent it is matters more than that it was said before: such words are only compared with their own part.
pub(super) fn repeats(document: &Document, moves: &mut [Move]) {
    let mut first: BTreeMap<(Option<Part>, String), (usize, bool)> = BTreeMap::new();
    for at in moves.iter() {
        let Some((key, body)) = passage(document, at) else { continue };
        let known = first.entry(key).or_insert((at.block, body));
        if body && !known.1 {
            *known = (at.block, true);
        }
    }
    for at in moves.iter_mut() {
        let Some((key, _)) = passage(document, at) else { continue };
        if let Some((stays, _)) = first.get(&key).filter(|(stays, _)| *stays != at.block) {
            (at.to, at.why, at.code) = (To::Repeat(*stays), Why::Repeated, Some("LEN03"));
        }
    }
}

/// What is compared, and whether it stands in the new body.
fn passage(document: &Document, at: &Move) -> Option<((Option<Part>, String), bool)> {
    let body = match at.to {
        To::Slot(_) => true,
        To::Apart => false,
        To::Repeat(_) | To::Form => return None,
    };
    if at.words < FEWEST_WORDS {
        return None;
    }
    let text = document.blocks.get(at.block)?.text.reveal();
    let bare: Vec<String> =
        words(text).map(|word| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()).collect();
    let own = match at.to {
        To::Slot(Slot { part, .. }) if speaks(part) => Some(part),
        _ => None,
    };
    Some(((own, bare.join(" ")), body))
}

fn speaks(part: Part) -> bool {
    matches!(part, Part::ZienswijzeLeerling | Part::ZienswijzeOuders | Part::ZienswijzeOverig | Part::Instemming | Part::AdviesCommissie)
}
