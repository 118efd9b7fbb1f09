//! Source blocks -> what is certain about clipping.

mod half_waves;
pub(crate) mod likelihood;
mod pressed;
mod tips;

use super::source::SourceBlock;
use super::source::channel::{ChannelBlock, Extreme, FULL_SCALE, STEP};

/// Clipping that is certain: the wave stays at one level, again and again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct HardClipping {
    /// Share of samples at a level where the wave was cut, of the worst channel, 0 to 1.
    pub(crate) clipped_ratio: f64,
}

impl HardClipping {
    /// Whether any such level was found.
    pub(crate) fn is_certain(self) -> bool {
        self.clipped_ratio > 0.0
    }
}

/// A wave that stays for longer than a third of a block is held or switched off, not clipped:
/// 7 ms are more than half a period of 75 Hz.
const LONGEST_RUN_RATIO: f64 = 0.35;
/// Fewer samples at a level are chance.
const FEWEST_SAMPLES: u32 = 8;
/// Levels of the same cut differ by rounding only.
const LEVEL_TOLERANCE: f32 = 1.5 * STEP;

/// Levels this far apart at least are those of a source with few steps: fewer than ten bits.
const COARSE: f32 = 32.0 * STEP;

/// Looks on both sides of each channel for a level at which the wave was cut.
///
/// Flat tops of three samples, or of two in many blocks, at the extreme of each side, at any level, so that attenuation after clipping does
/// not matter (Aleinik & Matveev 2014 look at the same bin of the histogram). The tops of an
/// uncut wave scatter: the number of blocks that share the extreme is compared with what the
/// scatter just below it lets expect.
pub(super) fn hard(blocks: &[&SourceBlock]) -> HardClipping {
    let frames: f64 = blocks.iter().map(|it| f64::from(it.frames)).sum();
    let sides = blocks.first().map_or(0, |it| it.sides().len());
    let worst = (0..sides)
        .map(|side| {
            let of_side = |pick: fn(&ChannelBlock) -> Extreme| {
                cut_samples(blocks, |block| pick(&block.sides[side]))
            };
            of_side(|it| it.upper) + of_side(|it| it.lower)
        })
        .max()
        .unwrap_or(0);
    HardClipping {
        clipped_ratio: f64::from(worst) / frames.max(1.0),
    }
}

/// Samples at the level where the wave was cut on one side; 0 if it was not.
fn cut_samples(blocks: &[&SourceBlock], extreme: impl Fn(&SourceBlock) -> Extreme) -> u32 {
    let all = blocks.iter().map(|block| (extreme(block), block.frames));
    let level = all.clone().map(|(it, _)| it.level).fold(0.0, f32::max);
    if level > FULL_SCALE {
        // No doubt: these do not fit into the clip. The decoder of a lossy codec overshoots a little.
        let over = all.filter(|(it, _)| it.level > FULL_SCALE);
        let samples = over.map(|(it, _)| u32::from(it.count)).sum();
        return if samples >= FEWEST_SAMPLES {
            samples
        } else {
            0
        };
    }
    let (mut near, mut samples) = (0_u32, 0_u32);
    let mut flat = [0_u32; 2];
    let mut below = Vec::with_capacity(blocks.len());
    for (it, frames) in all {
        if it.level < level - LEVEL_TOLERANCE {
            below.extend((it.level > 0.8 * level).then_some(it.level));
            continue;
        }
        near += 1;
        samples += u32::from(it.count);
        if f64::from(it.run) <= LONGEST_RUN_RATIO * f64::from(frames) {
            flat[0] += u32::from(it.run >= 2);
            flat[1] += u32::from(it.run >= 3);
        }
    }
    // Uncut waves: as many blocks peak within the tolerance as the density below it says.
    let gap = smallest_gap(&mut below);
    let width = if gap > COARSE {
        gap
    } else {
        2.0 * LEVEL_TOLERANCE
    };
    let expected = below.len() as f64 * f64::from(width / (0.2 * level).max(STEP));
    let is_flat = f64::from(flat[1]) >= 2.0 + 6.0 * expected;
    let is_crowded = flat[0] >= 2 && f64::from(near) >= 3.0 + 8.0 * expected;
    if samples >= FEWEST_SAMPLES && (is_flat || is_crowded) {
        samples
    } else {
        0
    }
}

/// How close levels come: at least as far as the steps of the source are apart.
fn smallest_gap(levels: &mut [f32]) -> f32 {
    levels.sort_unstable_by(f32::total_cmp);
    let gaps = levels.windows(2).map(|two| two[1] - two[0]);
    let smallest = gaps.filter(|gap| *gap > 0.25 * STEP).fold(1.0, f32::min);
    if levels.len() < 2 { 0.0 } else { smallest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::specimen::{blocks, rounded, speech, stereo};
    use proptest::prelude::*;

    fn ratio(samples: &[f32], channels: u16) -> f64 {
        let blocks = blocks(samples, channels, 16_000);
        hard(&blocks.iter().collect::<Vec<_>>()).clipped_ratio
    }

    /// Speech of which about `share` lies above `high` or below `low`, then attenuated.
    fn cut(high: f32, low: f32, gain: f32) -> Vec<f32> {
        let cut: Vec<f32> = speech()
            .iter()
            .map(|it| it.clamp(low, high) * gain)
            .collect();
        rounded(&cut)
    }

    fn beyond(high: f32, low: f32) -> f64 {
        let out = speech()
            .iter()
            .filter(|it| **it >= high || **it <= low)
            .count();
        out as f64 / speech().len() as f64
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn a_cut_is_found_at_any_gain(level in 0.1_f32..0.3, gain in 0.1_f32..1.0) {
            let peak = speech().iter().fold(0.0_f32, |peak, it| peak.max(it.abs()));
            let level = level * peak / 0.5;
            let expected = beyond(level, -level);
            let found = ratio(&cut(level, -level, gain), 1);
            prop_assert!((found / expected - 1.0).abs() < 0.1, "{found} for {expected}");
        }
    }

    #[test]
    fn one_sided_cuts_are_found_on_either_side() {
        for (high, low) in [(0.1, -1.0), (1.0, -0.1)] {
            let (found, expected) = (ratio(&cut(high, low, 1.0), 1), beyond(high, low));
            assert!(
                (found / expected - 1.0).abs() < 0.1,
                "{found} for {expected}"
            );
        }
    }

    #[test]
    fn what_is_above_full_scale_is_clipped_also_where_it_is_not_flat() {
        let loud: Vec<f32> = speech().iter().map(|it| it * 3.0).collect();
        let over = loud.iter().filter(|it| it.abs() >= 1.0 - STEP).count();
        let expected = over as f64 / loud.len() as f64;
        assert!(expected > 0.000_5, "{expected}");
        let found = ratio(&loud, 1);
        assert!(
            (found / expected - 1.0).abs() < 0.02,
            "{found} for {expected}"
        );
        let mut ten = speech();
        for (at, sample) in ten[9_000..9_010].iter_mut().enumerate() {
            *sample = -1.25 - at as f32 / 10.0;
        }
        let found = ratio(&ten, 1) * ten.len() as f64;
        assert!((found - 10.0).abs() < 1e-6, "{found}");
    }

    #[test]
    fn one_cut_channel_counts_in_full() {
        let (clean, cut) = (speech(), cut(0.1, -0.1, 1.0));
        let alone = ratio(&cut, 1);
        assert!((ratio(&stereo(&clean, &cut), 2) - alone).abs() < 1e-9);
        assert!((ratio(&stereo(&cut, &clean), 2) - alone).abs() < 1e-9);
    }

    #[test]
    fn whole_speech_silence_and_a_held_value_are_not_clipped() {
        assert!(ratio(&speech(), 1) < f64::MIN_POSITIVE);
        assert!(ratio(&[0.0; 16_000], 1) < f64::MIN_POSITIVE);
        assert!(ratio(&[0.5; 16_000], 1) < f64::MIN_POSITIVE);
        assert!(!hard(&[]).is_certain());
    }
}
