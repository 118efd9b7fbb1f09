//! JSON values as the service really sends them -> plain Rust values.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// An id: text, or a bare number of any size, which a floating-point reader would round.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?.get();
    parse_id(raw).ok_or_else(|| serde::de::Error::custom("an id must be text or a whole number"))
}

/// As [`id`]; `None` for null and for what is no id.
pub(crate) fn optional_id<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    Ok(parse_id(<&RawValue>::deserialize(d)?.get()))
}

fn parse_id(raw: &str) -> Option<String> {
    if !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(raw.to_owned());
    }
    let text: String = serde_json::from_str(raw).ok()?;
    (!text.is_empty()).then_some(text)
}

/// Text; empty for null and for anything else.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?.get();
    Ok(serde_json::from_str(raw).unwrap_or_default())
}

/// A Unix time in seconds; 13 digits are milliseconds, text is read as a number, 0 and null are unknown.
pub(crate) fn unix_secs<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u64>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?.get();
    Ok(number(raw).filter(|time| *time > 0).map(|time| {
        // Above 10^11 no time in seconds is meant.
        if time > 100_000_000_000 {
            time / 1000
        } else {
            time
        }
    }))
}

/// A count; `None` for null and for what is no count.
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(number(<&RawValue>::deserialize(deserializer)?.get()))
}

fn number(raw: &str) -> Option<u64> {
    raw.trim_matches('"').parse().ok()
}

/// A list; null is the empty one.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Something optional whose faults are no reason to lose the rest.
pub(crate) fn if_readable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let raw = <&RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Debug, PartialEq)]
    struct Row {
        #[serde(deserialize_with = "id")]
        id: String,
        #[serde(default, deserialize_with = "unix_secs")]
        created_at: Option<u64>,
        #[serde(default, deserialize_with = "list")]
        items: Vec<u8>,
    }

    fn check(json: &str, id: &str, created_at: Option<u64>, items: &[u8]) {
        let row: Row = serde_json::from_str(json).unwrap();
        assert_eq!(
            row,
            Row {
                id: id.into(),
                created_at,
                items: items.into()
            },
            "{json}"
        );
    }

    #[test]
    fn ids_times_and_lists_are_read_in_every_form() {
        check(r#"{"id":"1"}"#, "1", None, &[]);
        check(
            r#"{"id":7513865283312000002,"created_at":1700000000}"#,
            "7513865283312000002",
            Some(1_700_000_000),
            &[],
        );
        check(
            r#"{"id":99999999999999999999,"created_at":1700000000123}"#,
            "99999999999999999999",
            Some(1_700_000_000),
            &[],
        );
        check(
            r#"{"id":"1","created_at":"1700000000","items":null}"#,
            "1",
            Some(1_700_000_000),
            &[],
        );
        check(r#"{"id":"1","created_at":{},"items":[1]}"#, "1", None, &[1]);
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for json in [
            r#"{"id":1.5}"#,
            r#"{"id":null}"#,
            r#"{"id":""}"#,
            r#"{"id":[1]}"#,
            r#"{"id":-1}"#,
            "{}",
        ] {
            assert!(serde_json::from_str::<Row>(json).is_err(), "{json}");
        }
    }
}
