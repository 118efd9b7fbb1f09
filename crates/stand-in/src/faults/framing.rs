//! Answers whose framing lies: the true answer, damaged on its way.

use std::fmt::Write as _;

use bytes::Bytes;
use http::Response;

use super::{Fault, Played, end};
use crate::exchange::Exchange;

/// Each writes bytes past the HTTP engine and ends the connection.
pub(super) const NAMES: &[&str] = &[
    "truncated_cl",
    "truncated_chunk",
    "bad_chunk",
    "dup_cl",
    "cl_and_te",
    "garbage",
    "bad_status",
    "double_response",
    "ok_chunked",
    "ok_http10",
];

/// An answer as the bytes of its head, which ends in an empty line and says `Connection: close`,
/// and its body.
pub(super) fn split(answer: Response<Bytes>) -> (Vec<u8>, Bytes) {
    let head = head(&answer, &format!("Content-Length: {}", answer.body().len()));
    (head, answer.into_body())
}

fn head(answer: &Response<Bytes>, framing: &str) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\n", answer.status());
    for (name, value) in answer.headers() {
        let _ = write!(
            head,
            "{name}: {}\r\n",
            String::from_utf8_lossy(value.as_bytes())
        );
    }
    let _ = write!(head, "{framing}\r\nConnection: close\r\n\r\n");
    head.into_bytes()
}

pub(super) async fn play(fault: &Fault, exchange: Exchange) -> Played {
    let link = exchange.link.clone();
    let answer = exchange.answer().await?;
    let bytes = damaged(fault.name(), &answer);
    link.write_all(&bytes).await?;
    link.finish_writing();
    end()
}

fn damaged(name: &str, answer: &Response<Bytes>) -> Vec<u8> {
    let body = answer.body().as_ref();
    let half = body.get(..body.len() / 2).unwrap_or_default();
    let length = format!("Content-Length: {}", body.len());
    let chunk =
        |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    let chunked = "Transfer-Encoding: chunked";
    match name {
        "truncated_cl" => [head(answer, &length).as_slice(), half].concat(),
        "truncated_chunk" => [head(answer, chunked), chunk(half)].concat(),
        "bad_chunk" => [
            head(answer, chunked).as_slice(),
            b"zz\r\n",
            body,
            b"\r\n0\r\n\r\n",
        ]
        .concat(),
        "dup_cl" => {
            let twice = format!("{length}\r\nContent-Length: {}", half.len());
            [head(answer, &twice).as_slice(), body].concat()
        }
        "cl_and_te" => {
            let both = format!("Content-Length: 5\r\n{chunked}");
            [head(answer, &both), chunk(body), b"0\r\n\r\n".to_vec()].concat()
        }
        "garbage" => b"\x16\x03\x01\x02\x00 this is no HTTP\r\n\r\n".to_vec(),
        "bad_status" => {
            let text = String::from_utf8_lossy(&head(answer, &length)).replacen("200", "2x0", 1);
            [text.as_bytes(), body].concat()
        }
        "double_response" => {
            let once = String::from_utf8_lossy(&head(answer, &length))
                .replace("Connection: close\r\n", "");
            let other = br#"{"code":0,"msg":"left over"}"#;
            let second = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", other.len());
            [once.as_bytes(), body, second.as_bytes(), other].concat()
        }
        "ok_chunked" => {
            let rest = body.get(half.len()..).unwrap_or_default();
            [
                head(answer, chunked),
                chunk(half),
                chunk(rest),
                b"0\r\n\r\n".to_vec(),
            ]
            .concat()
        }
        _ => {
            let text = String::from_utf8_lossy(&head(answer, "X-Old: 1")).replacen("1.1", "1.0", 1);
            [text.as_bytes(), body].concat()
        }
    }
}
