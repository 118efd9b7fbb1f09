//! A device's request to a code a person types elsewhere, and its polls to a token.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::json;

use super::app::{AppKind, DeviceStep};
use super::fault::OauthFault;
use super::state::{DeviceRequest, is_over};
use super::token::Fields;
use crate::answer::json_answer;
use crate::random;
use crate::rules::Received;
use crate::service::Service;

/// Life of a device code in seconds, by the service's page.
const DEVICE_SECS: u64 = 300;

/// Gives out a device code. Here `expires_in` is a duration.
pub(super) fn begin(service: &Service, request: &Received) -> Result<Response<Bytes>, OauthFault> {
    let fields = Fields::of(request)?;
    let client_id = fields.text("client_id")?;
    let app = service.app(client_id).ok_or(OauthFault::client())?;
    let AppKind::Device { interval_secs, .. } = app.kind else {
        return Err(OauthFault::denied("invalid app type"));
    };
    let letters = random::hex::<4>();
    let user_code = format!(
        "{}-{}",
        letters.get(..4).unwrap_or("A"),
        letters.get(4..).unwrap_or("B")
    );
    let device_code = random::hex::<16>();
    let device = DeviceRequest {
        client_id: client_id.to_owned(),
        user_code: user_code.clone(),
        polls: 0,
        approved: false,
        expires_at_secs: random::now_secs().saturating_add(DEVICE_SECS),
    };
    service
        .oauth
        .lock()
        .devices
        .insert(device_code.clone(), device);
    let body = json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": format!("{}/_device", service.base_url()),
        "expires_in": DEVICE_SECS,
        "interval": interval_secs,
    });
    Ok(json_answer(StatusCode::OK, &random::log_id(), &body))
}

/// A person's visit of `verification_uri?user_code=CODE` approves whatever the script says.
pub(super) fn approve(
    service: &Service,
    request: &Received,
) -> Result<Response<Bytes>, OauthFault> {
    let code = form_urlencoded::parse(request.query().as_bytes())
        .find(|(key, _)| key == "user_code")
        .map(|(_, code)| code.into_owned())
        .ok_or(OauthFault::request("user_code"))?;
    let mut remembered = service.oauth.lock();
    let device = remembered
        .devices
        .values_mut()
        .find(|device| device.user_code == code);
    device.ok_or(OauthFault::request("user_code"))?.approved = true;
    Ok(json_answer(
        StatusCode::OK,
        &random::log_id(),
        &json!({ "approved": true }),
    ))
}

/// One poll: the client id of an approved device, whose code is used up then.
pub(super) fn poll(service: &Service, device_code: &str) -> Result<String, OauthFault> {
    let mut remembered = service.oauth.lock();
    let device = remembered
        .devices
        .get_mut(device_code)
        .ok_or(OauthFault::request("device_code"))?;
    if is_over(device.expires_at_secs) {
        return Err(OauthFault::poll("expired_token"));
    }
    let steps = service.app(&device.client_id).map(|app| &app.kind);
    let step = match steps {
        _ if device.approved => DeviceStep::Approved,
        Some(AppKind::Device { steps, .. }) => {
            let step = steps.get(device.polls).or(steps.last()).copied();
            step.unwrap_or(DeviceStep::Pending)
        }
        _ => return Err(OauthFault::client()),
    };
    device.polls = device.polls.saturating_add(1);
    match step {
        DeviceStep::Pending => Err(OauthFault::poll("authorization_pending")),
        DeviceStep::SlowDown => Err(OauthFault::poll("slow_down")),
        DeviceStep::Denied => Err(OauthFault::poll("access_denied")),
        DeviceStep::Expired => Err(OauthFault::poll("expired_token")),
        DeviceStep::Approved => {
            let client_id = device.client_id.clone();
            remembered.devices.remove(device_code);
            Ok(client_id)
        }
    }
}
