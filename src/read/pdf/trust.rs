//! Whether the text of a page can be believed: enough of it, letters that are letters, words of a language.

use super::glyphs::Page;
use super::words::Word;

/// A page with more unknown letters than this share cannot be told.
const UNKNOWN: f32 = 0.10;
/// A picture over this share of the page is a scan of it.
const SCAN: f32 = 0.8;
/// A page that says no more than this many words beside a scan is a scan.
const FEW_WORDS: usize = 20;
/// Pages with fewer words than this are not judged by their language.
const JUDGED: usize = 80;

/// What the text of a page is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    Good,
    /// Nothing on it.
    Blank,
    /// A picture only.
    Scan,
    /// Letters that nobody can tell.
    Untrusted,
}

/// Looks at a page and its visible words.
pub(super) fn worth(page: &Page, words: &[Word], fields: usize) -> Worth {
    let count = words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)).count();
    let covered = page.images.iter().map(|i| i.rect.area()).fold(0.0_f32, f32::max) / page.area();
    let strips: f32 = page.images.iter().map(|i| i.rect.area()).sum::<f32>() / page.area();
    let scan = covered > SCAN || (page.images.len() > 1 && strips > SCAN);
    if scan && count < FEW_WORDS && fields == 0 {
        return Worth::Scan;
    }
    let unknown = page.unknown_share();
    if count == 0 && fields == 0 && unknown == 0.0 {
        // Letters drawn as shapes, or a picture of some size.
        let drawn: u32 = page.shapes.iter().map(|s| s.bends).sum();
        return if strips > 0.2 || drawn > 400 { Worth::Scan } else { Worth::Blank };
    }
    if unknown > UNKNOWN || is_gibberish(words) {
        return Worth::Untrusted;
    }
    Worth::Good
}

/// Words of no language: none of the small words that every text has, and letters in odd proportions. Only letters of our own
/// script are judged: a page in Hebrew or Chinese is no gibberish.
fn is_gibberish(words: &[Word]) -> bool {
    const SMALL: [&str; 40] = [
        "de", "het", "een", "en", "van", "in", "is", "op", "te", "dat", "die", "voor", "met", "zijn", "niet", "aan", "hij", "zij", "er",
        "om", "ook", "als", "bij", "of", "the", "and", "to", "a", "for", "der", "die", "und", "le", "la", "et", "les", "naar", "wordt",
        "heeft", "we",
    ];
    let lettered: Vec<String> = words
        .iter()
        .map(|w| w.text.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase())
        .filter(|w| w.chars().count() >= 1)
        .collect();
    let ours = |c: char| c <= '\u{24F}';
    let (letters, foreign) =
        lettered.iter().flat_map(|w| w.chars()).fold((0_usize, 0_usize), |(all, other), c| (all + 1, other + usize::from(!ours(c))));
    if lettered.len() < JUDGED || foreign * 2 > letters {
        return false;
    }
    let small = lettered.iter().filter(|w| SMALL.contains(&w.as_str())).count();
    let vowels: usize = lettered.iter().map(|w| w.chars().filter(|c| "aeiouyáéíóúàèäëïöü".contains(*c)).count()).sum();
    let share = vowels as f32 / letters.max(1) as f32;
    small * 100 < lettered.len() && !(0.28..0.55).contains(&share)
}
