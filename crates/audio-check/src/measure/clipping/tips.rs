//! Peaks of half waves -> how flat their tips are, as a cut leaves them.

use super::half_waves::HalfWave;

/// Samples on either side of a peak that are looked at, at most.
pub(super) const REACH: usize = 12;
/// A sample's own peak lies this near to that of the smoothed wave.
const NEAR: usize = 3;
/// Flatter or rounder than this says no more.
const LEAST: f64 = 1e-3;

/// The samples around the peaks of some half waves, all turned upward.
pub(super) struct Tips<'a> {
    samples: &'a [f32],
    offset: f32,
    smooth: &'a [f32],
    peaks: Vec<usize>,
}

impl<'a> Tips<'a> {
    /// Those of `waves`; `smooth` is what they were found in, `samples` less their `offset`.
    pub(super) fn new(
        samples: &'a [f32],
        offset: f32,
        smooth: &'a [f32],
        waves: &[HalfWave],
    ) -> Tips<'a> {
        let inside = REACH..samples.len().saturating_sub(REACH);
        let peaks = waves.iter().map(|wave| wave.at);
        Tips {
            samples,
            offset,
            smooth,
            peaks: peaks.filter(|at| inside.contains(at)).collect(),
        }
    }

    /// The same around the highest sample near each peak, which the smoothing may have moved.
    pub(super) fn at_own_peaks(&self) -> Tips<'a> {
        let own = |&at: &usize| {
            let rising = |place: usize| self.samples[place] * self.smooth[at].signum();
            let near = at - NEAR..=at + NEAR;
            near.fold(at - NEAR, |best, place| {
                if rising(place) > rising(best) {
                    place
                } else {
                    best
                }
            })
        };
        Tips {
            peaks: self.peaks.iter().map(own).collect(),
            ..*self
        }
    }

    /// By how much the wave falls `distance` samples beside its peak, as share of the peak: the
    /// median, 0 for a flat top. 0 without peaks.
    pub(super) fn fall_ratio(&self, distance: usize) -> f64 {
        let fall = |&at: &usize| {
            let peak = f64::from(self.samples[at] - self.offset);
            let beside = self.samples[at - distance] + self.samples[at + distance];
            let beside = f64::from(beside - 2.0 * self.offset);
            (peak * f64::from(self.smooth[at]) > 0.0).then(|| 1.0 - 0.5 * beside / peak)
        };
        let mut falls: Vec<f64> = self.peaks.iter().filter_map(fall).collect();
        if falls.is_empty() {
            return 0.0;
        }
        let middle = falls.len() / 2;
        *falls.select_nth_unstable_by(middle, f64::total_cmp).1
    }

    /// Logarithm of the fall at `near` over that at `far`: the flatter the tip on the same skirt,
    /// the lower, whatever the pitch and the band.
    pub(super) fn tip_to_skirt_log(&self, near: usize, far: usize) -> f64 {
        (self.fall_ratio(near).max(LEAST) / self.fall_ratio(far).max(LEAST)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::super::half_waves::{highest, smoothed};
    use super::*;

    fn tip_to_skirt_log(samples: &[f32]) -> f64 {
        let smooth = smoothed(samples, 0.0);
        let waves = highest(&smooth, 40).unwrap();
        Tips::new(samples, 0.0, &smooth, &waves).tip_to_skirt_log(1, 5)
    }

    fn wave(cut: f32) -> Vec<f32> {
        let sine = (0..8_000).map(|i| (i as f32 * 0.1237).sin());
        sine.map(|it| it.clamp(-cut, cut)).collect()
    }

    #[test]
    fn the_tip_of_a_sine_is_a_parabola() {
        // 1 - cos(w) over 1 - cos(5 w).
        let exact = ((1.0 - 0.1237_f64.cos()) / (1.0 - (5.0 * 0.1237_f64).cos())).ln();
        let found = tip_to_skirt_log(&wave(1.0));
        assert!((found - exact).abs() < 0.1, "{found} {exact}");
    }

    #[test]
    fn a_cut_tip_is_flatter_than_its_skirt() {
        let (whole, cut) = (tip_to_skirt_log(&wave(1.0)), tip_to_skirt_log(&wave(0.9)));
        assert!(cut < whole - 0.5, "{whole} {cut}");
    }

    #[test]
    fn without_peaks_nothing_falls() {
        let silence = [0.0; 50];
        let tips = Tips::new(
            &silence,
            0.0,
            &silence,
            &[HalfWave {
                height: 0.0,
                at: 25,
            }],
        );
        assert!(tips.fall_ratio(1).abs() < f64::EPSILON);
        assert!(tips.at_own_peaks().tip_to_skirt_log(1, 5).is_finite());
    }
}
