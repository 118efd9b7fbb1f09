//! Runs the program as a person would, with nothing of this machine's environment.

#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod serve;

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The program, in English, without token or consent.
pub(crate) fn voiceprint(args: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("voiceprint"));
    for (name, _) in std::env::vars() {
        if name.starts_with("COZE_") || name.starts_with("VOICEPRINT_") || name.starts_with("LC_") {
            command.env_remove(name);
        }
    }
    // The empty name means: no config.
    command.env("VOICEPRINT_CONFIG", "");
    command.env("LANG", "C.UTF-8").args(args);
    command.timeout(std::time::Duration::from_secs(120));
    command
}

/// A file of `fixtures/`.
pub(crate) fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures")
        .join(name);
    path.to_str().expect("the path is UTF-8").to_owned()
}

/// The recording most tests use.
pub(crate) fn speech() -> String {
    fixture("wav/speech-16khz-mono-s16.wav")
}

/// What a run printed: exit code, JSON lines, standard error.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) lines: Vec<Value>,
    pub(crate) stderr: String,
}

/// Runs with `--json` and reads every line.
pub(crate) fn json(args: &[&str]) -> Run {
    read(voiceprint(args).arg("--json"))
}

/// Runs a command whose output is JSON lines.
pub(crate) fn read(command: &mut Command) -> Run {
    let output = command.output().expect("the program starts");
    let stdout = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!stderr.contains("panicked"), "{stderr}");
    let lines = stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let code = output.status.code().expect("it was not killed");
    Run {
        code,
        lines,
        stderr,
    }
}

/// Runs for people: exit code and standard output.
pub(crate) fn human(args: &[&str]) -> (i32, String) {
    let output = voiceprint(args).output().expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("text is UTF-8");
    (output.status.code().expect("it was not killed"), text)
}

/// A folder that vanishes, and a path in it.
pub(crate) fn scratch(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join(name);
    (folder, path)
}
