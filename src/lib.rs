//! oppkeur: judges and renews ontwikkelingsperspectieven (OPPs), offline.
pub mod convert;
pub mod model;
pub mod read;
pub mod check;
pub mod map;
pub mod report;
pub mod rules;
pub mod score;
pub mod train;
