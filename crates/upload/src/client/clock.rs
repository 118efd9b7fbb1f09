//! `Date` headers of answers -> how far our clock is from the service's.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use http::HeaderMap;

use crate::retry_after::answered_at;

/// No answer with a date came yet.
const UNKNOWN: i64 = i64::MIN;

/// What the latest answer said.
pub(super) struct ServiceClock(AtomicI64);

impl ServiceClock {
    pub(super) fn new() -> ServiceClock {
        ServiceClock(AtomicI64::new(UNKNOWN))
    }

    /// Takes the date of an answer that came `now`.
    pub(super) fn note(&self, headers: &HeaderMap, now: SystemTime) {
        let Some(theirs) = answered_at(headers) else {
            return;
        };
        let secs = |between: std::time::Duration| i64::try_from(between.as_secs()).ok();
        let ahead_secs = match theirs.duration_since(now) {
            Ok(ahead) => secs(ahead),
            Err(behind) => secs(behind.duration()).map(|behind_secs| -behind_secs),
        };
        self.0
            .store(ahead_secs.unwrap_or(UNKNOWN), Ordering::Relaxed);
    }

    pub(super) fn ahead_secs(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|&secs| secs != UNKNOWN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    fn check(date: Option<&'static str>, ours_secs: u64, expected: Option<i64>) {
        let mut headers = HeaderMap::new();
        if let Some(date) = date {
            headers.insert(http::header::DATE, date.parse().unwrap());
        }
        let clock = ServiceClock::new();
        clock.note(&headers, UNIX_EPOCH + Duration::from_secs(ours_secs));
        assert_eq!(clock.ahead_secs(), expected);
    }

    #[test]
    fn the_service_is_ahead_or_behind_or_says_nothing() {
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT"); // 784,111,777 s
        check(date, 784_111_777, Some(0));
        check(date, 784_111_767, Some(10));
        check(date, 784_115_377, Some(-3_600));
        check(Some("yesterday"), 784_111_777, None);
        check(None, 784_111_777, None);
    }
}
