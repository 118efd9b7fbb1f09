//! The text of a login file <-> tokens, where they are good, and how they are renewed.

use crate::problem::{OrProblem, Problem};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use voiceprint::upload::{
    self, ApiToken, ClientOptions, Grant, JwtApp, JwtOwner, JwtToken, OAuthApp, PrivateKey,
};
use zeroize::Zeroizing;

/// A token ends some time before it ends, so that a call that begins with it can end with it: a
/// fifth of its life, a minute at most.
const MARGIN: Duration = Duration::from_secs(60);

/// A login. `Debug` shows no token.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    /// The service it is good for; its tokens go nowhere else.
    pub(crate) base_url: String,
    access: ApiToken,
    refresh: Option<ApiToken>,
    /// Unix times in seconds.
    expires_at: u64,
    renew_at: u64,
    renewal: Renewal,
}

/// How new tokens are had. Secrets stay in files of their own.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "flow", rename_all = "kebab-case")]
pub(crate) enum Renewal {
    /// By the refresh token, which works once.
    OAuth {
        client_id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_secret_file: Option<PathBuf>,
    },
    /// By the key of a service app.
    Jwt(JwtOf),
}

/// A service app as it was named on the command line.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct JwtOf {
    pub(crate) app_id: String,
    pub(crate) public_key_id: String,
    pub(crate) private_key_file: PathBuf,
    pub(crate) token_secs: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) enterprise_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) session_name: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Text<'a> {
    schema: u32,
    base_url: Cow<'a, str>,
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Cow<'a, str>>,
    expires_at: u64,
    renew_at: u64,
    renewal: Cow<'a, Renewal>,
}

impl Login {
    /// A login that was just granted; `old` lives on where the service gave no new refresh token.
    pub(crate) fn of_grant(
        base_url: &str,
        grant: &Grant,
        renewal: Renewal,
        old: Option<ApiToken>,
    ) -> Login {
        let (now, life) = (now_secs(), grant.remaining());
        let end = |life: Duration| now.saturating_add(life.as_secs());
        Login {
            base_url: base_url.to_owned(),
            access: grant.access.clone(),
            refresh: grant.refresh.clone().or(old),
            expires_at: end(life),
            renew_at: end(life.saturating_sub(MARGIN.min(life / 5))),
            renewal,
        }
    }

    pub(crate) fn parse(text: &str) -> anyhow::Result<Login> {
        // What serde_json says of a wrong file could repeat a piece of it.
        let Ok(text) = serde_json::from_str::<Text<'_>>(text) else {
            return Err(Problem::error((
                "it is no login of `voiceprint auth`",
                "不是 `voiceprint auth` 的登录文件",
            )));
        };
        if text.schema != 1 {
            return Err(Problem::error((
                "it was written by a newer version",
                "由更新的版本写入",
            )));
        }
        let refresh = text.refresh_token.map(|token| ApiToken::new(&*token));
        Ok(Login {
            base_url: text.base_url.into_owned(),
            access: ApiToken::new(&*text.access_token)?,
            refresh: refresh.transpose()?,
            expires_at: text.expires_at,
            renew_at: text.renew_at,
            renewal: text.renewal.into_owned(),
        })
    }

    pub(crate) fn text(&self) -> anyhow::Result<Zeroizing<String>> {
        let text = Text {
            schema: 1,
            base_url: Cow::Borrowed(&self.base_url),
            access_token: Cow::Borrowed(self.access.expose()),
            refresh_token: self.refresh.as_ref().map(|token| token.expose().into()),
            expires_at: self.expires_at,
            renew_at: self.renew_at,
            renewal: Cow::Borrowed(&self.renewal),
        };
        // Room for the longest tokens, so that no copies are left behind by growing.
        let mut bytes = Vec::with_capacity(64 * 1024);
        serde_json::to_writer_pretty(&mut bytes, &text)?;
        bytes.push(b'\n');
        Ok(Zeroizing::new(String::from_utf8(bytes)?))
    }

    /// The access token if it is good for another request: not about to end, or, where the service
    /// has refused a token, another one than that.
    pub(crate) fn usable(&self, refused: Option<&ApiToken>) -> Option<ApiToken> {
        let usable = match refused {
            Some(refused) => *refused != self.access,
            None => now_secs() < self.renew_at,
        };
        usable.then(|| self.access.clone())
    }

    /// The access token, whether it is good or not.
    pub(crate) fn access(&self) -> &ApiToken {
        &self.access
    }

    /// Seconds until the access token ends.
    pub(crate) fn remaining_secs(&self) -> u64 {
        self.expires_at.saturating_sub(now_secs())
    }

    /// Whether new tokens can be had without a person.
    pub(crate) fn can_renew(&self) -> bool {
        matches!(self.renewal, Renewal::Jwt(_)) || self.refresh.is_some()
    }

    /// Asks for new tokens. A refresh token is used up by this.
    pub(crate) async fn renewed(&self) -> anyhow::Result<Login> {
        let options = ClientOptions::default();
        let grant = match &self.renewal {
            Renewal::Jwt(jwt) => jwt.tokens(&self.base_url, &options)?.fresh().await?,
            Renewal::OAuth {
                client_id,
                client_secret_file,
            } => {
                let Some(refresh) = &self.refresh else {
                    return Err(upload::Error::no_token((
                        "the login has ended and holds no refresh token: log in again",
                        "登录已过期，且没有刷新令牌：请重新登录",
                    ))
                    .into());
                };
                let mut app = OAuthApp::new(&self.base_url, client_id, &options)?;
                if let Some(file) = client_secret_file {
                    app = app.with_secret(secret(file)?);
                }
                app.refresh(refresh).await?
            }
        };
        let (renewal, old) = (self.renewal.clone(), self.refresh.clone());
        Ok(Login::of_grant(&self.base_url, &grant, renewal, old))
    }
}

impl JwtOf {
    /// Where the tokens of this app come from.
    pub(crate) fn tokens(
        &self,
        base_url: &str,
        options: &ClientOptions,
    ) -> anyhow::Result<JwtToken> {
        let file = &self.private_key_file;
        let pem = std::fs::read(file).map(Zeroizing::new).or_problem(|| {
            let file = file.display();
            let en = format!("the private key {file} cannot be read");
            (en, format!("无法读取私钥 {file}"))
        })?;
        let key = PrivateKey::from_pem(&pem)?;
        let mut app = JwtApp::new(&self.app_id, &self.public_key_id, key);
        app.token_secs = self.token_secs;
        app.session_name = self.session_name.clone();
        app.owner = match (&self.account_id, &self.enterprise_id) {
            (Some(id), _) => JwtOwner::Account(id.clone()),
            (None, Some(id)) => JwtOwner::Enterprise(id.clone()),
            (None, None) => JwtOwner::App,
        };
        Ok(JwtToken::new(base_url, app, options)?)
    }
}

/// A secret that a file holds.
pub(crate) fn secret(file: &std::path::Path) -> anyhow::Result<ApiToken> {
    let text = std::fs::read_to_string(file)
        .map(Zeroizing::new)
        .or_problem(|| {
            let file = file.display();
            let en = format!("the secret {file} cannot be read");
            (en, format!("无法读取密钥 {file}"))
        })?;
    Ok(ApiToken::new(text.as_str())?)
}

fn now_secs() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
