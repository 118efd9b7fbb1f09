//! Samples in [-1, 1] -> 16-bit samples, and back.

/// Steps of one unit; the loudest positive sample is one step less.
const FULL_SCALE: f32 = 32_768.0;
/// 1.5 * 2^23: added to a small number it leaves the nearest whole one, ties to even, in the low
/// bits of the sum. Unlike a call of `round_ties_even` this vectorises on every processor.
const ROUNDER: f32 = 12_582_912.0;

/// Appends `samples`, rounded to the nearest step (ties to even) and clamped.
///
/// What were 16-bit samples comes back bit for bit. NaN becomes silence.
pub(crate) fn to_i16(samples: &[f32], out: &mut Vec<i16>) {
    out.extend(
        samples
            .iter()
            .map(|sample| nearest_step(sample * FULL_SCALE)),
    );
}

/// Appends `samples` with full scale as 1.0.
pub(crate) fn to_f32(samples: &[i16], out: &mut Vec<f32>) {
    out.extend(samples.iter().map(|&sample| f32::from(sample) / FULL_SCALE));
}

/// One sample times `gain_ratio`, rounded and clamped in the same way.
pub(crate) fn scaled(sample: i16, gain_ratio: f32) -> i16 {
    nearest_step(f32::from(sample) * gain_ratio)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the low 16 bits are the clamped step"
)]
fn nearest_step(steps: f32) -> i16 {
    let sum = steps.clamp(-FULL_SCALE, FULL_SCALE - 1.0) + ROUNDER;
    sum.to_bits() as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quantized(sample: f32) -> i16 {
        let mut out = Vec::new();
        to_i16(&[sample], &mut out);
        out[0]
    }

    #[test]
    fn every_16_bit_sample_comes_back() {
        let all: Vec<i16> = (i16::MIN..=i16::MAX).collect();
        let (mut floats, mut back) = (Vec::new(), Vec::new());
        to_f32(&all, &mut floats);
        to_i16(&floats, &mut back);
        assert_eq!(back, all);
    }

    #[test]
    fn halves_go_to_the_even_step() {
        for (steps, expected) in [
            (0.5, 0),
            (1.5, 2),
            (2.5, 2),
            (-0.5, 0),
            (-1.5, -2),
            (-2.5, -2),
            (0.500_1, 1),
        ] {
            assert_eq!(quantized(steps / 32_768.0), expected, "{steps} steps");
        }
    }

    #[test]
    fn what_is_too_loud_is_clamped_and_nan_is_silence() {
        assert_eq!(quantized(1.0), i16::MAX);
        assert_eq!(quantized(f32::INFINITY), i16::MAX);
        assert_eq!(quantized(-1.5), i16::MIN);
        assert_eq!(quantized(f32::NEG_INFINITY), i16::MIN);
        assert_eq!(scaled(24_576, 2.0), i16::MAX);
        assert_eq!(quantized(f32::NAN), 0);
    }

    proptest! {
        #[test]
        fn the_step_is_the_nearest_one(sample in -1.2_f32..1.2) {
            let exact = f64::from(sample * 32_768.0);
            let nearest = exact.round_ties_even().clamp(-32_768.0, 32_767.0);
            let made = f64::from(quantized(sample));
            prop_assert!((made - nearest).abs() < 0.5, "{} for {}", made, nearest);
        }
    }
}
