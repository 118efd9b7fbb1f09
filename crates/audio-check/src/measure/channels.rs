//! Blocks of a source with two channels -> balance, correlation, and what is wrong between them.

use super::source::SourceBlock;
use super::source::channel::ChannelBlock;

/// What is wrong between the channels of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChannelFault {
    /// One channel carries nothing.
    Dead,
    /// The channels cancel each other.
    Cancel,
    /// The channels carry different voices.
    Differ,
}

/// Two channels side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Comparison {
    /// First over second, dB, within +-120.
    pub(super) balance_db: f64,
    /// -1 to 1; unknown if one of them is silent.
    pub(super) correlation: Option<f64>,
    pub(super) fault: Option<ChannelFault>,
}

/// A channel so far below the other carries crosstalk and its own noise, no voice.
const DEAD_DB: f64 = 30.0;
/// Averaging loses 10 dB and more of what the channels have in common.
const CANCEL_CORRELATION: f64 = -0.8;
/// Standard deviation of the level difference over active blocks.
/// Two microphones before one voice in simulated rooms stay below 5.7 dB,
/// two voices that leak into each other at -12 dB lie above 8.1 dB.
const DIFFER_DEVIATION_DB: f64 = 7.0;
/// Levels of two microphones before one voice rise and fall together (0.88 and more in 95 % of
/// simulated rooms), also when one of them is noisy; those of two voices never passed 0.8.
const DIFFER_LEVEL_CORRELATION: f64 = 0.85;
/// Blocks count as active within this range below the loudest one.
const ACTIVE_RANGE_DB: f64 = 30.0;
/// Levels are not told apart below this range.
const FLOOR_RANGE_DB: f64 = 45.0;
/// A source that never passes this is silent.
const SILENT_MEAN_SQUARE: f64 = 1e-8;
/// Half a second of active blocks are needed to tell voices apart.
const FEWEST_ACTIVE: usize = 25;

/// Compares the channels; `None` unless there are exactly two.
pub(super) fn compare(blocks: &[&SourceBlock]) -> Option<Comparison> {
    if blocks.is_empty() || blocks.iter().any(|block| block.channels != 2) {
        return None;
    }
    let energies = |side: usize| -> f64 {
        let sum: f64 = each(blocks, side).map(|it| f64::from(it.sum)).sum();
        let square_sum: f64 = each(blocks, side).map(|it| f64::from(it.square_sum)).sum();
        (square_sum - sum * sum / frames(blocks)).max(0.0)
    };
    let (first, second) = (energies(0), energies(1));
    let sums = [0, 1].map(|side| each(blocks, side).map(|it| f64::from(it.sum)).sum::<f64>());
    let cross: f64 = blocks.iter().map(|it| f64::from(it.cross_sum)).sum();
    let cross = cross - sums[0] * sums[1] / frames(blocks);

    let silent = SILENT_MEAN_SQUARE * frames(blocks);
    let tiny = 1e-12 * frames(blocks);
    let balance_db = (10.0 * ((first + tiny) / (second + tiny)).log10()).clamp(-120.0, 120.0);
    let correlation =
        (first > tiny && second > tiny).then(|| (cross / (first * second).sqrt()).clamp(-1.0, 1.0));
    let fault = if first.max(second) < silent {
        None
    } else if balance_db.abs() > DEAD_DB {
        Some(ChannelFault::Dead)
    } else if correlation.is_some_and(|it| it < CANCEL_CORRELATION) {
        Some(ChannelFault::Cancel)
    } else if hold_different_voices(blocks) {
        Some(ChannelFault::Differ)
    } else {
        None
    };
    Some(Comparison {
        balance_db,
        correlation,
        fault,
    })
}

fn each<'a>(blocks: &'a [&SourceBlock], side: usize) -> impl Iterator<Item = &'a ChannelBlock> {
    blocks.iter().map(move |block| &block.sides[side])
}

fn frames(blocks: &[&SourceBlock]) -> f64 {
    blocks.iter().map(|it| f64::from(it.frames)).sum()
}

/// Whether the levels of the two channels go their own ways while either is active.
fn hold_different_voices(blocks: &[&SourceBlock]) -> bool {
    let level_db = |block: &SourceBlock, side: usize| {
        let frames = f64::from(block.frames.max(1));
        10.0 * (f64::from(block.sides[side].square_sum) / frames + 1e-12).log10()
    };
    let levels: Vec<[f64; 2]> = blocks
        .iter()
        .map(|block| [level_db(block, 0), level_db(block, 1)])
        .collect();
    let loudest = [0, 1].map(|side| levels.iter().map(|it| it[side]).fold(-120.0, f64::max));
    let active = |it: &&[f64; 2]| (0..2).any(|side| it[side] > loudest[side] - ACTIVE_RANGE_DB);
    let (first, second): (Vec<f64>, Vec<f64>) = levels
        .iter()
        .filter(active)
        .map(|it| {
            let above_floor = |side: usize| it[side].max(loudest[side] - FLOOR_RANGE_DB);
            (above_floor(0), above_floor(1))
        })
        .unzip();
    if first.len() < FEWEST_ACTIVE {
        return false;
    }
    let differences: Vec<f64> = first.iter().zip(&second).map(|(a, b)| a - b).collect();
    let correlation =
        covariance(&first, &second) / (variance(&first) * variance(&second)).sqrt().max(1e-9);
    variance(&differences).sqrt() > DIFFER_DEVIATION_DB && correlation < DIFFER_LEVEL_CORRELATION
}

fn variance(values: &[f64]) -> f64 {
    covariance(values, values)
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let count = a.len().max(1) as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / count, b.iter().sum::<f64>() / count);
    let products = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b));
    products.sum::<f64>() / count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::specimen::{blocks, other_speech, speech, stereo};

    fn check(first: &[f32], second: &[f32], expected: Option<ChannelFault>) -> Comparison {
        let blocks = blocks(&stereo(first, second), 2, 16_000);
        let compared = compare(&blocks.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(compared.fault, expected, "{compared:?}");
        compared
    }

    fn scaled(samples: &[f32], factor: f32) -> Vec<f32> {
        samples.iter().map(|it| it * factor).collect()
    }

    #[test]
    fn equal_channels_are_in_order_at_any_balance() {
        let it = check(&speech(), &speech(), None);
        assert!(it.balance_db.abs() < 1e-6 && it.correlation.unwrap() > 0.999);
        let it = check(&speech(), &scaled(&speech(), 0.5), None);
        assert!((it.balance_db - 6.02).abs() < 0.01, "{it:?}");
        let delayed = [vec![0.0; 9], speech()].concat();
        check(&speech(), &delayed, None);
    }

    #[test]
    fn antiphase_is_found_at_any_balance() {
        let it = check(
            &speech(),
            &scaled(&speech(), -1.0),
            Some(ChannelFault::Cancel),
        );
        assert!(it.correlation.unwrap() < -0.999);
        check(
            &speech(),
            &scaled(&speech(), -0.3),
            Some(ChannelFault::Cancel),
        );
    }

    #[test]
    fn a_dead_side_is_found_silent_or_noisy() {
        let silent = vec![0.0; speech().len()];
        let it = check(&speech(), &silent, Some(ChannelFault::Dead));
        assert!(it.balance_db > 60.0 && it.correlation.is_none(), "{it:?}");
        let noise: Vec<f32> = (0..speech().len())
            .map(|it| ((it * 7_919) % 1_000) as f32 * 1e-6)
            .collect();
        check(&noise, &speech(), Some(ChannelFault::Dead));
    }

    #[test]
    fn two_voices_are_told_from_two_microphones() {
        let other = [other_speech(), other_speech()].concat();
        check(&speech(), &other, Some(ChannelFault::Differ));
        check(&scaled(&speech(), 0.4), &other, Some(ChannelFault::Differ));
    }

    #[test]
    fn silence_and_mono_say_nothing() {
        check(&[0.0; 16_000], &[0.0; 16_000], None);
        let mono = blocks(&speech(), 1, 16_000);
        assert_eq!(compare(&mono.iter().collect::<Vec<_>>()), None);
        assert_eq!(compare(&[]), None);
    }
}
