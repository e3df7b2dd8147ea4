//! Worker processes: bytes go in, bytes come out, and whatever the bytes do to a worker ends that worker only.
//!
//! ```text
//! pool (the parent) ── frame ──► worker (this program again, behind a sandbox) ── frame ──► pool
//! ```
//!
//! Knows nothing of documents. A worker reads questions from its input and writes answers to its output, in order; it has
//! no use for files or a network, and gives both up before it reads the first question. A complete answer is the only
//! sign of success: an exit status is believed of a failure only.

mod frame;
#[cfg(debug_assertions)]
mod mock;
mod pool;
mod sandbox;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use pool::{Asked, Done, run};
pub use sandbox::Holds;
pub use worker::serve;

/// The word on the command line that makes this program a worker.
pub const WORKER: &str = "worker";

/// How to fence.
#[derive(Debug, Clone)]
pub struct Fence {
    /// The program to start, with [`WORKER`] as its one argument.
    pub program: PathBuf,
    /// How many workers.
    pub workers: usize,
    /// What each worker is told before its first question.
    pub setup: Arc<Vec<u8>>,
    /// What one question may cost.
    pub limits: Limits,
}

/// What one question may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time by the clock on the wall.
    pub wall: Duration,
    /// Seconds of processor time.
    pub cpu_seconds: u64,
    /// Memory of the worker.
    pub memory_bytes: u64,
    /// Length of an answer.
    pub answer_bytes: u64,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// It asked more memory than it may, or answers at more length.
    TooLarge,
    /// It took too long.
    Timeout,
    /// The worker fell over, left, or answered rubbish.
    Failed,
}

/// Bytes to look at, shared so that nobody copies them.
pub type Body = Arc<Vec<u8>>;

/// The program as it runs now.
///
/// # Errors
/// What the operating system says.
pub fn this_program() -> std::io::Result<PathBuf> {
    // The file may be replaced while we run; on Linux this name leads to what runs.
    let running = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() { Ok(running) } else { std::env::current_exe() }
}
