//! The letters of RTF: groups, control words, bytes.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// `\name` with its number, when it has one.
    Word(&'a str, Option<i32>),
    /// `\` and one character that is no letter.
    Symbol(u8),
    /// `\'hh`.
    Hex(u8),
    /// Plain bytes, line ends left out.
    Text(&'a [u8]),
}

/// Cuts bytes into tokens; never fails.
pub(super) struct Lexer<'a> {
    rest: &'a [u8],
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Lexer<'a> {
        Lexer { rest: bytes }
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, is: impl Fn(u8) -> bool) -> &'a [u8] {
        let count = self.rest.iter().position(|&byte| !is(byte)).unwrap_or(self.rest.len());
        self.take(count)
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if !first.is_ascii_alphabetic() {
            self.take(1);
            if first != b'\'' {
                return Some(Token::Symbol(first));
            }
            let digits = self.rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
            return match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                Some(byte) => {
                    self.take(2);
                    Some(Token::Hex(byte))
                }
                None => Some(Token::Text(&[])),
            };
        }
        let name = self.take_while(|byte| byte.is_ascii_alphabetic());
        let negative = self.rest.first() == Some(&b'-') && self.rest.get(1).is_some_and(u8::is_ascii_digit);
        if negative {
            self.take(1);
        }
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        let number = number(digits).map(|number| if negative { -number } else { number });
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        let name = std::str::from_utf8(name).unwrap_or_default();
        if name == "bin" {
            let count = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
            self.take(count);
            return Some(Token::Text(&[]));
        }
        Some(Token::Word(name, number))
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match *self.rest.first()? {
                b'{' => {
                    self.take(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.take(1);
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.take(1);
                    return self.control();
                }
                b'\r' | b'\n' | 0 => {
                    self.take(1);
                }
                _ => return Some(Token::Text(self.take_while(|byte| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0)))),
            }
        }
    }
}

fn number(digits: &[u8]) -> Option<i32> {
    if digits.is_empty() {
        return None;
    }
    let value = digits.iter().fold(0_i64, |value, digit| (value * 10 + i64::from(digit - b'0')).min(i64::from(i32::MAX)));
    i32::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_words_numbers_and_bytes() {
        let tokens: Vec<Token<'_>> = Lexer::new(b"{\\b1 een\\'e9\\u-3913 ?\\bin3 }}}\\~\r\nx}").collect();
        let wanted = [
            Token::Open,
            Token::Word("b", Some(1)),
            Token::Text(b"een"),
            Token::Hex(0xE9),
            Token::Word("u", Some(-3913)),
            Token::Text(b"?"),
            Token::Text(b""),
            Token::Symbol(b'~'),
            Token::Text(b"x"),
            Token::Close,
        ];
        assert_eq!(tokens, wanted);
    }
}
