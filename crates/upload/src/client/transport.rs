//! One settled request -> one answer within limits of time and size, or why there is none.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Response, StatusCode};
use tokio::time::{Instant, timeout_at};

use crate::base_url::BaseUrl;
use crate::client::body::{Progress, SlicedBody};
use crate::client::failure::classify;
use crate::client::options::ClientOptions;
use crate::client::resolve::SystemResolver;
use crate::client::tls;
use crate::client::watch::Watch;
use crate::error::Error;
use crate::kind::{ErrorKind, Outcome};
use crate::request::Settled;
use crate::response::MAX_ANSWER_BYTES;

/// Connections to one host.
#[derive(Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
    idle_timeout: Duration,
    min_upload_bytes_per_sec: u32,
    early_guard: Duration,
}

impl Transport {
    /// Connections with the given limits: no redirects, no proxy of the environment, no decompression, no cookies.
    pub(crate) fn new(base: &BaseUrl, options: &ClientOptions) -> Result<Transport, Error> {
        let tls = tls::settings(base.is_https(), &options.extra_root_certificates_pem)?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(base.is_https())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(options.connect_timeout)
            .dns_resolver(SystemResolver)
            .http2_adaptive_window(true)
            .tcp_nodelay(true)
            // Servers close idle connections after a minute or so; ours go first.
            .pool_idle_timeout(Duration::from_secs(20));
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        {
            // A peer that answered early and never reads on would hold a closed call's connection for ever.
            builder = builder.tcp_user_timeout(options.idle_timeout);
        }
        if let Some(proxy) = &options.proxy {
            let proxy = reqwest::Proxy::https(proxy.as_str()).map_err(|_| {
                Error::invalid((
                    "the proxy must look like http://host:port",
                    "代理应形如 http://host:port",
                ))
            })?;
            builder = builder.proxy(proxy);
        }
        let http = builder.build().map_err(|error| {
            Error::invalid("the connection settings cannot be used")
                .because(error.without_url().to_string())
        })?;
        Ok(Transport {
            http,
            idle_timeout: options.idle_timeout,
            min_upload_bytes_per_sec: options.min_upload_bytes_per_sec.max(1),
            early_guard: options.early_guard,
        })
    }

    /// Sends once. A success that came before the whole body was taken is an error.
    pub(crate) async fn exchange(
        &self,
        settled: &Settled,
        headers: HeaderMap,
        deadline: Instant,
        watch: Option<Watch>,
    ) -> Result<Response<Bytes>, Error> {
        // Only a recording is worth the wait; short texts are repeated by any caller who doubts.
        let guard = if settled.pieces[1].is_empty() {
            Duration::ZERO
        } else {
            self.early_guard
        };
        let (body, progress) = SlicedBody::new(&settled.pieces, guard, watch);
        let _stop = StopOnDrop(&progress);
        let mut request = self
            .http
            .request(settled.method.clone(), &settled.url)
            .headers(headers);
        if settled.content_type.is_some() {
            request = request.body(reqwest::Body::wrap(body));
        }
        let request = request.build().map_err(|error| {
            Error::invalid("the request cannot be built").because(error.without_url().to_string())
        })?;
        let answer = timeout_at(deadline, async {
            let head = self.moving(&progress, self.http.execute(request)).await?;
            let head = head.map_err(|error| classify(error, &progress))?;
            if head.status().is_success() && !progress.is_whole() {
                let mut error =
                    Error::new(ErrorKind::EarlyAnswer, Outcome::Unknown, "").retryable(true);
                error.0.status = Some(head.status().as_u16());
                return Err(error);
            }
            self.whole_answer(&progress, head).await
        });
        answer.await.unwrap_or_else(|_| {
            Err(timed_out(
                &progress,
                ("the time for this try was over", "本次请求的时间已用完"),
            ))
        })
    }

    /// Reads an answer up to the size limit; of an error status, whatever came of its body will do.
    async fn whole_answer(
        &self,
        progress: &Progress,
        mut head: reqwest::Response,
    ) -> Result<Response<Bytes>, Error> {
        let status = head.status();
        let headers = std::mem::take(head.headers_mut());
        let mut body = BytesMut::new();
        loop {
            let chunk = match tokio::time::timeout(self.idle_timeout, head.chunk()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => break,
                Ok(Err(_)) | Err(_) if !status.is_success() => break,
                Ok(Err(error)) => return Err(annotated(classify(error, progress), status)),
                Err(_) => {
                    return Err(annotated(
                        timed_out(progress, ("the answer stalled", "应答中断")),
                        status,
                    ));
                }
            };
            // One byte too many is kept, so that the reader of the answer sees it was too long.
            let room = (MAX_ANSWER_BYTES + 1).saturating_sub(body.len());
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if body.len() > MAX_ANSWER_BYTES {
                break;
            }
        }
        let mut response = Response::new(body.freeze());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    /// Waits for a future until nothing has moved for too long.
    ///
    /// What was taken may still lie in buffers of the system, some megabytes of it, and moves unseen
    /// from there; it is given the time of the slowest upload.
    async fn moving<F: Future>(&self, progress: &Progress, future: F) -> Result<F::Output, Error> {
        let mut future = pin!(future);
        loop {
            let unseen_secs = progress.taken_bytes() / u64::from(self.min_upload_bytes_per_sec);
            let until = progress.last_move() + self.idle_timeout + Duration::from_secs(unseen_secs);
            if until <= Instant::now() {
                return Err(timed_out(progress, ("no byte moved", "没有数据往来")));
            }
            if let Ok(output) = timeout_at(until, &mut future).await {
                return Ok(output);
            }
        }
    }
}

/// Ends the sending of a body with the call it belongs to, also when its answer came early.
struct StopOnDrop<'a>(&'a Progress);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

fn annotated(mut error: Error, status: StatusCode) -> Error {
    error.0.status = Some(status.as_u16());
    error
}

fn timed_out(progress: &Progress, what: (&str, &str)) -> Error {
    let outcome = if progress.has_begun() || progress.is_whole() {
        Outcome::Unknown
    } else {
        Outcome::NotDelivered
    };
    Error::new(ErrorKind::Timeout, outcome, what).retryable(true)
}
