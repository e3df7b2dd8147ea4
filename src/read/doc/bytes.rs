//! Numbers out of bytes, little-endian, `None` beyond the end.

/// One byte.
pub(super) fn u8_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

/// Two bytes.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

/// Two bytes, signed.
pub(super) fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    u16_at(bytes, at).map(u16::cast_signed)
}

/// Four bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// Four bytes, signed.
pub(super) fn i32_at(bytes: &[u8], at: usize) -> Option<i32> {
    u32_at(bytes, at).map(u32::cast_signed)
}

/// Eight bytes.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(eight.try_into().ok()?))
}

/// Four bytes as an offset or count.
pub(super) fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// A counted string of UTF-16 at `at`, and where it ends.
pub(super) fn string_at(bytes: &[u8], at: usize) -> Option<(String, usize)> {
    let count = usize::from(u16_at(bytes, at)?);
    let end = (at + 2).checked_add(count * 2)?;
    let letters = bytes.get(at + 2..end)?;
    let units = letters.chunks_exact(2).filter_map(|two| Some(u16::from_le_bytes(two.try_into().ok()?)));
    Some((char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{FFFD}')).collect(), end))
}

/// The positions of a PLC with data of `size` bytes, and where each one's data begins ([MS-DOC] 2.2.2).
pub(super) fn plc(bytes: &[u8], size: usize) -> (Vec<u32>, usize) {
    let count = bytes.len().saturating_sub(4) / (4 + size);
    let positions = (0..=count).map_while(|index| u32_at(bytes, index * 4)).collect();
    (positions, (count + 1) * 4)
}
