//! `listen`, `doctor`, completions, manual pages and the page of `--report`.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

mod support;

use support::serve::Serve;
use support::{fixture, human, json, read, scratch, speech, voiceprint};

/// The samples of the usual recording, as a microphone would give them.
fn raw() -> Vec<u8> {
    std::fs::read(speech()).unwrap()[44..].to_vec()
}

#[test]
fn listening_gives_events_then_the_report_of_the_same_file() {
    let (_folder, clip) = scratch("clip.wav");
    let mut command = voiceprint(&["listen", "--json", "-o", clip.to_str().unwrap()]);
    let run = read(command.write_stdin(raw()));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (report, events) = run.lines.split_last().unwrap();
    assert!(events.len() >= 5, "{} events in 7 s", events.len());
    for event in events {
        assert_eq!(event["event"], "advice");
        assert!(!event["hint"].as_str().unwrap().is_empty());
    }
    let of_file = json(&["check", &speech()]);
    assert_eq!(report["measurements"], of_file.lines[0]["measurements"]);
    assert_eq!(report["findings"], of_file.lines[0]["findings"]);
    assert_eq!(
        std::fs::read(&clip).unwrap(),
        std::fs::read(speech()).unwrap()
    );
}

#[test]
fn listening_goes_on_to_the_update() {
    let mut command = voiceprint(&["listen", "--json", "--stand-in"]);
    let run = read(command.write_stdin(raw()));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.lines.last().unwrap()["outcome"], "delivered");
}

#[test]
fn without_a_terminal_people_get_plain_lines() {
    let mut command = voiceprint(&["listen"]);
    let output = command.write_stdin(raw()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.lines()
            .filter(|line| line.contains("dBFS  speech"))
            .count()
            >= 3,
        "{text}"
    );
    assert!(
        text.contains("accepted") && !text.contains('\x1b'),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_was_recorded() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    use std::time::Duration;
    let (_folder, clip) = scratch("clip.wav");
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("voiceprint"))
        .args(["listen", "-o", clip.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut microphone = child.stdin.take().unwrap();
    microphone.write_all(&raw()[..5 * 32_000]).unwrap();
    // It has read all and waits for more.
    std::thread::sleep(Duration::from_millis(1_500));
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    let status = child.wait().unwrap();
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    assert_eq!(
        hound::WavReader::open(&clip).unwrap().duration(),
        5 * 16_000
    );
    drop(microphone);
}

#[test]
fn the_doctor_tells_what_is_fine_and_shows_no_token() {
    let serve = Serve::start("pat_secret_of_the_house");
    let well = read(serve.client(&["doctor"]).arg("--json"));
    assert_eq!(well.code, 0, "{:?}", well.lines);
    assert!(well.lines.iter().all(|line| line["ok"] == true));
    let shown = format!("{:?}{}", well.lines, well.stderr);
    assert!(!shown.contains("secret_of"), "{shown}");
    let ill = json(&["doctor"]);
    assert_eq!(ill.code, 2);
    let token = ill
        .lines
        .iter()
        .find(|line| line["check"] == "token")
        .unwrap();
    assert_eq!(token["ok"], false);
}

#[test]
fn completions_and_manual_pages_come_from_the_command_line() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, script) = human(&["completions", shell]);
        assert_eq!(code, 0);
        assert!(script.contains("normalize"), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(human(&["man", folder.path().to_str().unwrap()]).0, 0);
    for page in [
        "voiceprint.1",
        "voiceprint-check.1",
        "voiceprint-groups-create.1",
    ] {
        assert!(folder.path().join(page).exists(), "{page} is missing");
    }
}

#[test]
fn the_page_is_written_for_one_recording_and_never_over_one() {
    let (folder, page) = scratch("report.html");
    let path = page.to_str().unwrap();
    assert_eq!(human(&["check", &speech(), "--report", path]).0, 0);
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("speech-16khz"));
    let wav = folder.path().join("voice.wav");
    std::fs::write(&wav, "a voice").unwrap();
    assert_eq!(
        human(&["check", &speech(), "--report", wav.to_str().unwrap()]).0,
        2
    );
    assert_eq!(std::fs::read(&wav).unwrap(), b"a voice");
    let two = human(&[
        "check",
        &speech(),
        &fixture("wav/quiet.wav"),
        "--report",
        path,
    ]);
    assert_eq!(two.0, 2);
}

#[test]
fn help_of_every_command_has_a_first_line_and_names_its_flags() {
    for command in [
        "check",
        "normalize",
        "update",
        "create",
        "list",
        "delete",
        "identify",
        "groups",
        "batch",
        "listen",
        "doctor",
        "completions",
        "man",
        "serve",
    ] {
        let (code, text) = human(&[command, "--help"]);
        assert_eq!(code, 0, "{command}");
        assert!(
            text.contains("--json") && text.contains("Usage:"),
            "{command}: {text}"
        );
    }
}
