//! Measures how well unseen writers are judged: each `w*` writer in turn is judged by what the others taught.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
use oppkeur::check::resembles::*;
use oppkeur::train::*;
use std::collections::*;

fn main() {
    let mut ps = Vec::new();
    let mut names: Vec<_> = std::fs::read_dir("rules/passages").unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    for f in names {
        let w = f.file_stem().unwrap().to_str().unwrap().to_owned();
        ps.extend(read(&w, &std::fs::read_to_string(&f).unwrap()).unwrap());
    }
    if let Some(out) = std::env::args().nth(1) {
        let t = std::time::Instant::now();
        let w = train(&ps);
        std::fs::write(&out, w.to_bytes()).unwrap();
        println!("{} passages, {} bytes, {:?}", ps.len(), w.to_bytes().len(), t.elapsed());
        let l = Learned::new(Weights::from_bytes(&w.to_bytes()).unwrap());
        let t = std::time::Instant::now();
        for p in &ps {
            std::hint::black_box(l.judge(&p.tekst));
        }
        println!("{:?} a passage", t.elapsed() / ps.len() as u32);
        let t = std::time::Instant::now();
        println!("{:?} {:?}", l.nearest("Hij gooide in groep 4 een stoel door de klas", Some("AVG01")).map(|e| e.1), t.elapsed());
        return;
    }
}
