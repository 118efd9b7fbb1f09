//! Requests at any moment -> requests no faster than agreed.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// Spaces requests evenly; waiting is first come, first served, and a dropped wait costs no slot.
pub(crate) struct Pace {
    gap: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// At most so many requests a second; no limit for `None` and for what is no positive number.
    pub(crate) fn new(requests_per_sec: Option<f64>) -> Pace {
        let gap = requests_per_sec
            .filter(|rate| *rate > 0.0)
            .and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok())
            .unwrap_or(Duration::ZERO);
        Pace {
            gap,
            next: Mutex::new(None),
        }
    }

    /// Returns when the next request may go.
    pub(crate) async fn wait(&self) {
        if self.gap.is_zero() {
            return;
        }
        // Held while asleep: the lock is fair, so it is the queue.
        let mut next = self.next.lock().await;
        if let Some(next) = *next {
            sleep_until(next).await;
        }
        *next = Some(Instant::now() + self.gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ten_requests_at_five_a_second_take_nine_gaps() {
        let pace = Pace::new(Some(5.0));
        let start = Instant::now();
        for _ in 0..10 {
            pace.wait().await;
        }
        let took = start.elapsed().as_secs_f64();
        assert!((1.79..1.83).contains(&took), "{took}");
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_limit_nothing_waits() {
        for rate in [
            None,
            Some(0.0),
            Some(-1.0),
            Some(f64::NAN),
            Some(f64::INFINITY),
        ] {
            let pace = Pace::new(rate);
            let start = Instant::now();
            for _ in 0..100 {
                pace.wait().await;
            }
            assert!(start.elapsed() < Duration::from_millis(1), "{rate:?}");
        }
    }
}
