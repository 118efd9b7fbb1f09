//! Voiceprints and identification: arguments -> calls over the network.

use crate::api::created::read_update;
use crate::api::identify::{self, Identification};
use crate::api::voiceprints::{self, Update, Voiceprint};
use crate::audio::AudioFile;
use crate::client::Client;
use crate::client::pages::Pages;
use crate::client::send::{Call, Repeat};
use crate::consent::Consent;
use crate::error::Error;
use crate::ids::VoiceprintId;
use crate::kind::Outcome;
use crate::receipt::Receipt;
use crate::request::Request;

/// Code for a group or voiceprint that does not exist.
const NOT_FOUND: i64 = 4200;

impl Client {
    /// Changes a voiceprint: recording, name, description, or some of them.
    ///
    /// The update is repeated after failures that a later try may not meet, because doing it twice is doing it once.
    ///
    /// # Errors
    /// The failure of the last try. With [`Outcome::Unknown`] it may have been done; sending it again is safe.
    pub async fn update(
        &self,
        id: &VoiceprintId,
        update: &Update,
        consent: Consent,
    ) -> Result<Receipt, Error> {
        let _: Consent = consent;
        self.put(id, update).await
    }

    /// Changes the texts of a voiceprint; no voice is sent, so no consent is asked.
    ///
    /// # Errors
    /// As [`Client::update`].
    pub async fn rename(
        &self,
        id: &VoiceprintId,
        name: Option<&str>,
        description: Option<&str>,
    ) -> Result<Receipt, Error> {
        let update = Update {
            audio: None,
            name: name.map(str::to_owned),
            description: description.map(str::to_owned),
        };
        self.put(id, &update).await
    }

    async fn put(&self, id: &VoiceprintId, update: &Update) -> Result<Receipt, Error> {
        let request = update.request(id)?;
        let mut call = self.call()?;
        let receipt = call
            .send(&request, Repeat::Always, |response, secrets, now| {
                read_update(response, secrets, now, &id.feature_id)
            })
            .await?;
        Ok(call.proven(receipt))
    }

    /// All voiceprints of a group.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the id is not decimal; what fails later comes as an item.
    pub fn list(&self, group_id: &str) -> Result<Pages<Voiceprint>, Error> {
        let group_id = group_id.to_owned();
        voiceprints::list_request(&group_id, 1, 1)?;
        Ok(Pages::new(self.clone(), move |page, page_size| {
            voiceprints::list_request(&group_id, page, page_size)
        }))
    }

    /// Deletes a voiceprint. One that a lost try has already deleted counts as deleted.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn delete(&self, id: &VoiceprintId) -> Result<Receipt, Error> {
        self.delete_by(&voiceprints::delete_request(id)?).await
    }

    pub(crate) async fn delete_by(&self, request: &Request) -> Result<Receipt, Error> {
        let mut call = self.call()?;
        let sent = call
            .send(request, Repeat::Always, crate::response::read_receipt)
            .await;
        match sent {
            Ok(receipt) => Ok(call.proven(receipt)),
            Err(error) if error.code() == Some(NOT_FOUND) && call.before == Outcome::Unknown => {
                Ok(call.proven(Receipt::of_refusal(&error)))
            }
            Err(error) => Err(error),
        }
    }

    /// Asks who of a group speaks in a recording. Each call is billed, so it is not repeated
    /// unless [`RetryPolicy::repeat_identify`](crate::RetryPolicy::repeat_identify) is set.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn identify(
        &self,
        group_id: &str,
        audio: &AudioFile,
        top_k: Option<u32>,
        consent: Consent,
    ) -> Result<Identification, Error> {
        let _: Consent = consent;
        let request = identify::request(group_id, audio, top_k)?;
        let repeat = match self.inner.options.retry.repeat_identify {
            true => Repeat::Always,
            false => Repeat::IfUnsent,
        };
        let mut call = self.call()?;
        let found = call.send(&request, repeat, Identification::read).await?;
        Ok(Identification {
            receipt: call.proven(found.receipt),
            ..found
        })
    }

    /// A request as this client would send it, for people: token hidden, of the recording only its length.
    ///
    /// # Errors
    /// As [`Request::to_text`].
    pub fn dry_run(&self, request: &Request) -> Result<String, Error> {
        let text = request.to_text(&self.inner.base.join(""))?;
        if request.method == http::Method::GET {
            return Ok(text);
        }
        let token = "authorization: Bearer (hidden)\n";
        Ok(text.replacen(
            token,
            &format!("{token}idempotency-key: (new for each call)\n"),
            1,
        ))
    }
}

impl Call<'_> {
    /// The receipt with the tries and the time of its call.
    pub(crate) fn proven(&self, receipt: Receipt) -> Receipt {
        Receipt {
            attempts: self.attempts,
            elapsed: self.elapsed(),
            ..receipt
        }
    }
}
