//! Check a recording, normalize it, update the voiceprint.
//!
//! A voiceprint of the Coze API is only as good as the recording it is made of. This crate reads
//! any recording, measures it, converts it to 16 kHz mono 16-bit and sends it; only what was
//! checked can be sent, and what was rejected never is.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use voiceprint::{ApiToken, Client, Consent, Updater, VoiceprintId, upload};
//!
//! let client = Client::new(upload::CHINA, ApiToken::new(std::env::var("COZE_API_TOKEN")?)?)?;
//! let id = VoiceprintId::new("7511988408546279468", "7513865283312000002");
//! let updated = Updater::new(client)
//!     .update_file(&id, std::fs::read("voice.m4a")?, Consent::confirmed_by_caller())
//!     .await?;
//! println!("SNR {:?} dB, log id {:?}", updated.report.measurements.snr_db, updated.receipt.request_id);
//! # Ok(()) }
//! ```
//!
//! Checking alone needs no account, no network and no runtime: see [`audio_check`].
//! The API without the checks is [`upload`].
//!
//! | feature | what it adds |
//! |---|---|
//! | `codecs` (default) | FLAC, MP3, AAC, Ogg Vorbis and other compressed formats |
//! | `speech` (default) | the voice activity network |
//! | `voices` (default) | the speaker networks: one voice or several |
//! | `serde` (default) | policies from text, reports as JSON |

mod batch;
mod error;
mod same_person;
mod updater;

pub use audio_check;
pub use audio_check::{Checked, Clip, Lang, PcmSpec, Policy, Report, Verdict};
pub use upload;
pub use upload::{ApiToken, Client, ClientOptions, Consent, Receipt, VoiceprintId};

pub use batch::{BatchOptions, BatchSummary, Done, Job, Stop};
pub use error::Error;
pub use same_person::{OnOtherVoice, SamePerson};
pub use updater::{Labels, Updated, Updater};

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
