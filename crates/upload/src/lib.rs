//! What is asked of the voiceprint API -> requests, answers, and the calls between.
//!
#![doc = include_str!("../README.md")]

pub mod api;
mod audio;
mod auth;
mod base_url;
#[cfg(feature = "client")]
mod client;
mod consent;
mod error;
mod ids;
mod kind;
mod lenient;
pub mod multipart;
mod names;
mod receipt;
mod redact;
mod request;
mod response;
mod retry;
mod retry_after;
mod wiped;
mod wording;

pub use api::created::Created;
pub use api::groups::{Group, GroupFilter, GroupUpdate, NewGroup};
pub use api::identify::{Identification, Match};
pub use api::page::Page;
pub use api::user::User;
pub use api::voiceprints::{AudioUrl, NewVoiceprint, Update, Voiceprint};
pub use audio::{AudioFile, AudioFormat, MAX_AUDIO_BYTES, SAFE_AUDIO_BYTES};
#[cfg(feature = "client")]
pub use auth::device::DeviceCode;
#[cfg(feature = "client")]
pub use auth::grant::Grant;
#[cfg(feature = "client")]
pub use auth::jwt::PrivateKey;
#[cfg(feature = "client")]
pub use auth::jwt_token::{JwtApp, JwtOwner, JwtToken};
#[cfg(feature = "client")]
pub use auth::oauth_app::OAuthApp;
#[cfg(feature = "client")]
pub use auth::pkce::PkceVerifier;
#[cfg(feature = "client")]
pub use auth::renewal::RenewingToken;
#[cfg(feature = "client")]
pub use auth::source::{TokenFuture, TokenSource};
pub use auth::token::ApiToken;
pub use base_url::{BaseUrl, CHINA, INTERNATIONAL};
#[cfg(feature = "client")]
pub use client::{Client, ClientOptions, Pages, Sent};
pub use consent::Consent;
pub use error::Error;
pub use ids::VoiceprintId;
pub use kind::{ErrorKind, Outcome, Step};
pub use names::{
    MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS, NameWarning, description_warnings, name_warnings,
};
pub use receipt::Receipt;
pub use request::Request;
pub use response::MAX_ANSWER_BYTES;
pub use retry::RetryPolicy;
pub use wording::{Lang, Text};
