//! Documents and mappings in a few lines, for the tests of this room.

use crate::map::{Because, Does, Mapping, Role, Section};
use crate::model::{Block, BlockKind, CellAt, Document, Text};
use crate::rules::Part;

/// Builds a document block by block. In texts a leading `*` marks a label, `?` a prompt.
#[derive(Default)]
pub(crate) struct Builder {
    document: Document,
    mapping: Mapping,
    table: u32,
    row: u32,
    in_table: bool,
}

impl Builder {
    pub(crate) fn new() -> Builder {
        Builder::default()
    }

    /// Starts a section with a heading.
    pub(crate) fn section(&mut self, part: Part, heading: &str) -> &mut Builder {
        self.mapping.sections.push(Section {
            heading: Text::new(heading),
            blocks: Vec::new(),
            part,
            also: None,
            confidence: 1.0,
            because: Because::Content,
        });
        self.push(part, BlockKind::Heading { level: 1 }, heading, Does::Label, None);
        self
    }

    /// A paragraph.
    pub(crate) fn text(&mut self, part: Part, text: &str) -> &mut Builder {
        self.kind(part, BlockKind::Paragraph, text)
    }

    /// A block of this kind.
    pub(crate) fn kind(&mut self, part: Part, kind: BlockKind, text: &str) -> &mut Builder {
        self.in_table = false;
        let (does, text) = marked(text);
        self.push(part, kind, text, does, None);
        self
    }

    /// A row of a table; rows in a row are one table.
    pub(crate) fn row(&mut self, part: Part, cells: &[&str]) -> &mut Builder {
        let parts: Vec<(Part, &str)> = cells.iter().map(|text| (part, *text)).collect();
        self.mixed(&parts)
    }

    /// A row of which each cell serves its own part.
    pub(crate) fn mixed(&mut self, cells: &[(Part, &str)]) -> &mut Builder {
        if self.in_table {
            self.row += 1;
        } else {
            self.row = 0;
        }
        for (column, (part, text)) in cells.iter().enumerate() {
            let (does, text) = marked(text);
            let cell =
                CellAt { table: self.table, row: self.row, column: u32::try_from(column).unwrap_or(0), rows: 1, columns: 1, header: false };
            self.push(*part, BlockKind::Paragraph, text, does, Some(cell));
        }
        self.in_table = true;
        self
    }

    pub(crate) fn done(self) -> (Document, Mapping) {
        (self.document, self.mapping)
    }

    fn push(&mut self, part: Part, kind: BlockKind, text: &str, does: Does, cell: Option<CellAt>) {
        if self.mapping.sections.is_empty() {
            self.mapping.sections.push(Section {
                heading: Text::default(),
                blocks: Vec::new(),
                part,
                also: None,
                confidence: 0.0,
                because: Because::Nothing,
            });
        }
        let section = self.mapping.sections.len() - 1;
        let index = self.document.blocks.len();
        if let Some(last) = self.mapping.sections.last_mut() {
            last.blocks.push(index);
        }
        self.document.blocks.push(Block { kind, text: Text::new(text), cell, ..Block::default() });
        self.mapping.blocks.push(Role { section, part, does, domain: None, from: 0 });
    }
}

fn marked(text: &str) -> (Does, &str) {
    match (text.strip_prefix('*'), text.strip_prefix('?')) {
        (Some(rest), _) => (Does::Label, rest),
        (_, Some(rest)) => (Does::Prompt, rest),
        _ => (Does::Content, text),
    }
}
