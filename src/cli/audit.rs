//! `oppkeur audit`: judges a folder and writes the reports.

use super::fenced::{Reading, STOP};
use super::flags::{AuditArgs, Common, FailOn};
use super::setup::{self, Setup};
use super::worker::What;
use super::{DONE, FOUND, NOTHING, SOME, STOPPED, kept, report, review, say, stored};
use crate::audit::{self, Options, find};
use crate::report::outputs::Named;
use crate::report::record::{ITEMS, Record};
use crate::report::run::Run;
use crate::report::{Legend, csv, read_me, schools};
use crate::rules::Rules;
use std::path::Path;

pub(super) fn run(args: &AuditArgs, common: &Common) -> u8 {
    let first = args.paths.first().map(|p| if p.is_dir() { p.clone() } else { p.parent().map(Path::to_path_buf).unwrap_or_default() });
    let Some(setup) = Setup::read(common, first.as_deref(), args.manifest.as_deref()) else { return NOTHING };
    let marks = match args.reviews.as_deref().map_or(Ok(Vec::new()), review::marks) {
        Ok(marks) => marks,
        Err(wrong) => {
            say::all_wrong("er is niets gedaan, want dit klopt niet:", &wrong);
            return NOTHING;
        }
    };
    if let Some(inside) = args.paths.iter().find(|p| p.is_dir() && same(p, &args.out)) {
        say::wrong(&format!("de rapporten kunnen niet in {} zelf; geef een andere map met --out", inside.display()));
        return NOTHING;
    }
    if let Err(e) = std::fs::create_dir_all(&args.out) {
        say::wrong(&format!("de map {} kan niet worden gemaakt ({})", args.out.display(), because(&e)));
        return NOTHING;
    }
    if let Err(e) = setup::stays_here(common) {
        say::wrong(&e);
        return NOTHING;
    }
    let key = match setup::key(common) {
        Ok(key) => key,
        Err(e) => {
            say::wrong(&e);
            return NOTHING;
        }
    };
    let mut options = Options::new(setup.today);
    options.key = key;
    options.school_types = setup.school_types();
    options.manifest = setup.manifest.clone();
    // One run at a time writes in a folder; the next one waits.
    let _turn = setup::state_folder(common).and_then(|state| kept::turn(&state, &key, &args.out));
    let state = setup::state_folder(common).unwrap_or_else(|| args.out.clone());
    let finds = match find(&args.paths, args.school.as_deref(), &[&args.out, &state]) {
        Ok(finds) => finds,
        Err(path) => {
            say::wrong(&format!("{} bestaat niet", path.display()));
            return NOTHING;
        }
    };
    for closed in &finds.closed {
        say::wrong(&format!("de map {closed} kan niet worden bekeken"));
    }
    if finds.files.is_empty() {
        say::wrong("er is geen enkel bestand gevonden");
        return NOTHING;
    }
    let what = What::Audit { key, read: options.read.clone() };
    let reading = Reading::of(finds.files.len(), what, &setup, common, BAR);
    let journal = if args.no_cache { None } else { kept::journal(common, &key, &args.paths, &args.out) };
    let outcome =
        audit::every(&finds.files, &setup.rules, &options, &reading.isolation, journal.as_ref(), &STOP, &|event| reading.told(event));
    let skipped = finds.skipped + reading.end(outcome.held);
    let left = outcome.outs.iter().filter(|out| out.is_none()).count();
    let is_kept = journal.is_some_and(|journal| kept::close(journal, left == 0));
    let mut records = audit::together(outcome.outs.into_iter().flatten().collect());
    if left > 0 {
        let again = if is_kept {
            "Wat klaar is, is bewaard: start dezelfde opdracht opnieuw om verder te gaan"
        } else {
            "Start dezelfde opdracht opnieuw"
        };
        say::wrong(&format!("gestopt na {} van {} bestanden. {again}.", records.len(), records.len() + left));
        if !args.partial {
            return STOPPED;
        }
    }
    let taken = crate::report::review::apply(&mut records, &marks);
    if taken < marks.len() && !common.quiet {
        let (gone, all) = (marks.len() - taken, marks.len());
        say::wrong(&format!("{gone} van {all} oordelen gaan over bevindingen die er niet meer zijn; de andere zijn overgenomen"));
    }
    let missing = audit::without_document(&records, &options);
    let mut run = account(&records, &setup, skipped, missing.len(), &key);
    run.onvolledig = (left > 0).then_some(left);
    run.aantallen.mappen_dicht = finds.closed.len();
    let style = report::style(args.csv);
    let mut made = match report::made(&records, &run, &Legend::of(&setup.rules), &args.formats, style) {
        Ok(made) => made,
        Err(e) => {
            say::wrong(&e.to_string());
            return NOTHING;
        }
    };
    if !setup.manifest.entries.is_empty() {
        made.push(("zonder_document.csv".to_owned(), csv::missing(&missing, style)));
    }
    made.extend([
        ("LEES-MIJ.txt".to_owned(), read_me::text(&args.formats.reports(), &run.warning())),
        ("audit.jsonl".to_owned(), csv::jsonl(&records)),
        ("uitvoering.json".to_owned(), serde_json::to_vec_pretty(&run).unwrap_or_default()),
    ]);
    if let Err(e) = stored::put(&args.out, &made) {
        say::wrong(&e);
        return NOTHING;
    }
    let stale = stale(&args.out, &made);
    if !stale.is_empty() {
        say::wrong(&format!("let op: in {} staat nog van een eerdere keer: {}", args.out.display(), stale.join(", ")));
    }
    if !common.quiet {
        summary(&records, skipped, missing.len(), &setup.rules, say::coloured(common));
        println!("\nDe rapporten staan in {}. {}", args.out.display(), report::first(&args.formats, say::coloured(common)));
    }
    if left > 0 {
        return STOPPED;
    }
    match exit_code(&records, missing.len(), args.fail_on) {
        DONE if !finds.closed.is_empty() => SOME,
        code => code,
    }
}

/// Whether two paths are one folder.
fn same(a: &Path, b: &Path) -> bool {
    std::fs::canonicalize(a).ok().zip(std::fs::canonicalize(b).ok()).is_some_and(|(a, b)| a == b)
}

/// Why the disk refused, in Dutch.
pub(super) fn because(e: &std::io::Error) -> &'static str {
    match e.kind() {
        std::io::ErrorKind::PermissionDenied => "dat mag hier niet",
        std::io::ErrorKind::NotFound => "de map bestaat niet",
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => "de schijf is vol",
        std::io::ErrorKind::FileTooLarge => "zo groot mag een bestand hier niet zijn",
        std::io::ErrorKind::AlreadyExists | std::io::ErrorKind::NotADirectory => "er staat al een bestand met die naam",
        std::io::ErrorKind::IsADirectory => "er staat al een map met die naam",
        std::io::ErrorKind::ReadOnlyFilesystem => "deze schijf is alleen te lezen",
        _ => "de schijf weigert",
    }
}

/// Reports of an earlier turn that this one did not write again: they tell of another day.
fn stale(out: &Path, made: &[Named]) -> Vec<String> {
    let is_new = |name: &str| made.iter().any(|(new, _)| new == name);
    let mut stale: Vec<String> = REPORTS.into_iter().filter(|name| out.join(name).exists() && !is_new(name)).map(str::to_owned).collect();
    for folder in [report::LETTERS, report::SHARED] {
        let files = walkdir::WalkDir::new(out.join(folder)).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
        let name = |path: &Path| path.strip_prefix(out).map(|p| p.to_string_lossy().replace('\\', "/")).unwrap_or_default();
        let old = files.filter(|entry| !is_new(&name(entry.path()))).count();
        if old > 0 {
            stale.push(format!("{folder} ({old} bestanden)"));
        }
    }
    stale
}

fn exit_code(records: &[Record], missing: usize, fail_on: Option<FailOn>) -> u8 {
    let levels: &[&str] = match fail_on {
        None => &[],
        Some(FailOn::Wet) => &["wet"],
        Some(FailOn::Advies) => &["wet", "advies"],
        Some(FailOn::Controle) => &["wet", "advies", "controle"],
    };
    let found = records.iter().any(|r| r.open_findings().any(|f| levels.contains(&f.niveau.as_str())));
    let controle = fail_on == Some(FailOn::Controle) && missing > 0;
    if found || controle {
        FOUND
    } else if records.iter().any(|r| r.status == "niet_leesbaar") {
        SOME
    } else {
        DONE
    }
}

fn account(records: &[Record], setup: &Setup, skipped: usize, missing: usize, key: &crate::report::build::Key) -> Run {
    let mut run = Run::over(records, &setup.today.to_string());
    // The contract that names, codes and columns follow: the Handreiking's checklist, version 2 of March 2025.
    run.contract.versie = "2025-03".to_owned();
    run.regels.versie = crate::rules::VERSION.to_owned();
    run.regels.kenmerk.clone_from(&setup.rules.digest);
    run.profiel.naam.clone_from(&setup.profile.organisatie.naam);
    run.profiel.kleinste_groep = setup.profile.drempels.kleinste_groep;
    run.profiel.a4_max = setup.profile.drempels.a4_max;
    run.profiel.beschreven_in.clone_from(&setup.profile.basisondersteuning.beschreven_in);
    run.aantallen.overgeslagen = skipped;
    run.aantallen.zonder_document = missing;
    run.afwijkende_regels.clone_from(&setup.rules.differs);
    run.sleutel = crate::report::build::keyed(key, &[b"sleutel"], 12);
    let _ = &setup.profile_path;
    run
}

/// Files done, rate, time left and the school; never a pupil's file name.
const BAR: &str = "{bar:30} {pos}/{len} bestanden, {per_sec}, nog {eta}  {wide_msg}";

/// The short summary on the terminal.
fn summary(records: &[Record], skipped: usize, missing: usize, rules: &Rules, colour: bool) {
    let count = |status: &str| records.iter().filter(|r| r.status == status).count();
    println!("{}", say::bold(&format!("{} {} gevonden", records.len(), if records.len() == 1 { "bestand" } else { "bestanden" }), colour));
    println!("  {:>5} beoordeeld", count("beoordeeld"));
    for (status, words) in
        [("leeg_format", "leeg formulier (beoordeeld als formulier)"), ("geen_opp", "geen OPP"), ("niet_leesbaar", "niet te lezen")]
    {
        if count(status) > 0 {
            println!("  {:>5} {words}", count(status));
        }
    }
    let mut reasons: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for r in records.iter().filter_map(|r| r.reden.as_deref()) {
        *reasons.entry(r).or_default() += 1;
    }
    for (reason, n) in reasons {
        println!("          {n} × {}", rules.label(&format!("reden.{reason}")));
    }
    if skipped > 0 {
        println!("  {skipped:>5} overgeslagen (vergrendelde of tijdelijke bestanden)");
    }
    if missing > 0 {
        println!("  {missing:>5} leerlingen van de lijst zonder document (zie zonder_document.csv)");
    }
    let all = schools::together(records);
    if all.beoordeeld > 0 {
        println!("\n{}", say::bold("Gemiddelde per punt (1 tot 5)", colour));
        for ((item, _), mean) in ITEMS.iter().zip(all.punten) {
            if let Some(mean) = mean
                && !matches!(*item, "11")
                && let Some(rule) = rules.item(item)
            {
                let full = (mean * 4.0).round() as usize;
                let bar: String = "█".repeat(full) + &"·".repeat(20_usize.saturating_sub(full));
                println!("  {item:>3}  {bar}  {}  {}", format!("{mean:.1}").replace('.', ","), rule.title);
            }
        }
        println!("\n{}", say::bold("Wat het vaakst voorkomt", colour));
        for c in all.codes.iter().take(5) {
            println!("  {:>5} × {}  {} ({})", c.documenten, c.code, c.bevinding, c.niveau);
        }
    }
}

/// Reports that an earlier turn may have left, when this one does not write them.
const REPORTS: [&str; 10] = [
    "documenten.csv",
    "onderdelen.csv",
    "scores.csv",
    "bevindingen.csv",
    "scholen.csv",
    "formulieren.csv",
    "spiegel.csv",
    "zonder_document.csv",
    "oppkeur.xlsx",
    "oppkeur.html",
];
