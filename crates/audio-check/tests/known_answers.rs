//! Signals made by a recipe -> the numbers of the recipe.

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

/// The signal sounds for 62.5 % of the time, so its active level lies about 2 dB over its mean.
#[test]
fn added_noise_is_told_in_decibels() {
    let clean = signals::speech_like(16_000, 8.0, 0.5);
    let at = |snr_db: f64| {
        let noisy = signals::with_noise(&clean, snr_db, 11);
        measure(&noisy, 16_000, 1).snr_db
    };
    assert_near("SNR at 10 dB", at(10.0), 12.0, 3.0);
    assert_near("SNR at 20 dB", at(20.0), 22.0, 3.0);
    let step = at(20.0).unwrap() - at(10.0).unwrap();
    assert!(
        (step - 10.0).abs() < 2.0,
        "10 dB more are {step:.1} dB more"
    );
}
