//! Tells a filled-in OPP from a blank form and from another kind of document.

use super::{Does, FromOutside, Mapping};
use crate::model::{BlockKind, Document};
use crate::rules::{Part, Rules, fold, folded};
use std::collections::BTreeSet;

/// Which kind of document it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Kind {
    /// An OPP that somebody filled in.
    #[default]
    Opp,
    /// A blank form.
    BlankForm,
    /// Something else, as a key of `rules/labels.toml` under `soort` (`"tlv"`, `"verslag"`, ...).
    Other(String),
}

/// What an OPP consists of.
const CORE: [Part; 12] = [
    Part::BevorderendeFactoren,
    Part::BelemmerendeFactoren,
    Part::Uitstroomprofiel,
    Part::Onderbouwing,
    Part::Doelen,
    Part::BehoeftenLeerling,
    Part::BehoeftenLeraren,
    Part::Afspraken,
    Part::Evaluatie,
    Part::ZienswijzeLeerling,
    Part::Instemming,
    Part::IntegratiefBeeld,
];

pub(super) fn tell(document: &Document, mapping: &Mapping, rules: &Rules, known: &FromOutside<'_>) -> Kind {
    let headed: BTreeSet<Part> = mapping
        .sections
        .iter()
        .filter(|s| s.confidence >= 0.7)
        .flat_map(|s| [Some(s.part), s.also])
        .flatten()
        .filter(|p| CORE.contains(p))
        .collect();
    let telling = headed.iter().filter(|p| !matches!(p, Part::Afspraken | Part::IntegratiefBeeld | Part::Evaluatie)).count();
    let file = known.path.rsplit('/').next().unwrap_or("").replace(['_', '-', '.'], " ");
    let mut top = vec![(file, true)];
    for (n, b) in document.blocks.iter().filter(|b| !matches!(b.kind, BlockKind::Hidden(_) | BlockKind::Comment)).take(14).enumerate() {
        let title = n < 3 || matches!(b.kind, BlockKind::Heading { .. } | BlockKind::PageHeader) || b.look.bold && n < 8;
        top.push((b.text.words().to_owned(), title));
    }
    top.extend(document.blocks.iter().filter(|b| b.kind == BlockKind::PageHeader).map(|b| (b.text.words().to_owned(), true)));
    let mut opp = 0_u32;
    let mut other: Vec<(u32, String)> = Vec::new();
    let kinds = rules.words.lists("soort.");
    for (n, (text, title)) in top.iter().enumerate() {
        let f = fold(text);
        let hits = rules.words.find(&f);
        let short = text.split_whitespace().count() <= 14;
        if !short {
            continue;
        }
        // 'Overzicht OPP-leerlingen': the word OPP within the name of another kind says nothing.
        // 'Uitnodiging OPP-gesprekken', too: what comes first says what it is.
        let is_opp = hits.iter().any(|h| {
            Some(h.list) == rules.words.list("titel.opp")
                && !hits.iter().any(|o| {
                    kinds.iter().any(|(_, l)| *l == o.list) && o.start <= h.start && (h.end <= o.end || *title && h.start <= o.end + 6)
                })
        });
        let weight = match (n, title) {
            (0, _) => 3,
            (_, true) => 3,
            _ => 1,
        };
        if is_opp {
            opp += weight;
        }
        for (name, list) in &kinds {
            if *title && hits.iter().any(|h| h.list == *list && h.start < 40) {
                other.push((if is_opp { 1 } else { weight }, (*name).to_owned()));
            }
        }
    }
    if lists_pupils(document, mapping) {
        return Kind::Other("overzicht".to_owned());
    }
    let against: u32 = other.iter().map(|o| o.0).sum();
    let strongest = other.iter().max_by_key(|o| o.0).map(|o| o.1.clone());
    let looks_opp = telling >= 5 || telling >= 3 && opp >= 1 || telling >= 2 && opp >= 3;
    if against > opp && telling < 6 || against >= opp + 3 && telling < 9 || !looks_opp && (against > 0 && opp < 4 || telling < 2) {
        let words: usize = document.blocks.iter().map(|b| b.text.words().split_whitespace().count()).sum();
        if !(opp >= 3 && against == 0 && words > 120 && !mapping.sections.is_empty()) {
            return Kind::Other(strongest.unwrap_or_else(|| "onbekend".to_owned()));
        }
    }
    if is_blank(document, mapping) { Kind::BlankForm } else { Kind::Opp }
}

/// A column of names under 'Leerling' is a list of pupils: an OPP is about one.
fn lists_pupils(document: &Document, mapping: &Mapping) -> bool {
    mapping.sections.iter().filter(|s| s.part == Part::Gegevens && folded(s.heading.words()).contains("leerling")).any(|s| {
        let rows: BTreeSet<(u32, u32)> = s
            .blocks
            .iter()
            .filter(|b| mapping.blocks.get(**b).is_some_and(|r| r.does == Does::Content))
            .filter_map(|b| document.blocks.get(*b))
            .filter(|b| b.text.words().split_whitespace().count() <= 4 && b.text.words().starts_with(char::is_uppercase))
            .filter_map(|b| b.cell.map(|c| (c.table, c.row)))
            .collect();
        rows.len() >= PUPILS
    })
}

/// So many names in a column are a list.
const PUPILS: usize = 4;

/// A form is blank when next to nothing was written in its core, and hardly anything about whom it is.
fn is_blank(document: &Document, mapping: &Mapping) -> bool {
    let mut written = 0_usize;
    let mut labels = 0_usize;
    let mut prompts = 0_usize;
    let mut filled: BTreeSet<Part> = BTreeSet::new();
    for (i, role) in mapping.blocks.iter().enumerate() {
        match role.does {
            Does::Label => labels += 1,
            Does::Prompt => prompts += 1,
            Does::Content if CORE.contains(&role.part) || role.part == Part::Overleg || role.part == Part::Data => {
                let n = mapping.content(document, i).split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
                written += n;
                if n >= 2 && CORE.contains(&role.part) {
                    filled.insert(role.part);
                }
            }
            _ => {}
        }
    }
    let named = mapping.facts.full_name.is_some() && mapping.facts.start.is_some();
    let form = labels + prompts;
    let headed: BTreeSet<Part> = mapping.sections.iter().filter(|s| s.confidence >= 0.7).map(|s| s.part).collect();
    let empty = CORE.iter().filter(|p| headed.contains(p) && !filled.contains(p)).count();
    form >= 6
        && !named
        && (filled.len() <= 2 && empty >= 6 || written < 30 && filled.len() <= 3 || written * 2 < form * 3 && filled.len() <= 3)
}
