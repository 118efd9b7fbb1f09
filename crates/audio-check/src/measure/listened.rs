//! What the voice networks heard of a part before -> what they need not hear again.

#[cfg(feature = "voices")]
use speech_nets::{Overlap, Window};
#[cfg(feature = "voices")]
use std::ops::Range;

/// What was listened to, in samples of the part.
#[derive(Default)]
pub(crate) struct Listened {
    /// Whose voice, in order of time.
    #[cfg(feature = "voices")]
    pub(crate) windows: Vec<Window>,
    /// Voices at once.
    #[cfg(feature = "voices")]
    pub(crate) overlap: Option<Overlap>,
}

#[cfg(feature = "voices")]
impl Listened {
    /// The same of a part of the part.
    pub(crate) fn within(&self, samples: Range<usize>) -> Listened {
        let is_in =
            |window: &&Window| samples.start <= window.span.start && window.span.end <= samples.end;
        let moved = |window: &Window| Window {
            span: window.span.start - samples.start..window.span.end - samples.start,
            voice: window.voice.clone(),
        };
        Listened {
            windows: self.windows.iter().filter(is_in).map(moved).collect(),
            overlap: self
                .overlap
                .as_ref()
                .map(|overlap| overlap.within(samples.clone())),
        }
    }
}
