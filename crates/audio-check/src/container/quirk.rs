//! Faults of a file that were repaired -> codes of the report, with what was found.

/// A fault that was repaired while reading; each becomes a warning in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quirk {
    /// The file ends before its audio data; what is there was read.
    Truncated {
        /// Bytes of audio that the header promises.
        declared_bytes: u64,
        /// Bytes of audio that were there.
        found_bytes: u64,
    },
    /// The header does not say how long the data is, as in a stream; read to the end.
    LengthUnknown,
    /// The header says that there is no data, as after a crash; read to the end.
    LengthZero,
    /// Fields of the header contradict each other; the majority was believed.
    HeaderInconsistent {
        /// The field and how it was read instead.
        what: &'static str,
    },
    /// The name promises another format than the content has.
    ContainerMismatch {
        /// The format that the name promises.
        named: &'static str,
        /// The format that was found and read.
        found: &'static str,
    },
    /// More than one chunk of audio; the first was read.
    SeveralDataChunks {
        /// Bytes of audio in the others.
        ignored_bytes: u64,
    },
    /// Packets of a compressed stream could not be decoded; the others were read.
    StreamDamaged {
        /// Packets that gave no samples.
        lost_packets: u64,
        /// Bytes that belong to no whole packet.
        lost_bytes: u64,
    },
    /// A compressed stream ends early; what is there was read.
    StreamTruncated {
        /// Frames that the header promises, where it does.
        declared_frames: Option<u64>,
        /// Frames that were there.
        found_frames: u64,
    },
    /// Rate or channels change within the stream; the part before was read.
    FormatChanges,
    /// HE-AAC: the core was read, the half of the spectrum above it was not.
    CoreOnly,
    /// Raw PCM that reads like noise as it was described, and like sound in another way.
    MaybeWrongEncoding {
        /// The description that gives sound, as `f32`.
        likely: &'static str,
    },
}

impl Quirk {
    /// The stable kebab-case code of the finding.
    pub const fn code(&self) -> &'static str {
        match self {
            Quirk::Truncated { .. } => "wav-truncated",
            Quirk::LengthUnknown => "wav-length-unknown",
            Quirk::LengthZero => "wav-length-zero",
            Quirk::HeaderInconsistent { .. } => "wav-header-inconsistent",
            Quirk::ContainerMismatch { .. } => "container-mismatch",
            Quirk::SeveralDataChunks { .. } => "several-data-chunks",
            Quirk::StreamDamaged { .. } => "stream-damaged",
            Quirk::StreamTruncated { .. } => "stream-truncated",
            Quirk::FormatChanges => "format-changes",
            Quirk::CoreOnly => "he-aac-core-only",
            Quirk::MaybeWrongEncoding { .. } => "maybe-wrong-encoding",
        }
    }
}
