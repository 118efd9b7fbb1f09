//! Credentials -> a token that is valid now.

#[cfg(feature = "client")]
pub(crate) mod device;
#[cfg(feature = "client")]
pub(crate) mod endpoint;
#[cfg(feature = "client")]
pub(crate) mod grant;
#[cfg(feature = "client")]
pub(crate) mod jwt;
#[cfg(feature = "client")]
pub(crate) mod jwt_token;
#[cfg(feature = "client")]
pub(crate) mod oauth_app;
#[cfg(feature = "client")]
pub(crate) mod pkce;
#[cfg(feature = "client")]
pub(crate) mod renewal;
#[cfg(feature = "client")]
pub(crate) mod source;
pub(crate) mod token;
