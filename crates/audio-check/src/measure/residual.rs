//! Samples and their power spectra -> what linear prediction cannot foresee.

use super::lanes;
use super::spectrogram::Spectrogram;
use std::f32::consts::TAU;

/// Samples a prediction is made from.
pub(super) const ORDER: usize = 12;
/// The middle of each frame is predicted with the frame's own coefficients.
const FIRST: usize = (Spectrogram::FRAME - Spectrogram::HOP) / 2;

/// Absolute error of linear prediction of order 12, as long as `samples`.
///
/// Zero where a frame lies wholly below `quiet_mean_square`, and before the first and after the
/// last frame. The autocorrelation is the inverse transform of the power spectrum, which is there
/// already (Wiener-Khinchin); the frame's own window keeps the wrap-around small.
pub(super) fn residual(
    samples: &[f32],
    spectrogram: &Spectrogram,
    quiet_mean_square: f32,
) -> Vec<f32> {
    let mut errors = vec![0.0; samples.len()];
    let cosines = cosines();
    let mut power = [0.0_f32; Spectrogram::BINS];
    for index in 0..spectrogram.frames() {
        let start = index * Spectrogram::HOP;
        let frame = &samples[start..start + Spectrogram::FRAME];
        let autocorrelation = if is_peaky(frame) {
            usual_power(spectrogram, index, &mut power);
            autocorrelation(&power, &cosines)
        } else {
            autocorrelation(spectrogram.frame(index), &cosines)
        };
        if autocorrelation[0] < f64::from(quiet_mean_square) {
            continue;
        }
        let coefficients = levinson_durbin(&autocorrelation);
        let from = start + FIRST;
        let to = (from + Spectrogram::HOP).min(samples.len());
        predict(
            &samples[from - ORDER..to],
            &coefficients,
            &mut errors[from..to],
        );
        for error in &mut errors[from..to] {
            *error = error.abs();
        }
    }
    errors
}

/// Whether few steps from sample to sample hold much of the energy of all steps: those of speech
/// stay within 20 dB of their RMS.
fn is_peaky(frame: &[f32]) -> bool {
    const LANES: usize = 16;
    const PEAKY: f32 = 100.0;
    let (mut highest, mut sums) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    for (before, after) in frame
        .chunks_exact(LANES)
        .zip(frame[1..].chunks_exact(LANES))
    {
        for lane in 0..LANES {
            let step = after[lane] - before[lane];
            let square = step * step;
            highest[lane] = if square > highest[lane] {
                square
            } else {
                highest[lane]
            };
            sums[lane] += square;
        }
    }
    let highest = highest.into_iter().fold(0.0, f32::max);
    highest * frame.len() as f32 > PEAKY * sums.iter().sum::<f32>()
}

/// Median of a frame and the two beside it that share no sample with its middle: a click, which
/// makes all frequencies alike, must not be learnt.
fn usual_power(spectrogram: &Spectrogram, index: usize, power: &mut [f32; Spectrogram::BINS]) {
    let last = spectrogram.frames() - 1;
    let before = spectrogram.frame(index.saturating_sub(2));
    let after = spectrogram.frame((index + 2).min(last));
    let frames = before.iter().zip(spectrogram.frame(index)).zip(after);
    for (out, ((a, b), c)) in power.iter_mut().zip(frames) {
        *out = a.min(*b).max(a.max(*b).min(*c));
    }
}

/// `cosines[lag][bin]`, so that each lag is one scalar product.
fn cosines() -> Vec<[f32; Spectrogram::BINS]> {
    (0..=ORDER)
        .map(|lag| {
            std::array::from_fn(|bin| {
                let turns = (lag * bin % Spectrogram::FRAME) as f32 / Spectrogram::FRAME as f32;
                (TAU * turns).cos()
            })
        })
        .collect()
}

fn autocorrelation(power: &[f32], cosines: &[[f32; Spectrogram::BINS]]) -> [f64; ORDER + 1] {
    let mut result = [0.0; ORDER + 1];
    for (value, cosines) in result.iter_mut().zip(cosines) {
        *value = f64::from(lanes::dot(power, cosines));
    }
    // White noise 40 dB down keeps the prediction stable.
    result[0] = result[0] * 1.0001 + 1e-10;
    result
}

/// Prediction coefficients: `x[n]` is about the sum of `c[k] * x[n - 1 - k]`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "coefficients of a stable predictor of order 12 stay below 1e3"
)]
fn levinson_durbin(autocorrelation: &[f64; ORDER + 1]) -> [f32; ORDER] {
    let mut coefficients = [0.0_f64; ORDER];
    let mut error = autocorrelation[0];
    for order in 0..ORDER {
        let known: f64 = (0..order)
            .map(|k| coefficients[k] * autocorrelation[order - k])
            .sum();
        let reflection = (autocorrelation[order + 1] - known) / error.max(1e-30);
        let before = coefficients;
        for k in 0..order {
            coefficients[k] = before[k] - reflection * before[order - 1 - k];
        }
        coefficients[order] = reflection;
        error *= 1.0 - reflection * reflection;
    }
    coefficients.map(|it| it as f32)
}

/// What linear prediction leaves of any wave, with the coefficients of the frame around it.
pub(super) struct Whitening {
    cosines: Vec<[f32; Spectrogram::BINS]>,
}

impl Whitening {
    pub(super) fn new() -> Whitening {
        Whitening { cosines: cosines() }
    }

    /// Prediction coefficients of the frame whose middle is nearest to sample `at`; `None` without
    /// frames.
    pub(super) fn coefficients(
        &self,
        spectrogram: &Spectrogram,
        at: usize,
    ) -> Option<[f32; ORDER]> {
        let last = spectrogram.frames().checked_sub(1)?;
        let index = at.saturating_sub(FIRST) / Spectrogram::HOP;
        let power = spectrogram.frame(index.min(last));
        Some(levinson_durbin(&autocorrelation(power, &self.cosines)))
    }
}

/// Error of the prediction of each sample. `history` starts [`ORDER`] samples before the first one.
pub(super) fn predict(history: &[f32], coefficients: &[f32; ORDER], errors: &mut [f32]) {
    for (at, error) in errors.iter_mut().enumerate() {
        let past: &[f32; ORDER + 1] = match history[at..].first_chunk() {
            Some(past) => past,
            None => return,
        };
        let mut sum = past[ORDER];
        for (k, coefficient) in coefficients.iter().enumerate() {
            sum -= coefficient * past[ORDER - 1 - k];
        }
        *error = sum;
    }
}
