//! Credentials -> a token that is valid now.

#[cfg(feature = "client")]
pub(crate) mod source;
pub(crate) mod token;
