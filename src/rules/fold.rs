//! Folds text so that case, accents, quotes, hyphenation and spacing do not matter, and remembers where each byte came from.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Folded text with, for each byte of it, the byte of the original it came from.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// Lower case, without accents or soft hyphens, single spaces, straight quotes.
    pub text: String,
    /// The same with its capitals, for terms in which case counts.
    pub cased: String,
    /// For each byte of `text` (and of `cased`, which is as long): the byte in the original; one more for the end.
    pub from: Vec<u32>,
}

/// Folds a text.
#[must_use]
pub fn fold(text: &str) -> Folded {
    let mut out = Folded {
        text: String::with_capacity(text.len()),
        cased: String::with_capacity(text.len()),
        from: Vec::with_capacity(text.len() + 1),
    };
    each(text, &mut out);
    out.from.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
    out
}

/// Where folded letters go: lower case, as they were, and the byte of the original they came from.
trait Sink {
    fn push(&mut self, low: char, cased: char, at: u32);
    fn space(&mut self, at: u32);
}

fn each(text: &str, out: &mut impl Sink) {
    for (at, c) in text.char_indices() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        match c {
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            '‘' | '’' | '‚' | '´' | '`' | '′' => out.push('\'', '\'', at),
            '“' | '”' | '„' | '«' | '»' => out.push('"', '"', at),
            '–' | '—' | '‑' | '−' => out.push('-', '-', at),
            '…' => (0..3).for_each(|_| out.push('.', '.', at)),
            c if c.is_ascii() => {
                if c.is_ascii_whitespace() || c.is_ascii_control() {
                    out.space(at);
                } else {
                    out.push(c.to_ascii_lowercase(), c, at);
                }
            }
            c if c.is_whitespace() => out.space(at),
            c => {
                for d in std::iter::once(c).nfkd().filter(|d| !is_combining_mark(*d)) {
                    // Only where lower and upper case are as long can the two texts share their positions.
                    let mut lower = d.to_lowercase();
                    let low = lower.next().filter(|l| lower.next().is_none() && l.len_utf8() == d.len_utf8()).unwrap_or(d);
                    out.push(low, d, at);
                }
            }
        }
    }
}

impl Sink for Folded {
    fn push(&mut self, low: char, cased: char, at: u32) {
        self.text.push(low);
        self.cased.push(cased);
        for _ in 0..low.len_utf8() {
            self.from.push(at);
        }
    }

    fn space(&mut self, at: u32) {
        if !self.text.ends_with(' ') {
            self.push(' ', ' ', at);
        }
    }
}

impl Sink for String {
    fn push(&mut self, low: char, _: char, _: u32) {
        String::push(self, low);
    }

    fn space(&mut self, _: u32) {
        if !self.ends_with(' ') {
            String::push(self, ' ');
        }
    }
}

impl Folded {
    /// The range in the original of a range of the folded text.
    #[must_use]
    pub fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        let last = self.from.last().copied().unwrap_or(0);
        let at = |i: usize| self.from.get(i).copied().unwrap_or(last) as usize;
        (at(start), at(end))
    }
}

/// Folds a short text and drops what surrounds it: for headings and terms.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each(text, &mut out);
    let end = out.trim_end().len();
    out.truncate(end);
    let start = out.len() - out.trim_start().len();
    out.drain(..start);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_quotes_and_spaces_do_not_matter() {
        assert_eq!(folded("  Eén  IB’er\u{ad}s – Coördinator "), "een ib'ers - coordinator");
    }

    #[test]
    fn a_place_in_the_folded_text_leads_back_to_the_original() {
        let original = "Café “X” thuis";
        let f = fold(original);
        let at = f.text.find("thuis").unwrap();
        let (start, end) = f.origin(at, at + 5);
        assert_eq!(original.get(start..end), Some("thuis"));
    }
}
