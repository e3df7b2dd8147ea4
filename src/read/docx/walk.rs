//! The walk over a story: paragraphs, tables and content controls, in reading order.

use std::collections::{BTreeSet, HashMap};

use crate::model::{Block, BlockKind, CellAt, HiddenKind, MarginKind, NoteKind, Place, Spot, Text};
use crate::read::Limits;
use crate::read::a4;
use crate::read::ooxml::{Node, Ns, Relation, Tag, Xml};

use super::control::{ControlProps, control_props, is_prompt};
use super::line::{FieldPiece, Line};
use super::numbering::{Counters, Mark, Numbering};
use super::props::{Colour, LineRule, ParaExtras, ParaProps, RunProps, para_props};
use super::section::SectionProps;
use super::story::Story;
use super::styles::Styles;
use super::theme::Theme;

/// What all stories of a document share and nobody changes.
pub(super) struct Context {
    pub(super) limits: Limits,
    pub(super) theme: Theme,
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    /// Words of diagrams and charts, by the part that holds them.
    pub(super) drawn: HashMap<String, Vec<String>>,
    /// The page itself is coloured: white letters may show.
    pub(super) coloured_page: bool,
}

/// What all stories of a document share and add to.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) notes: BTreeSet<NoteOrder>,
    pub(super) tables: u32,
    pub(super) fields: u32,
    pub(super) blocks: usize,
    pub(super) text: usize,
    /// Foot- and endnotes by kind and id, until somebody refers to them.
    pub(super) footnotes: HashMap<(bool, String), (Story, Vec<a4::Flow>)>,
    /// What the endnotes that somebody refers to take at the end of the document.
    pub(super) endnotes: Vec<a4::Flow>,
    /// Comments by id, in the order of the file.
    pub(super) comments: Vec<(String, Story)>,
    /// A picture lies behind the text: white letters may show.
    pub(super) backdrop: bool,
}

/// Notes in a fixed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NoteOrder(u8);

const NOTES: [NoteKind; 7] = [
    NoteKind::Damaged,
    NoteKind::CutOff,
    NoteKind::TrackedChanges,
    NoteKind::Macros,
    NoteKind::ExternalLink,
    NoteKind::EmbeddedFile,
    NoteKind::NotRead,
];

impl NoteOrder {
    pub(super) fn kind(self) -> NoteKind {
        NOTES.get(usize::from(self.0)).copied().unwrap_or(NoteKind::NotRead)
    }
}

impl Shared {
    /// Notes something, once.
    pub(super) fn note(&mut self, kind: NoteKind) {
        if let Some(place) = NOTES.iter().position(|known| *known == kind) {
            self.notes.insert(NoteOrder(place as u8));
        }
    }
}

/// A control that is open while its text is read.
pub(super) struct OpenControl {
    pub(super) field: Option<FieldPiece>,
    /// A box to tick that was not shown yet.
    pub(super) tick: Option<bool>,
    /// It is a box to tick: the glyph in it is not text.
    pub(super) is_tick: bool,
}

/// A complex field (`w:fldChar`) while it is read.
#[derive(Default)]
pub(super) struct OpenField {
    pub(super) instruction: String,
    pub(super) result: bool,
    /// It opened a control.
    pub(super) control: bool,
}

/// The cell that is being read: its place, and what the table gives its text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InCell {
    pub(super) at: CellAt,
    pub(super) fill: Option<Colour>,
    pub(super) para: ParaProps,
    pub(super) run: RunProps,
}

/// The walk over one part.
pub(super) struct Walk<'c> {
    pub(super) cx: &'c Context,
    pub(super) shared: &'c mut Shared,
    pub(super) relations: &'c [Relation],
    pub(super) story: Story,
    pub(super) flow: Vec<a4::Flow>,
    /// Sections that ended, with what they held.
    pub(super) sections: Vec<(SectionProps, Vec<a4::Flow>)>,
    pub(super) counters: Counters,
    pub(super) controls: Vec<OpenControl>,
    pub(super) fields: Vec<OpenField>,
    pub(super) deleted: u32,
    pub(super) hidden_row: bool,
    pub(super) cell: Option<InCell>,
    /// Outside the body: header, note, text box, ...
    pub(super) margin: Option<MarginKind>,
    pub(super) paragraphs: u32,
}

impl<'c> Walk<'c> {
    /// Starts on a part with these relations.
    pub(super) fn new(cx: &'c Context, shared: &'c mut Shared, relations: &'c [Relation], margin: Option<MarginKind>) -> Walk<'c> {
        Walk {
            cx,
            shared,
            relations,
            story: Story::default(),
            flow: Vec::new(),
            sections: Vec::new(),
            counters: Counters::default(),
            controls: Vec::new(),
            fields: Vec::new(),
            deleted: 0,
            hidden_row: false,
            cell: None,
            margin,
            paragraphs: 0,
        }
    }

    /// Reads what stands in the element that was just opened, to its end.
    pub(super) fn content(&mut self, xml: &mut Xml<'_>) {
        loop {
            match xml.next() {
                Node::Open(tag) => self.element(xml, &tag),
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    /// Reads one element among paragraphs.
    pub(super) fn element(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) {
        match (tag.ns, tag.name()) {
            (Ns::W, "p") => self.paragraph(xml),
            (Ns::W, "tbl") => self.table(xml),
            (Ns::W, "sdt") => self.block_control(xml),
            (Ns::W, "sectPr") => {
                let props = super::section::section_props(xml);
                self.end_section(props);
            }
            (Ns::W, "del" | "moveFrom") => {
                self.shared.note(NoteKind::TrackedChanges);
                self.deleted += 1;
                self.content(xml);
                self.deleted -= 1;
            }
            (Ns::W, "ins" | "moveTo") => {
                self.shared.note(NoteKind::TrackedChanges);
                self.content(xml);
            }
            (Ns::W, "altChunk") => {
                self.shared.note(NoteKind::NotRead);
                xml.skip();
            }
            // What stands among paragraphs without one of its own: a run or a link of a careless writer.
            (Ns::W, "r" | "hyperlink" | "fldSimple" | "smartTag") | (Ns::Math, "oMathPara" | "oMath") => {
                let mut line = self.begin(ParaProps::default(), &ParaExtras::default());
                self.inline(xml, tag, &mut line);
                self.finish(line);
            }
            (Ns::Compat, "AlternateContent") => self.alternatives(xml, |walk, xml| walk.content(xml)),
            (Ns::W, "tblPr" | "tblGrid" | "trPr" | "tcPr" | "sdtPr" | "sdtEndPr" | "pPr") => xml.skip(),
            _ => self.content(xml),
        }
    }

    /// Reads a paragraph.
    fn paragraph(&mut self, xml: &mut Xml<'_>) {
        let mut line: Option<Line> = None;
        let mut section = None;
        loop {
            match xml.next() {
                Node::Open(tag) if tag.is(Ns::W, "pPr") && line.is_none() => {
                    let (props, mut extras) = para_props(xml, &self.cx.theme);
                    section = extras.section.take();
                    if extras.changed {
                        self.shared.note(NoteKind::TrackedChanges);
                    }
                    line = Some(self.begin(props, &extras));
                }
                Node::Open(tag) => {
                    let mut open = line.take().unwrap_or_else(|| self.begin(ParaProps::default(), &ParaExtras::default()));
                    self.inline(xml, &tag, &mut open);
                    line = Some(open);
                }
                Node::Close | Node::End => break,
                Node::Text(_) => {}
            }
        }
        let line = line.unwrap_or_else(|| self.begin(ParaProps::default(), &ParaExtras::default()));
        self.finish(line);
        if let Some(props) = section {
            self.end_section(props);
        }
    }

    /// Works out what holds for a paragraph before its text is read.
    pub(super) fn begin(&mut self, direct: ParaProps, extras: &ParaExtras) -> Line {
        let cx = self.cx;
        let style = cx.styles.para(extras.style.as_deref());
        let mut base = cx.styles.base_run;
        let mut para = cx.styles.base_para;
        if let Some(cell) = &self.cell {
            base.over(&cell.run);
            para.over(&cell.para);
        }
        base.over(&style.run);
        para.over(&style.para);
        let list = direct.list.or(style.para.list).filter(|list| *list != 0);
        let mut line = Line::default();
        line.base = base;
        if let Some(list) = list {
            let by_style = || extras.style.as_deref().and_then(|id| cx.numbering.level_of_style(list, id, &cx.styles));
            let level = direct.list_level.or_else(by_style).or(style.para.list_level).unwrap_or(0);
            if let Some(known) = cx.numbering.level(list, level, &cx.styles) {
                para.over(&known.para);
                let mut mark = extras.mark;
                mark.over(&known.run);
                line.mark_bold = mark.bold.or(base.bold) == Some(true);
            }
            if self.deleted == 0 {
                line.mark = cx.numbering.step(&mut self.counters, list, level, &cx.styles);
            }
            line.list = line.mark.is_some().then_some(level);
        }
        para.over(&direct);
        line.layout = layout(&para, &style, &base, &extras.mark);
        if let Some(mark) = &line.mark {
            let face = super::runs::face(&base);
            match mark {
                Mark::Bullet => line.layout.text("•", face),
                Mark::Number(number) => line.layout.text(number, face),
            }
            line.layout.add(a4::Piece::Tab);
        }
        line.para = para;
        line.style = style;
        line
    }

    /// Ends a paragraph: its blocks, then what hangs on it.
    pub(super) fn finish(&mut self, mut line: Line) {
        for field in &mut self.fields {
            // An instruction never runs on in the next paragraph; if its end was lost, the text after it is not.
            field.result = true;
        }
        let heading = match line.para.outline {
            Some(level) if level < 9 => Some(level + 1),
            Some(_) => None,
            None => line.style.heading,
        };
        let kind = match (self.margin, heading, line.list) {
            (Some(MarginKind::Header), ..) => BlockKind::PageHeader,
            (Some(MarginKind::Footer), ..) => BlockKind::PageFooter,
            (Some(MarginKind::Comment), ..) => BlockKind::Comment,
            (Some(MarginKind::Footnote), ..) => BlockKind::Footnote,
            (_, Some(level), _) => BlockKind::Heading { level },
            (_, None, Some(level)) => BlockKind::ListItem { level },
            _ => BlockKind::Paragraph,
        };
        let fill = line.para.fill.or(self.cell.and_then(|cell| cell.fill));
        let shaded = fill.is_some_and(|fill| fill != Colour::Auto && !fill.is_white());
        let cell = self.cell.map(|cell| cell.at);
        let place = Place { page: None, spot: self.spot() };
        let first = self.story.blocks.len();
        let mut blocks = line.blocks(kind, cell, shaded, &place);
        if !blocks.is_empty() && cell.is_none() && self.margin.is_none() {
            self.paragraphs += 1;
            for block in &mut blocks {
                block.place.spot = Spot::Paragraph(self.paragraphs);
            }
        }
        for mut shown in line.pictures {
            shown.picture.before = if shown.picture.before == 0 { first } else { first + blocks.len() };
            shown.picture.place = blocks.first().map_or_else(|| place.clone(), |block| block.place.clone());
            self.story.pictures.push(shown);
        }
        line.layout.block = (!blocks.is_empty()).then_some(first as u32);
        for block in blocks {
            self.push(block);
        }
        for story in line.after {
            self.story.append(story);
        }
        self.flow.push(a4::Flow::Paragraph(Box::new(line.layout)));
    }

    /// Adds a block, within the limits.
    pub(super) fn push(&mut self, block: Block) {
        self.shared.blocks += 1;
        self.shared.text += block.text.words().len();
        if self.shared.blocks > self.cx.limits.blocks || self.shared.text > self.cx.limits.text_bytes {
            self.shared.note(NoteKind::CutOff);
            return;
        }
        self.story.blocks.push(block);
    }

    /// Where the walk is.
    pub(super) fn spot(&self) -> Spot {
        match (self.margin, self.cell) {
            (Some(kind), _) => Spot::Margin(kind),
            (None, Some(cell)) => Spot::Row { table: cell.at.table + 1, row: cell.at.row + 1 },
            (None, None) => Spot::Page,
        }
    }

    /// Reads a content control that holds paragraphs or tables.
    fn block_control(&mut self, xml: &mut Xml<'_>) {
        self.controlled(xml, |walk, xml| walk.content(xml));
    }

    /// Reads a content control: its properties, then its content by `read`.
    pub(super) fn controlled(&mut self, xml: &mut Xml<'_>, mut read: impl FnMut(&mut Walk<'c>, &mut Xml<'_>)) {
        let mut props = ControlProps::default();
        loop {
            match xml.next() {
                Node::Open(tag) if tag.is(Ns::W, "sdtPr") => props = control_props(xml),
                Node::Open(tag) if tag.is(Ns::W, "sdtContent") => {
                    let first = self.story.blocks.len();
                    let field = props.piece(self.next_field());
                    let as_field = props.showing && !props.plain && props.tick.is_none();
                    if as_field || props.tick.is_some() {
                        let field = as_field.then(|| field.clone());
                        self.controls.push(OpenControl { field, tick: props.tick, is_tick: props.tick.is_some() });
                        read(self, xml);
                        self.controls.pop();
                    } else {
                        read(self, xml);
                    }
                    if !props.plain && props.tick.is_none() {
                        self.as_field(first, &props);
                    }
                }
                Node::Open(_) => xml.skip(),
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    /// A control round one paragraph is a field; round nothing, an empty field.
    fn as_field(&mut self, first: usize, props: &ControlProps) {
        let label = props.label.clone().map(Text::new);
        match self.story.blocks.get_mut(first..) {
            None | Some([]) if props.typed || props.showing => {
                let cell = self.cell.map(|cell| cell.at);
                let place = Place { page: None, spot: self.spot() };
                let kind = BlockKind::Field { kind: props.kind, filled: false };
                self.push(Block { kind, cell, label, place, ..Block::default() });
            }
            Some([block]) if matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. }) => {
                if block.text.words().is_empty() && !props.typed {
                    return;
                }
                let unset = props.unset.as_deref().is_some_and(|unset| unset.trim() == block.text.words());
                let filled = !props.showing && !unset && !block.text.words().is_empty() && !is_prompt(props.kind, block.text.words());
                block.kind = BlockKind::Field { kind: props.kind, filled };
                block.label = label;
            }
            _ => {}
        }
    }

    pub(super) fn next_field(&mut self) -> u32 {
        self.shared.fields += 1;
        self.shared.fields
    }

    /// Reads one of the alternatives of markup compatibility: the newer form, which holds all that the older one repeats.
    pub(super) fn alternatives(&mut self, xml: &mut Xml<'_>, mut read: impl FnMut(&mut Walk<'c>, &mut Xml<'_>)) {
        let mut done = false;
        loop {
            match xml.next() {
                Node::Open(tag) if !done && matches!(tag.name(), "Choice" | "Fallback") => {
                    done = true;
                    read(self, xml);
                }
                Node::Open(_) => xml.skip(),
                Node::Close | Node::End => return,
                Node::Text(_) => {}
            }
        }
    }

    /// Reads a text box that was just opened; its blocks come behind the paragraph on which it hangs.
    pub(super) fn text_box(&mut self, xml: &mut Xml<'_>) -> Story {
        let story = std::mem::take(&mut self.story);
        let flow = std::mem::take(&mut self.flow);
        let controls = std::mem::take(&mut self.controls);
        let fields = std::mem::take(&mut self.fields);
        let margin = self.margin.replace(self.margin.unwrap_or(MarginKind::TextBox));
        let backdrop = std::mem::replace(&mut self.shared.backdrop, true);
        self.content(xml);
        self.shared.backdrop = backdrop;
        self.margin = margin;
        self.fields = fields;
        self.controls = controls;
        self.flow = flow;
        std::mem::replace(&mut self.story, story)
    }

    fn end_section(&mut self, props: SectionProps) {
        if props.changed {
            self.shared.note(NoteKind::TrackedChanges);
        }
        // Only the body has sections.
        if self.margin.is_none() && self.cell.is_none() {
            let flow = std::mem::take(&mut self.flow);
            self.sections.push((props, flow));
        }
    }

    /// The kind under which text is hidden here, if it is.
    pub(super) fn hidden(&self, props: &RunProps, para_fill: Option<Colour>) -> Option<HiddenKind> {
        if self.deleted > 0 {
            return Some(HiddenKind::Deleted);
        }
        if self.hidden_row {
            return Some(HiddenKind::HiddenCells);
        }
        if props.vanish == Some(true) || props.size.is_some_and(|size| size <= 1.0) {
            return Some(HiddenKind::Invisible);
        }
        let white = props.colour.is_some_and(Colour::is_white) && !self.cx.coloured_page && !self.shared.backdrop;
        if white {
            let fill =
                [props.fill, para_fill, self.cell.and_then(|cell| cell.fill)].into_iter().flatten().find(|fill| *fill != Colour::Auto);
            if fill.is_none_or(Colour::is_white) {
                return Some(HiddenKind::Invisible);
            }
        }
        None
    }
}

/// The paragraph as the page estimator sees it.
fn layout(para: &ParaProps, style: &super::styles::Resolved, base: &RunProps, mark: &RunProps) -> a4::Paragraph {
    let mut empty = *base;
    empty.over(mark);
    a4::Paragraph {
        before: para.before.unwrap_or(0.0) + para.frame.unwrap_or(0.0) / 2.0,
        after: para.after.unwrap_or(0.0) + para.frame.unwrap_or(0.0) / 2.0,
        leading: match para.line {
            Some(LineRule::Times(times)) => a4::Leading::Times(times),
            Some(LineRule::AtLeast(points)) => a4::Leading::AtLeast(points),
            Some(LineRule::Exact(points)) => a4::Leading::Exact(points),
            None => a4::Leading::Times(1.0),
        },
        left: para.left.unwrap_or(0.0),
        right: para.right.unwrap_or(0.0),
        first: para.first.unwrap_or(0.0),
        style: style.number,
        contextual: para.contextual == Some(true),
        keep_next: para.keep_next == Some(true),
        keep_lines: para.keep_lines == Some(true),
        widows: para.widows != Some(false),
        page_break: para.page_break == Some(true),
        empty: a4::line_height(super::runs::face(&empty)),
        ..a4::Paragraph::default()
    }
}
