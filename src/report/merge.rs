//! One report of a region, from what many schools or boards sent.

use std::collections::{BTreeMap, BTreeSet};

use super::protect::Figure;
use super::run::{Profile, Run};
use super::share::{Shareable, SharedRow};

/// Why files cannot be put together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// There is nothing to put together.
    #[error("Er is geen deelbaar.json om samen te voegen.")]
    Nothing,
    /// A school stands in two files: which one holds?
    #[error("School '{school}' staat in twee bestanden. Geef van elke school een bestand.")]
    Twice {
        /// Its name.
        school: String,
    },
}

/// Puts files together. A total is known where all files know it; schools keep what their own file shows.
///
/// # Errors
/// [`MergeError`] without files, or where two hold the same school.
pub fn merge(files: &[Shareable], name: &str) -> Result<Shareable, MergeError> {
    let first = files.first().ok_or(MergeError::Nothing)?;
    let mut seen = BTreeSet::new();
    for school in files.iter().flat_map(|file| &file.scholen) {
        if !seen.insert((&school.school, &school.bestuur)) {
            return Err(MergeError::Twice { school: school.school.clone() });
        }
    }
    let smallest = files.iter().map(|file| file.kleinste_groep).max().unwrap_or(first.kleinste_groep);
    let mut region = first.clone();
    region.kleinste_groep = smallest;
    region.uitvoering = Run {
        profiel: Profile { naam: name.to_owned(), kleinste_groep: smallest, ..Profile::default() },
        today: files.iter().map(|file| file.uitvoering.today.as_str()).max().unwrap_or_default().to_owned(),
        afwijkende_regels: differences(files),
        ..first.uitvoering.clone()
    };
    region.scholen = files.iter().flat_map(|file| file.scholen.iter().cloned()).collect();
    region.scholen.sort_by(|a, b| a.school.cmp(&b.school));
    region.bevindingen = rows(files, |file| &file.bevindingen);
    region.themas = rows(files, |file| &file.themas);
    Ok(region)
}

/// What readers must know: files of other rules, days or programs are not quite alike.
fn differences(files: &[Shareable]) -> Vec<String> {
    let mut said: BTreeSet<String> = files.iter().flat_map(|file| file.uitvoering.afwijkende_regels.iter().cloned()).collect();
    let distinct = |of: &dyn Fn(&Run) -> String| files.iter().map(|file| of(&file.uitvoering)).collect::<BTreeSet<_>>().len() > 1;
    if distinct(&|run| run.regels.kenmerk.clone()) {
        said.insert("De bestanden zijn niet met dezelfde regels gemaakt: vergelijk ze met zorg.".to_owned());
    }
    if distinct(&|run| run.programma.clone()) {
        said.insert("De bestanden zijn niet met dezelfde versie van het programma gemaakt.".to_owned());
    }
    if distinct(&|run| run.today.clone()) {
        said.insert("De bestanden hebben niet dezelfde peildatum.".to_owned());
    }
    said.into_iter().collect()
}

fn rows(files: &[Shareable], of: impl Fn(&Shareable) -> &Vec<SharedRow>) -> Vec<SharedRow> {
    let mut all: BTreeMap<String, SharedRow> = BTreeMap::new();
    for row in files.iter().flat_map(of) {
        match all.get_mut(&row.wat) {
            Some(known) => {
                known.totaal = sum(known.totaal, row.totaal);
                known.per_school.extend(row.per_school.iter().cloned());
            }
            None => {
                all.insert(row.wat.clone(), row.clone());
            }
        }
    }
    let mut rows: Vec<SharedRow> = all.into_values().collect();
    for row in &mut rows {
        row.per_school.sort_by(|a, b| a.0.cmp(&b.0));
    }
    rows
}

fn sum(a: Figure, b: Figure) -> Figure {
    match (a, b) {
        (Figure::Exact(a), Figure::Exact(b)) => Figure::Exact(a + b),
        _ => Figure::Hidden,
    }
}
