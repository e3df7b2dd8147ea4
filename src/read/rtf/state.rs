//! What a group of RTF inherits and gives back: where its text goes, how its letters look, what its paragraphs are.

use crate::read::a4;
use crate::read::flow::{Letters, twips};

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
    /// The name of a form field.
    FormName,
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
    pub spacing: Spacing,
}

/// How a paragraph stands on the page, in twips.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Spacing {
    pub before: i32,
    pub after: i32,
    /// `\\sl`: negative is exact.
    pub line: i32,
    /// `line` is in 240ths of a line.
    pub multiple: bool,
    pub left: i32,
    pub right: i32,
    pub first: i32,
    pub contextual: bool,
    pub keep_next: bool,
    pub keep_lines: bool,
    pub page_break: bool,
}

impl ParaState {
    /// How it stands on the page.
    pub(super) fn layout(&self) -> a4::Paragraph {
        let spacing = &self.spacing;
        let leading = match spacing.line {
            0 => a4::Leading::Times(1.0),
            line if spacing.multiple => a4::Leading::Times(twips(line.abs()) / 12.0),
            line if line < 0 => a4::Leading::Exact(twips(-line)),
            line => a4::Leading::AtLeast(twips(line)),
        };
        a4::Paragraph {
            before: twips(spacing.before),
            after: twips(spacing.after),
            leading,
            left: twips(spacing.left),
            right: twips(spacing.right),
            first: twips(spacing.first),
            style: self.style.and_then(|style| u32::try_from(style).ok()).unwrap_or(0),
            contextual: spacing.contextual,
            keep_next: spacing.keep_next,
            keep_lines: spacing.keep_lines,
            page_break: spacing.page_break,
            ..a4::Paragraph::default()
        }
    }

    /// Within how many tables it stands.
    pub(super) fn depth(&self) -> usize {
        if self.in_table { self.nested.max(1) } else { self.nested }
    }
}
