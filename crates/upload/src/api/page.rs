//! The answer to a listing -> one page of items.

use std::time::SystemTime;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::kind::{ErrorKind, Outcome};
use crate::lenient;
use crate::receipt::Receipt;
use crate::redact::Secrets;
use crate::response;

/// One page of a listing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the service's order.
    pub items: Vec<T>,
    /// How many items all pages hold together, if the service says so.
    pub total: Option<u64>,
    /// The proof.
    pub receipt: Receipt,
}

impl<T: DeserializeOwned> Page<T> {
    /// Reads the answer to a listing.
    ///
    /// # Errors
    /// Anything that is no proof of a success, see [`Receipt::from_http`]; also a success without data.
    pub fn from_http(response: Response<Bytes>) -> Result<Page<T>, Error> {
        Page::read(&response, &Secrets::default(), SystemTime::UNIX_EPOCH)
    }

    pub(crate) fn read(
        response: &Response<Bytes>,
        secrets: &Secrets,
        now: SystemTime,
    ) -> Result<Page<T>, Error> {
        let answer = response::read::<PageData<T>>(response, secrets, now)?;
        match answer.data {
            Some(PageData { items, total }) => Ok(Page {
                items,
                total,
                receipt: answer.receipt,
            }),
            // Nothing listed and nothing said are not the same.
            None => {
                let mut error = Error::new(
                    ErrorKind::BadAnswer,
                    Outcome::Unknown,
                    ("the listing has no data", "列表应答没有数据"),
                );
                error.0.status = Some(response.status().as_u16());
                Err(error.retryable(true))
            }
        }
    }
}

#[derive(Deserialize)]
struct PageData<T> {
    #[serde(default, deserialize_with = "lenient::count")]
    total: Option<u64>,
    #[serde(
        default = "Vec::new",
        deserialize_with = "lenient::list",
        bound(deserialize = "T: Deserialize<'de>")
    )]
    items: Vec<T>,
}
