//! Speech and pauses -> noise floor and signal to noise ratio.

use super::block_power::BlockPower;
use super::decibel::power_dbfs;
use super::impulsive::Knocks;
use super::kept::{BLOCK, BLOCK_SECS, Kept};
use super::level::{self, ActiveLevel};
use super::periodicity::{self, PitchFrame};
use super::quantile::quantile;
use super::speech::{SURE, Speech};

/// Noise between words, and the level of the speech less that noise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Noise {
    /// Level between words, dBFS; of everything where nobody speaks.
    pub(crate) noise_floor_dbfs: Option<f64>,
    /// Active speech level over noise, dB; `None` without speech.
    pub(crate) snr_db: Option<f64>,
    /// Active speech level without the noise, dBFS; `None` without speech.
    pub(crate) active_level_dbfs: Option<f64>,
}

/// Probability of speech from which a block says nothing about the noise, next to it neither.
const PAUSE: f32 = 0.2;
/// The network is cold at the start: it needs its first frames to hear anyone.
const COLD_BLOCKS: usize = 5;
/// It warms up: what it calls a pause in the first 0.6 s is speech if it has pitch.
const START_BLOCKS: usize = 30;
/// Pauses that are worth as much as the quietest blocks, seconds.
const TRUSTED_PAUSE_SECS: f64 = 0.06;
/// Mean of noise over its quietest blocks in the midst of speech (5 % quantile), dB: 1 for white
/// noise, 8 for a crowd.
const OVER_QUIETEST_DB: f64 = 4.0;
const QUIETEST_SHARE: f32 = 0.05;
/// Share of frames with knocks from which and above which their level counts instead: 0.9 and 1.8
/// a second; plosives alone read 0.2 to 0.8.
const FEW_KNOCKS: f64 = 0.018;
const MANY_KNOCKS: f64 = 0.035;
/// Silence in numbers is no noise: below -110 dBFS.
const ZERO: f64 = 1e-11;

/// Noise is the mean power of the pauses, so that keys and clicks count in full; without pauses it
/// is estimated from the quietest blocks. Speech is ITU-T P.56 active level, less the noise.
///
/// Pauses are weighed by how surely nobody speaks; the weights were chosen by leaving out one kind
/// of noise at a time.
pub(crate) fn measure(
    kept: &Kept<'_>,
    speech: &Speech,
    frames: &[PitchFrame],
    power: &BlockPower,
    knocks: Option<Knocks>,
    active: Option<ActiveLevel>,
) -> Noise {
    // A block that was only started is short and may hold anything.
    let total = power.total;
    let power = &power.mean_squares[..kept.samples.len() / BLOCK];
    if power.is_empty() {
        return Noise::default();
    }
    let noise_dbfs = noise_dbfs(kept, speech, frames, power, total);
    let noise_dbfs = with_knocks(noise_dbfs, knocks, quietest_dbfs(power)).min(power_dbfs(total));
    if speech.seconds < 2.0 * BLOCK_SECS {
        return Noise {
            noise_floor_dbfs: Some(noise_dbfs),
            ..Noise::default()
        };
    }
    let level_dbfs = level::of_speech(kept, speech, total, noise_dbfs, active);
    Noise {
        noise_floor_dbfs: Some(noise_dbfs),
        snr_db: Some(level_dbfs - noise_dbfs),
        active_level_dbfs: Some(level_dbfs),
    }
}

fn noise_dbfs(
    kept: &Kept<'_>,
    speech: &Speech,
    frames: &[PitchFrame],
    power: &[f64],
    total: f64,
) -> f64 {
    let weights = pause_weights(kept, speech, frames, power);
    let weight: f64 = weights.iter().sum();
    let in_pauses: f64 = weights
        .iter()
        .zip(power)
        .map(|(weight, power)| weight * power)
        .sum();
    let quietest_dbfs = (quietest_dbfs(power) + OVER_QUIETEST_DB).min(power_dbfs(total) - 1.0);
    if weight < 1.0 {
        quietest_dbfs
    } else {
        let pauses = weight * BLOCK_SECS / TRUSTED_PAUSE_SECS;
        let doubt = 1.0 / (1.0 + pauses * pauses);
        (1.0 - doubt) * power_dbfs(in_pauses / weight) + doubt * quietest_dbfs
    }
}

/// Pauses may hold more or fewer knocks than the rest: where there are many, their own level counts.
fn with_knocks(noise_dbfs: f64, knocks: Option<Knocks>, quietest_dbfs: f64) -> f64 {
    let Some(knocks) = knocks else {
        return noise_dbfs;
    };
    let trust = ((knocks.ratio - FEW_KNOCKS) / (MANY_KNOCKS - FEW_KNOCKS)).clamp(0.0, 1.0);
    let of_knocks = 10.0_f64.powf(knocks.level_dbfs / 10.0);
    let knocks_dbfs = power_dbfs(of_knocks + 10.0_f64.powf(quietest_dbfs / 10.0));
    (1.0 - trust) * noise_dbfs + trust * knocks_dbfs
}

/// How surely nobody speaks in each block, 0 to 1.
fn pause_weights(
    kept: &Kept<'_>,
    speech: &Speech,
    frames: &[PitchFrame],
    power: &[f64],
) -> Vec<f64> {
    let heard = |index: usize| {
        let near = index.saturating_sub(1)..(index + 2).min(kept.speech.len());
        let told = speech.is_speech.get(near.clone()).unwrap_or_default();
        let network = kept.speech.get(near).unwrap_or_default();
        if told.contains(&true) {
            1.0
        } else {
            network.iter().copied().fold(0.0, f32::max)
        }
    };
    let mut weights: Vec<f64> = power
        .iter()
        .enumerate()
        .map(|(index, power)| {
            let pause = f64::from((1.0 - heard(index) / PAUSE).max(0.0));
            if *power > ZERO { pause } else { 0.0 }
        })
        .collect();
    let cold = kept
        .speech
        .iter()
        .position(|probability| *probability > SURE);
    if let Some(cold) = cold.filter(|cold| *cold < COLD_BLOCKS.min(weights.len())) {
        weights[..cold].fill(0.0);
    }
    for (block, weight) in weights.iter_mut().take(START_BLOCKS).enumerate() {
        if frames
            .get(periodicity::frame_of_block(block))
            .is_some_and(PitchFrame::is_sure)
        {
            *weight = 0.0;
        }
    }
    weights
}

#[expect(clippy::cast_possible_truncation, reason = "dB fit f32")]
fn quietest_dbfs(power: &[f64]) -> f64 {
    let mut level_dbfs: Vec<f32> = power
        .iter()
        .filter(|power| **power > ZERO)
        .map(|power| power_dbfs(*power) as f32)
        .collect();
    quantile(&mut level_dbfs, QUIETEST_SHARE).map_or(power_dbfs(0.0), f64::from)
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::cast_possible_truncation,
        reason = "signals of known length and size"
    )]

    use super::*;
    use crate::measure::level::active_level;
    use crate::measure::spectrogram::Spectrogram;

    /// Six seconds of bursts of a tone at `level_dbfs` (in 4 of every 5 tenths of a second) in
    /// white noise.
    fn read(level_dbfs: f64, noise_dbfs: f64, offset: f32) -> Noise {
        let amplitude = 10.0_f64.powf((level_dbfs + 3.0103) / 20.0) as f32;
        let white = 10.0_f64.powf((noise_dbfs + 4.7712) / 20.0) as f32;
        let is_on = |i: u32| i % 8_000 < 6_400;
        let samples: Vec<f32> = (0_u32..96_000)
            .map(|i| {
                let mut state = i.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
                state = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
                state ^= state >> 22;
                let noise = white * ((state >> 8) as f32 / 8_388_608.0 - 1.0);
                let tone = (std::f32::consts::TAU * 250.0 * i as f32 / 16_000.0).sin();
                offset + noise + if is_on(i) { amplitude * tone } else { 0.0 }
            })
            .collect();
        let speech: Vec<f32> = (0..300)
            .map(|block| if is_on(block * 320 + 160) { 0.95 } else { 0.02 })
            .collect();
        let is_speech: Vec<bool> = speech
            .iter()
            .map(|probability| *probability > 0.5)
            .collect();
        let seconds = is_speech.iter().filter(|block| **block).count() as f64 * BLOCK_SECS;
        let spectrogram = Spectrogram::new(&samples);
        let kept = Kept {
            samples: &samples,
            speech: &speech,
            spectrogram: &spectrogram,
        };
        let power = BlockPower::new(&samples);
        measure(
            &kept,
            &Speech { is_speech, seconds },
            &[],
            &power,
            None,
            active_level(&samples, &power),
        )
    }

    #[test]
    fn noise_at_a_known_ratio_is_read_within_a_decibel() {
        for snr_db in [0.0, 5.0, 10.0, 20.0, 30.0, 45.0] {
            let noise = read(-26.0, -26.0 - snr_db, 0.0);
            let read_db = noise.snr_db.unwrap();
            assert!((read_db - snr_db).abs() < 1.0, "{snr_db} read {read_db}");
            assert!((noise.noise_floor_dbfs.unwrap() + 26.0 + snr_db).abs() < 0.5);
            assert!((noise.active_level_dbfs.unwrap() + 26.0).abs() < 1.0);
        }
    }

    #[test]
    fn gain_and_offset_leave_the_ratio_alone() {
        let plain = read(-26.0, -46.0, 0.0);
        let quiet = read(-56.0, -76.0, 0.0);
        let shifted = read(-26.0, -46.0, 0.2);
        for other in [quiet, shifted] {
            assert!((plain.snr_db.unwrap() - other.snr_db.unwrap()).abs() < 0.05);
        }
        let gain_db = plain.active_level_dbfs.unwrap() - quiet.active_level_dbfs.unwrap();
        assert!((gain_db - 30.0).abs() < 0.05);
    }

    #[test]
    fn without_speech_there_is_a_floor_and_no_ratio() {
        let samples = [0.01; 16_000].map(|sample: f32| sample);
        let spectrogram = Spectrogram::new(&samples);
        let kept = Kept {
            samples: &samples,
            speech: &[0.0; 50],
            spectrogram: &spectrogram,
        };
        let noise = measure(
            &kept,
            &Speech::default(),
            &[],
            &BlockPower::new(&samples),
            None,
            None,
        );
        assert_eq!((noise.snr_db, noise.active_level_dbfs), (None, None));
        assert!(
            noise.noise_floor_dbfs.unwrap() < -100.0,
            "a constant is no noise"
        );
        let nothing = Kept {
            samples: &[],
            speech: &[],
            spectrogram: &spectrogram,
        };
        assert_eq!(
            measure(
                &nothing,
                &Speech::default(),
                &[],
                &BlockPower::new(&[]),
                None,
                None
            ),
            Noise::default()
        );
    }
}
