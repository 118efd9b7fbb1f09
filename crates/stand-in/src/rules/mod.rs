//! A whole request to its outcome, in the service's order of checks:
//! path and method, token, permission, ids, resource and its owner, Content-Type, size,
//! multipart syntax, fields, file, quota.

mod fields;
mod groups;
mod identify;
mod json;
mod lookup;
mod paging;
mod route;
mod token;
mod voiceprints;

use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use http::request::Parts;

use crate::answer::{Outcome, Refusal};
use crate::form::Form;
use crate::service::Service;
pub(crate) use route::{Call, unknown_path};
pub(crate) use token::{Caller, Tokens, bearer};

/// A request whose body was read.
pub(crate) struct Received {
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    /// The parts, where the Content-Type names a form.
    pub(crate) form: Option<Form>,
    /// Whether the body was longer than is kept.
    pub(crate) over_limit: bool,
}

impl Received {
    /// The query, still encoded.
    pub(crate) fn query(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    /// Content-Type; empty when missing or not text.
    pub(crate) fn content_type(&self) -> &str {
        self.header(CONTENT_TYPE).unwrap_or_default()
    }

    /// Authorization.
    pub(crate) fn authorization(&self) -> Option<&str> {
        self.header(AUTHORIZATION)
    }

    fn header(&self, name: HeaderName) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// HTTP 413 for a body over the limit of all APIs.
    fn within_limit(&self) -> Result<(), Refusal> {
        if self.over_limit {
            let refusal = Refusal::new(4000, "The request body is too large.");
            return Err(refusal.with_status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        Ok(())
    }
}

/// Answers one call.
pub(crate) fn answer(service: &Service, request: &Received) -> Outcome {
    let call = Call::find(&request.parts.method, request.parts.uri.path())?;
    let caller = token::check(service, request.authorization())?;
    service.throttle.pass(&service.config)?;
    caller.must_hold(call.permission(), &service.config)?;
    match call {
        Call::CreateGroup => groups::create(service, &caller, request),
        Call::ListGroups => groups::list(service, &caller, request),
        Call::UpdateGroup { group } => groups::update(service, &caller, request, &group),
        Call::DeleteGroup { group } => groups::delete(service, &caller, &group),
        Call::CreateVoiceprint { group } => voiceprints::create(service, &caller, request, &group),
        Call::ListVoiceprints { group } => voiceprints::list(service, request, &group),
        Call::UpdateVoiceprint { group, feature } => {
            voiceprints::update(service, &caller, request, &group, &feature)
        }
        Call::DeleteVoiceprint { group, feature } => {
            voiceprints::delete(service, &caller, &group, &feature)
        }
        Call::Identify { group } => identify::identify(service, request, &group),
    }
}
