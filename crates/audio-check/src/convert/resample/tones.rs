//! Steady tones through the resampler -> aliases, images, passband, delay.

use std::f64::consts::TAU;

use super::tests::resample;

const AMPLITUDE: f64 = 0.9;

/// Gain and delay of one tone, and what else came out.
struct Response {
    gain_db: f64,
    delay_frames: f64,
    residue_db: f64,
}

/// Half a second of a tone, at 16 kHz.
#[expect(clippy::cast_possible_truncation, reason = "f64 to f32 rounds")]
fn resampled_tone(rate_hz: u32, tone_hz: f64) -> Vec<f32> {
    let step = TAU * tone_hz / f64::from(rate_hz);
    let source: Vec<f32> = (0..rate_hz / 2)
        .map(|n| (AMPLITUDE * (step * f64::from(n)).sin()) as f32)
        .collect();
    resample(rate_hz, &source)
}

/// Fits the tone in the steady middle of what came out.
fn response(rate_hz: u32, tone_hz: f64) -> Response {
    let out = resampled_tone(rate_hz, tone_hz);
    let (first, frames) = (out.len() / 4, out.len() / 2);
    let step = TAU * tone_hz / 16_000.0;
    let samples = || {
        out[first..first + frames]
            .iter()
            .enumerate()
            .map(|(n, &s)| {
                let (sine, cosine) = (step * (first + n) as f64).sin_cos();
                (f64::from(s), sine, cosine)
            })
    };
    // Least squares on sine and cosine, so the tone need not lie on a bin.
    let (mut ss, mut cc, mut sc, mut ys, mut yc) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (y, s, c) in samples() {
        ss += s * s;
        cc += c * c;
        sc += s * c;
        ys += y * s;
        yc += y * c;
    }
    let determinant = ss * cc - sc * sc;
    let (a, b) = (
        (ys * cc - yc * sc) / determinant,
        (yc * ss - ys * sc) / determinant,
    );
    let residue: f64 = samples().map(|(y, s, c)| (y - a * s - b * c).powi(2)).sum();
    let tone_power = AMPLITUDE * AMPLITUDE / 2.0;
    Response {
        gain_db: 20.0 * (a.hypot(b) / AMPLITUDE).log10(),
        delay_frames: -b.atan2(a) / step,
        residue_db: 10.0 * (residue / frames as f64 / tone_power).log10(),
    }
}

/// Everything that comes out when the tone lies above the target's 8 kHz.
fn alias_db(rate_hz: u32, tone_hz: f64) -> f64 {
    let out = resampled_tone(rate_hz, tone_hz);
    let middle = &out[out.len() / 4..out.len() * 3 / 4];
    let power: f64 = middle.iter().map(|&s| f64::from(s).powi(2)).sum();
    10.0 * (power / middle.len() as f64 / (AMPLITUDE * AMPLITUDE / 2.0)).log10()
}

const DOWNWARD_HZ: &[u32] = &[
    16_001, 22_050, 24_000, 32_000, 44_056, 44_100, 47_999, 48_000, 96_000, 192_000, 383_987,
    384_000,
];

#[test]
fn aliases_are_below_minus_120_db_from_8050_hz_up() {
    for &rate_hz in DOWNWARD_HZ {
        let nyquist_hz = f64::from(rate_hz) / 2.0;
        let tones_hz = [
            8_050.0, 8_100.0, 8_200.0, 8_500.0, 9_300.0, 10_900.0, 11_900.0, 13_100.0,
        ];
        let high_hz = [0.7, 0.85, 0.97].map(|part| part * nyquist_hz);
        for tone_hz in tones_hz
            .into_iter()
            .chain(high_hz)
            .filter(|&hz| (8_050.0..nyquist_hz).contains(&hz))
        {
            let alias_db = alias_db(rate_hz, tone_hz);
            assert!(
                alias_db <= -120.0,
                "{rate_hz} Hz: {tone_hz} Hz leaves {alias_db:.1} dB"
            );
        }
    }
}

#[test]
fn the_band_is_flat_and_reaches_7700_hz() {
    for &rate_hz in DOWNWARD_HZ {
        for tone_hz in [100.0, 1_000.0, 3_000.0, 6_400.0] {
            let Response {
                gain_db,
                delay_frames,
                residue_db,
            } = response(rate_hz, tone_hz);
            assert!(
                gain_db.abs() < 0.01,
                "{rate_hz} Hz: {gain_db:.4} dB at {tone_hz} Hz"
            );
            assert!(
                delay_frames.abs() < 0.001,
                "{rate_hz} Hz: {delay_frames:.5} frames late"
            );
            assert!(
                residue_db <= -120.0,
                "{rate_hz} Hz: {residue_db:.1} dB beside {tone_hz} Hz"
            );
        }
        let edge_db = response(rate_hz, 7_700.0).gain_db;
        assert!(edge_db >= -3.0, "{rate_hz} Hz: {edge_db:.2} dB at 7.7 kHz");
    }
}

#[test]
fn upward_conversion_makes_no_images() {
    for (rate_hz, edge_hz) in [
        (4_000, 1_900.0),
        (8_000, 3_850.0),
        (4_001, 1_900.0),
        (4_074, 1_930.0),
        (7_035, 3_340.0),
        (8_001, 3_800.0),
        (11_111, 5_280.0),
        (15_999, 7_600.0),
        (11_025, 5_300.0),
        (12_000, 5_770.0),
    ] {
        for tone_hz in [200.0, 1_000.0, edge_hz] {
            let Response {
                gain_db,
                delay_frames,
                residue_db,
            } = response(rate_hz, tone_hz);
            assert!(
                gain_db.abs() < 3.0,
                "{rate_hz} Hz: {gain_db:.2} dB at {tone_hz} Hz"
            );
            assert!(
                delay_frames.abs() < 0.002,
                "{rate_hz} Hz: {delay_frames:.5} frames late"
            );
            assert!(
                residue_db <= -120.0,
                "{rate_hz} Hz: {residue_db:.1} dB beside {tone_hz} Hz"
            );
        }
    }
}
