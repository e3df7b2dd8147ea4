//! The figures of a school, counted once for every report that shows them.
//!
//! Contract, part 4 (`scholen.csv`): means, medians and findings are over the school's current documents,
//! [`Record::counts`]; no rank of schools.

use std::collections::BTreeMap;

use super::record::{ITEMS, Record};

/// A school's figures, or those of all schools together.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct School {
    /// Its name; empty for all together.
    pub school: String,
    /// The type most of its documents have; `onbekend` only where no document says.
    pub schooltype: String,
    /// Its board, when the manifest names it.
    pub bestuur: Option<String>,
    /// Files that are not an older version, copy or ended OPP.
    pub documenten: usize,
    /// Of those: judged.
    pub beoordeeld: usize,
    /// Of those: not judged (blank forms, other documents, unreadable ones).
    pub niet_beoordeeld: usize,
    /// Median of `a4_opp` of the judged.
    pub a4_mediaan: Option<f64>,
    /// Mean of the documents' means, not rounded.
    pub gemiddelde: Option<f64>,
    /// Findings of that level.
    pub wet: usize,
    /// See `wet`.
    pub advies: usize,
    /// See `wet`.
    pub controle: usize,
    /// Mean of each item over the documents with a number, in the order of [`ITEMS`], not rounded.
    pub punten: [Option<f64>; ITEMS.len()],
    /// Codes by the number of documents they touch, most first; as many as occur.
    pub codes: Vec<CodeCount>,
}

/// How often a code occurs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CodeCount {
    /// Code of the contract.
    pub code: String,
    /// Its name in words.
    pub bevinding: String,
    /// `wet`, `advies` or `controle`; where a code has several (TOE03), the most binding that occurs.
    pub niveau: String,
    /// Documents that have it.
    pub documenten: usize,
    /// Findings in all.
    pub bevindingen: usize,
}

impl School {
    /// The three codes that touch most documents (`vaakst_1` to `vaakst_3`).
    pub fn most_frequent(&self) -> impl Iterator<Item = &CodeCount> {
        self.codes.iter().take(3)
    }
}

/// The schools that have a file, by name.
#[must_use]
pub fn schools(records: &[Record]) -> Vec<School> {
    let mut by_name: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in records {
        by_name.entry(&record.school).or_default().push(record);
    }
    by_name.into_iter().map(|(name, records)| School { school: name.to_owned(), ..figures(records) }).collect()
}

/// The figures of all records together.
#[must_use]
pub fn together(records: &[Record]) -> School {
    figures(records.iter().collect())
}

/// How many documents have each number of each item: `[item in the order of ITEMS][score - 1]`, over those that count.
#[must_use]
pub fn distribution(records: &[Record]) -> [[usize; 5]; ITEMS.len()] {
    let mut counts = [[0; 5]; ITEMS.len()];
    for record in records.iter().filter(|record| record.counts()) {
        for ((item, _), row) in ITEMS.iter().zip(&mut counts) {
            let score = record.score(item).parse::<usize>().ok();
            if let Some(count) = score.and_then(|score| row.get_mut(score.checked_sub(1)?)) {
                *count += 1;
            }
        }
    }
    counts
}

/// Mean, `None` of nothing.
#[must_use]
pub fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

/// Median, `None` of nothing; the mean of the middle two of an even number.
#[must_use]
pub fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => None,
        n if n % 2 == 1 => numbers.get(middle).copied(),
        _ => mean(numbers.get(middle - 1..=middle).unwrap_or_default()),
    }
}

/// How binding a level is: 0 for `wet`, then `advies`, `controle`, anything else.
#[must_use]
pub fn level_order(level: &str) -> u8 {
    match level {
        "wet" => 0,
        "advies" => 1,
        "controle" => 2,
        _ => 3,
    }
}

fn figures(records: Vec<&Record>) -> School {
    let current = || records.iter().filter(|r| r.actueel != "nee");
    let judged: Vec<&Record> = records.iter().copied().filter(|r| r.counts()).collect();
    let means: Vec<f64> = judged.iter().filter_map(|r| r.mean()).collect();
    let of = |level: &str| judged.iter().map(|r| r.findings_of(level)).sum();
    School {
        school: String::new(),
        schooltype: most_common_type(&records),
        bestuur: records.iter().find_map(|r| r.bestuur.clone()),
        documenten: current().count(),
        beoordeeld: judged.len(),
        niet_beoordeeld: current().count() - judged.len(),
        a4_mediaan: median(judged.iter().filter_map(|r| r.a4_opp.or(r.a4)).map(f64::from).collect()),
        gemiddelde: mean(&means),
        wet: of("wet"),
        advies: of("advies"),
        controle: of("controle"),
        punten: ITEMS.map(|(item, _)| {
            let scores: Vec<f64> = judged.iter().filter_map(|r| r.score(item).parse().ok()).collect();
            mean(&scores)
        }),
        codes: codes(&judged),
    }
}

/// The type of most documents, in the contract's order where two are as frequent.
fn most_common_type(records: &[&Record]) -> String {
    const TYPES: [&str; 6] = ["PO", "SBO", "SO", "VSO", "VO", "PrO"];
    let count = |wanted: &str| records.iter().filter(|r| r.schooltype == wanted).count();
    TYPES.iter().rev().max_by_key(|name| count(name)).filter(|name| count(name) > 0).map_or("onbekend", |name| name).to_owned()
}

/// Codes by the documents they touch; then by how binding, then by name.
fn codes(records: &[&Record]) -> Vec<CodeCount> {
    let mut by_code: BTreeMap<&str, CodeCount> = BTreeMap::new();
    for record in records {
        let mut seen: Vec<&str> = Vec::new();
        for finding in record.open_findings() {
            let count = by_code.entry(&finding.code).or_insert_with(|| CodeCount {
                code: finding.code.clone(),
                bevinding: finding.bevinding.clone(),
                niveau: finding.niveau.clone(),
                documenten: 0,
                bevindingen: 0,
            });
            count.bevindingen += 1;
            if level_order(&finding.niveau) < level_order(&count.niveau) {
                count.niveau.clone_from(&finding.niveau);
            }
            if !seen.contains(&finding.code.as_str()) {
                seen.push(&finding.code);
                count.documenten += 1;
            }
        }
    }
    let mut counts: Vec<CodeCount> = by_code.into_values().collect();
    counts.sort_by(|a, b| {
        b.documenten.cmp(&a.documenten).then(level_order(&a.niveau).cmp(&level_order(&b.niveau))).then(a.code.cmp(&b.code))
    });
    counts
}

#[cfg(test)]
mod tests {
    use super::super::record::{FindingRow, ScoreRow};
    use super::*;

    fn judged(school: &str, kind: &str, a4: u32, scores: &[(&str, &str)], codes: &[(&str, &str)]) -> Record {
        Record {
            school: school.into(),
            schooltype: kind.into(),
            status: "beoordeeld".into(),
            actueel: "ja".into(),
            a4: Some(a4 + 1),
            a4_opp: Some(a4),
            scores: scores.iter().map(|(p, s)| ScoreRow { punt: (*p).into(), score: (*s).into(), ..ScoreRow::default() }).collect(),
            bevindingen: codes
                .iter()
                .map(|(code, level)| FindingRow { code: (*code).into(), niveau: (*level).into(), ..FindingRow::default() })
                .collect(),
            ..Record::default()
        }
    }

    const EIGHT: [(&str, &str); 10] =
        [("1", "4"), ("2", "4"), ("3", "4"), ("4", "4"), ("5", "4"), ("6", "4"), ("11", "2"), ("11a", "2"), ("12", "4"), ("14", "nvt")];

    #[test]
    fn a_school_is_counted_over_its_current_judged_documents() {
        let old = Record { actueel: "nee".into(), ..judged("De Linde", "SBO", 40, &EIGHT, &[("LEN01", "advies")]) };
        let blank = Record { status: "leeg_format".into(), ..judged("De Linde", "SBO", 2, &[("1", "1")], &[("OND01", "wet")]) };
        let school = &schools(&[
            judged("De Linde", "SBO", 4, &EIGHT, &[("TOE01", "wet"), ("AVG05", "controle"), ("AVG05", "controle")]),
            judged("De Linde", "onbekend", 9, &[("1", "2")], &[("AVG05", "controle"), ("LEN01", "advies")]),
            old,
            blank,
        ])[0];
        assert_eq!((school.documenten, school.beoordeeld, school.niet_beoordeeld), (3, 2, 1));
        assert_eq!((school.wet, school.advies, school.controle), (1, 1, 3));
        assert_eq!(school.schooltype, "SBO");
        assert_eq!(school.a4_mediaan, Some(6.5));
        assert_eq!(school.punten[0], Some(3.0), "item 1: 4 and 2");
        assert_eq!(school.punten[15], None, "item 14 has no number anywhere");
        // Eight numbers count once (11a is not counted beside 11): seven 4s and a 2. The second document has too few.
        assert_eq!(school.gemiddelde, Some(30.0 / 8.0));
        let most: Vec<_> = school.most_frequent().map(|c| (c.code.as_str(), c.documenten, c.bevindingen)).collect();
        assert_eq!(most, [("AVG05", 2, 3), ("TOE01", 1, 1), ("LEN01", 1, 1)]);
    }

    #[test]
    fn marks_of_a_reviewer_take_a_finding_out_of_the_count() {
        let mut record = judged("A", "PO", 4, &[], &[("TOE01", "wet"), ("TOE03", "wet")]);
        record.bevindingen[0].oordeel = Some("klopt_niet".into());
        record.bevindingen[1].oordeel = Some("klopt".into());
        let all = together(&[record]);
        assert_eq!(all.wet, 1);
        assert_eq!(all.codes.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["TOE03"]);
    }

    #[test]
    fn a_school_without_a_judged_document_still_has_a_row() {
        let scan = Record { school: "De Boei".into(), status: "niet_leesbaar".into(), ..Record::default() };
        let school = &schools(&[scan])[0];
        assert_eq!((school.documenten, school.beoordeeld, school.gemiddelde, school.a4_mediaan), (1, 0, None, None));
        assert_eq!(school.schooltype, "onbekend");
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert_eq!(median(vec![9.0, 2.0, 4.0, 5.0]), Some(4.5));
        assert_eq!(median(vec![7.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(vec![]), None);
    }
}
