//! What no file may pass: sizes, depths and counts, all in one place, counted on real bytes and never on declared sizes.

use serde::{Deserialize, Serialize};

/// Limits of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Bytes unpacked in all from a package (zip) or document.
    pub unpacked_bytes: u64,
    /// Times its packed size one entry may unpack to, once it passes a megabyte.
    pub ratio: u64,
    /// Entries of a package.
    pub entries: usize,
    /// Elements within elements, groups within groups.
    pub depth: usize,
    /// Cells of all sheets together.
    pub cells: usize,
    /// Blocks of a document.
    pub blocks: usize,
    /// Bytes of text of a document.
    pub text_bytes: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Objects of a PDF.
    pub objects: usize,
    /// Bytes one stream of a PDF may unpack to.
    pub stream_bytes: usize,
    /// Drawing operations on one page.
    pub operations: usize,
    /// Glyphs on one page.
    pub glyphs: usize,
    /// Files within an archive or mail, and archives within archives.
    pub members: usize,
    /// See `members`.
    pub member_depth: usize,
    /// Seconds a worker may be at one document.
    pub seconds: u64,
    /// Seconds of processor time a worker may spend on one document.
    pub cpu_seconds: u64,
    /// Memory of a worker.
    pub memory_bytes: u64,
    /// Bytes of a worker's answer about one document, or of all that is in one archive.
    pub answer_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 200 << 20,
            unpacked_bytes: 400 << 20,
            ratio: 200,
            entries: 20_000,
            depth: 256,
            cells: 2_000_000,
            blocks: 200_000,
            text_bytes: 20 << 20,
            pages: 400,
            objects: 1_000_000,
            stream_bytes: 32 << 20,
            operations: 500_000,
            glyphs: 200_000,
            members: 5_000,
            member_depth: 4,
            seconds: 60,
            cpu_seconds: 20,
            memory_bytes: 1 << 30,
            answer_bytes: 512 << 20,
        }
    }
}
