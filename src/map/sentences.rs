//! Cuts a text into sentences, Dutch abbreviations in mind.

/// Byte ranges of the sentences of a text, in order, without the blanks around them.
#[must_use]
pub fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut quote = false;
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for (n, &(i, c)) in chars.iter().enumerate() {
        let next = chars.get(n + 1).map(|c| c.1);
        if matches!(c, '"' | '“' | '”' | '„') {
            quote = !quote;
        }
        let ends = match c {
            '\n' | '•' => true,
            '!' | '?' | ';' => next.is_none_or(char::is_whitespace),
            '.' => {
                next.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '”' | '’' | '\'' | ')'))
                    && !abbreviates(text.get(start..i).unwrap_or(""))
                    && chars.get(n + 2).is_none_or(|c| !c.1.is_lowercase() || next == Some('\n'))
            }
            _ => false,
        };
        if ends {
            let mut end = i + c.len_utf8();
            // What closes goes with the sentence it closes.
            while let Some(c) = text.get(end..).and_then(|r| r.chars().next()).filter(|c| matches!(c, '"' | '”' | '’' | '\'' | ')')) {
                end += c.len_utf8();
            }
            push(text, start, end, &mut out);
            start = end.max(start);
        }
    }
    push(text, start, text.len(), &mut out);
    out
}

fn push(text: &str, start: usize, end: usize, out: &mut Vec<(usize, usize)>) {
    let Some(piece) = text.get(start..end) else { return };
    let lead = piece.len() - piece.trim_start().len();
    let piece = piece.trim();
    if piece.chars().any(char::is_alphanumeric) {
        out.push((start + lead, start + lead + piece.len()));
    }
}

/// Whether the word before a full stop is an abbreviation, an initial or a number of a list.
fn abbreviates(before: &str) -> bool {
    const KNOWN: [&str; 46] = [
        "bijv", "bv", "o.a", "d.w.z", "m.b.t", "i.v.m", "t.a.v", "n.a.v", "a.d.h.v", "t/m", "ca", "nr", "dhr", "mw", "mevr", "dr", "drs",
        "geb", "jl", "evt", "incl", "excl", "resp", "max", "min", "gem", "blz", "tel", "jan", "feb", "mrt", "apr", "jun", "jul", "aug",
        "sept", "sep", "okt", "nov", "dec", "z.s.m", "i.o.m", "i.s.m", "d.d", "m.n", "e.d",
    ];
    let word = before.rsplit([' ', '\t', '\n', '(']).next().unwrap_or("");
    let lower = word.to_lowercase();
    let one_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    one_letter || KNOWN.contains(&lower.as_str()) || word.contains('.') && word.chars().filter(|c| *c != '.').count() <= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().filter_map(|(s, e)| text.get(s..e)).collect()
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_a_sentence() {
        assert_eq!(cut("Mw. J. de Boer belt o.a. moeder. Dat gaat goed!"), ["Mw. J. de Boer belt o.a. moeder.", "Dat gaat goed!"]);
    }

    #[test]
    fn a_closing_quote_stays_with_its_sentence() {
        assert_eq!(cut("Hij zegt: “Ik wil stoppen.” Daarna niet."), ["Hij zegt: “Ik wil stoppen.”", "Daarna niet."]);
    }
}
