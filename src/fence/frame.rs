//! Frames over a pipe: number, two lengths, a head and a body; nothing of a length is believed before the bytes are there.

use std::io::{self, Read, Write};

/// One frame.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// The question's number.
    pub(super) number: u32,
    /// A few words about the body.
    pub(super) head: Vec<u8>,
    /// The bytes it is about.
    pub(super) body: Vec<u8>,
    /// It announces more bytes than may come; none were read.
    pub(super) over: bool,
}

/// Bytes set aside before any have come.
const FIRST: u64 = 1 << 20;

/// Writes one frame.
pub(super) fn write(out: &mut impl Write, number: u32, head: &[u8], body: &[u8]) -> io::Result<()> {
    let mut lengths = Vec::with_capacity(16 + head.len() + if body.len() < 65_536 { body.len() } else { 0 });
    lengths.extend_from_slice(&number.to_le_bytes());
    lengths.extend_from_slice(&u32::try_from(head.len()).map_err(|_| io::ErrorKind::InvalidInput)?.to_le_bytes());
    lengths.extend_from_slice(&(body.len() as u64).to_le_bytes());
    lengths.extend_from_slice(head);
    if body.len() < 65_536 {
        lengths.extend_from_slice(body);
        return out.write_all(&lengths).and_then(|()| out.flush());
    }
    out.write_all(&lengths)?;
    out.write_all(body)?;
    out.flush()
}

/// Reads one frame; `None` where the other side closed the pipe between two.
///
/// # Errors
/// `UnexpectedEof` for half a frame.
pub(super) fn read(input: &mut impl Read, most: u64) -> io::Result<Option<Frame>> {
    let mut lengths = [0; 16];
    let mut got = 0;
    while got < lengths.len() {
        match input.read(lengths.get_mut(got..).unwrap_or_default()) {
            Ok(0) if got == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => got += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    let [a, b, c, d, e, f, g, h, rest @ ..] = lengths;
    let (number, head, body) = (u32::from_le_bytes([a, b, c, d]), u64::from(u32::from_le_bytes([e, f, g, h])), u64::from_le_bytes(rest));
    if head.saturating_add(body) > most {
        return Ok(Some(Frame { number, over: true, ..Frame::default() }));
    }
    Ok(Some(Frame { number, head: part(input, head)?, body: part(input, body)?, over: false }))
}

fn part(input: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(usize::try_from(length.min(FIRST)).unwrap_or(0));
    let got = input.take(length).read_to_end(&mut out)?;
    if got as u64 == length { Ok(out) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_as_they_went_in() {
        let long = vec![7; 200_000];
        let mut pipe = Vec::new();
        write(&mut pipe, 1, b"kop", b"").unwrap();
        write(&mut pipe, 2, b"", &long).unwrap();
        let mut pipe = pipe.as_slice();
        assert_eq!(read(&mut pipe, 1 << 20).unwrap(), Some(Frame { number: 1, head: b"kop".to_vec(), ..Frame::default() }));
        assert_eq!(read(&mut pipe, 1 << 20).unwrap().map(|f| f.body), Some(long));
        assert_eq!(read(&mut pipe, 1 << 20).unwrap(), None);
    }

    #[test]
    fn lengths_that_lie_are_refused_without_asking_for_memory() {
        let mut large = [0xff; 16].as_slice();
        assert!(read(&mut large, 1 << 20).unwrap().unwrap().over);
        let mut whole = Vec::new();
        write(&mut whole, 1, b"kop", b"inhoud").unwrap();
        for cut in 1..whole.len() {
            assert_eq!(read(&mut &whole[..cut], 100).unwrap_err().kind(), io::ErrorKind::UnexpectedEof, "cut at {cut}");
        }
    }
}
