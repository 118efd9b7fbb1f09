//! 16 kHz mono samples -> power spectra of 32 ms every 16 ms, computed once and read by many.

use realfft::RealFftPlanner;

/// Power spectra `|X|^2` of Hann-windowed frames: 512 samples, hop 256, 257 bins of 31.25 Hz.
///
/// The window is scaled so that the bins of one frame sum to the mean square of the frame
/// (Parseval, one-sided): a full-scale sine reads 0.5 in all.
pub(crate) struct Spectrogram {
    power: Vec<f32>,
}

impl Spectrogram {
    /// Samples in a frame: 32 ms.
    pub(crate) const FRAME: usize = 512;
    /// Samples from frame to frame: 16 ms.
    pub(crate) const HOP: usize = 256;
    /// Bins of a frame, 0 Hz to 8 kHz.
    pub(crate) const BINS: usize = Self::FRAME / 2 + 1;
    /// Width of one bin.
    pub(crate) const BIN_HZ: f32 = 16_000.0 / Self::FRAME as f32;

    /// Spectra of every whole frame; fewer than 512 samples give none.
    pub(crate) fn new(samples: &[f32]) -> Spectrogram {
        let fft = RealFftPlanner::<f32>::new().plan_fft_forward(Self::FRAME);
        let (window, scale) = hann_window();
        let mut frame = fft.make_input_vec();
        let mut bins = fft.make_output_vec();
        let mut scratch = fft.make_scratch_vec();
        let frames = (samples.len() + Self::HOP).saturating_sub(Self::FRAME) / Self::HOP;
        let mut power = Vec::with_capacity(frames * Self::BINS);
        for start in (0..frames).map(|index| index * Self::HOP) {
            for ((out, sample), weight) in frame.iter_mut().zip(&samples[start..]).zip(&window) {
                *out = sample * weight;
            }
            let done = fft.process_with_scratch(&mut frame, &mut bins, &mut scratch);
            debug_assert!(done.is_ok(), "buffer sizes come from the plan");
            power.extend(bins.iter().map(|bin| bin.norm_sqr() * scale));
            // The first and the last bin have no mirror image.
            let first = power.len() - Self::BINS;
            power[first] *= 0.5;
            if let Some(last) = power.last_mut() {
                *last *= 0.5;
            }
        }
        Spectrogram { power }
    }

    /// Number of frames; frame `i` covers samples `i * 256` to `i * 256 + 512`.
    pub(crate) fn frames(&self) -> usize {
        self.power.len() / Self::BINS
    }

    /// Power of each bin of frame `index`.
    pub(crate) fn frame(&self, index: usize) -> &[f32] {
        &self.power[index * Self::BINS..][..Self::BINS]
    }
}

/// Periodic Hann window, and the factor that makes one-sided bins sum to the mean square.
fn hann_window() -> (Vec<f32>, f32) {
    let n = Spectrogram::FRAME as f32;
    let window: Vec<f32> = (0..Spectrogram::FRAME)
        .map(|i| 0.5 - 0.5 * (std::f32::consts::TAU * i as f32 / n).cos())
        .collect();
    let energy: f32 = window.iter().map(|weight| weight * weight).sum();
    (window, 2.0 / (n * energy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_of_a_frame_sum_to_its_mean_square() {
        let sine: Vec<f32> = (0..4096).map(|i| (i as f32 * 0.3).sin()).collect();
        let spectrogram = Spectrogram::new(&sine);
        assert_eq!(spectrogram.frames(), 15);
        for index in 0..spectrogram.frames() {
            let sum: f32 = spectrogram.frame(index).iter().sum();
            assert!((sum - 0.5).abs() < 0.01, "{sum}");
        }
    }

    #[test]
    fn too_short_has_no_frames() {
        assert_eq!(Spectrogram::new(&[0.5; 511]).frames(), 0);
        assert_eq!(Spectrogram::new(&[0.5; 512]).frames(), 1);
        assert_eq!(Spectrogram::new(&[]).frames(), 0);
    }
}
