//! Power spectra of speech -> where its band ends.

use super::kept::BLOCK;
use super::kept::Kept;
use super::spectrogram::Spectrogram;

/// Where the speech spectrum ends, Hz; 8000 if nothing cuts it off, `None` without speech.
///
/// The mean spectrum of each bin's loudest tenth of the speech frames is searched for an edge:
/// a fall of 20 dB from the 400 Hz below to the 200 Hz above a gap of 200 Hz, after which it never
/// comes back. Full-band speech of the evaluation set falls by at most 12 dB, limited speech by
/// 28 dB and more. The lowest such edge is where the smoothed spectrum has lost 6 dB.
pub(crate) fn bandwidth_hz(kept: &Kept<'_>) -> Option<f64> {
    let level_db = loud_spectrum_db(kept)?;
    let fall_db: Vec<f32> = (0..Spectrogram::BINS)
        .map(|bin| fall_at(&level_db, bin))
        .collect();
    let steepest = (FIRST..LAST).max_by(|a, b| fall_db[*a].total_cmp(&fall_db[*b]))?;
    if fall_db[steepest] < EDGE_DB {
        return Some(8000.0);
    }
    let smooth_db = smoothed(&level_db);
    // Not much lower (3.4 and 4 kHz): a dark voice falls as much between two formants.
    let edge = ((steepest * 3 / 4).max(FIRST)..steepest)
        .find(|&bin| {
            let around = &fall_db[bin - 3..bin + 4];
            let is_top = around.iter().all(|it| *it <= fall_db[bin]);
            let below_db = mean(&level_db[bin - 16..bin - 4]);
            let ends = smooth_db[bin + 6..]
                .iter()
                .all(|it| *it < below_db - NEVER_BACK_DB);
            fall_db[bin] >= LOWER_EDGE_DB && is_top && ends
        })
        .unwrap_or(steepest);
    let reference_db = mean(&level_db[edge - 20..edge - 6]);
    let top = (edge + 8).min(Spectrogram::BINS - 1);
    let end = (edge - 16..=top)
        .rev()
        .find(|bin| smooth_db[*bin] >= reference_db - END_DB)
        .unwrap_or(edge - 16);
    Some((end as f64 + 0.5) * f64::from(Spectrogram::BIN_HZ))
}

/// Edges are looked for from 1.5 to 7.8 kHz.
const FIRST: usize = 48;
const LAST: usize = 250;
const EDGE_DB: f32 = 20.0;
/// A lower edge with something between it and the steepest one: telephone band, then resampled.
const LOWER_EDGE_DB: f32 = 17.0;
const NEVER_BACK_DB: f32 = 10.0;
const END_DB: f32 = 6.0;
const FEWEST_SPEECH_FRAMES: usize = 10;
/// 20 s of speech tell enough; of more, every second or third frame is taken.
const MOST_FRAMES: usize = 1250;
const BINS_AT_A_TIME: usize = 16;

/// Mean over each bin's loudest tenth of speech frames, dB.
fn loud_spectrum_db(kept: &Kept<'_>) -> Option<Vec<f32>> {
    let frames: Vec<&[f32]> = (0..kept.spectrogram.frames())
        .filter(|index| {
            let middle = index * Spectrogram::HOP + Spectrogram::FRAME / 2;
            let block = (middle / BLOCK).min(kept.speech.len().saturating_sub(1));
            kept.speech.get(block).is_some_and(|it| *it > 0.5)
        })
        .map(|index| kept.spectrogram.frame(index))
        .collect();
    if frames.len() < FEWEST_SPEECH_FRAMES {
        return None;
    }
    let every = frames.len().div_ceil(MOST_FRAMES);
    let frames: Vec<&[f32]> = frames.into_iter().step_by(every).collect();
    let loudest = (frames.len() / 10).max(3);
    let mut powers = Vec::with_capacity(Spectrogram::BINS);
    // A few bins at a time, so that each frame's cache line is read once.
    let mut columns = vec![0.0_f32; BINS_AT_A_TIME * frames.len()];
    for first in (0..Spectrogram::BINS).step_by(BINS_AT_A_TIME) {
        let bins = BINS_AT_A_TIME.min(Spectrogram::BINS - first);
        for (row, frame) in frames.iter().enumerate() {
            for (bin, power) in frame[first..first + bins].iter().enumerate() {
                columns[bin * frames.len() + row] = *power;
            }
        }
        for column in columns.chunks_exact_mut(frames.len()).take(bins) {
            let rest = frames.len() - loudest;
            column.select_nth_unstable_by(rest, f32::total_cmp);
            powers.push(column[rest..].iter().sum::<f32>() / loudest as f32);
        }
    }
    let peak: f32 = powers.iter().sum();
    // What lies 120 dB down is arithmetic, not sound; 1e-14 is the noise of 16 bits in one bin.
    let floor = peak * 1e-12 + 1e-14;
    Some(
        powers
            .iter()
            .map(|it| 10.0 * (it + floor).log10())
            .collect(),
    )
}

/// Mean of the 13 bins below `bin` over the mean of seven bins from 190 Hz above it on.
fn fall_at(level_db: &[f32], bin: usize) -> f32 {
    if !(FIRST..LAST).contains(&bin) {
        return 0.0;
    }
    let from = (bin + 6).min(253);
    let to = (from + 7).min(256);
    mean(&level_db[bin - 13..bin]) - mean(&level_db[from..to])
}

fn smoothed(level_db: &[f32]) -> Vec<f32> {
    let mut smooth = level_db.to_vec();
    for (out, three) in smooth[1..].iter_mut().zip(level_db.windows(3)) {
        *out = mean(three);
    }
    smooth
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::specimen::{speech, with_kept};
    use realfft::RealFftPlanner;

    /// Speech with nothing above `cut_hz`.
    fn limited(cut_hz: f32) -> Vec<f32> {
        let mut samples = speech();
        let length = samples.len();
        let mut planner = RealFftPlanner::<f32>::new();
        let forward = planner.plan_fft_forward(length);
        let mut bins = forward.make_output_vec();
        forward.process(&mut samples, &mut bins).unwrap();
        for (index, bin) in bins.iter_mut().enumerate() {
            if index as f32 * 16_000.0 / length as f32 > cut_hz {
                *bin *= 0.0;
            }
        }
        planner
            .plan_fft_inverse(length)
            .process(&mut bins, &mut samples)
            .unwrap();
        samples.iter().map(|it| it / length as f32).collect()
    }

    #[test]
    fn the_band_ends_where_it_was_cut() {
        for cut_hz in [2_500.0_f32, 3_400.0, 4_000.0, 5_512.0, 6_500.0] {
            let found = with_kept(&limited(cut_hz), bandwidth_hz).unwrap();
            assert!(
                (found - f64::from(cut_hz)).abs() < 150.0,
                "{found} for {cut_hz}"
            );
        }
    }

    #[test]
    fn gain_changes_nothing_and_silence_is_unknown() {
        let quiet: Vec<f32> = limited(4_000.0).iter().map(|it| 0.05 * it).collect();
        let found = with_kept(&quiet, bandwidth_hz).unwrap();
        assert!((found - 4_000.0).abs() < 150.0, "{found}");
        assert_eq!(with_kept(&[0.0; 16_000], bandwidth_hz), None);
        assert_eq!(with_kept(&[], bandwidth_hz), None);
    }
}
