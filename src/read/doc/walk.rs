//! Walks over the text of a .doc, paragraph by paragraph, and puts properties, notes, fields and tables to it.

use std::collections::{HashMap, HashSet};

use super::bytes::{i16_at, size_at, u16_at};
use super::fonts::Fonts;
use super::form::{Form, State, form};
use super::lists::Lists;
use super::props::{LetterProps, ParaProps};
use super::runs::{Run, Runs};
use super::shapes::shape;
use super::stories::{Stories, Stretch};
use super::styles::Styles;
use super::text::LetterStream;
use crate::model::{BlockKind, FieldKind, MarginKind, Picture, PictureKind, Text};
use crate::read::a4;
use crate::read::flow::{Letters, Para, Step, clean};

/// Stories within stories.
const STORY_DEPTH: usize = 6;

/// Everything that is known of the document.
pub(super) struct Walk<'d> {
    pub letter_runs: Runs<'d>,
    pub para_runs: Runs<'d>,
    pub styles: Styles<'d>,
    pub fonts: Fonts,
    pub lists: Lists,
    pub stories: Stories,
    /// The paper of each section, by the position behind it.
    pub sections: HashMap<usize, a4::Section>,
    pub text: &'d LetterStream,
    pub data: &'d [u8],
    pub depth: usize,
    /// Tracked changes were met.
    pub changed: bool,
    /// Letters of one story that are read.
    pub most: usize,
    /// Spaces between paragraphs add up.
    pub sums: bool,
}

/// A field that is open.
#[derive(Default)]
struct Field {
    code: String,
    in_result: bool,
    form: Option<Form>,
    value: String,
}

impl Field {
    /// Its result is a value that somebody typed.
    fn is_text(&self) -> bool {
        matches!(self.form, Some(Form { state: State::Text(_), .. }))
    }
}

/// A story while it is walked.
#[derive(Default)]
struct Walked {
    steps: Vec<Step>,
    para: Para,
    after: Vec<Step>,
    fields: Vec<Field>,
    high: Option<u16>,
    /// The next paragraph begins a page.
    page_break: bool,
}

impl Walk<'_> {
    /// The steps of a stretch of text.
    pub(super) fn steps(&mut self, stretch: Stretch) -> Vec<Step> {
        let end = stretch.end.min(self.text.units.len()).min(stretch.start.saturating_add(self.most));
        let mut walked = Walked::default();
        let fields = self.fields(stretch.start, end);
        let mut start = stretch.start;
        while start < end {
            let units = self.text.units.get(start..end).unwrap_or_default();
            let mark = units.iter().position(|unit| matches!(unit, 0x07 | 0x0C | 0x0D)).map(|at| start + at);
            let last = mark.unwrap_or(end - 1);
            self.paragraph(start, last, mark.is_some(), &fields, &mut walked);
            start = last + 1;
        }
        walked.steps
    }

    /// The stories that no letter led to.
    pub(super) fn left_over(&mut self) -> Vec<Step> {
        let mut left: Vec<(usize, (MarginKind, Stretch))> = std::mem::take(&mut self.stories.hanging).into_iter().collect();
        left.sort_by_key(|(at, _)| *at);
        let loose = std::mem::take(&mut self.stories.loose);
        let stories = left.into_iter().map(|(_, story)| story).chain(loose);
        stories.map(|(kind, stretch)| Step::Story(kind, self.steps(stretch))).collect()
    }

    /// Where fields begin that also end within this stretch.
    fn fields(&self, start: usize, end: usize) -> HashSet<usize> {
        let mut open = Vec::new();
        let mut whole = HashSet::new();
        for (at, unit) in self.text.units.get(start..end).unwrap_or_default().iter().enumerate() {
            match unit {
                0x13 => open.push(start + at),
                0x15 => whole.extend(open.pop()),
                _ => {}
            }
        }
        whole
    }

    fn paragraph(&mut self, start: usize, last: usize, marked: bool, fields: &HashSet<usize>, walked: &mut Walked) {
        let run = self.text.offset(last).and_then(|offset| self.para_runs.at(offset));
        let style = run.and_then(|run| u16_at(run.data, 0)).map_or(0, usize::from);
        let (mut props, base) = self.styles.paragraph(style);
        if let Some(modifiers) = run.and_then(|run| run.data.get(2..)) {
            // A list's indents come before those set by hand.
            let mut own = props.clone();
            own.apply(modifiers, self.data);
            if own.list > 0 && own.list < 0x7FF {
                props.apply(self.lists.paragraph(own.list, own.list_level), &[]);
            }
            props.apply(modifiers, self.data);
        }
        let look = self.text.offset(last).and_then(|offset| self.letter_runs.at(offset)).map_or(base, |run| {
            let mut look = base;
            look.apply(run.data, &base, &self.styles);
            look
        });
        walked.para.mark = Letters { family: self.fonts.family(look.font), ..look.letters };
        let mut letters: Option<(Run<'_>, LetterProps)> = None;
        let stop = if marked { last } else { last + 1 };
        for at in start..stop {
            let offset = self.text.offset(at);
            let known = letters.filter(|(run, _)| offset.is_some_and(|offset| (run.start..run.end).contains(&offset)));
            let look = match known {
                Some((_, look)) => look,
                None => {
                    let mut look = base;
                    let run = offset.and_then(|offset| self.letter_runs.at(offset));
                    if let Some(run) = run {
                        look.apply(run.data, &base, &self.styles);
                    }
                    look.letters.family = self.fonts.family(look.font);
                    look.letters.symbol = self.fonts.symbol_font(look.font);
                    letters = run.map(|run| (run, look));
                    look
                }
            };
            let unit = self.text.units.get(at).copied().unwrap_or(0);
            self.letter(at, unit, &look, fields, walked);
        }
        let mark = self.text.units.get(last).copied().filter(|_| marked);
        let section = self.sections.get(&(last + 1)).cloned();
        if mark == Some(0x0C) && section.is_none() && walked.para.is_empty() && walked.after.is_empty() {
            // A page break that begins a line stands before it.
            walked.page_break = true;
            return;
        }
        self.end_paragraph(mark, &props, walked);
        walked.page_break |= mark == Some(0x0C) && section.is_none();
        if let Some(section) = section.filter(|_| self.depth == 0) {
            walked.steps.push(Step::Section(Box::new(section)));
        }
    }

    fn end_paragraph(&mut self, mark: Option<u16>, props: &ParaProps, walked: &mut Walked) {
        // A field's result may hold paragraphs of its own: a form field's value is one.
        if let Some(field) = walked.fields.last_mut()
            && field.is_text()
            && field.in_result
            && mark == Some(0x0D)
        {
            field.value.push('\n');
            return;
        }
        if walked.fields.iter().any(|field| !field.in_result) && mark == Some(0x0D) && walked.para.is_empty() {
            return;
        }
        let depth = if mark == Some(0x07) { props.tables().max(1) } else { props.tables() };
        let row_end = (mark == Some(0x07) && props.row_end) || (mark == Some(0x0D) && props.inner_row_end);
        if row_end {
            walked.steps.append(&mut walked.after);
            walked.para = Para::default();
            walked.steps.push(Step::EndRow(depth, props.row.clone()));
            return;
        }
        let mut para = std::mem::take(&mut walked.para);
        let listed = props.list > 0 && props.list < 0x7FF;
        para.kind = match props.level() {
            Some(level) => BlockKind::Heading { level },
            None if listed => BlockKind::ListItem { level: props.list_level },
            None => BlockKind::Paragraph,
        };
        para.shaded = props.shaded;
        para.layout = props.layout.clone();
        para.layout.page_break |= std::mem::take(&mut walked.page_break);
        para.layout.sums = self.sums;
        if listed && !para.is_empty() {
            para.number = self.lists.mark(props.list, props.list_level);
        }
        walked.steps.push(Step::Para(depth, para));
        walked.steps.append(&mut walked.after);
        if mark == Some(0x07) || (mark == Some(0x0D) && props.inner_cell) {
            walked.steps.push(Step::EndCell(depth));
        }
    }

    fn letter(&mut self, at: usize, unit: u16, look: &LetterProps, fields: &HashSet<usize>, walked: &mut Walked) {
        self.changed |= look.inserted;
        match unit {
            0x13 if fields.contains(&at) => walked.fields.push(Field::default()),
            0x14 => {
                if let Some(field) = walked.fields.last_mut() {
                    field.in_result = true;
                }
            }
            0x15 => {
                if let Some(field) = walked.fields.pop() {
                    end_field(field, look, walked);
                }
            }
            0x01 if look.is_data => {
                if let Some(field) = walked.fields.last_mut() {
                    field.form = look.data_at.and_then(|at| form(self.data, at));
                }
            }
            0x01 | 0x08 if self.hang(at, walked) => {}
            0x01 => self.picture(look, walked),
            0x08 => self.shape(at, look, walked),
            0x02 | 0x05 => {
                self.hang(at, walked);
            }
            0x0B => add('\n', look, walked),
            0x1E => add('-', look, walked),
            0x28 if look.symbol.is_some() => {
                if let Some((font, code)) = look.symbol {
                    let shown = self.fonts.symbol_font(font).and_then(|font| font.show(u32::from(code)));
                    if let Some(letter) = shown {
                        let plain = LetterProps { letters: Letters { symbol: None, ..look.letters }, ..*look };
                        add(letter, &plain, walked);
                    }
                }
            }
            0xD800..=0xDBFF => walked.high = Some(unit),
            0xDC00..=0xDFFF => {
                if let Some(high) = walked.high.take()
                    && let Some(Ok(letter)) = char::decode_utf16([high, unit]).next()
                {
                    add(letter, look, walked);
                }
            }
            _ => {
                if let Some(letter) = char::from_u32(u32::from(unit)).and_then(clean) {
                    add(letter, look, walked);
                }
            }
        }
    }

    /// Puts the story that hangs at this letter behind the paragraph; false when there is none.
    fn hang(&mut self, at: usize, walked: &mut Walked) -> bool {
        let Some((kind, stretch)) = self.stories.hanging.remove(&at) else { return false };
        if self.depth >= STORY_DEPTH {
            return false;
        }
        self.depth += 1;
        let steps = self.steps(stretch);
        self.depth -= 1;
        walked.after.push(Step::Story(kind, steps));
        true
    }

    /// A floating picture or drawing, or letters drawn as art.
    fn shape(&self, at: usize, look: &LetterProps, walked: &mut Walked) {
        let Some((shape, width, height)) = self.stories.shapes.get(&at) else { return };
        if let Some(art) = &shape.art {
            let mut para = Para::default();
            art.chars().for_each(|letter| para.add_char(letter, Letters { symbol: None, ..look.letters }));
            walked.after.push(Step::Story(MarginKind::TextBox, vec![Step::Para(0, para)]));
        } else if let Some(kind) = shape.picture {
            let alt = shape.alt.as_ref().map(Text::new);
            walked.steps.push(Step::Picture(Picture { kind, alt, width: *width, height: *height, ..Picture::default() }));
        }
    }

    /// A picture within the line; its size lies in the stream `Data` ([MS-DOC] 2.9.192).
    fn picture(&self, look: &LetterProps, walked: &mut Walked) {
        let Some(at) = look.data_at else { return };
        let size = |goal: usize, scale: usize| {
            let goal = f32::from(i16_at(self.data, at + goal).unwrap_or(0).max(0));
            goal * f32::from(u16_at(self.data, at + scale).unwrap_or(1000)) / 20_000.0
        };
        let chart = walked.fields.iter().any(|field| field.code.contains("EMBED") && field.code.contains("Chart"));
        let kind = if chart { PictureKind::Chart } else { PictureKind::Image };
        let drawn = size_at(self.data, at)
            .zip(u16_at(self.data, at + 4))
            .and_then(|(length, head)| shape(self.data.get(at + usize::from(head)..at.checked_add(length)?)?));
        let alt = drawn.and_then(|shape| shape.alt).map(Text::new);
        let (width, height) = (size(28, 32), size(30, 34));
        if look.letters.hidden.is_none() {
            walked.para.object(width, height);
        }
        walked.steps.push(Step::Picture(Picture { kind, alt, width, height, ..Picture::default() }));
    }
}

/// A letter into the text, a field's code or a form field's value.
fn add(letter: char, look: &LetterProps, walked: &mut Walked) {
    if let Some(field) = walked.fields.iter_mut().find(|field| !field.in_result) {
        if field.code.len() < 4096 {
            field.code.push(letter);
        }
        return;
    }
    if let Some(field) = walked.fields.last_mut()
        && field.is_text()
    {
        field.value.push(letter);
        return;
    }
    if look.capitals {
        for upper in letter.to_uppercase() {
            walked.para.add_char(upper, look.letters);
        }
    } else {
        walked.para.add_char(letter, look.letters);
    }
}

fn end_field(field: Field, look: &LetterProps, walked: &mut Walked) {
    // Within the code of another field nothing is shown.
    if walked.fields.iter().any(|field| !field.in_result) {
        return;
    }
    let letters = look.letters;
    let Some(form) = field.form else { return };
    match form.state {
        State::Text(untouched) => {
            let value = field.value.trim();
            let filled = value.chars().any(char::is_alphanumeric) && value != untouched.trim();
            walked.para.field(value, (FieldKind::Text, filled), Some(form.label), letters);
        }
        State::Box(on) => walked.para.add(if on { "☒" } else { "☐" }, letters),
        State::Choice(choice, chosen) => {
            let filled = chosen && choice.chars().any(char::is_alphanumeric);
            walked.para.field(choice.trim(), (FieldKind::Choice, filled), Some(form.label), letters);
        }
    }
}
