//! How many A4 a flowing document fills, and on which page each block stands: a small layout of boxes, not an engine.
//!
//! A reader fills [`Section`]s while it reads; [`lay_out`] breaks lines with real letter widths, stacks them on pages and
//! counts. Reference: LibreOffice's PDF of the same file.

mod flow;
mod fonts;
mod lines;
mod pages;
mod widths;

pub(crate) use flow::{Cell, Flow, Leading, Paragraph, Piece, Row, Section, Table};
pub(crate) use fonts::{Face, Family, line_height};
pub(crate) use pages::{Layout, lay_out};
