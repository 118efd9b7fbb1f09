//! Environment and flags -> a client of the service, or of the stand-in within this process.

use crate::args::flags::ServiceFlags;
use crate::login::{self, LoginFile, Renewing};
use crate::problem::{OrProblem, Problem};
use crate::render::outcome::{About, Failure};
use crate::speaker_network;
use stand_in::{Seed, Server};
use std::path::Path;
use std::time::Duration;
use tokio::runtime::Runtime;
use voiceprint::upload::{self, ApiToken, Client, ClientOptions};

/// Something to send to.
pub(crate) struct Service {
    runtime: Runtime,
    base_url: String,
    token: Option<Token>,
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
                .block_on(Server::start(speaker_network::config()))
                .or_problem(|| STAND_IN)?;
            return Ok(Service {
                base_url: server.base_url(),
                token: Some(Token::Fixed(ApiToken::new(server.token())?)),
                stand_in: Some(server),
                runtime,
                options,
            });
        }
        let token = token(flags)?;
        Ok(Service {
            runtime,
            base_url: match &token {
                Some(Token::Login(_, home)) => home.clone(),
                _ => base_url(flags.base_url.as_deref()),
            },
            token,
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
        Ok(match token {
            Token::Fixed(token) => Client::with_options(&self.base_url, token, options)?,
            Token::Login(login, _) => Client::with_options(&self.base_url, login, options)?,
        })
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
    let missing = || {
        let words = (format!("{flag} is needed"), format!("缺少 {flag}"));
        Failure::not_sent("usage", words)
    };
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

impl NoToken {
    pub(crate) const ZH: &str = "没有访问令牌：请设置 COZE_API_TOKEN，或用 --token-file 指定保存令牌的文件\
                                （不用令牌可试 --stand-in）";
}

impl std::error::Error for NoToken {}

/// Why there is no service to try.
pub(crate) const STAND_IN: (&str, &str) =
    ("the stand-in service cannot start", "无法启动本机模拟服务");

/// A runtime for commands that need the network; the others start none.
pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .or_problem(|| ("the network runtime cannot start", "无法启动网络运行环境"))
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

/// Where requests go: as the environment says, else the config, else China.
pub(crate) fn base_url(of_config: Option<&str>) -> String {
    named_base(of_config).unwrap_or_else(|| upload::CHINA.to_owned())
}

fn named_base(of_config: Option<&str>) -> Option<String> {
    let base = std::env::var("COZE_API_BASE").ok();
    let base = base.filter(|base| !base.is_empty());
    base.or_else(|| of_config.map(str::to_owned))
}

/// What proves who we are.
#[derive(Clone)]
enum Token {
    Fixed(ApiToken),
    /// Renews itself; good at this base URL only.
    Login(Renewing, String),
}

/// From the file that was named, else from the environment, else from the file of the config.
fn token(flags: &ServiceFlags) -> anyhow::Result<Option<Token>> {
    let base_url = flags.base_url.as_deref();
    if let Some(path) = &flags.token_file {
        return token_of(path, base_url).map(Some);
    }
    match (std::env::var("COZE_API_TOKEN"), &flags.default_token_file) {
        (Ok(text), _) if !text.is_empty() => Ok(Some(Token::Fixed(ApiToken::new(text)?))),
        (_, Some(path)) => token_of(path, base_url).map(Some),
        _ => Ok(None),
    }
}

/// A bare token, or a login that renews itself.
fn token_of(path: &Path, of_config: Option<&str>) -> anyhow::Result<Token> {
    let text = login::text(path).or_problem(|| {
        let path = path.display();
        let en = format!("the token file {path} cannot be read");
        (en, format!("无法读取令牌文件 {path}"))
    })?;
    if !text.trim_start().starts_with('{') {
        return Ok(Token::Fixed(ApiToken::new(text.as_str())?));
    }
    let file = LoginFile::new(path);
    let login = file.read()?;
    let home = login.base_url.clone();
    match named_base(of_config) {
        // A token is shown to nobody but the service that gave it.
        Some(other) if other.trim_end_matches('/') != home.trim_end_matches('/') => {
            let path = path.display();
            Err(Problem::error((
                format!(
                    "the login {path} is good for {home} only, and requests are to go to {other}"
                ),
                format!("登录文件 {path} 只能用于 {home}，而请求要发往 {other}"),
            )))
        }
        _ => Ok(Token::Login(Renewing::new(file, login), home)),
    }
}
