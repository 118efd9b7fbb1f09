//! What a run of PCM bytes means: rate, channels, encoding.

use std::fmt;
use std::str::FromStr;

/// How one sample is stored. Little-endian, channels interleaved.
///
/// Full scale is 1.0: integers are divided by 2^(bits-1), unsigned 8-bit is centred on 128.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// Unsigned 8-bit, silence is 128.
    U8,
    /// Signed 16-bit.
    S16,
    /// Signed 24-bit in three bytes.
    S24,
    /// Signed 32-bit.
    S32,
    /// IEEE 754 single precision, full scale 1.0.
    F32,
    /// IEEE 754 double precision, full scale 1.0.
    F64,
    /// ITU-T G.711 A-law, one byte.
    ALaw,
    /// ITU-T G.711 mu-law, one byte.
    MuLaw,
}

impl Encoding {
    /// Every encoding, in the order of the documentation.
    pub const ALL: &'static [Encoding] = &[
        Encoding::U8,
        Encoding::S16,
        Encoding::S24,
        Encoding::S32,
        Encoding::F32,
        Encoding::F64,
        Encoding::ALaw,
        Encoding::MuLaw,
    ];

    /// Bytes that one sample takes, 1 to 8.
    pub const fn sample_bytes(self) -> usize {
        match self {
            Encoding::U8 | Encoding::ALaw | Encoding::MuLaw => 1,
            Encoding::S16 => 2,
            Encoding::S24 => 3,
            Encoding::S32 | Encoding::F32 => 4,
            Encoding::F64 => 8,
        }
    }

    /// The name used in `s16:48000:2`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Encoding::U8 => "u8",
            Encoding::S16 => "s16",
            Encoding::S24 => "s24",
            Encoding::S32 => "s32",
            Encoding::F32 => "f32",
            Encoding::F64 => "f64",
            Encoding::ALaw => "alaw",
            Encoding::MuLaw => "mulaw",
        }
    }

    /// The codec name of the report, as ffmpeg spells it.
    pub const fn codec(self) -> &'static str {
        match self {
            Encoding::U8 => "pcm_u8",
            Encoding::S16 => "pcm_s16le",
            Encoding::S24 => "pcm_s24le",
            Encoding::S32 => "pcm_s32le",
            Encoding::F32 => "pcm_f32le",
            Encoding::F64 => "pcm_f64le",
            Encoding::ALaw => "pcm_alaw",
            Encoding::MuLaw => "pcm_mulaw",
        }
    }
}

/// What a run of PCM bytes means. Samples are little-endian, channels interleaved.
///
/// ```
/// use audio_check::{Encoding, PcmSpec};
///
/// let spec: PcmSpec = "s16:48000:2".parse()?;
/// assert_eq!((spec.encoding, spec.sample_rate, spec.channels), (Encoding::S16, 48_000, 2));
/// # Ok::<(), audio_check::SpecError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PcmSpec {
    /// Frames a second, [`PcmSpec::MIN_SAMPLE_RATE`] to [`PcmSpec::MAX_SAMPLE_RATE`].
    pub sample_rate: u32,
    /// Samples in a frame, 1 to [`PcmSpec::MAX_CHANNELS`].
    pub channels: u16,
    /// How one sample is stored.
    pub encoding: Encoding,
}

impl PcmSpec {
    /// What the service takes as pcm: 16 kHz, mono, 16-bit.
    pub const TARGET: PcmSpec = PcmSpec {
        sample_rate: 16_000,
        channels: 1,
        encoding: Encoding::S16,
    };
    /// Below this no speech survives.
    pub const MIN_SAMPLE_RATE: u32 = 4_000;
    /// Above this a header lies.
    pub const MAX_SAMPLE_RATE: u32 = 384_000;
    /// More channels than any recorder has.
    pub const MAX_CHANNELS: u16 = 32;

    /// Bytes of one frame.
    pub const fn frame_bytes(&self) -> usize {
        self.encoding.sample_bytes() * self.channels as usize
    }

    /// The nearest whole rate, if it lies within what is read at all.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was looked at"
    )]
    pub(crate) fn whole_hz(rate: f64) -> Option<u32> {
        let range = f64::from(Self::MIN_SAMPLE_RATE)..=f64::from(Self::MAX_SAMPLE_RATE);
        let rate = rate.round();
        range.contains(&rate).then_some(rate as u32)
    }

    /// Whether rate and channels lie within what is read at all.
    ///
    /// # Errors
    /// Names the field and the range.
    pub fn ensure_supported(&self) -> Result<(), SpecError> {
        if !(Self::MIN_SAMPLE_RATE..=Self::MAX_SAMPLE_RATE).contains(&self.sample_rate) {
            return Err(SpecError(format!(
                "sample rate {} Hz is outside {} to {} Hz",
                self.sample_rate,
                Self::MIN_SAMPLE_RATE,
                Self::MAX_SAMPLE_RATE
            )));
        }
        if !(1..=Self::MAX_CHANNELS).contains(&self.channels) {
            return Err(SpecError(format!(
                "{} channels are outside 1 to {}",
                self.channels,
                Self::MAX_CHANNELS
            )));
        }
        Ok(())
    }
}

impl fmt::Display for PcmSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}",
            self.encoding.as_str(),
            self.sample_rate,
            self.channels
        )
    }
}

/// A PCM description that cannot be used; the text says which part and what is expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SpecError(String);

impl FromStr for PcmSpec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let wrong = |what: &str| {
            SpecError(format!(
                "{what} in \"{text}\": write ENCODING:RATE:CHANNELS, as s16:48000:2"
            ))
        };
        let mut parts = text.split(':');
        let (Some(encoding), Some(rate), Some(channels), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong("three parts are needed"));
        };
        let encoding = Encoding::ALL
            .iter()
            .copied()
            .find(|known| known.as_str().eq_ignore_ascii_case(encoding))
            .ok_or_else(|| {
                let names: Vec<_> = Encoding::ALL.iter().map(|known| known.as_str()).collect();
                wrong(&format!(
                    "unknown encoding {encoding} (known: {})",
                    names.join(", ")
                ))
            })?;
        let spec = PcmSpec {
            sample_rate: rate
                .parse()
                .map_err(|_| wrong("the rate is not a whole number"))?,
            channels: channels
                .parse()
                .map_err(|_| wrong("channels is not a whole number"))?,
            encoding,
        };
        spec.ensure_supported()?;
        Ok(spec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spec_reads_back_what_it_prints() {
        for &encoding in Encoding::ALL {
            let spec = PcmSpec {
                sample_rate: 44_100,
                channels: 2,
                encoding,
            };
            assert_eq!(spec.to_string().parse::<PcmSpec>(), Ok(spec));
        }
    }

    #[test]
    fn wrong_specs_say_what_is_wrong() {
        for (text, says) in [
            ("s16:48000", "three parts"),
            ("s16:48000:2:1", "three parts"),
            ("s17:48000:2", "unknown encoding s17"),
            ("s16:x:2", "rate"),
            ("s16:3999:1", "outside 4000"),
            ("s16:48000:0", "0 channels"),
            ("s16:48000:33", "33 channels"),
        ] {
            let error = text.parse::<PcmSpec>().expect_err(text).to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
