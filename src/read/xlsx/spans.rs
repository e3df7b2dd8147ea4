//! Runs of rows or columns, found fast however many there are.

use std::collections::BTreeMap;

/// Rows or columns with something in common, and what that is.
#[derive(Debug, Clone, Default)]
pub(super) struct Spans<T = ()>(BTreeMap<u32, (u32, T)>);

impl<T: Copy + PartialEq> Spans<T> {
    /// Adds first to last; what was said of them before no longer holds where the new run begins or lies over it.
    pub(super) fn add(&mut self, first: u32, last: u32, value: T) {
        if let Some((_, before)) = self.0.range_mut(..=first).next_back()
            && before.0.saturating_add(1) >= first
            && before.1 == value
        {
            before.0 = before.0.max(last);
            return;
        }
        self.0.insert(first, (last, value));
    }

    /// What holds for that row or column.
    pub(super) fn get(&self, n: u32) -> Option<T> {
        // Runs may lie over each other in careless files: the nearest few decide.
        self.0.range(..=n).rev().take(4).find(|(_, (last, _))| *last >= n).map(|(_, (_, value))| *value)
    }

    /// Whether anything was said of that row or column.
    pub(super) fn holds(&self, n: u32) -> bool {
        self.get(n).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_join_and_are_found() {
        let mut spans = Spans::default();
        spans.add(3, 3, ());
        spans.add(4, 6, ());
        spans.add(10, 12, ());
        assert!(!spans.holds(2) && spans.holds(3) && spans.holds(6) && !spans.holds(7) && spans.holds(11));
        let mut widths = Spans::default();
        widths.add(0, 9, 8.0);
        widths.add(4, 4, 20.0);
        assert_eq!((widths.get(4), widths.get(5), widths.get(10)), (Some(20.0), Some(8.0), None));
    }
}
