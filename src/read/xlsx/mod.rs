//! Workbooks: .xlsx, .xlsm, .xlsb, .xls and .ods, each read into a `book::Book` and from there into a document.
//!
//! Own passes but for .xlsb: what calamine does not give (values as shown, bold, hidden rows and columns, notes, text
//! boxes, ticks, print set-up) needs a pass over every sheet anyway, and with it limits hold by construction, where
//! calamine trusts declared sizes. The tests let calamine read the same files and compare.

mod address;
mod book;
mod compose;
mod drawing;
mod ods;
mod options;
mod palette;
mod print;
mod running;
mod sheet;
mod shown;
mod spans;
mod strings;
mod styles;
mod workbook;
mod xls;
mod xlsb;
mod xml;

use super::ReadOptions;
use crate::model::{Document, Format, Reason, Unreadable};

/// Reads a workbook whose bytes are `format`.
///
/// # Errors
/// `Damaged`, `Encrypted`, `TooLarge`, or `Empty` when no sheet has a word or picture in it; `Unsupported` for a format that is no workbook.
pub fn read(bytes: &[u8], format: Format, options: &ReadOptions) -> Result<Document, Unreadable> {
    let book = match format {
        Format::Xlsx | Format::Xlsm => workbook::read(bytes, options),
        Format::Xlsb => xlsb::read(bytes, options),
        Format::Xls => xls::read(bytes, options),
        Format::Ods => ods::read(bytes, options),
        _ => Err(Reason::Unsupported),
    };
    let document = book.map(|book| compose::document(book, format, &options.limits)).map_err(|reason| Unreadable::new(format, reason))?;
    if document.blocks.is_empty() && document.pictures.is_empty() {
        return Err(Unreadable::new(format, Reason::Empty));
    }
    Ok(document)
}
