//! The microphone of this computer -> advice while somebody speaks, then an updated voiceprint.
//!
//! `cargo run -p voiceprint-cli --features mic --example microphone` sends to the stand-in;
//! `voiceprint listen` is this with every comfort.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example talks to the terminal"
)]

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use rtrb::{Consumer, RingBuffer};
use stand_in::{Config, Server};
use std::error::Error;
use std::time::{Duration, Instant};
use voiceprint::audio_check::{Coach, Encoding};
use voiceprint::{ApiToken, Checked, Client, Consent, Lang, PcmSpec, Updater, VoiceprintId};

fn main() -> Result<(), Box<dyn Error>> {
    let device = cpal::default_host().default_input_device();
    let device = device.ok_or("no microphone was found")?;
    let mut config = device.default_input_config()?.config();
    config.buffer_size = cpal::BufferSize::Default;
    let spec = PcmSpec {
        sample_rate: config.sample_rate,
        channels: config.channels,
        encoding: Encoding::F32,
    };
    // Ten seconds may wait, should the advice ever take long.
    let samples = 10 * usize::try_from(spec.sample_rate)? * usize::from(spec.channels);
    let (mut callback, ring) = RingBuffer::new(samples);
    let stream = device.build_input_stream::<f32, _, _>(
        config,
        // The callback only copies: it must not wait, lock or allocate.
        move |interleaved, _| {
            let _ = callback.push_entire_slice(interleaved);
        },
        |error| eprintln!("microphone: {error}"),
        None,
    )?;
    stream.play()?;
    let checked = guide(ring, spec)?;
    drop(stream);
    for finding in &checked.report.findings {
        println!("{}", finding.message(Lang::En));
    }
    tokio::runtime::Runtime::new()?.block_on(send(checked))
}

/// Until enough good speech was heard, a minute at most.
fn guide(mut ring: Consumer<f32>, spec: PcmSpec) -> Result<Checked, Box<dyn Error>> {
    let mut coach = Coach::new(spec, voiceprint::default_policy())?;
    let start = Instant::now();
    let mut said = "";
    while !coach.advise().complete && start.elapsed() < Duration::from_secs(60) {
        let came = ring.read_chunk(ring.slots())?;
        let (first, second) = came.as_slices();
        coach.push_f32(first)?;
        coach.push_f32(second)?;
        came.commit_all();
        let words = coach
            .advise()
            .hint
            .map_or("Go on.", |code| code.hint(Lang::En));
        if words != said {
            println!("{words}");
            said = words;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(coach.finish())
}

/// To the stand-in; with a real account, `Client::new(upload::CHINA, token)` is all that changes.
async fn send(checked: Checked) -> Result<(), Box<dyn Error>> {
    let server = Server::start(Config::default()).await?;
    let seed = server.seed();
    let client = Client::new(&server.base_url(), ApiToken::new(server.token())?)?;
    let id = VoiceprintId::new(seed.group_id, seed.feature_id);
    // Whoever sits at the microphone started this program: that is the consent.
    let consent = Consent::confirmed_by_caller();
    let updated = Updater::new(client).update(&id, checked, consent).await?;
    println!("updated, log id {:?}", updated.receipt.request_id);
    Ok(())
}
