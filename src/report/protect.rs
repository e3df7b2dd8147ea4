//! Hides small counts so that no total or difference gives them back (primary and secondary suppression).
//!
//! A column of counts, one a school, and their total. A count under the smallest group is shown as fewer than it.
//! Someone who subtracts the shown counts from the total must still think every value from 1 to one under the
//! smallest group possible for each hidden count; where that is not so, the smallest shown count is hidden too, then
//! the next, and at last the total. The reasoning takes into account that the reader knows this procedure.

use serde::{Deserialize, Serialize};

use super::table::Cell;

/// A count as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// The count itself: none, or no fewer than the smallest group.
    #[serde(rename = "aantal")]
    Exact(u64),
    /// Fewer than the smallest group, but not none.
    #[serde(rename = "minder_dan")]
    Fewer(u32),
    /// Not shown, because it would give another count back.
    #[serde(rename = "verborgen")]
    Hidden,
}

impl From<Figure> for Cell {
    fn from(figure: Figure) -> Cell {
        match figure {
            Figure::Exact(count) => Cell::Count(count),
            Figure::Fewer(smallest) => Cell::Fewer(smallest),
            Figure::Hidden => Cell::Text("verborgen".to_owned()),
        }
    }
}

/// A single count that is in no sum.
#[must_use]
pub fn single(count: u64, smallest: u32) -> Figure {
    if count > 0 && count < u64::from(smallest) { Figure::Fewer(smallest) } else { Figure::Exact(count) }
}

/// A column of counts and its total. `caps` are what each count can be at most, as the reader knows.
#[must_use]
pub fn column(counts: &[u64], caps: &[u64], smallest: u32) -> (Vec<Figure>, Figure) {
    let mut shown: Vec<Figure> = counts.iter().map(|count| single(*count, smallest)).collect();
    let total = counts.iter().sum();
    loop {
        if is_safe(&shown, caps, total, smallest) {
            return (shown, Figure::Exact(total));
        }
        match smallest_shown(&shown) {
            Some(at) => {
                if let Some(cell) = shown.get_mut(at) {
                    *cell = Figure::Hidden;
                }
            }
            // Nothing left to hide: show the counts that may be shown, and no total.
            None => return (counts.iter().map(|count| single(*count, smallest)).collect(), Figure::Hidden),
        }
    }
}

/// Whether each count that is too small can still be anything from 1 to one under the smallest group.
fn is_safe(shown: &[Figure], caps: &[u64], total: u64, smallest: u32) -> bool {
    let smallest = u64::from(smallest);
    let least_shown = smallest_shown(shown).and_then(|at| match shown.get(at) {
        Some(Figure::Exact(count)) => Some(*count),
        _ => None,
    });
    let mut left = total;
    // What each hidden count can be, and whether it is one that must be kept secret.
    let mut unknown: Vec<(u64, u64, bool)> = Vec::new();
    for (figure, cap) in shown.iter().zip(caps) {
        match figure {
            Figure::Exact(count) => left = left.saturating_sub(*count),
            Figure::Fewer(_) => unknown.push((1, (smallest - 1).min(*cap), true)),
            Figure::Hidden => unknown.push((smallest, (*cap).min(least_shown.unwrap_or(u64::MAX)), false)),
        }
    }
    let (low, high) = unknown.iter().fold((0, 0), |(low, high): (u64, u64), (least, most, _)| (low + least, high.saturating_add(*most)));
    unknown.iter().filter(|(_, _, secret)| *secret).all(|(least, most, _)| {
        let can_be_least = left <= least + high.saturating_sub(*most);
        let can_be_most = left >= most + (low - least);
        can_be_least && can_be_most
    })
}

/// The smallest count shown that is not none.
fn smallest_shown(shown: &[Figure]) -> Option<usize> {
    shown
        .iter()
        .enumerate()
        .filter_map(|(at, figure)| match figure {
            Figure::Exact(count) if *count > 0 => Some((*count, at)),
            _ => None,
        })
        .min()
        .map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_small_count_takes_another_with_it() {
        let (shown, total) = column(&[12, 3, 9, 0], &[20, 20, 20, 20], 5);
        assert_eq!(shown, [Figure::Exact(12), Figure::Fewer(5), Figure::Hidden, Figure::Exact(0)]);
        assert_eq!(total, Figure::Exact(24));
    }

    #[test]
    fn two_small_counts_hide_each_other_only_where_their_sum_leaves_all_open() {
        // Together 5: each can be 1, 2, 3 or 4.
        assert_eq!(column(&[2, 3, 30], &[40, 40, 40], 5), (vec![Figure::Fewer(5), Figure::Fewer(5), Figure::Exact(30)], Figure::Exact(35)));
        // Together 2: each would be 1 for certain.
        assert_eq!(column(&[1, 1, 30], &[40, 40, 40], 5).0[2], Figure::Hidden);
    }

    #[test]
    fn where_nothing_else_can_be_hidden_the_total_is() {
        assert_eq!(column(&[3, 0, 0], &[20, 20, 20], 5), (vec![Figure::Fewer(5), Figure::Exact(0), Figure::Exact(0)], Figure::Hidden));
    }

    #[test]
    fn without_small_counts_all_is_shown() {
        assert_eq!(column(&[7, 5, 0], &[9, 9, 9], 5), (vec![Figure::Exact(7), Figure::Exact(5), Figure::Exact(0)], Figure::Exact(12)));
    }
}
