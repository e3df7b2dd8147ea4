//! The headings of `rules/parts` and `rules/context.toml` as labelled passages: what a heading looks like that nobody listed.

use std::collections::BTreeMap;

use super::Passage;
use crate::rules::headings::plain;
use crate::rules::{Part, Rules};

/// Headings are dealt into so many stretches of their lists: neighbours in a list are often alike, and must not judge each other.
const STRETCHES: usize = 6;

/// Every heading once for each part that it may head; the other parts are as good.
#[must_use]
pub fn passages(rules: &Rules) -> Vec<Passage> {
    let mut parts_of: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    let mut stretch_of: BTreeMap<String, usize> = BTreeMap::new();
    for rule in &rules.parts {
        for (i, heading) in rule.headings.iter().enumerate() {
            let heading = plain(heading, None);
            stretch_of.entry(heading.clone()).or_insert(i * STRETCHES / rule.headings.len());
            parts_of.entry(heading).or_default().push(rule.part);
        }
    }
    for context in &rules.headings.contexts {
        for heading in &context.headings {
            let heading = plain(heading, None);
            stretch_of.entry(heading.clone()).or_insert(0);
            let parts = parts_of.entry(heading).or_default();
            parts.extend(context.otherwise);
            parts.extend(context.within.iter().filter_map(|(_, to)| *to));
        }
    }
    let mut out = Vec::new();
    for (heading, mut parts) in parts_of.into_iter().filter(|(h, _)| !h.is_empty()) {
        parts.sort_unstable();
        parts.dedup();
        let ids: Vec<String> = parts.iter().map(|p| p.id().to_owned()).collect();
        for id in &ids {
            out.push(Passage {
                id: format!("{heading} {id}"),
                writer: format!("k{}", stretch_of.get(&heading).copied().unwrap_or(0)),
                tekst: heading.clone(),
                onderdeel: id.clone(),
                ook: ids.iter().filter(|o| *o != id).cloned().collect(),
                ..Passage::default()
            });
        }
    }
    out
}
