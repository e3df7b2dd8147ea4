//! Each room as a ratio to the text floor, in one run on the same documents: the only figures worth comparing on a busy machine.
//!
//! `cargo bench --bench ratios` prints a table; with `--test` everything runs once.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints and may stop at once")]

#[path = "corpus/mod.rs"]
mod corpus;

use std::hint::black_box;
use std::time::Instant;

use oppkeur::map::{self, FromOutside};
use oppkeur::read::{self, ReadOptions};
use oppkeur::{Options, Rules, audit_bytes, check};

/// Documents of each format.
const DOCUMENTS: u64 = 20;

fn main() {
    let rounds = if std::env::args().any(|arg| arg == "--test") { 1 } else { 30 };
    let rules = Rules::standard();
    let today = jiff::civil::date(2026, 11, 23);
    let (options, whole) = (ReadOptions::default(), Options::new(today));
    println!("{:6} {:>9} {:>8} {:>8} {:>8} {:>8}   (floor in µs, the rest times the floor)", "", "floor", "read", "map", "check", "whole");
    for format in corpus::FORMATS {
        let mut sums = [0.0; 5];
        for number in 0..DOCUMENTS {
            let (name, bytes) = (corpus::name(format, number), corpus::document(format, number));
            let known = FromOutside { path: &name, ..FromOutside::default() };
            let document = read::document(&name, &bytes, &options).unwrap();
            let mapping = map::parts(&document, rules, &known);
            let times = [
                best(rounds, || corpus::floor(format, black_box(&bytes))),
                best(rounds, || read::document(&name, black_box(&bytes), &options)),
                best(rounds, || map::parts(black_box(&document), rules, &known)),
                best(rounds, || check::look(&document, black_box(&mapping), rules, today)),
                best(rounds, || audit_bytes(&name, black_box(&bytes), rules, &whole)),
            ];
            sums.iter_mut().zip(times).for_each(|(sum, time)| *sum += time);
        }
        let [floor, rest @ ..] = sums;
        print!("{format:6} {:9.1}", floor / DOCUMENTS as f64 * 1e6);
        rest.iter().for_each(|time| print!(" {:8.1}", time / floor));
        println!();
    }
}

/// The shortest of so many rounds, in seconds: what others do on the machine only ever adds.
fn best<T>(rounds: usize, mut act: impl FnMut() -> T) -> f64 {
    let mut least = f64::MAX;
    for _ in 0..rounds {
        let start = Instant::now();
        black_box(act());
        least = least.min(start.elapsed().as_secs_f64());
    }
    least
}
