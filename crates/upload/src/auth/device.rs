//! A code shown on a device without a browser -> tokens, once the person has entered it elsewhere.

use std::fmt;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::auth::endpoint::{Question, TOKEN_PATH};
use crate::auth::grant::{self, Grant};
use crate::auth::oauth_app::OAuthApp;
use crate::auth::token::ApiToken;
use crate::error::Error;
use crate::ids::decimal;
use crate::lenient;

/// What the person must enter where; the secret half stays hidden.
#[non_exhaustive]
pub struct DeviceCode {
    /// What to enter, such as `WDJB-MJHT`.
    pub user_code: String,
    /// Where to enter it.
    pub verification_uri: String,
    device_code: ApiToken,
    ends: Instant,
    interval: Duration,
}

#[derive(Deserialize)]
struct DeviceAnswer {
    device_code: String,
    #[serde(deserialize_with = "lenient::id")]
    user_code: String,
    verification_uri: String,
    #[serde(default, deserialize_with = "lenient::count")]
    expires_in: Option<u64>,
    #[serde(default, deserialize_with = "lenient::count")]
    interval: Option<u64>,
}

impl DeviceCode {
    /// Address with the code filled in, for a QR code or a click.
    pub fn complete_uri(&self) -> String {
        let code = utf8_percent_encode(&self.user_code, NON_ALPHANUMERIC);
        format!("{}?user_code={code}", self.verification_uri)
    }
}

impl OAuthApp {
    /// Begins the device flow: a code for the person to enter.
    ///
    /// # Errors
    /// [`ErrorKind::NoToken`](crate::ErrorKind::NoToken) with the endpoint's words, or why it gave no answer.
    pub async fn device_code(&self, workspace_id: Option<&str>) -> Result<DeviceCode, Error> {
        let path = match workspace_id {
            Some(id) => {
                let id = decimal("workspace id", id)?;
                format!("/api/permission/oauth2/workspace_id/{id}/device/code")
            }
            None => "/api/permission/oauth2/device/code".to_owned(),
        };
        let question = || {
            let body = json!({ "client_id": self.client_id });
            Ok(Question {
                path: path.clone(),
                body,
                bearer: None,
                secrets: Vec::new(),
            })
        };
        let answer: DeviceAnswer = self.endpoint.ask(question, grant::parse).await?;
        // Here, unlike in token answers, expires_in is a duration.
        let life = Duration::from_secs(answer.expires_in.unwrap_or(300).min(86_400));
        Ok(DeviceCode {
            user_code: answer.user_code,
            verification_uri: answer.verification_uri,
            device_code: ApiToken::new(answer.device_code)?,
            ends: Instant::now() + life,
            interval: Duration::from_secs(answer.interval.unwrap_or(5).clamp(1, 60)),
        })
    }

    /// Waits until the person has entered the code, asking as often as the service allows.
    ///
    /// # Errors
    /// [`ErrorKind::NoToken`](crate::ErrorKind::NoToken) when the person refuses or the code expires.
    pub async fn device_token(&self, device: &DeviceCode) -> Result<Grant, Error> {
        let mut interval = device.interval;
        let question = || {
            Ok(Question {
                path: TOKEN_PATH.to_owned(),
                body: json!({
                    "client_id": self.client_id,
                    "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
                    "device_code": device.device_code.expose(),
                }),
                bearer: None,
                secrets: vec![device.device_code.clone()],
            })
        };
        loop {
            if Instant::now() + interval > device.ends {
                return Err(Error::no_token((
                    "expired_token: the code was not entered in time",
                    "expired_token：未在有效期内输入代码",
                )));
            }
            sleep(interval).await;
            let error = match self.endpoint.ask(question, grant::read).await {
                Ok(grant) => return Ok(grant),
                Err(error) => error,
            };
            match error.msg() {
                Some("authorization_pending") => {}
                // RFC 8628 section 3.5: five seconds more from now on.
                Some("slow_down") => interval += Duration::from_secs(5),
                _ => return Err(error),
            }
        }
    }
}

impl fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCode")
            .field("user_code", &self.user_code)
            .field("verification_uri", &self.verification_uri)
            .finish_non_exhaustive()
    }
}
