//! The kept part -> its report, and the clip that can be sent.

use crate::clip::kept::Kept;
#[cfg(feature = "voices")]
use crate::clip::one_voice;
use crate::clip::{Clip, quantize, wav_bytes};
use crate::container::SourceFormat;
#[cfg(feature = "voices")]
use crate::judge::finding::Code;
use crate::judge::finding::Finding;
use crate::judge::policy::{Depth, Policy};
use crate::judge::report::{ClipInfo, Report, Source, Verdict};
use crate::judge::{self, Evidence};
use crate::measure;
#[cfg(feature = "speech")]
use crate::measure::again;
use crate::measure::decibel::gain_factor;
use crate::measure::kept::BLOCK;
use crate::measure::listened::Listened;
use crate::measure::measurements::Measurements;
use crate::measure::place::Place;
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

/// A part of a recording, measured and judged.
pub(crate) struct Best {
    pub(crate) kept: Kept,
    pub(crate) report: Report,
    /// What was found where in it.
    pub(crate) places: Vec<Place>,
    /// What the voice networks heard of it.
    #[cfg(feature = "voices")]
    listened: Listened,
}

/// The voices of a long part are listened to here and there: one cut may not be enough.
#[cfg(feature = "voices")]
const MOST_CUTS: usize = 2;

#[cfg(feature = "voices")]
impl Best {
    fn has_several_voices(&self) -> bool {
        let mut codes = self.report.findings.iter().map(|finding| finding.code);
        codes.any(|code| code == Code::SeveralVoices)
    }

    /// Whether it holds speech enough, and its voices were counted.
    fn can_be_judged(&self, enough_secs: Option<f64>) -> bool {
        let measured = &self.report.measurements;
        measured.speech_seconds >= enough_secs && measured.voices_score.is_some()
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
        let mut listened = Listened::default();
        self.report_and_places(kept, depth, &mut listened).0
    }

    /// A part with its report; what was `listened` to before is not heard again.
    pub(crate) fn judged(&self, kept: Kept, depth: Depth, mut listened: Listened) -> Best {
        let (report, places) = self.report_and_places(&kept, depth, &mut listened);
        Best {
            kept,
            report,
            places,
            #[cfg(feature = "voices")]
            listened,
        }
    }

    /// The run of `best` with most clean speech of one voice, where several are heard in it. As it
    /// was, if too little would be left or the rest still sounds like several.
    #[cfg(feature = "voices")]
    pub(crate) fn of_one_voice(&self, best: Best, depth: Depth) -> Best {
        if !best.has_several_voices() {
            return best;
        }
        let mut cut: Option<Best> = None;
        for _ in 0..MOST_CUTS {
            let from = cut.as_ref().unwrap_or(&best);
            let worth = from.kept.worth();
            let owners = one_voice::owners(worth.len(), &from.places);
            let Some(run) = one_voice::best_run(&worth, &owners, worth.len()) else {
                break;
            };
            let listened = from.listened.within(run.start * BLOCK..run.end * BLOCK);
            let next = self.judged(from.kept.part(run), depth, listened);
            if !next.can_be_judged(self.policy.min_speech_seconds.warn) {
                break;
            }
            if !next.has_several_voices() {
                return next;
            }
            cut = Some(next);
        }
        best
    }

    /// Without the voice networks nobody knows.
    #[cfg(not(feature = "voices"))]
    pub(crate) fn of_one_voice(&self, best: Best, _depth: Depth) -> Best {
        best
    }

    /// The report of a part, and what was found where.
    fn report_and_places(
        &self,
        kept: &Kept,
        depth: Depth,
        listened: &mut Listened,
    ) -> (Report, Vec<Place>) {
        let samples = if depth > Depth::Basic {
            as_f32(&kept.samples)
        } else {
            Vec::new()
        };
        let mut speech: Vec<f32> = kept.blocks.iter().map(|block| block.speech).collect();
        // The block that is still filling up has no verdict of its own yet.
        speech.resize(
            kept.samples.len().div_ceil(BLOCK),
            speech.last().copied().unwrap_or(0.0),
        );
        #[cfg(feature = "speech")]
        if let Some(again) = again::louder(&samples) {
            speech = again;
        }
        let before = source::fold(kept.blocks.iter().map(|block| &block.source));
        let mut places = Vec::new();
        let mut measurements =
            measure::measure(&samples, &speech, &before, depth, listened, &mut places);
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
            wav_bytes: wav_bytes(frames),
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
        let report = Report {
            source,
            clip,
            measurements,
            findings,
        };
        (report, places)
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

fn as_f32(samples: &[i16]) -> Vec<f32> {
    let mut floats = Vec::with_capacity(samples.len());
    quantize::to_f32(samples, &mut floats);
    floats
}

/// The kept samples with a gain; 0 dB hands them over as they are.
pub(crate) fn clip(mut kept: Kept, gain_db: f64) -> Clip {
    let mut samples = std::mem::take(&mut kept.samples);
    if gain_db != 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "hundreds of dB fit f32")]
        let factor = gain_factor(gain_db) as f32;
        for sample in &mut samples {
            *sample = quantize::scaled(*sample, factor);
        }
    }
    Clip::new(samples)
}

fn wipe(mut samples: Vec<f32>) {
    samples.as_mut_slice().zeroize();
}
