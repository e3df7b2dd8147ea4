//! Files grouped by the form they were made on: what one repaired form would repair everywhere.
//!
//! `formulier` of a record is a fingerprint of the form's headings, labels and prompts. Whether a finding is the
//! form's or the filling's is told by the blank form where there is one, else by how many of its documents have it.

use std::collections::{BTreeMap, BTreeSet};

use super::legend::Legend;
use super::record::{ITEMS, Record};
use super::schools::{mean, median};
use super::table::{Cell, Table};

/// Documents on a form before it is told of: one or two look like a form by chance.
const FEWEST: usize = 3;

/// A form.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FormRow {
    /// Its fingerprint.
    pub formulier: String,
    /// A name to speak of it: `Formulier 1`, by number of documents.
    pub naam: String,
    /// Documents that count ([`Record::counts`]) made on it.
    pub bestanden: usize,
    /// Schools that use it, by name.
    pub scholen: Vec<String>,
    /// The blank form's path, when it was among the files.
    pub leeg: Option<String>,
    /// A4 of the blank form.
    pub a4_leeg: Option<u32>,
    /// Median A4 of the documents on it.
    pub a4_mediaan: Option<f64>,
    /// Parts that are required or asked for, and that it does not ask for.
    pub ontbreekt: Vec<String>,
    /// Parts it asks for that do not belong in an OPP.
    pub te_veel: Vec<String>,
    /// Mean of the documents' means.
    pub gemiddelde: Option<f64>,
    /// Mean of each item over its documents, in the order of [`ITEMS`].
    pub punten: [Option<f64>; ITEMS.len()],
    /// Findings that at least a fifth of its documents have, most first.
    pub bevindingen: Vec<FormFinding>,
}

/// A frequent finding on a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FormFinding {
    /// Code of the contract.
    pub code: String,
    /// Documents on this form that have it.
    pub bestanden: usize,
    /// Whose it is.
    pub oorzaak: Cause,
}

/// Whose a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The form's: the blank form has it, or nearly all its documents.
    Form,
    /// The filling's: most documents on the same form do without.
    Filling,
    /// Neither is plain.
    Unclear,
}

impl Cause {
    /// The value in reports.
    #[must_use]
    pub fn shown(self) -> &'static str {
        match self {
            Cause::Form => "formulier",
            Cause::Filling => "invulling",
            Cause::Unclear => "onduidelijk",
        }
    }
}

/// The forms on which at least three documents were made, or of which the blank one was found: most used first.
#[must_use]
pub fn forms(records: &[Record], legend: &Legend) -> Vec<FormRow> {
    let mut by_form: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in records {
        if let Some(form) = record.formulier.as_deref()
            && (record.counts() || record.status == "leeg_format")
        {
            by_form.entry(form).or_default().push(record);
        }
    }
    let mut rows: Vec<FormRow> = by_form.into_iter().filter_map(|(form, records)| row(form, &records, legend)).collect();
    rows.sort_by(|a, b| b.bestanden.cmp(&a.bestanden).then_with(|| a.formulier.cmp(&b.formulier)));
    for (index, row) in rows.iter_mut().enumerate() {
        row.naam = format!("Formulier {}", index + 1);
    }
    rows
}

/// As `formulieren.csv`.
#[must_use]
pub fn table(rows: &[FormRow]) -> Table {
    let mut columns = vec![
        "formulier",
        "naam",
        "bestanden",
        "scholen",
        "leeg_formulier",
        "a4_leeg",
        "a4_mediaan",
        "ontbrekende_onderdelen",
        "vraagt_te_veel",
        "bevindingen_formulier",
        "bevindingen_invulling",
        "bevindingen_onduidelijk",
        "gemiddelde",
    ];
    columns.extend(ITEMS.map(|(_, column)| column));
    let mut table = Table { columns, rows: Vec::new() };
    for row in rows {
        let of = |cause| {
            let list = row.bevindingen.iter().filter(|finding| finding.oorzaak == cause);
            Cell::from(list.map(|finding| format!("{} ({})", finding.code, finding.bestanden)).collect::<Vec<_>>().join(", "))
        };
        let mut cells = vec![
            row.formulier.as_str().into(),
            row.naam.as_str().into(),
            Cell::from(row.bestanden),
            row.scholen.join(", ").into(),
            row.leeg.as_deref().unwrap_or_default().into(),
            row.a4_leeg.map_or(Cell::Empty, |a4| Cell::Count(u64::from(a4))),
            row.a4_mediaan.into(),
            row.ontbreekt.join(", ").into(),
            row.te_veel.join(", ").into(),
            of(Cause::Form),
            of(Cause::Filling),
            of(Cause::Unclear),
            row.gemiddelde.into(),
        ];
        cells.extend(row.punten.map(Cell::from));
        table.rows.push(cells);
    }
    table
}

fn row(form: &str, records: &[&Record], legend: &Legend) -> Option<FormRow> {
    let (blank, filled): (Vec<&Record>, Vec<&Record>) = records.iter().partition(|record| record.status == "leeg_format");
    let blank = blank.first().copied();
    if filled.len() < FEWEST && blank.is_none() {
        return None;
    }
    let means: Vec<f64> = filled.iter().filter_map(|record| record.mean()).collect();
    let schools: BTreeSet<&str> = records.iter().map(|record| record.school.as_str()).collect();
    Some(FormRow {
        formulier: form.to_owned(),
        naam: String::new(),
        bestanden: filled.len(),
        scholen: schools.into_iter().map(str::to_owned).collect(),
        leeg: blank.map(|record| record.document.clone()),
        a4_leeg: blank.and_then(|record| record.a4),
        a4_mediaan: median(filled.iter().filter_map(|record| record.a4_opp.or(record.a4)).map(f64::from).collect()),
        ontbreekt: missing(blank, &filled),
        te_veel: too_much(blank, &filled, legend),
        gemiddelde: mean(&means),
        punten: ITEMS.map(|(item, _)| {
            let scores: Vec<f64> = filled.iter().filter_map(|record| record.score(item).parse().ok()).collect();
            mean(&scores)
        }),
        bevindingen: findings(blank, &filled),
    })
}

/// Parts that the law or the format asks for and the form does not: as the blank form shows, else as nearly all its documents do.
fn missing(blank: Option<&Record>, filled: &[&Record]) -> Vec<String> {
    parts(blank, filled, |record, part| {
        record
            .onderdelen
            .iter()
            .any(|row| row.onderdeel == part && row.status == "ontbreekt" && matches!(row.vereist.as_str(), "wet" | "format"))
    })
}

/// Parts that do not belong in an OPP and that the form has a place for.
fn too_much(blank: Option<&Record>, filled: &[&Record], legend: &Legend) -> Vec<String> {
    parts(blank, filled, |record, part| {
        legend.part(part).is_some_and(|entry| entry.is_bloat())
            && record.onderdelen.iter().any(|row| row.onderdeel == part && !matches!(row.status.as_str(), "ontbreekt" | "nvt"))
    })
}

fn parts(blank: Option<&Record>, filled: &[&Record], holds: impl Fn(&Record, &str) -> bool) -> Vec<String> {
    let mut seen: Vec<&str> = Vec::new();
    for record in blank.into_iter().chain(filled.iter().copied()) {
        for row in &record.onderdelen {
            if !seen.contains(&row.onderdeel.as_str()) {
                seen.push(&row.onderdeel);
            }
        }
    }
    let is_the_forms = |part: &str| match blank {
        Some(blank) => holds(blank, part),
        None => nearly_all(filled.iter().filter(|record| holds(record, part)).count(), filled.len()),
    };
    seen.into_iter().filter(|part| is_the_forms(part)).map(str::to_owned).collect()
}

fn findings(blank: Option<&Record>, filled: &[&Record]) -> Vec<FormFinding> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for record in filled {
        let codes: BTreeSet<&str> = record.open_findings().map(|finding| finding.code.as_str()).collect();
        for code in codes {
            *counts.entry(code).or_default() += 1;
        }
    }
    let mut list: Vec<FormFinding> = counts
        .into_iter()
        .filter(|(_, count)| count * 5 >= filled.len())
        .map(|(code, count)| FormFinding { code: code.to_owned(), bestanden: count, oorzaak: cause(code, count, blank, filled.len()) })
        .collect();
    list.sort_by(|a, b| b.bestanden.cmp(&a.bestanden).then_with(|| a.code.cmp(&b.code)));
    list
}

fn cause(code: &str, count: usize, blank: Option<&Record>, filled: usize) -> Cause {
    let asked_wrong = blank.is_some_and(|record| record.open_findings().any(|finding| finding.code == code));
    if asked_wrong || (filled >= FEWEST && nearly_all(count, filled)) {
        Cause::Form
    } else if count * 2 <= filled || blank.is_some() {
        Cause::Filling
    } else {
        Cause::Unclear
    }
}

/// Four of five or more.
fn nearly_all(count: usize, of: usize) -> bool {
    of > 0 && count * 5 >= of * 4
}

#[cfg(test)]
mod tests {
    use super::super::record::{FindingRow, PartRow};
    use super::*;

    fn opp(status: &str, school: &str, codes: &[&str], parts: &[(&str, &str, &str)]) -> Record {
        Record {
            school: school.into(),
            document: format!("{school}/opp.docx"),
            status: status.into(),
            formulier: Some("f1".into()),
            a4: Some(3),
            bevindingen: codes.iter().map(|c| FindingRow { code: (*c).into(), ..FindingRow::default() }).collect(),
            onderdelen: parts
                .iter()
                .map(|(part, required, status)| PartRow {
                    onderdeel: (*part).into(),
                    vereist: (*required).into(),
                    status: (*status).into(),
                    ..PartRow::default()
                })
                .collect(),
            ..Record::default()
        }
    }

    #[test]
    fn what_nearly_all_documents_lack_is_the_forms() {
        let lacks: &[(&str, &str, &str)] = &[("zienswijze_leerling", "wet", "ontbreekt"), ("doelen", "wet", "aanwezig")];
        let mut records: Vec<Record> = (0..5).map(|_| opp("beoordeeld", "De Linde", &["TOE03", "AVG01"], lacks)).collect();
        records.push(opp("beoordeeld", "De Boei", &["DOE01"], lacks));
        let rows = forms(&records, &Legend::default());
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!((row.naam.as_str(), row.bestanden, row.scholen.len()), ("Formulier 1", 6, 2));
        assert_eq!(row.ontbreekt, ["zienswijze_leerling"]);
        // TOE03 and AVG01 on five of six: the form's. DOE01 on one of six is under a fifth.
        assert_eq!(
            row.bevindingen.iter().map(|f| (f.code.as_str(), f.oorzaak)).collect::<Vec<_>>(),
            [("AVG01", Cause::Form), ("TOE03", Cause::Form)]
        );
    }

    #[test]
    fn the_blank_form_decides_where_there_is_one() {
        let blank = opp(
            "leeg_format",
            "SWV",
            &["TOE03"],
            &[("gezin", "nee", "leeg"), ("instemming", "wet", "leeg"), ("overleg", "wet", "ontbreekt")],
        );
        let filled = |codes| opp("beoordeeld", "De Linde", codes, &[("medisch", "nee", "aanwezig"), ("overleg", "wet", "ontbreekt")]);
        let rows = forms(&[blank, filled(&["TOE03"]), filled(&["DOE01"])], &Legend::default());
        assert_eq!((rows[0].bestanden, rows[0].a4_leeg), (2, Some(3)));
        assert_eq!(rows[0].ontbreekt, ["overleg"], "instemming is asked for, though empty");
        assert_eq!(rows[0].te_veel, ["gezin"], "medisch was added by who filled it in");
        let causes: Vec<_> = rows[0].bevindingen.iter().map(|f| (f.code.as_str(), f.oorzaak.shown())).collect();
        assert_eq!(causes, [("DOE01", "invulling"), ("TOE03", "formulier")]);
    }

    #[test]
    fn two_documents_make_no_form() {
        let two = [opp("beoordeeld", "A", &[], &[]), opp("beoordeeld", "B", &[], &[])];
        assert!(forms(&two, &Legend::default()).is_empty());
    }
}
