//! The parent's side: a thread for each worker hands it questions, a few ahead, and takes its answers.
//!
//! A worker that dies, takes too long or answers rubbish is ended. The question it was at is asked once more, alone, of a
//! fresh worker; no answer again is the verdict. The other questions in its hands go back to the queue.

use super::frame::{self, Frame};
use super::sandbox::Holds;
use super::{Body, Fence, Lost, WORKER, worker};
use std::collections::VecDeque;
use std::io::{self, Read as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// What a job asks.
#[derive(Debug)]
pub enum Asked {
    /// Nothing: it is done.
    Nothing,
    /// A question: a few words, and the bytes they are about.
    This(Vec<u8>, Body),
}

/// Questions in the hands of a worker at most: enough that it never waits for its parent.
const AHEAD: usize = 8;
/// Bytes in the hands of a worker at most, beside one question.
const BYTES_AHEAD: usize = 4 << 20;
/// A fresh worker after this many answers: what a reader leaks, it leaks for a while.
const RECYCLE: usize = 2_000;
/// How long a worker may take to get ready.
const READY: Duration = Duration::from_secs(60);
/// How often a thread waits for a worker that cannot be started, before it gives up what it was at.
const REFUSALS: u32 = 20;
/// How often a thread looks whether it must stop.
const BLINK: Duration = Duration::from_millis(100);

/// Takes a job that asked something, its answer, and where in the code something went wrong; gives jobs that come of it.
pub type Done<'a, J> = dyn Fn(J, Result<Vec<u8>, Lost>, &str) -> Vec<J> + Sync + 'a;

/// Runs all jobs, and those that `done` adds, and says what held in the workers, if one was needed. `ask` is called in order, as late as it
/// can be; `done` once a job that asked something, with its answer and where in the code something went wrong.
///
/// # Errors
/// No worker could be started.
pub fn run<J: Send>(
    fence: &Fence,
    jobs: Vec<J>,
    ask: &(dyn Fn(&mut J) -> Asked + Sync),
    done: &Done<'_, J>,
    stop: &AtomicBool,
) -> io::Result<Option<Holds>> {
    #[cfg(debug_assertions)]
    let fence = &super::mock::limits(fence);
    let open = jobs.len();
    let queue = Queue { state: Mutex::new(State { waiting: jobs.into(), open, failed: None, holds: None }), news: Condvar::new(), stop };
    std::thread::scope(|scope| {
        for _ in 0..fence.workers.clamp(1, open.max(1)) {
            scope.spawn(|| Slot { fence, queue: &queue, ask, done, worker: None, hands: VecDeque::new(), refusals: 0 }.work());
        }
    });
    let state = queue.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.failed.map_or(Ok(state.holds), Err)
}

struct State<J> {
    waiting: VecDeque<J>,
    /// Jobs that are not done: waiting or in hands.
    open: usize,
    failed: Option<io::Error>,
    /// What holds in every worker so far.
    holds: Option<Holds>,
}

struct Queue<'a, J> {
    state: Mutex<State<J>>,
    news: Condvar,
    stop: &'a AtomicBool,
}

impl<J> Queue<'_, J> {
    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job; waits for one where there is nothing else to do. `None` when there is none now, or ever.
    fn take(&self, wait: bool) -> Option<J> {
        let mut state = self.lock();
        loop {
            if state.open == 0 || state.failed.is_some() || self.stopped() {
                return None;
            }
            if let Some(job) = state.waiting.pop_front() {
                return Some(job);
            }
            if !wait {
                return None;
            }
            state = self.news.wait_timeout(state, BLINK).map_or_else(|e| e.into_inner().0, |(state, _)| state);
        }
    }

    fn finished(&self, more: Vec<J>) {
        let mut state = self.lock();
        state.open = state.open + more.len() - 1;
        self.front(state, more.into_iter());
    }

    fn front(&self, mut state: MutexGuard<'_, State<J>>, jobs: impl DoubleEndedIterator<Item = J>) {
        for job in jobs.rev() {
            state.waiting.push_front(job);
        }
        drop(state);
        self.news.notify_all();
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// A question in the hands of a worker.
struct Held<J> {
    job: J,
    number: u32,
    head: Vec<u8>,
    body: Body,
}

struct Slot<'a, J> {
    fence: &'a Fence,
    queue: &'a Queue<'a, J>,
    ask: &'a (dyn Fn(&mut J) -> Asked + Sync),
    done: &'a Done<'a, J>,
    worker: Option<Worker>,
    hands: VecDeque<Held<J>>,
    /// How often in a row no worker could be started.
    refusals: u32,
}

impl<J: Send> Slot<'_, J> {
    fn work(mut self) {
        loop {
            let again = self.fill();
            let Some(first) = self.hands.front() else {
                if again {
                    continue;
                }
                break;
            };
            let number = first.number;
            let Some(worker) = self.worker.as_mut() else { break };
            match worker.answer(number, self.fence, self.queue.stop) {
                Heard::Answer(frame) => self.answered(frame, number),
                Heard::Lost(lost, again) => self.lost(lost, again),
                Heard::Stop => break,
            }
        }
        if let Some(worker) = self.worker.take() {
            worker.end();
        }
    }

    /// Takes questions until the hands are full. Whether to try again where they stayed empty.
    fn fill(&mut self) -> bool {
        if self.worker.as_ref().is_some_and(|w| w.answers >= RECYCLE) {
            if !self.hands.is_empty() {
                return false;
            }
            if let Some(worker) = self.worker.take() {
                worker.end();
            }
        }
        while self.hands.len() < AHEAD && self.hands.iter().map(|h| h.body.len()).sum::<usize>() < BYTES_AHEAD {
            let Some(mut job) = self.queue.take(self.hands.is_empty()) else { return false };
            match (self.ask)(&mut job) {
                Asked::Nothing => self.queue.finished(Vec::new()),
                Asked::This(head, body) => {
                    let number = self.hands.back().map_or(1, |h| h.number.wrapping_add(1).max(1));
                    self.hands.push_back(Held { job, number, head, body });
                    if !self.send_last() {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Sends the question that came last to the worker, which is started where there is none.
    fn send_last(&mut self) -> bool {
        if self.worker.is_none() {
            match Worker::start(self.fence) {
                Ok(worker) => {
                    self.refusals = 0;
                    let mut state = self.queue.lock();
                    state.holds = Some(Holds(state.holds.map_or(worker.holds.0, |h| h.0 & worker.holds.0)));
                    drop(state);
                    self.worker = Some(worker);
                }
                Err(e) => {
                    let mut state = self.queue.lock();
                    let mut back = std::mem::take(&mut self.hands).into_iter().map(|h| h.job).collect::<Vec<_>>();
                    if state.holds.is_none() {
                        state.failed.get_or_insert(e);
                        self.queue.front(state, back.into_iter());
                        return false;
                    }
                    // Others could be started: what is done stays done. This one waits a while; what it was at is given up in the end.
                    self.refusals += 1;
                    let given_up = if self.refusals > REFUSALS && !back.is_empty() { Some(back.remove(0)) } else { None };
                    self.queue.front(state, back.into_iter());
                    match given_up {
                        Some(job) => self.queue.finished((self.done)(job, Err(Lost::Failed), "")),
                        None => std::thread::sleep(BLINK * self.refusals),
                    }
                    return false;
                }
            }
        }
        if let (Some(worker), Some(held)) = (self.worker.as_mut(), self.hands.back()) {
            worker.send(held.number, held.head.clone(), held.body.clone());
        }
        true
    }

    fn answered(&mut self, frame: Frame, number: u32) {
        let place = String::from_utf8_lossy(&frame.head).into_owned();
        if frame.number != number || (frame.body.is_empty() && place.is_empty()) {
            return self.lost(Lost::Failed, true);
        }
        if let Some(held) = self.hands.pop_front() {
            let answer = if frame.body.is_empty() { Err(Lost::Failed) } else { Ok(frame.body) };
            self.queue.finished((self.done)(held.job, answer, &place));
        }
    }

    /// The worker is gone. What it was at is asked once more, alone; what came after goes to whoever is free.
    fn lost(&mut self, lost: Lost, again: bool) {
        if let Some(worker) = self.worker.take() {
            worker.end();
        }
        let mut hands = std::mem::take(&mut self.hands).into_iter();
        let Some(first) = hands.next() else { return };
        let back: Vec<J> = hands.map(|h| h.job).collect();
        self.queue.front(self.queue.lock(), back.into_iter());
        let answer = if again { self.alone(first.number, &first) } else { Err(lost) };
        if self.queue.stopped() {
            return;
        }
        let (answer, place) = match answer {
            Ok(frame) if frame.body.is_empty() => (Err(Lost::Failed), frame.head),
            Ok(frame) => (Ok(frame.body), frame.head),
            Err(lost) => (Err(lost), Vec::new()),
        };
        self.queue.finished((self.done)(first.job, answer, &String::from_utf8_lossy(&place)));
    }

    fn alone(&self, number: u32, held: &Held<J>) -> Result<Frame, Lost> {
        let Ok(mut worker) = Worker::start(self.fence) else { return Err(Lost::Failed) };
        worker.send(number, held.head.clone(), held.body.clone());
        let heard = worker.answer(number, self.fence, self.queue.stop);
        worker.end();
        match heard {
            Heard::Answer(frame) if frame.number == number => Ok(frame),
            Heard::Answer(_) | Heard::Stop => Err(Lost::Failed),
            Heard::Lost(lost, _) => Err(lost),
        }
    }
}

enum Heard {
    Answer(Frame),
    /// Why, and whether asking again may help.
    Lost(Lost, bool),
    Stop,
}

/// A worker as its parent sees it.
struct Worker {
    child: Child,
    questions: Option<mpsc::Sender<(u32, Vec<u8>, Body)>>,
    answers_in: mpsc::Receiver<io::Result<Option<Frame>>>,
    threads: Vec<std::thread::JoinHandle<()>>,
    holds: Holds,
    answers: usize,
}

impl Worker {
    fn start(fence: &Fence) -> io::Result<Worker> {
        let mut command = Command::new(&fence.program);
        command.arg(WORKER).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(root) = std::env::var_os("SystemRoot") {
            // Windows finds its own libraries by it.
            command.env("SystemRoot", root);
        }
        #[cfg(debug_assertions)]
        if let Some(mock) = std::env::var_os(super::mock::VARIABLE) {
            command.env(super::mock::VARIABLE, mock);
        }
        #[cfg(unix)]
        {
            // Ctrl-C is for the parent, which ends its workers itself.
            std::os::unix::process::CommandExt::process_group(&mut command, 0);
        }
        let mut child = command.spawn()?;
        let (Some(mut input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        wide(&input, &output);
        let (setup, told) = (fence.setup.clone(), worker::told(&fence.limits));
        let (questions, asked) = mpsc::channel::<(u32, Vec<u8>, Body)>();
        let writer = std::thread::Builder::new().spawn(move || {
            // A worker that no longer reads is told of by the other thread.
            let mut fine = frame::write(&mut input, 0, &told, &setup).is_ok();
            while let (true, Ok((number, head, body))) = (fine, asked.recv()) {
                fine = frame::write(&mut input, number, &head, &body).is_ok();
            }
        })?;
        let most = fence.limits.answer_bytes;
        let (heard, answers_in) = mpsc::channel();
        let reader = std::thread::Builder::new().spawn(move || {
            loop {
                let frame = frame::read(&mut output, most);
                let last = !matches!(frame, Ok(Some(_)));
                if heard.send(frame).is_err() || last {
                    return;
                }
            }
        })?;
        let threads = vec![writer, reader];
        let mut worker = Worker { child, questions: Some(questions), answers_in, threads, holds: Holds::default(), answers: 0 };
        match worker.answers_in.recv_timeout(READY) {
            Ok(Ok(Some(Frame { number: 0, body, .. }))) => worker.holds = Holds(body.first().copied().unwrap_or(0)),
            _ => {
                worker.end();
                return Err(io::ErrorKind::BrokenPipe.into());
            }
        }
        Ok(worker)
    }

    fn send(&mut self, number: u32, head: Vec<u8>, body: Body) {
        if let Some(questions) = &self.questions {
            let _ = questions.send((number, head, body));
        }
    }

    /// Waits for the answer to the question it is at.
    fn answer(&mut self, number: u32, fence: &Fence, stop: &AtomicBool) -> Heard {
        let until = Instant::now() + fence.limits.wall;
        loop {
            let now = Instant::now();
            if stop.load(Ordering::Relaxed) {
                return Heard::Stop;
            }
            match self.answers_in.recv_timeout(BLINK.min(until.saturating_duration_since(now))) {
                Ok(Ok(Some(frame))) => {
                    self.answers += 1;
                    return match (frame.number == number, frame.over) {
                        (true, false) => Heard::Answer(frame),
                        (true, true) => Heard::Lost(Lost::TooLarge, true),
                        (false, _) => Heard::Lost(Lost::Failed, true),
                    };
                }
                Ok(_) | Err(mpsc::RecvTimeoutError::Disconnected) => return self.why(),
                // The clock may have run while the machine slept: once more.
                Err(mpsc::RecvTimeoutError::Timeout) if now >= until => return Heard::Lost(Lost::Timeout, true),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Why it left: by what the system says of its end, and by the words with which Rust's own runtime gives up.
    fn why(&mut self) -> Heard {
        let end = Instant::now() + 10 * BLINK;
        let mut status = None;
        while status.is_none() && Instant::now() < end {
            status = self.child.try_wait().ok().flatten();
            std::thread::sleep(BLINK / 50);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let mut last_words = Vec::new();
        if let Some(from) = self.child.stderr.take() {
            let _ = from.take(4096).read_to_end(&mut last_words);
        }
        let said = String::from_utf8_lossy(&last_words);
        if status.is_some_and(|s| ended_by(s, Signal::TooLong)) {
            Heard::Lost(Lost::Timeout, false)
        } else if said.contains("memory allocation of") || status.is_some_and(|s| ended_by(s, Signal::Killed)) {
            Heard::Lost(Lost::TooLarge, true)
        } else {
            Heard::Lost(Lost::Failed, true)
        }
    }

    /// Ends it, whatever it is at, and waits until it is gone.
    fn end(mut self) {
        self.questions = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Pipes that hold more than one small document, where the system lets us: fewer turns between two processes.
#[cfg(target_os = "linux")]
fn wide(input: &std::process::ChildStdin, output: &std::process::ChildStdout) {
    let _ = rustix::pipe::fcntl_setpipe_size(input, 1 << 20);
    let _ = rustix::pipe::fcntl_setpipe_size(output, 1 << 20);
}

#[cfg(not(target_os = "linux"))]
fn wide(_: &std::process::ChildStdin, _: &std::process::ChildStdout) {}

/// How a system ends a worker.
#[derive(Clone, Copy)]
enum Signal {
    /// It used up its processor time.
    TooLong,
    /// Somebody else killed it: a system without memory, most of all.
    Killed,
}

#[cfg(unix)]
fn ended_by(status: ExitStatus, signal: Signal) -> bool {
    let number = match signal {
        Signal::TooLong => rustix::process::Signal::XCPU,
        Signal::Killed => rustix::process::Signal::KILL,
    };
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(number.as_raw())
}

#[cfg(not(unix))]
fn ended_by(_: ExitStatus, _: Signal) -> bool {
    false
}
