//! Pitch frames -> share of voiced frames, likelihood of whisper, pitch.

use super::periodicity::{self, PitchFrame};
use super::quantile::quantile;

/// What the manner of speaking rests on; `None` where too little speech was heard.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Voicing {
    /// Share of energetic speech frames with pitch, 0 to 1.
    pub(crate) voiced_ratio: Option<f64>,
    /// Likelihood of whisper, 0 to 1.
    pub(crate) whisper_score: Option<f64>,
    /// Median pitch of the voiced frames, Hz.
    pub(crate) pitch_hz: Option<f64>,
}

/// Periodicity from which a frame is voiced: above 99 % of frames of noise and of whisper.
const VOICED: f32 = 0.35;
/// Speech frames that are needed at least: a quarter of a second.
const ENOUGH_FRAMES: usize = 8;
/// Share of speech frames that are too quiet to be judged.
const QUIET_SHARE: f32 = 0.3;
/// In speech a fifth of the energetic frames is at least this periodic. Measured: whispers, quiet
/// and in noise, 0.16 to 0.31; natural voices 0.45 to 0.8, in noise of 5 dB and in halls 0.39 on.
const WHISPER_SHARE: f32 = 0.8;
const WHISPER_MIDDLE: f32 = 0.35;
const WHISPER_SLOPE: f32 = 0.025;

/// Judges the energetic frames among those in which speech is heard at least faintly.
///
/// Whisper is speech without vibrating vocal folds: no periodicity even where it is loudest
/// (Zhang and Hansen 2008; Jovicic 1998).
pub(crate) fn measure(frames: &[PitchFrame], whispered: &[bool]) -> Voicing {
    let energetic = energetic(frames, whispered);
    if energetic.len() < ENOUGH_FRAMES {
        return Voicing::default();
    }
    let mut periodicity: Vec<f32> = energetic.iter().map(|frame| frame.periodicity).collect();
    let voiced = periodicity.iter().filter(|value| **value > VOICED).count();
    let high = quantile(&mut periodicity, WHISPER_SHARE).unwrap_or(0.0);
    let mut pitch_hz: Vec<f32> = energetic
        .iter()
        .filter(|frame| frame.is_sure())
        .map(|frame| frame.pitch_hz)
        .collect();
    let sure = pitch_hz.len() >= ENOUGH_FRAMES;
    Voicing {
        voiced_ratio: Some(voiced as f64 / energetic.len() as f64),
        whisper_score: Some(f64::from(
            1.0 / (1.0 + ((high - WHISPER_MIDDLE) / WHISPER_SLOPE).exp()),
        )),
        pitch_hz: quantile(&mut pitch_hz, 0.5).filter(|_| sure).map(f64::from),
    }
}

/// The louder speech frames. Where the network is not sure of enough, the blocks that seem to be
/// `whispered` are taken.
fn energetic<'a>(frames: &'a [PitchFrame], whispered: &[bool]) -> Vec<&'a PitchFrame> {
    let mut heard: Vec<&PitchFrame> = frames.iter().filter(|frame| frame.speech > 0.5).collect();
    if heard.len() < 2 * ENOUGH_FRAMES && !whispered.is_empty() {
        let is_whispered = |block: usize| whispered.get(block) == Some(&true);
        let all = frames.iter().enumerate();
        heard = all
            .filter(|(index, _)| is_whispered(periodicity::block_of_frame(*index)))
            .map(|(_, frame)| frame)
            .collect();
    }
    let mut power: Vec<f32> = heard.iter().map(|frame| frame.power).collect();
    let quiet = quantile(&mut power, QUIET_SHARE).unwrap_or(0.0);
    heard.retain(|frame| frame.power > quiet);
    heard
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(count: usize, periodicity: impl Fn(usize) -> f32) -> Vec<PitchFrame> {
        (0..count)
            .map(|index| PitchFrame {
                periodicity: periodicity(index),
                pitch_hz: 120.0,
                power: 1.0 + index as f32,
                speech: 0.9,
            })
            .collect()
    }

    #[test]
    fn a_voice_is_voiced_and_no_whisper() {
        let read = measure(
            &frames(100, |index| if index % 3 == 0 { 0.1 } else { 0.7 }),
            &[],
        );
        assert!(read.whisper_score.unwrap() < 0.01);
        assert!((read.voiced_ratio.unwrap() - 0.66).abs() < 0.03);
        assert_eq!(read.pitch_hz, Some(120.0));
    }

    #[test]
    fn speech_without_any_period_is_whisper_and_has_no_pitch() {
        let read = measure(&frames(100, |index| 0.1 + 0.001 * index as f32), &[]);
        assert!(read.whisper_score.unwrap() > 0.95);
        assert_eq!((read.voiced_ratio, read.pitch_hz), (Some(0.0), None));
    }

    #[test]
    fn too_little_speech_is_unknown() {
        assert_eq!(measure(&frames(9, |_| 0.7), &[]), Voicing::default());
        assert_eq!(measure(&[], &[]), Voicing::default());
    }
}
