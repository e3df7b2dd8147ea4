//! Many files: examine each behind a fence, then look at all together. The program on one screen.

pub mod batch;
pub mod find;
pub mod journal;
pub mod manifest;
mod open;
pub mod profile;

use crate::check::across::{self, Prints};
use crate::check::{self, Certainty, Days, Finding, Quote};
use crate::map::{self, FromOutside, SchoolType, When};
use crate::model::{Format, Reason, Unreadable};
use crate::read::{self, ReadOptions};
use crate::report::build::{self, About, Key};
use crate::report::mask::Mask;
use crate::report::record::{FindingRow, Record};
use crate::rules::Rules;
use crate::score;
use batch::{Answer, Event, Isolation, Known, Mark, Outcome, Work};
pub use find::{Finds, Found, Source, find};
use jiff::civil::Date;
use journal::Journal;
use manifest::{Entry, Manifest};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;

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

/// Findings of LEN04 that may never be asked for, packed: a row for each passage is more than all else that is known of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies(Box<[u8]>);

impl Copies {
    /// Of rows and the numbers of their passages.
    fn of(rows: &[(usize, FindingRow)]) -> Copies {
        if rows.is_empty() { Copies::default() } else { Copies(journal::pressed(&rows).into()) }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows of these passages that are shown: sentences of one paragraph are one, and more than a handful helps nobody.
    fn shown(&self, passages: &[usize]) -> Vec<(usize, FindingRow)> {
        let mut rows: Vec<(usize, FindingRow)> = journal::unpressed(&self.0).unwrap_or_default();
        rows.retain(|(n, _)| passages.contains(n));
        rows.dedup_by(|(_, a), (_, b)| a.plaats == b.plaats && a.onderdeel == b.onderdeel);
        rows.truncate(MOST_COPIES);
        rows
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
    #[serde(skip)]
    pub copies: Copies,
    /// When the OPP counts by, to tell versions of one pupil apart.
    pub dated: Option<String>,
    /// Hash of the content, to know copies of one file.
    pub content: String,
    /// The days for which all of this would be the same.
    pub same: Days,
}

/// What is known of a document before it is read.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Task {
    /// Its name, school and pupil.
    pub about: About,
    /// Its row of the list of pupils.
    pub entry: Option<Entry>,
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
    Judge { rules, options }.answer(&task(name, school, options), bytes)
}

/// What judges one document, wherever it is read.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// By which rules.
    pub rules: &'a Rules,
    /// How; the list of pupils and the schools are not looked at: a task holds what they say.
    pub options: &'a Options,
}

impl Answer for Judge<'_> {
    type Task = Task;
    type Out = Examined;

    fn reading(&self) -> &ReadOptions {
        &self.options.read
    }

    fn answer(&self, task: &Task, bytes: &[u8]) -> Examined {
        match catch_unwind(AssertUnwindSafe(|| line(task, bytes, self.rules, self.options))) {
            Ok(Ok(examined)) => examined,
            Ok(Err(why)) => self.refused(task, why, bytes),
            Err(_) => self.refused(task, Unreadable::new(Format::Other, Reason::Failed), bytes),
        }
    }

    fn refused(&self, task: &Task, why: Unreadable, bytes: &[u8]) -> Examined {
        Examined {
            record: build::unreadable(why, &task.about, bytes, &self.options.key, self.rules),
            content: build::keyed(&self.options.key, &[bytes], 16),
            ..Examined::default()
        }
    }

    fn pack(&self, out: &Examined) -> Vec<u8> {
        journal::pack(out)
    }
}

/// The line: read, map, check, score, report.
fn line(task: &Task, bytes: &[u8], rules: &Rules, options: &Options) -> Result<Examined, Unreadable> {
    let (about, entry) = (&task.about, task.entry.as_ref());
    let name = about.document.as_str();
    let outside = FromOutside {
        school_type: about.school_type.as_deref().and_then(SchoolType::parse),
        path: name,
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
    let mask = Mask::of(&document, &mapping, rules).and(about.pupil.as_deref().unwrap_or_default(), rules);
    let copies: Vec<(usize, FindingRow)> = prints
        .passages
        .iter()
        .enumerate()
        .filter_map(|(n, p)| {
            let quote = Quote { block: p.block as usize, start: p.start as usize, end: p.end as usize };
            let part = mapping.blocks.get(quote.block).map(|r| r.part);
            let certainty = if p.misfit { Certainty::High } else { Certainty::Middle };
            let finding = Finding { code: "LEN04".to_owned(), part, quote: Some(quote), place: None, certainty };
            Some((n, build::finding_row(&finding, &document, &mapping, &checked, &mask, &options.key, rules)?))
        })
        .collect();
    prints.close(&options.key);
    Ok(Examined {
        same: checked.same,
        dated: mapping.facts.dated().map(|d| d.to_string()),
        content: build::keyed(&options.key, &[bytes], 16),
        record,
        prints,
        copies: Copies::of(&copies),
    })
}

fn task(name: &str, school: &str, options: &Options) -> Task {
    let entry = options.manifest.of(name);
    let school = entry.and_then(|e| e.school.clone()).unwrap_or_else(|| school.to_owned());
    let known = entry.and_then(|e| e.school_type).or_else(|| options.school_types.get(&school).copied());
    let about = About {
        document: name.to_owned(),
        brin: entry.and_then(|e| e.brin.clone()),
        board: entry.and_then(|e| e.board.clone()),
        school_type: known.map(|t| t.id().to_owned()),
        pupil: entry.and_then(|e| e.pupil.clone()),
        school,
    };
    Task { about, entry: entry.cloned() }
}

/// The audit of many files, with a journal or without.
struct Audit<'a> {
    judge: Judge<'a>,
    journal: Option<&'a Journal>,
    /// Hash of all that decides about every document alike.
    under: blake3::Hasher,
}

impl Answer for Audit<'_> {
    type Task = Task;
    type Out = Examined;

    fn reading(&self) -> &ReadOptions {
        self.judge.reading()
    }

    fn answer(&self, task: &Task, bytes: &[u8]) -> Examined {
        self.judge.answer(task, bytes)
    }

    fn refused(&self, task: &Task, why: Unreadable, bytes: &[u8]) -> Examined {
        self.judge.refused(task, why, bytes)
    }

    fn pack(&self, out: &Examined) -> Vec<u8> {
        self.judge.pack(out)
    }
}

impl Work for Audit<'_> {
    fn tasks(&self, found: &[Found]) -> Vec<Task> {
        found.iter().map(|f| task(&f.name, &f.school, self.judge.options)).collect()
    }

    fn known(&self, task: &Task, bytes: &[u8]) -> Known<Examined> {
        let Some(journal) = self.journal else { return Known::Not(None) };
        let mut hasher = self.under.clone();
        hasher.update(&serde_json::to_vec(task).unwrap_or_default()).update(b"\0").update(bytes);
        let mark: Mark = hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default();
        let today = self.judge.options.today;
        match journal.get(&mark).and_then(|kept| self.unpack(task, &kept)).filter(|e| e.same.hold(today)) {
            Some(examined) => Known::Out(examined),
            None => Known::Not(Some(mark)),
        }
    }

    fn keep(&self, _: &Task, mark: Option<Mark>, out: Examined, packed: Option<&[u8]>) -> Examined {
        if let (Some(journal), Some(mark)) = (self.journal, mark) {
            journal.put(mark, packed.and_then(journal::without_copies).unwrap_or_else(|| journal::kept(&out)));
        }
        out
    }

    fn unpack(&self, task: &Task, bytes: &[u8]) -> Option<Examined> {
        journal::unpack(bytes, &task.about)
    }
}

/// Everything that decides about all documents alike: the program, the rules, the limits and the key.
fn under(rules: &Rules, options: &Options) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new_keyed(&options.key);
    let (program, reading) = (env!("OPPKEUR_BUILD"), serde_json::to_vec(&options.read).unwrap_or_default());
    for part in [program.as_bytes(), rules.digest.as_bytes(), &rules.a4_max.to_le_bytes(), &rules.outdated_years.to_le_bytes(), &reading] {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    hasher
}

/// Judges many files, in threads; the order of the records is that of the files. `done` is told of each.
pub fn run(files: &[Found], rules: &Rules, options: &Options, done: &(dyn Fn(&str) + Sync)) -> Vec<Record> {
    let told = |event: Event<'_>| {
        if let Event::Done(school) = event {
            done(school);
        }
    };
    let never = AtomicBool::new(false);
    together(every(files, rules, options, &Isolation::Threads, None, &never, &told).outs.into_iter().flatten().collect())
}

/// Reads and judges many files behind a fence; what the journal knows already is not read again.
pub fn every(
    files: &[Found],
    rules: &Rules,
    options: &Options,
    isolation: &Isolation,
    journal: Option<&Journal>,
    stop: &AtomicBool,
    told: &(dyn Fn(Event<'_>) + Sync),
) -> Outcome<Examined> {
    let audit = Audit { judge: Judge { rules, options }, journal, under: under(rules, options) };
    let mut outcome = batch::over(&audit, files, isolation, stop, told);
    if let Some(journal) = journal.filter(|_| outcome.is_whole()) {
        audit.show_copies(journal, &mut outcome.outs, files, isolation, stop);
    }
    outcome
}

impl Audit<'_> {
    /// The journal holds no passages but those that were reported: documents in which others turn out to be copies are read
    /// once more, to show them.
    fn show_copies(&self, journal: &Journal, outs: &mut [Option<Examined>], files: &[Found], isolation: &Isolation, stop: &AtomicBool) {
        let nothing = Prints::default();
        let prints: Vec<&Prints> = outs.iter().map(|out| out.as_ref().map_or(&nothing, |e| &e.prints)).collect();
        let copied = by_document(&prints);
        let mut lacking: BTreeMap<String, usize> = BTreeMap::new();
        for (at, passages) in &copied {
            let Some(examined) = outs.get_mut(*at).and_then(Option::as_mut) else { continue };
            let mark = self.mark_of_copies(examined, passages);
            if !examined.copies.is_empty() {
                if journal.get(&mark).is_none() {
                    keep_copies(journal, mark, examined, passages);
                }
            } else if let Some(kept) = journal.get(&mark).filter(|kept| !kept.is_empty()) {
                examined.copies = Copies(kept.into());
            } else {
                lacking.insert(examined.record.document.clone(), *at);
            }
        }
        let is_of = |file: &Found| {
            lacking.contains_key(&file.name)
                || find::may_hold_files(&file.name)
                    && lacking.keys().any(|name| name.strip_prefix(&file.name).is_some_and(|rest| rest.starts_with("!/")))
        };
        let again: Vec<Found> = files.iter().filter(|file| !lacking.is_empty() && is_of(file)).cloned().collect();
        if again.is_empty() {
            return;
        }
        let anew = Audit { judge: self.judge, journal: None, under: self.under.clone() };
        for shown in batch::over(&anew, &again, isolation, stop, &|_| {}).outs.into_iter().flatten() {
            let Some(at) = lacking.get(&shown.record.document) else { continue };
            if let (Some(out), Some(passages)) = (outs.get_mut(*at).and_then(Option::as_mut), copied.get(at)) {
                out.copies = shown.copies;
                keep_copies(journal, self.mark_of_copies(out, passages), out, passages);
            }
        }
    }

    /// Under what the rows of these passages of a document are kept.
    fn mark_of_copies(&self, examined: &Examined, passages: &[usize]) -> Mark {
        let task = task(&examined.record.document, &examined.record.school, self.judge.options);
        let mut hasher = self.under.clone();
        hasher.update(&serde_json::to_vec(&(task, &examined.content, "LEN04", passages)).unwrap_or_default());
        hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default()
    }
}

/// Keeps the rows of these passages that are shown; an empty value would stand for something else.
fn keep_copies(journal: &Journal, mark: Mark, examined: &Examined, passages: &[usize]) {
    let shown = Copies::of(&examined.copies.shown(passages));
    if !shown.is_empty() {
        journal.put(mark, shown.0.into());
    }
}

/// The copied passages by document.
fn by_document(prints: &[&Prints]) -> BTreeMap<usize, Vec<usize>> {
    let mut copied: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (document, passage) in across::copies(prints) {
        copied.entry(document).or_default().push(passage);
    }
    copied
}

/// The look at all documents together: copied passages (LEN04), and which version of a pupil's OPP is the newest.
#[must_use]
pub fn together(mut examined: Vec<Examined>) -> Vec<Record> {
    let prints: Vec<&Prints> = examined.iter().map(|e| &e.prints).collect();
    for (d, passages) in by_document(&prints) {
        let found: Vec<FindingRow> = examined.get(d).map(|e| e.copies.shown(&passages)).into_iter().flatten().map(|(_, row)| row).collect();
        if let Some(e) = examined.get_mut(d).filter(|_| !found.is_empty()) {
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
