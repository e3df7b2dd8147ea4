//! Many files: examine each behind a fence, then look at all together. The program on one screen.

pub mod find;
pub mod manifest;
pub mod profile;

use crate::check::across::{self, Prints};
use crate::check::{self, Certainty, Finding, Quote};
use crate::map::{self, FromOutside, SchoolType, When};
use crate::model::{Format, Reason, Unreadable};
use crate::read::{self, ReadOptions};
use crate::report::build::{self, About, Key};
use crate::report::mask::Mask;
use crate::report::record::{FindingRow, Record};
use crate::rules::Rules;
use crate::score;
pub use find::{Finds, Found, Source, find};
use jiff::civil::Date;
use manifest::Manifest;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How to audit.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// The day that counts as today.
    pub today: Date,
    /// The key of pseudonyms and hashes.
    pub key: Key,
    /// How to read.
    pub read: ReadOptions,
    /// School type of each school, from the profile.
    pub school_types: BTreeMap<String, SchoolType>,
    /// The list of pupils.
    pub manifest: Manifest,
}

impl Options {
    /// The usual options for a day; a key of zeros, for libraries and tests.
    #[must_use]
    pub fn new(today: Date) -> Options {
        Options { today, key: [0; 32], read: ReadOptions::default(), school_types: BTreeMap::new(), manifest: Manifest::default() }
    }
}

/// What becomes of one file: its record, and what the look at all together needs of it.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Examined {
    /// Its record.
    pub record: Record,
    /// Prints of its passages.
    pub prints: Prints,
    /// For each print its finding, should the passage turn out to be a copy: masked as all else is.
    pub copies: Vec<FindingRow>,
    /// When the OPP counts by, to tell versions of one pupil apart.
    pub dated: Option<String>,
    /// Hash of the content, to know copies of one file.
    pub content: String,
}

/// Judges one document given as bytes: no files, clock or environment behind it.
///
/// ```
/// use oppkeur::{Options, Rules, audit_bytes};
/// let options = Options::new(jiff::civil::date(2026, 11, 23));
/// let record = audit_bytes("school/opp.txt", b"", Rules::standard(), &options);
/// assert_eq!(record.status, "niet_leesbaar");
/// ```
#[must_use]
pub fn audit_bytes(name: &str, bytes: &[u8], rules: &Rules, options: &Options) -> Record {
    let school = name.split_once('/').map_or("", |(s, _)| s);
    examine(name, school, bytes, rules, options).record
}

/// Judges one document, and keeps what the look at all together needs.
#[must_use]
pub fn examine(name: &str, school: &str, bytes: &[u8], rules: &Rules, options: &Options) -> Examined {
    let about = about(name, school, options);
    let examined = catch_unwind(AssertUnwindSafe(|| line(name, bytes, &about, rules, options)));
    match examined {
        Ok(Ok(examined)) => examined,
        Ok(Err(why)) => not_read(why, &about, bytes, rules, options),
        Err(_) => not_read(Unreadable::new(Format::Other, Reason::Failed), &about, bytes, rules, options),
    }
}

/// The line: read, map, check, score, report.
fn line(name: &str, bytes: &[u8], about: &About, rules: &Rules, options: &Options) -> Result<Examined, Unreadable> {
    let entry = options.manifest.of(name);
    let outside = FromOutside {
        school_type: about.school_type.as_deref().and_then(SchoolType::parse),
        path: name,
        shared: None,
        placement: entry.and_then(|e| e.placement),
        consent: entry.and_then(|e| e.consent),
        born: entry.and_then(|e| e.born).map(When::first),
        register: (entry.and_then(|e| e.start), entry.and_then(|e| e.evaluation)),
    };
    let document = read::document(name, bytes, &options.read)?;
    let mapping = map::parts(&document, rules, &outside);
    let checked = check::look(&document, &mapping, rules, options.today);
    let blank = mapping.kind == map::Kind::BlankForm;
    let scores = score::scores(&checked, rules, blank, build::partly(&document));
    let record = build::record(&document, &mapping, &checked, &scores, about, bytes, &options.key, rules);
    let mut prints = if record.status == "beoordeeld" { across::prints(&document, &mapping, rules) } else { Prints::default() };
    prints.pupil.clone_from(&record.leerling);
    let mask = Mask::of(&document, &mapping, rules);
    let copies = prints
        .passages
        .iter()
        .filter_map(|p| {
            let quote = Quote { block: p.block as usize, start: p.start as usize, end: p.end as usize };
            let part = mapping.blocks.get(quote.block).map(|r| r.part);
            let certainty = if p.misfit { Certainty::High } else { Certainty::Middle };
            let finding = Finding { code: "LEN04".to_owned(), part, quote: Some(quote), place: None, certainty };
            build::finding_row(&finding, &document, &mapping, &checked, &mask, &options.key, rules)
        })
        .collect();
    Ok(Examined {
        dated: mapping.facts.dated().map(|d| d.to_string()),
        content: build::keyed(&options.key, &[bytes], 16),
        record,
        prints,
        copies,
    })
}

fn not_read(why: Unreadable, about: &About, bytes: &[u8], rules: &Rules, options: &Options) -> Examined {
    Examined {
        record: build::unreadable(why, about, bytes, &options.key, rules),
        content: build::keyed(&options.key, &[bytes], 16),
        ..Examined::default()
    }
}

fn about(name: &str, school: &str, options: &Options) -> About {
    let entry = options.manifest.of(name);
    let school = entry.and_then(|e| e.school.clone()).unwrap_or_else(|| school.to_owned());
    let known = entry.and_then(|e| e.school_type).or_else(|| options.school_types.get(&school).copied());
    About {
        document: name.to_owned(),
        brin: entry.and_then(|e| e.brin.clone()),
        board: entry.and_then(|e| e.board.clone()),
        school_type: known.map(|t| t.id().to_owned()),
        pupil: entry.and_then(|e| e.pupil.clone()),
        school,
    }
}

/// Judges many files, in parallel; the order of the records is that of the files. `done` is told of each.
pub fn run(files: &[Found], rules: &Rules, options: &Options, done: &(dyn Fn(&Found) + Sync)) -> Vec<Record> {
    let examined = files
        .par_iter()
        .map(|found| {
            let examined = one(found, rules, options);
            done(found);
            examined
        })
        .collect();
    together(examined)
}

/// Reads and judges one file that was found.
#[must_use]
pub fn one(found: &Found, rules: &Rules, options: &Options) -> Examined {
    let fail = |why: Unreadable| not_read(why, &about(&found.name, &found.school, options), b"", rules, options);
    match &found.source {
        Source::Broken(why) => fail(why.clone()),
        Source::Member(bytes) => examine(&found.name, &found.school, bytes, rules, options),
        Source::File(_) if found.size > options.read.limits.file_bytes => fail(Unreadable::new(Format::Other, Reason::TooLarge)),
        Source::File(path) => match std::fs::read(path) {
            Ok(bytes) => examine(&found.name, &found.school, &bytes, rules, options),
            Err(_) => fail(Unreadable::new(Format::Other, Reason::CannotOpen)),
        },
    }
}

/// The look at all documents together: copied passages (LEN04), and which version of a pupil's OPP is the newest.
#[must_use]
pub fn together(mut examined: Vec<Examined>) -> Vec<Record> {
    let prints: Vec<&Prints> = examined.iter().map(|e| &e.prints).collect();
    let mut rows: BTreeMap<usize, Vec<FindingRow>> = BTreeMap::new();
    for (d, n) in across::copies(&prints) {
        if let Some(row) = examined.get(d).and_then(|e| e.copies.get(n)) {
            rows.entry(d).or_default().push(row.clone());
        }
    }
    for (d, mut found) in rows {
        // Sentences of one paragraph are one passage; more than a handful of rows helps nobody.
        found.dedup_by(|a, b| a.plaats == b.plaats && a.onderdeel == b.onderdeel);
        found.truncate(MOST_COPIES);
        if let Some(e) = examined.get_mut(d) {
            e.record.bevindingen.extend(found);
            build::sort(&mut e.record.bevindingen);
        }
    }
    versions(&mut examined);
    examined.into_iter().map(|e| e.record).collect()
}

/// Rows of LEN04 a document gets at most.
const MOST_COPIES: usize = 6;

/// Of the documents of one pupil the newest is the current one; copies and ended OPPs are not.
fn versions(examined: &mut [Examined]) {
    let mut by_pupil: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, e) in examined.iter().enumerate() {
        if let Some(pupil) = e.record.leerling.clone().filter(|_| e.record.status == "beoordeeld") {
            by_pupil.entry(format!("{}\u{0}{pupil}", e.record.school)).or_default().push(i);
        }
    }
    for mut mine in by_pupil.into_values() {
        let key = |i: &usize| {
            examined.get(*i).map(|e| (e.dated.clone().unwrap_or_default(), e.record.data.evaluatie.clone().unwrap_or_default()))
        };
        mine.sort_by_key(|i| (key(i), std::cmp::Reverse(*i)));
        let newest = mine.last().copied();
        for i in mine {
            if let Some(e) = examined.get_mut(i) {
                e.record.actueel = if Some(i) == newest { "ja" } else { "nee" }.to_owned();
            }
        }
    }
}

/// Pupils of the list for whom no document was found (CYC07; contract, part 8).
#[must_use]
pub fn without_document(records: &[Record], options: &Options) -> Vec<Missing> {
    let there: std::collections::BTreeSet<&str> = records.iter().map(|r| r.document.as_str()).collect();
    let pupils: std::collections::BTreeSet<&str> = records.iter().filter_map(|r| r.leerling.as_deref()).collect();
    options
        .manifest
        .entries
        .iter()
        .filter(|e| e.document.as_deref().is_none_or(|d| !there.contains(d)))
        .map(|e| {
            let born = e.born.map(|b| b.to_string());
            let pupil = e.pupil.as_ref().map(|n| build::pseudonym(&options.key, n, born.as_deref())).unwrap_or_default();
            (pupil, e)
        })
        .filter(|(p, _)| !pupils.contains(p.as_str()))
        .map(|(leerling, e)| Missing {
            leerling,
            school: e.school.clone().unwrap_or_default(),
            schooltype: e.school_type.map_or("onbekend", SchoolType::id).to_owned(),
            bestuur: e.board.clone().unwrap_or_default(),
            code: "CYC07".to_owned(),
        })
        .collect()
}

/// A pupil without a document: a row of `zonder_document.csv`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[allow(missing_docs, reason = "the contract names them")]
pub struct Missing {
    pub leerling: String,
    pub school: String,
    pub schooltype: String,
    pub bestuur: String,
    pub code: String,
}
