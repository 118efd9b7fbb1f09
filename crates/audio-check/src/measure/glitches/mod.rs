//! Samples of speech -> dropouts, repeats, clicks and skips.

mod bins;
mod clicks;
mod flats;
mod repeats;
mod skips;

use super::kept::{BLOCK, Kept};
use super::low_band::LowBand;
use super::residual::residual;
use bins::Bins;
use std::ops::Range;

/// What broke the recording into pieces.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Glitches {
    /// Dropouts, held samples, repeats, clicks, and skips of which there is no doubt.
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
/// A break within 10 ms of another glitch is part of it.
const NEAR: usize = 160;

/// Counts glitches in speech; `None` without speech.
pub(crate) fn measure(kept: &Kept<'_>, low: &LowBand) -> Glitches {
    let Some(speech_rms) = speech_rms(kept) else {
        return Glitches::default();
    };
    let mut places = flats::find(kept.samples, speech_rms);
    places.append(&mut repeats::find(kept.samples));
    let is_broken = !places.is_empty();
    let quiet_mean_square = (0.01 * speech_rms).powi(2);
    let errors = residual(kept.samples, kept.spectrogram, quiet_mean_square);
    let bins = Bins::new(&errors, kept.samples);
    let clicks = clicks::find(kept, &bins, speech_rms);
    places.extend(clicks.places.iter().map(|at| *at..at + 1));
    let skips = skips::find(kept, low, &errors, &bins, speech_rms);
    for at in skips.places {
        let is_new = |place: &Range<usize>| at + NEAR < place.start || at > place.end + NEAR;
        if places.iter().all(is_new) {
            places.push(at..at + 1);
        }
    }
    let odds = clicks.logit.max(skips.logit);
    Glitches {
        glitches: u32::try_from(places.len()).ok(),
        glitch_score: Some(if is_broken {
            CERTAIN_SCORE
        } else {
            CERTAIN_SCORE / (1.0 + (-odds).exp())
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

    fn found(samples: &[f32]) -> Glitches {
        with_kept(samples, |kept| {
            measure(kept, &LowBand::new(kept.samples, 0.0))
        })
    }

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
        found(&samples)
    }

    #[test]
    fn clean_speech_has_none() {
        let found = found(&speech());
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
    fn skips_raise_the_score() {
        let mut samples = speech();
        for at in places().into_iter().rev() {
            samples.drain(at..at + 200);
        }
        let (whole, found) = (found(&speech()), found(&samples));
        assert!(
            found.glitch_score.unwrap() > whole.glitch_score.unwrap() + 0.2,
            "{whole:?} {found:?}"
        );
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
        assert_eq!(found(&samples).glitches, Some(0));
    }

    #[test]
    fn silence_is_unknown() {
        assert_eq!(found(&[0.0; 16_000]), Glitches::default());
        assert_eq!(found(&[]), Glitches::default());
    }
}
