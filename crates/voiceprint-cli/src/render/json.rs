//! A checked or unreadable recording -> the JSON line of the report.

use serde_json::{Map, Value, json};
use std::time::Duration;
use voiceprint::Lang;
use voiceprint::audio_check::{self, Report};

/// The report line; `file` is as it was typed.
pub(crate) fn report(
    file: &str,
    result: &Result<&Report, &audio_check::Error>,
    took: Duration,
    lang: Lang,
) -> Value {
    let mut body = match result {
        Ok(report) => report.to_json(lang),
        Err(_) => Value::Null,
    };
    let mut take = |key: &str| body.get_mut(key).map_or(Value::Null, Value::take);
    let (verdict, error) = match result {
        Ok(report) => (report.verdict().as_str(), Value::Null),
        Err(error) => ("unreadable", read_error(error, lang)),
    };
    let mut line = Map::new();
    line.insert("schema".into(), json!(Report::SCHEMA));
    line.insert("file".into(), json!(file));
    line.insert("verdict".into(), json!(verdict));
    line.insert("error".into(), error);
    for key in ["source", "clip", "measurements", "findings"] {
        line.insert(key.into(), take(key));
    }
    line.insert("elapsed_ms".into(), milliseconds(took));
    Value::Object(line)
}

/// Why a file could not be read.
fn read_error(error: &audio_check::Error, lang: Lang) -> Value {
    json!({
        "kind": error.kind().as_str(),
        "message": match lang {
            Lang::En => error.message().to_owned(),
            Lang::Zh => error.text(lang),
        },
        "offset": error.offset(),
    })
}

/// With three decimals.
pub(crate) fn milliseconds(took: Duration) -> Value {
    json!((took.as_secs_f64() * 1e6).round() / 1e3)
}
