//! A login file -> a token for the next request, renewed before it ends, once among all processes.

use super::file::LoginFile;
use super::stored::Login;
use crate::problem::in_both;
use std::sync::Arc;
use tokio::sync::Mutex;
use voiceprint::upload::{ApiToken, Error, TokenFuture, TokenSource};

/// The tokens of a login file. Clones share them.
#[derive(Clone)]
pub(crate) struct Renewing {
    file: LoginFile,
    login: Arc<Mutex<Login>>,
}

impl Renewing {
    pub(crate) fn new(file: LoginFile, login: Login) -> Renewing {
        let login = Arc::new(Mutex::new(login));
        Renewing { file, login }
    }

    async fn valid(&self, refused: Option<&ApiToken>) -> Result<Option<ApiToken>, Error> {
        // Owned, so that the renewal below can outlive a dropped call.
        let mut login = Arc::clone(&self.login).lock_owned().await;
        if let Some(access) = login.usable(refused) {
            return Ok(Some(access));
        }
        let (file, refused) = (self.file.clone(), refused.cloned());
        let renewal = tokio::spawn(async move {
            *login = renewed(&file, refused.as_ref()).await?;
            Ok(login.access().clone())
        });
        let broken = |_| {
            Err(Error::no_token((
                "the renewal was interrupted",
                "续期被中断",
            )))
        };
        renewal.await.unwrap_or_else(broken).map(Some)
    }
}

impl TokenSource for Renewing {
    fn token(&self) -> TokenFuture<'_, ApiToken> {
        Box::pin(async {
            let token = self.valid(None).await?;
            token.ok_or_else(|| Error::no_token(("the login has no token", "登录文件中没有令牌")))
        })
    }

    fn renewed<'a>(&'a self, refused: &'a ApiToken) -> TokenFuture<'a, Option<ApiToken>> {
        Box::pin(self.valid(Some(refused)))
    }
}

/// What the file holds once it is usable: another process may have renewed it already.
pub(crate) async fn renewed(file: &LoginFile, refused: Option<&ApiToken>) -> Result<Login, Error> {
    let told = |error: anyhow::Error| match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::no_token(in_both(&error)),
    };
    let waiting = file.clone();
    let lock = tokio::task::spawn_blocking(move || waiting.lock());
    let locked = lock
        .await
        .map_err(anyhow::Error::from)
        .and_then(|lock| lock);
    // Held until the new login is in its place.
    let _lock = locked.map_err(told)?;
    let current = file.read().map_err(told)?;
    if current.usable(refused).is_some() {
        return Ok(current);
    }
    let room = file.room().map_err(told)?;
    let new = current.renewed().await.map_err(told)?;
    file.store(room, &new).map_err(told)?;
    Ok(new)
}
