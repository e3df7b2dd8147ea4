//! Kinds of words that passages are learned by: roles at school, family, tests, health, days, consent, ...
//!
//! What was learned of one word of a kind then holds for words that no passage used. The kinds are data:
//! `rules/passages/classes.txt`, a line `name = words`, a star for any letters at the end or the beginning.
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::grams::Word;

/// The list, for the digest of what was learned.
pub(crate) const LIST: &str = include_str!("../../rules/passages/classes.txt");

/// Two kinds are a pair when no more than this many words without a kind stand between them.
const NEAR: usize = 4;

/// Which kinds a word has, by its whole, its beginning or its end.
#[derive(Debug, Default)]
struct Classes {
    whole: HashMap<&'static str, Vec<u32>>,
    start: HashMap<&'static str, Vec<u32>>,
    end: HashMap<&'static str, Vec<u32>>,
}

static CLASSES: LazyLock<Classes> = LazyLock::new(|| Classes::read(LIST));

impl Classes {
    fn read(list: &'static str) -> Classes {
        let mut classes = Classes::default();
        let lines = list.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(" = "));
        for (class, (_, words)) in (0..).zip(lines) {
            for word in words.split_whitespace() {
                let (map, word) = match (word.strip_suffix('*'), word.strip_prefix('*')) {
                    (Some(start), _) => (&mut classes.start, start),
                    (None, Some(end)) => (&mut classes.end, end),
                    (None, None) => (&mut classes.whole, word),
                };
                map.entry(word).or_default().push(class);
            }
        }
        classes
    }

    fn of(&self, word: &str) -> BTreeSet<u32> {
        let mut found: BTreeSet<u32> = self.whole.get(word).into_iter().flatten().copied().collect();
        for (at, c) in word.char_indices() {
            if let Some((start, _)) = word.split_at_checked(at + c.len_utf8()) {
                found.extend(self.start.get(start).into_iter().flatten());
            }
            if let Some((_, end)) = word.split_at_checked(at) {
                found.extend(self.end.get(end).into_iter().flatten());
            }
        }
        found
    }
}

/// Tells each kind that occurs, each pair of kinds that follow each other, and the first.
pub(crate) fn classes(words: &[Word], tell: &mut impl FnMut(&str, u32)) {
    let mut all = BTreeSet::new();
    let mut before: BTreeSet<u32> = BTreeSet::new();
    let mut gap = 0;
    for word in words {
        let now = CLASSES.of(&word.even);
        if now.is_empty() {
            gap += 1;
            continue;
        }
        for class in &now {
            tell("each", *class);
            if all.is_empty() {
                tell("first", *class);
            }
            if gap < NEAR {
                before.iter().for_each(|b| tell("pair", b << 16 | class));
            }
        }
        all.extend(&now);
        before = now;
        gap = 0;
    }
    all.into_iter().for_each(|class| tell("any", class));
}

#[cfg(test)]
mod tests {
    use super::super::grams::words;
    use super::*;

    fn told(text: &str) -> Vec<u32> {
        let mut out = Vec::new();
        classes(&words(text), &mut |what, n| {
            if what == "any" {
                out.push(n);
            }
        });
        out
    }

    #[test]
    fn words_of_a_kind_are_told_alike() {
        assert_eq!(told("juf"), told("meester"));
        assert_eq!(told("vrijdag"), told("maandags"));
        assert!(told("xyz").is_empty());
    }
}
