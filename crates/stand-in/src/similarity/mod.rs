//! Two recordings to how alike their voices are, 0 to 100.

mod cepstrum;
mod samples;

use std::fmt;

use bytes::Bytes;

/// A voice file as it was uploaded: WAV, or raw PCM at 16 kHz, mono, 16-bit, little-endian.
#[derive(Clone)]
pub struct Recording {
    /// Name the client gave to the file; empty when unknown.
    pub file_name: String,
    /// The whole file.
    pub bytes: Bytes,
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// Tells how alike two voices are. The program plugs its speaker network in here.
pub trait Similarity: Send + Sync {
    /// From 0 (another voice, or nothing to compare) to 100 (the same voice).
    ///
    /// Called on a thread that may block.
    fn score(&self, enrolled: &Recording, heard: &Recording) -> f64;
}

/// The built-in comparison: long-term statistics of mel cepstra up to 3.8 kHz.
///
/// It hears the timbre of a voice and of the room and microphone together, so it tells voices
/// recorded alike apart and no more. It exists so that answers depend on the audio.
///
/// ```
/// use stand_in::{Recording, Similarity, VoiceStatistics};
///
/// let noise: Vec<u8> = (0..64_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
/// let voice = Recording { file_name: "a.pcm".into(), bytes: noise.into() };
/// assert!(VoiceStatistics.score(&voice, &voice) > 99.0);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct VoiceStatistics;

impl Similarity for VoiceStatistics {
    fn score(&self, enrolled: &Recording, heard: &Recording) -> f64 {
        let statistics = |recording: &Recording| {
            let mono = samples::decode(&recording.bytes)?;
            cepstrum::statistics(&mono.samples, mono.sample_rate_hz)
        };
        match (statistics(enrolled), statistics(heard)) {
            (Some(a), Some(b)) => a.score(&b),
            _ => 0.0,
        }
    }
}
