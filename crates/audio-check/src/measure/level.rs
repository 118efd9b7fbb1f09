//! Samples -> active speech level (ITU-T P.56), with and without the noise.

use super::block_power::BlockPower;
use super::decibel::power_dbfs;
use super::kept::{BLOCK, Kept};
use super::speech::{SURE, Speech};

/// Active speech level and how much of the time it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ActiveLevel {
    /// Mean level while speech is active, dBFS.
    pub(crate) level_dbfs: f64,
}

/// The envelope is followed in steps of 8 samples (0.5 ms), which moves the level by less than
/// 0.01 dB: its time constant is 30 ms.
const STEP: usize = 8;
const STEPS_PER_SEC: f64 = 16_000.0 / STEP as f64;
/// ITU-T P.56 (12/2011), 5: time constant, hangover, margin between level and threshold.
const TIME_CONSTANT_SECS: f64 = 0.03;
const HANGOVER_STEPS: usize = 400;
const MARGIN_DB: f64 = 15.9;
/// Thresholds half as high each, from full scale to below the rounding noise of 16 bits.
const THRESHOLDS: usize = 20;

/// Active speech level by method B of ITU-T P.56, of `samples` without their constant offset.
/// `None` if there is nothing but silence.
pub(crate) fn active_level(samples: &[f32], power: &BlockPower) -> Option<ActiveLevel> {
    let count = samples.len() as f64;
    let energy = power.total * count;
    let active = active_steps(samples, power.offset);
    let mut above: Option<(f64, f64)> = None;
    for (index, steps) in active.iter().enumerate().filter(|(_, steps)| **steps > 0) {
        let level_dbfs = power_dbfs(energy / (*steps as f64 * STEP as f64).min(count));
        // Threshold 2^-index in dB.
        let margin_db = level_dbfs + 6.020_6 * index as f64;
        match above {
            _ if margin_db < MARGIN_DB => above = Some((level_dbfs, margin_db)),
            Some((level_above, margin_above)) => {
                let share = (MARGIN_DB - margin_above) / (margin_db - margin_above);
                let level_dbfs = level_above + share * (level_dbfs - level_above);
                return Some(ActiveLevel { level_dbfs });
            }
            None => return None,
        }
    }
    None
}

/// For each threshold, in how many steps the envelope was above it within the hangover.
fn active_steps(samples: &[f32], offset: f64) -> [usize; THRESHOLDS] {
    let keep = (-1.0 / (STEPS_PER_SEC * TIME_CONSTANT_SECS)).exp();
    let (mut first, mut envelope) = (0.0, 0.0);
    // When the envelope was last at the threshold or above; `highest` is the highest threshold
    // that still hangs over.
    let mut last_step = [0_usize; THRESHOLDS];
    let mut highest = THRESHOLDS;
    let mut steps_at = [0_usize; THRESHOLDS];
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an offset of samples fits f32"
    )]
    let offset = offset as f32;
    for (step, samples) in samples.as_chunks::<STEP>().0.iter().enumerate() {
        // Added pairwise, not one after the other: the processor does it side by side.
        let [a, b, c, d, e, f, g, h] = samples.map(|sample| (sample - offset).abs());
        let sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
        let rectified = f64::from(sum) / STEP as f64;
        first = keep * first + (1.0 - keep) * rectified;
        envelope = keep * envelope + (1.0 - keep) * first;
        let reached = threshold_index(envelope);
        if reached < THRESHOLDS {
            last_step[reached] = step;
        }
        highest = highest.min(reached);
        while highest < THRESHOLDS && step - last_step[highest] > HANGOVER_STEPS {
            highest += 1;
        }
        if highest < THRESHOLDS {
            steps_at[highest] += 1;
        }
    }
    let mut total = 0;
    steps_at.map(|steps| {
        total += steps;
        total
    })
}

/// The highest threshold 2^-index that is not above `envelope`; [`THRESHOLDS`] if none is.
fn threshold_index(envelope: f64) -> usize {
    if envelope >= 1.0 {
        return 0;
    }
    // The exponent of the number is the threshold.
    let exponent = usize::try_from(envelope.to_bits() >> 52 & 0x7ff).unwrap_or(0);
    1_023_usize.saturating_sub(exponent).min(THRESHOLDS)
}

/// From the lower to the higher ratio the level of the speech goes over from "power less noise in
/// the time that the network heard someone" to P.56, which counts noise as speech below 15 dB.
const P56_FROM_DB: f64 = 14.0;
const P56_ALONE_DB: f64 = 22.0;

/// Active level of the speech alone, dBFS: its power in the time that the network heard someone, and
/// P.56 where little noise is left to be counted as speech.
pub(crate) fn of_speech(
    kept: &Kept<'_>,
    speech: &Speech,
    total: f64,
    noise_dbfs: f64,
    active: Option<ActiveLevel>,
) -> f64 {
    let noise = 10.0_f64.powf(noise_dbfs / 10.0);
    // Two blocks more on each side of what the network hears are as long as P.56 finds speech.
    let blocks = kept.samples.len() / BLOCK;
    let is_active = |index: usize| {
        let near = index.saturating_sub(2)..(index + 3).min(kept.speech.len());
        let network = kept.speech.get(near.clone()).unwrap_or_default();
        network.iter().any(|probability| *probability > SURE)
            || speech
                .is_speech
                .get(near)
                .unwrap_or_default()
                .contains(&true)
    };
    let share = (0..blocks).filter(|index| is_active(*index)).count() as f64 / blocks as f64;
    let power = (total - noise).max(0.1 * total);
    let heard_dbfs = power_dbfs(power / share.max(0.05));
    let Some(active) = active else {
        return heard_dbfs;
    };
    let trust = (heard_dbfs - noise_dbfs - P56_FROM_DB) / (P56_ALONE_DB - P56_FROM_DB);
    let trust = trust.clamp(0.0, 1.0);
    (1.0 - trust) * heard_dbfs + trust * active.level_dbfs
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::cast_possible_truncation,
        reason = "signals of known length and size"
    )]

    use super::*;

    /// A tone with pauses: `busy` of every second.
    fn tone(amplitude: f32, busy: f32, secs: usize) -> Vec<f32> {
        (0..16_000 * secs)
            .map(|i| {
                let secs = i as f32 / 16_000.0;
                let on = f32::from(u8::from(secs.fract() < busy));
                on * amplitude * (std::f32::consts::TAU * 1_000.0 * secs).sin()
            })
            .collect()
    }

    fn level_dbfs(samples: &[f32]) -> f64 {
        active_level(samples, &BlockPower::new(samples))
            .unwrap()
            .level_dbfs
    }

    #[test]
    fn a_steady_tone_at_minus_20_dbfs_reads_minus_20() {
        let amplitude = 0.1 * std::f32::consts::SQRT_2;
        assert!((level_dbfs(&tone(amplitude, 1.0, 10)) + 20.0).abs() < 0.15);
    }

    #[test]
    fn long_pauses_do_not_lower_the_level() {
        let mut spoken = tone(0.1, 1.0, 10);
        let alone = level_dbfs(&spoken);
        spoken.resize(16_000 * 30, 0.0);
        assert!((level_dbfs(&spoken) - alone).abs() < 0.2);
    }

    #[test]
    fn a_gain_changes_the_level_by_the_gain_down_to_whispers_of_the_converter() {
        let loud = level_dbfs(&tone(0.9, 0.7, 5));
        for gain_db in [-12.0, -40.0, -60.0] {
            let gain = 10.0_f64.powf(gain_db / 20.0) as f32;
            let quiet = level_dbfs(&tone(0.9 * gain, 0.7, 5));
            assert!(
                (quiet - loud - gain_db).abs() < 0.15,
                "{gain_db}: {quiet} {loud}"
            );
        }
    }

    #[test]
    fn offset_does_not_count() {
        let plain = tone(0.1, 0.7, 5);
        let offset: Vec<f32> = plain.iter().map(|sample| sample + 0.2).collect();
        assert!((level_dbfs(&plain) - level_dbfs(&offset)).abs() < 0.05);
    }

    #[test]
    fn silence_has_no_level() {
        assert_eq!(
            active_level(&[0.0; 16_000], &BlockPower::new(&[0.0; 16_000])),
            None
        );
        assert_eq!(active_level(&[], &BlockPower::new(&[])), None);
    }
}
