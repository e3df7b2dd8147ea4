//! Speaks with the person: flags and help in Dutch, progress, colour and exit codes. Nothing else prints.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the room that speaks")]

mod audit;
mod compare;
mod convert;
mod converter;
mod earlier;
mod fenced;
mod flags;
mod inspect;
mod kept;
mod merge;
mod purge;
mod report;
mod review;
mod rules;
mod say;
mod setup;
mod stored;
mod worker;

use clap::{CommandFactory as _, Parser as _};
pub use flags::Cli;
use flags::Command;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

/// All done.
pub(crate) const DONE: u8 = 0;
/// Output written, some files could not be read; with `rules test`: an example fails.
pub(crate) const SOME: u8 = 1;
/// Nothing written.
pub(crate) const NOTHING: u8 = 2;
/// With `--fail-on`: a finding of that level or worse.
pub(crate) const FOUND: u8 = 3;

/// The person stopped it.
pub(crate) const STOPPED: u8 = 130;

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == crate::fence::WORKER) && words.next().is_none() {
        return ExitCode::from(worker::run());
    }
    quiet_panics();
    stop_on_request();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => return say::usage(&e),
    };
    // A fault of ours is told by the hook; a report is whole or not there.
    ExitCode::from(std::panic::catch_unwind(|| run(cli)).unwrap_or_else(|why| if reader_left(&*why) { DONE } else { NOTHING }))
}

/// The reader of our output went away (`oppkeur rules | head`): that is no fault.
fn reader_left(why: &(dyn std::any::Any + Send)) -> bool {
    why.downcast_ref::<String>().is_some_and(|m| m.starts_with("failed printing to stdout"))
}

fn run(cli: Cli) -> u8 {
    match cli.command {
        Command::Audit(args) => audit::run(&args, &cli.common),
        Command::Convert(args) => convert::run(&args, &cli.common),
        Command::Inspect(args) => inspect::run(&args, &cli.common),
        Command::Report(args) => report::run(&args, &cli.common),
        Command::Review(args) => review::run(&args, &cli.common),
        Command::Compare(args) => compare::run(&args, &cli.common),
        Command::Merge(args) => merge::run(&args, &cli.common),
        Command::Purge(args) => purge::run(&args, &cli.common),
        Command::Rules(args) => rules::run(&args, &cli.common),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "oppkeur", &mut std::io::stdout());
            DONE
        }
        Command::Man => match clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout()) {
            Ok(()) => DONE,
            Err(_) => NOTHING,
        },
    }
}

/// Ctrl-C, or a window that is closed: a command that reads documents stops at the next one and says how to go on; any
/// other one, and a second Ctrl-C, stops at once. Reports are whole or not there, so nothing is left half written.
#[expect(clippy::exit, reason = "the person asked to stop")]
fn stop_on_request() {
    let handler = || {
        let reads = fenced::READS.load(Ordering::Relaxed);
        if !reads || fenced::STOP.swap(true, Ordering::Relaxed) {
            say::note("gestopt; er is niets half geschreven. Start dezelfde opdracht opnieuw om verder te gaan.");
            std::process::exit(STOPPED.into());
        }
    };
    // A second handler in one process is refused: the first one holds.
    let _ = ctrlc::set_handler(handler);
}

/// A panic prints the place in the code and nothing else: its message may quote a document.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        if reader_left(info.payload()) {
            return;
        }
        let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        if fenced::READS.load(Ordering::Relaxed) {
            say::fell_over(&place);
        } else {
            say::wrong(&format!("er ging iets mis ({place}); is de schijf vol? Start dezelfde opdracht opnieuw"));
        }
    }));
}
