//! An OAuth app and a person's consent -> tokens: web, PKCE and device flow.

use std::fmt;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use crate::auth::endpoint::{Endpoint, Question, TOKEN_PATH};
use crate::auth::grant::{self, Grant};
use crate::auth::pkce::PkceVerifier;
use crate::auth::token::ApiToken;
use crate::client::options::ClientOptions;
use crate::error::Error;
use crate::ids::decimal;

/// An app that acts for a person who consents in a browser.
///
/// ```no_run
/// # async fn example() -> Result<(), upload::Error> {
/// use upload::{ClientOptions, OAuthApp};
/// let app = OAuthApp::new(upload::CHINA, "1234567890.app.coze", &ClientOptions::default())?;
/// let device = app.device_code(None).await?;
/// println!("open {} and enter {}", device.verification_uri, device.user_code);
/// let grant = app.device_token(&device).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct OAuthApp {
    pub(crate) endpoint: Endpoint,
    pub(crate) client_id: String,
    secret: Option<ApiToken>,
}

impl OAuthApp {
    /// An app without a secret: PKCE and device flow.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the base URL or an option cannot be used.
    pub fn new(
        base_url: &str,
        client_id: &str,
        options: &ClientOptions,
    ) -> Result<OAuthApp, Error> {
        if client_id.is_empty() || client_id.chars().any(char::is_control) {
            return Err(Error::invalid((
                "the client id is empty or holds control characters",
                "客户端 ID 为空或含有控制字符",
            )));
        }
        let endpoint = Endpoint::new(base_url, options)?;
        Ok(OAuthApp {
            endpoint,
            client_id: client_id.to_owned(),
            secret: None,
        })
    }

    /// The same app with its client secret: web flow.
    #[must_use]
    pub fn with_secret(mut self, client_secret: ApiToken) -> OAuthApp {
        self.secret = Some(client_secret);
        self
    }

    /// Address of the page where the person consents; open it in a browser.
    ///
    /// Check that the `state` that comes back is the one given here.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the workspace id is not decimal.
    pub fn authorize_url(
        &self,
        redirect_uri: &str,
        state: &str,
        pkce: Option<&PkceVerifier>,
        workspace_id: Option<&str>,
    ) -> Result<String, Error> {
        let workspace = match workspace_id {
            Some(id) => format!("/workspace_id/{}", decimal("workspace id", id)?),
            None => String::new(),
        };
        let mut url = format!(
            "{}/api/permission/oauth2{workspace}/authorize?response_type=code",
            self.endpoint.base.consent_origin()
        );
        let challenge = pkce.map(PkceVerifier::challenge);
        let mut query = vec![
            ("client_id", &*self.client_id),
            ("redirect_uri", redirect_uri),
            ("state", state),
        ];
        if let Some(challenge) = &challenge {
            query.extend([
                ("code_challenge", challenge.as_str()),
                ("code_challenge_method", "S256"),
            ]);
        }
        for (name, value) in query {
            url.push_str(&format!(
                "&{name}={}",
                utf8_percent_encode(value, NON_ALPHANUMERIC)
            ));
        }
        Ok(url)
    }

    /// Tokens for the code that came back from the consent page; a code works once.
    ///
    /// # Errors
    /// [`ErrorKind::NoToken`](crate::ErrorKind::NoToken) with the endpoint's words, or why it gave no answer.
    pub async fn exchange_code(
        &self,
        code: &str,
        redirect_uri: &str,
        pkce: Option<&PkceVerifier>,
    ) -> Result<Grant, Error> {
        let mut body = json!({
            "grant_type": "authorization_code",
            "client_id": self.client_id,
            "code": code,
            "redirect_uri": redirect_uri,
        });
        let mut secrets: Vec<ApiToken> = ApiToken::new(code).into_iter().collect();
        if let Some(pkce) = pkce {
            body["code_verifier"] = pkce.expose().into();
            secrets.extend(ApiToken::new(pkce.expose()));
        }
        let question = || {
            let (body, secrets) = (body.clone(), secrets.clone());
            Ok(Question {
                path: TOKEN_PATH.to_owned(),
                body,
                bearer: self.secret.clone(),
                secrets,
            })
        };
        self.endpoint.ask(question, grant::read).await
    }

    /// New tokens for a refresh token, which is used up by this.
    ///
    /// # Errors
    /// [`ErrorKind::NoToken`](crate::ErrorKind::NoToken) with the endpoint's words: the person must log in again.
    pub async fn refresh(&self, refresh_token: &ApiToken) -> Result<Grant, Error> {
        let question = || {
            Ok(Question {
                path: TOKEN_PATH.to_owned(),
                body: json!({
                    "grant_type": "refresh_token",
                    "client_id": self.client_id,
                    "refresh_token": refresh_token.expose(),
                }),
                bearer: self.secret.clone(),
                secrets: vec![refresh_token.clone()],
            })
        };
        self.endpoint.ask(question, grant::read).await
    }
}

impl fmt::Debug for OAuthApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.endpoint.base.authority();
        f.debug_struct("OAuthApp")
            .field("host", &host)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
