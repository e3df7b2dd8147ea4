//! Stacks lines and rows on pages and counts.

use crate::model::{A4, PageMethod};

use super::flow::Section;

/// What came out.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// How many pages, and between which numbers it may lie.
    pub(crate) a4: A4,
    /// First block of each page after the first.
    turns: Vec<u32>,
}

impl Layout {
    /// The page, from 1, of a block of the body.
    pub(crate) fn page_of(&self, block: usize) -> u32 {
        let turned = self.turns.partition_point(|first| *first as usize <= block);
        turned as u32 + 1
    }
}

/// Lays out a document.
pub(crate) fn lay_out(sections: &[Section]) -> Layout {
    let _ = sections;
    Layout { a4: A4 { pages: 1, low: 1, high: 1, method: PageMethod::Estimated }, turns: Vec::new() }
}
