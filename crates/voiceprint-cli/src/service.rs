//! Environment and flags -> a client of the service, or of the stand-in within this process.

use crate::args::flags::ServiceFlags;
use crate::render::outcome::{About, Failure};
use anyhow::Context;
use stand_in::{Config, Seed, Server};
use std::path::Path;
use std::time::Duration;
use tokio::runtime::Runtime;
use voiceprint::upload::{self, ApiToken, Client, ClientOptions};

/// Something to send to.
pub(crate) struct Service {
    runtime: Runtime,
    base_url: String,
    token: Option<ApiToken>,
    options: ClientOptions,
    stand_in: Option<Server>,
}

impl Service {
    /// Finds out where to send; nothing is sent yet. A token is asked for only when it is used.
    pub(crate) fn find(flags: &ServiceFlags) -> anyhow::Result<Service> {
        let runtime = runtime()?;
        let options = options(flags);
        if flags.stand_in {
            let server = runtime
                .block_on(Server::start(Config::default()))
                .context("the stand-in service cannot start")?;
            return Ok(Service {
                base_url: server.base_url(),
                token: Some(ApiToken::new(server.token())?),
                stand_in: Some(server),
                runtime,
                options,
            });
        }
        let base_url = std::env::var("COZE_API_BASE")
            .ok()
            .filter(|base| !base.is_empty())
            .or_else(|| flags.base_url.clone());
        Ok(Service {
            runtime,
            base_url: base_url.unwrap_or_else(|| upload::CHINA.to_owned()),
            token: token(flags)?,
            options,
            stand_in: None,
        })
    }

    /// The client.
    ///
    /// # Errors
    /// Kind `no-token` without a token, `invalid-request` if the base URL cannot be used.
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        self.client_with(|_| {})
    }

    /// The client, with options that the flags do not tell.
    ///
    /// # Errors
    /// As [`Service::client`].
    pub(crate) fn client_with(
        &self,
        change: impl FnOnce(&mut ClientOptions),
    ) -> anyhow::Result<Client> {
        let token = self.token.clone().ok_or(NoToken)?;
        let mut options = self.options.clone();
        change(&mut options);
        // Connections belong to the runtime they were made in.
        let _inside = self.runtime.enter();
        Ok(Client::with_options(&self.base_url, token, options)?)
    }

    /// The group that was named, else the one the stand-in has ready.
    pub(crate) fn group(&self, about: &mut About) -> Result<String, Failure> {
        let seed = || self.seed().map(|seed| seed.group_id);
        named(&mut about.group_id, seed, "--group")
    }

    /// The voiceprint that was named, else the one the stand-in has ready.
    pub(crate) fn feature(&self, about: &mut About) -> Result<String, Failure> {
        let seed = || self.seed().map(|seed| seed.feature_id);
        named(&mut about.feature_id, seed, "--feature")
    }

    /// Runs to the end.
    pub(crate) fn run<F: Future>(&self, work: F) -> F::Output {
        self.runtime.block_on(work)
    }

    /// Where it sends.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Group and voiceprint that the stand-in has ready.
    fn seed(&self) -> Option<Seed> {
        self.stand_in.as_ref().map(Server::seed)
    }
}

fn named(
    id: &mut Option<String>,
    seed: impl FnOnce() -> Option<String>,
    flag: &str,
) -> Result<String, Failure> {
    if id.is_none() {
        *id = seed();
    }
    let missing = || Failure::not_sent("usage", format!("{flag} is needed"));
    id.clone().ok_or_else(missing)
}

/// No token anywhere.
#[derive(Debug)]
pub(crate) struct NoToken;

impl std::fmt::Display for NoToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "no access token: set COZE_API_TOKEN, or name a file that holds it with --token-file \
             (try --stand-in without one)",
        )
    }
}

impl std::error::Error for NoToken {}

/// A runtime for commands that need the network; the others start none.
pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the network runtime cannot start")
}

fn options(flags: &ServiceFlags) -> ClientOptions {
    let mut options = ClientOptions::default();
    if let Some(secs) = flags.timeout {
        let total = Duration::try_from_secs_f64(secs).unwrap_or(Duration::MAX);
        options.retry.total = total;
        options.attempt_timeout = options.attempt_timeout.min(total);
        options.connect_timeout = options.connect_timeout.min(total);
        options.idle_timeout = options.idle_timeout.min(total);
    }
    if let Some(retries) = flags.retries {
        options.retry.max_attempts = retries.saturating_add(1);
    }
    if let Some(rate) = flags.rate_limit {
        options.requests_per_sec = Some(rate);
    } else if flags.stand_in {
        options.requests_per_sec = None;
    }
    options
}

/// From the file that was named, else from the environment, else from the file of the config.
fn token(flags: &ServiceFlags) -> anyhow::Result<Option<ApiToken>> {
    if let Some(path) = &flags.token_file {
        return token_of(path).map(Some);
    }
    match (std::env::var("COZE_API_TOKEN"), &flags.default_token_file) {
        (Ok(text), _) if !text.is_empty() => Ok(Some(ApiToken::new(text)?)),
        (_, Some(path)) => token_of(path).map(Some),
        _ => Ok(None),
    }
}

fn token_of(path: &Path) -> anyhow::Result<ApiToken> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the token file {} cannot be read", path.display()))?;
    Ok(ApiToken::new(text)?)
}
