//! Tones through the public API -> aliases, band edge, delay and length of the conversion.
//!
//! "near" is 8.05 to 8.4 kHz, "far" from 8.5 kHz up; upward it is images of tones near the old
//! Nyquist frequency and far from it. Every tone comes with noise at -90 dBFS: at the 16-bit step of the clip a lone alias below one
//! step would vanish instead of being measured. Ten seconds resolve components to -130 dB or so.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]

use std::f64::consts::TAU;

use audio_check::{Depth, PcmSpec, Policy, check_pcm};
use testkit::signals;
use testkit::wav_bytes::{Order, floats};

const TONE_PEAK: f64 = 0.9;

fn main() {
    println!("conversion to 16 kHz; tones at 0.9 of full scale, everything else relative to them");
    println!(
        "{:>8} {:>16} {:>16} {:>12} {:>12} {:>16} {:>8}",
        "rate", "alias near dB", "alias far dB", "-0.1 dB", "-3 dB", "delay frames", "length"
    );
    for rate_hz in [
        8_000, 11_025, 22_050, 24_000, 32_000, 44_100, 47_999, 48_000, 96_000, 192_000,
    ] {
        let nyquist_hz = f64::from(rate_hz) / 2.0;
        let worst = |tones_hz: &[f64]| {
            tones_hz
                .iter()
                .map(|&hz| alias_db(rate_hz, hz))
                .fold(f64::NEG_INFINITY, f64::max)
        };
        let (near, far) = if rate_hz > 16_000 {
            let far = (0..8).map(|k| 8_500.0 + (nyquist_hz - 8_520.0) * f64::from(k) / 7.0);
            (
                vec![8_050.0, 8_103.0, 8_211.0, 8_397.0],
                far.collect::<Vec<_>>(),
            )
        } else {
            // Upward, tones leave images above the old Nyquist frequency.
            let near = [0.95, 0.96, 0.97].map(|part| part * nyquist_hz);
            (
                near.to_vec(),
                (1..8).map(|k| nyquist_hz * 0.12 * f64::from(k)).collect(),
            )
        };
        println!(
            "{rate_hz:>8} {:>16.0} {:>16.0} {:>9.0} Hz {:>9.0} Hz {:>16.5} {:>8}",
            worst(&near),
            worst(&far),
            edge_hz(rate_hz, -0.1),
            edge_hz(rate_hz, -3.0),
            delay_frames(rate_hz),
            if length_is_exact(rate_hz) {
                "exact"
            } else {
                "WRONG"
            },
        );
    }
}

/// The whole signal at 16 kHz.
fn converted(rate_hz: u32, signal: &[f64]) -> Vec<f64> {
    let spec: PcmSpec = format!("f32:{rate_hz}:1")
        .parse()
        .expect("a supported rate");
    let policy = Policy {
        depth: Depth::Basic,
        max_clip_bytes: None,
        ..Policy::default()
    };
    let checked = check_pcm(&floats(signal, Order::Little), spec, &policy).expect("sound PCM");
    checked
        .clip
        .samples()
        .iter()
        .map(|&sample| f64::from(sample) / 32_768.0)
        .collect()
}

fn tone(rate_hz: u32, tone_hz: f64, secs: f64) -> Vec<f64> {
    let noise = signals::noise(rate_hz, secs, 3e-5, 7);
    let tone = signals::sine(rate_hz, secs, tone_hz, TONE_PEAK);
    tone.iter()
        .zip(&noise)
        .map(|(tone, noise)| tone + noise)
        .collect()
}

/// Amplitude and phase of the component at `hz` in the middle, seen through a Hann window.
fn component(samples: &[f64], hz: f64) -> (f64, f64) {
    let (first, count) = (samples.len() / 8, samples.len() * 3 / 4);
    let step = TAU * hz / 16_000.0;
    let (mut re, mut im) = (0.0, 0.0);
    for (n, sample) in samples[first..first + count].iter().enumerate() {
        let weight = 1.0 - (TAU * n as f64 / count as f64).cos();
        let (sine, cosine) = (step * (first + n) as f64).sin_cos();
        re += weight * sample * sine;
        im += weight * sample * cosine;
    }
    (2.0 * re.hypot(im) / count as f64, im.atan2(re))
}

/// Level of the worst mirror of a tone: an alias of what lies above 8 kHz, or an image above the
/// old Nyquist frequency.
fn alias_db(rate_hz: u32, tone_hz: f64) -> f64 {
    let mirror_hz = if rate_hz > 16_000 {
        (tone_hz - 16_000.0 * (tone_hz / 16_000.0).round()).abs()
    } else {
        f64::from(rate_hz) - tone_hz
    };
    if mirror_hz >= 8_000.0 {
        return f64::NEG_INFINITY;
    }
    let (amplitude, _) = component(
        &converted(rate_hz, &tone(rate_hz, tone_hz, 10.0)),
        mirror_hz,
    );
    20.0 * (amplitude / TONE_PEAK).log10()
}

fn gain_db(rate_hz: u32, tone_hz: f64) -> f64 {
    let (amplitude, _) = component(&converted(rate_hz, &tone(rate_hz, tone_hz, 1.0)), tone_hz);
    20.0 * (amplitude / TONE_PEAK).log10()
}

/// Where the gain falls below `floor_db`, by halving.
fn edge_hz(rate_hz: u32, floor_db: f64) -> f64 {
    let nyquist_hz = f64::from(rate_hz.min(16_000)) / 2.0;
    let (mut inside_hz, mut outside_hz) = (0.8 * nyquist_hz, nyquist_hz);
    while outside_hz - inside_hz > 1.0 {
        let middle_hz = (inside_hz + outside_hz) / 2.0;
        if gain_db(rate_hz, middle_hz) > floor_db {
            inside_hz = middle_hz;
        } else {
            outside_hz = middle_hz;
        }
    }
    inside_hz
}

fn delay_frames(rate_hz: u32) -> f64 {
    let (_, phase) = component(&converted(rate_hz, &tone(rate_hz, 1_000.0, 2.0)), 1_000.0);
    -phase / TAU * 16.0
}

fn length_is_exact(rate_hz: u32) -> bool {
    (0..300_u32).all(|k| {
        let frames = k * 37;
        let signal = vec![0.0; frames as usize];
        let exact = f64::from(frames) * 16_000.0 / f64::from(rate_hz);
        let made = if frames == 0 {
            0.0
        } else {
            converted(rate_hz, &signal).len() as f64
        };
        (made - (exact + 0.5).floor()).abs() < 0.5
    })
}
