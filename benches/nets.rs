//! Real speech -> what each network costs: seconds of sound per second of one core.

use std::hint::black_box;

use benches::clock::{CpuClock, audio};
use benches::source::speech;
use criterion::{Criterion, criterion_group, criterion_main};
use speech_nets::{Embedding, Overlap, Vad};

const SECS: u32 = 10;

fn networks(criterion: &mut Criterion<CpuClock>) {
    let samples = speech(SECS);
    let mut group = criterion.benchmark_group("networks");
    group.throughput(audio(f64::from(SECS)));
    group.bench_function("speech or not, 10 s", |bencher| {
        let mut vad = Vad::new();
        let mut probabilities = Vec::with_capacity(400);
        bencher.iter(|| {
            probabilities.clear();
            vad.push(black_box(&samples), &mut probabilities);
            probabilities.len()
        });
    });
    group.bench_function("voices at once, 10 s", |bencher| {
        bencher.iter(|| Overlap::of(black_box(&samples)).map(|overlap| overlap.seconds()));
    });
    group.throughput(audio(1.0));
    group.bench_function("whose voice, 1 s", |bencher| {
        bencher.iter(|| Embedding::of(black_box(&samples[..16_000])));
    });
    group.finish();
    criterion.bench_function("networks/a new speech detector", |bencher| {
        bencher.iter(Vad::new);
    });
}

criterion_group! {
    name = benches;
    config = CpuClock::AllThreads.criterion();
    targets = networks
}
criterion_main!(benches);
