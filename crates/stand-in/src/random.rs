//! The system's randomness to digits: log ids, secrets, the low bits of ids.

use std::fmt::Write as _;

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0; N];
    getrandom::fill(&mut buffer).expect("the system has a source of randomness");
    buffer
}

/// `N` random bytes as 2 `N` upper-case hexadecimal digits.
pub(crate) fn hex<const N: usize>() -> String {
    upper_hex(&bytes::<N>())
}

/// Upper-case hexadecimal digits of `bytes`.
pub(crate) fn upper_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02X}");
    }
    text
}

/// A log id as the service writes it: `YYYYMMDDhhmmss` in China time, then 20 hexadecimal digits.
pub(crate) fn log_id() -> String {
    let china = time::UtcOffset::from_hms(8, 0, 0).unwrap_or(time::UtcOffset::UTC);
    let now = time::OffsetDateTime::now_utc().to_offset(china);
    format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}{}",
        now.year(),
        u8::from(now.month()),
        now.day(),
        now.hour(),
        now.minute(),
        now.second(),
        hex::<10>()
    )
}

/// Unix time in seconds.
pub(crate) fn now_secs() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_log_id_is_14_digits_of_time_and_20_of_upper_case_hex() {
        let id = super::log_id();
        assert_eq!(id.len(), 34);
        assert!(id[..14].bytes().all(|b| b.is_ascii_digit()), "{id}");
        assert!(
            id[14..]
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)),
            "{id}"
        );
        assert_ne!(id, super::log_id());
    }
}
