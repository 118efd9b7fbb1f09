//! Peers that are silent, slow or left alone -> every call ends, and nothing of it stays.

mod support;

use std::time::{Duration, Instant};

use support::voice::{client, id, quick, update, update_of};
use support::{Fault, Server, answer, ok};
use upload::{ClientOptions, Consent, ErrorKind, Outcome};

fn once() -> ClientOptions {
    let mut options = quick();
    options.retry.max_attempts = 1;
    options
}

#[tokio::test]
async fn every_silence_ends() {
    let mut options = once();
    options.idle_timeout = Duration::from_millis(300);
    options.min_upload_bytes_per_sec = 10_000_000;
    for fault in [
        Fault::Silent,
        Fault::Deaf,
        Fault::EarlyThenHold(b"HTTP/1.1 200 OK\r\nContent-L".to_vec()),
    ] {
        for size in [1000, 4_000_000] {
            let server = Server::start(vec![fault.clone()]).await;
            let start = Instant::now();
            let error = update(&server.base(), size, options.clone())
                .await
                .unwrap_err();
            assert_eq!(
                (error.kind(), error.outcome()),
                (ErrorKind::Timeout, Outcome::Unknown),
                "{error}"
            );
            assert!(start.elapsed() < Duration::from_secs(2));
        }
    }
}

#[tokio::test]
async fn dripping_answers_end_with_the_call() {
    let mut options = quick();
    options.retry.total = Duration::from_millis(700);
    let server = Server::start(vec![Fault::Drip(ok(), Duration::from_millis(50))]).await;
    let start = Instant::now();
    let error = update(&server.base(), 1000, options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        start.elapsed() < Duration::from_millis(1200),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn slow_but_moving_is_fine() {
    let mut options = once();
    options.idle_timeout = Duration::from_millis(400);
    options.attempt_timeout = Duration::from_secs(1);
    let server = Server::start(vec![Fault::SlowRead(2_000_000)]).await;
    // 2.1 s of reading: longer than the idle limit and than a try without its upload.
    update(&server.base(), 4_190_000, options).await.unwrap();
}

/// Waits until no task but the server's own is left.
async fn assert_nothing_runs(within: Duration, what: &str) {
    let metrics = tokio::runtime::Handle::current().metrics();
    let start = Instant::now();
    // One accepts; a connection that is held open on purpose has another.
    while metrics.num_alive_tasks() > 1 {
        assert!(
            start.elapsed() < within,
            "{what}: {} tasks",
            metrics.num_alive_tasks()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection_and_leaves_nothing_running() {
    for fault in [Fault::SlowRead(1_000_000), Fault::Silent] {
        let server = Server::start(vec![fault]).await;
        let client = client(&server.base(), quick());
        let update = update_of(4_000_000);
        let (id, consent) = (id(), Consent::confirmed_by_caller());
        let call = client.update(&id, &update, consent);
        assert!(
            tokio::time::timeout(Duration::from_millis(200), call)
                .await
                .is_err()
        );
        // The slow reader still has what is in the system's buffers to read before it sees the end.
        assert_nothing_runs(Duration::from_secs(20), "dropped").await;
        let seen = server.seen();
        // What had reached those buffers before arrives, even all of it; the end comes after.
        assert!(seen[0].peer_closed || seen[0].whole);
    }
}

#[tokio::test]
async fn a_peer_that_answers_early_and_never_reads_holds_nothing_for_long() {
    let server = Server::start(vec![Fault::EarlyThenHold(answer(413, "", ""))]).await;
    let mut options = once();
    options.idle_timeout = Duration::from_secs(1);
    update(&server.base(), 4_194_304, options)
        .await
        .unwrap_err();
    let metrics = tokio::runtime::Handle::current().metrics();
    let start = Instant::now();
    // The server accepts and sleeps: two tasks are its own.
    while metrics.num_alive_tasks() > 2 {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{} tasks",
            metrics.num_alive_tasks()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_that_never_accepts_ends_each_try_by_the_connect_limit() {
    use tokio::net::{TcpSocket, TcpStream};
    use tokio::time::timeout;
    use upload::Step;

    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    // Connections that wait for an accept fill the queue; then the system answers nobody.
    let mut waiting = Vec::new();
    let limit = Duration::from_millis(200);
    while let Ok(connected) = timeout(limit, TcpStream::connect(address)).await {
        waiting.push(connected.unwrap());
        assert!(waiting.len() < 64, "the queue never fills");
    }
    let mut options = quick();
    options.connect_timeout = limit;
    options.retry.max_attempts = 3;
    let start = Instant::now();
    let base = format!("http://{address}");
    let error = update(&base, 100_000, options).await.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Unreachable(Step::Connect),
        "{error}"
    );
    assert_eq!(
        (error.outcome(), error.attempts()),
        (Outcome::NotDelivered, 3)
    );
    let took = start.elapsed();
    assert!(
        took >= 3 * limit && took < Duration::from_secs(3),
        "{took:?}"
    );
}
