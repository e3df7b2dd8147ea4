//! Records of a workbook stream, with what continues them, and the strings in them (MS-XLS 2.5.240, 2.5.293, 2.5.294).

use encoding_rs::Encoding;

/// Records that continue one record, as far as they are kept.
const CONTINUED: usize = 50_000;

/// A record and the records that continue it.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    pub(super) more: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// A number of two bytes at that place.
    pub(super) fn short(&self, at: usize) -> Option<u16> {
        short(self.data, at)
    }

    /// A number of four bytes at that place.
    pub(super) fn long(&self, at: usize) -> Option<u32> {
        let bytes = self.data.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }

    /// A floating number at that place.
    pub(super) fn double(&self, at: usize) -> Option<f64> {
        let bytes = self.data.get(at..at.checked_add(8)?)?;
        Some(f64::from_le_bytes(bytes.try_into().ok()?))
    }

    /// Its data from that place on, over all that continues it.
    pub(super) fn reader(&self, at: usize) -> Reader<'a> {
        let first = self.data.get(at..).unwrap_or_default();
        Reader { now: first, rest: self.more.clone().into_iter() }
    }
}

/// Walks the records of a stream; ends where it breaks off.
pub(super) struct Records<'a>(pub(super) &'a [u8]);

impl<'a> Records<'a> {
    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let [a, b, c, d, rest @ ..] = self.0 else { return None };
        let (kind, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        let (data, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        self.0 = rest;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        while self.0.starts_with(&[0x3C, 0]) {
            let further = self.one().map(|(_, data)| data);
            more.extend(further.filter(|_| more.len() < CONTINUED));
        }
        Some(Record { kind, data, more })
    }
}

/// Reads over the borders between a record and what continues it.
pub(super) struct Reader<'a> {
    now: &'a [u8],
    rest: std::vec::IntoIter<&'a [u8]>,
}

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        while self.now.is_empty() {
            self.now = self.rest.next()?;
        }
        let (first, rest) = self.now.split_first()?;
        self.now = rest;
        Some(*first)
    }

    pub(super) fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn long(&mut self) -> Option<u32> {
        Some(u32::from(self.short()?) | u32::from(self.short()?) << 16)
    }

    /// Goes past so many bytes.
    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if self.now.is_empty() {
                self.now = self.rest.next()?;
            }
            let step = count.min(self.now.len());
            self.now = self.now.get(step..)?;
            count -= step;
        }
        Some(())
    }

    /// So many letters, one or two bytes each; where a record continues, it says anew which.
    pub(super) fn letters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::with_capacity(count.min(self.now.len()));
        while units.len() < count {
            if self.now.is_empty() {
                self.now = self.rest.next()?;
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let size = if wide { 2 } else { 1 };
            let step = (count - units.len()).min(self.now.len() / size);
            let (take, rest) = self.now.split_at_checked(step * size)?;
            match size {
                2 => units.extend(take.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]]))),
                _ => units.extend(take.iter().map(|&b| u16::from(b))),
            }
            self.now = rest;
            if step == 0 {
                // Half a letter at the border: the file is damaged.
                self.now = &[];
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A string of the shared table, with the letter at which each of its runs begins and that run's font.
    pub(super) fn rich(&mut self) -> Option<(String, Vec<(u16, u16)>)> {
        let count = usize::from(self.short()?);
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.short()?) } else { 0 };
        let beside = if flags & 4 != 0 { usize::try_from(self.long()?).ok()? } else { 0 };
        let text = self.letters(count, flags & 1 != 0)?;
        let mut fonts = Vec::new();
        for _ in 0..runs {
            fonts.push((self.short()?, self.short()?));
        }
        self.skip(beside)?;
        Some((text, fonts))
    }
}

/// A number of two bytes at that place.
pub(super) fn short(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

/// How this version writes strings within records.
#[derive(Clone, Copy)]
pub(super) struct Strings {
    /// Excel 97 and later.
    pub(super) unicode: bool,
    /// Code page of earlier ones.
    pub(super) page: &'static Encoding,
}

impl Strings {
    /// A string whose length stands before it in one byte or two.
    pub(super) fn read(self, record: &Record<'_>, at: usize, length_bytes: usize) -> Option<String> {
        let mut reader = record.reader(at);
        let count = if length_bytes == 1 { usize::from(reader.byte()?) } else { usize::from(reader.short()?) };
        if self.unicode {
            let flags = reader.byte()?;
            return reader.letters(count, flags & 1 != 0);
        }
        let bytes: Vec<u8> = (0..count).map_while(|_| reader.byte()).collect();
        Some(self.page.decode_without_bom_handling(&bytes).0.into_owned())
    }
}

/// The encoding of a Windows or Mac code page.
pub(super) fn code_page(number: u16) -> &'static Encoding {
    let label: &str = match number {
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1253 => "windows-1253",
        1254 => "windows-1254",
        1255 => "windows-1255",
        1256 => "windows-1256",
        1257 => "windows-1257",
        1258 => "windows-1258",
        866 => "ibm866",
        10000 | 32768 => "macintosh",
        _ => "windows-1252",
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252)
}
