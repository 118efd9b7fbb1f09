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
fn listening_draws_the_page_of_what_it_heard() {
    let (_folder, page) = scratch("page.html");
    let mut command = voiceprint(&["listen", "--json", "--report", page.to_str().unwrap()]);
    assert_eq!(read(command.write_stdin(raw())).code, 0);
    assert!(std::fs::read_to_string(&page).unwrap().contains("<svg"));
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

/// Starts to listen, speaks for five seconds, sends the signals.
#[cfg(unix)]
fn check_signals(signals: &[&str]) {
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
    for signal in signals {
        let sent = Command::new("kill").args([signal, pid.as_str()]).status();
        assert!(sent.unwrap().success());
    }
    let status = child.wait().unwrap();
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    assert_eq!(
        hound::WavReader::open(&clip).unwrap().duration(),
        5 * 16_000
    );
    drop(microphone);
}

#[cfg(unix)]
#[test]
fn an_interrupt_a_kill_or_a_closed_terminal_keeps_what_was_recorded() {
    check_signals(&["-INT"]);
    check_signals(&["-TERM", "-HUP"]);
    check_signals(&["-HUP", "-HUP"]);
}

/// Listens to seven seconds with limits that end it at three, or ends the output early.
#[test]
fn what_ends_a_recording_early_costs_nothing_that_came_before() {
    let (folder, clip) = scratch("clip.wav");
    let policy = folder.path().join("policy.toml");
    std::fs::write(&policy, "max_source_secs = 3.0").unwrap();
    let mut command = voiceprint(&["listen", "--json", "--policy", policy.to_str().unwrap()]);
    let run = read(command.arg("-o").arg(&clip).write_stdin(raw()));
    assert!(matches!(run.code, 0 | 1), "{}", run.stderr);
    let cut = &run.lines[run.lines.len() - 2];
    assert_eq!(cut["event"], "cut-short");
    assert!(cut["message"].as_str().unwrap().contains("max_source_secs"));
    let frames = |path| hound::WavReader::open(path).unwrap().duration();
    assert!(frames(&clip) >= 3 * 16_000);
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_ends_the_recording_and_the_clip_is_kept() {
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};
    let (_folder, clip) = scratch("clip.wav");
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("voiceprint"))
        .args(["listen", "--json", "-o", clip.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut microphone = child.stdin.take().unwrap();
    microphone.write_all(&raw()[..2 * 32_000]).unwrap();
    let mut output = child.stdout.take().unwrap();
    output.read_exact(&mut [0; 100]).unwrap();
    drop(output);
    let _ = microphone.write_all(&raw()[2 * 32_000..4 * 32_000]);
    assert!(child.wait().unwrap().success());
    assert!(hound::WavReader::open(&clip).unwrap().duration() >= 2 * 16_000);
}

#[test]
fn what_the_update_lacks_is_told_before_anybody_speaks() {
    let update = ["listen", "--json", "--group", "1", "--feature", "2"];
    let run = read(voiceprint(&update).write_stdin(raw()));
    assert_eq!(run.code, 2);
    assert_eq!(run.lines[0]["error"]["kind"], "no-token");
    let mut command = voiceprint(&update);
    let run = read(command.env("COZE_API_TOKEN", "pat_test").write_stdin(raw()));
    assert_eq!(run.lines.len(), 1);
    assert_eq!(run.lines[0]["error"]["kind"], "no-consent");
}

#[cfg(not(feature = "mic"))]
#[test]
fn without_microphones_the_program_says_how_to_get_them() {
    for flag in [&["--device", "USB"][..], &["--list-devices"]] {
        let run = read(voiceprint(&["listen", "--json"]).args(flag));
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("--features mic"), "{}", run.stderr);
    }
}

#[test]
fn the_doctor_tells_what_is_fine_and_shows_no_token() {
    let serve = Serve::start("pat_secret_of_the_house");
    let well = read(serve.client(&["doctor"]).arg("--json"));
    assert_eq!(well.code, 0, "{:?}", well.lines);
    assert!(well.lines.iter().all(|line| line["ok"] == true));
    assert!(well.lines.iter().any(|line| line["check"] == "clock"));
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
        "config",
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
