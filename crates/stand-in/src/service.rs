//! All state of one running stand-in, shared by its connections.

use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::config::Config;
use crate::faults::Faults;
use crate::oauth::{OauthApp, OauthState};
use crate::record::Recorder;
use crate::rules::Tokens;
use crate::seed::{self, Seed};
use crate::store::Store;
use crate::throttle::Throttle;

/// What every connection shares.
pub(crate) struct Service {
    pub(crate) config: Config,
    pub(crate) address: SocketAddr,
    /// A second port that only records: where redirects lead.
    pub(crate) elsewhere: SocketAddr,
    pub(crate) elsewhere_recorder: Recorder,
    pub(crate) tokens: Tokens,
    pub(crate) throttle: Throttle,
    pub(crate) recorder: Recorder,
    pub(crate) faults: Faults,
    pub(crate) oauth: OauthState,
    store: Mutex<Store>,
}

impl Service {
    /// Opens the store and takes in the settings.
    pub(crate) fn new(
        config: Config,
        address: SocketAddr,
        elsewhere: SocketAddr,
    ) -> io::Result<Self> {
        Ok(Self {
            address,
            elsewhere,
            elsewhere_recorder: Recorder::new(config.record_limit),
            tokens: Tokens::new(&config),
            throttle: Throttle::default(),
            recorder: Recorder::new(config.record_limit),
            faults: Faults::default(),
            oauth: OauthState::default(),
            store: Mutex::new(Store::open(config.data.as_deref())?),
            config,
        })
    }

    /// The store, alone.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A group and a voiceprint that are ready for an update.
    pub(crate) fn seed(&self) -> io::Result<Seed> {
        seed::plant(&mut self.store())
    }

    /// Forgets all but the settings and seeds anew.
    pub(crate) fn reset(&self) -> io::Result<Seed> {
        self.faults.clear();
        self.oauth.clear();
        self.recorder.clear();
        self.elsewhere_recorder.clear();
        self.throttle.reset();
        let mut store = self.store();
        store.clear()?;
        seed::plant(&mut store)
    }

    /// An OAuth app by its client id.
    pub(crate) fn app(&self, client_id: &str) -> Option<&OauthApp> {
        self.config
            .apps
            .iter()
            .find(|app| app.client_id == client_id)
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}
