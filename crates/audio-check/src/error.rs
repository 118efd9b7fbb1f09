//! Why audio could not be read: kind, place, advice.

use std::fmt;

/// What kind of thing is wrong; [`ErrorKind::as_str`] is the stable code of the JSON report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No bytes, or a container without a single frame.
    Empty,
    /// The content is no audio format that is known.
    NotAudio,
    /// The file ends inside its header.
    TruncatedHeader,
    /// A container that never says what its samples mean.
    NoFormat,
    /// A container without audio data.
    NoData,
    /// The header contradicts itself or leaves the supported range.
    BadFormat,
    /// Audio, but of a codec that is not decoded here; the message names it.
    UnsupportedCodec,
    /// The structure is damaged beyond repair.
    BrokenStructure,
    /// Longer or larger than the policy allows.
    TooLarge,
    /// Raw PCM whose byte count is not a whole number of frames, or which is a WAV.
    OddPcm,
    /// Reading failed.
    Io,
}

impl ErrorKind {
    /// The stable kebab-case code.
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Empty => "empty",
            ErrorKind::NotAudio => "not-audio",
            ErrorKind::TruncatedHeader => "truncated-header",
            ErrorKind::NoFormat => "no-format",
            ErrorKind::NoData => "no-data",
            ErrorKind::BadFormat => "bad-format",
            ErrorKind::UnsupportedCodec => "unsupported-codec",
            ErrorKind::BrokenStructure => "broken-structure",
            ErrorKind::TooLarge => "too-large",
            ErrorKind::OddPcm => "odd-pcm",
            ErrorKind::Io => "io",
        }
    }
}

/// Audio that could not be read: what is wrong, where, and what to do.
///
/// ```
/// use audio_check::{ErrorKind, Policy, check_file};
///
/// let error = check_file(b"these are no sounds", &Policy::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NotAudio);
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{message}{}", At(*.offset))]
pub struct Error {
    kind: ErrorKind,
    message: String,
    offset: Option<u64>,
    #[source]
    source: Option<std::io::Error>,
}

struct At(Option<u64>);

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(offset) => write!(f, " (at byte {offset})"),
            None => Ok(()),
        }
    }
}

impl Error {
    /// An error without a place; `message` says what is so and what to do.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error {
            kind,
            message: message.into(),
            offset: None,
            source: None,
        }
    }

    /// The same error, found at byte `offset` of the input.
    pub(crate) fn at(mut self, offset: u64) -> Error {
        self.offset = Some(offset);
        self
    }

    /// What kind of thing is wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What is wrong and what to do, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Byte offset in the input where it was noticed, if that is known.
    pub fn offset(&self) -> Option<u64> {
        self.offset
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Error {
        Error {
            kind: ErrorKind::Io,
            message: format!("reading failed: {source}"),
            offset: None,
            source: Some(source),
        }
    }
}
