//! Rich strings of an .xlsx: the shared ones (`xl/sharedStrings.xml`) and those within a cell.

use super::xml::{Token, Xml};

/// A text with what its runs say of bold; a run that says nothing follows the cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Rich {
    pub(super) text: String,
    /// First and last byte of each run that has its own font, and whether it is bold.
    runs: Vec<(u32, u32, bool)>,
}

impl Rich {
    /// A text without fonts of its own.
    pub(super) fn plain(text: String) -> Rich {
        Rich { text, runs: Vec::new() }
    }

    /// The byte ranges that are bold in a cell that is bold itself or not.
    pub(super) fn bold(&self, cell_is_bold: bool) -> Vec<(u32, u32)> {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let mut out: Vec<(u32, u32)> = Vec::new();
        let mut add = |from: u32, to: u32| match out.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ if from < to => out.push((from, to)),
            _ => {}
        };
        let mut done = 0;
        for &(from, to, bold) in &self.runs {
            if cell_is_bold {
                add(done, from);
            }
            if bold {
                add(from, to);
            }
            done = to;
        }
        if cell_is_bold {
            add(done, end);
        }
        out
    }
}

/// All shared strings, as far as `bytes` of text and `most` allow; true when there were more.
pub(super) fn shared(part: &str, depth: usize, bytes: usize, most: usize) -> (Vec<Rich>, bool) {
    let mut xml = Xml::new(part, depth);
    let (mut strings, mut total) = (Vec::new(), 0usize);
    while let Some(token) = xml.next() {
        if let Token::Open(tag) = token
            && tag.name() == "si"
        {
            let rich = rich(&mut xml, "si");
            total += rich.text.len();
            if total > bytes || strings.len() >= most {
                return (strings, true);
            }
            strings.push(rich);
        }
    }
    (strings, xml.broken)
}

/// Reads the content of `si`, `is` or `text` up to its closing.
pub(super) fn rich(xml: &mut Xml<'_>, until: &str) -> Rich {
    let mut rich = Rich::default();
    let mut bold = None;
    let mut from = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Close(name) if name == until => break,
            Token::Close(name) if name == "r" => {
                let to = u32::try_from(rich.text.len()).unwrap_or(u32::MAX);
                if let Some(bold) = bold.filter(|_| to > from) {
                    rich.runs.push((from, to, bold));
                }
            }
            Token::Open(tag) => match tag.name() {
                "r" => {
                    bold = None;
                    from = u32::try_from(rich.text.len()).unwrap_or(u32::MAX);
                }
                "rPr" => bold = Some(false),
                "b" => bold = Some(tag.flag("val").unwrap_or(true)),
                "t" => {
                    let text = xml.text();
                    rich.text.push_str(&unescaped(&text));
                }
                // How a Japanese text is said: nobody sees it.
                "rPh" => xml.skip(),
                _ => {}
            },
            _ => {}
        }
    }
    rich
}

/// `_x000D_` is a character that XML could not hold (ECMA-376 part 1, 22.9.2.19).
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let code = after.get(..4).filter(|_| after.get(4..5) == Some("_")).and_then(|h| u32::from_str_radix(h, 16).ok());
        match code.and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = after.get(5..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_follow_the_cell_unless_they_say_otherwise() {
        let part = "<sst><si><r><t>Doel: </t></r><r><rPr><b/></rPr><t>lezen</t></r><rPh><t>x</t></rPh></si>\
                    <si><t>Eerste_x000D_tweede _xyz</t></si></sst>";
        let (strings, cut) = shared(part, 64, 1000, 9);
        assert!(!cut);
        let first = strings.first().cloned().unwrap_or_default();
        assert_eq!(first.text, "Doel: lezen");
        assert_eq!(first.bold(false), [(6, 11)]);
        assert_eq!(first.bold(true), [(0, 11)]);
        assert_eq!(strings.get(1).map(|s| s.text.as_str()), Some("Eerste\rtweede _xyz"));
        assert!(shared(part, 64, 5, 9).1 && shared(part, 64, 1000, 1).1);
    }
}
