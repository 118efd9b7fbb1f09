//! Probabilities of speech and energy -> the blocks in which someone speaks.

use super::block_power::BlockPower;
use super::kept::{BLOCK_SECS, Kept};
use super::quantile::quantile;
use super::whisper::close_gaps;

/// Where someone speaks, whisper included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speech {
    /// One for each block of 20 ms.
    pub(crate) is_speech: Vec<bool>,
    /// Time in which someone speaks, seconds.
    pub(crate) seconds: f64,
}

/// Probability from which a block may be taken for speech.
pub(crate) const SURE: f32 = 0.45;
/// Probability from which a block is counted: noise makes the network doubt speech, and in quiet
/// it talks over the edges of words. From the first to the second where speech stands 6 to 14 dB
/// over the pauses. Measured: the least error in each range, of forced alignment too.
const COUNTED_IN_NOISE: f64 = 0.4;
const COUNTED_IN_QUIET: f64 = 0.6;
const NOISE_DB: f64 = 6.0;
const QUIET_DB: f64 = 14.0;
/// Probability up to which nobody speaks, and the blocks of it that tell the noise.
const NOBODY: f32 = 0.1;
const PAUSE_BLOCKS: usize = 10;
const NOISE_SHARE: f32 = 0.05;
/// Blocks so much weaker than the mean of the speech are pauses that the network talked over: 48 dB.
const PAUSE_FACTOR: f64 = 63_096.0;
/// Stops of 100 ms within a word are speech.
const VOICE_GAP_BLOCKS: usize = 5;

/// Tells speech block by block: what the network hears, and the blocks that are `whispered`.
pub(crate) fn measure(kept: &Kept<'_>, power: &BlockPower, whispered: &[bool]) -> Speech {
    let level = mean_of_sure(kept, power);
    let counted = counted_from(level, noise(kept, power));
    let mut is_speech: Vec<bool> = kept
        .speech
        .iter()
        .zip(&power.mean_squares)
        .map(|(probability, power)| {
            f64::from(*probability) > counted && *power > level / PAUSE_FACTOR
        })
        .collect();
    close_gaps(&mut is_speech, VOICE_GAP_BLOCKS);
    for (block, whispered) in is_speech.iter_mut().zip(whispered) {
        *block |= whispered;
    }
    let count = is_speech.iter().filter(|block| **block).count();
    Speech {
        is_speech,
        seconds: count as f64 * BLOCK_SECS,
    }
}

/// The probability that counts where speech of that power stands over that noise.
fn counted_from(speech: f64, noise: f64) -> f64 {
    let over_db = 10.0 * (speech.max(1e-12) / noise.max(1e-12)).log10();
    let quiet = ((over_db - NOISE_DB) / (QUIET_DB - NOISE_DB)).clamp(0.0, 1.0);
    COUNTED_IN_NOISE + quiet * (COUNTED_IN_QUIET - COUNTED_IN_NOISE)
}

/// Power of the pauses: their median; where there are none, the weakest blocks.
fn noise(kept: &Kept<'_>, power: &BlockPower) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "powers of samples fit f32")]
    let powers = power.mean_squares.iter().map(|it| *it as f32);
    let pauses = kept.speech.iter().zip(powers.clone());
    let mut pauses: Vec<f32> = pauses
        .filter(|(probability, _)| **probability < NOBODY)
        .map(|(_, power)| power)
        .collect();
    let noise = if pauses.len() >= PAUSE_BLOCKS {
        quantile(&mut pauses, 0.5)
    } else {
        quantile(&mut powers.collect::<Vec<f32>>(), NOISE_SHARE)
    };
    f64::from(noise.unwrap_or(0.0))
}

/// Mean power of the blocks that are surely speech.
fn mean_of_sure(kept: &Kept<'_>, power: &BlockPower) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (probability, power) in kept.speech.iter().zip(&power.mean_squares) {
        if *probability > SURE {
            sum += power;
            count += 1.0;
        }
    }
    sum / f64::max(count, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::spectrogram::Spectrogram;

    fn read(samples: &[f32], speech: &[f32], whispered: &[bool]) -> Speech {
        let spectrogram = Spectrogram::new(samples);
        measure(
            &Kept {
                samples,
                speech,
                spectrogram: &spectrogram,
            },
            &BlockPower::new(samples),
            whispered,
        )
    }

    /// Four seconds: rustling at -46 dBFS and, in the second and third, at -26 dBFS.
    fn rustling() -> Vec<f32> {
        (0_u32..64_000)
            .map(|i| {
                let hash = (i.wrapping_mul(2_654_435_761) ^ (i << 13)).wrapping_mul(2_246_822_519);
                let white = (hash >> 8) as f32 / 8_388_608.0 - 1.0;
                white
                    * if (16_000..48_000).contains(&i) {
                        0.087
                    } else {
                        0.008_7
                    }
            })
            .collect()
    }

    #[test]
    fn voices_are_told_by_the_network() {
        let mut speech = [0.0; 200];
        speech[50..150].fill(0.9);
        let read = read(&rustling(), &speech, &[]);
        assert!((read.seconds - 2.0).abs() < 1e-9);
        assert_eq!(read.is_speech.iter().position(|block| *block), Some(50));
    }

    #[test]
    fn whisper_is_added_to_what_the_network_hears() {
        let mut speech = [0.02; 200];
        speech[60..75].fill(0.6);
        let mut whispered = [false; 200];
        whispered[70..120].fill(true);
        assert!((read(&rustling(), &speech, &[]).seconds - 0.3).abs() < 1e-9);
        assert!((read(&rustling(), &speech, &whispered).seconds - 1.2).abs() < 1e-9);
        assert!(read(&[], &[], &[]).seconds < 1e-9);
    }

    #[test]
    fn doubts_count_in_noise_and_not_in_quiet() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(counted_from(1.0, 1.0), COUNTED_IN_NOISE));
        assert!(near(counted_from(1.0, 0.0), COUNTED_IN_QUIET));
        assert!(near(counted_from(10.0, 1.0), 0.5));
        assert!(near(counted_from(0.0, 0.0), COUNTED_IN_NOISE));
    }

    #[test]
    fn deep_pauses_that_the_network_talks_over_are_no_speech() {
        let mut samples = rustling();
        samples[..16_000].fill(0.000_01);
        assert!((read(&samples, &[0.9; 200], &[]).seconds - 3.0).abs() < 0.03);
    }
}
