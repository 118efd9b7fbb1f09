//! Secure channels that are not secure, and those that are -> nothing sent, or a success.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use support::tls::{Authority, serve_h2};
use support::voice::{quick, update};
use support::{Fault, Server, answer, ok};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use upload::{ErrorKind, Outcome, Step};

/// A TLS server in front of one plain answer; counts the bytes of requests that came through.
async fn serve(acceptor: TlsAcceptor) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let received = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&received);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, count) = (acceptor.clone(), Arc::clone(&count));
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut buffer = vec![0; 65_536];
                let mut seen = Vec::new();
                while let Ok(size @ 1..) = stream.read(&mut buffer).await {
                    count.fetch_add(size, Ordering::SeqCst);
                    seen.extend_from_slice(&buffer[..size]);
                    if seen.ends_with(b"--\r\n") {
                        stream.write_all(&ok()).await.unwrap();
                        stream.flush().await.unwrap();
                    }
                }
            });
        }
    });
    (base, received)
}

#[tokio::test]
async fn a_host_with_the_right_certificate_is_served() {
    let authority = Authority::new();
    let (base, received) = serve(authority.acceptor("localhost", false, "http/1.1")).await;
    update(&base, 3_000_000, authority.options()).await.unwrap();
    assert!(received.load(Ordering::SeqCst) > 3_000_000);
}

#[tokio::test]
async fn wrong_certificates_end_the_call_before_a_byte_is_sent() {
    let authority = Authority::new();
    for (acceptor, options) in [
        (authority.acceptor("localhost", false, "http/1.1"), quick()),
        (
            authority.acceptor("api.coze.cn", false, "http/1.1"),
            authority.options(),
        ),
        (
            authority.acceptor("localhost", true, "http/1.1"),
            authority.options(),
        ),
        (
            Authority::new().acceptor("localhost", false, "http/1.1"),
            authority.options(),
        ),
    ] {
        let (base, received) = serve(acceptor).await;
        let error = update(&base, 1000, options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreachable(Step::Tls), "{error:?}");
        assert_eq!(
            (error.outcome(), error.attempts()),
            (Outcome::NotDelivered, 1)
        );
        assert_eq!(received.load(Ordering::SeqCst), 0);
    }
}

/// A server that answers the client's hello with these bytes.
async fn hello_with(bytes: &'static [u8]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(bytes).await;
        }
    });
    (base, connections)
}

#[tokio::test]
async fn alerts_old_protocols_and_plain_answers_are_not_tried_again() {
    let alert = b"\x15\x03\x03\x00\x02\x02\x28";
    let old = b"\x15\x03\x01\x00\x02\x02\x46";
    for bytes in [alert.as_slice(), old, b"HTTP/1.1 400 Bad Request\r\n\r\n"] {
        let (base, connections) = hello_with(bytes).await;
        let error = update(&base, 1000, quick()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreachable(Step::Tls), "{error:?}");
        assert_eq!(connections.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_close_in_the_handshake_is_tried_again() {
    let (base, connections) = hello_with(b"").await;
    let error = update(&base, 1000, quick()).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Unreachable(_)),
        "{error:?}"
    );
    assert_eq!(
        (error.outcome(), connections.load(Ordering::SeqCst)),
        (Outcome::NotDelivered, 3)
    );
}

#[tokio::test]
async fn a_stall_in_the_handshake_ends_with_the_connect_limit() {
    let server = Server::start(vec![Fault::Deaf]).await;
    let mut options = quick();
    options.connect_timeout = Duration::from_millis(200);
    let base = server
        .base()
        .replace("http://127.0.0.1", "https://localhost");
    let start = Instant::now();
    let error = update(&base, 1000, options).await.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Unreachable(Step::Connect),
        "{error:?}"
    );
    assert!(start.elapsed() < Duration::from_secs(2));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn over_http_2_an_update_arrives_and_a_going_server_is_asked_again() {
    let authority = Authority::new();
    let (base, received) = serve_h2(authority.acceptor("localhost", false, "h2")).await;
    let receipt = update(&base, 4_000_000, authority.options()).await.unwrap();
    assert_eq!(receipt.attempts, 2);
    assert!(received.load(Ordering::SeqCst) > 4_000_000);
}

#[tokio::test]
async fn a_proxy_that_was_asked_for_sees_neither_token_nor_recording() {
    let proxy = Server::start(vec![Fault::SayAndClose(answer(403, "", ""))]).await;
    let mut options = quick();
    options.proxy = Some(proxy.base());
    let error = update("https://api.coze.cn", 1000, options)
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Unreachable(_)),
        "{error:?}"
    );
    for seen in proxy.seen() {
        assert_eq!(seen.line(), "CONNECT api.coze.cn:443 HTTP/1.1");
        assert_eq!((seen.header("authorization"), seen.body.len()), (None, 0));
    }
    assert!(!proxy.seen().is_empty());
}

#[tokio::test]
async fn bad_extra_roots_are_told_at_once() {
    for pem in [
        "",
        "no pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let mut options = quick();
        options.extra_root_certificates_pem.push(pem.into());
        let error = update("https://localhost:1", 1000, options)
            .await
            .map(|_| ());
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{pem}");
    }
}
