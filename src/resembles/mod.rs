//! Learned resemblance: which part, codes and features a passage looks like, by a linear model over letter groups
//! and words.
//!
//! It reads open prose in wordings that nobody listed, and it is never alone able to overrule structure: dates,
//! recorded consent, links to goals, ticks and signatures decide. It was learned from the fictional passages in
//! `rules/passages/` (see [`crate::train`]); what it learned is in `rules/weights.bin`. Probabilities were fitted on
//! writers that were left out of the learning.
pub(crate) mod classes;
pub(crate) mod curve;
pub(crate) mod grams;
mod models;
mod nearest;
mod shape;
pub(crate) mod weights;

use std::sync::{LazyLock, OnceLock};

use grams::{Counts, Kind};
pub use models::Models;
use nearest::Nearest;
pub use shape::MONTHS;
pub use weights::{BadWeights, Example, Weights};
use weights::{IDF_STEP, lines_of};

/// How much each [`Kind`] of bucket weighs in a passage, whatever its number.
const SHARES: [f32; 4] = [1.0, 1.0, 0.3, 0.5];

/// Loaded weights.
#[derive(Debug)]
pub struct Learned {
    weights: Weights,
    /// Per bucket its row among the weights, from 1; 0 for a bucket that is not used.
    row_of: Vec<u32>,
    nearest: OnceLock<Nearest>,
}

/// How strongly a code is seen in a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Not, or too weakly to speak of.
    No,
    /// Above the threshold of the best balance between missing and false alarm.
    Likely,
    /// Above the threshold that is right 95 times in 100 on unseen writers, and seldom reached by plain prose.
    Sure,
}

/// What a passage looks like.
#[derive(Debug, Clone)]
pub struct Resembles<'a> {
    weights: &'a Weights,
    scores: Vec<f32>,
    parts: Vec<(usize, f32)>,
}

static SHIPPED: LazyLock<Learned> = LazyLock::new(|| {
    let weights = Weights::from_bytes(include_bytes!("../../rules/weights.bin"));
    // A test loads them; should they be damaged all the same, nothing is recognised rather than all judging stopped.
    Learned::new(weights.unwrap_or_else(|_| Weights::none()))
});

static HEADINGS: LazyLock<Learned> =
    LazyLock::new(|| Learned::new(Weights::from_bytes(include_bytes!("../../rules/koppen.bin")).unwrap_or_else(|_| Weights::none())));

impl Learned {
    /// The weights that the program ships with.
    #[must_use]
    pub fn shipped() -> &'static Learned {
        &SHIPPED
    }

    /// What headings look like, learned from the headings in `rules/parts`: knows parts only.
    #[must_use]
    pub fn shipped_headings() -> &'static Learned {
        &HEADINGS
    }

    /// Other weights, such as those trained with an organisation's own passages.
    #[must_use]
    pub fn new(weights: Weights) -> Learned {
        let mut next = 0;
        let row_of = weights
            .rarity
            .iter()
            .map(|r| {
                next += u32::from(*r > 0);
                if *r > 0 { next } else { 0 }
            })
            .collect();
        Learned { weights, row_of, nearest: OnceLock::new() }
    }

    /// Judges a passage: about a tenth of a millisecond for twenty words, optimised, on a busy machine.
    #[must_use]
    pub fn judge(&self, text: &str) -> Resembles<'_> {
        self.judge_lines(text, self.weights.lines())
    }

    /// Judges which part a passage is of, and no codes or features: the parts are the first lines.
    #[must_use]
    pub fn judge_part(&self, text: &str) -> Resembles<'_> {
        self.judge_lines(text, self.weights.parts.len())
    }

    fn judge_lines(&self, text: &str, wanted: usize) -> Resembles<'_> {
        let row = row(&grams::counts(text), &self.weights.rarity);
        let lines = self.weights.lines();
        let mut sums = vec![0.0_f32; wanted];
        for (bucket, value) in row {
            let at = self.row_of.get(bucket as usize).copied().unwrap_or(0) as usize;
            let Some(start) = at.checked_sub(1).map(|r| r * lines) else { continue };
            let Some(weights) = self.weights.rows.get(start..start + wanted) else { continue };
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += f32::from(*weight) * value;
            }
        }
        let scores: Vec<f32> =
            sums.iter().zip(&self.weights.scales).zip(&self.weights.biases).map(|((sum, scale), bias)| sum * scale + bias).collect();
        let parts = probabilities(scores.get(..self.weights.parts.len()).unwrap_or_default(), self.weights.part_heat);
        Resembles { weights: &self.weights, scores, parts }
    }

    /// The passage of the training set that looks most like this one, and how much (0 to 1): for a reason 'lijkt op: ...'.
    /// With a code, only passages that carry it are looked at. Costs some milliseconds once, and a fraction of one after.
    #[must_use]
    pub fn nearest(&self, text: &str, code: Option<&str>) -> Option<(&Example, f32)> {
        let nearest = self.nearest.get_or_init(|| Nearest::new(&self.weights));
        nearest.find(&self.weights, &row(&grams::counts(text), &self.weights.rarity), code)
    }

    /// The digest of the passages from which these weights were learned, in hexadecimal: stamps a report.
    #[must_use]
    pub fn digest(&self) -> String {
        self.weights.digest()
    }
}

impl Resembles<'_> {
    /// The part it looks most like (contract, part 1), and how probable that is.
    #[must_use]
    pub fn part(&self) -> (&str, f32) {
        self.parts().next().unwrap_or(("overig", 0.0))
    }

    /// All parts with their probability, the most probable first.
    pub fn parts(&self) -> impl Iterator<Item = (&str, f32)> {
        self.parts.iter().filter_map(|(i, p)| Some((self.weights.parts.get(*i)?.as_str(), *p)))
    }

    /// How probable it is that the passage is of this part; 0 for a part that was not learned.
    #[must_use]
    pub fn is_part(&self, part: &str) -> f32 {
        self.parts().find(|(id, _)| *id == part).map_or(0.0, |(_, p)| p)
    }

    /// How probable it is that the passage justifies this code, 0 to 1; 0 for a code that was not learned.
    #[must_use]
    pub fn code(&self, code: &str) -> f32 {
        self.code_score(code).map_or(0.0, |(i, score)| self.weights.code_readings.get(i).map_or(0.0, |r| r.curve.at(score)))
    }

    /// How strongly a code is seen, by the thresholds of that code.
    #[must_use]
    pub fn strength(&self, code: &str) -> Strength {
        let Some((i, score)) = self.code_score(code) else { return Strength::No };
        match self.weights.code_readings.get(i) {
            Some(r) if score >= r.sure => Strength::Sure,
            Some(r) if score >= r.likely => Strength::Likely,
            _ => Strength::No,
        }
    }

    /// The codes that were learned.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.weights.codes.iter().map(String::as_str)
    }

    /// The value of a feature (contract, part 9, booleans as `true` and `false`) that it looks most like, *if* the passage
    /// has the feature, and how probable that is.
    #[must_use]
    pub fn feature(&self, name: &str) -> Option<(&str, f32)> {
        let mut line = self.weights.parts.len() + self.weights.codes.len();
        for ((known, values), curve) in self.weights.features.iter().zip(&self.weights.feature_curves) {
            let lines = lines_of(values.len());
            if known == name {
                let scores = self.scores.get(line..line + lines)?;
                let (best, apart) = best(scores, values.len())?;
                return Some((values.get(best)?.as_str(), curve.at(apart)));
            }
            line += lines;
        }
        None
    }

    fn code_score(&self, code: &str) -> Option<(usize, f32)> {
        let i = self.weights.codes.iter().position(|c| c == code)?;
        Some((i, *self.scores.get(self.weights.parts.len() + i)?))
    }
}

/// The best of the values of a feature, by the scores of its lines, and how far it is ahead of the next.
pub(crate) fn best(scores: &[f32], values: usize) -> Option<(usize, f32)> {
    if let ([score], 2) = (scores, values) {
        return Some((usize::from(*score < 0.0), 2.0 * score.abs()));
    }
    let (best, top) = scores.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let next = scores.iter().enumerate().filter(|(i, _)| *i != best).map(|(_, s)| *s).fold(f32::NEG_INFINITY, f32::max);
    Some((best, if next.is_finite() { top - next } else { 1.0 }))
}

/// Scores as probabilities that add up to 1, the highest first.
pub(crate) fn probabilities(scores: &[f32], heat: f32) -> Vec<(usize, f32)> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut out: Vec<(usize, f32)> = scores.iter().map(|s| ((s - top) * heat).exp()).enumerate().collect();
    let sum: f32 = out.iter().map(|(_, p)| p).sum();
    out.iter_mut().for_each(|(_, p)| *p /= sum);
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    out
}

/// The counts of a passage as a row of length 1: what is rare counts for more, each [`Kind`] has its share.
pub(crate) fn row(counts: &Counts, rarity: &[u8]) -> Vec<(u32, f32)> {
    let value = |bucket: u32, n: f32| n.sqrt() * f32::from(rarity.get(bucket as usize).copied().unwrap_or(0)) * IDF_STEP;
    let mut squares = [0.0_f32; 4];
    for (bucket, kind, n) in counts {
        if let Some(sum) = squares.get_mut(*kind as usize) {
            *sum += value(*bucket, *n).powi(2);
        }
    }
    let shares: f32 = SHARES.iter().zip(squares).filter(|(_, s)| *s > 0.0).map(|(f, _)| f * f).sum();
    let scale = |kind: Kind| match (SHARES.get(kind as usize), squares.get(kind as usize)) {
        (Some(share), Some(square)) if *square > 0.0 => share / (square * shares).sqrt(),
        _ => 0.0,
    };
    let scales = [scale(Kind::Letters), scale(Kind::Words), scale(Kind::Shape), scale(Kind::Classes)];
    counts
        .iter()
        .map(|(bucket, kind, n)| (*bucket, value(*bucket, *n) * scales.get(*kind as usize).copied().unwrap_or(0.0)))
        .filter(|(_, v)| *v > 0.0)
        .collect()
}
