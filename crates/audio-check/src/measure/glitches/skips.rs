//! Peaks of the prediction error -> places where the wave goes on as if time had jumped.

use super::bins::{BIN, Bins};
use crate::measure::kept::{BLOCK, Kept};
use crate::measure::lanes::dot;
use crate::measure::low_band::LowBand;
use std::ops::RangeInclusive;

/// Skips of a recording.
pub(super) struct Skips {
    /// Samples at which they are, the surest first.
    pub(super) places: Vec<usize>,
    /// Logarithm of the odds that there is any.
    pub(super) logit: f64,
}

/// Weights of the logistic regression over the four features of [`logit`], fitted on 942 pieces of
/// 70 speakers, two thirds of which skip 5 to 80 ms at one to sixteen places. Speakers held out,
/// AUC .73 for one skip, .80 for two, .90 for four, .95 for eight, .99 for sixteen.
const MATCH_WEIGHT: f64 = 8.494;
const BREAK_WEIGHT: f64 = 2.476;
const LEVEL_WEIGHT: f64 = 0.778;
const CREST_WEIGHT: f64 = 3.695;
/// 1.5 below what was fitted: the better of these odds and those of a click is taken, and so the
/// clicks lose nothing by it.
const BIAS: f64 = -15.519;
/// A skip is counted above these odds: no peak of 608 whole pieces reached 1, one onset of a
/// creaking voice elsewhere 1.9.
const COUNTED_LOGIT: f64 = 3.0;
/// Places further apart than this, 25 ms, are two.
const APART: usize = 400;
/// So many of the sharpest peaks are looked at.
const PEAKS_PER_SEC: usize = 6;
/// Samples at 16 kHz for each at 4 kHz.
const RATE: usize = 4;
/// A stretch of 8 ms, at 4 kHz, is compared with
const STRETCH: usize = 32;
/// what lies 2.5 to 15 ms away: one period of any voice.
const LAGS: RangeInclusive<usize> = 10..=60;

/// Finds peaks of the prediction error at which the voice breaks off and goes on at another place
/// of its period.
pub(super) fn find(
    kept: &Kept<'_>,
    low: &LowBand,
    errors: &[f32],
    bins: &Bins,
    speech_rms: f32,
) -> Skips {
    let mut skips = Skips {
        places: Vec::new(),
        logit: f64::NEG_INFINITY,
    };
    let mut odds: Vec<(f64, usize)> = peaks(kept, bins, speech_rms)
        .iter()
        .filter_map(|peak| {
            let at = highest_of_bin(errors, peak.bin)?;
            Some((logit(peak, at / RATE, low, speech_rms)?, at))
        })
        .collect();
    odds.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    for (logit, at) in odds {
        skips.logit = skips.logit.max(logit);
        let is_new = skips.places.iter().all(|it| it.abs_diff(at) > APART);
        if logit > COUNTED_LOGIT && is_new {
            skips.places.push(at);
        }
    }
    skips
}

struct Peak {
    bin: usize,
    /// Over the mean error of 30 ms.
    crest: f32,
    /// RMS of 30 ms.
    rms: f32,
}

/// The sharpest peaks of the error in speech.
fn peaks(kept: &Kept<'_>, bins: &Bins, speech_rms: f32) -> Vec<Peak> {
    let mut peaks = Vec::new();
    for (before, three) in bins.peaks.windows(3).enumerate() {
        let index = before + 1;
        let speech = kept.speech.get(index * BIN / BLOCK).or(kept.speech.last());
        if three[1] < three[0] || three[1] < three[2] || speech.is_none_or(|it| *it <= 0.3) {
            continue;
        }
        let (mean_error, rms) = bins.around(index);
        if rms > 0.1 * speech_rms {
            peaks.push(Peak {
                bin: index,
                crest: three[1] / (mean_error + 1e-4 * speech_rms + 1e-5),
                rms,
            });
        }
    }
    let most = PEAKS_PER_SEC * kept.samples.len() / 16_000;
    if most < peaks.len() {
        peaks.select_nth_unstable_by(most, |a, b| {
            b.crest.total_cmp(&a.crest).then(a.bin.cmp(&b.bin))
        });
        peaks.truncate(most);
    }
    peaks
}

/// Sample at which the error of a bin is highest.
fn highest_of_bin(errors: &[f32], bin: usize) -> Option<usize> {
    let start = bin * BIN;
    let of_bin = errors.get(start..start + BIN)?.iter().enumerate();
    let (place, _) = of_bin.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
    Some(start + place)
}

/// Odds that time jumps at a peak: what precedes it and what follows it each repeat themselves,
/// but what straddles it is found on neither side. `at` counts 4 kHz; `None` near the ends.
fn logit(peak: &Peak, at: usize, low: &LowBand, speech_rms: f32) -> Option<f64> {
    let least_energy = 3e-5 * speech_rms * speech_rms;
    let is_like =
        |start: Option<usize>, side| likeness(&low.at_4_khz, start?, side, f64::from(least_energy));
    let before = is_like(at.checked_sub(STRETCH), Side::Before)?;
    let after = is_like(Some(at + 1), Side::After)?;
    let middle = at.checked_sub(STRETCH / 2);
    let straddling = is_like(middle, Side::Before)?.max(is_like(middle, Side::After)?);
    Some(
        MATCH_WEIGHT * before.min(after)
            + BREAK_WEIGHT * (1.02 - straddling).ln()
            + LEVEL_WEIGHT * f64::from(peak.rms / speech_rms).ln()
            + CREST_WEIGHT * f64::from(peak.crest).ln()
            + BIAS,
    )
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

/// Highest normalized correlation, -1 to 1, of the stretch from `start` on with those of the
/// [`LAGS`] on one side of it; `None` where they do not lie within the samples.
fn likeness(samples: &[f32], start: usize, side: Side, least_energy: f64) -> Option<f64> {
    let stretch = samples.get(start..start + STRETCH)?;
    let energy = f64::from(dot(stretch, stretch));
    let mut highest = -1.0_f64;
    for lag in LAGS {
        let start = match side {
            Side::Before => start.checked_sub(lag)?,
            Side::After => start + lag,
        };
        let other = samples.get(start..start + STRETCH)?;
        let product = f64::from(dot(stretch, other));
        let energies = energy * f64::from(dot(other, other)) + least_energy * least_energy;
        highest = highest.max(product / energies.sqrt().max(f64::MIN_POSITIVE));
    }
    Some(highest.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buzz() -> Vec<f32> {
        let sample = |i: usize| if i.is_multiple_of(31) { 1.0 } else { 0.01 };
        (0..400).map(sample).collect()
    }

    #[test]
    fn a_period_is_like_the_next() {
        for side in [Side::Before, Side::After] {
            let found = likeness(&buzz(), 150, side, 1e-12).unwrap();
            assert!((found - 1.0).abs() < 1e-5, "{found}");
        }
    }

    #[test]
    fn what_straddles_a_jump_is_found_on_neither_side() {
        let whole: Vec<f32> = (0..500).map(|i| (i as f32 * 0.2).sin()).collect();
        let jumped = [&whole[..200], &whole[216..]].concat();
        let straddling = |samples: &[f32]| {
            let before = likeness(samples, 184, Side::Before, 1e-12).unwrap();
            before.max(likeness(samples, 184, Side::After, 1e-12).unwrap())
        };
        assert!(straddling(&whole) > 0.99);
        assert!(straddling(&jumped) < 0.9, "{}", straddling(&jumped));
    }

    #[test]
    fn nothing_is_like_silence_or_what_is_not_there() {
        assert_eq!(likeness(&[0.0; 200], 80, Side::Before, 0.0), Some(0.0));
        assert_eq!(likeness(&buzz(), 20, Side::Before, 0.0), None);
        assert_eq!(likeness(&buzz(), 360, Side::After, 0.0), None);
        assert_eq!(likeness(&[], 0, Side::After, 0.0), None);
    }
}
