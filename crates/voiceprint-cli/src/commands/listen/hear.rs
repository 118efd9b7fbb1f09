//! Sound as it comes -> what was recorded, whatever ended it.

use super::meter::Meter;
use crate::capture::{Sound, Source};
use crate::output::{Closed, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use voiceprint::audio_check::{self, Coach};
use voiceprint::{Checked, Policy};

/// How long sound is waited for before keys and signals are looked at again.
const WAIT: Duration = Duration::from_millis(50);
/// How long sound that is still on its way may take.
const REST: Duration = Duration::from_millis(50);
/// Pieces of sound that may still lie between reader and coach when somebody ends it.
const PIECES_LEFT: usize = 70;

/// What was recorded.
pub(super) struct Heard {
    pub(super) checked: Checked,
    /// Why it ended before anybody wished it.
    pub(super) cut_short: Option<String>,
    /// Sound that came and could not be taken in time, seconds.
    pub(super) lost_secs: f64,
    /// Nobody reads the output any more.
    pub(super) closed: bool,
}

/// Listens until the end of the sound, an interrupt, or enough good speech.
pub(super) fn hear(
    mut source: Source,
    policy: Policy,
    draw: bool,
    until_good: bool,
    interrupted: &AtomicBool,
    out: &Output,
) -> anyhow::Result<Heard> {
    let mut coach = Coach::new(source.spec(), policy)?;
    if draw {
        coach.draw();
    }
    let mut meter = Meter::open(out, source.name());
    let mut closed = false;
    let cut_short = loop {
        match take(&mut coach, source.next(WAIT)) {
            Ok(Taken::Some | Taken::Nothing) => {}
            Ok(Taken::End(why)) => break why,
            Err(error) => break Some(error.to_string()),
        }
        let advice = coach.advise();
        let enough = until_good && advice.complete;
        match meter.show(advice, source.lost_secs()) {
            Err(error) if error.is::<Closed>() => closed = true,
            other => other?,
        }
        if enough {
            break None;
        }
        if closed || interrupted.load(Ordering::Relaxed) || meter.ended() {
            break rest(&mut coach, &mut source);
        }
    };
    drop(meter);
    Ok(Heard {
        lost_secs: source.lost_secs(),
        checked: coach.finish(),
        cut_short,
        closed,
    })
}

enum Taken {
    Some,
    Nothing,
    End(Option<String>),
}

fn take(coach: &mut Coach, sound: Sound) -> Result<Taken, audio_check::Error> {
    match sound {
        Sound::Pcm(bytes) => coach.push(&bytes)?,
        Sound::Samples(samples) => coach.push_f32(&samples)?,
        Sound::Nothing => return Ok(Taken::Nothing),
        Sound::End(why) => return Ok(Taken::End(why)),
    }
    Ok(Taken::Some)
}

/// What was recorded before somebody ended it and is still on its way.
fn rest(coach: &mut Coach, source: &mut Source) -> Option<String> {
    for _ in 0..PIECES_LEFT {
        match take(coach, source.next(REST)) {
            Ok(Taken::Some) => {}
            Ok(Taken::Nothing) => return None,
            Ok(Taken::End(why)) => return why,
            Err(error) => return Some(error.to_string()),
        }
    }
    None
}
