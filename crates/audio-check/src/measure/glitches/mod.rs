//! Samples of speech -> dropouts, repeats and clicks.

mod clicks;
mod flats;
mod repeats;

use super::kept::{BLOCK, Kept};

/// What broke the recording into pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Glitches {
    /// Dropouts, held samples, repeats and clicks.
    pub(crate) glitches: Option<u32>,
    /// Likelihood of any glitch, skips included, 0 to 1.
    pub(crate) glitch_score: Option<f64>,
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
    let broken = flats::count(kept.samples, speech_rms) + repeats::count(kept.samples);
    let clicks = clicks::find(kept, speech_rms);
    Glitches {
        glitches: Some(broken + clicks.count),
        glitch_score: Some(if broken > 0 {
            CERTAIN_SCORE
        } else {
            CERTAIN_SCORE * clicks.score
        }),
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
