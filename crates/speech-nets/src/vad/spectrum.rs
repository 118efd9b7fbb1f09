//! 640 samples -> four magnitude spectra of 129 bins, the network's view of one frame.

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};
use zeroize::Zeroize;

/// Samples of one transform.
pub(super) const WINDOW: usize = 256;
/// Samples between transforms.
pub(super) const HOP: usize = 128;
/// Frequencies of one transform, 0 Hz and 8 kHz included.
pub(super) const BINS: usize = WINDOW / 2 + 1;

/// A Hann-windowed Fourier transform with its plan and memory.
#[derive(Clone)]
pub(super) struct Spectrum {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: [f32; WINDOW],
    windowed: [f32; WINDOW],
    bins: [Complex32; BINS],
    scratch: Vec<Complex32>,
}

impl Spectrum {
    pub(super) fn new() -> Spectrum {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a window"
        )]
        let hann = std::array::from_fn(|n| {
            let turn = std::f64::consts::TAU * n as f64 / WINDOW as f64;
            (0.5 - 0.5 * turn.cos()) as f32
        });
        let scratch = fft.make_scratch_vec();
        Spectrum {
            fft,
            hann,
            windowed: [0.0; WINDOW],
            bins: [Complex32::ZERO; BINS],
            scratch,
        }
    }

    /// Wipes the sound still held.
    pub(super) fn wipe(&mut self) {
        self.windowed.zeroize();
    }

    /// Writes the magnitude of each bin of the first 256 of `samples`.
    pub(super) fn magnitudes(&mut self, samples: &[f32], magnitudes: &mut [f32; BINS]) {
        for ((windowed, sample), weight) in self.windowed.iter_mut().zip(samples).zip(self.hann) {
            *windowed = sample * weight;
        }
        let done =
            self.fft
                .process_with_scratch(&mut self.windowed, &mut self.bins, &mut self.scratch);
        debug_assert!(done.is_ok(), "lengths are those of the plan");
        for (magnitude, bin) in magnitudes.iter_mut().zip(self.bins) {
            *magnitude = (bin.re * bin.re + bin.im * bin.im).sqrt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_on_a_bin_is_half_the_window_there_and_nothing_two_bins_away() {
        let tone: Vec<f32> = (0..256_u16)
            .map(|n| (std::f32::consts::TAU * f32::from(n) / 16.0).cos())
            .collect();
        let mut magnitudes = [0.0; BINS];
        Spectrum::new().magnitudes(&tone, &mut magnitudes);
        assert!((magnitudes[16] - 64.0).abs() < 1e-3, "{}", magnitudes[16]);
        assert!((magnitudes[17] - 32.0).abs() < 1e-3, "{}", magnitudes[17]);
        assert!(magnitudes[18] < 1e-3 && magnitudes[0] < 1e-3);
    }
}
