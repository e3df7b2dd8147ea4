//! Hyphens at the ends of lines: which of them a writer meant, and which the typesetting put there.

use memchr::memmem;

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
    /// All words in lower case, each between line ends: one search is cheaper than a set that is seldom asked.
    words: String,
    lines: usize,
    hyphens: usize,
}

impl Hyphens {
    /// Learns a word of the document.
    pub(super) fn learn(&mut self, word: &str, ends_line: bool) {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !core.is_empty() {
            if self.words.is_empty() {
                self.words.push('\n');
            }
            if core.is_ascii() {
                self.words.extend(core.bytes().map(|b| char::from(b.to_ascii_lowercase())));
            } else {
                self.words.extend(core.chars().flat_map(char::to_lowercase));
            }
            self.words.push('\n');
        }
        self.lines += usize::from(ends_line);
        self.hyphens += usize::from(ends_line && word.chars().count() > 2 && word.ends_with(['-', '\u{2010}', '\u{AD}']));
    }

    /// Whether a word stands in the document.
    fn knows(&self, word: &str) -> bool {
        memmem::find(self.words.as_bytes(), format!("\n{word}\n").as_bytes()).is_some()
    }

    /// Whether a word that alone filled its line was broken without a hyphen: the whole stands elsewhere, the rest does not.
    pub(super) fn broken(&self, text: &str, next: &str) -> bool {
        let head = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let tail = next.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let rest = next.chars().all(char::is_lowercase) && tail.chars().count() <= 3 && !SMALL.contains(&tail.as_str());
        let whole = self.knows(&format!("{head}{tail}"));
        let letters = head.chars().all(char::is_alphabetic);
        letters && !tail.is_empty() && (head.chars().count() > 6 && whole || head.chars().count() > 9 && rest)
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
        if self.knows(&format!("{head}{tail}")) {
            return Glue::Drop;
        }
        if self.knows(&format!("{head}-{tail}")) || WHOLE.contains(&head.as_str()) {
            return Glue::Keep;
        }
        let by_machine = self.lines > 0 && self.hyphens as f32 / self.lines as f32 >= BY_MACHINE;
        if by_machine { Glue::Drop } else { Glue::Keep }
    }
}

/// Words that short that they are words.
const SMALL: [&str; 27] = [
    "en", "of", "in", "op", "te", "de", "is", "om", "aan", "bij", "van", "met", "dit", "dat", "die", "een", "het", "uit", "tot", "nog",
    "wel", "als", "per", "t/m", "ook", "hij", "zij",
];

/// First halves that Dutch writes with a hyphen.
const WHOLE: [&str; 12] =
    ["sociaal", "niet", "oud", "ex", "cognitief", "fysiek", "auditief", "visueel", "senso", "psycho", "taal-lees", "sociaal-emotioneel"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_itself_decides() {
        let mut hyphens = Hyphens::default();
        for word in "zijn ondersteuningsbehoefte en ib-er ondersteu-".split(' ') {
            hyphens.learn(word, word == "ondersteu-");
        }
        assert_eq!(hyphens.join("de ondersteu-", "ningsbehoefte"), Glue::Drop);
        assert_eq!(hyphens.join("de ib-", "er"), Glue::Keep);
        assert_eq!(hyphens.join("de sociaal-", "emotionele"), Glue::Keep);
        assert_eq!(hyphens.join("lees-", "en"), Glue::Space);
        assert_eq!(hyphens.join("2025-", "2026"), Glue::Keep);
        assert_eq!(hyphens.join("gewone", "regel"), Glue::Space);
        assert_eq!(hyphens.join("zacht\u{AD}", "jes"), Glue::Drop);
    }
}
