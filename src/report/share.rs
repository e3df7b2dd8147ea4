//! What may leave the school: figures of groups that are large enough, and nothing of a document.
//!
//! No row of a document or pupil leaves: such rows are counts of one, from which every small count could be made
//! again. So there is no file name, no pseudonym, no fragment and no heading in it either. A school with fewer OPPs
//! than the smallest group is named with '< 5' and counts in no total; every total and mean over schools is made of
//! shown figures, or guarded by [`super::protect`].

use serde::{Deserialize, Serialize};

use super::legend::Legend;
use super::protect::{Figure, column, single};
use super::record::{ITEMS, Record, SCHEMA};
use super::run::Run;
use super::schools::{School, level_order, mean, schools};
use super::table::{Cell, Table, rounded};
use super::themes::Themes;

/// The figures that may leave: `deelbaar.json`, from which the tables, the page and a region's report are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Shareable {
    /// [`SCHEMA`].
    pub schema: u32,
    /// How and when it was made, without anything about single files.
    pub uitvoering: Run,
    /// The smallest group of whoever made it.
    pub kleinste_groep: u32,
    /// Schools by name.
    pub scholen: Vec<SharedSchool>,
    /// OPPs by code, for the schools that are large enough.
    pub bevindingen: Vec<SharedRow>,
    /// Pupils by theme, likewise.
    pub themas: Vec<SharedRow>,
}

/// A school as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SharedSchool {
    /// Its name.
    pub school: String,
    /// Its type.
    pub schooltype: String,
    /// Its board.
    pub bestuur: Option<String>,
    /// OPPs that count.
    pub beoordeeld: Figure,
    /// Median length; none for a school that is too small.
    pub a4_mediaan: Option<f64>,
    /// Mean of means, to one decimal; likewise.
    pub gemiddelde: Option<f64>,
    /// Mean of each item, to one decimal; none where fewer OPPs than the smallest group have a number.
    pub punten: [Option<f64>; ITEMS.len()],
}

/// A count for each school that is large enough, in their order, and the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SharedRow {
    /// Code or theme.
    pub wat: String,
    /// In words.
    pub omschrijving: String,
    /// `wet`, `advies` or `controle`; empty for a theme.
    pub niveau: String,
    /// By school.
    pub per_school: Vec<(String, Figure)>,
    /// Over those schools.
    pub totaal: Figure,
}

/// Why a shareable file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShareError {
    /// It is no `deelbaar.json`.
    #[error("Dit is geen deelbaar.json van oppkeur (regel {line}).")]
    Shape {
        /// Line of the file, from 1.
        line: usize,
    },
    /// It was made under another schema.
    #[error("Dit bestand heeft schema {found}; dit programma leest alleen schema {SCHEMA}.")]
    Schema {
        /// The schema it has.
        found: u32,
    },
}

impl Shareable {
    /// What may leave of these records, with the smallest group of the run's profile.
    #[must_use]
    pub fn of(records: &[Record], run: &Run, legend: &Legend) -> Shareable {
        let smallest = run.profiel.kleinste_groep.max(1);
        let all = schools(records);
        let large: Vec<&School> = all.iter().filter(|school| school.beoordeeld >= smallest as usize).collect();
        Shareable {
            schema: SCHEMA,
            uitvoering: without_files(run),
            kleinste_groep: smallest,
            scholen: all.iter().map(|school| shared_school(school, records, smallest)).collect(),
            bevindingen: codes(&large, legend, smallest),
            themas: themes(&large, records, smallest),
        }
    }

    /// Reads `deelbaar.json`.
    ///
    /// # Errors
    /// [`ShareError`] for another file or schema.
    pub fn from_json(text: &str) -> Result<Shareable, ShareError> {
        let shareable: Shareable = serde_json::from_str(text).map_err(|failed| ShareError::Shape { line: failed.line() })?;
        if shareable.schema == SCHEMA { Ok(shareable) } else { Err(ShareError::Schema { found: shareable.schema }) }
    }

    /// As `deelbaar.json`.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// OPPs of the schools that are large enough.
    #[must_use]
    pub fn counted(&self) -> u64 {
        self.scholen.iter().map(|school| if let Figure::Exact(count) = school.beoordeeld { count } else { 0 }).sum()
    }

    /// The mean of an item (by its place in [`ITEMS`]) over the schools that show it, weighed by their OPPs.
    #[must_use]
    pub fn item_mean(&self, at: usize) -> Option<f64> {
        self.weighed(|school| school.punten.get(at).copied().flatten())
    }

    /// The mean of the means, likewise.
    #[must_use]
    pub fn overall_mean(&self) -> Option<f64> {
        self.weighed(|school| school.gemiddelde)
    }

    /// As `scholen.csv`, with a last row `(samen)` that is made of the rows above it.
    #[must_use]
    pub fn schools_table(&self) -> Table {
        let mut columns = vec!["school", "schooltype", "bestuur", "beoordeeld", "a4_mediaan", "gemiddelde"];
        columns.extend(ITEMS.map(|(_, column)| column));
        let mut table = Table { columns, rows: Vec::new() };
        for school in &self.scholen {
            let mut row: Vec<Cell> = vec![
                school.school.as_str().into(),
                school.schooltype.as_str().into(),
                school.bestuur.as_deref().unwrap_or_default().into(),
                school.beoordeeld.into(),
                school.a4_mediaan.into(),
                school.gemiddelde.into(),
            ];
            row.extend(school.punten.map(Cell::from));
            table.rows.push(row);
        }
        let mut row: Vec<Cell> =
            vec!["(samen)".into(), Cell::Empty, Cell::Empty, Cell::Count(self.counted()), Cell::Empty, self.overall_mean().into()];
        row.extend((0..ITEMS.len()).map(|at| Cell::from(self.item_mean(at))));
        table.rows.push(row);
        table
    }

    /// As `bevindingen.csv`: `code`, `omschrijving`, `niveau`, `school`, `aantal`, with a row `(samen)` a code.
    #[must_use]
    pub fn findings_table(&self) -> Table {
        rows_table(&["code", "omschrijving", "niveau", "school", "aantal"], &self.bevindingen)
    }

    /// As `themas.csv`, likewise.
    #[must_use]
    pub fn themes_table(&self) -> Table {
        rows_table(&["thema", "omschrijving", "niveau", "school", "aantal"], &self.themas)
    }

    fn weighed(&self, of: impl Fn(&SharedSchool) -> Option<f64>) -> Option<f64> {
        let (mut sum, mut weight) = (0.0, 0.0);
        for school in &self.scholen {
            if let (Figure::Exact(count), Some(value)) = (school.beoordeeld, of(school)) {
                sum += value * count as f64;
                weight += count as f64;
            }
        }
        (weight > 0.0).then(|| rounded(sum / weight))
    }
}

fn rows_table(columns: &[&'static str], rows: &[SharedRow]) -> Table {
    let mut table = Table::new(columns);
    for row in rows {
        let mut add = |school: &str, figure: Figure| {
            table.rows.push(vec![
                row.wat.as_str().into(),
                row.omschrijving.as_str().into(),
                row.niveau.as_str().into(),
                school.into(),
                figure.into(),
            ]);
        };
        add("(samen)", row.totaal);
        for (school, figure) in &row.per_school {
            add(school, *figure);
        }
    }
    table
}

/// The run without counts of files, which are of all schools together and could give a small one back, and without
/// the key's fingerprint.
fn without_files(run: &Run) -> Run {
    Run { aantallen: super::run::Counts::default(), sleutel: String::new(), soort: "deelbaar".to_owned(), ..run.clone() }
}

fn shared_school(school: &School, records: &[Record], smallest: u32) -> SharedSchool {
    let is_large = school.beoordeeld >= smallest as usize;
    let own = || records.iter().filter(|record| record.school == school.school && record.counts());
    let with_mean: Vec<f64> = own().filter_map(Record::mean).collect();
    let item = |item: &str| {
        let scores: Vec<f64> = own().filter_map(|record| record.score(item).parse().ok()).collect();
        (is_large && scores.len() >= smallest as usize).then(|| mean(&scores).map(rounded)).flatten()
    };
    SharedSchool {
        school: school.school.clone(),
        schooltype: school.schooltype.clone(),
        bestuur: school.bestuur.clone(),
        beoordeeld: single(school.beoordeeld as u64, smallest),
        a4_mediaan: if is_large { school.a4_mediaan.map(rounded) } else { None },
        gemiddelde: if is_large && with_mean.len() >= smallest as usize { school.gemiddelde.map(rounded) } else { None },
        punten: ITEMS.map(|(name, _)| item(name)),
    }
}

fn codes(large: &[&School], legend: &Legend, smallest: u32) -> Vec<SharedRow> {
    let mut names: Vec<(&str, &str, &str)> = Vec::new();
    for count in large.iter().flat_map(|school| &school.codes) {
        match names.iter_mut().find(|(code, ..)| *code == count.code) {
            Some(known) if level_order(&count.niveau) < level_order(known.2) => known.2 = &count.niveau,
            Some(_) => {}
            None => names.push((&count.code, &count.bevinding, &count.niveau)),
        }
    }
    names.sort_unstable();
    names
        .into_iter()
        .map(|(code, title, level)| {
            let title = legend.code(code).map_or(title, |entry| &entry.titel);
            let counts = large
                .iter()
                .map(|school| school.codes.iter().find(|count| count.code == code).map_or(0, |count| count.documenten))
                .collect();
            shared_row((code, title, level), large, counts, smallest)
        })
        .collect()
}

fn themes(large: &[&School], records: &[Record], smallest: u32) -> Vec<SharedRow> {
    let Ok(themes) = Themes::shipped() else { return Vec::new() };
    themes
        .all()
        .iter()
        .map(|theme| {
            let counts = large.iter().map(|school| pupils_with(&school.school, &theme.id, records)).collect();
            shared_row((&theme.id, &theme.titel, ""), large, counts, smallest)
        })
        .filter(|row| row.totaal != Figure::Exact(0))
        .collect()
}

fn pupils_with(school: &str, theme: &str, records: &[Record]) -> usize {
    let shown = records.iter().filter(|record| record.counts() && record.school == school && record.themas.iter().any(|id| id == theme));
    let pupils: std::collections::BTreeSet<&str> = shown.map(|record| record.leerling.as_deref().unwrap_or(&record.document)).collect();
    pupils.len()
}

fn shared_row((what, title, level): (&str, &str, &str), large: &[&School], counts: Vec<usize>, smallest: u32) -> SharedRow {
    let counts: Vec<u64> = counts.into_iter().map(|count| count as u64).collect();
    let caps: Vec<u64> = large.iter().map(|school| school.beoordeeld as u64).collect();
    let (figures, total) = column(&counts, &caps, smallest);
    SharedRow {
        wat: what.to_owned(),
        omschrijving: title.to_owned(),
        niveau: level.to_owned(),
        per_school: large.iter().map(|school| school.school.clone()).zip(figures).collect(),
        totaal: total,
    }
}
