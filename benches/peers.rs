//! The program beside sox and ffmpeg on the same files -> CPU time of one core, and memory.
//!
//! `cargo bench --package benches --bench peers -- FILE…` compares on your own recordings alone.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]

use std::io::{BufWriter, Write};
use std::path::Path;

use benches::process::{Usage, build_voiceprint, is_installed, measure_and_exit, run, run_fed};
use benches::source::{Format, Storage, path, write_studio_speech};

const SECS: u32 = 600;
const ROUNDS: usize = 7;

/// One way to make a 16 kHz mono 16-bit file.
struct Rival<'a> {
    name: &'static str,
    command: Vec<&'a str>,
}

fn main() {
    measure_and_exit();
    let voiceprint = build_voiceprint();
    let Ok(folder) = tempfile::tempdir() else {
        println!("skipped: no temporary folder");
        return;
    };
    for program in ["sox", "ffmpeg"] {
        if !is_installed(program) {
            println!("{program} is not installed: skipped");
        }
    }
    let own: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    for file in &own {
        println!("\n{file}, file to file, median of {ROUNDS} interleaved rounds");
        beside(&voiceprint, Path::new(file), folder.path());
    }
    if !own.is_empty() {
        return;
    }
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
        match write_wav(format, SECS, &source) {
            Ok(()) => beside(&voiceprint, &source, folder.path()),
            Err(error) => println!("skipped: {error}"),
        }
    }
    println!("\nreal speech as 48 kHz stereo float, {SECS} s, the same");
    let source = folder.path().join("source.wav");
    match studio_speech(&source) {
        Ok(()) => beside(&voiceprint, &source, folder.path()),
        Err(error) => println!("skipped: {error}"),
    }
    println!("\nmemory, 48 kHz stereo float through a pipe");
    for secs in [60, 3_600] {
        piped(&voiceprint, folder.path(), secs);
    }
    println!("\nshort, 3 s of 48 kHz mono float checked and written, process start to exit");
    short(&voiceprint, folder.path());
}

fn studio_speech(path: &Path) -> hound::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    write_studio_speech(SECS, &mut out)
}

/// The whole of `source` as 16 kHz mono 16-bit, nothing but that.
fn normalize_whole<'a>(voiceprint: &'a Path, source: &'a str, target: &'a str) -> Vec<&'a str> {
    let command = [
        path(voiceprint),
        "normalize",
        "--whole",
        "--depth",
        "basic",
        "--force",
        "--quiet",
        source,
        "-o",
        target,
    ];
    command.to_vec()
}

fn beside(voiceprint: &Path, source: &Path, folder: &Path) {
    let target = folder.join("target.wav");
    let (source, target) = (path(source), path(&target));
    let mut rivals = vec![Rival {
        name: "voiceprint normalize",
        command: normalize_whole(voiceprint, source, target),
    }];
    if is_installed("sox") {
        let command = vec![
            "sox", source, "-r", "16000", "-c", "1", "-b", "16", target, "rate", "-h",
        ];
        rivals.push(Rival {
            name: "sox rate -h",
            command,
        });
    }
    if is_installed("ffmpeg") {
        let command = vec![
            "ffmpeg", "-v", "error", "-y", "-i", source, "-ac", "1", "-ar", "16000", target,
        ];
        rivals.push(Rival {
            name: "ffmpeg -ac 1 -ar 16000",
            command,
        });
    }
    compare(&rivals);
}

fn short(voiceprint: &Path, folder: &Path) {
    let (source, target) = (folder.join("short.wav"), folder.join("short-out.wav"));
    if let Err(error) = write_wav(Format::new(48_000, 1, Storage::F32), 3, &source) {
        println!("skipped: {error}");
        return;
    }
    let command = |depth| {
        let ours = [
            path(voiceprint),
            "normalize",
            "--force",
            "--quiet",
            "--depth",
            depth,
        ];
        [&ours[..], &[path(&source), "-o", path(&target)]].concat()
    };
    compare(&[
        Rival {
            name: "basic",
            command: command("basic"),
        },
        Rival {
            name: "speech",
            command: command("speech"),
        },
        Rival {
            name: "full",
            command: command("full"),
        },
    ]);
}

fn write_wav(format: Format, secs: u32, path: &Path) -> std::io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    format.write(secs, &mut out)?;
    out.flush()
}

fn compare(rivals: &[Rival<'_>]) {
    let mut runs: Vec<Vec<Usage>> = vec![Vec::new(); rivals.len()];
    for _ in 0..ROUNDS {
        for (rival, runs) in rivals.iter().zip(&mut runs) {
            match run(&rival.command) {
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
    let command = normalize_whole(voiceprint, "-", path(&target));
    let format = Format::new(48_000, 2, Storage::F32);
    match run_fed(&command, |mut input| format.stream(secs, &mut input)) {
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
