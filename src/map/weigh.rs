//! Weighs what each stretch of a document is: its heading, its words, and what stands before and after it, together.
//!
//! A chain of units in reading order, each with how likely every part is by its heading and by its words; what follows what in an OPP
//! (`rules/volgorde.toml`) ties them. The posterior of each unit, by the forward-backward algorithm (Rabiner 1989, *A tutorial on hidden
//! Markov models*, III.A), says its part and how sure that is.

use crate::resembles::Learned;
use crate::rules::file::PARTS;
use crate::rules::{Order, Part};

/// Number of parts.
pub(super) const N: usize = PARTS.len();
/// How much what follows what weighs against heading and words, as an exponent.
const ORDER: f32 = 0.6;
/// How likely a stretch without a heading of its own goes on with what stood above it.
const GOES_ON: f32 = 0.55;
/// Words from which on a stretch speaks for itself.
const ENOUGH: f32 = 22.0;
/// No part is less likely than this by the words alone.
const FLOOR: f32 = 0.004;

/// A number for each part.
pub(super) type Chances = [f32; N];

/// A stretch of a document that is one part.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// How likely each part is by its heading and its words; any scale.
    pub(super) chances: Chances,
    /// Goes on under the heading of the unit before it.
    pub(super) onward: bool,
}

/// The most likely part of each unit, and how sure that is.
pub(super) fn chain(units: &[Unit], order: &Order) -> Vec<(Part, f32)> {
    let steps: Vec<Chances> = PARTS.iter().map(|(p, _)| tempered(order.after(Some(*p)))).collect();
    let first = tempered(order.after(None));
    let step = |from: usize, to: usize, onward: bool| {
        let t = steps.get(from).and_then(|s| s.get(to)).copied().unwrap_or(0.0);
        if onward { (1.0 - GOES_ON) * t + if from == to { GOES_ON } else { 0.0 } } else { t }
    };
    let mut forward: Vec<Chances> = Vec::with_capacity(units.len());
    for unit in units {
        let mut now = match forward.last() {
            None => first,
            Some(before) => {
                let mut sum = [0.0; N];
                for (from, b) in before.iter().enumerate().filter(|(_, b)| **b > 1e-6) {
                    for (to, s) in sum.iter_mut().enumerate() {
                        *s += b * step(from, to, unit.onward);
                    }
                }
                sum
            }
        };
        now.iter_mut().zip(&unit.chances).for_each(|(n, c)| *n *= c);
        forward.push(to_one(now));
    }
    let mut after = [1.0_f32; N];
    let mut out = vec![(Part::Overig, 0.0); units.len()];
    for (i, unit) in units.iter().enumerate().rev() {
        let Some(ahead) = forward.get(i) else { continue };
        let mut both = *ahead;
        both.iter_mut().zip(&after).for_each(|(b, a)| *b *= a);
        let best = to_one(both).into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        if let (Some((part, sure)), Some(slot)) = (best, out.get_mut(i)) {
            *slot = (PARTS.get(part).map_or(Part::Overig, |p| p.0), sure);
        }
        let mut before = [0.0_f32; N];
        for (to, (c, a)) in unit.chances.iter().zip(&after).enumerate() {
            let weight = c * a;
            if weight > 1e-9 {
                before.iter_mut().enumerate().for_each(|(from, b)| *b += weight * step(from, to, unit.onward));
            }
        }
        after = to_one(before);
    }
    out
}

/// How likely each part is by a heading that nobody listed.
pub(super) fn by_heading(learned: &Learned, heading: &str) -> Chances {
    let mut out = [0.3 / N as f32; N];
    for (id, p) in learned.judge_part(heading).parts() {
        if let Some(slot) = Part::of(id).and_then(|p| out.get_mut(p as usize)) {
            *slot += 0.7 * p;
        }
    }
    out
}

/// Multiplies in how likely each part is by these words: the fewer, the less they say.
pub(super) fn by_words(chances: &mut Chances, learned: &Learned, text: &str) {
    let words = text.split_whitespace().count() as f32;
    let weight = (words / ENOUGH).min(1.0).sqrt();
    let mut seen = [0.0_f32; N];
    for (id, p) in learned.judge_part(text).parts() {
        if let Some(slot) = Part::of(id).and_then(|p| seen.get_mut(p as usize)) {
            *slot = p;
        }
    }
    chances.iter_mut().zip(&seen).for_each(|(c, p)| *c *= (p + FLOOR).powf(weight));
}

/// This part, as sure as that; the rest by other chances.
pub(super) fn mostly(part: Part, also: Option<Part>, sure: f32, rest: &Chances) -> Chances {
    let mut out = *rest;
    out.iter_mut().for_each(|c| *c *= 1.0 - sure);
    if let Some(slot) = out.get_mut(part as usize) {
        *slot += if also.is_some() { sure * 0.65 } else { sure };
    }
    if let Some(slot) = also.and_then(|p| out.get_mut(p as usize)) {
        *slot += sure * 0.35;
    }
    out
}

/// All alike.
pub(super) const EVEN: Chances = [1.0 / N as f32; N];

fn tempered(chances: &Chances) -> Chances {
    to_one(chances.map(|c| c.powf(ORDER)))
}

fn to_one(mut chances: Chances) -> Chances {
    let sum: f32 = chances.iter().sum();
    if sum > 0.0 {
        chances.iter_mut().for_each(|c| *c /= sum);
    } else {
        chances = EVEN;
    }
    chances
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn sure(part: Part, by: f32) -> Unit {
        Unit { chances: mostly(part, None, by, &EVEN), onward: false }
    }

    #[test]
    fn what_nothing_tells_is_what_usually_stands_there() {
        let units = [sure(Part::BevorderendeFactoren, 0.95), Unit { chances: EVEN, onward: false }, sure(Part::IntegratiefBeeld, 0.95)];
        let out = chain(&units, &Rules::standard().order);
        assert_eq!(
            out.iter().map(|o| o.0).collect::<Vec<_>>(),
            [Part::BevorderendeFactoren, Part::BelemmerendeFactoren, Part::IntegratiefBeeld]
        );
    }

    #[test]
    fn a_clear_heading_holds_in_any_order() {
        let units = [sure(Part::Instemming, 0.97), sure(Part::Doelen, 0.97), sure(Part::Gegevens, 0.97)];
        let out = chain(&units, &Rules::standard().order);
        assert_eq!(out.iter().map(|o| o.0).collect::<Vec<_>>(), [Part::Instemming, Part::Doelen, Part::Gegevens]);
    }
}
