//! What leaves the school gives no small count back, and nothing of a document.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod fictional;

use oppkeur::report::merge::{MergeError, merge};
use oppkeur::report::protect::{Figure, column};
use oppkeur::report::share::Shareable;
use oppkeur::report::table::Table;
use oppkeur::report::{Legend, Record, Run};

/// A reader who knows the procedure: every value that each hidden count can have, given all that is shown.
fn possible(shown: &[Figure], caps: &[u64], total: Figure, smallest: u64) -> Vec<Vec<u64>> {
    let least_shown = shown.iter().filter_map(|f| if let Figure::Exact(n) = f { (*n > 0).then_some(*n) } else { None }).min();
    let ranges: Vec<(u64, u64)> = shown
        .iter()
        .zip(caps)
        .map(|(figure, cap)| match figure {
            Figure::Exact(n) => (*n, *n),
            Figure::Fewer(_) => (1, smallest - 1),
            // Hidden counts were the smallest ones shown.
            Figure::Hidden => (smallest, least_shown.unwrap_or(*cap).min(*cap)),
        })
        .collect();
    let mut values = vec![Vec::new(); shown.len()];
    let mut chosen = vec![0; shown.len()];
    fn go(at: usize, ranges: &[(u64, u64)], chosen: &mut Vec<u64>, total: Figure, values: &mut Vec<Vec<u64>>) {
        if at == ranges.len() {
            let fits = if let Figure::Exact(total) = total { chosen.iter().sum::<u64>() == total } else { true };
            if fits {
                for (list, value) in values.iter_mut().zip(chosen.iter()) {
                    if !list.contains(value) {
                        list.push(*value);
                    }
                }
            }
            return;
        }
        for value in ranges[at].0..=ranges[at].1 {
            chosen[at] = value;
            go(at + 1, ranges, chosen, total, values);
        }
    }
    go(0, &ranges, &mut chosen, total, &mut values);
    values
}

#[test]
fn a_solver_finds_no_small_count() {
    let mut dice = fictional::Dice::new(7);
    for _ in 0..3_000 {
        let schools = 1 + dice.below(5);
        let caps: Vec<u64> = (0..schools).map(|_| 5 + dice.below(12) as u64).collect();
        let counts: Vec<u64> = caps.iter().map(|cap| dice.below(*cap as usize + 1) as u64).collect();
        let (shown, total) = column(&counts, &caps, 5);
        let values = possible(&shown, &caps, total, 5);
        for ((count, figure), values) in counts.iter().zip(&shown).zip(values) {
            if (1..5).contains(count) {
                assert_eq!(*figure, Figure::Fewer(5), "{counts:?}");
                let mut sorted = values.clone();
                sorted.sort_unstable();
                assert_eq!(sorted, [1, 2, 3, 4], "{counts:?} shown as {shown:?} of {total:?}");
            }
        }
    }
}

fn text(tables: &[Table]) -> String {
    tables.iter().flat_map(|table| table.rows.iter().flatten()).map(|cell| cell.shown()).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_of_a_document_leaves() {
    let mut records = fictional::records(200);
    for (at, record) in records.iter_mut().enumerate() {
        record.document = format!("{}/Kanarie Janssen {at}.docx", record.school);
        record.leerling = Some(format!("L-kanarie{at}"));
        record.id = format!("kanarie{at}");
        record.toelichting = Some("kanarie in de toelichting".into());
        for finding in &mut record.bevindingen {
            finding.fragment = "kanarie in een fragment".into();
            finding.plaats = "onder kop Kanarie".into();
            finding.uitleg = "kanarie".into();
        }
        for part in &mut record.onderdelen {
            part.kop = Some("Kanarie".into());
        }
    }
    let mut run = Run::over(&records, fictional::TODAY);
    run.sleutel = "kanariesleutel".into();
    let share = Shareable::of(&records, &run, &Legend::default());
    let all = format!("{}{}", share.to_json(), text(&[share.schools_table(), share.findings_table(), share.themes_table()]));
    assert!(!all.to_lowercase().contains("kanarie"));
}

#[test]
fn no_figure_under_the_smallest_group_is_shown() {
    for count in [12, 40, 90, 300] {
        let records = fictional::records(count);
        let share = Shareable::of(&records, &Run::over(&records, fictional::TODAY), &Legend::default());
        for school in &share.scholen {
            if let Figure::Exact(many) = school.beoordeeld {
                assert!(many == 0 || many >= 5);
            } else {
                assert_eq!(school.gemiddelde, None);
                assert!(school.punten.iter().all(Option::is_none), "{}", school.school);
            }
        }
        for row in share.bevindingen.iter().chain(&share.themas) {
            for (_, figure) in row.per_school.iter().chain([&(String::new(), row.totaal)]) {
                assert!(!matches!(figure, Figure::Exact(1..5)), "{}", row.wat);
            }
        }
    }
}

#[test]
fn shared_figures_agree_with_the_records() {
    let records = fictional::records(400);
    let share = Shareable::of(&records, &Run::over(&records, fictional::TODAY), &Legend::default());
    let has = |record: &Record, code: &str| record.counts() && record.bevindingen.iter().any(|f| f.code == code);
    for row in &share.bevindingen {
        for (school, figure) in &row.per_school {
            let many = records.iter().filter(|r| r.school == *school && has(r, &row.wat)).count() as u64;
            if let Figure::Exact(shown) = figure {
                assert_eq!(*shown, many);
            }
        }
    }
    assert_eq!(Shareable::from_json(&share.to_json()).unwrap(), share);
}

#[test]
fn a_region_is_the_sum_of_its_files() {
    let records = fictional::records(600);
    let share = |from: usize| {
        let own: Vec<Record> = records.iter().filter(|r| (r.school.len() % 2) == from).cloned().collect();
        Shareable::of(&own, &Run::over(&own, fictional::TODAY), &Legend::default())
    };
    let (a, b) = (share(0), share(1));
    let region = merge(&[a.clone(), b.clone()], "SWV Morgenrood").unwrap();
    assert_eq!(region.scholen.len(), 8);
    assert_eq!(region.counted(), a.counted() + b.counted());
    for row in &region.bevindingen {
        if let Figure::Exact(total) = row.totaal {
            let of = |file: &Shareable| {
                file.bevindingen.iter().find(|r| r.wat == row.wat).map_or(0, |r| if let Figure::Exact(n) = r.totaal { n } else { 0 })
            };
            assert_eq!(total, of(&a) + of(&b), "{}", row.wat);
        }
    }
    assert_eq!(
        merge(&[a.clone(), a], "x").unwrap_err(),
        MergeError::Twice { school: region.scholen.iter().find(|s| s.school.len() % 2 == 0).unwrap().school.clone() }
    );
    assert_eq!(merge(&[], "x").unwrap_err(), MergeError::Nothing);
}

#[test]
fn another_file_is_refused_with_its_line() {
    assert_eq!(
        Shareable::from_json("{\n \"schema\": \"een\"}").unwrap_err().to_string(),
        "Dit is geen deelbaar.json van oppkeur (regel 2)."
    );
}

#[test]
fn the_files_that_leave_hold_no_name_of_a_document() {
    use oppkeur::report::csv::Style;
    use oppkeur::report::outputs::shareable;
    let mut records = fictional::records(150);
    for record in &mut records {
        record.document = record.document.replace("opp-", "Kanarie-");
    }
    let share = Shareable::of(&records, &Run::over(&records, fictional::TODAY), &Legend::default());
    let files = shareable(&share, Style::Dutch).unwrap();
    assert_eq!(files.len(), 6);
    for (name, bytes) in files {
        assert!(!bytes.windows(7).any(|window| window == b"Kanarie"), "{name}");
        if let Ok(dir) = std::env::var("OPPKEUR_KEEP") {
            std::fs::write(format!("{dir}/{name}"), bytes).unwrap();
        }
    }
}
