//! Tokens that end -> a token that is valid now: renewed early, once, under one lock.

use std::fmt;
use std::sync::Arc;

use tokio::sync::Mutex;

use crate::auth::grant::Grant;
use crate::auth::oauth_app::OAuthApp;
use crate::auth::source::{TokenFuture, TokenSource};
use crate::auth::token::ApiToken;
use crate::error::Error;

/// The tokens of a login, renewed before they end. Clones share them.
///
/// Refresh tokens work once. The newest is given to the callback *before* its access token is used, so an
/// app that stores it there can always go on. A renewal that has begun is finished even when the call that
/// wanted it is dropped, for a lost answer would lose the login.
#[derive(Clone)]
pub struct RenewingToken {
    app: Arc<OAuthApp>,
    login: Arc<Mutex<Login>>,
    store: Arc<dyn Fn(&Grant) + Send + Sync>,
}

struct Login {
    grant: Option<Grant>,
    refresh: Option<ApiToken>,
}

impl RenewingToken {
    /// Goes on from a grant; `store` is called with each new one.
    pub fn new(
        app: OAuthApp,
        grant: Grant,
        store: impl Fn(&Grant) + Send + Sync + 'static,
    ) -> RenewingToken {
        let refresh = grant.refresh.clone();
        RenewingToken::from_login(
            app,
            Login {
                grant: Some(grant),
                refresh,
            },
            store,
        )
    }

    /// Goes on from a refresh token that was stored; the first call fetches the rest.
    pub fn from_refresh_token(
        app: OAuthApp,
        refresh_token: ApiToken,
        store: impl Fn(&Grant) + Send + Sync + 'static,
    ) -> RenewingToken {
        RenewingToken::from_login(
            app,
            Login {
                grant: None,
                refresh: Some(refresh_token),
            },
            store,
        )
    }

    fn from_login(
        app: OAuthApp,
        login: Login,
        store: impl Fn(&Grant) + Send + Sync + 'static,
    ) -> RenewingToken {
        RenewingToken {
            app: Arc::new(app),
            login: Arc::new(Mutex::new(login)),
            store: Arc::new(store),
        }
    }

    /// A usable token, renewed if need be; `None` when there is none and no way to one.
    async fn valid(&self, refused: Option<&ApiToken>) -> Result<Option<ApiToken>, Error> {
        // Owned, so that the renewal below can outlive a dropped call.
        let mut login = Arc::clone(&self.login).lock_owned().await;
        // Another call may have renewed it while this one waited for the lock.
        if let Some(access) = login.grant.as_ref().and_then(|grant| grant.usable(refused)) {
            return Ok(Some(access));
        }
        let Some(refresh) = login.refresh.clone() else {
            return Ok(None);
        };
        let (app, store) = (Arc::clone(&self.app), Arc::clone(&self.store));
        let renewal = tokio::spawn(async move {
            let mut new = app.refresh(&refresh).await?;
            // A server that gives no new refresh token lets the old one live.
            new.refresh = new.refresh.or(Some(refresh));
            store(&new);
            let access = new.access.clone();
            *login = Login {
                refresh: new.refresh.clone(),
                grant: Some(new),
            };
            Ok(access)
        });
        let token: Result<ApiToken, Error> = renewal
            .await
            .unwrap_or_else(|_| Err(Error::no_token("the renewal was interrupted")));
        tracing::debug!(renewed = token.is_ok(), "token renewal");
        token.map(Some)
    }
}

impl TokenSource for RenewingToken {
    fn token(&self) -> TokenFuture<'_, ApiToken> {
        Box::pin(async {
            let token = self.valid(None).await?;
            token.ok_or_else(|| {
                Error::no_token((
                    "the token has ended and there is no refresh token",
                    "令牌已过期，且没有刷新令牌",
                ))
            })
        })
    }

    fn renewed<'a>(&'a self, refused: &'a ApiToken) -> TokenFuture<'a, Option<ApiToken>> {
        Box::pin(self.valid(Some(refused)))
    }
}

impl fmt::Debug for RenewingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenewingToken")
            .field("app", &self.app)
            .finish_non_exhaustive()
    }
}
