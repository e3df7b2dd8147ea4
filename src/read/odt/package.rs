//! The zip package of an OpenDocument file, unpacked within limits counted on real bytes.

use std::io::{Cursor, Read};

use crate::model::Reason;
use crate::read::Limits;

/// An open package.
pub(super) struct Package<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    unpacked: u64,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// [`Reason::Damaged`] when it is no zip, [`Reason::TooLarge`] with too many entries or bytes.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Package<'a>, Reason> {
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.file_bytes {
            return Err(Reason::TooLarge);
        }
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Reason::Damaged)?;
        if archive.len() > limits.entries {
            return Err(Reason::TooLarge);
        }
        Ok(Package { archive, limits, unpacked: 0 })
    }

    /// The names of its parts.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()))
    }

    /// A part as text; `None` when it is not there. A part that breaks off gives what came before.
    ///
    /// # Errors
    /// [`Reason::TooLarge`] over the limits, [`Reason::Encrypted`] under a password.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Reason> {
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                return Err(Reason::Encrypted);
            }
            Err(_) => return Ok(None),
        };
        let ratio = entry.compressed_size().saturating_mul(self.limits.ratio).max(1 << 20);
        let room = self.limits.unpacked_bytes.saturating_sub(self.unpacked).min(ratio);
        let mut bytes = Vec::new();
        let whole = entry.take(room + 1).read_to_end(&mut bytes);
        let count = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if count > room {
            return Err(Reason::TooLarge);
        }
        self.unpacked += count;
        if whole.is_err() && bytes.is_empty() {
            return Ok(None);
        }
        Ok(Some(decode(bytes)))
    }
}

/// Bytes of XML to text: UTF-8, or UTF-16 when the byte order mark says so.
fn decode(bytes: Vec<u8>) -> String {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding.decode(&bytes).0.into_owned(),
        None => String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}
