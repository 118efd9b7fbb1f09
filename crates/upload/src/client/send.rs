//! One request of the API -> its answer, over as many tries as the policy allows.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, header};
use tokio::time::{Instant, sleep, timeout_at};

use crate::auth::token::ApiToken;
use crate::client::watch::Watch;
use crate::client::{Client, random};
use crate::error::Error;
use crate::kind::{ErrorKind, Outcome, Step};
use crate::multipart::Boundary;
use crate::redact::Secrets;
use crate::request::{Request, Settled};

/// Which failures may be answered by sending the same again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Sending twice has the effect of sending once.
    Always,
    /// Only when the request never left.
    IfUnsent,
}

/// A call of the client: its start and its tries.
pub(crate) struct Call<'a> {
    client: &'a Client,
    start: Instant,
    pub(crate) attempts: u32,
    /// Failures that were followed by a wait; unlike `attempts` it also counts those before sending.
    waits: u32,
    /// What is known of the effect of the tries so far.
    pub(crate) before: Outcome,
    renewed: bool,
    /// One boundary and one key for the whole call: every try sends the same bytes.
    boundary: Boundary,
    key: String,
}

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

impl Client {
    pub(crate) fn call(&self) -> Result<Call<'_>, Error> {
        Ok(Call {
            client: self,
            start: Instant::now(),
            attempts: 0,
            waits: 0,
            before: Outcome::NotDelivered,
            renewed: false,
            boundary: Boundary::from_random(random::bytes()?),
            key: format!("{:032x}", u128::from_be_bytes(random::bytes()?)),
        })
    }
}

impl Call<'_> {
    /// Sends until an answer can be read, trying again only as `repeat` and the policy allow.
    pub(crate) async fn send<T>(
        &mut self,
        request: &Request,
        repeat: Repeat,
        read: impl Fn(&Response<Bytes>, &Secrets, SystemTime) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let inner = &self.client.inner;
        let settled = request.settle(&inner.base, &self.boundary)?;
        let audio = request.audio();
        loop {
            let error = match self.attempt(request, &settled, &audio, &read).await {
                Ok(value) => return Ok(value),
                Err(error) => self.told(error, request),
            };
            let again = match repeat {
                Repeat::Always => error.is_retryable(),
                Repeat::IfUnsent => {
                    error.is_retryable() && matches!(error.kind(), ErrorKind::Unreachable(_))
                }
            };
            if !again {
                return Err(error);
            }
            self.wait_after(error).await?;
        }
    }

    /// Waits before another try; gives the failure back when there is no other.
    pub(crate) async fn wait_after(&mut self, error: Error) -> Result<(), Error> {
        let policy = &self.client.inner.options.retry;
        self.waits += 1;
        // A name that has no address now will hardly have one in a second.
        let most = match error.kind() {
            ErrorKind::Unreachable(Step::Dns) => policy.max_attempts.min(2),
            _ => policy.max_attempts,
        };
        if self.waits >= most {
            return Err(error);
        }
        let mut wait = policy.delay(self.waits, random::share());
        if let Some(asked) = error.retry_after() {
            if asked > policy.max_retry_after {
                return Err(error);
            }
            wait = wait.max(asked);
        }
        if Instant::now() + wait >= self.deadline() {
            return Err(error);
        }
        tracing::debug!(
            kind = error.kind().as_str(),
            status = error.status(),
            code = error.code(),
            attempts = self.attempts,
            wait_millis = millis(wait),
            "trying again"
        );
        self.before = error.outcome();
        sleep(wait).await;
        Ok(())
    }

    async fn attempt<T>(
        &mut self,
        request: &Request,
        settled: &Settled,
        audio: &Bytes,
        read: &impl Fn(&Response<Bytes>, &Secrets, SystemTime) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let inner = &self.client.inner;
        let mut token = self.in_time(inner.tokens.token()).await??;
        loop {
            let _turn = match audio.is_empty() {
                true => None,
                false => self.in_time(inner.uploads.acquire()).await?.ok(),
            };
            self.in_time(inner.pace.wait()).await?;
            self.attempts += 1;
            let limit = inner.options.attempt_limit(settled.size_bytes());
            let deadline = self.deadline().min(Instant::now() + limit);
            let headers = headers(settled, &token, &self.key)?;
            let started = Instant::now();
            let secrets = Secrets {
                tokens: vec![token.clone()],
                audio: audio.clone(),
            };
            let attempt = self.attempts;
            let watcher = self.client.watcher.clone().filter(|_| !audio.is_empty());
            let watch = watcher.map(|watcher| Watch { watcher, attempt });
            let sending = inner.transport.exchange(settled, headers, deadline, watch);
            let answer = sending.await;
            let result = answer.and_then(|response| {
                let now = SystemTime::now();
                inner.clock.note(response.headers(), now);
                read(&response, &secrets, now)
            });
            tracing::debug!(
                method = %settled.method,
                path = %request.path,
                attempt = self.attempts,
                body_bytes = settled.size_bytes(),
                elapsed_millis = millis(started.elapsed()),
                outcome = result.as_ref().err().map_or("delivered", |error| error.kind().as_str()),
                "sent"
            );
            match result {
                Err(error) if error.is_auth() && !self.renewed => {
                    self.renewed = true;
                    match self.in_time(inner.tokens.renewed(&token)).await?? {
                        Some(other) if other != token => token = other,
                        _ => return Err(error),
                    }
                }
                result => return result,
            }
        }
    }

    /// The failure with all that is known of its call.
    pub(crate) fn told(&self, mut error: Error, request: &Request) -> Error {
        let base = &self.client.inner.base;
        error.0.method = Some(method_name(&request.method));
        error.0.path = Some(format!("{}{}", base.prefix(), request.path));
        error.0.host = Some(base.authority().to_owned());
        error.0.permission = Some(request.permission);
        error.0.attempts = self.attempts;
        error.0.elapsed = self.start.elapsed();
        error.0.outcome = error.0.outcome.and_before(self.before);
        error
    }

    /// Time since the call began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn deadline(&self) -> Instant {
        // A limit too long for the clock is none; a century will do.
        let century = Duration::from_secs(3_155_760_000);
        self.start + self.client.inner.options.retry.total.min(century)
    }

    /// A wait that ends with the call.
    pub(crate) async fn in_time<F: Future>(&self, future: F) -> Result<F::Output, Error> {
        timeout_at(self.deadline(), future).await.map_err(|_| {
            Error::new(
                ErrorKind::Timeout,
                Outcome::NotDelivered,
                ("before it could be sent", "请求尚未发出"),
            )
            .retryable(true)
        })
    }
}

fn headers(settled: &Settled, token: &ApiToken, key: &str) -> Result<HeaderMap, Error> {
    let mut headers: HeaderMap = settled.headers()?.into_iter().collect();
    headers.insert(header::AUTHORIZATION, token.header());
    if settled.method != http::Method::GET {
        let key = HeaderValue::from_str(key).map_err(|_| Error::invalid("no idempotency key"))?;
        headers.insert(IDEMPOTENCY_KEY, key);
    }
    Ok(headers)
}

fn method_name(method: &http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "PUT" => "PUT",
        "POST" => "POST",
        _ => "DELETE",
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
