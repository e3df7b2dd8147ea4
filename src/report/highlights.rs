//! What stands out over all documents, in a few Dutch sentences: the head of the page, the workbook and the letters.

use super::attention::{Why, attention};
use super::bloat::volume;
use super::legend::Legend;
use super::record::{ITEMS, Record};
use super::run::Run;
use super::schools::{School, distribution, together};
use super::table::decimal;

/// A sentence, and the findings it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Highlight {
    /// In Dutch.
    pub zin: String,
    /// The code to look at, when it is about one.
    pub code: Option<String>,
}

/// At most six sentences, what is binding first.
#[must_use]
pub fn highlights(records: &[Record], run: &Run, legend: &Legend) -> Vec<Highlight> {
    let all = together(records);
    let mut list = Vec::new();
    let mut say = |zin: String, code: Option<&str>| list.push(Highlight { zin, code: code.map(str::to_owned) });
    if all.beoordeeld == 0 {
        say("Er is geen OPP beoordeeld.".to_owned(), None);
        return list;
    }
    if let Some((item, mean)) = extreme(records, &all, |a, b| a > b) {
        say(format!("Het sterkst is punt {item}, {}: gemiddeld {} van 5.", lower(legend.item_title(item)), decimal(mean)), None);
    }
    if let Some((item, mean)) = extreme(records, &all, |a, b| a < b) {
        say(format!("De meeste winst zit in punt {item}, {}: gemiddeld {} van 5.", lower(legend.item_title(item)), decimal(mean)), None);
    }
    let binding = all.codes.iter().filter(|count| count.niveau == "wet").take(2);
    for count in binding {
        say(
            format!(
                "{}: bij {} van {}. {}",
                legend.code_title(&count.code),
                count.documenten,
                opps(all.beoordeeld),
                sentence(legend, &count.code)
            ),
            Some(&count.code),
        );
    }
    let volume = volume(records, legend);
    if volume.a4 > 0 && volume.a4_weg >= 0.5 {
        let share = volume.a4_weg / volume.a4 as f64 * 100.0;
        say(
            format!("Ongeveer {:.0} van {} A4 ({share:.0}%) hoort niet in een OPP en kan naar het dossier.", volume.a4_weg, volume.a4),
            None,
        );
    }
    let due = attention(records, &run.today).iter().filter(|a| a.why == Why::EvaluationDue).count();
    if due > 0 {
        say(format!("Bij {} is de evaluatiedatum voorbij.", opps(due)), Some("CYC02"));
    }
    list.truncate(6);
    list
}

/// `1 OPP`, `3 OPP's`.
#[must_use]
pub fn opps(count: usize) -> String {
    if count == 1 { "1 OPP".to_owned() } else { format!("{count} OPP's") }
}

fn sentence<'a>(legend: &'a Legend, code: &str) -> &'a str {
    legend.code(code).map_or("", |entry| &entry.uitleg)
}

fn lower(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The item with the highest or lowest mean, of those that at least half of the OPPs have a number for; of 11, 11a and
/// 11b only the last two, which say what to do.
fn extreme(records: &[Record], all: &School, better: impl Fn(f64, f64) -> bool) -> Option<(&'static str, f64)> {
    let mut best: Option<(&'static str, f64)> = None;
    for (((item, _), mean), counts) in ITEMS.iter().zip(all.punten).zip(distribution(records)) {
        let is_common = counts.iter().sum::<usize>() * 2 >= all.beoordeeld;
        if let Some(mean) = mean
            && *item != "11"
            && is_common
            && best.is_none_or(|(_, known)| better(mean, known))
        {
            best = Some((item, mean));
        }
    }
    best
}
