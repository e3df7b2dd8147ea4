//! From records to files a person can open.

pub mod record;

pub use record::Record;
