//! Answers that are odd, broken, huge or lead elsewhere -> never a success, never trouble.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::time::{Duration, Instant};

use proptest::prelude::*;
use support::voice::{quick, update};
use support::{Fault, Server, answer, ok};
use upload::{ClientOptions, Error, ErrorKind, Outcome, Receipt};

fn once() -> ClientOptions {
    let mut options = quick();
    options.retry.max_attempts = 1;
    options
}

async fn fails(answer: Vec<u8>) -> Error {
    let server = Server::start(vec![Fault::SayAndClose(answer)]).await;
    update(&server.base(), 1000, once()).await.unwrap_err()
}

#[tokio::test]
async fn bodies_that_prove_nothing_are_bad_answers() {
    for body in [
        "",
        "OK",
        "<html>please log in</html>",
        "[]",
        "null",
        "0",
        "{}",
        r#"{"msg":"ok"}"#,
        r#"{"code":null}"#,
        r#"{"code":"0"}"#,
        r#"{"code":0.0}"#,
        r#"{"code":false}"#,
        r#"{"code":99999999999999999999999}"#,
        r#"{"code":0,"code":4000}"#,
        r#"{"code":4000,"code":0}"#,
        r#"{"code":0,"msg":"","data""#,
        r#"{"code":0} trailing"#,
        "{\"code\":0,\"msg\":\"\u{0}\"}",
        r#"{"code":0,"data":{"id":"23"}}"#,
    ] {
        let error = fails(answer(200, "", body)).await;
        assert_eq!(error.kind(), ErrorKind::BadAnswer, "{body}: {error}");
        assert_eq!(
            (error.outcome(), error.status()),
            (Outcome::Unknown, Some(200)),
            "{body}"
        );
    }
    let error = fails(answer(200, "", b"{\"code\":0,\"msg\":\"\xff\"}")).await;
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    let deep = format!(
        "{{\"code\":0,\"data\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let server = Server::start(vec![Fault::SayAndClose(answer(200, "", deep))]).await;
    update(&server.base(), 1000, once()).await.unwrap(); // The rule is met; the depth harms nobody.
    let error = fails(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()).await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::BadAnswer, Some(204))
    );
}

#[tokio::test]
async fn odd_but_sound_successes_are_accepted() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"cod\r\n4\r\ne\":0\r\n1\r\n}\r\n0\r\n\r\n";
    for bytes in [
        answer(200, "", "\u{feff}{\"code\":0}"),
        answer(
            200,
            "Content-Type: text/plain\r\n",
            r#"  {"msg":null,"code":0,"x":{"y":[1]},"data":null} "#,
        ),
        answer(201, "", r#"{"code":0,"data":[],"detail":7,"error":"x"}"#),
        answer(200, "", r#"{"code":0,"data":{"id":22}}"#),
        chunked.as_bytes().to_vec(),
        b"HTTP/1.0 200 OK\r\n\r\n{\"code\":0}".to_vec(),
        [
            b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".to_vec(),
            ok(),
        ]
        .concat(),
        [b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), ok()].concat(),
    ] {
        let server = Server::start(vec![Fault::SayAndClose(bytes.clone())]).await;
        let receipt = update(&server.base(), 1000, once()).await;
        assert!(
            receipt.is_ok(),
            "{}: {receipt:?}",
            String::from_utf8_lossy(&bytes)
        );
    }
}

#[tokio::test]
async fn broken_framing_is_an_error() {
    let cases: &[&[u8]] = &[
        b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{\"code\":0}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"code\":0}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{\"code\":0}\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 11\r\n\r\n{\"code\":0}",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/9.9 200 OK\r\nContent-Length: 10\r\n\r\n{\"code\":0}",
        b"\x16\x03\x01\x00\x00garbage\r\n\r\n",
        b"",
    ];
    for bytes in cases {
        let error = fails(bytes.to_vec()).await;
        assert!(
            matches!(error.kind(), ErrorKind::BadAnswer | ErrorKind::NoAnswer),
            "{}: {error}",
            String::from_utf8_lossy(bytes)
        );
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
}

#[tokio::test]
async fn what_is_left_over_is_not_read_by_the_next_call() {
    let double = [answer(503, "", ""), ok()].concat();
    let server = Server::start(vec![Fault::Say(double), Fault::Say(support::refusal(4000))]).await;
    let error = update(&server.base(), 1000, quick()).await.unwrap_err();
    assert_eq!(error.code(), Some(4000), "{error}");
}

#[tokio::test]
async fn huge_answers_are_cut_off() {
    let start = Instant::now();
    let error = fails(answer(200, "", vec![b' '; 20 << 20])).await;
    assert_eq!(error.kind(), ErrorKind::BadAnswer, "{error}");
    let error = fails(answer(500, "", vec![b'x'; 20 << 20])).await;
    assert_eq!(error.status(), Some(500));
    let error = fails(answer(
        200,
        &format!("X: {}\r\n", "y".repeat(1 << 20)),
        r#"{"code":0}"#,
    ))
    .await;
    assert!(
        matches!(error.kind(), ErrorKind::BadAnswer | ErrorKind::NoAnswer),
        "{error}"
    );
    let many: String = (0..5000).map(|n| format!("X-{n}: 1\r\n")).collect();
    let error = fails(answer(200, &many, r#"{"code":0}"#)).await;
    assert!(
        matches!(error.kind(), ErrorKind::BadAnswer | ErrorKind::NoAnswer),
        "{error}"
    );
    let msg = format!("{{\"code\":4000,\"msg\":\"{}\"}}", "m".repeat(1_000_000));
    let error = fails(answer(200, "", msg)).await;
    assert!(error.to_string().len() < 1000);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn compressed_answers_are_not_opened() {
    let gzip =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56\x4a\xce\x4f\x49\x55\xb2\x32\xa8\x05\x00";
    let error = fails(answer(200, "Content-Encoding: gzip\r\n", gzip)).await;
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
}

#[tokio::test]
async fn redirects_are_errors_and_nothing_reaches_their_target() {
    let other = Server::start(vec![Fault::Say(ok())]).await;
    let other_base = format!("{}/secret-path?q=1", other.base());
    for status in [301, 302, 303, 307, 308] {
        for target in [
            &*other_base,
            "https://other.example/x",
            "//other.example",
            "/same",
            "file:///etc/passwd",
            "http://a:b@c/",
            "",
        ] {
            let server = Server::start(vec![Fault::Say(answer(
                status,
                &format!("Location: {target}\r\n"),
                "",
            ))])
            .await;
            let error = update(&server.base(), 1000, quick()).await.unwrap_err();
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Redirected, 1));
            let text = format!("{error} {error:?}");
            assert!(
                !text.contains("secret-path") && !text.contains("a:b"),
                "{text}"
            );
            assert_eq!(server.seen().len(), 1);
        }
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn the_environments_proxy_is_not_used() {
    let proxy = Server::start(vec![Fault::Say(ok())]).await;
    let server = Server::start(vec![Fault::Say(ok())]).await;
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", "child_update", "--ignored"])
        .env("CHILD_BASE", server.base());
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        child.env(name, proxy.base());
    }
    let status = tokio::task::spawn_blocking(move || child.status())
        .await
        .unwrap();
    assert!(status.unwrap().success());
    assert!(proxy.seen().is_empty());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
#[ignore = "runs in a child process of the_environments_proxy_is_not_used"]
async fn child_update() {
    let base = std::env::var("CHILD_BASE").unwrap();
    update(&base, 1000, once()).await.unwrap();
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic_and_only_code_0_is_a_success(
        status in 100_u16..600,
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "\\{\"code\":(0|4000|\"0\"|null|-1)(,\"(msg|data|code)\":(0|\"\"|\\{\\}|null)){0,3}\\}".prop_map(String::into_bytes),
        ],
    ) {
        let mut response = http::Response::new(bytes::Bytes::from(body.clone()));
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
        let result = Receipt::from_http(response);
        let zero = serde_json::from_slice::<serde_json::Value>(&body)
            .is_ok_and(|value| value.get("code").and_then(serde_json::Value::as_i64) == Some(0));
        if result.is_ok() {
            prop_assert!(zero && (200..300).contains(&status));
        }
        if let Err(error) = result {
            let _ = format!("{error} {error:?}");
        }
    }
}
