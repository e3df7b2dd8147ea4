//! The inside of a worker: reads questions, answers them one by one, and ends when its parent does.

use super::frame::{self, Frame};
use super::sandbox;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc;

/// What an answer's head says: all is well, or where in the code it went wrong.
pub(super) const FINE: &[u8] = b"";

/// Bytes of stack for the one who answers: some formats nest.
pub(super) const STACK: usize = 64 << 20;

/// Where the last panic was; its message may quote a document, and goes nowhere.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// What a worker needs to know of its limits, at the start of the setup.
pub(super) fn told(limits: &super::Limits) -> Vec<u8> {
    [limits.cpu_seconds.to_le_bytes(), limits.memory_bytes.to_le_bytes()].concat()
}

/// Serves until the input ends. `make` turns the setup into the one who answers, before the doors close.
///
/// # Errors
/// The input is not that of a parent.
pub fn serve<A>(
    mut input: impl Read,
    output: impl Write + Send + 'static,
    make: impl FnOnce(&[u8]) -> Option<A> + Send + 'static,
) -> io::Result<()>
where
    A: FnMut(&[u8], &[u8]) -> Vec<u8>,
{
    let bad = || io::Error::from(io::ErrorKind::InvalidData);
    let setup = frame::read(&mut input, u64::MAX)?.ok_or_else(bad)?;
    let number = |n: usize| setup.head.get(n..n + 8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes).ok_or_else(bad);
    let (cpu_seconds, memory) = (number(0)?, number(8)?);
    std::panic::set_hook(Box::new(|info| {
        if let (Some(at), Ok(mut place)) = (info.location(), PANICKED.lock()) {
            *place = format!("{}:{}", at.file(), at.line());
        }
    }));
    let mut holds = sandbox::limits(memory);
    holds.add(sandbox::files());
    let (ask, asked) = mpsc::channel::<Frame>();
    let answerer = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let Some(answer) = make(&setup.body) else { return };
        holds.add(sandbox::calls());
        let _ = answer_all(&asked, output, answer, holds, cpu_seconds);
    })?;
    // This thread only reads, so that it sees at once that the parent is gone, whatever the other one is caught in.
    while let Some(question) = frame::read(&mut input, u64::MAX)? {
        if ask.send(question).is_err() {
            break;
        }
    }
    drop(answerer);
    Ok(())
}

fn answer_all(
    asked: &mpsc::Receiver<Frame>,
    mut output: impl Write,
    mut answer: impl FnMut(&[u8], &[u8]) -> Vec<u8>,
    holds: sandbox::Holds,
    cpu_seconds: u64,
) -> io::Result<()> {
    frame::write(&mut output, 0, FINE, &[holds.0])?;
    for question in asked {
        sandbox::allow(cpu_seconds);
        let answered = catch_unwind(AssertUnwindSafe(|| {
            #[cfg(debug_assertions)]
            super::mock::act(question.number, &question.body, &mut output);
            answer(&question.head, &question.body)
        }));
        let place = PANICKED.lock().map(|mut p| std::mem::take(&mut *p)).unwrap_or_default();
        match answered {
            Ok(answered) => frame::write(&mut output, question.number, place.as_bytes(), &answered)?,
            // An answer of no bytes: none.
            Err(_) => frame::write(&mut output, question.number, place.as_bytes(), b"")?,
        }
    }
    Ok(())
}
