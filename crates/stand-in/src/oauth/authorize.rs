//! A browser's visit to a code: the consent page approves by itself.

use bytes::Bytes;
use http::header::{HeaderValue, LOCATION};
use http::{Response, StatusCode};

use super::app::AppKind;
use super::fault::OauthFault;
use super::state::{CodeRequest, is_over};
use crate::random;
use crate::rules::Received;
use crate::service::Service;

/// Life of a code in seconds.
const CODE_SECS: u64 = 300;

/// Checks the request and sends the browser to the consent page.
pub(super) fn begin(service: &Service, request: &Received) -> Result<Response<Bytes>, OauthFault> {
    let query: Vec<(String, String)> = form_urlencoded::parse(request.query().as_bytes())
        .into_owned()
        .collect();
    let value = |name: &str| {
        query
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.clone())
    };
    if value("response_type").as_deref() != Some("code") {
        return Err(OauthFault::request("response_type"));
    }
    let client_id = value("client_id").ok_or(OauthFault::request("client_id"))?;
    let app = service.app(&client_id).ok_or(OauthFault::client())?;
    let redirect_uri = value("redirect_uri")
        .filter(|uri| app.may_redirect_to(uri))
        .ok_or(OauthFault::request("redirect_uri"))?;
    let challenge = match (&app.kind, value("code_challenge")) {
        (AppKind::Web { .. }, _) => None,
        (AppKind::Pkce, Some(challenge)) => match value("code_challenge_method").as_deref() {
            None | Some("plain") => Some((challenge, false)),
            Some("S256") => Some((challenge, true)),
            Some(_) => return Err(OauthFault::request("code_challenge_method")),
        },
        (AppKind::Pkce, None) => return Err(OauthFault::request("code_challenge")),
        _ => return Err(OauthFault::denied("invalid app type")),
    };
    let ticket = random::hex::<16>();
    let wish = CodeRequest {
        client_id,
        redirect_uri,
        state: value("state"),
        challenge,
        expires_at_secs: random::now_secs().saturating_add(CODE_SECS),
    };
    service.oauth.lock().tickets.insert(ticket.clone(), wish);
    redirect(&format!("{}/_consent/{ticket}", service.base_url()))
}

/// The page on which a person would press "allow".
pub(super) fn consent(service: &Service, ticket: &str) -> Result<Response<Bytes>, OauthFault> {
    let mut remembered = service.oauth.lock();
    let wish = remembered
        .tickets
        .remove(ticket)
        .filter(|wish| !is_over(wish.expires_at_secs))
        .ok_or(OauthFault::denied("login session invalid"))?;
    let code = format!("code_{}", random::hex::<16>());
    let mut answer = form_urlencoded::Serializer::new(String::new());
    answer.append_pair("code", &code);
    if let Some(state) = &wish.state {
        answer.append_pair("state", state);
    }
    let joint = if wish.redirect_uri.contains('?') {
        '&'
    } else {
        '?'
    };
    let location = format!("{}{joint}{}", wish.redirect_uri, answer.finish());
    remembered.codes.insert(code, wish);
    redirect(&location)
}

fn redirect(location: &str) -> Result<Response<Bytes>, OauthFault> {
    let location =
        HeaderValue::from_str(location).map_err(|_| OauthFault::request("redirect_uri"))?;
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::FOUND;
    answer.headers_mut().insert(LOCATION, location);
    Ok(answer)
}
