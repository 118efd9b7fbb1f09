//! An app's own key -> a token that is valid now, without any person (OAuth JWT).

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::auth::endpoint::{Endpoint, Question, TOKEN_PATH};
use crate::auth::grant::{self, Grant};
use crate::auth::jwt::{self, PrivateKey};
use crate::auth::source::{TokenFuture, TokenSource};
use crate::auth::token::ApiToken;
use crate::client::options::ClientOptions;
use crate::error::Error;
use crate::ids::decimal;

/// Whose token a service app asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwtOwner {
    /// The app's own.
    #[default]
    App,
    /// An organisation's or account's, by its decimal id.
    Account(String),
    /// An enterprise's, by its decimal id.
    Enterprise(String),
}

/// A service app: its key and what it asks for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct JwtApp {
    /// The app's id.
    pub app_id: String,
    /// Fingerprint of the public key, as the console shows it.
    pub public_key_id: String,
    /// The private key.
    pub private_key: PrivateKey,
    /// Whose token it is.
    pub owner: JwtOwner,
    /// Seconds a token lives, 1 to 86,399. Default 900.
    pub token_secs: u32,
    /// What the token may do, as the API defines it; `None` for all the app may.
    pub scope: Option<Value>,
    /// Keeps end users of the app apart.
    pub session_name: Option<String>,
}

impl JwtApp {
    /// An app with the defaults.
    pub fn new(app_id: &str, public_key_id: &str, private_key: PrivateKey) -> JwtApp {
        JwtApp {
            app_id: app_id.to_owned(),
            public_key_id: public_key_id.to_owned(),
            private_key,
            owner: JwtOwner::App,
            token_secs: 900,
            scope: None,
            session_name: None,
        }
    }
}

/// Tokens of a service app, asked for before the last one ends. Clones share them.
///
/// ```no_run
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use upload::{Client, ClientOptions, JwtApp, JwtToken, PrivateKey};
///
/// let key = PrivateKey::from_pem(&std::fs::read("private_key.pem")?)?;
/// let app = JwtApp::new("1234567890", "fingerprint of the public key", key);
/// let tokens = JwtToken::new(upload::CHINA, app, &ClientOptions::default())?;
/// let client = Client::with_options(upload::CHINA, tokens, ClientOptions::default())?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct JwtToken {
    inner: Arc<Inner>,
}

struct Inner {
    app: JwtApp,
    path: String,
    endpoint: Endpoint,
    grant: Mutex<Option<Grant>>,
}

impl JwtToken {
    /// Tokens from the host of `base_url`; nothing is sent before the first one is needed.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the base URL, an id or an option cannot be used.
    pub fn new(base_url: &str, app: JwtApp, options: &ClientOptions) -> Result<JwtToken, Error> {
        if !(1..=86_399).contains(&app.token_secs) {
            return Err(Error::invalid((
                "a token can live 1 to 86399 seconds",
                "令牌有效期应为 1 到 86399 秒",
            )));
        }
        let path = match &app.owner {
            JwtOwner::App => TOKEN_PATH.to_owned(),
            JwtOwner::Account(id) => {
                format!(
                    "/api/permission/oauth2/account/{}/token",
                    decimal("account id", id)?
                )
            }
            JwtOwner::Enterprise(id) => {
                format!(
                    "/api/permission/oauth2/enterprise_id/{}/token",
                    decimal("enterprise id", id)?
                )
            }
        };
        let endpoint = Endpoint::new(base_url, options)?;
        Ok(JwtToken {
            inner: Arc::new(Inner {
                app,
                path,
                endpoint,
                grant: Mutex::new(None),
            }),
        })
    }

    /// Asks for a new token now, whatever is held, and holds it.
    ///
    /// # Errors
    /// [`ErrorKind::NoToken`](crate::ErrorKind::NoToken) with the endpoint's words, or why it gave no answer.
    pub async fn fresh(&self) -> Result<Grant, Error> {
        let inner = &self.inner;
        let mut held = inner.grant.lock().await;
        let new = inner.endpoint.ask(|| inner.question(), grant::read).await?;
        *held = Some(new.clone());
        Ok(new)
    }

    async fn valid(&self, refused: Option<&ApiToken>) -> Result<ApiToken, Error> {
        let inner = &self.inner;
        // Held while asking: who waits for the lock finds the new token.
        let mut grant = inner.grant.lock().await;
        if let Some(access) = grant.as_ref().and_then(|grant| grant.usable(refused)) {
            return Ok(access);
        }
        let new = inner.endpoint.ask(|| inner.question(), grant::read).await?;
        let token = new.access.clone();
        *grant = Some(new);
        Ok(token)
    }
}

impl Inner {
    fn question(&self) -> Result<Question, Error> {
        let app = &self.app;
        let audience = self.endpoint.base.authority();
        let session = app.session_name.as_deref();
        let signed = jwt::sign(
            &app.private_key,
            &app.public_key_id,
            &app.app_id,
            audience,
            session,
        )?;
        let mut body = json!({
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "duration_seconds": app.token_secs,
        });
        if let Some(scope) = &app.scope {
            body["scope"] = scope.clone();
        }
        Ok(Question {
            path: self.path.clone(),
            body,
            bearer: Some(signed),
            secrets: Vec::new(),
        })
    }
}

impl TokenSource for JwtToken {
    fn token(&self) -> TokenFuture<'_, ApiToken> {
        Box::pin(self.valid(None))
    }

    fn renewed<'a>(&'a self, refused: &'a ApiToken) -> TokenFuture<'a, Option<ApiToken>> {
        Box::pin(async move { self.valid(Some(refused)).await.map(Some) })
    }
}

impl fmt::Debug for JwtToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtToken")
            .field("app", &self.inner.app)
            .finish_non_exhaustive()
    }
}
