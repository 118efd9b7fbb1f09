//! Samples -> the highest half waves of their smoothed wave, and where each peaks.

use std::cmp::Ordering;

/// One half wave: from one change of sign to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct HalfWave {
    /// Highest absolute value.
    pub(super) height: f32,
    /// Sample at which it is that high.
    pub(super) at: usize,
}

/// Samples less their `offset` after a binomial filter, 3 dB down at 2.1 kHz, so that what fringes
/// a cut top does not count. As long as `samples`; the two at each end are zero.
pub(super) fn smoothed(samples: &[f32], offset: f32) -> Vec<f32> {
    let mut smooth = vec![0.0; samples.len()];
    for (out, w) in smooth.iter_mut().skip(2).zip(samples.windows(5)) {
        *out = (w[0] + w[4] + 4.0 * (w[1] + w[3]) + 6.0 * w[2]) * 0.0625 - offset;
    }
    smooth
}

/// The `wanted` highest half waves, highest first; `None` if there are fewer.
///
/// Only blocks that reach the height which twice as many blocks reach are searched, unless half
/// waves are so long that this is not enough.
pub(super) fn highest(smooth: &[f32], wanted: usize) -> Option<Vec<HalfWave>> {
    let mut found = search(smooth, wanted);
    if found.len() < wanted {
        return None;
    }
    if wanted < found.len() {
        found.select_nth_unstable_by(wanted, falling);
        found.truncate(wanted);
    }
    found.sort_unstable_by(falling);
    Some(found)
}

fn falling(a: &HalfWave, b: &HalfWave) -> Ordering {
    b.height.total_cmp(&a.height).then(a.at.cmp(&b.at))
}

fn search(smooth: &[f32], wanted: usize) -> Vec<HalfWave> {
    let tops: Vec<f32> = smooth.chunks(SEARCHED).map(top).collect();
    if let Some(rank) = tops.len().checked_sub(2 * wanted) {
        let mut sorted = tops.clone();
        let (_, least, _) = sorted.select_nth_unstable_by(rank, f32::total_cmp);
        let least = *least;
        let found = half_waves(smooth, |block| tops[block] >= least, least);
        if found.len() >= wanted {
            return found;
        }
    }
    half_waves(smooth, |_| true, 0.0)
}

/// 5 ms are searched or skipped at a time.
const SEARCHED: usize = 80;

fn top(samples: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut lanes = [0.0_f32; LANES];
    for chunk in samples.chunks(LANES) {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let value = value.abs();
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes.into_iter().fold(0.0, f32::max)
}

/// Half waves from `least` on within the blocks that are searched; a block left out ends one.
fn half_waves(smooth: &[f32], is_searched: impl Fn(usize) -> bool, least: f32) -> Vec<HalfWave> {
    let mut found = Vec::new();
    let none = HalfWave { height: 0.0, at: 0 };
    let (mut current, mut was_negative) = (none, false);
    let mut end = |current: &mut HalfWave| {
        if current.height > 0.0 && current.height >= least {
            found.push(*current);
        }
        *current = none;
    };
    for (block, samples) in smooth.chunks(SEARCHED).enumerate() {
        if !is_searched(block) {
            end(&mut current);
            continue;
        }
        for (index, value) in samples.iter().enumerate() {
            let is_negative = *value < 0.0;
            if is_negative != was_negative {
                end(&mut current);
                was_negative = is_negative;
            }
            let height = value.abs();
            if height > current.height {
                current = HalfWave {
                    height,
                    at: block * SEARCHED + index,
                };
            }
        }
    }
    end(&mut current);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::specimen::speech;

    #[test]
    fn a_search_of_high_blocks_finds_the_same_as_a_search_of_all() {
        let smooth = smoothed(&speech(), 0.0);
        let mut all = half_waves(&smooth, |_| true, 0.0);
        all.sort_unstable_by(falling);
        assert_eq!(highest(&smooth, 300).unwrap(), all[..300]);
        assert_eq!(highest(&smooth, all.len() + 1), None);
    }

    #[test]
    fn a_half_wave_peaks_where_it_is_highest() {
        let smooth = smoothed(&speech(), 0.0);
        for wave in highest(&smooth, 100).unwrap() {
            assert!((smooth[wave.at].abs() - wave.height).abs() < f32::EPSILON);
            assert!(smooth[wave.at - 1].abs() <= wave.height);
            assert!(smooth[wave.at + 1].abs() <= wave.height);
        }
    }
}
