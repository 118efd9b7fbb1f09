//! Small speech networks: speech or not, whose voice, voices at once.

mod vad;

pub use vad::Vad;
