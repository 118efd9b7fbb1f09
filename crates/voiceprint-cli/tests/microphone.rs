//! A device of ALSA that plays a recording -> `listen --device`, through the real audio library.

#![cfg(all(feature = "mic", target_os = "linux"))]
#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

mod support;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use support::{json, read, scratch, speech, voiceprint};

/// A configuration of ALSA whose default device records what is written to `pipe`.
fn sound_card(folder: &Path, pipe: &Path) -> PathBuf {
    let config = folder.join("asound.conf");
    let text = format!(
        "pcm.!default {{ type file slave.pcm {{ type null }} file /dev/null infile \"{}\" format raw }}\n",
        pipe.display()
    );
    std::fs::write(&config, text).unwrap();
    config
}

/// The usual recording as 48 kHz stereo floats, each sample three times.
fn sound() -> Vec<u8> {
    let wav = std::fs::read(speech()).unwrap();
    let samples = wav[44..]
        .chunks_exact(2)
        .map(|s| i16::from_le_bytes([s[0], s[1]]));
    let floats = samples.map(|sample| f32::from(sample) / 32768.0);
    floats
        .flat_map(|sample| [sample; 6])
        .flat_map(f32::to_le_bytes)
        .collect()
}

/// Lets the sound card record all of `sound`, 10 ms of it at a time.
fn play(pipe: &mut std::fs::File, sound: &[u8], pause: Duration) {
    for mut rest in sound.chunks(3_840) {
        while !rest.is_empty() {
            match pipe.write(rest) {
                Ok(count) => rest = &rest[count..],
                // The device is opened and closed again to see what it can do.
                Err(_) => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        std::thread::sleep(pause);
    }
}

fn open(pipe: PathBuf) -> std::fs::File {
    std::fs::OpenOptions::new().write(true).open(pipe).unwrap()
}

/// A sound card in a folder that vanishes: the pipe and the configuration.
fn card() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let (folder, pipe) = scratch("sound");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let config = sound_card(folder.path(), &pipe);
    (folder, pipe, config)
}

/// Built by `cargo build --features mic --example microphone`, or by a whole `cargo test`.
#[test]
fn the_example_records_guides_and_updates() {
    let (_folder, pipe, config) = card();
    // Three times as fast as people speak, until the example has enough.
    std::thread::spawn(move || {
        let (mut pipe, sound) = (open(pipe), sound());
        loop {
            play(&mut pipe, &sound, Duration::from_millis(3));
        }
    });
    let here = std::env::current_exe().unwrap();
    let example = here
        .parent()
        .unwrap()
        .with_file_name("examples")
        .join("microphone");
    let mut command = assert_cmd::Command::new(example);
    command
        .env("ALSA_CONFIG_PATH", config)
        .timeout(Duration::from_secs(90));
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("updated, log id Some"), "{text}");
}

#[test]
fn a_device_that_falls_silent_loses_nothing_that_it_gave() {
    let (folder, pipe, config) = card();
    let clip = folder.path().join("clip.wav");
    let sound = sound();
    let raw = folder.path().join("sound.f32");
    std::fs::write(&raw, &sound).unwrap();
    std::thread::spawn(move || {
        let mut pipe = open(pipe);
        play(&mut pipe, &sound, Duration::ZERO);
        // It stays open and gives nothing more, as a cable that was pulled.
        std::thread::sleep(Duration::from_secs(60));
    });
    let mut command = voiceprint(&["listen", "--json", "--device", "default", "-o"]);
    let run = read(command.arg(&clip).env("ALSA_CONFIG_PATH", config));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (report, events) = run.lines.split_last().unwrap();
    assert_eq!(events.last().unwrap()["event"], "cut-short");
    assert!(
        events.iter().all(|event| event["event"] != "lost"),
        "{events:?}"
    );
    // The last period may not have been full.
    let whole = json(&["check", "--pcm", "f32:48000:2", raw.to_str().unwrap()]);
    let frames = |report: &serde_json::Value| report["source"]["frames"].as_u64().unwrap();
    let missing = frames(&whole.lines[0]) - frames(report);
    assert!(missing < 9_600, "{missing} frames are missing");
    let of_file = folder.path().join("file.wav");
    let normalized = [
        "normalize",
        "--pcm",
        "f32:48000:2",
        raw.to_str().unwrap(),
        "-o",
    ];
    assert_eq!(
        read(voiceprint(&normalized).args([of_file.to_str().unwrap(), "--json"])).code,
        0
    );
    let samples = |path: &Path| -> Vec<i16> {
        let wav = hound::WavReader::open(path).unwrap();
        wav.into_samples().map(Result::unwrap).collect()
    };
    let (live, file) = (samples(&clip), samples(&of_file));
    // The end of the shorter one rings differently.
    let same = live.len() - 400;
    assert!(live[..same] == file[..same], "the clips differ");
}

#[test]
fn a_device_that_is_not_there_is_told_with_those_that_are() {
    let run = json(&["listen", "--device", "headset of nobody"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no device"), "{}", run.stderr);
}
