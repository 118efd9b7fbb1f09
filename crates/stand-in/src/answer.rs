//! Outcome of a call to the HTTP answer the service would give.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::{Value, json};

/// The header that carries the log id.
pub(crate) const LOG_ID: HeaderName = HeaderName::from_static("x-tt-logid");

/// What a rule gives back: `data` (or none), or why not.
pub(crate) type Outcome = Result<Option<Value>, Refusal>;

/// A refusal with its business code.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// HTTP status; most refusals of this service are a 200.
    pub(crate) status: StatusCode,
    /// Business code.
    pub(crate) code: i64,
    /// Message in the service's wording.
    pub(crate) msg: String,
    /// Extra headers such as `Allow` and `Retry-After`.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// A refusal by code within an HTTP 200.
    pub(crate) fn new(code: i64, msg: impl Into<String>) -> Self {
        Self {
            status: StatusCode::OK,
            code,
            msg: msg.into(),
            headers: Vec::new(),
        }
    }

    /// Code 4000 in the observed wording.
    pub(crate) fn parameter(name: &str, format: &str) -> Self {
        Self::new(
            4000,
            format!(
                "The parameter {name} is invalid. It should follow the format: {format}. \
                 Please review your input."
            ),
        )
    }

    /// Code 4200 in the observed wording.
    pub(crate) fn unknown(name: &str, id: &str) -> Self {
        Self::new(
            4200,
            format!(
                "Requested resource {name}={id} does not exist. Please review the provided information."
            ),
        )
    }

    /// Code 4101 in the observed wording.
    pub(crate) fn forbidden() -> Self {
        Self::new(
            4101,
            "Your token does not have permission to access resource. \
             Please verify whether the resource ID or token is correct.",
        )
    }

    /// The same refusal with another HTTP status.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same refusal with one more header.
    pub(crate) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }
}

/// The envelope of the service around an outcome.
pub(crate) fn envelope(outcome: Outcome, log_id: &str) -> Response<Bytes> {
    let detail = json!({ "logid": log_id });
    match outcome {
        Ok(None) => json_answer(
            StatusCode::OK,
            log_id,
            &json!({"code": 0, "msg": "", "detail": detail}),
        ),
        Ok(Some(data)) => json_answer(
            StatusCode::OK,
            log_id,
            &json!({"code": 0, "msg": "", "data": data, "detail": detail}),
        ),
        Err(refusal) => {
            let body = json!({"code": refusal.code, "msg": refusal.msg, "detail": detail});
            let mut answer = json_answer(refusal.status, log_id, &body);
            answer.headers_mut().extend(refusal.headers);
            answer
        }
    }
}

/// Any JSON value as an answer with the headers every answer has.
pub(crate) fn json_answer(status: StatusCode, log_id: &str, body: &Value) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(body.to_string()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    if let Ok(value) = HeaderValue::from_str(log_id) {
        answer.headers_mut().insert(LOG_ID, value);
    }
    answer
}

impl From<std::io::Error> for Refusal {
    /// The store could not be read or written: code 5000.
    fn from(_: std::io::Error) -> Self {
        Self::new(5000, "internal error").with_status(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
