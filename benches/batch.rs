//! The example batch, many times over, by number of threads.
#![allow(missing_docs, clippy::unwrap_used, reason = "criterion writes the main function; a bench may stop at once")]

use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use oppkeur::audit::{Found, find, run};
use oppkeur::{Options, Rules};

/// How often the eighteen files of the example stand in the batch.
const TIMES: usize = 10;

fn batch(c: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/batches/voorbeeld/in");
    let found = find(&[root], None, &[]).unwrap().files;
    let files: Vec<Found> = std::iter::repeat_n(found, TIMES).flatten().collect();
    let rules = Rules::standard();
    let options = Options::new(jiff::civil::date(2026, 11, 23));
    let mut group = c.benchmark_group("batch");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(files.len() as u64));
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        group.bench_with_input(BenchmarkId::new("threads", threads), &files, |b, files| {
            b.iter(|| pool.install(|| run(files, rules, &options, &|_| ())));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().measurement_time(Duration::from_secs(8)).warm_up_time(Duration::from_secs(1)).sample_size(10);
    targets = batch
}
criterion_main!(benches);
