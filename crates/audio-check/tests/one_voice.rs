//! Long recordings of two voices -> the part of one of them.
#![cfg(feature = "voices")]
#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

use audio_check::{Checked, Code, PcmSpec, Policy, check_pcm};

/// Bytes of the samples of a fixture of 16 kHz mono 16-bit.
fn samples(name: &str) -> Vec<u8> {
    let wav = std::fs::read(testkit::fixture(name)).unwrap();
    wav[44..].to_vec()
}

/// Fourteen seconds of a reader, then twelve of somebody else, of which `kept_secs` fit.
fn check(kept_secs: usize) -> Checked {
    let reader = samples("wav/speech-16khz-mono-s16.wav");
    let other = samples("wav/cards-16khz-mono-s16.wav");
    check_all(&[reader.repeat(2), other.repeat(4)].concat(), kept_secs)
}

fn check_all(pcm: &[u8], kept_secs: usize) -> Checked {
    let policy = Policy {
        max_clip_bytes: Some(44 + 32_000 * kept_secs),
        ..Policy::default()
    };
    check_pcm(pcm, PcmSpec::TARGET, &policy).unwrap()
}

fn has_several_voices(checked: &Checked) -> bool {
    let mut codes = checked.report.findings.iter().map(|finding| finding.code);
    codes.any(|code| code == Code::SeveralVoices)
}

#[test]
fn of_two_voices_the_part_of_one_is_kept() {
    let checked = check(20);
    let clip = &checked.report.clip;
    assert!(
        !has_several_voices(&checked),
        "{:?}",
        checked.report.findings
    );
    let reader_secs = samples("wav/speech-16khz-mono-s16.wav").len() as f64 / 16_000.0;
    let is_reader = clip.end_seconds < reader_secs + 0.5;
    let is_other = clip.start_seconds > reader_secs - 0.5;
    assert!(is_reader || is_other, "{clip:?}");
    assert!(checked.report.measurements.speech_seconds.unwrap() > 5.0);
    let kept_secs = clip.end_seconds - clip.start_seconds;
    assert!((checked.clip.duration().as_secs_f64() - kept_secs).abs() < 1e-6);
}

#[test]
fn the_longest_part_of_one_voice_is_kept_wherever_it_is() {
    let reader = samples("wav/speech-16khz-mono-s16.wav");
    let other = samples("wav/cards-16khz-mono-s16.wav");
    let turns = [
        &reader[..],
        &other,
        &reader,
        &other.repeat(2),
        &reader.repeat(5),
        &other.repeat(3),
    ];
    let secs: Vec<f64> = turns
        .iter()
        .map(|turn| turn.len() as f64 / 32_000.0)
        .collect();
    let checked = check_all(&turns.concat(), 50);
    let clip = &checked.report.clip;
    let start: f64 = secs[..4].iter().sum();
    assert!(!has_several_voices(&checked), "{clip:?}");
    assert!(clip.start_seconds > start - 1.0 && clip.end_seconds < start + secs[4] + 1.0);
    assert!(
        clip.end_seconds - clip.start_seconds > 0.8 * secs[4],
        "{clip:?}"
    );
}

#[test]
fn what_fits_is_kept_whole_whoever_speaks() {
    let checked = check(60);
    assert!(has_several_voices(&checked));
    assert!(checked.report.clip.start_seconds < 1e-9);
    assert!(checked.report.clip.end_seconds > 25.0);
}
