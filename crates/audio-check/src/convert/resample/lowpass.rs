//! A distance from the band edge -> the gain of the anti-alias filter.

use std::f64::consts::PI;

/// Where the filter has fallen by 6 dB, of the lower Nyquist frequency.
///
/// With [`HALF_LENGTH`] the passband ends (-3 dB) at 7.76 kHz and the stopband (-120 dB) begins
/// before 8 kHz, wider than soxr's and r8brain's defaults.
const CUTOFF_RATIO: f64 = 0.975;
/// How far the filter reaches to either side, in frames of the lower rate: 10 ms at 16 kHz.
pub(super) const HALF_LENGTH: usize = 160;
/// Kaiser's window for 120 dB: 0.1102 (A - 8.7), Kaiser 1974.
const BETA: f64 = 0.1102 * (120.0 - 8.7);
/// Taps to a frame of the lower rate; two leave the response free of its own aliases.
const OVERSAMPLING: usize = 2;

/// The zero-phase gain for bins `0..` of a transform of `bins` frames at the lower rate.
///
/// The list ends below the lower Nyquist frequency; every bin after it has gain 0. Zero phase and
/// an even kernel make all gains real.
pub(super) fn gains(bins: usize) -> Vec<f64> {
    let nyquist_bin = bins as f64 / 2.0;
    let taps = taps();
    (0..bins.div_ceil(2))
        .map(|bin| {
            let position = bin as f64 / nyquist_bin;
            // Further inside, the gain is 1 within -140 dB.
            if position < 0.9 {
                1.0
            } else {
                gain(&taps, position)
            }
        })
        .collect()
}

/// One half of the kernel, centre first; the whole sums to 1.
fn taps() -> Vec<f64> {
    let length = HALF_LENGTH * OVERSAMPLING;
    let cutoff = CUTOFF_RATIO / OVERSAMPLING as f64;
    let mut taps: Vec<f64> = (0..length)
        .map(|n| {
            let x = n as f64;
            let sinc = if n == 0 {
                cutoff
            } else {
                (PI * cutoff * x).sin() / (PI * x)
            };
            sinc * bessel_i0(BETA * (1.0 - (x / length as f64).powi(2)).sqrt())
        })
        .collect();
    let sum = 2.0 * taps.iter().sum::<f64>() - taps[0];
    taps.iter_mut().for_each(|tap| *tap /= sum);
    taps
}

/// The response at `position` of the lower Nyquist frequency, cosines by their recurrence.
fn gain(taps: &[f64], position: f64) -> f64 {
    let step = 2.0 * (PI * position / OVERSAMPLING as f64).cos();
    let (mut cosine, mut next) = (1.0, step / 2.0);
    let mut sum = taps[0];
    for tap in &taps[1..] {
        sum += 2.0 * tap * next;
        (cosine, next) = (next, step * next - cosine);
    }
    sum
}

/// The modified Bessel function of order zero, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut term, mut sum, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-17 {
        term *= quarter / (k * k);
        sum += term;
        k += 1.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_is_flat_then_falls_by_120_db_before_nyquist() {
        let gains = gains(1024);
        assert_eq!(gains.len(), 512);
        let db = |bin: usize| 20.0 * gains[bin].abs().log10();
        // A bin is 15.6 Hz wide when the lower rate is 16 kHz.
        assert!(
            gains[..=480].iter().all(|gain| (gain - 1.0).abs() < 1e-5),
            "to 7.5 kHz"
        );
        assert!(db(496) > -3.0, "{} dB at 7.75 kHz", db(496));
        assert!((db(499) + 6.0).abs() < 0.5, "{} dB at 7.8 kHz", db(499));
        let end_db = 20.0 * gain(&taps(), 1.0).abs().log10();
        assert!(end_db < -120.0, "{end_db} dB at 8 kHz");
    }

    #[test]
    fn bessel_i0_is_that_of_the_tables() {
        // Abramowitz and Stegun, table 9.8 and 9.9.
        assert!((bessel_i0(1.0) - 1.266_065_878).abs() < 1e-9);
        assert!((bessel_i0(10.0) / 2_815.716_628 - 1.0).abs() < 1e-9);
    }
}
