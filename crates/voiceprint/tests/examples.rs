//! Every example -> it does what it says, on recorded sound and against the stand-in.

#![expect(
    clippy::duplicate_mod,
    reason = "examples share the file that finds the service"
)]
#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

macro_rules! examples {
    ($($name:ident $path:literal),*) => {$(
        #[path = $path]
        #[allow(dead_code, reason = "main is called by nobody here")]
        mod $name;
    )*};
}

examples!(
    batch "../examples/batch.rs",
    check_file "../examples/check_file.rs",
    live_guidance "../examples/live_guidance.rs",
    normalize "../examples/normalize.rs",
    server "../examples/server/main.rs",
    update "../examples/update.rs"
);

use serde_json::Value;
use voiceprint::audio_check::Code;
use voiceprint::{Error, Verdict};

fn fixture(name: &str) -> String {
    format!("{}/../../fixtures/wav/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn check_file_tells_good_from_silent() {
    let good = check_file::run(&fixture("speech-48khz-stereo-f32.wav")).unwrap();
    assert_eq!(good.verdict(), Verdict::Accepted);
    let silent = check_file::run(&fixture("silence.wav")).unwrap();
    assert_eq!(silent.verdict(), Verdict::Rejected);
    assert!(check_file::run(&fixture("nothing.wav")).is_err());
}

#[test]
fn normalize_gives_16_khz_at_the_loudness_that_is_asked() {
    let clip = normalize::run(&fixture("speech-44khz-mono-s24.wav")).unwrap();
    let again = voiceprint::audio_check::check_file(&clip.to_wav(), &voiceprint::default_policy());
    let report = again.unwrap().report;
    assert_eq!(report.source.format.sample_rate, 16_000);
    let lufs = report.measurements.loudness_lufs.unwrap();
    assert!((lufs + 23.0).abs() < 0.5, "{lufs} LUFS");
}

#[tokio::test]
async fn update_delivers_what_is_good_and_sends_nothing_else() {
    let service = update::service::stand_in().await.unwrap();
    let read = |name| std::fs::read(fixture(name)).unwrap();
    let updated = update::run(&service, read("speech-16khz-mono-s16.wav")).await;
    assert_eq!(updated.unwrap().receipt.status, 200);
    let silent = update::run(&service, read("silence.wav")).await;
    assert!(matches!(silent, Err(Error::Rejected(_))));
    assert_eq!(service.stand_in.unwrap().requests().len(), 1);
}

#[test]
fn live_guidance_says_something_and_ends_with_enough() {
    let pcm = std::fs::read(fixture("speech-16khz-mono-s16.wav")).unwrap();
    let sample = |s: &[u8]| f32::from(i16::from_le_bytes([s[0], s[1]])) / 32768.0;
    let samples: Vec<f32> = pcm[44..].chunks_exact(2).map(sample).collect();
    let mut said = Vec::new();
    let checked =
        live_guidance::run(samples.chunks(320), |text| said.push(text.to_owned())).unwrap();
    assert_eq!(checked.report.verdict(), Verdict::Accepted);
    assert!(said.len() > 3, "{said:?}");
    assert_eq!(said.last().unwrap(), "that is enough, thank you");
    let silent = live_guidance::run([0.0; 48_000].chunks(320), |text| said.push(text.to_owned()));
    assert_eq!(silent.unwrap().report.verdict(), Verdict::Rejected);
    assert!(
        said.last()
            .unwrap()
            .contains(Code::Silent.hint(voiceprint::Lang::En)),
        "{said:?}"
    );
}

#[tokio::test]
async fn batch_ends_each_file_in_its_own_way() {
    let service = batch::service::stand_in().await.unwrap();
    let files = [
        "speech-16khz-mono-s16.wav",
        "silence.wav",
        "speech-44khz-mono-s24.wav",
        "gone.wav",
    ];
    let files = files.iter().map(|name| fixture(name).into()).collect();
    let summary = batch::run(&service, files).await;
    assert_eq!(
        (summary.delivered, summary.rejected, summary.unreadable),
        (2, 1, 1)
    );
}

/// Sends a request over a connection of its own.
async fn post(address: std::net::SocketAddr, path: &str, body: &[u8]) -> (u16, Value) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn server_advises_with_every_chunk_and_delivers_in_the_end() {
    let app = server::app(server::service::stand_in().await.unwrap());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    let (status, begun) = post(address, "/recordings?pcm=s16:16000:1", b"").await;
    assert_eq!(status, 200);
    let recording = format!("/recordings/{}", begun["id"].as_str().unwrap());
    let wav = std::fs::read(fixture("speech-16khz-mono-s16.wav")).unwrap();
    let mut complete = false;
    for second in wav[44..].chunks(32_000) {
        let (status, advice) = post(address, &format!("{recording}/chunks"), second).await;
        assert_eq!(status, 200);
        complete = advice["complete"].as_bool().unwrap();
    }
    assert!(complete);
    let (status, end) = post(address, &format!("{recording}/finish"), b"").await;
    assert_eq!(
        (status, &end["delivered"]),
        (200, &Value::Bool(true)),
        "{end}"
    );
    assert_eq!(
        post(address, &format!("{recording}/chunks"), b"").await.0,
        404
    );
    assert_eq!(post(address, "/recordings?pcm=s99:1:1", b"").await.0, 400);
    serving.abort();
}
