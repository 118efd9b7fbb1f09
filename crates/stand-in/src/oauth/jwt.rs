//! A signed assertion (RS256) to the app that signed it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::{Map, Value};
use spki::SubjectPublicKeyInfoOwned;
use spki::der::DecodePem as _;

use super::app::{AppKind, OauthApp};
use super::fault::OauthFault;
use crate::random;
use crate::service::Service;

/// Clocks may differ by this much.
const SKEW_SECS: u64 = 60;

type Object = Map<String, Value>;

/// Checks algorithm, key, signature, issuer, audience and times, and that it was never used.
pub(super) fn check<'s>(service: &'s Service, token: &str) -> Result<&'s OauthApp, OauthFault> {
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(OauthFault::client());
    };
    let (head, claims) = (object(header)?, object(payload)?);
    if text(&head, "alg") != Some("RS256") || text(&head, "typ").is_some_and(|typ| typ != "JWT") {
        return Err(OauthFault::request("alg"));
    }
    let app = text(&claims, "iss")
        .and_then(|id| service.app(id))
        .ok_or(OauthFault::client())?;
    let AppKind::Jwt {
        key_id,
        public_key_pem,
    } = &app.kind
    else {
        return Err(OauthFault::denied("invalid app type"));
    };
    let signed = token.rsplit_once('.').map_or("", |(signed, _)| signed);
    if text(&head, "kid") != Some(key_id) || !is_signed(public_key_pem, signed, signature) {
        return Err(OauthFault::client());
    }
    if !app.active {
        return Err(OauthFault::denied("app is deactivated"));
    }
    check_claims(service, &claims)?;
    Ok(app)
}

fn check_claims(service: &Service, claims: &Object) -> Result<(), OauthFault> {
    let now = random::now_secs();
    let time = |name| {
        claims
            .get(name)
            .and_then(Value::as_u64)
            .ok_or(OauthFault::request(name))
    };
    let (issued, end) = (time("iat")?, time("exp")?);
    if issued > now.saturating_add(SKEW_SECS) || issued >= end {
        return Err(OauthFault::request("iat"));
    }
    if end <= now {
        return Err(OauthFault::request("exp"));
    }
    let audience = text(claims, "aud").unwrap_or_default();
    let host = audience.rsplit_once(':').map_or(audience, |(host, _)| host);
    // Clients differ on whether the port belongs to it, and tests may keep the true host.
    if !["127.0.0.1", "localhost", "api.coze.cn", "api.coze.com"].contains(&host) {
        return Err(OauthFault::request("aud"));
    }
    let id = text(claims, "jti")
        .filter(|id| !id.is_empty())
        .ok_or(OauthFault::request("jti"))?;
    match service.oauth.lock().assertions.insert(id.to_owned(), end) {
        None => Ok(()),
        Some(_) => Err(OauthFault::request("jti was used before")),
    }
}

fn object(part: &str) -> Result<Object, OauthFault> {
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| OauthFault::client())?;
    serde_json::from_slice(&bytes).map_err(|_| OauthFault::client())
}

fn text<'o>(object: &'o Object, name: &str) -> Option<&'o str> {
    object.get(name).and_then(Value::as_str)
}

fn is_signed(public_key_pem: &str, signed: &str, signature: &str) -> bool {
    let key = SubjectPublicKeyInfoOwned::from_pem(public_key_pem);
    let (Ok(key), Ok(signature)) = (key, BASE64_URL_SAFE_NO_PAD.decode(signature)) else {
        return false;
    };
    let key = UnparsedPublicKey::new(
        &RSA_PKCS1_2048_8192_SHA256,
        key.subject_public_key.raw_bytes(),
    );
    key.verify(signed.as_bytes(), &signature).is_ok()
}
