//! From records to files a person can open.

pub mod build;
pub mod inspect;
pub mod mask;
pub mod place;
pub mod record;

pub use record::Record;
