//! Turns a legacy OPP into one in the order of Bijlage 2: nothing lost, nothing made up, every move accounted for.
//!
//! ```text
//! document, mapping, marks ─► split ─► moves ─► arrange ─► Converted ─┬─► docx::write   (a template, filled)
//!                                        └─────► account              ├─► apart::write  (what was not taken over)
//!                                                                     └─► text::{markdown, html}
//! ```
//!
//! [`to_format`] decides and is pure; the writers only write down what it decided. The built-in format is a template
//! too (`docx`), so that an organisation's own `--template` takes the same path.

pub mod account;
pub mod apart;
mod arrange;
#[cfg(test)]
mod build;
mod concise;
pub mod docx;
mod labels;
pub mod moves;
pub mod pieces;
mod repeats;
mod roles;
pub mod slot;
pub mod split;
mod tables;
pub mod text;

use crate::map::{Mapping, SchoolType};
use crate::model::Document;

pub use crate::rules::format::Target;
pub use pieces::{Converted, Piece};

/// What `check` says of one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Position in the document's blocks.
    pub block: usize,
    /// The finding: `"AVG01"`.
    pub code: String,
    /// Whether its `zekerheid` is `hoog`.
    pub certain: bool,
    /// What to do, in Dutch, without words of the document.
    pub advice: String,
    /// The bytes of the block's text it points at, where it is not the whole block.
    pub range: Option<(usize, usize)>,
}

/// What is known of the document besides its blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About {
    /// Which conditional fields the format shows; unknown: all.
    pub school_type: Option<SchoolType>,
}

/// How to convert.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Move long passages of low relevance apart until the body fits five A4.
    pub concise: bool,
}

/// Why nothing could be written.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The built-in format is broken: our own fault.
    #[error("het ingebouwde format is niet leesbaar")]
    Format,
    /// The template is no Word document.
    #[error("de sjabloon is geen leesbaar .docx-bestand")]
    NotADocument,
    /// The template holds macros, or is protected.
    #[error("de sjabloon bevat macro's; sla hem op als .docx zonder macro's")]
    Macros,
    /// The template has no place for these parts.
    #[error("de sjabloon mist een inhoudsbesturingselement of bladwijzer met de naam: {}", .0.join(", "))]
    MissingTags(Vec<String>),
    /// The result could not be packed.
    #[error("het nieuwe document kon niet worden samengesteld")]
    Write,
}

/// Puts a document in the order of the format: where each block goes, and the new document. Pure.
///
/// Every word of the document, but for what a tracked change deleted, ends up in exactly one of: the new body, the
/// second document, a repeat, form text (contract, part 7).
#[must_use]
pub fn to_format(document: &Document, mapping: &Mapping, marks: &[Mark], about: &About, target: &Target, options: &Options) -> Converted {
    let mapping = &roles::settled(document, mapping);
    let (mut moves, labels) = moves::moves(document, mapping, marks, about, target);
    let arranged = |moves| {
        let mut converted = arrange::arrange(document, mapping, marks, &labels, moves);
        converted.school_type = about.school_type;
        converted.pages = concise::pages(&converted, target);
        converted
    };
    let mut converted = arranged(moves.clone());
    if options.concise {
        while converted.pages > concise::MOST_PAGES {
            if !concise::shorten(&mut moves, converted.pages, marks, about.school_type) {
                converted.fits = false;
                break;
            }
            converted = arranged(moves.clone());
        }
    }
    converted
}
