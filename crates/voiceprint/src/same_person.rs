//! A clip and the voiceprint it replaces -> whether the service hears the same person.

use upload::{AudioFile, Client, Consent, VoiceprintId};

/// Whether to ask the service if the voice is the same, before and after an update.
///
/// Off by default: each question is an identification, which is billed.
///
/// ```
/// use voiceprint::{OnOtherVoice, SamePerson};
///
/// // Refuse a recording that the service takes for somebody else.
/// let careful = SamePerson { before: Some(OnOtherVoice::Refuse), ..SamePerson::default() };
/// assert_eq!((careful.min_score, careful.after), (40.0, false));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SamePerson {
    /// Ask before the update, and what to do if it is another voice.
    pub before: Option<OnOtherVoice>,
    /// Ask after the update whether the new voiceprint is recognised.
    pub after: bool,
    /// Score at least, 0 to 100. Agents take 40 as a hit by default.
    pub min_score: f64,
}

impl Default for SamePerson {
    fn default() -> SamePerson {
        SamePerson {
            before: None,
            after: false,
            min_score: 40.0,
        }
    }
}

/// What to do when the service hears another voice than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnOtherVoice {
    /// Send nothing.
    Refuse,
    /// Send it; the score is in [`crate::Updated`].
    Send,
}

/// Score of `audio` against one voiceprint; `None` if the service did not compare them.
pub(crate) async fn score(
    client: &Client,
    id: &VoiceprintId,
    audio: &AudioFile,
    consent: Consent,
) -> Result<Option<f64>, upload::Error> {
    let found = client.identify(&id.group_id, audio, None, consent).await?;
    let this = found
        .matches
        .iter()
        .find(|found| found.feature_id == id.feature_id);
    Ok(this.map(|found| found.score))
}
