//! From bytes to a [`Document`]: looks at the bytes, picks a reader, and tidies what it gives.
//!
//! A reader does not know what is looked for: it imports `model` and nothing else of ours. The name of a file is
//! a hint at most; the bytes decide.

pub(crate) mod a4;
pub mod doc;
pub mod docx;
pub(crate) mod flow;
pub mod limits;
pub mod notation;
pub mod odt;
pub(crate) mod ooxml;
pub mod pdf;
pub mod rtf;
pub mod ticks;
mod tidy;

use crate::model::{Document, Format, Reason, Unreadable};
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
    let _ = name;
    if bytes.is_empty() {
        return Err(Unreadable::new(Format::Other, Reason::Empty));
    }
    let mut document = if bytes.starts_with(b"{\\rtf") {
        rtf::read(bytes, options)?
    } else if bytes.starts_with(b"PK") {
        if bytes.windows(28).take(200).any(|w| w.starts_with(b"application/vnd.oasis.opendo")) { odt::read(bytes, options)? } else { docx::read(bytes, Format::Docx, options)? }
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        doc::read(bytes, options)?
    } else {
        pdf::read(bytes, options)?
    };
    tidy::tidy(&mut document);
    ticks::split(&mut document);
    Ok(document)
}

/// A file within an archive or mail.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its path within, made safe.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The files within an archive or mail; `None` for any other file.
#[must_use]
pub fn members(name: &str, bytes: &[u8], options: &ReadOptions) -> Option<Result<Vec<Member>, Unreadable>> {
    let _ = (name, bytes, options);
    None
}
