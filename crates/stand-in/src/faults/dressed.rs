//! The true answer in another dress: a client should read most of them as it reads the plain one.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::{Fault, Played};
use crate::answer::LOG_ID;
use crate::exchange::Exchange;
use crate::random;

/// The call is carried out.
pub(super) const NAMES: &[&str] = &[
    "ok_bom",
    "ok_204",
    "ok_extra",
    "ok_gzip",
    "data_null",
    "data_missing",
    "numeric_ids",
    "items_null",
    "logid_header",
    "logid_body",
    "logid_differ",
    "wrong_type",
    "no_type",
];

pub(super) async fn play(fault: &Fault, exchange: Exchange) -> Played {
    let mut answer = exchange.answer().await?;
    match fault.name() {
        "ok_bom" => *answer.body_mut() = [b"\xEF\xBB\xBF", answer.body().as_ref()].concat().into(),
        "ok_204" => {
            *answer.status_mut() = StatusCode::NO_CONTENT;
            *answer.body_mut() = Bytes::new();
        }
        "ok_gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(answer.body())?;
            *answer.body_mut() = encoder.finish()?.into();
            answer
                .headers_mut()
                .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        "wrong_type" => {
            answer
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        }
        "no_type" => drop(answer.headers_mut().remove(CONTENT_TYPE)),
        "logid_body" => drop(answer.headers_mut().remove(LOG_ID)),
        "logid_differ" => {
            if let Ok(value) = HeaderValue::from_str(&random::log_id()) {
                answer.headers_mut().insert(LOG_ID, value);
            }
        }
        name => change_json(&mut answer, |body| change(name, body)),
    }
    Ok(answer)
}

fn change_json(answer: &mut Response<Bytes>, change: impl FnOnce(&mut Value)) {
    if let Ok(mut body) = serde_json::from_slice(answer.body()) {
        change(&mut body);
        *answer.body_mut() = body.to_string().into();
    }
}

fn change(name: &str, body: &mut Value) {
    let Some(object) = body.as_object_mut() else {
        return;
    };
    match name {
        "data_null" => drop(object.insert("data".to_owned(), Value::Null)),
        "data_missing" => drop(object.remove("data")),
        "logid_header" => drop(object.remove("detail")),
        "numeric_ids" => make_ids_numbers(body),
        "items_null" => {
            if let Some(items) = body.pointer_mut("/data/items") {
                *items = Value::Null;
            }
        }
        _ => {
            object.insert("trace".to_owned(), json!({ "span": [1, 2.5, null, "三"] }));
            if let Some(data) = object.get_mut("data").and_then(Value::as_object_mut) {
                data.insert("quality".to_owned(), json!(null));
            }
        }
    }
}

/// Turns every decimal `id`, `group_id` and `feature_id` into a bare number.
fn make_ids_numbers(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(make_ids_numbers),
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                let number = value.as_str().and_then(|text| text.parse::<u64>().ok());
                match number.filter(|_| key.ends_with("id")) {
                    Some(number) => *value = number.into(),
                    None => make_ids_numbers(value),
                }
            }
        }
        _ => {}
    }
}
