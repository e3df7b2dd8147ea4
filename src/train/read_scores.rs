//! Fits how scores are to be read, on passages of writers that the lines never saw.
use super::{Asked, Passage};
use crate::resembles::curve::Curve;
use crate::resembles::weights::{Reading, lines_of};
use crate::resembles::{best, probabilities};

/// Most points of a curve.
const POINTS: usize = 12;
/// What a false alarm costs against a find.
struct Costs {
    /// On plain prose.
    plain: f32,
    /// On a near miss.
    near: f32,
}
/// For `likely`.
const LIKELY: Costs = Costs { plain: 2.0, near: 0.5 };
/// For `likely` of the codes in [`FREE`].
const LIKELY_FREE: Costs = Costs { plain: 0.0, near: 0.35 };
/// For `sure`.
const SURE: Costs = Costs { plain: 9.0, near: 4.5 };
/// Codes that plain agreements earn too (most lack something by themselves): only near misses count as false.
const FREE: [&str; 3] = ["CYC05", "CYC06", "DOE05"];

/// How sharply the scores of parts tell: the heat, of some fifty, under which the labelled parts are most probable.
pub(super) fn part_heat(asked: &Asked, passages: &[Passage], unseen: &[Vec<f32>]) -> f32 {
    let mut found = (f64::NEG_INFINITY, 1.0);
    for heat in (2..=60).map(|h| h as f32 * 0.25) {
        let mut sum = 0.0_f64;
        for (p, scores) in passages.iter().zip(unseen) {
            let all = probabilities(scores.get(..asked.parts.len()).unwrap_or_default(), heat);
            let good = |i: &usize| asked.parts.get(*i).is_some_and(|id| *id == p.onderdeel || p.ook.contains(id));
            let right: f32 = all.iter().filter(|(i, _)| good(i)).map(|(_, p)| p).sum();
            sum += f64::from(right.max(1e-6)).ln();
        }
        if sum > found.0 + 1e-6 {
            found = (sum, heat);
        }
    }
    found.1
}

/// Curve and thresholds of each code.
pub(super) fn codes(asked: &Asked, passages: &[Passage], unseen: &[Vec<f32>]) -> Vec<Reading> {
    asked
        .codes
        .iter()
        .enumerate()
        .map(|(i, code)| {
            let at = asked.parts.len() + i;
            let seen: Vec<(f32, &Passage)> = unseen.iter().zip(passages).filter_map(|(s, p)| Some((*s.get(at)?, p))).collect();
            Reading {
                curve: Curve::fit(seen.iter().map(|(s, p)| (*s, p.codes.contains(code))).collect(), POINTS),
                likely: threshold(code, seen.clone(), if FREE.contains(&code.as_str()) { &LIKELY_FREE } else { &LIKELY }),
                sure: threshold(code, seen, &SURE),
            }
        })
        .collect()
}

/// The lowest score from which on finds outweigh false alarms most.
fn threshold(code: &str, mut seen: Vec<(f32, &Passage)>, costs: &Costs) -> f32 {
    seen.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let (mut sum, mut most, mut at) = (0.0_f32, 0.0_f32, f32::INFINITY);
    for (i, (score, p)) in seen.iter().enumerate() {
        let holds = |list: &[String]| list.iter().any(|c| c == code);
        sum += if holds(&p.codes) {
            1.0
        } else if holds(&p.niet) {
            -costs.near
        } else if p.codes.is_empty() && p.niet.is_empty() && !FREE.contains(&code) {
            -costs.plain
        } else {
            0.0
        };
        if sum > most {
            most = sum;
            // Half-way to the next, which is not taken.
            at = seen.get(i + 1).map_or(*score, |next| (score + next.0) / 2.0);
        }
    }
    at
}

/// Per feature: how often the best value is right, by its distance to the next.
pub(super) fn features(asked: &Asked, passages: &[Passage], unseen: &[Vec<f32>]) -> Vec<Curve> {
    let mut line = asked.parts.len() + asked.codes.len();
    let mut out = Vec::with_capacity(asked.features.len());
    for (name, values) in &asked.features {
        let lines = lines_of(values.len());
        let seen = passages.iter().zip(unseen).filter_map(|(p, scores)| {
            let labelled = p.kenmerk.get(name)?.word();
            let (value, apart) = best(scores.get(line..line + lines)?, values.len())?;
            Some((apart, values.get(value).is_some_and(|v| v == labelled)))
        });
        out.push(Curve::fit(seen.collect(), POINTS));
        line += lines;
    }
    out
}
