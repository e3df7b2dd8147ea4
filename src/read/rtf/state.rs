//! What a group of RTF inherits and gives back: where its text goes, how its letters look, what its paragraphs are.

use crate::read::flow::Letters;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Dest {
    /// The story being read.
    #[default]
    Story,
    /// Nowhere.
    Skip,
    Fonts,
    Colors,
    Styles,
    /// Document information: dates only.
    Info,
    Made,
    Changed,
    Picture,
    /// A shape: text only within its `\shptxt`.
    Shape,
    /// The name of a shape's property, and its value.
    ShapeName,
    ShapeValue,
    Object,
    Field,
    FieldCode,
    /// The result of a form field, which becomes its value.
    FieldValue,
    FormField,
    /// An entry of a drop-down field.
    FormChoice,
    /// A list mark as shown.
    ListMark,
    /// Row properties of a nested table.
    NestedRow,
    Template,
}

/// State of a group.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub dest: Dest,
    pub letters: Letters,
    /// Number of the font.
    pub font: i32,
    /// Bytes that follow a `\u` for older readers.
    pub fallback: usize,
    pub para: ParaState,
    /// The next word decides whether this group is known (`\*`).
    pub optional: bool,
    /// All capitals.
    pub caps: bool,
}

/// State of a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct ParaState {
    pub style: Option<i32>,
    /// 0 to 8.
    pub outline: Option<u8>,
    pub in_table: bool,
    /// Tables within tables; 0 where not said.
    pub nested: usize,
    pub listed: bool,
    pub list_level: u8,
    pub shaded: bool,
}

impl ParaState {
    /// Within how many tables it stands.
    pub(super) fn depth(&self) -> usize {
        if self.in_table { self.nested.max(1) } else { self.nested }
    }
}
