//! Boxes to tick that are written as characters: "Ouders akkoord: ☒ ja ☐ nee" becomes a prompt and two ticks.
//!
//! Runs after every reader. A reader that knows a box (a control, a form field) writes ☐ or ☒ and leaves the rest to
//! this pass; a box that somebody typed is found here too. A sign that only serves as a bullet is left alone, and no
//! word is lost or doubled.

use crate::model::{Block, BlockKind, Document, Text};

/// How far, in blocks, an empty box may be from a filled sign for the two to belong together.
const NEAR: usize = 3;

/// Cuts every block that holds boxes into ticks and what stands around them.
pub fn split(document: &mut Document) {
    let marks: Vec<Vec<Mark>> =
        document.blocks.iter().map(|block| if splits(block.kind) { marks(block.text.words()) } else { Vec::new() }).collect();
    if marks.iter().all(Vec::is_empty) {
        return;
    }
    let kept: Vec<Vec<Mark>> = (0..marks.len()).map(|at| believed(&marks, at, &document.blocks)).collect();
    let mut moved = Vec::with_capacity(document.blocks.len() + 1);
    let mut blocks = Vec::with_capacity(document.blocks.len());
    for (block, marks) in std::mem::take(&mut document.blocks).into_iter().zip(kept) {
        moved.push(blocks.len());
        if marks.is_empty() {
            blocks.push(block);
        } else {
            cut(&block, &marks, &mut blocks);
        }
    }
    moved.push(blocks.len());
    for picture in &mut document.pictures {
        picture.before = moved.get(picture.before).copied().unwrap_or(blocks.len());
    }
    document.blocks = blocks;
}

/// A sign in a text that may be a box.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    /// Bytes it takes.
    from: usize,
    to: usize,
    on: bool,
    sure: Sure,
    /// Typed with brackets or letters: such boxes do not keep company with drawn ones.
    typed: bool,
}

/// How sure it is that a sign is a box to tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// Nobody uses it for anything else.
    Box,
    /// An open circle: a box when it has company.
    Circle,
    /// A filled square, a check mark: a box when an empty one is near, else a bullet.
    Filled,
    /// A cross: as `Filled`, but "no" beside check marks.
    Cross,
    /// The letter x, all there is in a cell: a box where the cells beside or above it are empty or have one too.
    Letter,
}

fn splits(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::ListItem { .. })
}

fn sign(c: char) -> Option<(bool, Sure)> {
    Some(match c {
        '☐' | '□' | '▢' | '⬜' | '◻' | '◽' | '▫' | '❏' | '❐' | '❑' | '❒' => (false, Sure::Box),
        '☑' | '☒' | '🗹' | '🗷' | '⊠' | '⮽' | '⮾' | '🗵' => (true, Sure::Box),
        '○' | '◯' | '⚪' => (false, Sure::Circle),
        '◉' | '⦿' | '🔘' => (true, Sure::Box),
        '●' | '⬤' | '■' | '⬛' | '◼' | '◾' | '✓' | '✔' | '✅' => (true, Sure::Filled),
        '✗' | '✘' | '✕' | '✖' | '❌' => (true, Sure::Cross),
        _ => return None,
    })
}

/// All signs in a text.
fn marks(text: &str) -> Vec<Mark> {
    if matches!(text, "x" | "X") {
        return vec![Mark { from: 0, to: 1, on: true, sure: Sure::Letter, typed: true }];
    }
    let mut found = Vec::new();
    if text.is_ascii() && !text.contains(['[', '(']) && !letters_stand_alone(text) {
        return found;
    }
    for (from, c) in text.char_indices() {
        if let Some((on, sure)) = sign(c) {
            let mut to = from + c.len_utf8();
            // A selector that makes a picture of it belongs to it.
            if text.get(to..).is_some_and(|rest| rest.starts_with(['\u{FE0E}', '\u{FE0F}'])) {
                to += '\u{FE0F}'.len_utf8();
            }
            found.push(Mark { from, to, on, sure, typed: false });
        } else if matches!(c, '[' | '(')
            && let Some((to, on)) = bracketed(text, from, c)
        {
            found.push(Mark { from, to, on, sure: if c == '[' { Sure::Box } else { Sure::Circle }, typed: true });
        }
    }
    if found.is_empty() { typed(text) } else { found }
}

/// `[ ]`, `[x]`, `( )`, `(x)`, standing on their own.
fn bracketed(text: &str, from: usize, open: char) -> Option<(usize, bool)> {
    let before = text.get(..from)?.chars().next_back();
    if before.is_some_and(|c| !c.is_whitespace() && !matches!(c, ':' | '/' | '|')) {
        return None;
    }
    let close = if open == '[' { ']' } else { ')' };
    let inner = text.get(from + 1..)?;
    let end = inner.char_indices().take(4).find(|(_, c)| *c == close).map(|(at, _)| at)?;
    let on = match inner.get(..end)?.trim() {
        "" if end > 0 || open == '[' => false,
        // "143 (V)" is a score with its level.
        "v" | "V" if open == '(' && text.get(..from)?.trim_end().ends_with(|c: char| c.is_ascii_digit()) => return None,
        "x" | "X" | "v" | "V" => true,
        _ => return None,
    };
    let to = from + 1 + end + 1;
    let after = text.get(to..)?.chars().next();
    after.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|')).then_some((to, on))
}

fn letters_stand_alone(text: &str) -> bool {
    text.split_whitespace().filter(|word| matches!(*word, "O" | "o" | "X" | "x" | "0")).count() >= 2
}

/// "O ja X nee": letters typed for boxes. Only where each stands before a word of choice, and there are two or more.
fn typed(text: &str) -> Vec<Mark> {
    if !letters_stand_alone(text) {
        return Vec::new();
    }
    let choice = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        matches!(word.as_str(), "ja" | "nee" | "wel" | "niet" | "akkoord" | "n.v.t" | "nvt" | "onbekend" | "mee")
    };
    let mut found = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let on = match word {
            "O" | "o" | "0" => false,
            "X" | "x" => true,
            _ => continue,
        };
        if words.peek().is_some_and(|next| choice(next)) {
            let from = word.as_ptr() as usize - text.as_ptr() as usize;
            found.push(Mark { from, to: from + 1, on, sure: Sure::Box, typed: true });
        }
    }
    if found.len() >= 2 { found } else { Vec::new() }
}

/// The signs of a block that are boxes, with what their neighbours tell.
fn believed(all: &[Vec<Mark>], at: usize, blocks: &[Block]) -> Vec<Mark> {
    let Some(own) = all.get(at).filter(|own| !own.is_empty()) else { return Vec::new() };
    let near = all.get(at.saturating_sub(NEAR)..(at + NEAR + 1).min(all.len())).unwrap_or_default();
    let typed = own.iter().all(|mark| mark.typed);
    let around = |test: fn(&Mark) -> bool| near.iter().flatten().any(|mark| mark.typed == typed && test(mark));
    let empty_box = around(|mark| mark.sure == Sure::Box && !mark.on);
    let empty_circle = around(|mark| mark.sure == Sure::Circle && !mark.on);
    let full_circle = around(|mark| (mark.sure == Sure::Filled || mark.sure == Sure::Circle) && mark.on);
    let checks = around(|mark| mark.sure == Sure::Filled);
    let alone = blocks.get(at).is_some_and(|block| block.cell.is_some() && block.text.is_blank()) && own.len() == 1;
    let circles = own.iter().filter(|mark| mark.sure == Sure::Circle).count();
    own.iter()
        .filter_map(|mark| {
            let mut mark = *mark;
            let holds = match mark.sure {
                Sure::Box => true,
                Sure::Circle => circles >= 2 || full_circle || (mark.on && empty_circle),
                Sure::Filled => empty_box || empty_circle || (alone && is_check(blocks, at)),
                Sure::Cross => {
                    if alone && checks {
                        mark.on = false;
                    }
                    empty_box || empty_circle || alone
                }
                Sure::Letter => empty_box || in_a_grid(blocks, at),
            };
            holds.then_some(mark)
        })
        .collect()
}

/// Whether the cell of a block has a neighbour in its row or column that is empty, or holds no more than an x.
fn in_a_grid(blocks: &[Block], at: usize) -> bool {
    /// Blocks that are looked at on either side.
    const REACH: usize = 40;
    let Some(cell) = blocks.get(at).and_then(|block| block.cell) else { return false };
    let near = blocks.get(at.saturating_sub(REACH)..(at + REACH).min(blocks.len())).unwrap_or_default();
    near.iter().any(|block| {
        let Some(other) = block.cell.filter(|other| other.table == cell.table && *other != cell) else { return false };
        let beside = other.row == cell.row && other.column.abs_diff(cell.column) <= cell.columns.max(other.columns);
        let above = other.column == cell.column && other.row.abs_diff(cell.row) <= cell.rows.max(other.rows);
        (beside || above) && matches!(block.text.words(), "" | "x" | "X")
    })
}

fn is_check(blocks: &[Block], at: usize) -> bool {
    blocks.get(at).is_some_and(|block| block.text.words().contains(['✓', '✔', '✅']))
}

/// Cuts one block.
fn cut(block: &Block, marks: &[Mark], out: &mut Vec<Block>) {
    let words = block.text.words();
    let mut kind = block.kind;
    // A line of the paragraph at a time.
    let mut start = 0;
    for line in words.split('\n') {
        let end = start + line.len();
        let own: Vec<Mark> = marks.iter().filter(|mark| mark.from >= start && mark.to <= end).copied().collect();
        if own.is_empty() {
            push(block, kind, start, end, out);
        } else {
            cut_line(block, kind, start, end, &own, out);
        }
        if out.last().is_some_and(|last| last.kind == kind) {
            kind = BlockKind::Paragraph;
        }
        start = end + 1;
    }
}

fn cut_line(block: &Block, kind: BlockKind, start: usize, end: usize, marks: &[Mark], out: &mut Vec<Block>) {
    let words = block.text.words();
    let text = |from: usize, to: usize| words.get(from..to).unwrap_or_default();
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return };
    let head = text(start, first.from);
    let labels_before = text(last.to, end).trim().is_empty() && !head.trim().is_empty();
    if labels_before {
        let mut from = start;
        for (number, mark) in marks.iter().enumerate() {
            let mut label = from;
            if number == 0 && (marks.len() > 1 || head.trim_end().ends_with(|c: char| c.is_alphanumeric())) {
                // "Ouders akkoord: ja ☒ nee ☐": what stands before the colon is the prompt.
                let prompt = head.trim_end().rfind([':', '?', '\t']).map_or(0, |at| at + 1);
                if prompt < head.trim_end().len() {
                    push(block, kind, start, start + prompt, out);
                    label = start + prompt;
                }
            }
            tick(block, mark.on, label, mark.from, out);
            from = mark.to;
        }
        return;
    }
    let mut begin = start;
    if head.chars().any(char::is_alphabetic) {
        push(block, kind, start, first.from, out);
        begin = first.from;
    }
    for (number, mark) in marks.iter().enumerate() {
        let next = marks.get(number + 1).map_or(end, |next| next.from);
        let label = text(mark.to, next);
        // Behind a tab something else begins.
        let own = label.trim_start().find('\t').map_or(next, |at| mark.to + (label.len() - label.trim_start().len()) + at);
        // A list number before the first box stays with it.
        if number == 0 && begin < mark.from && text(begin, mark.from).chars().any(char::is_alphanumeric) {
            let number = text(begin, mark.from).trim();
            let mut numbered = block.clone();
            numbered.kind = BlockKind::Tick { on: mark.on };
            numbered.text = Text::new(format!("{number} {}", text(mark.to, own).trim()));
            out.push(numbered);
        } else {
            tick(block, mark.on, mark.to, own, out);
        }
        if own < next {
            push(block, BlockKind::Paragraph, own, next, out);
        }
    }
}

/// Adds a tick with its label; what only parts labels ("ja / nee") goes.
fn tick(block: &Block, on: bool, from: usize, to: usize, out: &mut Vec<Block>) {
    let words = block.text.words().get(from..to).unwrap_or_default();
    let between = |c: char| c.is_whitespace() || matches!(c, '/' | '|');
    let lead = words.len() - words.trim_start_matches(between).len();
    let end = words.trim_end_matches(between).len();
    let mut tick = block.clone();
    tick.kind = BlockKind::Tick { on };
    tick.text = slice(&block.text, from + lead, (from + end).max(from + lead));
    out.push(tick);
}

/// Adds a stretch of the block as a block of its own, when there is something in it.
fn push(block: &Block, kind: BlockKind, from: usize, to: usize, out: &mut Vec<Block>) {
    let words = block.text.words().get(from..to).unwrap_or_default();
    let lead = words.len() - words.trim_start().len();
    let end = words.trim_end().len();
    if lead < end {
        let mut piece = block.clone();
        piece.kind = kind;
        piece.text = slice(&block.text, from + lead, from + end);
        out.push(piece);
    }
}

/// A stretch of a text with its bold ranges.
fn slice(text: &Text, from: usize, to: usize) -> Text {
    let words = text.words().get(from..to).unwrap_or_default();
    let (from, to) = (from as u32, to as u32);
    let bold = text.bold().iter().map(|(a, b)| ((*a).clamp(from, to) - from, (*b).clamp(from, to) - from)).filter(|(a, b)| a < b).collect();
    Text::with_bold(words, bold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CellAt, Picture};

    fn read(texts: &[&str]) -> Vec<String> {
        let blocks = texts.iter().map(|text| Block { text: Text::new(*text), ..Block::default() }).collect();
        let mut document = Document { blocks, ..Document::default() };
        split(&mut document);
        document
            .blocks
            .iter()
            .map(|block| match block.kind {
                BlockKind::Tick { on } => format!("{}{}", if on { '+' } else { '-' }, block.text.words()),
                _ => block.text.words().to_owned(),
            })
            .collect()
    }

    #[test]
    fn a_prompt_with_boxes_becomes_a_prompt_and_ticks() {
        assert_eq!(read(&["Ouders akkoord: ☒ ja ☐ nee"]), ["Ouders akkoord:", "+ja", "-nee"]);
        assert_eq!(read(&["□ ja / ■ nee"]), ["-ja", "+nee"]);
        assert_eq!(read(&["[x] gezien [ ] akkoord"]), ["+gezien", "-akkoord"]);
        assert_eq!(read(&["Leerling gehoord?\t( ) ja\t(x) nee"]), ["Leerling gehoord?", "-ja", "+nee"]);
        assert_eq!(read(&["Handtekening: O ja X nee"]), ["Handtekening:", "-ja", "+nee"]);
    }

    #[test]
    fn labels_may_stand_before_their_boxes() {
        assert_eq!(read(&["Akkoord: ja ☒ nee ☐"]), ["Akkoord:", "+ja", "-nee"]);
        assert_eq!(read(&["Ouders akkoord ☑"]), ["+Ouders akkoord"]);
        assert_eq!(read(&["Ouders akkoord: ☐"]), ["-Ouders akkoord:"]);
    }

    #[test]
    fn lines_and_tabs_part_what_does_not_belong_together() {
        assert_eq!(read(&["Keuze\n☐ vmbo\n☒ havo\nToelichting: past bij haar"]), ["Keuze", "-vmbo", "+havo", "Toelichting: past bij haar"]);
        assert_eq!(read(&["☒ ja\t☐ nee\tDatum: 3 mei"]), ["+ja", "-nee", "Datum: 3 mei"]);
        assert_eq!(read(&["2. ☐ tweede keuze"]), ["-2. tweede keuze"]);
    }

    #[test]
    fn a_bullet_is_no_tick() {
        assert_eq!(read(&["■ rustig", "■ vrolijk", "■ leergierig"]), ["■ rustig", "■ vrolijk", "■ leergierig"]);
        assert_eq!(read(&["✓ werkt zelfstandig", "✓ vraagt hulp"]), ["✓ werkt zelfstandig", "✓ vraagt hulp"]);
        assert_eq!(read(&["○ eerste", "○ tweede"]), ["○ eerste", "○ tweede"]);
        assert_eq!(
            read(&["f(x) = 2", "zie noot [1] en (a)", "x en o zijn letters", "E4: 143 (V)", "E5: ( ) ja"]),
            ["f(x) = 2", "zie noot [1] en (a)", "x en o zijn letters", "E4: 143 (V)", "E5: ( ) ja"]
        );
    }

    #[test]
    fn a_filled_sign_near_an_empty_box_is_a_tick() {
        assert_eq!(read(&["□ havo", "■ vmbo-tl"]), ["-havo", "+vmbo-tl"]);
        assert_eq!(read(&["✓ gesproken", "☐ getekend"]), ["+gesproken", "-getekend"]);
        assert_eq!(read(&["○ ja ● nee"]), ["-ja", "+nee"]);
    }

    #[test]
    fn a_mark_alone_in_a_cell_is_a_tick_without_a_label() {
        let cell = Some(CellAt { rows: 1, columns: 1, ..CellAt::default() });
        let block = |text: &str| Block { text: Text::new(text), cell, ..Block::default() };
        let mut document = Document { blocks: vec![block("Rekenen"), block("✓"), block("Taal"), block("✗")], ..Document::default() };
        split(&mut document);
        let kinds: Vec<BlockKind> = document.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Tick { on: true }, BlockKind::Paragraph, BlockKind::Tick { on: false }]);
        assert_eq!(document.blocks[1].cell, cell);
    }

    #[test]
    fn an_x_among_empty_cells_is_a_tick() {
        let block = |text: &str, column: u32| Block {
            text: Text::new(text),
            cell: Some(CellAt { column, rows: 1, columns: 1, ..CellAt::default() }),
            ..Block::default()
        };
        let mut grid = Document { blocks: vec![block("Rekenen", 0), block("x", 1), block("", 2)], ..Document::default() };
        split(&mut grid);
        assert_eq!(grid.blocks[1].kind, BlockKind::Tick { on: true });
        let mut sum = Document { blocks: vec![block("3", 0), block("x", 1), block("4", 2)], ..Document::default() };
        split(&mut sum);
        assert_eq!(sum.blocks[1].kind, BlockKind::Paragraph);
    }

    #[test]
    fn bold_and_pictures_move_along() {
        let mut document = Document {
            blocks: vec![
                Block { text: Text::with_bold("Keuze: ☐ een ☒ twee", vec![(0, 6), (19, 23)]), ..Block::default() },
                Block { text: Text::new("slot"), ..Block::default() },
            ],
            pictures: vec![Picture { before: 1, ..Picture::default() }],
            ..Document::default()
        };
        split(&mut document);
        assert_eq!(document.blocks[0].text, Text::with_bold("Keuze:", vec![(0, 6)]));
        assert_eq!(document.blocks[2].text, Text::with_bold("twee", vec![(0, 4)]));
        assert_eq!(document.pictures[0].before, 3);
    }
}
