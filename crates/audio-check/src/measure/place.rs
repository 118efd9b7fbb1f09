//! What the measures found where -> places in the kept part.

use std::ops::Range;

/// What was found at a place of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum MarkKind {
    /// Someone speaks, whisper included.
    Speech,
    /// About a second of the voice that is heard most.
    MainVoice,
    /// About a second of the voice least like it; another person only if
    /// [`Measurements::voices_score`](crate::Measurements::voices_score) says so.
    OtherVoice,
    /// Two people speak at once.
    Overlap,
    /// A key, a click, a tap: 20 ms.
    Knock,
    /// A dropout, held samples, a repeat, a click of the recorder.
    Glitch,
}

/// What was found, and the samples of the kept part in which it was.
pub(crate) type Place = (MarkKind, Range<usize>);

/// Runs of steps for which `is` holds, as ranges of samples; `step` samples each.
pub(crate) fn runs(is: impl IntoIterator<Item = bool>, step: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, _) in is.into_iter().enumerate().filter(|(_, is)| *is) {
        let (start, end) = (index * step, (index + 1) * step);
        match runs.last_mut().filter(|run| run.end == start) {
            Some(run) => run.end = end,
            None => runs.push(start..end),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_run() {
        let is = [false, true, true, false, true];
        assert_eq!(runs(is, 10), [10..30, 40..50]);
        assert_eq!(runs([], 10), []);
    }
}
