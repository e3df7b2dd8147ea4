//! The ground that .docx, .xlsx and .odt stand on: a zip of XML parts, opened within limits.
//!
//! [`Package`] gives parts by name and their relations; [`xml`] walks a part. Sizes are counted on the bytes that come
//! out, never on what the zip declares. A zip whose directory is broken is read by its local headers, as far as it goes.

pub(crate) mod package;
pub(crate) mod xml;

pub(crate) use package::{Package, Relation};
pub(crate) use xml::{Node, Ns, Tag, Xml};
