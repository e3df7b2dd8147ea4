//! From a score to a probability: a rising line through a few points, fitted to what was seen.

/// A rising curve: `(score, share of yes)`, both ascending; between two points it is straight, beyond the ends flat.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Curve {
    points: Vec<(f32, f32)>,
}

impl Curve {
    /// A curve through these points, when they rise.
    #[must_use]
    pub(crate) fn through(points: Vec<(f32, f32)>) -> Option<Curve> {
        let sound = |p: &(f32, f32)| p.0.is_finite() && (0.0..=1.0).contains(&p.1);
        let rising = points.iter().zip(points.iter().skip(1)).all(|(a, b)| a.0 <= b.0 && a.1 <= b.1);
        (rising && points.iter().all(sound)).then_some(Curve { points })
    }

    /// Its points.
    pub(crate) fn points(&self) -> &[(f32, f32)] {
        &self.points
    }

    /// Isotonic regression (pool adjacent violators) of yes and no on the score, drawn with at most `most` points.
    #[must_use]
    pub(crate) fn fit(mut seen: Vec<(f32, bool)>, most: usize) -> Curve {
        seen.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        // A pool is (sum of scores, yes, all).
        let mut pools: Vec<(f64, f64, f64)> = Vec::new();
        for (score, yes) in seen {
            let mut pool = (f64::from(score), f64::from(u8::from(yes)), 1.0);
            while let Some(last) = pools.pop_if(|l| l.1 * pool.2 >= pool.1 * l.2) {
                pool = (last.0 + pool.0, last.1 + pool.1, last.2 + pool.2);
            }
            pools.push(pool);
        }
        while pools.len() > most.max(1) {
            // The smallest pool joins the neighbour whose share is nearer.
            let Some(at) = (0..pools.len()).min_by(|a, b| size(&pools, *a).total_cmp(&size(&pools, *b))) else { break };
            let left = at.checked_sub(1).map_or(f64::INFINITY, |l| (share(&pools, at) - share(&pools, l)).abs());
            let right = if at + 1 < pools.len() { (share(&pools, at + 1) - share(&pools, at)).abs() } else { f64::INFINITY };
            let pool = pools.remove(at);
            let into = if left <= right { at.saturating_sub(1) } else { at };
            if let Some(other) = pools.get_mut(into) {
                *other = (other.0 + pool.0, other.1 + pool.1, other.2 + pool.2);
            }
        }
        // One yes and one no are added to each pool, so that few cases do not make certainty.
        let mut points: Vec<(f32, f32)> = pools.iter().map(|p| ((p.0 / p.2) as f32, ((p.1 + 0.5) / (p.2 + 1.0)) as f32)).collect();
        let mut highest = 0.0_f32;
        for point in &mut points {
            highest = highest.max(point.1);
            point.1 = highest;
        }
        Curve { points }
    }

    /// The probability at this score, 0 to 1; 0 for a curve without points.
    #[must_use]
    pub(crate) fn at(&self, score: f32) -> f32 {
        let after = self.points.partition_point(|p| p.0 < score);
        let right = self.points.get(after);
        let left = after.checked_sub(1).and_then(|l| self.points.get(l));
        match (left, right) {
            (Some(l), Some(r)) if r.0 > l.0 => l.1 + (r.1 - l.1) * (score - l.0) / (r.0 - l.0),
            (_, Some(r)) => r.1,
            (Some(l), None) => l.1,
            (None, None) => 0.0,
        }
    }
}

fn size(pools: &[(f64, f64, f64)], at: usize) -> f64 {
    pools.get(at).map_or(f64::INFINITY, |p| p.2)
}

fn share(pools: &[(f64, f64, f64)], at: usize) -> f64 {
    pools.get(at).map_or(0.0, |p| p.1 / p.2)
}

#[cfg(test)]
mod tests {
    use super::Curve;

    #[test]
    fn what_rises_is_kept_and_what_falls_is_pooled() {
        let seen = vec![(-2.0, false), (-1.0, false), (0.0, true), (0.5, false), (1.0, true), (2.0, true)];
        let curve = Curve::fit(seen, 10);
        assert!(curve.at(-3.0) < 0.5 && curve.at(3.0) > 0.5);
        assert!(curve.points().windows(2).all(|w| w[0].1 <= w[1].1));
        assert!((curve.at(0.25) - 0.5).abs() < 0.1, "one yes and one no around it");
    }

    #[test]
    fn an_empty_curve_knows_nothing() {
        assert!(Curve::default().at(1.0).abs() < f32::EPSILON);
    }
}
