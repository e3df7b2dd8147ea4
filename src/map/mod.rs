//! Which section is which part, what is a template's own text, and what the document says of itself.

use crate::model::Text;
use crate::rules::Part;

/// What `map` hands on: the document's blocks, each with its part and role, cut into sections; and the facts.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Sections in reading order; every block is in exactly one.
    pub sections: Vec<Section>,
    /// One for each block of the document, in the same order.
    pub blocks: Vec<Role>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
