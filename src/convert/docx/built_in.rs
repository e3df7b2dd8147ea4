//! The built-in format as a template: a Word form with content controls, tagged by part, made from the format's data.
//!
//! Two kinds of tags steer the filling and are gone afterwards: `als:x|-y|!z` round what shows only where x has text, or
//! y has none, or nothing in the old document belongs to z; `rij:afspraken.ouders` round a row that is repeated for each agreement.

use super::base::{TEXT_WIDTH, document};
use super::part::{TableLook, cell, checkbox, control, paragraph, row, run, styled, table};
use crate::convert::ConvertError;
use crate::map::SchoolType;
use crate::rules::format::{Field, RubriekForm, Shape, Target};

/// What the form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be filled with the text of an old document: short prompts where it has nothing.
    Fill,
    /// To be filled by people: each field asks what the checklist looks for.
    Blank,
}

/// The built-in form for a school type; unknown: with all conditional fields.
pub(super) fn template(target: &Target, school: Option<SchoolType>, purpose: Purpose) -> Result<Vec<u8>, ConvertError> {
    let mut form = Form { target, school, purpose, id: 1000 };
    let mut blocks = styled("Title", &target.title);
    if purpose == Purpose::Blank {
        blocks.push_str(&styled("Toelichting", &target.about));
    }
    for rubriek in &target.rubrieken {
        blocks.push_str(&form.rubriek(rubriek));
    }
    document(&target.title, &blocks)
}

const LABEL_WIDTH: u32 = 2400;
/// A label is not torn over two pages, and neither is its row then.
const WHOLE: &str = "<w:keepLines/>";

struct Form<'a> {
    target: &'a Target,
    school: Option<SchoolType>,
    purpose: Purpose,
    id: u32,
}

impl Form<'_> {
    fn rubriek(&mut self, rubriek: &RubriekForm) -> String {
        let body = match rubriek.shape {
            Shape::Block => self.block(rubriek),
            Shape::Rows => self.rows(rubriek),
            Shape::SideBySide => self.side_by_side(rubriek),
            Shape::Agreements => self.agreements(rubriek),
        };
        let mut title = if rubriek.title.is_empty() { String::new() } else { styled("Heading1", &rubriek.title) };
        let placed = rubriek.fields.iter().any(|field| field.prompt.is_some());
        if !rubriek.about.is_empty() && (self.purpose == Purpose::Blank || !placed) {
            title.push_str(&styled("Toelichting", &rubriek.about));
        }
        let whole = format!("{title}{body}");
        // A rubriek of which no field asks anything shows only where there is text for it.
        if rubriek.fields.iter().any(|field| self.prompt(field).is_some()) {
            return whole;
        }
        let tags: Vec<&str> = rubriek.fields.iter().map(|field| field.tag.as_str()).collect();
        self.when(&tags, &whole)
    }

    /// What an empty field shows; `None` for a field that shows only where there is text.
    fn prompt<'f>(&self, field: &'f Field) -> Option<&'f str> {
        let question = field.question.as_deref().or(field.prompt.as_deref());
        match self.purpose {
            Purpose::Blank => question.filter(|_| field.prompt.is_some() || field.blank_only),
            Purpose::Fill => field.prompt.as_deref(),
        }
    }

    fn block(&mut self, rubriek: &RubriekForm) -> String {
        rubriek.fields.iter().map(|field| self.field(field)).collect()
    }

    /// Label beside field, a row each.
    fn rows(&mut self, rubriek: &RubriekForm) -> String {
        let consent = rubriek.name == "8";
        let mut rows = String::new();
        if let [left, right] = rubriek.columns.as_slice() {
            rows.push_str(&self.header(&[(left, LABEL_WIDTH), (right, TEXT_WIDTH - LABEL_WIDTH)]));
        }
        let (old, fields): (Vec<&Field>, Vec<&Field>) =
            rubriek.fields.iter().partition(|f| consent && matches!(f.tag.as_str(), "advies_commissie" | "instemming"));
        for field in fields {
            let line = self.row(&field.label, field);
            // What does not apply to this type of school shows only where the old document has text for it.
            if self.prompt(field).is_some() && field.applies(self.school.map(SchoolType::id)) {
                rows.push_str(&self.when(&[&field.tag, &format!("!{}", field.tag)], &line));
            } else {
                rows.push_str(&self.when(&[&field.tag], &line));
            }
        }
        let look = TableLook { widths: &[LABEL_WIDTH, TEXT_WIDTH - LABEL_WIDTH], lines: true, caption: &rubriek.title };
        let mut out = table(&look, &rows);
        if consent {
            out.push_str(&self.old_version(&old));
            out.push_str(&self.consent());
        }
        out
    }

    fn row(&mut self, label: &str, field: &Field) -> String {
        let content = self.field(field);
        let cells =
            cell(LABEL_WIDTH, 1, true, &paragraph(WHOLE, &run(label, "<w:b/>"))) + &cell(TEXT_WIDTH - LABEL_WIDTH, 1, false, &content);
        // A row that holds one line is not torn over two pages.
        let short = ["data", "overleg", "contactpersonen"].iter().any(|part| field.tag.starts_with(part));
        row(false, short, &cells)
    }

    fn header(&self, columns: &[(&str, u32)]) -> String {
        let cells: String =
            columns.iter().map(|(title, width)| cell(*width, 1, true, &paragraph("<w:keepNext/>", &run(title, "<w:b/>")))).collect();
        row(true, true, &cells)
    }

    /// Domain, promoting, impeding. Fields come in pairs.
    fn side_by_side(&mut self, rubriek: &RubriekForm) -> String {
        let label = 1500;
        let half = (TEXT_WIDTH - label) / 2;
        let columns: Vec<&str> = rubriek.columns.iter().map(String::as_str).collect();
        let mut rows = match columns.as_slice() {
            [left, right] => self.header(&[("", label), (left, half), (right, half)]),
            _ => String::new(),
        };
        for pair in rubriek.fields.chunks(2) {
            let [left, right] = pair else { continue };
            let cells = cell(label, 1, true, &paragraph(WHOLE, &run(&left.label, "<w:b/>")))
                + &cell(half, 1, false, &self.field(left))
                + &cell(half, 1, false, &self.field(right));
            let line = row(false, false, &cells);
            if self.prompt(left).is_some() {
                rows.push_str(&line);
            } else {
                rows.push_str(&self.when(&[&left.tag, &right.tag], &line));
            }
        }
        table(&TableLook { widths: &[label, half, half], lines: true, caption: &rubriek.title }, &rows)
    }

    /// Agreements beside how success is known, by who they are for; below them what has no second column.
    fn agreements(&mut self, rubriek: &RubriekForm) -> String {
        let label = 1500;
        let what = (TEXT_WIDTH - label) * 6 / 10;
        let success = TEXT_WIDTH - label - what;
        let mut rows = match rubriek.columns.as_slice() {
            [left, right] => self.header(&[("", label), (left, what), (right, success)]),
            _ => String::new(),
        };
        let mut below = String::new();
        let mut beside = rubriek.fields.iter().peekable();
        while let Some(field) = beside.next() {
            let pair =
                beside.next_if(|next| next.tag.strip_prefix("evaluatie.").is_some_and(|side| field.tag == format!("afspraken.{side}")));
            match pair {
                Some(second) => {
                    let cells = cell(label, 1, true, &paragraph(WHOLE, &run(&field.label, "<w:b/>")))
                        + &cell(what, 1, false, &self.field(field))
                        + &cell(success, 1, false, &self.field(second));
                    let line = row(false, false, &cells);
                    self.id += 1;
                    rows.push_str(&control(&field.label, &format!("rij:{}", field.tag), self.id, "", &line));
                }
                None => {
                    let block = styled("Heading2", &field.label) + &self.field(field);
                    if self.prompt(field).is_some() && field.applies(self.school.map(SchoolType::id)) {
                        below.push_str(&block);
                    } else {
                        below.push_str(&self.when(&[&field.tag], &block));
                    }
                }
            }
        }
        let look = TableLook { widths: &[label, what, success], lines: true, caption: &rubriek.title };
        // A table of the old document may hold all agreements: then ours has nothing to ask.
        let tags: Vec<&str> = rubriek.fields.iter().map(|field| field.tag.as_str()).collect();
        let own: Vec<&str> = tags.iter().copied().filter(|tag| tag.starts_with("afspraken.")).chain(["-afspraken"]).collect();
        self.when(&own, &table(&look, &rows)) + &below
    }

    /// A content control that holds the field's prompt.
    fn field(&mut self, field: &Field) -> String {
        self.id += 1;
        let prompt = self.prompt(field).unwrap_or_default();
        placeholder(&field.label, &field.tag, self.id, "", prompt)
    }

    fn when(&mut self, tags: &[&str], content: &str) -> String {
        self.id += 1;
        control("Alleen waar er tekst voor is", &format!("als:{}", tags.join("|")), self.id, "", content)
    }

    /// What the parents, the school and the commission said of the old document.
    fn old_version(&mut self, fields: &[&Field]) -> String {
        let words = &self.target.consent;
        let mut out = styled("Heading2", &words.old_title) + &styled("Toelichting", &words.old_about);
        for field in fields {
            let content = self.field(field);
            out.push_str(&self.when(&[&field.tag], &content));
        }
        let tags: Vec<&str> = fields.iter().map(|field| field.tag.as_str()).collect();
        self.when(&tags, &out)
    }

    /// A new, empty block for consent, adoption and advice.
    fn consent(&mut self) -> String {
        let words = &self.target.consent;
        let label = 4300;
        let field = TEXT_WIDTH - label;
        let mut rows = String::new();
        let mut line = |id: &mut u32, title: &str, tag: &str, kind: &Line| {
            *id += 2;
            let tag = format!("nieuw.{tag}");
            let content = match kind {
                Line::Date => placeholder(title, &tag, *id, DATE, "Vul aan: datum."),
                Line::Text => placeholder(title, &tag, *id, "", &words.prompt),
                Line::Tick => {
                    let yes = checkbox(&format!("{title}: ja"), &format!("{tag}.ja"), *id, false);
                    let no = checkbox(&format!("{title}: nee"), &format!("{tag}.nee"), *id + 1, false);
                    paragraph("", &format!("{yes}{}{no}{}", run(" ja    ", ""), run(" nee, omdat: ", "")))
                }
                Line::Signature => paragraph("<w:spacing w:before=\"240\" w:after=\"240\"/>", ""),
            };
            let cells = cell(label, 1, true, &paragraph(WHOLE, &run(title, "<w:b/>"))) + &cell(field, 1, false, &content);
            rows.push_str(&row(false, true, &cells));
        };
        let mut id = self.id;
        line(&mut id, &words.discussed, "besproken", &Line::Date);
        line(&mut id, &words.parents, "instemming_ouders", &Line::Tick);
        line(&mut id, &words.name, "naam_ouders", &Line::Text);
        line(&mut id, &words.signature, "handtekening_ouders", &Line::Signature);
        line(&mut id, &words.date, "datum_ouders", &Line::Date);
        use SchoolType::{Pro, So, Vo, Vso};
        if self.school.is_none_or(|s| matches!(s, Vso | Vo | Pro)) {
            line(&mut id, &words.pupil, "instemming_leerling", &Line::Tick);
            line(&mut id, &words.signature, "handtekening_leerling", &Line::Signature);
        }
        if self.school.is_none_or(|s| matches!(s, So | Vso)) {
            line(&mut id, &words.committee, "advies_commissie", &Line::Date);
        }
        line(&mut id, &words.adopted, "vaststelling", &Line::Date);
        self.id = id + 2;
        let look = TableLook { widths: &[label, field], lines: true, caption: &words.title };
        styled("Heading2", &words.title) + &table(&look, &rows)
    }
}

enum Line {
    Date,
    Text,
    Tick,
    Signature,
}

const DATE: &str = "<w:date><w:dateFormat w:val=\"d-M-yyyy\"/><w:lid w:val=\"nl-NL\"/>\
<w:storeMappedDataAs w:val=\"dateTime\"/><w:calendar w:val=\"gregorian\"/></w:date>";

fn placeholder(alias: &str, tag: &str, id: u32, kind: &str, prompt: &str) -> String {
    let runs = run(prompt, "<w:rStyle w:val=\"PlaceholderText\"/>");
    paragraph("", &control(alias, tag, id, &format!("<w:showingPlcHdr/>{kind}"), &runs))
}
