//! oppkeur: judges and renews ontwikkelingsperspectieven (OPPs), offline.
pub mod convert;
pub mod model;
pub mod prove;
pub mod passages;
pub mod read;
pub mod audit;
pub mod check;
pub mod cli;
pub mod map;
pub mod report;
pub mod rules;
pub mod score;
pub mod train;

pub use audit::{Options, audit_bytes};
pub use model::Document;
pub use report::Record;
pub use rules::Rules;
