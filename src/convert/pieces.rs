//! The converted document: pieces of text, tables and pictures, each in its slot. All formats are written from it.

use std::collections::BTreeMap;

use super::moves::Move;
use super::slot::{Side, Slot};
use crate::map::SchoolType;
use crate::model::Text;

/// An old document in the new order.
#[derive(Debug, Clone, Default)]
pub struct Converted {
    /// Which conditional fields the format shows.
    pub school_type: Option<SchoolType>,
    /// What stands in the new body, but for the agreements.
    pub slots: BTreeMap<Slot, Vec<Piece>>,
    /// Agreements by who they are for, each with how success is known.
    pub agreements: BTreeMap<Side, Vec<Agreement>>,
    /// What stands in the second document, in the order of the groups.
    pub apart: Vec<Group>,
    /// What became of each block.
    pub moves: Vec<Move>,
    /// Estimated A4 of the new body.
    pub pages: u32,
    /// `false` when a concise body was asked for and the required parts alone do not fit.
    pub fits: bool,
}

/// An agreement, and beside it how we know that it is reached.
#[derive(Debug, Clone, Default)]
pub struct Agreement {
    /// The agreement.
    pub what: Vec<Piece>,
    /// How success is known.
    pub success: Vec<Piece>,
}

/// Texts that were left out for one reason.
#[derive(Debug, Clone)]
pub struct Group {
    /// Key of its title and advice in the format's `apart`.
    pub key: &'static str,
    /// The finding that moved it.
    pub code: Option<&'static str>,
    /// The finding's own advice, where it has one.
    pub advice: Option<String>,
    /// The texts, each with where it stood.
    pub pieces: Vec<(String, Piece)>,
}

/// A piece of content in its slot.
#[derive(Debug, Clone)]
pub enum Piece {
    /// A paragraph, item or field.
    Paragraph(Paragraph),
    /// Short fields with their labels, as they stand in the head of a form.
    Pairs(Vec<Paragraph>),
    /// Rows that belong together.
    Table(Rows),
    /// A picture.
    Picture(Image),
}

/// A paragraph with the labels that came along with it.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    /// Labels that say something, in front or above.
    pub labels: Vec<Words>,
    /// The labels stand on a line of their own.
    pub above: bool,
    /// The words; `None` for a label alone.
    pub body: Option<Words>,
    /// Level of the list it is an item of.
    pub list: Option<u8>,
    /// A box that was ticked.
    pub tick: bool,
    /// Someone's own words that the old document does not quote yet.
    pub quoted: bool,
    /// The words stood here in the old document, and stand above in the new one.
    pub repeated: bool,
    /// What a person must look at, in the margin.
    pub remarks: Vec<String>,
}

/// The words of one block.
#[derive(Debug, Clone)]
pub struct Words {
    /// The block.
    pub block: usize,
    /// Its text.
    pub text: Text,
}

/// A table whose rows matter.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// Header cells; empty when it has none.
    pub header: Vec<Vec<Paragraph>>,
    /// Cells of each row, as many in each.
    pub rows: Vec<Vec<Vec<Paragraph>>>,
    /// Numbers of the rows, where the old table was divided and a row must be found back.
    pub numbers: Option<Vec<usize>>,
}

/// A picture that comes along.
#[derive(Debug, Clone)]
pub struct Image {
    /// Extension without the dot.
    pub extension: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// Alternative text.
    pub alt: Option<Text>,
    /// Width and height in points; 0 where unknown.
    pub size: (f32, f32),
}

impl Piece {
    /// Its paragraphs in reading order.
    pub fn paragraphs(&self) -> Box<dyn Iterator<Item = &Paragraph> + '_> {
        match self {
            Piece::Paragraph(paragraph) => Box::new(std::iter::once(paragraph)),
            Piece::Pairs(pairs) => Box::new(pairs.iter()),
            Piece::Table(rows) => Box::new(rows.header.iter().chain(rows.rows.iter().flatten()).flatten()),
            Piece::Picture(_) => Box::new(std::iter::empty()),
        }
    }
}

impl Converted {
    /// Every piece of the new body.
    pub fn body(&self) -> impl Iterator<Item = &Piece> {
        let agreed = self.agreements.values().flatten().flat_map(|a| a.what.iter().chain(&a.success));
        self.slots.values().flatten().chain(agreed)
    }

    /// The blocks whose words stand in these pieces.
    pub fn blocks<'a>(pieces: impl Iterator<Item = &'a Piece>) -> Vec<usize> {
        let mut blocks = Vec::new();
        for piece in pieces {
            for paragraph in piece.paragraphs() {
                blocks.extend(paragraph.labels.iter().map(|words| words.block));
                blocks.extend(paragraph.body.iter().map(|words| words.block));
            }
        }
        blocks
    }

    /// Whether a second document is needed.
    #[must_use]
    pub fn has_apart(&self) -> bool {
        !self.apart.is_empty()
    }
}
