//! Looks at a mapped document and writes down signs.
pub mod resembles;
