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

/// A second of speech that was listened to.
#[derive(Clone, Debug)]
pub struct Window {
    /// The samples it spans, with the pauses between.
    pub span: Range<usize>,
    /// Whose voice it is.
    pub voice: Embedding,
}

impl Window {
    /// Samples of speech that two windows side by side take.
    pub const PAIR: usize = SHORTEST;

    /// Windows that [`Window::spread`] takes of so many samples of speech: at most 24.
    #[must_use]
    pub fn count(speech: usize) -> usize {
        if speech < SHORTEST {
            return 0;
        }
        ((speech - WINDOW).div_ceil(HOP) + 1).min(MOST)
    }

    /// Windows taken evenly from the ranges of `samples_16khz` that are `speech` (in order, not
    /// overlapping): one every half second, or 12 pairs of them if it is longer than that gives.
    ///
    /// None for less than 1.5 s of speech.
    ///
    /// # Errors
    ///
    /// When the network cannot be run on this machine.
    pub fn spread(samples_16khz: &[f32], speech: &[Range<usize>]) -> Result<Vec<Window>, Error> {
        let total = speech.iter().map(ExactSizeIterator::len).sum::<usize>();
        let starts: Vec<usize> = match Window::count(total) {
            0 => Vec::new(),
            MOST => spread(total - SHORTEST, MOST / 2)
                .flat_map(|start| [start, start + HOP])
                .collect(),
            count => spread(total - WINDOW, count).collect(),
        };
        let windows = starts
            .into_iter()
            .map(|start| Window::at(samples_16khz, speech, start));
        windows.filter_map(Result::transpose).collect()
    }

    /// Two windows from the sample `start` of all speech laid end to end, the second half a second
    /// later; 36 ms. Fewer if less than [`Window::PAIR`] samples follow.
    ///
    /// # Errors
    ///
    /// When the network cannot be run on this machine.
    pub fn pair(
        samples_16khz: &[f32],
        speech: &[Range<usize>],
        start: usize,
    ) -> Result<Vec<Window>, Error> {
        let starts = [start, start.saturating_add(HOP)].into_iter();
        let windows = starts.map(|start| Window::at(samples_16khz, speech, start));
        windows.filter_map(Result::transpose).collect()
    }

    fn at(samples: &[f32], speech: &[Range<usize>], start: usize) -> Result<Option<Window>, Error> {
        let (span, samples) = cut(samples, speech, start);
        Ok(Embedding::of(&samples)?.map(|voice| Window { span, voice }))
    }
}

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
    /// Compares windows of one second, [spread](Window::spread) over the speech.
    ///
    /// `None` for less than 1.5 s of speech.
    ///
    /// # Errors
    ///
    /// When the network cannot be run on this machine.
    pub fn of(samples_16khz: &[f32], speech: &[Range<usize>]) -> Result<Option<Turns>, Error> {
        Ok(Turns::among(&Window::spread(samples_16khz, speech)?))
    }

    /// Compares windows that were listened to, in order of time; `None` for fewer than two.
    #[must_use]
    pub fn among(windows: &[Window]) -> Option<Turns> {
        let neighbours = windows.windows(2);
        // Windows of one second catch a short voice, pairs of them are surer of it.
        let pairs = neighbours.filter(|pair| pair[1].span.start < pair[0].span.end);
        let pairs: Vec<Embedding> = pairs
            .filter_map(|pair| Embedding::mean([&pair[0].voice, &pair[1].voice]))
            .collect();
        let voices: Vec<Embedding> = windows.iter().map(|window| window.voice.clone()).collect();
        let (short, in_second) = two_groups(&voices);
        let (long, _) = two_groups(&pairs);
        let spans = windows.iter().map(|window| window.span.clone());
        (windows.len() > 1).then(|| Turns {
            similarity: f32::midpoint(short, long),
            windows: spans.zip(in_second).collect(),
        })
    }
}

/// `count` places from 0 to `last`, evenly.
fn spread(last: usize, count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |i| (last * i + (count - 1) / 2) / (count - 1).max(1))
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
        fn places_lie_inside_from_the_first_to_the_last(last in 0_usize..4_000_000, count in 2_usize..30) {
            let places: Vec<usize> = spread(last, count).collect();
            prop_assert_eq!((places[0], places[count - 1], places.len()), (0, last, count));
            prop_assert!(places.is_sorted());
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
