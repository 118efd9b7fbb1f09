//! A clip -> whose voice it is, to be compared with that of another recording; nothing is sent.

use audio_check::Clip;
use speech_nets::{Embedding, Vad};
use std::fmt;
use zeroize::Zeroizing;

/// Whose voice a recording is, as far as a network can tell.
///
/// ```
/// use voiceprint::{Voice, audio_check::check_file, default_policy};
///
/// # let file = |name: &str| std::fs::read(format!("../../fixtures/wav/{name}"));
/// let older = check_file(&file("speech-48khz-stereo-f32.wav")?, &default_policy())?;
/// let newer = check_file(&file("speech-16khz-mono-s16.wav")?, &default_policy())?;
/// assert!(Voice::of(&newer.clip)?.is_same(&Voice::of(&older.clip)?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It tells who is speaking: keep it as carefully as the recording. `Debug` shows only how much
/// speech it was made of, and it is zeroed when it is dropped.
#[derive(Clone)]
pub struct Voice {
    embedding: Embedding,
    speech_secs: f64,
}

/// Why no voice can be told.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VoiceError {
    /// There is too little speech.
    #[error("{speech_secs:.1} s of speech are too little to tell a voice, {needed_secs:.1} s are needed", needed_secs = Voice::SHORTEST_SECS)]
    TooShort {
        /// What there is, seconds.
        speech_secs: f64,
    },
    /// The network cannot be run on this machine.
    #[error("the speaker network cannot be run: {0}")]
    Network(String),
}

/// Probability from which a frame counts as speech.
const SPEECH: f32 = 0.5;
/// Frames on either side of speech that belong to it: 64 ms.
const MARGIN_FRAMES: usize = 2;
/// Samples a second.
const RATE_HZ: usize = 16_000;
/// Most samples of speech that are looked at.
const MOST: usize = 30 * RATE_HZ;

impl Voice {
    /// Least speech that is compared, seconds.
    pub const SHORTEST_SECS: f64 = 1.5;
    /// Most speech that is looked at, seconds: more tells no more, and costs 17 ms a second.
    pub const LONGEST_SECS: f64 = (MOST / RATE_HZ) as f64;
    /// Similarity from which two recordings count as one voice.
    ///
    /// Of 180 pairs of fit recordings of one person with 3 s of speech and more none was below it,
    /// of 5,662 pairs of two persons 0.02 % reached it; with 1.5 to 3 s 11 % and none. Among noisy,
    /// far and damaged ones 3 % and 0.06 % (`docs/accuracy.md`, `same-voice` in `benches`).
    pub const SAME_SIMILARITY: f64 = 0.40;

    /// The voice in a clip; pauses are left out.
    ///
    /// # Errors
    /// [`VoiceError::TooShort`] below [`Voice::SHORTEST_SECS`] of speech.
    pub fn of(clip: &Clip) -> Result<Voice, VoiceError> {
        let speech = speech(clip.samples());
        let speech_secs = speech.len() as f64 / RATE_HZ as f64;
        if speech_secs < Voice::SHORTEST_SECS {
            return Err(VoiceError::TooShort { speech_secs });
        }
        match Embedding::of(&speech) {
            Ok(Some(embedding)) => Ok(Voice {
                embedding,
                speech_secs,
            }),
            Ok(None) => Err(VoiceError::TooShort { speech_secs }),
            Err(error) => Err(VoiceError::Network(error.to_string())),
        }
    }

    /// How alike two voices are, -1 to 1.
    pub fn similarity(&self, other: &Voice) -> f64 {
        f64::from(self.embedding.similarity(&other.embedding))
    }

    /// Seconds of speech it was made of, at most [`Voice::LONGEST_SECS`].
    pub fn speech_secs(&self) -> f64 {
        self.speech_secs
    }

    /// Whether it is the same voice: see [`Voice::SAME_SIMILARITY`].
    pub fn is_same(&self, other: &Voice) -> bool {
        self.similarity(other) >= Voice::SAME_SIMILARITY
    }
}

/// The frames of speech in a row, at most [`Voice::LONGEST_SECS`] of them.
fn speech(samples: &[i16]) -> Zeroizing<Vec<f32>> {
    let mut floats = Zeroizing::new(Vec::with_capacity(samples.len()));
    floats.extend(samples.iter().map(|sample| f32::from(*sample) / 32_768.0));
    let mut vad = Vad::new();
    let mut probabilities = Vec::with_capacity(samples.len() / Vad::FRAME + 1);
    vad.push(&floats, &mut probabilities);
    let heard = |frame: usize| {
        let from = frame.saturating_sub(MARGIN_FRAMES);
        let to = probabilities.len().min(frame + MARGIN_FRAMES + 1);
        probabilities[from..to].iter().any(|p| *p >= SPEECH)
    };
    // Reserved once: a buffer that grows leaves copies of the voice behind.
    let mut speech = Zeroizing::new(Vec::with_capacity(samples.len().min(MOST + Vad::FRAME)));
    for (frame, block) in floats.chunks_exact(Vad::FRAME).enumerate() {
        if heard(frame) && speech.len() < MOST {
            speech.extend_from_slice(block);
        }
    }
    speech
}

impl fmt::Debug for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Voice")
            .field("speech_secs", &self.speech_secs)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio_check::check_file;

    fn voice(name: &str) -> Result<Voice, VoiceError> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/wav/");
        let bytes = std::fs::read(format!("{folder}{name}")).unwrap();
        let checked = check_file(&bytes, &crate::default_policy()).unwrap();
        Voice::of(&checked.clip)
    }

    #[test]
    fn one_reader_is_like_herself_in_any_format_and_unlike_another() {
        let reader = voice("speech-16khz-mono-s16.wav").unwrap();
        let again = voice("speech-8khz-mono-mulaw.wav").unwrap();
        let other = voice("cards-16khz-mono-s16.wav").unwrap();
        assert!(reader.is_same(&again) && again.is_same(&reader));
        assert!(!reader.is_same(&other), "{}", reader.similarity(&other));
        assert!((6.0..7.1).contains(&reader.speech_secs()));
        let told = format!("{reader:?}");
        assert!(told.starts_with("Voice { speech_secs: 6."), "{told}");
    }

    #[test]
    fn silence_is_nobody() {
        let none = VoiceError::TooShort { speech_secs: 0.0 };
        assert_eq!(voice("silence.wav").unwrap_err(), none);
    }
}
