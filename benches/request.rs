//! A recording of 4 MB -> what its delivery costs beside a raw write of the same bytes.
//!
//! All rows take turns, round by round, so that other work on the machine meets them alike. CPU time
//! of the sending thread alone; the server that swallows the bytes runs in another.
#![expect(clippy::print_stdout, reason = "a bench prints")]

use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use audio_check::{Depth, Policy, check_file};
use benches::source::{Format, Storage};
use cpu_time::ThreadTime;
use upload::{ApiToken, AudioFile, Client, ClientOptions, Consent, Update, VoiceprintId};

/// 124 s: just below the 4,000,000 bytes that clips aim at.
const SECS: u32 = 124;
const ROUNDS: usize = 200;
const ANSWER: &str = "{\"code\":0,\"msg\":\"\"}";

fn token() -> ApiToken {
    ApiToken::new("pat_bench").expect("a token")
}

fn of(audio: AudioFile) -> Update {
    Update {
        audio: Some(audio),
        ..Update::default()
    }
}

fn main() {
    let policy = Policy {
        depth: Depth::Basic,
        ..Policy::default()
    };
    let wav = Format::new(16_000, 1, Storage::S16).wav(SECS);
    let clip = check_file(&wav, &policy).expect("a recording").clip;
    let audio = || AudioFile::wav(clip.to_wav()).expect("a WAV file");
    let update = of(audio());
    let shared = audio();
    let id = VoiceprintId::new("1", "2");
    let address = swallow_requests();
    let base = format!("http://{address}");
    let request = update.to_http(&base, &id, &token()).expect("a request");
    let length = request.body().len();
    let head = format!("PUT / HTTP/1.1\r\ncontent-length: {length}\r\n\r\n");
    let raw = [head.as_bytes(), request.body()].concat();
    let mut socket = TcpStream::connect(address).expect("a connection");
    let mut buffer = vec![0; raw.len()];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut options = ClientOptions::default();
    options.requests_per_sec = None;
    let client = Client::with_options(&base, token(), options.clone()).expect("a client");
    options.early_guard = Duration::ZERO;
    let unguarded = Client::with_options(&base, token(), options).expect("a client");
    let send_by = |client: &Client, update: &Update| {
        let sending = client.update(&id, update, Consent::confirmed_by_caller());
        runtime.block_on(sending).expect("delivered");
    };
    let send = |update: &Update| send_by(&client, update);

    type Row<'a> = (&'a str, Box<dyn FnMut() + 'a>);
    let mut rows: Vec<Row<'_>> = vec![
        (
            "raw write to a socket, answer read",
            Box::new(|| {
                socket.write_all(&raw).expect("written");
                let mut answer = [0; 256];
                black_box(socket.read(&mut answer).expect("answered"));
            }),
        ),
        (
            "Client::update, request built and sent",
            Box::new(|| send(&update)),
        ),
        (
            "the same without the early guard of 25 ms",
            Box::new(|| send_by(&unguarded, &update)),
        ),
        (
            "from a clip: WAV made, sent, wiped",
            Box::new(|| send(&of(audio()))),
        ),
        (
            "WAV made of a clip, wiped",
            Box::new(|| drop(black_box(audio()))),
        ),
        (
            "Update::to_http: one buffer, wiped",
            Box::new(|| drop(black_box(update.to_http(&base, &id, &token())))),
        ),
        (
            "one copy of the bytes, memory reused",
            Box::new(|| {
                buffer[..shared.size_bytes()].copy_from_slice(shared.bytes());
                black_box(&mut buffer);
            }),
        ),
    ];
    let mut times: Vec<Vec<Duration>> = vec![Vec::with_capacity(ROUNDS); rows.len()];
    for round in 0..ROUNDS + 10 {
        for ((_, work), times) in rows.iter_mut().zip(&mut times) {
            let start = ThreadTime::now();
            work();
            let took = start.elapsed();
            // The first rounds warm caches and connections up.
            if round >= 10 {
                times.push(took);
            }
        }
    }
    println!(
        "| {length} bytes, {ROUNDS} rounds | CPU ms, median | quarter to three quarters | of the raw write |"
    );
    println!("| --- | --- | --- | --- |");
    let raw = quantile(&mut times[0], 0.5);
    for ((name, _), times) in rows.iter().zip(&mut times) {
        let [low, median, high] = [0.25, 0.5, 0.75].map(|q| quantile(times, q));
        let ratio = median / raw;
        println!("| {name} | {median:.2} | {low:.2} to {high:.2} | {ratio:.2}x |");
    }
}

/// In milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index of a short list"
)]
fn quantile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    1e3 * times[(share * (times.len() - 1) as f64) as usize].as_secs_f64()
}

/// Starts a server on loopback that reads every request to its end and answers success.
fn swallow_requests() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || while swallow(&stream).is_some() {});
        }
    });
    address
}

fn swallow(mut stream: &TcpStream) -> Option<()> {
    let mut reader = BufReader::with_capacity(256 * 1024, stream);
    let mut body_bytes = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            body_bytes = value.trim().parse().ok()?;
        }
    }
    std::io::copy(&mut reader.by_ref().take(body_bytes), &mut std::io::sink()).ok()?;
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{ANSWER}",
        ANSWER.len()
    );
    stream.write_all(answer.as_bytes()).ok()
}
