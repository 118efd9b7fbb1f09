//! 16 kHz mono samples -> 4 kHz, where pitch lives, and 1 kHz, where hum lives.

use super::lanes::dot;

/// The part below about 2 kHz, at a quarter of the rate, without its constant offset.
pub(crate) struct LowBand {
    /// 4 kHz mono.
    pub(crate) at_4_khz: Vec<f32>,
    /// 1 kHz mono.
    pub(crate) at_1_khz: Vec<f32>,
}

impl LowBand {
    /// Filters and decimates `samples` less their `offset`.
    pub(crate) fn new(samples: &[f32], offset: f64) -> LowBand {
        let filter = low_pass();
        let mut at_4_khz = quarter(samples, &filter);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a mean of samples fits f32"
        )]
        let offset = offset as f32;
        for sample in &mut at_4_khz {
            *sample -= offset;
        }
        let at_1_khz = quarter(&at_4_khz, &filter);
        LowBand { at_4_khz, at_1_khz }
    }
}

const TAPS: usize = 32;
/// Of the sampling rate: -6 dB at 2 kHz, below -50 dB from 2.8 kHz on when decimating 16 kHz; what
/// folds back lies above 1.2 kHz.
const CUTOFF: f64 = 2_000.0 / 16_000.0;

/// A sinc under a Hamming window; the last tap is zero, so that the middle one is a sample.
#[expect(clippy::cast_possible_truncation, reason = "filter taps fit f32")]
fn low_pass() -> [f32; TAPS] {
    let middle = (TAPS / 2 - 1) as f64;
    let mut taps = [0.0_f64; TAPS];
    for (index, tap) in taps.iter_mut().take(TAPS - 1).enumerate() {
        let at = index as f64 - middle;
        let x = std::f64::consts::TAU * CUTOFF * at;
        let sinc = if at == 0.0 { 1.0 } else { x.sin() / x };
        let phase = std::f64::consts::PI * index as f64 / middle;
        *tap = sinc * (0.54 - 0.46 * phase.cos());
    }
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| (tap / sum) as f32)
}

/// Every fourth sample of the filtered signal; the ends are held.
fn quarter(samples: &[f32], filter: &[f32; TAPS]) -> Vec<f32> {
    let half = TAPS / 2 - 1;
    let (Some(&first), Some(&last)) = (samples.first(), samples.last()) else {
        return Vec::new();
    };
    let mut out = Vec::with_capacity(samples.len() / 4 + 1);
    for centre in (0..samples.len()).step_by(4) {
        let whole = centre
            .checked_sub(half)
            .and_then(|start| samples.get(start..start + TAPS));
        out.push(match whole {
            Some(window) => dot(window, filter),
            None => {
                let mut window = [0.0; TAPS];
                for (tap, slot) in window.iter_mut().enumerate() {
                    *slot = match (centre + tap).checked_sub(half) {
                        Some(index) => samples.get(index).copied().unwrap_or(last),
                        None => first,
                    };
                }
                dot(&window, filter)
            }
        });
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::cast_possible_truncation,
        reason = "signals of known length and size"
    )]

    use super::*;

    fn rms_of(hz: f64, offset: f32) -> (f64, f64) {
        let tone: Vec<f32> = (0..32_000)
            .map(|i| offset + (std::f64::consts::TAU * hz * f64::from(i) / 16_000.0).sin() as f32)
            .collect();
        let band = LowBand::new(&tone, f64::from(offset));
        let rms = |samples: &[f32]| {
            let inner = &samples[samples.len() / 8..samples.len() * 7 / 8];
            (inner.iter().map(|s| f64::from(s * s)).sum::<f64>() / inner.len() as f64).sqrt()
        };
        (rms(&band.at_4_khz), rms(&band.at_1_khz))
    }

    #[test]
    fn hum_and_pitch_pass_and_what_would_fold_back_does_not() {
        let full = std::f64::consts::FRAC_1_SQRT_2;
        let (pitch, hum) = rms_of(100.0, 0.3);
        assert!(
            (pitch - full).abs() < 0.01 && (hum - full).abs() < 0.01,
            "{pitch} {hum}"
        );
        let (pitch, hum) = rms_of(1_000.0, 0.0);
        assert!((pitch - full).abs() < 0.01 && hum < 0.003, "{pitch} {hum}");
        let (pitch, hum) = rms_of(3_900.0, 0.0);
        assert!(pitch < 0.003 && hum < 0.003, "{pitch} {hum}");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(LowBand::new(&[], 0.0).at_4_khz.is_empty());
        assert_eq!(LowBand::new(&[0.5; 5], 0.0).at_4_khz.len(), 2);
    }
}
