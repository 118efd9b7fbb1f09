//! A recording in progress -> no call of the allocator, so that a push can run in an audio callback.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

use allocation_counter::measure;
use audio_check::{Checker, Depth, PcmSpec, Policy};

/// Pushes 10 ms at a time past the point where the ring of the kept window wraps around.
fn check(spec: &str, depth: Depth) {
    let spec: PcmSpec = spec.parse().unwrap();
    let policy = Policy {
        depth,
        max_clip_bytes: Some(64_000),
        ..Policy::default()
    };
    let mut checker = Checker::new(spec, policy).unwrap();
    let samples = spec.sample_rate as usize / 100 * usize::from(spec.channels);
    let block: Vec<f32> = (0..samples)
        .map(|n| 0.3 * (n as f32 * 0.05).sin())
        .collect();
    for push in 0..1_000 {
        let allocations = measure(|| checker.push_f32(&block).unwrap());
        assert_eq!(allocations.count_total, 0, "{spec}, {depth:?}, push {push}");
    }
}

#[test]
fn a_push_never_allocates() {
    for spec in [
        "f32:16000:1",
        "f32:48000:2",
        "f32:44100:1",
        "f32:8000:1",
        "f32:47999:2",
    ] {
        for depth in [Depth::Basic, Depth::Speech, Depth::Full] {
            check(spec, depth);
        }
    }
}
