//! Raw PCM of any kind in any split: the same clip as in one piece.
#![no_main]

use audio_check::{Checker, Depth, Encoding, PcmSpec, Policy};
use libfuzzer_sys::fuzz_target;

fn samples(spec: PcmSpec, pieces: &[&[u8]]) -> Vec<i16> {
    let mut policy = Policy::default();
    policy.depth = Depth::Basic;
    let mut checker = Checker::new(spec, policy).expect("the spec is within its ranges");
    for piece in pieces {
        checker.push(piece).expect("far below the longest source");
    }
    checker.finish().clip.samples().to_vec()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&[encoding, rate, channels, step], pcm)) = bytes.split_first_chunk() else {
        return;
    };
    let rates = [16_000, 4_000, 8_000, 11_025, 22_050, 44_100, 48_000, 96_000];
    let spec = PcmSpec {
        sample_rate: rates[usize::from(rate) % rates.len()],
        channels: u16::from(channels % 8) + 1,
        encoding: Encoding::ALL[usize::from(encoding) % Encoding::ALL.len()],
    };
    let split: Vec<&[u8]> = pcm.chunks(usize::from(step) + 1).collect();
    assert_eq!(samples(spec, &[pcm]), samples(spec, &split));
});
