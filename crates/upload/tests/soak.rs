//! Hundreds of updates over a network that breaks at random -> nothing lost, nothing sent after it was confirmed.
//!
//! `SOAK_UPDATES=10000 cargo test -p voiceprint-upload --test soak -- --nocapture` runs it at length.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::voice::{client, quick, wav};
use support::{answer, read_body, read_head, refusal};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use upload::{AudioFile, Consent, Outcome, Update, VoiceprintId};

/// What the service knows of one voiceprint.
#[derive(Clone, Copy, Default)]
struct Known {
    requests: u32,
    applied: bool,
    /// A success was written whole on a connection that stayed.
    confirmed: bool,
    sent_after_confirmed: bool,
}

#[derive(Default)]
struct Service {
    random: u64,
    known: HashMap<String, Known>,
    expected_body: Vec<u8>,
}

impl Service {
    fn random(&mut self, below: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % below
    }
}

async fn serve(mut stream: TcpStream, service: Arc<Mutex<Service>>) {
    let mut buffer = Vec::new();
    while let Some(head) = read_head(&mut stream, &mut buffer).await {
        let id = head.split(['/', ' ']).nth(7).unwrap().to_owned();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap();
        let length: usize = length.parse().unwrap();
        let fault = {
            let mut service = service.lock().unwrap();
            let known = service.known.entry(id.clone()).or_default();
            known.requests += 1;
            known.sent_after_confirmed |= known.confirmed;
            service.random(100)
        };
        let part = match fault {
            0..4 => length / 2,
            4..6 => 0,
            _ => length,
        };
        let body = read_body(&mut stream, &mut buffer, part, None).await;
        if fault < 6 {
            if fault % 2 == 0 {
                stream.set_zero_linger().unwrap();
            }
            return;
        }
        let applies = !(6..18).contains(&fault) && body.len() == length;
        {
            let mut service = service.lock().unwrap();
            let whole = body.len() == length
                && body
                    .windows(service.expected_body.len())
                    .any(|part| part == service.expected_body);
            assert!(whole, "a whole request without the recording");
            service.known.get_mut(&id).unwrap().applied |= applies;
        }
        let ok = || {
            answer(
                200,
                "",
                format!(r#"{{"code":0,"msg":"","data":{{"id":"{id}"}}}}"#),
            )
        };
        let (bytes, stays): (Vec<u8>, bool) = match fault {
            6..10 => (answer(503, "", "<html>"), true),
            10..14 => (answer(429, "Retry-After: 0\r\n", ""), true),
            14..18 => (refusal(4009), true),
            18..21 => (refusal(5000), true),
            21..24 => (ok()[..60].to_vec(), false),
            24..26 => (
                b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\xff\xfe\0\0".to_vec(),
                true,
            ),
            26..28 => (b"nonsense\r\n\r\n".to_vec(), false),
            28..31 => (Vec::new(), false),
            31..35 => (ok(), false),
            _ => (ok(), true),
        };
        if fault >= 31 {
            // Set before it is written, for the client may act at once.
            service
                .lock()
                .unwrap()
                .known
                .get_mut(&id)
                .unwrap()
                .confirmed = true;
        }
        if stream.write_all(&bytes).await.is_err() || !stays {
            return;
        }
    }
}

fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: usize = statm
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0);
    pages * 4096
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_is_sent_after_it_was_confirmed() {
    let updates: usize = std::env::var("SOAK_UPDATES").map_or(300, |count| count.parse().unwrap());
    let audio = wav(20_000);
    let service = Service {
        random: 0x9e37_79b9_7f4a_7c15,
        expected_body: audio.clone(),
        ..Service::default()
    };
    let service = Arc::new(Mutex::new(service));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let shared = Arc::clone(&service);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&shared)));
        }
    });

    let mut options = quick();
    options.retry.max_attempts = 5;
    options.retry.first_delay = Duration::from_millis(1);
    options.retry.max_delay = Duration::from_millis(4);
    options.max_concurrent_uploads = 8;
    options.early_guard = Duration::from_millis(1);
    let client = client(&base, options);
    let audio = AudioFile::wav(audio).unwrap();
    let mut tasks = Vec::new();
    let mut warm_bytes = 0;
    let counts = Arc::new(Mutex::new(HashMap::<&str, u32>::new()));
    for worker in 0..8 {
        let (client, audio, service) = (client.clone(), audio.clone(), Arc::clone(&service));
        let counts = Arc::clone(&counts);
        tasks.push(tokio::spawn(async move {
            for number in (worker..updates).step_by(8) {
                let id = VoiceprintId::new("1", number.to_string());
                let update = Update {
                    audio: Some(audio.clone()),
                    ..Update::default()
                };
                let result = client
                    .update(&id, &update, Consent::confirmed_by_caller())
                    .await;
                let known = service
                    .lock()
                    .unwrap()
                    .known
                    .get(&id.feature_id)
                    .copied()
                    .unwrap_or_default();
                assert!(!known.sent_after_confirmed, "{number} was sent again");
                let outcome = match &result {
                    Ok(receipt) => {
                        assert!(
                            known.applied && known.confirmed,
                            "{number}: a false success"
                        );
                        // More when a try went into a connection that was already closed.
                        assert!(receipt.attempts >= known.requests);
                        Outcome::Delivered
                    }
                    Err(error) => {
                        assert_eq!(error.attempts(), 5, "{error}");
                        error.outcome()
                    }
                };
                assert!(
                    outcome != Outcome::NotDelivered || !known.applied,
                    "{number}: a false failure"
                );
                *counts.lock().unwrap().entry(outcome.as_str()).or_default() += 1;
            }
        }));
        if worker == 7 {
            tokio::time::sleep(Duration::from_millis(500)).await;
            warm_bytes = resident_bytes();
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
    let grown_bytes = resident_bytes().saturating_sub(warm_bytes);
    let counts = counts.lock().unwrap();
    println!(
        "{updates} updates: {counts:?}, memory grown by {} KiB",
        grown_bytes / 1024
    );
    assert!(
        counts["delivered"] as usize * 100 > updates * 97,
        "{counts:?}"
    );
    assert!(grown_bytes < 16 << 20, "memory grows: {grown_bytes} bytes");
}
