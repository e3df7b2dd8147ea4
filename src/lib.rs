//! oppkeur: judges and renews ontwikkelingsperspectieven (OPPs), offline.
pub mod check;
pub mod model;
pub mod passages;
pub mod read;
pub mod train;
