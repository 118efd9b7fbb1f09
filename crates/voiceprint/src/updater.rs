//! What was checked -> an updated voiceprint: check, gate, send.

use crate::error::Error;
use crate::same_person::{self, OnOtherVoice, SamePerson};
use audio_check::{Checked, Policy, Report, Verdict};
use upload::{AudioFile, Client, Consent, Receipt, Update, VoiceprintId};

/// Updates voiceprints; only a [`Checked`] can be sent. Clones share the client's connections.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let server = stand_in::Server::start(stand_in::Config::default()).await?;
/// # let client = voiceprint::Client::new(
/// #     &server.base_url(), voiceprint::ApiToken::new(server.token())?)?;
/// # let id = voiceprint::VoiceprintId::new(server.seed().group_id, server.seed().feature_id);
/// # let voice = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/wav/speech-16khz-mono-s16.wav");
/// use voiceprint::{Consent, Updater};
///
/// let updater = Updater::new(client);
/// let updated = updater
///     .update_file(&id, std::fs::read(voice)?, Consent::confirmed_by_caller())
///     .await?;
/// assert_eq!(updated.receipt.attempts, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Updater {
    client: Client,
    policy: Policy,
    same_person: SamePerson,
}

/// What to call the voiceprint from now on; what is `None` keeps its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// A new name; agents compare it as exact text.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
}

/// A voiceprint that was updated.
#[derive(Debug)]
#[non_exhaustive]
pub struct Updated {
    /// What is said about the recording.
    pub report: Report,
    /// The service's confirmation.
    pub receipt: Receipt,
    /// Score against the voiceprint it replaced, 0 to 100, if that was asked and compared.
    pub score_before: Option<f64>,
    /// Score against the new voiceprint, if that was asked: a failed question does not undo the
    /// update.
    pub score_after: Option<Result<Option<f64>, upload::Error>>,
}

impl Updater {
    /// Updates with [`crate::default_policy`].
    pub fn new(client: Client) -> Updater {
        Updater::with_policy(client, crate::default_policy())
    }

    /// Updates with an own policy; it serves [`Updater::update_file`].
    pub fn with_policy(client: Client, policy: Policy) -> Updater {
        Updater {
            client,
            policy,
            same_person: SamePerson::default(),
        }
    }

    /// The same, asking the service whether the voice is the same.
    pub fn with_same_person(mut self, same_person: SamePerson) -> Updater {
        self.same_person = same_person;
        self
    }

    /// The policy of [`Updater::update_file`].
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Where it sends.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Replaces the recording of a voiceprint.
    ///
    /// # Errors
    /// [`Error::Rejected`] sends nothing. [`Error::OtherVoice`] only if asked for.
    /// [`Error::NotDelivered`] tells what became of the request. All give `checked` back.
    pub async fn update(
        &self,
        id: &VoiceprintId,
        checked: Checked,
        consent: Consent,
    ) -> Result<Updated, Error> {
        self.update_labelled(id, checked, Labels::default(), consent)
            .await
    }

    /// Replaces the recording of a voiceprint, and its name or description with it.
    ///
    /// # Errors
    /// As [`Updater::update`].
    pub async fn update_labelled(
        &self,
        id: &VoiceprintId,
        checked: Checked,
        labels: Labels,
        consent: Consent,
    ) -> Result<Updated, Error> {
        if checked.report.verdict() == Verdict::Rejected {
            return Err(Error::Rejected(Box::new(checked)));
        }
        match self.send(id, &checked, labels, consent).await {
            Ok((receipt, score_before, score_after)) => Ok(Updated {
                report: checked.report,
                receipt,
                score_before,
                score_after,
            }),
            Err(Failure::Delivery(error)) => Err(Error::NotDelivered {
                error,
                checked: Box::new(checked),
            }),
            Err(Failure::OtherVoice(score)) => Err(Error::OtherVoice {
                score,
                min_score: self.same_person.min_score,
                checked: Box::new(checked),
            }),
        }
    }

    /// Changes name or description and keeps the recording; no voice is sent.
    ///
    /// # Errors
    /// [`Error::NotRenamed`] tells what became of the request.
    pub async fn rename(&self, id: &VoiceprintId, labels: &Labels) -> Result<Receipt, Error> {
        let (name, description) = (labels.name.as_deref(), labels.description.as_deref());
        let renamed = self.client.rename(id, name, description).await;
        renamed.map_err(Error::NotRenamed)
    }

    /// Checks a recording in any container and replaces the one of a voiceprint by it.
    /// The check runs on the blocking pool of the runtime.
    ///
    /// # Errors
    /// [`Error::Unreadable`], and as [`Updater::update`].
    pub async fn update_file(
        &self,
        id: &VoiceprintId,
        bytes: impl AsRef<[u8]> + Send + 'static,
        consent: Consent,
    ) -> Result<Updated, Error> {
        let policy = self.policy.clone();
        let check = move || audio_check::check_file(bytes.as_ref(), &policy);
        let checked = blocking(check).await??;
        self.update(id, checked, consent).await
    }

    async fn send(
        &self,
        id: &VoiceprintId,
        checked: &Checked,
        labels: Labels,
        consent: Consent,
    ) -> Result<Sent, Failure> {
        let audio = AudioFile::wav(checked.clip.to_wav())?;
        let mut score_before = None;
        if let Some(on_other_voice) = self.same_person.before {
            score_before = same_person::score(&self.client, id, &audio, consent).await?;
            let same = score_before.is_some_and(|score| score >= self.same_person.min_score);
            if !same && on_other_voice == OnOtherVoice::Refuse {
                return Err(Failure::OtherVoice(score_before));
            }
        }
        let update = Update {
            audio: Some(audio.clone()),
            name: labels.name,
            description: labels.description,
        };
        let receipt = self.client.update(id, &update, consent).await?;
        let score_after = match self.same_person.after {
            true => Some(same_person::score(&self.client, id, &audio, consent).await),
            false => None,
        };
        Ok((receipt, score_before, score_after))
    }
}

type Sent = (
    Receipt,
    Option<f64>,
    Option<Result<Option<f64>, upload::Error>>,
);

/// Why nothing was changed, before the recording is given back.
enum Failure {
    Delivery(upload::Error),
    OtherVoice(Option<f64>),
}

impl From<upload::Error> for Failure {
    fn from(error: upload::Error) -> Failure {
        Failure::Delivery(error)
    }
}

/// Runs `work` on the blocking pool; a panic in it becomes an error.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, audio_check::Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| std::io::Error::other("the check did not end").into())
}
