//! Identification: a recording -> a request; its answer -> scored voiceprints, best first.

use std::time::SystemTime;

use bytes::Bytes;
use http::{Method, Response};
use serde::Deserialize;

use crate::api::voiceprints::audio_fields;
use crate::audio::AudioFile;
use crate::error::Error;
use crate::ids;
use crate::lenient;
use crate::multipart::Form;
use crate::receipt::Receipt;
use crate::redact::Secrets;
use crate::request::Request;
use crate::response;

/// The request that asks who of a group speaks in a recording; each is billed.
///
/// ```
/// let second = upload::AudioFile::pcm(vec![0; 32_000])?;
/// assert!(upload::api::identify::request("7511988408546279468", &second, Some(3)).is_ok());
/// assert!(upload::api::identify::request("7511988408546279468", &second, Some(0)).is_err());
/// # Ok::<(), upload::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the id is not decimal or `top_k` is 0.
pub fn request(group_id: &str, audio: &AudioFile, top_k: Option<u32>) -> Result<Request, Error> {
    let path = ids::identify_path(group_id)?;
    let mut fields = Vec::new();
    match top_k {
        Some(0) => {
            return Err(Error::invalid((
                "top_k must be at least 1",
                "top_k 至少为 1",
            )));
        }
        Some(k) => fields.push(("top_k", k.to_string())),
        None => {}
    }
    fields.extend(audio_fields(audio));
    let form = Form {
        file: Some(audio.clone()),
        fields,
    };
    Ok(Request::bare(Method::POST, path, "identifyInVoiceprintGroup").form(form))
}

/// How well a recording fits one voiceprint.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Match {
    /// 0 to 100; agents take 40 as a hit by default.
    pub score: f64,
    /// The voiceprint's id, decimal text.
    #[serde(deserialize_with = "lenient::id")]
    pub feature_id: String,
    /// The voiceprint's name.
    #[serde(default, rename = "feature_name", deserialize_with = "lenient::text")]
    pub name: String,
    /// The voiceprint's description.
    #[serde(default, rename = "feature_desc", deserialize_with = "lenient::text")]
    pub description: String,
}

/// The voiceprints that were compared, best first; the service itself does not promise an order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Identification {
    /// One per voiceprint, falling scores.
    pub matches: Vec<Match>,
    /// The proof.
    pub receipt: Receipt,
}

impl Identification {
    /// Reads the answer to an identification.
    ///
    /// # Errors
    /// Anything that is no proof of a success; see [`Receipt::from_http`].
    pub fn from_http(response: Response<Bytes>) -> Result<Identification, Error> {
        Identification::read(&response, &Secrets::default(), SystemTime::UNIX_EPOCH)
    }

    pub(crate) fn read(
        response: &Response<Bytes>,
        secrets: &Secrets,
        now: SystemTime,
    ) -> Result<Identification, Error> {
        let answer = response::read::<ScoreData>(response, secrets, now)?;
        let mut matches = answer.data.map(|data| data.matches).unwrap_or_default();
        matches.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(Identification {
            matches,
            receipt: answer.receipt,
        })
    }
}

#[derive(Deserialize)]
struct ScoreData {
    #[serde(
        default,
        rename = "feature_score_list",
        deserialize_with = "lenient::list"
    )]
    matches: Vec<Match>,
}
