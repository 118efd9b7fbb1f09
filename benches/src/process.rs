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

/// First argument of a bench that is to do nothing but [`measure_and_exit`].
const MEASURE: &str = "--measure";

/// Runs `command` to its end; `None` if it cannot be started or fails.
pub fn run(command: &[&str]) -> Option<Usage> {
    run_fed(command, |_| Ok(()))
}

/// The same with something written to its standard input.
///
/// A child inherits the peak memory of its parent on some systems, so a fresh process of this
/// very bench, which must call [`measure_and_exit`] first of all, stands in between.
pub fn run_fed(
    command: &[&str],
    feed: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Option<Usage> {
    let mut child = Command::new(std::env::current_exe().ok()?)
        .arg(MEASURE)
        .args(command)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    feed(&mut child.stdin.take()?).ok()?;
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.split_whitespace().map(|number| number.parse().ok());
    let mut next = || numbers.next().flatten();
    Some(Usage {
        cpu: Duration::from_micros(next()?),
        wall: Duration::from_micros(next()?),
        peak_bytes: next().filter(|&bytes| bytes > 0),
    })
}

/// In a process made by [`run_fed`]: runs the command and prints what it took. Else nothing.
#[expect(clippy::print_stdout, reason = "the answer to the process that asked")]
pub fn measure_and_exit() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some(MEASURE) {
        return;
    }
    let mut command = Command::new(arguments.next().unwrap_or_default());
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    let done = command.spawn().and_then(|mut child| child.wait4());
    if let Ok(done) = done
        && done.status.success()
    {
        let cpu = done.rusage.utime + done.rusage.stime;
        let wall = start.elapsed();
        println!(
            "{} {} {}",
            cpu.as_micros(),
            wall.as_micros(),
            done.rusage.maxrss
        );
    }
    std::process::exit(0);
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
