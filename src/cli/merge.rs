//! `oppkeur merge`: one report of a region, from what schools or boards sent.

use super::audit::because;
use super::flags::{Common, MergeArgs};
use super::report::{SHARED, style};
use super::{DONE, NOTHING, say, stored};
use crate::report::merge::merge;
use crate::report::outputs;
use crate::report::share::Shareable;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &MergeArgs, common: &Common) -> u8 {
    let mut files = Vec::new();
    let mut wrong = Vec::new();
    for path in &args.paths {
        match read(path) {
            Ok(file) => files.push(file),
            Err(e) => wrong.push(e),
        }
    }
    if !wrong.is_empty() {
        say::all_wrong("er is niets samengevoegd, want dit klopt niet:", &wrong);
        return NOTHING;
    }
    let written = merge(&files, &args.name)
        .map_err(|e| e.to_string())
        .and_then(|region| outputs::shareable(&region, style(args.csv)).map_err(|e| e.to_string()).map(|made| (region, made)))
        .and_then(|(region, made)| stored::put(&args.out, &made).map(|()| region));
    match written {
        Ok(region) => {
            if !common.quiet {
                println!(
                    "{} bestanden samengevoegd: {} scholen, {} OPP's van scholen die groot genoeg zijn",
                    files.len(),
                    region.scholen.len(),
                    region.counted()
                );
                for remark in &region.uitvoering.afwijkende_regels {
                    println!("Let op: {remark}");
                }
                println!("Het rapport staat in {}. Open eerst {}.", args.out.display(), say::bold("deelbaar.html", say::coloured(common)));
            }
            DONE
        }
        Err(e) => {
            say::wrong(&e);
            NOTHING
        }
    }
}

/// A `deelbaar.json`, given as such or by the folder it stands in.
fn read(path: &Path) -> Result<Shareable, String> {
    let places: [PathBuf; 3] = [path.to_path_buf(), path.join("deelbaar.json"), path.join(SHARED).join("deelbaar.json")];
    let file =
        places.iter().find(|place| place.is_file()).ok_or_else(|| format!("in {} is geen deelbaar.json gevonden", path.display()))?;
    let text = fs::read_to_string(file).map_err(|e| format!("{} kan niet worden gelezen ({})", file.display(), because(&e)))?;
    Shareable::from_json(&text).map_err(|e| format!("{}: {e}", file.display()))
}
