//! Each room alone, on one document of each format from the example batch.
#![allow(missing_docs, clippy::unwrap_used, reason = "criterion writes the main function; a bench may stop at once")]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oppkeur::map::{self, FromOutside, Kind};
use oppkeur::read::{self, ReadOptions};
use oppkeur::{Options, Rules, audit_bytes, check, score};

/// One filled-in document of each format.
const DOCUMENTS: [(&str, &str); 3] = [
    ("docx", "obs-de-waterlelie/OPP Jurre H. groep 5.docx"),
    ("xlsx", "sbo-de-horizonboog/opp_amina_bovenbouw2.xlsx"),
    ("pdf", "obs-de-waterlelie/opp-sena-2026.pdf"),
];

fn bytes(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/batches/voorbeeld/in").join(name)).unwrap()
}

fn rooms(c: &mut Criterion) {
    let rules = Rules::standard();
    let today = jiff::civil::date(2026, 11, 23);
    let options = ReadOptions::default();
    for (format, name) in DOCUMENTS {
        let bytes = bytes(name);
        let known = FromOutside { path: name, ..FromOutside::default() };
        let document = read::document(name, &bytes, &options).unwrap();
        let mapping = map::parts(&document, rules, &known);
        let checked = check::look(&document, &mapping, rules, today);

        let mut group = c.benchmark_group("read");
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(format, |b| b.iter(|| read::document(name, black_box(&bytes), &options)));
        group.finish();
        c.bench_with_input(BenchmarkId::new("map", format), &document, |b, d| b.iter(|| map::parts(black_box(d), rules, &known)));
        c.bench_with_input(BenchmarkId::new("check", format), &mapping, |b, m| {
            b.iter(|| check::look(&document, black_box(m), rules, today))
        });
        let blank = mapping.kind == Kind::BlankForm;
        c.bench_with_input(BenchmarkId::new("score", format), &checked, |b, k| b.iter(|| score::scores(black_box(k), rules, blank, false)));
        let whole = Options::new(today);
        c.bench_with_input(BenchmarkId::new("whole line", format), &bytes, |b, bytes| {
            b.iter(|| audit_bytes(name, black_box(bytes), rules, &whole))
        });
    }
}

/// What is paid once a run, before the first file.
fn rules(c: &mut Criterion) {
    c.bench_function("rules/load", |b| b.iter(|| Rules::load(&[], &[]).is_ok()));
}

criterion_group! {
    name = benches;
    config = Criterion::default().measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1)).sample_size(30);
    targets = rooms, rules
}
criterion_main!(benches);
