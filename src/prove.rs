//! Runs the examples in the rules through the same rooms as any document (`oppkeur rules test`).

use crate::check;
use crate::map::{self, FromOutside, Kind, SchoolType};
use crate::read::notation;
use crate::rules::{Example, Expect, Rules};
use crate::score::{self, Value};
use jiff::civil::{Date, date};

/// What an example gave, in the four plain words of a rule's writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to find, nothing found.
    RightlySilent,
    /// Found, as it should be.
    RightlyFound,
    /// Found, and should not be.
    FalseAlarm,
    /// Not found, and should be; or another score than it should be.
    Missed,
}

impl Outcome {
    /// In Dutch.
    #[must_use]
    pub fn say(self) -> &'static str {
        match self {
            Outcome::RightlySilent => "goed stil",
            Outcome::RightlyFound => "goed gevonden",
            Outcome::FalseAlarm => "loos alarm",
            Outcome::Missed => "gemist",
        }
    }

    /// Whether it is as it should be.
    #[must_use]
    pub fn is_right(self) -> bool {
        matches!(self, Outcome::RightlySilent | Outcome::RightlyFound)
    }
}

/// An example and what it gave.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The example.
    pub example: Example,
    /// What it gave.
    pub outcome: Outcome,
    /// What came out, in a word.
    pub got: String,
}

/// Runs all examples of the rules.
#[must_use]
pub fn all(rules: &Rules) -> Vec<Proof> {
    rules.examples().into_iter().map(|e| one(e, rules)).collect()
}

/// Runs one example.
#[must_use]
pub fn one(example: Example, rules: &Rules) -> Proof {
    match &example.expect {
        Expect::Heading(part, is) => {
            let known = rules.headings.know(&example.text, Some("Tess"));
            let hit = known.as_ref().is_some_and(|k| k.part == Some(*part) || k.also == Some(*part));
            let got = known.and_then(|k| k.part).map_or("geen onderdeel", |p| p.id()).to_owned();
            let outcome = verdict(hit, *is);
            Proof { example, outcome, got }
        }
        Expect::Finds(want) => {
            let want = *want;
            let (codes, _) = judge(&example, rules);
            let hit = codes.contains(&example.rule);
            Proof { outcome: verdict(hit, want), got: codes.join(", "), example }
        }
        Expect::Score(want) => {
            let (_, scores) = judge(&example, rules);
            let item = example.rule.trim_start_matches("punt ").to_owned();
            let got = scores.into_iter().find(|(i, _)| *i == item).map(|(_, s)| s).unwrap_or_default();
            let outcome = if got == *want { Outcome::RightlyFound } else { Outcome::Missed };
            Proof { outcome, got, example }
        }
    }
}

fn verdict(hit: bool, want: bool) -> Outcome {
    match (hit, want) {
        (true, true) => Outcome::RightlyFound,
        (false, false) => Outcome::RightlySilent,
        (true, false) => Outcome::FalseAlarm,
        (false, true) => Outcome::Missed,
    }
}

/// The codes and scores that a text in plain notation gets.
fn judge(example: &Example, rules: &Rules) -> (Vec<String>, Vec<(String, String)>) {
    let document = notation::read(&example.text);
    let school_type = example.school_type.as_deref().and_then(SchoolType::parse).or(Some(SchoolType::Po));
    let mut mapping = map::parts(&document, rules, &FromOutside { school_type, ..FromOutside::default() });
    if matches!(mapping.kind, Kind::Other(_)) {
        mapping.kind = Kind::Opp;
    }
    let today: Date = example.today.as_deref().and_then(|t| t.parse().ok()).unwrap_or_else(|| date(2026, 11, 23));
    let checked = check::look(&document, &mapping, rules, today);
    let scores = score::scores(&checked, rules, mapping.kind == Kind::BlankForm, false);
    let mut codes: Vec<String> = checked.findings.iter().map(|f| f.code.clone()).collect();
    codes.dedup();
    let scores = scores
        .into_iter()
        .map(|s| {
            let value = match s.value {
                Value::Step(n) => n.to_string(),
                Value::NotApplicable => "nvt".to_owned(),
                Value::ByHand => "handmatig".to_owned(),
            };
            (s.item, value)
        })
        .collect();
    (codes, scores)
}
