//! .xlsb: calamine's streaming reader for the cells; notes and macros by the names of the parts.
//!
//! The format is rare among schools, so what calamine does not give here (looks, hidden rows, notes) is not read. calamine
//! trusts the numbers in a file: it runs behind a fence against panics, after all parts were unpacked within limits.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsb};

use super::address::{self, At};
use super::book::{Book, Cell, Room, Sheet};
use super::shown::{self, NumberFormat};
use super::workbook::note_parts;
use crate::model::{NoteKind, Reason};
use crate::read::ReadOptions;
use crate::read::ooxml::Package;

/// Reads the file.
///
/// # Errors
/// `Damaged`, or `TooLarge` over a limit.
pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Book, Reason> {
    let mut package = Package::open(bytes, &options.limits)?;
    let mut book = Book::default();
    note_parts(&package, &mut book);
    let parts: Vec<String> = package.names().filter(|n| n.to_lowercase().ends_with(".bin")).map(str::to_owned).collect();
    for part in parts {
        package.bytes(&part)?;
    }
    let read = catch_unwind(AssertUnwindSafe(|| cells(bytes, Room::new(&options.limits), &mut book)));
    read.unwrap_or(Err(Reason::Damaged))?;
    Ok(book)
}

fn cells(bytes: &[u8], mut room: Room, book: &mut Book) -> Result<(), Reason> {
    let mut workbook: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|_| Reason::Damaged)?;
    let since_1904 = workbook.has_1904_epoch();
    let sheets: Vec<(String, bool, bool)> = workbook
        .sheets_metadata()
        .iter()
        .map(|s| (s.name.clone(), s.visible != SheetVisible::Visible, s.typ == SheetType::WorkSheet))
        .collect();
    for (name, hidden, has_cells) in sheets {
        let mut sheet = Sheet { name: name.clone(), hidden, ..Sheet::default() };
        if has_cells {
            let Ok(mut reader) = workbook.worksheet_cells_reader(&name) else {
                book.note(NoteKind::Damaged);
                continue;
            };
            loop {
                match reader.next_cell() {
                    Ok(Some(cell)) if !room.full => {
                        let (row, column) = cell.get_position();
                        let text = shown(cell.get_value(), since_1904);
                        if !text.is_empty() && row < address::ROWS && column < address::COLUMNS {
                            room.keep(Cell { at: At { row, column }, text, ..Cell::default() }, &mut sheet.cells);
                        }
                    }
                    Ok(Some(_)) => {
                        book.note(NoteKind::CutOff);
                        break;
                    }
                    Ok(None) => break,
                    Err(_) => {
                        book.note(NoteKind::Damaged);
                        break;
                    }
                }
            }
        }
        book.sheets.push(sheet);
    }
    Ok(())
}

fn shown(value: &DataRef<'_>, since_1904: bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        // A whole number has 15 digits at most in a sheet: it fits.
        DataRef::Int(n) => shown::general(*n as f64),
        DataRef::Float(n) => shown::general(*n),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(on) => shown::truth(*on).to_owned(),
        DataRef::DateTime(date) => dated(date, since_1904),
        DataRef::Error(error) => shown::error(&error.to_string()).to_owned(),
    }
}

/// calamine says that it is a date or a time, not how it shows.
fn dated(date: &ExcelDateTime, since_1904: bool) -> String {
    let value = date.as_f64();
    let format = if date.is_duration() {
        NumberFormat::builtin(46)
    } else if value < 1.0 {
        NumberFormat::builtin(20)
    } else if value.fract() == 0.0 {
        NumberFormat::builtin(14)
    } else {
        NumberFormat::builtin(22)
    };
    format.number(value, since_1904)
}
