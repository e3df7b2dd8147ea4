//! Trains on `rules/passages` and measures it; stands in for `rules train` and `inspect --passages` until they are wired.
//!
//! `measure train OUT.bin` writes weights. `measure judge [WEIGHTS.bin] < LABELS.jsonl > JUDGED.jsonl` judges passages
//! by these weights or the shipped ones. `measure unseen DIR [WRITER..]` judges each writer by what all others taught, one file a writer.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a tool for the builder")]
use std::io::Write as _;

use oppkeur::check::resembles::{Learned, Weights};
use oppkeur::passages::{Single, Written, judge_by};
use oppkeur::train::{Passage, leave_one_out, read, train};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["train", out] => {
            let passages = passages();
            let start = std::time::Instant::now();
            let weights = train(&passages);
            let bytes = weights.to_bytes();
            std::fs::write(out, &bytes).expect("written");
            println!("{} passages, {} bytes, {:?}", passages.len(), bytes.len(), start.elapsed());
            let learned = Learned::new(weights);
            let start = std::time::Instant::now();
            passages.iter().for_each(|p| drop(std::hint::black_box(learned.judge(&p.tekst))));
            println!("{:?} a passage", start.elapsed() / u32::try_from(passages.len()).unwrap());
        }
        ["judge", weights @ ..] => {
            let own = weights.first().map(|w| Learned::new(Weights::from_bytes(&std::fs::read(w).unwrap()).unwrap()));
            let learned = own.as_ref().unwrap_or_else(|| Learned::shipped());
            for line in std::io::stdin().lines() {
                let single: Single = serde_json::from_str(&line.unwrap()).expect("a passage");
                println!("{}", serde_json::to_string(&judge_by(learned, &single, &Written::default())).unwrap());
            }
        }
        ["unseen", dir, writers @ ..] => {
            for (weights, theirs) in
                leave_one_out(&passages(), |w| if writers.is_empty() { w.starts_with('w') } else { writers.contains(&w) })
            {
                let learned = Learned::new(weights);
                let mut out = std::fs::File::create(format!("{dir}/{}.jsonl", theirs[0].writer)).unwrap();
                for p in theirs {
                    writeln!(out, "{}", serde_json::to_string(&judge_by(&learned, &single(p), &Written::default())).unwrap()).unwrap();
                }
            }
        }
        _ => println!("measure train OUT | judge | unseen DIR [WRITER..]"),
    }
}

fn single(p: &Passage) -> Single {
    Single {
        id: p.id.clone(),
        tekst: p.tekst.clone(),
        schooltype: p.schooltype.clone(),
        groep: p.groep.clone(),
        opp_datum: p.opp_datum.clone(),
    }
}

fn passages() -> Vec<Passage> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/passages");
    let dir = std::env::var("PASSAGES").unwrap_or_else(|_| dir.to_owned());
    let mut files: Vec<_> =
        std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "jsonl")).collect();
    files.sort();
    files
        .iter()
        .flat_map(|f| read(f.file_stem().unwrap().to_str().unwrap(), &std::fs::read_to_string(f).unwrap()).expect("passages"))
        .collect()
}
