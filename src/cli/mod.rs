//! Speaks with the person: flags and help in Dutch, progress, colour and exit codes. Nothing else prints.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the room that speaks")]

mod audit;
mod compare;
mod convert;
mod flags;
mod inspect;
mod merge;
mod purge;
mod report;
mod review;
mod rules;
mod say;
mod setup;
mod stored;

use clap::{CommandFactory as _, Parser as _};
pub use flags::Cli;
use flags::Command;
use std::process::ExitCode;

/// All done.
pub(crate) const DONE: u8 = 0;
/// Output written, some files could not be read; with `rules test`: an example fails.
pub(crate) const SOME: u8 = 1;
/// Nothing written.
pub(crate) const NOTHING: u8 = 2;
/// With `--fail-on`: a finding of that level or worse.
pub(crate) const FOUND: u8 = 3;

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    quiet_panics();
    stop_on_request();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => return say::usage(&e),
    };
    let code = match cli.command {
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
    };
    ExitCode::from(code)
}

/// Ctrl-C: reports are whole or not there, so stopping at once leaves nothing half written.
#[expect(clippy::exit, reason = "the person asked to stop")]
fn stop_on_request() {
    let handler = || {
        eprintln!("\noppkeur: gestopt; er is niets half geschreven. Start dezelfde opdracht opnieuw om het over te doen.");
        std::process::exit(130);
    };
    // A second handler in one process is refused: the first one holds.
    let _ = ctrlc::set_handler(handler);
}

/// A panic prints the place in the code and nothing else: its message may quote a document.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        // The reader of our output went away (`oppkeur rules | head`): that is no fault.
        if info.payload().downcast_ref::<String>().is_some_and(|m| m.starts_with("failed printing to stdout")) {
            return;
        }
        let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        eprintln!("oppkeur: er ging iets mis ({place}); het bestand krijgt de status niet_leesbaar, de rest gaat door");
    }));
}
