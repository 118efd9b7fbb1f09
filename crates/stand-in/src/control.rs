//! Control requests (`/_control/…`) to faults, records and a clean slate.

use bytes::Bytes;
use http::header::{HOST, ORIGIN};
use http::request::Parts;
use http::{Method, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use serde_json::{Value, json};

use crate::answer::json_answer;
use crate::faults::{Fault, UnknownFault};
use crate::random;
use crate::service::Service;

/// Longest control request.
const MAX_BODY_BYTES: usize = 1 << 20;

/// Answers a control request; needs no token and is not recorded.
pub(crate) async fn answer(
    service: &Service,
    path: &str,
    parts: &Parts,
    incoming: Incoming,
) -> Response<Bytes> {
    if !is_local(parts) {
        let error =
            json!({ "error": "control requests come from this machine, not from a web page" });
        return json_answer(StatusCode::FORBIDDEN, &random::log_id(), &error);
    }
    let body = match Limited::new(incoming, MAX_BODY_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => Bytes::new(),
    };
    let (status, value) = match (&parts.method, path) {
        (&Method::POST, "faults") => match faults(&body) {
            Ok(faults) => {
                service.faults.push(faults);
                (
                    StatusCode::OK,
                    json!({ "pending": service.faults.pending() }),
                )
            }
            Err(unknown) => (
                StatusCode::BAD_REQUEST,
                json!({ "error": unknown.to_string() }),
            ),
        },
        (&Method::GET, "faults") => (
            StatusCode::OK,
            json!({ "pending": service.faults.pending() }),
        ),
        (&Method::DELETE, "faults") => {
            service.faults.clear();
            (StatusCode::OK, json!({ "pending": [] }))
        }
        (&Method::GET, "requests") => (
            StatusCode::OK,
            json!({ "requests": service.recorder.requests() }),
        ),
        (&Method::DELETE, "requests") => {
            service.recorder.clear();
            (StatusCode::OK, json!({ "requests": [] }))
        }
        (&Method::POST, "reset") => match service.reset() {
            Ok(seed) => {
                let seed = json!({ "group_id": seed.group_id, "feature_id": seed.feature_id });
                (StatusCode::OK, seed)
            }
            Err(error) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                json!({ "error": error.to_string() }),
            ),
        },
        _ => (StatusCode::NOT_FOUND, json!({ "error": "no such control" })),
    };
    json_answer(status, &random::log_id(), &value)
}

/// A page in a browser can reach loopback too: it sends an Origin, or has another name for it.
fn is_local(parts: &Parts) -> bool {
    let host = parts
        .headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    !parts.headers.contains_key(ORIGIN) && ["127.0.0.1", "localhost"].contains(&name)
}

/// Faults as `{"modes":["503","ok"]}`, `["503","ok"]` or plain `503,ok`.
fn faults(body: &[u8]) -> Result<Vec<Fault>, UnknownFault> {
    let text = String::from_utf8_lossy(body);
    let list = match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(mut object)) => object.remove("modes").unwrap_or_default(),
        Ok(Value::Array(list)) => Value::Array(list),
        Ok(Value::String(text)) => Value::String(text),
        _ => Value::String(text.into_owned()),
    };
    match list {
        Value::Array(list) => list
            .iter()
            .map(|mode| {
                mode.as_str()
                    .map_or_else(|| mode.to_string(), str::to_owned)
                    .parse()
            })
            .collect(),
        Value::String(text) => crate::faults::parse_list(&text),
        other => Err(UnknownFault::of(&other.to_string())),
    }
}
