//! A recording of any format -> the clip that the service wants: 16 kHz, mono, 16-bit, within 4 MB.
//!
//! `cargo run -p voiceprint --example normalize -- voice.m4a clip.wav`

#![expect(clippy::print_stdout, reason = "an example talks to the terminal")]

use std::error::Error;
use std::fs::File;
use voiceprint::Clip;
use voiceprint::audio_check::check_reader;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(from), Some(to)) = (args.next(), args.next()) else {
        return Err("which IN and which OUT.wav?".into());
    };
    let clip = run(&from)?;
    std::fs::write(&to, clip.to_wav())?;
    println!("{to}: {:.1} s", clip.duration().as_secs_f64());
    Ok(())
}

/// Reads piece by piece: hours of sound need no more memory than minutes.
pub(crate) fn run(file: &str) -> Result<Clip, Box<dyn Error>> {
    let mut policy = voiceprint::default_policy();
    // The level is left alone unless it is asked for: LUFS, as in broadcasting.
    policy.target_lufs = Some(-23.0);
    let checked = check_reader(File::open(file)?, &policy)?;
    for finding in &checked.report.findings {
        println!("{finding:?}");
    }
    Ok(checked.clip)
}
