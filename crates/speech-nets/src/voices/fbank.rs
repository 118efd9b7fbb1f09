//! Samples -> log mel energies as Kaldi computes them, mean taken away.

use realfft::RealFftPlanner;
use realfft::num_complex::Complex32;

/// Samples of one frame: 25 ms.
pub(super) const FRAME: usize = 400;
/// Samples between frames: 10 ms.
const HOP: usize = 160;
/// Mel bands.
pub(super) const BANDS: usize = 80;
const FFT: usize = 512;
const PREEMPHASIS: f32 = 0.97;

/// One band: its first bin and the weights of the bins from there.
struct Band {
    first: usize,
    weights: Vec<f32>,
}

/// Rows of 80 log energies, a row for every 160 samples whose 400 all exist; each band's mean over
/// time is taken away.
///
/// Kaldi's `compute-fbank-feats` without dither: offset removed, pre-emphasis .97, Povey window,
/// 512-point power spectrum, 80 triangles between 20 Hz and 8 kHz on Kaldi's mel scale, natural
/// logarithm.
#[expect(clippy::cast_precision_loss, reason = "a few thousand frames")]
pub(super) fn features(samples: &[f32]) -> Vec<f32> {
    let fft = RealFftPlanner::new().plan_fft_forward(FFT);
    let (window, bands) = (povey_window(), mel_bands());
    let mut frame = vec![0.0; FFT];
    let mut spectrum = fft.make_output_vec();
    let mut scratch = fft.make_scratch_vec();
    let mut rows = Vec::with_capacity(samples.len() / HOP * BANDS);
    for raw in samples.windows(FRAME).step_by(HOP) {
        frame.fill(0.0);
        let mean = raw.iter().sum::<f32>() / FRAME as f32;
        let mut before = raw[0] - mean;
        for ((kept, sample), weight) in frame.iter_mut().zip(raw).zip(&window) {
            let centred = sample - mean;
            *kept = (centred - PREEMPHASIS * before) * weight;
            before = centred;
        }
        let done = fft.process_with_scratch(&mut frame, &mut spectrum, &mut scratch);
        debug_assert!(done.is_ok(), "lengths are those of the plan");
        rows.extend(bands.iter().map(|band| log_energy(band, &spectrum)));
    }
    let count = (rows.len() / BANDS).max(1) as f32;
    for band in 0..BANDS {
        let mean = rows.iter().skip(band).step_by(BANDS).sum::<f32>() / count;
        rows.iter_mut()
            .skip(band)
            .step_by(BANDS)
            .for_each(|value| *value -= mean);
    }
    rows
}

fn log_energy(band: &Band, spectrum: &[Complex32]) -> f32 {
    let bins = &spectrum[band.first..];
    let energy: f32 = bins
        .iter()
        .zip(&band.weights)
        .map(|(bin, w)| bin.norm_sqr() * w)
        .sum();
    energy.max(f32::EPSILON).ln()
}

/// A Hann window to the power of .85, Kaldi's default.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a window"
)]
fn povey_window() -> Vec<f32> {
    let turn = std::f64::consts::TAU / (FRAME - 1) as f64;
    (0..FRAME)
        .map(|n| (0.5 - 0.5 * (turn * n as f64).cos()).powf(0.85) as f32)
        .collect()
}

/// 80 triangles evenly spaced on the mel scale, each reaching to its neighbours' centres.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a filter bank"
)]
fn mel_bands() -> Vec<Band> {
    let mel = |hz: f64| 1127.0 * (hz / 700.0).ln_1p();
    let (low, high) = (mel(20.0), mel(8_000.0));
    let step = (high - low) / (BANDS + 1) as f64;
    (0..BANDS)
        .map(|band| {
            let left = low + step * band as f64;
            // The bin at 8 kHz belongs to no band.
            let heights = (0..FFT / 2).map(|bin| {
                let rise = (mel(bin as f64 * 16_000.0 / FFT as f64) - left) / step;
                rise.min(2.0 - rise)
            });
            let first = heights
                .clone()
                .position(|height| height > 0.0)
                .unwrap_or_default();
            let weights = heights.skip(first).take_while(|height| *height > 0.0);
            Band {
                first,
                weights: weights.map(|height| height as f32).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every eighth band of three frames, by the Python package `kaldi-native-fbank` 1.23.0.
    const KALDI: [(usize, [f32; 10]); 3] = [
        (
            0,
            [
                1.8681, 0.8632, 1.1718, 3.0006, 1.0712, 2.125, 2.3853, 1.0725, 2.0954, 0.7108,
            ],
        ),
        (
            37,
            [
                1.4635, 3.0478, 2.3531, 2.8162, 2.2543, 0.9414, 1.8532, 2.311, 1.6129, 1.2813,
            ],
        ),
        (
            97,
            [
                -4.7686, -6.6249, -8.1942, -6.6381, -4.9099, -6.799, -5.8923, -5.4962, -5.7812,
                -7.8139,
            ],
        ),
    ];

    #[test]
    fn energies_are_those_of_kaldi() {
        let mut noise = 1_u32;
        let samples: Vec<f32> = (0..16_000_u16)
            .map(|n| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let hiss = f32::from(u16::try_from(noise >> 16).unwrap()) / 65_536.0 - 0.4;
                0.1 * hiss * (1.0 + (f32::from(n) / 900.0).sin())
            })
            .collect();
        let ours = features(&samples);
        assert_eq!(ours.len() / BANDS, 1 + (16_000 - FRAME) / HOP);
        for (frame, expected) in KALDI {
            let row = ours[frame * BANDS..].iter().step_by(8);
            for (a, b) in row.zip(expected) {
                assert!((a - b).abs() < 1e-3, "frame {frame}: {a} instead of {b}");
            }
        }
    }

    #[test]
    fn less_than_a_frame_gives_nothing() {
        assert!(features(&[0.1; FRAME - 1]).is_empty());
    }
}
