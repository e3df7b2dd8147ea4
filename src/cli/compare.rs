//! `oppkeur compare`: two audits side by side.

use super::flags::{Common, CompareArgs};
use super::report::style;
use super::setup::Setup;
use super::{DONE, NOTHING, say, stored};
use crate::report::compare::{Comparison, compare};
use crate::report::{Legend, outputs};

pub(super) fn run(args: &CompareArgs, common: &Common) -> u8 {
    let Some(setup) = Setup::read(common, None, None) else { return NOTHING };
    let (old, new) = match (stored::audit(&args.old), stored::audit(&args.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let wrong: Vec<String> = [old.err(), new.err()].into_iter().flatten().collect();
            say::all_wrong("er is niets gedaan, want dit klopt niet:", &wrong);
            return NOTHING;
        }
    };
    let comparison = match compare((&old.0, &old.1), (&new.0, &new.1)) {
        Ok(comparison) => comparison,
        Err(e) => {
            say::wrong(&e.to_string());
            return NOTHING;
        }
    };
    let mut made = outputs::comparison(&comparison, style(args.csv));
    made.push(outputs::page(&new.0, &new.1, &Legend::of(&setup.rules), Some(&comparison)));
    if let Err(e) = stored::put(&args.out, &made) {
        say::wrong(&e);
        return NOTHING;
    }
    if !common.quiet {
        summary(&comparison, args, say::coloured(common));
    }
    DONE
}

fn summary(c: &Comparison, args: &CompareArgs, colour: bool) {
    println!("{}", say::bold(&format!("Van {} naar {}", c.oud, c.nieuw), colour));
    for (n, words) in [
        (c.veranderd, "documenten veranderd"),
        (c.gelijk, "documenten gelijk"),
        (c.erbij, "documenten nieuw"),
        (c.weg, "documenten weg"),
        (c.opgelost, "bevindingen opgelost"),
        (c.ontstaan, "bevindingen erbij"),
    ] {
        println!("  {n:>5} {words}");
    }
    if !c.toelichting.is_empty() {
        println!("\nLet op: {}", c.toelichting);
    }
    println!("\nDe vergelijking staat in {}. Open eerst {}.", args.out.display(), say::bold("oppkeur.html", colour));
}
