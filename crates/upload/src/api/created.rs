//! The answer to a creation or an update -> the id it names.

use std::time::SystemTime;

use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::error::Error;
use crate::kind::{ErrorKind, Outcome};
use crate::lenient;
use crate::receipt::Receipt;
use crate::redact::Secrets;
use crate::response;

/// A voiceprint or group that was made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Created {
    /// Its id, decimal text.
    pub id: String,
    /// Whether the answer was lost and the id was found by listing.
    pub found_by_listing: bool,
    /// The proof.
    pub receipt: Receipt,
}

impl Created {
    /// Reads the answer to a creation.
    ///
    /// # Errors
    /// Anything that is no proof of a success, see [`Receipt::from_http`]; also a success without an id.
    pub fn from_http(response: Response<Bytes>) -> Result<Created, Error> {
        Created::read(&response, &Secrets::default(), SystemTime::UNIX_EPOCH)
    }

    pub(crate) fn read(
        response: &Response<Bytes>,
        secrets: &Secrets,
        now: SystemTime,
    ) -> Result<Created, Error> {
        let answer = response::read::<MaybeId>(response, secrets, now)?;
        match answer.data.and_then(|data| data.0) {
            Some(id) => Ok(Created {
                id,
                found_by_listing: false,
                receipt: answer.receipt,
            }),
            None => {
                Err(bad(response, ("the success names no id", "成功应答缺少 ID")).retryable(true))
            }
        }
    }
}

#[cfg(feature = "client")]
/// Reads the answer to an update; an id in it must be the one that was asked for.
pub(crate) fn read_update(
    response: &Response<Bytes>,
    secrets: &Secrets,
    now: SystemTime,
    feature_id: &str,
) -> Result<Receipt, Error> {
    let answer = response::read::<MaybeId>(response, secrets, now)?;
    match answer.data.and_then(|data| data.0) {
        Some(id) if id != feature_id => Err(bad(
            response,
            (
                "the success names another voiceprint",
                "成功应答对应另一个声纹",
            ),
        )),
        _ => Ok(answer.receipt),
    }
}

fn bad(response: &Response<Bytes>, what: (&str, &str)) -> Error {
    let mut error = Error::new(ErrorKind::BadAnswer, Outcome::Unknown, what);
    error.0.status = Some(response.status().as_u16());
    error
}

/// The id in `data` where there is one; its other forms are not documented and not fatal.
struct MaybeId(Option<String>);

#[derive(Deserialize)]
struct IdData {
    #[serde(default, deserialize_with = "lenient::optional_id")]
    id: Option<String>,
}

impl<'de> Deserialize<'de> for MaybeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<MaybeId, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        Ok(MaybeId(
            serde_json::from_str::<IdData>(raw.get())
                .ok()
                .and_then(|data| data.id),
        ))
    }
}
