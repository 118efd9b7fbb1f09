//! Prediction error of speech -> its peaks every half millisecond, and what is around them.

/// Half a millisecond: the error is looked at in bins of 8 samples.
pub(super) const BIN: usize = 8;
/// Pulses of the voice come every 2.5 to 15 ms; a click stands out of what is 1.5 to 15 ms away.
const NEAREST: usize = 3;
const FARTHEST: usize = 29;
/// Error and level are averaged over 30 ms.
const AROUND: usize = 30;

/// Error and energy per bin.
pub(super) struct Bins {
    /// Highest error.
    pub(super) peaks: Vec<f32>,
    /// Running sums, one more than bins.
    error_sums: Vec<f64>,
    energy_sums: Vec<f64>,
}

impl Bins {
    pub(super) fn new(errors: &[f32], samples: &[f32]) -> Bins {
        let mean = samples.iter().sum::<f32>() / samples.len().max(1) as f32;
        let sums_of = |values: &mut dyn Iterator<Item = f32>| {
            let mut sum = 0.0_f64;
            let running = values.map(|it| {
                sum += f64::from(it);
                sum
            });
            std::iter::once(0.0).chain(running).collect::<Vec<f64>>()
        };
        let bins = errors.chunks_exact(BIN);
        let energies = samples.chunks_exact(BIN);
        Bins {
            peaks: bins
                .clone()
                .map(|bin| bin.iter().copied().fold(0.0, f32::max))
                .collect(),
            error_sums: sums_of(&mut bins.map(|bin| bin.iter().sum::<f32>())),
            energy_sums: sums_of(
                &mut energies
                    .map(|bin| bin.iter().map(|it| (it - mean) * (it - mean)).sum::<f32>()),
            ),
        }
    }

    /// Mean error and RMS of the samples within 15 ms.
    #[expect(clippy::cast_possible_truncation, reason = "means of f32 fit f32")]
    pub(super) fn around(&self, index: usize) -> (f32, f32) {
        let from = index.saturating_sub(AROUND);
        let to = (index + AROUND + 1).min(self.peaks.len());
        let samples = ((2 * AROUND + 1) * BIN) as f64;
        let mean_of = |sums: &[f64]| (sums[to] - sums[from]) / samples;
        let rms = mean_of(&self.energy_sums).max(0.0).sqrt();
        (mean_of(&self.error_sums) as f32, rms as f32)
    }

    /// Highest error 1.5 to 15 ms before and after, unless it exceeds `most`.
    pub(super) fn next_highest(&self, index: usize, most: f32) -> Option<f32> {
        let before = index.saturating_sub(FARTHEST)..(index + 1).saturating_sub(NEAREST);
        let after =
            (index + NEAREST).min(self.peaks.len())..(index + FARTHEST + 1).min(self.peaks.len());
        let mut highest = 0.0_f32;
        for peak in self.peaks[before].iter().rev().chain(&self.peaks[after]) {
            highest = highest.max(*peak);
            if highest > most {
                return None;
            }
        }
        Some(highest)
    }
}
