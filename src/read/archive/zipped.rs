//! A .zip of files, as a school sends a folder.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Budget, Member, names};
use crate::model::{Format, Reason, Unreadable};
use crate::read::sniff;

/// Below this many bytes the ratio of one entry is not looked at.
const RATIO_FROM: u64 = 1 << 20;

/// The files of the zip.
pub(super) fn members(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Member>, Reason> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Reason::Damaged)?;
    if zip.len() > budget.members {
        return Err(Reason::TooLarge);
    }
    // Entries that share their bytes are made to swell.
    if zip.has_overlapping_files().unwrap_or(true) {
        return Err(Reason::TooLarge);
    }
    let mut members = Vec::new();
    for place in 0..zip.len() {
        let name = zip.name_for_index(place).and_then(Result::ok).map(|n| n.into_owned()).unwrap_or_default();
        if name.ends_with(['/', '\\']) {
            continue;
        }
        let safe = names::safe(&name);
        let litter = names::is_litter(&safe);
        let mut member = Member { name: safe, litter, ..Member::default() };
        match taken_out(&mut zip, place, budget) {
            Ok(bytes) => member.bytes = bytes,
            Err(reason) => {
                let format = sniff::by_name(&member.name).unwrap_or(Format::Other);
                member.refused = Some(Unreadable::new(format, reason));
            }
        }
        members.push(member);
    }
    let locked = |m: &Member| m.refused.as_ref().is_some_and(|u| u.reason == Reason::Encrypted);
    if members.is_empty() {
        Err(Reason::Empty)
    } else if members.iter().all(locked) {
        Err(Reason::Encrypted)
    } else {
        Ok(members)
    }
}

/// The bytes of one entry, within the budget.
fn taken_out(zip: &mut ZipArchive<Cursor<&[u8]>>, place: usize, budget: &mut Budget) -> Result<Vec<u8>, Reason> {
    let entry = zip.by_index(place).map_err(|error| match error {
        ZipError::UnsupportedArchive(text) if text == ZipError::PASSWORD_REQUIRED => Reason::Encrypted,
        ZipError::InvalidPassword => Reason::Encrypted,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => Reason::Unsupported,
        _ => Reason::Damaged,
    })?;
    let allowed = budget.bytes.min((entry.compressed_size().max(1)).saturating_mul(budget.ratio).max(RATIO_FROM));
    let mut bytes = Vec::new();
    // One byte more than allowed tells that there is more.
    let read = entry.take(allowed.saturating_add(1)).read_to_end(&mut bytes);
    if bytes.len() as u64 > allowed {
        budget.bytes = budget.bytes.saturating_sub(allowed);
        return Err(Reason::TooLarge);
    }
    budget.take(bytes.len())?;
    // An entry that breaks off is read by its reader as far as it goes, unless nothing came.
    if read.is_err() && bytes.is_empty() { Err(Reason::Damaged) } else { Ok(bytes) }
}
