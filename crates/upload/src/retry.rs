//! A failure -> whether, and how long later, to try again.

use std::time::Duration;

/// When to try again. The defaults suit a call that a person waits for.
///
/// ```
/// let mut options = upload::ClientOptions::default();
/// options.retry.max_attempts = 5;
/// options.retry.total = std::time::Duration::from_secs(300);
/// assert_eq!(upload::RetryPolicy::never().max_attempts, 1);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Tries in all, the first included; 1 switches retrying off. Default 3.
    pub max_attempts: u32,
    /// Upper end of the first random wait; it doubles with every try. Default 0.5 s.
    pub first_delay: Duration,
    /// Upper end of every random wait. Default 8 s.
    pub max_delay: Duration,
    /// Longest wait the service may ask for; a longer one ends the call at once. Default 60 s.
    pub max_retry_after: Duration,
    /// Time for the whole call, all tries and waits. Default 120 s.
    pub total: Duration,
    /// Whether identification, which is billed, may be repeated. Default no.
    pub repeat_identify: bool,
}

impl Default for RetryPolicy {
    fn default() -> RetryPolicy {
        RetryPolicy {
            max_attempts: 3,
            first_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(60),
            total: Duration::from_secs(120),
            repeat_identify: false,
        }
    }
}

impl RetryPolicy {
    /// One try only.
    pub fn never() -> RetryPolicy {
        RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        }
    }

    #[cfg(feature = "client")]
    /// Wait before the next try: full jitter, a share `random` in 0..1 of the doubling limit.
    pub(crate) fn delay(&self, failed_attempts: u32, random: f64) -> Duration {
        let doublings = failed_attempts.saturating_sub(1).min(31);
        let limit = self
            .first_delay
            .saturating_mul(1 << doublings)
            .min(self.max_delay);
        limit.mul_f64(random.clamp(0.0, 1.0))
    }
}

/// HTTP statuses that a later try may not meet again.
pub(crate) fn is_retryable_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502..=504)
}

/// Whether an error status leaves open that the request took effect.
pub(crate) fn may_have_applied(status: u16) -> bool {
    matches!(status, 302 | 303 | 408 | 500 | 502 | 504 | 506..=599)
}

/// Whether an answer with a status and a code of the API may be another one later.
///
/// Inside a success status the code decides. Elsewhere the status does, unless a quota is used up,
/// which gateways like to wrap into 429.
pub(crate) fn is_retryable(status: u16, code: i64) -> bool {
    match status {
        200..=299 => matches!(code, 4009 | 4013 | 4020 | 5000),
        _ => is_retryable_status(status) && !is_exhausted_code(code),
    }
}

/// Codes for a token that is wrong, expired or lacks a permission; another token may do.
pub(crate) fn is_auth_code(code: i64) -> bool {
    matches!(code, 4100 | 4101 | 700_012_006)
}

/// Codes for a used-up quota or credit: daily limit, balance, arrears, free calls.
pub(crate) fn is_exhausted_code(code: i64) -> bool {
    matches!(code, 4008 | 4011 | 4019 | 4022 | 4027 | 4028)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap() {
        let policy = RetryPolicy::default();
        let limits: Vec<f64> = (1..=7)
            .map(|n| policy.delay(n, 1.0).as_secs_f64())
            .collect();
        assert_eq!(limits, [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]);
        assert_eq!(policy.delay(u32::MAX, 0.5), Duration::from_secs(4));
    }

    #[test]
    fn the_table_of_statuses_holds() {
        let again: Vec<u16> = (100..600)
            .filter(|status| is_retryable_status(*status))
            .collect();
        assert_eq!(again, [408, 425, 429, 500, 502, 503, 504]);
    }

    #[test]
    fn a_daily_limit_is_not_tried_again_whatever_the_status() {
        assert!(!is_retryable(200, 4008) && !is_retryable(429, 4008));
        assert!(is_retryable(200, 4020) && is_retryable(503, 4000) && !is_retryable(501, 5000));
    }
}
