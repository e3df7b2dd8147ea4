//! Which section is which part, what is a template's own text, and what the document says of itself.

mod consent;
mod content;
pub mod dates;
pub mod facts;
mod fields;
mod grid;
mod kind;
mod own;
pub mod prompts;
mod sections;

pub mod sentences;
mod term;
mod weigh;

use crate::model::{Document, Text};
use crate::rules::{Part, Rules};
pub use dates::When;
pub use facts::{Facts, SchoolType};
pub use kind::Kind;
use std::collections::BTreeMap;

/// Maps a document onto the contract's parts, and tells what it says of itself.
///
/// `school_type` is what is known from outside (manifest or profile); the document's own word counts where it is `None`.
#[must_use]
pub fn parts(document: &Document, rules: &Rules, known: &FromOutside<'_>) -> Mapping {
    let name = facts::first_name(document, rules, known.path);
    let mut mapping = sections::cut(document, rules, name.as_deref());
    prompts::mark(document, &mut mapping, rules);
    content::overrule(document, &mut mapping, rules, name.as_deref());
    fields::of_dates(document, &mut mapping, rules);
    let boxes = own::settle(document, &mut mapping, &rules.format);
    mapping.facts = facts::gather(document, &mapping, rules, known, name, &boxes);
    mapping.kind = kind::tell(document, &mapping, rules, known);
    let words: usize = document.blocks.iter().map(|b| b.text.words().split_whitespace().count()).sum();
    if words >= FEW && matches!(&mapping.kind, Kind::Other(what) if what != "onbekend") {
        // All of a document whose title says that it is another one belongs to that.
        mapping.sections.iter_mut().for_each(|s| s.part = Part::BuitenOpp);
        mapping.blocks.iter_mut().for_each(|r| r.part = Part::BuitenOpp);
    }
    mapping
}

/// Fewer words are a snippet, whatever its title says.
const FEW: usize = 60;

/// What is known of a document besides its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct FromOutside<'a> {
    /// School type by the manifest or profile.
    pub school_type: Option<SchoolType>,
    /// The document's path, a hint at the school type and the pupil's name.
    pub path: &'a str,
    /// Placement, by the manifest.
    pub placement: Option<When>,
    /// Consent that was signed elsewhere, by the manifest.
    pub consent: Option<When>,
    /// Date of birth, by the manifest.
    pub born: Option<jiff::civil::Date>,
    /// Start and evaluation in the register, by the manifest.
    pub register: (Option<When>, Option<When>),
}

/// What `map` hands on: the document's blocks, each with its part and role, cut into sections; and the facts.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Sections in reading order; every block is in exactly one.
    pub sections: Vec<Section>,
    /// One for each block of the document, in the same order.
    pub blocks: Vec<Role>,
    /// What the document says of itself.
    pub facts: Facts,
    /// Which kind of document it is.
    pub kind: Kind,
    /// Rows of tables that a conversion divided, by table and row: rows with the same number were one row.
    pub rows: BTreeMap<(u32, u32), u32>,
}

impl Mapping {
    /// The content of a block, without its label.
    #[must_use]
    pub fn content<'d>(&self, document: &'d Document, block: usize) -> &'d str {
        let from = self.blocks.get(block).map_or(0, |r| r.from);
        document.blocks.get(block).and_then(|b| b.text.words().get(from..)).unwrap_or("").trim()
    }

    /// Whether two blocks stand in one row of a table, or in rows that were one before a conversion divided them.
    #[must_use]
    pub fn same_row(&self, document: &Document, a: usize, b: usize) -> bool {
        let row = |index: usize| {
            let at = document.blocks.get(index)?.cell?;
            let own = (at.table, at.row);
            Some(self.rows.get(&own).map_or((Some(own), None), |number| (None, Some(*number))))
        };
        row(a).zip(row(b)).is_some_and(|(x, y)| x == y)
    }

    /// The blocks of a part that people wrote, in reading order.
    pub fn written(&self, part: Part) -> impl Iterator<Item = usize> + '_ {
        self.blocks.iter().enumerate().filter(move |(_, r)| r.part == part && r.does == Does::Content).map(|(i, _)| i)
    }
}

/// What a block is in its section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Role {
    /// Position in [`Mapping::sections`].
    pub section: usize,
    /// The part it serves: its section's, or its own where a block in the section clearly serves another.
    pub part: Part,
    /// What it does there.
    pub does: Does,
    /// Pupil, education or home, where a sub-heading or label says so.
    pub domain: Option<Domain>,
    /// Byte at which the content starts in the block's text: what stands before it is its label ('Leerling: ...').
    pub from: usize,
}

/// What a block does in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// A heading, or the label of a cell or field: form, not content.
    Label,
    /// A template's own words: a prompt, an instruction, an example, an unticked option.
    Prompt,
    /// What people wrote.
    Content,
    /// Comment, hidden text, running head: outside the running text.
    Aside,
}

/// Whose side a factor, need or agreement is on (B2.1, B2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the field's words")]
pub enum Domain {
    Leerling,
    Onderwijs,
    Thuis,
}

/// A heading and what stands under it.
#[derive(Debug, Clone)]
pub struct Section {
    /// The heading or label as it stands; empty before the first heading.
    pub heading: Text,
    /// Positions in the document's blocks, heading included.
    pub blocks: Vec<usize>,
    /// The part it was taken for.
    pub part: Part,
    /// A second part it serves too (contract, part 6, edges).
    pub also: Option<Part>,
    /// 0 to 1.
    pub confidence: f32,
    /// Why.
    pub because: Because,
}

/// Why a section was taken for a part.
#[derive(Debug, Clone, PartialEq)]
pub enum Because {
    /// Its heading is a known one.
    Heading {
        /// The known heading.
        synonym: String,
    },
    /// By what it says.
    Content,
    /// From the section above.
    Inherited,
    /// From the column or row of its table.
    Table,
    /// Nothing tells.
    Nothing,
}
