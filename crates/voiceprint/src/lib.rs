//! A recording -> an updated voiceprint: check, gate, send.
//!
#![doc = include_str!("../README.md")]

mod batch;
mod error;
mod same_person;
mod updater;
#[cfg(feature = "voices")]
mod voice;

pub use audio_check;
pub use audio_check::{Checked, Clip, Lang, PcmSpec, Policy, Report, Verdict};
pub use upload;
pub use upload::{ApiToken, Client, ClientOptions, Consent, Receipt, VoiceprintId};

pub use batch::{BatchOptions, BatchSummary, Change, Done, Job, Stop};
pub use error::Error;
pub use same_person::{OnOtherVoice, SamePerson};
pub use updater::{Labels, Updated, Updater};
#[cfg(feature = "voices")]
pub use voice::{Voice, VoiceError};

/// The policy for voiceprints: lenient limits, and a clip that the service takes under either
/// reading of its "4 MB".
///
/// ```
/// let policy = voiceprint::default_policy();
/// assert_eq!(policy.max_clip_bytes, Some(voiceprint::upload::SAFE_AUDIO_BYTES));
/// ```
pub fn default_policy() -> Policy {
    Policy {
        max_clip_bytes: Some(upload::SAFE_AUDIO_BYTES),
        ..Policy::default()
    }
}

/// The examples of the README and the guides, compiled.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../../README.md")]
    struct Readme;
    #[doc = include_str!("../../../docs/guide.md")]
    struct Guide;
    #[doc = include_str!("../../../docs/guide.zh.md")]
    struct GuideInChinese;
    #[doc = include_str!("../../../docs/migration.md")]
    struct Migration;
}
