//! Cuts a content stream into tokens, borrowing from it, and never gives up: what it does not know it skips.

use std::borrow::Cow;

/// One token of a content stream.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Name(Cow<'a, [u8]>),
    Text(Cow<'a, [u8]>),
    ArrayStart,
    ArrayEnd,
    DictStart,
    DictEnd,
    Operator(&'a [u8]),
}

/// Reads tokens from a content stream.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Lexer<'a> {
        Lexer { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take_while(&mut self, keep: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let len = rest.iter().position(|&b| !keep(b)).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    /// The next token; `None` at the end.
    pub(super) fn next_token(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            match byte {
                b if is_space(b) => self.at += 1,
                b'%' => {
                    self.take_while(|b| b != b'\n' && b != b'\r');
                }
                b'(' => return Some(Token::Text(self.literal())),
                b'<' => {
                    self.at += 1;
                    if self.peek() == Some(b'<') {
                        self.at += 1;
                        return Some(Token::DictStart);
                    }
                    return Some(Token::Text(self.hexadecimal()));
                }
                b'>' => {
                    self.at += 1;
                    if self.peek() == Some(b'>') {
                        self.at += 1;
                        return Some(Token::DictEnd);
                    }
                }
                b'[' => {
                    self.at += 1;
                    return Some(Token::ArrayStart);
                }
                b']' => {
                    self.at += 1;
                    return Some(Token::ArrayEnd);
                }
                b'/' => {
                    self.at += 1;
                    return Some(Token::Name(unescape_name(self.take_while(is_regular))));
                }
                b'0'..=b'9' | b'+' | b'-' | b'.' => {
                    let start = self.at;
                    let word = self.take_while(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.'));
                    if let Some(number) = parse_number(word) {
                        return Some(Token::Number(number));
                    }
                    if self.at == start {
                        self.at += 1;
                    }
                }
                b if is_regular(b) => return Some(Token::Operator(self.take_while(is_regular))),
                // A stray closing bracket or brace.
                _ => self.at += 1,
            }
        }
    }

    /// A string in round brackets; the cursor stands on the opening one.
    fn literal(&mut self) -> Cow<'a, [u8]> {
        self.at += 1;
        let start = self.at;
        let plain = self.take_while(|b| !matches!(b, b'(' | b')' | b'\\' | b'\r'));
        if self.peek() == Some(b')') {
            self.at += 1;
            return Cow::Borrowed(plain);
        }
        self.at = start;
        let mut out = Vec::new();
        let mut depth = 1_u32;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => {
                    depth += 1;
                    out.push(byte);
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    out.push(byte);
                }
                b'\\' => self.escape(&mut out),
                b'\r' => {
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    out.push(b'\n');
                }
                _ => out.push(byte),
            }
        }
        Cow::Owned(out)
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(b @ b'0'..=b'7') => {
                            self.at += 1;
                            value = value * 8 + u32::from(b - b'0');
                        }
                        _ => break,
                    }
                }
                out.push((value & 0xFF) as u8);
            }
            other => out.push(other),
        }
    }

    /// A string in angle brackets; the cursor stands after the opening one.
    fn hexadecimal(&mut self) -> Cow<'a, [u8]> {
        let digits = self.take_while(|b| b != b'>');
        if self.peek().is_some() {
            self.at += 1;
        }
        let mut out = Vec::with_capacity(digits.len() / 2 + 1);
        let mut high = None;
        for digit in digits.iter().filter_map(|&b| hex(b)) {
            match high.take() {
                None => high = Some(digit),
                Some(h) => out.push(h << 4 | digit),
            }
        }
        if let Some(h) = high {
            out.push(h << 4);
        }
        Cow::Owned(out)
    }

    /// Skips an inline image; the cursor stands after `BI`. `EI` counts with white space around it and text
    /// behind it; without one, the rest of the stream is taken for the image.
    pub(super) fn skip_inline_image(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let mut from = memchr::memmem::find(rest, b"ID").map_or(0, |p| p + 2);
        while let Some(found) = rest.get(from..).and_then(|r| memchr::memmem::find(r, b"EI")) {
            let at = from + found;
            let before = at.checked_sub(1).and_then(|p| rest.get(p)).copied();
            let after = rest.get(at + 2..).unwrap_or_default();
            let space_after = after.first().is_none_or(|&b| is_space(b));
            let text_behind = after.iter().take(12).all(|&b| b.is_ascii_graphic() || is_space(b));
            if before.is_some_and(is_space) && space_after && text_behind {
                self.at += at + 2;
                return;
            }
            from = at + 2;
        }
        self.at = self.bytes.len();
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(b: u8) -> bool {
    !is_space(b) && !matches!(b, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex(b: u8) -> Option<u8> {
    char::from(b).to_digit(16).map(|d| d as u8)
}

/// A number as writers write it: `-.5`, `5.`, `--3` and `1.2-3` (cut at the second sign) included.
fn parse_number(word: &[u8]) -> Option<f64> {
    let digits_from = word.iter().position(|b| !matches!(b, b'+' | b'-'))?;
    let (signs, rest) = word.split_at_checked(digits_from)?;
    let mut value = 0.0_f64;
    let mut scale = 0.0_f64;
    let mut seen = false;
    for &b in rest {
        match b {
            b'0'..=b'9' => {
                seen = true;
                if scale == 0.0 {
                    value = value * 10.0 + f64::from(b - b'0');
                } else {
                    value += f64::from(b - b'0') * scale;
                    scale *= 0.1;
                }
            }
            b'.' if scale == 0.0 => scale = 0.1,
            _ => break,
        }
    }
    (seen || scale != 0.0).then(|| if signs.contains(&b'-') { -value } else { value })
}

fn unescape_name(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'#') {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        let pair = raw.get(at + 1).copied().and_then(hex).zip(raw.get(at + 2).copied().and_then(hex));
        match pair {
            Some((high, low)) if byte == b'#' => {
                out.push(high << 4 | low);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(bytes);
        std::iter::from_fn(|| lexer.next_token()).collect()
    }

    #[test]
    fn reads_on_after_stray_brackets_and_unknown_operators() {
        let tokens = all(b"} ) foo (a\\(b\\051) Tj");
        assert_eq!(tokens, [Token::Operator(b"foo"), Token::Text(Cow::Borrowed(b"a(b)")), Token::Operator(b"Tj")]);
    }

    #[test]
    fn numbers_as_writers_write_them() {
        assert_eq!(all(b"-.5 5. --3 +7 1.2-3"), [-0.5, 5.0, -3.0, 7.0, 1.2].map(Token::Number));
    }

    #[test]
    fn strings_and_names_are_unescaped() {
        assert_eq!(all(b"<48 656C6c6F7>"), [Token::Text(Cow::Borrowed(b"Hellop"))]);
        assert_eq!(all(b"/A#20B"), [Token::Name(Cow::Borrowed(b"A B"))]);
        assert_eq!(all(b"(a(b)c\\\nd)"), [Token::Text(Cow::Borrowed(b"a(b)cd"))]);
    }

    #[test]
    fn an_inline_image_is_skipped_to_its_end() {
        let mut lexer = Lexer::new(b"BI /W 1 ID \x00EI\xFF EI Q (na) Tj");
        assert_eq!(lexer.next_token(), Some(Token::Operator(b"BI")));
        lexer.skip_inline_image();
        assert_eq!(lexer.next_token(), Some(Token::Operator(b"Q")));
    }
}
