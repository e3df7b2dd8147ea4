//! The fuzz targets over every input that was kept: findings stay fixed. Fuzzing itself is in `fuzz/` (its README).
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, unreachable_pub, reason = "a test, with the code of the fuzz targets")]

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::Path;

/// Every kept input goes to every reader: what a file is called is no promise of what is in it.
#[test]
fn kept_inputs_get_an_answer_of_every_reader() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/broken");
    let files: Vec<_> = walkdir::WalkDir::new(fixtures).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()).collect();
    assert!(files.len() >= 20, "the kept inputs are there");
    for file in files {
        let bytes = fs::read(file.path()).unwrap();
        for (name, target, _) in targets::TARGETS {
            let fell = std::panic::catch_unwind(|| target(&bytes)).is_err();
            assert!(!fell, "{name} falls over {}", file.path().display());
        }
    }
}
