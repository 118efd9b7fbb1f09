//! Bytes -> what they say they are, and interleaved samples.

/// What the source says it is, before any conversion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SourceFormat {
    /// The container, e.g. `wav`, `flac`, or `pcm` for raw samples.
    pub container: &'static str,
    /// The codec, as ffmpeg spells it, e.g. `pcm_s16le`.
    pub codec: &'static str,
    /// Frames a second.
    pub sample_rate: u32,
    /// Samples in a frame.
    pub channels: u16,
    /// Valid bits of one sample; `None` where the codec has no such number.
    pub bits: Option<u16>,
}
