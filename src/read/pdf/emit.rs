//! From laid out pages to the blocks of the model.

use super::flow::Piece;
use super::geometry::Rect;
use super::join::Placed;
use super::layout::{Cell, Item, Table, TableKind};
use crate::model::{Block, BlockKind, CellAt, Look, MarginKind, Picture, Place, Spot, Text};

/// Blocks and pictures as they are put together.
pub(super) struct Emitter {
    pub(super) blocks: Vec<Block>,
    pub(super) pictures: Vec<Picture>,
    tables: u32,
    limit: usize,
    text_left: usize,
    /// A limit was reached.
    pub(super) cut: bool,
}

/// A picture that waits for its place in the order of blocks.
pub(super) struct Waiting {
    pub(super) page: u32,
    pub(super) rect: Rect,
    pub(super) picture: Picture,
}

/// Blocks that come at the end of a page: remarks and hidden text.
pub(super) struct Extra {
    pub(super) page: u32,
    pub(super) block: Block,
}

impl Emitter {
    pub(super) fn new(blocks: usize, text_bytes: usize) -> Emitter {
        Emitter { blocks: Vec::new(), pictures: Vec::new(), tables: 0, limit: blocks, text_left: text_bytes, cut: false }
    }

    /// Adds a block, within the limits.
    pub(super) fn push(&mut self, block: Block) {
        let size = block.text.words().len();
        if self.blocks.len() >= self.limit || size > self.text_left {
            self.cut = true;
            return;
        }
        self.text_left -= size;
        self.blocks.push(block);
    }

    /// Puts out everything in reading order.
    pub(super) fn all(&mut self, placed: Vec<Placed>, pictures: Vec<Waiting>, extras: Vec<Extra>) {
        let mut pictures = pictures.into_iter().peekable();
        let mut extras = extras.into_iter().peekable();
        for placed in placed {
            let y = placed.item.rect().y0;
            while let Some(extra) = extras.next_if(|e| e.page < placed.page) {
                while let Some(waiting) = pictures.next_if(|p| p.page <= extra.page) {
                    self.picture(waiting);
                }
                self.push(extra.block);
            }
            while let Some(waiting) = pictures.next_if(|p| p.page < placed.page || (p.page == placed.page && p.rect.y0 < y)) {
                self.picture(waiting);
            }
            match placed.item {
                Item::Piece(piece) => self.push(block(piece, placed.page, None)),
                Item::Table(table) => self.table(table, placed.page, &placed.row_pages),
            }
        }
        for waiting in pictures {
            self.picture(waiting);
        }
        for extra in extras {
            self.push(extra.block);
        }
    }

    fn picture(&mut self, waiting: Waiting) {
        self.pictures.push(Picture { before: self.blocks.len(), ..waiting.picture });
    }

    fn table(&mut self, mut table: Table, first_page: u32, row_pages: &[(usize, u32)]) {
        let number = self.tables;
        self.tables += 1;
        fill_gaps(&mut table);
        table.cells.sort_by_key(|c| (c.row, c.column));
        let labelled: Vec<bool> = (0..table.rows).map(|row| table.row(row).any(|c| !c.pieces.is_empty())).collect();
        let headed = table.row(0).filter(|c| !c.pieces.is_empty()).count() > 1;
        for cell in table.cells {
            let page = row_pages.iter().rev().find(|(row, _)| *row <= cell.row).map_or(first_page, |(_, page)| *page);
            let at = CellAt {
                table: number,
                row: cell.row as u32,
                column: cell.column as u32,
                rows: cell.rows.max(1) as u32,
                columns: cell.columns.max(1) as u32,
                header: cell.header,
            };
            let empty = cell.pieces.is_empty();
            for piece in cell.pieces {
                self.push(block(piece, page, Some(at)));
            }
            // An empty cell beside a label, or below a header, asks for something.
            if empty && (labelled.get(cell.row) == Some(&true) || headed) {
                self.push(Block { cell: Some(at), place: place(page, Some(at)), ..Block::default() });
            }
        }
    }
}

/// Labels and values found by lanes have no cell where no value stands: give them one.
fn fill_gaps(table: &mut Table) {
    let columns = table.xs.len().saturating_sub(1);
    if table.kind != TableKind::Unruled || columns != 2 {
        return;
    }
    let mut missing = Vec::new();
    for row in 0..table.rows {
        for column in 0..columns {
            let covered =
                table.cells.iter().any(|c| c.row <= row && row < c.row + c.rows && c.column <= column && column < c.column + c.columns);
            if !covered {
                missing.push(Cell { row, column, rows: 1, columns: 1, header: false, pieces: Vec::new() });
            }
        }
    }
    table.cells.extend(missing);
}

fn block(piece: Piece, page: u32, cell: Option<CellAt>) -> Block {
    Block { kind: piece.kind, text: piece.text, cell, look: piece.look, label: piece.label.map(Text::new), place: place(page, cell) }
}

fn place(page: u32, cell: Option<CellAt>) -> Place {
    let spot = cell.map_or(Spot::Page, |c| Spot::Row { table: c.table + 1, row: c.row + 1 });
    Place { page: Some(page), spot }
}

/// A block in the margin of a page.
pub(super) fn margin(kind: BlockKind, text: String, page: u32, margin: Option<MarginKind>) -> Block {
    let spot = margin.map_or(Spot::Page, Spot::Margin);
    Block { kind, text: Text::new(text), look: Look::default(), place: Place { page: Some(page), spot }, ..Block::default() }
}
