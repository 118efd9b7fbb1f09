//! The answer of a token endpoint -> tokens with their end, or the reason for none.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Response, header};
use serde::Deserialize;
use tokio::time::Instant;

use crate::auth::token::ApiToken;
use crate::error::Error;
use crate::kind::{ErrorKind, Outcome};
use crate::lenient;
use crate::redact::Secrets;
use crate::retry;

/// Tokens of one login.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Grant {
    /// The token for requests.
    pub access: ApiToken,
    /// The token for the next grant; it works once. Store the newest one.
    pub refresh: Option<ApiToken>,
    /// When `access` ends, by this machine's monotonic clock.
    pub(crate) ends: Instant,
    /// How long before its end it is renewed.
    pub(crate) margin: Duration,
}

impl Grant {
    /// Time until the access token ends; zero when it has ended.
    pub fn remaining(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }

    /// The access token if it is good for another request: not about to end, or, where the service
    /// has refused a token, another one than that.
    pub(crate) fn usable(&self, refused: Option<&ApiToken>) -> Option<ApiToken> {
        let usable = match refused {
            Some(refused) => *refused != self.access,
            None => self.remaining() > self.margin,
        };
        usable.then(|| self.access.clone())
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    #[serde(default, deserialize_with = "lenient::text")]
    refresh_token: String,
    #[serde(default, deserialize_with = "lenient::count")]
    expires_in: Option<u64>,
}

/// Why a token endpoint said no, in its own words.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Denial {
    #[serde(deserialize_with = "lenient::text")]
    error_code: String,
    #[serde(deserialize_with = "lenient::text")]
    error: String,
    #[serde(deserialize_with = "lenient::text")]
    error_message: String,
    #[serde(deserialize_with = "lenient::text")]
    error_description: String,
    #[serde(deserialize_with = "lenient::text")]
    msg: String,
}

/// Reads the tokens out of an answer.
pub(crate) fn read(response: &Response<Bytes>, secrets: &Secrets) -> Result<Grant, Error> {
    let answer: TokenAnswer = parse(response, secrets)?;
    let now = Instant::now();
    let life = life(answer.expires_in, server_time(response));
    Ok(Grant {
        access: ApiToken::new(answer.access_token)?,
        refresh: match answer.refresh_token.as_str() {
            "" => None,
            text => Some(ApiToken::new(text)?),
        },
        ends: now + life,
        // As the Go SDK for usual lives (30 s of 900), more for slow uploads, less for short lives.
        margin: (life / 5).min(Duration::from_secs(60)),
    })
}

/// Reads any answer of the OAuth endpoints, which have no envelope.
pub(crate) fn parse<T: for<'de> Deserialize<'de>>(
    response: &Response<Bytes>,
    secrets: &Secrets,
) -> Result<T, Error> {
    let status = response.status();
    if status.is_success()
        && let Ok(answer) = serde_json::from_slice(response.body())
    {
        return Ok(answer);
    }
    let denial: Denial = serde_json::from_slice(response.body()).unwrap_or_default();
    let word = [&denial.error_code, &denial.error]
        .into_iter()
        .find(|word| !word.is_empty());
    let text = [
        &denial.error_message,
        &denial.error_description,
        &denial.msg,
    ];
    let text = text.into_iter().find(|text| !text.is_empty());
    let mut what = word.map(|word| secrets.safe_text(word)).unwrap_or_default();
    if let Some(text) = text.filter(|text| Some(*text) != word) {
        what.push_str(if what.is_empty() { "" } else { ": " });
        what.push_str(&secrets.safe_text(text));
    }
    if what.is_empty() {
        what = "the answer of the token endpoint cannot be understood".to_owned();
    }
    let mut error = Error::new(ErrorKind::NoToken, Outcome::NotDelivered, what)
        .retryable(retry::is_retryable_status(status.as_u16()));
    error.0.status = Some(status.as_u16());
    error.0.msg = word.cloned();
    error.0.header_log_id = response
        .headers()
        .get("x-tt-logid")
        .and_then(|value| value.to_str().ok())
        .map(|id| secrets.safe_text(id));
    Err(error)
}

/// `expires_in` is a Unix time in seconds, so it is compared with the clock of the service that set it.
/// A number too small for a time is taken as the duration its name promises.
fn life(expires_in: Option<u64>, server_now: u64) -> Duration {
    let secs = match expires_in {
        Some(time) if time > 1_000_000_000 => time.saturating_sub(server_now),
        Some(duration) => duration,
        // The documented life of a token.
        None => 900,
    };
    // A clock can hold no end in a thousand years.
    Duration::from_secs(secs.min(86_400 * 366))
}

fn server_time(response: &Response<Bytes>) -> u64 {
    response
        .headers()
        .get(header::DATE)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| httpdate::parse_http_date(text).ok())
        .unwrap_or_else(SystemTime::now)
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &'static str) -> Response<Bytes> {
        let builder = Response::builder()
            .status(status)
            .header("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        builder.body(Bytes::from_static(body.as_bytes())).unwrap()
    }

    #[tokio::test]
    async fn the_end_is_a_time_of_the_services_clock() {
        // The Date above is 784111777, which is too small; so a later one is used here.
        let server_now = 1_800_000_000;
        assert_eq!(
            life(Some(1_800_000_900), server_now),
            Duration::from_secs(900)
        );
        assert_eq!(life(Some(1_700_000_000), server_now), Duration::ZERO);
        assert_eq!(life(Some(300), server_now), Duration::from_secs(300));
        assert_eq!(
            life(Some(u64::MAX), server_now),
            Duration::from_secs(86_400 * 366)
        );
        assert_eq!(server_time(&answer(200, "")), 784_111_777);
    }

    #[tokio::test]
    async fn tokens_are_read_and_hidden() {
        let body = r#"{"access_token":"czu_Aa","refresh_token":"Rr","expires_in":900,"token_type":"Bearer"}"#;
        let grant = read(&answer(200, body), &Secrets::default()).unwrap();
        assert!(grant.usable(None).is_some() && grant.refresh.is_some());
        assert!(grant.usable(Some(&grant.access)).is_none());
        assert_eq!(grant.margin, Duration::from_secs(60));
        let debug = format!("{grant:?}");
        assert!(!debug.contains("czu_") && !debug.contains("Rr"), "{debug}");
    }

    #[tokio::test]
    async fn denials_are_told_in_the_endpoints_words() {
        for (body, expected) in [
            (
                r#"{"error_code":"invalid_client","error_message":"no such app"}"#,
                "invalid_client: no such app",
            ),
            (
                r#"{"error":"slow_down","error_description":"wait"}"#,
                "slow_down: wait",
            ),
            (
                "<html>",
                "the answer of the token endpoint cannot be understood",
            ),
            (
                r#"{"code":700012006,"msg":"access token invalid"}"#,
                "access token invalid",
            ),
        ] {
            let error = read(&answer(401, body), &Secrets::default()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NoToken);
            assert!(error.to_string().contains(expected), "{error}");
        }
        assert!(read(&answer(200, "{}"), &Secrets::default()).is_err());
    }
}
