//! All word lists in one matcher: one pass over a text tells every list that has a word in it, and where.

use super::fold::Folded;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::HashMap;

/// A word list, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct List(pub u16);

/// A word of a list, found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The list it stands in.
    pub list: List,
    /// Where it starts in the folded text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// All word lists, ready to search.
#[derive(Debug)]
pub struct Words {
    names: HashMap<String, List>,
    matcher: AhoCorasick,
    terms: Vec<Term>,
}

/// A term as it is searched: `*` open at that side, `°` case counts, ` … ` something may stand between (within one sentence).
#[derive(Debug, Clone)]
struct Term {
    lists: Vec<List>,
    open_left: bool,
    open_right: bool,
    cased: Option<String>,
    then: Option<String>,
}

/// What makes two terms the same: pattern, open sides, case, second half.
type Key = (String, bool, bool, Option<String>, Option<String>);

/// How far apart the two halves of a term with ` … ` may stand, in bytes.
const GAP: usize = 60;

impl Words {
    /// Makes the matcher of the lists: name and terms as written in the rule files.
    #[must_use]
    pub fn new<'a>(lists: impl IntoIterator<Item = (&'a str, Vec<String>)>) -> Words {
        let mut names = HashMap::new();
        let mut by_pattern: HashMap<Key, usize> = HashMap::new();
        let mut patterns: Vec<String> = Vec::new();
        let mut terms: Vec<Term> = Vec::new();
        for (name, words) in lists {
            let next = List(u16::try_from(names.len()).unwrap_or(u16::MAX));
            let list = *names.entry(name.to_owned()).or_insert(next);
            for word in words {
                let Some((pattern, term)) = parse(&word) else { continue };
                let key = (pattern.clone(), term.open_left, term.open_right, term.cased.clone(), term.then.clone());
                let at = *by_pattern.entry(key).or_insert_with(|| {
                    patterns.push(pattern);
                    terms.push(term);
                    patterns.len() - 1
                });
                if let Some(t) = terms.get_mut(at)
                    && !t.lists.contains(&list)
                {
                    t.lists.push(list);
                }
            }
        }
        let matcher = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(aho_corasick::AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .unwrap_or_else(|_| AhoCorasick::new([""; 0]).unwrap_or_else(|_| unreachable!("an empty matcher can always be made")));
        Words { names, matcher, terms }
    }

    /// The list of that name.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<List> {
        self.names.get(name).copied()
    }

    /// The lists whose names begin with `prefix`, with the rest of their names, in the order of those.
    #[must_use]
    pub fn lists<'a>(&'a self, prefix: &'a str) -> Vec<(&'a str, List)> {
        let mut out: Vec<(&str, List)> = self.names.iter().filter_map(|(n, l)| Some((n.strip_prefix(prefix)?, *l))).collect();
        out.sort_unstable();
        out
    }

    /// Every word of every list in the text, in the order of their ends; whole words only, but for the open sides of a term.
    #[must_use]
    pub fn find(&self, folded: &Folded) -> Vec<Hit> {
        let text = folded.text.as_str();
        let mut hits = Vec::new();
        for m in self.matcher.find_overlapping_iter(text) {
            let Some(term) = self.terms.get(m.pattern().as_usize()) else { continue };
            let (start, mut end) = (m.start(), m.end());
            if !term.open_left && is_word_before(text, start) || !term.open_right && is_word_after(text, end) {
                continue;
            }
            if let Some(cased) = &term.cased
                && folded.cased.get(start..end) != Some(cased.as_str())
            {
                continue;
            }
            if let Some(then) = &term.then {
                let rest = text.get(end..).unwrap_or("");
                let window = rest.char_indices().take_while(|(i, c)| *i < GAP && !matches!(c, '.' | '!' | '?' | ';')).last();
                let Some((last, c)) = window else { continue };
                let window = rest.get(..last + c.len_utf8()).unwrap_or("");
                let found =
                    window.match_indices(then.as_str()).find(|(i, _)| !is_word_before(rest, *i) && !is_word_after(rest, i + then.len()));
                let Some((i, _)) = found else { continue };
                end += i + then.len();
            }
            hits.extend(term.lists.iter().map(|&list| Hit { list, start, end }));
        }
        hits
    }
}

fn is_word_before(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|t| t.chars().next_back()).is_some_and(char::is_alphanumeric)
}

fn is_word_after(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|t| t.chars().next()).is_some_and(char::is_alphanumeric)
}

fn parse(word: &str) -> Option<(String, Term)> {
    let mut w = word.trim();
    let mut term = Term { lists: Vec::new(), open_left: false, open_right: false, cased: None, then: None };
    let cased = w.ends_with('°');
    w = w.trim_end_matches('°');
    if let Some(rest) = w.strip_prefix('*') {
        term.open_left = true;
        w = rest;
    }
    if let Some(rest) = w.strip_suffix('*') {
        term.open_right = true;
        w = rest;
    }
    if let Some((first, then)) = w.split_once('…') {
        term.then = Some(super::fold::folded(then));
        w = first;
    }
    let folded = super::fold::fold(w);
    let pattern = folded.text.trim().to_owned();
    if cased {
        term.cased = Some(folded.cased.trim().to_owned());
    }
    (!pattern.is_empty()).then_some((pattern, term))
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    fn found(terms: &[&str], text: &str) -> Vec<String> {
        let words = Words::new([("lijst", terms.iter().map(|t| (*t).to_owned()).collect())]);
        let folded = fold(text);
        words.find(&folded).iter().map(|h| folded.text.get(h.start..h.end).unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn words_match_whole_and_open_terms_match_parts() {
        assert_eq!(found(&["lui"], "Hij is lui, niet luid."), ["lui"]);
        assert_eq!(found(&["*oloog"], "De kinderneuroloog belde."), ["oloog"]);
        assert_eq!(found(&["autis*"], "Autistisch"), ["autis"]);
    }

    #[test]
    fn case_counts_where_the_term_says_so() {
        assert_eq!(found(&["BRIEF°"], "De brief over de BRIEF."), ["brief"]);
    }

    #[test]
    fn a_gap_stays_within_a_sentence() {
        assert_eq!(found(&["stemt … in"], "Moeder stemt hier ook mee in."), ["stemt hier ook mee in"]);
        assert!(found(&["stemt … in"], "Moeder stemt. Vader komt in mei.").is_empty());
    }
}
