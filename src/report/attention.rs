//! Which OPPs ask for someone's attention before which day: evaluations that are due, consent that was not found.

use super::record::Record;

/// Days ahead that an evaluation counts as near.
const NEAR: i64 = 60;

/// An OPP that someone should take up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attention {
    /// Path of the document.
    pub document: String,
    /// Its `id`.
    pub id: String,
    /// Its school.
    pub school: String,
    /// Why: the most pressing reason.
    pub why: Why,
    /// Whether consent was not found either.
    pub consent_too: bool,
    /// The day by which, or on which it should have been (`YYYY-MM-DD` or as precise as the document is).
    pub when: Option<String>,
}

/// Why an OPP asks for attention, most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The evaluation's day has passed (CYC02).
    EvaluationDue,
    /// The evaluation is planned more than a school year after the start (CYC02).
    EvaluationFar,
    /// No consent of the parents was found (TOE01, TOE05).
    Consent,
    /// The evaluation comes within two months.
    EvaluationNear,
}

impl Why {
    /// In Dutch, for a report.
    #[must_use]
    pub fn shown(self) -> &'static str {
        match self {
            Why::EvaluationDue => "de evaluatiedatum is voorbij",
            Why::EvaluationFar => "de evaluatie is later dan een schooljaar na de start",
            Why::Consent => "instemming van ouders is niet gevonden",
            Why::EvaluationNear => "de evaluatie komt eraan",
        }
    }
}

impl Attention {
    /// All reasons, in Dutch.
    #[must_use]
    pub fn because(&self) -> String {
        let and = if self.consent_too { format!(" en {}", Why::Consent.shown()) } else { String::new() };
        format!("{}{and}", self.why.shown())
    }
}

/// The documents that count ([`Record::counts`]) and ask for attention: most pressing first, then by day.
#[must_use]
pub fn attention<'a>(records: impl IntoIterator<Item = &'a Record>, today: &str) -> Vec<Attention> {
    let mut list: Vec<Attention> = Vec::new();
    for record in records.into_iter().filter(|record| record.counts()) {
        let has = |codes: &[&str]| record.open_findings().any(|finding| codes.contains(&finding.code.as_str()));
        let evaluation = record.data.evaluatie.clone();
        let last = evaluation.as_deref().and_then(last_day);
        let ahead = today.parse::<jiff::civil::Date>().is_ok_and(|today| last.is_some_and(|day| day >= today));
        let due = match has(&["CYC02"]) {
            true if ahead => Some(Why::EvaluationFar),
            true => Some(Why::EvaluationDue),
            false => last.filter(|day| is_near(*day, today)).map(|_| Why::EvaluationNear),
        };
        let consent = has(&["TOE01", "TOE05"]);
        // What is near only is less pressing than consent.
        let (why, when) = match due {
            Some(Why::EvaluationNear) | None if consent => (Why::Consent, None),
            Some(why) => (why, evaluation),
            None => continue,
        };
        let (document, id, school) = (record.document.clone(), record.id.clone(), record.school.clone());
        list.push(Attention { document, id, school, why, consent_too: consent && why != Why::Consent, when });
    }
    let day = |item: &Attention| item.when.as_deref().and_then(last_day).unwrap_or(jiff::civil::Date::MAX);
    list.sort_by(|a, b| a.why.cmp(&b.why).then_with(|| day(a).cmp(&day(b))).then_with(|| a.document.cmp(&b.document)));
    list
}

/// The months in Dutch.
pub(super) const MONTHS: [&str; 12] =
    ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];

/// A date of the contract in Dutch: `2026-06-18` as `18 juni 2026`, `2026-06` as `juni 2026`, `2026-W06` as
/// `week 6 van 2026`; anything else as it is.
#[must_use]
pub fn dutch_date(date: &str) -> String {
    let mut parts = date.split('-');
    let (year, second, day) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    if let Some(week) = second.strip_prefix('W') {
        return format!("week {} van {year}", week.trim_start_matches('0'));
    }
    let month = second.parse::<usize>().ok().and_then(|n| MONTHS.get(n.checked_sub(1)?));
    match (month, day) {
        (Some(month), Some(day)) => format!("{} {month} {year}", day.trim_start_matches('0')),
        (Some(month), None) => format!("{month} {year}"),
        (None, _) => date.to_owned(),
    }
}

fn is_near(day: jiff::civil::Date, today: &str) -> bool {
    let Ok(today) = today.parse::<jiff::civil::Date>() else { return false };
    (0..=NEAR).contains(&i64::from((day - today).get_days()))
}

/// The last day that a date of the contract can mean.
fn last_day(date: &str) -> Option<jiff::civil::Date> {
    if let Ok(day) = date.parse() {
        return Some(day);
    }
    let (year, rest) = date.split_once('-')?;
    let year: i16 = year.parse().ok()?;
    if let Some(week) = rest.strip_prefix('W') {
        let sunday = jiff::civil::ISOWeekDate::new(year, week.parse().ok()?, jiff::civil::Weekday::Sunday).ok()?;
        return Some(sunday.date());
    }
    Some(jiff::civil::Date::new(year, rest.parse().ok()?, 1).ok()?.last_of_month())
}

#[cfg(test)]
mod tests {
    use super::super::record::{Dates, FindingRow};
    use super::*;

    fn opp(document: &str, evaluatie: Option<&str>, codes: &[&str]) -> Record {
        Record {
            document: document.into(),
            status: "beoordeeld".into(),
            data: Dates { evaluatie: evaluatie.map(Into::into), ..Dates::default() },
            bevindingen: codes.iter().map(|code| FindingRow { code: (*code).into(), ..FindingRow::default() }).collect(),
            ..Record::default()
        }
    }

    #[test]
    fn the_most_pressing_comes_first() {
        let records = [
            opp("ver weg", Some("2027-06-20"), &[]),
            opp("dichtbij", Some("2026-12"), &[]),
            opp("zonder instemming", Some("2027-06-20"), &["TOE01"]),
            opp("te laat", Some("2026-06-20"), &["CYC02"]),
            opp("eerder te laat", Some("2026-W03"), &["CYC02"]),
        ];
        let list: Vec<_> = attention(&records, "2026-11-23").into_iter().map(|a| (a.document, a.why)).collect();
        assert_eq!(
            list,
            [
                ("eerder te laat".to_owned(), Why::EvaluationDue),
                ("te laat".to_owned(), Why::EvaluationDue),
                ("zonder instemming".to_owned(), Why::Consent),
                ("dichtbij".to_owned(), Why::EvaluationNear),
            ]
        );
    }

    #[test]
    fn a_document_has_one_line_with_all_that_is_asked() {
        let records = [opp("a", Some("2026-06-20"), &["CYC02", "TOE01"]), opp("b", Some("2028-01-10"), &["CYC02"])];
        let list: Vec<String> = attention(&records, "2026-11-23").iter().map(Attention::because).collect();
        assert_eq!(
            list,
            [
                "de evaluatiedatum is voorbij en instemming van ouders is niet gevonden",
                "de evaluatie is later dan een schooljaar na de start"
            ]
        );
    }

    #[test]
    fn dates_read_as_people_write_them() {
        assert_eq!(dutch_date("2026-06-18"), "18 juni 2026");
        assert_eq!(dutch_date("2026-03-01"), "1 maart 2026");
        assert_eq!(dutch_date("2026-10"), "oktober 2026");
        assert_eq!(dutch_date("2027-W06"), "week 6 van 2027");
        assert_eq!(dutch_date("najaar"), "najaar");
    }
}
