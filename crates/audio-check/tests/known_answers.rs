//! Signals made by a recipe -> the numbers of the recipe.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

use audio_check::{Encoding, Measurements, PcmSpec, Policy, check_pcm};
use testkit::signals;
use testkit::wav_bytes::{Order, floats};

fn measure(samples: &[f64], sample_rate: u32, channels: u16) -> Measurements {
    let spec = PcmSpec {
        sample_rate,
        channels,
        encoding: Encoding::F32,
    };
    let pcm = floats(samples, Order::Little);
    check_pcm(&pcm, spec, &Policy::default())
        .unwrap()
        .report
        .measurements
}

fn assert_near(name: &str, measured: Option<f64>, expected: f64, tolerance: f64) {
    let measured = measured.unwrap_or_else(|| panic!("{name} is unknown"));
    assert!(
        (measured - expected).abs() <= tolerance,
        "{name}: {measured}, expected {expected}"
    );
}

#[test]
fn a_sine_has_the_peak_and_rms_it_was_made_with() {
    for rate in [8_000, 16_000, 44_100, 48_000] {
        let tone = signals::sine(rate, 3.0, 997.0, 0.1);
        let m = measure(&tone, rate, 1);
        assert_near("peak", m.peak_dbfs, -20.0, 0.01);
        assert_near("RMS", m.rms_dbfs, -23.01, 0.01);
        assert_near("offset", m.dc_offset, 0.0, 1e-4);
    }
}

#[test]
fn a_stereo_balance_is_told_before_downmix() {
    let tone = signals::sine(48_000, 2.0, 440.0, 0.2);
    let stereo: Vec<f64> = tone
        .iter()
        .flat_map(|sample| [*sample, sample / 2.0])
        .collect();
    let m = measure(&stereo, 48_000, 2);
    assert_near("balance", m.channel_balance_db, 6.02, 0.05);
    assert_near("correlation", m.channel_correlation, 1.0, 1e-3);
}

#[test]
fn a_constant_offset_is_found() {
    let mut speech = signals::speech_like(16_000, 4.0, 0.3);
    speech.iter_mut().for_each(|sample| *sample += 0.05);
    assert_near("offset", measure(&speech, 16_000, 1).dc_offset, 0.05, 0.005);
}

#[test]
fn cut_samples_are_counted_at_any_level() {
    let speech = signals::speech_like(16_000, 4.0, 1.0);
    for level in [0.5, 0.25] {
        let cut = signals::clipped(&speech, level);
        let at_level = cut.iter().filter(|sample| sample.abs() >= level).count();
        let share = at_level as f64 / cut.len() as f64;
        assert_near(
            "clipped",
            measure(&cut, 16_000, 1).clipped_ratio,
            share,
            share * 0.2,
        );
    }
    assert_near(
        "clean",
        measure(&speech, 16_000, 1).clipped_ratio,
        0.0,
        1e-4,
    );
}

#[test]
fn replaced_samples_are_counted() {
    let mut samples = signals::speech_like(16_000, 2.0, 0.3);
    samples[100] = f64::NAN;
    samples[20_000] = f64::INFINITY;
    assert_eq!(measure(&samples, 16_000, 1).nonfinite_samples, Some(2));
}

/// Noise so far below the active speech level of a real recording, whose own noise adds to it.
#[test]
fn added_noise_is_told_in_decibels() {
    let path = testkit::fixture("wav/speech-16khz-mono-s16.wav");
    let mut file = hound::WavReader::open(path).unwrap();
    let samples = file.samples::<i16>();
    let speech: Vec<f64> = samples
        .map(|sample| f64::from(sample.unwrap()) / 32_768.0)
        .collect();
    let clean = measure(&speech, 16_000, 1);
    let (level_dbfs, own_snr_db) = (clean.active_level_dbfs.unwrap(), clean.snr_db.unwrap());
    for added_snr_db in [0.0, 5.0, 10.0, 15.0] {
        let rms = 10_f64.powf((level_dbfs - added_snr_db) / 20.0);
        let noise = signals::noise(16_000, 8.0, rms, 11);
        let noisy: Vec<f64> = speech.iter().zip(&noise).map(|(s, n)| s + n).collect();
        let share = |db: f64| 10_f64.powf(-db / 10.0);
        let true_snr_db = -10.0 * (share(added_snr_db) + share(own_snr_db)).log10();
        assert_near("SNR", measure(&noisy, 16_000, 1).snr_db, true_snr_db, 1.5);
    }
}
