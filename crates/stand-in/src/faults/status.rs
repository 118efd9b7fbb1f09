//! Bare HTTP statuses with a JSON, HTML or empty body, and every form of `Retry-After`.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::json;

use super::{Fault, Played, swallow};
use crate::answer::json_answer;
use crate::exchange::Exchange;

/// Any final status by its three digits.
pub(super) fn code(name: &str) -> Option<u16> {
    name.parse()
        .ok()
        .filter(|status| name.len() == 3 && (200..600).contains(status))
}

pub(super) async fn play(fault: &Fault, exchange: Exchange) -> Played {
    let log_id = exchange.log_id.clone();
    swallow(fault, exchange).await?;
    answer(fault, code(fault.name()).unwrap_or(500), &log_id)
}

/// The answer of a status. Settings: `body` = json (default), html, empty, nocode; `code`; `ra`.
pub(super) fn answer(fault: &Fault, status: u16, log_id: &str) -> Played {
    let code = fault.number("code").unwrap_or(business_code(status));
    let detail = json!({ "logid": log_id });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reason = status.canonical_reason().unwrap_or("unknown");
    let json = match fault.setting("body") {
        Some("nocode") => json!({ "msg": reason, "detail": detail }),
        _ => json!({ "code": code, "msg": if code == 0 { "" } else { reason }, "detail": detail }),
    };
    let mut answer = json_answer(status, log_id, &json);
    match fault.setting("body") {
        Some("html") => html(&mut answer, reason),
        Some("empty") => *answer.body_mut() = Bytes::new(),
        _ => {}
    }
    for value in retry_after(fault.setting("ra")) {
        answer.headers_mut().append(
            RETRY_AFTER,
            HeaderValue::from_str(&value).map_err(std::io::Error::other)?,
        );
    }
    Ok(answer)
}

/// A gateway's page instead of JSON.
pub(super) fn html(answer: &mut Response<Bytes>, reason: &str) {
    let page = format!(
        "<!DOCTYPE html><html><head><title>{reason}</title></head><body><h1>{reason}</h1></body></html>"
    );
    answer.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    *answer.body_mut() = page.into();
}

fn business_code(status: u16) -> i64 {
    match status {
        200..300 => 0,
        401 => 700_012_006,
        403 => 4101,
        404 => 4200,
        413 => 4302,
        429 => 4013,
        500.. => 5000,
        _ => 4000,
    }
}

/// `ra=3`, or a name for an odd form.
fn retry_after(setting: Option<&str>) -> Vec<String> {
    let date = |time| httpdate::fmt_http_date(time);
    let two_seconds = Duration::from_secs(2);
    match setting {
        None => Vec::new(),
        Some("date") => vec![date(SystemTime::now() + two_seconds)],
        Some("past") => vec![date(
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000),
        )],
        Some("bad") => vec!["soon".to_owned()],
        Some("neg") => vec!["-5".to_owned()],
        Some("float") => vec!["0.5".to_owned()],
        Some("huge") => vec!["99999999999999999999".to_owned()],
        Some("two") => vec!["1".to_owned(), "2".to_owned()],
        Some(text) => vec![text.to_owned()],
    }
}
