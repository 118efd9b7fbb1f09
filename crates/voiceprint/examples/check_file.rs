//! A recording of any format -> is it good enough for a voiceprint, and what to do if it is not?
//!
//! `cargo run -p voiceprint --example check_file -- voice.m4a`

#![expect(clippy::print_stdout, reason = "an example talks to the terminal")]

use std::error::Error;
use voiceprint::audio_check::check_file;
use voiceprint::{Lang, Report, Verdict};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("which FILE?")?;
    let report = run(&file)?;
    match report.verdict() {
        Verdict::Accepted => println!("accepted"),
        Verdict::Rejected => println!("rejected"),
    }
    // What could not be measured is `None`, never a guess.
    if let Some(snr_db) = report.measurements.snr_db {
        println!("the voice is {snr_db:.0} dB above the noise");
    }
    for finding in &report.findings {
        // `Lang::Zh` says the same in Chinese; `code` is what programs should look at.
        println!("{}: {}", finding.code.as_str(), finding.message(Lang::En));
        println!("    {}", finding.hint(Lang::En));
    }
    Ok(())
}

/// An error is for what cannot be read; a bad recording is a report with findings.
pub(crate) fn run(file: &str) -> Result<Report, Box<dyn Error>> {
    let bytes = std::fs::read(file)?;
    Ok(check_file(&bytes, &voiceprint::default_policy())?.report)
}
