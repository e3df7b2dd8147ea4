//! Says where: page, heading, table row or sheet cell, as a person finds it.

use crate::map::Mapping;
use crate::model::{Document, MarginKind, PageMethod, Place, Spot};
use crate::report::mask::Mask;
use crate::rules::Rules;

/// A place in words; a page that is estimated says so.
#[must_use]
pub fn say(place: &Place, document: &Document, mask: &Mask, rules: &Rules) -> String {
    let l = |key: &str| rules.label(&format!("plaats.{key}")).to_owned();
    let mut out = Vec::new();
    if let Some(page) = place.page {
        let about = if document.a4.method == PageMethod::Counted { String::new() } else { format!("{} ", l("geschat")) };
        if !matches!(place.spot, Spot::Cell { .. }) {
            out.push(format!("{} {about}{page}", l("bladzijde")));
        }
    }
    match &place.spot {
        Spot::Page => {}
        Spot::Paragraph(n) if place.page.is_none() => out.push(format!("{} {n}", l("alinea"))),
        Spot::Paragraph(_) => {}
        Spot::Row { table, row } => out.push(format!("{} {table}, {} {row}", l("tabel"), l("rij"))),
        Spot::Cell { sheet, cell } => out.push(format!("{} {}, {} {cell}", l("blad"), mask.text(sheet, rules), l("cel"))),
        Spot::Margin(kind) => out.push(match kind {
            MarginKind::Comment => l("opmerking"),
            MarginKind::Footnote => l("voetnoot"),
            MarginKind::Header => l("kopregel"),
            MarginKind::Footer => l("voetregel"),
            MarginKind::TextBox => l("tekstvak"),
        }),
    }
    out.join(", ")
}

/// The place of a block with the heading it stands under.
#[must_use]
pub fn of_block(block: usize, document: &Document, mapping: &Mapping, mask: &Mask, rules: &Rules) -> String {
    let Some(b) = document.blocks.get(block) else { return rules.label("plaats.document").to_owned() };
    let place = say(&b.place, document, mask, rules);
    let heading =
        mapping.blocks.get(block).and_then(|r| mapping.sections.get(r.section)).map(|s| s.heading.reveal().trim()).unwrap_or_default();
    let heading = heading.trim_end_matches([':', ' ']);
    if heading.is_empty() || heading.chars().count() > 60 {
        return place;
    }
    let under = format!("{} ‘{}’", rules.label("plaats.onder"), mask.text(heading, rules));
    if place.is_empty() { under } else { format!("{place}, {under}") }
}
