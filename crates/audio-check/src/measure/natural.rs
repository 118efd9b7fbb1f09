//! Pitch frames -> likelihood of an unnatural voice.

use super::periodicity::PitchFrame;
use super::pulses;

/// Voiced frames that are needed: 0.8 s.
const ENOUGH_FRAMES: usize = 25;
/// Width of the pitch that is counted as one, semitones.
const WIDTH: f32 = 0.6;
/// Share of voiced frames at one pitch. Measured: natural voices, in noise and halls too, up to
/// 0.5; monotone machines 0.97 to 1.
const MIDDLE: f32 = 0.72;
const SLOPE: f32 = 0.045;

/// A voice whose pulses are blurred was shifted, unless a hall or noise blurs them: it is judged from
/// this signal to noise ratio and this clarity on. Above 0.8 are then 4 of 8 shifted voices and none
/// of 460 others.
const SHIFT_SNR_DB: f64 = 15.0;
const SHIFT_C50_DB: f64 = 12.0;
const SHIFT_MIDDLE: f32 = 0.38;
const SHIFT_SLOPE: f32 = 0.03;

/// Likelihood that the voice is a machine's or disguised, 0 to 1: people cannot hold their pitch,
/// machines that do are told by the share of voiced frames at one pitch; shifted voices by pulses
/// that are not sharp. `None` with less than 0.8 s of voiced speech.
pub(crate) fn measure(
    samples: &[f32],
    frames: &[PitchFrame],
    snr_db: Option<f64>,
    c50_db: Option<f64>,
) -> Option<f64> {
    let machine = machine(frames)?;
    let is_plain = snr_db.is_some_and(|snr_db| snr_db >= SHIFT_SNR_DB)
        && c50_db.is_some_and(|c50_db| c50_db >= SHIFT_C50_DB);
    let sharpness = pulses::sharpness(samples, frames).filter(|_| is_plain);
    let shifted = sharpness.map_or(0.0, |sharpness| {
        1.0 / (1.0 + ((sharpness - SHIFT_MIDDLE) / SHIFT_SLOPE).exp())
    });
    Some(f64::from(machine.max(shifted)))
}

/// Likelihood that one pitch is held.
fn machine(frames: &[PitchFrame]) -> Option<f32> {
    let mut semitones: Vec<f32> = frames
        .iter()
        .filter(|frame| frame.speech > 0.5 && frame.is_sure())
        .map(|frame| 12.0 * frame.pitch_hz.max(1.0).log2())
        .collect();
    if semitones.len() < ENOUGH_FRAMES {
        return None;
    }
    semitones.sort_unstable_by(f32::total_cmp);
    let share = largest_group(&semitones) as f32 / semitones.len() as f32;
    Some(1.0 / (1.0 + ((MIDDLE - share) / SLOPE).exp()))
}

/// Most of the `sorted` values that lie within [`WIDTH`].
fn largest_group(sorted: &[f32]) -> usize {
    let mut start = 0;
    let mut largest = 0;
    for (index, value) in sorted.iter().enumerate() {
        while value - sorted[start] > WIDTH {
            start += 1;
        }
        largest = largest.max(index - start + 1);
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(count: usize, pitch_hz: impl Fn(f32) -> f32) -> Option<f64> {
        let frames: Vec<PitchFrame> = (0..count)
            .map(|index| PitchFrame {
                periodicity: 0.7,
                pitch_hz: pitch_hz(index as f32),
                power: 1.0,
                speech: 0.9,
            })
            .collect();
        measure(&[], &frames, None, None)
    }

    #[test]
    fn one_pitch_is_a_machine_and_melody_is_a_person() {
        assert!(score(100, |_| 125.0).unwrap() > 0.95);
        assert!(score(100, |at| 125.0 + 20.0 * (at * 0.1).sin()).unwrap() < 0.05);
    }

    #[test]
    fn too_little_voice_is_unknown() {
        assert_eq!(score(24, |_| 125.0), None);
    }
}
