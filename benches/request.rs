//! A recording of 4 MB -> the time to build its request and to hand it to a socket.
//!
//! The time of this thread alone counts; the server that swallows the bytes runs in another.

use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use benches::clock::CpuClock;
use benches::source::{Format, Storage};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use upload::{ApiToken, AudioFile, Client, ClientOptions, Consent, Update, VoiceprintId};

/// 124 s: just below the 4,000,000 bytes that clips aim at.
const SECS: u32 = 124;
const ANSWER: &str = "{\"code\":0,\"msg\":\"\"}";

fn update() -> Update {
    let wav = Format::new(16_000, 1, Storage::S16).wav(SECS);
    Update {
        audio: Some(AudioFile::wav(wav).expect("a WAV file")),
        ..Update::default()
    }
}

fn token() -> ApiToken {
    ApiToken::new("pat_bench").expect("a token")
}

fn build(criterion: &mut Criterion<CpuClock>) {
    let update = update();
    let bytes = update.audio.as_ref().map_or(0, AudioFile::size_bytes);
    let id = VoiceprintId::new("1", "2");
    let mut group = criterion.benchmark_group("request of 4 MB");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("copy of its bytes", |bencher| {
        let audio = update.audio.as_ref().expect("it has audio");
        bencher.iter(|| black_box(audio.bytes().to_vec()));
    });
    group.bench_function("build in one buffer", |bencher| {
        bencher.iter(|| {
            update
                .to_http("http://127.0.0.1:1", &id, &token())
                .expect("a request")
        });
    });

    let address = swallow_requests();
    let raw = {
        let request = update
            .to_http(&format!("http://{address}"), &id, &token())
            .expect("a request");
        let head = format!(
            "PUT / HTTP/1.1\r\ncontent-length: {}\r\n\r\n",
            request.body().len()
        );
        [head.as_bytes(), request.body()].concat()
    };
    let mut socket = TcpStream::connect(address).expect("a connection");
    group.bench_function("raw write to a socket", |bencher| {
        bencher.iter(|| {
            socket.write_all(&raw).expect("written");
            let mut answer = [0; 256];
            socket.read(&mut answer).expect("answered")
        });
    });

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut options = ClientOptions::default();
    options.requests_per_sec = None;
    let client =
        Client::with_options(&format!("http://{address}"), token(), options).expect("a client");
    group.bench_function("client, build and send", |bencher| {
        bencher.iter(|| {
            let sending = client.update(&id, &update, Consent::confirmed_by_caller());
            runtime.block_on(sending).expect("delivered")
        });
    });
    group.finish();
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

criterion_group! {
    name = benches;
    config = Criterion::default()
        .with_measurement(CpuClock::ThisThread)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    targets = build
}
criterion_main!(benches);
