//! Requests -> the answers of the voiceprint service, on loopback.
//!
#![doc = include_str!("../README.md")]

mod answer;
mod audio;
mod config;
mod control;
mod door;
mod exchange;
mod faults;
mod form;
mod oauth;
mod random;
mod record;
mod rules;
mod seed;
mod server;
mod service;
mod similarity;
mod store;
mod throttle;
mod wiped;
mod wire;

pub use config::{Account, AuthFailure, Config, RateLimit};
pub use faults::{Fault, UnknownFault};
pub use oauth::{AppKind, DeviceStep, OauthApp};
pub use record::{RecordedPart, RecordedRequest};
pub use seed::Seed;
pub use server::Server;
pub use similarity::{Recording, Similarity, VoiceStatistics};
