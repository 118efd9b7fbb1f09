//! A recording -> an updated voiceprint, if the recording is good enough.
//!
//! `cargo run -p voiceprint --example update -- voice.m4a` sends to the stand-in;
//! with `COZE_API_TOKEN`, `GROUP_ID` and `FEATURE_ID` in the environment to the real service.

#![expect(clippy::print_stdout, reason = "an example talks to the terminal")]

pub(crate) mod service;

use service::Service;
use voiceprint::{Consent, Error, Lang, Updated, Updater};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("which FILE?")?;
    let service = service::find().await?;
    match run(&service, std::fs::read(file)?).await {
        Ok(updated) => println!("updated, log id {:?}", updated.receipt.request_id),
        // Nothing was sent: tell the person what to do, and let them record again.
        Err(Error::Rejected(rejected)) => {
            for finding in &rejected.report.findings {
                println!("{} {}", finding.message(Lang::En), finding.hint(Lang::En));
            }
        }
        Err(Error::Unreadable(error)) => println!("no recording: {error}"),
        // What may be tried again was tried again; `error.is_auth()` and others tell the rest.
        Err(error) => println!("not delivered: {error}"),
    }
    Ok(())
}

/// Checks, converts and sends.
pub(crate) async fn run(service: &Service, recording: Vec<u8>) -> Result<Updated, Error> {
    // A voice is biometric data. This value is your statement that the person agreed: make it
    // where the person really did.
    let consent = Consent::confirmed_by_caller();
    let updater = Updater::new(service.client.clone());
    updater.update_file(&service.id, recording, consent).await
}
