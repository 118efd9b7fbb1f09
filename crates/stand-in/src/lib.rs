//! A strict stand-in of the Coze voiceprint service on loopback.
//!
//! It is a real HTTP server: it checks tokens, permissions, ids, forms and files in the order
//! and with the codes of the service, keeps groups and voiceprints, compares voices, records
//! every request and plays network faults on demand. It shares no code with the client.
//! `docs/stand-in.md` lists its rules, control endpoint and faults.

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
mod wire;

pub use config::{Account, AuthFailure, Config, RateLimit};
pub use faults::{Fault, UnknownFault};
pub use oauth::{AppKind, DeviceStep, OauthApp};
pub use record::{RecordedPart, RecordedRequest};
pub use seed::Seed;
pub use server::Server;
pub use similarity::{Recording, Similarity, VoiceStatistics};
