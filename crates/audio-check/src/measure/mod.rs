//! The kept part -> numbers. One file per question; none knows a limit.

pub(crate) mod activity;
pub(crate) mod decibel;
pub(crate) mod kept;
pub(crate) mod measurements;
pub(crate) mod source;
pub(crate) mod spectrogram;

use crate::judge::policy::Depth;
use decibel::{amplitude_dbfs, power_dbfs};
use kept::Kept;
use measurements::Measurements;
use source::SourceSummary;
use spectrogram::Spectrogram;

/// Measures the kept part: `samples` at 16 kHz with the probability of `speech` per block,
/// and what was seen of it before conversion.
pub(crate) fn measure(
    samples: &[f32],
    speech: &[f32],
    source: &SourceSummary,
    depth: Depth,
) -> Measurements {
    let mut measured = Measurements {
        peak_dbfs: Some(amplitude_dbfs(source.peak)),
        rms_dbfs: Some(power_dbfs(source.mean_square)),
        dc_offset: Some(source.dc_offset),
        ..Measurements::default()
    };
    if depth >= Depth::Speech {
        let spectrogram = Spectrogram::new(samples);
        let kept = Kept {
            samples,
            speech,
            spectrogram: &spectrogram,
        };
        of_speech(&kept, &mut measured);
    }
    measured
}

/// What needs to know where speech is.
fn of_speech(kept: &Kept<'_>, measured: &mut Measurements) {
    let _ = (
        kept.samples,
        kept.speech,
        kept.spectrogram.frames(),
        measured,
    );
}
