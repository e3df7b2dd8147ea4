//! `oppkeur convert`: puts the documents of a folder in the order of Bijlage 2, and accounts for every move.

use super::audit::because;
use super::converter::{Conversion, Converter, Converting, Done, Move};
use super::earlier::Earlier;
use super::fenced::{Reading, STOP};
use super::flags::{Common, ConvertArgs};
use super::setup::Setup;
use super::worker::What;
use super::{DONE, NOTHING, SOME, STOPPED, say};
use crate::audit::{batch, find};
use crate::convert::account::ConversionRow;
use crate::convert::{ConvertError, Target, docx};
use crate::map::SchoolType;
use crate::report::csv::harmless;
use crate::report::files;
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
    if out.exists() && !out.is_dir() {
        return refuse(&format!("{} is een bestand; geef met --out een map", out.display()));
    }
    let template = match args.template.as_deref().map(template).transpose() {
        Ok(template) => template,
        Err(said) => return refuse(&said),
    };
    let first = args.paths.first().map(|p| if p.is_dir() { p.clone() } else { p.parent().map(Path::to_path_buf).unwrap_or_default() });
    let Some(setup) = Setup::read(common, first.as_deref(), None) else { return NOTHING };
    let finds = match find::find(&args.paths, None, &[out]) {
        Ok(finds) => finds,
        Err(path) => return refuse(&format!("{} bestaat niet", path.display())),
    };
    for closed in &finds.closed {
        say::wrong(&format!("de map {closed} kan niet worden bekeken"));
    }
    if finds.files.is_empty() {
        return refuse("er is geen enkel bestand gevonden");
    }
    let how = Converting { to: args.to, concise: args.concise, template, school_type };
    let reading = Reading::of(finds.files.len(), What::Convert(how.clone()), &setup, common, BAR);
    let Some(converter) = Converter::new(how, setup.today) else { return refuse("het ingebouwde format is niet leesbaar") };
    let work = Conversion { converter: converter.with(&setup.rules), out, overwrite: args.overwrite, types: setup.school_types() };
    let outcome = batch::over(&work, &finds.files, &reading.isolation, &STOP, &|event| reading.told(event));
    reading.end(outcome.held);
    let is_whole = outcome.is_whole();
    let done: Vec<Done> = outcome.outs.into_iter().flatten().collect();
    let rows: Vec<&ConversionRow> = done.iter().map(|d| &d.row).collect();
    let earlier = Earlier::read(out);
    let moves: Vec<Move> = done.iter().flat_map(|d| earlier.moves(d)).collect();
    for (name, bytes) in [("conversies.csv", conversions(&rows, &earlier)), ("verplaatsingen.csv", moved(&moves))] {
        if let Err(e) = files::write(out, name, &bytes) {
            return refuse(&format!("{name} kan niet worden geschreven ({})", because(&e)));
        }
    }
    if !is_whole {
        say::wrong(&format!(
            "gestopt; {} van {} bestanden zijn gedaan. Start dezelfde opdracht opnieuw om verder te gaan: wat er al staat, blijft staan.",
            done.len(),
            finds.files.len().max(done.len())
        ));
        return STOPPED;
    }
    if !common.quiet {
        summary(&rows, out, say::coloured(common));
    }
    if rows.iter().any(|row| row.status == "niet_leesbaar") || !finds.closed.is_empty() { SOME } else { DONE }
}

fn refuse(said: &str) -> u8 {
    say::wrong(said);
    NOTHING
}

fn blank(path: &Path, target: &Target, school_type: Option<SchoolType>, overwrite: bool) -> u8 {
    if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("docx")) {
        return refuse("het lege formulier is een Word-document: geef een naam die eindigt op .docx");
    }
    if path.is_dir() {
        return refuse(&format!("{} is een map; geef de naam van een bestand", path.display()));
    }
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
    if !path.is_file() {
        let is = if path.exists() { "is geen bestand" } else { "bestaat niet" };
        return Err(format!("de sjabloon {} {is}", path.display()));
    }
    let bytes = std::fs::read(path).map_err(|e| format!("{} kan niet worden gelezen ({})", path.display(), because(&e)))?;
    docx::check(&bytes).map_err(|e| {
        let how = match e {
            ConvertError::MissingTags(_) => ". Zet op de plek van elk een bladwijzer met die naam (in Word: Invoegen, Bladwijzer)",
            _ => "",
        };
        format!("{}: {e}{how}", path.display())
    })?;
    Ok(bytes)
}

fn conversions(rows: &[&ConversionRow], earlier: &Earlier) -> Vec<u8> {
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
            earlier.row(vec![
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
            ])
        }),
    )
}

fn moved(rows: &[Move]) -> Vec<u8> {
    table(&["document", "plaats", "onderdeel", "naar", "waarom", "code", "woorden"], rows.iter().map(|row| row.to_vec()))
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

/// Progress: never a file's name.
const BAR: &str = "{bar:30} {pos}/{len} bestanden, {per_sec}, nog {eta}";

fn summary(rows: &[&ConversionRow], out: &Path, colour: bool) {
    let files = if rows.len() == 1 { "bestand" } else { "bestanden" };
    println!("{}", say::bold(&format!("{} {files} gevonden", rows.len()), colour));
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
    if !rows.iter().any(|row| matches!(row.status.as_str(), "omgezet" | "bestaat_al")) {
        println!("\nEr is geen nieuw document gemaakt. In {} staat waarom.", say::bold("conversies.csv", colour));
        return;
    }
    println!(
        "\nDe nieuwe documenten staan in {}. In {} staat wat er met elk stuk is gebeurd.",
        out.display(),
        say::bold("verplaatsingen.csv", colour)
    );
}
