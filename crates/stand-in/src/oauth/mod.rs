//! OAuth requests to tokens: web code, PKCE, device and JWT flows as the service has them.

mod app;
mod authorize;
mod device;
mod fault;
mod jwt;
mod state;
mod token;

use bytes::Bytes;
use http::{Method, Response};

use crate::rules::Received;
use crate::service::Service;
pub use app::{AppKind, DeviceStep, OauthApp};
pub(crate) use state::OauthState;

/// Answers what is below `/api/permission/oauth2/` or on a consent page; `None` for other paths.
pub(crate) fn answer(
    service: &Service,
    request: &Received,
    log_id: &str,
) -> Option<Response<Bytes>> {
    let path = request.parts.uri.path();
    let method = &request.parts.method;
    let answered = if let Some(ticket) = path.strip_prefix("/_consent/") {
        authorize::consent(service, ticket)
    } else if path == "/_device" {
        device::approve(service, request)
    } else {
        let segments: Vec<&str> = path
            .strip_prefix("/api/permission/oauth2/")?
            .split('/')
            .collect();
        match (method, segments.as_slice()) {
            (&Method::GET, ["authorize"] | ["workspace_id", _, "authorize"]) => {
                authorize::begin(service, request)
            }
            (&Method::POST, ["device", "code"] | ["workspace_id", _, "device", "code"]) => {
                device::begin(service, request)
            }
            (&Method::POST, ["token"] | ["account" | "enterprise_id", _, "token"]) => {
                token::grant(service, request)
            }
            _ => return None,
        }
    };
    Some(answered.unwrap_or_else(|fault| fault.answer(log_id)))
}
