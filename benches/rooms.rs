//! Each room alone, on generated documents of each format, with the text floor beside it.
#![allow(missing_docs, clippy::unwrap_used, reason = "criterion writes the main function; a bench may stop at once")]

#[path = "corpus/mod.rs"]
mod corpus;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oppkeur::map::{self, FromOutside, Kind};
use oppkeur::read::{self, ReadOptions};
use oppkeur::{Options, Rules, audit_bytes, check, score};

fn rooms(c: &mut Criterion) {
    let rules = Rules::standard();
    let today = jiff::civil::date(2026, 11, 23);
    let options = ReadOptions::default();
    for format in corpus::FORMATS {
        let (name, bytes) = (&corpus::name(format, 1), corpus::document(format, 1));
        let known = FromOutside { path: name, ..FromOutside::default() };
        c.bench_with_input(BenchmarkId::new("floor", format), &bytes, |b, bytes| b.iter(|| corpus::floor(format, black_box(bytes))));
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
