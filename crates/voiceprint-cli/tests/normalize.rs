//! `normalize`: what is written, when, and what is never lost.

mod support;

use support::{fixture, human, json, scratch, speech, voiceprint};

fn spec_of(path: &std::path::Path) -> (hound::WavSpec, u32) {
    let reader = hound::WavReader::open(path).expect("hound reads it");
    (reader.spec(), reader.duration())
}

fn target() -> hound::WavSpec {
    hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    }
}

#[test]
fn every_readable_fixture_becomes_16_khz_mono_16_bit() {
    for folder in ["wav", "coded"] {
        for entry in std::fs::read_dir(fixture(folder)).unwrap() {
            let source = entry.unwrap().path();
            let (_folder, out) = scratch("out.wav");
            let run = json(&[
                "normalize",
                source.to_str().unwrap(),
                "-o",
                out.to_str().unwrap(),
            ]);
            assert_eq!(run.code, 0, "{}: {}", source.display(), run.stderr);
            let (spec, frames) = spec_of(&out);
            assert_eq!(spec, target(), "{}", source.display());
            assert_eq!(
                run.lines[0]["clip"]["frames"],
                frames,
                "{}",
                source.display()
            );
        }
    }
}

#[test]
fn a_conforming_file_comes_out_bit_for_bit() {
    let (_folder, out) = scratch("out.wav");
    let (code, _) = human(&["normalize", &speech(), "-o", out.to_str().unwrap()]);
    assert_eq!(code, 0);
    assert_eq!(
        std::fs::read(&out).unwrap(),
        std::fs::read(speech()).unwrap()
    );
}

#[test]
fn nothing_is_overwritten_without_force() {
    let (folder, out) = scratch("out.wav");
    std::fs::write(&out, "precious").unwrap();
    let path = out.to_str().unwrap();
    let refused = json(&["normalize", &speech(), "-o", path]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(std::fs::read(&out).unwrap(), b"precious");
    assert_eq!(
        json(&["normalize", &speech(), "-o", path, "--force"]).code,
        0
    );
    assert_eq!(spec_of(&out).0, target());
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "no other file is left behind");
}

#[test]
fn an_unreadable_file_leaves_the_target_alone() {
    let (folder, out) = scratch("out.wav");
    for extra in [&[][..], &["--whole"]] {
        let broken = fixture("broken/header-truncated.wav");
        let mut args = vec!["normalize", &broken, "-o", out.to_str().unwrap()];
        args.extend(extra);
        assert_eq!(json(&args).code, 2);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn the_gate_writes_nothing_and_exits_1() {
    let (_folder, out) = scratch("out.wav");
    let path = out.to_str().unwrap();
    let silence = fixture("wav/silence.wav");
    let run = json(&["normalize", &silence, "-o", path, "--gate"]);
    assert_eq!((run.code, out.exists()), (1, false));
    assert_eq!(json(&["normalize", &silence, "-o", path]).code, 0);
    assert!(out.exists());
}

/// 140 s do not fit 4 MB; all of them are written with `--whole`.
#[test]
fn whole_writes_everything_and_without_it_the_best_window() {
    let samples: Vec<i16> = hound::WavReader::open(speech())
        .unwrap()
        .samples()
        .map(Result::unwrap)
        .collect();
    let (folder, long) = scratch("long.wav");
    let mut writer = hound::WavWriter::create(&long, target()).unwrap();
    for sample in samples.iter().cycle().take(140 * 16_000) {
        writer.write_sample(*sample).unwrap();
    }
    writer.finalize().unwrap();
    let (cut, whole) = (
        folder.path().join("cut.wav"),
        folder.path().join("whole.wav"),
    );
    let basic = ["--depth", "basic"];
    let source = long.to_str().unwrap();
    let run = json(
        &[
            &["normalize", source, "-o", cut.to_str().unwrap()][..],
            &basic,
        ]
        .concat(),
    );
    assert_eq!(run.code, 0);
    assert!(std::fs::metadata(&cut).unwrap().len() <= 4_000_000);
    let args = [
        "normalize",
        source,
        "-o",
        whole.to_str().unwrap(),
        "--whole",
    ];
    assert_eq!(json(&[&args[..], &basic].concat()).code, 0);
    assert_eq!(
        std::fs::read(&whole).unwrap(),
        std::fs::read(&long).unwrap()
    );
}

#[test]
fn standard_output_takes_the_clip() {
    let output = voiceprint(&["normalize", &speech(), "-o", "-"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, std::fs::read(speech()).unwrap());
}
