//! `oppkeur inspect`: what was read, and which part each section was taken for; it shows text.

use super::fenced::{Reading, STOP};
use super::flags::{Common, InspectArgs};
use super::setup::Setup;
use super::worker::What;
use super::{DONE, NOTHING, SOME, STOPPED, say};
use crate::audit::batch::{self, Answer, Known, Mark, Work};
use crate::audit::{Found, find};
use crate::map::{self, Because, FromOutside};
use crate::model::{Document, Format, Reason, Unreadable};
use crate::read::{self, ReadOptions};
use crate::report::build::{because, reason_id};
use crate::report::inspect::{Inspection, inspect};
use crate::rules::Rules;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) fn run(args: &InspectArgs, common: &Common) -> u8 {
    let Some(setup) = Setup::read(common, None, None) else { return NOTHING };
    if let Some(file) = &args.passages {
        return passages(file, &setup.rules);
    }
    if args.paths.is_empty() {
        say::wrong("geef een bestand of map, of --passages");
        return NOTHING;
    }
    let finds = match find(&args.paths, None, &[]) {
        Ok(finds) if !finds.files.is_empty() => finds,
        Ok(_) => {
            say::wrong("er is geen enkel bestand gevonden");
            return NOTHING;
        }
        Err(path) => {
            say::wrong(&format!("{} bestaat niet", path.display()));
            return NOTHING;
        }
    };
    let mut code = DONE;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let read = ReadOptions::default();
    let work = Inspector { rules: &setup.rules, json: args.json, read: &read };
    // No bar: what is shown comes by itself.
    let mut quiet = common.clone();
    quiet.quiet = true;
    let reading = Reading::of(finds.files.len(), What::Inspect { json: args.json }, &setup, &quiet, "");
    for some in finds.files.chunks(AT_ONCE) {
        let outcome = batch::over(&work, some, &reading.isolation, &STOP, &|event| reading.told(event));
        if !outcome.is_whole() {
            return STOPPED;
        }
        for shown in outcome.outs.into_iter().flatten() {
            if !shown.is_read {
                code = SOME;
            }
            if out.write_all(&shown.text).is_err() {
                // The reader of our output went away.
                return code;
            }
        }
    }
    let _ = out.flush();
    code
}

/// Files that are read before any of them is shown.
const AT_ONCE: usize = 256;

/// What shows one document.
#[derive(Clone, Copy)]
pub(super) struct Inspector<'a> {
    pub(super) rules: &'a Rules,
    pub(super) json: bool,
    pub(super) read: &'a ReadOptions,
}

/// A document as it is shown.
pub(super) struct Shown {
    text: Vec<u8>,
    is_read: bool,
}

impl Inspector<'_> {
    fn show(&self, name: &str, read: Result<Document, Unreadable>) -> Shown {
        let (mut text, is_read) = (Vec::new(), read.is_ok());
        // Writing to memory does not fail.
        let _ = if self.json { json(&mut text, name, read, self.rules) } else { outline(&mut text, name, read, self.rules) };
        Shown { text, is_read }
    }
}

impl Answer for Inspector<'_> {
    type Task = String;
    type Out = Shown;

    fn reading(&self) -> &ReadOptions {
        self.read
    }

    fn answer(&self, name: &String, bytes: &[u8]) -> Shown {
        let shown = catch_unwind(AssertUnwindSafe(|| self.show(name, read::document(name, bytes, self.read))));
        shown.unwrap_or_else(|_| self.refused(name, Unreadable::new(Format::Other, Reason::Failed), bytes))
    }

    fn refused(&self, name: &String, why: Unreadable, _: &[u8]) -> Shown {
        self.show(name, Err(why))
    }

    fn pack(&self, out: &Shown) -> Vec<u8> {
        [&[u8::from(out.is_read)], out.text.as_slice()].concat()
    }
}

impl Work for Inspector<'_> {
    fn tasks(&self, found: &[Found]) -> Vec<String> {
        found.iter().map(|f| f.name.clone()).collect()
    }

    fn known(&self, _: &String, _: &[u8]) -> Known<Shown> {
        Known::Not(None)
    }

    fn keep(&self, _: &String, _: Option<Mark>, out: Shown, _: Option<&[u8]>) -> Shown {
        out
    }

    fn unpack(&self, _: &String, bytes: &[u8]) -> Option<Shown> {
        bytes.split_first().map(|(is_read, text)| Shown { text: text.to_vec(), is_read: *is_read == 1 })
    }
}

/// Judges single passages, a line each (contract, part 9).
fn passages(file: &std::path::Path, rules: &Rules) -> u8 {
    let Ok(text) = std::fs::read_to_string(file) else {
        say::wrong(&format!("{} kan niet worden gelezen", file.display()));
        return NOTHING;
    };
    let mut code = DONE;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        match serde_json::from_str::<crate::passages::Single>(line) {
            Ok(single) => {
                let judged = crate::passages::judge(rules.models.passages(), &single);
                if serde_json::to_writer(&mut out, &judged).is_err() || writeln!(out).is_err() {
                    return code;
                }
            }
            Err(_) => {
                say::wrong(&format!("{}, regel {}: dit is geen passage (verwacht id en tekst)", file.display(), n + 1));
                code = SOME;
            }
        }
    }
    let _ = out.flush();
    code
}

fn json(out: &mut impl std::io::Write, name: &str, read: Result<Document, Unreadable>, rules: &Rules) -> std::io::Result<()> {
    let line = match read {
        Ok(document) => {
            let mapping = map::parts(&document, rules, &FromOutside { path: name, ..FromOutside::default() });
            inspect(name, &document, &mapping, rules)
        }
        Err(why) => Inspection {
            document: name.to_owned(),
            bestandstype: why.format.extension().to_owned(),
            a4: None,
            reden: Some(reason_id(why.reason).to_owned()),
            blokken: Vec::new(),
        },
    };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)
}

/// A readable outline: sections with their part and why, and their text.
fn outline(out: &mut impl std::io::Write, name: &str, read: Result<Document, Unreadable>, rules: &Rules) -> std::io::Result<()> {
    writeln!(out, "{name}")?;
    let document = match read {
        Ok(document) => document,
        Err(why) => return writeln!(out, "  niet te lezen: {}\n", rules.label(&format!("reden.{}", reason_id(why.reason)))),
    };
    let mapping = map::parts(&document, rules, &FromOutside { path: name, ..FromOutside::default() });
    writeln!(
        out,
        "  {}, {} A4, schooltype {}",
        document.format.extension(),
        document.a4.pages,
        mapping.facts.school_type.map_or("onbekend", |t| t.id())
    )?;
    for (n, s) in mapping.sections.iter().enumerate() {
        if s.blocks.is_empty() {
            continue;
        }
        let why = match &s.because {
            Because::Heading { synonym } => format!("kop lijkt op ‘{synonym}’"),
            other => because(other).to_owned(),
        };
        writeln!(out, "\n  [{}] {}  ({}, {:.0}%)", s.part.id(), s.heading.reveal().trim(), why, s.confidence * 100.0)?;
        for &b in &s.blocks {
            let Some(block) = document.blocks.get(b) else { continue };
            let role = mapping.blocks.get(b).filter(|r| r.section == n);
            let mark = match role.map(|r| r.does) {
                Some(map::Does::Label) => "#",
                Some(map::Does::Prompt) => "?",
                Some(map::Does::Aside) => "~",
                _ => " ",
            };
            if !block.text.reveal().trim().is_empty() {
                writeln!(out, "   {mark} {}", block.text.reveal().trim())?;
            }
        }
    }
    writeln!(out)
}
