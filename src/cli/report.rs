//! `oppkeur report`: draws the reports again from `audit.jsonl`, without reading documents.

use super::flags::{Common, CsvKind, Formats, ReportArgs, ReportFormat};
use super::setup::Setup;
use super::{DONE, NOTHING, say, stored};
use crate::report::bundle::{self, BundleError, Made, Wanted};
use crate::report::csv::Style;
use crate::report::share::Shareable;
use crate::report::{Legend, Record, Run};
use std::path::Path;

pub(super) fn run(args: &ReportArgs, common: &Common) -> u8 {
    let Some(setup) = Setup::read(common, None, None) else { return NOTHING };
    let (records, run) = match stored::audit(&args.audit) {
        Ok(audit) => audit,
        Err(wrong) => {
            say::all_wrong("er is niets gedaan, want dit klopt niet:", &wrong);
            return NOTHING;
        }
    };
    if run.regels.kenmerk != setup.rules.digest {
        say::wrong("let op: deze audit is met andere regels gemaakt; de uitleg in het rapport komt uit de regels van nu");
    }
    let out = args.out.as_deref().unwrap_or(&args.audit);
    let wanted = wanted(&args.formats, &args.csv);
    let made = made(&records, &run, &Legend::of(&setup.rules), &wanted, args.formats.shareable);
    let made = made.map_err(|e| e.to_string()).map(|mut made| {
        let (there, shared) = with_earlier(out, &wanted, args.formats.shareable);
        made.push(("LEES-MIJ.txt".to_owned(), bundle::read_me(&there, shared)));
        made
    });
    match made.and_then(|made| stored::put(out, &made)) {
        Ok(()) => {
            if !common.quiet {
                println!("De rapporten staan in {}. {}", out.display(), first(&wanted, say::coloured(common)));
            }
            DONE
        }
        Err(e) => {
            say::wrong(&e);
            NOTHING
        }
    }
}

/// The reports of an audit, and what may leave the school where that is asked.
///
/// # Errors
/// [`BundleError`], which no record should bring about.
pub(super) fn made(records: &[Record], run: &Run, legend: &Legend, wanted: &Wanted, shareable: bool) -> Result<Vec<Made>, BundleError> {
    let mut made = bundle::reports(records, run, legend, wanted)?;
    if shareable {
        let shared = bundle::shared(&Shareable::of(records, run, legend), wanted)?;
        made.extend(shared.into_iter().map(|(name, bytes)| (format!("{}/{name}", bundle::SHARED), bytes)));
    }
    Ok(made)
}

/// What the flags ask.
pub(super) fn wanted(formats: &Formats, csv: &CsvKind) -> Wanted {
    let has = |format| formats.format.contains(&format);
    Wanted {
        csv: has(ReportFormat::Csv),
        xlsx: has(ReportFormat::Xlsx),
        html: has(ReportFormat::Html),
        letters: has(ReportFormat::Docx) || formats.per_document,
        notes: formats.per_document,
        style: style(*csv),
    }
}

/// How CSV is written.
pub(super) fn style(csv: CsvKind) -> Style {
    if csv == CsvKind::Intl { Style::International } else { Style::Dutch }
}

/// Which file to open first.
pub(super) fn first(wanted: &Wanted, colour: bool) -> String {
    let name = match wanted {
        Wanted { html: true, .. } => "oppkeur.html",
        Wanted { xlsx: true, .. } => "oppkeur.xlsx",
        Wanted { csv: true, .. } => "documenten.csv",
        _ => "LEES-MIJ.txt",
    };
    format!("Open eerst {}.", say::bold(name, colour))
}

/// What stands in the folder when this is written: reports of an earlier turn stay where they are.
fn with_earlier(out: &Path, wanted: &Wanted, shareable: bool) -> (Wanted, bool) {
    let there = |name: &str| out.join(name).exists();
    let all = Wanted {
        csv: wanted.csv || there("documenten.csv"),
        xlsx: wanted.xlsx || there("oppkeur.xlsx"),
        html: wanted.html || there("oppkeur.html"),
        letters: wanted.letters || there(bundle::LETTERS),
        ..*wanted
    };
    (all, shareable || there(bundle::SHARED))
}
