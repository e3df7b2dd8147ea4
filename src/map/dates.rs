//! Dates in Dutch spellings: '12-9-'25', '12 sept. 2025', 'week 36', 'februari 2027', 'schooljaar 25/26'.
//!
//! An own grammar: the date libraries tried read 12-03-2019 as 3 December, or see a date in 'pagina 3-4'.

use crate::rules::folded;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use regex::Regex;
use std::fmt;
use std::sync::LazyLock;

/// A day, month or week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum When {
    /// A day.
    Day(Date),
    /// Year and month.
    Month(i16, i8),
    /// Year and ISO week.
    Week(i16, i8),
}

impl fmt::Display for When {
    /// As the contract writes it: `YYYY-MM-DD`, `YYYY-MM` or `YYYY-Www`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Day(d) => write!(f, "{d}"),
            When::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            When::Week(y, w) => write!(f, "{y:04}-W{w:02}"),
        }
    }
}

impl When {
    /// Its first day.
    #[must_use]
    pub fn first(self) -> Date {
        match self {
            When::Day(d) => d,
            When::Month(y, m) => Date::new(y, m, 1).unwrap_or(Date::ZERO),
            When::Week(y, w) => ISOWeekDate::new(y, w, Weekday::Monday).map_or(Date::ZERO, ISOWeekDate::date),
        }
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Date {
        match self {
            When::Day(d) => d,
            When::Month(..) => self.first().last_of_month(),
            When::Week(..) => self.first().checked_add(jiff::Span::new().days(6)).unwrap_or(Date::ZERO),
        }
    }

    /// Reads what the contract writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<When> {
        if let Some((y, w)) = text.split_once("-W") {
            return week(y.parse().ok()?, w.parse().ok()?);
        }
        match text.len() {
            7 => {
                let (y, m) = text.split_once('-')?;
                month(y.parse().ok()?, m.parse().ok()?)
            }
            _ => text.parse::<Date>().ok().map(When::Day),
        }
    }
}

/// A date found in a text, or one whose year must come from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Where it starts in the folded text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The date, its year by `year_of` where it has none of its own.
    pub when: When,
    /// It named its own year.
    pub has_year: bool,
}

/// A school year, by the calendar year in which it begins (1 August).
#[must_use]
pub fn school_year(date: Date) -> i16 {
    if date.month() >= 8 { date.year() } else { date.year() - 1 }
}

static NUMERIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // One kind of mark throughout: '9.15-9.45' is no date.
    let one = |mark: &str| format!(r"\b([0-9]{{1,2}}) ?{mark} ?([0-9]{{1,2}}) ?{mark} ?'?([0-9]{{4}}|[0-9]{{2}})\b");
    Regex::new(&format!("(?-u){}|{}|{}", one("-"), one("/"), one(r"\."))).ok()
});
static ISO: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)\b(20[0-9]{2}|19[0-9]{2})-([0-9]{2})-([0-9]{2})\b").ok());
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)\b(?:([0-9]{1,2})e?\.? ?)?(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|jan|feb|febr|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec)\b\.?(?:,? ?(?:van )?'?([0-9]{4}|[0-9]{2})\b)?",
    )
    .ok()
});
static WEEK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)\b(?:week|wk\.?) ?([0-9]{1,2})\b(?:,? ?(?:van |in |- ?|/ ?|\()?'?(20[0-9]{2}))?").ok());
static HOLIDAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u)\b(?:na|voor) de (herfst|kerst|voorjaars|krokus|mei|zomer)vakantie(?: (?:van )?(20[0-9]{2}))?").ok()
});
static SCHOOL_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)\b(20[0-9]{2}|[0-9]{2}) ?[-/] ?(20[0-9]{2}|[0-9]{2})\b").ok());

/// Every date in a folded text, in reading order; `school` is the school year that tells the year of a date without one.
#[must_use]
pub fn find(text: &str, school: Option<i16>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let mut take = |start: usize, end: usize, when: Option<When>, has_year: bool| {
        if let Some(when) = when
            && !out.iter().any(|f| f.start < end && start < f.end)
        {
            out.push(Found { start, end, when, has_year });
        }
    };
    let number = |c: &regex::Captures<'_>, i: usize| c.get(i).and_then(|m| m.as_str().parse::<i16>().ok());
    for c in ISO.iter().flat_map(|r| r.captures_iter(text)) {
        if let (Some(all), Some(y), Some(m), Some(d)) = (c.get(0), number(&c, 1), number(&c, 2), number(&c, 3)) {
            take(all.start(), all.end(), day(y, m, d), true);
        }
    }
    for c in NUMERIC.iter().flat_map(|r| r.captures_iter(text)) {
        let at = [1, 4, 7].into_iter().find(|i| c.get(*i).is_some()).unwrap_or(1);
        if let (Some(all), Some(d), Some(m), Some(y)) = (c.get(0), number(&c, at), number(&c, at + 1), number(&c, at + 2)) {
            take(all.start(), all.end(), day(full_year(y), m, d), true);
        }
    }
    for c in NAMED.iter().flat_map(|r| r.captures_iter(text)) {
        let (Some(all), Some(name)) = (c.get(0), c.get(2)) else { continue };
        let Some(m) = month_of(name.as_str()) else { continue };
        let d = number(&c, 1);
        // 'mei' is a month only beside a number or a word of time; 'jan', 'sep' and the like too (Jan is a name).
        let short = name.len() <= 4 || name.as_str() == "maart";
        let y = number(&c, 3).map(full_year).filter(|y| (1980..2100).contains(y));
        if d.is_none() && y.is_none() && (school.is_none() || short && !timely(text.get(..all.start()).unwrap_or(""))) {
            continue;
        }
        let year = y.or_else(|| school.map(|s| if m >= 8 { s } else { s + 1 }));
        let when = match (d, year) {
            (Some(d), Some(y)) => day(y, m, d),
            (None, Some(y)) => month(y, m),
            _ => None,
        };
        take(all.start(), all.end(), when, y.is_some());
    }
    for c in WEEK.iter().flat_map(|r| r.captures_iter(text)) {
        let (Some(all), Some(w)) = (c.get(0), number(&c, 1)) else { continue };
        let year = number(&c, 2).or_else(|| school.map(|s| if w >= 31 { s } else { s + 1 }));
        if let Some(y) = year {
            take(all.start(), all.end(), week(y, w), c.get(2).is_some());
        }
    }
    for c in HOLIDAY.iter().flat_map(|r| r.captures_iter(text)) {
        let (Some(all), Some(which)) = (c.get(0), c.get(1)) else { continue };
        let m: i16 = match which.as_str() {
            "herfst" => 10,
            "kerst" => 1,
            "voorjaars" | "krokus" => 3,
            "mei" => 5,
            _ => 8,
        };
        let year = number(&c, 2).or_else(|| school.map(|s| if m >= 8 { s } else { s + 1 }));
        take(all.start(), all.end(), year.and_then(|y| month(y, m)), c.get(2).is_some());
    }
    out.sort_by_key(|f| f.start);
    out
}

/// The first school year named in a folded text ('2025-2026', '25/26'), by its first calendar year.
#[must_use]
pub fn school_year_in(text: &str) -> Option<i16> {
    SCHOOL_YEAR.iter().flat_map(|r| r.captures_iter(text)).find_map(|c| {
        let a = full_year(c.get(1)?.as_str().parse().ok()?);
        let b = full_year(c.get(2)?.as_str().parse().ok()?);
        let around_date = c.get(0).is_some_and(|m| {
            text.get(m.end()..).is_some_and(|r| r.starts_with(['-', '/'])) || text.get(..m.start()).is_some_and(|r| r.ends_with(['-', '/']))
        });
        (b == a + 1 && (2005..2100).contains(&a) && !around_date).then_some(a)
    })
}

/// The dates in a text as it stands (not folded yet).
#[must_use]
pub fn in_text(text: &str, school: Option<i16>) -> Vec<When> {
    find(&folded(text), school).into_iter().map(|f| f.when).collect()
}

fn timely(before: &str) -> bool {
    let word = before.trim_end().rsplit([' ', ',']).next().unwrap_or("");
    matches!(
        word,
        "in" | "eind"
            | "einde"
            | "begin"
            | "half"
            | "medio"
            | "tot"
            | "sinds"
            | "vanaf"
            | "per"
            | "en"
            | "rond"
            | "voor"
            | "uiterlijk"
            | "maand"
    )
}

fn full_year(y: i16) -> i16 {
    if y < 100 { if y > 80 { 1900 + y } else { 2000 + y } } else { y }
}

fn month_of(name: &str) -> Option<i16> {
    Some(match name.get(..3)? {
        "jan" => 1,
        "feb" => 2,
        "maa" | "mrt" => 3,
        "apr" => 4,
        "mei" => 5,
        "jun" => 6,
        "jul" => 7,
        "aug" => 8,
        "sep" => 9,
        "okt" => 10,
        "nov" => 11,
        "dec" => 12,
        _ => return None,
    })
}

fn day(y: i16, m: i16, d: i16) -> Option<When> {
    let date = Date::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
    (1980..2100).contains(&y).then_some(When::Day(date))
}

fn month(y: i16, m: i16) -> Option<When> {
    let m = i8::try_from(m).ok().filter(|m| (1..=12).contains(m))?;
    (1980..2100).contains(&y).then_some(When::Month(y, m))
}

fn week(y: i16, w: i16) -> Option<When> {
    let w = i8::try_from(w).ok().filter(|w| (1..=53).contains(w))?;
    (1980..2100).contains(&y).then_some(When::Week(y, w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        find(&folded(text), Some(2025)).iter().map(|f| f.when.to_string()).collect()
    }

    #[test]
    fn dutch_spellings() {
        for (text, want) in [
            ("start: 12-9-'25", "2025-09-12"),
            ("op 12 sept. 2025", "2025-09-12"),
            ("12/09/2025", "2025-09-12"),
            ("2025-09-12", "2025-09-12"),
            ("week 36", "2025-W36"),
            ("week 5, 2027", "2027-W05"),
            ("week 25 van 2027", "2027-W25"),
            ("in februari", "2026-02"),
            ("eind januari 2027", "2027-01"),
            ("28 juni", "2026-06-28"),
            ("na de herfstvakantie", "2025-10"),
            ("12.09.2025", "2025-09-12"),
            ("1 september '24", "2024-09-01"),
        ] {
            assert_eq!(all(text), [want], "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in
            ["4 van de 5", "pagina 3-4", "niveau E4", "van 9.15-9.45 uur", "Jan komt langs", "31-02-2025", "13-13-2025", "2025-2026"]
        {
            assert_eq!(all(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn school_years() {
        assert_eq!(school_year_in("schooljaar 2025-2026"), Some(2025));
        assert_eq!(school_year_in("sj 25/26"), Some(2025));
        assert_eq!(school_year_in("12-9-25"), None);
    }

    #[test]
    fn what_is_written_can_be_read() {
        for text in ["2025-09-12", "2025-09", "2025-W36"] {
            assert_eq!(When::parse(text).map(|w| w.to_string()).as_deref(), Some(text));
        }
    }
}
