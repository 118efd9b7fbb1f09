//! Where speech is -> whether it falls into two groups of voices.

use std::ops::Range;

use zeroize::Zeroizing;

use super::embedding::Embedding;
use super::error::Error;

/// Samples of speech in one window: 1 s, short enough for an interjection.
const WINDOW: usize = Embedding::SHORTEST;
/// Samples of speech between windows: 0.5 s.
const HOP: usize = 8_000;
/// Windows at most, for speech of any length: bounds the time to about 0.4 s.
const MOST: usize = 24;
/// Fewest samples of speech that can be compared with itself: 1.5 s, two windows.
const SHORTEST: usize = WINDOW + HOP;

/// The speech of a recording in two groups, as unlike each other as they come.
#[derive(Clone, Debug)]
pub struct Turns {
    /// How alike the voices of the two groups are, -1 to 1. One voice stays above about 0.65 even
    /// from two recordings, two voices that take turns below about 0.45; noise lowers it.
    pub similarity: f32,
    /// Each window that was compared, in order of time: the samples it spans and whether it belongs
    /// to the smaller group. Which group is which means nothing while the similarity is high.
    pub windows: Vec<(Range<usize>, bool)>,
}

impl Turns {
    /// Compares windows of one second taken evenly from the ranges of `samples_16khz` that are
    /// `speech` (in order, not overlapping), at most 24 however long it is.
    ///
    /// `None` for less than 1.5 s of speech.
    ///
    /// # Errors
    ///
    /// When the network cannot be run on this machine.
    pub fn of(samples_16khz: &[f32], speech: &[Range<usize>]) -> Result<Option<Turns>, Error> {
        let total = speech.iter().map(ExactSizeIterator::len).sum::<usize>();
        if total < SHORTEST {
            return Ok(None);
        }
        let (mut spans, mut voices, mut doubles) = (Vec::new(), Vec::new(), Vec::new());
        for run in runs(total) {
            let first = voices.len();
            for start in run {
                let (span, samples) = cut(samples_16khz, speech, start);
                if let Some(voice) = Embedding::of(&samples)? {
                    spans.push(span);
                    voices.push(voice);
                }
            }
            doubles.extend(voices[first..].windows(2).filter_map(Embedding::mean));
        }
        // Windows of one second catch a short voice, pairs of them are surer of it.
        let (short, seconds) = two_groups(&voices);
        let (long, _) = two_groups(&doubles);
        let windows = spans.into_iter().zip(seconds).collect();
        Ok(Some(Turns {
            similarity: f32::midpoint(short, long),
            windows,
        }))
    }
}

/// Where windows start, in samples of speech: one run of all, or runs of two windows spread evenly.
fn runs(total: usize) -> Vec<Vec<usize>> {
    let spread = |last: usize, count: usize| {
        (0..count).map(move |i| (last * i + (count - 1) / 2) / (count - 1).max(1))
    };
    let count = (total - WINDOW).div_ceil(HOP) + 1;
    if count <= MOST {
        vec![spread(total - WINDOW, count).collect()]
    } else {
        spread(total - WINDOW - HOP, MOST / 2)
            .map(|start| vec![start, start + HOP])
            .collect()
    }
}

/// One window of speech with what lies between taken out, and the samples it spans.
fn cut(
    samples: &[f32],
    speech: &[Range<usize>],
    start: usize,
) -> (Range<usize>, Zeroizing<Vec<f32>>) {
    let mut cut = Zeroizing::new(Vec::with_capacity(WINDOW));
    let (mut skip, mut span) = (start, None);
    for range in speech {
        let from = range.start + skip.min(range.len());
        skip -= skip.min(range.len());
        let to = range.end.min(from + WINDOW - cut.len());
        let part = samples.get(from..to).unwrap_or_default();
        if !part.is_empty() {
            cut.extend_from_slice(part);
            span = Some(span.map_or(from, |span: Range<usize>| span.start)..to);
        }
    }
    (span.unwrap_or_default(), cut)
}

/// How alike the two most unlike groups of voices are, and who is in the smaller one.
///
/// The groups start from the two voices farthest apart and settle in a few rounds of nearest mean.
/// The smallest similarity of two windows alone would flag every third honest recording.
fn two_groups(voices: &[Embedding]) -> (f32, Vec<bool>) {
    let pairs = (0..voices.len()).flat_map(|i| (i + 1..voices.len()).map(move |j| (i, j)));
    let alike = |(i, j): &(usize, usize)| voices[*i].similarity(&voices[*j]);
    let farthest = pairs.min_by(|a, b| alike(a).total_cmp(&alike(b)));
    let Some((i, j)) = farthest else {
        return (1.0, vec![false; voices.len()]);
    };
    let (mut first, mut second) = (voices[i].clone(), voices[j].clone());
    let mut in_second = vec![false; voices.len()];
    for _ in 0..6 {
        for (is, voice) in in_second.iter_mut().zip(voices) {
            *is = voice.similarity(&second) > voice.similarity(&first);
        }
        let group = |wanted: bool| {
            let members = voices
                .iter()
                .zip(&in_second)
                .filter(move |(_, is)| **is == wanted);
            Embedding::mean(members.map(|(voice, _)| voice))
        };
        match (group(false), group(true)) {
            (Some(a), Some(b)) => (first, second) = (a, b),
            _ => break,
        }
    }
    if in_second.iter().filter(|is| **is).count() * 2 > voices.len() {
        in_second.iter_mut().for_each(|is| *is = !*is);
    }
    (first.similarity(&second), in_second)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn windows_lie_inside_the_speech_and_are_never_too_many(total in SHORTEST..4_000_000) {
            let runs = runs(total);
            let starts: Vec<usize> = runs.into_iter().flatten().collect();
            prop_assert!(starts.len() >= 2 && starts.len() <= MOST);
            prop_assert_eq!(starts[0], 0);
            prop_assert!(starts.iter().all(|start| start + WINDOW <= total));
            prop_assert!(starts.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn a_window_skips_what_is_no_speech() {
        let samples: Vec<f32> = (0..40_000_u16).map(f32::from).collect();
        let speech = [100..9_100, 20_000..21_000, 30_000..39_000];
        let (span, window) = cut(&samples, &speech, 8_000);
        assert_eq!(span, 8_100..39_000);
        assert_eq!(window.len(), 1_000 + 1_000 + 9_000);
        assert!((window[0] - 8_100.0).abs() < 0.5 && (window[1_000] - 20_000.0).abs() < 0.5);
        let (_, whole) = cut(&samples, &speech, 0);
        assert_eq!(whole.len(), WINDOW);
    }
}
