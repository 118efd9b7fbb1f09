//! Random signals and splits -> lengths and bits of the resampler.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use proptest::prelude::*;

use super::Resampler;
use super::ratio::{reduced, target_frames};

/// Usual rates, odd ratios, primes that share nothing with 16 kHz.
const RATES_HZ: &[u32] = &[
    4_000, 4_001, 6_000, 8_000, 8_001, 11_025, 12_000, 15_999, 16_000, 16_001, 22_050, 24_000,
    32_000, 37_800, 44_056, 44_100, 47_999, 48_000, 50_000, 88_200, 96_000, 192_000, 352_800,
    383_987, 384_000,
];

pub(super) fn resample(rate_hz: u32, mono: &[f32]) -> Vec<f32> {
    converted(Resampler::new(rate_hz).expect("a supported rate"), mono)
}

fn converted(mut resampler: Resampler, mono: &[f32]) -> Vec<f32> {
    let mut out = Vec::new();
    resampler.push(mono, &mut out);
    resampler.finish(&mut out);
    out
}

/// White noise in [-1, 1] from a linear congruential generator (Knuth, MMIX).
pub(super) fn noise(frames: usize) -> Vec<f32> {
    let mut state = 1_u64;
    std::iter::repeat_with(|| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    })
    .take(frames)
    .collect()
}

fn bits(samples: &[f32]) -> Vec<u32> {
    samples.iter().map(|sample| sample.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_split_gives_the_same_bits(
        rate_hz in prop::sample::select(RATES_HZ),
        frames in 0_usize..20_000,
        splits in prop::collection::vec(0_usize..5_000, 0..40),
    ) {
        let mono = noise(frames);
        let mut resampler = Resampler::new(rate_hz).expect("a supported rate");
        let mut out = Vec::new();
        let mut rest = &mono[..];
        for split in splits {
            let (head, tail) = rest.split_at(split.min(rest.len()));
            resampler.push(head, &mut out);
            rest = tail;
        }
        resampler.push(rest, &mut out);
        resampler.finish(&mut out);
        prop_assert_eq!(bits(&out), bits(&resample(rate_hz, &mono)));
    }

    #[test]
    fn length_is_rounded_to_the_nearest_frame(
        rate_hz in prop::sample::select(RATES_HZ),
        frames in 0_usize..50_000,
    ) {
        // Twice the error in units of one target frame, times the rate: half up is [-rate, rate).
        let made = resample(rate_hz, &noise(frames)).len() as i64;
        let doubled_error = 2 * (frames as i64 * 16_000 - made * i64::from(rate_hz));
        prop_assert!((-i64::from(rate_hz)..i64::from(rate_hz)).contains(&doubled_error));
    }

    #[test]
    fn any_rate_converts(rate_hz in 4_000_u32..=384_000) {
        let mono = vec![0.25; rate_hz as usize / 4];
        let out = resample(rate_hz, &mono);
        prop_assert_eq!(out.len() as u64, target_frames(mono.len() as u64, rate_hz));
        prop_assert!((out[2_000] - 0.25).abs() < 1e-5, "{} Hz: {}", rate_hz, out[2_000]);
    }
}

#[test]
fn what_is_at_16_khz_passes_bit_for_bit() {
    let mut mono = noise(1_000);
    mono[3] = -0.0;
    assert_eq!(bits(&resample(16_000, &mono)), bits(&mono));
}

#[test]
fn rates_beyond_the_range_are_refused() {
    for rate_hz in [0, 1, 3_999, 384_001, u32::MAX] {
        assert!(Resampler::new(rate_hz).is_err(), "{rate_hz} Hz");
    }
}

/// Tones across the band to 7 kHz or 87 % of the lower Nyquist frequency, faded in and out.
#[expect(clippy::cast_possible_truncation, reason = "f64 to f32 rounds")]
fn many_tones(rate_hz: u32) -> Vec<f32> {
    let rate = f64::from(rate_hz);
    let band_hz = 7_000.0_f64.min(0.87 * rate / 2.0);
    (0..rate_hz / 2)
        .map(|n| {
            let secs = f64::from(n) / rate;
            let fade = (secs.min(0.5 - secs) / 0.1).min(1.0) * FRAC_PI_2;
            let tones = (0..40).map(|k| {
                let k = f64::from(k);
                // Squares of k as phases keep the crest low (Schroeder 1970).
                (TAU * (band_hz * (k + 0.5) / 40.0) * secs + PI * k * k / 40.0).sin()
            });
            (fade.sin().powi(2) * tones.sum::<f64>() / 40.0) as f32
        })
        .collect()
}

#[test]
fn rubato_agrees_within_the_band() {
    for rate_hz in [
        4_000, 4_001, 4_074, 6_000, 7_035, 7_999, 8_000, 11_025, 11_111, 15_999, 22_050, 24_000,
        32_000, 44_100, 48_000, 96_000, 384_000,
    ] {
        let mono = many_tones(rate_hz);
        let own = resample(rate_hz, &mono);
        let witness = Resampler::by_rubato(rate_hz).expect("a supported rate");
        let witness = converted(witness, &mono);
        assert_eq!(own.len(), witness.len());
        let rms = |samples: &mut dyn Iterator<Item = f32>| {
            (samples.map(|sample| f64::from(sample).powi(2)).sum::<f64>() / own.len() as f64).sqrt()
        };
        let difference = rms(&mut own.iter().zip(&witness).map(|(a, b)| a - b));
        let ratio_db = 20.0 * (difference / rms(&mut own.iter().copied())).log10();
        // Where no output frame meets a source frame, each is up to 1/10000 of a frame off.
        let is_odd = reduced(rate_hz).0 > 1_000;
        assert!(
            ratio_db < if is_odd { -63.0 } else { -100.0 },
            "{rate_hz} Hz: they differ by {ratio_db:.1} dB"
        );
    }
}
