//! The mirror of the school: themes that recur in its OPPs, with a number of pupils and never a pupil.

use std::collections::{BTreeMap, BTreeSet};

use super::record::Record;
use super::table::{Cell, Table};
use super::themes::Themes;

/// A theme in a school, or over all schools.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MirrorRow {
    /// The school; `None` over all.
    pub school: Option<String>,
    /// Id of the theme.
    pub thema: String,
    /// Its title.
    pub titel: String,
    /// What a team may ask itself.
    pub vraag: String,
    /// Pupils whose OPP shows it.
    pub aantal: usize,
    /// Pupils with a judged OPP.
    pub van: usize,
}

impl MirrorRow {
    /// `12 van 20 OPP's noemen een rustige of prikkelarme plek.`
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{} van {} OPP's noemen {}.", self.aantal, self.van, self.titel)
    }

    /// Whether half or more of the pupils have it: a candidate for the basic support.
    #[must_use]
    pub fn is_candidate(&self) -> bool {
        self.aantal * 2 >= self.van
    }
}

/// The themes over all and per school, most frequent first. A theme of fewer pupils than `smallest` is left out, and
/// so is one that all but a few have, since that tells about the few; a school with fewer than `smallest` has no row.
/// Versions of one pupil count once.
#[must_use]
pub fn mirror(records: &[Record], themes: &Themes, smallest: u32) -> Vec<MirrorRow> {
    let smallest = smallest.max(1) as usize;
    let current: Vec<&Record> = records.iter().filter(|record| record.counts()).collect();
    let mut all = rows_of(None, &current, themes, smallest);
    let mut schools: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in current {
        schools.entry(&record.school).or_default().push(record);
    }
    let mut rows = Vec::new();
    for (school, records) in schools {
        rows.extend(rows_of(Some(school), &records, themes, smallest));
    }
    // What is left when the schools shown are taken from the whole must not be a small group either.
    all.retain(|whole| {
        let shown: usize = rows.iter().filter(|row| row.thema == whole.thema).map(|row| row.aantal).sum();
        let rest = whole.aantal.saturating_sub(shown);
        rest == 0 || rest >= smallest
    });
    all.extend(rows);
    all
}

/// As `spiegel.csv`: `school` (empty over all), `thema`, `omschrijving`, `aantal`, `van`, `vraag`.
#[must_use]
pub fn table(rows: &[MirrorRow]) -> Table {
    let mut table = Table::new(&["school", "thema", "omschrijving", "aantal", "van", "vraag"]);
    for row in rows {
        table.rows.push(vec![
            row.school.as_deref().unwrap_or_default().into(),
            row.thema.as_str().into(),
            row.titel.as_str().into(),
            Cell::from(row.aantal),
            Cell::from(row.van),
            row.vraag.as_str().into(),
        ]);
    }
    table
}

fn rows_of(school: Option<&str>, records: &[&Record], themes: &Themes, smallest: usize) -> Vec<MirrorRow> {
    // A pupil without pseudonym is counted by document.
    let mut by_pupil: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for record in records {
        let pupil = record.leerling.as_deref().unwrap_or(&record.document);
        by_pupil.entry(pupil).or_default().extend(record.themas.iter().map(String::as_str));
    }
    let pupils = by_pupil.len();
    let mut rows: Vec<MirrorRow> = themes
        .all()
        .iter()
        .filter_map(|theme| {
            let count = by_pupil.values().filter(|shown| shown.contains(theme.id.as_str())).count();
            let others = pupils - count;
            let tells_of_few = others > 0 && others < smallest;
            (count >= smallest && !tells_of_few).then(|| MirrorRow {
                school: school.map(str::to_owned),
                thema: theme.id.clone(),
                titel: theme.titel.clone(),
                vraag: theme.vraag.clone(),
                aantal: count,
                van: pupils,
            })
        })
        .collect();
    rows.sort_by(|a, b| b.aantal.cmp(&a.aantal).then_with(|| a.thema.cmp(&b.thema)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opp(school: &str, number: u32, themes: &[&str]) -> Record {
        Record {
            school: school.into(),
            document: format!("{school}/opp-{number}.docx"),
            leerling: Some(format!("L-{school}-{number}")),
            status: "beoordeeld".into(),
            actueel: "ja".into(),
            themas: themes.iter().map(|t| (*t).to_owned()).collect(),
            ..Record::default()
        }
    }

    #[test]
    fn a_theme_is_told_with_numbers_and_nothing_under_the_smallest_group() {
        let mut records: Vec<Record> = (0..12).map(|n| opp("De Linde", n, &["rustige-plek"])).collect();
        records.extend((12..20).map(|n| opp("De Linde", n, if n < 16 { &["taal"] } else { &[] })));
        records.extend((0..7).map(|n| opp("De Boei", n, &["taal"])));
        let rows = mirror(&records, &Themes::shipped().unwrap(), 5);
        let told: Vec<_> = rows.iter().map(|r| (r.school.as_deref(), r.thema.as_str(), r.aantal, r.van)).collect();
        // Taal: 11 in all, of whom 7 at De Boei: the 4 of De Linde would follow, so the whole is not told.
        assert_eq!(told, [(None, "rustige-plek", 12, 27), (Some("De Boei"), "taal", 7, 7), (Some("De Linde"), "rustige-plek", 12, 20)]);
        assert_eq!(rows[2].sentence(), "12 van 20 OPP's noemen een rustige of prikkelarme plek.");
        assert!(rows[2].is_candidate());
    }

    #[test]
    fn versions_of_a_pupil_count_once() {
        let mut records: Vec<Record> = (0..5).map(|n| opp("De Linde", n, &["taal"])).collect();
        let again = Record { document: "De Linde/opp-0 (2).docx".into(), actueel: "onbekend".into(), ..records[0].clone() };
        let older = Record { document: "De Linde/oud.docx".into(), actueel: "nee".into(), ..records[1].clone() };
        records.extend([again, older]);
        let rows = mirror(&records, &Themes::shipped().unwrap(), 5);
        assert_eq!((rows[0].aantal, rows[0].van), (5, 5));
    }

    #[test]
    fn what_all_but_a_few_have_tells_about_the_few() {
        let records: Vec<Record> = (0..10).map(|n| opp("De Linde", n, if n < 8 { &["taal"] } else { &[] })).collect();
        assert!(mirror(&records, &Themes::shipped().unwrap(), 5).is_empty());
    }
}
