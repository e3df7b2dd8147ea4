//! What a person reads on the terminal: plain Dutch, in colour where that is wanted.

use super::flags::{Colour, Common};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

/// Whether to colour what goes to standard output.
pub(super) fn coloured(common: &Common) -> bool {
    match common.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}

/// Bold, where colour is wanted.
pub(super) fn bold(text: &str, on: bool) -> String {
    if on { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A line for who is watching. Where nobody is any more, the work goes on: a report matters more.
fn err(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Longest place in the code that is told.
const LONGEST_PLACE: usize = 80;

/// A message about something wrong. It may name a file, of which the name may try to steer the terminal.
pub(super) fn wrong(text: &str) {
    err(&format!("oppkeur: {}", harmless(text)));
}

/// A text without what a terminal obeys.
fn harmless(text: &str) -> String {
    let steers =
        |c: char| c != '\n' && c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// A remark beside the work.
pub(super) fn note(text: &str) {
    err(&format!("oppkeur: {text}"));
}

/// A reader fell over, at this place in the code: all that is said of it.
pub(super) fn fell_over(place: &str) {
    // A worker that went wrong may say anything.
    let place = if place.len() <= LONGEST_PLACE { harmless(place) } else { String::new() };
    err(&format!("oppkeur: er ging iets mis ({place}); het bestand krijgt de status niet_leesbaar, de rest gaat door"));
}

/// Several things wrong, all at once.
pub(super) fn all_wrong(head: &str, what: &[String]) {
    err(&format!("oppkeur: {head}"));
    for w in what {
        err(&format!("  - {}", harmless(w)));
    }
}

/// What clap found wrong with the command line, in Dutch.
pub(super) fn usage(e: &clap::Error) -> ExitCode {
    if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        // Help asked for is no mistake.
        let shown = e.print();
        let fine = shown.is_ok() && e.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
        return ExitCode::from(if fine { super::DONE } else { super::NOTHING });
    }
    let get = |kind: ContextKind| match e.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(s)) => s.join(", "),
        _ => String::new(),
    };
    let (arg, value) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
    let said = match e.kind() {
        ErrorKind::UnknownArgument => format!("{arg} bestaat niet"),
        ErrorKind::InvalidSubcommand => format!("de opdracht {} bestaat niet", get(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("dit ontbreekt nog: {arg}"),
        ErrorKind::MissingSubcommand => {
            "geef een opdracht: audit, convert, inspect, report, review, compare, merge, purge of rules".to_owned()
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = get(ContextKind::ValidValue);
            if valid.is_empty() {
                format!("'{value}' past niet bij {arg}")
            } else {
                format!("'{value}' past niet bij {arg} (kies uit: {valid})")
            }
        }
        ErrorKind::ArgumentConflict => format!("{arg} kan niet samen met {}", get(ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("het aantal waarden bij {arg} klopt niet")
        }
        ErrorKind::NoEquals => format!("schrijf {arg}=WAARDE"),
        _ => "deze opdracht is niet te begrijpen".to_owned(),
    };
    wrong(&format!("{said}. Typ 'oppkeur --help' voor uitleg."));
    ExitCode::from(super::NOTHING)
}
