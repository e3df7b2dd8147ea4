//! `cargo +nightly fuzz run text`; see ../README.md.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oppkeur_fuzz::text(data));
