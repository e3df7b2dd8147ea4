//! A stretch of text that is read in one go: the body, a header, a note, a text box.

use crate::model::{Block, Picture};

/// Blocks and pictures in reading order.
#[derive(Debug, Default, Clone)]
pub(super) struct Story {
    pub(super) blocks: Vec<Block>,
    pub(super) pictures: Vec<Shown>,
}

/// A picture with the part that holds it.
#[derive(Debug, Default, Clone)]
pub(super) struct Shown {
    pub(super) picture: Picture,
    /// Name of the part in the package.
    pub(super) part: Option<String>,
}

impl Story {
    /// Puts another story behind this one.
    pub(super) fn append(&mut self, other: Story) {
        let offset = self.blocks.len();
        self.blocks.extend(other.blocks);
        self.pictures.extend(other.pictures.into_iter().map(|mut shown| {
            shown.picture.before += offset;
            shown
        }));
    }
}
