//! Noise and pulses -> time of the networks per 10 s of sound.

use divan::Bencher;
use speech_nets::Vad;

fn main() {
    divan::main();
}

/// Ten seconds of pulses at 125 Hz that come and go.
fn pulses() -> Vec<f32> {
    (0..160_000_u32)
        .map(|n| {
            if n % 128 < 8 && n % 16_000 < 9_000 {
                0.2
            } else {
                0.0
            }
        })
        .collect()
}

#[divan::bench]
fn vad_ten_seconds(bencher: Bencher<'_, '_>) {
    let samples = pulses();
    let mut vad = Vad::new();
    let mut probabilities = Vec::with_capacity(400);
    bencher.bench_local(|| {
        probabilities.clear();
        vad.push(&samples, &mut probabilities);
        probabilities.len()
    });
}

#[divan::bench]
fn vad_new() -> Vad {
    Vad::new()
}

#[cfg(feature = "voices")]
#[divan::bench]
fn embedding_of_one_second(bencher: Bencher<'_, '_>) {
    let samples = pulses();
    bencher.bench(|| speech_nets::Embedding::of(&samples[..16_000]));
}

#[cfg(feature = "voices")]
#[divan::bench]
fn overlap_of_ten_seconds(bencher: Bencher<'_, '_>) {
    let samples = pulses();
    bencher.bench(|| speech_nets::Overlap::of(&samples).map(|overlap| overlap.seconds()));
}
