//! A success of the service -> its proof.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Response;

use crate::error::Error;
use crate::redact::Secrets;
use crate::response;

/// The proof of a success.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// Log id to quote to support: of the answer's header, else of its body.
    pub request_id: Option<String>,
    /// Log id of the body where it differs from the header's.
    pub body_request_id: Option<String>,
    /// HTTP status, 200 to 299.
    pub status: u16,
    /// The service's message, empty as a rule.
    pub msg: String,
    /// How many times the request was sent.
    pub attempts: u32,
    /// Time from the start of the call to its answer, waiting included.
    pub elapsed: Duration,
}

impl Receipt {
    /// Reads the answer to an update or a deletion.
    ///
    /// A success is a status of 200 to 299, a JSON object in it, and a whole number `code` that is 0:
    /// neither status nor code decides alone.
    ///
    /// ```
    /// let answer = |body: &'static str| http::Response::new(bytes::Bytes::from_static(body.as_bytes()));
    /// assert!(upload::Receipt::from_http(answer(r#"{"code":0,"msg":""}"#)).is_ok());
    /// assert!(upload::Receipt::from_http(answer(r#"{"code":4000,"msg":"bad"}"#)).is_err());
    /// assert!(upload::Receipt::from_http(answer("<html>please log in</html>")).is_err());
    /// ```
    ///
    /// # Errors
    /// Anything that is no proof of a success; the kind says what it is instead.
    pub fn from_http(response: Response<Bytes>) -> Result<Receipt, Error> {
        response::read_receipt(&response, &Secrets::default(), SystemTime::UNIX_EPOCH)
    }
}

#[cfg(feature = "client")]
impl Receipt {
    /// For a deletion that an earlier try had done: the answer says there is nothing to delete.
    pub(crate) fn of_refusal(error: &Error) -> Receipt {
        Receipt {
            request_id: error.request_id().map(str::to_owned),
            body_request_id: error.body_request_id().map(str::to_owned),
            msg: error.msg().unwrap_or_default().to_owned(),
            ..Receipt::of_listing(error.status())
        }
    }

    /// For a creation whose answer was lost and whose item was found.
    pub(crate) fn of_listing(status: Option<u16>) -> Receipt {
        Receipt {
            request_id: None,
            body_request_id: None,
            status: status.unwrap_or(200),
            msg: String::new(),
            attempts: 1,
            elapsed: Duration::ZERO,
        }
    }
}
