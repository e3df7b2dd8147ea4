//! From bytes to a [`Document`]: looks at the bytes, picks a reader, and tidies what it gives.
//!
//! A reader does not know what is looked for: it imports `model` and nothing else of ours. The name of a file is
//! a hint at most; the bytes decide.

pub(crate) mod a4;
pub mod archive;
pub mod doc;
pub mod docx;
pub(crate) mod flow;
pub mod html;
pub mod limits;
pub mod notation;
pub mod odt;
pub(crate) mod ooxml;
pub mod pdf;
pub mod plain;
pub mod rtf;
pub mod sniff;
mod symbols;
pub mod ticks;
mod tidy;
pub mod xlsx;

use crate::model::{Document, Format, Reason, Unreadable};
pub use archive::Member;
pub use limits::Limits;

/// How a document is to be read.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ReadOptions {
    /// What no file may pass.
    pub limits: Limits,
    /// Keep the bytes of pictures (`convert` carries annexes along; an audit does not need them).
    pub pictures: bool,
}

/// Reads one document; `name` helps only where the bytes leave a choice.
///
/// # Errors
/// [`Unreadable`] with the contract's reason when the file is encrypted, scanned, damaged, of another kind, empty or too large.
pub fn document(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Document, Unreadable> {
    if bytes.len() as u64 > options.limits.file_bytes {
        return Err(Unreadable::new(Format::Other, Reason::TooLarge));
    }
    let seen = sniff::look(name, bytes);
    if let Some(refused) = seen.unreadable() {
        return Err(refused);
    }
    let format = seen.format;
    let mut document = match format {
        Format::Docx | Format::Docm | Format::Dotx => docx::read(bytes, format, options)?,
        Format::Doc => doc::read(bytes, options)?,
        Format::Rtf => rtf::read(bytes, options)?,
        Format::Odt => odt::read(bytes, options)?,
        Format::Xlsx | Format::Xlsm | Format::Xlsb | Format::Xls | Format::Ods => xlsx::read(bytes, format, options)?,
        Format::Pdf => pdf::read(bytes, options)?,
        Format::Html => html::read(bytes, options)?,
        Format::Text => plain::read(bytes, options)?,
        Format::Eml | Format::Msg | Format::Zip | Format::Other => return Err(Unreadable::new(format, Reason::Unsupported)),
    };
    tidy::tidy(&mut document);
    ticks::split(&mut document);
    Ok(document)
}

/// The files within an archive or mail; `None` for any other file.
#[must_use]
pub fn members(name: &str, bytes: &[u8], options: &ReadOptions) -> Option<Result<Vec<Member>, Unreadable>> {
    let seen = sniff::look(name, bytes);
    if !archive::is_archive(seen.format) {
        return None;
    }
    Some(archive::members(name, bytes, seen.format, &options.limits))
}
