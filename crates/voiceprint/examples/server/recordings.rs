//! Ids that nobody can guess -> recordings under way, of which there is an end.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use voiceprint::audio_check::Coach;

/// Recordings at one time.
const MOST: usize = 100;
/// One that is silent for so long was left.
const IDLE: Duration = Duration::from_secs(60);

/// Recordings under way. One is out of here while a chunk of it is heard, so that no two chunks
/// of one recording are heard at once; a recording that fails does not come back.
#[derive(Default)]
pub(crate) struct Recordings(Mutex<HashMap<String, (Coach, Instant)>>);

impl Recordings {
    /// The id of a new recording, unless there are too many.
    pub(crate) fn begin(&self, coach: Coach) -> Option<String> {
        // It is the key to somebody's voice.
        let mut key = [0; 16];
        getrandom::fill(&mut key).ok()?;
        let id = format!("{:032x}", u128::from_be_bytes(key));
        let mut all = self.all();
        all.retain(|_, (_, used)| used.elapsed() < IDLE);
        if all.len() >= MOST {
            return None;
        }
        all.insert(id.clone(), (coach, Instant::now()));
        Some(id)
    }

    pub(crate) fn take(&self, id: &str) -> Option<Coach> {
        self.all().remove(id).map(|(coach, _)| coach)
    }

    pub(crate) fn put_back(&self, id: String, coach: Coach) {
        self.all().insert(id, (coach, Instant::now()));
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, (Coach, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
