//! Samples -> voices: whose they are, and whether several speak in turn or at once.

pub(crate) mod embedding;
pub(crate) mod error;
mod fbank;
pub(crate) mod groups;
mod leveller;
mod onnx;
pub(crate) mod overlap;
pub(crate) mod turns;
