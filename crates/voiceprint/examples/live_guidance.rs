//! Chunks of sound as an app gets them -> what to tell the person who speaks, while they speak.
//!
//! `cargo run -p voiceprint --example live_guidance -- fixtures/wav/numbers-16khz-mono-s16.pcm`

#![expect(clippy::print_stdout, reason = "an example talks to the terminal")]

use std::error::Error;
use voiceprint::audio_check::Coach;
use voiceprint::{Checked, Lang};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args()
        .nth(1)
        .ok_or("which FILE.pcm, 16 kHz mono 16-bit?")?;
    let samples: Vec<f32> = std::fs::read(file)?
        .chunks_exact(2)
        .map(|sample| f32::from(i16::from_le_bytes([sample[0], sample[1]])) / 32768.0)
        .collect();
    // 20 ms at a time, as a microphone would give them.
    let checked = run(samples.chunks(320), |text| println!("{text}"))?;
    println!(
        "{:?}, {:.1} s",
        checked.report.verdict(),
        checked.clip.duration().as_secs_f64()
    );
    Ok(())
}

/// `say` is called when there is something new to show.
pub(crate) fn run<'a>(
    chunks: impl Iterator<Item = &'a [f32]>,
    mut say: impl FnMut(&str),
) -> Result<Checked, Box<dyn Error>> {
    let mut coach = Coach::new("f32:16000:1".parse()?, voiceprint::default_policy())?;
    let mut said = String::new();
    for chunk in chunks {
        // This allocates nothing and takes no lock: an audio callback may do it.
        coach.push_f32(chunk)?;
        // This measures, four times a second: do it elsewhere, as in the example `microphone`.
        let advice = coach.advise();
        let percent = 100.0 * advice.progress_ratio;
        let text = match advice.hint {
            _ if advice.complete => "that is enough, thank you".to_owned(),
            Some(code) => format!("{percent:3.0} %  {}", code.hint(Lang::En)),
            None => format!("{percent:3.0} %  go on"),
        };
        if text != said {
            say(&text);
            said = text;
        }
        if advice.complete {
            break;
        }
    }
    // The same report and clip as the file of it would give.
    Ok(coach.finish())
}
