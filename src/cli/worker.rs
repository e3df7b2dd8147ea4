//! The program as a worker: not for people. Told what to do by its parent, over a pipe; see [`crate::fence`].

use super::converter::{Converter, Converting};
use super::inspect::Inspector;
use super::setup::{OwnModels, Setup};
use crate::audit::{Judge, Options, batch};
use crate::fence;
use crate::read::ReadOptions;
use crate::report::build::Key;
use crate::rules::Rules;
use serde::{Deserialize, Serialize};

/// What the worker is for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum What {
    /// Judges.
    Audit {
        /// The key of the pseudonyms.
        key: Key,
        /// How to read.
        read: ReadOptions,
    },
    /// Converts.
    Convert(Converting),
    /// Shows; as JSON or not.
    Inspect {
        /// As JSON.
        json: bool,
    },
}

/// All that a worker is told.
#[derive(Debug, Serialize, Deserialize)]
struct Told {
    what: What,
    own_rules: Vec<(String, String)>,
    own_models: OwnModels,
    words: Vec<String>,
    a4_max: u32,
    outdated_years: u32,
    today: jiff::civil::Date,
}

/// Who answers in this worker: a head and the bytes it is about in, an answer out.
type Answer = Box<dyn FnMut(&[u8], &[u8]) -> Vec<u8>>;

/// What a worker is told, as bytes.
pub(super) fn told(what: What, setup: &Setup) -> Vec<u8> {
    let told = Told {
        what,
        own_rules: setup.own_rules.clone(),
        own_models: setup.own_models.clone(),
        words: setup.profile.basisondersteuning.woorden.clone(),
        a4_max: setup.rules.a4_max,
        outdated_years: setup.rules.outdated_years,
        today: setup.today,
    };
    serde_json::to_vec(&told).unwrap_or_default()
}

/// Serves its parent until that one is done.
pub(super) fn run() -> u8 {
    let served = fence::serve(std::io::stdin(), std::io::stdout(), |setup| {
        let told: Told = serde_json::from_slice(setup).ok()?;
        let mut rules = Rules::load(&told.own_rules, &told.words).ok()?.with_models(told.own_models.learned()?);
        rules.a4_max = told.a4_max;
        rules.outdated_years = told.outdated_years;
        let answer: Answer = match told.what {
            What::Audit { key, read } => {
                let mut options = Options::new(told.today);
                (options.key, options.read) = (key, read);
                Box::new(move |head, bytes| batch::answer(&Judge { rules: &rules, options: &options }, head, bytes))
            }
            What::Convert(how) => {
                let converter = Converter::new(how, told.today)?;
                Box::new(move |head, bytes| batch::answer(&converter.with(&rules), head, bytes))
            }
            What::Inspect { json } => {
                let read = ReadOptions::default();
                Box::new(move |head, bytes| batch::answer(&Inspector { rules: &rules, json, read: &read }, head, bytes))
            }
        };
        Some(answer)
    });
    if served.is_ok() { super::DONE } else { super::NOTHING }
}
