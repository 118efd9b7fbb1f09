//! Samples -> keys, clicks, taps: how many, how loud.

use super::decibel::power_dbfs;
use super::quantile::quantile;

/// Steps of 4 ms; a frame of the share is 20 ms.
const STEP: usize = 64;
const STEPS_PER_FRAME: f64 = 5.0;
/// Half a second, as for one key.
const FEWEST_STEPS: usize = 125;
/// A knock is over what was 8 to 24 ms before and what is 24 to 56 ms after: the burst of a
/// plosive is followed by a vowel, the start of a fricative by more of it.
const BEFORE: std::ops::RangeInclusive<usize> = 2..=6;
const AFTER: std::ops::RangeInclusive<usize> = 6..=14;
const OVER_DB: f32 = 9.0;
/// It is the highest of 28 ms, and not far below the loudest of the recording.
const NEAR: usize = 3;
const BELOW_LOUDEST_DB: f32 = 25.0;

/// The knocks of a recording: keys, clicks, taps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Knocks {
    /// Share of 20 ms frames that hold one, 0 to 1.
    pub(crate) ratio: f64,
    /// What the knocks add to the level of the whole recording, dBFS; within about 2 dB
    /// where there are several a second.
    pub(crate) level_dbfs: f64,
}

/// Steps around a knock whose energy counts as its own.
const KNOCK_STEPS: std::ops::Range<usize> = 1..6;
/// Energy of the second difference of knocks over the energy of the knocks. Measured on keys,
/// dishes and fire at known levels: 2.5 dB, give or take 1.5.
const LIFT_DB: f64 = 2.5;

/// Finds the knocks and the samples at which they are; `None` of less than half a second.
///
/// Knocks are isolated peaks of the energy of the second difference, which lifts high frequencies
/// by 12 dB an octave (compare Vaseghi, Advanced Digital Signal Processing, chapter on impulsive
/// noise).
pub(crate) fn find(samples: &[f32]) -> Option<(Knocks, Vec<usize>)> {
    let energy = step_energies(samples);
    if energy.len() < FEWEST_STEPS {
        return None;
    }
    let level_db: Vec<f32> = energy
        .iter()
        .map(|energy| 10.0 * energy.max(1e-12).log10())
        .collect();
    let loudest = quantile(&mut level_db.clone(), 0.95)?;
    // Silence in numbers has no knocks, however rounding may jump.
    let limit = (loudest - BELOW_LOUDEST_DB).max(-100.0);
    let (mut places, mut total) = (Vec::new(), 0.0);
    for index in 0..level_db.len() {
        if level_db[index] > limit && is_knock(&level_db, index) {
            places.push(index * STEP);
            total += f64::from(energy_of_knock(&energy, index));
        }
    }
    let steps = energy.len() as f64;
    let knocks = Knocks {
        ratio: places.len() as f64 * STEPS_PER_FRAME / steps,
        level_dbfs: power_dbfs(total / steps) - LIFT_DB,
    };
    Some((knocks, places))
}

/// What a knock adds to what was there before.
fn energy_of_knock(energy: &[f32], index: usize) -> f32 {
    let start = index.saturating_sub(KNOCK_STEPS.start);
    let mut before = energy[index.saturating_sub(*BEFORE.end())..start].to_vec();
    let before = quantile(&mut before, 0.5).unwrap_or(0.0);
    let end = (index + KNOCK_STEPS.end).min(energy.len());
    energy[start..end]
        .iter()
        .map(|energy| (energy - before).max(0.0))
        .sum()
}

fn is_knock(level_db: &[f32], index: usize) -> bool {
    let here = level_db[index];
    let highest = |range: std::ops::Range<usize>| {
        level_db[range]
            .iter()
            .copied()
            .fold(f32::NEG_INFINITY, f32::max)
    };
    let end = |offset: usize| (index + offset).min(level_db.len());
    let before = index.saturating_sub(*BEFORE.end())..(index + 1).saturating_sub(*BEFORE.start());
    let after = end(*AFTER.start())..end(*AFTER.end() + 1);
    here - highest(before) > OVER_DB
        && here - highest(after) > OVER_DB
        && here >= highest(index.saturating_sub(NEAR)..end(NEAR + 1))
}

/// Mean square of the second difference in each step.
fn step_energies(samples: &[f32]) -> Vec<f32> {
    let Some(curved) = samples.len().checked_sub(2) else {
        return Vec::new();
    };
    (0..curved / STEP)
        .map(|step| {
            let window = &samples[step * STEP..step * STEP + STEP + 2];
            let mut lanes = [0.0_f32; 8];
            let bends = window.iter().zip(&window[1..]).zip(&window[2..]);
            for (index, ((first, middle), last)) in bends.enumerate() {
                let bend = first - 2.0 * middle + last;
                lanes[index % 8] += bend * bend;
            }
            lanes.iter().sum::<f32>() / STEP as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(samples: &[f32]) -> Option<Knocks> {
        find(samples).map(|(knocks, _)| knocks)
    }

    /// Knocks of 5 ms in a 200 Hz voice with noise.
    fn read(knocks_per_sec: f32, knock: f32) -> Knocks {
        let samples: Vec<f32> = (0_u32..128_000)
            .map(|i| {
                let secs = i as f32 / 16_000.0;
                let hash = (i.wrapping_mul(2_654_435_761) ^ (i << 13)).wrapping_mul(2_246_822_519);
                let white = (hash >> 8) as f32 / 8_388_608.0 - 1.0;
                let since = (secs * knocks_per_sec).fract() / knocks_per_sec.max(1e-9);
                let voice = (std::f32::consts::TAU * 200.0 * secs).sin() * (9.0 * secs).sin();
                0.1 * voice + 0.002 * white + knock * white * (-since / 0.003).exp()
            })
            .collect();
        measure(&samples).unwrap()
    }

    fn ratio(knocks_per_sec: f32, knock: f32) -> f64 {
        read(knocks_per_sec, knock).ratio
    }

    #[test]
    fn the_level_of_knocks_is_read_in_the_midst_of_a_voice() {
        // White bursts of amplitude a decaying over t secs, r a second: a * a / 3 * t / 2 * r.
        let level_dbfs = 10.0 * (0.3_f64 * 0.3 / 3.0 * 0.003 / 2.0 * 4.0).log10();
        assert!((read(4.0, 0.3).level_dbfs - level_dbfs).abs() < 6.0);
        let louder_db = read(4.0, 0.6).level_dbfs - read(4.0, 0.3).level_dbfs;
        assert!((louder_db - 6.0).abs() < 0.5, "{louder_db}");
    }

    #[test]
    fn every_knock_is_counted_once() {
        assert!((ratio(4.0, 0.3) - 4.0 / 50.0).abs() < 0.006);
        assert!((ratio(1.0, 0.3) - 1.0 / 50.0).abs() < 0.003);
    }

    #[test]
    fn steady_noise_and_voices_have_none() {
        assert!(ratio(4.0, 0.0) < 1e-9);
        assert!(ratio(0.0, 0.0) < 1e-9);
    }

    #[test]
    fn silence_has_none_and_shreds_are_unknown() {
        assert!(measure(&[0.0; 16_000]).unwrap().ratio < 1e-9);
        assert_eq!(measure(&[0.5; 4_000]), None);
        assert_eq!(measure(&[]), None);
    }
}
