//! Two audits side by side: what rose and fell, which findings are solved or new, which documents came and went.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::record::{ITEMS, Record, SCHEMA};
use super::run::Run;
use super::schools::{School, schools, together};
use super::table::{Cell, Table, rounded};

/// Why two audits cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// One of them was made under another schema.
    #[error(
        "De {which} audit heeft schema {found}; dit programma vergelijkt alleen schema {SCHEMA}. Doe die audit opnieuw met deze versie."
    )]
    Schema {
        /// `oude` or `nieuwe`.
        which: &'static str,
        /// The schema it has.
        found: u32,
    },
}

/// What changed from the old audit to the new one. Its keys go into the page as they are.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the counts below name themselves")]
pub struct Comparison {
    /// Day of the old audit.
    pub oud: String,
    /// Day of the new one.
    pub nieuw: String,
    /// What to bear in mind, in Dutch; empty when nothing.
    pub toelichting: String,
    pub gelijk: usize,
    pub veranderd: usize,
    pub erbij: usize,
    pub weg: usize,
    /// Findings solved.
    pub opgelost: usize,
    /// Findings that came.
    pub ontstaan: usize,
    /// Means that differ, all schools together first.
    pub punten: Vec<ItemChange>,
    /// Documents that came, went or changed, by path.
    pub documenten: Vec<DocumentChange>,
}

/// The mean of an item at a school, before and now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[allow(missing_docs, reason = "as the columns of the report")]
pub struct ItemChange {
    /// `None` for all schools together.
    pub school: Option<String>,
    pub punt: &'static str,
    /// Rounded to one decimal, and so is the difference between the rounded two.
    pub oud: Option<f64>,
    pub nieuw: Option<f64>,
    pub verschil: Option<f64>,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[allow(missing_docs, reason = "as the columns of the report")]
pub struct DocumentChange {
    pub document: String,
    pub school: String,
    /// `nieuw`, `weg` or `veranderd`.
    pub wat: &'static str,
    /// Its old path, where it was matched by pupil.
    pub eerder: Option<String>,
    /// Codes with fewer findings than before, as `AVG01` or `AVG01 (3)`.
    pub opgelost: Vec<String>,
    /// Codes with more.
    pub ontstaan: Vec<String>,
    /// Items that rose, as `4: 2 naar 4`.
    pub gestegen: Vec<String>,
    /// Items that fell.
    pub gedaald: Vec<String>,
}

/// Compares two audits. Documents are matched by path, then by the pupil's pseudonym where both audits used one key.
///
/// # Errors
/// [`CompareError::Schema`] where one of the two is of another schema.
pub fn compare(old: (&[Record], &Run), new: (&[Record], &Run)) -> Result<Comparison, CompareError> {
    for (which, (records, run)) in [("oude", old), ("nieuwe", new)] {
        let strange = records.iter().map(|record| record.schema).chain([run.schema]).find(|schema| *schema != SCHEMA);
        if let Some(found) = strange {
            return Err(CompareError::Schema { which, found });
        }
    }
    let same_key = !old.1.sleutel.is_empty() && old.1.sleutel == new.1.sleutel;
    let pairs = matched(old.0, new.0, same_key);
    let mut comparison = Comparison {
        oud: old.1.today.clone(),
        nieuw: new.1.today.clone(),
        toelichting: remarks(old.1, new.1, same_key),
        punten: items(old.0, new.0),
        ..Comparison::default()
    };
    for (before, now) in pairs {
        match (before, now) {
            (Some(before), Some(now)) => {
                let change = change(before, now);
                if is_same(&change, before, now) {
                    comparison.gelijk += 1;
                } else {
                    comparison.veranderd += 1;
                    comparison.documenten.push(change);
                }
            }
            (None, Some(now)) => {
                comparison.erbij += 1;
                comparison.documenten.push(plain(now, "nieuw"));
            }
            (Some(before), None) => {
                comparison.weg += 1;
                comparison.documenten.push(plain(before, "weg"));
            }
            (None, None) => {}
        }
        let (solved, came) = moved(before, now);
        comparison.opgelost += solved;
        comparison.ontstaan += came;
    }
    comparison.documenten.sort_by(|a, b| a.document.cmp(&b.document));
    Ok(comparison)
}

/// As `vergelijking_punten.csv`.
#[must_use]
pub fn items_table(comparison: &Comparison) -> Table {
    let mut table = Table::new(&["school", "punt", "oud", "nieuw", "verschil"]);
    for row in &comparison.punten {
        table.rows.push(vec![
            row.school.as_deref().unwrap_or_default().into(),
            row.punt.into(),
            row.oud.into(),
            row.nieuw.into(),
            row.verschil.into(),
        ]);
    }
    table
}

/// As `vergelijking_documenten.csv`.
#[must_use]
pub fn documents_table(comparison: &Comparison) -> Table {
    let mut table = Table::new(&["document", "school", "wat", "eerder", "opgelost", "ontstaan", "gestegen", "gedaald"]);
    for row in &comparison.documenten {
        table.rows.push(vec![
            row.document.as_str().into(),
            row.school.as_str().into(),
            row.wat.into(),
            row.eerder.as_deref().unwrap_or_default().into(),
            Cell::from(row.opgelost.join(", ")),
            Cell::from(row.ontstaan.join(", ")),
            Cell::from(row.gestegen.join(", ")),
            Cell::from(row.gedaald.join(", ")),
        ]);
    }
    table
}

type Pair<'a> = (Option<&'a Record>, Option<&'a Record>);

fn matched<'a>(old: &'a [Record], new: &'a [Record], same_key: bool) -> Vec<Pair<'a>> {
    let mut by_path: BTreeMap<&str, &Record> = old.iter().map(|record| (record.document.as_str(), record)).collect();
    let mut pairs: Vec<Pair> = Vec::new();
    let mut unmatched: Vec<&Record> = Vec::new();
    for record in new {
        match by_path.remove(record.document.as_str()) {
            Some(before) => pairs.push((Some(before), Some(record))),
            None => unmatched.push(record),
        }
    }
    let mut left: Vec<&Record> = by_path.into_values().collect();
    for record in unmatched {
        // Only the version that is in force stands for the pupil: an older one must not take its place.
        let at = (same_key && record.counts())
            .then_some(record.leerling.as_deref())
            .flatten()
            .and_then(|pupil| left.iter().position(|before| before.counts() && before.leerling.as_deref() == Some(pupil)));
        pairs.push((at.map(|at| left.remove(at)), Some(record)));
    }
    pairs.extend(left.into_iter().map(|before| (Some(before), None)));
    pairs
}

fn change(before: &Record, now: &Record) -> DocumentChange {
    let (old, new) = (counts(Some(before)), counts(Some(now)));
    let more = |a: &BTreeMap<&str, usize>, b: &BTreeMap<&str, usize>| -> Vec<String> {
        a.iter()
            .filter_map(|(code, n)| {
                let fewer = n.saturating_sub(b.get(code).copied().unwrap_or(0));
                (fewer > 0).then(|| if fewer > 1 { format!("{code} ({fewer})") } else { (*code).to_owned() })
            })
            .collect()
    };
    let (mut rose, mut fell) = (Vec::new(), Vec::new());
    for (item, _) in ITEMS {
        if let (Ok(was), Ok(is)) = (before.score(item).parse::<u8>(), now.score(item).parse::<u8>()) {
            match was.cmp(&is) {
                std::cmp::Ordering::Less => rose.push(format!("{item}: {was} naar {is}")),
                std::cmp::Ordering::Greater => fell.push(format!("{item}: {was} naar {is}")),
                std::cmp::Ordering::Equal => {}
            }
        }
    }
    DocumentChange {
        document: now.document.clone(),
        school: now.school.clone(),
        wat: "veranderd",
        eerder: (before.document != now.document).then(|| before.document.clone()),
        opgelost: more(&old, &new),
        ontstaan: more(&new, &old),
        gestegen: rose,
        gedaald: fell,
    }
}

fn is_same(change: &DocumentChange, before: &Record, now: &Record) -> bool {
    change.opgelost.is_empty()
        && change.ontstaan.is_empty()
        && before.status == now.status
        && change.eerder.is_none()
        && ITEMS.iter().all(|(item, _)| before.score(item) == now.score(item))
}

fn plain(record: &Record, wat: &'static str) -> DocumentChange {
    DocumentChange {
        document: record.document.clone(),
        school: record.school.clone(),
        wat,
        eerder: None,
        opgelost: Vec::new(),
        ontstaan: Vec::new(),
        gestegen: Vec::new(),
        gedaald: Vec::new(),
    }
}

/// Findings solved and findings that came, of one pair. Those of a document that went are not solved, nor are those
/// of one that came new.
fn moved(before: Option<&Record>, now: Option<&Record>) -> (usize, usize) {
    if before.is_none() || now.is_none() {
        return (0, 0);
    }
    let (old, new) = (counts(before), counts(now));
    let codes: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    codes.into_iter().fold((0, 0), |(solved, came), code| {
        let (was, is) = (old.get(code).copied().unwrap_or(0), new.get(code).copied().unwrap_or(0));
        (solved + was.saturating_sub(is), came + is.saturating_sub(was))
    })
}

fn counts(record: Option<&Record>) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for finding in record.into_iter().flat_map(Record::open_findings) {
        *counts.entry(finding.code.as_str()).or_insert(0) += 1;
    }
    counts
}

fn items(old: &[Record], new: &[Record]) -> Vec<ItemChange> {
    let mut rows = item_rows(None, Some(&together(old)), Some(&together(new)));
    let (before, now) = (schools(old), schools(new));
    let names: BTreeSet<&str> = before.iter().chain(&now).map(|school| school.school.as_str()).collect();
    for name in names {
        let find = |list: &'_ [School]| list.iter().position(|school| school.school == name);
        rows.extend(item_rows(Some(name), find(&before).and_then(|at| before.get(at)), find(&now).and_then(|at| now.get(at))));
    }
    rows
}

fn item_rows(school: Option<&str>, old: Option<&School>, new: Option<&School>) -> Vec<ItemChange> {
    ITEMS
        .iter()
        .enumerate()
        .filter_map(|(at, (punt, _))| {
            let of = |school: Option<&School>| school.and_then(|s| s.punten.get(at).copied().flatten()).map(rounded);
            let (oud, nieuw) = (of(old), of(new));
            (oud != nieuw).then(|| ItemChange {
                school: school.map(str::to_owned),
                punt,
                oud,
                nieuw,
                verschil: oud.zip(nieuw).map(|(was, is)| rounded(is - was)),
            })
        })
        .collect()
}

fn remarks(old: &Run, new: &Run, same_key: bool) -> String {
    let mut remarks: Vec<&str> = Vec::new();
    if !same_key {
        remarks.push("De twee audits gebruikten niet dezelfde sleutel: documenten zijn alleen op hun pad naast elkaar gelegd.");
    }
    if old.regels != new.regels || old.contract != new.contract || old.afwijkende_regels != new.afwijkende_regels {
        remarks.push("De regels zijn tussendoor veranderd: een verschil kan daarvan komen.");
    }
    if old.programma != new.programma {
        remarks.push("Het programma is tussendoor vernieuwd: een verschil kan daarvan komen.");
    }
    remarks.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::record::{FindingRow, ScoreRow};
    use super::*;

    fn opp(document: &str, pupil: &str, score: &str, codes: &[&str]) -> Record {
        Record {
            schema: SCHEMA,
            document: document.into(),
            school: "De Linde".into(),
            leerling: Some(pupil.into()),
            status: "beoordeeld".into(),
            actueel: "ja".into(),
            scores: vec![ScoreRow { punt: "4".into(), score: score.into(), ..ScoreRow::default() }],
            bevindingen: codes.iter().map(|c| FindingRow { code: (*c).into(), ..FindingRow::default() }).collect(),
            ..Record::default()
        }
    }

    fn run(day: &str, key: &str) -> Run {
        Run { today: day.into(), sleutel: key.into(), ..Run::default() }
    }

    #[test]
    fn a_renamed_document_is_found_by_its_pupil() {
        let old = [
            opp("a.docx", "L-1", "2", &["TOE01", "AVG01", "AVG01"]),
            opp("b.docx", "L-2", "3", &[]),
            opp("c.docx", "L-3", "3", &["LEN01"]),
        ];
        let new =
            [opp("a 2027.docx", "L-1", "4", &["AVG01", "CYC05"]), opp("b.docx", "L-2", "3", &[]), opp("d.docx", "L-4", "5", &["LEN01"])];
        let c = compare((&old, &run("2026-11-23", "k")), (&new, &run("2027-03-01", "k"))).unwrap();
        assert_eq!((c.gelijk, c.veranderd, c.erbij, c.weg), (1, 1, 1, 1));
        assert_eq!((c.opgelost, c.ontstaan), (2, 1), "TOE01 and one AVG01 solved, CYC05 came; c went and d came");
        let changed = c.documenten.iter().find(|d| d.wat == "veranderd").unwrap();
        assert_eq!((changed.document.as_str(), changed.eerder.as_deref()), ("a 2027.docx", Some("a.docx")));
        assert_eq!(
            (changed.opgelost.as_slice(), changed.gestegen.as_slice()),
            (["AVG01", "TOE01"].map(String::from).as_slice(), ["4: 2 naar 4".to_owned()].as_slice())
        );
        let all = c.punten.iter().find(|p| p.school.is_none()).unwrap();
        assert_eq!((all.oud, all.nieuw, all.verschil), (Some(2.7), Some(4.0), Some(1.3)));
        assert_eq!(c.toelichting, "");
    }

    #[test]
    fn another_key_matches_by_path_only_and_says_so() {
        let old = [opp("a.docx", "L-1", "2", &[])];
        let new = [opp("a 2027.docx", "L-1", "4", &[])];
        let c = compare((&old, &run("2026-11-23", "k")), (&new, &run("2027-03-01", "z"))).unwrap();
        assert_eq!((c.erbij, c.weg, c.veranderd), (1, 1, 0));
        assert!(c.toelichting.contains("niet dezelfde sleutel"));
    }

    #[test]
    fn records_of_another_schema_are_refused() {
        let strange = [Record { schema: 7, ..opp("a.docx", "L-1", "2", &[]) }];
        let refused = compare((&strange, &run("2026-11-23", "k")), (&[], &run("2027-03-01", "k"))).unwrap_err();
        assert_eq!(refused, CompareError::Schema { which: "oude", found: 7 });
    }
}
