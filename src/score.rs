//! Climbs the ladders: a score an item, drawn from signs only, never from text.

use crate::check::{Answer, Certainty, Checked, Quote};
use crate::rules::{Item, Rules, Step};

/// The score of an item.
#[derive(Debug, Clone)]
pub struct Score {
    /// `"1"` to `"15"`, `"11a"`, `"11b"`, `"11"`.
    pub item: String,
    /// What it got.
    pub value: Value,
    /// How sure.
    pub certainty: Certainty,
    /// Why, in Dutch.
    pub because: String,
    /// What it rests on.
    pub quotes: Vec<Quote>,
}

/// What an item got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A rung, 1 to 5.
    Step(u8),
    /// Does not apply.
    NotApplicable,
    /// A person must judge.
    ByHand,
}

/// How many places a score shows.
const PLACES: usize = 4;

/// Scores every item; `blank` for a form that nobody filled in, `partly` where part of the document could not be read.
#[must_use]
pub fn scores(checked: &Checked, rules: &Rules, blank: bool, partly: bool) -> Vec<Score> {
    let mut out: Vec<Score> = rules.items.iter().map(|item| score(checked, item, blank, partly, rules)).collect();
    if !out.iter().any(|s| s.item == "15") {
        out.push(Score {
            item: "15".to_owned(),
            value: Value::NotApplicable,
            certainty: Certainty::High,
            because: rules.label("waarom.punt_15").to_owned(),
            quotes: Vec::new(),
        });
    }
    if let (Some(a), Some(b)) = (find(&out, "11a").cloned(), find(&out, "11b").cloned()) {
        let lower = match (a.value, b.value) {
            (Value::Step(x), Value::Step(y)) if y < x => b,
            (Value::Step(_), _) => a,
            (_, Value::Step(_)) => b,
            _ => a,
        };
        out.push(Score { item: "11".to_owned(), ..lower });
    }
    out.sort_by_key(|s| (s.item.trim_end_matches(char::is_alphabetic).parse::<u8>().unwrap_or(0), s.item.len(), s.item.clone()));
    out
}

fn find<'a>(scores: &'a [Score], item: &str) -> Option<&'a Score> {
    scores.iter().find(|s| s.item == item)
}

fn score(checked: &Checked, item: &Item, blank: bool, partly: bool, rules: &Rules) -> Score {
    let signs = &checked.signs;
    let made = |value, certainty: Certainty, because: &str, quotes: Vec<Quote>| Score {
        item: item.id.clone(),
        value,
        certainty: if partly { Certainty::Low } else { certainty },
        because: because.to_owned(),
        quotes,
    };
    if let Some(sign) = &item.not_applicable
        && signs.holds(sign)
        && !(blank && item.id == "10")
    {
        let certainty = calibrated(rules, &item.id, "nvt", signs.get(sign).map_or(Certainty::Middle, |s| s.certainty));
        return made(Value::NotApplicable, certainty, rules.label(&format!("waarom.nvt_{}", item.id)), Vec::new());
    }
    if let Some(sign) = &item.by_hand
        && signs.answer(sign) == Answer::Unclear
    {
        return made(Value::ByHand, Certainty::Low, rules.label(&format!("waarom.handmatig_{}", item.id)), Vec::new());
    }
    let ladder = if blank && !item.form_steps.is_empty() { &item.form_steps } else { &item.steps };
    let climbs = |s: &&Step| s.has.iter().all(|n| signs.holds(n)) && !s.lacks.iter().any(|n| signs.holds(n));
    let Some(step) = ladder.iter().find(climbs).or(ladder.last()) else {
        return made(Value::NotApplicable, Certainty::Low, "", Vec::new());
    };
    let mut quotes: Vec<Quote> = Vec::new();
    for q in step.has.iter().filter_map(|n| signs.get(n)).flat_map(|s| s.quotes.iter()) {
        if quotes.len() < PLACES && !quotes.contains(q) {
            quotes.push(*q);
        }
    }
    let mut certainty = step.has.iter().filter_map(|n| signs.get(n)).map(|s| s.certainty).min().unwrap_or(Certainty::Middle);
    certainty = calibrated(rules, &item.id, &step.score.to_string(), certainty);
    made(Value::Step(step.score), certainty, &step.explanation, quotes)
}

/// What measurements on labelled documents allow (`rules/zekerheid.toml`): by item and score, else by item.
fn calibrated(rules: &Rules, item: &str, score: &str, seen: Certainty) -> Certainty {
    let allowed = rules.certainty(&format!("punt.{item}={score}")).or_else(|| rules.certainty(&format!("punt.{item}")));
    match allowed {
        Some("hoog") => Certainty::High,
        Some("midden") => Certainty::Middle,
        Some(_) => Certainty::Low,
        None => seen.min(Certainty::Middle),
    }
}
