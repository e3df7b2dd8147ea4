//! What was read: a document as blocks in reading order, each with its kind and its place.
//!
//! The border between the readers and everything that judges. A reader writes it and forgets the file; nobody
//! after it knows which format a document had, but for the name. Imports nothing of ours.
//!
//! A child's words are in [`Text`], which cannot be printed by accident: it has no `Display`, and its `Debug`
//! shows a length only.

use std::fmt;

/// One file that was read.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// What the bytes are, whatever the name says.
    pub format: Format,
    /// How many A4 the document fills, and how we know.
    pub a4: A4,
    /// Everything a person sees in the file (and what is hidden in it, marked as such), in reading order.
    /// Every word stands in exactly one block.
    pub blocks: Vec<Block>,
    /// Pictures, graphs and drawings, each with the position in `blocks` before which it stands.
    pub pictures: Vec<Picture>,
    /// What is odd, left out or could not be read.
    pub notes: Vec<Note>,
    /// When the file says it was made and last changed (ISO dates, `YYYY-MM-DD`); never an author's name.
    pub made: Option<String>,
    /// See `made`.
    pub changed: Option<String>,
}

/// What a file's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names are those of the formats")]
pub enum Format {
    Docx,
    Docm,
    Dotx,
    Doc,
    Rtf,
    Odt,
    Xlsx,
    Xlsm,
    Xlsb,
    Xls,
    Ods,
    Pdf,
    Html,
    Eml,
    Msg,
    Zip,
    #[default]
    Text,
    /// Known by its bytes, but not read (a picture, a presentation, ...), or not known at all.
    Other,
}

impl Format {
    /// The usual extension, in lower case without the dot; `"onbekend"` for what is not read.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Format::Docx => "docx",
            Format::Docm => "docm",
            Format::Dotx => "dotx",
            Format::Doc => "doc",
            Format::Rtf => "rtf",
            Format::Odt => "odt",
            Format::Xlsx => "xlsx",
            Format::Xlsm => "xlsm",
            Format::Xlsb => "xlsb",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::Pdf => "pdf",
            Format::Html => "html",
            Format::Eml => "eml",
            Format::Msg => "msg",
            Format::Zip => "zip",
            Format::Text => "txt",
            Format::Other => "onbekend",
        }
    }
}

/// How many A4 a document fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct A4 {
    /// Best estimate, rounded up; at least 1 for a document with a word in it.
    pub pages: u32,
    /// Lowest that is plausible.
    pub low: u32,
    /// Highest that is plausible.
    pub high: u32,
    /// How the number was found.
    pub method: PageMethod,
}

/// How pages were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageMethod {
    /// The format has pages (PDF).
    Counted,
    /// Laid out by the geometric estimator (Word and its kin).
    Estimated,
    /// From a sheet's print set-up, or from words alone.
    #[default]
    Rough,
}

/// One piece of content: a paragraph, a list item, a paragraph in a cell, a field, a tick.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words as a person sees them, list number included ("1a. Doelen"). Empty only for a field that
    /// nobody filled in, or an empty cell of a form that has a label beside it.
    pub text: Text,
    /// The cell it stands in, when it stands in a table or sheet.
    pub cell: Option<CellAt>,
    /// How it looks, as far as that tells a heading from running text.
    pub look: Look,
    /// A form field's own name or tooltip, which a person does not see on the page; of a remark, [`REMARKS_BY`] where it is ours.
    pub label: Option<Text>,
    /// Where a person finds it.
    pub place: Place,
}

/// Who wrote the remarks that `convert` puts in the margin of a new document.
pub const REMARKS_BY: &str = "oppkeur";

impl Block {
    /// A remark that `convert` itself put in the margin: no word of the document's writers.
    #[must_use]
    pub fn is_own_remark(&self) -> bool {
        self.kind == BlockKind::Comment && self.label.as_ref().is_some_and(|by| by.words() == REMARKS_BY)
    }
}

/// The kind of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BlockKind {
    /// A real heading (a heading style, an outline level, a tagged heading, or clearly larger type than the body); 1 is the highest.
    Heading {
        /// 1 to 9.
        level: u8,
    },
    /// Running text, or a paragraph of a cell.
    #[default]
    Paragraph,
    /// An item of a list.
    ListItem {
        /// 0 for the outermost list.
        level: u8,
    },
    /// A form field: its text is its value.
    Field {
        /// What the field takes.
        kind: FieldKind,
        /// False when it is empty or shows its placeholder.
        filled: bool,
    },
    /// A box to tick; the text is its label.
    Tick {
        /// Whether it is ticked.
        on: bool,
    },
    /// A remark in the margin.
    Comment,
    /// A foot- or endnote.
    Footnote,
    /// Text that a person does not see.
    Hidden(HiddenKind),
    /// A running header, once for the document.
    PageHeader,
    /// A running footer, once for the document.
    PageFooter,
}

/// What a form field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub enum FieldKind {
    #[default]
    Text,
    Choice,
    Date,
    Signature,
}

/// Why a person does not see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiddenKind {
    /// Deleted in a tracked change: no word of the document any more.
    Deleted,
    /// Marked as hidden, written in white on white, in one-point type, or off the page.
    Invisible,
    /// On a hidden sheet, row or column.
    HiddenCells,
}

/// The words of a block, and which of them are bold.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Text {
    words: String,
    bold: Vec<(u32, u32)>,
}

impl Text {
    /// Takes the words as they are.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Text {
        Text { words: words.into(), bold: Vec::new() }
    }

    /// Takes the words with the byte ranges of them that are bold (ascending, not touching, on character boundaries).
    #[must_use]
    pub fn with_bold(words: impl Into<String>, bold: Vec<(u32, u32)>) -> Text {
        Text { words: words.into(), bold }
    }

    /// The words, for rooms that cannot speak (`read`, `map`, `check`).
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The words, for the doors they leave by (`report/mask`, `report/inspect`, `convert`). A test knows who may call this.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.words
    }

    /// The byte ranges that are bold.
    #[must_use]
    pub fn bold(&self) -> &[(u32, u32)] {
        &self.bold
    }

    /// Whether there is no word in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        !self.words.chars().any(char::is_alphanumeric)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.words.len())
    }
}

/// A cell of a table or sheet, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CellAt {
    /// Which table of the document (a sheet is a table); a nested table has its own number.
    pub table: u32,
    /// Row of the cell's upper left corner.
    pub row: u32,
    /// Column of the cell's upper left corner, merged cells counted by the columns they span.
    pub column: u32,
    /// Rows it spans, at least 1.
    pub rows: u32,
    /// Columns it spans, at least 1.
    pub columns: u32,
    /// Whether the file marks its row as a header row.
    pub header: bool,
}

/// How a block looks, as far as that helps to tell a heading from running text.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Look {
    /// All its letters are bold.
    pub bold: bool,
    /// All its letters are italic (prompts often are).
    pub italic: bool,
    /// All its letters are underlined.
    pub underline: bool,
    /// Type size in points; 0 where unknown.
    pub size: f32,
    /// Written in grey, as prompts and placeholders often are.
    pub grey: bool,
    /// Its cell or paragraph is shaded.
    pub shaded: bool,
}

/// Where a person finds it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Page, from 1: counted where the format has pages, estimated where it flows.
    pub page: Option<u32>,
    /// More precisely.
    pub spot: Spot,
}

/// A place within a page or file, counted from 1 as people count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Spot {
    /// The page says enough, or nothing better is known.
    #[default]
    Page,
    /// The n-th paragraph of the body.
    Paragraph(u32),
    /// A row of the n-th table.
    Row {
        /// Table, from 1.
        table: u32,
        /// Row, from 1.
        row: u32,
    },
    /// A cell of a sheet.
    Cell {
        /// The sheet's name (it may hold a person's name: it passes the mask).
        sheet: String,
        /// Such as `B4`.
        cell: String,
    },
    /// In the margin or outside the text.
    Margin(MarginKind),
}

/// What lies outside the running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum MarginKind {
    Comment,
    Footnote,
    Header,
    Footer,
    TextBox,
}

/// A picture, graph or drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Picture {
    /// Position in `blocks` before which it stands.
    pub before: usize,
    /// What it is.
    pub kind: PictureKind,
    /// Its alternative text, when it has one.
    pub alt: Option<Text>,
    /// Width as shown, in points; 0 where unknown.
    pub width: f32,
    /// Height as shown, in points; 0 where unknown.
    pub height: f32,
    /// Whether it stands in a running header or footer (a logo), and so tells nothing of the pupil.
    pub running: bool,
    /// Where a person finds it.
    pub place: Place,
    /// The picture itself with its extension (`png`, `jpeg`, ...): only when `ReadOptions::pictures` asks for it.
    pub bytes: Option<(String, Vec<u8>)>,
}

/// What kind of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PictureKind {
    /// A bitmap: photo, scan, screen shot.
    #[default]
    Image,
    /// A chart drawn from numbers.
    Chart,
    /// A drawing of shapes (SmartArt, vector art).
    Drawing,
}

/// What a reader found odd, left out, or could not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// Where, when it has a place.
    pub place: Option<Place>,
}

/// Kinds of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// A page that is a picture only: nothing on it was read.
    PageWithoutText,
    /// A page whose letters cannot be told from its codes.
    UntrustedText,
    /// Part of the file is damaged: what could be saved was read.
    Damaged,
    /// A limit was reached: the rest was not read.
    CutOff,
    /// The file holds tracked changes.
    TrackedChanges,
    /// The file holds macros.
    Macros,
    /// The file refers to a template, picture or workbook outside itself (not a web or mail link in the text).
    ExternalLink,
    /// A file is embedded or attached.
    EmbeddedFile,
    /// Something of a kind that is not read stood here (an equation, a sound, ...).
    NotRead,
}

/// Why a file could not be judged (contract, part 4: `reden`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum Reason {
    /// It needs a password.
    Encrypted,
    /// Only pictures of pages.
    ScanWithoutText,
    /// Damaged beyond reading.
    Damaged,
    /// A format that is not read.
    Unsupported,
    /// Nothing in it.
    Empty,
    /// Over a limit.
    TooLarge,
    /// It took too long.
    Timeout,
    /// No usable text.
    UntrustedText,
    /// Locked, gone, or no right to read.
    CannotOpen,
    /// Something else went wrong.
    Failed,
}

/// A file that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unreadable: {reason:?}")]
pub struct Unreadable {
    /// What its bytes are, as far as known.
    pub format: Format,
    /// Why.
    pub reason: Reason,
    /// More exactly, as a key of `rules/labels.toml` under `toelichting` (`"xfa"`, `"presentatie"`, ...); never text of the file.
    pub detail: Option<&'static str>,
}

impl Unreadable {
    /// Says why, without more.
    #[must_use]
    pub fn new(format: Format, reason: Reason) -> Unreadable {
        Unreadable { format, reason, detail: None }
    }

    /// Says why, and more exactly.
    #[must_use]
    pub fn because(format: Format, reason: Reason, detail: &'static str) -> Unreadable {
        Unreadable { format, reason, detail: Some(detail) }
    }
}
