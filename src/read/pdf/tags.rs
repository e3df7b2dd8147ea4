//! The structure tree of a tagged file: which stretch of marked content is a heading, a list item, a cell.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::access::{as_dict, dict, get, id, list, name, number, resolve, text};
use super::words::NO_LEAF;

/// Elements within elements.
const MAX_DEPTH: usize = 64;
/// Elements of one document.
const MAX_NODES: usize = 400_000;
/// Steps of a role map.
const MAX_ROLES: usize = 4;
/// Columns or rows that a cell may say it spans.
const MAX_SPAN: usize = 200;

/// What a leaf of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    #[default]
    Text,
    Heading(u8),
    ListItem(u8),
    Note,
}

/// A cell of a tagged table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TagCell {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) header: bool,
}

/// A tagged table.
#[derive(Debug, Clone, Default)]
pub(super) struct TagTable {
    pub(super) cells: Vec<TagCell>,
}

impl TagTable {
    /// One cell is a frame, not a table.
    fn is_table(&self) -> bool {
        self.cells.len() > 1
    }
}

#[derive(Debug, Clone, Default)]
struct Leaf {
    role: Role,
    cell: Option<(usize, usize)>,
    alt: Option<String>,
    /// The first paragraph within a list item is the item's own text.
    taken: bool,
}

/// The leaves of the tree, in reading order.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    leaves: Vec<Leaf>,
    by_content: HashMap<(ObjectId, u32, i32), u32>,
    pub(super) tables: Vec<TagTable>,
}

impl Leaves {
    /// Whether the file has a tree with content in it.
    pub(super) fn is_empty(&self) -> bool {
        self.by_content.is_empty()
    }

    /// The leaf that a stretch of marked content belongs to.
    pub(super) fn leaf(&self, page: ObjectId, stream: u32, mcid: i32) -> u32 {
        if mcid < 0 {
            return NO_LEAF;
        }
        self.by_content.get(&(page, stream, mcid)).copied().unwrap_or(NO_LEAF)
    }

    pub(super) fn role(&self, leaf: u32) -> Role {
        self.leaves.get(leaf as usize).map_or(Role::Text, |l| l.role)
    }

    /// Table and cell of a leaf.
    pub(super) fn cell(&self, leaf: u32) -> Option<(usize, usize)> {
        let cell = self.leaves.get(leaf as usize)?.cell?;
        self.tables.get(cell.0).is_some_and(TagTable::is_table).then_some(cell)
    }

    /// The alternative text of a picture.
    pub(super) fn alt(&self, leaf: u32) -> Option<&str> {
        self.leaves.get(leaf as usize)?.alt.as_deref()
    }

    /// Walks the structure tree; empty when there is none.
    pub(super) fn of(doc: &Document) -> Leaves {
        let mut out = Leaves::default();
        let Some(root) = doc.catalog().ok().and_then(|c| dict(doc, c, b"StructTreeRoot")) else { return out };
        let walk = Walk { doc, roles: dict(doc, root, b"RoleMap") };
        let mut stack = vec![Step { object: None, dict: Some(root), above: Above::default() }];
        let mut nodes = 0;
        while let Some(step) = stack.pop() {
            nodes += 1;
            if nodes > MAX_NODES {
                break;
            }
            walk.visit(step, &mut stack, &mut out);
        }
        for table in &mut out.tables {
            lay_out(table);
        }
        out
    }
}

/// What an element hands down to its children.
#[derive(Debug, Clone, Default)]
struct Above {
    page: Option<ObjectId>,
    leaf: Option<u32>,
    /// The list item whose first paragraph is still to come.
    item: Option<u32>,
    lists: u8,
    table: Option<usize>,
    /// Row of the innermost table.
    row: Option<usize>,
    cell: Option<(usize, usize)>,
    sections: u8,
    depth: usize,
}

struct Step<'a> {
    object: Option<&'a Object>,
    dict: Option<&'a Dictionary>,
    above: Above,
}

struct Walk<'a> {
    doc: &'a Document,
    roles: Option<&'a Dictionary>,
}

impl<'a> Walk<'a> {
    fn visit(&self, step: Step<'a>, stack: &mut Vec<Step<'a>>, out: &mut Leaves) {
        let Step { object, dict: given, mut above } = step;
        let resolved = object.map(|o| resolve(self.doc, o));
        if let Some(Object::Integer(mcid)) = resolved {
            put(out, above.page, 0, *mcid as i32, above.leaf);
            return;
        }
        let Some(element) = given.or_else(|| resolved.and_then(as_dict)) else { return };
        if let Some(page) = element.get(b"Pg").ok().and_then(id) {
            above.page = Some(page);
        }
        match name(self.doc, element, b"Type") {
            Some(b"MCR") => {
                let stream = element.get(b"Stm").ok().and_then(id).map_or(0, |s| s.0);
                if let Some(mcid) = number(self.doc, element, b"MCID") {
                    put(out, above.page, stream, mcid as i32, above.leaf);
                }
                return;
            }
            Some(b"OBJR") => return,
            _ => {}
        }
        if above.depth >= MAX_DEPTH {
            return;
        }
        above.depth += 1;
        if let Some(role) = name(self.doc, element, b"S") {
            self.enter(element, self.standard(role), &mut above, out);
        }
        for kid in list(self.doc, element, b"K").iter().rev() {
            stack.push(Step { object: Some(kid), dict: None, above: above.clone() });
        }
    }

    /// The standard role that a role is mapped to.
    fn standard(&self, role: &'a [u8]) -> &'a [u8] {
        let mut at = role;
        for _ in 0..MAX_ROLES {
            match self.roles.and_then(|map| name(self.doc, map, at)) {
                Some(next) if next != at => at = next,
                _ => break,
            }
        }
        at
    }

    fn enter(&self, element: &'a Dictionary, role: &[u8], above: &mut Above, out: &mut Leaves) {
        let mut leaf = Leaf { cell: above.cell, ..Leaf::default() };
        match role {
            b"Span" | b"Link" | b"Quote" | b"Em" | b"Strong" | b"Code" | b"NonStruct" | b"Reference" | b"Annot" | b"Lbl" | b"LBody"
            | b"Sub" | b"Ruby" | b"Form" | b"BibEntry" | b"Private" | b"RB" | b"RT"
                if above.leaf.is_some() =>
            {
                return;
            }
            b"H" | b"Title" => leaf.role = Role::Heading(above.sections.clamp(1, 9)),
            [b'H', digit @ b'1'..=b'9'] => leaf.role = Role::Heading(digit - b'0'),
            b"Sect" | b"Art" => above.sections = above.sections.saturating_add(1),
            b"L" => above.lists = above.lists.saturating_add(1),
            b"LI" => {
                leaf.role = Role::ListItem(above.lists.saturating_sub(1));
                let index = push(out, leaf);
                above.leaf = Some(index);
                above.item = Some(index);
                return;
            }
            b"P" | b"Div" => {
                let item = above.item.and_then(|i| out.leaves.get_mut(i as usize));
                if let Some(item) = item.filter(|i| !i.taken) {
                    item.taken = true;
                    above.leaf = above.item;
                    return;
                }
            }
            b"Note" | b"FENote" => leaf.role = Role::Note,
            b"Figure" => leaf.alt = text(self.doc, element, b"Alt").filter(|t| !t.trim().is_empty()),
            b"Table" => {
                out.tables.push(TagTable::default());
                above.table = Some(out.tables.len() - 1);
                above.row = None;
                above.item = None;
            }
            b"TR" => {
                if let Some(table) = above.table.and_then(|t| out.tables.get_mut(t)) {
                    let row = table.cells.iter().map(|c| c.row + 1).max().unwrap_or(0);
                    above.row = Some(row);
                }
            }
            b"TD" | b"TH" => {
                let span = |key: &[u8]| self.attribute(element, key).map_or(1, |s| s.clamp(1, MAX_SPAN));
                let table = above.table.and_then(|index| out.tables.get_mut(index).map(|table| (index, table)));
                if let (Some((index, table)), Some(row)) = (table, above.row) {
                    let header = role == b"TH";
                    table.cells.push(TagCell { row, column: 0, rows: span(b"RowSpan"), columns: span(b"ColSpan"), header });
                    above.cell = Some((index, table.cells.len() - 1));
                    leaf.cell = above.cell;
                }
                above.item = None;
            }
            _ => {}
        }
        above.leaf = Some(push(out, leaf));
    }

    /// A number among the attributes of an element.
    fn attribute(&self, element: &Dictionary, key: &[u8]) -> Option<usize> {
        let own = list(self.doc, element, b"A").iter().filter_map(|a| as_dict(resolve(self.doc, a)));
        own.filter_map(|a| get(self.doc, a, key)).find_map(super::access::as_number).map(|n| n.max(0.0) as usize)
    }
}

fn push(out: &mut Leaves, leaf: Leaf) -> u32 {
    out.leaves.push(leaf);
    (out.leaves.len() - 1) as u32
}

/// Every stretch of content once: the first element that claims it has it.
fn put(out: &mut Leaves, page: Option<ObjectId>, stream: u32, mcid: i32, leaf: Option<u32>) {
    if let (Some(page), Some(leaf)) = (page, leaf) {
        out.by_content.entry((page, stream, mcid)).or_insert(leaf);
    }
}

/// Gives cells their columns, counting what hangs down from rows above; a header row is one with header cells only.
fn lay_out(table: &mut TagTable) {
    let mut reach: Vec<usize> = Vec::new();
    let mut at = (usize::MAX, 0);
    let mut headers: HashMap<usize, bool> = HashMap::new();
    for cell in &mut table.cells {
        if at.0 != cell.row {
            at = (cell.row, 0);
        }
        // `reach[c]` is the row up to which column c is taken from above.
        while reach.get(at.1).is_some_and(|until| *until > cell.row) {
            at.1 += 1;
        }
        cell.column = at.1;
        for column in at.1..at.1 + cell.columns {
            if column >= reach.len() {
                reach.resize(column + 1, 0);
            }
            if let Some(slot) = reach.get_mut(column) {
                *slot = cell.row + cell.rows;
            }
        }
        at.1 += cell.columns;
        let all = headers.entry(cell.row).or_insert(true);
        *all &= cell.header;
    }
    for cell in &mut table.cells {
        cell.header = headers.get(&cell.row).copied().unwrap_or(false);
    }
}
