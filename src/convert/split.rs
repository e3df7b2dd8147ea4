//! Cuts a paragraph in which a finding points at some sentences only, so that the others stay where they belong.
//!
//! One sentence about a diagnosis must not take a whole description of the pupil along. Nothing is lost: the pieces
//! together are the paragraph.

use super::Mark;
use super::moves::{removing, words};
use super::slot::{away, required};
use crate::map::sentences::sentences;
use crate::map::{Does, Mapping, Role, SchoolType, dates};
use crate::model::{Block, BlockKind, Document, Text};
use crate::rules::{Part, fold};

/// What is left of a paragraph is worth a place of its own from so many words.
const FEWEST_LEFT: usize = 4;

/// The document with such paragraphs cut; blocks, mapping and marks are renumbered together.
#[must_use]
pub fn at_findings(mut document: Document, mut mapping: Mapping, marks: Vec<Mark>, school: Option<SchoolType>) -> Cut {
    let mut new_index = Vec::with_capacity(document.blocks.len());
    let mut blocks: Vec<Block> = Vec::with_capacity(document.blocks.len());
    let mut roles: Vec<Role> = Vec::with_capacity(document.blocks.len());
    // Of each new block, the old one and where its text starts there.
    let mut from: Vec<(usize, usize)> = Vec::new();
    for (index, block) in std::mem::take(&mut document.blocks).into_iter().enumerate() {
        new_index.push(blocks.len());
        let role = mapping.blocks.get(index).copied();
        let cuts = match role {
            Some(role) => cuts(&block, role, index, &marks, school),
            None => Vec::new(),
        };
        let ends = cuts.iter().copied().chain([block.text.reveal().len()]);
        for (start, end) in std::iter::once(0).chain(cuts.iter().copied()).zip(ends) {
            from.push((index, start));
            if let Some(role) = role {
                roles.push(Role { from: role.from.saturating_sub(start).min(end - start), ..role });
            }
            blocks.push(if cuts.is_empty() { block.clone() } else { Block { text: part(&block.text, start, end), ..block.clone() } });
        }
    }
    let renumbered = |old: usize| new_index.get(old).copied().unwrap_or(blocks.len());
    for picture in &mut document.pictures {
        picture.before = renumbered(picture.before);
    }
    for section in &mut mapping.sections {
        let whole = section.blocks.iter().flat_map(|old| renumbered(*old)..renumbered(old + 1));
        section.blocks = whole.collect();
    }
    let mut moved = Vec::with_capacity(marks.len());
    for (new, (old, start)) in from.iter().enumerate() {
        let end = start + blocks.get(new).map_or(0, |block| block.text.reveal().len());
        let single = from.iter().filter(|(other, _)| other == old).count() == 1;
        let here = |mark: &&Mark| mark.block == *old && (single || mark.range.is_none_or(|(s, e)| s < end && e > *start));
        moved.extend(marks.iter().filter(here).map(|mark| Mark { block: new, range: None, ..mark.clone() }));
    }
    document.blocks = blocks;
    mapping.blocks = roles;
    Cut { document, mapping, marks: moved }
}

/// A document whose paragraphs were cut, with what belongs to it.
#[derive(Debug, Clone)]
pub struct Cut {
    /// The document.
    pub document: Document,
    /// Its mapping.
    pub mapping: Mapping,
    /// Its marks, which point at whole blocks now.
    pub marks: Vec<Mark>,
}

/// Bytes at which a block is cut: where sentences that go and sentences that stay meet.
fn cuts(block: &Block, role: Role, index: usize, marks: &[Mark], school: Option<SchoolType>) -> Vec<usize> {
    let text = block.text.reveal();
    let running = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
    if !running || role.does != Does::Content || away(role.part) || required(role.part, school) {
        return Vec::new();
    }
    if role.part == Part::Data {
        return dates_apart(text, role.from);
    }
    let ranges: Vec<(usize, usize)> =
        marks.iter().filter(|m| m.block == index && m.certain && removing(&m.code).is_some()).filter_map(|m| m.range).collect();
    if ranges.is_empty() {
        return Vec::new();
    }
    let goes = |(start, end): (usize, usize)| ranges.iter().any(|(s, e)| *s < end && *e > start);
    let mut cuts = Vec::new();
    let mut before: Option<bool> = None;
    let mut left = 0;
    for sentence in sentences(text) {
        let gone = goes(sentence);
        if !gone {
            left += text.get(sentence.0..sentence.1).map_or(0, |s| words(s).count());
        }
        let spaced = text.get(..sentence.0).is_some_and(|before| before.ends_with(char::is_whitespace));
        if before.is_some_and(|b| b != gone) && spaced && sentence.0 >= role.from {
            cuts.push(sentence.0);
        }
        before = Some(gone);
    }
    if left < FEWEST_LEFT { Vec::new() } else { cuts }
}

/// Where a line of the head begins with another date under a label of its own: "Start: 7-9-2026   Evaluatie: 11-6-2027".
fn dates_apart(text: &str, from: usize) -> Vec<usize> {
    let folded = fold(text);
    let found = dates::find(&folded.text, Some(2025));
    let next = found.iter().zip(found.iter().skip(1)).filter_map(|(one, other)| {
        let between = folded.text.get(one.end..other.start)?;
        let label = between.find(char::is_alphanumeric)?;
        // Words that go on with a sentence are no label: it begins with a capital or after a gap.
        let at = usize::try_from(*folded.from.get(one.end + label)?).ok()?;
        let begins = text.get(at..).is_some_and(|rest| rest.starts_with(char::is_uppercase))
            || text.get(..at).is_some_and(|before| before.ends_with(['\t', '\n', '|', ';']) || before.ends_with("  "));
        (between.contains(':') && begins).then_some(at)
    });
    next.filter(|at| *at > from && text.is_char_boundary(*at)).collect()
}

/// A stretch of a text, with what is bold in it.
fn part(text: &Text, start: usize, end: usize) -> Text {
    let words = text.reveal().get(start..end).unwrap_or_default();
    let short = |at: u32| u32::try_from((at as usize).clamp(start, end) - start).unwrap_or(0);
    let bold = text.bold().iter().map(|(s, e)| (short(*s), short(*e))).filter(|(s, e)| s < e).collect();
    Text::with_bold(words.trim_end(), within(bold, words.trim_end().len()))
}

/// Ranges cut off at the end of a text.
fn within(bold: Vec<(u32, u32)>, len: usize) -> Vec<(u32, u32)> {
    let end = u32::try_from(len).unwrap_or(u32::MAX);
    bold.into_iter().map(|(s, e)| (s, e.min(end))).filter(|(s, e)| s < e).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::build::Builder;

    fn mark(code: &str, range: (usize, usize)) -> Mark {
        Mark { block: 1, code: code.to_owned(), certain: true, advice: String::new(), range: Some(range) }
    }

    fn cut(part: Part, text: &str, code: &str, said: &str) -> Vec<String> {
        let mut b = Builder::new();
        b.section(part, "Beeld");
        b.text(part, text);
        b.text(part, "Nog een alinea.");
        let (document, mapping) = b.done();
        let at = text.find(said).unwrap();
        let cut = at_findings(document, mapping, vec![mark(code, (at, at + said.len()))], None);
        assert_eq!(cut.document.blocks.len(), cut.mapping.blocks.len());
        assert_eq!(cut.mapping.sections[0].blocks.len(), cut.document.blocks.len());
        cut.document.blocks.iter().map(|b| b.text.words().to_owned()).collect()
    }

    #[test]
    fn only_the_sentence_of_the_finding_leaves() {
        let text = "Fee rekent vlot en helpt graag. Zij heeft ADHD en slikt medicijnen. Met een koptelefoon werkt zij door.";
        assert_eq!(
            cut(Part::IntegratiefBeeld, text, "AVG04", "heeft ADHD"),
            [
                "Beeld",
                "Fee rekent vlot en helpt graag.",
                "Zij heeft ADHD en slikt medicijnen.",
                "Met een koptelefoon werkt zij door.",
                "Nog een alinea."
            ]
        );
    }

    #[test]
    fn a_line_with_two_dates_is_cut_where_the_second_label_begins() {
        let cut = |text: &str| cut(Part::Data, text, "TAA01", "2026");
        assert_eq!(cut("Start: 7-9-2026   Evaluatie: 11-6-2027")[1..3], ["Start: 7-9-2026", "Evaluatie: 11-6-2027"]);
        assert_eq!(cut("Evaluatie OPP: 10 juli 2026 Tussenevaluatie: 23 januari 2026")[2], "Tussenevaluatie: 23 januari 2026");
        assert_eq!(cut("Looptijd: 5 oktober 2026 tot en met 18 juni 2027").len(), 3);
    }

    #[test]
    fn a_paragraph_stays_whole_in_a_required_part_for_other_findings_and_where_little_is_left() {
        let text = "Fee rekent vlot en helpt graag. Zij heeft ADHD.";
        assert_eq!(cut(Part::Doelen, text, "AVG04", "ADHD").len(), 3);
        assert_eq!(cut(Part::IntegratiefBeeld, text, "TAA01", "ADHD").len(), 3);
        assert_eq!(cut(Part::IntegratiefBeeld, "Zij heeft ADHD. Ja, echt.", "AVG04", "ADHD").len(), 3);
    }
}
