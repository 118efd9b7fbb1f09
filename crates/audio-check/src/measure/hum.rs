//! 1 kHz samples and the level of the speech -> mains hum.

use super::low_band::LowBand;
use super::quantile::quantile;
use realfft::RealFftPlanner;

/// Mains hum: lines at 50 or 60 Hz and their multiples that never stop.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Hum {
    /// Power of all lines relative to the active level of the speech, dB; [`NONE_DB`] if no line
    /// stands out, `None` if the recording is too short or holds no speech.
    pub(crate) hum_db: Option<f64>,
    /// 50 or 60; `None` without hum.
    pub(crate) hum_hz: Option<f64>,
}

/// What is read where there is no hum.
pub(crate) const NONE_DB: f64 = -80.0;

/// Lines are told from voices by lasting: windows of 2 s, as short as 1 s in short recordings.
const WINDOW: usize = 2_048;
const SHORTEST: usize = 1_024;
const HOP: usize = 512;
const FFT: usize = 4_096;
/// However long the recording is, so many windows are looked at.
const MOST_WINDOWS: usize = 64;
const BIN_HZ: f64 = 1_000.0 / FFT as f64;
/// In a quarter of the windows (where voices are quiet) a line is lower than told.
const QUIET_SHARE: f32 = 0.25;
/// Multiples that are looked at; the first that 50 and 60 Hz share is 300 Hz.
const LINES: usize = 5;
/// A line is looked for within this of its place, and stands out from what is between these.
const OFF_HZ: f64 = 0.6;
const AROUND_HZ: (f64, f64) = (2.5, 7.0);
/// A median of exponentially distributed power times this is its mean: 1 / ln 2.
const MEDIAN_BIAS: f32 = 1.443;
/// How far a line must stand out, dB: the mains frequency itself lies below all voices, its
/// multiples among them. Measured: 4 of 5 recordings without hum stay below 5 dB.
const FIRST_DB: f32 = 7.0;
const MULTIPLE_DB: f32 = 10.0;
/// Without the first line (small loudspeakers and phones cut it off) two multiples must stand out.
const ALONE_DB: f32 = 15.0;
/// Beside a first line as faint as this, one is enough: 1 of 2 hums missed is found, and of 1,366
/// recordings without hum none more is blamed.
const FAINT_FIRST_DB: f32 = 4.0;

/// Looks for both mains frequencies and tells the one that stands out more.
pub(crate) fn measure(low: &LowBand, active_level_dbfs: Option<f64>) -> Hum {
    let Some(level_dbfs) = active_level_dbfs else {
        return Hum::default();
    };
    let spectra = spectra(&low.at_1_khz);
    if spectra.is_empty() {
        return Hum::default();
    }
    let mut hum = Hum {
        hum_db: Some(NONE_DB),
        hum_hz: None,
    };
    for hz in [50.0, 60.0] {
        let power = comb_power(&spectra, hz);
        let hum_db = (10.0 * power.max(1e-20).log10() - level_dbfs).max(NONE_DB);
        if hum.hum_db.is_some_and(|other| hum_db > other) {
            hum = Hum {
                hum_db: Some(hum_db),
                hum_hz: Some(hz),
            };
        }
    }
    hum
}

/// Power of the lines at `hz` and its multiples together; 0 if it is no hum.
fn comb_power(spectra: &[Vec<f32>], hz: f64) -> f64 {
    let lines: [Line; LINES] =
        std::array::from_fn(|index| Line::measure(spectra, hz * (index + 1) as f64));
    let clear = lines[1..].iter().filter(|line| line.over_db > ALONE_DB);
    let needed = if lines[0].over_db > FAINT_FIRST_DB {
        1
    } else {
        2
    };
    let first = lines[0].over_db > FIRST_DB;
    if !first && clear.count() < needed {
        return 0.0;
    }
    let multiples = lines[1..].iter().filter(|line| line.over_db > MULTIPLE_DB);
    let first = if first { lines[0].power } else { 0.0 };
    f64::from(first + multiples.map(|line| line.power).sum::<f32>())
}

/// One line.
struct Line {
    /// Over its surroundings, dB.
    over_db: f32,
    power: f32,
}

impl Line {
    fn measure(spectra: &[Vec<f32>], hz: f64) -> Line {
        let (mut over, mut power) = (Vec::new(), Vec::new());
        let mut around = Vec::with_capacity(64);
        for bins in spectra {
            let line = range(bins, hz - OFF_HZ, hz + OFF_HZ)
                .iter()
                .copied()
                .fold(0.0, f32::max);
            around.clear();
            around.extend_from_slice(range(bins, hz - AROUND_HZ.1, hz - AROUND_HZ.0));
            around.extend_from_slice(range(bins, hz + AROUND_HZ.0, hz + AROUND_HZ.1));
            let floor = MEDIAN_BIAS * quantile(&mut around, 0.5).unwrap_or(0.0);
            // Below is silence in 16 bits.
            over.push(line / floor.max(1e-14));
            power.push((line - floor).max(0.0));
        }
        Line {
            over_db: 10.0
                * quantile(&mut over, QUIET_SHARE)
                    .unwrap_or(0.0)
                    .max(1e-9)
                    .log10(),
            power: quantile(&mut power, QUIET_SHARE).unwrap_or(0.0),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "frequencies between 40 and 310 Hz"
)]
fn range(bins: &[f32], from_hz: f64, to_hz: f64) -> &[f32] {
    let bin = |hz: f64| (hz / BIN_HZ).round() as usize;
    &bins[bin(from_hz)..=bin(to_hz)]
}

/// Power spectra in which a sine reads its mean square at its peak.
fn spectra(samples: &[f32]) -> Vec<Vec<f32>> {
    let length = samples.len().min(WINDOW);
    if length < SHORTEST {
        return Vec::new();
    }
    let fft = RealFftPlanner::<f32>::new().plan_fft_forward(FFT);
    let (mut frame, mut bins) = (fft.make_input_vec(), fft.make_output_vec());
    let mut scratch = fft.make_scratch_vec();
    let step = std::f32::consts::TAU / length as f32;
    let window: Vec<f32> = (0..length)
        .map(|i| 0.5 - 0.5 * (i as f32 * step).cos())
        .collect();
    let gain: f32 = window.iter().sum();
    let scale = 2.0 / (gain * gain);
    let hop = HOP.max((samples.len() - length).div_ceil(MOST_WINDOWS - 1));
    samples
        .windows(length)
        .step_by(hop)
        .map(|samples| {
            frame.fill(0.0);
            for ((out, sample), weight) in frame.iter_mut().zip(samples).zip(&window) {
                *out = sample * weight;
            }
            let done = fft.process_with_scratch(&mut frame, &mut bins, &mut scratch);
            debug_assert!(done.is_ok(), "buffer sizes come from the plan");
            // Up to 320 Hz.
            bins.iter()
                .take(FFT * 320 / 1_000)
                .map(|bin| bin.norm_sqr() * scale)
                .collect()
        })
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

    /// A gliding voice of about 120 Hz with pauses, at -26 dBFS, and a line.
    fn read(line_hz: f32, line_dbfs: f32, secs: f32) -> Hum {
        let mut phase = 0.0_f32;
        let samples: Vec<f32> = (0..(secs * 16_000.0) as usize)
            .map(|i| {
                let secs = i as f32 / 16_000.0;
                phase += std::f32::consts::TAU * (120.0 + 25.0 * (3.0 * secs).sin()) / 16_000.0;
                let on = f32::from(u8::from((1.3 * secs).fract() < 0.7));
                let voice: f32 = (1..9).map(|k| (k as f32 * phase).sin() / k as f32).sum();
                let line = (std::f32::consts::TAU * line_hz * secs).sin();
                0.06 * on * voice + 1.414 * 10.0_f32.powf(line_dbfs / 20.0) * line
            })
            .collect();
        measure(&LowBand::new(&samples, 0.0), Some(-26.0))
    }

    #[test]
    fn a_line_30_db_below_the_voice_reads_minus_30() {
        for hz in [50.0, 60.0, 49.9, 60.1] {
            let hum = read(hz, -56.0, 8.0);
            assert_eq!(hum.hum_hz, Some(f64::from((hz / 10.0).round() * 10.0)));
            assert!((hum.hum_db.unwrap() + 30.0).abs() < 1.5, "{hz} {hum:?}");
        }
    }

    #[test]
    fn a_voice_alone_has_none() {
        assert_eq!(
            read(55.0, -46.0, 8.0),
            Hum {
                hum_db: Some(NONE_DB),
                hum_hz: None
            }
        );
        assert_eq!(
            read(50.0, -160.0, 8.0),
            Hum {
                hum_db: Some(NONE_DB),
                hum_hz: None
            }
        );
    }

    #[test]
    fn too_short_or_without_speech_is_unknown() {
        assert_eq!(read(50.0, -46.0, 0.9), Hum::default());
        assert_eq!(
            measure(&LowBand::new(&[0.1; 64_000], 0.0), None),
            Hum::default()
        );
    }
}
