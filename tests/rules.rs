//! Every example in the rules is a test with the rule's name: `cargo test --test rules TOE02`.
#![allow(clippy::unwrap_used, reason = "a test")]

use libtest_mimic::{Arguments, Failed, Trial};
use oppkeur::Rules;
use oppkeur::prove;

fn main() {
    let arguments = Arguments::from_args();
    let rules = Rules::standard();
    let mut seen = std::collections::BTreeSet::new();
    let trials = rules
        .examples()
        .into_iter()
        .map(|example| {
            let name = format!("{} voorbeeld {}", example.rule, example.number);
            assert!(seen.insert(name.clone()), "two examples with one name: {name}");
            Trial::test(name, move || one(example, rules))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}

/// As it should be, or wrong in the way that was written down (`hoort`): a known miss that comes right must be told.
fn one(example: oppkeur::rules::Example, rules: &Rules) -> Result<(), Failed> {
    let known_miss = example.known_miss;
    let proof = prove::one(example, rules);
    match (proof.outcome.is_right(), known_miss) {
        (true, false) | (false, true) => Ok(()),
        (false, false) => Err(format!("{} (gaf: {})\n\n{}", proof.outcome.say(), proof.got, proof.example.text).into()),
        (true, true) => Err("was een bekende misser en is nu goed: haal 'hoort' weg".into()),
    }
}
