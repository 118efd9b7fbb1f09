//! Clean speech -> the same speech, spoiled in one way each.

use std::f64::consts::TAU;
use testkit::signals;

pub(crate) const RATE_HZ: u32 = 16_000;

/// Seven seconds of one person who reads, at 16 kHz.
pub(crate) fn speech() -> Vec<f64> {
    read("wav/speech-16khz-mono-s16.wav")
}

/// Three seconds of somebody else.
pub(crate) fn other_speech() -> Vec<f64> {
    read("wav/cards-16khz-mono-s16.wav")
}

fn read(path: &str) -> Vec<f64> {
    let bytes = std::fs::read(testkit::fixture(path)).unwrap();
    let (pairs, _) = bytes[44..].as_chunks::<2>();
    let samples = pairs.iter().map(|pair| i16::from_le_bytes(*pair));
    samples.map(|sample| f64::from(sample) / 32_768.0).collect()
}

/// Adds something that depends on the time in seconds.
pub(crate) fn with(speech: &[f64], more: impl Fn(f64) -> f64) -> Vec<f64> {
    let seconds = (0_u32..).map(|index| f64::from(index) / f64::from(RATE_HZ));
    let pairs = speech.iter().zip(seconds);
    pairs.map(|(sample, at)| sample + more(at)).collect()
}

/// Chords that change twice a second.
pub(crate) fn chords(at: f64) -> f64 {
    let root = 440.0 * 2.0_f64.powf((at * 2.0).floor() * 2.0 % 12.0 / 12.0);
    [1.0, 1.25, 1.5]
        .iter()
        .map(|interval| 0.03 * (TAU * root * interval * at).sin())
        .sum()
}

/// A key is hit four times a second.
pub(crate) fn with_keys(speech: &[f64]) -> Vec<f64> {
    let noise = signals::noise(RATE_HZ, 10.0, 0.25, 5);
    let decay = |index: usize| (-((index % 4_000) as f64) / 48.0).exp();
    let keys = noise
        .iter()
        .enumerate()
        .map(|(index, it)| it * decay(index));
    speech.iter().zip(keys).map(|(a, b)| a + b).collect()
}

/// A hall: an exponential tail of one second, so many times the energy of the direct sound.
pub(crate) fn in_hall(speech: &[f64], energy_ratio: f64) -> Vec<f64> {
    let noise = signals::noise(RATE_HZ, 0.6, 1.0, 7);
    let decay = |index: usize| (-6.9 * index as f64 / f64::from(RATE_HZ)).exp();
    let mut tail: Vec<f64> = noise
        .iter()
        .enumerate()
        .map(|(i, it)| it * decay(i))
        .collect();
    let energy: f64 = tail.iter().map(|it| it * it).sum();
    tail.iter_mut()
        .for_each(|it| *it *= (energy_ratio / energy).sqrt());
    tail[0] += 1.0;
    (0..speech.len())
        .map(|at| {
            let past = speech[at.saturating_sub(tail.len() - 1)..=at].iter().rev();
            past.zip(&tail)
                .map(|(sample, tap)| 0.3 * sample * tap)
                .sum()
        })
        .collect()
}

/// 20 ms of silence in the midst of loud speech, five times.
pub(crate) fn with_dropouts(speech: &[f64]) -> Vec<f64> {
    let mut damaged = speech.to_vec();
    let is_loud = |at: &usize| {
        speech[*at..at + 960]
            .chunks(320)
            .all(|it| signals::rms(it) > 0.03)
    };
    let mut places: Vec<usize> = (0..speech.len() - 960)
        .step_by(320)
        .filter(is_loud)
        .collect();
    places.dedup_by(|a, b| *a < *b + 8_000);
    for at in places.into_iter().take(5) {
        damaged[at + 320..at + 640].fill(0.0);
    }
    damaged
}

/// A train of pulses at one pitch: what a robot hums.
pub(crate) fn buzz(length: usize) -> Vec<f64> {
    (0..length)
        .map(|index| if index % 128 == 0 { 1.0 } else { 0.0 })
        .collect()
}
