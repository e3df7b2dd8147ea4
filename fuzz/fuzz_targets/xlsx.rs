//! `cargo +nightly fuzz run xlsx`; see ../README.md.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oppkeur_fuzz::xlsx(data));
