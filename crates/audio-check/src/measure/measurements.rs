//! The numbers of a report.

/// How far the mouth seems to be from the microphone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Distance {
    /// Within about half a metre.
    Near,
    /// Between near and far, or contradictory signs.
    Unclear,
    /// A metre or more.
    Far,
    /// Cannot be judged: too little speech or too much noise.
    Unknown,
}

/// What was measured on the kept part.
///
/// `None` is *unknown*: too little speech, too much noise, or left out by the policy's depth.
/// It is never a guess. Levels are relative to full scale, where a full-scale sine has a peak
/// of 0 dBFS and an RMS of -3 dBFS.
///
/// ```
/// use audio_check::{Policy, check_file};
///
/// # let voice_wav = std::fs::read(testkit::fixture("wav/speech-16khz-mono-s16.wav"))?;
/// let measured = check_file(&voice_wav, &Policy::default())?.report.measurements;
/// assert!(measured.speech_seconds.is_some_and(|seconds| seconds > 5.0));
/// assert!(measured.channel_balance_db.is_none(), "it is mono");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Measurements {
    /// Highest absolute sample of the source before downmix, dBFS, -120 to 0 (floats may exceed 0).
    pub peak_dbfs: Option<f64>,
    /// RMS level of the source before downmix, all channels, dBFS.
    pub rms_dbfs: Option<f64>,
    /// Active speech level of the clip (ITU-T P.56), dBFS.
    pub active_level_dbfs: Option<f64>,
    /// Gated loudness of the clip (ITU-R BS.1770-4), LUFS.
    pub loudness_lufs: Option<f64>,
    /// Time in which someone speaks, whisper included, seconds.
    pub speech_seconds: Option<f64>,
    /// Level between words, dBFS.
    pub noise_floor_dbfs: Option<f64>,
    /// Active speech level over noise, dB.
    pub snr_db: Option<f64>,
    /// Share of frames with keys, clicks or taps, 0 to 1.
    pub impulsive_noise_ratio: Option<f64>,
    /// Share of source samples at a level where the wave was cut, at any gain, 0 to 1.
    pub clipped_ratio: Option<f64>,
    /// Likelihood that the recording was clipped or limited in any way, 0 to 1.
    pub clipping_score: Option<f64>,
    /// Clarity: early over late energy of the room at 50 ms, dB.
    pub c50_db: Option<f64>,
    /// Reverberation time, seconds.
    pub rt60_seconds: Option<f64>,
    /// Distance of the mouth from the microphone.
    pub distance: Option<Distance>,
    /// Distance at which a voice in a simulated room sounds like this, metres.
    pub apparent_distance_m: Option<f64>,
    /// Share of energetic frames with pitch, 0 to 1.
    pub voiced_ratio: Option<f64>,
    /// Likelihood of whisper, 0 to 1.
    pub whisper_score: Option<f64>,
    /// Median fundamental frequency of voiced frames, Hz.
    pub pitch_hz: Option<f64>,
    /// Likelihood of a disguised or synthetic voice, 0 to 1.
    pub unnatural_score: Option<f64>,
    /// Likelihood of music in the background, 0 to 1.
    pub music_score: Option<f64>,
    /// Where the speech spectrum ends, Hz, up to 8000.
    pub bandwidth_hz: Option<f64>,
    /// Constant offset of the source, of full scale, -1 to 1.
    pub dc_offset: Option<f64>,
    /// Mains hum relative to speech, dB.
    pub hum_db: Option<f64>,
    /// Mains frequency of the hum, 50 or 60.
    pub hum_hz: Option<f64>,
    /// Dropouts, repeats and clicks counted.
    pub glitches: Option<u32>,
    /// Likelihood of any glitch, 0 to 1.
    pub glitch_score: Option<f64>,
    /// Likelihood of more than one voice, 0 to 1.
    pub voices_score: Option<f64>,
    /// Similarity of the two least similar groups of speech, -1 to 1.
    pub voice_similarity: Option<f64>,
    /// Level of the first channel over the second, dB; unknown for mono.
    pub channel_balance_db: Option<f64>,
    /// Correlation of the first two channels, -1 to 1; unknown for mono.
    pub channel_correlation: Option<f64>,
    /// NaN and infinities of the source, replaced by silence.
    pub nonfinite_samples: Option<u64>,
}
