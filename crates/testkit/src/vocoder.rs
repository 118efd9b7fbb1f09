//! Speech and a carrier at 16 kHz -> the carrier, speaking.

use std::f64::consts::TAU;

/// The envelope of speech in 24 bands, spoken by `carrier`: a channel vocoder (Dudley 1939).
pub fn vocoded(speech: &[f64], carrier: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; speech.len()];
    for band in 0..24 {
        let centre_hz = 120.0 * 1.19_f64.powi(band);
        let voice = band_pass(&band_pass(speech, centre_hz), centre_hz);
        let tone = band_pass(&band_pass(carrier, centre_hz), centre_hz);
        let (mut envelope, mut level) = (0.0, 1e-9);
        for ((out, voice), tone) in sum.iter_mut().zip(&voice).zip(&tone) {
            envelope += 0.01 * (voice.abs() - envelope);
            level += 0.003 * (tone.abs() - level);
            *out += envelope * tone / level;
        }
    }
    let loudest = sum.iter().fold(1e-9_f64, |most, it| most.max(it.abs()));
    sum.iter().map(|it| 0.5 * it / loudest).collect()
}

/// R. Bristow-Johnson's band-pass of constant peak gain, Q 4.
fn band_pass(samples: &[f64], centre_hz: f64) -> Vec<f64> {
    let angle = TAU * centre_hz / 16_000.0;
    let alpha = angle.sin() / 8.0;
    let (b0, a0, a1, a2) = (alpha, 1.0 + alpha, -2.0 * angle.cos(), 1.0 - alpha);
    let (mut x, mut y) = ([0.0; 2], [0.0; 2]);
    samples
        .iter()
        .map(|sample| {
            let out = (b0 * (sample - x[1]) - a1 * y[0] - a2 * y[1]) / a0;
            (x, y) = ([*sample, x[0]], [out, y[0]]);
            out
        })
        .collect()
}
