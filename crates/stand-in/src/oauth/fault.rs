//! Why a token was refused, in the endpoints' own error body.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::json;

use crate::answer::json_answer;

/// A refusal of an OAuth endpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OauthFault {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl OauthFault {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    /// A parameter is missing, wrong or used up.
    pub(super) fn request(parameter: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            format!("invalid request: {parameter}"),
        )
    }

    /// The app is unknown or not proven.
    pub(super) fn client() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", "invalid client")
    }

    /// No such grant type, or not for this app.
    pub(super) fn grant_type(name: &str) -> Self {
        let message = format!("not supported grant type: {name}");
        Self::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", message)
    }

    /// The app may not.
    pub(super) fn denied(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "access_deny", message)
    }

    /// A poll that has to go on, or that is over.
    pub(super) fn poll(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, code.replace('_', " "))
    }

    /// All fields that the pages and the official clients name for the same thing.
    pub(super) fn answer(&self, log_id: &str) -> Response<Bytes> {
        let body = json!({
            "error_code": self.code,
            "error_message": self.message,
            "error": self.code,
            "error_description": self.message,
        });
        json_answer(self.status, log_id, &body)
    }
}
