//! oppkeur: judges and renews ontwikkelingsperspectieven (OPPs), offline.
pub mod model;
pub mod read;
