//! The program beside sox and ffmpeg on the same files -> CPU time of one core, and memory.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]

use std::path::Path;
use std::process::{Command, Stdio};

use benches::process::{Usage, build_voiceprint, is_installed, run, run_fed};
use benches::source::{Format, Storage, path};

const SECS: u32 = 600;
const ROUNDS: usize = 7;

/// One way to make a 16 kHz mono 16-bit file.
struct Rival {
    name: &'static str,
    program: String,
    arguments: Vec<String>,
}

impl Rival {
    fn new(name: &'static str, program: &str, arguments: &[&str]) -> Rival {
        let arguments = arguments
            .iter()
            .map(|&argument| argument.to_owned())
            .collect();
        Rival {
            name,
            program: program.to_owned(),
            arguments,
        }
    }

    fn run(&self) -> Option<Usage> {
        run(Command::new(&self.program).args(&self.arguments))
    }
}

fn main() {
    let voiceprint = build_voiceprint();
    let Ok(folder) = tempfile::tempdir() else {
        println!("skipped: no temporary folder");
        return;
    };
    let formats = [
        ("48 kHz stereo float", Format::new(48_000, 2, Storage::F32)),
        (
            "44.1 kHz stereo 16-bit",
            Format::new(44_100, 2, Storage::S16),
        ),
        ("16 kHz mono 16-bit", Format::new(16_000, 1, Storage::S16)),
    ];
    for (name, format) in formats {
        println!("\n{name}, {SECS} s, file to file, median of {ROUNDS} interleaved rounds");
        let source = folder.path().join("source.wav");
        if let Err(error) = std::fs::write(&source, format.wav(SECS)) {
            println!("skipped: {error}");
            return;
        }
        compare(&rivals(&voiceprint, &source, folder.path()));
    }
    println!("\nmemory, 48 kHz stereo float through a pipe");
    for secs in [60, 3_600] {
        piped(&voiceprint, folder.path(), secs);
    }
    println!("\nshort, 3 s of 48 kHz mono float, process start to exit");
    let source = folder.path().join("short.wav");
    if std::fs::write(&source, Format::new(48_000, 1, Storage::F32).wav(3)).is_ok() {
        let short = Rival::new(
            "voiceprint check",
            path(&voiceprint),
            &["check", "--depth", "basic", "--json", path(&source)],
        );
        let short_speech = Rival::new(
            "voiceprint check, speech",
            path(&voiceprint),
            &["check", "--depth", "speech", "--json", path(&source)],
        );
        compare(&[short, short_speech]);
    }
}

fn rivals(voiceprint: &Path, source: &Path, folder: &Path) -> Vec<Rival> {
    let target = folder.join("target.wav");
    let (source, target) = (path(source), path(&target));
    let mut rivals = vec![Rival::new(
        "voiceprint normalize",
        path(voiceprint),
        &[
            "normalize",
            "--whole",
            "--depth",
            "basic",
            "--force",
            "--quiet",
            source,
            "-o",
            target,
        ],
    )];
    if is_installed("sox") {
        let arguments = [
            source, "-r", "16000", "-c", "1", "-b", "16", target, "rate", "-h",
        ];
        rivals.push(Rival::new("sox rate -h", "sox", &arguments));
    } else {
        println!("sox is not installed: skipped");
    }
    if is_installed("ffmpeg") {
        let arguments = [
            "-v", "error", "-y", "-i", source, "-ac", "1", "-ar", "16000", target,
        ];
        rivals.push(Rival::new("ffmpeg -ac 1 -ar 16000", "ffmpeg", &arguments));
    } else {
        println!("ffmpeg is not installed: skipped");
    }
    rivals
}

fn compare(rivals: &[Rival]) {
    let mut runs: Vec<Vec<Usage>> = vec![Vec::new(); rivals.len()];
    for _ in 0..ROUNDS {
        for (rival, runs) in rivals.iter().zip(&mut runs) {
            match rival.run() {
                Some(usage) => runs.push(usage),
                None => {
                    println!("{} failed", rival.name);
                    return;
                }
            }
        }
    }
    println!(
        "{:26} {:>10} {:>10} {:>10} {:>9}",
        "", "CPU ms", "wall ms", "peak MiB", "ours is"
    );
    let ours_ms = median(runs[0].iter().map(|usage| usage.cpu.as_secs_f64() * 1e3));
    for (rival, runs) in rivals.iter().zip(&runs) {
        let cpu_ms = median(runs.iter().map(|usage| usage.cpu.as_secs_f64() * 1e3));
        let wall_ms = median(runs.iter().map(|usage| usage.wall.as_secs_f64() * 1e3));
        println!(
            "{:26} {cpu_ms:>10.1} {wall_ms:>10.1} {:>10} {:>8.3}x",
            rival.name,
            mebibytes(runs.iter().filter_map(|usage| usage.peak_bytes).max()),
            ours_ms / cpu_ms,
        );
    }
}

fn piped(voiceprint: &Path, folder: &Path, secs: u32) {
    let target = folder.join("piped.wav");
    let mut command = Command::new(voiceprint);
    command
        .args([
            "normalize",
            "--whole",
            "--depth",
            "basic",
            "--force",
            "--quiet",
            "-",
            "-o",
        ])
        .arg(&target)
        .stdin(Stdio::piped());
    let format = Format::new(48_000, 2, Storage::F32);
    match run_fed(&mut command, |input| format.stream(secs, &mut { input })) {
        Some(usage) => println!(
            "{secs:>6} s: {} MiB at most, {:.0} ms CPU",
            mebibytes(usage.peak_bytes),
            usage.cpu.as_secs_f64() * 1e3
        ),
        None => println!("{secs:>6} s: failed"),
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn mebibytes(bytes: Option<u64>) -> String {
    bytes.map_or("?".to_owned(), |bytes| {
        format!("{:.1}", bytes as f64 / 1_048_576.0)
    })
}
