//! Samples and pitch frames -> how sharply the voice pulses at its pitch.

use super::periodicity::{PitchFrame, start_of_frame};
use super::quantile::quantile;

/// Frames that are looked at: so many of the most periodic kind are enough, and fewer are not.
const MOST_FRAMES: usize = 64;
const FEWEST_FRAMES: usize = 12;
const PERIODIC: f32 = 0.5;
/// Samples of a frame of 48 ms, those before it in which the filter settles, and those that are
/// averaged into one of the envelope (4 kHz).
const FRAME: usize = 768;
const SETTLING: usize = 64;
const STEP: usize = 4;

/// Median over voiced frames of the autocorrelation, at the pitch, of the envelope from 1.5 to
/// 3.5 kHz, -1 to 1; `None` if there are too few.
///
/// Vocal folds close at once, so all harmonics are in phase and the envelope pulses at the pitch.
/// Phase vocoders, which shift pitch, lose that phase from bin to bin ("phasiness", Laroche and
/// Dolson 1999); halls and noise do too. Measured: voices 0.43 to 0.85 (median 0.74), shifted by
/// 4 to 9 semitones 0.22 to 0.57 (median 0.31), in halls 0.1 to 0.7.
pub(super) fn sharpness(samples: &[f32], frames: &[PitchFrame]) -> Option<f32> {
    let voiced: Vec<(usize, f32)> = frames
        .iter()
        .enumerate()
        .filter(|(_, frame)| frame.speech > 0.5 && frame.periodicity > PERIODIC)
        .map(|(index, frame)| (start_of_frame(index), frame.pitch_hz))
        .collect();
    let mut sharpness: Vec<f32> = voiced
        .iter()
        .step_by(voiced.len().div_ceil(MOST_FRAMES).max(1))
        .filter_map(|(start, pitch_hz)| {
            let range = start.checked_sub(SETTLING)?..start + FRAME;
            Some(at_pitch(&envelope(samples.get(range)?), *pitch_hz))
        })
        .collect();
    if sharpness.len() < FEWEST_FRAMES {
        return None;
    }
    quantile(&mut sharpness, 0.5)
}

/// Envelope of the band, less its mean.
fn envelope(samples: &[f32]) -> Vec<f32> {
    let mut filter = BandPass::default();
    let rectified: Vec<f32> = samples
        .iter()
        .map(|sample| filter.step(*sample).abs())
        .collect();
    let steps = rectified[SETTLING..].as_chunks::<STEP>().0;
    let mut envelope: Vec<f32> = steps.iter().map(|step| step.iter().sum()).collect();
    let mean = envelope.iter().sum::<f32>() / envelope.len() as f32;
    for value in &mut envelope {
        *value -= mean;
    }
    envelope
}

/// Normalized autocorrelation at the lag of the pitch, or one lag beside it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a lag between 10 and 60"
)]
fn at_pitch(envelope: &[f32], pitch_hz: f32) -> f32 {
    let lag = (4_000.0 / pitch_hz.clamp(60.0, 500.0)).round() as usize;
    (lag - 1..=lag + 1)
        .map(|lag| {
            let (early, late) = (&envelope[..envelope.len() - lag], &envelope[lag..]);
            let product =
                |a: &[f32], b: &[f32]| -> f32 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
            let power = product(early, early) * product(late, late);
            product(early, late) / power.sqrt().max(1e-20)
        })
        .fold(-1.0, f32::max)
}

/// Butterworth band-pass of second order, 1.5 to 3.5 kHz at 16 kHz (scipy `butter`).
#[derive(Default)]
struct BandPass {
    state: [[f32; 2]; 2],
}

impl BandPass {
    const B: [[f32; 3]; 2] = [[0.097_631, 0.195_262, 0.097_631], [1.0, -2.0, 1.0]];
    const A: [[f32; 2]; 2] = [[-0.459_54, 0.509_09], [-1.310_103, 0.654_763]];

    fn step(&mut self, sample: f32) -> f32 {
        let mut x = sample;
        for ((b, a), state) in Self::B.iter().zip(Self::A).zip(&mut self.state) {
            let y = b[0] * x + state[0];
            state[0] = b[1] * x - a[0] * y + state[1];
            state[1] = b[2] * x - a[1] * y;
            x = y;
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICED: PitchFrame = PitchFrame {
        periodicity: 0.8,
        pitch_hz: 125.0,
        power: 1.0,
        speech: 0.9,
    };

    /// Two seconds of harmonics of 125 Hz, each with the phase that is told.
    fn read(phase: impl Fn(f32) -> f32) -> Option<f32> {
        let samples: Vec<f32> = (0_u16..32_000)
            .map(|i| {
                let secs = f32::from(i) / 16_000.0;
                (1_u8..40)
                    .map(|k| {
                        let k = f32::from(k);
                        (std::f32::consts::TAU * 125.0 * k * secs + phase(k + 40.0 * secs.floor()))
                            .cos()
                    })
                    .sum::<f32>()
                    * 0.02
            })
            .collect();
        sharpness(&samples, &[VOICED; 60])
    }

    #[test]
    fn pulses_are_sharp() {
        assert!(read(|_| 0.0).unwrap() > 0.95);
    }

    #[test]
    fn noise_has_no_pulses() {
        let samples: Vec<f32> = (0_u32..32_000)
            .map(|i| {
                let hash = (i.wrapping_mul(2_654_435_761) ^ (i << 13)).wrapping_mul(2_246_822_519);
                (hash >> 8) as f32 / 8_388_608.0 - 1.0
            })
            .collect();
        assert!(sharpness(&samples, &[VOICED; 60]).unwrap() < 0.3);
    }

    #[test]
    fn too_few_frames_and_frames_outside_are_unknown() {
        assert_eq!(sharpness(&[0.1; 16_000], &[]), None);
        let frame = PitchFrame {
            periodicity: 0.8,
            pitch_hz: 0.0,
            power: 1.0,
            speech: 0.9,
        };
        assert_eq!(sharpness(&[0.1; 700], &[frame; 60]), None);
    }
}
