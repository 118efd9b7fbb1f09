//! Probabilities of speech and energy -> the blocks in which someone speaks.

use super::block_power::BlockPower;
use super::kept::{BLOCK, BLOCK_SECS, Kept};
use super::quantile::quantile;
use super::spectrogram::Spectrogram;

/// Where someone speaks, whisper included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speech {
    /// One for each block of 20 ms.
    pub(crate) is_speech: Vec<bool>,
    /// Time in which someone speaks, seconds.
    pub(crate) seconds: f64,
}

/// Probability from which a block is speech. Measured: of 0.3 to 0.6 the least error at all
/// signal to noise ratios together.
pub(crate) const SURE: f32 = 0.45;
/// Blocks so much weaker than the mean of the speech are pauses that the network talked over: 42 dB.
const PAUSE_FACTOR: f64 = 15_849.0;
/// Stops of 60 ms within a word are speech; measured, a tenth less error in quiet.
const VOICE_GAP_BLOCKS: usize = 3;
/// Whisper is only looked for where the network heard someone for a fifth of a second: it hears
/// parts of every whisper and nothing in noise, music and keys.
const FAINT: f32 = 0.25;
const FAINT_BLOCKS: usize = 10;
/// A whisper is louder than the quiet share of the recording by this, and than its own peaks
/// less this, dB; shorter pauses count as speech, as they do in voices.
const QUIET_SHARE: f32 = 0.15;
const ABOVE_QUIET_DB: f32 = 8.0;
const BELOW_PEAKS_DB: f32 = 25.0;
const WHISPER_GAP_BLOCKS: usize = 8;
/// Whisper has little below 300 Hz, and rooms have much.
const LOW_BIN: usize = 10;

/// Tells speech block by block; `whisper_score` decides whether it is also told by energy.
pub(crate) fn measure(kept: &Kept<'_>, power: &BlockPower, whisper_score: Option<f64>) -> Speech {
    let pause = mean_of_sure(kept, power) / PAUSE_FACTOR;
    let mut is_speech: Vec<bool> = kept
        .speech
        .iter()
        .zip(&power.mean_squares)
        .map(|(probability, power)| *probability > SURE && *power > pause)
        .collect();
    close_gaps(&mut is_speech, VOICE_GAP_BLOCKS);
    let faint = kept
        .speech
        .iter()
        .filter(|probability| **probability > FAINT)
        .count();
    if whisper_score.is_some_and(|score| score > 0.5) && faint >= FAINT_BLOCKS {
        for (block, whispered) in is_speech.iter_mut().zip(whispered(kept.spectrogram)) {
            *block |= whispered;
        }
    }
    let count = is_speech.iter().filter(|block| **block).count();
    Speech {
        is_speech,
        seconds: count as f64 * BLOCK_SECS,
    }
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

/// Blocks with the energy of a whisper.
fn whispered(spectrogram: &Spectrogram) -> Vec<bool> {
    let level_db: Vec<f32> = (0..spectrogram.frames())
        .map(|frame| {
            let power: f32 = spectrogram.frame(frame)[LOW_BIN..].iter().sum();
            10.0 * power.max(1e-12).log10()
        })
        .collect();
    let quiet = quantile(&mut level_db.clone(), QUIET_SHARE).unwrap_or(0.0);
    let peaks = quantile(&mut level_db.clone(), 0.95).unwrap_or(0.0);
    let limit = (quiet + ABOVE_QUIET_DB).max(peaks - BELOW_PEAKS_DB);
    // The middle of block b is sample 320 b + 160, that of frame f is 256 f + 256.
    let blocks = (level_db.len() * Spectrogram::HOP + Spectrogram::HOP).div_ceil(BLOCK);
    let mut loud: Vec<bool> = (0..blocks)
        .map(|block| {
            let frame =
                (block * BLOCK + BLOCK / 2).saturating_sub(Spectrogram::HOP / 2) / Spectrogram::HOP;
            level_db
                .get(frame.min(level_db.len().saturating_sub(1)))
                .is_some_and(|db| *db > limit)
        })
        .collect();
    close_gaps(&mut loud, WHISPER_GAP_BLOCKS);
    loud
}

/// Fills gaps of up to `most` between blocks that are set.
fn close_gaps(blocks: &mut [bool], most: usize) {
    let mut last = None;
    for index in 0..blocks.len() {
        if !blocks[index] {
            continue;
        }
        if let Some(last) = last.filter(|last| index - last <= most + 1) {
            blocks[last..index].fill(true);
        }
        last = Some(index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(samples: &[f32], speech: &[f32], whisper_score: Option<f64>) -> Speech {
        let spectrogram = Spectrogram::new(samples);
        measure(
            &Kept {
                samples,
                speech,
                spectrogram: &spectrogram,
            },
            &BlockPower::new(samples),
            whisper_score,
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
        let read = read(&rustling(), &speech, Some(0.0));
        assert!((read.seconds - 2.0).abs() < 1e-9);
        assert_eq!(read.is_speech.iter().position(|block| *block), Some(50));
    }

    #[test]
    fn whisper_is_told_by_energy_where_the_network_hears_a_part_of_it() {
        let mut speech = [0.02; 200];
        speech[60..75].fill(0.6);
        assert!((read(&rustling(), &speech, Some(0.1)).seconds - 0.3).abs() < 1e-9);
        assert!((read(&rustling(), &speech, Some(0.9)).seconds - 2.0).abs() < 0.05);
    }

    #[test]
    fn noise_is_not_whisper() {
        assert!(read(&rustling(), &[0.02; 200], Some(0.9)).seconds < 1e-9);
        assert!(read(&[], &[], None).seconds < 1e-9);
    }

    #[test]
    fn deep_pauses_that_the_network_talks_over_are_no_speech() {
        let mut samples = rustling();
        samples[..16_000].fill(0.000_01);
        assert!((read(&samples, &[0.9; 200], None).seconds - 3.0).abs() < 0.03);
    }

    #[test]
    fn short_gaps_close_and_long_ones_stay() {
        let mut blocks = vec![false; 40];
        for index in [2, 11, 30] {
            blocks[index] = true;
        }
        close_gaps(&mut blocks, 8);
        assert_eq!(blocks.iter().filter(|block| **block).count(), 11);
    }
}
