//! Samples -> who of up to three voices speaks when (pyannote segmentation 3.0).

use std::ops::Range;
use std::sync::OnceLock;

use super::error::Error;
use super::leveller::level;
use super::onnx::Network;

/// Classes of the network: nobody, 1, 2, 3, 1+2, 1+3, 2+3.
const CLASSES: usize = 7;
/// Samples between two of its frames: 16.875 ms.
const STEP: usize = 270;
/// Samples before the middle of its first frame.
const FIRST: usize = 496;
/// The length it was trained on: 10 s.
const CHUNK: usize = 160_000;
/// Less than half a second is not listened to.
const SHORTEST: usize = 8_000;

/// Probability that two voices or more speak at once, over time.
#[derive(Clone, Debug, Default)]
pub struct Overlap {
    /// Stretches of at most 10 s, in order; they overlap where the recording is longer.
    chunks: Vec<Chunk>,
}

#[derive(Clone, Debug)]
struct Chunk {
    /// Sample in the middle of its first frame.
    first: usize,
    probabilities: Vec<f32>,
}

impl Overlap {
    /// Listens to mono sound in [-1, 1] at 16 kHz, up to any length, 10 s at a time, with its quiet
    /// parts lifted by up to 20 dB: a voice behind speaks on in the pauses of the first.
    ///
    /// Ten seconds take about 27 ms.
    ///
    /// # Errors
    ///
    /// When the network cannot be run on this machine.
    pub fn of(samples_16khz: &[f32]) -> Result<Overlap, Error> {
        let mut overlap = Overlap::default();
        if samples_16khz.len() < SHORTEST {
            return Ok(overlap);
        }
        let count = samples_16khz.len().div_ceil(CHUNK);
        let levelled = level(samples_16khz);
        let last = levelled.len().saturating_sub(CHUNK);
        for i in 0..count {
            let start = last * i / (count - 1).max(1);
            let samples = &levelled[start..levelled.len().min(start + CHUNK)];
            let output = network()?.run(&[1, 1, samples.len()], samples.to_vec())?;
            let probabilities = output.chunks_exact(CLASSES).map(several).collect();
            overlap.chunks.push(Chunk {
                first: start + FIRST,
                probabilities,
            });
        }
        Ok(overlap)
    }

    /// What was heard of the samples in `range`, counted from its start.
    #[must_use]
    pub fn within(&self, range: Range<usize>) -> Overlap {
        let heard = self.chunks.iter().map(|chunk| {
            let reach = |sample: usize| sample.saturating_sub(chunk.first).div_ceil(STEP);
            let end = reach(range.end).min(chunk.probabilities.len());
            let first = reach(range.start).min(end);
            Chunk {
                first: (chunk.first + first * STEP).saturating_sub(range.start),
                probabilities: chunk.probabilities[first..end].to_vec(),
            }
        });
        Overlap {
            chunks: heard
                .filter(|chunk| !chunk.probabilities.is_empty())
                .collect(),
        }
    }

    /// Seconds expected with two voices at once, in the 10 s that hold the most of it.
    #[must_use]
    pub fn seconds(&self) -> f32 {
        let frames = self
            .chunks
            .iter()
            .map(|chunk| chunk.probabilities.iter().sum());
        frames.fold(0.0, f32::max) * STEP_SECS
    }

    /// Probability at each frame as `(sample in the middle of it, probability)`, in order.
    pub fn frames(&self) -> impl Iterator<Item = (usize, f32)> {
        let mut reached = 0;
        self.chunks.iter().flat_map(move |chunk| {
            let frames = chunk.probabilities.iter().enumerate();
            let frames = frames.map(|(i, p)| (chunk.first + i * STEP, *p));
            let fresh: Vec<_> = frames.filter(|(sample, _)| *sample > reached).collect();
            reached = fresh.last().map_or(reached, |(sample, _)| *sample);
            fresh
        })
    }
}

const STEP_SECS: f32 = 0.016_875;

/// Log-probabilities of the classes -> probability of those with two voices.
fn several(classes: &[f32]) -> f32 {
    let p: f32 = classes[4..].iter().map(|log| log.exp()).sum();
    if p.is_finite() { p.min(1.0) } else { 0.0 }
}

fn network() -> Result<&'static Network, Error> {
    static NETWORK: OnceLock<Result<Network, Error>> = OnceLock::new();
    let loaded =
        NETWORK.get_or_init(|| Network::load(include_bytes!("../../models/segmentation_3.onnx")));
    loaded.as_ref().map_err(Error::clone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_holds_the_frames_that_lie_in_it() {
        let chunk = |start: usize, p: f32| Chunk {
            first: start + FIRST,
            probabilities: vec![p; 100],
        };
        let whole = Overlap {
            chunks: vec![chunk(0, 0.5), chunk(20_000, 1.0)],
        };
        let frames = |overlap: &Overlap| overlap.frames().collect::<Vec<_>>();
        let range = 10_000..30_000;
        let expected: Vec<(usize, f32)> = frames(&whole)
            .into_iter()
            .filter(|(sample, _)| range.contains(sample))
            .map(|(sample, p)| (sample - range.start, p))
            .collect();
        assert_eq!(frames(&whole.within(range)), expected);
        assert_eq!(frames(&whole.within(0..60_000)), frames(&whole));
        assert!((whole.within(0..20_000).seconds() - 0.5 * 73.0 * STEP_SECS).abs() < 1e-4);
        assert!(frames(&whole.within(70_000..80_000)).is_empty());
    }
}
