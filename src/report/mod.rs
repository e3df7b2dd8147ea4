//! From records to files a person can open.
//!
//! Everything is drawn from [`Record`]s and one [`Run`], in the words of one [`Legend`]; nothing here reads a
//! document. Functions give bytes or text; [`files`] puts them on disk.

pub mod attention;
pub mod bloat;
pub mod build;
pub mod compare;
pub mod csv;
pub mod files;
pub mod forms;
mod frame;
pub mod highlights;
pub mod html;
pub mod inspect;
pub mod legend;
pub mod letter_docx;
pub mod letter_html;
pub mod letters;
pub mod mask;
pub mod merge;
pub mod mirror;
pub mod outputs;
pub mod place;
pub mod protect;
pub mod read_me;
pub mod record;
pub mod review;
pub mod run;
pub mod saved;
pub mod schema_order;
pub mod schools;
pub mod share;
pub mod table;
pub mod table_html;
pub mod themes;
pub mod wording;
pub mod xlsx;

pub use legend::Legend;
pub use record::Record;
pub use run::Run;
