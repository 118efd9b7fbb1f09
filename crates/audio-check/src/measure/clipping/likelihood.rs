//! Kept samples -> how likely the wave was clipped or limited in any form.

use super::HardClipping;
use crate::measure::kept::{BLOCK_SECS, Kept};

/// Weights of the logistic regression over the heights of the highest half waves.
///
/// Heights are those of rank 2, 4, 8, 16, 32 and 64 per six seconds of speech, as logarithm over
/// that of rank 1. Fitted on 79 recordings of 43 speakers, each clipped softly (tanh), before
/// resampling, before a low-pass, an all-pass, a high-pass or a codec, at 0.03 to 9 % of samples.
const WEIGHTS: [f64; 6] = [-6.6245, -14.4971, 17.2996, 20.1047, 6.8417, 3.0918];
const BIAS: f64 = 3.4844;
/// The form of a wave alone makes nothing certain.
const LESS_THAN_CERTAIN: f64 = 0.98;
/// Certain clipping of so few samples lies half way between that and 1.
const LITTLE_RATIO: f64 = 0.000_1;
/// Seconds of speech the ranks refer to.
const RANK_SECS: f64 = 6.0;
/// Blocks of 20 ms with speech below which nothing can be said: one second.
const FEWEST_SPEECH_BLOCKS: usize = 50;

/// Likelihood that the wave was clipped or limited in any way, 0 to 1; `None` without speech.
/// From 0.98 on if `hard` is certain, and only then.
///
/// Crowding of the highest half waves under a common ceiling: the idea of the histogram methods
/// (Eaton & Naylor 2013), taken over half waves of a smoothed signal, which a filter, a codec or
/// a change of rate after clipping leaves nearly as high as they were.
pub(crate) fn score(kept: &Kept<'_>, hard: HardClipping) -> Option<f64> {
    if hard.is_certain() {
        let share = hard.clipped_ratio / (hard.clipped_ratio + LITTLE_RATIO);
        return Some(LESS_THAN_CERTAIN + (1.0 - LESS_THAN_CERTAIN) * share);
    }
    let speech_blocks = kept.speech.iter().filter(|it| **it > 0.5).count();
    if speech_blocks < FEWEST_SPEECH_BLOCKS {
        return None;
    }
    let scale = (speech_blocks as f64 * BLOCK_SECS / RANK_SECS).max(0.25);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank of at most a few thousand"
    )]
    let wanted = (64.0 * scale) as usize + 2;
    let mut heights = highest_half_waves(&smoothed(kept.samples), wanted);
    if heights.len() < wanted {
        return None;
    }
    heights.sort_unstable_by(|a, b| b.total_cmp(a));
    let height = |rank: f64| (f64::from(at(&heights, rank * scale)) + 1e-12).ln();
    let logit = WEIGHTS
        .iter()
        .zip([2.0, 4.0, 8.0, 16.0, 32.0, 64.0])
        .map(|(weight, rank)| weight * (height(rank) - height(1.0)))
        .sum::<f64>()
        + BIAS;
    Some(LESS_THAN_CERTAIN / (1.0 + (-logit).exp()))
}

/// Value at a fractional `rank` of a falling list.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank within the length of the list"
)]
fn at(falling: &[f32], rank: f64) -> f32 {
    let rank = rank.min((falling.len() - 1) as f64);
    let low = rank as usize;
    let high = (low + 1).min(falling.len() - 1);
    let share = (rank - low as f64) as f32;
    falling[low] + (falling[high] - falling[low]) * share
}

/// Samples without offset after a binomial filter, 3 dB down at 2.1 kHz, so that what fringes a
/// cut top does not count.
fn smoothed(samples: &[f32]) -> Vec<f32> {
    let mean = samples.iter().map(|it| f64::from(*it)).sum::<f64>() / samples.len().max(1) as f64;
    #[expect(clippy::cast_possible_truncation, reason = "a mean of f32 fits f32")]
    let mean = mean as f32;
    samples
        .windows(5)
        .map(|w| (w[0] + w[4] + 4.0 * (w[1] + w[3]) + 6.0 * w[2]) * 0.0625 - mean)
        .collect()
}

/// Heights of half waves, among them the `wanted` highest.
///
/// Only blocks that reach the height which twice as many blocks reach are searched, unless half
/// waves are so long that this is not enough.
fn highest_half_waves(smooth: &[f32], wanted: usize) -> Vec<f32> {
    let tops: Vec<f32> = smooth.chunks(SEARCHED).map(highest).collect();
    if let Some(rank) = tops.len().checked_sub(2 * wanted) {
        let mut sorted = tops.clone();
        let (_, least, _) = sorted.select_nth_unstable_by(rank, f32::total_cmp);
        let least = *least;
        let blocks = smooth.chunks(SEARCHED).zip(&tops);
        let high = blocks.map(|(block, top)| if *top >= least { block } else { &[] });
        let heights = half_waves(high, least);
        if heights.len() >= wanted {
            return heights;
        }
    }
    half_waves(smooth.chunks(SEARCHED), 0.0)
}

/// 5 ms are searched or skipped at a time.
const SEARCHED: usize = 80;

fn highest(samples: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut lanes = [0.0_f32; LANES];
    for chunk in samples.chunks(LANES) {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let value = value.abs();
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes.into_iter().fold(0.0, f32::max)
}

/// Highest absolute value between two changes of sign, from `least` on; an empty block ends one.
fn half_waves<'a>(blocks: impl Iterator<Item = &'a [f32]>, least: f32) -> Vec<f32> {
    let mut heights = Vec::new();
    let (mut height, mut was_negative) = (0.0_f32, false);
    for block in blocks {
        if block.is_empty() && height > 0.0 {
            heights.extend((height >= least).then_some(height));
            height = 0.0;
        }
        for value in block {
            let is_negative = *value < 0.0;
            if is_negative != was_negative {
                heights.extend((height >= least).then_some(height));
                height = 0.0;
                was_negative = is_negative;
            }
            height = height.max(value.abs());
        }
    }
    heights.extend((height >= least).then_some(height));
    heights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::specimen::{rounded, speech, with_kept};

    fn likelihood(samples: &[f32]) -> Option<f64> {
        with_kept(&rounded(samples), |kept| {
            score(kept, HardClipping::default())
        })
    }

    fn soft(drive: f32) -> Vec<f32> {
        speech()
            .iter()
            .map(|it| 0.9 * (it * drive).tanh())
            .collect()
    }

    #[test]
    fn soft_clipping_is_told_from_clean_speech() {
        let (clean, clipped) = (
            likelihood(&speech()).unwrap(),
            likelihood(&soft(12.0)).unwrap(),
        );
        assert!(clean < 0.7 && clipped > 0.9, "{clean} {clipped}");
    }

    #[test]
    fn gain_changes_nothing() {
        let half: Vec<f32> = soft(12.0).iter().map(|it| 0.5 * it).collect();
        let (whole, half) = (likelihood(&soft(12.0)).unwrap(), likelihood(&half).unwrap());
        assert!((whole - half).abs() < 0.01, "{whole} {half}");
    }

    #[test]
    fn only_certain_clipping_passes_0_98() {
        assert!(likelihood(&soft(200.0)).unwrap() < 0.98);
        let certain = HardClipping {
            clipped_ratio: 0.01,
        };
        let found = with_kept(&speech(), |kept| score(kept, certain)).unwrap();
        assert!(found > 0.999 && found <= 1.0);
    }

    #[test]
    fn silence_is_unknown() {
        assert_eq!(likelihood(&[0.0; 100]), None);
        assert_eq!(likelihood(&[]), None);
    }

    #[test]
    fn a_search_of_high_blocks_finds_the_same_as_a_search_of_all() {
        let smooth = smoothed(&speech());
        let mut all = half_waves(smooth.chunks(SEARCHED), 0.0);
        all.sort_unstable_by(|a, b| b.total_cmp(a));
        let mut high = highest_half_waves(&smooth, 78);
        high.sort_unstable_by(|a, b| b.total_cmp(a));
        assert_eq!(high[..78], all[..78]);
    }
}
