//! A linear support vector machine, trained by dual coordinate descent.
//!
//! Squared hinge loss and L2 regularisation, after Hsieh and others, *A dual coordinate descent method for
//! large-scale linear SVM* (ICML 2008), as in LIBLINEAR's solver 1 with its shrinking. The order of visits comes
//! from a fixed seed and sums are made in one thread, so the same examples give the same weights.

/// A passage as bucket and value, of length 1.
pub(crate) type Row = Vec<(u32, f32)>;

/// One example of a question with two answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Example {
    /// Which row it is.
    pub(crate) row: usize,
    /// Whether the answer is yes.
    pub(crate) yes: bool,
    /// What a wrong answer costs; above 0.
    pub(crate) cost: f32,
}

/// What was learned: the score of a row is its product with `weights`, plus `bias`.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// One a bucket.
    pub(crate) weights: Vec<f32>,
    /// The score of an empty row.
    pub(crate) bias: f32,
}

impl Line {
    /// The score of a row: above 0 is yes.
    pub(crate) fn score(&self, row: &Row) -> f32 {
        row.iter().map(|(b, v)| self.weights.get(*b as usize).map_or(0.0, |w| w * v)).sum::<f32>() + self.bias
    }
}

const ROUNDS: usize = 12;
const CLOSE_ENOUGH: f32 = 0.1;

/// Learns the line that tells yes from no with the widest margin.
pub(crate) fn learn(rows: &[Row], examples: &[Example], buckets: usize) -> Line {
    let mut line = Line { weights: vec![0.0; buckets], bias: 0.0 };
    let mut alphas = vec![0.0_f32; examples.len()];
    let squares: Vec<f32> =
        examples.iter().map(|e| 1.0 + rows.get(e.row).map_or(0.0, |r| r.iter().map(|(_, v)| v * v).sum::<f32>())).collect();
    let mut active: Vec<usize> = (0..examples.len()).collect();
    let mut kept = Vec::with_capacity(active.len());
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    // An example that does not count and lies further than this beyond the margin is left out of the next rounds.
    let mut far = f32::INFINITY;
    for _ in 0..ROUNDS {
        shuffle(&mut active, &mut seed);
        let mut worst = 0.0_f32;
        for &i in &active {
            let (Some(example), Some(alpha), Some(square)) = (examples.get(i), alphas.get_mut(i), squares.get(i)) else { continue };
            let Some(row) = rows.get(example.row) else { continue };
            let side = if example.yes { 1.0 } else { -1.0 };
            let soft = 0.5 / example.cost;
            let slope = side * line.score(row) - 1.0 + soft * *alpha;
            if *alpha == 0.0 && slope > far {
                continue;
            }
            kept.push(i);
            let slope_inside = if *alpha == 0.0 { slope.min(0.0) } else { slope };
            worst = worst.max(slope_inside.abs());
            if slope_inside.abs() < 1e-6 {
                continue;
            }
            let next = (*alpha - slope / (square + soft)).max(0.0);
            let move_by = (next - *alpha) * side;
            *alpha = next;
            for (bucket, value) in row {
                if let Some(w) = line.weights.get_mut(*bucket as usize) {
                    *w += move_by * value;
                }
            }
            line.bias += move_by;
        }
        std::mem::swap(&mut active, &mut kept);
        kept.clear();
        far = if worst > 0.0 { worst } else { f32::INFINITY };
        if worst < CLOSE_ENOUGH {
            if active.len() == examples.len() {
                break;
            }
            active = (0..examples.len()).collect();
            far = f32::INFINITY;
        }
    }
    line
}

/// Fisher and Yates, with xorshift64*.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for i in (1..order.len()).rev() {
        *seed ^= *seed >> 12;
        *seed ^= *seed << 25;
        *seed ^= *seed >> 27;
        let j = (seed.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % (i + 1);
        order.swap(i, j);
    }
}
