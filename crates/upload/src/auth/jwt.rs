//! An app's private key -> a signed JSON web token (RFC 7519, RS256), good for one exchange.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivatePkcs1KeyDer, PrivatePkcs8KeyDer};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::auth::token::ApiToken;
use crate::client::random;
use crate::error::Error;

/// Seconds a signed token may be used to ask for an access token; as the SDKs have it.
const LIFE_SECS: u64 = 3600;

/// The RSA key of an OAuth app; it prints nothing of itself.
#[derive(Clone)]
pub struct PrivateKey(Arc<RsaKeyPair>);

impl PrivateKey {
    /// Reads PEM with `BEGIN PRIVATE KEY` (PKCS#8, what the console gives) or `BEGIN RSA PRIVATE KEY` (PKCS#1).
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for anything else and for keys outside 2048 to 8192 bits.
    pub fn from_pem(pem: &[u8]) -> Result<PrivateKey, Error> {
        let bad = |_| {
            Error::invalid((
                "the private key must be RSA, 2048 bits or more, in PEM (PKCS#8)",
                "私钥必须是 PEM（PKCS#8）格式、不少于 2048 位的 RSA 密钥",
            ))
        };
        let pair = match PrivatePkcs8KeyDer::from_pem_slice(pem) {
            Ok(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(bad)?,
            Err(_) => match PrivatePkcs1KeyDer::from_pem_slice(pem) {
                Ok(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()).map_err(bad)?,
                Err(_) => {
                    return Err(Error::invalid((
                        "the private key is not PEM",
                        "私钥不是 PEM 格式",
                    )));
                }
            },
        };
        Ok(PrivateKey(Arc::new(pair)))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: u64,
    exp: u64,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_name: Option<&'a str>,
}

/// Signs a token for the host `audience`; each has its own random `jti`, because each works once.
pub(crate) fn sign(
    key: &PrivateKey,
    key_id: &str,
    app_id: &str,
    audience: &str,
    session_name: Option<&str>,
) -> Result<ApiToken, Error> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let jti = random::bytes::<32>()?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let header = Header {
        alg: "RS256",
        typ: "JWT",
        kid: key_id,
    };
    let claims = Claims {
        iss: app_id,
        aud: audience,
        iat: now,
        exp: now + LIFE_SECS,
        jti,
        session_name,
    };
    let mut jwt = Zeroizing::new(format!("{}.{}", encoded(&header)?, encoded(&claims)?));
    let mut signature = vec![0; key.0.public().modulus_len()];
    key.0
        .sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            jwt.as_bytes(),
            &mut signature,
        )
        .map_err(|_| Error::no_token("signing with the private key failed"))?;
    jwt.push('.');
    URL_SAFE_NO_PAD.encode_string(&signature, &mut jwt);
    ApiToken::new(jwt.as_str())
}

fn encoded(value: &impl Serialize) -> Result<String, Error> {
    let json = serde_json::to_vec(value).map_err(|_| Error::no_token("the claims are no JSON"))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}
