//! Turns a passage into numbers: letter groups, words, word pairs and shape, hashed into buckets.
//!
//! One pass makes them for all models. Digits are all `0` and years all `jjjj`: what a number says is for the
//! written rules, that there is one is a sign. Nothing here depends on the machine or on a random seed.

use super::classes::classes;
use super::shape::shape;

/// Number of buckets that letter groups, words and shapes share; a power of two.
pub(crate) const BUCKETS: usize = 1 << 15;

/// More words of a passage than this are not looked at: no passage is that long, and time stays bounded.
const MAX_WORDS: usize = 2_000;

/// Longest word, in letters, of which letter groups are made.
const MAX_LETTERS: usize = 40;

/// What a bucket was made of: each kind is weighed as a whole, so that many letter groups do not drown few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Two to five neighbouring letters of a word, its edges marked.
    Letters,
    /// A word, or two neighbouring words.
    Words,
    /// How the passage is built: length, sentences, dates, quotes.
    Shape,
    /// Kinds of words.
    Classes,
}

/// A passage as counts: bucket, kind, and how often.
pub(crate) type Counts = Vec<(u32, Kind, f32)>;

/// Makes the counts of a passage, each bucket once a kind, in ascending order of kind and bucket.
pub(crate) fn counts(text: &str) -> Counts {
    let words = words(text);
    let mut found: Vec<u32> = Vec::with_capacity(text.len() * 4);
    letters(&words, &mut found);
    pairs(&words, &mut found);
    shape(text, &words, &mut |name, n| found.push(key(Kind::Shape, named(SEED_SHAPE, name, n))));
    classes(&words, &mut |name, n| found.push(key(Kind::Classes, named(SEED_CLASSES, name, n))));
    let found = sorted(found);
    let mut out: Counts = Vec::with_capacity(found.len());
    let mut before = u32::MAX;
    for key in found {
        match out.last_mut() {
            Some((_, _, n)) if key == before => *n += 1.0,
            _ => out.push((key % BUCKETS as u32, KINDS[(key / BUCKETS as u32 % 4) as usize], 1.0)),
        }
        before = key;
    }
    out
}

/// Sorts numbers of 17 bits: by their lower nine, then by the rest.
fn sorted(mut from: Vec<u32>) -> Vec<u32> {
    const BITS: u32 = 9;
    let mut to = vec![0; from.len()];
    for shift in [0, BITS] {
        let digit = |n: u32| (n >> shift) as usize % (1 << BITS);
        let mut places = [0_usize; 1 << BITS];
        from.iter().for_each(|n| places[digit(*n)] += 1);
        let mut sum = 0;
        places.iter_mut().for_each(|place| sum += std::mem::replace(place, sum));
        for n in &from {
            let place = &mut places[digit(*n)];
            to[*place] = *n;
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
    }
    from
}

const KINDS: [Kind; 4] = [Kind::Letters, Kind::Words, Kind::Shape, Kind::Classes];

/// Kind and bucket as one number, in the order of both: numbers sort fast.
fn key(kind: Kind, bucket: u32) -> u32 {
    kind as u32 * BUCKETS as u32 + bucket
}

/// A word as it is looked at, or a mark of punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// In lower case, digits and years evened out.
    pub(crate) even: String,
    /// Whether it holds letters or digits.
    pub(crate) spoken: bool,
    /// Whether it is two to six capitals, perhaps with digits or a full stop in it: an abbreviation.
    pub(crate) capitals: bool,
    /// Whether it begins with a capital.
    pub(crate) capital: bool,
}

/// Splits a passage into words and marks.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = matches!(c, '\'' | '’' | '-' | '.' | '&' | '/')
            && word.chars().last().is_some_and(char::is_alphanumeric)
            && chars.peek().is_some_and(|n| n.is_alphanumeric())
            && !(c == '/' || c == '-' && word.chars().all(|w| w.is_ascii_digit()));
        if c.is_alphanumeric() || joins {
            word.push(if c == '’' { '\'' } else { c });
            continue;
        }
        flush(&mut word, &mut out);
        if !c.is_whitespace() {
            out.push(Word { even: c.to_string(), spoken: false, capitals: false, capital: false });
        }
        if out.len() >= MAX_WORDS {
            return out;
        }
    }
    flush(&mut word, &mut out);
    out
}

fn flush(word: &mut String, out: &mut Vec<Word>) {
    if word.is_empty() {
        return;
    }
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let uppers = word.chars().filter(|c| c.is_uppercase()).count();
    let capitals = (2..=6).contains(&uppers) && !word.chars().any(char::is_lowercase);
    let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit());
    let even = if year {
        "jjjj".to_owned()
    } else {
        word.chars().map(|c| if c.is_numeric() { '0' } else { c }).flat_map(char::to_lowercase).collect()
    };
    out.push(Word { even, spoken: true, capitals, capital });
    word.clear();
}

fn letters(words: &[Word], found: &mut Vec<u32>) {
    let mut marked: Vec<char> = Vec::with_capacity(MAX_LETTERS + 2);
    for word in words.iter().filter(|w| w.spoken) {
        marked.clear();
        marked.push('_');
        marked.extend(word.even.chars().take(MAX_LETTERS));
        marked.push('_');
        for start in 0..marked.len() {
            let mut hash = SEED_LETTERS;
            for (n, c) in marked.iter().skip(start).take(5).enumerate() {
                hash = step(hash, u32::from(*c));
                if n >= 1 {
                    found.push(key(Kind::Letters, mix(hash)));
                }
            }
        }
    }
}

fn pairs(words: &[Word], found: &mut Vec<u32>) {
    let mut before = fnv(SEED_WORDS, "<".bytes());
    for word in words {
        let one = fnv(SEED_WORDS, word.even.bytes());
        found.push(key(Kind::Words, mix(one)));
        found.push(key(Kind::Words, mix(fnv(step(before, 0x20), word.even.bytes()))));
        before = one;
    }
    found.push(key(Kind::Words, mix(fnv(step(before, 0x20), ">".bytes()))));
}

const SEED_LETTERS: u32 = 0x811c_9dc5;
const SEED_WORDS: u32 = 0x1f35_4aa1;
const SEED_SHAPE: u32 = 0x6b43_a9b5;
const SEED_CLASSES: u32 = 0x6b43_a9e0;

fn named(seed: u32, name: &str, n: u32) -> u32 {
    mix(fnv(fnv(seed, name.bytes()), n.to_le_bytes().into_iter()))
}

/// One step of FNV-1a.
fn step(hash: u32, value: u32) -> u32 {
    (hash ^ value).wrapping_mul(0x0100_0193)
}

fn fnv(seed: u32, bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(seed, |hash, b| step(hash, u32::from(b)))
}

/// Spreads the bits (the finish of MurmurHash3) and keeps the bucket.
fn mix(mut hash: u32) -> u32 {
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^= hash >> 16;
    hash & (BUCKETS as u32 - 1)
}
