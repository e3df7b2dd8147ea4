//! Converts one document, wherever it is read; the parent writes what comes of it.

use super::audit::because;
use super::flags::Form;
use super::say;
use crate::audit::batch::{Answer, Known, Mark, Work};
use crate::audit::find::Found;
use crate::check::{self, Certainty, Checked};
use crate::convert::account::{self, ConversionRow};
use crate::convert::split::{self, Cut};
use crate::convert::{About, Converted, Mark as Pointed, Options, Target, apart, docx, text, to_format};
use crate::map::{self, FromOutside, Kind, SchoolType};
use crate::model::{Format, Reason, Unreadable};
use crate::read::{self, ReadOptions};
use crate::report::build::reason_id;
use crate::report::files;
use crate::rules::Rules;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// How to convert.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Converting {
    pub(super) to: Form,
    pub(super) concise: bool,
    pub(super) template: Option<Vec<u8>>,
    pub(super) school_type: Option<SchoolType>,
}

/// What is known of a document before it is read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Task {
    document: String,
    school: String,
    school_type: Option<SchoolType>,
    /// Name of the new document, without its extension.
    name: String,
}

/// The cells of a row of `verplaatsingen.csv`.
pub(super) type Move = [String; 7];

/// What becomes of a document.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) row: ConversionRow,
    pub(super) moves: Vec<Move>,
    /// The new document; empty where there is none.
    body: Vec<u8>,
    /// What was not taken over; empty where all was.
    apart: Vec<u8>,
}

/// All that converting takes, but for the rules.
pub(super) struct Converter {
    how: Converting,
    target: Target,
    today: Date,
    read: ReadOptions,
}

impl Converter {
    /// `None` when the built-in format is broken.
    pub(super) fn new(how: Converting, today: Date) -> Option<Converter> {
        Some(Converter { how, target: Target::built_in().ok()?, today, read: ReadOptions { pictures: true, ..ReadOptions::default() } })
    }

    pub(super) fn with<'a>(&'a self, rules: &'a Rules) -> WithRules<'a> {
        WithRules { it: self, rules }
    }
}

/// What converts.
#[derive(Clone, Copy)]
pub(super) struct WithRules<'a> {
    it: &'a Converter,
    rules: &'a Rules,
}

impl Answer for WithRules<'_> {
    type Task = Task;
    type Out = Done;

    fn reading(&self) -> &ReadOptions {
        &self.it.read
    }

    fn answer(&self, task: &Task, bytes: &[u8]) -> Done {
        let done = catch_unwind(AssertUnwindSafe(|| self.convert(task, bytes)));
        let failed = |why| self.refused(task, why, bytes);
        done.unwrap_or_else(|_| Err(Unreadable::new(Format::Other, Reason::Failed))).unwrap_or_else(failed)
    }

    fn refused(&self, task: &Task, why: Unreadable, _: &[u8]) -> Done {
        left(task, "niet_leesbaar", reason_id(why.reason))
    }

    fn pack(&self, out: &Done) -> Vec<u8> {
        let head = serde_json::to_vec(&(&out.row, &out.moves, out.body.len())).unwrap_or_default();
        [&(head.len() as u64).to_le_bytes(), head.as_slice(), &out.body, &out.apart].concat()
    }
}

/// A document of which no new one is made.
fn left(task: &Task, status: &str, reason: &str) -> Done {
    Done { row: account::untouched(&task.document, &task.school, status, reason), ..Done::default() }
}

impl WithRules<'_> {
    fn convert(&self, task: &Task, bytes: &[u8]) -> Result<Done, Unreadable> {
        let Converter { how, target, today, read } = self.it;
        let document = read::document(&task.document, bytes, read)?;
        let outside = FromOutside { school_type: task.school_type, path: &task.document, ..FromOutside::default() };
        let mapping = map::parts(&document, self.rules, &outside);
        match mapping.kind {
            Kind::Opp => {}
            Kind::BlankForm => return Ok(left(task, "leeg_format", "")),
            Kind::Other(_) => return Ok(left(task, "geen_opp", "")),
        }
        let checked = check::look(&document, &mapping, self.rules, *today);
        let about = About { school_type: task.school_type.or(mapping.facts.school_type) };
        let options = Options { concise: how.concise };
        let Cut { document, mapping, marks } = split::at_findings(document, mapping, marks(&checked, self.rules), about.school_type);
        let converted = to_format(&document, &mapping, &marks, &about, target, &options);
        let failed = |_| Unreadable::new(document.format, Reason::Failed);
        let (body, pages) = self.body(&converted).map_err(failed)?;
        let apart = apart::write(&converted, target).map_err(failed)?.unwrap_or_default();
        let row = account::conversion(&document, &converted, &task.document, &task.school, pages);
        let moves = account::moves(&document, &converted, &task.document)
            .into_iter()
            .map(|m| [m.document, m.plaats, m.onderdeel.to_owned(), m.naar.to_owned(), m.waarom, m.code.to_owned(), m.woorden.to_string()]);
        Ok(Done { row, moves: moves.collect(), body, apart })
    }

    /// The new document, and its A4 as the reader counts them.
    fn body(&self, converted: &Converted) -> Result<(Vec<u8>, Option<u32>), crate::convert::ConvertError> {
        let Converter { how, target, .. } = self.it;
        Ok(match how.to {
            Form::Docx => {
                let bytes = docx::write(converted, target, how.template.as_deref())?;
                let pages = read::document("nieuw.docx", &bytes, &ReadOptions::default()).ok().map(|document| document.a4.pages);
                (bytes, pages)
            }
            Form::Md => (text::markdown(converted, target).into_bytes(), None),
            Form::Html => (text::html(converted, target).into_bytes(), None),
        })
    }
}

/// What the findings say of single blocks.
fn marks(checked: &Checked, rules: &Rules) -> Vec<Pointed> {
    checked
        .findings
        .iter()
        .filter_map(|finding| {
            let quote = finding.quote?;
            Some(Pointed {
                block: quote.block,
                range: Some((quote.start, quote.end)),
                certain: finding.certainty == Certainty::High,
                advice: rules.code(&finding.code).map(|code| code.advice.clone()).unwrap_or_default(),
                code: finding.code.clone(),
            })
        })
        .collect()
}

/// The conversion of many files.
pub(super) struct Conversion<'a> {
    pub(super) converter: WithRules<'a>,
    pub(super) out: &'a Path,
    pub(super) overwrite: bool,
    pub(super) types: BTreeMap<String, SchoolType>,
}

impl Conversion<'_> {
    /// Names of both new documents.
    fn names(&self, task: &Task) -> [String; 2] {
        let extension = match self.converter.it.how.to {
            Form::Docx => "docx",
            Form::Md => "md",
            Form::Html => "html",
        };
        [format!("{}.{extension}", task.name), format!("{}.niet-overgenomen.docx", task.name)]
    }
}

impl Answer for Conversion<'_> {
    type Task = Task;
    type Out = Done;

    fn reading(&self) -> &ReadOptions {
        self.converter.reading()
    }

    fn answer(&self, task: &Task, bytes: &[u8]) -> Done {
        self.converter.answer(task, bytes)
    }

    fn refused(&self, task: &Task, why: Unreadable, bytes: &[u8]) -> Done {
        self.converter.refused(task, why, bytes)
    }

    fn pack(&self, out: &Done) -> Vec<u8> {
        self.converter.pack(out)
    }
}

impl Work for Conversion<'_> {
    fn tasks(&self, found: &[Found]) -> Vec<Task> {
        let school_type = |school: &str| self.converter.it.how.school_type.or_else(|| self.types.get(school).copied());
        let names = names(found).into_iter();
        let task = |(f, name): (&Found, String)| Task {
            document: f.name.clone(),
            school: f.school.clone(),
            school_type: school_type(&f.school),
            name,
        };
        found.iter().zip(names).map(task).collect()
    }

    fn known(&self, task: &Task, _: &[u8]) -> Known<Done> {
        // The body is written last: where it is, all of it is.
        let [body, _] = self.names(task);
        let exists = !self.overwrite && self.out.join(body).exists();
        if exists { Known::Out(left(task, "bestaat_al", "")) } else { Known::Not(None) }
    }

    /// Writes both documents, the second one first: when the new OPP is there, nothing of it is missing.
    fn keep(&self, task: &Task, _: Option<Mark>, mut out: Done, _: Option<&[u8]>) -> Done {
        let [file, second] = self.names(task);
        let earlier = self.overwrite && out.apart.is_empty() && !out.body.is_empty();
        for (name, bytes) in [(second.clone(), std::mem::take(&mut out.apart)), (file, std::mem::take(&mut out.body))] {
            if !bytes.is_empty()
                && let Err(e) = files::write(self.out, &name, &bytes)
            {
                say::wrong(&format!(
                    "een nieuw document kan niet worden geschreven ({}); staat het open in Word? In conversies.csv staat welk (niet_te_openen)",
                    because(&e)
                ));
                return left(task, "niet_leesbaar", reason_id(Reason::CannotOpen));
            }
        }
        if earlier {
            // What went apart of an earlier version is not of this one.
            let _ = std::fs::remove_file(self.out.join(&second));
        }
        out
    }

    fn unpack(&self, task: &Task, bytes: &[u8]) -> Option<Done> {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let (head, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        let (row, moves, length): (ConversionRow, Vec<Move>, usize) = serde_json::from_slice(head).ok()?;
        let (body, apart) = rest.split_at_checked(length)?;
        (row.document == task.document).then(|| Done { row, moves, body: body.to_vec(), apart: apart.to_vec() })
    }
}

/// Names of the new documents, without extension, in the same folders: the old name, with its extension where two in a
/// folder would be one.
fn names(files: &[Found]) -> Vec<String> {
    let cut = |name: &str| -> (String, String) {
        // The members of an archive get a folder of its name.
        let name = name.replace("!/", "/");
        match name.rsplit_once('.') {
            Some((stem, extension)) if !extension.contains('/') && !stem.is_empty() && !stem.ends_with('/') => {
                (stem.to_owned(), extension.to_lowercase())
            }
            _ => (name, String::new()),
        }
    };
    let fits = |(stem, extension): (String, String)| {
        (stem.split('/').map(|part| fitting(part, cfg!(windows))).collect::<Vec<_>>().join("/"), extension)
    };
    let parts: Vec<(String, String)> = files.iter().map(|found| fits(cut(&found.name))).collect();
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

/// Bytes of a name, so that what we put behind it fits on every disk.
const LONGEST: usize = 200;

/// A part of a path as a new file may be called: not too long, and on Windows without what it forbids.
fn fitting(part: &str, windows: bool) -> String {
    let mut name = part.to_owned();
    if windows {
        name = name.chars().map(|c| if c.is_control() || r#"<>:"\|?*"#.contains(c) { '-' } else { c }).collect();
        if files::is_device(&name) {
            name.insert(0, '_');
        }
        if name.ends_with(['.', ' ']) && !name.trim_matches('.').is_empty() {
            name.push('-');
        }
    }
    if name.len() > LONGEST {
        let hash = blake3::hash(part.as_bytes()).to_hex();
        let cut = (0..=LONGEST - 10).rev().find(|n| name.is_char_boundary(*n)).unwrap_or(0);
        name.truncate(cut);
        name = format!("{name}-{}", hash.get(..8).unwrap_or_default());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::find::Source;

    fn found(name: &str) -> Found {
        Found { name: name.to_owned(), school: String::new(), source: Source::Member(Vec::new().into()), size: 0 }
    }

    #[test]
    fn a_name_that_two_files_share_keeps_its_extension() {
        let files = ["a/OPP Sem.docx", "a/OPP Sem.pdf", "b/OPP Sem.pdf", "z.zip!/x.y/opp", "OPP 2.0.docx"].map(found);
        assert_eq!(names(&files), ["a/OPP Sem (docx)", "a/OPP Sem (pdf)", "b/OPP Sem", "z.zip/x.y/opp", "OPP 2.0"]);
    }

    #[test]
    fn a_new_file_has_a_name_that_every_disk_takes() {
        assert_eq!(fitting("OPP: Sem?", false), "OPP: Sem?", "only Windows forbids it");
        for (name, want) in
            [("OPP: Sem?", "OPP- Sem-"), ("con", "_con"), ("aux.2026", "_aux.2026"), ("opp.", "opp.-"), ("OPP Sem", "OPP Sem")]
        {
            assert_eq!(fitting(name, true), want);
        }
        let (one, two) = (format!("{}é1", "n".repeat(250)), format!("{}é2", "n".repeat(250)));
        assert!(fitting(&one, false).len() <= LONGEST && fitting(&one, false) != fitting(&two, false));
    }
}
