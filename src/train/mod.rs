//! Learns from labelled passages what parts, codes and features look like (`oppkeur rules train`).
//!
//! One line a question (is this part? this code? this value of the feature?), each learned apart. How to read their
//! scores is fitted on writers that were left out of the learning: a score on one's own passages flatters. The same
//! passages give the same bytes: fixed order, fixed seed, no sums over threads.
pub mod headings;
mod linear;
mod passage;
mod read_scores;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

pub use passage::{BadPassage, Passage, Value, read};

use crate::resembles::classes;
use crate::resembles::grams::{self, BUCKETS, Counts};
use crate::resembles::weights::{IDF_STEP, lines_of};
use crate::resembles::{Example as Shown, Weights, row};
use linear::{Example, Line, Row, learn};

/// Raised when the way of learning changes, so that a digest tells it.
const WAY: &str = "dual coordinate descent 1";
/// Writers are dealt into so many groups; each group is judged by what the others taught.
const GROUPS: usize = 6;
/// What a wrong answer costs, beside the width of the margin.
const COST: f32 = 1.0;
/// A near miss (`niet`) teaches as much as so many other passages.
const NEAR_MISS: f32 = 2.0;
/// How far the rarer answer is weighed up: 0 not at all, 1 until both answers weigh as much together.
const BALANCE: f32 = 0.7;

/// Learns all lines from these passages and fits how to read their scores.
#[must_use]
pub fn train(passages: &[Passage]) -> Weights {
    let asked = Asked::of(passages);
    let counts: Vec<Counts> = passages.par_iter().map(|p| grams::counts(&p.tekst)).collect();
    let all: Vec<usize> = (0..passages.len()).collect();
    let unseen = unseen(&asked, passages, &counts, GROUPS);
    let (rarity, lines) = lines(&asked, passages, &counts, &all);
    let used: Vec<usize> = (0..BUCKETS).filter(|b| rarity.get(*b).is_some_and(|r| *r > 0)).collect();
    let scales: Vec<f32> = lines.iter().map(|l| l.weights.iter().fold(0.0_f32, |m, w| m.max(w.abs())) / 127.0).collect();
    let mut rows = Vec::with_capacity(used.len() * lines.len());
    for bucket in used {
        for (line, scale) in lines.iter().zip(&scales) {
            let weight = line.weights.get(bucket).copied().unwrap_or(0.0);
            rows.push(if *scale > 0.0 { (weight / scale).round() as i8 } else { 0 });
        }
    }
    Weights {
        digest: digest(passages),
        rarity,
        rows,
        scales,
        biases: lines.iter().map(|l| l.bias).collect(),
        part_heat: read_scores::part_heat(&asked, passages, &unseen),
        code_readings: read_scores::codes(&asked, passages, &unseen),
        feature_curves: read_scores::features(&asked, passages, &unseen),
        parts: asked.parts,
        codes: asked.codes,
        features: asked.features,
        examples: passages.iter().map(|p| Shown { text: p.tekst.clone(), part: p.onderdeel.clone(), codes: p.codes.clone() }).collect(),
    }
}

/// For each writer whose name `which` takes: what all others teach, and the passages of that writer. Measures how well unseen
/// writers are judged.
pub fn leave_one_out(passages: &[Passage], which: impl Fn(&str) -> bool) -> impl Iterator<Item = (Weights, Vec<&Passage>)> {
    let writers: BTreeSet<&str> = passages.iter().map(|p| p.writer.as_str()).filter(|w| which(w)).collect();
    writers.into_iter().map(|writer| {
        let others: Vec<Passage> = passages.iter().filter(|p| p.writer != writer).cloned().collect();
        (train(&others), passages.iter().filter(|p| p.writer == writer).collect())
    })
}

/// A digest of the passages and the way of learning: weights with another digest are stale.
#[must_use]
pub fn digest(passages: &[Passage]) -> [u8; 32] {
    let mut hash = blake3::Hasher::new();
    let mut add = |word: &str| {
        hash.update(&(word.len() as u64).to_le_bytes());
        hash.update(word.as_bytes());
    };
    add(WAY);
    add(classes::LIST);
    for p in passages {
        [&p.id, &p.writer, &p.tekst, &p.onderdeel].into_iter().chain(&p.ook).for_each(|w| add(w));
        p.codes.iter().chain([&"/".to_owned()]).chain(&p.niet).for_each(|w| add(w));
        p.kenmerk.iter().for_each(|(name, value)| {
            add(name);
            add(value.word());
        });
    }
    *hash.finalize().as_bytes()
}

/// All that the passages can teach, in the order of the lines.
#[derive(Debug, Clone)]
struct Asked {
    parts: Vec<String>,
    codes: Vec<String>,
    features: Vec<(String, Vec<String>)>,
}

/// What one line answers.
#[derive(Debug, Clone, Copy)]
enum Question<'a> {
    Part(&'a str),
    Code(&'a str),
    Feature(&'a str, &'a str),
}

impl Asked {
    fn of(passages: &[Passage]) -> Asked {
        let parts: BTreeSet<&String> = passages.iter().map(|p| &p.onderdeel).collect();
        let codes: BTreeSet<&String> = passages.iter().flat_map(|p| &p.codes).collect();
        let mut features: BTreeMap<&String, BTreeSet<&str>> = BTreeMap::new();
        for (name, value) in passages.iter().flat_map(|p| &p.kenmerk) {
            features.entry(name).or_default().insert(value.word());
        }
        Asked {
            parts: parts.into_iter().cloned().collect(),
            codes: codes.into_iter().cloned().collect(),
            features: features.into_iter().map(|(n, v)| (n.clone(), v.into_iter().map(str::to_owned).collect())).collect(),
        }
    }

    /// The questions, one a line.
    fn questions(&self) -> Vec<Question<'_>> {
        let features = self.features.iter().flat_map(|(n, v)| v.iter().take(lines_of(v.len())).map(move |v| Question::Feature(n, v)));
        self.parts.iter().map(|p| Question::Part(p)).chain(self.codes.iter().map(|c| Question::Code(c))).chain(features).collect()
    }
}

/// The scores of every passage on every line, from lines that never saw its writer.
fn unseen(asked: &Asked, passages: &[Passage], counts: &[Counts], groups: usize) -> Vec<Vec<f32>> {
    let writers: BTreeSet<&str> = passages.iter().map(|p| p.writer.as_str()).collect();
    let group: BTreeMap<&str, usize> = writers.into_iter().enumerate().map(|(i, w)| (w, i % groups)).collect();
    let group_of = |i: &usize| passages.get(*i).and_then(|p| group.get(p.writer.as_str())).copied().unwrap_or(0);
    let mut scores = vec![Vec::new(); passages.len()];
    for left_out in 0..groups {
        let (apart, taught): (Vec<usize>, Vec<usize>) = (0..passages.len()).partition(|i| group_of(i) == left_out);
        if apart.is_empty() {
            continue;
        }
        let (rarity, lines) = lines(asked, passages, counts, &taught);
        for i in apart {
            let row = counts.get(i).map(|c| row(c, &rarity)).unwrap_or_default();
            if let Some(slot) = scores.get_mut(i) {
                *slot = lines.iter().map(|l| l.score(&row)).collect();
            }
        }
    }
    scores
}

/// Rarity of the buckets, and all lines, from the passages `of`.
fn lines(asked: &Asked, passages: &[Passage], counts: &[Counts], of: &[usize]) -> (Vec<u8>, Vec<Line>) {
    let rarity = rarity(counts, of);
    let rows: Vec<Row> = counts.iter().map(|c| row(c, &rarity)).collect();
    let lines = asked.questions().par_iter().map(|q| learn(&rows, &examples(*q, passages, of), BUCKETS)).collect();
    (rarity, lines)
}

/// Inverse document frequency, in steps so that it is the same on every machine; 0 for what stands in no passage.
fn rarity(counts: &[Counts], of: &[usize]) -> Vec<u8> {
    let mut seen = vec![0_u32; BUCKETS];
    for (bucket, _, _) in of.iter().filter_map(|i| counts.get(*i)).flatten() {
        if let Some(n) = seen.get_mut(*bucket as usize) {
            *n += 1;
        }
    }
    let all = of.len() as f32;
    let steps = |n: u32| (((1.0 + all) / (1.0 + n as f32)).ln() + 1.0) / IDF_STEP;
    seen.into_iter().map(|n| if n == 0 { 0 } else { steps(n).round().clamp(1.0, 255.0) as u8 }).collect()
}

/// What the passages `of` answer to a question. The rarer answer is weighed up.
fn examples(question: Question<'_>, passages: &[Passage], of: &[usize]) -> Vec<Example> {
    let mut out: Vec<Example> = Vec::with_capacity(of.len());
    for (row, p) in of.iter().filter_map(|i| Some((*i, passages.get(*i)?))) {
        let yes = match question {
            Question::Part(id) if p.ook.iter().any(|o| o == id) => continue,
            Question::Part(id) => p.onderdeel == id,
            Question::Code(code) => p.codes.iter().any(|c| c == code),
            Question::Feature(name, value) => match p.kenmerk.get(name) {
                Some(v) => v.word() == value,
                None => continue,
            },
        };
        let near = matches!(question, Question::Code(code) if p.niet.iter().any(|c| c == code));
        out.push(Example { row, yes, cost: if near { COST * NEAR_MISS } else { COST } });
    }
    let yes = out.iter().filter(|e| e.yes).count() as f32;
    let half = out.len() as f32 / 2.0;
    let share = |n: f32| (half / n.max(1.0)).powf(BALANCE);
    let (for_yes, for_no) = (share(yes), share(out.len() as f32 - yes));
    for example in &mut out {
        example.cost *= if example.yes { for_yes } else { for_no };
    }
    out
}
