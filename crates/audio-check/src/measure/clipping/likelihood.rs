//! Kept samples -> how likely the wave was clipped or limited in any form.

use super::HardClipping;
use super::half_waves::{HalfWave, highest, smoothed};
use super::pressed;
use super::tips::Tips;
use crate::measure::kept::{BLOCK_SECS, Kept};
use std::ops::Range;

/// Weights of the logistic regression over [`features`].
///
/// Fitted on 157 recordings of 70 speakers, each clipped softly (tanh), before resampling, before
/// its phases were smeared, before a codec, before a filter, at 0.05 to 8 % of samples, and each
/// left whole but coded, smeared, filtered, noisy, quiet or in a room. Speakers held out, it finds
/// 0.89, 0.94, 0.86, 0.83 and 0.81 of them at 5 % false alarms; heights alone find 0.54, 0.87,
/// 0.32, 0.48 and 0.65.
const WEIGHTS: [f64; 6] = [-2.301, 2.444, 1.119, -16.625, 11.284, 3.503];
/// Of the clean ones 0.6 % pass 0.9.
const BIAS: f64 = -1.176;
/// The form of a wave alone makes nothing certain.
const LESS_THAN_CERTAIN: f64 = 0.98;
/// Certain clipping of so few samples lies half way between that and 1.
const LITTLE_RATIO: f64 = 0.000_1;
/// Seconds of speech the ranks refer to.
const RANK_SECS: f64 = 6.0;
/// Ranks of half waves, by height: those a cut reaches first, those that it reaches later and
/// whose form tells what is natural, and those that only a soft cut reaches.
const HIGH: Range<f64> = 0.0..32.0;
const LOWER: Range<f64> = 16.0..64.0;
const LOWEST: Range<f64> = 64.0..256.0;
/// From here on single samples stick out of their half waves, as in whisper, and their tips tell
/// nothing: a third of 70 synthetic whispers, no clean voice of 2,500 and 0.2 % of the clipped ones.
const NOISY_TIP_LOG: f64 = -0.5;
/// Blocks of 20 ms with speech below which nothing can be said: one second.
const FEWEST_SPEECH_BLOCKS: usize = 50;

/// Likelihood that the wave was clipped or limited in any way, 0 to 1; `None` without speech, or if
/// noise covers its form.
/// From 0.98 on if `hard` is certain, and only then.
pub(crate) fn score(kept: &Kept<'_>, hard: HardClipping) -> Option<f64> {
    if hard.is_certain() {
        let share = hard.clipped_ratio / (hard.clipped_ratio + LITTLE_RATIO);
        return Some(LESS_THAN_CERTAIN + (1.0 - LESS_THAN_CERTAIN) * share);
    }
    let features = features(kept)?;
    let weighted = WEIGHTS.iter().zip(features).map(|(weight, it)| weight * it);
    let logit = weighted.sum::<f64>() + BIAS;
    Some(LESS_THAN_CERTAIN / (1.0 + (-logit).exp()))
}

/// What a cut leaves in the highest half waves, even if a filter, a codec or a change of rate came
/// after it.
///
/// How flat their tips are on their skirts, for the highest and for lower ones; how narrow the
/// lower ones are, which differs from voice to voice; how much of their tops is missing; and how
/// far the highest stands out of the others, the idea of the histogram methods (Eaton & Naylor 2013).
fn features(kept: &Kept<'_>) -> Option<[f64; 6]> {
    let speech_blocks = kept.speech.iter().filter(|it| **it > 0.5).count();
    if speech_blocks < FEWEST_SPEECH_BLOCKS {
        return None;
    }
    let scale = (speech_blocks as f64 * BLOCK_SECS / RANK_SECS).max(0.25);
    let offset = mean(kept.samples);
    let smooth = smoothed(kept.samples, offset);
    let waves = highest(&smooth, place(LOWEST.end, scale) + 2)?;
    let of = |ranks: Range<f64>| &waves[place(ranks.start, scale)..place(ranks.end, scale)];
    let tips = |ranks| Tips::new(kept.samples, offset, &smooth, of(ranks));
    let (high, lower) = (tips(HIGH), tips(LOWER));
    let lower_tip_log = lower.at_own_peaks().tip_to_skirt_log(1, 3);
    if lower_tip_log > NOISY_TIP_LOG {
        return None;
    }
    let pressed = pressed::correlation(kept, offset, &smooth, of(LOWEST))?;
    let height_log = |rank: f64| f64::from(height(&waves, rank * scale) + 1e-12).ln();
    Some([
        high.tip_to_skirt_log(1, 5),
        lower_tip_log,
        1.0 - lower.fall_ratio(8),
        pressed,
        height_log(16.0) - height_log(1.0),
        height_log(128.0) - height_log(1.0),
    ])
}

/// Place of a rank among the half waves of speech `scale` times as long as ranks refer to.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank of at most a few thousand"
)]
fn place(rank: f64, scale: f64) -> usize {
    (rank * scale).ceil() as usize
}

/// Height at a fractional `rank`, highest first.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank within the length of the list"
)]
fn height(waves: &[HalfWave], rank: f64) -> f32 {
    let rank = rank.min((waves.len() - 1) as f64);
    let low = rank as usize;
    let high = (low + 1).min(waves.len() - 1);
    let share = (rank - low as f64) as f32;
    waves[low].height + (waves[high].height - waves[low].height) * share
}

#[expect(clippy::cast_possible_truncation, reason = "a mean of f32 fits f32")]
fn mean(samples: &[f32]) -> f32 {
    let sum: f64 = samples.iter().map(|it| f64::from(*it)).sum();
    (sum / samples.len().max(1) as f64) as f32
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
    fn noise_has_no_tips() {
        let mut state = 1_u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 40) as f32 / 16_777_216.0 - 0.5
        };
        let mut gaussian = || 0.1 * (0..8).map(|_| uniform()).sum::<f32>();
        let (mut noise, mut before) = (Vec::new(), 0.0);
        for _ in 0..48_000 {
            let sample = gaussian();
            noise.push(sample - 0.9 * before);
            before = sample;
        }
        assert_eq!(likelihood(&noise), None);
    }

    #[test]
    fn silence_is_unknown() {
        assert_eq!(likelihood(&[0.0; 100]), None);
        assert_eq!(likelihood(&[]), None);
    }
}
