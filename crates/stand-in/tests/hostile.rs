//! Requests that nobody should send: the server answers or hangs up, and goes on serving.
#![expect(clippy::unwrap_used, reason = "a panic is a failed test")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use stand_in::{Config, Server};
use support::*;

/// A small generator, so that each run sends the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn send(server: &Server, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

fn plain(server: &Server) -> Vec<u8> {
    let body = form_body(&[
        ("file", "a.wav", &wav(60)),
        ("name", "", b"n"),
        ("channel", "", b"1"),
    ]);
    let head = format!(
        "PUT {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer pat_test\r\n{FORM}Content-Length: {}\r\n\r\n",
        seeded(server),
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_requests_never_stop_the_server() {
    let server = start(Config::default()).await;
    let good = plain(&server);
    let mut dice = Dice(0x5EED);
    let begin = Instant::now();
    for _ in 0..1500 {
        let mut bytes = good.clone();
        for _ in 0..=dice.roll(4) {
            let at = dice.roll(bytes.len());
            match dice.roll(5) {
                0 => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
                1 => bytes.truncate(at.max(1)),
                2 => drop(bytes.remove(at)),
                3 => bytes.insert(at, b"\r\n\0\":;-=%\xFF"[dice.roll(10)]),
                _ => {
                    let again = bytes[at..].to_vec();
                    bytes.extend(again);
                }
            }
        }
        let answer = send(&server, &bytes);
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1."),
            "{:?}",
            String::from_utf8_lossy(&answer)
        );
    }
    assert!(begin.elapsed() < Duration::from_secs(60));
    assert_eq!(get(&server, ROOT).outcome().0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_without_end_are_refused() {
    let server = start(Config::default()).await;
    let endless = [b"GET / HTTP/1.1\r\nX: ".to_vec(), vec![b'x'; 2 << 20]].concat();
    let answer = send(&server, &endless);
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"),
        "{}",
        answer.len()
    );
    for odd in [
        &b"\x16\x03\x01\x00\xa5"[..],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"GET /\r\n\r\n",
    ] {
        let answer = send(&server, odd);
        assert!(
            !answer.starts_with(b"HTTP/1.1 2"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
    let both = "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd";
    assert!(send(&server, both.as_bytes()).starts_with(b"HTTP/1.1 400"));
    assert_eq!(get(&server, ROOT).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_parts_and_deep_json_are_read_in_time() {
    let server = start(Config::default()).await;
    let begin = Instant::now();
    let parts: Vec<(&str, &str, &[u8])> = vec![("x", "", b""); 50_000];
    assert_eq!(form(&server, "PUT", &seeded(&server), &parts).code(), 4000);
    let deep = "[".repeat(1_000_000);
    assert_eq!(json(&server, "POST", ROOT, &deep).code(), 4000);
    assert!(
        begin.elapsed() < Duration::from_secs(10),
        "{:?}",
        begin.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_clients_at_once_are_all_served() {
    let server = start(Config::default()).await;
    let request = plain(&server);
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..100)
            .map(|_| scope.spawn(|| parse(&send(&server, &request)).status))
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    assert!(answers.iter().all(|&status| status == 200));
    assert_eq!(server.requests().len(), 100);
}
