//! The kept part -> its report, and the clip that can be sent.

use crate::clip::window::Kept;
use crate::clip::{self, Clip, quantize};
use crate::container::SourceFormat;
use crate::judge::finding::Finding;
use crate::judge::policy::{Depth, Policy};
use crate::judge::report::{ClipInfo, Report, Source, Verdict};
use crate::judge::{self, Evidence};
use crate::measure;
use crate::measure::decibel::gain_factor;
use crate::measure::kept::BLOCK;
use crate::measure::measurements::Measurements;
use crate::measure::source;
use crate::trace::Traces;
use zeroize::Zeroize;

/// Everything that was measured and converted: only this can be sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Checked {
    /// What is said about the recording.
    pub report: Report,
    /// The recording as it can be sent.
    pub clip: Clip,
    /// Curves of the whole recording, if [`Checker::draw`](crate::Checker::draw) asked for them.
    pub traces: Option<Traces>,
}

impl Checked {
    /// The clip if the verdict allows to send it.
    ///
    /// # Errors
    /// The report if it is rejected; keep the `Checked` itself (clone it) to keep the clip.
    pub fn accept(self) -> Result<Clip, Box<Report>> {
        match self.report.verdict() {
            Verdict::Accepted => Ok(self.clip),
            Verdict::Rejected => Err(Box::new(self.report)),
        }
    }
}

/// What is known of a recording beside its kept part.
pub(crate) struct Recording<'a> {
    pub(crate) format: &'a SourceFormat,
    /// Frames at the source rate.
    pub(crate) frames: u64,
    pub(crate) nonfinite_samples: u64,
    /// Faults of the container that were repaired.
    pub(crate) repairs: &'a [Finding],
    pub(crate) policy: &'a Policy,
}

impl Recording<'_> {
    /// Measures the kept part as deep as `depth` and judges it.
    pub(crate) fn report(&self, kept: &Kept, depth: Depth) -> Report {
        let samples = as_f32(kept);
        let mut speech: Vec<f32> = kept.blocks.iter().map(|block| block.speech).collect();
        // The block that is still filling up has no verdict of its own yet.
        speech.resize(
            samples.len().div_ceil(BLOCK),
            speech.last().copied().unwrap_or(0.0),
        );
        let before = source::fold(kept.blocks.iter().map(|block| &block.source));
        let mut measurements = measure::measure(&samples, &speech, &before, depth);
        measurements.nonfinite_samples = Some(self.nonfinite_samples);
        wipe(samples);

        let source = Source {
            format: self.format.clone(),
            frames: self.frames,
            seconds: self.frames as f64 / f64::from(self.format.sample_rate),
        };
        let frames = kept.samples.len() as u64;
        let clip = ClipInfo {
            start_seconds: kept.start as f64 / 16_000.0,
            end_seconds: (kept.start + frames) as f64 / 16_000.0,
            frames,
            wav_bytes: clip::wav_bytes(frames),
            gain_db: self.gain_db(&measurements),
        };
        let evidence = Evidence {
            source: &source,
            clip: &clip,
            measurements: &measurements,
            channel_fault: before.channel_fault,
            repairs: self.repairs,
        };
        let findings = judge::judge(&evidence, self.policy);
        Report {
            source,
            clip,
            measurements,
            findings,
        }
    }

    /// Gain that brings the clip to the wanted loudness without pushing its peak too far.
    fn gain_db(&self, measurements: &Measurements) -> f64 {
        let (Some(target), Some(loudness), Some(peak)) = (
            self.policy.target_lufs,
            measurements.loudness_lufs,
            measurements.peak_dbfs,
        ) else {
            return 0.0;
        };
        (target - loudness).min(self.policy.peak_ceiling_dbfs - peak)
    }
}

fn as_f32(kept: &Kept) -> Vec<f32> {
    let mut samples = Vec::with_capacity(kept.samples.len());
    quantize::to_f32(&kept.samples, &mut samples);
    samples
}

/// The samples of the clip; 0 dB changes nothing.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a gain within hundreds of dB fits f32"
)]
pub(crate) fn with_gain(kept: &Kept, gain_db: f64) -> Vec<i16> {
    let mut clip = Vec::with_capacity(kept.samples.len());
    let samples = as_f32(kept);
    quantize::to_i16(&samples, gain_factor(gain_db) as f32, &mut clip);
    wipe(samples);
    clip
}

fn wipe(mut samples: Vec<f32>) {
    samples.as_mut_slice().zeroize();
}
