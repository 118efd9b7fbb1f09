//! The flow of calls to "pass" or "too many".

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::StatusCode;
use http::header::RETRY_AFTER;

use crate::answer::Refusal;
use crate::config::Config;

/// Counts calls in all and within the current second.
#[derive(Default)]
pub(crate) struct Throttle(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    calls: u64,
    window: Option<(Instant, u32)>,
}

impl Throttle {
    /// Lets a call pass, or refuses it with 429 (too fast) or 4008 (quota of calls used up).
    pub(crate) fn pass(&self, config: &Config) -> Result<(), Refusal> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(limit) = config.rate_limit {
            let now = Instant::now();
            let (start, count) = counts
                .window
                .filter(|(start, _)| now.duration_since(*start) < Duration::from_secs(1))
                .unwrap_or((now, 0));
            if count >= limit.requests_per_sec {
                return Err(too_many(limit.code, limit.retry_after_secs));
            }
            counts.window = Some((start, count.saturating_add(1)));
        }
        if config.max_calls.is_some_and(|most| counts.calls >= most) {
            return Err(Refusal::new(
                4008,
                "The number of API calls has reached the upper limit.",
            ));
        }
        counts.calls = counts.calls.saturating_add(1);
        Ok(())
    }

    /// Starts counting anew.
    pub(crate) fn reset(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Counts::default();
    }
}

fn too_many(code: i64, retry_after_secs: Option<u32>) -> Refusal {
    let refusal = Refusal::new(code, "Too many requests. Please try again later.")
        .with_status(StatusCode::TOO_MANY_REQUESTS);
    match retry_after_secs {
        Some(secs) => refusal.with_header(RETRY_AFTER, &secs.to_string()),
        None => refusal,
    }
}
