//! What the control words of RTF do.

use super::state::{Dest, ParaState};
use super::{Reader, field::Field, plain};
use crate::model::{HiddenKind, MarginKind, NoteKind, Picture};
use crate::read::flow::CodePage;

impl Reader {
    /// Obeys a control word.
    pub(super) fn word(&mut self, name: &str, number: Option<i32>) {
        if self.state.dest == Dest::Skip && !matches!(name, "ud") {
            return;
        }
        let optional = std::mem::take(&mut self.state.optional);
        if self.destination(name) {
            return;
        }
        if optional {
            self.state.dest = Dest::Skip;
            return;
        }
        match self.state.dest {
            Dest::Fonts => self.tables.font_word(name, number),
            Dest::Colors => self.tables.color_word(name, number),
            Dest::Styles => self.tables.style_word(name, number),
            Dest::Made | Dest::Changed => self.date_word(name, number),
            Dest::Picture => self.picture_word(name, number),
            Dest::FormField => self.form_word(name, number),
            Dest::NestedRow => {
                if name == "nestrow" {
                    self.end_row(self.state.para.depth().max(2));
                } else {
                    self.row_word(name, number);
                }
            }
            _ => self.text_word(name, number),
        }
    }

    /// A word that says where the group's text goes; false when it is none.
    fn destination(&mut self, name: &str) -> bool {
        self.state.dest = match name {
            "fonttbl" => Dest::Fonts,
            "colortbl" => Dest::Colors,
            "stylesheet" => Dest::Styles,
            "info" => Dest::Info,
            "creatim" if self.state.dest == Dest::Info => Dest::Made,
            "revtim" if self.state.dest == Dest::Info => Dest::Changed,
            "pict" => Dest::Picture,
            "shppict" | "ud" | "result" | "shprslt" | "pgdsc" | "shptxt" | "dptxbxtext" | "footnote" | "annotation" | "header"
            | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" | "fldrslt" => {
                return self.text_destination(name);
            }
            "nonshppict" | "fontemb" | "falt" | "panose" | "fname" | "xe" | "tc" | "rxe" | "atnid" | "atnauthor" | "atntime" | "atnicn"
            | "atndate" | "atnref" | "atnparent" | "objdata" | "objclass" | "objname" | "operator" | "author" | "title" | "subject"
            | "keywords" | "doccomm" | "company" | "manager" | "category" | "hlinkbase" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep"
            | "aftnsepc" | "aftncn" | "filetbl" | "listtable" | "pgptbl" | "private" | "txe" | "bkmkstart" | "bkmkend" | "datafield"
            | "nextfile" | "pnseclvl" | "background" | "nonesttables" => Dest::Skip,
            "upr" => Dest::Skip,
            "shp" | "shpinst" | "do" | "shpgrp" | "picprop" => {
                if name == "shp" {
                    self.picture = Picture::default();
                }
                Dest::Shape
            }
            "sn" => Dest::ShapeName,
            "sv" => Dest::ShapeValue,
            "object" => {
                self.notes.push(NoteKind::EmbeddedFile);
                Dest::Object
            }
            "field" => {
                let level = self.groups.len();
                self.fields.push(Field { level, ..Field::default() });
                Dest::Field
            }
            "fldinst" => Dest::FieldCode,
            "formfield" => Dest::FormField,
            "ffl" => {
                if let Some(field) = self.fields.last_mut() {
                    field.choices.push(String::new());
                }
                Dest::FormChoice
            }
            "ffname" => Dest::FormName,
            "ffdeftext" | "ffformat" | "ffhelptext" | "ffstattext" | "ffentrymcr" | "ffexitmcr" => Dest::Skip,
            "listtext" | "pntext" => Dest::ListMark,
            "nesttableprops" => Dest::NestedRow,
            "template" => Dest::Template,
            "pn" | "pntxta" | "pntxtb" => {
                if name == "pn" {
                    self.state.para.listed = true;
                }
                Dest::Skip
            }
            _ => return false,
        };
        true
    }

    /// A destination whose text is read.
    fn text_destination(&mut self, name: &str) -> bool {
        match name {
            "shppict" => {}
            "ud" => self.state.dest = self.groups.iter().rev().map(|group| group.dest).find(|&dest| dest != Dest::Skip).unwrap_or_default(),
            "result" if self.state.dest == Dest::Object => self.state.dest = Dest::Story,
            // What older readers show instead of a shape.
            "shprslt" => self.state.dest = Dest::Skip,
            "pgdsc" => self.state.dest = Dest::Skip,
            "shptxt" | "dptxbxtext" => self.begin_story(MarginKind::TextBox),
            "footnote" => self.begin_story(MarginKind::Footnote),
            "annotation" => self.begin_story(MarginKind::Comment),
            "header" | "headerl" | "headerr" | "headerf" => self.begin_story(MarginKind::Header),
            "footer" | "footerl" | "footerr" | "footerf" => self.begin_story(MarginKind::Footer),
            "fldrslt" => {
                let Some(field) = self.fields.last_mut() else { return false };
                field.has_result = true;
                let in_code = self.groups.iter().any(|group| group.dest == Dest::FieldCode);
                self.state.dest = match field.name() {
                    // The result of a field within the code of another is not shown.
                    _ if in_code => Dest::Skip,
                    "FORMTEXT" | "FORMDROPDOWN" => Dest::FieldValue,
                    "FORMCHECKBOX" => Dest::Skip,
                    _ => Dest::Story,
                };
            }
            _ => return false,
        }
        true
    }

    fn date_word(&mut self, name: &str, number: Option<i32>) {
        let [year, month, day] = &mut self.date;
        let value = number.unwrap_or(0);
        match name {
            "yr" => *year = value,
            "mo" => *month = value,
            "dy" => *day = value,
            _ => {}
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "twips of a page")]
    fn picture_word(&mut self, name: &str, number: Option<i32>) {
        let points = number.unwrap_or(0).max(0) as f32 / 20.0;
        match name {
            "picwgoal" => self.picture.width = points,
            "pichgoal" => self.picture.height = points,
            _ => {}
        }
    }

    fn form_word(&mut self, name: &str, number: Option<i32>) {
        let Some(field) = self.fields.last_mut() else { return };
        match name {
            "ffres" => field.result = number,
            "ffdefres" => field.default = number,
            _ => {}
        }
    }

    /// A word within running text.
    fn text_word(&mut self, name: &str, number: Option<i32>) {
        match name {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(64),
            "ansicpg" => self.page = CodePage::numbered(u32::try_from(number.unwrap_or(0)).unwrap_or(0)),
            "deff" => {
                self.default_font = number.unwrap_or(0);
                self.state.font = self.default_font;
            }
            "mac" => self.page = CodePage::numbered(10000),
            "pc" => self.page = CodePage::numbered(437),
            "pca" => self.page = CodePage::numbered(850),
            "par" => self.end_paragraph(),
            "sect" => self.end_section(),
            "page" | "column" => {
                if self.stories.last().is_some_and(|story| !story.para.is_empty()) {
                    self.end_paragraph();
                }
                if let Some(story) = self.stories.last_mut() {
                    story.page_break = true;
                }
            }
            "line" | "lbr" => self.letter('\n'),
            "tab" => self.letter('\t'),
            "cell" => self.end_cell(1),
            "nestcell" => self.end_cell(self.state.para.depth().max(2)),
            "row" => self.end_row(1),
            "emdash" => self.letter('—'),
            "endash" => self.letter('–'),
            "bullet" => self.letter('•'),
            "lquote" => self.letter('‘'),
            "rquote" => self.letter('’'),
            "ldblquote" => self.letter('“'),
            "rdblquote" => self.letter('”'),
            "emspace" | "enspace" | "qmspace" => self.letter(' '),
            _ => {
                if !self.row_word(name, number) && !self.para_word(name, number) && !self.paper.word(name, number) {
                    self.letters_word(name, number);
                }
            }
        }
    }

    /// A word that says what the paragraph is; false when it is none.
    fn para_word(&mut self, name: &str, number: Option<i32>) -> bool {
        let color = self.tables.color(number);
        let para = &mut self.state.para;
        match name {
            "pard" => *para = ParaState::default(),
            "s" => para.style = number,
            "outlinelevel" => para.outline = number.and_then(|level| u8::try_from(level).ok()),
            "intbl" => para.in_table = number != Some(0),
            "itap" => para.nested = usize::try_from(number.unwrap_or(0)).unwrap_or(0),
            "ls" => para.listed = number.unwrap_or(0) > 0,
            "ilvl" => para.list_level = number.and_then(|level| u8::try_from(level).ok()).unwrap_or(0).min(8),
            "sb" => para.spacing.before = number.unwrap_or(0),
            "sa" => para.spacing.after = number.unwrap_or(0),
            "sl" => para.spacing.line = number.unwrap_or(0),
            "slmult" => para.spacing.multiple = number == Some(1),
            "li" => para.spacing.left = number.unwrap_or(0),
            "ri" => para.spacing.right = number.unwrap_or(0),
            "fi" => para.spacing.first = number.unwrap_or(0),
            "contextualspace" => para.spacing.contextual = true,
            "keepn" => para.spacing.keep_next = true,
            "keep" => para.spacing.keep_lines = true,
            "pagebb" => para.spacing.page_break = true,
            "cbpat" => para.shaded = color.is_some_and(|color| color != 0x00FF_FFFF),
            _ => return false,
        }
        true
    }

    /// A word that says how letters look.
    #[allow(clippy::cast_precision_loss, reason = "half points of a font size")]
    fn letters_word(&mut self, name: &str, number: Option<i32>) {
        let on = number != Some(0);
        let color = self.tables.color(number);
        let letters = &mut self.state.letters;
        match name {
            "plain" => {
                *letters = plain();
                letters.family = self.tables.fonts.get(&self.default_font).map(|font| font.family).unwrap_or_default();
                self.state.font = self.default_font;
                self.state.caps = false;
            }
            "b" => letters.bold = on,
            "i" => letters.italic = on,
            "ul" | "uld" | "uldb" | "ulw" | "ulth" | "uldash" | "ulwave" => letters.underline = on,
            "ulnone" => letters.underline = false,
            "fs" => letters.size = number.unwrap_or(24).clamp(0, 4000) as f32 / 2.0,
            "cf" => letters.color = color,
            "cb" | "highlight" | "chcbpat" => letters.shaded = color.is_some_and(|color| color != 0x00FF_FFFF),
            "f" => {
                self.state.font = number.unwrap_or(0);
                letters.family = self.tables.fonts.get(&self.state.font).map(|font| font.family).unwrap_or_default();
            }
            "caps" => self.state.caps = on,
            "v" if letters.hidden != Some(HiddenKind::Deleted) => letters.hidden = on.then_some(HiddenKind::Invisible),
            "deleted" => letters.hidden = on.then_some(HiddenKind::Deleted),
            "revised" if on && !self.notes.contains(&NoteKind::TrackedChanges) => self.notes.push(NoteKind::TrackedChanges),
            _ => {}
        }
    }
}
