//! Running headers and footers of sheets: `&L&"Arial,Bold"Naam&RPagina &P` as the words that print.

/// Adds the lines of a header or footer to those that are there, each once.
pub(super) fn add(lines: &mut Vec<String>, code: &str) {
    for line in words(code).lines() {
        let line = line.trim();
        if line.chars().any(char::is_alphanumeric) && !lines.iter().any(|l| l == line) {
            lines.push(line.to_owned());
        }
    }
}

/// The words of a header's code: fonts, sizes and colours left out, and the page numbers, dates and names that print anew each time.
fn words(code: &str) -> String {
    let mut out = String::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '&' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('&') => out.push('&'),
            Some('"') => {
                for c in chars.by_ref() {
                    if c == '"' {
                        break;
                    }
                }
            }
            Some('L' | 'C' | 'R') if !out.is_empty() && !out.ends_with('\n') => out.push('\n'),
            Some('K') => {
                for _ in 0..6 {
                    chars.next_if(|c| c.is_ascii_hexdigit() || matches!(c, '+' | '-'));
                }
            }
            Some('0'..='9') => while chars.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_are_left() {
        let mut lines = Vec::new();
        add(&mut lines, "&L&\"Arial,Bold\"&12Basisschool De Eik&C&K00-024Vertrouwelijk&RPagina &P van &N");
        assert_eq!(lines, ["Basisschool De Eik", "Vertrouwelijk", "Pagina  van"]);
        add(&mut lines, "&LVertrouwelijk&R&D &P");
        assert_eq!(lines.len(), 3);
        add(&mut lines, "&CJansen && Zn");
        assert_eq!(lines.last().map(String::as_str), Some("Jansen & Zn"));
    }
}
