//! What a stand-in is told: its port, tokens, limits and habits.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::oauth::OauthApp;
use crate::similarity::{Similarity, VoiceStatistics};

/// Settings of a [`Server`](crate::Server). `Default` is a strict service on any free port.
#[derive(Clone)]
pub struct Config {
    /// TCP port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The access token of the first account, `pat_test` by default. It holds every permission.
    pub token: String,
    /// Further tokens: other users, fewer permissions, an end of life.
    pub accounts: Vec<Account>,
    /// OAuth apps the token endpoint knows; by default one of each kind that needs no key.
    pub apps: Vec<OauthApp>,
    /// Database file that keeps groups and voiceprints; `None` keeps them in memory.
    pub data: Option<PathBuf>,
    /// Largest accepted audio file in bytes. The service says "4 MB" and not which, so only
    /// 4,000,000 is sure to pass and only more than 4,194,304 is sure to be refused.
    pub max_file_bytes: u64,
    /// Largest accepted request body in bytes (15 MB by the service's pages).
    pub max_body_bytes: u64,
    /// Voiceprints a group may hold.
    pub max_voiceprints_per_group: usize,
    /// Groups an account may hold.
    pub max_groups: usize,
    /// API calls that are answered before everything is refused with 4008 (the free plan has 500).
    pub max_calls: Option<u64>,
    /// Requests per second and what is answered above.
    pub rate_limit: Option<RateLimit>,
    /// How a bad token is answered.
    pub auth_failure: AuthFailure,
    /// Whether a missing permission is HTTP 403 instead of 200 (code 4101 both ways).
    pub forbid_with_403: bool,
    /// Whether a file over the limit is answered with HTTP 413 before its body was read,
    /// instead of HTTP 200 with code 4302 after it.
    pub early_too_large: bool,
    /// How alike two voices are, for `speaker_identify`.
    pub similarity: Arc<dyn Similarity>,
    /// How long a fault that hangs keeps a connection open.
    pub longest_hang: Duration,
    /// How many requests are remembered; older ones are forgotten.
    pub record_limit: usize,
}

/// A token and the person behind it.
#[derive(Clone)]
pub struct Account {
    /// The access token.
    pub token: String,
    /// The creator id that is written into what this account makes.
    pub user_id: u64,
    /// The creator's name.
    pub user_name: String,
    /// Permissions such as `updateVoiceprintFeature`; `None` holds all.
    pub permissions: Option<Vec<String>>,
    /// Unix time in seconds after which the token is refused.
    pub expires_at_secs: Option<u64>,
}

impl Account {
    /// An account that may do everything, for ever.
    pub fn new(token: impl Into<String>, user_id: u64, user_name: impl Into<String>) -> Self {
        Self {
            token: token.into(),
            user_id,
            user_name: user_name.into(),
            permissions: None,
            expires_at_secs: None,
        }
    }
}

/// A limit on the requests of all clients together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests that pass within one second.
    pub requests_per_sec: u32,
    /// Business code of the refusal: 4009 (system ceiling) or 4013.
    pub code: i64,
    /// Value of `Retry-After` in seconds; `None` leaves the header out.
    pub retry_after_secs: Option<u32>,
}

/// The answer to a token that is missing, unknown or expired. The service was seen giving all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthFailure {
    /// HTTP 401, code 700012006.
    #[default]
    Unauthorized700012006,
    /// HTTP 401, code 4100.
    Unauthorized4100,
    /// HTTP 200, code 4101.
    Ok4101,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            token: "pat_test".to_owned(),
            accounts: Vec::new(),
            apps: OauthApp::examples(),
            data: None,
            max_file_bytes: 4_194_304,
            max_body_bytes: 15_000_000,
            max_voiceprints_per_group: 10,
            max_groups: 1000,
            max_calls: None,
            rate_limit: None,
            auth_failure: AuthFailure::default(),
            forbid_with_403: false,
            early_too_large: false,
            similarity: Arc::new(VoiceStatistics),
            longest_hang: Duration::from_secs(120),
            record_limit: 10_000,
        }
    }
}
