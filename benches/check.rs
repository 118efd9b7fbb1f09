//! Recordings in many formats -> seconds of audio checked and normalized per second of one core.
//!
//! What a stage costs is the difference of two lines: 16 kHz mono skips resampling, mono skips
//! the downmix, `basic` skips what measures speech.

#![expect(clippy::print_stderr, reason = "what is skipped should be seen")]

use std::hint::black_box;

use audio_check::{Depth, Policy, check_file, check_reader};
use benches::clock::{CpuClock, audio};
use benches::source::{Format, Storage, encoded, speech_wav};
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};

const SECS: u32 = 60;
const DEPTHS: &[(&str, Depth)] = &[
    ("basic", Depth::Basic),
    ("speech", Depth::Speech),
    ("full", Depth::Full),
];

fn policy(depth: Depth) -> Policy {
    Policy {
        depth,
        ..Policy::default()
    }
}

fn by_format(criterion: &mut Criterion<CpuClock>) {
    for &(depth_name, depth) in DEPTHS {
        let mut group = criterion.benchmark_group(format!("check 60 s, {depth_name}"));
        group.throughput(audio(f64::from(SECS)));
        group.sampling_mode(SamplingMode::Flat);
        for (name, format) in Format::STAGES {
            let wav = format.wav(SECS);
            group.bench_with_input(BenchmarkId::from_parameter(name), &wav, |bencher, wav| {
                bencher.iter(|| check_file(black_box(wav), &policy(depth)));
            });
        }
        group.finish();
    }
}

/// What the networks cost depends on how much of a recording is speech; this is nearly all.
fn real_speech(criterion: &mut Criterion<CpuClock>) {
    for secs in [10, 60] {
        let wav = speech_wav(secs);
        let mut group = criterion.benchmark_group(format!("check {secs} s of real speech"));
        group.throughput(audio(f64::from(secs)));
        group.sampling_mode(SamplingMode::Flat);
        for &(depth_name, depth) in DEPTHS {
            group.bench_function(depth_name, |bencher| {
                bencher.iter(|| check_file(black_box(&wav), &policy(depth)));
            });
        }
        group.finish();
    }
}

fn by_codec(criterion: &mut Criterion<CpuClock>) {
    let wav = Format::new(44_100, 2, Storage::S16).wav(SECS);
    let mut group = criterion.benchmark_group("check 60 s of 44.1k stereo, basic");
    group.throughput(audio(f64::from(SECS)));
    group.sampling_mode(SamplingMode::Flat);
    for extension in ["flac", "mp3", "m4a", "ogg"] {
        let Some(file) = encoded(&wav, extension) else {
            eprintln!("{extension}: skipped, ffmpeg is not installed or cannot encode it");
            continue;
        };
        if let Err(error) = check_file(&file, &policy(Depth::Basic)) {
            eprintln!("{extension}: skipped, {error}");
            continue;
        }
        group.bench_with_input(
            BenchmarkId::from_parameter(extension),
            &file,
            |bencher, file| {
                bencher.iter(|| check_file(black_box(file), &policy(Depth::Basic)));
            },
        );
    }
    group.finish();
}

fn streamed(criterion: &mut Criterion<CpuClock>) {
    let wav = Format::new(48_000, 2, Storage::F32).wav(SECS);
    let mut group = criterion.benchmark_group("check 60 s from a reader, basic");
    group.throughput(audio(f64::from(SECS)));
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function("48k stereo f32", |bencher| {
        bencher.iter(|| check_reader(black_box(&wav[..]), &policy(Depth::Basic)));
    });
    group.finish();
}

fn short(criterion: &mut Criterion<CpuClock>) {
    let wav = Format::new(48_000, 1, Storage::F32).wav(3);
    let mut group = criterion.benchmark_group("check 3 s of 48k mono f32");
    group.throughput(audio(3.0));
    for &(depth_name, depth) in DEPTHS {
        group.bench_function(depth_name, |bencher| {
            bencher.iter(|| check_file(black_box(&wav), &policy(depth)));
        });
    }
    group.finish();
}

fn to_clip(criterion: &mut Criterion<CpuClock>) {
    let checked = check_file(
        &Format::new(48_000, 1, Storage::F32).wav(SECS),
        &policy(Depth::Basic),
    )
    .expect("a sound file");
    let mut group = criterion.benchmark_group("write the clip of 60 s");
    group.throughput(audio(f64::from(SECS)));
    group.bench_function("wav", |bencher| bencher.iter(|| checked.clip.to_wav()));
    group.bench_function("pcm", |bencher| bencher.iter(|| checked.clip.to_pcm()));
    group.finish();
}

criterion_group! {
    name = benches;
    config = CpuClock::AllThreads.criterion();
    targets = by_format, real_speech, by_codec, streamed, short, to_clip
}
criterion_main!(benches);
