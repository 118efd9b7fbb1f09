//! Samples of speech -> dropouts, repeats and clicks.

mod clicks;
mod flats;
mod repeats;

use super::kept::{BLOCK, Kept};
use std::ops::Range;

/// What broke the recording into pieces.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Glitches {
    /// Dropouts, held samples, repeats and clicks.
    pub(crate) glitches: Option<u32>,
    /// Likelihood of any glitch, skips included, 0 to 1.
    pub(crate) glitch_score: Option<f64>,
    /// The samples in which they are.
    pub(crate) places: Vec<Range<usize>>,
}

/// Half a second of speech is needed.
const FEWEST_SPEECH_BLOCKS: usize = 25;
/// A flat stretch in the middle of speech, or an exact repeat, does not happen by itself.
const CERTAIN_SCORE: f64 = 0.99;

/// Counts glitches in speech; `None` without speech.
pub(crate) fn measure(kept: &Kept<'_>) -> Glitches {
    let Some(speech_rms) = speech_rms(kept) else {
        return Glitches::default();
    };
    let mut places = flats::find(kept.samples, speech_rms);
    places.append(&mut repeats::find(kept.samples));
    let is_broken = !places.is_empty();
    let clicks = clicks::find(kept, speech_rms);
    places.extend(clicks.places.iter().map(|at| *at..at + 1));
    Glitches {
        glitches: u32::try_from(places.len()).ok(),
        glitch_score: Some(if is_broken {
            CERTAIN_SCORE
        } else {
            CERTAIN_SCORE * clicks.score
        }),
        places,
    }
}

/// RMS of blocks with speech.
fn speech_rms(kept: &Kept<'_>) -> Option<f32> {
    let blocks = kept.samples.chunks_exact(BLOCK).zip(kept.speech);
    let speech = blocks.filter(|(_, speech)| **speech > 0.5);
    let (mut count, mut sum, mut square_sum) = (0_usize, 0.0_f32, 0.0_f32);
    for (block, _) in speech {
        count += 1;
        sum += block.iter().sum::<f32>() / BLOCK as f32;
        square_sum += block.iter().map(|it| it * it).sum::<f32>() / BLOCK as f32;
    }
    if count < FEWEST_SPEECH_BLOCKS {
        return None;
    }
    let (mean, mean_square) = (sum / count as f32, square_sum / count as f32);
    Some((mean_square - mean * mean).max(1e-12).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::specimen::{speech, with_kept};

    /// Three places in the middle of loud speech.
    fn places() -> Vec<usize> {
        let speech = speech();
        let loud = |block: usize| {
            let samples = &speech[block * BLOCK..(block + 6) * BLOCK];
            samples
                .chunks(BLOCK)
                .all(|it| it.iter().fold(0.0_f32, |a, b| a.max(b.abs())) > 0.1)
        };
        let mut places: Vec<usize> = (20..speech.len() / BLOCK - 20)
            .filter(|it| loud(*it))
            .collect();
        places.dedup_by(|a, b| *a < *b + 25);
        places.iter().take(3).map(|it| it * BLOCK + BLOCK).collect()
    }

    fn damaged(damage: impl Fn(&mut Vec<f32>, usize)) -> Glitches {
        let mut samples = speech();
        for place in places() {
            damage(&mut samples, place);
        }
        with_kept(&samples, measure)
    }

    #[test]
    fn clean_speech_has_none() {
        let found = with_kept(&speech(), measure);
        assert_eq!(found.glitches, Some(0));
        assert!(found.glitch_score.unwrap() < 0.8, "{found:?}");
    }

    #[test]
    fn dropouts_held_samples_and_repeats_are_counted() {
        assert_eq!(places().len(), 3);
        let zero = damaged(|samples, at| samples[at..at + 320].fill(0.0));
        let held = damaged(|samples, at| {
            let value = samples[at - 1];
            samples[at..at + 320].fill(value);
        });
        let repeated = damaged(|samples, at| samples.copy_within(at - 320..at, at));
        for found in [zero, held, repeated] {
            assert!((3..=5).contains(&found.glitches.unwrap()), "{found:?}");
            assert!(found.glitch_score.unwrap() > 0.98);
        }
    }

    #[test]
    fn clicks_are_counted_and_raise_the_score() {
        let found = damaged(|samples, at| {
            samples[at] += 0.5;
            samples[at + 1] -= 0.4;
        });
        assert!(found.glitches.unwrap() >= 2, "{found:?}");
        assert!(found.glitch_score.unwrap() > 0.9, "{found:?}");
    }

    #[test]
    fn pauses_that_a_gate_made_silent_are_no_dropouts() {
        let mut samples = speech();
        let mut gated = 0;
        for blocks in samples.chunks_mut(10 * BLOCK) {
            if blocks.iter().all(|it| it.abs() < 0.03) {
                blocks[4 * BLOCK..].fill(0.0);
                gated += 1;
            }
        }
        assert!(gated > 0, "{gated}");
        assert_eq!(with_kept(&samples, measure).glitches, Some(0));
    }

    #[test]
    fn silence_is_unknown() {
        assert_eq!(with_kept(&[0.0; 16_000], measure), Glitches::default());
        assert_eq!(with_kept(&[], measure), Glitches::default());
    }
}
