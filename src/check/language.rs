//! Item 13: respect, readability, and terms that are not explained.

use super::{Certainty, Look, Passage, Quote};
use crate::rules::{Part, folded};
use std::collections::BTreeSet;

/// Words a sentence may have before it counts as long (the usual advice for plain Dutch is 15 to 20).
const LONG: usize = 30;

pub(super) fn look(l: &mut Look<'_>) {
    disrespect(l);
    readability(l);
    terms(l);
}

/// Phrases that judge or label the pupil, the parents or home; what the pupil says himself is exempt.
fn disrespect(l: &mut Look<'_>) {
    let labels = l.lists(&["etiketten", "karakteroordelen", "oordeel-ouders", "fatalistisch"]);
    let mut found: Vec<(Option<Part>, Quote, Certainty)> = Vec::new();
    for p in &l.passages.all {
        let own_words = p.part == Part::ZienswijzeLeerling || p.quoted_share() > 0.5;
        if own_words || matches!(p.part, Part::Onderzoek | Part::Gegevens | Part::Data | Part::Bijlage) || first_person(&p.folded.text) {
            continue;
        }
        let rule = p.hits.iter().any(|h| {
            labels.contains(&h.list) && l.passages.stance(p, h) == super::Stance::Said && !p.is_quoted(h.start) && !is_soft(p, h.start)
        });
        let like = p.like().code("TAA01");
        let hurts = p.like().feature("respect").filter(|(v, _)| *v == "kwetsend").map_or(0.0, |(_, s)| s);
        let sure = match (rule, like.max(hurts)) {
            (true, s) if s >= 0.6 => Some(Certainty::High),
            (true, s) if s >= 0.25 => Some(Certainty::Middle),
            (true, _) if p.words <= 25 => Some(Certainty::Low),
            (false, _) if like >= 0.85 && hurts >= 0.6 => Some(Certainty::Middle),
            _ => None,
        };
        if let Some(sure) = sure {
            found.push((Some(p.part), Look::quote(p), sure));
        }
    }
    let n = found.iter().filter(|f| f.2 > Certainty::Low || found.len() > 3).count();
    let quotes: Vec<Quote> = found.iter().map(|f| f.1).collect();
    l.signs.put("13.een", n >= 1, quotes.clone(), Certainty::Middle);
    l.signs.put("13.twee", n >= 2, quotes.clone(), Certainty::Middle);
    l.signs.put("13.vier", n >= 4, quotes, Certainty::Middle);
    for (part, quote, sure) in found.into_iter().filter(|f| f.2 > Certainty::Low).take(8) {
        l.report("TAA01", (part, quote), sure);
    }
}

/// 'Werkt traag', 'is niet lui': said of work, or softened by what stands before it.
fn is_soft(p: &Passage<'_>, at: usize) -> bool {
    let before = p.folded.text.get(..at).unwrap_or("");
    let words: Vec<&str> = before.split_whitespace().rev().take(3).collect();
    words.iter().any(|w| matches!(*w, "geen" | "niet" | "nooit" | "minder" | "werkblad" | "meer"))
}

fn first_person(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "ik" | "mij" | "mijn"))
}

/// Long sentences, official language, and the Flesch-Douma ease of reading over the running prose.
fn readability(l: &mut Look<'_>) {
    let prose: Vec<&Passage<'_>> = l
        .passages
        .all
        .iter()
        .filter(|p| p.words >= 5 && !matches!(p.part, Part::Onderzoek | Part::Gegevens | Part::Data | Part::Bijlage | Part::BuitenOpp))
        .collect();
    let official = l.list("ambtelijk");
    let mut hard: Vec<(f32, Quote)> = Vec::new();
    for p in &prose {
        let formal = p.hits.iter().filter(|h| Some(h.list) == official).count();
        let like = p.like().code("TAA02");
        let long = p.words as f32 / LONG as f32;
        let commas = p.text.matches(',').count();
        let score = if p.words >= 45 { 2.0 } else { 0.0 }
            + if p.words >= LONG && formal > 0 { 1.5 } else { 0.0 }
            + if formal >= 2 { 1.5 } else { 0.0 }
            + if like >= 0.7 { 1.5 } else { 0.0 }
            + if long >= 1.0 && commas <= 6 && like >= 0.4 { 0.6 } else { 0.0 };
        if score >= 1.5 {
            hard.push((score, Look::quote(p)));
        }
    }
    let words: usize = prose.iter().map(|p| p.words).sum();
    let average = if prose.is_empty() { 0.0 } else { words as f32 / prose.len() as f32 };
    let ease = ease(&prose);
    hard.sort_by(|a, b| b.0.total_cmp(&a.0));
    let worst = hard.first().map(|h| h.0).unwrap_or(0.0);
    let difficult = worst >= 3.0 || hard.len() >= 3 || words >= 400 && average > 24.0 || words >= 400 && ease < 25.0;
    let quotes = hard.into_iter().map(|h| h.1).collect();
    l.signs.put("13.moeilijk", difficult, quotes, Certainty::Middle);
}

/// Flesch-Douma reading ease (W.H. Douma, 1960: 206.84 - 0.77 × syllables per 100 words - 0.93 × words per sentence);
/// 100 where there is too little prose to tell.
fn ease(prose: &[&Passage<'_>]) -> f32 {
    let words: usize = prose.iter().map(|p| p.words).sum();
    if words < 100 {
        return 100.0;
    }
    let syllables: usize = prose.iter().map(|p| p.folded.text.split_whitespace().map(syllables).sum::<usize>()).sum();
    let per_hundred = syllables as f32 * 100.0 / words as f32;
    let sentence = words as f32 / prose.len().max(1) as f32;
    206.84 - 0.77 * per_hundred - 0.93 * sentence
}

/// Syllables of a Dutch word: groups of vowels.
fn syllables(word: &str) -> usize {
    let mut n = 0;
    let mut in_group = false;
    for c in word.chars() {
        let vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j') && (c != 'j' || in_group);
        n += usize::from(vowel && !in_group);
        in_group = vowel;
    }
    n.max(usize::from(word.chars().any(char::is_alphanumeric)))
}

/// Abbreviations and jargon that are not explained where they first stand.
fn terms(l: &mut Look<'_>) {
    let mut unexplained: Vec<(String, Quote, usize)> = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let whole: String = l.document.blocks.iter().map(|b| folded(b.text.words())).collect::<Vec<_>>().join("\n");
    for p in &l.passages.all {
        if matches!(p.part, Part::Gegevens | Part::Contactpersonen | Part::BuitenOpp | Part::Instemming | Part::Data) {
            continue;
        }
        for word in p.text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'' && c != '’') {
            let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric()).trim_end_matches("'s").trim_end_matches("’s");
            let stem = bare.split('-').next().unwrap_or(bare);
            let Some(found) = [bare, stem].into_iter().find(|w| is_term(l, w)) else { continue };
            if !known.insert(found.to_owned()) {
                continue;
            }
            let meaning = l.rules.abbreviations.get(found).map(|m| folded(m)).unwrap_or_default();
            let low = folded(found);
            let explained = meaning.len() > 3 && whole.contains(&meaning)
                || whole.contains(&format!("({low})"))
                || whole.contains(&format!("{low} ("))
                || whole.contains(&format!("{low} = "))
                || whole.contains(&format!("{low}: "))
                || whole.contains(&format!("{low} is een "))
                || whole.contains(&format!("{low} betekent"));
            if !explained {
                unexplained.push((found.to_owned(), Look::quote(p), p.words));
            }
        }
    }
    let jargon: Vec<Quote> = {
        l.passages
            .all
            .iter()
            .filter(|p| {
                p.like().code("TAA03") >= 0.75 && !matches!(p.part, Part::Gegevens | Part::Contactpersonen | Part::Data | Part::Instemming)
            })
            .map(Look::quote)
            .collect()
    };
    let n = unexplained.len();
    // The longest passage shows the term in its use.
    unexplained.sort_by_key(|u| std::cmp::Reverse(u.2.min(15)));
    let mut quotes: Vec<Quote> = unexplained.iter().map(|u| u.1).collect();
    quotes.extend(jargon.iter().copied());
    let holds = n >= 1 || !jargon.is_empty();
    l.signs.put("13.onverklaard", holds, quotes.clone(), if n >= 2 { Certainty::Middle } else { Certainty::Low });
    l.signs.put("13.onverklaard_veel", n >= 8, quotes, Certainty::Middle);
}

/// An abbreviation that parents cannot be expected to know.
fn is_term(l: &Look<'_>, word: &str) -> bool {
    const PLAIN: [&str; 34] = [
        "OPP", "PO", "VO", "SO", "VSO", "SBO", "PRO", "PrO", "VMBO", "HAVO", "VWO", "MBO", "HBO", "IB", "TV", "PC", "OK", "NL", "BB", "KB",
        "GL", "TL", "EN", "DE", "HET", "CD", "USB", "SMS", "GGZ", "GGD", "BSN", "ADHD", "IQ", "AVG",
    ];
    let n = word.chars().count();
    if PLAIN.contains(&word) || n < 2 {
        return false;
    }
    if l.rules.abbreviations.contains_key(word) {
        return true;
    }
    // Levels and norms: 'M5', '1F', and abbreviations in small letters.
    let mut chars = word.chars();
    let level = n == 2
        && match (chars.next(), chars.next()) {
            (Some('E' | 'M'), Some(d)) => matches!(d, '3'..='8'),
            (Some('1' | '2' | '3'), Some(l)) => matches!(l, 'F' | 'S'),
            _ => false,
        };
    if level || matches!(word, "avi" | "dmt" | "rt" | "ib" | "sova" | "dle" | "lvs" | "mdo" | "tlv" | "pbs" | "edi" | "hgw" | "bpo") {
        return true;
    }
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    let digits = word.chars().any(|c| c.is_ascii_digit());
    (3..=6).contains(&n) && upper == n && !digits && word.chars().any(|c| !matches!(c, 'I' | 'V' | 'X'))
}
