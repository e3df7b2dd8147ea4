//! A Word form as the places that can be filled: content controls and bookmarks whose tag or name is a part's id.

use std::collections::BTreeSet;
use std::iter::once;

use super::xml::Tree;
use crate::rules::Part;

/// Parts for which a template must have a place: wherever an old document may have text that stays.
fn needed() -> impl Iterator<Item = Part> {
    once(Part::Gegevens).chain(Part::ASKED).chain([Part::Bijlage, Part::Overig])
}

/// What a control stands round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// Paragraphs and tables.
    Blocks,
    /// Rows of a table.
    Rows,
    /// One whole cell.
    Cell,
    /// All of one paragraph.
    Line,
    /// Part of a line.
    Runs,
}

/// A content control.
#[derive(Debug, Clone)]
pub(super) struct Control {
    /// Its element.
    pub(super) node: usize,
    /// The element that its content takes the place of: itself, or the paragraph that holds nothing else.
    pub(super) whole: usize,
    /// Its tag; empty where it has none.
    pub(super) tag: String,
    pub(super) around: Around,
    /// Its `w:sdtContent`, where it has one.
    pub(super) content: Option<usize>,
}

/// Content controls of a tree that stand in this element, but not within another control.
pub(super) fn controls(tree: &Tree, within: usize) -> Vec<Control> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = tree.children(within).iter().rev().copied().collect();
    while let Some(node) = open.pop() {
        let only = if tree.name(node) == "w:p" { only_control(tree, node) } else { None };
        if tree.name(node) == "w:sdt" {
            found.push(control(tree, node));
        } else if let Some(sdt) = only {
            found.push(control(tree, sdt));
        } else {
            open.extend(tree.children(node).iter().rev());
        }
    }
    found
}

fn control(tree: &Tree, node: usize) -> Control {
    let tag = tree.child(node, "w:sdtPr").and_then(|pr| tree.value(pr, "w:tag")).unwrap_or_default();
    let content = tree.child(node, "w:sdtContent");
    let first = content.and_then(|content| tree.children(content).first()).map_or("", |first| tree.name(*first));
    let around = match first {
        "w:tr" => Around::Rows,
        "w:tc" => Around::Cell,
        "w:p" | "w:tbl" | "w:sdt" => Around::Blocks,
        _ => match tree.nodes.get(node).and_then(|n| n.parent).filter(|p| tree.name(*p) == "w:p") {
            Some(paragraph) if only_control(tree, paragraph) == Some(node) => {
                return Control { node, whole: paragraph, tag, around: Around::Line, content };
            }
            _ if tree.around(node, "w:p").is_some() => Around::Runs,
            _ => Around::Blocks,
        },
    };
    Control { node, whole: node, tag, around, content }
}

/// The control of a paragraph that holds one and nothing else.
fn only_control(tree: &Tree, paragraph: usize) -> Option<usize> {
    let mut parts = tree
        .children(paragraph)
        .iter()
        .filter(|child| !matches!(tree.name(**child), "w:pPr" | "w:proofErr" | "w:bookmarkStart" | "w:bookmarkEnd"));
    match (parts.next(), parts.next()) {
        (Some(only), None) if tree.name(*only) == "w:sdt" => Some(*only),
        _ => None,
    }
}

/// Tags of controls and names of bookmarks that can be filled.
pub(super) fn tags(tree: &Tree) -> BTreeSet<String> {
    let mut tags: BTreeSet<String> = tree
        .all("w:sdt")
        .map(|node| control(tree, node))
        .filter(|control| control.around != Around::Rows && control.content.is_some())
        .filter(|control| control.around != Around::Cell || one_cell(tree, control).is_some())
        .map(|control| control.tag)
        .collect();
    tags.extend(bookmarks(tree).map(|(_, name)| name));
    tags
}

/// The only cell of a control that stands round one.
pub(super) fn one_cell(tree: &Tree, control: &Control) -> Option<usize> {
    match tree.children(control.content?) {
        [cell] if tree.name(*cell) == "w:tc" => Some(*cell),
        _ => None,
    }
}

/// Bookmarks that stand in a paragraph, with their names as tags: Word takes no point in a name, `doelen_kort` is `doelen.kort`.
pub(super) fn bookmarks<'a>(tree: &'a Tree) -> impl Iterator<Item = (usize, String)> + 'a {
    tree.all("w:bookmarkStart").filter_map(|node| {
        let name = tree.attribute(node, "w:name")?.to_lowercase();
        let part = needed().map(Part::id).filter(|id| name.starts_with(id)).max_by_key(|id| id.len())?;
        let tag = match name.strip_prefix(part)? {
            "" => part.to_owned(),
            side => format!("{part}.{}", side.strip_prefix('_')?),
        };
        tree.around(node, "w:p").map(|paragraph| (paragraph, tag))
    })
}

/// Ids of parts that have no place among these tags: neither their own, nor that of a side.
pub(super) fn missing(tags: &BTreeSet<String>) -> Vec<String> {
    needed()
        .map(Part::id)
        .filter(|id| !tags.iter().any(|tag| tag == id || tag.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'))))
        .map(str::to_owned)
        .collect()
}
