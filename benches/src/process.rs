//! A command line -> the CPU time and memory that it took.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// What one run of a program took.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// User and system time together.
    pub cpu: Duration,
    /// From start to exit.
    pub wall: Duration,
    /// Most memory resident at a time; `None` where the system does not tell.
    pub peak_bytes: Option<u64>,
}

/// Runs `command` to its end; `None` if it cannot be started or fails.
pub fn run(command: &mut Command) -> Option<Usage> {
    run_fed(command.stdin(Stdio::null()), |_| Ok(()))
}

/// The same with something written to its standard input.
pub fn run_fed(
    command: &mut Command,
    feed: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Option<Usage> {
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    if let Some(mut input) = child.stdin.take() {
        feed(&mut input).ok()?;
    }
    let done = child.wait4().ok()?;
    done.status.success().then_some(Usage {
        cpu: done.rusage.utime + done.rusage.stime,
        wall: start.elapsed(),
        peak_bytes: Some(done.rusage.maxrss).filter(|&bytes| bytes > 0),
    })
}

/// Whether `program` is installed.
pub fn is_installed(program: &str) -> bool {
    let mut command = Command::new(program);
    let silent = command
        .arg("-version")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    silent.stderr(Stdio::null()).status().is_ok()
}

/// Builds the program `voiceprint` as users get it and tells where it is.
///
/// # Panics
/// If it does not build: there is nothing to compare then.
pub fn build_voiceprint() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--quiet",
            "--package",
            "voiceprint-cli",
        ])
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "voiceprint does not build"
    );
    // A bench is target/release/deps/peers-….
    let this = std::env::current_exe().unwrap_or_default();
    let folder = this.ancestors().nth(2).unwrap_or(&this);
    folder
        .join("voiceprint")
        .with_extension(std::env::consts::EXE_EXTENSION)
}
