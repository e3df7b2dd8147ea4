//! Passages that the OPPs of different pupils share: the one look at all documents together (LEN04).
//!
//! A document leaves behind prints of its passages (keyed by their words with the pupil's name, pronouns and numbers
//! masked), never text. A print that stands in the documents of two pupils is a copied passage.

use super::Passages;
use crate::map::Mapping;
use crate::model::Document;
use crate::rules::{Part, Rules, folded};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A passage must have this many words before a copy of it says something.
const LEAST: usize = 9;

/// The prints of one document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Prints {
    /// The pupil, by a keyed hash; documents of one pupil are never compared.
    pub pupil: Option<String>,
    /// Its passages of some length.
    pub passages: Vec<Print>,
}

/// The print of one passage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Print {
    /// Hash of its words, name, pronouns and numbers masked.
    pub hash: u64,
    /// Which of the document's quotes it is.
    pub block: u32,
    /// First and last byte in the block.
    pub start: u32,
    /// See `start`.
    pub end: u32,
    /// A name stands in it that is not this pupil's, or the wrong pronoun: the strongest evidence.
    pub misfit: bool,
}

impl Prints {
    /// Puts every hash under a key: who has the prints and not the key cannot try words against them.
    pub fn close(&mut self, key: &[u8; 32]) {
        let close = |hash: &mut u64| {
            let closed = blake3::keyed_hash(key, &hash.to_le_bytes());
            *hash = closed.as_bytes().first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b));
        };
        self.passages.iter_mut().map(|p| &mut p.hash).for_each(close);
    }
}

/// Makes the prints of a document.
#[must_use]
pub fn prints(document: &Document, mapping: &Mapping, rules: &Rules) -> Prints {
    let passages = Passages::of(document, mapping, rules);
    let name = mapping.facts.name.as_deref().map(folded).unwrap_or_default();
    let away = [Part::Gegevens, Part::Data, Part::Contactpersonen, Part::Instemming, Part::Bijlage];
    let girl = count(&passages, rules, "zij-woorden");
    let boy = count(&passages, rules, "hij-woorden");
    let mut out = Prints::default();
    for p in passages.all.iter().filter(|p| p.words >= LEAST && !away.contains(&p.part)) {
        let other_name = p.text.split_whitespace().any(|w| {
            let bare = w.trim_matches(|c: char| !c.is_alphabetic());
            bare.chars().next().is_some_and(char::is_uppercase) && !name.is_empty() && folded(bare) != name && like_first_name(bare, p.text)
        });
        let wrong_pronoun = {
            let t = format!(" {} ", p.folded.text);
            let (his, her) = (t.contains(" hij ") || t.contains(" hem "), t.contains(" haar ") || t.contains(" ze "));
            girl > boy * 3 && his && !her || boy > girl * 3 && her && !his
        };
        out.passages.push(Print {
            hash: masked(&p.folded.text, p.text),
            block: u32::try_from(p.block).unwrap_or(u32::MAX),
            start: u32::try_from(p.start).unwrap_or(0),
            end: u32::try_from(p.start + p.text.len()).unwrap_or(0),
            misfit: other_name || wrong_pronoun,
        });
    }
    out
}

fn count(passages: &Passages<'_>, rules: &Rules, list: &str) -> usize {
    let list = rules.words.list(list);
    passages.all.iter().map(|p| p.hits.iter().filter(|h| Some(h.list) == list).count()).sum()
}

/// A capitalised word within a sentence that verbs of a pupil follow.
fn like_first_name(word: &str, text: &str) -> bool {
    let at = text.find(word).unwrap_or(0);
    let after = text.get(at + word.len()..).unwrap_or("").trim_start();
    let verb = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    word.chars().count() >= 3
        && word.chars().skip(1).all(char::is_lowercase)
        && matches!(
            verb,
            "heeft" | "kan" | "vindt" | "is" | "wil" | "gaat" | "werkt" | "leert" | "vooraf" | "doet" | "krijgt" | "moet" | "mag" | "met"
        )
}

/// Hash of a passage with names, pronouns and numbers masked.
fn masked(folded_text: &str, text: &str) -> u64 {
    let capitals: BTreeSet<String> = text
        .split_whitespace()
        .skip(1)
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
        .map(folded)
        .collect();
    let first = text.split_whitespace().next().map(|w| folded(w.trim_matches(|c: char| !c.is_alphanumeric()))).unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    for (n, word) in folded_text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).enumerate() {
        let mask = capitals.contains(word)
            || n == 0 && word == first
            || matches!(word, "hij" | "zij" | "ze" | "hem" | "haar" | "zijn" | "hun")
            || word.chars().all(|c| c.is_ascii_digit());
        hasher.update(if mask { b"#" } else { word.as_bytes() }).update(b" ");
    }
    hasher.finalize().as_bytes().first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b))
}

/// Which passages of which documents are copies: `(document, passage)`, in order.
///
/// On the document in which the passage does not fit; on all copies where it fits nowhere better (contract, part 6).
/// Linear in the number of passages.
#[must_use]
pub fn copies(all: &[&Prints]) -> Vec<(usize, usize)> {
    let mut by_hash: HashMap<u64, Vec<(usize, usize)>> = HashMap::new();
    for (d, prints) in all.iter().enumerate() {
        for (n, p) in prints.passages.iter().enumerate() {
            by_hash.entry(p.hash).or_default().push((d, n));
        }
    }
    let mut out: BTreeSet<(usize, usize)> = BTreeSet::new();
    for places in by_hash.into_values().collect::<Vec<_>>() {
        let mut pupils: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for (d, _) in &places {
            let pupil = all.get(*d).and_then(|p| p.pupil.as_deref());
            *pupils.entry(pupil).or_default() += 1;
        }
        let unknown = pupils.get(&None).copied().unwrap_or(0);
        if pupils.len() - usize::from(unknown > 0) + unknown < 2 {
            continue;
        }
        let misfit = |(d, n): &(usize, usize)| all.get(*d).and_then(|p| p.passages.get(*n)).is_some_and(|p| p.misfit);
        let wrong: Vec<_> = places.iter().filter(|p| misfit(p)).copied().collect();
        out.extend(if wrong.is_empty() || wrong.len() == places.len() { places } else { wrong });
    }
    out.into_iter().collect()
}
