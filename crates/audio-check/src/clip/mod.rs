//! 16 kHz mono samples -> the clip that can be sent.

pub(crate) mod chosen;
#[cfg(feature = "voices")]
mod claim;
#[cfg(feature = "voices")]
mod held;
pub(crate) mod kept;
#[cfg(feature = "voices")]
mod listening;
#[cfg(feature = "voices")]
pub(crate) mod one_voice;
pub(crate) mod quantize;
pub(crate) mod score;
pub(crate) mod window;

use std::fmt;
use std::io::Cursor;
use std::time::Duration;
use zeroize::Zeroize;

/// Bytes of the WAV header that is written before the samples.
const WAV_HEADER_BYTES: usize = 44;

/// Size of `frames` at 16 kHz mono 16-bit as a WAV file, header included.
pub(crate) fn wav_bytes(frames: u64) -> u64 {
    WAV_HEADER_BYTES as u64 + 2 * frames
}

/// Most frames whose WAV file has at most `bytes`.
pub(crate) fn frames_within(bytes: usize) -> usize {
    bytes.saturating_sub(WAV_HEADER_BYTES) / 2
}

/// The sendable recording: always 16 kHz, mono, 16-bit, and no larger than the policy allowed.
///
/// A voice is biometric data: the samples are zeroed when the clip is dropped, and `Debug`
/// prints only the length.
///
/// ```
/// use audio_check::{PcmSpec, Policy, check_pcm};
///
/// let clip = check_pcm(&[0; 32_000], PcmSpec::TARGET, &Policy::default())?.clip;
/// assert_eq!((clip.samples().len(), clip.duration().as_secs()), (16_000, 1));
/// assert_eq!((clip.to_wav().len(), clip.to_pcm().len()), (32_044, 32_000));
/// # Ok::<(), audio_check::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Clip {
    samples: Vec<i16>,
}

impl Clip {
    pub(crate) fn new(samples: Vec<i16>) -> Clip {
        Clip { samples }
    }

    /// The samples, 16,000 a second.
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }

    /// How long it lasts.
    pub fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.samples.len() as f64 / 16_000.0)
    }

    /// The bytes of a WAV file: 44 bytes of header and the samples, no metadata.
    pub fn to_wav(&self) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 16_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        // Reserved once: a buffer that grows leaves copies of the voice behind.
        let mut wav = Vec::with_capacity(WAV_HEADER_BYTES + 2 * self.samples.len());
        let written = hound::WavWriter::new(Cursor::new(&mut wav), spec).and_then(|mut writer| {
            let mut block = writer.get_i16_writer(u32::try_from(self.samples.len()).unwrap_or(0));
            for &sample in &self.samples {
                block.write_sample(sample);
            }
            block.flush()?;
            writer.finalize()
        });
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        wav
    }

    /// The samples as little-endian bytes, as the service takes pcm.
    pub fn to_pcm(&self) -> Vec<u8> {
        self.samples
            .iter()
            .flat_map(|sample| sample.to_le_bytes())
            .collect()
    }
}

impl Drop for Clip {
    fn drop(&mut self) {
        self.samples.as_mut_slice().zeroize();
    }
}

impl fmt::Debug for Clip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clip")
            .field("duration", &self.duration())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hound_reads_back_what_was_written() {
        let samples: Vec<i16> = (-300..300).map(|i| i * 109).collect();
        let clip = Clip::new(samples.clone());
        let wav = clip.to_wav();
        assert_eq!(wav.len() as u64, wav_bytes(600));
        let mut reader = hound::WavReader::new(Cursor::new(&wav)).unwrap();
        assert_eq!(reader.spec().sample_rate, 16_000);
        assert_eq!(reader.spec().channels, 1);
        let read: Vec<i16> = reader.samples().map(Result::unwrap).collect();
        assert_eq!(read, samples);
        assert_eq!(clip.to_pcm(), wav[44..]);
    }

    #[test]
    fn debug_tells_no_sample() {
        let text = format!("{:?}", Clip::new(vec![12_345; 16_000]));
        assert_eq!(text, "Clip { duration: 1s, .. }");
    }

    #[test]
    fn four_megabytes_hold_125_seconds() {
        assert_eq!(frames_within(4_000_000), 1_999_978);
        assert_eq!(wav_bytes(1_999_978), 4_000_000);
    }
}
