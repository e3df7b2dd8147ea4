//! How old the oldest thing is that a passage dates with a year.

/// More months than this before the OPP is outdated (contract, part 2, AVG02: two years).
pub(super) const OUTDATED: i32 = 24;

/// Months between the oldest year (with its month, where one stands before it) in the words and the date of the OPP, `YYYY-MM-DD`;
/// a year without a month counts as its middle. `None` without a year or a date. Negative for what is still to come.
pub(super) fn months(text: &str, opp: &str) -> Option<i32> {
    let mut date = opp.split('-').map(str::parse::<i32>);
    let (Some(Ok(year)), Some(Ok(month))) = (date.next(), date.next()) else { return None };
    let now = year * 12 + month;
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).filter(|w| !w.is_empty()).collect();
    let mut oldest: Option<i32> = None;
    for (i, word) in words.iter().enumerate() {
        let back = |n: usize| i.checked_sub(n).and_then(|b| words.get(b)).copied().unwrap_or("");
        let Some(then) = year_of(word, back(1), back(2)) else { continue };
        let age = now - (then * 12 + month_of(back(1)).unwrap_or(6));
        oldest = Some(oldest.map_or(age, |o| o.max(age)));
    }
    oldest
}

/// The year that a word is: `2021`, `'21`, or the 21 of `3-11-21`.
fn year_of(word: &str, before: &str, before_that: &str) -> Option<i32> {
    let digits = word.trim_start_matches(['\'', '’']);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let n: i32 = digits.parse().ok()?;
    let day = before_that.parse::<i32>().is_ok_and(|d| (1..=31).contains(&d));
    let month = before.parse::<i32>().is_ok_and(|m| (1..=12).contains(&m));
    match digits.len() {
        4 if (1990..=2100).contains(&n) => Some(n),
        2 if digits.len() < word.len() || (day && month && n >= 10) => Some(2000 + n),
        _ => None,
    }
}

/// The month that a word names or numbers, 1 to 12; a season is its middle.
fn month_of(word: &str) -> Option<i32> {
    const STEMS: [&str; 12] = ["jan", "feb", "maart", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    let word = word.to_lowercase();
    if let Ok(n) = word.parse::<i32>() {
        return (1..=12).contains(&n).then_some(n);
    }
    let seasons = [("lente", 4), ("voorjaar", 4), ("zomer", 7), ("najaar", 10), ("herfst", 10), ("winter", 1), ("mrt", 3)];
    let season = seasons.iter().find(|(name, _)| word == *name).map(|(_, m)| *m);
    season.or_else(|| (1..).zip(STEMS).find(|(_, stem)| word.starts_with(stem)).map(|(m, _)| m))
}

#[cfg(test)]
mod tests {
    use super::months;

    #[test]
    fn the_oldest_year_decides() {
        assert_eq!(months("WISC van maart 2021, herhaald in mei 2025", "2025-10-06"), Some(55));
        assert_eq!(months("Uitslag (12-9-2023): voldoende", "2025-10-06"), Some(25));
        assert_eq!(months("Afgenomen voorjaar '23", "2026-01-12"), Some(33));
    }

    #[test]
    fn what_is_no_year_is_none() {
        assert_eq!(months("Hij las 45 woorden op 12 maart", "2025-10-06"), None);
        assert_eq!(months("Rapport uit 2021", ""), None);
    }
}
