//! Bytes of a recording -> a file part the service can take.

use std::fmt;

use bytes::Bytes;

use crate::error::Error;
use crate::kind::{ErrorKind, Outcome};
use crate::wiped::Wiped;

/// Largest recording in bytes, file header included; above it nothing is sent.
/// The service says "4 MB" without saying which, so this is the larger reading (4 MiB).
pub const MAX_AUDIO_BYTES: usize = 4_194_304;
/// Largest recording in bytes that is safe under either reading of "4 MB"; aim at this.
pub const SAFE_AUDIO_BYTES: usize = 4_000_000;

/// The two containers the service takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AudioFormat {
    /// A RIFF/WAVE file.
    Wav,
    /// Bare samples: 16 kHz, mono, 16-bit little-endian.
    Pcm,
}

/// A recording that fits: not empty, not too large, and what its name says.
///
/// The file name is a constant chosen by content, so a path on the caller's machine is never sent.
/// Clones share the bytes. Bytes given as a `Vec` are overwritten with zeros when the last clone is dropped.
///
/// ```
/// use upload::{AudioFile, ErrorKind, MAX_AUDIO_BYTES};
///
/// let second = AudioFile::pcm(vec![0; 32_000])?;
/// assert_eq!(second.size_bytes(), 32_000);
/// let large = AudioFile::pcm(vec![0; MAX_AUDIO_BYTES + 2]).unwrap_err();
/// assert_eq!(large.kind(), ErrorKind::TooLarge);
/// # Ok::<(), upload::Error>(())
/// ```
#[derive(Clone)]
pub struct AudioFile {
    bytes: Bytes,
    format: AudioFormat,
}

impl AudioFile {
    /// A WAV file.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] when it is empty or does not begin as RIFF/WAVE,
    /// [`ErrorKind::TooLarge`] above [`MAX_AUDIO_BYTES`].
    pub fn wav(bytes: Vec<u8>) -> Result<AudioFile, Error> {
        AudioFile::from_bytes(AudioFormat::Wav, Bytes::from_owner(Wiped(bytes)))
    }

    /// Raw samples: 16 kHz, mono, signed 16-bit little-endian. Rate and channel count are sent along.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] when it is empty, of an odd length or a WAV file,
    /// [`ErrorKind::TooLarge`] above [`MAX_AUDIO_BYTES`].
    pub fn pcm(bytes: Vec<u8>) -> Result<AudioFile, Error> {
        AudioFile::from_bytes(AudioFormat::Pcm, Bytes::from_owner(Wiped(bytes)))
    }

    /// A recording in bytes that are shared with the caller, who also wipes them.
    ///
    /// # Errors
    /// As [`AudioFile::wav`] and [`AudioFile::pcm`].
    pub fn from_bytes(format: AudioFormat, bytes: Bytes) -> Result<AudioFile, Error> {
        if bytes.is_empty() {
            return Err(Error::invalid(("the recording has no bytes", "录音为空")));
        }
        if bytes.len() > MAX_AUDIO_BYTES {
            let size = bytes.len();
            let what = (
                format!("{size} bytes, at most {MAX_AUDIO_BYTES} are taken"),
                format!("{size} 字节，最多 {MAX_AUDIO_BYTES} 字节"),
            );
            return Err(Error::new(ErrorKind::TooLarge, Outcome::NotDelivered, what));
        }
        match (format, is_riff_wave(&bytes)) {
            (AudioFormat::Wav, false) => {
                return Err(Error::invalid((
                    "the recording does not begin as a RIFF/WAVE file",
                    "录音不是 RIFF/WAVE 文件",
                )));
            }
            (AudioFormat::Pcm, true) => {
                return Err(Error::invalid((
                    "raw samples were promised, but this is a WAV file",
                    "声明为裸 PCM，实际是 WAV 文件",
                )));
            }
            (AudioFormat::Pcm, false) if !bytes.len().is_multiple_of(2) => {
                return Err(Error::invalid((
                    "an odd number of bytes cannot be 16-bit samples",
                    "字节数为奇数，不可能是 16 位采样",
                )));
            }
            _ => {}
        }
        Ok(AudioFile { bytes, format })
    }

    /// The bytes that are sent, shared.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The container.
    pub fn format(&self) -> AudioFormat {
        self.format
    }

    /// Size in bytes, 1 to [`MAX_AUDIO_BYTES`].
    pub fn size_bytes(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn file_name(&self) -> &'static str {
        match self.format {
            AudioFormat::Wav => "audio.wav",
            AudioFormat::Pcm => "audio.pcm",
        }
    }

    pub(crate) fn content_type(&self) -> &'static str {
        match self.format {
            AudioFormat::Wav => "audio/wav",
            AudioFormat::Pcm => "application/octet-stream",
        }
    }
}

fn is_riff_wave(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE")
}

impl fmt::Debug for AudioFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "AudioFile({:?}, {} bytes)",
            self.format,
            self.bytes.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(len: usize) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVE".to_vec();
        bytes.resize(len, 0);
        bytes
    }

    #[test]
    fn the_size_limit_is_exact() {
        assert!(AudioFile::wav(wav(MAX_AUDIO_BYTES)).is_ok());
        let error = AudioFile::wav(wav(MAX_AUDIO_BYTES + 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert_eq!(error.outcome(), Outcome::NotDelivered);
    }

    #[test]
    fn content_must_be_what_the_name_says() {
        assert!(AudioFile::wav(vec![0; 64]).is_err());
        assert!(AudioFile::pcm(wav(64)).is_err());
        assert!(AudioFile::pcm(vec![0; 63]).is_err());
        assert!(AudioFile::pcm(Vec::new()).is_err());
        assert!(AudioFile::pcm(vec![0; 64]).is_ok());
    }

    #[test]
    fn debug_shows_only_format_and_length() {
        let file = AudioFile::pcm(b"samples!".to_vec()).unwrap();
        assert_eq!(format!("{file:?}"), "AudioFile(Pcm, 8 bytes)");
    }
}
