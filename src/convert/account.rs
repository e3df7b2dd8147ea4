//! The account: a row for each document and for each moved block, in the contract's words (part 7). No text of a child.

use serde::{Deserialize, Serialize};

use super::moves::{Move, To, Why};
use super::pieces::Converted;
use super::slot::Rubriek;
use crate::model::{Document, MarginKind, Place, Spot};
use crate::rules::Part;

/// A row of `conversies.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the contract's columns")]
pub struct ConversionRow {
    pub document: String,
    pub school: String,
    pub status: String,
    pub reden: String,
    pub a4_voor: Option<u32>,
    pub a4_na: Option<u32>,
    pub woorden: usize,
    pub overgenomen: usize,
    pub apart: usize,
    pub herhaald: usize,
    pub formulier: usize,
    pub rubrieken_gevuld: String,
    pub rubrieken_open: String,
}

/// A row of `verplaatsingen.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the contract's columns")]
pub struct MoveRow {
    pub document: String,
    pub plaats: String,
    pub onderdeel: &'static str,
    pub naar: &'static str,
    pub waarom: String,
    pub code: &'static str,
    pub woorden: usize,
}

/// The row of a document that was converted. `pages` are those of the new document as written; without them the estimate stands.
#[must_use]
pub fn conversion(document: &Document, converted: &Converted, name: &str, school: &str, pages: Option<u32>) -> ConversionRow {
    let count = |want: fn(&To) -> bool| converted.moves.iter().filter(|m| want(&m.to)).map(|m| m.words).sum();
    let (filled, open) = rubrieken(converted);
    let join = |list: Vec<Rubriek>| list.iter().map(|r| r.name()).collect::<Vec<_>>().join(", ");
    ConversionRow {
        document: name.to_owned(),
        school: school.to_owned(),
        status: "omgezet".to_owned(),
        reden: String::new(),
        a4_voor: Some(document.a4.pages),
        a4_na: Some(pages.unwrap_or(converted.pages)),
        woorden: converted.moves.iter().map(|m| m.words).sum(),
        overgenomen: count(|to| matches!(to, To::Slot(_))),
        apart: count(|to| matches!(to, To::Apart)),
        herhaald: count(|to| matches!(to, To::Repeat(_))),
        formulier: count(|to| matches!(to, To::Form)),
        rubrieken_gevuld: join(filled),
        rubrieken_open: join(open),
    }
}

/// The row of a document that was left alone (`status` and `reden` as in the contract).
#[must_use]
pub fn untouched(name: &str, school: &str, status: &str, reason: &str) -> ConversionRow {
    ConversionRow {
        document: name.to_owned(),
        school: school.to_owned(),
        status: status.to_owned(),
        reden: reason.to_owned(),
        ..ConversionRow::default()
    }
}

/// The rows of a document's blocks, in reading order.
#[must_use]
pub fn moves(document: &Document, converted: &Converted, name: &str) -> Vec<MoveRow> {
    converted
        .moves
        .iter()
        .map(|at| MoveRow {
            document: name.to_owned(),
            plaats: spot(document, at.block),
            onderdeel: at.part.id(),
            naar: to(at.to),
            waarom: why(document, at),
            code: at.code.unwrap_or_default(),
            woorden: at.words,
        })
        .collect()
}

/// Rubrieken with text of the old document, and those without. What is shown of the old consent does not fill rubriek 8,
/// and an annex or text without a place is no rubriek that waits to be filled.
#[must_use]
pub fn rubrieken(converted: &Converted) -> (Vec<Rubriek>, Vec<Rubriek>) {
    let fills = |rubriek: Rubriek| {
        converted.moves.iter().any(|at| {
            matches!(at.to, To::Slot(s) if s.rubriek() == rubriek
                && !matches!(s.part, Part::Instemming | Part::AdviesCommissie))
        })
    };
    let (filled, open): (Vec<Rubriek>, Vec<Rubriek>) = Rubriek::ALL.iter().partition(|r| fills(**r));
    (filled, open.into_iter().filter(|r| !matches!(r, Rubriek::Bijlage | Rubriek::End)).collect())
}

/// Where a person finds it in the old document: `p. 3, tabel 2, rij 4`.
#[must_use]
pub fn place(place: &Place) -> String {
    let page = place.page.map(|page| format!("p. {page}"));
    let spot = match &place.spot {
        Spot::Page => None,
        Spot::Paragraph(n) => Some(format!("alinea {n}")),
        Spot::Row { table, row } => Some(format!("tabel {table}, rij {row}")),
        // A sheet's name may be a child's name: the account tells the cell only.
        Spot::Cell { cell, .. } => Some(format!("cel {cell}")),
        Spot::Margin(kind) => Some(
            match kind {
                MarginKind::Comment => "opmerking",
                MarginKind::Footnote => "voetnoot",
                MarginKind::Header => "kopregel",
                MarginKind::Footer => "voetregel",
                MarginKind::TextBox => "tekstvak",
            }
            .to_owned(),
        ),
    };
    [page, spot].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn spot(document: &Document, block: usize) -> String {
    document.blocks.get(block).map(|b| place(&b.place)).unwrap_or_default()
}

fn to(to: To) -> &'static str {
    match to {
        To::Slot(slot) => slot.rubriek().name(),
        To::Apart => "apart",
        To::Repeat(_) => "herhaald",
        To::Form => "formulier",
    }
}

fn why(document: &Document, at: &Move) -> String {
    if let To::Repeat(first) = at.to {
        return format!("staat al eerder ({})", spot(document, first));
    }
    match at.why {
        Why::Part => "hoort in deze rubriek",
        Why::Meaning => "kopje met eigen betekenis",
        Why::Old => "hoort bij de vorige versie",
        Why::Permitted => "gegevens met toestemming",
        Why::Reference => "verwijzing naar het basisaanbod",
        Why::Away => "hoort niet in een OPP",
        Why::Finding => "bevinding",
        Why::Hidden => "opmerking of verborgen tekst",
        Why::Shortened => "ingekort tot vijf A4",
        Why::Repeated => "staat al eerder",
        Why::Form => "tekst van het oude formulier",
        Why::Running => "kop- of voetregel",
    }
    .to_owned()
}
