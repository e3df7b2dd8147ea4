//! From bytes to a [`Document`]: looks at the bytes, picks a reader, and tidies what it gives.
//!
//! A reader does not know what is looked for: it imports `model` and nothing else of ours. The name of a file is
//! a hint at most; the bytes decide.

pub(crate) mod a4;
pub mod docx;
pub mod limits;
pub(crate) mod ooxml;
pub mod ticks;

use crate::model::{Document, Unreadable};
pub use limits::Limits;

/// How a document is to be read.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    /// What no file may pass.
    pub limits: Limits,
    /// Keep the bytes of pictures (`convert` carries annexes along; an audit does not need them).
    pub pictures: bool,
}

/// Reads one document.
///
/// # Errors
/// [`Unreadable`] with the contract's reason when the file is encrypted, scanned, damaged, of another kind, empty or too large.
pub fn document(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Document, Unreadable> {
    let _ = (name, bytes, options);
    todo!()
}
