//! Our loudness against the ebur128 crate.

use audio_check::{Encoding, PcmSpec, Policy, check_file, check_pcm};
use ebur128::{EbuR128, Mode};
use testkit::signals;
use testkit::wav_bytes::{Order, floats};

fn oracle(samples: &[f32]) -> f64 {
    let mut meter = EbuR128::new(1, 16_000, Mode::I).expect("a valid meter");
    meter.add_frames_f32(samples).expect("whole frames");
    meter.loudness_global().expect("integrated loudness")
}

#[test]
fn loudness_of_any_signal_agrees_within_a_tenth() {
    for (name, signal) in [
        ("sine", signals::sine(16_000, 5.0, 997.0, 0.1)),
        ("low sine", signals::sine(16_000, 5.0, 80.0, 0.3)),
        ("noise", signals::noise(16_000, 5.0, 0.05, 7)),
        ("syllables", signals::speech_like(16_000, 8.0, 0.4)),
    ] {
        let spec = PcmSpec {
            encoding: Encoding::F32,
            ..PcmSpec::TARGET
        };
        let pcm = floats(&signal, Order::Little);
        let checked = check_pcm(&pcm, spec, &Policy::default()).unwrap();
        let clip: Vec<f32> = checked
            .clip
            .samples()
            .iter()
            .map(|s| f32::from(*s) / 32_768.0)
            .collect();
        let (ours, theirs) = (checked.report.measurements.loudness_lufs, oracle(&clip));
        let ours = ours.unwrap_or_else(|| panic!("{name} is unknown"));
        assert!(
            (ours - theirs).abs() < 0.1,
            "{name}: {ours}, ebur128 says {theirs}"
        );
    }
}

#[test]
fn loudness_of_real_speech_agrees_within_a_tenth() {
    for name in [
        "speech-16khz-mono-s16.wav",
        "cards-16khz-mono-s16.wav",
        "noisy-8db.wav",
    ] {
        let bytes = std::fs::read(testkit::fixture(&format!("wav/{name}"))).unwrap();
        let checked = check_file(&bytes, &Policy::default()).unwrap();
        let clip: Vec<f32> = checked
            .clip
            .samples()
            .iter()
            .map(|s| f32::from(*s) / 32_768.0)
            .collect();
        let (ours, theirs) = (
            checked.report.measurements.loudness_lufs.unwrap(),
            oracle(&clip),
        );
        assert!(
            (ours - theirs).abs() < 0.1,
            "{name}: {ours}, ebur128 says {theirs}"
        );
    }
}
