//! A story: the running text, a note, a header, a text box; with its tables.

use super::Reader;
use super::state::{Dest, ParaState, State};
use super::tables::Tables;
use crate::model::{BlockKind, MarginKind};
use crate::read::flow::{CellDef, Letters, Para, RowDef, Step, is_shown, twips};

/// A story that is open.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub kind: Option<MarginKind>,
    /// The group it ends with.
    level: usize,
    pub steps: Vec<Step>,
    pub para: Para,
    /// The list mark of the present paragraph.
    pub mark: Option<String>,
    /// Stories met within the present paragraph: they come after it.
    after: Vec<Step>,
    /// The next paragraph begins a page.
    pub page_break: bool,
    /// The row being defined: of the outermost table, and of a nested one.
    pub rows: [Row; 2],
}

/// A row while it is defined.
#[derive(Debug, Default, Clone)]
pub(super) struct Row {
    pub def: RowDef,
    pub cell: CellDef,
}

impl Story {
    pub(super) fn new(kind: Option<MarginKind>, level: usize) -> Story {
        Story { kind, level, ..Story::default() }
    }

    fn end_paragraph(&mut self, tables: &Tables, state: &ParaState, letters: Letters, depth: usize) {
        let mut para = std::mem::take(&mut self.para);
        let mark = self.mark.take();
        let outline = state.outline.filter(|&level| level < 9).map(|level| level + 1);
        let heading = match state.outline {
            Some(_) => outline,
            None => state.style.and_then(|style| tables.heading(style)),
        };
        para.kind = match heading {
            Some(level) => BlockKind::Heading { level },
            None if mark.is_some() || state.listed => BlockKind::ListItem { level: state.list_level },
            None => BlockKind::Paragraph,
        };
        para.number = mark.filter(|mark| is_shown(mark));
        para.shaded = state.shaded;
        para.layout = state.layout();
        para.layout.page_break |= std::mem::take(&mut self.page_break);
        para.mark = letters;
        self.steps.push(Step::Para(depth, para));
        self.steps.append(&mut self.after);
    }

    /// Its steps, the last paragraph included.
    pub(super) fn finish(mut self, tables: &Tables, state: &State, depth: usize) -> Vec<Step> {
        if !self.para.is_empty() || !self.after.is_empty() {
            self.end_paragraph(tables, &state.para, state.letters, depth);
        }
        self.steps
    }
}

impl Reader {
    /// Begins a story that ends with the present group.
    pub(super) fn begin_story(&mut self, kind: MarginKind) {
        self.stories.push(Story::new(Some(kind), self.groups.len()));
        self.state.dest = Dest::Story;
        self.state.para = ParaState::default();
    }

    /// Ends the story that began with this group.
    pub(super) fn end_story(&mut self, level: usize, inner: &State) {
        if self.stories.len() < 2 {
            return;
        }
        let Some(story) = self.stories.pop_if(|story| story.level == level) else { return };
        let Some(kind) = story.kind else { return };
        let steps = story.finish(&self.tables, inner, inner.para.depth());
        if steps.is_empty() {
            return;
        }
        match kind {
            MarginKind::Header | MarginKind::Footer => self.running.push((kind, steps)),
            _ => {
                if let Some(outer) = self.stories.last_mut() {
                    outer.after.push(Step::Story(kind, steps));
                }
            }
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        match self.state.dest {
            Dest::Story => {
                let (state, letters) = (self.state.para, self.state.letters);
                if let Some(story) = self.stories.last_mut() {
                    story.end_paragraph(&self.tables, &state, letters, state.depth());
                }
            }
            Dest::FieldValue => self.text("\n"),
            _ => {}
        }
    }

    pub(super) fn end_cell(&mut self, depth: usize) {
        if self.state.dest != Dest::Story {
            return;
        }
        let (state, letters) = (self.state.para, self.state.letters);
        if let Some(story) = self.stories.last_mut() {
            story.end_paragraph(&self.tables, &state, letters, depth);
            story.steps.push(Step::EndCell(depth));
        }
    }

    pub(super) fn end_row(&mut self, depth: usize) {
        if let Some(story) = self.stories.last_mut() {
            let [outer, nested] = &story.rows;
            let row = if depth > 1 { nested } else { outer };
            story.steps.push(Step::EndRow(depth, row.def.clone()));
        }
    }

    /// A word that defines a row or cell; false when it is none.
    pub(super) fn row_word(&mut self, name: &str, number: Option<i32>) -> bool {
        use crate::read::flow::Merge;
        let nested = self.state.dest == Dest::NestedRow;
        let color = self.tables.color(number);
        let Some(story) = self.stories.last_mut() else { return false };
        let [outer, inner] = &mut story.rows;
        let row = if nested { inner } else { outer };
        match name {
            "trowd" => *row = Row::default(),
            "trleft" => row.def.left = number.unwrap_or(0),
            "trhdr" => row.def.header = number != Some(0),
            "trkeep" => row.def.whole = true,
            "trrh" => {
                row.def.height = twips(number.unwrap_or(0).saturating_abs());
                row.def.exact = number.unwrap_or(0) < 0;
            }
            "trgaph" => row.def.beside = row.def.beside.or(Some(twips(number.unwrap_or(108)))),
            "trpaddl" => row.def.beside = Some(twips(number.unwrap_or(108))),
            // Word writes the left padding of a cell as its upper one, and the other way round.
            "clpadt" | "clpadr" => row.def.beside = Some(twips(number.unwrap_or(0)).max(row.def.beside.unwrap_or(0.0))),
            "trpaddt" => row.def.above = twips(number.unwrap_or(0)),
            "clvmgf" => row.cell.down = Merge::First,
            "clvmrg" => row.cell.down = Merge::Continued,
            "clmgf" => row.cell.across = Merge::First,
            "clmrg" => row.cell.across = Merge::Continued,
            "clcbpat" => row.cell.shaded = color.is_some_and(|color| color != 0x00FF_FFFF),
            "clshdng" => row.cell.shaded |= number.unwrap_or(0) > 0,
            "cellx" => {
                let cell = std::mem::take(&mut row.cell);
                if row.def.cells.len() < 512 {
                    row.def.cells.push(CellDef { right: number.unwrap_or(0), ..cell });
                }
            }
            _ => return false,
        }
        true
    }
}
