//! Blocks and parts as read, for one who asks: it shows text, so it is never part of a report.

use super::mask::Mask;
use super::place;
use crate::map::{Does, Mapping};
use crate::model::{BlockKind, Document};
use crate::rules::Rules;
use serde::Serialize;

/// What was read of one file (contract, part 5).
#[derive(Debug, Serialize)]
pub struct Inspection {
    /// Path.
    pub document: String,
    /// Format by the bytes.
    pub bestandstype: String,
    /// Pages.
    pub a4: Option<u32>,
    /// With a file that could not be read: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reden: Option<String>,
    /// Every block in reading order.
    pub blokken: Vec<Line>,
}

/// One block.
#[derive(Debug, Serialize)]
pub struct Line {
    /// `kop`, `alinea`, `lijst`, `cel`, `veld`, `vinkje`, `opmerking`, `verborgen`, `kopregel` or `voetregel`.
    pub soort: &'static str,
    /// Its words.
    pub tekst: String,
    /// The heading it stands under.
    pub kop: String,
    /// The part it was taken for.
    pub onderdeel: &'static str,
    /// Where.
    pub plaats: String,
    /// `label`, `invulhulp`, `inhoud` or `terzijde`.
    pub rol: &'static str,
}

/// Lays open what was read and how it was mapped.
#[must_use]
pub fn inspect(name: &str, document: &Document, mapping: &Mapping, rules: &Rules) -> Inspection {
    let open = Mask::default();
    let blokken = document
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, b)| !b.text.reveal().trim().is_empty())
        .map(|(i, b)| {
            let role = mapping.blocks.get(i);
            Line {
                soort: kind(b.kind, b.cell.is_some()),
                tekst: b.text.reveal().to_owned(),
                kop: role.and_then(|r| mapping.sections.get(r.section)).map(|s| s.heading.reveal().to_owned()).unwrap_or_default(),
                onderdeel: role.map_or("overig", |r| r.part.id()),
                plaats: place::say(&b.place, document, &open, rules),
                rol: match role.map(|r| r.does) {
                    Some(Does::Label) => "label",
                    Some(Does::Prompt) => "invulhulp",
                    Some(Does::Content) => "inhoud",
                    Some(Does::Aside) | None => "terzijde",
                },
            }
        })
        .collect();
    Inspection {
        document: name.to_owned(),
        bestandstype: document.format.extension().to_owned(),
        a4: Some(document.a4.pages),
        reden: None,
        blokken,
    }
}

fn kind(kind: BlockKind, in_cell: bool) -> &'static str {
    match kind {
        BlockKind::Heading { .. } => "kop",
        BlockKind::Paragraph | BlockKind::ListItem { .. } if in_cell => "cel",
        BlockKind::Paragraph => "alinea",
        BlockKind::ListItem { .. } => "lijst",
        BlockKind::Field { .. } => "veld",
        BlockKind::Tick { .. } => "vinkje",
        BlockKind::Comment | BlockKind::Footnote => "opmerking",
        BlockKind::Hidden(_) => "verborgen",
        BlockKind::PageHeader => "kopregel",
        BlockKind::PageFooter => "voetregel",
    }
}
