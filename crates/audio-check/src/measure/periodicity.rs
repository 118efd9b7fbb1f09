//! 4 kHz samples -> how periodic each 48 ms is, and at which pitch.

use super::kept::BLOCK;
use super::low_band::LowBand;
use super::quantile::quantile;
use realfft::RealFftPlanner;
use std::sync::Arc;

/// One frame of 48 ms, every 32 ms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PitchFrame {
    /// Height of the highest peak of the noise-compensated autocorrelation, 0 to about 1.
    pub(crate) periodicity: f32,
    /// Where that peak lies.
    pub(crate) pitch_hz: f32,
    /// Power from 125 Hz to 1.6 kHz.
    pub(crate) power: f32,
    /// Probability of speech in its middle.
    pub(crate) speech: f32,
}

impl PitchFrame {
    /// Whether its pitch is sure: noise and whisper are never that periodic.
    pub(crate) fn is_sure(&self) -> bool {
        self.periodicity > SURE_PITCH
    }
}

/// Periodicity from which the pitch is sure.
const SURE_PITCH: f32 = 0.45;
/// Samples of a frame, from frame to frame, and of the padded transform, at 4 kHz.
const FRAME: usize = 192;
const HOP: usize = 128;
const FFT: usize = 256;
/// Bins of 15.6 Hz that are looked at: 62 Hz to 1.6 kHz.
const LOW_BIN: usize = 4;
const HIGH_BIN: usize = 100;
/// Below it only hum and rumble would be weighed.
const POWER_BIN: usize = 8;
/// Pitch from 70 to 400 Hz, as lags at 4 kHz.
const SHORT_LAG: usize = 10;
const LONG_LAG: usize = 57;
/// Share of frames that is taken as noise in each bin, and what exponentially distributed power
/// has there of its mean: -ln(1 - 0.15).
const NOISE_SHARE: f32 = 0.15;
const MOST_NOISE_FRAMES: usize = 512;
const NOISE_BIAS: f32 = 0.1625;
/// What is left of a bin at least, of the noise around it: without it subtraction would leave
/// single bins standing, and single bins are periodic.
const NOISE_LEFT: f32 = 0.3;
/// A shorter lag is believed if its peak is nearly as high: autocorrelation likes octaves below.
const OCTAVE_SHARE: f32 = 0.9;

/// The frame whose middle is nearest to that of a block of 20 ms.
pub(crate) fn frame_of_block(block: usize) -> usize {
    (block * BLOCK + BLOCK / 2).saturating_sub(4 * (FRAME - HOP) / 2) / (4 * HOP)
}

/// Where a frame starts, in samples at 16 kHz.
pub(crate) fn start_of_frame(frame: usize) -> usize {
    4 * frame * HOP
}

/// The block of 20 ms that holds the middle of a frame.
pub(crate) fn block_of_frame(frame: usize) -> usize {
    (frame * HOP + FRAME / 2) * 4 / BLOCK
}

/// The frames of a recording, each with the probability of `speech` (per block of 20 ms).
///
/// Generalized autocorrelation (Tolonen and Karjalainen 2000, exponent 0.5) of the spectrum less
/// the noise of its bin, which is its 15 % quantile over time (Stahl 2000): hum and rumble go,
/// voices stay. Divided by that of the window (Boersma 1993).
pub(crate) fn track(low: &LowBand, speech: &[f32]) -> Vec<PitchFrame> {
    let spectra = Spectra::new(&low.at_4_khz);
    let (noise, around) = spectra.noise();
    let mut peaks = Peaks::new();
    spectra
        .bins
        .chunks_exact(HIGH_BIN)
        .enumerate()
        .map(|(index, bins)| {
            let (periodicity, pitch_hz) = peaks.highest(bins, &noise, &around);
            let block = block_of_frame(index);
            PitchFrame {
                periodicity,
                pitch_hz,
                power: bins[POWER_BIN..].iter().sum(),
                speech: speech.get(block).copied().unwrap_or(0.0),
            }
        })
        .collect()
}

/// Power of the bins below [`HIGH_BIN`] of every frame.
struct Spectra {
    bins: Vec<f32>,
}

impl Spectra {
    fn new(samples: &[f32]) -> Spectra {
        let fft = RealFftPlanner::<f32>::new().plan_fft_forward(FFT);
        let (mut frame, mut spectrum) = (fft.make_input_vec(), fft.make_output_vec());
        let mut scratch = fft.make_scratch_vec();
        let window = window();
        let count = (samples.len() + HOP).saturating_sub(FRAME) / HOP;
        let mut bins = Vec::with_capacity(count * HIGH_BIN);
        for samples in samples.windows(FRAME).step_by(HOP) {
            frame.fill(0.0);
            for ((out, sample), weight) in frame.iter_mut().zip(samples).zip(&window) {
                *out = sample * weight;
            }
            let done = fft.process_with_scratch(&mut frame, &mut spectrum, &mut scratch);
            debug_assert!(done.is_ok(), "buffer sizes come from the plan");
            bins.extend(spectrum.iter().take(HIGH_BIN).map(|bin| bin.norm_sqr()));
        }
        Spectra { bins }
    }

    /// Noise of each bin, and the median of the noise in the nine bins around it.
    fn noise(&self) -> ([f32; HIGH_BIN], [f32; HIGH_BIN]) {
        let mut noise = [0.0; HIGH_BIN];
        // Every so many frames are enough for a quantile.
        let frames = self.bins.len() / HIGH_BIN;
        let stride = frames.div_ceil(MOST_NOISE_FRAMES).max(1);
        let mut over_time = Vec::with_capacity(MOST_NOISE_FRAMES);
        for (bin, noise) in noise.iter_mut().enumerate() {
            over_time.clear();
            over_time.extend(self.bins.iter().skip(bin).step_by(stride * HIGH_BIN));
            *noise = quantile(&mut over_time, NOISE_SHARE).unwrap_or(0.0) / NOISE_BIAS;
        }
        let mut around = [0.0; HIGH_BIN];
        for (bin, around) in around.iter_mut().enumerate() {
            let start = bin.saturating_sub(4).min(HIGH_BIN - 9);
            let mut near = [0.0; 9];
            near.copy_from_slice(&noise[start..start + 9]);
            *around = quantile(&mut near, 0.5).unwrap_or(0.0);
        }
        (noise, around)
    }
}

/// Power spectrum -> the highest peak of its generalized autocorrelation.
struct Peaks {
    inverse: Arc<dyn realfft::ComplexToReal<f32>>,
    spectrum: Vec<realfft::num_complex::Complex<f32>>,
    lags: Vec<f32>,
    scratch: Vec<realfft::num_complex::Complex<f32>>,
    /// 1 over the autocorrelation of the window, to the same exponent.
    of_window: Vec<f32>,
}

impl Peaks {
    fn new() -> Peaks {
        let mut planner = RealFftPlanner::<f32>::new();
        let inverse = planner.plan_fft_inverse(FFT);
        Peaks {
            spectrum: inverse.make_input_vec(),
            lags: inverse.make_output_vec(),
            scratch: inverse.make_scratch_vec(),
            inverse,
            of_window: window_correction(),
        }
    }

    fn highest(
        &mut self,
        bins: &[f32],
        noise: &[f32; HIGH_BIN],
        around: &[f32; HIGH_BIN],
    ) -> (f32, f32) {
        self.spectrum.fill(realfft::num_complex::Complex::default());
        let of_noise = noise.iter().zip(around);
        for ((out, power), (noise, around)) in self
            .spectrum
            .iter_mut()
            .zip(bins)
            .zip(of_noise)
            .skip(LOW_BIN)
        {
            // Any power below is silence in 16 bits.
            out.re = (power - noise).max(NOISE_LEFT * around).max(1e-12).sqrt();
        }
        let spectrum = &mut self.spectrum;
        let done = self
            .inverse
            .process_with_scratch(spectrum, &mut self.lags, &mut self.scratch);
        debug_assert!(done.is_ok(), "buffer sizes come from the plan");
        let scale = 1.0 / self.lags[0].max(1e-20);
        for (lag, of_window) in self.lags.iter_mut().zip(&self.of_window) {
            *lag *= scale * of_window;
        }
        self.best_lag()
    }

    fn best_lag(&self) -> (f32, f32) {
        let is_peak = |lag: &usize| {
            self.lags[*lag] >= self.lags[lag - 1] && self.lags[*lag] >= self.lags[lag + 1]
        };
        let peaks = || (SHORT_LAG..=LONG_LAG).filter(is_peak);
        let highest = peaks().map(|lag| self.lags[lag]).fold(0.0, f32::max);
        let lag = peaks().find(|lag| self.lags[*lag] >= OCTAVE_SHARE * highest);
        lag.map_or((0.0, 0.0), |lag| (highest, 4_000.0 / self.refine(lag)))
    }

    /// The top of the parabola through the peak and its neighbours.
    fn refine(&self, lag: usize) -> f32 {
        let (left, top, right) = (self.lags[lag - 1], self.lags[lag], self.lags[lag + 1]);
        let bend = left - 2.0 * top + right;
        let shift = if bend < 0.0 {
            0.5 * (left - right) / bend
        } else {
            0.0
        };
        lag as f32 + shift.clamp(-0.5, 0.5)
    }
}

fn window() -> [f32; FRAME] {
    let step = std::f32::consts::TAU / FRAME as f32;
    std::array::from_fn(|index| 0.5 - 0.5 * (index as f32 * step).cos())
}

fn window_correction() -> Vec<f32> {
    let window = window();
    let lag = |lag: usize| -> f32 { window.iter().zip(&window[lag..]).map(|(a, b)| a * b).sum() };
    let power = lag(0);
    (0..=LONG_LAG + 1)
        .map(|index| (power / lag(index)).sqrt())
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "signals of known length and size"
    )]

    use super::*;
    use crate::measure::quantile::quantile;

    fn frames_of(sample: impl Fn(f32) -> f32) -> Vec<PitchFrame> {
        let samples: Vec<f32> = (0..48_000).map(|i| sample(i as f32 / 16_000.0)).collect();
        track(&LowBand::new(&samples, 0.0), &[1.0; 150])
    }

    /// Pulses come and go, so that they are not taken for noise.
    fn voice(hz: f32, secs: f32) -> f32 {
        let burst = f32::from(u8::from(secs.fract() < 0.6));
        (1..12)
            .map(|k| (std::f32::consts::TAU * hz * k as f32 * secs).sin() / k as f32)
            .sum::<f32>()
            * 0.05
            * burst
    }

    fn noise(secs: f32) -> f32 {
        let seed = (secs * 16_000.0) as u32;
        let hash = seed.wrapping_mul(2_654_435_761) ^ (seed.wrapping_mul(40_503) >> 7);
        (hash.wrapping_mul(2_246_822_519) >> 8) as f32 / 8_388_608.0 - 1.0
    }

    #[test]
    fn pitch_of_voices_is_found_within_one_percent() {
        for hz in [85.0, 110.0, 180.0, 240.0, 350.0] {
            let frames = frames_of(|secs| voice(hz, secs) + 1e-4 * noise(secs));
            let mut voiced: Vec<f32> = frames
                .iter()
                .filter(|frame| frame.periodicity > 0.5)
                .map(|frame| frame.pitch_hz)
                .collect();
            assert!(voiced.len() > 30, "{hz} Hz: {}", voiced.len());
            let median = quantile(&mut voiced, 0.5).unwrap();
            assert!((median / hz - 1.0).abs() < 0.01, "{hz} Hz read {median}");
        }
    }

    #[test]
    fn noise_and_steady_hum_are_not_periodic() {
        for hum in [0.0, 0.3] {
            let frames = frames_of(|secs| {
                0.05 * noise(secs) + hum * (std::f32::consts::TAU * 100.0 * secs).sin()
            });
            let mut all: Vec<f32> = frames.iter().map(|frame| frame.periodicity).collect();
            assert!(quantile(&mut all, 0.95).unwrap() < 0.35);
        }
    }

    #[test]
    fn too_short_has_no_frames() {
        assert!(track(&LowBand::new(&[0.1; 700], 0.0), &[]).is_empty());
    }
}
