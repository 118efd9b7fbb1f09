//! Prediction error of speech -> single clicks, and how likely the wave was torn anywhere.

use crate::measure::kept::{BLOCK, Kept};
use crate::measure::residual::residual;

/// Clicks of a recording.
pub(super) struct Clicks {
    /// Samples at which they are.
    pub(super) places: Vec<usize>,
    /// Likelihood of a click or a skip, 0 to 1.
    pub(super) score: f64,
}

/// Half a millisecond: the error is looked at in bins of 8 samples.
const BIN: usize = 8;
/// Pulses of the voice come every 2.5 to 15 ms; a click stands out of what is 1.5 to 15 ms away.
const NEAREST: usize = 3;
const FARTHEST: usize = 29;
/// Error and level are averaged over 30 ms.
const AROUND: usize = 30;
/// Weights of the logistic regression over the two features of [`find`], fitted on 76 recordings
/// of 43 speakers with one to eight clicks or skips each.
const RATIO_WEIGHT: f64 = 1.414;
const CREST_WEIGHT: f64 = 0.746;
const BIAS: f64 = -4.396;
/// A click is counted above both.
const CLICK_RATIO: f32 = 6.0;
const CLICK_CREST: f32 = 20.0;

/// Finds isolated peaks of the prediction error (Vaseghi; Godsill & Rayner 1998).
///
/// Two features: the highest peak over the next highest within 15 ms, and over the mean error
/// within 15 ms.
pub(super) fn find(kept: &Kept<'_>, speech_rms: f32) -> Clicks {
    let quiet_mean_square = (0.01 * speech_rms).powi(2);
    let errors = residual(kept.samples, kept.spectrogram, quiet_mean_square);
    let bins = Bins::new(&errors, kept.samples);
    let (mut best_ratio, mut best_crest, mut places) = (0.05_f32, 1.0_f32, Vec::new());
    for index in 1..bins.peaks.len().saturating_sub(1) {
        let peak = bins.peaks[index];
        let is_top = peak >= bins.peaks[index - 1] && peak >= bins.peaks[index + 1];
        if !is_top || peak < 0.02 * speech_rms {
            continue;
        }
        let (mean_error, rms) = bins.around(index);
        let crest = peak / (mean_error + 1e-4 * speech_rms + 1e-5);
        let is_loud = rms > 0.03 * speech_rms;
        if is_loud {
            best_crest = best_crest.max(crest);
        }
        // No peak stands out of its neighbours without standing out of the mean.
        let speech = kept.speech.get(index * BIN / BLOCK).or(kept.speech.last());
        if speech.is_none_or(|it| *it <= 0.3) || crest < 2.0 {
            continue;
        }
        let quiet = 1e-4 * speech_rms + 3e-5;
        let enough = best_ratio.min(CLICK_RATIO);
        let Some(next_highest) = bins.next_highest(index, peak / enough - quiet) else {
            continue;
        };
        let ratio = peak / (next_highest + quiet);
        best_ratio = best_ratio.max(ratio);
        if is_loud && ratio > CLICK_RATIO && crest > CLICK_CREST {
            places.push(index * BIN);
        }
    }
    let logit = RATIO_WEIGHT * f64::from(best_ratio).ln()
        + CREST_WEIGHT * f64::from(best_crest).ln()
        + BIAS;
    Clicks {
        places,
        score: 1.0 / (1.0 + (-logit).exp()),
    }
}

/// Error and energy per bin.
struct Bins {
    peaks: Vec<f32>,
    /// Running sums, one more than bins.
    error_sums: Vec<f64>,
    energy_sums: Vec<f64>,
}

impl Bins {
    fn new(errors: &[f32], samples: &[f32]) -> Bins {
        let mean = samples.iter().sum::<f32>() / samples.len().max(1) as f32;
        let sums_of = |values: &mut dyn Iterator<Item = f32>| {
            let mut sum = 0.0_f64;
            let running = values.map(|it| {
                sum += f64::from(it);
                sum
            });
            std::iter::once(0.0).chain(running).collect::<Vec<f64>>()
        };
        let bins = errors.chunks_exact(BIN);
        let energies = samples.chunks_exact(BIN);
        Bins {
            peaks: bins
                .clone()
                .map(|bin| bin.iter().copied().fold(0.0, f32::max))
                .collect(),
            error_sums: sums_of(&mut bins.map(|bin| bin.iter().sum::<f32>())),
            energy_sums: sums_of(
                &mut energies
                    .map(|bin| bin.iter().map(|it| (it - mean) * (it - mean)).sum::<f32>()),
            ),
        }
    }

    /// Mean error and RMS of the samples within 15 ms.
    #[expect(clippy::cast_possible_truncation, reason = "means of f32 fit f32")]
    fn around(&self, index: usize) -> (f32, f32) {
        let from = index.saturating_sub(AROUND);
        let to = (index + AROUND + 1).min(self.peaks.len());
        let samples = ((2 * AROUND + 1) * BIN) as f64;
        let mean_of = |sums: &[f64]| (sums[to] - sums[from]) / samples;
        let rms = mean_of(&self.energy_sums).max(0.0).sqrt();
        (mean_of(&self.error_sums) as f32, rms as f32)
    }

    /// Highest error 1.5 to 15 ms before and after, unless it exceeds `most`.
    fn next_highest(&self, index: usize, most: f32) -> Option<f32> {
        let before = index.saturating_sub(FARTHEST)..(index + 1).saturating_sub(NEAREST);
        let after =
            (index + NEAREST).min(self.peaks.len())..(index + FARTHEST + 1).min(self.peaks.len());
        let mut highest = 0.0_f32;
        for peak in self.peaks[before].iter().rev().chain(&self.peaks[after]) {
            highest = highest.max(*peak);
            if highest > most {
                return None;
            }
        }
        Some(highest)
    }
}
