//! A paragraph of runs, and the blocks it becomes: what is seen, its form fields, and what is hidden in it.

use crate::model::{Block, BlockKind, FieldKind, HiddenKind, Look, Text};
use crate::read::a4;
use crate::read::symbols::SymbolFont;

/// What a form field takes, and whether it is filled.
pub(in crate::read) type FieldState = (FieldKind, bool);

/// How a run of letters looks.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::read) struct Letters {
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
    /// Points; 0 where unknown.
    pub size: f32,
    /// `0xRRGGBB`; `None` is the automatic colour.
    pub color: Option<u32>,
    /// The run has a background of its own.
    pub shaded: bool,
    pub hidden: Option<HiddenKind>,
    /// For the page estimator.
    pub family: a4::Family,
    /// The font's letters are pictures.
    pub symbol: Option<SymbolFont>,
}

impl Letters {
    fn face(&self) -> a4::Face {
        let size = if self.size > 0.0 { self.size } else { 12.0 };
        a4::Face { family: self.family, bold: self.bold, size }
    }

    fn invisible(&self) -> Option<HiddenKind> {
        let dot = self.size > 0.0 && self.size <= 1.0;
        self.hidden.or(dot.then_some(HiddenKind::Invisible))
    }

    fn white(&self) -> bool {
        !self.shaded && self.color.is_some_and(|color| channels(color).iter().all(|&part| part >= 0xFA))
    }

    fn grey(&self) -> bool {
        let Some(color) = self.color else { return false };
        let [red, green, blue] = channels(color);
        let (low, high) = (red.min(green).min(blue), red.max(green).max(blue));
        high - low <= 0x10 && (0x60..=0xD9).contains(&low)
    }
}

fn channels(color: u32) -> [u8; 3] {
    let [_, red, green, blue] = color.to_be_bytes();
    [red, green, blue]
}

#[derive(Debug, Clone)]
struct Run {
    text: String,
    letters: Letters,
    field: Option<FieldState>,
    /// The field's own name.
    label: Option<String>,
}

/// A paragraph while it is read.
#[derive(Debug, Clone, Default)]
pub(in crate::read) struct Para {
    runs: Vec<Run>,
    /// What it is, where nothing says otherwise.
    pub kind: BlockKind,
    /// List number as shown, without the blank after it.
    pub number: Option<String>,
    /// The paragraph has a background.
    pub shaded: bool,
    /// How it stands on the page; the text is put in by [`Para::laid_out`].
    pub layout: a4::Paragraph,
    /// The letters of its end, which give an empty line its height.
    pub mark: Letters,
    /// What stands in the line without being text: before which run, and its width and height in points.
    objects: Vec<(usize, f32, f32)>,
}

impl Para {
    /// Adds text as it stands; see [`clean`] for single characters.
    pub(in crate::read) fn add(&mut self, text: &str, letters: Letters) {
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(run) if run.letters == letters && run.field.is_none() => run.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), letters, field: None, label: None }),
        }
    }

    /// Adds one character, cleaned; a letter of a symbol font as what it shows.
    pub(in crate::read) fn add_char(&mut self, letter: char, letters: Letters) {
        let code = u32::from(letter);
        let private = code & 0xFF00 == 0xF000;
        let shown = match letters.symbol {
            Some(font) if (0x20..=0xFF).contains(&code) || private => font.show(code),
            // Programs that lose the font keep the code: a tick is the likeliest.
            None if private => SymbolFont::Wingdings.show(code).or_else(|| SymbolFont::Symbol.show(code)),
            _ => Some(letter),
        };
        if let Some(letter) = shown.and_then(clean) {
            self.add(letter.encode_utf8(&mut [0; 4]), letters);
        }
    }

    /// Adds a form field with its value and its own name.
    pub(in crate::read) fn field(&mut self, value: &str, state: FieldState, label: Option<String>, letters: Letters) {
        let label = label.filter(|label| !label.trim().is_empty());
        let state = (state.0, state.1 && !is_placeholder(value));
        self.runs.push(Run { text: value.to_owned(), letters, field: Some(state), label });
    }

    /// Adds a picture that stands in the line, for the page estimator.
    pub(in crate::read) fn object(&mut self, width: f32, height: f32) {
        self.objects.push((self.runs.len(), width, height));
    }

    /// Whether nothing was added yet.
    pub(in crate::read) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The paragraph for the page estimator, with the block that begins here.
    pub(super) fn laid_out(&self, block: usize) -> a4::Paragraph {
        let mut out = self.layout.clone();
        out.block = u32::try_from(block).ok().filter(|_| !self.runs.is_empty());
        out.empty = a4::line_height(self.mark.face());
        if let Some(number) = &self.number {
            let first = self.runs.first().map_or(self.mark, |run| run.letters);
            out.text(number, first.face());
            out.add(a4::Piece::Tab);
        }
        let mut objects = self.objects.iter().peekable();
        for (at, run) in self.runs.iter().enumerate() {
            while let Some((_, width, height)) = objects.next_if(|object| object.0 <= at) {
                out.object(*width, *height);
            }
            if run.letters.hidden.is_none() {
                out.text(&run.text, run.letters.face());
            }
        }
        objects.for_each(|(_, width, height)| out.object(*width, *height));
        out
    }

    /// The blocks, each with whether it is white on what may be white (only within a table, where the cell decides later).
    pub(super) fn into_blocks(mut self, in_table: bool) -> Vec<(Block, bool)> {
        let white = self.settle_white(in_table);
        let mut blocks = Vec::new();
        let mut seen = Vec::new();
        let mut hidden: Vec<(HiddenKind, Vec<Run>)> = Vec::new();
        let mut after_hidden = false;
        for run in std::mem::take(&mut self.runs) {
            match run.letters.invisible() {
                None => {
                    seen.push(run);
                    after_hidden = false;
                }
                Some(kind) => {
                    match hidden.iter_mut().find(|(known, _)| *known == kind) {
                        Some((_, runs)) => {
                            if !after_hidden && let Some(last) = runs.last_mut() {
                                last.text.push(' ');
                            }
                            runs.push(run);
                        }
                        None => hidden.push((kind, vec![run])),
                    }
                    after_hidden = true;
                }
            }
        }
        self.seen_blocks(seen, white, &mut blocks);
        for (kind, runs) in hidden {
            if let Some(block) = block(&runs, None, BlockKind::Hidden(kind), self.shaded) {
                blocks.push((block, false));
            }
        }
        blocks
    }

    /// Marks white text on a white page as hidden. Within a table a wholly white paragraph is left to its cell: true.
    fn settle_white(&mut self, in_table: bool) -> bool {
        if self.shaded {
            return false;
        }
        let seen = |run: &&mut Run| !run.text.trim().is_empty() && run.letters.invisible().is_none();
        if in_table {
            let mut all = self.runs.iter_mut().filter(seen).peekable();
            if all.peek().is_some() && all.all(|run| run.letters.white()) {
                return true;
            }
        }
        for run in self.runs.iter_mut().filter(seen) {
            if run.letters.white() {
                run.letters.hidden = Some(HiddenKind::Invisible);
            }
        }
        false
    }

    /// A field at the end of a line is a block of its own, its label before it; one in the midst of a sentence is text.
    fn seen_blocks(&self, seen: Vec<Run>, white: bool, blocks: &mut Vec<(Block, bool)>) {
        let mut number = self.number.as_deref();
        let mut pending: Vec<Run> = Vec::new();
        let last_text = seen.iter().rposition(|run| run.field.is_none() && run.text.chars().any(char::is_alphanumeric));
        for (index, run) in seen.into_iter().enumerate() {
            match run.field {
                Some((kind, filled)) if last_text.is_none_or(|last| last < index) => {
                    if let Some(block) = block(&pending, number.take(), self.kind, self.shaded) {
                        blocks.push((block, white));
                    }
                    pending.clear();
                    let kind = BlockKind::Field { kind, filled };
                    let number = number.take();
                    let label = run.label.clone().map(Text::new);
                    let field = block(&[run], number, kind, self.shaded).unwrap_or(Block { kind, ..Block::default() });
                    blocks.push((Block { label, ..field }, white));
                }
                _ => pending.push(run),
            }
        }
        if let Some(block) = block(&pending, number, self.kind, self.shaded) {
            blocks.push((block, white));
        }
    }
}

/// What Word shows in a control that nobody filled in. Programs that know no such controls keep it as a value.
fn is_placeholder(value: &str) -> bool {
    const PLACEHOLDERS: [&str; 12] = [
        "klik of tik om tekst in te voeren",
        "klik of tik om een datum in te voeren",
        "klik of tik als u een datum wilt invoeren",
        "klik hier als u tekst wilt invoeren",
        "klik hier als u een datum wilt invoeren",
        "klik om tekst in te voeren",
        "klik hier om tekst in te voeren",
        "kies een item",
        "kies een bouwsteen",
        "click or tap here to enter text",
        "click or tap to enter a date",
        "choose an item",
    ];
    let value = value.trim().trim_end_matches('.').to_lowercase();
    PLACEHOLDERS.contains(&value.as_str())
}

/// One character as it stands in a block: blanks of all kinds become a blank, soft hyphens and controls go.
pub(in crate::read) fn clean(letter: char) -> Option<char> {
    match letter {
        '\t' | '\n' => Some(letter),
        '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' | '\u{3000}' => Some(' '),
        '\u{2010}' | '\u{2011}' => Some('-'),
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' => None,
        '\u{2028}' | '\u{2029}' => Some('\n'),
        _ if letter.is_control() => None,
        _ => Some(letter),
    }
}

/// A block of runs, or `None` when there is nothing to see in them.
fn block(runs: &[Run], number: Option<&str>, kind: BlockKind, shaded: bool) -> Option<Block> {
    let mut words = String::new();
    let mut bold: Vec<(u32, u32)> = Vec::new();
    let (mut letters, mut bolds, mut italics, mut underlines, mut greys, mut shades) = (0_usize, 0, 0, 0, 0, 0);
    let mut size = (0_usize, 0.0_f32);
    for run in runs {
        let trimmed = if words.is_empty() { run.text.trim_start() } else { run.text.as_str() };
        if trimmed.is_empty() {
            continue;
        }
        if words.is_empty()
            && let Some(number) = number
        {
            words.push_str(number);
            words.push(' ');
        }
        let start = words.len();
        words.push_str(trimmed);
        if run.letters.bold {
            match bold.last_mut() {
                Some(last) if last.1 as usize == start => last.1 = offset(words.len()),
                _ => bold.push((offset(start), offset(words.len()))),
            }
        }
        let count = trimmed.chars().filter(|letter| !letter.is_whitespace()).count();
        let counted = |is: bool| if is { count } else { 0 };
        letters += count;
        bolds += counted(run.letters.bold);
        italics += counted(run.letters.italic);
        underlines += counted(run.letters.underline);
        greys += counted(run.letters.grey());
        shades += counted(run.letters.shaded);
        if count > size.0 {
            size = (count, run.letters.size);
        }
    }
    let end = words.trim_end().len();
    words.truncate(end);
    bold.retain_mut(|range| {
        range.1 = range.1.min(offset(end));
        range.0 < range.1
    });
    if letters == 0 {
        return None;
    }
    let look = Look {
        bold: bolds == letters,
        italic: italics == letters,
        underline: underlines == letters,
        size: size.1,
        grey: greys == letters,
        shaded: shaded || shades == letters,
    };
    Some(Block { kind, text: Text::with_bold(words, bold), look, ..Block::default() })
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
