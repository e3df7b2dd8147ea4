//! How a command reads documents: in worker processes or threads, with the bar that shows how far it is, and a stop on request.

use super::flags::{Common, Isolated};
use super::say;
use super::setup::Setup;
use super::worker::{self, What};
use crate::audit::batch::{Event, Held, Isolation};
use crate::fence::Holds;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Bytes of stack of a thread that reads: as much as that of a worker, so that both read the same.
const STACK: usize = 64 << 20;

/// Whether the person asked to stop.
pub(super) static STOP: AtomicBool = AtomicBool::new(false);

/// Whether documents are being read: then Ctrl-C is a request.
pub(super) static READS: AtomicBool = AtomicBool::new(false);

/// A command that reads documents.
pub(super) struct Reading {
    pub(super) isolation: Isolation,
    bar: ProgressBar,
    skipped: AtomicUsize,
    known: AtomicUsize,
    common: Common,
}

impl Reading {
    /// Makes ready to read this many files.
    pub(super) fn of(files: usize, what: What, setup: &Setup, common: &Common, template: &'static str) -> Reading {
        let jobs = common.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).max(1);
        let isolation = match common.isolation {
            Isolated::Thread => Isolation::Threads,
            Isolated::Process => Isolation::Processes { workers: jobs, setup: Arc::new(worker::told(what, setup)) },
        };
        // A second call in one process is refused; the first one holds.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK).build_global();
        let shown = !common.quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(files as u64), target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        READS.store(true, Ordering::Relaxed);
        Reading { isolation, bar, skipped: AtomicUsize::new(0), known: AtomicUsize::new(0), common: common.clone() }
    }

    /// Takes what happens.
    pub(super) fn told(&self, event: Event<'_>) {
        match event {
            Event::Done(school) => {
                self.bar.set_message(school.to_owned());
                self.bar.inc(1);
            }
            Event::Opened { documents, skipped } => {
                self.bar.inc_length((documents as u64).saturating_sub(1));
                self.skipped.fetch_add(skipped, Ordering::Relaxed);
            }
            Event::Known => {
                self.known.fetch_add(1, Ordering::Relaxed);
            }
            Event::Panicked(place) => self.bar.suspend(|| say::fell_over(place)),
            Event::NoWorkers => self.bar.suspend(|| {
                say::wrong("werkprocessen kunnen hier niet worden gestart; de bestanden worden zonder die afscherming gelezen");
            }),
        }
    }

    /// Ends; says with `--verbose` what held. Gives what was skipped in archives.
    pub(super) fn end(&self, held: Held) -> usize {
        READS.store(false, Ordering::Relaxed);
        self.bar.finish_and_clear();
        if self.common.verbose && !self.common.quiet {
            let known = self.known.load(Ordering::Relaxed);
            if known > 0 {
                say::note(&format!("{known} bestanden zijn niet veranderd en niet opnieuw gelezen."));
            }
            if held != Held::Nothing {
                say::note(&holding(held));
            }
        }
        self.skipped.load(Ordering::Relaxed)
    }
}

/// What held while the documents were read, in Dutch.
fn holding(held: Held) -> String {
    let Held::Workers(holds) = held else {
        return "Afscherming: geen werkprocessen; de bestanden zijn in het programma zelf gelezen.".to_owned();
    };
    let mut said = vec!["elk bestand is gelezen in een apart werkproces"];
    let mut not = Vec::new();
    for (held, yes, no) in [
        (Holds::FEW_CALLS, "zonder netwerk en zonder andere programma's (seccomp)", "netwerk afgesloten"),
        (Holds::NO_FILES, "zonder toegang tot bestanden (Landlock)", "bestanden afgesloten door Landlock"),
        (Holds::MEMORY, "met een grens aan het geheugen", "grens aan het geheugen"),
        (Holds::NO_DUMPS, "zonder geheugendump bij een fout", "geheugendumps uit"),
    ] {
        if holds.has(held) { said.push(yes) } else { not.push(no) }
    }
    let mut text = format!("Afscherming: {}.", said.join(", "));
    if !not.is_empty() {
        text += &format!(" Op deze computer niet: {}.", not.join(", "));
    }
    text
}
