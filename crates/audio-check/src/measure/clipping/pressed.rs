//! Half waves -> whether their tops were pressed down, by what that leaves across the spectrum.

use super::half_waves::HalfWave;
use crate::measure::kept::Kept;
use crate::measure::residual::{ORDER, Whitening, predict};

/// Prediction errors within 3.75 ms of a peak are compared,
const AROUND: usize = 60;
/// with what lies within 1.25 ms of it above this share of its height.
const TOP: usize = 20;
const TOP_RATIO: f32 = 0.6;
/// So many half waves are enough.
const MOST_WAVES: usize = 192;

/// Correlation of the prediction error around the peaks with that of their tops alone, -1 to 1;
/// `None` if all peaks are at the edges.
///
/// A matched filter in coloured noise: a wave that was pressed down lacks a part in the form of
/// its tops, and only whitening lets it stand out of the low frequencies of the voice. The lower
/// it is, the more is missing. Phases that a codec shifted hardly matter.
pub(super) fn correlation(
    kept: &Kept<'_>,
    offset: f32,
    smooth: &[f32],
    waves: &[HalfWave],
) -> Option<f64> {
    let inside = AROUND + ORDER..kept.samples.len().saturating_sub(AROUND);
    let whitening = Whitening::new();
    let (mut product, mut energies) = (0.0, (0.0, 0.0));
    for wave in waves
        .iter()
        .step_by(waves.len().div_ceil(MOST_WAVES).max(1))
    {
        if !inside.contains(&wave.at) {
            continue;
        }
        let coefficients = whitening.coefficients(kept.spectrogram, wave.at)?;
        let span = wave.at - AROUND - ORDER..wave.at + AROUND;
        let mut around = [0.0_f32; 2 * AROUND + ORDER];
        for (out, sample) in around.iter_mut().zip(&kept.samples[span.clone()]) {
            *out = sample - offset;
        }
        let mut top = [0.0_f32; 2 * AROUND + ORDER];
        for place in wave.at - TOP..wave.at + TOP {
            let above = (smooth[place].abs() - TOP_RATIO * wave.height).max(0.0);
            top[place - span.start] = above * smooth[place].signum();
        }
        let (mut error, mut of_top) = ([0.0_f32; 2 * AROUND], [0.0_f32; 2 * AROUND]);
        predict(&around, &coefficients, &mut error);
        predict(&top, &coefficients, &mut of_top);
        for (error, of_top) in error.iter().zip(&of_top) {
            let (error, of_top) = (f64::from(*error), f64::from(*of_top));
            product += error * of_top;
            energies.0 += error * error;
            energies.1 += of_top * of_top;
        }
    }
    let scale = f64::sqrt(energies.0 * energies.1);
    (scale > 0.0).then(|| product / scale)
}

#[cfg(test)]
mod tests {
    use super::super::half_waves::{highest, smoothed};
    use super::*;
    use crate::measure::specimen::{speech, with_kept};

    fn of(samples: &[f32]) -> Option<f64> {
        let smooth = smoothed(samples, 0.0);
        let waves = highest(&smooth, 300).unwrap();
        with_kept(samples, |kept| correlation(kept, 0.0, &smooth, &waves))
    }

    #[test]
    fn pressed_tops_are_missed() {
        let pressed: Vec<f32> = speech().iter().map(|it| (6.0 * it).tanh()).collect();
        let (whole, pressed) = (of(&speech()).unwrap(), of(&pressed).unwrap());
        assert!(pressed < whole - 0.05, "{whole} {pressed}");
    }

    #[test]
    fn gain_changes_nothing() {
        let quiet: Vec<f32> = speech().iter().map(|it| 0.25 * it).collect();
        let (whole, quiet) = (of(&speech()).unwrap(), of(&quiet).unwrap());
        assert!((whole - quiet).abs() < 1e-3, "{whole} {quiet}");
    }

    #[test]
    fn peaks_at_the_edges_tell_nothing() {
        let waves = [HalfWave { height: 1.0, at: 3 }];
        let silence = [0.0; 600];
        let of = |samples: &[f32], waves: &[HalfWave]| {
            with_kept(samples, |kept| correlation(kept, 0.0, samples, waves))
        };
        assert_eq!(of(&silence, &waves), None);
        assert_eq!(of(&[], &[]), None);
    }
}
