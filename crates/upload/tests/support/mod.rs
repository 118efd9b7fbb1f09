//! A server of raw sockets that misbehaves on purpose and records what it was sent.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of a few megabytes"
)]

pub(crate) mod tls;
pub(crate) mod voice;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// What to do with a request.
#[derive(Clone)]
pub(crate) enum Fault {
    /// Take the whole request, write these bytes, keep the connection.
    Say(Vec<u8>),
    /// Take the whole request, write these bytes, close.
    SayAndClose(Vec<u8>),
    /// Write these bytes after the head and without taking the body, then go on reading.
    EarlyThenDrain(Vec<u8>),
    /// Write these bytes after the head, then reset.
    EarlyThenReset(Vec<u8>),
    /// Write these bytes after the head, keep the connection, never read on.
    EarlyThenHold(Vec<u8>),
    /// Reset as soon as the connection is there.
    ResetAtAccept,
    /// Reset (or else close) after this share of the body.
    Break { share: f64, reset: bool },
    /// Take the whole request, then write these bytes one by one.
    Drip(Vec<u8>, Duration),
    /// Take the request at this many bytes a second, then a success.
    SlowRead(u64),
    /// Take the whole request and say nothing.
    Silent,
    /// Do not even read.
    Deaf,
    /// A success, and then the connection breaks while it is idle.
    OkThenBreak { reset: bool },
}

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) connection: usize,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    pub(crate) whole: bool,
    pub(crate) peer_closed: bool,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// One fault per request in this order; the last one stays.
    pub(crate) async fn start(faults: Vec<Fault>) -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        let next = Arc::new(Mutex::new(0));
        let task = tokio::spawn(async move {
            let faults = Arc::new(faults);
            for connection in 0.. {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                let (faults, next, record) = (faults.clone(), next.clone(), record.clone());
                tokio::spawn(serve(stream, connection, faults, next, record));
            }
        });
        Server {
            address,
            seen,
            task,
        }
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests that came so far, broken ones included.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    connection: usize,
    faults: Arc<Vec<Fault>>,
    next: Arc<Mutex<usize>>,
    record: Arc<Mutex<Vec<Seen>>>,
) {
    let mut buffer = Vec::new();
    let fault = || faults[(*next.lock().unwrap()).min(faults.len() - 1)].clone();
    match fault() {
        Fault::ResetAtAccept => {
            *next.lock().unwrap() += 1;
            stream.set_zero_linger().unwrap();
            return;
        }
        Fault::Deaf => {
            *next.lock().unwrap() += 1;
            sleep(Duration::from_secs(600)).await;
            return;
        }
        _ => {}
    }
    loop {
        let Some(head) = read_head(&mut stream, &mut buffer).await else {
            return;
        };
        // Asked for only now: another connection may have used one up meanwhile.
        let fault = fault();
        *next.lock().unwrap() += 1;
        let index = {
            let mut record = record.lock().unwrap();
            record.push(Seen {
                connection,
                head: head.clone(),
                ..Seen::default()
            });
            record.len() - 1
        };
        let note = |change: &dyn Fn(&mut Seen)| change(&mut record.lock().unwrap()[index]);
        let length: usize = Seen {
            head: head.clone(),
            ..Seen::default()
        }
        .header("content-length")
        .map_or(0, |text| text.parse().unwrap());
        match fault {
            Fault::EarlyThenDrain(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let body = read_body(&mut stream, &mut buffer, length, None).await;
                note(&|seen| {
                    (seen.whole, seen.peer_closed) = (body.len() == length, body.len() < length)
                });
                return;
            }
            Fault::EarlyThenReset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                sleep(Duration::from_millis(50)).await;
                stream.set_zero_linger().unwrap();
                return;
            }
            Fault::EarlyThenHold(bytes) => {
                let _ = stream.write_all(&bytes).await;
                sleep(Duration::from_secs(600)).await;
                return;
            }
            Fault::Break { share, reset } => {
                let part = (length as f64 * share) as usize;
                let body = read_body(&mut stream, &mut buffer, part, None).await;
                note(&|seen| seen.body = body.clone());
                if reset {
                    stream.set_zero_linger().unwrap();
                }
                return;
            }
            _ => {}
        }
        let speed = match fault {
            Fault::SlowRead(speed) => Some(speed),
            _ => None,
        };
        let body = read_body(&mut stream, &mut buffer, length, speed).await;
        let whole = body.len() == length;
        note(&|seen| (seen.body, seen.whole, seen.peer_closed) = (body.clone(), whole, !whole));
        if !whole {
            return;
        }
        match fault {
            Fault::Say(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Fault::SayAndClose(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Fault::Drip(bytes, gap) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        note(&|seen| seen.peer_closed = true);
                        return;
                    }
                    sleep(gap).await;
                }
            }
            Fault::SlowRead(_) => stream.write_all(&ok()).await.unwrap(),
            Fault::Silent => {
                let closed = stream.read(&mut [0; 64]).await;
                note(&|seen| seen.peer_closed = !matches!(closed, Ok(1..)));
                return;
            }
            Fault::OkThenBreak { reset } => {
                stream.write_all(&ok()).await.unwrap();
                sleep(Duration::from_millis(30)).await;
                if reset {
                    stream.set_zero_linger().unwrap();
                }
                return;
            }
            _ => unreachable!("handled above"),
        }
    }
}

pub(crate) async fn read_head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let rest = buffer.split_off(end + 4);
            let head = std::mem::replace(buffer, rest);
            return Some(String::from_utf8(head).unwrap());
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}

pub(crate) async fn read_body(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
    length: usize,
    bytes_per_sec: Option<u64>,
) -> Vec<u8> {
    let mut body = std::mem::take(buffer);
    while body.len() < length {
        if let Some(speed) = bytes_per_sec {
            let mut piece = vec![0; (speed as usize / 10).max(1)];
            sleep(Duration::from_millis(100)).await;
            match stream.read(&mut piece).await {
                Ok(count @ 1..) => body.extend_from_slice(&piece[..count]),
                _ => return body,
            }
        } else if !matches!(stream.read_buf(&mut body).await, Ok(1..)) {
            return body;
        }
    }
    *buffer = body.split_off(length);
    body
}

/// A whole HTTP answer.
pub(crate) fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let mut bytes =
        format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n{headers}\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// The documented success of an update.
pub(crate) fn ok() -> Vec<u8> {
    answer(
        200,
        "Content-Type: application/json; charset=utf-8\r\nx-tt-logid: 20261122HEADER\r\n",
        r#"{"code":0,"msg":"","data":{"id":"22"},"detail":{"logid":"20261122HEADER"}}"#,
    )
}

/// A refusal in an HTTP 200.
pub(crate) fn refusal(code: i64) -> Vec<u8> {
    answer(
        200,
        "",
        format!(r#"{{"code":{code},"msg":"no","detail":{{"logid":"BODYLOG"}}}}"#),
    )
}
