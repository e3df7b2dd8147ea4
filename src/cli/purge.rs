//! `oppkeur purge`: removes what a run wrote, and says honestly what that means.
//!
//! Only files with our names that begin as ours do or carry our mark, in a folder that holds an audit, reports of one, a
//! comparison or a region's report. Links are never followed; everything else stays, and is told.

use super::audit::because;
use super::flags::{Common, PurgeArgs};
use super::report::{LETTERS, SHARED};
use super::{DONE, NOTHING, SOME, kept, say, setup, stored};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Names of what runs write in a folder, and how such a file begins.
const OURS: [(&str, Begins); 24] = [
    ("audit.jsonl", Begins::With("{\"schema\":")),
    ("uitvoering.json", Begins::With("{\n  \"schema\":")),
    ("LEES-MIJ.txt", Begins::With("Lees mij: de uitkomst van oppkeur")),
    ("documenten.csv", Begins::Columns(&["document", "school"])),
    ("onderdelen.csv", Begins::Columns(&["document", "school"])),
    ("scores.csv", Begins::Columns(&["document", "school"])),
    ("bevindingen.csv", Begins::Columns(&["document", "school"])),
    ("scholen.csv", Begins::Columns(&["school", "schooltype"])),
    ("formulieren.csv", Begins::Columns(&["formulier", "naam"])),
    ("spiegel.csv", Begins::Columns(&["school", "thema"])),
    ("zonder_document.csv", Begins::Columns(&["leerling", "school"])),
    ("oppkeur.xlsx", Begins::Archive("<dc:title>OPP-audit</dc:title>")),
    ("oppkeur.html", Begins::Page),
    ("vergelijking_punten.csv", Begins::Columns(&["school", "punt"])),
    ("vergelijking_documenten.csv", Begins::Columns(&["document", "school"])),
    ("beoordelingen.jsonl", Begins::With("{\"document\":")),
    ("beoordeling_scores.csv", Begins::Columns(&["document", "punt"])),
    ("beoordeling_punten.csv", Begins::Columns(&["punt", "aantal"])),
    ("beoordeling_codes.csv", Begins::Columns(&["code", "beoordeeld"])),
    ("deelbaar.json", Begins::With("{\n  \"schema\":")),
    ("deelbaar.xlsx", Begins::Archive("<dc:title>OPP-audit</dc:title>")),
    ("deelbaar.html", Begins::Page),
    ("themas.csv", Begins::Columns(&["thema", "omschrijving"])),
    // What may leave the school has other columns under a name that the audit uses too.
    ("bevindingen.csv", Begins::Columns(&["code", "omschrijving"])),
];

/// Which of them show that a folder is ours.
const MARKS: [&str; 5] = ["audit.jsonl", "uitvoering.json", "LEES-MIJ.txt", "deelbaar.json", "vergelijking_documenten.csv"];

/// How a file of ours begins.
#[derive(Clone, Copy)]
enum Begins {
    /// With these words.
    With(&'static str),
    /// With these columns, in either style of CSV.
    Columns(&'static [&'static str]),
    /// As workbooks and Word documents do, with these words in the properties of the file.
    Archive(&'static str),
    /// As our pages do.
    Page,
}

pub(super) fn run(args: &PurgeArgs, common: &Common) -> u8 {
    let journals = setup::state_folder(common).map(|state| state.join(kept::FOLDER));
    let mut code = DONE;
    if let Some(days) = args.older_than {
        let old: Vec<PathBuf> = journals.iter().flat_map(|folder| kept::all(folder)).filter(|path| is_older(path, days)).collect();
        let place = journals.as_ref().map_or_else(|| "de map van oppkeur".to_owned(), |dir| dir.display().to_string());
        if old.is_empty() && !common.quiet {
            println!("In {place} staat geen logboek dat ouder is dan {days} dagen.");
        }
        code = code.max(remove(&old, args.dry_run, &format!("logboekbestanden verwijderd uit {place}"), common));
    }
    if let Some(dir) = &args.dir {
        let key = setup::known_key(common);
        let of_dir = key.zip(journals).map(|(key, folder)| kept::of(&folder, &key, dir)).unwrap_or_default();
        let done = folder(dir, args.dry_run, common);
        if done == NOTHING && of_dir.is_empty() {
            return NOTHING;
        }
        code = code.max(if done == NOTHING { DONE } else { done });
        code = code.max(remove(&of_dir, args.dry_run, "logboekbestanden van deze controle verwijderd", common));
    }
    code
}

/// Whether a file was last written longer ago than this.
fn is_older(path: &Path, days: u32) -> bool {
    let age = fs::metadata(path).and_then(|m| m.modified()).ok().and_then(|then| then.elapsed().ok());
    age.is_some_and(|age| age.as_secs() >= u64::from(days) * 86_400)
}

/// Removes files of the state folder, or says which it would.
fn remove(paths: &[PathBuf], dry_run: bool, done: &str, common: &Common) -> u8 {
    let (mut removed, mut failed) = (0, 0);
    for path in paths {
        if dry_run {
            println!("  {}", path.display());
        } else if let Err(e) = fs::remove_file(path) {
            failed += 1;
            say::wrong(&format!("{} kan niet worden verwijderd ({})", path.display(), because(&e)));
        } else if !kept::is_lock(path) {
            removed += 1;
        }
    }
    if removed > 0 && !common.quiet {
        println!("{removed} {done}.");
    }
    if failed > 0 { SOME } else { DONE }
}

fn folder(dir: &Path, dry_run: bool, common: &Common) -> u8 {
    let mut found = Found::default();
    look(dir, &mut found);
    let is_marked =
        found.ours.iter().any(|path| path.parent() == Some(dir) && path.file_name().is_some_and(|n| MARKS.iter().any(|m| n == *m)));
    if !is_marked {
        say::wrong(&format!("in {} staat geen uitkomst van oppkeur; er is niets verwijderd", dir.display()));
        return NOTHING;
    }
    // What shows that the folder is ours goes last, so that a purge that stopped half-way can be done again.
    found.ours.sort_by_key(|path| path.file_name().is_some_and(|n| MARKS.iter().any(|m| n == *m)));
    let mut failed = 0;
    for path in &found.ours {
        if dry_run {
            println!("  {}", path.display());
        } else if let Err(e) = fs::remove_file(path) {
            failed += 1;
            say::wrong(&format!("{} kan niet worden verwijderd ({})", path.display(), because(&e)));
        }
    }
    if dry_run {
        println!("Deze {} bestanden zouden worden verwijderd. Er is niets gedaan.", found.ours.len());
    } else {
        for folder in found.folders.iter().rev() {
            // Only an empty folder goes; another one holds files that are not ours.
            let _ = fs::remove_dir(folder);
        }
        if !common.quiet {
            println!("{} bestanden verwijderd uit {}.", found.ours.len() - failed, dir.display());
            println!("{HONEST}");
        }
    }
    if found.others > 0 && !common.quiet {
        println!("{} bestanden of mappen zijn niet van oppkeur, of niet te herkennen: die blijven staan.", found.others);
    }
    if failed > 0 { SOME } else { DONE }
}

/// What deleting means.
const HONEST: &str = "Ze staan niet meer in de map, maar dat is niet hetzelfde als onherstelbaar gewist: op een SSD, een USB-stick, in een
back-up, in de prullenbak van een gedeelde map of in OneDrive kan nog een kopie staan, en met gereedschap zijn ze soms
terug te halen. Moet het zeker weg zijn, vraag dan uw systeembeheerder. De sleutel en de documenten zelf zijn niet aangeraakt.";

#[derive(Default)]
struct Found {
    ours: Vec<PathBuf>,
    /// Our own folders, an outer one before what is in it.
    folders: Vec<PathBuf>,
    others: usize,
}

fn look(dir: &Path, found: &mut Found) {
    for (path, kind) in entries(dir) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if kind.is_dir() && (name == LETTERS || name == SHARED) {
            let is_ours = if name == LETTERS { is_letter } else { is_report };
            look_inside(&path, found, is_ours, name == LETTERS);
        } else if kind.is_file() && (is_report(&path, &name) || is_left_over(&name)) {
            found.ours.push(path);
        } else {
            found.others += 1;
        }
    }
}

/// A folder of ours; the letters have one folder a school in it.
fn look_inside(dir: &Path, found: &mut Found, is_ours: fn(&Path, &str) -> bool, has_folders: bool) {
    found.folders.push(dir.to_path_buf());
    for (path, kind) in entries(dir) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if kind.is_dir() && has_folders {
            look_inside(&path, found, is_ours, false);
        } else if kind.is_file() && (is_ours(&path, &name) || is_left_over(&name)) {
            found.ours.push(path);
        } else {
            found.others += 1;
        }
    }
}

/// What is in a folder, by name; a link is a link, whatever it leads to.
fn entries(dir: &Path) -> Vec<(PathBuf, fs::FileType)> {
    let mut entries: Vec<_> =
        fs::read_dir(dir).into_iter().flatten().flatten().filter_map(|e| Some((e.path(), e.file_type().ok()?))).collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries
}

fn is_report(path: &Path, name: &str) -> bool {
    let name = stored::own_name(name);
    OURS.iter().any(|(ours, begins)| *ours == name && begins_so(path, *begins))
}

fn is_letter(path: &Path, name: &str) -> bool {
    (name.ends_with(".docx") && begins_so(path, Begins::Archive("<dc:creator>oppkeur</dc:creator>")))
        || (name.ends_with(".html") && begins_so(path, Begins::Page))
}

/// What a run that was cut off left beside a report.
fn is_left_over(name: &str) -> bool {
    name.starts_with(".oppkeur-") && name.ends_with(".tmp")
}

fn begins_so(path: &Path, begins: Begins) -> bool {
    let mut head = Vec::new();
    if fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut head)).is_err() {
        return false;
    }
    let text = String::from_utf8_lossy(&head);
    let text = text.trim_start_matches('\u{feff}');
    match begins {
        // An empty list of marks is an empty file.
        Begins::With(words) => text.starts_with(words) || text.is_empty(),
        Begins::Columns(columns) => [";", ","].iter().any(|between| text.starts_with(&columns.join(between))),
        Begins::Archive(words) => properties(path).is_some_and(|text| text.contains(words)),
        Begins::Page => {
            text.to_lowercase().starts_with("<!doctype html>")
                && text.contains("Content-Security-Policy")
                && text.contains("<meta name=\"robots\" content=\"noindex\">")
        }
    }
}

/// The properties of a workbook or Word document, which programs that edit it keep.
fn properties(path: &Path) -> Option<String> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).ok()?).ok()?;
    let part = archive.by_name("docProps/core.xml").ok()?;
    let mut text = Vec::new();
    part.take(64 << 10).read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}
