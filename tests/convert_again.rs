//! A second turn of `convert` in the same folder: nothing of the first is lost, and nothing is taken for done that is not.
#![allow(clippy::unwrap_used, reason = "a test")]

mod place;

use place::{Place, opp};
use std::fs;

fn table(p: &Place, name: &str) -> Vec<String> {
    fs::read_to_string(p.path("nieuw").join(name)).unwrap().lines().map(str::to_owned).collect()
}

fn column(p: &Place, name: &str) -> Vec<String> {
    let lines = table(p, "conversies.csv");
    let at = lines[0].trim_start_matches('\u{feff}').split(';').position(|c| c == name).unwrap();
    lines[1..].iter().map(|l| l.split(';').nth(at).unwrap().to_owned()).collect()
}

/// An OPP with something that stays apart.
fn with_history(name: &str) -> String {
    let history = "Voorgeschiedenis\nIn groep 3 is hij verhuisd en van school gewisseld. Daarna was er een lange periode van wennen.\n\n";
    opp(name, "").replace("Bevorderende factoren", &format!("{history}Bevorderende factoren"))
}

#[test]
fn the_account_of_the_first_turn_stays() {
    let p = Place::new();
    p.put("oud/school/een.txt", with_history("Sem"));
    assert_eq!(p.run(&["convert", "oud", "--out", "nieuw", "--quiet"]).code, Some(0));
    let (row, moves) = (table(&p, "conversies.csv"), table(&p, "verplaatsingen.csv"));
    assert_eq!(column(&p, "status"), ["omgezet"]);
    assert!(moves.iter().any(|l| l.contains("voorgeschiedenis")), "it did stay apart: {moves:?}");
    p.put("oud/school/twee.txt", with_history("Noor"));
    p.run(&["convert", "oud", "--out", "nieuw", "--quiet"]);
    assert_eq!(column(&p, "status"), ["bestaat_al", "omgezet"]);
    let (row_again, moves_again) = (table(&p, "conversies.csv"), table(&p, "verplaatsingen.csv"));
    let counts = |line: &str| line.split(';').skip(4).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(counts(&row_again[1]), counts(&row[1]), "the counts of the turn in which it was made");
    assert!(moves[1..].iter().all(|line| moves_again.contains(line)), "and each of its moves");
}

#[test]
fn what_stayed_apart_alone_is_no_conversion() {
    let p = Place::new();
    p.put("oud/school/een.txt", with_history("Sem"));
    p.run(&["convert", "oud", "--out", "nieuw", "--quiet"]);
    let made: Vec<_> = fs::read_dir(p.path("nieuw/school")).unwrap().map(|e| e.unwrap().path()).collect();
    let is_apart = |path: &&std::path::PathBuf| path.to_string_lossy().ends_with(".niet-overgenomen.docx");
    let body = made.iter().find(|path| !is_apart(path)).unwrap();
    assert!(made.iter().any(|path| is_apart(&path)));
    fs::remove_file(body).unwrap();
    p.run(&["convert", "oud", "--out", "nieuw", "--quiet", "--overwrite"]);
    assert_eq!(column(&p, "status"), ["omgezet"]);
    assert!(body.is_file());
}

#[test]
fn with_overwrite_what_stayed_apart_before_does_not_stay_behind() {
    let p = Place::new();
    p.put("oud/school/een.txt", with_history("Sem"));
    p.run(&["convert", "oud", "--out", "nieuw", "--quiet"]);
    let apart = || {
        fs::read_dir(p.path("nieuw/school"))
            .unwrap()
            .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains("niet-overgenomen"))
            .count()
    };
    assert_eq!(apart(), 1);
    p.put("oud/school/een.txt", opp("Sem", ""));
    p.run(&["convert", "oud", "--out", "nieuw", "--quiet", "--overwrite"]);
    assert_eq!(apart(), 0, "what it says is in no document any more");
}

#[test]
fn a_turn_that_makes_nothing_takes_nothing_away() {
    let p = Place::new();
    p.put("oud/school/een.txt", with_history("Sem"));
    p.run(&["convert", "oud", "--out", "nieuw", "--quiet"]);
    let made = || fs::read_dir(p.path("nieuw/school")).unwrap().count();
    assert_eq!(made(), 2);
    // No OPP any more: both documents of the earlier turn stay.
    p.put("oud/school/een.txt", "Boodschappen: melk, brood en kaas voor het feest van vrijdag.");
    p.run(&["convert", "oud", "--out", "nieuw", "--quiet", "--overwrite"]);
    assert_eq!(column(&p, "status"), ["geen_opp"]);
    assert_eq!(made(), 2);
}
