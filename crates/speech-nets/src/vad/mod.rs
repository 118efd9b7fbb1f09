//! Samples at 16 kHz -> probability of speech per frame of 512.
//!
//! silero VAD v6 written out over plain slices: windowed Fourier transforms, four convolutions, one
//! LSTM cell, one output unit.

mod dense;
mod gates;
mod network;
mod spectrum;

use zeroize::Zeroize;

use self::network::Network;
use self::spectrum::{BINS, HOP, Spectrum};

/// Samples of the frame before that the network also looks at.
const CONTEXT: usize = 64;
/// Mirrored samples that complete the last transform.
const MIRROR: usize = 64;
/// Sound beyond 24 dB over full scale is no sound: keeps every sum finite.
const LIMIT: f32 = 16.0;

/// Tells speech from everything else, frame by frame, on one channel at 16 kHz.
///
/// The same samples give bit-identical probabilities however they are split into pushes. The last
/// bits may differ from one kind of processor to another.
///
/// ```
/// use speech_nets::Vad;
///
/// let mut vad = Vad::new();
/// let mut probabilities = Vec::new();
/// vad.push(&[0.0; 1_600], &mut probabilities);
/// assert_eq!(probabilities.len(), 1_600 / Vad::FRAME);
/// assert!(probabilities.iter().all(|p| *p < 0.1));
/// ```
#[derive(Clone)]
pub struct Vad {
    network: Network,
    spectrum: Spectrum,
    /// Context, frame, mirror.
    samples: [f32; CONTEXT + Vad::FRAME + MIRROR],
    /// New samples of the frame in hand.
    filled: usize,
    /// The four spectra between two rows of zeros.
    spectra: [[f32; BINS]; 6],
}

impl Vad {
    /// Samples of one frame: 32 ms.
    pub const FRAME: usize = 512;

    /// A network that has heard nothing yet.
    ///
    /// The first one of the process unpacks the weights (0.9 MB), the others share them.
    #[must_use]
    pub fn new() -> Vad {
        Vad {
            network: Network::new(),
            spectrum: Spectrum::new(),
            samples: [0.0; CONTEXT + Vad::FRAME + MIRROR],
            filled: 0,
            spectra: [[0.0; BINS]; 6],
        }
    }

    /// Takes samples in [-1, 1] and appends one probability of speech (0 to 1) for every frame of
    /// 512 they complete.
    ///
    /// Allocates nothing but what `probabilities` needs to grow. NaN and infinities count as
    /// silence.
    pub fn push(&mut self, samples_16khz: &[f32], probabilities: &mut Vec<f32>) {
        let mut rest = samples_16khz;
        while !rest.is_empty() {
            let (taken, left) = rest.split_at(rest.len().min(Vad::FRAME - self.filled));
            let start = CONTEXT + self.filled;
            for (kept, sample) in self.samples[start..].iter_mut().zip(taken) {
                *kept = if sample.is_finite() {
                    sample.clamp(-LIMIT, LIMIT)
                } else {
                    0.0
                };
            }
            self.filled += taken.len();
            rest = left;
            if self.filled == Vad::FRAME {
                probabilities.push(self.frame());
                self.filled = 0;
            }
        }
    }

    /// Forgets all that was heard, part of a frame included.
    pub fn reset(&mut self) {
        self.network.reset();
        self.samples.fill(0.0);
        self.filled = 0;
    }

    fn frame(&mut self) -> f32 {
        const END: usize = CONTEXT + Vad::FRAME;
        for i in 0..MIRROR {
            self.samples[END + i] = self.samples[END - 2 - i];
        }
        for (i, row) in self.spectra[1..5].iter_mut().enumerate() {
            self.spectrum.magnitudes(&self.samples[i * HOP..], row);
        }
        self.samples.copy_within(END - CONTEXT..END, 0);
        self.network.step(&self.spectra)
    }
}

impl Default for Vad {
    fn default() -> Vad {
        Vad::new()
    }
}

impl std::fmt::Debug for Vad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vad")
            .field("filled", &self.filled)
            .finish_non_exhaustive()
    }
}

impl Drop for Vad {
    fn drop(&mut self) {
        self.samples.zeroize();
        self.spectrum.wipe();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn probabilities(vad: &mut Vad, pushes: &[&[f32]]) -> Vec<u32> {
        let mut probabilities = Vec::new();
        for samples in pushes {
            vad.push(samples, &mut probabilities);
        }
        probabilities.iter().map(|p| p.to_bits()).collect()
    }

    fn buzz(frames: u16) -> Vec<f32> {
        (0..frames * 512)
            .map(|n| {
                if n % 131 < 9 && n % 4_096 < 2_500 {
                    0.3
                } else {
                    0.01 * f32::from(n % 7)
                }
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_split_gives_the_same_bits(cuts in prop::collection::vec(0_usize..5_300, 0..12)) {
            let samples = &buzz(11)[..5_300];
            let mut cuts = cuts;
            cuts.sort_unstable();
            cuts.push(samples.len());
            let mut start = 0;
            let mut pushes = Vec::new();
            for cut in cuts {
                pushes.push(&samples[start..cut]);
                start = cut;
            }
            let whole = probabilities(&mut Vad::new(), &[samples]);
            prop_assert_eq!(whole.len(), 10);
            prop_assert_eq!(probabilities(&mut Vad::new(), &pushes), whole);
        }

        #[test]
        fn whatever_comes_in_a_probability_comes_out(
            wild in prop::collection::vec(prop::num::f32::ANY, 1_100),
        ) {
            let mut vad = Vad::new();
            let mut out = Vec::new();
            vad.push(&wild, &mut out);
            vad.push(&buzz(4), &mut out);
            prop_assert_eq!(out.len(), 6);
            prop_assert!(out.iter().all(|p| (0.0..=1.0).contains(p)), "{:?}", out);
        }
    }

    #[test]
    fn after_a_reset_nothing_is_remembered() {
        let mut vad = Vad::new();
        let first = probabilities(&mut vad, &[&buzz(20)[..9_999]]);
        vad.reset();
        assert_eq!(probabilities(&mut vad, &[&buzz(20)[..9_999]]), first);
    }

    #[test]
    fn silence_is_not_speech() {
        let mut out = Vec::new();
        Vad::new().push(&[0.0; 16_000], &mut out);
        assert!(out.iter().all(|p| *p < 0.1), "{out:?}");
    }
}
