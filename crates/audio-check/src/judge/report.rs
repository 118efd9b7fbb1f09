//! What is said about one recording.

use super::finding::{Finding, Severity};
use crate::container::SourceFormat;
use crate::measure::measurements::Measurements;

/// Whether a recording may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// No finding is an error.
    Accepted,
    /// At least one finding is an error.
    Rejected,
}

impl Verdict {
    /// `accepted` or `rejected`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Accepted => "accepted",
            Verdict::Rejected => "rejected",
        }
    }
}

/// The recording as it came.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Source {
    /// What it says it is.
    pub format: SourceFormat,
    /// Frames that were read.
    pub frames: u64,
    /// Length in seconds.
    pub seconds: f64,
}

/// The recording as it can be sent: 16 kHz, mono, 16-bit.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ClipInfo {
    /// Where the clip begins in the source, seconds.
    pub start_seconds: f64,
    /// Where the clip ends in the source, seconds.
    pub end_seconds: f64,
    /// Frames at 16 kHz.
    pub frames: u64,
    /// Size as a WAV file, header included.
    pub wav_bytes: u64,
    /// Gain that was applied, dB.
    pub gain_db: f64,
}

/// What is said about one recording: what it was, what became of it, numbers and findings.
///
/// ```
/// use audio_check::{PcmSpec, Policy, Verdict, check_pcm};
///
/// let report = check_pcm(&[0; 32_000], PcmSpec::TARGET, &Policy::default())?.report;
/// assert_eq!(report.verdict(), Verdict::Rejected);
/// assert_eq!((report.source.seconds, report.clip.frames), (1.0, 16_000));
/// # Ok::<(), audio_check::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The recording as it came.
    pub source: Source,
    /// The part that was kept.
    pub clip: ClipInfo,
    /// Numbers, of the kept part.
    pub measurements: Measurements,
    /// What is worth saying, worst first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Version of the JSON form; fields may be added within one version, never changed.
    pub const SCHEMA: u32 = 1;

    /// [`Verdict::Rejected`] if any finding is an error.
    pub fn verdict(&self) -> Verdict {
        if self
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
        {
            Verdict::Rejected
        } else {
            Verdict::Accepted
        }
    }
}
