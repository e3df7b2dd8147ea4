//! `oppkeur report`: draws the reports again from `audit.jsonl`, without reading documents.

use super::flags::{Common, CsvKind, Formats, ReportArgs, ReportFormat};
use super::setup::Setup;
use super::{DONE, NOTHING, say, stored};
use crate::report::csv::{self, Style};
use crate::report::outputs::{self, Named, ReportError};
use crate::report::read_me::{self, Reports};
use crate::report::share::Shareable;
use crate::report::{Legend, Record, Run};
use std::path::Path;

/// Folder of the letters.
pub(super) const LETTERS: &str = "verbeterrapport";
/// Folder of what may leave the school.
pub(super) const SHARED: &str = "deelbaar";

pub(super) fn run(args: &ReportArgs, common: &Common) -> u8 {
    let Some(setup) = Setup::read(common, None, None) else { return NOTHING };
    let (records, run) = match stored::audit(&args.audit) {
        Ok(audit) => audit,
        Err(e) => {
            say::wrong(&e);
            return NOTHING;
        }
    };
    if run.regels.kenmerk != setup.rules.digest {
        say::wrong("let op: deze audit is met andere regels gemaakt; de uitleg in het rapport komt uit de regels van nu");
    }
    let out = args.out.as_deref().unwrap_or(&args.audit);
    let made = made(&records, &run, &Legend::of(&setup.rules), &args.formats, style(args.csv));
    let written = made.map_err(|e| e.to_string()).and_then(|mut made| {
        made.push(("LEES-MIJ.txt".to_owned(), read_me::text(&with_earlier(out, args.formats.reports()), &run.warning())));
        stored::put(out, &made)
    });
    if let Err(e) = written {
        say::wrong(&e);
        return NOTHING;
    }
    if !common.quiet {
        println!("De rapporten staan in {}. {}", out.display(), first(&args.formats, say::coloured(common)));
    }
    DONE
}

/// The reports that are asked; without `audit.jsonl`, `uitvoering.json` and `LEES-MIJ.txt`.
///
/// # Errors
/// [`ReportError`], which no record should bring about.
pub(super) fn made(records: &[Record], run: &Run, legend: &Legend, formats: &Formats, style: Style) -> Result<Vec<Named>, ReportError> {
    let wanted = formats.reports();
    let mut made: Vec<Named> = Vec::new();
    if wanted.csv {
        made.extend([
            ("documenten.csv".to_owned(), csv::documents(records, style)),
            ("onderdelen.csv".to_owned(), csv::parts(records, style)),
            ("scores.csv".to_owned(), csv::scores(records, style)),
            ("bevindingen.csv".to_owned(), csv::findings(records, style)),
            ("scholen.csv".to_owned(), csv::schools_table(records, style)),
        ]);
        made.extend(outputs::tables(records, run, legend, style)?);
    }
    if wanted.xlsx {
        made.push(outputs::workbook(records, run, legend)?);
    }
    if wanted.html {
        made.push(outputs::page(records, run, legend, None));
    }
    if wanted.letters {
        made.extend(outputs::letters(records, run, legend, formats.per_document)?);
    }
    if wanted.shareable {
        let shared = outputs::shareable(&Shareable::of(records, run, legend), style)?;
        made.extend(shared.into_iter().map(|(name, bytes)| (format!("{SHARED}/{name}"), bytes)));
    }
    Ok(made)
}

impl Formats {
    /// Which reports the flags ask.
    pub(super) fn reports(&self) -> Reports {
        let has = |format| self.format.contains(&format);
        Reports {
            csv: has(ReportFormat::Csv),
            xlsx: has(ReportFormat::Xlsx),
            html: has(ReportFormat::Html),
            letters: has(ReportFormat::Docx) || self.per_document,
            shareable: self.shareable,
        }
    }
}

/// How CSV is written.
pub(super) fn style(csv: CsvKind) -> Style {
    if csv == CsvKind::Intl { Style::International } else { Style::Dutch }
}

/// Which file to open first.
pub(super) fn first(formats: &Formats, colour: bool) -> String {
    let name = match formats.reports() {
        Reports { html: true, .. } => "oppkeur.html",
        Reports { xlsx: true, .. } => "oppkeur.xlsx",
        Reports { csv: true, .. } => "documenten.csv",
        Reports { letters: true, .. } => "de map verbeterrapport",
        _ => "LEES-MIJ.txt",
    };
    format!("Open eerst {}.", say::bold(name, colour))
}

/// What stands in the folder once this is written: reports of an earlier turn stay where they are.
fn with_earlier(out: &Path, new: Reports) -> Reports {
    let there = |name: &str| out.join(name).exists();
    Reports {
        csv: new.csv || there("documenten.csv"),
        xlsx: new.xlsx || there("oppkeur.xlsx"),
        html: new.html || there("oppkeur.html"),
        letters: new.letters || there(LETTERS),
        shareable: new.shareable || there(SHARED),
    }
}
