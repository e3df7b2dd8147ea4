//! Looks at the text once and writes down *signs*; findings and scores are drawn from signs only.
//!
//! One file a subject, numbered as the items of the checklist are in `rules/items`. Pure functions: no files, clock or terminal.

pub mod across;
mod agreements;
mod approach;
mod basis;
mod care;
mod consent;
mod cycle;
mod factors;
mod goals;
mod inclusion;
mod language;
mod length;
mod needs;
mod outflow;
mod passages;
mod peers;
mod personal;
mod pictures;
mod present;
mod seek;
pub mod signs;
mod today;
mod voice;

use crate::map::{Facts, Kind, Mapping, SchoolType, Section};
use crate::model::{Document, Place};
use crate::rules::{List, Part, Rules};
use jiff::civil::Date;
use passages::{Passage, Passages, Stance};
pub use present::{PartStatus, Status, Wanted};
pub use signs::{Answer, Certainty, Quote, Seen, Signs};
pub use today::Days;
use today::Today;

/// What was seen in a document, and what follows from it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Checked {
    /// Every sign.
    pub signs: Signs,
    /// The status of each part.
    pub parts: Vec<PartStatus>,
    /// What is to be reported.
    pub findings: Vec<Finding>,
    /// Words that people wrote: without labels, prompts and asides.
    pub words: u32,
    /// A4 without annexes.
    pub a4_opp: u32,
    /// The days for which all of this would be the same.
    pub same: Days,
}

/// One case of a defect.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Such as `TOE02`.
    pub code: String,
    /// The part it stands in or is missing from.
    pub part: Option<Part>,
    /// The words it rests on; none for an absence.
    pub quote: Option<Quote>,
    /// Where, when there is no quote.
    pub place: Option<Place>,
    /// How sure.
    pub certainty: Certainty,
}

/// Looks at a mapped document.
#[must_use]
pub fn look(document: &Document, mapping: &Mapping, rules: &Rules, today: Date) -> Checked {
    let mut l = Look {
        document,
        mapping,
        rules,
        facts: &mapping.facts,
        passages: Passages::of(document, mapping, rules),
        today: Today::is(today),
        blank: mapping.kind == Kind::BlankForm,
        signs: Signs::default(),
        parts: Vec::new(),
        findings: Vec::new(),
        words: 0,
        a4_opp: 0,
    };
    length::look(&mut l);
    factors::look(&mut l);
    outflow::look(&mut l);
    goals::look(&mut l);
    agreements::look(&mut l);
    needs::look(&mut l);
    approach::look(&mut l);
    basis::look(&mut l);
    care::look(&mut l);
    inclusion::look(&mut l);
    consent::look(&mut l);
    voice::look(&mut l);
    cycle::look(&mut l);
    language::look(&mut l);
    pictures::look(&mut l);
    present::look(&mut l);
    seek::look(&mut l);
    personal::look(&mut l);
    l.conclude();
    Checked { signs: l.signs, parts: l.parts, findings: l.findings, words: l.words, a4_opp: l.a4_opp, same: l.today.same() }
}

/// What the subjects look at, and write to.
struct Look<'a> {
    document: &'a Document,
    mapping: &'a Mapping,
    rules: &'a Rules,
    facts: &'a Facts,
    passages: Passages<'a>,
    today: Today,
    blank: bool,
    signs: Signs,
    parts: Vec<PartStatus>,
    findings: Vec<Finding>,
    words: u32,
    a4_opp: u32,
}

impl Look<'_> {
    fn list(&self, name: &str) -> Option<List> {
        self.rules.words.list(name)
    }

    fn lists(&self, names: &[&str]) -> Vec<List> {
        names.iter().filter_map(|n| self.rules.words.list(n)).collect()
    }

    fn quote(p: &Passage<'_>) -> Quote {
        Quote { block: p.block, start: p.start, end: p.start + p.text.len() }
    }

    /// Writes down a finding on a passage.
    fn report(&mut self, code: &str, p: (Option<Part>, Quote), certainty: Certainty) {
        if self.findings.iter().any(|f| f.code == code && f.quote == Some(p.1)) {
            return;
        }
        self.findings.push(Finding { code: code.to_owned(), part: p.0, quote: Some(p.1), place: None, certainty });
    }

    /// The section a passage stands in.
    fn section(&self, p: &Passage<'_>) -> Option<&Section> {
        self.mapping.blocks.get(p.block).and_then(|r| self.mapping.sections.get(r.section))
    }

    /// Whether the heading of a section has a word of this list.
    fn heads(&self, section: &Section, list: &str) -> bool {
        let list = self.list(list);
        list.is_some() && self.rules.words.find(&crate::rules::fold(section.heading.words())).iter().any(|h| Some(h.list) == list)
    }

    fn is(&self, types: &[SchoolType]) -> bool {
        self.facts.school_type.is_some_and(|t| types.contains(&t))
    }

    /// The place of a part's first section.
    fn place_of(&self, part: Part) -> Option<Place> {
        self.mapping
            .sections
            .iter()
            .find(|s| s.part == part || s.also == Some(part))
            .and_then(|s| s.blocks.first())
            .and_then(|b| self.document.blocks.get(*b))
            .map(|b| b.place.clone())
    }

    /// Draws the findings that follow from signs, once a document, as the codes say.
    fn conclude(&mut self) {
        for code in &self.rules.codes {
            if code.has.is_empty() && code.lacks.is_empty() || self.findings.iter().any(|f| f.code == code.id) {
                continue;
            }
            let holds = code.has.iter().all(|s| self.signs.holds(s)) && !code.lacks.iter().any(|s| self.signs.holds(s));
            if !holds || self.blank && !self.signs.holds(&format!("format.{}", code.id)) {
                continue;
            }
            let seen = code.has.iter().filter_map(|s| self.signs.get(s));
            // Of what is not there, the place where it was looked for: an empty field.
            let missed = code.lacks.iter().filter_map(|s| self.signs.get(s));
            let certainty = code.has.iter().filter_map(|s| self.signs.get(s)).map(|s| s.certainty).min().unwrap_or(Certainty::Middle);
            let mut shown: Vec<Option<Quote>> = Vec::new();
            let quotes = seen.chain(missed).find(|s| !s.quotes.is_empty()).map_or(&[][..], |s| &s.quotes);
            for quote in quotes {
                if !shown.contains(&Some(*quote)) && shown.len() < code.places.max(1) {
                    shown.push(Some(*quote));
                }
            }
            if shown.is_empty() {
                shown.push(None);
            }
            for quote in shown {
                let part = quote.and_then(|q| self.mapping.blocks.get(q.block)).map(|r| r.part);
                self.findings.push(Finding { code: code.id.clone(), part, quote, place: None, certainty });
            }
        }
    }
}
