//! How many names and numbers of persons the mask finds, on labelled passages (`fixtures/masking/passages.txt`).
//!
//! `cargo test --test masking -- --nocapture` shows what it missed and what it masked without need.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that measures")]

use oppkeur::Rules;
use oppkeur::map::{self, FromOutside};
use oppkeur::read::{self, ReadOptions};
use oppkeur::report::mask::Mask;

/// A passage with its braces taken out, and what stood between them.
fn unmarked(line: &str) -> (String, Vec<String>) {
    let (mut plain, mut marked) = (String::new(), Vec::new());
    for piece in line.split('{') {
        match piece.split_once('}') {
            Some((name, rest)) => {
                plain += name.trim_start_matches('#');
                plain += rest;
                marked.push(name.to_owned());
            }
            None => plain += piece,
        }
    }
    (plain, marked)
}

/// The words of a name that say who it is.
fn telling(name: &str) -> Vec<String> {
    let small = ["van", "der", "den", "de", "het", "ter", "ten", "el", "'t", "’t", "ez"];
    name.trim_start_matches('#')
        .split([' ', '.', '-', '\'', '’', '(', ')'])
        .filter(|w| w.chars().count() > 1 && !small.contains(&w.to_lowercase().as_str()))
        .map(str::to_owned)
        .collect()
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|w| w == word)
}

#[derive(Default)]
struct Count {
    all: usize,
    found: usize,
    missed: Vec<String>,
}

impl Count {
    fn recall(&self) -> f64 {
        self.found as f64 / self.all as f64
    }
}

#[test]
fn names_and_numbers_of_persons_are_found() {
    let rules = Rules::standard();
    let text = include_str!("../fixtures/masking/passages.txt");
    let (mut known, mut others, mut numbers) = (Count::default(), Count::default(), Count::default());
    let (mut plain_words, mut lost_words) = (0, Vec::new());
    let (mut head, mut mask) = (String::new(), Mask::default());
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        if let Some(rest) = line.strip_prefix("= ") {
            head = rest.to_owned();
            let text = format!(
                "Ontwikkelingsperspectief\n\nGegevens\n{}\n\nDoelen\nDe leerling leest in juni op niveau M5.\n",
                rest.replace(" | ", "\n")
            );
            let document = read::document("opp.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
            let mapping = map::parts(&document, rules, &FromOutside::default());
            mask = Mask::of(&document, &mapping, rules);
            continue;
        }
        let (plain, marked) = unmarked(line);
        let masked = mask.text(&plain, rules);
        for name in &marked {
            let words = telling(name);
            let is_known = words.iter().all(|w| has_word(&head.to_lowercase(), &w.to_lowercase()));
            let count = if name.starts_with('#') {
                &mut numbers
            } else if is_known {
                &mut known
            } else {
                &mut others
            };
            count.all += 1;
            if words.iter().any(|w| has_word(&masked, w)) {
                count.missed.push(format!("{name}: {masked}"));
            } else {
                count.found += 1;
            }
        }
        let names: Vec<String> = marked.iter().flat_map(|n| telling(n)).collect();
        for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2 && !names.iter().any(|n| n == w)) {
            plain_words += 1;
            if !has_word(&masked, word) && !marked.iter().any(|n| n.contains(word)) {
                lost_words.push(word.to_owned());
            }
        }
    }
    println!("known {}/{}, others {}/{}, numbers {}/{}", known.found, known.all, others.found, others.all, numbers.found, numbers.all);
    println!("masked without need: {} of {plain_words} words: {}", lost_words.len(), lost_words.join(", "));
    for missed in known.missed.iter().chain(&others.missed).chain(&numbers.missed) {
        println!("missed {missed}");
    }
    assert!(known.all >= 70 && others.all >= 60 && numbers.all >= 9, "the passages are there");
    assert!(known.recall() >= 0.98, "names the document knows: {:.3}", known.recall());
    assert!(others.recall() >= 0.90, "other names: {:.3}", others.recall());
    assert!(numbers.recall() >= 0.98, "numbers, addresses, mail: {:.3}", numbers.recall());
    assert!(lost_words.len() * 50 <= plain_words, "a mask over everything is no mask");
}
