//! Samples -> speech or not, whose voice, voices at once.
//!
#![doc = include_str!("../README.md")]

mod vad;
#[cfg(feature = "voices")]
mod voices;

pub use vad::Vad;
#[cfg(feature = "voices")]
pub use voices::{
    embedding::Embedding, error::Error, groups::groups, overlap::Overlap, turns::Turns,
    turns::Window,
};
