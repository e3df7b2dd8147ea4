//! What the page estimator needs to know of a document: paragraphs, tables and sections, measured in points.
//!
//! Word, OpenDocument, RTF and old Word files all fill this same model while they are read. Text is not kept: a word
//! becomes its width the moment it is added.

use super::fonts::{Face, line_height, width};

/// A stretch of the document with one kind of paper.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Section {
    /// Paper, in points.
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// Margins, in points.
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    /// From the edge of the paper to the header and footer.
    pub(crate) header_at: f32,
    pub(crate) footer_at: f32,
    /// Text columns, and the space between them.
    pub(crate) columns: u32,
    pub(crate) gap: f32,
    /// Whether it goes on on the same page.
    pub(crate) continuous: bool,
    /// What stands in the header and footer of most pages.
    pub(crate) header: Vec<Flow>,
    pub(crate) footer: Vec<Flow>,
    /// The text itself.
    pub(crate) flow: Vec<Flow>,
}

impl Default for Section {
    /// A4 with margins of 2.5 cm.
    fn default() -> Section {
        Section {
            width: 595.3,
            height: 841.9,
            left: 70.9,
            right: 70.9,
            top: 70.9,
            bottom: 70.9,
            header_at: 35.4,
            footer_at: 35.4,
            columns: 1,
            gap: 36.0,
            continuous: false,
            header: Vec::new(),
            footer: Vec::new(),
            flow: Vec::new(),
        }
    }
}

/// A paragraph or a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Flow {
    /// See [`Paragraph`].
    Paragraph(Box<Paragraph>),
    /// See [`Table`].
    Table(Box<Table>),
}

/// How high a line is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Leading {
    /// Times the height of its font.
    Times(f32),
    /// At least so many points.
    AtLeast(f32),
    /// Exactly so many points.
    Exact(f32),
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paragraph {
    /// The block that begins here, so that blocks learn their page; none for an empty paragraph.
    pub(crate) block: Option<u32>,
    /// Space above and below.
    pub(crate) before: f32,
    pub(crate) after: f32,
    /// Height of the lines.
    pub(crate) leading: Leading,
    /// Indents of all lines, and of the first against the others.
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) first: f32,
    /// Paragraphs of one style have no space between them when both say so.
    pub(crate) style: u32,
    pub(crate) contextual: bool,
    /// Its space above comes on top of the space below the paragraph before it; else the larger of the two counts.
    pub(crate) sums: bool,
    /// Stays on the page of the next paragraph.
    pub(crate) keep_next: bool,
    /// Its lines stay together.
    pub(crate) keep_lines: bool,
    /// No single line alone at the foot or head of a page.
    pub(crate) widows: bool,
    /// Begins a page.
    pub(crate) page_break: bool,
    /// Its footnotes.
    pub(crate) notes: Vec<Flow>,
    /// Height of a line without text.
    pub(crate) empty: f32,
    pub(crate) pieces: Vec<Piece>,
    /// The last piece may still grow (a word that goes on in the next run).
    pub(crate) open: bool,
}

impl Default for Paragraph {
    fn default() -> Paragraph {
        Paragraph {
            block: None,
            before: 0.0,
            after: 0.0,
            leading: Leading::Times(1.0),
            left: 0.0,
            right: 0.0,
            first: 0.0,
            style: 0,
            contextual: false,
            sums: false,
            keep_next: false,
            keep_lines: false,
            widows: true,
            page_break: false,
            notes: Vec::new(),
            empty: 12.0,
            pieces: Vec::new(),
            open: false,
        }
    }
}

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Piece {
    /// A word (or a part of one after which a line may break), with the blanks behind it.
    Word {
        /// Without the blanks.
        width: f32,
        /// The blanks.
        gap: f32,
        /// Of the line that it needs.
        height: f32,
    },
    /// A picture in the line.
    Object {
        /// As shown.
        width: f32,
        /// As shown.
        height: f32,
    },
    /// To the next tab stop.
    Tab,
    /// A new line.
    Line,
    /// A new page.
    Page,
    /// A new column.
    Column,
}

impl Paragraph {
    /// Adds text in one font. Tabs and newlines in it count as such.
    pub(crate) fn text(&mut self, text: &str, face: Face) {
        let height = line_height(face);
        for c in text.chars() {
            match c {
                '\t' => self.add(Piece::Tab),
                '\n' => self.add(Piece::Line),
                ' ' | '\u{3000}' => {
                    let blank = width(' ', face);
                    match self.pieces.last_mut() {
                        Some(Piece::Word { gap, .. }) => *gap += blank,
                        _ => self.pieces.push(Piece::Word { width: 0.0, gap: blank, height }),
                    }
                    self.open = false;
                }
                _ => {
                    let wide = width(c, face);
                    match self.pieces.last_mut() {
                        Some(Piece::Word { width, height: high, .. }) if self.open => {
                            *width += wide;
                            *high = high.max(height);
                        }
                        _ => self.pieces.push(Piece::Word { width: wide, gap: 0.0, height }),
                    }
                    self.open = !matches!(c, '-' | '\u{2010}' | '\u{2013}' | '\u{2014}');
                }
            }
        }
    }

    /// Adds a picture that stands in the line.
    pub(crate) fn object(&mut self, width: f32, height: f32) {
        self.add(Piece::Object { width, height });
    }

    /// Adds a tab, a new line, page or column.
    pub(crate) fn add(&mut self, piece: Piece) {
        self.pieces.push(piece);
        self.open = false;
    }
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    /// Widths of the columns of its grid, in points; may be empty.
    pub(crate) grid: Vec<f32>,
    /// The whole width as the file gives it, in points, or as a share of what is available when negative (-1 is all).
    pub(crate) width: f32,
    /// Text runs beside it: it takes height of its own only when it leaves that text no room.
    pub(crate) floats: bool,
    pub(crate) rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    /// Points; 0 where the contents decide.
    pub(crate) height: f32,
    /// `height` is all it gets, whatever its contents.
    pub(crate) exact: bool,
    /// It is not split over pages.
    pub(crate) whole: bool,
    /// It is repeated on each page.
    pub(crate) header: bool,
    /// Columns of the grid left free before its first cell.
    pub(crate) skip: u32,
    pub(crate) cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    /// Points; 0 where the grid decides.
    pub(crate) width: f32,
    /// Columns of the grid it spans.
    pub(crate) span: u32,
    /// `Some(true)` begins a cell over several rows, `Some(false)` goes on in one.
    pub(crate) merged: Option<bool>,
    /// Space between edge and text.
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    /// Text runs up or down: it takes no height of its own.
    pub(crate) turned: bool,
    pub(crate) flow: Vec<Flow>,
}

impl Default for Cell {
    fn default() -> Cell {
        Cell { width: 0.0, span: 1, merged: None, left: 5.4, right: 5.4, top: 0.0, bottom: 0.0, turned: false, flow: Vec::new() }
    }
}
