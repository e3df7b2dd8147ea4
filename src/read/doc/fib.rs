//! The file information block of a .doc: where everything is ([MS-DOC] 2.5).

use super::bytes::{size_at, u8_at, u16_at};

/// What a .doc file holds where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fib<'a> {
    main: &'a [u8],
}

/// Parts of the text, in the order in which they stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Body,
    Footnotes,
    Headers,
    Comments,
    Endnotes,
    TextBoxes,
    HeaderTextBoxes,
}

/// Structures in the table stream: their index in `FibRgFcLcb97`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Styles = 1,
    FootnoteRefs = 2,
    FootnoteTexts = 3,
    CommentRefs = 4,
    CommentTexts = 5,
    Sections = 6,
    Headers = 11,
    CharRuns = 12,
    ParaRuns = 13,
    Fonts = 15,
    Settings = 31,
    Pieces = 33,
    Shapes = 40,
    HeaderShapes = 41,
    EndnoteRefs = 46,
    EndnoteTexts = 47,
    Drawings = 50,
    TextBoxTexts = 56,
    HeaderTextBoxTexts = 58,
    Lists = 73,
    ListUses = 74,
}

impl<'a> Fib<'a> {
    /// Of the stream `WordDocument`; `None` when it does not begin as Word 6 or later does.
    pub(super) fn new(main: &'a [u8]) -> Option<Fib<'a>> {
        matches!(u16_at(main, 0)?, 0xA5EC | 0xA5DC | 0xA697..=0xA699 | 0xA59B | 0xA59C).then_some(Fib { main })
    }

    /// Word 6 or 95.
    pub(super) fn is_old(&self) -> bool {
        u16_at(self.main, 0) != Some(0xA5EC) || u16_at(self.main, 2).is_some_and(|version| version < 105)
    }

    fn flags(&self) -> u16 {
        u16_at(self.main, 0x0A).unwrap_or(0)
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.flags() & 0x0100 != 0
    }

    /// Saved in haste: the text is in pieces (Word 6 and 95; later ones always are).
    pub(super) fn is_complex(&self) -> bool {
        self.flags() & 0x0004 != 0
    }

    /// Word 6 and 95 of the Far East: two bytes a letter.
    pub(super) fn is_wide(&self) -> bool {
        self.flags() & 0x1000 != 0
    }

    pub(super) fn table_stream(&self) -> &'static str {
        if self.flags() & 0x0200 != 0 { "1Table" } else { "0Table" }
    }

    /// Language of the file.
    pub(super) fn language(&self) -> u16 {
        u16_at(self.main, 0x06).unwrap_or(0)
    }

    /// Made on a Macintosh (Word 6 and 95).
    pub(super) fn is_mac(&self) -> bool {
        u8_at(self.main, 0x12) == Some(1) || u16_at(self.main, 0x14) == Some(256)
    }

    /// Where the text of Word 6 and 95 begins and ends in the main stream.
    pub(super) fn old_text(&self) -> Option<(usize, usize)> {
        Some((size_at(self.main, 0x18)?, size_at(self.main, 0x1C)?))
    }

    /// Whether spaces between paragraphs add up, as before Word 2000 (`fDontUseHTMLParagraphAutoSpacing` in `Dop2000`).
    pub(super) fn spaces_add_up(&self, tables: &[u8]) -> bool {
        u8_at(self.table(tables, Table::Settings), 512).is_none_or(|flags| flags & 4 != 0)
    }

    /// First position and length of a part of the text.
    pub(super) fn part(&self, part: Part) -> (usize, usize) {
        // ccpText, ccpFtn, ccpHdd, (reserved), ccpAtn, ccpEdn, ccpTxbx, ccpHdrTxbx
        let first = if self.is_old() { 0x34 } else { 0x4C };
        let counts: Vec<usize> = (0..8).map(|index| size_at(self.main, first + index * 4).unwrap_or(0)).collect();
        let index = match part {
            Part::Body => 0,
            Part::Footnotes => 1,
            Part::Headers => 2,
            Part::Comments => 4,
            Part::Endnotes => 5,
            Part::TextBoxes => 6,
            Part::HeaderTextBoxes => 7,
        };
        let start = counts.iter().take(index).fold(0_usize, |sum, count| sum.saturating_add(*count));
        (start, counts.get(index).copied().unwrap_or(0))
    }

    /// Letters in all parts together.
    pub(super) fn letters(&self) -> usize {
        let (start, count) = self.part(Part::HeaderTextBoxes);
        start.saturating_add(count)
    }

    /// A structure of the table stream; empty when it is not there.
    pub(super) fn table<'t>(&self, tables: &'t [u8], table: Table) -> &'t [u8] {
        self.table_and_after(tables, table).0
    }

    /// A structure of the table stream, and everything behind it.
    pub(super) fn table_and_after<'t>(&self, tables: &'t [u8], table: Table) -> (&'t [u8], &'t [u8]) {
        let at = 0x9A + table as usize * 8;
        let found = || {
            let (start, count) = (size_at(self.main, at)?, size_at(self.main, at + 4)?);
            let end = start.checked_add(count)?;
            Some((tables.get(start..end)?, tables.get(end..)?))
        };
        found().unwrap_or_default()
    }
}
