//! The one straight line: PCM in any split -> report and clip.

use crate::checked::{self, Best, Checked, Recording};
use crate::clip;
use crate::clip::chosen::{OfOneVoice, chosen, held_blocks, take_chosen};
use crate::clip::kept::Kept;
use crate::clip::window::Keeper;
use crate::container::SourceFormat;
use crate::convert::decode::Decoder;
use crate::convert::downmix::Downmix;
use crate::convert::repair;
use crate::convert::resample::Resampler;
use crate::error::{Error, ErrorKind};
use crate::judge::finding::Finding;
use crate::judge::policy::{Depth, Policy};
use crate::judge::report::Report;
use crate::measure::activity::Activity;
use crate::measure::kept::BLOCK_SECS;
use crate::measure::listened::Listened;
use crate::measure::measurements::Measurements;
use crate::measure::source::{SourceBlock, SourceMeter};
use crate::spec::{Encoding, PcmSpec};
use crate::trace::Tracer;
use std::collections::VecDeque;
use std::time::Duration;
use zeroize::Zeroize;

/// Bytes of PCM that are taken at a time, so that every stage works in the cache.
const PCM_AT_A_TIME_BYTES: usize = 48 * 1024;
/// Samples of `push_f32` that are taken at a time.
const SAMPLES_AT_A_TIME: usize = PCM_AT_A_TIME_BYTES / 4;

/// Measures and converts a recording while it arrives, in constant memory.
///
/// Any split of the input gives the same bits. A file is one push; a microphone is many.
///
/// ```
/// use audio_check::{Checker, Policy};
///
/// let mut checker = Checker::new("f32:48000:1".parse()?, Policy::default())?;
/// for block in vec![0.0_f32; 48_000].chunks(480) {
///     checker.push_f32(block)?;
/// }
/// let checked = checker.finish();
/// assert_eq!(checked.clip.samples().len(), 16_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Checker {
    policy: Policy,
    format: SourceFormat,
    max_source_frames: u64,
    source_frames: u64,
    is_complete: bool,
    nonfinite_samples: u64,
    speech_blocks: u64,
    repairs: Vec<Finding>,

    decoder: Decoder,
    source_meter: SourceMeter,
    downmix: Downmix,
    resampler: Resampler,
    activity: Activity,
    keeper: Keeper,
    tracer: Option<Tracer>,

    /// An unfinished frame of `push_f32`.
    carried: Vec<f32>,
    interleaved: Vec<f32>,
    mono: Vec<f32>,
    /// What the last push made of it: 16 kHz mono.
    fresh: Vec<f32>,
    source_blocks: VecDeque<SourceBlock>,
    speech: Vec<f32>,
}

impl Checker {
    /// Starts a recording of PCM as `spec` says.
    ///
    /// # Errors
    /// [`ErrorKind::BadFormat`] if rate or channels are outside what is supported.
    pub fn new(spec: PcmSpec, policy: Policy) -> Result<Checker, Error> {
        spec.ensure_supported()
            .map_err(|error| Error::new(ErrorKind::BadFormat, error.to_string()))?;
        let bits = match spec.encoding {
            Encoding::ALaw | Encoding::MuLaw => 8,
            encoding => u16::try_from(8 * encoding.sample_bytes()).unwrap_or(64),
        };
        let format = SourceFormat {
            container: "pcm",
            codec: spec.encoding.codec(),
            sample_rate: spec.sample_rate,
            channels: spec.channels,
            bits: Some(bits),
        };
        Checker::of_format(format, Decoder::new(&spec), policy)
    }

    /// Starts a recording of which `format` is known; `decoder` serves [`Checker::push`].
    pub(crate) fn of_format(
        format: SourceFormat,
        decoder: Decoder,
        policy: Policy,
    ) -> Result<Checker, Error> {
        Ok(Checker {
            max_source_frames: frames_of(policy.max_source_secs, format.sample_rate),
            source_frames: 0,
            is_complete: false,
            nonfinite_samples: 0,
            speech_blocks: 0,
            repairs: Vec::new(),
            decoder,
            source_meter: SourceMeter::new(format.channels, format.sample_rate),
            downmix: Downmix::new(format.channels, format.sample_rate, PCM_AT_A_TIME_BYTES),
            resampler: Resampler::new(format.sample_rate)?,
            activity: Activity::new(policy.depth >= Depth::Speech),
            keeper: Keeper::new(
                policy.max_clip_bytes.map(clip::frames_within),
                held_blocks(of_one_voice(&policy)),
            ),
            tracer: None,
            carried: Vec::with_capacity(usize::from(format.channels)),
            interleaved: Vec::with_capacity(PCM_AT_A_TIME_BYTES),
            mono: Vec::with_capacity(
                PCM_AT_A_TIME_BYTES
                    + Downmix::most_held_frames(format.channels, format.sample_rate),
            ),
            fresh: Vec::with_capacity(4 * PCM_AT_A_TIME_BYTES),
            source_blocks: VecDeque::with_capacity(4096),
            speech: Vec::with_capacity(4096),
            format,
            policy,
        })
    }

    /// Draws curves for a picture from here on; [`Checked::traces`] holds them in the end.
    pub fn draw(&mut self) {
        self.tracer = Some(Tracer::new());
    }

    /// Takes the next bytes of PCM, in any split.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] once the source is longer than the policy allows.
    pub fn push(&mut self, pcm: &[u8]) -> Result<(), Error> {
        self.fresh.clear();
        for pcm in pcm.chunks(PCM_AT_A_TIME_BYTES) {
            self.decoder.push(pcm, &mut self.interleaved);
            self.repair_floats();
            self.run()?;
        }
        Ok(())
    }

    /// Takes the next interleaved samples, full scale 1.0, in any split: what microphone
    /// interfaces give.
    ///
    /// # Errors
    /// As [`Checker::push`].
    pub fn push_f32(&mut self, interleaved: &[f32]) -> Result<(), Error> {
        self.fresh.clear();
        let channels = usize::from(self.format.channels);
        for samples in interleaved.chunks(SAMPLES_AT_A_TIME) {
            self.interleaved.clear();
            self.interleaved.append(&mut self.carried);
            self.interleaved.extend_from_slice(samples);
            let whole = self.interleaved.len() - self.interleaved.len() % channels;
            self.carried.extend(self.interleaved.drain(whole..));
            self.nonfinite_samples += repair::repair(&mut self.interleaved);
            self.run()?;
        }
        Ok(())
    }

    /// Measures and converts what stands in `interleaved`.
    fn run(&mut self) -> Result<(), Error> {
        self.source_frames += (self.interleaved.len() / usize::from(self.format.channels)) as u64;
        let known = self.source_blocks.len();
        self.source_meter
            .push(&self.interleaved, &mut self.source_blocks);
        self.mono.clear();
        let blocks = self.source_blocks.range(known..);
        self.downmix.push(&self.interleaved, blocks, &mut self.mono);
        let start = self.fresh.len();
        self.resampler.push(&self.mono, &mut self.fresh);
        self.listen(start);
        self.tell_blocks();
        self.ensure_within_limit()
    }

    /// What listens at 16 kHz takes what is fresh from `start` on.
    fn listen(&mut self, start: usize) {
        let fresh = &self.fresh[start..];
        self.activity.push(fresh, &mut self.speech);
        self.keeper.push_samples(fresh);
        if let Some(tracer) = &mut self.tracer {
            tracer.push_samples(fresh);
        }
    }

    /// Hands on the blocks of which both the source and the speech are known.
    fn tell_blocks(&mut self) {
        let known = self.speech.len().min(self.source_blocks.len());
        for (source, speech) in self
            .source_blocks
            .drain(..known)
            .zip(self.speech.drain(..known))
        {
            self.speech_blocks += u64::from(speech > 0.5);
            self.keeper.push_block(source, speech);
            if let Some(tracer) = &mut self.tracer {
                tracer.push_block(speech, source.is_clipped());
            }
        }
    }

    fn ensure_within_limit(&self) -> Result<(), Error> {
        if self.source_frames <= self.max_source_frames {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::TooLarge,
            format!(
                "longer than the {:.0} s that are read at most: cut it into shorter recordings, \
                 or raise max_source_secs of the policy",
                self.policy.max_source_secs
            ),
        ))
    }

    /// Takes the next whole frames of a container.
    pub(crate) fn push_frames(&mut self, interleaved: &[f32]) -> Result<(), Error> {
        self.fresh.clear();
        let channels = usize::from(self.format.channels);
        let most = SAMPLES_AT_A_TIME - SAMPLES_AT_A_TIME % channels;
        for samples in interleaved.chunks(most) {
            self.interleaved.clear();
            self.interleaved.extend_from_slice(samples);
            self.repair_floats();
            self.run()?;
        }
        Ok(())
    }

    /// Integers cannot be broken: only what came as floats is looked at.
    fn repair_floats(&mut self) {
        let codec = self.format.codec;
        if !codec.starts_with("pcm_") || codec.starts_with("pcm_f") {
            self.nonfinite_samples += repair::repair(&mut self.interleaved);
        }
    }

    /// Frames of the source so far.
    pub(crate) fn source_frames(&self) -> u64 {
        self.source_frames
    }

    /// 16 kHz mono samples that the last push completed.
    pub(crate) fn fresh(&self) -> &[f32] {
        &self.fresh
    }

    /// Bytes of an unfinished frame that were pushed last.
    pub(crate) fn carried_bytes(&self) -> usize {
        self.decoder.carried_bytes()
    }

    /// A fault of the container that was repaired.
    pub(crate) fn note_repair(&mut self, repair: Finding) {
        self.repairs.push(repair);
    }

    /// Measures the last `span` alone, for a live meter: at most one window of the policy, and
    /// without the voice networks.
    pub fn last(&self, span: Duration) -> Measurements {
        self.last_report(span).measurements
    }

    /// The report of the last `span` alone; see [`Checker::last`].
    pub(crate) fn last_report(&self, span: Duration) -> Report {
        let kept = self.keeper.last(span_frames(span));
        self.recording().report(&kept, self.live_depth())
    }

    fn live_depth(&self) -> Depth {
        self.policy.depth.min(Depth::Speech)
    }

    /// Length of the source so far, seconds.
    pub(crate) fn source_secs(&self) -> f64 {
        self.source_frames as f64 / f64::from(self.format.sample_rate)
    }

    /// Speech so far, by the detector alone, seconds.
    pub(crate) fn speech_secs(&self) -> f64 {
        self.speech_blocks as f64 * BLOCK_SECS
    }

    /// The report so far.
    pub fn report(&self) -> Report {
        let (kept, listened) = chosen(&self.keeper, of_one_voice(&self.policy));
        self.judged(kept, listened).report
    }

    /// `kept` measured, and cut to one voice if it had to be cut at all.
    fn judged(&self, kept: Kept, listened: Listened) -> Best {
        let recording = self.recording();
        let best = recording.judged(kept, self.policy.depth, listened);
        if self.keeper.fits() {
            best
        } else {
            recording.of_one_voice(best, self.policy.depth)
        }
    }

    /// The end of the recording: its report, and the clip that can be sent.
    pub fn finish(mut self) -> Checked {
        self.complete();
        let (kept, listened) = take_chosen(&mut self.keeper, of_one_voice(&self.policy));
        let Best {
            kept,
            report,
            places,
            ..
        } = self.judged(kept, listened);
        let start = kept.start;
        let clip = checked::clip(kept, report.clip.gain_db);
        let traces = self
            .tracer
            .take()
            .map(|tracer| tracer.finish(start, places));
        Checked {
            report,
            clip,
            traces,
        }
    }

    /// Flushes every stage, once; [`Checker::fresh`] then holds the rest.
    pub(crate) fn complete(&mut self) {
        if std::mem::replace(&mut self.is_complete, true) {
            return;
        }
        self.fresh.clear();
        let last = self.source_meter.finish();
        self.mono.clear();
        self.downmix.finish(last.as_ref(), &mut self.mono);
        self.resampler.push(&self.mono, &mut self.fresh);
        self.resampler.finish(&mut self.fresh);
        self.listen(0);
        self.activity.finish(&mut self.speech);
        self.source_blocks.extend(last);
        // The halves may differ by the one block that rounding gains or loses.
        let last = self.source_blocks.back().copied().unwrap_or_default();
        self.source_blocks.resize(self.speech.len(), last);
        self.tell_blocks();
    }

    fn recording(&self) -> Recording<'_> {
        Recording {
            format: &self.format,
            frames: self.source_frames,
            nonfinite_samples: self.nonfinite_samples,
            repairs: &self.repairs,
            policy: &self.policy,
        }
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        for buffer in [
            &mut self.carried,
            &mut self.interleaved,
            &mut self.mono,
            &mut self.fresh,
        ] {
            buffer.as_mut_slice().zeroize();
        }
    }
}

fn of_one_voice(policy: &Policy) -> OfOneVoice {
    let enough_secs = policy.min_speech_seconds.warn.unwrap_or_default();
    (policy.depth >= Depth::Full).then_some(enough_secs)
}

/// Frames of `span` at 16 kHz.
fn span_frames(span: Duration) -> u64 {
    frames_of(span.as_secs_f64(), 16_000)
}

/// Frames of `secs` at `rate_hz`; saturates.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float to integer casts saturate, and negative or absurd lengths should"
)]
fn frames_of(secs: f64, rate_hz: u32) -> u64 {
    (secs * f64::from(rate_hz)) as u64
}
