//! Voiceprints: an update, a creation, a listing, a deletion -> requests; answers -> voiceprints.

use std::fmt;

use bytes::Bytes;
use http::Method;
use serde::Deserialize;

use crate::api::user::User;
use crate::audio::{AudioFile, AudioFormat};
use crate::auth::token::ApiToken;
use crate::error::Error;
use crate::ids::{self, VoiceprintId};
use crate::lenient;
use crate::multipart::Form;
use crate::names::{Length, checked_description, checked_name};
use crate::request::Request;

/// What to change in a voiceprint; what is `None` keeps its value.
///
/// ```
/// use upload::{ApiToken, AudioFile, Update, VoiceprintId};
///
/// let update = Update {
///     audio: Some(AudioFile::pcm(vec![0; 32_000])?),     // a second of 16 kHz mono 16-bit
///     name: Some("Anna".into()),
///     ..Update::default()
/// };
/// let id = VoiceprintId::new("7511988408546279468", "7513865283312000002");
/// let request = update.to_http(upload::CHINA, &id, &ApiToken::new("pat_x")?)?;
/// assert!(request.uri().path().ends_with("/features/7513865283312000002"));
/// # Ok::<(), upload::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// A new recording, which replaces the voiceprint.
    pub audio: Option<AudioFile>,
    /// A new name; agents compare it as exact text.
    pub name: Option<String>,
    /// A new description; the empty one clears it.
    pub description: Option<String>,
}

impl Update {
    /// The request that makes this change.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when nothing is to be changed,
    /// an id is not decimal, or a text cannot be sent.
    pub fn request(&self, id: &VoiceprintId) -> Result<Request, Error> {
        if self.audio.is_none() && self.name.is_none() && self.description.is_none() {
            return Err(Error::invalid((
                "the update changes nothing: give a recording, name or description",
                "没有要更新的内容：请提供录音、名称或描述",
            )));
        }
        let path = ids::feature_path(id)?;
        let form = form(
            self.audio.as_ref(),
            self.name.as_deref(),
            self.description.as_deref(),
        )?;
        Ok(Request::bare(Method::PUT, path, "updateVoiceprintFeature").form(form))
    }

    /// The whole request in one buffer; see [`Request::to_http`].
    ///
    /// # Errors
    /// As [`Update::request`], and when the base URL cannot be used.
    pub fn to_http(
        &self,
        base_url: &str,
        id: &VoiceprintId,
        token: &ApiToken,
    ) -> Result<http::Request<Bytes>, Error> {
        self.request(id)?.to_http(base_url, token)
    }
}

/// A voiceprint to be made.
#[derive(Clone, Debug)]
pub struct NewVoiceprint {
    /// The recording.
    pub audio: AudioFile,
    /// Its name; agents compare it as exact text.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
}

impl NewVoiceprint {
    /// The request that creates it in a group.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when an id is not decimal or a text cannot be sent.
    pub fn request(&self, group_id: &str) -> Result<Request, Error> {
        let path = ids::features_path(group_id)?;
        let form = form(
            Some(&self.audio),
            Some(&self.name),
            self.description.as_deref(),
        )?;
        Ok(Request::bare(Method::POST, path, "createVoiceprintFeature").form(form))
    }
}

/// The request for one page of a group's voiceprints; `page` counts from 1, `page_size` is 1 to 200.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the id is not decimal.
pub fn list_request(group_id: &str, page: u32, page_size: u32) -> Result<Request, Error> {
    let mut request = Request::bare(
        Method::GET,
        ids::features_path(group_id)?,
        "listVoiceprintFeature",
    );
    request.query = page_query(page, page_size);
    Ok(request)
}

/// The request that deletes a voiceprint.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when an id is not decimal.
pub fn delete_request(id: &VoiceprintId) -> Result<Request, Error> {
    Ok(Request::bare(
        Method::DELETE,
        ids::feature_path(id)?,
        "deleteVoiceprintFeature",
    ))
}

pub(crate) fn page_query(page: u32, page_size: u32) -> Vec<(&'static str, String)> {
    vec![
        ("page_num", page.max(1).to_string()),
        ("page_size", page_size.clamp(1, 200).to_string()),
    ]
}

fn form(
    audio: Option<&AudioFile>,
    name: Option<&str>,
    description: Option<&str>,
) -> Result<Form, Error> {
    let mut fields = Vec::new();
    if let Some(name) = name {
        fields.push(("name", checked_name(name, Length::Free)?.to_owned()));
    }
    if let Some(description) = description {
        fields.push((
            "desc",
            checked_description(description, Length::Free)?.to_owned(),
        ));
    }
    fields.extend(audio.into_iter().flat_map(audio_fields));
    Ok(Form {
        file: audio.cloned(),
        fields,
    })
}

/// Rate and channels, which the service wants for raw samples and takes from the file for WAV.
pub(crate) fn audio_fields(audio: &AudioFile) -> Vec<(&'static str, String)> {
    match audio.format() {
        AudioFormat::Wav => Vec::new(),
        AudioFormat::Pcm => vec![("sample_rate", "16000".into()), ("channel", "1".into())],
    }
}

/// A voiceprint as the service lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Voiceprint {
    /// Its id, decimal text.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// The group it is in.
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub group_id: Option<String>,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Its description, empty when unset.
    #[serde(default, rename = "desc", deserialize_with = "lenient::text")]
    pub description: String,
    /// Address of its picture.
    #[serde(default, deserialize_with = "lenient::text")]
    pub icon_url: String,
    /// Address of the recording.
    #[serde(default, deserialize_with = "lenient::if_readable")]
    pub audio_url: Option<AudioUrl>,
    /// Who made it.
    #[serde(
        default,
        rename = "user_info",
        deserialize_with = "lenient::if_readable"
    )]
    pub user: Option<User>,
    /// When it was made, Unix seconds.
    #[serde(default, deserialize_with = "lenient::unix_secs")]
    pub created_at: Option<u64>,
    /// When it was last changed, Unix seconds.
    #[serde(default, deserialize_with = "lenient::unix_secs")]
    pub updated_at: Option<u64>,
}

/// An address that gives access to a person's voice, so it does not print itself.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct AudioUrl(String);

impl AudioUrl {
    /// The address itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AudioUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AudioUrl(..)")
    }
}
