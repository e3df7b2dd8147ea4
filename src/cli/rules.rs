//! `oppkeur rules`: lists and explains the rules, and runs their examples.

use super::flags::{Common, RulesArgs};
use super::setup::Setup;
use super::{DONE, NOTHING, SOME, say};
use crate::prove;
use crate::rules::{Code, Expect, Item, PartRule, Required, Rules};

pub(super) fn run(args: &RulesArgs, common: &Common) -> u8 {
    let training = args.what.as_deref() == Some("train");
    let setup = if training { Setup::unlearned(common) } else { Setup::read(common, None, None) };
    let Some(setup) = setup else { return NOTHING };
    let rules = &setup.rules;
    let colour = say::coloured(common);
    match args.what.as_deref() {
        None => {
            list(rules, colour);
            DONE
        }
        Some("test") => test(rules, common),
        Some("train") => train(rules, common),
        Some(what) => {
            let lower = what.to_lowercase();
            if let Some(code) = rules.code(&what.to_uppercase()) {
                explain_code(rules, code, colour);
            } else if let Some(item) = rules.item(lower.trim_start_matches("punt").trim()) {
                explain_item(item, colour);
            } else if let Some(part) = rules.parts.iter().find(|p| p.part.id() == lower) {
                explain_part(part, colour);
            } else {
                say::wrong(&format!("er is geen code, punt of onderdeel '{what}'. Typ 'oppkeur rules' voor de lijst."));
                return NOTHING;
            }
            DONE
        }
    }
}

fn list(rules: &Rules, colour: bool) {
    println!("{}", say::bold("Onderdelen", colour));
    for p in &rules.parts {
        println!("  {:<24} {}", p.part.id(), p.title);
    }
    println!("\n{}", say::bold("Punten van de checklist", colour));
    for i in &rules.items {
        println!("  {:<4} {}", i.id, i.title);
    }
    println!("\n{}", say::bold("Codes", colour));
    for c in &rules.codes {
        println!("  {:<6} {:<9} {}", c.id, c.level.id(), c.title);
    }
    println!("\nRegels versie {} ({}). Typ 'oppkeur rules TOE02' voor uitleg.", crate::rules::VERSION, rules.digest);
    for d in &rules.differs {
        println!("  anders dan standaard: {d}");
    }
}

fn explain_code(rules: &Rules, c: &Code, colour: bool) {
    println!("{}", say::bold(&format!("{}: {}", c.id, c.title), colour));
    println!(
        "  niveau {}, ernst {}{}",
        c.level.id(),
        c.severity.id(),
        if c.item.is_empty() { String::new() } else { format!(", punt {}", c.item) }
    );
    println!("  bron: {}\n\n{}\n\nWat te doen: {}", c.source, c.explanation, c.advice);
    if let Some(m) = &c.model {
        println!("\nZo kan het: {m}");
    }
    if !c.has.is_empty() {
        println!("\nGemeld als dit te zien is: {}", c.has.join(", "));
    }
    if !c.lacks.is_empty() {
        println!("Gemeld als dit niet te zien is: {}", c.lacks.join(", "));
    }
    if c.seek.is_some() {
        println!("\nZoekt in losse zinnen, met woordenlijsten en geleerde voorbeelden (zie rules/items).");
    }
    for e in rules.examples().iter().filter(|e| e.rule == c.id) {
        let what = if e.expect == Expect::Finds(true) { "wel" } else { "niet" };
        println!("\nVoorbeeld {} ({what}):\n{}", e.number, indent(&e.text));
    }
}

fn explain_item(i: &Item, colour: bool) {
    println!("{}", say::bold(&format!("Punt {}: {}", i.id, i.title), colour));
    println!("  {}\n  bron: {}\n", i.question, i.source);
    for s in &i.steps {
        println!("  {}  {}", s.score, s.explanation);
    }
    if !i.form_steps.is_empty() {
        println!("\n  Een leeg formulier:");
        for s in &i.form_steps {
            println!("  {}  {}", s.score, s.explanation);
        }
    }
}

fn explain_part(p: &PartRule, colour: bool) {
    println!("{}", say::bold(&format!("{} ({})", p.title, p.part.id()), colour));
    let asked = match p.required {
        Required::Law => "altijd verplicht",
        Required::Condition => "verplicht onder een voorwaarde",
        Required::Form => "in het voorbeeldformat",
        Required::No => "niet gevraagd",
    };
    println!("  {asked}; bron: {}; rubriek {}\n", p.source, p.rubriek);
    println!("Koppen: {}", p.headings.join(" · "));
}

fn indent(text: &str) -> String {
    text.trim().lines().map(|l| format!("    {l}")).collect::<Vec<_>>().join("\n")
}

/// Learns from the standard passages and those in `DIR/passages`, and from all known headings; writes what was learned in DIR. Without
/// `--rules`: the project's own, for its developers.
fn train(rules: &Rules, common: &Common) -> u8 {
    let dir = common.rules.clone().unwrap_or_else(|| std::path::PathBuf::from("rules"));
    let from = dir.join("passages");
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut wrong = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(&from).into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    for file in &files {
        let writer = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        match std::fs::read_to_string(file) {
            Ok(text) => texts.push((writer, text)),
            Err(_) => wrong.push(format!("{} kan niet worden gelezen", file.display())),
        }
    }
    let own = texts.len();
    if common.rules.is_some() {
        let standard = crate::rules::PASSAGES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        texts.extend(standard.filter(|(name, _)| !files.iter().any(|f| f.file_stem().is_some_and(|s| s == name.as_str()))));
    }
    let mut passages = Vec::new();
    for (writer, text) in &texts {
        match crate::train::read(writer, text) {
            Ok(more) => passages.extend(more),
            Err(e) => wrong.push(format!("{}: {e}", from.join(format!("{writer}.jsonl")).display())),
        }
    }
    if own == 0 && common.rules.is_none() || !wrong.is_empty() {
        wrong.push(format!("er zijn {} voorbeeldzinnen gelezen uit {}", passages.len(), from.display()));
        say::all_wrong("er is niets geleerd:", &wrong);
        return NOTHING;
    }
    let headings = crate::train::headings::passages(rules);
    for (name, learned) in super::setup::LEARNED.into_iter().zip([&passages, &headings]) {
        let bytes = crate::train::train(learned).to_bytes();
        if crate::report::files::write(&dir, name, &bytes).is_err() {
            say::wrong(&format!("{} kan niet worden geschreven", dir.join(name).display()));
            return NOTHING;
        }
    }
    println!(
        "{} voorbeeldzinnen van {} schrijvers geleerd ({own} van uzelf) en {} koppen; opgeslagen in {}",
        passages.len(),
        texts.len(),
        headings.len(),
        dir.display()
    );
    DONE
}

fn test(rules: &Rules, common: &Common) -> u8 {
    let proofs = prove::all(rules);
    let mut wrong = 0;
    let mut counts = std::collections::BTreeMap::new();
    for p in &proofs {
        // What was written down as a known miss is no failure, until the day it comes right.
        if p.example.known_miss && !p.outcome.is_right() {
            *counts.entry("bekende missers").or_insert(0_usize) += 1;
            continue;
        }
        *counts.entry(p.outcome.say()).or_insert(0_usize) += 1;
        if p.example.known_miss {
            wrong += 1;
            println!("nu goed  {} voorbeeld {}: haal 'hoort' weg", p.example.rule, p.example.number);
        } else if !p.outcome.is_right() {
            wrong += 1;
            println!("{}  {} voorbeeld {} (gaf: {})", p.outcome.say(), p.example.rule, p.example.number, p.got);
            if common.verbose {
                println!("{}", indent(&p.example.text));
            }
        }
    }
    let said: Vec<String> = counts.iter().map(|(k, n)| format!("{n} {k}")).collect();
    println!("{} voorbeelden: {}", proofs.len(), said.join(", "));
    if wrong > 0 { SOME } else { DONE }
}
