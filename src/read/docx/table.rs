//! Tables: which cell each paragraph stands in, merged cells counted by the columns and rows they span.

use std::collections::HashMap;
use std::rc::Rc;

use crate::model::{Block, BlockKind, CellAt, NoteKind, Place};
use crate::read::a4;
use crate::read::ooxml::{Node, Ns, Tag, Xml};

use super::props::{Colour, points};
use super::styles::{Part, TableStyle};
use super::table_props::{CellMargins, CellProps, RowProps, TableProps, Width, cell_props, row_props, table_props};
use super::walk::{InCell, Walk};

/// A table while it is read.
#[derive(Default)]
struct Open {
    number: u32,
    row: u32,
    column: u32,
    props: TableProps,
    style: Rc<TableStyle>,
    row_props: RowProps,
    /// By column: the row in which a cell over several rows began.
    began: HashMap<u32, u32>,
    /// By upper left corner: rows and columns of cells that turned out larger.
    grown: HashMap<(u32, u32), (u32, u32)>,
    /// The corner of the last cell.
    last: (u32, u32),
    /// The first row has words.
    titled: bool,
    /// What the page estimator needs.
    layout: a4::Table,
}

impl Walk<'_> {
    /// Reads a table that was just opened, to its end.
    pub(super) fn table(&mut self, xml: &mut Xml<'_>) {
        let outer = self.cell;
        let mut table = Open { number: self.shared.tables, style: self.cx.styles.table(None), ..Open::default() };
        self.shared.tables += 1;
        let first = self.story.blocks.len();
        self.rows(xml, &mut table);
        if !table.grown.is_empty() {
            for block in self.story.blocks.get_mut(first..).unwrap_or_default() {
                if let Some(cell) = block.cell.as_mut().filter(|cell| cell.table == table.number)
                    && let Some((rows, columns)) = table.grown.get(&(cell.row, cell.column))
                {
                    cell.rows = cell.rows.max(*rows);
                    cell.columns = cell.columns.max(*columns);
                }
            }
        }
        self.cell = outer;
        if !table.props.placed {
            table.layout.floats = table.props.floats;
            self.flow.push(a4::Flow::Table(Box::new(table.layout)));
        }
    }

    fn rows(&mut self, xml: &mut Xml<'_>, table: &mut Open) {
        loop {
            match xml.next() {
                Node::Open(tag) => self.row_or_round_it(xml, &tag, table),
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    fn row_or_round_it(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, table: &mut Open) {
        match (tag.ns, tag.name()) {
            (Ns::W, "tr") => self.row(xml, table),
            (Ns::W, "tblPr") => {
                table.props = table_props(xml);
                table.style = self.cx.styles.table(table.props.style.as_deref());
                table.layout.width = match table.props.width {
                    Width::Auto => 0.0,
                    Width::Points(points) => points.max(0.0),
                    Width::Share(share) => -share,
                };
            }
            (Ns::W, "tblGrid") => table.layout.grid = grid(xml),
            (Ns::W, "sdt") => self.controlled(xml, |walk, xml| walk.rows(xml, table)),
            (Ns::Compat, "AlternateContent") => self.alternatives(xml, |walk, xml| walk.rows(xml, table)),
            (Ns::W, "customXml" | "ins" | "moveTo") => self.rows(xml, table),
            // A paragraph or table that a careless writer put between rows.
            (Ns::W, "p" | "tbl") => self.element(xml, tag),
            _ => xml.skip(),
        }
    }

    fn row(&mut self, xml: &mut Xml<'_>, table: &mut Open) {
        table.row_props = RowProps::default();
        table.column = 0;
        table.layout.rows.push(a4::Row::default());
        let first = self.story.blocks.len();
        self.cells(xml, table);
        let row_text = self.story.blocks.get(first..).unwrap_or_default().iter().any(|block| !block.text.words().is_empty());
        if table.row == 0 {
            table.titled = row_text;
        }
        let only_blank = self
            .story
            .blocks
            .get(first..)
            .unwrap_or_default()
            .iter()
            .all(|block| block.kind == BlockKind::Paragraph && block.text.words().is_empty());
        if only_blank && !table.titled {
            // Nothing to fill in where nothing says what: a row that only keeps distance.
            self.story.blocks.truncate(first);
            for shown in &mut self.story.pictures {
                shown.picture.before = shown.picture.before.min(first);
            }
        }
        table.row += 1;
    }

    fn cells(&mut self, xml: &mut Xml<'_>, table: &mut Open) {
        loop {
            match xml.next() {
                Node::Open(tag) => match (tag.ns, tag.name()) {
                    (Ns::W, "tc") => self.cell(xml, table),
                    (Ns::W, "trPr") => {
                        let props = row_props(xml);
                        if props.changed {
                            self.shared.note(NoteKind::TrackedChanges);
                        }
                        table.row_props = props;
                        table.column = props.before;
                        if let Some(row) = table.layout.rows.last_mut() {
                            row.height = props.height;
                            row.exact = props.exact;
                            row.whole = props.whole;
                            row.header = props.header;
                            row.skip = props.before;
                        }
                    }
                    (Ns::W, "sdt") => self.controlled(xml, |walk, xml| walk.cells(xml, table)),
                    (Ns::Compat, "AlternateContent") => self.alternatives(xml, |walk, xml| walk.cells(xml, table)),
                    (Ns::W, "customXml" | "ins" | "moveTo") => self.cells(xml, table),
                    _ => xml.skip(),
                },
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    fn cell(&mut self, xml: &mut Xml<'_>, table: &mut Open) {
        let outer = self.cell;
        let flow = std::mem::take(&mut self.flow);
        let hidden_row = self.hidden_row;
        self.hidden_row |= table.row_props.hidden;
        self.deleted += u32::from(table.row_props.deleted);
        let first = self.story.blocks.len();
        let mut props: Option<CellProps> = None;
        loop {
            match xml.next() {
                Node::Open(tag) if tag.is(Ns::W, "tcPr") && props.is_none() => {
                    let own = cell_props(xml);
                    if own.changed {
                        self.shared.note(NoteKind::TrackedChanges);
                    }
                    props = Some(own);
                    self.cell = Some(self.enter(table, &own, outer));
                }
                Node::Open(tag) => {
                    if props.is_none() {
                        let own = CellProps { span: 1, ..CellProps::default() };
                        props = Some(own);
                        self.cell = Some(self.enter(table, &own, outer));
                    }
                    self.element(xml, &tag);
                }
                Node::Close | Node::End => break,
                Node::Text(_) => {}
            }
        }
        let props = props.unwrap_or(CellProps { span: 1, ..CellProps::default() });
        let goes_on = props.merged == Some(false) || props.joined;
        if self.story.blocks.len() == first
            && !goes_on
            && !table.row_props.deleted
            && !self.hidden_row
            && let Some(cell) = self.cell
        {
            let place = Place { page: None, spot: self.spot() };
            let shaded = cell.fill.is_some_and(|fill| fill != Colour::Auto && !fill.is_white());
            let mut block = Block { cell: Some(cell.at), place, ..Block::default() };
            block.look.shaded = shaded;
            self.push(block);
        }
        let own_flow = std::mem::replace(&mut self.flow, flow);
        self.deleted -= u32::from(table.row_props.deleted);
        self.hidden_row = hidden_row;
        self.cell = outer;
        let mut margins = table.style.margins;
        margins.over(&table.props.margins);
        margins.over(&props.margins);
        if let Some(row) = table.layout.rows.last_mut() {
            row.cells.push(layout(&props, &margins, own_flow));
        }
        table.column += props.span;
    }

    /// Works out where a cell stands and what the table gives its text.
    fn enter(&self, table: &mut Open, props: &CellProps, outer: Option<InCell>) -> InCell {
        let (row, column) = (table.row, table.column);
        let mut corner = (row, column);
        match props.merged {
            Some(true) => {
                table.began.insert(column, row);
            }
            Some(false) => {
                let began = table.began.get(&column).copied().unwrap_or(row);
                corner = (began, column);
                let size = table.grown.entry(corner).or_insert((1, props.span));
                size.0 = size.0.max(row - began + 1);
            }
            None => {
                table.began.remove(&column);
            }
        }
        if props.joined && table.last.0 == row {
            corner = table.last;
            let size = table.grown.entry(corner).or_insert((1, 1));
            size.1 = size.1.max(column + props.span - corner.1);
        }
        table.last = corner;
        let at =
            CellAt { table: table.number, row: corner.0, column: corner.1, rows: 1, columns: props.span, header: table.row_props.header };
        let style = &table.style;
        let mut cell = InCell { at, fill: None, para: style.para, run: style.run };
        let mut fill = style.fill;
        let titled = table.props.first_row;
        let banded = if titled { row.wrapping_sub(1) } else { row };
        let last = column + props.span == table.layout.grid.len() as u32;
        for (part, look) in &style.parts {
            let holds = match part {
                Part::OddRow => table.props.bands && !(titled && row == 0) && banded % 2 == 0,
                Part::EvenRow => table.props.bands && !(titled && row == 0) && banded % 2 == 1,
                Part::FirstColumn => table.props.first_column && column == 0,
                Part::LastColumn => table.props.last_column && last,
                Part::FirstRow => titled && row == 0,
            };
            if holds {
                cell.para.over(&look.para);
                cell.run.over(&look.run);
                fill = look.fill.or(fill);
            }
        }
        cell.fill = props.fill.or(fill).or(table.props.fill).or(outer.and_then(|outer| outer.fill));
        cell
    }
}

fn grid(xml: &mut Xml<'_>) -> Vec<f32> {
    /// Columns of a table that are looked at.
    const MOST: usize = 1024;
    let mut grid = Vec::new();
    loop {
        match xml.next() {
            Node::Open(tag) => {
                if tag.is(Ns::W, "gridCol") && grid.len() < MOST {
                    grid.push(points(&tag, "w").unwrap_or(0.0).max(0.0));
                }
                xml.skip();
            }
            Node::Close | Node::End => return grid,
            Node::Text(_) => {}
        }
    }
}

fn layout(props: &CellProps, margins: &CellMargins, flow: Vec<a4::Flow>) -> a4::Cell {
    a4::Cell {
        width: match props.width {
            Width::Points(points) => points.max(0.0),
            _ => 0.0,
        },
        span: props.span,
        merged: props.merged,
        left: margins.left.unwrap_or(5.4),
        right: margins.right.unwrap_or(5.4),
        top: margins.top.unwrap_or(0.0),
        bottom: margins.bottom.unwrap_or(0.0),
        turned: props.turned,
        flow,
    }
}
