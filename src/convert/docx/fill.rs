//! Fills a template: copies its main part as it is and puts our blocks into the places that are tagged for them.
//!
//! A control that is filled with paragraphs is replaced by them: LibreOffice drops text and formatting of rich controls
//! round single paragraphs, and what is filled needs no placeholder. Controls that get nothing stay, as gaps to be seen.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Form;
use super::base::TEXT_WIDTH;
use super::part::{paragraph, run};
use super::render::Pen;
use super::template::{Around, Control, bookmarks, controls, one_cell};
use super::xml::Tree;
use crate::convert::Converted;
use crate::convert::moves::To;
use crate::convert::pieces::{Agreement, Paragraph, Piece, Words};
use crate::convert::slot::Slot;
use crate::model::{REMARKS_BY, Text};
use crate::rules::Part;
use crate::rules::format::Target;

/// What goes into which tag.
#[derive(Debug, Default)]
pub(super) struct Filling {
    places: BTreeMap<String, Vec<Piece>>,
    /// Agreements by the tag of their repeated row.
    rows: BTreeMap<String, Vec<Agreement>>,
    /// Tags of all slots that text was moved to, wherever it is printed.
    present: BTreeSet<String>,
}

impl Filling {
    /// Finds for each slot the nearest tag of the template: its own, that of its part (with the side's name in front),
    /// or any side of its part.
    pub(super) fn new(converted: &Converted, target: &Target, tags: &BTreeSet<String>, rows: &BTreeSet<String>, form: Form) -> Filling {
        let mut filling = Filling::default();
        for at in &converted.moves {
            if let To::Slot(slot) = at.to {
                filling.present.insert(slot.tag());
            }
        }
        let mut put = |slot: Slot, pieces: &[Piece]| {
            if pieces.is_empty() {
                return;
            }
            let own = slot.tag();
            let whole = Slot::general(slot.part).tag();
            let side = || tags.iter().find(|tag| tag.strip_prefix(&whole).is_some_and(|rest| rest.starts_with('.')));
            // Ours says so itself: in a house template nobody must take the old consent for a new one.
            let old = form == Form::House && matches!(slot.part, Part::Instemming | Part::AdviesCommissie);
            let pieces = &if old { [former(target), pieces.to_vec()].concat() } else { pieces.to_vec() };
            if tags.contains(&own) {
                filling.places.entry(own).or_default().extend_from_slice(pieces);
            } else if tags.contains(&whole) {
                let place = filling.places.entry(whole).or_default();
                if let Some(field) = target.field(&own) {
                    place.push(name(&field.label));
                }
                place.extend_from_slice(pieces);
            } else if let Some(tag) = side() {
                filling.places.entry(tag.clone()).or_default().extend_from_slice(pieces);
            }
        };
        for (slot, pieces) in &converted.slots {
            put(*slot, pieces);
        }
        for (side, agreements) in &converted.agreements {
            let slot = |part| Slot { part, side: *side };
            let tag = slot(Part::Afspraken).tag();
            if rows.contains(&tag) {
                filling.rows.insert(tag, agreements.clone());
                continue;
            }
            for agreement in agreements {
                put(slot(Part::Afspraken), &agreement.what);
                put(slot(Part::Evaluatie), &agreement.success);
            }
        }
        filling
    }

    /// Whether there is text for a tag; with `-` in front, whether there is none; with `!`, whether there is none in
    /// the whole document (it may stand in a table elsewhere in the rubriek).
    fn has(&self, tag: &str) -> bool {
        match (tag.strip_prefix('-'), tag.strip_prefix('!')) {
            (Some(tag), _) => !self.has(tag),
            (_, Some(tag)) => !self.present.contains(tag),
            _ => self.places.contains_key(tag) || self.rows.contains_key(tag),
        }
    }
}

/// The name of a side, where the template has one place for all of them. Our own word, of no block.
fn name(label: &str) -> Piece {
    let words = Words { block: usize::MAX, text: Text::new(label) };
    Piece::Paragraph(Paragraph { labels: vec![words], above: true, ..Paragraph::default() })
}

/// Says above the words of the old consent whose they are.
fn former(target: &Target) -> Vec<Piece> {
    let words = Words { block: usize::MAX, text: Text::new(target.consent.old_about.as_str()) };
    vec![name(&target.consent.old_title), Piece::Paragraph(Paragraph { body: Some(words), ..Paragraph::default() })]
}

/// The main part with its places filled.
pub(super) fn fill(tree: &Tree, filling: Filling, pen: &mut Pen) -> String {
    let mut work = Work { tree, filling, pen, marks: Vec::new(), row: None, copies: false };
    let Some(root) = tree.nodes.first() else { return String::new() };
    let after = work.tree.slice(root.outer.end..tree.source.len());
    work.marks = work.bookmarked();
    let body = work.region(0..root.outer.end, &controls(tree, 0));
    body + after
}

struct Work<'a, 'p> {
    tree: &'a Tree<'a>,
    filling: Filling,
    pen: &'p mut Pen,
    /// New blocks for bookmarks, each with its position.
    marks: Vec<(usize, String)>,
    /// The agreement of the row that is being written.
    row: Option<Agreement>,
    /// Whether this row was written before, so that its ids need to be new.
    copies: bool,
}

impl Work<'_, '_> {
    /// Copies a range, its controls filled and new blocks put in where a bookmark asks for them.
    fn region(&mut self, range: Range<usize>, controls: &[Control]) -> String {
        let mut out = String::new();
        let mut at = range.start;
        for control in controls {
            let Some(node) = self.tree.nodes.get(control.whole) else { continue };
            let (start, end) = (node.outer.start, node.outer.end);
            out.push_str(&self.plain(at..start));
            out.push_str(&self.control(control));
            at = end;
        }
        out.push_str(&self.plain(at..range.end));
        out
    }

    fn plain(&self, range: Range<usize>) -> String {
        let mut out = String::new();
        let mut at = range.start;
        for (position, blocks) in self.marks.iter().filter(|(p, _)| range.start < *p && *p <= range.end) {
            out.push_str(self.tree.slice(at..*position));
            out.push_str(blocks);
            at = *position;
        }
        out + self.tree.slice(at..range.end)
    }

    fn control(&mut self, control: &Control) -> String {
        let tree = self.tree;
        let Some(content) = control.content else { return tree.outer(control.node).to_owned() };
        let inner = tree.nodes.get(content).map(|node| node.inner.clone()).unwrap_or_default();
        if let Some(tags) = control.tag.strip_prefix("als:") {
            return if tags.split('|').any(|tag| self.filling.has(tag)) {
                self.region(inner, &controls(tree, content))
            } else {
                String::new()
            };
        }
        if let Some(tag) = control.tag.strip_prefix("rij:") {
            return self.repeated(tag, content, inner);
        }
        let pieces = self.pieces(&control.tag);
        match (pieces, control.around) {
            (Some(pieces), Around::Cell) => match one_cell(tree, control) {
                Some(cell) => {
                    let properties = tree.child(cell, "w:tcPr").map_or("", |p| tree.outer(p));
                    let blocks = self.pen.blocks(&pieces, paragraph_props(tree, cell), width(tree, cell));
                    format!("<w:tc>{properties}{blocks}</w:tc>")
                }
                None => tree.outer(control.whole).to_owned(),
            },
            (Some(pieces), Around::Blocks) => self.pen.blocks(&pieces, paragraph_props(tree, content), width(tree, control.node)),
            (Some(pieces), Around::Line) => {
                let props = tree.child(control.whole, "w:pPr").map_or("", |p| tree.inner(p));
                self.pen.blocks(&pieces, props, width(tree, control.node))
            }
            (Some(pieces), Around::Runs) => self.in_line(control, content, &pieces),
            _ => self.untouched(control, content, inner),
        }
    }

    /// What goes into a tag, once: a second control with the same tag stays as it is.
    fn pieces(&mut self, tag: &str) -> Option<Vec<Piece>> {
        if let Some(row) = &mut self.row {
            let pieces = match tag.split_once('.') {
                Some(("afspraken", _)) => std::mem::take(&mut row.what),
                Some(("evaluatie", _)) => std::mem::take(&mut row.success),
                _ => Vec::new(),
            };
            return (!pieces.is_empty()).then_some(pieces);
        }
        self.filling.places.remove(tag)
    }

    /// A row for each agreement; one row, with its prompts, where there is none at all.
    fn repeated(&mut self, tag: &str, content: usize, inner: Range<usize>) -> String {
        let rows = match self.filling.rows.remove(tag) {
            Some(rows) => rows,
            None if self.filling.has("afspraken") => Vec::new(),
            None => vec![Agreement::default()],
        };
        let mut out = String::new();
        for (number, row) in rows.into_iter().enumerate() {
            self.row = Some(row);
            self.copies = number > 0;
            out.push_str(&self.region(inner.clone(), &controls(self.tree, content)));
        }
        (self.row, self.copies) = (None, false);
        out
    }

    /// A control that gets nothing: what stands in it may still hold others.
    fn untouched(&mut self, control: &Control, content: usize, inner: Range<usize>) -> String {
        let Some(node) = self.tree.nodes.get(control.whole) else { return String::new() };
        let outer = node.outer.clone();
        let mut before = self.tree.slice(outer.start..inner.start).to_owned();
        if self.copies
            && let Some(pr) = self.tree.child(control.node, "w:sdtPr")
        {
            before = before.replace(self.tree.outer(pr), &self.properties(pr, true));
        }
        let within = self.region(inner.clone(), &controls(self.tree, content));
        before + &within + self.tree.slice(inner.end..outer.end)
    }

    /// A control within a line keeps its place and its look; what tied it to one kind of value goes.
    fn in_line(&mut self, control: &Control, content: usize, pieces: &[Piece]) -> String {
        let tree = self.tree;
        let pr = tree.child(control.node, "w:sdtPr").map(|pr| self.properties(pr, false)).unwrap_or_default();
        let look = tree
            .child(content, "w:r")
            .and_then(|r| tree.child(r, "w:rPr"))
            .filter(|rpr| tree.child(*rpr, "w:rStyle").is_none())
            .map_or("", |rpr| tree.inner(rpr));
        format!("<w:sdt>{pr}<w:sdtContent>{}</w:sdtContent></w:sdt>", self.pen.inline(pieces, look))
    }

    /// Properties of a control that is filled: what names it and how it looks. What ties it to one kind of value, to
    /// data elsewhere or to its placeholder goes, and in a copied row its id is new.
    fn properties(&mut self, pr: usize, all: bool) -> String {
        let tree = self.tree;
        let mut out = String::from("<w:sdtPr>");
        for child in tree.children(pr) {
            let keep = match tree.name(*child) {
                "w:id" if self.copies => {
                    self.pen.next_control += 1;
                    out.push_str(&format!("<w:id w:val=\"{}\"/>", self.pen.next_control));
                    false
                }
                "w:rPr" => all,
                "w:alias" | "w:tag" | "w:id" | "w:lock" | "w15:appearance" | "w15:color" => true,
                _ => all,
            };
            if keep {
                out.push_str(tree.outer(*child));
            }
        }
        out + "</w:sdtPr>"
    }

    /// The blocks that bookmarks ask for, with the position behind the paragraph of each.
    fn bookmarked(&mut self) -> Vec<(usize, String)> {
        let mut marks = Vec::new();
        let tree = self.tree;
        let places: Vec<(usize, String)> = bookmarks(tree).collect();
        for (paragraph, tag) in places {
            // A control with the same tag is the better place.
            if tree
                .all("w:sdt")
                .any(|node| tree.child(node, "w:sdtPr").and_then(|pr| tree.value(pr, "w:tag")).is_some_and(|other| other == tag))
            {
                continue;
            }
            if let Some(pieces) = self.pieces(&tag)
                && let Some(node) = tree.nodes.get(paragraph)
            {
                marks.push((node.outer.end, self.pen.blocks(&pieces, "", width(tree, paragraph))));
            }
        }
        marks.sort_by_key(|(position, _)| *position);
        marks
    }
}

/// Properties of the first paragraph in an element: what its author wanted text to look like there.
fn paragraph_props<'a>(tree: &Tree<'a>, within: usize) -> &'a str {
    let first = tree.child(within, "w:p").and_then(|p| tree.child(p, "w:pPr"));
    first.map_or("", |p| tree.inner(p))
}

/// Room for text round an element: its cell's width less the margins, or that of the page.
fn width(tree: &Tree, node: usize) -> u32 {
    let cell = if tree.name(node) == "w:tc" { Some(node) } else { tree.around(node, "w:tc") };
    let number = |node: usize, name: &str| tree.attribute(node, name).and_then(|v| v.parse::<u32>().ok());
    if let Some(cell) = cell {
        let size = tree.child(cell, "w:tcPr").and_then(|pr| tree.child(pr, "w:tcW"));
        let fixed = size.filter(|w| tree.attribute(*w, "w:type").as_deref() == Some("dxa"));
        return fixed.and_then(|w| number(w, "w:w")).map_or(TEXT_WIDTH / 2, |w| w.saturating_sub(216).max(1000));
    }
    let page = tree.all("w:sectPr").last();
    let of = |name: &str, attribute: &str| page.and_then(|p| tree.child(p, name)).and_then(|n| number(n, attribute));
    match (of("w:pgSz", "w:w"), of("w:pgMar", "w:left"), of("w:pgMar", "w:right")) {
        (Some(paper), Some(left), Some(right)) => paper.saturating_sub(left + right).max(2000),
        _ => TEXT_WIDTH,
    }
}

/// Paragraphs of `comments.xml` for our remarks.
pub(super) fn remarks(pen: &Pen) -> String {
    pen.remarks
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let id = pen.first_remark + u32::try_from(number).unwrap_or(0);
            format!("<w:comment w:id=\"{id}\" w:author=\"{REMARKS_BY}\" w:initials=\"OK\">{}</w:comment>", paragraph("", &run(text, "")))
        })
        .collect()
}
