//! Any answer of a server: a receipt only for a success, and no panic.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use upload::{Created, Identification, Page, Receipt, Voiceprint};

fuzz_target!(|bytes: &[u8]| {
    let Some((&[high, low, header], body)) = bytes.split_first_chunk() else {
        return;
    };
    let status = 100 + u16::from_be_bytes([high, low]) % 900;
    let mut response = http::Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = http::StatusCode::from_u16(status).expect("100 to 999");
    let types = ["application/json", "text/html", "", "application/json; charset=utf-8"];
    let value = http::HeaderValue::from_static(types[usize::from(header % 4)]);
    response.headers_mut().insert(http::header::CONTENT_TYPE, value);
    if let Ok(value) = http::HeaderValue::from_bytes(&body[..body.len().min(40)]) {
        response.headers_mut().insert("x-tt-logid", value.clone());
        response.headers_mut().insert(http::header::RETRY_AFTER, value);
    }
    let receipt = Receipt::from_http(response.clone());
    assert!(receipt.is_err() || (200..300).contains(&status));
    if let Err(error) = receipt {
        let text = error.to_string();
        assert!(!text.is_empty());
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    }
    let _ = Created::from_http(response.clone());
    let _ = Identification::from_http(response.clone());
    let _ = Page::<Voiceprint>::from_http(response);
});
