//! Fixtures -> speech that tests may damage.

use super::kept::{BLOCK, Kept};
use super::source::{SourceBlock, SourceMeter};
use super::spectrogram::Spectrogram;

/// Seven seconds of clean speech at 16 kHz.
pub(crate) fn speech() -> Vec<f32> {
    read("wav/speech-16khz-mono-s16.wav")
}

/// Three seconds of somebody else.
pub(crate) fn other_speech() -> Vec<f32> {
    read("wav/cards-16khz-mono-s16.wav")
}

fn read(path: &str) -> Vec<f32> {
    let mut reader = hound::WavReader::open(testkit::fixture(path)).unwrap();
    let samples = reader.samples::<i16>();
    samples
        .map(|it| f32::from(it.unwrap()) / 32_768.0)
        .collect()
}

/// Samples as 16 bits would hold them.
pub(crate) fn rounded(samples: &[f32]) -> Vec<f32> {
    let round = |it: &f32| (it * 32_768.0).round().clamp(-32_768.0, 32_767.0) / 32_768.0;
    samples.iter().map(round).collect()
}

/// Hands `samples` to `measure`; speech is what lies within 25 dB of the loudest block.
pub(crate) fn with_kept<T>(samples: &[f32], measure: impl Fn(&Kept<'_>) -> T) -> T {
    let energy = |block: &[f32]| block.iter().map(|it| it * it).sum::<f32>();
    let energies: Vec<f32> = samples.chunks(BLOCK).map(energy).collect();
    let loudest = energies.iter().copied().fold(0.0, f32::max);
    let speech: Vec<f32> = energies
        .iter()
        .map(|it| if *it > loudest * 0.003 { 0.9 } else { 0.1 })
        .collect();
    measure(&Kept {
        samples,
        speech: &speech,
        spectrogram: &Spectrogram::new(samples),
    })
}

/// Blocks of an interleaved source.
pub(crate) fn blocks(interleaved: &[f32], channels: u16, sample_rate: u32) -> Vec<SourceBlock> {
    let mut meter = SourceMeter::new(channels, sample_rate);
    let mut blocks = Vec::new();
    meter.push(interleaved, &mut blocks);
    blocks.extend(meter.finish());
    blocks
}

/// Interleaves two channels.
pub(crate) fn stereo(first: &[f32], second: &[f32]) -> Vec<f32> {
    first
        .iter()
        .zip(second)
        .flat_map(|(a, b)| [*a, *b])
        .collect()
}
