//! Spectra and a faint suspicion of speech -> the blocks in which someone may whisper.

use super::kept::{BLOCK, Kept};
use super::quantile::quantile;
use super::spectrogram::Spectrogram;

/// Whisper has little below 300 Hz, and rooms have much.
const LOW_BIN: usize = 10;
/// A whisper is louder than the quiet share of the recording by this, and than its own peaks
/// less this, dB; shorter pauses count as speech, as they do in voices.
const QUIET_SHARE: f32 = 0.15;
const ABOVE_QUIET_DB: f32 = 6.0;
const BELOW_PEAKS_DB: f32 = 25.0;
const GAP_BLOCKS: usize = 8;
/// Where the network is sure of someone for half a second, energy alone tells where else they are.
const SURE: f32 = 0.5;
const SURE_BLOCKS: usize = 25;
/// Where it suspects at least this for 0.8 s, the sound itself must look like syllables. Of 220
/// sequences of drums and effects 32 look like it, but only two of those are suspected.
const FAINT: f32 = 0.08;
const FAINT_BLOCKS: usize = 40;
/// Bins of 0.5 to 1.25, 2.25, 4 and 7 kHz.
const BANDS: [std::ops::Range<usize>; 4] = [16..40, 40..72, 72..128, 128..224];

/// What tells syllables from other sounds that come and go. Measured on whispers (2 to 98 % of
/// them), quiet, filtered and in noise, on 36 kinds of noise, steady and coming in bursts, and on
/// 46 pieces of music, one of which (drums that nothing suspects of speech) looks like syllables.
struct Pattern {
    /// Peaks over the quiet share, dB: 18 to 40; steady noise 1 to 15.
    dynamics_db: f32,
    /// How much the balance of the bands differs from frame to frame, dB: vowels and fricatives 4.1
    /// to 13; bursts of one noise 1.3 to 2.5.
    colour_db: f32,
    /// Change of level from one frame to the next, dB: 1.7 to 3.6; keys, plates and fire 4 to 10.
    change_db: f32,
    /// Runs in a second: 0.8 to 4.8; and their median length, s: 0.06 to 0.7. Phrases of music
    /// are longer.
    runs_per_sec: f32,
    run_secs: f32,
}

impl Pattern {
    fn is_syllables(&self) -> bool {
        self.dynamics_db > 15.0
            && self.colour_db > 4.2
            && (1.7..3.6).contains(&self.change_db)
            && (0.8..5.0).contains(&self.runs_per_sec)
            && self.run_secs < 0.8
    }
}

/// Blocks with the energy of a whisper; none if nobody can be whispering.
///
/// Voice activity networks hear less than half of real whisper, so energy tells where it is, and
/// the network, in the recording or in what it heard `darker`, or the pattern of syllables whether
/// it is speech (compare Zhang and Hansen 2011 on whisper islands). That it has no voice is judged
/// elsewhere.
pub(crate) fn find(kept: &Kept<'_>, darker: &[f32]) -> Vec<bool> {
    let heard = |limit: f32| {
        let count = |speech: &[f32]| speech.iter().filter(|speech| **speech > limit).count();
        count(kept.speech).max(count(darker))
    };
    if heard(FAINT) < FAINT_BLOCKS {
        return Vec::new();
    }
    let level_db = levels(kept.spectrogram);
    let quiet = quantile(&mut level_db.clone(), QUIET_SHARE).unwrap_or(0.0);
    let peaks = quantile(&mut level_db.clone(), 0.95).unwrap_or(0.0);
    let limit = (quiet + ABOVE_QUIET_DB).max(peaks - BELOW_PEAKS_DB);
    let loud: Vec<bool> = level_db.iter().map(|level| *level > limit).collect();
    if heard(SURE) < SURE_BLOCKS
        && !pattern(kept.spectrogram, &level_db, &loud, peaks - quiet).is_syllables()
    {
        return Vec::new();
    }
    let mut blocks: Vec<bool> = (0..kept.speech.len())
        .map(|block| loud.get(frame_of(block)) == Some(&true))
        .collect();
    close_gaps(&mut blocks, GAP_BLOCKS);
    blocks
}

/// The middle of block b is sample 320 b + 160, that of frame f is 256 f + 256.
fn frame_of(block: usize) -> usize {
    (block * BLOCK + BLOCK / 2).saturating_sub(Spectrogram::HOP / 2) / Spectrogram::HOP
}

fn levels(spectrogram: &Spectrogram) -> Vec<f32> {
    let power = |frame| -> f32 { spectrogram.frame(frame)[LOW_BIN..].iter().sum() };
    (0..spectrogram.frames())
        .map(|frame| decibels(power(frame)))
        .collect()
}

fn decibels(power: f32) -> f32 {
    10.0 * power.max(1e-12).log10()
}

fn pattern(
    spectrogram: &Spectrogram,
    level_db: &[f32],
    loud: &[bool],
    dynamics_db: f32,
) -> Pattern {
    let frames: Vec<usize> = (0..loud.len()).filter(|frame| loud[*frame]).collect();
    let mut runs: Vec<f32> = loud
        .chunk_by(|a, b| a == b)
        .filter(|run| run[0])
        .map(|run| run.len() as f32 * FRAME_SECS)
        .collect();
    let changes: f32 = frames
        .windows(2)
        .map(|pair| (level_db[pair[1]] - level_db[pair[0]]).abs())
        .sum();
    Pattern {
        dynamics_db,
        colour_db: colour(spectrogram, &frames),
        change_db: changes / frames.len().max(1) as f32,
        runs_per_sec: runs.len() as f32 / (loud.len().max(1) as f32 * FRAME_SECS),
        run_secs: quantile(&mut runs, 0.5).unwrap_or(0.0),
    }
}

/// Seconds from frame to frame.
const FRAME_SECS: f32 = Spectrogram::HOP as f32 / 16_000.0;

/// Standard deviation of the level of each band over each other one, less its noise: their mean.
fn colour(spectrogram: &Spectrogram, frames: &[usize]) -> f32 {
    let band = |frame: usize, band: usize| -> f32 {
        spectrogram.frame(frame)[BANDS[band].clone()].iter().sum()
    };
    let noise: [f32; 4] = std::array::from_fn(|index| {
        let mut over_time: Vec<f32> = (0..spectrogram.frames())
            .map(|frame| band(frame, index))
            .collect();
        quantile(&mut over_time, QUIET_SHARE).unwrap_or(0.0)
    });
    let levels: Vec<[f32; 4]> = frames
        .iter()
        .map(|frame| {
            std::array::from_fn(|index| {
                decibels((band(*frame, index) - noise[index]).max(0.3 * noise[index]))
            })
        })
        .collect();
    let pairs = (0..4).flat_map(|first| (0..first).map(move |second| (first, second)));
    let deviations = pairs.map(|(first, second)| {
        let count = levels.len().max(1) as f32;
        let over = |bands: &[f32; 4]| bands[first] - bands[second];
        let mean = levels.iter().map(over).sum::<f32>() / count;
        let squares: f32 = levels
            .iter()
            .map(|bands| (over(bands) - mean).powi(2))
            .sum();
        (squares / count).sqrt()
    });
    deviations.sum::<f32>() / 6.0
}

/// Fills gaps of up to `most` between blocks that are set.
pub(crate) fn close_gaps(blocks: &mut [bool], most: usize) {
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

    fn white(i: u32) -> f32 {
        let hash = (i.wrapping_mul(2_654_435_761) ^ (i << 13)).wrapping_mul(2_246_822_519);
        (hash >> 8) as f32 / 8_388_608.0 - 1.0
    }

    /// Eight seconds of syllables: a vowel (noise below 1.5 kHz) and a fricative (noise above) in
    /// turn, 0.15 s of each 0.3 s; with `one_colour` all are the same.
    fn syllables(one_colour: bool) -> Vec<f32> {
        let mut low = 0.0_f32;
        (0_u32..128_000)
            .map(|i| {
                let noise = white(i);
                low += 0.25 * (noise - low);
                let at = i as f32 / 16_000.0 / 0.3;
                let swell = (std::f32::consts::TAU * at.fract()).sin().max(0.0);
                let vowel = one_colour || at.rem_euclid(2.0) < 1.0;
                0.1 * swell * if vowel { low } else { noise - low } + 0.000_2 * white(i + 1)
            })
            .collect()
    }

    fn found(samples: &[f32], speech: &[f32]) -> usize {
        found_with(samples, speech, &[])
    }

    fn found_with(samples: &[f32], speech: &[f32], darker: &[f32]) -> usize {
        let spectrogram = Spectrogram::new(samples);
        let kept = Kept {
            samples,
            speech,
            spectrogram: &spectrogram,
        };
        find(&kept, darker).iter().filter(|block| **block).count()
    }

    /// A network that is all but deaf.
    fn faint() -> [f32; 400] {
        let mut speech = [0.02; 400];
        speech[60..105].fill(0.15);
        speech
    }

    #[test]
    fn syllables_are_found_where_the_network_hears_next_to_nothing() {
        assert!(found(&syllables(false), &faint()) > 200);
        assert_eq!(found(&syllables(false), &[0.02; 400]), 0);
    }

    #[test]
    fn what_is_surely_heard_darker_needs_no_pattern() {
        let (samples, deaf) = (syllables(true), [0.02; 400]);
        assert_eq!(found_with(&samples, &deaf, &[0.02; 400]), 0);
        assert!(found_with(&samples, &deaf, &[0.6; 400]) > 100);
    }

    #[test]
    fn bursts_of_one_noise_and_steady_noise_are_no_syllables() {
        assert_eq!(found(&syllables(true), &faint()), 0);
        let steady: Vec<f32> = (0..128_000).map(|i| 0.1 * white(i)).collect();
        assert_eq!(found(&steady, &faint()), 0);
        assert_eq!(found(&[], &[]), 0);
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
