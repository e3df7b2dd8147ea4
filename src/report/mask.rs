//! A document's words go out here only: names, addresses, phones, mail and numbers of persons masked.
//!
//! Names known from the head of the form come first, so that 'Sem' is masked wherever he stands; then every capitalised
//! word within a sentence that is not known to be something else. Rather one word too many than one name too few.

use crate::map::{Does, Mapping};
use crate::model::Document;
use crate::rules::{Part, Rules, fold, folded};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Characters of a fragment (contract, part 4).
const LONGEST: usize = 160;
/// Words a fragment has at least, where the passage has them.
const LEAST: usize = 4;

/// What must be masked in the words of one document.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    names: BTreeSet<String>,
    /// The pupil's own day of birth, wherever and however it is written.
    born: Option<jiff::civil::Date>,
}

static MAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\p{L}0-9._%+-]+ ?(?:@|\(at\)|\[at\]) ?[\p{L}0-9.-]+\.[a-z]{2,}").ok());
static PHONE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:\+31|0031|\b0)[ -]?[1-9](?:[ -]?[0-9]){7,8}\b").ok());
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b[\p{Lu}][\p{L}'’.-]*(?: [\p{L}'’.-]+){0,3}(?:straat|laan|weg|plein|kade|dijk|hof|singel|park|dreef|pad|gracht|steeg|plantsoen|zoom|ring|baan|veld|akker|wal|markt|\bstraat)[ ,]+[0-9]{1,4} ?[a-zA-Z]?\b|\b[\p{Lu}][\p{L}'’-]+ [0-9]{1,4} ?[a-z]?, ?[0-9]{4} ?[A-Z]{2}\b|\b[0-9]{4} ?[A-Z]{2}\b(?:,? +[\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}'’-]+)?)?").ok()
});
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b[0-9](?:[ .]?[0-9]){4,}\b").ok());
/// The number of a bank account, of any country: before phones, which it would look like.
static ACCOUNT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b").ok());
static INITIALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:[\p{Lu}]\. ?){1,4}(?:(?:van|de|der|den|el|ten|ter|te|van der|van den|van de) )?[\p{Lu}][\p{L}'’-]+(?:[ -][\p{Lu}][\p{L}'’-]+)*").ok()
});

impl Mask {
    /// Learns the names that a document itself gives.
    #[must_use]
    pub fn of(document: &Document, mapping: &Mapping, rules: &Rules) -> Mask {
        let mut names = BTreeSet::new();
        for word in mapping.facts.full_name.iter().flat_map(|n| n.split_whitespace()) {
            add(&mut names, word, rules);
        }
        for (i, role) in mapping.blocks.iter().enumerate() {
            let Some(block) = document.blocks.get(i) else { continue };
            let text = block.text.words();
            let head = role.does == Does::Content && matches!(role.part, Part::Gegevens | Part::Contactpersonen | Part::Instemming);
            let mut first = true;
            for word in text.split_whitespace() {
                // A capital within a sentence, or anywhere in a cell of the head.
                if !first || head && text.split_whitespace().count() <= 8 {
                    add(&mut names, word, rules);
                }
                first = word.ends_with(['.', '!', '?', ':', '•', '“', '"', '‘']) || matches!(word, "-" | "–" | "☒" | "☐");
            }
        }
        Mask { names, born: mapping.facts.born }
    }

    /// Masks names learnt from these words too.
    #[must_use]
    pub fn and(mut self, words: &str, rules: &Rules) -> Mask {
        for word in words.split(|c: char| !c.is_alphanumeric() && c != '\'').skip(1) {
            add(&mut self.names, word, rules);
        }
        self
    }

    /// A text without what points at a person.
    #[must_use]
    pub fn text(&self, text: &str, rules: &Rules) -> String {
        let mut out = self.without_birth(text, rules);
        for (pattern, with) in [
            (&MAIL, "[mail]"),
            (&ACCOUNT, "[nummer]"),
            (&PHONE, "[telefoon]"),
            (&ADDRESS, "[adres]"),
            (&INITIALS, "[naam]"),
            (&NUMBER, "[nummer]"),
        ] {
            if let Some(p) = pattern.as_ref() {
                out = p.replace_all(&out, with).into_owned();
            }
        }
        let out = out.replace("[adres], [adres]", "[adres]").replace("[adres] [adres]", "[adres]");
        let given = rules.words.list("voornamen");
        let cues = rules.words.list("naam-aanduidingen");
        let mut done = String::with_capacity(out.len());
        let mut masked_before = false;
        let mut cue_before = false;
        let mut first = true;
        for word in out.split_inclusive(char::is_whitespace) {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let starts_capital = bare.chars().next().is_some_and(char::is_uppercase);
            let f = fold(bare);
            let hits = rules.words.find(&f);
            let length = f.text.trim().len();
            let is_given = starts_capital && hits.iter().any(|h| Some(h.list) == given && h.end - h.start == length);
            let name = starts_capital
                && !word.starts_with('[')
                && (self.names.contains(key(&f.text)) || is_given || (cue_before || masked_before || !first) && is_name(bare, rules));
            if name {
                let (lead, trail) = around(word, bare);
                done.push_str(lead);
                if !masked_before {
                    done.push_str("[naam]");
                }
                done.push_str(if masked_before && trail.trim().is_empty() { "" } else { trail });
                masked_before = trail.trim().is_empty();
            } else {
                done.push_str(word);
                masked_before = false;
            }
            cue_before = hits.iter().any(|h| Some(h.list) == cues && h.start == 0 && h.end == f.text.len());
            first = word.trim_end().ends_with(['.', '!', '?', ':', '“', '"', '•']) && !bare.is_empty() && bare.chars().count() > 1;
        }
        done.trim_end().to_owned()
    }

    /// A text without a day of birth: the pupil's, and any that says of itself that it is one. Before all other patterns,
    /// which would take a part of it.
    fn without_birth(&self, text: &str, rules: &Rules) -> String {
        let mut out = text.to_owned();
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            return out;
        }
        let f = fold(text);
        let lists = ["geboren", "datum.geboorte"].map(|name| rules.words.list(name));
        let mut dates = crate::map::dates::find(&f.text, None);
        dates.sort_by_key(|d| std::cmp::Reverse(d.start));
        let cues = if dates.is_empty() { Vec::new() } else { rules.words.find(&f) };
        let beside = |from: usize, to: usize| f.text.get(from..to).is_some_and(|between| !between.contains(char::is_alphanumeric));
        for date in dates {
            let is_birth = self.born.is_some_and(|b| date.has_year && date.when.first() == b)
                || cues.iter().any(|h| lists.contains(&Some(h.list)) && (beside(h.end, date.start) || beside(date.end, h.start)));
            let (start, end) = f.origin(date.start, date.end);
            if is_birth && out.is_char_boundary(start) && out.is_char_boundary(end) && start < end {
                out.replace_range(start..end, "[datum]");
            }
        }
        out
    }

    /// The evidence: consecutive words, at most 160 characters, at least four words where the passage has them; masked.
    #[must_use]
    pub fn fragment(&self, block: &str, start: usize, end: usize, rules: &Rules) -> String {
        let quote = block.get(start..end).unwrap_or(block).trim();
        let flat = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        if quote.split_whitespace().count() < LEAST {
            return shorten(&self.text(&flat(block), rules));
        }
        let mut out = self.text(&flat(quote), rules);
        // What follows shows how it is meant: whole sentences, as long as they fit.
        let rest = block.get(end..).unwrap_or("");
        for (s, e) in crate::map::sentences::sentences(rest) {
            let next = self.text(&flat(rest.get(s..e).unwrap_or("")), rules);
            if out.chars().count() + next.chars().count() + 1 > LONGEST {
                break;
            }
            out.push(' ');
            out.push_str(&next);
        }
        shorten(&out)
    }
}

/// Cuts at a word, to the length of a fragment.
fn shorten(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut out = String::new();
    for word in text.split_whitespace() {
        if out.chars().count() + word.chars().count() + 1 > LONGEST {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn around<'a>(word: &'a str, bare: &str) -> (&'a str, &'a str) {
    word.find(bare).map_or(("", ""), |at| (word.get(..at).unwrap_or(""), word.get(at + bare.len()..).unwrap_or("")))
}

/// A name as it is compared, of a folded word.
fn key(folded: &str) -> &str {
    let bare = folded.trim();
    bare.strip_suffix("'s").unwrap_or(bare)
}

fn add(names: &mut BTreeSet<String>, word: &str, rules: &Rules) {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if is_name(bare, rules) {
        names.insert(key(&folded(bare)).to_owned());
    }
}

/// A capitalised word that is not known to be something else.
fn is_name(bare: &str, rules: &Rules) -> bool {
    let n = bare.chars().count();
    let mut chars = bare.chars();
    if n < 2 || !chars.next().is_some_and(char::is_uppercase) || bare.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let capitals = bare.chars().filter(|c| c.is_uppercase()).count();
    if capitals * 2 > n && n > 2 {
        return false;
    }
    if rules.abbreviations.contains_key(bare) {
        return false;
    }
    let f = fold(bare);
    let skip = ["geen-namen", "toetsen", "psychologisch-onderzoek", "diagnoses", "medisch", "rollen"].map(|l| rules.words.list(l));
    !rules.words.find(&f).iter().any(|h| h.start == 0 && skip.contains(&Some(h.list)) && h.end * 10 >= f.text.len() * 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(text: &str) -> String {
        let names = ["sem", "meinders"].iter().map(|s| (*s).to_owned()).collect();
        Mask { names, born: Some(jiff::civil::date(2015, 4, 3)) }.text(text, Rules::standard())
    }

    #[test]
    fn names_and_numbers_of_persons_are_masked() {
        for (text, want) in [
            ("Sem leest goed.", "[naam] leest goed."),
            ("Hij zit naast Lotte Verhagen in de klas.", "Hij zit naast [naam] in de klas."),
            ("Bel mw. J. de Boer op 06-12345678.", "Bel mw. [naam] op [telefoon]."),
            ("mail naar a.jansen@school.nl", "mail naar [mail]"),
            ("BSN 999 990 019", "BSN [nummer]"),
            ("Zijn broer (geb. 12 mei 2013) zit in groep 8.", "Zijn broer (geb. [datum]) zit in groep 8."),
            ("Geboortedatum: 01.02.2011, thuis.", "Geboortedatum: [datum], thuis."),
            ("Op 3 april 2015 thuis, dus 03-04-2015.", "Op [datum] thuis, dus [datum]."),
            ("De toets van 3-4-2025 ging goed.", "De toets van 3-4-2025 ging goed."),
            ("Hij woont op de Rietzoom 41, 9999 ZX Westerhaven", "Hij woont op de [adres]"),
            ("De toets Cito M5 is van maart.", "De toets Cito M5 is van maart."),
            ("Hij krijgt Nederlands en Engels.", "Hij krijgt Nederlands en Engels."),
        ] {
            assert_eq!(mask(text), want, "{text}");
        }
    }

    #[test]
    fn a_fragment_is_short_and_has_four_words_where_it_can() {
        let m = Mask::default();
        assert_eq!(m.fragment("Hij heeft een TIQ van 88 gehaald", 10, 17, Rules::standard()), "Hij heeft een TIQ van 88 gehaald");
        let long = "woord ".repeat(60);
        assert!(m.fragment(&long, 0, long.len(), Rules::standard()).chars().count() <= LONGEST);
    }
}
