//! Knows a heading by its synonyms, its numbering, the words in it, and small misspellings.

use super::MONTHS;
use super::fold::folded;
use super::{Part, PartRule};
use std::collections::{HashMap, HashSet};

/// What a heading was known as.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The part it heads; `None` where only its surroundings tell.
    pub part: Option<Part>,
    /// A second part that the same heading names ('bevorderende en belemmerende factoren').
    pub also: Option<Part>,
    /// The known heading it was taken for.
    pub synonym: String,
    /// 0 to 1: 1 for a known heading as it stands.
    pub strength: f32,
    /// Position of the context rule, where its surroundings decide.
    pub context: Option<usize>,
    /// Several parts list it: surely a heading, but what stands under it decides of which.
    pub shared: bool,
}

impl Known {
    /// How sure its part is, 0 to 1.
    #[must_use]
    pub fn confidence(&self) -> f32 {
        if self.shared { self.strength.min(0.55) } else { self.strength }
    }
}

/// A heading that only its surroundings explain (`rules/context.toml`).
#[derive(Debug, Clone)]
pub struct Context {
    /// Its headings, folded.
    pub headings: Vec<String>,
    /// `leerling`, `onderwijs` or `thuis`, where it names a domain.
    pub domain: Option<String>,
    /// Within a section of one of these parts it is that part (`None`: the same part).
    pub within: Vec<(Vec<Part>, Option<Part>)>,
    /// Elsewhere.
    pub otherwise: Option<Part>,
    /// Elsewhere, after the goals and agreements.
    pub at_the_end: Option<Part>,
}

/// All known headings, ready to ask.
#[derive(Debug, Default)]
pub struct Headings {
    exact: HashMap<String, Part>,
    /// Headings that several parts list: what stands under them decides.
    shared: HashSet<String>,
    not: HashMap<String, Vec<Part>>,
    words: Vec<(Vec<String>, Part)>,
    context: HashMap<String, usize>,
    /// The context rules.
    pub contexts: Vec<Context>,
    grams: HashMap<[char; 3], Vec<u32>>,
    names: Vec<(String, Part, u32)>,
}

/// A heading is not known by likeness below this (Dice over letter trigrams).
const LIKENESS: f32 = 0.70;
/// A heading of more words than this is a sentence.
const MOST_WORDS: usize = 14;

impl Headings {
    /// Makes the index of all parts' headings.
    #[must_use]
    pub fn new(parts: &[PartRule], contexts: Vec<Context>) -> Headings {
        let mut h = Headings { contexts, ..Headings::default() };
        for (i, c) in h.contexts.iter().enumerate() {
            for name in &c.headings {
                h.context.insert(name.clone(), i);
            }
        }
        for p in parts {
            for name in &p.headings {
                let name = folded(name);
                for key in [without_brackets(&name), name.clone()] {
                    if *h.exact.entry(key.clone()).or_insert(p.part) != p.part {
                        h.shared.insert(key);
                    }
                }
                let at = u32::try_from(h.names.len()).unwrap_or(u32::MAX);
                let grams = trigrams(&name);
                let n = u32::try_from(grams.len()).unwrap_or(u32::MAX);
                for g in grams {
                    h.grams.entry(g).or_default().push(at);
                }
                h.names.push((name, p.part, n));
            }
            for pattern in &p.heading_words {
                h.words.push((folded(pattern).split(' ').map(str::to_owned).collect(), p.part));
            }
            for name in &p.not {
                h.not.entry(folded(name)).or_default().push(p.part);
            }
        }
        // Longer patterns say more.
        h.words.sort_by_key(|(w, _)| std::cmp::Reverse((w.len(), w.iter().map(String::len).sum::<usize>())));
        h
    }

    /// What a heading is known as; `name` is the pupil's first name, which counts as 'de leerling'.
    #[must_use]
    pub fn know(&self, heading: &str, name: Option<&str>) -> Option<Known> {
        let full = folded(heading);
        if full.is_empty() || full.split(' ').count() > MOST_WORDS {
            return None;
        }
        let named = named(full, name);
        let mut tries = vec![trim(&named).to_owned()];
        let unnumbered = trim(without_number(&named)).to_owned();
        for t in [unnumbered.clone(), trim(&without_brackets(&unnumbered)).to_owned(), without_dates(&unnumbered)] {
            if !tries.contains(&t) {
                tries.push(t);
            }
        }
        for t in &tries {
            if let Some(&i) = self.context.get(t.as_str()) {
                let part = self.exact.get(t.as_str()).copied();
                return Some(Known { part, also: None, synonym: t.clone(), strength: 0.95, context: Some(i), shared: false });
            }
            if let Some(&part) = self.exact.get(t.as_str()) {
                return Some(Known {
                    part: Some(part),
                    also: None,
                    synonym: t.clone(),
                    strength: 1.0,
                    context: None,
                    shared: self.shared.contains(t.as_str()),
                });
            }
        }
        let last = tries.last().map_or("", String::as_str).to_owned();
        if let Some(k) = self.both_kinds(&last) {
            return Some(k);
        }
        if let Some(k) = self.pieces(&last) {
            return Some(k);
        }
        self.by_words(&last).or_else(|| self.by_likeness(&last))
    }

    /// 'Bevorderende en belemmerende factoren': one heading for both kinds.
    fn both_kinds(&self, text: &str) -> Option<Known> {
        let words = InText::of(text);
        let holds = |part: Part| self.words.iter().any(|(w, p)| *p == part && words.have(w));
        (text.split(' ').count() <= 8 && holds(Part::BevorderendeFactoren) && holds(Part::BelemmerendeFactoren)).then(|| Known {
            part: Some(Part::BevorderendeFactoren),
            also: Some(Part::BelemmerendeFactoren),
            synonym: text.to_owned(),
            strength: 0.95,
            context: None,
            shared: false,
        })
    }

    /// A heading made of known ones: 'Uitstroomprofiel en onderbouwing', 'Doelen - groep 7', 'Handelingsdeel: doelen'.
    fn pieces(&self, text: &str) -> Option<Known> {
        let mut found: Vec<(Part, String)> = Vec::new();
        for piece in text.split([':', '/', ',', '|', '(', ')', ';', '+', '&']).flat_map(|p| p.split(" - ")).flat_map(|p| p.split(" en ")) {
            let piece = trim(piece);
            let forbidden = |part: &Part| self.not.iter().any(|(n, p)| p.contains(part) && text.contains(n.as_str()));
            if let Some(&part) = self.exact.get(piece).filter(|p| !forbidden(p)) {
                found.push((part, piece.to_owned()));
            }
        }
        // Of 'Fee, school en thuis: wat gaat goed' the piece that heads something says it, not the names before it.
        if found.iter().any(|(p, _)| !matches!(p, Part::Gegevens | Part::Data)) {
            found.retain(|(p, _)| !matches!(p, Part::Gegevens | Part::Data));
        }
        let (part, synonym) = found.first()?.clone();
        // The most telling piece of 'Handelingsdeel: doelen' is the second.
        let (part, synonym) = match found.get(1) {
            Some((second, s)) if part == Part::Afspraken && *second == Part::Doelen => (*second, s.clone()),
            _ => (part, synonym),
        };
        let also = found.iter().map(|(p, _)| *p).find(|p| *p != part);
        Some(Known { part: Some(part), also, synonym, strength: 0.85, context: None, shared: false })
    }

    fn by_words(&self, text: &str) -> Option<Known> {
        if text.split(' ').count() > 10 {
            return None;
        }
        let in_text = InText::of(text);
        let forbidden = |part: Part| self.not.iter().any(|(n, p)| p.contains(&part) && text.contains(n.as_str()));
        let (words, part) = self.words.iter().find(|(w, p)| in_text.have(w) && !forbidden(*p))?;
        Some(Known { part: Some(*part), also: None, synonym: words.join(" "), strength: 0.75, context: None, shared: false })
    }

    fn by_likeness(&self, text: &str) -> Option<Known> {
        if text.len() < 6 || text.split(' ').count() > 8 {
            return None;
        }
        let grams = trigrams(text);
        let mut shared = vec![0_u32; self.names.len()];
        for g in &grams {
            for at in self.grams.get(g).into_iter().flatten() {
                if let Some(n) = shared.get_mut(*at as usize) {
                    *n += 1;
                }
            }
        }
        let mine = grams.len() as f32;
        let mut best: Option<(f32, u32)> = None;
        for (at, (n, name)) in (0_u32..).zip(shared.iter().zip(&self.names)).filter(|(_, (n, _))| **n > 0) {
            let dice = 2.0 * *n as f32 / (mine + name.2 as f32);
            if best.is_none_or(|(d, _)| dice > d) {
                best = Some((dice, at));
            }
        }
        let (dice, at) = best.filter(|(d, _)| *d >= LIKENESS)?;
        let (synonym, part, _) = self.names.get(at as usize)?;
        let forbidden = self.not.iter().any(|(n, p)| text.contains(n.as_str()) && p.contains(part));
        // Two headings that differ in whom they are about are not alike.
        const PEOPLE: [&str; 12] =
            ["leerling", "leraar", "lera", "leerkracht", "ouder", "moeder", "vader", "team", "mentor", "docent", "school", "kind"];
        let other = PEOPLE.iter().any(|w| text.contains(w) != synonym.contains(w));
        (!forbidden && !other).then(|| Known {
            part: Some(*part),
            also: None,
            synonym: synonym.clone(),
            strength: dice * 0.9,
            context: None,
            shared: false,
        })
    }
}

/// The distinct letter trigrams of a text, its ends marked.
fn trigrams(text: &str) -> Vec<[char; 3]> {
    let chars: Vec<char> = std::iter::once(' ').chain(text.chars()).chain(std::iter::once(' ')).collect();
    let mut out: Vec<[char; 3]> = chars.windows(3).filter_map(|w| <[char; 3]>::try_from(w).ok()).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The words of a text, without what surrounds them, and the bytes that they begin with.
struct InText<'t> {
    words: Vec<&'t str>,
    starts: [bool; 256],
}

impl<'t> InText<'t> {
    fn of(text: &'t str) -> InText<'t> {
        let words = text.split([' ', '/', '(', ')', ',', ':', '-']).filter(|w| !w.is_empty());
        let words: Vec<&str> = words.map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'')).collect();
        let mut starts = [false; 256];
        words.iter().filter_map(|w| w.bytes().next()).for_each(|b| starts[usize::from(b)] = true);
        InText { words, starts }
    }

    /// Whether the words of a pattern stand in the text in this order; `*` is open at that side.
    fn have(&self, pattern: &[String]) -> bool {
        // Most patterns begin with a letter that no word begins with.
        let start = pattern.first().and_then(|p| p.bytes().next()).filter(|b| *b != b'*');
        if start.is_some_and(|b| !self.starts[usize::from(b)]) {
            return false;
        }
        let mut words = self.words.iter();
        pattern.iter().all(|p| words.by_ref().any(|w| fits(w, p)))
    }
}

fn fits(word: &str, pattern: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(p), Some(_)) => word.contains(p.trim_end_matches('*')),
        (Some(p), None) => word.ends_with(p),
        (None, Some(p)) => word.starts_with(p),
        (None, None) => word == pattern,
    }
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != ')').trim_end_matches(['(', ' ']).trim_start_matches([')', ' '])
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Drops what numbers a heading: '3.', '1a.', 'B.1', 'II.', 'A)', 'Blok 3:', 'Rubriek 5', 'Deel B'.
#[must_use]
pub fn without_number(text: &str) -> &str {
    const WORDS: [&str; 12] =
        ["blok", "rubriek", "deel", "onderdeel", "hoofdstuk", "stap", "vraag", "sectie", "paragraaf", "fase", "bouwsteen", "kader"];
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    if let Some((first, more)) = rest.split_once([' ', '\u{a0}'])
        && WORDS.contains(&first)
        && is_number(more.split([' ', ':', '.', '-']).next().unwrap_or_default())
    {
        rest = more;
        let (_, after) = rest.split_once([' ', ':', '.', '-']).unwrap_or(("", rest));
        return after.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
    }
    for _ in 0..3 {
        let end = rest.find([' ', '\t', ')', ':']).unwrap_or(rest.len());
        let Some((token, after)) = rest.split_at_checked(end) else { break };
        let bare = token.trim_matches(|c: char| matches!(c, '.' | '(' | ')' | '-' | ':'));
        let marked = token.ends_with(['.', '-']) || after.starts_with([')', ':']);
        let digits = bare.chars().any(|c| c.is_ascii_digit());
        if !is_number(bare) || !(marked || digits) || after.trim().is_empty() {
            break;
        }
        rest = after.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
    }
    rest
}

/// '3', '1a', 'b1', '2.1', 'iv', 'a': what headings are numbered with.
fn is_number(token: &str) -> bool {
    let n = token.chars().count();
    if n == 0 || n > 6 {
        return false;
    }
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let other = n - letters - digits;
    (digits > 0 && letters <= 1 && other == token.chars().filter(|c| *c == '.').count() && digits <= 4)
        || (digits == 0 && letters == 1 && other == 0)
        || (digits == 0 && other == 0 && token.chars().all(|c| matches!(c, 'i' | 'v' | 'x')))
        || (digits == 0 && other == 0 && n <= 5 && {
            let stem = token.trim_end_matches(['a', 'b', 'c', 'd']);
            !stem.is_empty() && n - stem.len() == 1 && stem.chars().all(|c| matches!(c, 'i' | 'v' | 'x'))
        })
}

/// Drops years, days, months and other numbers at the end of a heading.
fn without_dates(text: &str) -> String {
    let bare = without_brackets(text);
    let mut words: Vec<&str> = bare.split(' ').collect();
    while let Some(last) = words.last() {
        let w = last.trim_matches(|c: char| !c.is_alphanumeric());
        let date = MONTHS.contains(&w)
            || w.chars().any(|c| c.is_ascii_digit()) && w.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))
            || w.is_empty()
            || matches!(w, "schooljaar" | "groep" | "d.d" | "dd" | "t/m" | "tot" | "m" | "per" | "klas" | "leerjaar") && words.len() > 1;
        if !date || words.len() == 1 {
            break;
        }
        words.pop();
    }
    trim(&words.join(" ")).to_owned()
}

/// A heading as it is compared: folded, without its number, and with 'de leerling' for the pupil's first name.
#[must_use]
pub fn plain(heading: &str, name: Option<&str>) -> String {
    trim(without_number(&named(folded(heading), name))).to_owned()
}

fn named(folded_heading: String, name: Option<&str>) -> String {
    match name.map(folded).filter(|n| n.len() > 1) {
        Some(n) => rename(&folded_heading, &n),
        None => folded_heading,
    }
}

/// Puts 'de leerling' where the pupil's name stands.
fn rename(text: &str, name: &str) -> String {
    let out: Vec<&str> = text
        .split(' ')
        .map(|w| {
            let bare = w.trim_matches(|c: char| !c.is_alphanumeric());
            if bare == name || bare.strip_suffix('s').is_some_and(|b| b.trim_end_matches('\'') == name) { "de leerling" } else { w }
        })
        .collect();
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_is_dropped() {
        for (with, without) in [
            ("3. uitstroom", "uitstroom"),
            ("1a. factoren", "factoren"),
            ("b.1 doelen", "doelen"),
            ("iv. beeld", "beeld"),
            ("viia. verslag", "verslag"),
            ("blok 3: aanpak", "aanpak"),
            ("rubriek 5 doelen", "doelen"),
            ("a3 onderzoek", "onderzoek"),
            ("2.1.3 doelen", "doelen"),
            ("a. gegevens", "gegevens"),
            ("mijn doel", "mijn doel"),
            ("doel 2", "doel 2"),
        ] {
            assert_eq!(without_number(with), without, "{with}");
        }
    }

    #[test]
    fn dates_at_the_end_are_dropped() {
        assert_eq!(without_dates("terugblik 2 februari 2026"), "terugblik");
        assert_eq!(without_dates("doelen schooljaar 2026-2027"), "doelen");
    }

    #[test]
    fn the_pupils_name_is_the_pupil() {
        assert_eq!(rename("wat heeft fenna nodig?", "fenna"), "wat heeft de leerling nodig?");
    }
}
