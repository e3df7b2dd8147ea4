//! What was seen: each sign with its answer and the quotes it rests on.

use crate::model::Document;
use std::collections::BTreeMap;

/// Whether a sign holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// It does.
    Yes,
    /// It does not.
    #[default]
    No,
    /// It cannot be told from the file; never rounded to yes or no.
    Unclear,
}

/// Words that were seen, as a range of a block's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// Position in the document's blocks.
    pub block: usize,
    /// First byte in the block's text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Quote {
    /// The whole of a block.
    #[must_use]
    pub fn whole(document: &Document, block: usize) -> Quote {
        Quote { block, start: 0, end: document.blocks.get(block).map_or(0, |b| b.text.words().len()) }
    }
}

/// How sure (contract: `zekerheid`): `hoog` only where such judgements are right at least 95 times in 100, `midden` 80.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Certainty {
    Low,
    #[default]
    Middle,
    High,
}

impl Certainty {
    /// The contract's word.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Certainty::Low => "laag",
            Certainty::Middle => "midden",
            Certainty::High => "hoog",
        }
    }
}

/// One sign.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Whether it holds.
    pub answer: Answer,
    /// What it rests on.
    pub quotes: Vec<Quote>,
    /// How sure.
    pub certainty: Certainty,
}

/// Every sign that was looked for, by name.
#[derive(Debug, Clone, Default)]
pub struct Signs {
    seen: BTreeMap<String, Seen>,
}

impl Signs {
    /// Writes a sign down.
    pub(super) fn put(&mut self, name: &str, holds: bool, quotes: Vec<Quote>, certainty: Certainty) {
        let answer = if holds { Answer::Yes } else { Answer::No };
        self.seen.insert(name.to_owned(), Seen { answer, quotes, certainty });
    }

    /// The answer of a sign; `No` for one that nobody looked for (a test forbids that).
    #[must_use]
    pub fn answer(&self, name: &str) -> Answer {
        self.seen.get(name).map_or(Answer::No, |s| s.answer)
    }

    /// Whether a sign holds.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        self.answer(name) == Answer::Yes
    }

    /// A sign.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Seen> {
        self.seen.get(name)
    }

    /// All names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.seen.keys().map(String::as_str)
    }
}
