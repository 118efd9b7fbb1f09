//! Peaks of the prediction error -> single clicks, and how likely there is any.

use super::bins::{BIN, Bins};
use crate::measure::kept::{BLOCK, Kept};

/// Clicks of a recording.
pub(super) struct Clicks {
    /// Samples at which they are.
    pub(super) places: Vec<usize>,
    /// Logarithm of the odds that there is a click or a skip.
    pub(super) logit: f64,
}

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
pub(super) fn find(kept: &Kept<'_>, bins: &Bins, speech_rms: f32) -> Clicks {
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
    Clicks { places, logit }
}
