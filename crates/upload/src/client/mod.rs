//! Requests -> answers over the network; all input and output of this crate happens in this folder.

mod body;
mod calls;
mod clock;
mod create;
mod failure;
mod groups;
pub(crate) mod options;
mod pace;
mod pages;
pub(crate) mod random;
mod resolve;
mod send;
mod tls;
pub(crate) mod transport;
mod watch;

use std::fmt;
use std::sync::Arc;

use crate::auth::source::TokenSource;
use crate::auth::token::ApiToken;
use crate::base_url::BaseUrl;
use crate::error::Error;

pub use options::ClientOptions;
pub use pages::Pages;
pub use watch::Sent;

/// The voiceprint API over HTTPS; clones share connections, request rate and token.
///
/// Every call ends: by an answer, an error, or [`RetryPolicy::total`](crate::RetryPolicy::total).
/// Dropping a call's future closes its connection and leaves nothing running.
/// Must be used inside a tokio runtime with I/O and time enabled.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use upload::{ApiToken, AudioFile, Client, Consent, Update, VoiceprintId};
///
/// let client = Client::new(upload::CHINA, ApiToken::new(std::env::var("COZE_API_TOKEN")?)?)?;
/// let id = VoiceprintId::new("7511988408546279468", "7513865283312000002");
/// let audio = AudioFile::wav(std::fs::read("voice.wav")?)?;
/// let update = Update { audio: Some(audio), ..Update::default() };
/// let receipt = client.update(&id, &update, Consent::confirmed_by_caller()).await?;
/// println!("delivered, log id {:?}", receipt.request_id);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    watcher: Option<watch::Watcher>,
}

struct Inner {
    base: BaseUrl,
    tokens: Arc<dyn TokenSource>,
    options: ClientOptions,
    transport: transport::Transport,
    pace: pace::Pace,
    uploads: tokio::sync::Semaphore,
    clock: clock::ServiceClock,
}

impl Client {
    /// A client with a fixed token and the default options.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the base URL cannot be used.
    pub fn new(base_url: &str, token: ApiToken) -> Result<Client, Error> {
        Client::with_options(base_url, token, ClientOptions::default())
    }

    /// A client with any source of tokens and own options.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the base URL or an option cannot be used.
    pub fn with_options(
        base_url: &str,
        tokens: impl TokenSource + 'static,
        options: ClientOptions,
    ) -> Result<Client, Error> {
        let base = BaseUrl::parse(base_url)?;
        let inner = Inner {
            transport: transport::Transport::new(&base, &options)?,
            pace: pace::Pace::new(options.requests_per_sec),
            uploads: tokio::sync::Semaphore::new(options.max_concurrent_uploads.max(1)),
            clock: clock::ServiceClock::new(),
            tokens: Arc::new(tokens),
            base,
            options,
        };
        Ok(Client {
            inner: Arc::new(inner),
            watcher: None,
        })
    }

    /// A clone whose uploads of recordings are watched: `watcher` is called for every 64 KiB or so, on
    /// the task that sends, so it must be quick.
    ///
    /// ```
    /// # fn example(client: &upload::Client) {
    /// let client = client.watched(|sent| eprint!("\r{} %", 100 * sent.bytes / sent.of_bytes));
    /// # }
    /// ```
    #[must_use]
    pub fn watched(&self, watcher: impl Fn(Sent) + Send + Sync + 'static) -> Client {
        Client {
            inner: Arc::clone(&self.inner),
            watcher: Some(Arc::new(watcher)),
        }
    }

    /// Seconds by which the service's clock was ahead of ours at its latest answer, negative if
    /// behind; exact to about a second and the time the answer took. `None` before the first answer
    /// with a `Date`. Tokens made from a key (JWT) are refused when the clocks are minutes apart.
    pub fn service_clock_ahead_secs(&self) -> Option<i64> {
        self.inner.clock.ahead_secs()
    }

    /// Where requests go.
    pub fn base_url(&self) -> &BaseUrl {
        &self.inner.base
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("host", &self.inner.base.authority())
            .finish_non_exhaustive()
    }
}
