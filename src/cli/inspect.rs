//! `oppkeur inspect`: what was read, and which part each section was taken for; it shows text.

use super::flags::{Common, InspectArgs};
use super::setup::Setup;
use super::{DONE, NOTHING, SOME, say};
use crate::audit::{Found, Source, find};
use crate::map::{self, Because, FromOutside};
use crate::model::{Document, Unreadable};
use crate::read::{self, ReadOptions};
use crate::report::build::{because, reason_id};
use crate::report::inspect::{Inspection, inspect};
use crate::rules::Rules;
use std::io::Write as _;

pub(super) fn run(args: &InspectArgs, common: &Common) -> u8 {
    let Some(setup) = Setup::read(common, None, None) else { return NOTHING };
    if let Some(file) = &args.passages {
        return passages(file);
    }
    if args.paths.is_empty() {
        say::wrong("geef een bestand of map, of --passages");
        return NOTHING;
    }
    let options = ReadOptions::default();
    let finds = match find(&args.paths, None, None, &options) {
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
    for found in &finds.files {
        let read = load(found, &options);
        if read.is_err() {
            code = SOME;
        }
        let written = if args.json { json(&mut out, found, read, &setup.rules) } else { outline(&mut out, found, read, &setup.rules) };
        if written.is_err() {
            // The reader of our output went away.
            return code;
        }
    }
    let _ = out.flush();
    code
}

/// Judges single passages, a line each (contract, part 9).
fn passages(file: &std::path::Path) -> u8 {
    let Ok(text) = std::fs::read_to_string(file) else {
        say::wrong(&format!("{} kan niet worden gelezen", file.display()));
        return NOTHING;
    };
    let mut code = DONE;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        match serde_json::from_str::<crate::passages::Single>(line) {
            Ok(single) => {
                let judged = crate::passages::judge(&single, &crate::passages::Written::default());
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

/// Reads a file that was found.
pub(super) fn load(found: &Found, options: &ReadOptions) -> Result<Document, Unreadable> {
    match &found.source {
        Source::Broken(why) => Err(why.clone()),
        Source::Member(bytes) => fenced(&found.name, bytes, options),
        Source::File(path) => match std::fs::read(path) {
            Ok(bytes) => fenced(&found.name, &bytes, options),
            Err(_) => Err(Unreadable::new(crate::model::Format::Other, crate::model::Reason::CannotOpen)),
        },
    }
}

fn fenced(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Document, Unreadable> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read::document(name, bytes, options)))
        .unwrap_or_else(|_| Err(Unreadable::new(crate::model::Format::Other, crate::model::Reason::Failed)))
}

fn json(out: &mut impl std::io::Write, found: &Found, read: Result<Document, Unreadable>, rules: &Rules) -> std::io::Result<()> {
    let line = match read {
        Ok(document) => {
            let mapping = map::parts(&document, rules, &FromOutside { path: &found.name, ..FromOutside::default() });
            inspect(&found.name, &document, &mapping, rules)
        }
        Err(why) => Inspection {
            document: found.name.clone(),
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
fn outline(out: &mut impl std::io::Write, found: &Found, read: Result<Document, Unreadable>, rules: &Rules) -> std::io::Result<()> {
    writeln!(out, "{}", found.name)?;
    let document = match read {
        Ok(document) => document,
        Err(why) => return writeln!(out, "  niet te lezen: {}\n", rules.label(&format!("reden.{}", reason_id(why.reason)))),
    };
    let mapping = map::parts(&document, rules, &FromOutside { path: &found.name, ..FromOutside::default() });
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
