//! How long the reports take: page, workbook and letters of 1,000 documents.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a bench stops where it fails, and its macros have no docs"
)]
#[path = "../tests/fictional/mod.rs"]
mod fictional;

use criterion::{Criterion, criterion_group, criterion_main};
use oppkeur::report::letters::school_letters;
use oppkeur::report::share::Shareable;
use oppkeur::report::wording::Wording;
use oppkeur::report::{Legend, Run, html, letter_docx, xlsx};

fn reports(bench: &mut Criterion) {
    let records = fictional::records(1_000);
    let run = Run::over(&records, fictional::TODAY);
    let legend = Legend::default();
    let wording = Wording::shipped().unwrap();
    let mut group = bench.benchmark_group("reports of 1,000 documents");
    group.sample_size(10);
    group.bench_function("page", |b| b.iter(|| html::page(&records, &run, &legend, None)));
    group.bench_function("workbook", |b| b.iter(|| xlsx::workbook(&records, &run, &legend).unwrap()));
    group.bench_function("letters", |b| {
        b.iter(|| {
            school_letters(&records, &run, &legend, &wording)
                .iter()
                .map(|(_, letter)| letter_docx::docx(letter).unwrap().len())
                .sum::<usize>()
        });
    });
    group.bench_function("shareable", |b| b.iter(|| Shareable::of(&records, &run, &legend)));
    group.finish();
}

criterion_group!(benches, reports);
criterion_main!(benches);
