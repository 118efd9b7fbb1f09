//! An HTTP response -> what the service said: data of a success, or an error that says why not.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode, header};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use crate::error::Error;
use crate::kind::{ErrorKind, Outcome};
use crate::receipt::Receipt;
use crate::redact::Secrets;
use crate::retry;
use crate::retry_after;

/// Largest answer in bytes that is read; the largest page of 200 voiceprints is far below it.
pub const MAX_ANSWER_BYTES: usize = 1 << 20;

/// Reads an answer whose data does not matter.
pub(crate) fn read_receipt(
    response: &Response<Bytes>,
    secrets: &Secrets,
    now: SystemTime,
) -> Result<Receipt, Error> {
    read::<IgnoredAny>(response, secrets, now).map(|answer| answer.receipt)
}

/// A success and the data it carried.
pub(crate) struct Answer<T> {
    pub(crate) data: Option<T>,
    pub(crate) receipt: Receipt,
}

/// The envelope; a key that is given twice is refused, for it can mean anything.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    code: Option<&'a RawValue>,
    #[serde(borrow)]
    msg: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct LogId {
    logid: Option<String>,
}

/// Reads an answer whose data is a `T`; `now` is used for `Retry-After` dates only.
pub(crate) fn read<T: DeserializeOwned>(
    response: &Response<Bytes>,
    secrets: &Secrets,
    now: SystemTime,
) -> Result<Answer<T>, Error> {
    let status = response.status();
    let headers = response.headers();
    let log_id = |raw: Option<&RawValue>| -> Option<String> {
        let id: LogId = serde_json::from_str(raw?.get()).ok()?;
        id.logid
            .filter(|id| !id.is_empty())
            .map(|id| secrets.safe_text(&id))
    };
    let header_log_id = headers
        .get("x-tt-logid")
        .and_then(|value| value.to_str().ok())
        .filter(|id| !id.is_empty())
        .map(|id| secrets.safe_text(id));
    let mut body_log_id = None;
    let result = envelope(response.body()).map_err(|what| unreadable(response, what, secrets));
    let result = result.and_then(|envelope| {
        body_log_id = log_id(envelope.detail).or_else(|| log_id(envelope.error));
        let text = |raw: Option<&RawValue>| {
            raw.and_then(|raw| serde_json::from_str::<String>(raw.get()).ok())
        };
        let msg = text(envelope.msg)
            .map(|msg| secrets.safe_text(&msg))
            .unwrap_or_default();
        let Some(code) = envelope.code.and_then(|raw| code(raw.get())) else {
            return Err(unreadable(
                response,
                "the JSON has no whole number `code`",
                secrets,
            ));
        };
        if code != 0 || !status.is_success() {
            return Err(refused(status, code, msg));
        }
        // `"0"` is read as a code above, but a success must say 0.
        if envelope.code.is_none_or(|raw| raw.get() != "0") {
            return Err(unreadable(response, "`code` is not the number 0", secrets));
        }
        let data = match envelope.data.map(RawValue::get) {
            None | Some("null") => None,
            Some(raw) => Some(serde_json::from_str(raw).map_err(|error| {
                // The place, not the text: data of a list holds names of people.
                let what = format!("`data` is not as documented at its byte {}", error.column());
                Error::new(ErrorKind::BadAnswer, Outcome::Unknown, what)
            })?),
        };
        let body_request_id = body_log_id
            .clone()
            .filter(|id| header_log_id.as_ref().is_some_and(|header| header != id));
        let request_id = header_log_id.clone().or(body_log_id.clone());
        let (attempts, elapsed) = (1, Duration::ZERO);
        let receipt = Receipt {
            request_id,
            body_request_id,
            status: status.as_u16(),
            msg,
            attempts,
            elapsed,
        };
        Ok(Answer { data, receipt })
    });
    result.map_err(|mut error| {
        error.0.status = Some(status.as_u16());
        error.0.header_log_id = header_log_id;
        error.0.body_log_id = body_log_id;
        error.0.retry_after = retry_after::wait(headers, now);
        error
    })
}

fn envelope(body: &[u8]) -> Result<Envelope<'_>, &'static str> {
    if body.len() > MAX_ANSWER_BYTES {
        return Err("the answer is larger than 1 MiB");
    }
    // Some gateways put a byte order mark before JSON; RFC 8259 lets readers ignore it.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|_| "the answer is not UTF-8")?;
    if text.trim().is_empty() {
        return Err("the answer is empty");
    }
    serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Eof => "the JSON ends early",
        serde_json::error::Category::Data if error.to_string().starts_with("duplicate field") => {
            "the JSON gives a key twice"
        }
        serde_json::error::Category::Data => "the JSON is no object",
        _ => "the answer is not JSON",
    })
}

/// A whole number, also as text, which some gateways make of it.
fn code(raw: &str) -> Option<i64> {
    raw.strip_prefix('"')
        .and_then(|raw| raw.strip_suffix('"'))
        .unwrap_or(raw)
        .parse()
        .ok()
}

fn refused(status: StatusCode, code: i64, msg: String) -> Error {
    let number = status.as_u16();
    let kind = match (number, code) {
        (413, _) | (_, 4302) => ErrorKind::TooLarge,
        (300..=399, _) => ErrorKind::Redirected,
        (_, 0) => ErrorKind::Status,
        _ => ErrorKind::Refused,
    };
    let may_have_applied = if status.is_success() {
        code == 5000
    } else {
        retry::may_have_applied(number)
    };
    let outcome = if may_have_applied {
        Outcome::Unknown
    } else {
        Outcome::NotDelivered
    };
    let mut error = Error::new(kind, outcome, "").retryable(retry::is_retryable(number, code));
    error.0.code = Some(code);
    error.0.msg = Some(msg);
    error
}

/// An answer without a code of the API: what its status says, or nothing at all.
fn unreadable(response: &Response<Bytes>, what: &str, secrets: &Secrets) -> Error {
    let status = response.status();
    let number = status.as_u16();
    if status.is_redirection() {
        let outcome = if retry::may_have_applied(number) {
            Outcome::Unknown
        } else {
            Outcome::NotDelivered
        };
        let target = redirect_target(response.headers());
        return Error::new(ErrorKind::Redirected, outcome, target);
    }
    let what = format!("{what}{}", excerpt(response, secrets));
    if status.is_success() {
        return Error::new(ErrorKind::BadAnswer, Outcome::Unknown, what).retryable(true);
    }
    let kind = if number == 413 {
        ErrorKind::TooLarge
    } else {
        ErrorKind::Status
    };
    let outcome = if retry::may_have_applied(number) {
        Outcome::Unknown
    } else {
        Outcome::NotDelivered
    };
    Error::new(kind, outcome, what).retryable(retry::is_retryable_status(number))
}

/// Scheme and host of a redirect, never its path or query.
fn redirect_target(headers: &HeaderMap) -> String {
    let location = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok());
    match location.and_then(|text| text.parse::<http::Uri>().ok()) {
        Some(uri) => match (uri.scheme_str(), uri.host()) {
            (Some(scheme), Some(host)) => format!("to {scheme}://{host}"),
            _ => "to the same host".to_owned(),
        },
        None => "without a readable target".to_owned(),
    }
}

/// Content type and first characters, for support; only of text.
fn excerpt(response: &Response<Bytes>, secrets: &Secrets) -> String {
    let body = response.body();
    let start = &body[..body.len().min(256)];
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => "",
    };
    let content_type = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let mut excerpt = String::new();
    if let Some(content_type) = content_type {
        excerpt.push_str(&format!(
            ", content type {}",
            secrets.safe_text(content_type)
        ));
    }
    if !text.trim().is_empty() {
        excerpt.push_str(&format!(
            ", begins with `{}`",
            secrets.safe_text(text.trim())
        ));
    }
    excerpt
}
