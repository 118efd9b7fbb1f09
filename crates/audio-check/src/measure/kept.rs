//! The kept part as every measurement sees it.

use super::spectrogram::Spectrogram;

/// The kept part of a recording: 16 kHz mono, with what was already learnt about it.
pub(crate) struct Kept<'a> {
    /// 16 kHz mono, full scale 1.0.
    pub(crate) samples: &'a [f32],
    /// Probability of speech, 0 to 1, per block of [`BLOCK`] samples; as many as started blocks.
    pub(crate) speech: &'a [f32],
    /// Power spectra of the samples.
    pub(crate) spectrogram: &'a Spectrogram,
}

/// Samples of one analysis block at 16 kHz: 20 ms.
pub(crate) const BLOCK: usize = 320;
/// Length of one block.
pub(crate) const BLOCK_SECS: f64 = 0.02;
