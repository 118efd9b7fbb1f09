//! One question to an OAuth endpoint -> its answer, tried again where that is safe.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Response, header};
use serde_json::Value;
use tokio::time::{Instant, sleep};
use zeroize::Zeroizing;

use crate::auth::token::ApiToken;
use crate::base_url::BaseUrl;
use crate::client::options::ClientOptions;
use crate::client::random;
use crate::client::transport::Transport;
use crate::error::Error;
use crate::kind::Outcome;
use crate::redact::Secrets;
use crate::request::Settled;
use crate::retry::RetryPolicy;

/// Path of the endpoint that gives tokens.
pub(crate) const TOKEN_PATH: &str = "/api/permission/oauth2/token";

/// The OAuth endpoints of one host.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) base: BaseUrl,
    transport: Transport,
    retry: RetryPolicy,
    attempt_timeout: Duration,
}

/// A question: where, what, and the secrets that go with it.
pub(crate) struct Question {
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) bearer: Option<ApiToken>,
    /// Values of the body that must not be repeated from an answer.
    pub(crate) secrets: Vec<ApiToken>,
}

impl Endpoint {
    pub(crate) fn new(base_url: &str, options: &ClientOptions) -> Result<Endpoint, Error> {
        let base = BaseUrl::parse(base_url)?;
        Ok(Endpoint {
            transport: Transport::new(&base, options)?,
            retry: options.retry.clone(),
            attempt_timeout: options.attempt_timeout,
            base,
        })
    }

    /// Asks until there is an answer of use. `ask` makes the question anew for each try,
    /// because a signed token works once.
    pub(crate) async fn ask<T>(
        &self,
        question: impl Fn() -> Result<Question, Error>,
        read: impl Fn(&Response<Bytes>, &Secrets) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let start = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let mut error = match self.ask_once(question()?, &read).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            error.0.attempts = attempts;
            error.0.elapsed = start.elapsed();
            let wait = self
                .retry
                .delay(attempts, random::share())
                .max(error.retry_after().unwrap_or_default());
            let late =
                start.elapsed() + wait >= self.retry.total || wait > self.retry.max_retry_after;
            if !error.is_retryable() || attempts >= self.retry.max_attempts || late {
                return Err(error);
            }
            sleep(wait).await;
        }
    }

    async fn ask_once<T>(
        &self,
        question: Question,
        read: impl Fn(&Response<Bytes>, &Secrets) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Question {
            path,
            body,
            bearer,
            mut secrets,
        } = question;
        let json = Zeroizing::new(body.to_string().into_bytes());
        let settled = Settled {
            method: Method::POST,
            url: self.base.join(&path),
            content_type: Some("application/json".to_owned()),
            pieces: [Bytes::from_owner(json), Bytes::new(), Bytes::new()],
        };
        let mut headers: HeaderMap = settled.headers()?.into_iter().collect();
        if let Some(bearer) = bearer {
            headers.insert(header::AUTHORIZATION, bearer.header());
            secrets.push(bearer);
        }
        let deadline = Instant::now() + self.attempt_timeout;
        let secrets = Secrets {
            tokens: secrets,
            audio: Bytes::new(),
        };
        let asking = self.transport.exchange(&settled, headers, deadline, None);
        let answer = asking.await;
        answer
            .and_then(|response| read(&response, &secrets))
            .map_err(|mut error| {
                // Whatever became of the question, the request that wanted a token was not sent.
                error.0.outcome = Outcome::NotDelivered;
                error.0.method = Some("POST");
                error.0.path = Some(format!("{}{path}", self.base.prefix()));
                error.0.host = Some(self.base.authority().to_owned());
                error
            })
    }
}
