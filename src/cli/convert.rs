//! `oppkeur convert`: puts the documents of a folder in the order of Bijlage 2, and accounts for every move.

use super::audit::because;
use super::flags::{Common, ConvertArgs, Form};
use super::setup::Setup;
use super::{DONE, NOTHING, SOME, say};
use crate::audit::find;
use crate::audit::find::{Found, Source};
use crate::check::{self, Certainty, Checked};
use crate::convert::account::{self, ConversionRow, MoveRow};
use crate::convert::split::{self, Cut};
use crate::convert::{About, Converted, Mark, Options, Target, apart, docx, text, to_format};
use crate::map::{self, FromOutside, Kind, SchoolType};
use crate::model::{Format, Reason, Unreadable};
use crate::read::{self, ReadOptions};
use crate::report::build::reason_id;
use crate::report::csv::harmless;
use crate::report::files;
use crate::rules::Rules;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

pub(super) fn run(args: &ConvertArgs, common: &Common) -> u8 {
    let target = match Target::built_in() {
        Ok(target) => target,
        Err(e) => return refuse(&e.to_string()),
    };
    let Ok(school_type) = args.school_type.as_deref().map(|t| SchoolType::parse(t).ok_or(())).transpose() else {
        return refuse("--school-type is PO, SBO, SO, VSO, VO of PrO");
    };
    if let Some(path) = &args.blank {
        return blank(path, &target, school_type, args.overwrite);
    }
    let Some(out) = &args.out else { return refuse("geef met --out een map voor de nieuwe documenten") };
    let template = match args.template.as_deref().map(template).transpose() {
        Ok(template) => template,
        Err(said) => return refuse(&said),
    };
    let first = args.paths.first().map(|p| if p.is_dir() { p.clone() } else { p.parent().map(Path::to_path_buf).unwrap_or_default() });
    let Some(setup) = Setup::read(common, first.as_deref(), None) else { return NOTHING };
    let options = ReadOptions { pictures: true, ..ReadOptions::default() };
    let finds = match find::find(&args.paths, None, Some(out), &options) {
        Ok(finds) => finds,
        Err(path) => return refuse(&format!("{} bestaat niet", path.display())),
    };
    for closed in &finds.closed {
        say::wrong(&format!("de map {closed} kan niet worden bekeken"));
    }
    if finds.files.is_empty() {
        return refuse("er is geen enkel bestand gevonden");
    }
    if let Some(jobs) = common.jobs {
        // A second call in one process is refused; the first one holds.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.max(1)).build_global();
    }
    let names = names(&finds.files);
    let types = setup.school_types();
    let work = Work { args, out, options, target: &target, template, school_type, types: &types, setup: &setup };
    let bar = progress(finds.files.len() as u64, common);
    let done: Vec<(ConversionRow, Vec<MoveRow>)> = finds
        .files
        .par_iter()
        .zip(&names)
        .map(|(found, name)| {
            let row =
                catch_unwind(AssertUnwindSafe(|| work.one(found, name))).unwrap_or_else(|_| (untold(found, Reason::Failed), Vec::new()));
            bar.inc(1);
            row
        })
        .collect();
    bar.finish_and_clear();
    let rows: Vec<&ConversionRow> = done.iter().map(|(row, _)| row).collect();
    let moves: Vec<&MoveRow> = done.iter().flat_map(|(_, moves)| moves).collect();
    for (name, bytes) in [("conversies.csv", conversions(&rows)), ("verplaatsingen.csv", moved(&moves))] {
        if let Err(e) = files::write(out, name, &bytes) {
            return refuse(&format!("{name} kan niet worden geschreven ({})", because(&e)));
        }
    }
    if !common.quiet {
        summary(&rows, out, say::coloured(common));
    }
    if rows.iter().any(|row| row.status == "niet_leesbaar") { SOME } else { DONE }
}

fn refuse(said: &str) -> u8 {
    say::wrong(said);
    NOTHING
}

fn blank(path: &Path, target: &Target, school_type: Option<SchoolType>, overwrite: bool) -> u8 {
    if path.exists() && !overwrite {
        return refuse(&format!("{} bestaat al; geef --overwrite om het te vervangen", path.display()));
    }
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let bytes = match docx::blank(target, school_type) {
        Ok(bytes) => bytes,
        Err(e) => return refuse(&e.to_string()),
    };
    match files::write(folder, &name, &bytes) {
        Ok(_) => DONE,
        Err(e) => refuse(&format!("{} kan niet worden geschreven ({})", path.display(), because(&e))),
    }
}

fn template(path: &Path) -> Result<Vec<u8>, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("{} kan niet worden gelezen ({})", path.display(), because(&e)))?;
    docx::check(&bytes).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(bytes)
}

struct Work<'a> {
    args: &'a ConvertArgs,
    out: &'a Path,
    options: ReadOptions,
    target: &'a Target,
    template: Option<Vec<u8>>,
    school_type: Option<SchoolType>,
    types: &'a BTreeMap<String, SchoolType>,
    setup: &'a Setup,
}

impl Work<'_> {
    /// Converts one file; whatever happens, it has a row.
    fn one(&self, found: &Found, name: &str) -> (ConversionRow, Vec<MoveRow>) {
        let extension = match self.args.to {
            Form::Docx => "docx",
            Form::Md => "md",
            Form::Html => "html",
        };
        let (file, second) = (format!("{name}.{extension}"), format!("{name}.niet-overgenomen.docx"));
        if !self.args.overwrite && [&file, &second].iter().any(|f| self.out.join(f).exists()) {
            return (account::untouched(&found.name, &found.school, "bestaat_al", ""), Vec::new());
        }
        let (document, mapping) = match self.read(found) {
            Ok(read) => read,
            Err(why) => return (untold(found, why.reason), Vec::new()),
        };
        let left = match mapping.kind {
            Kind::Opp => None,
            Kind::BlankForm => Some("leeg_format"),
            Kind::Other(_) => Some("geen_opp"),
        };
        if let Some(status) = left {
            return (account::untouched(&found.name, &found.school, status, ""), Vec::new());
        }
        let rules = &self.setup.rules;
        let checked = check::look(&document, &mapping, rules, self.setup.today);
        let about = About { school_type: self.known(found).or(mapping.facts.school_type) };
        let options = Options { concise: self.args.concise };
        let Cut { document, mapping, marks } = split::at_findings(document, mapping, marks(&checked, rules), about.school_type);
        let converted = to_format(&document, &mapping, &marks, &about, self.target, &options);
        match self.write(&converted, &file, &second) {
            Ok(pages) => {
                let row = account::conversion(&document, &converted, &found.name, &found.school, pages);
                (row, account::moves(&document, &converted, &found.name))
            }
            Err(said) => {
                say::wrong(&said);
                (untold(found, Reason::Failed), Vec::new())
            }
        }
    }

    fn known(&self, found: &Found) -> Option<SchoolType> {
        self.school_type.or_else(|| self.types.get(&found.school).copied())
    }

    fn read(&self, found: &Found) -> Result<(crate::model::Document, map::Mapping), Unreadable> {
        let fail = |reason| Unreadable::new(Format::Other, reason);
        let from_disk;
        let bytes: &[u8] = match &found.source {
            Source::Broken(why) => return Err(why.clone()),
            Source::Member(bytes) => bytes,
            Source::File(_) if found.size > self.options.limits.file_bytes => return Err(fail(Reason::TooLarge)),
            Source::File(path) => {
                from_disk = std::fs::read(path).map_err(|_| fail(Reason::CannotOpen))?;
                &from_disk
            }
        };
        let document = read::document(&found.name, bytes, &self.options)?;
        let outside = FromOutside { school_type: self.known(found), path: &found.name, ..FromOutside::default() };
        let mapping = map::parts(&document, &self.setup.rules, &outside);
        Ok((document, mapping))
    }

    /// Writes both documents, the second one first: when the new OPP is there, nothing of it is missing.
    /// Gives the A4 of the new one, as the reader counts them.
    fn write(&self, converted: &Converted, file: &str, second: &str) -> Result<Option<u32>, String> {
        let failed = |e: &dyn std::fmt::Display| format!("een document kon niet worden gemaakt: {e}");
        let (bytes, pages) = match self.args.to {
            Form::Docx => {
                let bytes = docx::write(converted, self.target, self.template.as_deref()).map_err(|e| failed(&e))?;
                let pages = read::document(file, &bytes, &ReadOptions::default()).ok().map(|document| document.a4.pages);
                (bytes, pages)
            }
            Form::Md => (text::markdown(converted, self.target).into_bytes(), None),
            Form::Html => (text::html(converted, self.target).into_bytes(), None),
        };
        let apart = apart::write(converted, self.target).map_err(|e| failed(&e))?;
        let put = |name: &str, bytes: &[u8]| {
            files::write(self.out, name, bytes).map_err(|e| format!("een document kan niet worden geschreven ({})", because(&e)))
        };
        if let Some(apart) = apart {
            put(second, &apart)?;
        }
        put(file, &bytes)?;
        Ok(pages)
    }
}

/// What the findings say of single blocks.
fn marks(checked: &Checked, rules: &Rules) -> Vec<Mark> {
    checked
        .findings
        .iter()
        .filter_map(|finding| {
            let quote = finding.quote?;
            Some(Mark {
                block: quote.block,
                range: Some((quote.start, quote.end)),
                certain: finding.certainty == Certainty::High,
                advice: rules.code(&finding.code).map(|code| code.advice.clone()).unwrap_or_default(),
                code: finding.code.clone(),
            })
        })
        .collect()
}

fn untold(found: &Found, reason: Reason) -> ConversionRow {
    account::untouched(&found.name, &found.school, "niet_leesbaar", reason_id(reason))
}

/// Names of the new documents, without extension, in the same folders: the old name, with its extension where two in a
/// folder would be one.
fn names(files: &[Found]) -> Vec<String> {
    let cut = |name: &str| -> (String, String) {
        let name = name.replace("!/", "/");
        match name.rsplit_once('.') {
            Some((stem, extension)) if !extension.contains('/') && !stem.is_empty() && !stem.ends_with('/') => {
                (stem.to_owned(), extension.to_lowercase())
            }
            _ => (name, String::new()),
        }
    };
    let parts: Vec<(String, String)> = files.iter().map(|found| cut(&found.name)).collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for (stem, _) in &parts {
        *count.entry(stem.to_lowercase()).or_default() += 1;
    }
    parts
        .into_iter()
        .map(|(stem, extension)| {
            let shared = count.get(&stem.to_lowercase()).is_some_and(|n| *n > 1) || stem.ends_with(".niet-overgenomen");
            if shared && !extension.is_empty() { format!("{stem} ({extension})") } else { stem }
        })
        .collect()
}

fn conversions(rows: &[&ConversionRow]) -> Vec<u8> {
    let head = [
        "document",
        "school",
        "status",
        "reden",
        "a4_voor",
        "a4_na",
        "woorden",
        "overgenomen",
        "apart",
        "herhaald",
        "formulier",
        "rubrieken_gevuld",
        "rubrieken_open",
    ];
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    table(
        &head,
        rows.iter().map(|row| {
            let told = row.status == "omgezet";
            let count = |n: usize| if told { n.to_string() } else { String::new() };
            vec![
                row.document.clone(),
                row.school.clone(),
                row.status.clone(),
                row.reden.clone(),
                number(row.a4_voor),
                number(row.a4_na),
                count(row.woorden),
                count(row.overgenomen),
                count(row.apart),
                count(row.herhaald),
                count(row.formulier),
                row.rubrieken_gevuld.clone(),
                row.rubrieken_open.clone(),
            ]
        }),
    )
}

fn moved(rows: &[&MoveRow]) -> Vec<u8> {
    let head = ["document", "plaats", "onderdeel", "naar", "waarom", "code", "woorden"];
    table(
        &head,
        rows.iter().map(|row| {
            vec![
                row.document.clone(),
                row.plaats.clone(),
                row.onderdeel.to_owned(),
                row.naar.to_owned(),
                row.waarom.clone(),
                row.code.to_owned(),
                row.woorden.to_string(),
            ]
        }),
    )
}

/// As the other reports: semicolons, a byte-order mark, nothing that a spreadsheet takes for a formula.
fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    // Writing to memory does not fail.
    let _ = out.write_record(head);
    for row in rows {
        let _ = out.write_record(row.iter().map(|cell| harmless(cell)));
    }
    out.into_inner().unwrap_or_default()
}

/// Progress on stderr, only on a terminal; never a file's name.
fn progress(files: u64, common: &Common) -> ProgressBar {
    let shown = !common.quiet && std::io::stderr().is_terminal();
    let bar = ProgressBar::with_draw_target(Some(files), if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} bestanden, {per_sec}, nog {eta}") {
        bar.set_style(style);
    }
    bar
}

fn summary(rows: &[&ConversionRow], out: &Path, colour: bool) {
    println!("{}", say::bold(&format!("{} bestanden gevonden", rows.len()), colour));
    let lines = [
        ("omgezet", "omgezet"),
        ("leeg_format", "leeg formulier (blijft zoals het is)"),
        ("geen_opp", "geen OPP (blijft zoals het is)"),
        ("niet_leesbaar", "niet te lezen"),
        ("bestaat_al", "bestond al (geef --overwrite om te vervangen)"),
    ];
    for (status, words) in lines {
        let count = rows.iter().filter(|row| row.status == status).count();
        if count > 0 {
            println!("  {count:>5} {words}");
        }
    }
    println!(
        "\nDe nieuwe documenten staan in {}. In {} staat wat er met elk stuk is gebeurd.",
        out.display(),
        say::bold("verplaatsingen.csv", colour)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str) -> Found {
        Found { name: name.to_owned(), school: String::new(), source: Source::Member(Vec::new().into()), size: 0 }
    }

    #[test]
    fn a_name_that_two_files_share_keeps_its_extension() {
        let files = ["a/OPP Sem.docx", "a/OPP Sem.pdf", "b/OPP Sem.pdf", "z.zip!/x.y/opp", "OPP 2.0.docx"].map(found);
        assert_eq!(names(&files), ["a/OPP Sem (docx)", "a/OPP Sem (pdf)", "b/OPP Sem", "z.zip/x.y/opp", "OPP 2.0"]);
    }
}
