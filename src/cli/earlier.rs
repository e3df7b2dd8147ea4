//! The account of an earlier turn of `convert`: what it said of documents that are there already is not lost.

use super::converter::{Done, Move};
use crate::report::csv::harmless;
use std::collections::HashMap;
use std::path::Path;

/// Columns of `conversies.csv` before the counts: document, school, status, reason.
const NAMES: usize = 4;

/// The rows of both tables, by document as the tables write it.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    rows: HashMap<String, Vec<String>>,
    moves: HashMap<String, Vec<Move>>,
}

impl Earlier {
    /// What stands in a folder; nothing where there is nothing, or something else.
    pub(super) fn read(out: &Path) -> Earlier {
        let mut earlier = Earlier::default();
        for record in records(&out.join("conversies.csv")) {
            let row: Vec<String> = record.iter().map(str::to_owned).collect();
            if let Some(document) = row.first() {
                earlier.rows.insert(document.clone(), row);
            }
        }
        for record in records(&out.join("verplaatsingen.csv")) {
            if let Ok(row) = <Move>::try_from(record.iter().map(str::to_owned).collect::<Vec<_>>())
                && let Some(document) = row.first()
            {
                earlier.moves.entry(document.clone()).or_default().push(row.clone());
            }
        }
        earlier
    }

    /// A row of `conversies.csv`, with the counts of the turn in which the document was made.
    pub(super) fn row(&self, mut row: Vec<String>) -> Vec<String> {
        let was = row.get(2).filter(|status| *status == "bestaat_al").and_then(|_| self.rows.get(&harmless(row.first()?)));
        if let Some(was) = was.filter(|was| was.len() == row.len()) {
            row.splice(NAMES.., was.iter().skip(NAMES).cloned());
        }
        row
    }

    /// What was moved in a document, now or in the turn in which it was made.
    pub(super) fn moves(&self, done: &Done) -> Vec<Move> {
        match self.moves.get(&harmless(&done.row.document)) {
            Some(was) if done.row.status == "bestaat_al" => was.clone(),
            _ => done.moves.clone(),
        }
    }
}

fn records(path: &Path) -> Vec<csv::StringRecord> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes).records().filter_map(Result::ok).collect()
}
