//! Pitch frames -> likelihood of an unnatural voice.

use super::periodicity::PitchFrame;

/// Voiced frames that are needed: 0.8 s.
const ENOUGH_FRAMES: usize = 25;
/// Width of the pitch that is counted as one, semitones.
const WIDTH: f32 = 0.6;
/// Share of voiced frames at one pitch. Measured: natural voices, in noise and halls too, up to
/// 0.5; monotone machines 0.97 to 1.
const MIDDLE: f32 = 0.72;
const SLOPE: f32 = 0.045;

/// Likelihood that the voice is a machine's or disguised, 0 to 1: people cannot hold their pitch,
/// machines that do are told by the share of voiced frames at one pitch. `None` with less than
/// 0.8 s of voiced speech. A voice that was shifted up or down as a whole is not told.
pub(crate) fn measure(frames: &[PitchFrame]) -> Option<f64> {
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
    Some(f64::from(1.0 / (1.0 + ((MIDDLE - share) / SLOPE).exp())))
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
        measure(&frames)
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
