//! Fields whose label and date stand on lines of their own, as exports of pupil systems print them: 'Start', below it
//! '31-08-2026', below it 'Eind / evaluatiemoment'.

use super::{Because, Does, Mapping, Section, dates};
use crate::model::{BlockKind, Document};
use crate::rules::{Part, Rules, fold, folded};

/// A label has no more words.
const LONGEST: usize = 5;

/// Gives each such pair a section of its own, so that the label says which date it is.
pub(super) fn of_dates(document: &Document, mapping: &mut Mapping, rules: &Rules) {
    let year = dates::school_year_in(&document.blocks.iter().take(50).map(|b| folded(b.text.words())).collect::<Vec<_>>().join(" | "));
    for at in 0..document.blocks.len().saturating_sub(1) {
        let pair = [at, at + 1];
        let mine = |i: &usize| mapping.blocks.get(*i).filter(|r| r.does == Does::Content && matches!(r.part, Part::Data | Part::Gegevens));
        let Some([label, value]) = <[&super::Role; 2]>::try_from(pair.iter().filter_map(mine).collect::<Vec<_>>()).ok() else { continue };
        let section = label.section;
        if value.section != section || !plain(document, at) || !plain(document, at + 1) || !names_a_date(document, rules, at) {
            continue;
        }
        let text = document.blocks.get(at + 1).map_or("", |b| b.text.words());
        let alone = matches!(dates::find(&folded(text), year).as_slice(), [one] if folded(text).trim().len() <= one.end - one.start + 2);
        if !alone {
            continue;
        }
        let part = mapping.sections.get(section).map_or(Part::Data, |s| s.part);
        let heading = document.blocks.get(at).map(|b| b.text.clone()).unwrap_or_default();
        let because = Because::Heading { synonym: folded(heading.words()) };
        if let Some(old) = mapping.sections.get_mut(section) {
            old.blocks.retain(|b| !pair.contains(b));
        }
        mapping.sections.push(Section { heading, blocks: pair.to_vec(), part, also: None, confidence: 0.9, because });
        let new = mapping.sections.len() - 1;
        for (index, does) in pair.into_iter().zip([Does::Label, Does::Content]) {
            if let Some(role) = mapping.blocks.get_mut(index) {
                (role.section, role.part, role.does, role.from) = (new, part, does, 0);
            }
        }
    }
}

fn plain(document: &Document, at: usize) -> bool {
    document.blocks.get(at).is_some_and(|b| b.cell.is_none() && matches!(b.kind, BlockKind::Paragraph))
}

/// Whether a line is a word or two of which most name a date.
fn names_a_date(document: &Document, rules: &Rules, at: usize) -> bool {
    let words = document.blocks.get(at).map_or("", |b| b.text.words()).trim();
    if words.split_whitespace().count() > LONGEST || words.chars().any(|c| c.is_ascii_digit()) || words.ends_with('.') {
        return false;
    }
    let lists: Vec<_> = ["start", "opgesteld", "monitoring", "evaluatie", "einde"]
        .iter()
        .filter_map(|kind| rules.words.list(&format!("datum.{kind}")))
        .collect();
    rules.words.find(&fold(words)).iter().any(|h| lists.contains(&h.list))
}
