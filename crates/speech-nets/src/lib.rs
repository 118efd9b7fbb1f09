//! Small speech networks: speech or not, whose voice, voices at once.
//!
//! | network | tells | feature |
//! |---|---|---|
//! | silero VAD v6, by hand | [`Vad`]: probability of speech per 32 ms | always |
//! | CAM++, by rten | [`Embedding`]: whose voice; [`Turns`]: voices in turn | `voices` |
//! | pyannote segmentation 3.0, by rten | [`Overlap`]: several voices at once | `voices` |
//!
//! The weights are inside; nothing is read or fetched when the program runs.

mod vad;
#[cfg(feature = "voices")]
mod voices;

pub use vad::Vad;
#[cfg(feature = "voices")]
pub use voices::{embedding::Embedding, error::Error, overlap::Overlap, turns::Turns};
