//! Finds the passage of the training set that looks most like another: the cosine of their rows.
use super::grams;
use super::row;
use super::weights::{Example, Weights};

/// The passages of the training set by bucket.
#[derive(Debug)]
pub(crate) struct Nearest {
    /// All `(bucket, passage, value)`, ascending.
    postings: Vec<(u32, u32, f32)>,
}

impl Nearest {
    /// Makes the rows of all passages.
    pub(crate) fn new(weights: &Weights) -> Nearest {
        let mut postings = Vec::new();
        for (i, example) in (0_u32..).zip(&weights.examples) {
            postings.extend(row(&grams::counts(&example.text), &weights.rarity).into_iter().map(|(bucket, value)| (bucket, i, value)));
        }
        postings.sort_unstable_by_key(|p| (p.0, p.1));
        Nearest { postings }
    }

    /// The nearest to this row, among those with this code when there is one.
    pub(crate) fn find<'a>(&self, weights: &'a Weights, row: &[(u32, f32)], code: Option<&str>) -> Option<(&'a Example, f32)> {
        let mut sums = vec![0.0_f32; weights.examples.len()];
        for (bucket, value) in row {
            let from = self.postings.partition_point(|p| p.0 < *bucket);
            for (_, passage, there) in self.postings.iter().skip(from).take_while(|p| p.0 == *bucket) {
                if let Some(sum) = sums.get_mut(*passage as usize) {
                    *sum += value * there;
                }
            }
        }
        let fits = |e: &Example| code.is_none_or(|c| e.codes.iter().any(|x| x == c));
        weights.examples.iter().zip(sums).filter(|(e, s)| *s > 0.0 && fits(e)).max_by(|a, b| a.1.total_cmp(&b.1))
    }
}
