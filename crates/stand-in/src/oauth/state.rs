//! What the OAuth endpoints remember: codes, refresh tokens, polls and used assertions.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::random;

/// State behind the OAuth endpoints.
#[derive(Default)]
pub(crate) struct OauthState(Mutex<Remembered>);

/// All of it in one place; everything is single use.
#[derive(Default)]
pub(super) struct Remembered {
    /// Consent pages that wait for a visit.
    pub(super) tickets: HashMap<String, CodeRequest>,
    /// Codes that were given out.
    pub(super) codes: HashMap<String, CodeRequest>,
    /// Refresh tokens and the app each belongs to.
    pub(super) refresh: HashMap<String, String>,
    /// Device codes.
    pub(super) devices: HashMap<String, DeviceRequest>,
    /// `jti` of assertions that were used, and when they end anyway.
    pub(super) assertions: HashMap<String, u64>,
}

/// What a code was asked for with.
#[derive(Clone)]
pub(super) struct CodeRequest {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    /// Challenge and whether it is S256 (else plain).
    pub(super) challenge: Option<(String, bool)>,
    pub(super) expires_at_secs: u64,
}

/// A device that polls.
pub(super) struct DeviceRequest {
    pub(super) client_id: String,
    pub(super) user_code: String,
    pub(super) polls: usize,
    pub(super) approved: bool,
    pub(super) expires_at_secs: u64,
}

impl OauthState {
    /// The state, alone.
    pub(super) fn lock(&self) -> MutexGuard<'_, Remembered> {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.forget_the_old();
        remembered
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        *self.lock() = Remembered::default();
    }
}

impl Remembered {
    fn forget_the_old(&mut self) {
        self.tickets
            .retain(|_, wish| !is_over(wish.expires_at_secs));
        self.codes.retain(|_, wish| !is_over(wish.expires_at_secs));
        self.assertions.retain(|_, end| !is_over(*end));
        // A device may still be told that its code has expired, for a while.
        self.devices
            .retain(|_, device| !is_over(device.expires_at_secs.saturating_add(3600)));
    }
}

/// Whether a time of life is over.
pub(super) fn is_over(expires_at_secs: u64) -> bool {
    expires_at_secs <= random::now_secs()
}
