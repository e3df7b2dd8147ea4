//! How a passage is built, apart from its words: length, sentences, dates, quotes, abbreviations.
use super::grams::Word;

/// The months as people write them, in full and short.
pub const MONTHS: [&str; 24] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
    "jan",
    "feb",
    "mrt",
    "apr",
    "jun",
    "jul",
    "aug",
    "sept",
    "sep",
    "okt",
    "nov",
    "dec",
];

/// Tells each property and its value, coarse, to `tell`.
pub(crate) fn shape(text: &str, words: &[Word], tell: &mut impl FnMut(&str, u32)) {
    let spoken = count(words, |w| w.spoken);
    tell("lengte", step_of(spoken, &[4, 8, 14, 20, 30, 45, 70]));
    let (sentences, longest) = sentences(words);
    tell("zinnen", sentences.min(5));
    tell("langste", step_of(longest, &[8, 14, 20, 26, 32, 40, 55]));
    let long_words = count(words, |w| w.even.chars().count() >= 12);
    tell("lange-woorden", step_of(long_words, &[1, 2, 3, 5, 8]));
    tell("afkortingen", count(words, |w| w.capitals).min(4));
    tell("getallen", count(words, |w| w.even.starts_with('0')).min(4));
    tell("haakjes", u32::from(text.contains('(')));
    tell("dubbele-punt", u32::from(text.contains(':')));
    tell("komma's", count(words, |w| w.even == ",").min(6));
    tell("aanhaling", count(words, |w| matches!(w.even.as_str(), "'" | "\"" | "‘" | "’" | "“" | "”" | "„")).min(2));
    tell("vraag", u32::from(text.contains('?')));
    tell("ik", count(words, |w| matches!(w.even.as_str(), "ik" | "mijn" | "mij" | "me" | "m'n")).min(3));
    tell("maand", count(words, |w| MONTHS.contains(&w.even.as_str())).min(3));
    tell("jaar", count(words, |w| w.even == "jjjj").min(3));
    tell("namen", count(words.get(1..).unwrap_or_default(), |w| w.capital && !w.capitals).min(4));
    tell("kleine-letter", u32::from(words.first().is_some_and(|w| w.spoken && !w.capital)));
    tell("punt", u32::from(text.trim_end().ends_with(['.', '!', '?'])));
}

fn count(words: &[Word], is: impl Fn(&Word) -> bool) -> u32 {
    u32::try_from(words.iter().filter(|w| is(w)).count()).unwrap_or(u32::MAX)
}

fn step_of(n: u32, steps: &[u32]) -> u32 {
    steps.iter().map(|s| u32::from(n >= *s)).sum()
}

/// How many sentences, and how many words are in the longest.
fn sentences(words: &[Word]) -> (u32, u32) {
    let (mut sentences, mut longest, mut now) = (0, 0, 0);
    for word in words {
        if word.spoken {
            now += 1;
            longest = longest.max(now);
        } else if matches!(word.even.as_str(), "." | "!" | "?" | ";") && now > 0 {
            sentences += 1;
            now = 0;
        }
    }
    (sentences + u32::from(now > 0), longest)
}
