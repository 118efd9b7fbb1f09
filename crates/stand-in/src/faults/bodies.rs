//! Bodies that are not what a client hopes for, in place of the true answer.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde_json::json;

use super::{Fault, Played, status, swallow};
use crate::answer::json_answer;
use crate::exchange::Exchange;

/// With the setting `apply` the call is carried out before.
pub(super) const NAMES: &[&str] = &[
    "html_200",
    "html_502",
    "html_as_json",
    "empty_200",
    "text_200",
    "json_array",
    "json_null",
    "json_no_code",
    "json_no_msg",
    "json_deep",
    "json_bignum",
    "json_dup",
    "json_badutf8",
    "truncated_json",
    "json_ctrl",
    "echo_secret",
    "biz_error",
    "code_text",
    "code_negative",
];

pub(super) async fn play(fault: &Fault, exchange: Exchange) -> Played {
    let log_id = exchange.log_id.clone();
    let secret = exchange.parts.headers.get(AUTHORIZATION).cloned();
    let secret = secret
        .as_ref()
        .and_then(|value| value.to_str().ok())
        .unwrap_or("none")
        .to_owned();
    swallow(fault, exchange).await?;
    let code = fault.number("code").unwrap_or(4000);
    let mut answer = json_answer(StatusCode::OK, &log_id, &json!({}));
    let body: Vec<u8> = match fault.name() {
        "html_200" | "html_502" | "html_as_json" => return Ok(page(fault.name(), answer)),
        "empty_200" => Vec::new(),
        "text_200" => {
            answer
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            b"OK".to_vec()
        }
        "json_array" => br#"[{"code":0,"msg":""}]"#.to_vec(),
        "json_null" => b"null".to_vec(),
        "json_no_code" => br#"{"msg":"","data":{}}"#.to_vec(),
        "json_no_msg" => format!(r#"{{"code":{code}}}"#).into_bytes(),
        "json_deep" => [b"{\"code\":0,\"data\":".to_vec(), vec![b'['; 100_000]].concat(),
        "json_bignum" => {
            br#"{"code":99999999999999999999999999,"msg":"","data":{"id":1e999}}"#.to_vec()
        }
        "json_dup" => br#"{"code":0,"code":4000,"msg":"","msg":"second"}"#.to_vec(),
        "json_badutf8" => b"{\"code\":4000,\"msg\":\"\xFF\xFE\xC0\"}".to_vec(),
        "truncated_json" => br#"{"code":0,"msg":"","data":{"id":"75"#.to_vec(),
        "json_ctrl" => {
            let msg = "a\u{1b}[2J\u{7}\r\nFAKE: 1\u{202e}b\u{0}";
            json!({ "code": code, "msg": msg }).to_string().into_bytes()
        }
        "echo_secret" => json!({ "code": code, "msg": format!("you sent {secret}") })
            .to_string()
            .into_bytes(),
        "code_text" => br#"{"code":"4000","msg":"as text"}"#.to_vec(),
        "code_negative" => br#"{"code":-1,"msg":"negative"}"#.to_vec(),
        _ => {
            let msg = fault.setting("msg").unwrap_or("refused on request");
            let detail = json!({ "logid": log_id });
            json!({ "code": code, "msg": msg, "detail": detail })
                .to_string()
                .into_bytes()
        }
    };
    *answer.body_mut() = Bytes::from(body);
    Ok(answer)
}

fn page(name: &str, mut answer: Response<Bytes>) -> Response<Bytes> {
    let json = answer.headers().get(CONTENT_TYPE).cloned();
    status::html(&mut answer, "Sign in to the network");
    if name == "html_502" {
        *answer.status_mut() = StatusCode::BAD_GATEWAY;
    }
    if let (true, Some(json)) = (name == "html_as_json", json) {
        answer.headers_mut().insert(CONTENT_TYPE, json);
    }
    answer
}
