//! When a file says it was made and changed: its property set `SummaryInformation` ([MS-OLEPS]).

use super::bytes::{size_at, u32_at, u64_at};

/// The days of making and of the last change.
pub(super) fn dates(summary: &[u8]) -> (Option<String>, Option<String>) {
    (date(summary, 12), date(summary, 13))
}

fn date(summary: &[u8], wanted: u32) -> Option<String> {
    let section = size_at(summary, 44)?;
    let count = u32_at(summary, section + 4)?.min(100) as usize;
    let at = (0..count).map(|index| section + 8 + index * 8).find(|&at| u32_at(summary, at) == Some(wanted))?;
    let value = section + size_at(summary, at + 4)?;
    if u32_at(summary, value)? != 0x40 {
        return None;
    }
    // 100 nanoseconds since 1601.
    let days = u64_at(summary, value + 4)? / (10_000_000 * 86_400);
    let (year, month, day) = civil(i64::try_from(days).ok()? - 134_774);
    (1980..=2100).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Year, month and day of a number of days since 1970 (Hinnant's algorithm).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(20_780), (2026, 11, 23));
        assert_eq!(civil(11_016), (2000, 2, 29));
    }
}
