//! Hyphens at the ends of lines: which of them a writer meant, and which the typesetting put there.

use std::collections::HashSet;

/// When this share of the lines that end in a letter or hyphen end in a hyphen, the text was hyphenated by machine.
const BY_MACHINE: f32 = 0.02;

/// How two lines meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glue {
    /// With a space.
    Space,
    /// Without anything: the hyphen is the writer's.
    Keep,
    /// Without the hyphen.
    Drop,
}

/// What the document itself says about its hyphens.
#[derive(Debug, Default)]
pub(super) struct Hyphens {
    words: HashSet<String>,
    lines: usize,
    hyphens: usize,
}

impl Hyphens {
    /// Learns from a line of the document.
    pub(super) fn learn<'w>(&mut self, words: impl DoubleEndedIterator<Item = &'w str>) {
        let mut last = None;
        for word in words {
            last = Some(word);
            let core = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !core.is_empty() {
                self.words.insert(core.to_lowercase());
            }
        }
        self.lines += 1;
        self.hyphens += usize::from(last.is_some_and(|w| w.chars().count() > 2 && w.ends_with(['-', '\u{2010}', '\u{AD}'])));
    }

    /// Whether a word that alone filled its line was broken without a hyphen: the whole stands elsewhere, the rest does not.
    pub(super) fn broken(&self, text: &str, next: &str) -> bool {
        let head = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let tail = next.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        head.chars().count() > 6 && !tail.is_empty() && self.words.contains(&format!("{head}{tail}"))
    }

    /// How `next` joins a text that a line break ended.
    pub(super) fn join(&self, text: &str, next: &str) -> Glue {
        if text.ends_with('\u{AD}') {
            return Glue::Drop;
        }
        let Some(stem) = text.strip_suffix(['-', '\u{2010}']) else { return Glue::Space };
        let head = stem.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
        let lowercase = next.chars().next().is_some_and(char::is_lowercase);
        if !head.chars().next_back().is_some_and(char::is_alphanumeric) {
            return Glue::Space;
        }
        let tail = next.trim_matches(|c: char| !c.is_alphanumeric() && c != '-');
        // 'lees- en schrijfproblemen': the hyphen stands for a word.
        if matches!(tail, "en" | "of" | "als" | "dan" | "noch") {
            return Glue::Space;
        }
        if !lowercase || head.chars().next_back().is_some_and(char::is_numeric) {
            return Glue::Keep;
        }
        let (head, tail) = (head.to_lowercase(), tail.to_lowercase());
        if self.words.contains(&format!("{head}{tail}")) {
            return Glue::Drop;
        }
        if self.words.contains(&format!("{head}-{tail}")) || WHOLE.contains(&head.as_str()) {
            return Glue::Keep;
        }
        let by_machine = self.lines > 0 && self.hyphens as f32 / self.lines as f32 >= BY_MACHINE;
        if by_machine { Glue::Drop } else { Glue::Keep }
    }
}

/// First halves that Dutch writes with a hyphen.
const WHOLE: [&str; 12] =
    ["sociaal", "niet", "oud", "ex", "cognitief", "fysiek", "auditief", "visueel", "senso", "psycho", "taal-lees", "sociaal-emotioneel"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_itself_decides() {
        let mut hyphens = Hyphens::default();
        hyphens.learn("zijn ondersteuningsbehoefte en ib-er ondersteu-".split(' '));
        assert_eq!(hyphens.join("de ondersteu-", "ningsbehoefte"), Glue::Drop);
        assert_eq!(hyphens.join("de ib-", "er"), Glue::Keep);
        assert_eq!(hyphens.join("de sociaal-", "emotionele"), Glue::Keep);
        assert_eq!(hyphens.join("lees-", "en schrijven"), Glue::Keep);
        assert_eq!(hyphens.join("lees-", "en"), Glue::Space);
        assert_eq!(hyphens.join("2025-", "2026"), Glue::Keep);
        assert_eq!(hyphens.join("gewone", "regel"), Glue::Space);
        assert_eq!(hyphens.join("zacht\u{AD}", "jes"), Glue::Drop);
    }
}
