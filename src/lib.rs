//! oppkeur: judges and renews ontwikkelingsperspectieven (OPPs), offline. This page is the map of the house.
//!
//! # One way through few rooms
//!
//! ```text
//!                rules ──────────┬──────────┬─────────┬──────────┐
//!                                ▼          ▼         ▼          ▼
//!  files ─► read ─► model ────► map ─────► check ─► score ──► report ─► files
//!                     └──────────┴──────► convert ─► files
//!  audit runs the line for many files, behind fences; cli speaks with the person
//! ```
//!
//! | Room | Takes | Hands on | Knows nothing of |
//! |---|---|---|---|
//! | [`read`] | bytes | a [`Document`]: blocks in reading order, each with its kind and place, or why not ([`model::Unreadable`]) | what is looked for |
//! | [`rules`] | the files under `rules/` | parts, items, codes, words and labels, checked when they are loaded | formats |
//! | [`map`] | a document | a [`map::Mapping`]: each block's part and role, the sections, the facts (dates, school type, outflow) | judging |
//! | [`check`] | document and mapping | [`check::Checked`]: signs, the status of each part, findings | the ladder |
//! | [`score`] | signs | a score for each item, with the reason | text |
//! | [`report`] | all of these | a [`Record`] in the contract's Dutch keys, and from it every file a person opens | formats |
//! | [`convert`] | document and mapping | the same content in the order of Bijlage 2, and an account of every block | scores |
//! | [`fence`] | bytes | bytes, or why there are none: worker processes that can do nothing but answer | documents |
//! | [`audit`] | files | records, in the order of the files | the terminal |
//! | [`cli`] | a command line | an exit code | - |
//!
//! Beside the line: [`prove`] runs the examples in the rules through the same rooms; [`passages`] judges single passages;
//! [`train`] learns the weights that `resembles` carries, and never runs on a document.
//!
//! # What holds everywhere, and which test keeps it
//!
//! 1. **Arrows point one way.** `model` and `resembles` import nothing of ours, `rules` only the learned models it carries (`resembles`), `read` only `model`, nobody imports `cli`. The whole
//!    table is in `tests/architecture.rs`.
//! 2. **`read`, `map`, `check` and `score` are pure functions:** no files, clock, environment or terminal. `today` is an argument. Only `cli`
//!    prints (`tests/architecture.rs`).
//! 3. **Look once.** `check` looks at the text and writes down signs: yes, no, unclear, with quotes and places. Findings and scores are drawn from signs
//!    only, so that they cannot contradict each other. *Unclear* is never rounded to yes or no.
//! 4. **Rules are data.** A new heading, word, code or example is a line or a file under `rules/`; only a new way of looking is Rust. The
//!    examples in a rule are its tests (`tests/rules.rs`, `tests/data.rs`; `oppkeur rules test`).
//! 5. **A child's words leave by one door,** the mask in [`report::mask`]. [`model::Text`] has no `Display`, and its `Debug` shows a length. `inspect`
//!    and `convert` show text because that is what they are for. A panic's hook prints the place in the code only (`tests/privacy.rs`).
//! 6. **Nothing disappears.** Every file that is found has exactly one row, every required part a status, every item a score or the reason
//!    why not (`tests/cli.rs`, `tests/batches.rs`). A file that panics a reader is a row like any other ([`audit::examine`]), and so is
//!    one that overflows the stack, asks all memory or never ends: it is read in a worker process ([`fence`], `tests/isolation.rs`).
//!    The parent never parses a document, and both ways give the same bytes.
//! 7. **Every word has one language.** A word of the field is Dutch, spelled as in the contract, and a value wherever it can be; a word of the machine is
//!    English. The contract's Dutch keys come in by one door ([`rules::file`]) and go out by one ([`report::record`]).
//! 8. **A run can be cut off anywhere.** What was judged is in the journal ([`audit::journal`]: no text, no names), under a mark of all
//!    that decides about it; what depends on other documents is decided after it, and today only through the days between which a
//!    judgement stays the same ([`check::Days`]). Going on, or reading nothing again, gives the same bytes (`tests/journal.rs`).
//! 9. **No network, ever** (`deny.toml`). Reports are whole or not there, for their owner's eyes ([`report::files`]). Inputs are never written to.
//!
//! # Where the house departs from its plan
//!
//! - The learned models have a room of their own, [`resembles`], and [`rules`] carries them: `map` asks what a heading that nobody listed and a section
//!   without a telling heading are, `check` what a passage says in words that no list has.
//! - `map` weighs a section by its heading, its words and its neighbours in one chain; what follows what in an OPP is data (`rules/volgorde.toml`).
//! - [`check`] has a file a subject, as the checklist has items, and one general way of looking (`seek`) that rule files fill. Most signs
//!   needed several ways of looking at once (a date, a tick and a verb make consent); a file a way scattered one judgement over five files.
//! - `report` draws the row of a pupil without a document from [`audit::Missing`].
//!
//! # As a library
//!
//! ```
//! use oppkeur::{Options, Rules, audit_bytes};
//!
//! let options = Options::new(jiff::civil::date(2026, 11, 23));
//! let opp = "Ontwikkelingsperspectief\nNaam: Sem Meinders\nDoelen\nSem leest in juni 2027 op niveau M5.\n";
//! let record = audit_bytes("de-reiger/opp.txt", opp.as_bytes(), Rules::standard(), &options);
//! assert_eq!(record.document, "de-reiger/opp.txt");
//! assert_eq!(record.school, "de-reiger");
//! ```

pub mod model;

pub mod read;
pub mod rules;

pub mod check;
pub mod map;
pub mod score;

pub mod convert;
pub mod report;
pub mod resembles;

pub mod audit;
pub mod cli;
pub mod fence;

pub mod passages;
pub mod prove;
pub mod train;

pub use audit::{Options, audit_bytes};
pub use model::Document;
pub use report::Record;
pub use rules::Rules;
