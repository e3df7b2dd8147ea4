//! From records to files a person can open.

pub mod build;
pub mod csv;
pub mod files;
pub mod inspect;
pub mod mask;
pub mod place;
pub mod record;
pub mod run;
pub mod schools;

pub use record::Record;
pub use run::Run;
