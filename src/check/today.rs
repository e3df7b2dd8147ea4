//! Today, as the checks may ask for it: whether a day has come. It remembers between which days every answer stays the same.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::cell::Cell;

/// The days between which a judgement stays the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// The first of them; `None`: since ever.
    pub from: Option<Date>,
    /// The first day after them; `None`: for ever.
    pub until: Option<Date>,
}

impl Days {
    /// Whether a day is one of them.
    #[must_use]
    pub fn hold(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// Today.
#[derive(Debug, Clone)]
pub(super) struct Today {
    day: Date,
    same: Cell<Days>,
}

impl Today {
    pub(super) fn is(day: Date) -> Today {
        Today { day, same: Cell::default() }
    }

    /// Whether `day` is today or before it.
    pub(super) fn has_come(&self, day: Date) -> bool {
        let mut same = self.same.get();
        let has = day <= self.day;
        if has {
            same.from = same.from.max(Some(day));
        } else {
            same.until = Some(same.until.map_or(day, |until| until.min(day)));
        }
        self.same.set(same);
        has
    }

    /// The days for which all that was asked would be answered the same.
    pub(super) fn same(&self) -> Days {
        self.same.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn answers_hold_from_the_last_day_that_came_until_the_next_that_comes() {
        let today = Today::is(date(2026, 11, 23));
        assert_eq!(today.same(), Days::default());
        assert!(today.has_come(date(2026, 6, 1)) && today.has_come(date(2025, 6, 1)) && !today.has_come(date(2027, 1, 1)));
        let same = today.same();
        assert_eq!(same, Days { from: Some(date(2026, 6, 1)), until: Some(date(2027, 1, 1)) });
        assert!(same.hold(date(2026, 6, 1)) && same.hold(date(2026, 12, 31)));
        assert!(!same.hold(date(2026, 5, 31)) && !same.hold(date(2027, 1, 1)));
    }
}
