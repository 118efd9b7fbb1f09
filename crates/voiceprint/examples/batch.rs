//! A folder of recordings -> as many updated voiceprints, a few at a time.
//!
//! `cargo run -p voiceprint --example batch -- fixtures/wav`: a real program would know which
//! voiceprint belongs to which file; here all of them go to the same one.

#![expect(clippy::print_stdout, reason = "an example talks to the terminal")]

pub(crate) mod service;

use service::Service;
use std::path::PathBuf;
use voiceprint::audio_check::check_file;
use voiceprint::{
    BatchOptions, BatchSummary, Consent, Error, Job, Labels, Updater, default_policy,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which FOLDER?")?;
    let entries = std::fs::read_dir(folder)?.flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "wav"));
    let service = service::find().await?;
    let summary = run(&service, files).await;
    println!(
        "{} delivered, {} rejected, {} unreadable, {} not delivered",
        summary.delivered, summary.rejected, summary.unreadable, summary.not_delivered
    );
    if let Some(stop) = summary.stopped {
        println!("the rest was not begun: {stop:?}");
    }
    Ok(())
}

/// Each file is read only when its turn comes, so that ten thousand of them need little memory.
pub(crate) async fn run(service: &Service, files: Vec<PathBuf>) -> BatchSummary {
    let names = files.clone();
    let jobs = files.into_iter().map(|file| Job {
        id: service.id.clone(),
        labels: Labels::default(),
        load: move || {
            let bytes = std::fs::read(&file).map_err(voiceprint::audio_check::Error::from);
            let checked = bytes.and_then(|bytes| check_file(&bytes, &default_policy()));
            checked.map_err(Error::from)
        },
    });
    // Your statement that everybody in the folder agreed.
    let consent = Consent::confirmed_by_caller();
    let updater = Updater::new(service.client.clone());
    let done = |done: voiceprint::Done| {
        let name = names[done.index].display();
        match done.result {
            Ok(_) => println!("{name}: updated"),
            Err(error) => println!("{name}: {error}"),
        }
    };
    updater
        .update_all(jobs, BatchOptions::default(), consent, done)
        .await
}
