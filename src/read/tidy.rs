//! What is done to every document alike, whatever its reader: lines of one paragraph become blocks of their own, and so
//! do labels that run on in one line.
//!
//! Only the cuts between blocks change: every word stays, once, in its order.

use crate::model::{Block, BlockKind, Document, Text};

/// A label that runs on within a line has at most this many words.
const LABEL_WORDS: usize = 4;

/// Cuts blocks at line breaks, and before 'Label:' within a line.
pub(super) fn tidy(document: &mut Document) {
    if !document.blocks.iter().any(|b| !cuts(b).is_empty()) {
        return;
    }
    let mut moved: Vec<usize> = Vec::with_capacity(document.blocks.len() + 1);
    let mut out: Vec<Block> = Vec::with_capacity(document.blocks.len() + 16);
    for block in std::mem::take(&mut document.blocks) {
        moved.push(out.len());
        let cuts = cuts(&block);
        if cuts.is_empty() {
            out.push(block);
        } else {
            out.extend(pieces(&block, &cuts));
        }
    }
    moved.push(out.len());
    for picture in &mut document.pictures {
        picture.before = moved.get(picture.before).copied().unwrap_or(out.len());
    }
    document.blocks = out;
}

/// The bytes at which a block is cut.
fn cuts(block: &Block) -> Vec<usize> {
    if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. }) {
        return Vec::new();
    }
    let words = block.text.words();
    let mut out: Vec<usize> = words.char_indices().filter(|(i, c)| *c == '\n' && *i > 0).map(|(i, _)| i).collect();
    // A bold label within the line: '**Helpt:** ... **Belemmert:** ...'.
    for (s, e) in block.text.bold() {
        let (s, e) = (*s as usize, *e as usize);
        let label = words.get(s..e).unwrap_or("").trim();
        let colon = label.ends_with(':') || words.get(e..).is_some_and(|r| r.trim_start().starts_with(':'));
        if s > 0 && colon && label.split_whitespace().count() <= 8 {
            out.push(s);
        }
    }
    // A label after the end of a sentence: '... vooruit. Belemmerend: ...'.
    let mut last_end: Option<usize> = None;
    let mut chars = words.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let space_next = chars.peek().is_some_and(|(_, n)| n.is_whitespace());
        if matches!(c, '.' | ';' | '?' | '!') && space_next {
            if !(c == '.' && initial(words.get(..i).unwrap_or(""))) {
                last_end = Some(i + c.len_utf8());
            }
        } else if c == '\t' || c == ' ' && words.get(i..).is_some_and(|rest| rest.starts_with("   ")) {
            // A gap in the line: another field of the form.
            last_end = Some(i);
        } else if c == ':'
            && space_next
            && let Some(start) = last_end
        {
            let label = words.get(start..i).unwrap_or("").trim();
            let capital = label.chars().next().is_some_and(char::is_uppercase);
            if capital && label.split_whitespace().count() <= LABEL_WORDS && label.chars().count() <= 40 && !label.contains(['“', '"', '‘'])
            {
                let lead = words.get(start..i).map_or(0, |t| t.len() - t.trim_start().len());
                out.push(start + lead);
            }
            last_end = None;
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Whether a dot after this text is that of an initial or 'w.g.', not the end of a sentence.
fn initial(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    !word.is_empty() && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

fn pieces(block: &Block, cuts: &[usize]) -> Vec<Block> {
    let words = block.text.words();
    let mut ends: Vec<usize> = cuts.to_vec();
    ends.push(words.len());
    let mut start = 0;
    let mut out = Vec::new();
    for end in ends {
        let Some(piece) = words.get(start..end) else { continue };
        let lead = piece.len() - piece.trim_start().len();
        let text = piece.trim();
        let from = start + lead;
        let to = from + text.len();
        start = end;
        if text.is_empty() {
            continue;
        }
        let bold: Vec<(u32, u32)> = block
            .text
            .bold()
            .iter()
            .filter_map(|(s, e)| {
                let (s, e) = ((*s as usize).max(from), (*e as usize).min(to));
                (s < e).then(|| (u32::try_from(s - from).unwrap_or(0), u32::try_from(e - from).unwrap_or(0)))
            })
            .collect();
        let all_bold = bold.iter().map(|(s, e)| (e - s) as usize).sum::<usize>() + 1 >= text.len();
        let mut b = block.clone();
        b.text = Text::with_bold(text, bold);
        b.look.bold = block.look.bold || all_bold;
        if !out.is_empty() && matches!(b.kind, BlockKind::ListItem { .. }) {
            b.kind = BlockKind::Paragraph;
        }
        out.push(b);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let mut d = Document { blocks: vec![Block { text: Text::new(text), ..Block::default() }], ..Document::default() };
        tidy(&mut d);
        d.blocks.iter().map(|b| b.text.words().to_owned()).collect()
    }

    #[test]
    fn lines_and_labels_within_a_line_become_blocks() {
        assert_eq!(lines("Een\nTwee"), ["Een", "Twee"]);
        assert_eq!(lines("Hij leest goed. Belemmerend: snel afgeleid."), ["Hij leest goed.", "Belemmerend: snel afgeleid."]);
        assert_eq!(lines("Getekend: w.g. S. de Rooij   Datum: ......"), ["Getekend: w.g. S. de Rooij", "Datum: ......"]);
        assert_eq!(lines("Om 9.15 uur. Hij zegt: ik wil."), ["Om 9.15 uur.", "Hij zegt: ik wil."]);
    }

    #[test]
    fn a_sentence_with_a_colon_stays_whole() {
        assert_eq!(lines("Dit is nodig: rust en tijd."), ["Dit is nodig: rust en tijd."]);
    }
}
