//! The kept part -> how likely more than one person speaks in it.
//!
//! Voices that take turns: CAM++ embeddings of windows of speech in two groups, as unlike as they
//! come (speaker clustering; the method of `docs/models.md`). Voices at once and voices behind: the
//! overlap classes of pyannote segmentation 3.0 (Plaquet and Bredin 2023) on a levelled copy. The
//! score joins both in one logistic function.

use std::ops::Range;

use speech_nets::{Overlap, Turns, Window};

use super::kept::BLOCK;
use super::listened::Listened;
use super::place::{MarkKind, Place, runs};

/// What was heard of the number of voices.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Voices {
    /// Likelihood of more than one voice, 0 to 1.
    pub(crate) score: f64,
    /// Similarity of the two least similar groups of speech, -1 to 1.
    pub(crate) similarity: f64,
    /// Whose voice where, as far as it was listened to, and where there are two at once.
    pub(crate) places: Vec<Place>,
}

/// Listens for a second voice, but not again to what was `listened` to; `None` for less than 1.5 s of speech, and where the networks cannot
/// run.
pub(crate) fn measure(samples: &[f32], speech: &[f32], listened: &mut Listened) -> Option<Voices> {
    let ranges = speech_ranges(samples, speech);
    let wanted = Window::count(ranges.iter().map(ExactSizeIterator::len).sum());
    // A third of them will do: they were taken where voices were looked for.
    if 3 * listened.windows.len() < wanted {
        listened.windows = Window::spread(samples, &ranges).ok()?;
    }
    let turns = Turns::among(&listened.windows)?;
    let overlap = match listened.overlap.take() {
        Some(overlap) => overlap,
        None => Overlap::of(samples).ok()?,
    };
    let overlap = listened.overlap.insert(overlap);
    let similarity = f64::from(turns.similarity);
    let overlap_secs = f64::from(overlap.seconds());
    let score = score(
        similarity,
        overlap_secs,
        speech_over_floor_db(samples, speech),
    );
    Some(Voices {
        score,
        similarity,
        places: places(&turns, overlap),
    })
}

fn places(turns: &Turns, overlap: &Overlap) -> Vec<Place> {
    let windows = turns.windows.iter().map(|(span, is_other)| {
        let kind = if *is_other {
            MarkKind::OtherVoice
        } else {
            MarkKind::MainVoice
        };
        (kind, span.clone())
    });
    let mut places: Vec<Place> = windows.collect();
    let frames: Vec<(usize, f32)> = overlap.frames().collect();
    for run in runs(frames.iter().map(|(_, several)| *several > 0.5), 1) {
        let middles = (frames.get(run.start), frames.get(run.end - 1));
        if let (Some((first, _)), Some((last, _))) = middles {
            places.push((
                MarkKind::Overlap,
                first.saturating_sub(FRAME / 2)..last + FRAME / 2,
            ));
        }
    }
    places
}

/// Samples of a frame of the overlap network, about 17 ms.
const FRAME: usize = 270;

/// Joins both networks' evidence; noise makes one voice unlike itself and is discounted.
///
/// Logistic regression on 440 labelled recordings with at least 1.5 s of speech, babble left out,
/// those of other families than `speakers` with half weight, cross-validated by speaker. The limit
/// of the similarity, and 0.2 less on the whole, were chosen on two other sets, made anew.
fn score(similarity: f64, overlap_secs: f64, over_floor_db: f64) -> f64 {
    let noise_db = (12.0 - over_floor_db).clamp(0.0, 12.0);
    let similarity = similarity.min(MOST_TELLING);
    let logit = 9.9 - 12.1 * similarity + 1.48 * (overlap_secs + 0.05).ln() - 1.17 * noise_db;
    1.0 / (1.0 + (-logit).exp())
}

/// Similarity from which all that is spoken up is one voice's; how much more alike it is says nothing
/// against a second one behind. From 0.70 to 0.75 three sets agree on it.
const MOST_TELLING: f64 = 0.73;

/// Blocks of speech joined over gaps of up to a quarter of a second, as ranges of samples.
pub(crate) fn speech_ranges(samples: &[f32], speech: &[f32]) -> Vec<Range<usize>> {
    const GAP: usize = 12 * BLOCK;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let blocks = speech
        .iter()
        .enumerate()
        .filter(|(_, probability)| **probability > 0.5);
    for (block, _) in blocks {
        let start = block * BLOCK;
        let end = (start + BLOCK).min(samples.len());
        match ranges.last_mut() {
            Some(last) if start <= last.end + GAP => last.end = end,
            _ => ranges.push(start..end),
        }
    }
    ranges
}

/// Mean power of speech over that of the quietest tenth of blocks, dB; offsets left out.
#[expect(clippy::cast_precision_loss, reason = "a few thousand blocks")]
fn speech_over_floor_db(samples: &[f32], speech: &[f32]) -> f64 {
    // Around the block's own mean: an offset is no noise.
    let power = |block: &[f32]| {
        let count = block.len() as f64;
        let mean = block.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
        block
            .iter()
            .map(|x| (f64::from(*x) - mean).powi(2))
            .sum::<f64>()
            / count
            + 1e-12
    };
    let mut powers: Vec<f64> = samples.chunks(BLOCK).map(power).collect();
    let spoken = powers
        .iter()
        .zip(speech)
        .filter(|(_, probability)| **probability > 0.5);
    let (sum, count) = spoken.fold((0.0, 0), |(sum, count), (power, _)| {
        (sum + power, count + 1)
    });
    powers.sort_unstable_by(f64::total_cmp);
    let floor = powers.get(powers.len() / 10).copied().unwrap_or(1.0);
    10.0 * (sum / f64::from(count.max(1)) / floor).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(bytes: &[u8], header: usize) -> Vec<f32> {
        let (pairs, _) = bytes[header..].as_chunks::<2>();
        pairs
            .iter()
            .map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0)
            .collect()
    }

    fn reader() -> Vec<f32> {
        samples(
            include_bytes!("../../../../fixtures/wav/speech-16khz-mono-s16.wav"),
            44,
        )
    }

    fn cards() -> Vec<f32> {
        samples(
            include_bytes!("../../../../fixtures/wav/cards-16khz-mono-s16.wav"),
            44,
        )
    }

    /// The score when everything counts as speech.
    fn score(samples: &[f32]) -> Option<f64> {
        let speech = vec![1.0; samples.len().div_ceil(BLOCK)];
        measure(samples, &speech, &mut Listened::default()).map(|voices| voices.score)
    }

    #[test]
    fn one_voice_scores_low_and_two_score_high() {
        assert!(score(&reader()).unwrap() < 0.2);
        assert!(score(&[reader(), cards()].concat()).unwrap() > 0.9);
        let behind: Vec<f32> = reader()
            .iter()
            .zip(cards())
            .map(|(a, b)| a + 0.3 * b)
            .collect();
        assert!(score(&behind).unwrap() > 0.7);
    }

    #[test]
    fn too_little_speech_is_unknown() {
        assert_eq!(score(&reader()[..20_000]), None);
        assert_eq!(score(&[]), None);
    }

    #[test]
    fn short_gaps_belong_to_the_speech_around_them() {
        let mut speech = [0.0; 100];
        for block in (10..20).chain(30..40).chain(70..100) {
            speech[block] = 0.9;
        }
        let samples = vec![0.0; 99 * BLOCK + 7];
        let blocks = |range: Range<usize>| range.start * BLOCK..range.end * BLOCK;
        let ends = samples.len();
        assert_eq!(
            speech_ranges(&samples, &speech),
            [blocks(10..40), 70 * BLOCK..ends]
        );
    }

    #[test]
    fn noise_lowers_the_score_and_unlike_voices_raise_it() {
        assert!(super::score(0.2, 0.0, 30.0) > super::score(0.7, 0.0, 30.0));
        assert!(super::score(0.7, 2.0, 30.0) > super::score(0.7, 0.0, 30.0));
        assert!(super::score(0.9, 2.0, 30.0) >= super::score(0.75, 2.0, 30.0));
        assert!(super::score(0.5, 0.0, 3.0) < super::score(0.5, 0.0, 30.0));
    }
}
