//! `oppkeur review`: a sample for people to judge, and what their judgement says of the program's.

use super::audit::because;
use super::flags::{Common, ReviewArgs, ReviewMake, ReviewRead, ReviewWhat};
use super::setup::Setup;
use super::{DONE, NOTHING, SOME, say, stored};
use crate::report::csv::{self, Style};
use crate::report::review::{self, Mark};
use crate::report::table::Table;
use crate::report::{Legend, files};
use std::fs;
use std::path::Path;

/// The marks that reviewers gave: what `audit --reviews` takes.
const MARKS: &str = "beoordelingen.jsonl";

pub(super) fn run(args: &ReviewArgs, common: &Common) -> u8 {
    match &args.what {
        ReviewWhat::Make(args) => make(args, common),
        ReviewWhat::Read(args) => read(args, common),
    }
}

fn make(args: &ReviewMake, common: &Common) -> u8 {
    let Some(setup) = Setup::read(common, None, None) else { return NOTHING };
    let (records, run) = match stored::audit(&args.audit) {
        Ok(audit) => audit,
        Err(e) => return refuse(&e),
    };
    let drawn = review::sample(&records, args.sample).len();
    if drawn == 0 {
        return refuse("er is geen beoordeeld OPP om een steekproef uit te nemen");
    }
    if args.out.exists() && !args.overwrite {
        return refuse(&format!("{} bestaat al en kan ingevuld zijn; geef --overwrite om het te vervangen", args.out.display()));
    }
    let bytes = match review::make(&records, &run, &Legend::of(&setup.rules), args.sample) {
        Ok(bytes) => bytes,
        Err(e) => return refuse(&e.to_string()),
    };
    let name = args.out.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = args.out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Err(e) = files::write(folder, &name, &bytes) {
        return refuse(&format!("{} kan niet worden geschreven ({})", args.out.display(), because(&e)));
    }
    if !common.quiet {
        println!("{drawn} documenten staan klaar in {}. Vul de gele kolommen in, en geef daarna:", args.out.display());
        println!("  oppkeur review read {} {}", args.out.display(), args.audit.display());
    }
    DONE
}

fn read(args: &ReviewRead, common: &Common) -> u8 {
    let (records, _) = match stored::audit(&args.audit) {
        Ok(audit) => audit,
        Err(e) => return refuse(&e),
    };
    let bytes = match fs::read(&args.file) {
        Ok(bytes) => bytes,
        Err(e) => return refuse(&format!("{} kan niet worden gelezen ({})", args.file.display(), because(&e))),
    };
    let reading = match review::read(&bytes, &records) {
        Ok(reading) => reading,
        Err(e) => return refuse(&format!("{}: {e}", args.file.display())),
    };
    if !reading.problems.is_empty() {
        say::all_wrong("dit kon niet worden overgenomen (de rest wel):", &reading.problems);
    }
    if reading.marks.is_empty() && reading.scores.is_empty() {
        return refuse("er is nog niets ingevuld; er is niets geschreven");
    }
    let earlier = match earlier(&args.audit) {
        Ok(marks) => marks,
        Err(wrong) => return refuse_all(&wrong),
    };
    let marks = joined(earlier, &reading.marks);
    let (items, codes) = (review::item_agreement(&reading.scores), review::code_precision(&reading.marks));
    let made = [
        (MARKS.to_owned(), review::to_jsonl(&marks).into_bytes()),
        ("beoordeling_scores.csv".to_owned(), csv::plain(&review::pairs_table(&reading.scores), Style::Dutch)),
        ("beoordeling_punten.csv".to_owned(), csv::plain(&items, Style::Dutch)),
        ("beoordeling_codes.csv".to_owned(), csv::plain(&codes, Style::Dutch)),
    ];
    if let Err(e) = stored::put(&args.audit, &made) {
        return refuse(&e);
    }
    if !common.quiet {
        let colour = say::coloured(common);
        println!("{} oordelen en {} scores overgenomen; {} regels zijn nog leeg", reading.marks.len(), reading.scores.len(), reading.open);
        show("Hoe goed de scores overeenkomen (kappa: 1 is gelijk, 0 is toeval)", &items, colour);
        show("Hoe vaak bevindingen kloppen", &codes, colour);
        println!("\nDe cijfers staan in {}. De oordelen gaan mee met:", args.audit.display());
        println!("  oppkeur audit MAPPEN --out {} --reviews {}", args.audit.display(), args.audit.join(MARKS).display());
    }
    if reading.problems.is_empty() { DONE } else { SOME }
}

/// The marks of a file; for `audit --reviews`.
///
/// # Errors
/// All that is wrong with it, in Dutch.
pub(super) fn marks(path: &Path) -> Result<Vec<Mark>, Vec<String>> {
    let text = fs::read_to_string(path).map_err(|e| vec![format!("{} kan niet worden gelezen ({})", path.display(), because(&e))])?;
    review::from_jsonl(&text).map_err(|wrong| wrong.into_iter().map(|w| format!("{}: {w}", path.display())).collect())
}

/// Marks of an earlier turn, which another reviewer may have given.
fn earlier(audit: &Path) -> Result<Vec<Mark>, Vec<String>> {
    let path = audit.join(MARKS);
    if path.exists() { marks(&path) } else { Ok(Vec::new()) }
}

/// Earlier marks with the new ones; where both speak of one finding the new one holds.
fn joined(mut marks: Vec<Mark>, new: &[Mark]) -> Vec<Mark> {
    for mark in new {
        let is_of = |known: &&mut Mark| known.document == mark.document && known.code == mark.code && known.kenmerk == mark.kenmerk;
        match marks.iter_mut().find(is_of) {
            Some(known) => known.oordeel.clone_from(&mark.oordeel),
            None => marks.push(mark.clone()),
        }
    }
    marks
}

fn show(title: &str, table: &Table, colour: bool) {
    if table.rows.is_empty() {
        return;
    }
    println!("\n{}", say::bold(title, colour));
    let row = |cells: Vec<String>| cells.iter().map(|cell| format!("{cell:>20}")).collect::<String>();
    println!("{}", row(table.columns.iter().map(|name| name.replace("_procent", " (%)").replace('_', " ")).collect()));
    for cells in &table.rows {
        println!("{}", row(cells.iter().map(crate::report::table::Cell::shown).collect()));
    }
}

fn refuse(said: &str) -> u8 {
    say::wrong(said);
    NOTHING
}

fn refuse_all(wrong: &[String]) -> u8 {
    say::all_wrong("er is niets gedaan, want dit klopt niet:", wrong);
    NOTHING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_reviewer_adds_to_the_first() {
        let mark = |document: &str, oordeel: &str| Mark {
            document: document.into(),
            code: "AVG01".into(),
            kenmerk: "k".into(),
            oordeel: oordeel.into(),
        };
        let both = joined(vec![mark("a", "klopt"), mark("b", "klopt")], &[mark("b", "klopt_niet"), mark("c", "afgehandeld")]);
        assert_eq!(both, [mark("a", "klopt"), mark("b", "klopt_niet"), mark("c", "afgehandeld")]);
    }
}
