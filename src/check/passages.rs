//! The document as passages: what people wrote, sentence by sentence, with the words of every list found once.
//!
//! Denial, doubt and quotation are settled here, for all rules alike.

use crate::map::sentences::sentences;
use crate::map::{Does, Domain, Mapping};
use crate::model::{BlockKind, Document};
use crate::resembles::{Learned, Resembles};
use crate::rules::{Folded, Hit, List, Part, Rules, fold};
use std::cell::OnceCell;

/// How a word is meant where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stance {
    /// Said.
    Said,
    /// Denied: 'geen', 'niet', 'niet van toepassing'.
    Denied,
    /// In doubt, on a condition, or yet to come: 'mits', 'nog niet', 'concept'.
    Doubtful,
}

/// A sentence, or the whole of a short cell.
#[derive(Debug)]
pub(crate) struct Passage<'d> {
    /// Its block.
    pub(crate) block: usize,
    /// Where it starts in the block's text, in bytes.
    pub(crate) start: usize,
    /// Its words.
    pub(crate) text: &'d str,
    /// Its words, folded.
    pub(crate) folded: Folded,
    /// The part it serves.
    pub(crate) part: Part,
    /// Pupil, education or home, where a label says so.
    pub(crate) domain: Option<Domain>,
    /// How many words it has.
    pub(crate) words: usize,
    /// Words of lists.
    pub(crate) hits: Vec<Hit>,
    /// Byte ranges of the folded text that stand in quotes.
    quotes: Vec<(usize, usize)>,
    /// A ticked box: its label.
    pub(crate) ticked: bool,
    learned: &'d Learned,
    likeness: OnceCell<Resembles<'d>>,
}

/// All passages of a document, and the lists that settle how a word is meant.
#[derive(Debug)]
pub(crate) struct Passages<'d> {
    /// In reading order.
    pub(crate) all: Vec<Passage<'d>>,
    lists: Grammar,
}

#[derive(Debug, Clone, Copy)]
struct Grammar {
    before: Option<List>,
    after: Option<List>,
    pseudo: Option<List>,
    bounds: Option<List>,
    condition: Option<List>,
}

/// How many words a denial reaches.
const REACH: usize = 5;

impl<'d> Passages<'d> {
    /// Cuts the content of a mapped document into passages.
    pub(crate) fn of(document: &'d Document, mapping: &Mapping, rules: &'d Rules) -> Passages<'d> {
        let mut all = Vec::new();
        for (i, block) in document.blocks.iter().enumerate() {
            let Some(role) = mapping.blocks.get(i) else { continue };
            if role.does != Does::Content {
                continue;
            }
            let content = mapping.content(document, i);
            let whole = block.text.words();
            // Where the content starts within the block's own text.
            let offset = content.as_ptr() as usize - whole.as_ptr() as usize;
            for (s, e) in sentences(content) {
                let Some(text) = content.get(s..e) else { continue };
                let folded = fold(text);
                let hits = rules.words.find(&folded);
                all.push(Passage {
                    block: i,
                    start: offset + s,
                    text,
                    part: role.part,
                    domain: role.domain,
                    words: text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count(),
                    quotes: quoted(&folded.text),
                    folded,
                    hits,
                    ticked: matches!(block.kind, BlockKind::Tick { on: true }),
                    learned: rules.models.passages(),
                    likeness: OnceCell::new(),
                });
            }
        }
        let list = |name: &str| rules.words.list(name);
        Passages {
            all,
            lists: Grammar {
                before: list("ontkenning-voor"),
                after: list("ontkenning-na"),
                pseudo: list("schijnontkenning"),
                bounds: list("zinsgrens"),
                condition: list("voorwaarde"),
            },
        }
    }

    /// Those of a part.
    pub(crate) fn of_part(&self, part: Part) -> impl Iterator<Item = &Passage<'d>> {
        self.all.iter().filter(move |p| p.part == part)
    }

    /// Those of several parts.
    pub(crate) fn of_parts<'a>(&'a self, parts: &'a [Part]) -> impl Iterator<Item = &'a Passage<'d>> {
        self.all.iter().filter(move |p| parts.contains(&p.part))
    }

    /// How a word is meant where it stands.
    pub(crate) fn stance(&self, p: &Passage<'_>, hit: &Hit) -> Stance {
        let text = p.folded.text.as_str();
        let g = self.lists;
        let is = |h: &Hit, l: Option<List>| Some(h.list) == l;
        let pseudo = |h: &Hit| p.hits.iter().any(|o| is(o, g.pseudo) && o.start <= h.start && h.end <= o.end);
        // The clause: between commas, stops and words that end the reach of a denial.
        let mut from = text.get(..hit.start).and_then(|t| t.rfind([',', ';', ':', '(', '.'])).map_or(0, |i| i + 1);
        let mut to = text.get(hit.end..).and_then(|t| t.find([',', ';', ':', ')', '.'])).map_or(text.len(), |i| hit.end + i);
        for b in p.hits.iter().filter(|h| is(h, g.bounds)) {
            if b.end <= hit.start {
                from = from.max(b.end);
            } else if b.start >= hit.end {
                to = to.min(b.start);
            }
        }
        let between = |a: usize, b: usize| text.get(a..b).map_or(usize::MAX, |t| t.split_whitespace().count());
        let denied = p.hits.iter().any(|h| {
            is(h, g.before) && !pseudo(h) && h.start >= from && h.end <= hit.start && between(h.end, hit.start) <= REACH
                || is(h, g.after) && !pseudo(h) && h.start >= hit.end && h.end <= to && between(hit.end, h.start) <= REACH
                || is(h, g.before) && !pseudo(h) && h.start >= hit.end && h.end <= to && between(hit.end, h.start) <= 2
        });
        if denied {
            return Stance::Denied;
        }
        if p.hits.iter().any(|h| is(h, g.condition) && h.start >= from && h.end <= to && !(h.start >= hit.start && h.end <= hit.end)) {
            return Stance::Doubtful;
        }
        Stance::Said
    }

    /// The first word of one of these lists that is said (not denied, doubted or quoted).
    pub(crate) fn says<'p>(&self, p: &'p Passage<'_>, lists: &[List]) -> Option<&'p Hit> {
        p.hits.iter().find(|h| lists.contains(&h.list) && self.stance(p, h) == Stance::Said)
    }

    /// The passages of the same block and the blocks beside it.
    pub(crate) fn near(&self, p: &Passage<'_>) -> impl Iterator<Item = &Passage<'d>> {
        let block = p.block;
        self.all.iter().filter(move |o| o.block + 1 >= block && o.block <= block + 1)
    }
}

impl Passage<'_> {
    /// Whether one of these lists has a word in it, however it is meant.
    pub(crate) fn has(&self, list: Option<List>) -> bool {
        list.is_some() && self.hits.iter().any(|h| Some(h.list) == list)
    }

    /// Whether a place in it stands in quotes.
    pub(crate) fn is_quoted(&self, at: usize) -> bool {
        self.quotes.iter().any(|(s, e)| *s <= at && at < *e)
    }

    /// How much of it stands in quotes, 0 to 1.
    pub(crate) fn quoted_share(&self) -> f32 {
        let n: usize = self.quotes.iter().map(|(s, e)| e - s).sum();
        n as f32 / self.folded.text.len().max(1) as f32
    }

    /// What the learned models make of it; asked once.
    pub(crate) fn like(&self) -> &Resembles<'_> {
        self.likeness.get_or_init(|| self.learned.judge(self.text))
    }
}

/// Byte ranges of a folded text that stand in quotes.
fn quoted(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |c| c.1);
        match open {
            Some((start, q)) if c == q && (q == '"' || !next.is_alphanumeric()) => {
                out.push((start, i + 1));
                open = None;
            }
            None if c == '"' || c == '\'' && !before.is_alphanumeric() && next.is_alphanumeric() => open = Some((i, c)),
            _ => {}
        }
        before = c;
    }
    if let Some((start, '"')) = open {
        out.push((start, text.len()));
    }
    out
}
