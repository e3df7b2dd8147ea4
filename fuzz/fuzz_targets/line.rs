//! `cargo +nightly fuzz run line`; see ../README.md.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oppkeur_fuzz::line(data));
