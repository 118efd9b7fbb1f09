//! Connections and answers that break in every way -> the right fate, tries and identical bytes.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::time::{Duration, Instant};

use support::voice::{client, id, quick, update, update_of};
use support::{Fault, Seen, Server, answer, ok, refusal};
use upload::{ClientOptions, Consent, ErrorKind, Outcome, Step};

const BIG: usize = 3_000_000;

fn once() -> ClientOptions {
    let mut options = quick();
    options.retry.max_attempts = 1;
    options
}

/// Every whole request carries the same bytes under the same key.
fn assert_identical(seen: &[Seen]) {
    let first = seen.iter().find(|seen| seen.whole).unwrap();
    for seen in seen {
        assert_eq!(seen.head, first.head);
        assert!(
            seen.header("idempotency-key")
                .is_some_and(|key| key.len() == 32)
        );
        assert!(first.body.starts_with(&seen.body), "a try sent other bytes");
    }
}

#[tokio::test]
async fn a_good_answer_is_a_receipt() {
    let server = Server::start(vec![Fault::Say(ok())]).await;
    let receipt = update(&server.base(), 1000, quick()).await.unwrap();
    assert_eq!(receipt.request_id.as_deref(), Some("20261122HEADER"));
    assert_eq!(
        (receipt.attempts, receipt.status, receipt.body_request_id),
        (1, 200, None)
    );
    let seen = server.seen();
    assert_eq!(
        seen[0].line(),
        "PUT /v1/audio/voiceprint_groups/11/features/22 HTTP/1.1"
    );
    assert_eq!(
        seen[0].header("content-length"),
        Some(seen[0].body.len().to_string().as_str())
    );
    assert_eq!(
        seen[0].header("authorization"),
        Some("Bearer pat_TopSecretToken0123456789")
    );
    assert_eq!(seen[0].header("expect"), None);
    assert_eq!(seen[0].header("accept-encoding"), None);
}

#[tokio::test]
async fn broken_connections_are_tried_again_with_identical_bytes() {
    for reset in [true, false] {
        for share in [0.0, 0.5, 1.0] {
            let fault = Fault::Break { share, reset };
            let server = Server::start(vec![fault.clone(), fault, Fault::Say(ok())]).await;
            let receipt = update(&server.base(), BIG, quick()).await.unwrap();
            assert_eq!(receipt.attempts, 3, "share {share} reset {reset}");
            assert_identical(&server.seen());
        }
    }
}

#[tokio::test]
async fn a_break_that_stays_is_no_answer_with_unknown_outcome() {
    let server = Server::start(vec![Fault::Break {
        share: 0.5,
        reset: true,
    }])
    .await;
    let error = update(&server.base(), BIG, quick()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::NoAnswer, Outcome::Unknown),
        "{error}"
    );
    assert_eq!(error.attempts(), 3);
    assert!(error.is_retryable());
}

#[tokio::test]
async fn resets_at_accept_are_outlived() {
    let server = Server::start(vec![
        Fault::ResetAtAccept,
        Fault::ResetAtAccept,
        Fault::Say(ok()),
    ])
    .await;
    assert_eq!(
        update(&server.base(), 1000, quick())
            .await
            .unwrap()
            .attempts,
        3
    );
}

#[tokio::test]
async fn a_refused_connection_is_unreachable_and_not_delivered() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = update(&base, 1000, quick()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable(Step::Connect));
    assert_eq!(
        (error.outcome(), error.attempts()),
        (Outcome::NotDelivered, 3)
    );
}

#[tokio::test]
async fn an_unknown_host_is_a_dns_failure() {
    let error = update("https://nonexistent.invalid", 1000, quick())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable(Step::Dns), "{error:?}");
    assert_eq!(
        (error.outcome(), error.attempts()),
        (Outcome::NotDelivered, 2)
    );
}

#[tokio::test]
async fn early_refusals_are_reported_and_sending_stops() {
    for status in [413, 401, 400] {
        let early = answer(status, "", r#"{"code":4302,"msg":"too big"}"#);
        for fault in [
            Fault::EarlyThenDrain(early.clone()),
            Fault::EarlyThenReset(early.clone()),
            Fault::EarlyThenHold(early.clone()),
        ] {
            let server = Server::start(vec![fault]).await;
            let start = Instant::now();
            let error = update(&server.base(), 4_000_000, quick())
                .await
                .unwrap_err();
            assert_eq!(error.status(), Some(status), "{error}");
            assert_eq!(error.code(), Some(4302));
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
            assert!(start.elapsed() < Duration::from_secs(3));
        }
    }
}

#[tokio::test]
async fn an_early_success_is_no_success_however_small_the_recording() {
    for size in [100, 20_000, 300_000, 3_000_000, 4_194_304] {
        for fault in [
            Fault::EarlyThenHold(ok()),
            Fault::EarlyThenReset(ok()),
            Fault::EarlyThenDrain(ok()),
        ] {
            let server = Server::start(vec![fault]).await;
            let error = update(&server.base(), size, once()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::EarlyAnswer, "{size}: {error:?}");
            assert_eq!(error.outcome(), Outcome::Unknown);
            assert!(!server.seen()[0].whole);
        }
    }
}

#[tokio::test]
async fn stale_connections_do_not_fail_the_second_upload() {
    for reset in [true, false] {
        let server = Server::start(vec![Fault::OkThenBreak { reset }, Fault::Say(ok())]).await;
        let client = client(&server.base(), quick());
        for _ in 0..2 {
            let consent = Consent::confirmed_by_caller();
            client
                .update(&id(), &update_of(100_000), consent)
                .await
                .unwrap();
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        assert_eq!(server.seen().len(), 2);
    }
}

#[tokio::test]
async fn statuses_follow_the_table() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        let server =
            Server::start(vec![Fault::Say(answer(status, "", "")), Fault::Say(ok())]).await;
        assert_eq!(
            update(&server.base(), 1000, quick())
                .await
                .unwrap()
                .attempts,
            2,
            "{status}"
        );
    }
    for status in [400, 401, 403, 404, 409, 411, 413, 415, 417, 422, 501, 505] {
        let server = Server::start(vec![Fault::Say(answer(status, "", "<html>"))]).await;
        let error = update(&server.base(), 1000, quick()).await.unwrap_err();
        assert_eq!((error.status(), error.attempts()), (Some(status), 1));
        assert_eq!(error.outcome(), Outcome::NotDelivered);
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn codes_follow_the_table_inside_an_http_200() {
    for code in [4009, 4013, 4020, 5000] {
        let server = Server::start(vec![Fault::Say(refusal(code)), Fault::Say(ok())]).await;
        assert_eq!(
            update(&server.base(), 1000, quick())
                .await
                .unwrap()
                .attempts,
            2,
            "{code}"
        );
    }
    for code in [4000, 4008, 4011, 4101, 4102, 4200, 4304, -1, 1, 999_999_999] {
        let server = Server::start(vec![Fault::Say(refusal(code))]).await;
        let error = update(&server.base(), 1000, quick()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Refused, Some(code))
        );
        assert_eq!(
            (error.msg(), error.request_id()),
            (Some("no"), Some("BODYLOG"))
        );
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_doubt_stays_when_a_later_try_is_refused() {
    let server = Server::start(vec![
        Fault::Break {
            share: 1.0,
            reset: true,
        },
        Fault::Say(answer(403, "", "")),
    ])
    .await;
    let error = update(&server.base(), 1000, quick()).await.unwrap_err();
    assert_eq!(
        (error.status(), error.outcome()),
        (Some(403), Outcome::Unknown)
    );
}

#[tokio::test]
async fn retry_after_is_obeyed_up_to_the_cap() {
    let busy = |value: &str| answer(429, &format!("Retry-After: {value}\r\n"), "");
    for (value, least, most) in [
        ("1", 1.0, 1.9),
        ("0.5", 0.5, 1.4),
        ("-1", 0.0, 0.5),
        ("soon", 0.0, 0.5),
        ("1, 1", 1.0, 1.9),
    ] {
        let server = Server::start(vec![Fault::Say(busy(value)), Fault::Say(ok())]).await;
        let start = Instant::now();
        update(&server.base(), 1000, quick()).await.unwrap();
        let took = start.elapsed().as_secs_f64();
        assert!((least..most).contains(&took), "{value}: {took}");
    }
    for value in ["61", "99999999999999999999"] {
        let server = Server::start(vec![Fault::Say(busy(value)), Fault::Say(ok())]).await;
        let start = Instant::now();
        let error = update(&server.base(), 1000, quick()).await.unwrap_err();
        assert!(error.retry_after() >= Some(Duration::from_secs(61)));
        assert!(error.to_string().contains("asks to wait"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(1) && error.is_retryable());
    }
}
