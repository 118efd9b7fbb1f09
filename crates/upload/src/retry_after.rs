//! `Retry-After` headers in any form -> a wait.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

/// The wait the service asks for; `None` when there is none or no one can read it.
///
/// Seconds, also with a fraction, or an HTTP date (RFC 9110 section 10.2.3), which is compared with
/// the answer's own `Date` where there is one, so that a wrong clock here does no harm.
/// Of several values the longest counts; a date in the past asks for no wait.
pub(crate) fn wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let server_now = answered_at(headers).unwrap_or(now);
    headers
        .get_all(header::RETRY_AFTER)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter_map(|text| one(text.trim(), server_now))
        .max()
}

/// When the answer was made by the service's clock, whole seconds; `None` where it does not say.
pub(crate) fn answered_at(headers: &HeaderMap) -> Option<SystemTime> {
    let text = headers.get(header::DATE)?.to_str().ok()?;
    httpdate::parse_http_date(text.trim()).ok()
}

fn one(text: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(date) = httpdate::parse_http_date(text) {
        return Some(date.duration_since(now).unwrap_or(Duration::ZERO));
    }
    // A comma joins doubled headers.
    text.split(',')
        .filter_map(|part| seconds(part.trim()))
        .max()
}

fn seconds(text: &str) -> Option<Duration> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !plain || text.is_empty() {
        return None;
    }
    // Any number too large to hold is a wait beyond every limit.
    let secs: f64 = text.parse().ok()?;
    Some(Duration::try_from_secs_f64(secs).unwrap_or(Duration::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    fn check(values: &[&str], expected: Option<f64>) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::RETRY_AFTER, value.parse().unwrap());
        }
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777); // Sun, 06 Nov 1994 08:49:37 GMT
        assert_eq!(
            wait(&headers, now),
            expected.map(Duration::from_secs_f64),
            "{values:?}"
        );
    }

    #[test]
    fn every_form_is_read() {
        check(&["1"], Some(1.0));
        check(&[" 120 "], Some(120.0));
        check(&["1.5"], Some(1.5));
        check(&["Sun, 06 Nov 1994 08:49:47 GMT"], Some(10.0));
        check(&["Sun, 06 Nov 1994 08:49:07 GMT"], Some(0.0));
        check(&["1", "3"], Some(3.0));
        check(&["1, 2"], Some(2.0));
    }

    #[test]
    fn what_no_one_can_read_counts_as_absent() {
        for value in [
            "",
            "soon",
            "-1",
            "+1",
            "1e3",
            "0x10",
            "NaN",
            "inf",
            ".",
            "1.2.3",
            "Sun, 99 Nov 1994",
        ] {
            check(&[value], None);
        }
        check(&[], None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_is_read_without_panic(value in "[ -~]{0,40}|[0-9.,-]{0,30}") {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, value.parse().unwrap());
            let _ = wait(&headers, SystemTime::now());
        }
    }

    #[test]
    fn huge_values_do_not_overflow() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, "9".repeat(400).parse().unwrap());
        assert_eq!(wait(&headers, SystemTime::now()), Some(Duration::MAX));
    }

    #[test]
    fn a_date_is_compared_with_the_servers_own_clock() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::DATE,
            "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap(),
        );
        headers.insert(
            header::RETRY_AFTER,
            "Sun, 06 Nov 1994 08:49:42 GMT".parse().unwrap(),
        );
        assert_eq!(
            wait(&headers, SystemTime::now()),
            Some(Duration::from_secs(5))
        );
    }
}
