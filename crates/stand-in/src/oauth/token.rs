//! A grant (code, refresh token, device code or assertion) to an access token.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::app::{AppKind, OauthApp};
use super::fault::OauthFault;
use super::state::is_over;
use super::{device, jwt};
use crate::answer::json_answer;
use crate::config::Account;
use crate::random;
use crate::rules::{Received, bearer};
use crate::service::Service;

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Longest life of a JWT app's token in seconds.
const MAX_JWT_SECS: u64 = 86_399;

/// The fields of a JSON body.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub(super) fn of(request: &Received) -> Result<Self, OauthFault> {
        let kind = request
            .content_type()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(OauthFault::request("Content-Type"));
        }
        serde_json::from_slice(&request.body)
            .map(Self)
            .map_err(|_| OauthFault::request("body"))
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &str) -> Result<&str, OauthFault> {
        let text = self
            .0
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty());
        text.ok_or_else(|| OauthFault::request(name))
    }
}

/// The token endpoint.
pub(super) fn grant(service: &Service, request: &Received) -> Result<Response<Bytes>, OauthFault> {
    let fields = Fields::of(request)?;
    match fields.text("grant_type")? {
        "authorization_code" => {
            let app = proven(service, request, fields.text("client_id")?)?;
            redeem_code(service, app, &fields)?;
            Ok(issue(service, app, "czu_", app.token_secs, true))
        }
        "refresh_token" => {
            let app = proven(service, request, fields.text("client_id")?)?;
            let token = fields.text("refresh_token")?;
            let owner = service.oauth.lock().refresh.remove(token);
            owner
                .filter(|id| id == &app.client_id)
                .ok_or(OauthFault::request("refresh_token"))?;
            Ok(issue(service, app, "czu_", app.token_secs, true))
        }
        DEVICE => {
            let client_id = device::poll(service, fields.text("device_code")?)?;
            let app = proven(service, request, fields.text("client_id")?)?;
            if app.client_id != client_id {
                return Err(OauthFault::client());
            }
            Ok(issue(service, app, "czu_", app.token_secs, true))
        }
        JWT => {
            let duration_secs = match fields.0.get("duration_seconds") {
                None | Some(Value::Null) => None,
                Some(value) => Some(
                    value
                        .as_u64()
                        .filter(|secs| (1..=MAX_JWT_SECS).contains(secs))
                        .ok_or(OauthFault::request("duration_seconds"))?,
                ),
            };
            let assertion = bearer(request.authorization()).ok_or(OauthFault::client())?;
            let app = jwt::check(service, assertion)?;
            Ok(issue(
                service,
                app,
                "czs_",
                duration_secs.unwrap_or(app.token_secs),
                false,
            ))
        }
        other => Err(OauthFault::grant_type(other)),
    }
}

/// The app, once it has shown its secret where it has one.
fn proven<'s>(
    service: &'s Service,
    request: &Received,
    client_id: &str,
) -> Result<&'s OauthApp, OauthFault> {
    let app = service.app(client_id).ok_or(OauthFault::client())?;
    match &app.kind {
        AppKind::Web { client_secret }
            if bearer(request.authorization()) != Some(client_secret) =>
        {
            Err(OauthFault::client())
        }
        AppKind::Jwt { .. } => Err(OauthFault::denied("invalid app type")),
        _ if !app.active => Err(OauthFault::denied("app is deactivated")),
        _ => Ok(app),
    }
}

/// A code works once, for its app, its redirect URI and whoever knows the verifier.
fn redeem_code(service: &Service, app: &OauthApp, fields: &Fields) -> Result<(), OauthFault> {
    let code = fields.text("code")?;
    let wish = service
        .oauth
        .lock()
        .codes
        .remove(code)
        .filter(|wish| wish.client_id == app.client_id && !is_over(wish.expires_at_secs))
        .ok_or(OauthFault::request("code"))?;
    if fields.text("redirect_uri")? != wish.redirect_uri {
        return Err(OauthFault::request("redirect_uri"));
    }
    let Some((challenge, is_hashed)) = wish.challenge else {
        return Ok(());
    };
    let verifier = fields.text("code_verifier")?;
    let shown = if is_hashed {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
    } else {
        verifier.to_owned()
    };
    // RFC 7636 pads nothing; some clients do.
    if shown == challenge.trim_end_matches('=') {
        Ok(())
    } else {
        Err(OauthFault::request("code_verifier"))
    }
}

/// Makes a token that the API accepts. `expires_in` is the Unix second of its end.
fn issue(
    service: &Service,
    app: &OauthApp,
    prefix: &str,
    life_secs: u64,
    is_renewable: bool,
) -> Response<Bytes> {
    let expires_at_secs = random::now_secs().saturating_add(life_secs);
    let token = format!("{prefix}{}", random::hex::<24>());
    service.tokens.grant(Account {
        token: token.clone(),
        user_id: app.user_id,
        user_name: app.user_name.clone(),
        permissions: app.permissions.clone(),
        expires_at_secs: Some(expires_at_secs),
    });
    let mut body =
        json!({ "access_token": token, "expires_in": expires_at_secs, "token_type": "Bearer" });
    if let (true, Some(body)) = (is_renewable, body.as_object_mut()) {
        let refresh = random::hex::<24>();
        service
            .oauth
            .lock()
            .refresh
            .insert(refresh.clone(), app.client_id.clone());
        body.insert("refresh_token".to_owned(), refresh.into());
    }
    json_answer(StatusCode::OK, &random::log_id(), &body)
}
