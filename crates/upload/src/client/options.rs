//! What a caller may set about sending.

use std::time::Duration;

use crate::retry::RetryPolicy;

/// How to send; all fields have defaults, so change only what you need.
///
/// ```
/// let mut options = upload::ClientOptions::default();
/// options.retry.max_attempts = 5;
/// options.requests_per_sec = None; // no limit of our own
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientOptions {
    /// When to try again, and the time for the whole call.
    pub retry: RetryPolicy,
    /// Time for name lookup, connection and TLS handshake together. Default 10 s.
    pub connect_timeout: Duration,
    /// Longest time in which no byte moves in either direction. Default 30 s.
    pub idle_timeout: Duration,
    /// Time for one try without its upload. Default 30 s.
    pub attempt_timeout: Duration,
    /// Slowest upload in bytes a second that is waited for; the body's size divided by it is added to
    /// [`ClientOptions::attempt_timeout`]. Default 16,000, half the speed at which 16 kHz 16-bit speech is spoken.
    pub min_upload_bytes_per_sec: u32,
    /// Shortest time from the first to the last byte of a recording on its way. A service that says
    /// "success" before it can have read the recording is caught within it. Default 25 ms: over any real
    /// network the upload takes longer anyway, so nothing is lost; zero switches it off.
    pub early_guard: Duration,
    /// Requests a second over all clones of the client, `None` for no limit. Default 5:
    /// the service publishes none for voiceprints, and 10 for its nearest relative, file upload.
    pub requests_per_sec: Option<f64>,
    /// Recordings on their way at one time over all clones of the client. Default 4.
    pub max_concurrent_uploads: usize,
    /// Items per page of a listing, 1 to 200. Default 100.
    pub page_size: u32,
    /// Root certificates in PEM to trust besides the system's, such as those of a private gateway.
    pub extra_root_certificates_pem: Vec<Vec<u8>>,
    /// An HTTP proxy for https connections, such as `http://proxy:3128`. The environment is never asked.
    pub proxy: Option<String>,
}

impl Default for ClientOptions {
    fn default() -> ClientOptions {
        ClientOptions {
            retry: RetryPolicy::default(),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            attempt_timeout: Duration::from_secs(30),
            min_upload_bytes_per_sec: 16_000,
            early_guard: Duration::from_millis(25),
            requests_per_sec: Some(5.0),
            max_concurrent_uploads: 4,
            page_size: 100,
            extra_root_certificates_pem: Vec::new(),
            proxy: None,
        }
    }
}

impl ClientOptions {
    /// Time for one try of a request with a body of `size_bytes`.
    pub(crate) fn attempt_limit(&self, size_bytes: usize) -> Duration {
        let upload_secs = u64::try_from(size_bytes).unwrap_or(u64::MAX)
            / u64::from(self.min_upload_bytes_per_sec.max(1));
        self.attempt_timeout
            .saturating_add(Duration::from_secs(upload_secs))
    }
}
