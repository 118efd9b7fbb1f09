//! Whatever holds credentials -> a token for the next request.

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use crate::auth::token::ApiToken;
use crate::error::Error;
use crate::kind::{ErrorKind, Outcome};
use crate::wording::Text;

/// A future of a token source.
pub type TokenFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Gives the token for each request; implement it to bring your own vault.
///
/// ```
/// use upload::{ApiToken, Error, TokenFuture, TokenSource};
///
/// struct Environment;
///
/// impl TokenSource for Environment {
///     fn token(&self) -> TokenFuture<'_, ApiToken> {
///         Box::pin(async {
///             let text = std::env::var("COZE_API_TOKEN")
///                 .map_err(|_| Error::no_token("COZE_API_TOKEN is not set"))?;
///             ApiToken::new(text)
///         })
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync {
    /// A token that is valid now, as far as is known; called before every try.
    fn token(&self) -> TokenFuture<'_, ApiToken>;

    /// A token in place of one the service has just refused, or `None` when there is no other.
    ///
    /// Called at most once per call of the client. The default has no other.
    fn renewed<'a>(&'a self, refused: &'a ApiToken) -> TokenFuture<'a, Option<ApiToken>> {
        let _ = refused;
        Box::pin(ready(Ok(None)))
    }
}

/// A fixed token, such as a personal or service access token.
impl TokenSource for ApiToken {
    fn token(&self) -> TokenFuture<'_, ApiToken> {
        Box::pin(ready(Ok(self.clone())))
    }
}

/// A source that is shared or chosen at run time.
impl<T: TokenSource + ?Sized> TokenSource for Arc<T> {
    fn token(&self) -> TokenFuture<'_, ApiToken> {
        (**self).token()
    }

    fn renewed<'a>(&'a self, refused: &'a ApiToken) -> TokenFuture<'a, Option<ApiToken>> {
        (**self).renewed(refused)
    }
}

impl Error {
    /// For implementers of [`TokenSource`]: no token, because of `what`, which must not hold secrets.
    pub fn no_token(what: impl Into<Text>) -> Error {
        Error::new(ErrorKind::NoToken, Outcome::NotDelivered, what)
    }
}
