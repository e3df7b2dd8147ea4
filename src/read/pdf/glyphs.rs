//! What stands on one page: letters with their places, rules, fills, pictures and shapes.

use super::geometry::Rect;

/// A letter, upright in the frame of its own writing direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) c: char,
    /// Origin.
    pub(super) x0: f32,
    /// Origin plus width (letter spacing not counted).
    pub(super) x1: f32,
    /// Baseline.
    pub(super) y: f32,
    /// Type size in points, as shown.
    pub(super) size: f32,
    pub(super) flags: Flags,
    pub(super) rgb: [u8; 3],
    /// Index into [`Page::marks`].
    pub(super) mark: u32,
    /// Painted as the n-th thing on the page.
    pub(super) seq: u32,
}

impl Glyph {
    /// A point inside the letter: a quarter em above the baseline.
    pub(super) fn middle(&self) -> (f32, f32) {
        ((self.x0 + self.x1) / 2.0, self.y - self.size * 0.25)
    }

    pub(super) fn has(&self, flags: Flags) -> bool {
        self.flags.0 & flags.0 != 0
    }
}

/// What is known of a letter besides its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flags(pub(super) u16);

impl Flags {
    pub(super) const BOLD: Flags = Flags(1);
    pub(super) const ITALIC: Flags = Flags(2);
    /// A person does not see it.
    pub(super) const HIDDEN: Flags = Flags(4);
    /// Written in the invisible render mode (3 or 7).
    pub(super) const UNPAINTED: Flags = Flags(8);
    /// Nobody can tell which letter it is.
    pub(super) const UNKNOWN: Flags = Flags(16);
    /// A box to tick: the letter is `☐` or `☒`.
    pub(super) const BOX: Flags = Flags(32);

    pub(super) fn with(self, other: Flags, on: bool) -> Flags {
        if on { Flags(self.0 | other.0) } else { self }
    }
}

/// A stretch of marked content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mark {
    /// Object number of the form XObject whose MCIDs these are; 0 for the page.
    pub(super) stream: u32,
    /// Marked-content identifier; negative without one.
    pub(super) mcid: i32,
    /// Neither content nor structure: running heads, page numbers.
    pub(super) artifact: bool,
}

/// A horizontal or vertical rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) horizontal: bool,
    /// Its `y` when horizontal, its `x` when vertical.
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
}

impl Rule {
    pub(super) fn rect(&self) -> Rect {
        if self.horizontal {
            Rect { x0: self.from, y0: self.at, x1: self.to, y1: self.at }
        } else {
            Rect { x0: self.at, y0: self.from, x1: self.at, y1: self.to }
        }
    }
}

/// A filled rectangle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fill {
    pub(super) rect: Rect,
    /// 0 black, 1 white.
    pub(super) light: f32,
    pub(super) opaque: bool,
    pub(super) seq: u32,
}

/// A bitmap.
#[derive(Debug, Clone, Copy)]
pub(super) struct Image {
    pub(super) rect: Rect,
    /// The image XObject; `None` for one inline.
    pub(super) id: Option<lopdf::ObjectId>,
    /// Index into [`Page::marks`].
    pub(super) mark: u32,
}

/// A painted path that is neither rule nor rectangle, or a stroked rectangle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) rect: Rect,
    /// Curves and slanted lines in it.
    pub(super) bends: u32,
    pub(super) stroked_box: bool,
    /// It has corners away from its edges, as a frame has not.
    pub(super) inner: bool,
}

/// One page as it is shown.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) width: f32,
    pub(super) height: f32,
    /// Upright letters.
    pub(super) glyphs: Vec<Glyph>,
    /// Letters of other directions, each in its own upright frame.
    pub(super) turned: Vec<Glyph>,
    pub(super) marks: Vec<Mark>,
    pub(super) rules: Vec<Rule>,
    pub(super) fills: Vec<Fill>,
    pub(super) images: Vec<Image>,
    pub(super) shapes: Vec<Shape>,
    /// A limit was reached.
    pub(super) cut: bool,
    /// A content stream could not be read.
    pub(super) damaged: bool,
    /// Turned by so many quarters to make the text upright, beyond the page's own `Rotate`.
    pub(super) quarter: u8,
}

impl Page {
    pub(super) fn area(&self) -> f32 {
        (self.width * self.height).max(1.0)
    }

    /// The share of letters that nobody can tell.
    pub(super) fn unknown_share(&self) -> f32 {
        let visible = self.glyphs.iter().filter(|g| g.c != ' ').count();
        let unknown = self.glyphs.iter().filter(|g| g.has(Flags::UNKNOWN)).count();
        if visible == 0 { 0.0 } else { unknown as f32 / visible as f32 }
    }
}
