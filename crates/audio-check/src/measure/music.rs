//! Spectra and pitch frames -> likelihood of music behind the voice.

use super::kept::Kept;
use super::periodicity::PitchFrame;
use super::spectrogram::Spectrogram;

/// Looked at from 440 Hz (above the strong partials of voices and hum) to 4 kHz.
const BINS: std::ops::Range<usize> = 14..128;
/// A line is so much stronger than the mean of the bins 2 to 5 to its left and right (8 dB).
const OVER: f32 = 6.3;
/// Lines and tones this far below the strongest of the recording do not count (50 dB).
const WEAKEST: f32 = 1e-5;
/// A partial of music stands for 0.2 s at least; voices glide. What stands for 3 s is a machine.
/// Every second frame of 16 ms is looked at.
const EVERY: usize = 2;
const SHORTEST_FRAMES: u16 = 6;
const LONGEST_FRAMES: u16 = 95;
/// Seconds of lines per second. Measured: speech and noises 0 to 0.2, tonal music 0.4 to 4.
const MIDDLE: f32 = 0.4;
const SLOPE: f32 = 0.08;
/// Frames outside speech, and the share of them with pitch that counts as much as the lines.
const ENOUGH_PAUSES: usize = 30;

/// Likelihood of music, 0 to 1; `None` of less than a second. Melody and harmony are found
/// (Hawley 1993: long straight lines in the spectrogram), drums alone are not.
pub(crate) fn measure(kept: &Kept<'_>, frames: &[PitchFrame]) -> Option<f64> {
    if kept.spectrogram.frames() < 60 {
        return None;
    }
    let looked_at = kept.spectrogram.frames().div_ceil(EVERY);
    let lines = standing_frames(kept.spectrogram) as f32 / looked_at as f32;
    let evidence = lines.max(2.0 * pitched_pauses(frames));
    Some(f64::from(1.0 / (1.0 + ((MIDDLE - evidence) / SLOPE).exp())))
}

/// Share of frames with pitch among those in which nobody speaks.
fn pitched_pauses(frames: &[PitchFrame]) -> f32 {
    let pauses = frames.iter().filter(|frame| frame.speech < 0.1);
    let count = pauses.clone().count();
    if count < ENOUGH_PAUSES {
        return 0.0;
    }
    // Where a gate closed, what filters leave behind rings at next to no power.
    let power = frames.iter().map(|frame| frame.power);
    let faintest = WEAKEST * power.fold(0.0, f32::max);
    let pitched = pauses.filter(|frame| frame.is_sure() && frame.power > faintest);
    pitched.count() as f32 / count as f32
}

/// Frames in all standing lines together.
fn standing_frames(spectrogram: &Spectrogram) -> usize {
    let strongest = (0..spectrogram.frames())
        .step_by(EVERY)
        .map(|index| {
            spectrogram.frame(index)[BINS]
                .iter()
                .copied()
                .fold(0.0, f32::max)
        })
        .fold(0.0, f32::max);
    let mut runs = [0_u16; BINS.end];
    let mut standing = 0;
    let mut close = |run: &mut u16| {
        if (SHORTEST_FRAMES..LONGEST_FRAMES).contains(run) {
            standing += usize::from(*run);
        }
        *run = 0;
    };
    for index in (0..spectrogram.frames()).step_by(EVERY) {
        let bins = spectrogram.frame(index);
        for (bin, run) in runs.iter_mut().enumerate().skip(BINS.start) {
            if bins[bin] > strongest * WEAKEST && is_line(bins, bin) {
                *run = run.saturating_add(1);
            } else if *run > 0 {
                close(run);
            }
        }
    }
    runs.iter_mut().for_each(close);
    standing
}

fn is_line(bins: &[f32], bin: usize) -> bool {
    let here = bins[bin];
    here >= bins[bin - 1] && here >= bins[bin + 1] && {
        let left: f32 = bins[bin - 5..bin - 1].iter().sum();
        let right: f32 = bins[bin + 2..bin + 6].iter().sum();
        here > OVER * (left + right) / 8.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::block_power::BlockPower;
    use crate::measure::kept::BLOCK;
    use crate::measure::low_band::LowBand;
    use crate::measure::{periodicity, specimen};

    fn score(sample: impl Fn(f32) -> f32) -> f64 {
        let samples: Vec<f32> = (0..96_000).map(|i| sample(i as f32 / 16_000.0)).collect();
        let spectrogram = Spectrogram::new(&samples);
        let kept = Kept {
            samples: &samples,
            speech: &[],
            spectrogram: &spectrogram,
        };
        measure(&kept, &[]).unwrap()
    }

    #[test]
    fn chords_are_music_and_gliding_voices_are_not() {
        let tone = |hz: f32, secs: f32| (std::f32::consts::TAU * hz * secs).sin();
        let chord = score(|secs| {
            let root = 440.0 * 2.0_f32.powf((secs * 2.0).floor() * 2.0 / 12.0);
            0.05 * (tone(root, secs) + tone(root * 1.25, secs) + tone(root * 1.5, secs))
        });
        assert!(chord > 0.9, "{chord}");
        let voice = score(|secs| {
            (1..30)
                .map(|k| tone(k as f32 * (130.0 + 6.0 * (2.0 * secs).sin()), secs))
                .sum::<f32>()
                * 0.01
        });
        assert!(voice < 0.1, "{voice}");
    }

    #[test]
    fn a_steady_whine_is_not_music() {
        assert!(score(|secs| 0.1 * (std::f32::consts::TAU * 1_000.0 * secs).sin()) < 0.1);
    }

    #[test]
    fn what_a_gate_leaves_between_words_is_not_music() {
        let mut gated = specimen::speech();
        let mut speech = vec![0.9; gated.len().div_ceil(BLOCK)];
        for second in [2, 4, 6] {
            gated[second * 16_000..][..16_000].fill(0.0);
            speech[second * 50..][..50].fill(0.0);
        }
        let power = BlockPower::new(&gated);
        let low = LowBand::new(&gated, power.offset);
        let kept = Kept {
            samples: &gated,
            speech: &speech,
            spectrogram: &Spectrogram::new(&gated),
        };
        let score = measure(&kept, &periodicity::track(&low, &speech)).unwrap();
        assert!(score < 0.5, "{score}");
    }

    #[test]
    fn shreds_are_unknown() {
        let samples = [0.1; 8_000];
        let spectrogram = Spectrogram::new(&samples);
        let kept = Kept {
            samples: &samples,
            speech: &[],
            spectrogram: &spectrogram,
        };
        assert_eq!(measure(&kept, &[]), None);
    }
}
