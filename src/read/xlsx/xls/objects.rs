//! What floats above a sheet of an .xls: notes, text boxes, boxes to tick, pictures (records NOTE, OBJ, TXO, MSODRAWING).

use std::collections::HashMap;

use super::records::{Record, Strings};
use crate::model::PictureKind;
use crate::read::xlsx::address::At;
use crate::read::xlsx::book::{BESIDE, Float, Floating, Remark};

/// Objects as they come: each is a drawing with its place, then its kind, then perhaps its text.
#[derive(Default)]
pub(super) struct Objects {
    anchor: At,
    objects: Vec<Object>,
    /// The cell of a note, by the number of the object that has its text.
    notes: Vec<(u16, At)>,
    /// Notes of Excel 5 and 95, which have their text themselves.
    old_notes: Vec<Remark>,
}

struct Object {
    kind: u16,
    number: u16,
    at: At,
    on: bool,
    text: String,
}

impl Objects {
    /// The cell under the drawing that came last.
    pub(super) fn anchor(&self) -> At {
        self.anchor
    }

    /// Takes a record in when it is about an object.
    pub(super) fn record(&mut self, record: &Record<'_>, strings: Strings) {
        match record.kind {
            0xEC => self.anchor = anchor(record).unwrap_or(self.anchor),
            0x5D if self.objects.len() < BESIDE => self.objects.extend(object(record, self.anchor)),
            0x1B6 => {
                if let (Some(text), Some(object)) = (text(record), self.objects.last_mut()) {
                    object.text = text;
                }
            }
            0x1C if self.notes.len() + self.old_notes.len() < BESIDE => {
                let place = (record.short(0), record.short(2), record.short(6));
                let (Some(row), Some(column)) = (place.0, place.1) else { return };
                let at = At { row: u32::from(row), column: u32::from(column) };
                if strings.unicode {
                    self.notes.extend(place.2.map(|number| (number, at)));
                } else {
                    let bytes = record.data.get(6..).unwrap_or_default();
                    let text = strings.page.decode_without_bom_handling(bytes).0.into_owned();
                    self.old_notes.push(Remark { at, text });
                }
            }
            _ => {}
        }
    }

    /// The notes and what floats.
    pub(super) fn done(self) -> (Vec<Remark>, Vec<Float>) {
        let places: HashMap<u16, At> = self.notes.into_iter().collect();
        let (mut remarks, mut floats) = (self.old_notes, Vec::new());
        for object in self.objects {
            // Kinds of MS-XLS 2.5.143, FtCmo.
            let what = match object.kind {
                0x19 => {
                    remarks.extend(places.get(&object.number).map(|&at| Remark { at, text: object.text }));
                    continue;
                }
                0x0B | 0x0C => Floating::Tick { on: object.on, label: object.text.trim().to_owned() },
                0x08 => Floating::Picture { kind: PictureKind::Image, alt: None, width: 0.0, height: 0.0, bytes: None },
                _ if object.text.trim().is_empty() => continue,
                _ => Floating::Box(object.text.split(['\n', '\r']).map(str::to_owned).collect()),
            };
            floats.push(Float { at: object.at, what });
        }
        (remarks, floats)
    }
}

/// The upper left cell of the last drawing in the record (OfficeArtClientAnchorSheet, MS-XLS 2.5.193).
fn anchor(record: &Record<'_>) -> Option<At> {
    let head = [0x10, 0xF0, 18, 0, 0, 0];
    let start = memchr::memmem::rfind(record.data, &head)? + head.len();
    Some(At { column: u32::from(record.short(start + 2)?), row: u32::from(record.short(start + 6)?) })
}

/// Kind, number and tick of an OBJ record's sub-records.
fn object(record: &Record<'_>, at: At) -> Option<Object> {
    if record.short(0)? != 0x15 {
        return None;
    }
    let mut object = Object { kind: record.short(4)?, number: record.short(6)?, at, on: false, text: String::new() };
    let mut place = 0usize;
    while let (Some(kind), Some(length)) = (record.short(place), record.short(place + 2)) {
        // FtCblsData: a box's state; FtCbls before it (0x0A) has the same at its start.
        if kind == 0x12 {
            object.on = record.short(place + 4) == Some(1);
        }
        if kind == 0 {
            break;
        }
        place += 4 + usize::from(length);
    }
    Some(object)
}

/// The text of a TXO record, which stands in what continues it.
fn text(record: &Record<'_>) -> Option<String> {
    let count = usize::from(record.short(10)?);
    if count == 0 {
        return Some(String::new());
    }
    // Each part says anew whether its letters take two bytes.
    let mut reader = record.reader(record.data.len());
    let flags = reader.byte()?;
    reader.letters(count, flags & 1 != 0)
}
