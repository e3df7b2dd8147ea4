//! Reads Rich Text Format (.rtf), the specification 1.9.1 as Word, LibreOffice and their kin write it.
//!
//! One pass over the tokens with a stack of group states. Running text, notes, headers and text boxes are stories;
//! each gathers its steps, and `Gather` makes the blocks of them.

mod field;
mod lex;
mod paper;
mod state;
mod story;
mod tables;
mod words;

use crate::model::{Document, Format, MarginKind, NoteKind, Picture, Reason, Unreadable};
use crate::read::ReadOptions;
use crate::read::flow::{CodePage, Gather, Letters, clean};
use field::Field;
use lex::{Lexer, Token};
use paper::Paper;
use state::{Dest, State};
use story::Story;
use tables::Tables;

/// Reads an RTF file.
///
/// # Errors
/// [`Reason::TooLarge`] over the limit, [`Reason::Damaged`] when it does not begin as RTF, [`Reason::Empty`] without a word in it.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Document, Unreadable> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > options.limits.file_bytes {
        return Err(Unreadable::new(Format::Rtf, Reason::TooLarge));
    }
    let start = bytes.windows(5).take(1024).position(|five| five == b"{\\rtf");
    let body = start.and_then(|start| bytes.get(start..)).ok_or(Unreadable::new(Format::Rtf, Reason::Damaged))?;
    let mut gather = Gather::new(Format::Rtf, &options.limits);
    let mut reader = Reader::new(options.limits.depth);
    for token in Lexer::new(body) {
        reader.token(token);
        if reader.done {
            break;
        }
    }
    reader.finish(&mut gather);
    gather.finish()
}

/// The state of reading.
struct Reader {
    tables: Tables,
    page: CodePage,
    paper: Paper,
    default_font: i32,
    state: State,
    groups: Vec<State>,
    depth_limit: usize,
    /// Groups beyond the limit: their contents belong to the last group within it.
    beyond: usize,
    stories: Vec<Story>,
    fields: Vec<Field>,
    /// Headers and footers, in the order met.
    running: Vec<(MarginKind, Vec<crate::read::flow::Step>)>,
    /// Bytes of one character set that are not letters yet.
    raw: Vec<u8>,
    /// First half of a `\u` pair.
    high: Option<u32>,
    /// Fallback characters still to leave out after `\u`.
    skip: usize,
    mark: String,
    /// Name and value of a shape's property.
    property: (String, String),
    picture: Picture,
    template: String,
    date: [i32; 3],
    made: Option<String>,
    changed: Option<String>,
    notes: Vec<NoteKind>,
    done: bool,
}

impl Reader {
    fn new(depth_limit: usize) -> Reader {
        Reader {
            tables: Tables::default(),
            page: CodePage::default(),
            paper: Paper::default(),
            default_font: 0,
            state: State { fallback: 1, letters: plain(), ..State::default() },
            groups: Vec::new(),
            depth_limit,
            beyond: 0,
            stories: vec![Story::new(None, 0)],
            fields: Vec::new(),
            running: Vec::new(),
            raw: Vec::new(),
            high: None,
            skip: 0,
            mark: String::new(),
            property: (String::new(), String::new()),
            picture: Picture::default(),
            template: String::new(),
            date: [0; 3],
            made: None,
            changed: None,
            notes: Vec::new(),
            done: false,
        }
    }

    fn token(&mut self, token: Token<'_>) {
        match token {
            Token::Text(bytes) => {
                let skipped = self.skip.min(bytes.len());
                self.skip -= skipped;
                self.raw.extend_from_slice(bytes.get(skipped..).unwrap_or_default());
            }
            Token::Hex(byte) if self.skip == 0 => self.raw.push(byte),
            Token::Hex(_) => self.skip -= 1,
            Token::Open => {
                self.flush();
                self.skip = 0;
                self.open();
            }
            Token::Close => {
                self.flush();
                self.skip = 0;
                self.close();
            }
            Token::Symbol(b'*') => self.state.optional = true,
            Token::Symbol(_) if self.skip > 0 => self.skip -= 1,
            Token::Symbol(symbol) => {
                self.flush();
                match symbol {
                    b'~' => self.letter(' '),
                    b'_' => self.letter('-'),
                    b'{' | b'}' | b'\\' => self.letter(char::from(symbol)),
                    b'\r' | b'\n' => self.end_paragraph(),
                    _ => {}
                }
            }
            Token::Word(name, number) => {
                self.flush();
                self.skip = 0;
                self.word(name, number);
            }
        }
    }

    fn open(&mut self) {
        if self.groups.len() >= self.depth_limit {
            self.beyond += 1;
            return;
        }
        self.groups.push(self.state.clone());
        self.state.optional = false;
    }

    fn close(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let level = self.groups.len();
        let closing = self.state.dest;
        let Some(outer) = self.groups.pop() else { return };
        let inner = std::mem::replace(&mut self.state, outer);
        self.end_story(level, &inner);
        self.end_field(level);
        if closing != self.state.dest {
            self.end_destination(closing);
        }
        self.done = self.groups.is_empty();
    }

    /// Turns the bytes that wait into letters.
    fn flush(&mut self) {
        if self.raw.is_empty() {
            return;
        }
        let raw = std::mem::take(&mut self.raw);
        let font = self.tables.fonts.get(&self.state.font);
        if matches!(self.state.dest, Dest::Story | Dest::ListMark)
            && let Some(symbols) = font.and_then(|font| font.symbol)
        {
            for byte in raw {
                if let Some(letter) = symbols.show(u32::from(byte)) {
                    self.letter(letter);
                }
            }
            return;
        }
        let page = font.and_then(|font| font.page).unwrap_or(self.page);
        let text = if raw.is_ascii() { String::from_utf8_lossy(&raw).into_owned() } else { page.decode(&raw) };
        self.text(&text);
    }

    /// A code unit of `\u`.
    fn unicode(&mut self, number: i32) {
        let unit = u32::try_from(if number < 0 { number + 0x10000 } else { number }).unwrap_or(0xFFFD);
        self.skip = self.state.fallback;
        let code = match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => {
                self.high = Some(unit);
                return;
            }
            (Some(high), 0xDC00..=0xDFFF) => 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00),
            _ => unit,
        };
        if let Some(symbols) = self.tables.fonts.get(&self.state.font).and_then(|font| font.symbol)
            && (code <= 0xFF || code & 0xFF00 == 0xF000)
        {
            if let Some(letter) = symbols.show(code) {
                self.letter(letter);
            }
            return;
        }
        if (0xE000..=0xF8FF).contains(&code) {
            return;
        }
        self.letter(char::from_u32(code).unwrap_or('\u{FFFD}'));
    }

    fn letter(&mut self, letter: char) {
        self.text(letter.encode_utf8(&mut [0; 4]));
    }

    /// Text for the present destination.
    fn text(&mut self, text: &str) {
        match self.state.dest {
            Dest::Story => self.story_text(text),
            Dest::Fonts => self.tables.font_text(text),
            Dest::Colors => self.tables.color_text(text),
            Dest::Styles => self.tables.style_text(text),
            Dest::ListMark => self.mark.push_str(text),
            Dest::ShapeName => self.property.0.push_str(text),
            Dest::ShapeValue => self.property.1.push_str(text),
            Dest::Template => self.template.push_str(text),
            Dest::FieldCode | Dest::FieldValue | Dest::FormChoice | Dest::FormName => {
                if let Some(field) = self.fields.last_mut() {
                    field.text(self.state.dest, text);
                }
            }
            _ => {}
        }
    }

    fn story_text(&mut self, text: &str) {
        let letters = self.state.letters;
        let Some(story) = self.stories.last_mut() else { return };
        for letter in text.chars().filter_map(clean) {
            if self.state.caps {
                for upper in letter.to_uppercase() {
                    story.para.add_char(upper, letters);
                }
            } else {
                story.para.add_char(letter, letters);
            }
        }
    }

    /// What a destination gave, now that its group is closed.
    fn end_destination(&mut self, dest: Dest) {
        match dest {
            Dest::ListMark => {
                let mark: String = std::mem::take(&mut self.mark).chars().filter_map(clean).collect();
                if let Some(story) = self.stories.last_mut() {
                    story.mark = Some(mark.trim().to_owned());
                }
            }
            Dest::Picture => {
                let picture = std::mem::take(&mut self.picture);
                if let Some(story) = self.stories.last_mut() {
                    story.steps.push(crate::read::flow::Step::Picture(picture));
                }
            }
            Dest::ShapeValue => {
                let (name, value) = std::mem::take(&mut self.property);
                if name == "wzDescription" && !value.trim().is_empty() {
                    self.picture.alt = Some(crate::model::Text::new(value.trim()));
                }
            }
            Dest::Made => self.made = iso(self.date),
            Dest::Changed => self.changed = iso(self.date),
            Dest::Template if self.template.contains("://") || self.template.starts_with("\\\\") => {
                self.notes.push(NoteKind::ExternalLink);
            }
            _ => {}
        }
    }

    fn finish(mut self, gather: &mut Gather<'_>) {
        self.flush();
        if !self.done {
            self.notes.push(NoteKind::Damaged);
        }
        // A file that breaks off breaks off in its innermost group.
        let last = self.state.clone();
        while let Some(outer) = self.groups.pop() {
            let level = self.groups.len() + 1;
            let inner = std::mem::replace(&mut self.state, outer);
            self.end_story(level, &inner);
            self.end_field(level);
        }
        let depth = last.para.depth();
        let mut body = self.stories.pop().map(|story| story.finish(&self.tables, &last, depth)).unwrap_or_default();
        body.push(crate::read::flow::Step::Section(Box::new(self.paper.section())));
        let (headers, footers): (Vec<_>, Vec<_>) = self.running.into_iter().partition(|(kind, _)| *kind == MarginKind::Header);
        for (kind, steps) in headers {
            gather.story(kind, steps);
        }
        gather.steps(body);
        for (kind, steps) in footers {
            gather.story(kind, steps);
        }
        for note in self.notes {
            gather.note(note);
        }
        gather.dates(self.made, self.changed);
    }
}

/// A date of the information group, when it is one.
fn iso([year, month, day]: [i32; 3]) -> Option<String> {
    let sound = (1980..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    sound.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The letters as `\plain` sets them.
fn plain() -> Letters {
    Letters { size: 12.0, ..Letters::default() }
}
