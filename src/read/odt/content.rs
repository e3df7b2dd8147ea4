//! The elements of `content.xml` and `styles.xml`, as they open and close.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::forms::Forms;
use super::lists::Lists;
use super::story::Story;
use super::styles::{Styles, hides};
use super::xml::{attr, count, points};
use crate::model::{BlockKind, FieldKind, HiddenKind, MarginKind, NoteKind, Picture, PictureKind, Text};
use crate::read::flow::{Letters, Step, is_shown};

/// What the end of an element ends.
#[derive(Debug)]
pub(super) enum Frame {
    Nothing,
    /// Everything within is left out.
    Skip,
    Paragraph(Letters),
    Letters(Letters),
    Story,
    Running,
    Table,
    HeaderRows,
    Row,
    Cell,
    Covered,
    List,
    Deleted,
    Picture,
    Alt,
    /// A field whose text is its value.
    Field(FieldKind, bool, Option<String>),
    /// A form field of Word in one piece.
    Mark,
}

/// Everything that is read of a document.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) styles: Styles,
    pub(super) lists: Lists,
    pub(super) forms: Forms,
    pub(super) stories: Vec<Story>,
    pub(super) letters: Letters,
    frames: Vec<Frame>,
    skip: usize,
    /// Within `text:tracked-changes`.
    changes: bool,
    change: Option<String>,
    deleted: HashMap<String, String>,
    pub(super) pictures: Vec<Picture>,
    /// Value of the field being read.
    pub(super) value: Option<String>,
    /// Form field marks: kind and parameters.
    pub(super) mark: super::inline::Mark,
    charts: Vec<String>,
    /// Spaces between paragraphs add up.
    pub(super) sums: bool,
    /// The kind of page of the present text.
    page: Option<String>,
    /// Page breaks that the program that saved the file saw.
    pub(super) soft_breaks: u32,
    /// Headers and footers.
    pub(super) running: Vec<(MarginKind, Vec<Step>)>,
    pub(super) notes: Vec<NoteKind>,
}

impl Content {
    /// Nothing read yet; the manifest tells which objects are charts.
    pub(super) fn new(manifest: &str) -> Content {
        let entries = manifest.split("<manifest:file-entry").filter(|entry| entry.contains("opendocument.chart"));
        let charts = entries.filter_map(|entry| {
            let (_, path) = entry.split_once("full-path=\"")?;
            Some(path.split_once('"')?.0.trim_end_matches('/').to_owned())
        });
        Content { charts: charts.collect(), stories: vec![Story::new(None)], ..Content::default() }
    }

    /// An element deeper than the limit: left out.
    pub(super) fn too_deep(&mut self) {
        self.note(NoteKind::CutOff);
    }

    pub(super) fn note(&mut self, kind: NoteKind) {
        if !self.notes.contains(&kind) {
            self.notes.push(kind);
        }
    }

    /// The steps of the running text.
    pub(super) fn finish(&mut self) -> Vec<Step> {
        while !self.frames.is_empty() {
            self.end("");
        }
        let Some(mut body) = self.stories.pop() else { return Vec::new() };
        if !body.para.is_empty() || !body.after.is_empty() {
            body.end_paragraph();
        }
        body.steps.push(Step::Section(Box::new(self.styles.section(self.page.as_deref()))));
        body.steps
    }

    pub(super) fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name();
        let name = name.0;
        self.styles.start(name, tag);
        self.forms.start(name, tag);
        let frame = if self.skip > 0 {
            Frame::Nothing
        } else if self.changes {
            self.start_change(name, tag)
        } else {
            self.start_text(name, tag)
        };
        if self.skip > 0 || matches!(frame, Frame::Skip) {
            self.skip += 1;
            return;
        }
        self.frames.push(frame);
    }

    pub(super) fn end(&mut self, name: &str) {
        self.styles.end(name);
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        match frame {
            Frame::Nothing | Frame::Skip => {}
            Frame::Paragraph(outer) => {
                self.letters = outer;
                self.end_paragraph();
            }
            Frame::Letters(outer) => self.letters = outer,
            Frame::Story => self.end_story(),
            Frame::Running => {
                if let Some(mut story) = self.stories.pop_if(|story| story.kind.is_some()) {
                    if !story.para.is_empty() {
                        story.end_paragraph();
                    }
                    if let Some(kind) = story.kind {
                        self.running.push((kind, story.steps));
                    }
                }
            }
            Frame::Table => self.story(Story::end_table),
            Frame::HeaderRows => self.story(|story| story.header_rows(false)),
            Frame::Row => self.story(Story::end_row),
            Frame::Cell => self.story(|story| story.end_cell(false)),
            Frame::Covered => self.story(|story| story.end_cell(true)),
            Frame::List => self.lists.end(),
            Frame::Mark => self.end_mark(),
            Frame::Deleted => {
                self.changes = false;
                self.change = None;
            }
            Frame::Picture => {
                if let Some(picture) = self.pictures.pop()
                    && picture.width >= 0.0
                {
                    self.story(|story| story.steps.push(Step::Picture(picture)));
                }
            }
            Frame::Alt => {
                let alt = self.value.take().unwrap_or_default();
                if let Some(picture) = self.pictures.last_mut()
                    && !alt.trim().is_empty()
                {
                    picture.alt = Some(Text::new(alt.trim()));
                }
            }
            Frame::Field(kind, filled, label) => {
                let value = self.value.take().unwrap_or_default();
                let letters = self.letters;
                let filled = filled && value.chars().any(|letter| letter.is_alphanumeric());
                self.story(|story| {
                    story.para.field(value.trim(), (kind, filled), label, letters);
                    story.blank = false;
                });
            }
        }
    }

    pub(super) fn story(&mut self, act: impl FnOnce(&mut Story)) {
        if let Some(story) = self.stories.last_mut() {
            act(story);
        }
    }

    fn begin_story(&mut self, kind: MarginKind) -> Frame {
        self.stories.push(Story::new(Some(kind)));
        Frame::Story
    }

    fn end_story(&mut self) {
        let Some(mut story) = self.stories.pop_if(|story| story.kind.is_some()) else { return };
        if !story.para.is_empty() || !story.after.is_empty() {
            story.end_paragraph();
        }
        let Some(kind) = story.kind else { return };
        if story.steps.is_empty() {
            return;
        }
        let step = Step::Story(kind, story.steps);
        self.story(|outer| if outer.open > 0 { outer.after.push(step) } else { outer.steps.push(step) });
    }

    /// Within the list of tracked changes: only deleted text is kept, by the change's id.
    fn start_change(&mut self, name: &str, tag: &BytesStart<'_>) -> Frame {
        match name {
            "text:changed-region" => self.change = attr(tag, "text:id").or_else(|| attr(tag, "xml:id")),
            "text:insertion" | "text:format-change" | "office:change-info" => return Frame::Skip,
            "text:p" | "text:h" => {
                if let Some(text) = self.change.as_ref().and_then(|change| self.deleted.get_mut(change))
                    && !text.is_empty()
                {
                    text.push(' ');
                }
            }
            _ => {}
        }
        Frame::Nothing
    }

    fn start_text(&mut self, name: &str, tag: &BytesStart<'_>) -> Frame {
        match name {
            "text:h" | "text:p" => self.begin_paragraph(name == "text:h", tag),
            "text:list" => {
                self.lists.begin(tag);
                Frame::List
            }
            "text:list-item" | "text:list-header" => {
                self.lists.item(name == "text:list-header", tag);
                Frame::Nothing
            }
            "table:table" | "table:sub-table" => {
                self.story(Story::begin_table);
                Frame::Table
            }
            "table:table-header-rows" => {
                self.story(|story| story.header_rows(true));
                Frame::HeaderRows
            }
            "table:table-column" => {
                let width = attr(tag, "table:style-name").and_then(|style| self.styles.size("table-column", &style).size);
                let columns = count(tag, "table:number-columns-repeated", 512);
                self.story(|story| story.columns(width.unwrap_or(0.0), columns));
                Frame::Nothing
            }
            "table:table-row" => {
                let measure = attr(tag, "table:style-name").map(|style| self.styles.size("table-row", &style)).unwrap_or_default();
                self.story(|story| story.begin_row(measure));
                Frame::Row
            }
            "table:table-cell" => {
                let style = attr(tag, "table:style-name").unwrap_or_default();
                let (shaded, measure) = (self.styles.shaded("table-cell", &style), self.styles.size("table-cell", &style));
                let columns = count(tag, "table:number-columns-spanned", 512);
                let rows = count(tag, "table:number-rows-spanned", 100_000);
                self.story(|story| story.begin_cell(columns, rows, shaded, measure));
                Frame::Cell
            }
            "table:covered-table-cell" => {
                self.story(Story::begin_covered);
                Frame::Covered
            }
            "text:tracked-changes" => {
                self.changes = true;
                self.note(NoteKind::TrackedChanges);
                Frame::Deleted
            }
            "text:change" => {
                let text = attr(tag, "text:change-id").and_then(|id| self.deleted.remove(&id));
                let letters = Letters { hidden: Some(HiddenKind::Deleted), ..self.letters };
                self.story(|story| story.para.add(&text.unwrap_or_default(), letters));
                Frame::Nothing
            }
            "text:section" | "text:hidden-paragraph" | "text:hidden-text" => {
                let outer = self.letters;
                if hides(tag) {
                    self.letters.hidden = Some(HiddenKind::Invisible);
                }
                if name == "text:hidden-text" {
                    let (value, letters) = (attr(tag, "text:string-value").unwrap_or_default(), self.letters);
                    self.story(|story| story.para.add(&value, letters));
                    self.letters = outer;
                    return Frame::Skip;
                }
                Frame::Letters(outer)
            }
            "text:note-body" => self.begin_story(MarginKind::Footnote),
            "office:annotation" => self.begin_story(MarginKind::Comment),
            "draw:text-box" => {
                // A frame of text is no picture.
                if let Some(picture) = self.pictures.last_mut() {
                    picture.width = -1.0;
                }
                self.begin_story(MarginKind::TextBox)
            }
            "draw:custom-shape" | "draw:rect" | "draw:ellipse" | "draw:polygon" | "draw:path" | "draw:caption" | "draw:line"
            | "draw:connector" => self.begin_story(MarginKind::TextBox),
            "draw:frame" | "draw:g" => {
                let length = |name| attr(tag, name).as_deref().and_then(points).unwrap_or(0.0);
                let kind = if name == "draw:g" { PictureKind::Drawing } else { PictureKind::Image };
                let (width, height) = (length("svg:width"), length("svg:height"));
                let style = attr(tag, "draw:style-name").unwrap_or_default();
                match attr(tag, "text:anchor-type").as_deref() {
                    Some("as-char") if self.pictures.is_empty() => self.story(|story| story.para.object(width, height)),
                    // No text beside it: a line of its own.
                    Some("paragraph" | "char") if self.pictures.is_empty() && self.styles.stands_alone(&style) => {
                        self.story(|story| story.para.object(width.max(10_000.0), height));
                    }
                    _ => {}
                }
                // A frame holds a picture only when it says so within.
                let width = if name == "draw:frame" { -1.0 - width } else { width };
                self.pictures.push(Picture { kind, width, height, ..Picture::default() });
                Frame::Picture
            }
            "draw:image" | "draw:object" | "draw:object-ole" => {
                self.picture(name, tag);
                if name == "draw:image" { Frame::Nothing } else { Frame::Skip }
            }
            "svg:title" | "svg:desc" => {
                self.value = Some(String::new());
                Frame::Alt
            }
            "style:header" | "style:header-left" | "style:header-first" | "style:footer" | "style:footer-left" | "style:footer-first" => {
                if attr(tag, "style:display").is_some_and(|display| display == "false") {
                    return Frame::Skip;
                }
                let kind = if name.starts_with("style:header") { MarginKind::Header } else { MarginKind::Footer };
                self.stories.push(Story::new(Some(kind)));
                Frame::Running
            }
            "dc:creator"
            | "dc:date"
            | "meta:date-string"
            | "meta:creator-initials"
            | "loext:sender-initials"
            | "text:note-citation"
            | "office:binary-data"
            | "math:math"
            | "text:ruby-text"
            | "office:scripts"
            | "office:forms"
            | "text:script"
            | "text:sequence-decls"
            | "text:variable-decls"
            | "text:user-field-decls"
            | "text:index-title-template"
            | "text:table-of-content-source"
            | "text:alphabetical-index-source"
            | "text:user-index-source"
            | "text:bibliography-source"
            | "text:illustration-index-source"
            | "text:notes-configuration" => Frame::Skip,
            _ => self.start_inline(name, tag),
        }
    }

    fn begin_paragraph(&mut self, heading: bool, tag: &BytesStart<'_>) -> Frame {
        let outer = self.letters;
        let style = attr(tag, "text:style-name").unwrap_or_default();
        self.letters = self.styles.paragraph_letters(&style);
        self.letters.hidden = self.letters.hidden.or(outer.hidden);
        let level = if heading {
            let level = attr(tag, "text:outline-level").and_then(|level| level.parse::<u8>().ok()).unwrap_or(1);
            Some(level.clamp(1, 9))
        } else {
            self.styles.heading(&style)
        };
        let listed = self.lists.level();
        let styles = &self.styles;
        let mut mark = self.lists.mark(styles.list_of(&style), |name| styles.list(name));
        if listed.is_none()
            && heading
            && attr(tag, "text:is-list-header").is_none_or(|value| value != "true")
            && let Some(level) = level
        {
            // A style that names an empty list is not numbered.
            mark = match styles.list_name(&style) {
                Some("") => None,
                name => self.lists.chapter(level, styles.list(name.unwrap_or_default())),
            };
        }
        let shaded = styles.shaded("paragraph", &style);
        let mut layout = styles.paragraph_layout(&style);
        layout.sums = self.sums;
        if let Some(depth) = listed
            && let Some(list) = self.lists.style().or(styles.list_of(&style)).and_then(|name| styles.list(name))
            && let Some(mark) = list.level(usize::from(depth))
        {
            layout.left = mark.left.unwrap_or(layout.left);
            layout.first = mark.first.unwrap_or(layout.first);
        }
        let ends = styles.page_of(&style).map(|page| (styles.section(self.page.as_deref()), page.to_owned()));
        if let [body] = self.stories.as_mut_slice()
            && body.open == 0
            && body.depth() == 0
            && let Some((section, page)) = ends
        {
            // A new kind of page: what came before it stood on the old one.
            if !body.steps.is_empty() {
                body.steps.push(Step::Section(Box::new(section)));
            }
            self.page = Some(page);
        }
        let base = self.letters;
        let kind = match (level, listed) {
            (Some(level), _) => BlockKind::Heading { level },
            (None, Some(level)) => BlockKind::ListItem { level: level.min(8) },
            (None, None) => BlockKind::Paragraph,
        };
        self.story(|story| {
            if story.open == 0 {
                story.para.kind = kind;
                story.para.shaded = shaded;
                story.para.layout = layout;
                story.para.mark = base;
                story.para.number = mark.map(|mark| mark.trim().to_owned()).filter(|mark| is_shown(mark));
            }
            story.open += 1;
        });
        Frame::Paragraph(outer)
    }

    fn end_paragraph(&mut self) {
        self.story(|story| {
            story.open = story.open.saturating_sub(1);
            if story.open == 0 {
                story.end_paragraph();
            }
        });
    }

    fn picture(&mut self, name: &str, tag: &BytesStart<'_>) {
        let target = attr(tag, "xlink:href").unwrap_or_default();
        if name == "draw:image" && (target.contains("://") || target.starts_with("\\\\")) {
            self.note(NoteKind::ExternalLink);
        }
        if name == "draw:object-ole" {
            self.note(NoteKind::EmbeddedFile);
        }
        let chart = self.charts.iter().any(|chart| target.trim_start_matches("./") == chart);
        if let Some(picture) = self.pictures.last_mut() {
            if picture.width < 0.0 {
                picture.width = -1.0 - picture.width;
            }
            if chart {
                picture.kind = PictureKind::Chart;
            }
        }
    }

    /// Text of a paragraph, with the blanks of XML.
    pub(super) fn text(&mut self, text: &str) {
        if self.skip > 0 {
            return;
        }
        if self.changes {
            if let Some(change) = &self.change {
                self.deleted.entry(change.clone()).or_default().push_str(text.trim_matches(['\n', '\r']));
            }
            return;
        }
        if let Some(value) = &mut self.value {
            value.push_str(text);
            return;
        }
        let letters = self.letters;
        let Some(story) = self.stories.last_mut().filter(|story| story.open > 0) else { return };
        for letter in text.chars() {
            let blank = matches!(letter, ' ' | '\n' | '\t' | '\r');
            if !(blank && story.blank) {
                story.para.add_char(if blank { ' ' } else { letter }, letters);
            }
            story.blank = blank;
        }
    }
}
