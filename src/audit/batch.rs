//! Many files through one kind of work, in worker processes or in threads: every file that was found has its outcome, in
//! the order of the files, and both ways give the same.
//!
//! The parent reads a file's bytes and nothing of what they mean: also an archive is opened where a document is read.

use super::find::{self, Found, Source};
use super::open;
use crate::fence::{self, Asked, Body, Fence, Holds, Lost};
use crate::model::{Format, Reason, Unreadable};
use crate::read::{self, Member, ReadOptions};
use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What one document is asked, and how it is answered: runs where the document is read.
pub trait Answer: Sync {
    /// What is known of a document before it is read.
    type Task: Serialize + DeserializeOwned + Send + Sync;
    /// What becomes of it.
    type Out: Send;

    /// How to read.
    fn reading(&self) -> &ReadOptions;
    /// What becomes of a document.
    fn answer(&self, task: &Self::Task, bytes: &[u8]) -> Self::Out;
    /// What becomes of one that cannot be read.
    fn refused(&self, task: &Self::Task, why: Unreadable, bytes: &[u8]) -> Self::Out;
    /// An outcome as bytes.
    fn pack(&self, out: &Self::Out) -> Vec<u8>;
}

/// What the parent does before and after.
pub trait Work: Answer {
    /// What is to be known of files before they are read: of all that were found, or of all in one archive.
    fn tasks(&self, found: &[Found]) -> Vec<Self::Task>;
    /// What is known already of these bytes; else a mark to keep the outcome by.
    fn known(&self, task: &Self::Task, bytes: &[u8]) -> Known<Self::Out>;
    /// Takes an outcome that was made just now; `packed` where a worker packed it.
    fn keep(&self, task: &Self::Task, mark: Option<Mark>, out: Self::Out, packed: Option<&[u8]>) -> Self::Out;
    /// Bytes as an outcome; `None` when they are not one of this document.
    fn unpack(&self, task: &Self::Task, bytes: &[u8]) -> Option<Self::Out>;
}

/// The mark by which an outcome is kept.
pub type Mark = [u8; 16];

/// Whether an outcome is known already.
#[derive(Debug)]
pub enum Known<R> {
    /// It is.
    Out(R),
    /// It is not.
    Not(Option<Mark>),
}

/// What happens meanwhile.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A document of this school is done.
    Done(&'a str),
    /// An archive turned out to hold these.
    Opened {
        /// Documents.
        documents: usize,
        /// What is no document: locks, thumbnails and their like.
        skipped: usize,
    },
    /// What became of a document was known: it is not read again.
    Known,
    /// A reader fell over, at this place in the code.
    Panicked(&'a str),
    /// Workers cannot be started here: threads do it.
    NoWorkers,
}

/// Where the work is done.
#[derive(Debug, Clone)]
pub enum Isolation {
    /// In threads of this process.
    Threads,
    /// In processes of their own: this many, each told this before its first question.
    Processes {
        /// How many.
        workers: usize,
        /// The setup.
        setup: Arc<Vec<u8>>,
    },
}

/// What became of all.
#[derive(Debug)]
pub struct Outcome<R> {
    /// In the order of the files; `None` where the work was stopped before it.
    pub outs: Vec<Option<R>>,
    /// Where documents were read.
    pub held: Held,
}

/// Where documents were read, and what held there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// None was read: all was known.
    Nothing,
    /// In threads of this process.
    Threads,
    /// In workers, and this held in all of them.
    Workers(Holds),
}

impl<R> Outcome<R> {
    /// Whether nothing was left undone.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.outs.iter().all(Option::is_some)
    }
}

/// Answers from within a worker: the head is a task, the first byte of the answer says what follows.
pub fn answer<A: Answer>(how: &A, head: &[u8], bytes: &[u8]) -> Vec<u8> {
    let Ok((holds_files, task)) = serde_json::from_slice::<(Option<String>, A::Task)>(head) else { return Vec::new() };
    match look(how, holds_files.as_deref(), &task, bytes) {
        Looked::Out(out) => [&[OUT], how.pack(&out).as_slice()].concat(),
        Looked::Members(members) => pack_members(&members),
    }
}

const OUT: u8 = 1;
const MEMBERS: u8 = 2;

enum Looked<R> {
    Out(R),
    Members(Vec<Member>),
}

/// One document, or what is in one archive (`archive` is its name).
fn look<A: Answer>(how: &A, archive: Option<&str>, task: &A::Task, bytes: &[u8]) -> Looked<A::Out> {
    if let Some(name) = archive {
        let opened = catch_unwind(AssertUnwindSafe(|| read::members(name, bytes, how.reading())));
        match opened.unwrap_or_else(|_| Some(Err(Unreadable::new(Format::Zip, Reason::Failed)))) {
            None => {}
            Some(Err(why)) => return Looked::Out(how.refused(task, why, b"")),
            Some(Ok(members)) if members.iter().all(find::is_litter) => {
                return Looked::Out(how.refused(task, Unreadable::because(Format::Zip, Reason::Empty, "archief_leeg"), b""));
            }
            Some(Ok(members)) => return Looked::Members(members),
        }
    }
    Looked::Out(how.answer(task, bytes))
}

/// Does the work for all files.
pub fn over<W: Work>(
    work: &W,
    files: &[Found],
    isolation: &Isolation,
    stop: &AtomicBool,
    told: &(dyn Fn(Event<'_>) + Sync),
) -> Outcome<W::Out> {
    let taken: HashSet<String> = files.iter().map(|f| f.name.clone()).collect();
    let tasks = work.tasks(files);
    let batch = Batch { work, stop, told, taken };
    if let Isolation::Processes { workers, setup } = isolation {
        match batch.in_processes(files, &tasks, *workers, setup) {
            Some(outcome) => return outcome,
            None => told(Event::NoWorkers),
        }
    }
    batch.in_threads(files, &tasks)
}

struct Batch<'a, W> {
    work: &'a W,
    stop: &'a AtomicBool,
    told: &'a (dyn Fn(Event<'_>) + Sync),
    taken: HashSet<String>,
}

/// What the parent finds out by itself.
enum Begun<R> {
    Out(R),
    Ask(Body, Option<Mark>),
}

impl<W: Work> Batch<'_, W> {
    /// Reads the bytes of one file, and looks whether its outcome is known.
    fn begin(&self, found: &Found, task: &W::Task) -> Begun<W::Out> {
        let refuse = |why| Begun::Out(self.work.refused(task, why, b""));
        let bytes = match &found.source {
            Source::Broken(why) => return refuse(why.clone()),
            Source::Member(bytes) => bytes.clone(),
            Source::File(path) => match open::whole(path, found.size, self.work.reading().limits.file_bytes) {
                Ok(bytes) => Arc::new(bytes),
                Err(why) => return refuse(why),
            },
        };
        if is_archive(found) {
            return Begun::Ask(bytes, None);
        }
        match self.work.known(task, &bytes) {
            Known::Out(out) => {
                (self.told)(Event::Known);
                Begun::Out(out)
            }
            Known::Not(mark) => Begun::Ask(bytes, mark),
        }
    }

    fn members(&self, of: &Found, members: Vec<Member>) -> Vec<Found> {
        let all = members.len();
        let members = find::members(of, members, &self.taken);
        (self.told)(Event::Opened { documents: members.len(), skipped: all - members.len() });
        members
    }

    fn done(&self, found: &Found) {
        (self.told)(Event::Done(&found.school));
    }

    fn in_threads(&self, files: &[Found], tasks: &[W::Task]) -> Outcome<W::Out> {
        let outs = files.par_iter().zip(tasks).map(|(found, task)| self.in_thread(found, task)).collect::<Vec<_>>();
        Outcome { outs: outs.into_iter().flatten().collect(), held: Held::Threads }
    }

    fn in_thread(&self, found: &Found, task: &W::Task) -> Vec<Option<W::Out>> {
        if self.stop.load(Ordering::Relaxed) {
            return vec![None];
        }
        let (bytes, mark) = match self.begin(found, task) {
            Begun::Ask(bytes, mark) => (bytes, mark),
            Begun::Out(out) => {
                self.done(found);
                return vec![Some(out)];
            }
        };
        match look(self.work, is_archive(found).then_some(found.name.as_str()), task, &bytes) {
            Looked::Out(out) => {
                self.done(found);
                vec![Some(self.work.keep(task, mark, out, None))]
            }
            Looked::Members(members) => {
                let members = self.members(found, members);
                let tasks = self.work.tasks(&members);
                members.par_iter().zip(&tasks).flat_map_iter(|(found, task)| self.in_thread(found, task)).collect()
            }
        }
    }

    fn in_processes(&self, files: &[Found], tasks: &[W::Task], workers: usize, setup: &Arc<Vec<u8>>) -> Option<Outcome<W::Out>> {
        let limits = &self.work.reading().limits;
        let fence = Fence {
            program: fence::this_program().ok()?,
            workers,
            setup: setup.clone(),
            limits: fence::Limits {
                wall: Duration::from_secs(limits.seconds),
                cpu_seconds: limits.cpu_seconds,
                memory_bytes: limits.memory_bytes,
                answer_bytes: limits.answer_bytes,
            },
        };
        let places = Mutex::new(files.iter().map(|_| vec![None]).collect::<Vec<Vec<Option<W::Out>>>>());
        let put = |file: usize, member: usize, out: W::Out| {
            let mut places = places.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(place) = places.get_mut(file).and_then(|p| p.get_mut(member)) {
                *place = Some(out);
            }
        };
        let jobs = files.iter().zip(tasks).enumerate().map(|(n, (found, task))| Job::of(n, found, task)).collect();
        let ask = |job: &mut Job<'_, W::Task>| match self.begin(job.found.get(), job.task.get()) {
            Begun::Out(out) => {
                self.done(job.found.get());
                put(job.file, job.member, out);
                Asked::Nothing
            }
            Begun::Ask(bytes, mark) => {
                (job.bytes, job.mark) = (bytes.clone(), mark);
                let found = job.found.get();
                let head = serde_json::to_vec(&(is_archive(found).then_some(&found.name), job.task.get())).unwrap_or_default();
                Asked::This(head, bytes)
            }
        };
        let done = |job: Job<'_, W::Task>, answer: Result<Vec<u8>, Lost>, panicked: &str| {
            if !panicked.is_empty() {
                (self.told)(Event::Panicked(panicked));
            }
            let (found, task) = (job.found.get(), job.task.get());
            let (understood, packed) = match &answer {
                Ok(bytes) => (self.understand(task, bytes).ok_or(Lost::Failed), bytes.get(1..)),
                Err(lost) => (Err(*lost), None),
            };
            match understood {
                Ok(Looked::Out(out)) => put(job.file, job.member, self.work.keep(task, job.mark, out, packed)),
                Err(lost) => put(job.file, job.member, self.work.refused(task, Unreadable::new(Format::Other, reason(lost)), &job.bytes)),
                Ok(Looked::Members(members)) => {
                    let members = self.members(found, members);
                    if let Some(place) = places.lock().unwrap_or_else(PoisonError::into_inner).get_mut(job.file) {
                        place.resize_with(members.len(), || None);
                    }
                    let tasks = self.work.tasks(&members);
                    let jobs = members.into_iter().zip(tasks).enumerate();
                    return jobs.map(|(member, (found, task))| Job::in_archive(job.file, member, found, task)).collect();
                }
            }
            self.done(found);
            Vec::new()
        };
        let holds = fence::run(&fence, jobs, &ask, &done, self.stop).ok()?;
        let places = places.into_inner().unwrap_or_else(PoisonError::into_inner);
        Some(Outcome { outs: places.into_iter().flatten().collect(), held: holds.map_or(Held::Nothing, Held::Workers) })
    }

    /// What a worker says, which may be anything.
    fn understand(&self, task: &W::Task, answer: &[u8]) -> Option<Looked<W::Out>> {
        match answer.split_first()? {
            (&OUT, rest) => self.work.unpack(task, rest).map(Looked::Out),
            (&MEMBERS, rest) => unpack_members(rest).map(Looked::Members),
            _ => None,
        }
    }
}

/// A member of an archive is a document, whatever its name.
fn is_archive(found: &Found) -> bool {
    matches!(found.source, Source::File(_)) && find::may_hold_files(&found.name)
}

fn reason(lost: Lost) -> Reason {
    match lost {
        Lost::TooLarge => Reason::TooLarge,
        Lost::Timeout => Reason::Timeout,
        Lost::Failed => Reason::Failed,
    }
}

/// Something of the caller, or of an archive that was opened meanwhile.
enum Of<'a, T> {
    Them(&'a T),
    Us(T),
}

impl<T> Of<'_, T> {
    fn get(&self) -> &T {
        match self {
            Of::Them(it) => it,
            Of::Us(it) => it,
        }
    }
}

struct Job<'a, T> {
    file: usize,
    member: usize,
    found: Of<'a, Found>,
    task: Of<'a, T>,
    bytes: Body,
    mark: Option<Mark>,
}

impl<'a, T> Job<'a, T> {
    fn of(file: usize, found: &'a Found, task: &'a T) -> Job<'a, T> {
        Job { file, member: 0, found: Of::Them(found), task: Of::Them(task), bytes: Body::default(), mark: None }
    }

    fn in_archive(file: usize, member: usize, found: Found, task: T) -> Job<'a, T> {
        Job { file, member, found: Of::Us(found), task: Of::Us(task), bytes: Body::default(), mark: None }
    }
}

/// What is said of each member before its bytes: length, name, whether it is litter, and why it could not be taken out
/// (with whether it lies too deep).
type Head = (u64, String, bool, Option<(Format, Reason, bool)>);

const TOO_DEEP: &str = "te_diep";

fn pack_members(members: &[Member]) -> Vec<u8> {
    let refused = |why: &Unreadable| (why.format, why.reason, why.detail == Some(TOO_DEEP));
    let heads: Vec<Head> =
        members.iter().map(|m| (m.bytes.len() as u64, m.name.clone(), m.litter, m.refused.as_ref().map(refused))).collect();
    let heads = serde_json::to_vec(&heads).unwrap_or_default();
    let mut out = vec![MEMBERS];
    out.extend_from_slice(&(heads.len() as u64).to_le_bytes());
    out.extend_from_slice(&heads);
    members.iter().for_each(|m| out.extend_from_slice(&m.bytes));
    out
}

fn unpack_members(bytes: &[u8]) -> Option<Vec<Member>> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (heads, mut rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let heads: Vec<Head> = serde_json::from_slice(heads).ok()?;
    let mut out = Vec::new();
    for (length, name, litter, refused) in heads {
        let (bytes, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        rest = after;
        let refused = refused.map(|(format, reason, deep)| Unreadable { format, reason, detail: deep.then_some(TOO_DEEP) });
        out.push(Member { name, bytes: bytes.to_vec(), refused, litter });
    }
    rest.is_empty().then_some(out)
}
