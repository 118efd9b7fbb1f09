//! One thing worth saying about a recording: code, severity, number and limit.

use super::wording;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// What a finding is about. The kebab-case text is stable and never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The stable kebab-case text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// What it means, and what its value and limit are, in English.
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The sample rate was converted; value: source rate in Hz.
    Resampled = "resampled",
    /// Several channels became one; value: channels of the source.
    Downmixed = "downmixed",
    /// Samples were rounded to 16 bits; value: bits of the source, if it has a number of bits.
    Requantized = "requantized",
    /// Only the best part was kept; value: seconds kept, limit: seconds of the source.
    Trimmed = "trimmed",
    /// The level was changed; value: gain in dB.
    GainApplied = "gain-applied",
    /// The file ends before its header says; value: bytes missing.
    WavTruncated = "wav-truncated",
    /// The header leaves the length open (a stream); read to the end.
    WavLengthUnknown = "wav-length-unknown",
    /// The header says length zero (a crashed recorder); read to the end.
    WavLengthZero = "wav-length-zero",
    /// Header fields contradict each other in a way that does not touch the samples.
    WavHeaderInconsistent = "wav-header-inconsistent",
    /// The name promises another format than the content has.
    ContainerMismatch = "container-mismatch",
    /// More than one chunk of audio; the first was read. Value: bytes that were ignored.
    SeveralDataChunks = "several-data-chunks",
    /// Packets of a compressed stream could not be decoded; value: how many.
    StreamDamaged = "stream-damaged",
    /// A compressed stream ends early; value: frames missing, where that is known.
    StreamTruncated = "stream-truncated",
    /// Rate or channels change within the stream; the part before was read.
    FormatChanges = "format-changes",
    /// HE-AAC: only the core was read, the upper half of the spectrum is missing.
    HeAacCoreOnly = "he-aac-core-only",
    /// Raw PCM that is noise as it was described, and sound in another way.
    MaybeWrongEncoding = "maybe-wrong-encoding",
    /// NaN or infinite samples were replaced by silence; value: how many.
    NonfiniteSamples = "nonfinite-samples",
    /// Not one frame of audio.
    Empty = "empty",
    /// Nothing but digital silence or a dead microphone; value: peak in dBFS.
    Silent = "silent",
    /// There is sound, but nobody speaks; value: seconds of speech.
    NoSpeech = "no-speech",
    /// Too little speech for a voiceprint; value: seconds of speech.
    TooLittleSpeech = "too-little-speech",
    /// The voice is too quiet; value: active speech level in dBFS.
    TooQuiet = "too-quiet",
    /// The wave was cut; value: share of clipped samples, or likelihood when only probable.
    Clipped = "clipped",
    /// A constant offset; value: share of full scale.
    DcOffset = "dc-offset",
    /// Too noisy; value: SNR in dB.
    Noisy = "noisy",
    /// Keys, clicks or taps; value: share of frames.
    ImpulsiveNoise = "impulsive-noise",
    /// Mains hum; value: dB relative to speech.
    Hum = "hum",
    /// Too much echo of the room; value: C50 in dB.
    Reverberant = "reverberant",
    /// The microphone is too far away.
    FarMicrophone = "far-microphone",
    /// Music behind the voice; value: likelihood.
    Music = "music",
    /// Whispered instead of spoken; value: likelihood.
    Whispered = "whispered",
    /// The voice seems disguised or synthetic; value: likelihood.
    UnnaturalVoice = "unnatural-voice",
    /// More than one person speaks; value: likelihood.
    SeveralVoices = "several-voices",
    /// One channel carries nothing; value: balance in dB.
    DeadChannel = "dead-channel",
    /// The channels cancel each other when added; value: correlation.
    ChannelsCancel = "channels-cancel",
    /// The channels carry different voices; value: correlation.
    ChannelsDiffer = "channels-differ",
    /// The voice was recorded over a narrow band; value: bandwidth in Hz.
    Narrowband = "narrowband",
    /// Dropouts, repeats or clicks; value: how many.
    Glitches = "glitches",
    /// Strict mode: not 16 kHz; value: rate in Hz.
    WrongSampleRate = "wrong-sample-rate",
    /// Strict mode: not mono; value: channels.
    WrongChannelCount = "wrong-channel-count",
    /// Strict mode: not 16-bit PCM; value: bits, if there is a number of bits.
    WrongEncoding = "wrong-encoding",
    /// Strict mode: over the size limit; value: bytes as a WAV file, limit: bytes allowed.
    TooLarge = "too-large",
}

impl Code {
    /// What to do about it; empty where nothing needs to be done.
    pub fn hint(self, lang: Lang) -> &'static str {
        wording::hint(self, lang)
    }
}

/// How much a finding weighs; only [`Severity::Error`] rejects a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know: what was converted.
    Info,
    /// Usable, but better can be had.
    Warning,
    /// A voiceprint made of this would be worthless.
    Error,
}

impl Severity {
    /// `info`, `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confidence {
    /// Counted or read from the file.
    Certain,
    /// Estimated from the sound.
    Probable,
}

impl Confidence {
    /// `certain` or `probable`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Confidence::Certain => "certain",
            Confidence::Probable => "probable",
        }
    }
}

/// Language of messages and hints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// One thing worth saying about a recording.
///
/// ```
/// use audio_check::{Code, Lang, PcmSpec, Policy, Severity, check_pcm};
///
/// let checked = check_pcm(&[0; 32_000], PcmSpec::TARGET, &Policy::default())?;
/// let worst = &checked.report.findings[0];
/// assert_eq!((worst.code, worst.severity), (Code::Silent, Severity::Error));
/// assert_eq!(worst.message(Lang::En), "Nothing but silence (peak -120.0 dBFS).");
/// assert!(worst.hint(Lang::Zh).contains("麦克风"));
/// # Ok::<(), audio_check::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The number it rests on; its unit is told at the [`Code`].
    pub value: Option<f64>,
    /// The limit of the policy that the number crossed.
    pub limit: Option<f64>,
}

impl Finding {
    /// What is so, with the number.
    pub fn message(&self, lang: Lang) -> String {
        wording::message(self, lang)
    }

    /// What to do next; empty where nothing needs to be done.
    pub fn hint(&self, lang: Lang) -> &'static str {
        self.code.hint(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_kebab_case_and_unique() {
        let mut seen = HashSet::new();
        for code in Code::ALL {
            let text = code.as_str();
            assert!(
                text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{text}"
            );
            assert!(seen.insert(text), "{text} twice");
        }
    }
}
