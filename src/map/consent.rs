//! When the parents consented to the handelingsdeel: the date that stands by their words or signature.

use super::dates::{self, When};
use super::{Does, Facts, Mapping};
use crate::model::Document;
use crate::rules::{List, Part, Rules, fold, folded};
use jiff::Span;

/// From here on a date is that of the consent.
const ENOUGH: i32 = 4;

/// The date of the consent; the earliest of those that are equally likely.
pub(super) fn date(document: &Document, mapping: &Mapping, rules: &Rules, facts: &Facts) -> Option<When> {
    let cues = Cues::of(rules);
    let year = facts.school_year.or_else(|| facts.start.map(|s| dates::school_year(s.first())));
    let mut best: Option<(i32, When)> = None;
    let mut under = 0;
    for (i, role) in mapping.blocks.iter().enumerate() {
        // A date or name right under the consent block is of it, whatever its own label says.
        under = if role.part == Part::Instemming { 4 } else { (under - 1).max(0) };
        let here = matches!(
            role.part,
            Part::Instemming
                | Part::Overleg
                | Part::ZienswijzeOuders
                | Part::ZienswijzeOverig
                | Part::ZienswijzeLeerling
                | Part::Overig
                | Part::Contactpersonen
                | Part::Afspraken
                | Part::Evaluatie
        );
        if !here && under == 0 || role.does == Does::Aside || role.does == Does::Prompt {
            continue;
        }
        let text = document.blocks.get(i).map_or("", |b| b.text.words());
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let heading = mapping.sections.get(role.section).map_or(String::new(), |s| folded(s.heading.words()));
        let block = cues.heading(&heading) + if role.part == Part::Instemming || under > 0 { 2 } else { 0 };
        let mut agreed = false;
        for clause in clauses(text) {
            let f = fold(clause);
            // 'Zij zijn akkoord. Ondertekend op 10 september.'
            let said = cues.words(&f.text) + i32::from(agreed);
            agreed |= cues.grants(&f.text);
            for d in dates::find(&f.text, year) {
                let before = f.text.get(..d.start).unwrap_or("");
                let points = block + said - cues.against(before);
                let fits = facts.start.is_none_or(|s| {
                    d.when.last() >= s.first().saturating_sub(Span::new().days(200))
                        && d.when.first() <= s.first().saturating_add(Span::new().months(11))
                });
                if fits && points >= ENOUGH && best.is_none_or(|(p, _)| points > p) {
                    best = Some((points, d.when));
                }
            }
        }
    }
    best.map(|b| b.1)
}

/// A text cut at full stops and semicolons that end a clause; '12-9-2026' and 'w.g.' stay whole.
fn clauses(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    for (s, e) in super::sentences::sentences(text) {
        for (at, _) in text.get(s..e).unwrap_or("").match_indices("; ") {
            out.extend(text.get(from.max(s)..s + at));
            from = s + at + 2;
        }
        out.extend(text.get(from.max(s)..e));
        from = e;
    }
    out
}

/// The lists of words that speak for or against a date.
struct Cues<'a> {
    rules: &'a Rules,
    grants: Option<List>,
    signed: Option<List>,
    seen: Option<List>,
    label_grants: Option<List>,
    label_signs: Option<List>,
    parents: Option<List>,
    pupil: Option<List>,
    school: Option<List>,
    information: Option<List>,
    talk: Option<List>,
    adopted: Option<List>,
}

impl Cues<'_> {
    fn of(rules: &Rules) -> Cues<'_> {
        let list = |name: &str| rules.words.list(name);
        Cues {
            rules,
            grants: list("instemt"),
            signed: list("getekend"),
            seen: list("gezien"),
            label_grants: list("kop-instemt"),
            label_signs: list("kop-tekent"),
            parents: list("ouders"),
            pupil: list("kop-van-leerling"),
            school: list("kop-van-school"),
            information: list("toestemming-informatie"),
            talk: list("ander-gesprek"),
            adopted: list("datum.vaststelling"),
        }
    }

    fn in_text(&self, text: &str) -> impl Fn(Option<List>) -> bool {
        let hits = self.rules.words.find(&fold(text));
        move |list| list.is_some() && hits.iter().any(|h| Some(h.list) == list)
    }

    /// What the heading over a date says.
    fn heading(&self, heading: &str) -> i32 {
        let has = self.in_text(heading);
        let (consent, parent) = (has(self.label_grants), has(self.parents));
        let other = !parent && (has(self.school) || has(self.pupil));
        let of_date = heading.starts_with("datum") || heading == "d.d." || heading.contains("naam, datum");
        2 * i32::from(consent) + 2 * i32::from(has(self.label_signs)) + i32::from(parent) + 2 * i32::from(of_date)
            - 6 * i32::from(has(self.seen) && !consent)
            - 4 * i32::from(other)
            - 4 * i32::from((heading.contains("toestemming") || has(self.adopted)) && !consent)
    }

    /// What the clause around a date says.
    fn words(&self, clause: &str) -> i32 {
        let has = self.in_text(clause);
        let grants = has(self.grants);
        3 * i32::from(grants) + 4 * i32::from(has(self.signed) || has(self.label_signs))
            - 4 * i32::from(has(self.school) && !grants && !has(self.parents))
            - 6 * i32::from(has(self.seen) && !grants && !has(self.label_grants))
            - 4 * i32::from((has(self.information) || clause.contains("toestemming")) && !clause.contains("handelingsdeel"))
    }

    fn grants(&self, clause: &str) -> bool {
        self.in_text(clause)(self.grants)
    }

    /// What speaks against a date: it is of a talk, of the school, or of what must be done by then.
    fn against(&self, before: &str) -> i32 {
        let near: String = before.chars().rev().take(NEAR).collect::<Vec<_>>().into_iter().rev().collect();
        let has = self.in_text(&near);
        5 * i32::from(has(self.talk) && !has(self.label_grants))
    }
}

/// Letters before a date that say what it is of.
const NEAR: usize = 28;
