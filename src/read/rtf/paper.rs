//! The paper of an RTF file: of the document, and of each section.

use super::Reader;
use crate::read::a4::Section;
use crate::read::flow::{Step, twips};

/// The paper of the document, and what the present section changes in it.
#[derive(Debug, Default)]
pub(super) struct Paper {
    document: Section,
    own: Option<Section>,
}

impl Paper {
    /// A word that says how the paper is; false when it is none.
    pub(super) fn word(&mut self, name: &str, number: Option<i32>) -> bool {
        let points = twips(number.unwrap_or(0));
        let document = &mut self.document;
        match name {
            "paperw" => document.width = points,
            "paperh" => document.height = points,
            "margl" => document.left = points,
            "margr" => document.right = points,
            "margt" => document.top = points,
            "margb" => document.bottom = points,
            "sectd" => self.own = None,
            "pgwsxn" | "pghsxn" | "marglsxn" | "margrsxn" | "margtsxn" | "margbsxn" | "headery" | "footery" | "cols" | "colsx"
            | "sbknone" => {
                let own = self.own.get_or_insert_with(|| document.clone());
                match name {
                    "pgwsxn" => own.width = points,
                    "pghsxn" => own.height = points,
                    "marglsxn" => own.left = points,
                    "margrsxn" => own.right = points,
                    "margtsxn" => own.top = points,
                    "margbsxn" => own.bottom = points,
                    "headery" => own.header_at = points,
                    "footery" => own.footer_at = points,
                    "cols" => own.columns = number.and_then(|count| u32::try_from(count).ok()).unwrap_or(1).clamp(1, 20),
                    "colsx" => own.gap = points,
                    _ => own.continuous = true,
                }
            }
            _ => return false,
        }
        true
    }

    /// The paper of the present section.
    pub(super) fn section(&self) -> Section {
        let mut section = self.own.clone().unwrap_or_else(|| self.document.clone());
        let usual = Section::default();
        if section.width < 72.0 || section.height < 72.0 {
            (section.width, section.height) = (usual.width, usual.height);
        }
        section
    }
}

impl Reader {
    /// Ends a section of the running text.
    pub(super) fn end_section(&mut self) {
        self.end_paragraph();
        if let [body] = self.stories.as_mut_slice() {
            body.steps.push(Step::Section(Box::new(self.paper.section())));
        }
    }
}
