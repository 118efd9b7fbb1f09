//! Samples that are not numbers, or absurd ones -> samples that arithmetic survives.

/// Beyond this (30 dB over full scale) squares and transforms would overflow; it is clipped.
const MOST: f32 = 32.0;

/// Replaces NaN and infinities by silence, flushes subnormal numbers, clips absurd ones to 30 dB
/// over full scale. Returns how many were not finite.
pub(crate) fn repair(samples: &mut [f32]) -> u64 {
    // The usual case first, in a loop without branches that the compiler vectorises.
    let sound = |sample: &f32| {
        let size = sample.abs();
        size == 0.0 || (f32::MIN_POSITIVE..=MOST).contains(&size)
    };
    let mut nonfinite = 0;
    for block in samples.chunks_mut(64) {
        if block.iter().fold(true, |all, sample| all & sound(sample)) {
            continue;
        }
        for sample in block {
            if !sample.is_finite() {
                nonfinite += 1;
                *sample = 0.0;
            } else if sample.is_subnormal() {
                *sample = 0.0;
            }
            *sample = sample.clamp(-MOST, MOST);
        }
    }
    nonfinite
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_broken_changes() {
        let mut samples = [
            0.5,
            f32::NAN,
            -1.5,
            f32::INFINITY,
            1e30,
            -1e30,
            1e-40,
            -0.0,
            0.25,
        ];
        assert_eq!(repair(&mut samples), 2);
        let repaired = [0.5, 0.0, -1.5, 0.0, MOST, -MOST, 0.0, -0.0, 0.25];
        assert_eq!(samples.map(f32::to_bits), repaired.map(f32::to_bits));
    }
}
