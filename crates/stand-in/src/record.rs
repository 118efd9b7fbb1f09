//! Requests as they came to a list a test can read.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use http::request::Parts;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::form::{Form, Part};
use crate::random::upper_hex;

/// One request as the server saw it.
///
/// `Debug` and JSON hide the value of `Authorization`.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Counts from 0 over the life of the server.
    pub index: u64,
    /// Counts connections from 0.
    pub connection: u64,
    /// Method such as `PUT`.
    pub method: String,
    /// Path and query as sent, after a `/_faults/…` prefix was taken off.
    pub target: String,
    /// Header names in lower case and their values, in order.
    #[serde(serialize_with = "hide_authorization")]
    pub headers: Vec<(String, String)>,
    /// Body bytes that arrived.
    pub body_bytes: u64,
    /// SHA-256 of those bytes in lower-case hexadecimal.
    pub body_sha256: String,
    /// Whether the whole body arrived.
    pub complete: bool,
    /// Bytes that still came after a fault had answered early.
    pub bytes_after_answer: u64,
    /// Parts of a multipart body.
    pub parts: Vec<RecordedPart>,
    /// What a strict reader objects to; empty for a faultless request.
    pub violations: Vec<String>,
    /// The fault that was played, as it was asked for.
    pub fault: Option<String>,
    /// HTTP status that was answered by the service's rules; `None` where a fault answered.
    pub status: Option<u16>,
    /// Business code that was answered.
    pub code: Option<i64>,
    /// Log id that was answered.
    pub log_id: Option<String>,
}

/// One part of a recorded multipart body.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RecordedPart {
    /// Field name.
    pub name: String,
    /// File name, where there is one.
    pub file_name: Option<String>,
    /// Content-Type, where there is one.
    pub content_type: Option<String>,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// The text of a part that is no file, where it is UTF-8 of at most 64 KiB.
    pub text: Option<String>,
}

/// Longest text that is kept of a part.
const MAX_TEXT_BYTES: usize = 64 * 1024;

fn hidden(headers: &[(String, String)]) -> Vec<(&str, &str)> {
    let hide = |name: &str| name == "authorization" || name == "proxy-authorization";
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), if hide(name) { "…" } else { value.as_str() }))
        .collect()
}

fn hide_authorization<S: serde::Serializer>(
    headers: &[(String, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    hidden(headers).serialize(serializer)
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("index", &self.index)
            .field("method", &self.method)
            .field("target", &self.target)
            .field("headers", &hidden(&self.headers))
            .field("body_bytes", &self.body_bytes)
            .field("complete", &self.complete)
            .field("parts", &self.parts)
            .field("violations", &self.violations)
            .field("fault", &self.fault)
            .field("status", &self.status)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

impl RecordedRequest {
    /// The first value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first part of this name.
    pub fn part(&self, name: &str) -> Option<&RecordedPart> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// Takes in the parts of a form and what is odd about them.
    pub(crate) fn note_form(&mut self, form: &Form) {
        self.violations.extend(form.violations());
        self.parts = form.parts.iter().map(RecordedPart::of).collect();
    }
}

impl RecordedPart {
    fn of(part: &Part) -> Self {
        // A voice that was sent as text is not kept: only a file name makes it a file.
        let text = std::str::from_utf8(&part.bytes)
            .ok()
            .filter(|text| part.file_name.is_none() && text.len() <= MAX_TEXT_BYTES);
        let kind = part.headers.iter().find(|(name, _)| name == "content-type");
        Self {
            name: part.name.clone(),
            file_name: part.file_name.clone(),
            content_type: kind.map(|(_, value)| value.clone()),
            bytes: u64::try_from(part.bytes.len()).unwrap_or(u64::MAX),
            sha256: lower_hex(&Sha256::digest(&part.bytes)),
            text: text.map(str::to_owned),
        }
    }
}

/// Lower-case hexadecimal digits of a hash.
pub(crate) fn lower_hex(hash: &[u8]) -> String {
    upper_hex(hash).to_ascii_lowercase()
}

/// Remembers the last so many requests.
pub(crate) struct Recorder {
    limit: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    next: u64,
    requests: VecDeque<RecordedRequest>,
}

impl Recorder {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            kept: Mutex::default(),
        }
    }

    /// Notes a request whose head has arrived and gives its index.
    pub(crate) fn begin(&self, connection: u64, parts: &Parts, fault: Option<String>) -> u64 {
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let index = kept.next;
        kept.next = index.saturating_add(1);
        if kept.requests.len() >= self.limit {
            kept.requests.pop_front();
        }
        kept.requests.push_back(RecordedRequest {
            index,
            connection,
            method: parts.method.as_str().to_owned(),
            target: parts
                .uri
                .path_and_query()
                .map_or("", |target| target.as_str())
                .to_owned(),
            headers,
            body_bytes: 0,
            body_sha256: lower_hex(&Sha256::digest(b"")),
            complete: false,
            bytes_after_answer: 0,
            parts: Vec::new(),
            violations: Vec::new(),
            fault,
            status: None,
            code: None,
            log_id: None,
        });
        index
    }

    /// Adds to what is known of a request; does nothing once it was forgotten.
    pub(crate) fn amend(&self, index: u64, change: impl FnOnce(&mut RecordedRequest)) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(request) = kept
            .requests
            .iter_mut()
            .rev()
            .find(|request| request.index == index)
        {
            change(request);
        }
    }

    /// All that is remembered, oldest first.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.requests.iter().cloned().collect()
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .requests
            .clear();
    }
}
