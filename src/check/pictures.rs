//! Item 14: pictures, graphs and drawings, and whether they are explained.

use super::{Certainty, Finding, Look, Quote};
use crate::map::Does;
use crate::model::PictureKind;
use crate::rules::{Part, folded};

/// Smaller than this in both directions (points) is an icon or a signature.
const SMALL: f32 = 60.0;

pub(super) fn look(l: &mut Look<'_>) {
    let shown: Vec<_> = l
        .document
        .pictures
        .iter()
        .filter(|p| !p.running && (p.width >= SMALL && p.height >= SMALL * 0.6 || p.width == 0.0 && p.kind != PictureKind::Image))
        .filter(|p| !(p.before < 4 && p.kind == PictureKind::Image && p.height < 110.0))
        .collect();
    let any = !shown.is_empty();
    let words = l.list("uitleg-bij-beeld");
    let mut explained = 0;
    let mut bare = Vec::new();
    for p in &shown {
        let around = p.before.saturating_sub(4)..(p.before + 5).min(l.document.blocks.len());
        let tells = around.clone().any(|i| {
            let Some(role) = l.mapping.blocks.get(i) else { return false };
            let content = l.mapping.content(l.document, i);
            let f = crate::rules::fold(content);
            let refers = l.rules.words.find(&f).iter().any(|h| Some(h.list) == words);
            role.does == Does::Content && refers && content.split_whitespace().count() >= 7
        });
        if tells { explained += 1 } else { bare.push(*p) }
    }
    let all = any && explained == shown.len();
    let simple = all
        && shown.iter().all(|p| {
            let around: String = (p.before.saturating_sub(4)..(p.before + 5).min(l.document.blocks.len()))
                .map(|i| folded(l.mapping.content(l.document, i)))
                .collect::<Vec<_>>()
                .join(" ");
            ["ouders", "kind", "samen", "trap", "stap", "laat zien", "betekent"].iter().filter(|w| around.contains(**w)).count() >= 2
        });
    l.signs.put("14.beeld", any, Vec::new(), Certainty::High);
    l.signs.put("14.geen_beeld", !any, Vec::new(), Certainty::High);
    l.signs.put("14.uitgelegd", all, Vec::new(), Certainty::Middle);
    l.signs.put("14.eenvoudig", simple, Vec::new(), Certainty::Low);
    if let Some(p) = bare.first() {
        let place = p.place.clone();
        let at = p.before;
        let title = [at.wrapping_sub(1), at].into_iter().find(|i| {
            l.document.blocks.get(*i).is_some_and(|b| !b.text.is_blank() && b.text.words().split_whitespace().count() <= 10)
                && l.mapping.blocks.get(*i).is_some_and(|r| r.does != Does::Aside)
        });
        let part = l.mapping.blocks.get(at).map(|r| r.part).or(Some(Part::Overig));
        let quote = title.map(|i| Quote::whole(l.document, i));
        if !l.blank {
            l.findings.push(Finding { code: "VIS01".to_owned(), part, quote, place: Some(place), certainty: Certainty::Middle });
        }
    }
}
