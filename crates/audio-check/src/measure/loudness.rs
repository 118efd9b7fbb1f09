//! 16 kHz mono samples -> gated loudness (ITU-R BS.1770).

/// Samples of a gating block (400 ms) and from block to block (100 ms).
const HOPS_PER_BLOCK: usize = 4;
const HOP: usize = 1_600;
const LANES: usize = 4;
/// ITU-R BS.1770-4, 2.8: absolute and relative threshold.
const ABSOLUTE_LUFS: f64 = -70.0;
const RELATIVE_LU: f64 = 10.0;

/// Gated loudness, LUFS; `None` if there is less than 400 ms or nothing above -70 LUFS.
pub(crate) fn measure(samples: &[f32]) -> Option<f64> {
    let hops = weighted_energy(samples);
    let blocks: Vec<f64> = hops
        .windows(HOPS_PER_BLOCK)
        .map(|hops| hops.iter().sum::<f64>() / (HOPS_PER_BLOCK * HOP) as f64)
        .collect();
    let gated = mean_above(&blocks, power(ABSOLUTE_LUFS))?;
    let relative = lufs(gated) - RELATIVE_LU;
    mean_above(&blocks, power(ABSOLUTE_LUFS.max(relative))).map(lufs)
}

/// Energy of each hop after weighting. Four parts of the recording are filtered side by side, since
/// one filter alone would wait for itself; each starts early enough to have settled.
fn weighted_energy(samples: &[f32]) -> Vec<f64> {
    const WARM_UP: usize = 2;
    let hops: Vec<&[f32]> = samples.chunks_exact(HOP).collect();
    let part = hops.len().div_ceil(LANES);
    let mut filter = KWeighting::new();
    let mut energy = vec![0.0; part * LANES];
    for step in 0..part + WARM_UP {
        // Before the start there is silence, as there is behind the end.
        let at = |lane: usize| (lane * part + step).checked_sub(WARM_UP);
        let hop = |lane| {
            at(lane)
                .and_then(|hop| hops.get(hop).copied())
                .unwrap_or(&[0.0; HOP])
        };
        let [a, b, c, d] = [hop(0), hop(1), hop(2), hop(3)];
        let mut squares = [0.0; LANES];
        for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
            let weighted = filter.step([*a, *b, *c, *d].map(f64::from));
            for (square, weighted) in squares.iter_mut().zip(weighted) {
                *square += weighted * weighted;
            }
        }
        if let Some(step) = step.checked_sub(WARM_UP) {
            for (lane, square) in squares.into_iter().enumerate() {
                energy[lane * part + step] = square;
            }
        }
    }
    energy.truncate(hops.len());
    energy
}

fn mean_above(blocks: &[f64], threshold: f64) -> Option<f64> {
    let mut sum = 0.0;
    let mut count = 0.0;
    for block in blocks.iter().filter(|block| **block > threshold) {
        sum += block;
        count += 1.0;
    }
    (count > 0.0).then(|| sum / count)
}

fn lufs(mean_square: f64) -> f64 {
    -0.691 + 10.0 * mean_square.log10()
}

fn power(lufs: f64) -> f64 {
    10.0_f64.powf((lufs + 0.691) / 10.0)
}

/// A shelf for the head and a high-pass, for 16 kHz.
struct KWeighting {
    shelf: Biquad,
    high_pass: Biquad,
}

impl KWeighting {
    /// The analogue prototypes behind the 48 kHz tables of BS.1770-4 (De Man 2018), by the
    /// bilinear transform at 16 kHz.
    fn new() -> KWeighting {
        let (gain_db, q) = (3.999_843_853_973_347_f64, 0.707_175_236_955_419_6);
        let k = prewarped(1_681.974_450_955_533);
        let high = 10.0_f64.powf(gain_db / 20.0);
        let band = high.powf(0.499_666_774_154_541_6);
        let norm = 1.0 + k / q + k * k;
        let shelf = Biquad::new(
            [
                (high + band * k / q + k * k) / norm,
                2.0 * (k * k - high) / norm,
                (high - band * k / q + k * k) / norm,
            ],
            [2.0 * (k * k - 1.0) / norm, (1.0 - k / q + k * k) / norm],
        );
        let q = 0.500_327_037_323_877_3;
        let k = prewarped(38.135_470_876_024_44);
        let norm = 1.0 + k / q + k * k;
        let high_pass = Biquad::new(
            [1.0, -2.0, 1.0],
            [2.0 * (k * k - 1.0) / norm, (1.0 - k / q + k * k) / norm],
        );
        KWeighting { shelf, high_pass }
    }

    fn step(&mut self, samples: [f64; LANES]) -> [f64; LANES] {
        self.high_pass.step(self.shelf.step(samples))
    }
}

fn prewarped(hz: f64) -> f64 {
    (std::f64::consts::PI * hz / 16_000.0).tan()
}

/// A section of second order in transposed direct form II, on four signals at once.
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    state: [[f64; LANES]; 2],
}

impl Biquad {
    fn new(b: [f64; 3], a: [f64; 2]) -> Biquad {
        Biquad {
            b,
            a,
            state: [[0.0; LANES]; 2],
        }
    }

    fn step(&mut self, x: [f64; LANES]) -> [f64; LANES] {
        let mut y = [0.0; LANES];
        for lane in 0..LANES {
            y[lane] = self.b[0] * x[lane] + self.state[0][lane];
            self.state[0][lane] = self.b[1] * x[lane] - self.a[0] * y[lane] + self.state[1][lane];
            self.state[1][lane] = self.b[2] * x[lane] - self.a[1] * y[lane];
        }
        y
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "signals of known length and size"
    )]

    use super::*;
    use proptest::prelude::*;

    fn witness(samples: &[f32]) -> f64 {
        let mut meter = ebur128::EbuR128::new(1, 16_000, ebur128::Mode::I).unwrap();
        meter.add_frames_f32(samples).unwrap();
        meter.loudness_global().unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn loudness_agrees_with_ebur128(
            parts in prop::collection::vec((20.0_f32..7_500.0, -60.0_f32..0.0, 0.1_f32..1.5), 1..6),
        ) {
            let mut samples = Vec::new();
            for (hz, level_dbfs, secs) in parts {
                let amplitude = 10.0_f32.powf(level_dbfs / 20.0);
                samples.extend((0..(secs * 16_000.0) as usize).map(|i| {
                    amplitude * (std::f32::consts::TAU * hz * i as f32 / 16_000.0).sin()
                }));
            }
            let theirs = witness(&samples);
            match measure(&samples) {
                Some(ours) => prop_assert!((ours - theirs).abs() < 0.1, "{ours} {theirs}"),
                None => prop_assert!(theirs < -70.0),
            }
        }
    }

    #[test]
    fn silence_and_shreds_have_no_loudness() {
        assert_eq!(measure(&[0.0; 16_000]), None);
        assert_eq!(measure(&[0.5; 6_399]), None);
    }
}
