//! Measurements against a policy -> findings, worst first.

pub(crate) mod finding;
pub(crate) mod policy;
pub(crate) mod report;
mod wording;

#[cfg(feature = "serde")]
mod json;

use crate::clip::wav_bytes;
use crate::container::SourceFormat;
use crate::convert::resample::ratio::target_frames;
use crate::measure::channels::ChannelFault;
use crate::measure::measurements::{Distance, Measurements};
use finding::{Code, Confidence, Finding, Severity};
use policy::{Conversion, Limit, Policy};
use report::{ClipInfo, Source};

/// Below this peak there is no recording, only the noise of the converter.
const SILENT_PEAK_DBFS: f64 = -66.0;
/// Shorter than this no one has said a word.
const NO_SPEECH_SECS: f64 = 0.3;

/// Everything a verdict rests on.
pub(crate) struct Evidence<'a> {
    pub(crate) source: &'a Source,
    pub(crate) clip: &'a ClipInfo,
    pub(crate) measurements: &'a Measurements,
    pub(crate) channel_fault: Option<ChannelFault>,
    /// Faults of the container that were repaired.
    pub(crate) repairs: &'a [Finding],
}

/// Judges `evidence` by `policy`: findings, worst first, in the order of [`Code`] within.
pub(crate) fn judge(evidence: &Evidence<'_>, policy: &Policy) -> Vec<Finding> {
    let mut bench = Bench {
        findings: evidence.repairs.to_vec(),
    };
    conversions(&mut bench, evidence);
    if policy.conversion == Conversion::Forbid {
        strictness(&mut bench, &evidence.source.format, evidence, policy);
    }
    sound(&mut bench, evidence, policy);
    bench
        .findings
        .sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.code));
    bench.findings
}

/// Where findings are collected.
struct Bench {
    findings: Vec<Finding>,
}

use Confidence::{Certain, Probable};

impl Bench {
    fn note(&mut self, code: Code, value: Option<f64>, limit: Option<f64>) {
        self.add(code, Severity::Info, Certain, value, limit);
    }

    fn add(
        &mut self,
        code: Code,
        severity: Severity,
        confidence: Confidence,
        value: Option<f64>,
        limit: Option<f64>,
    ) {
        self.findings.push(Finding {
            code,
            severity,
            confidence,
            value,
            limit,
        });
    }

    /// A finding if `value` lies below one of the limits. True if it does.
    fn at_least(&mut self, code: Code, value: Option<f64>, limit: Limit, sure: Confidence) -> bool {
        self.compare(code, value, limit, sure, |value, limit| value < limit)
    }

    /// A finding if `value` lies above one of the limits. True if it does.
    fn at_most(&mut self, code: Code, value: Option<f64>, limit: Limit, sure: Confidence) -> bool {
        self.compare(code, value, limit, sure, |value, limit| value > limit)
    }

    fn compare(
        &mut self,
        code: Code,
        value: Option<f64>,
        limit: Limit,
        sure: Confidence,
        crossed: impl Fn(f64, f64) -> bool,
    ) -> bool {
        let Some(number) = value else { return false };
        let sides = [
            (limit.refuse, Severity::Error),
            (limit.warn, Severity::Warning),
        ];
        for (limit, severity) in sides {
            if let Some(limit) = limit.filter(|limit| crossed(number, *limit)) {
                self.add(code, severity, sure, value, Some(limit));
                return true;
            }
        }
        false
    }
}

/// What was done to the recording.
fn conversions(bench: &mut Bench, evidence: &Evidence<'_>) {
    let Evidence { source, clip, .. } = evidence;
    let format = &source.format;
    if format.sample_rate != 16_000 {
        bench.note(Code::Resampled, Some(f64::from(format.sample_rate)), None);
    }
    if format.channels != 1 {
        bench.note(Code::Downmixed, Some(f64::from(format.channels)), None);
    }
    if format.codec != "pcm_s16le" {
        bench.note(Code::Requantized, format.bits.map(f64::from), None);
    }
    let kept_secs = clip.end_seconds - clip.start_seconds;
    if kept_secs + 1e-3 < source.seconds {
        bench.note(Code::Trimmed, Some(kept_secs), Some(source.seconds));
    }
    if clip.gain_db != 0.0 {
        bench.note(Code::GainApplied, Some(clip.gain_db), None);
    }
}

/// Strict mode: what would need a conversion is an error.
fn strictness(bench: &mut Bench, format: &SourceFormat, evidence: &Evidence<'_>, policy: &Policy) {
    let mut refuse = |code, value: Option<f64>, limit: Option<f64>| {
        bench.add(code, Severity::Error, Certain, value, limit);
    };
    if format.sample_rate != 16_000 {
        refuse(
            Code::WrongSampleRate,
            Some(f64::from(format.sample_rate)),
            Some(16_000.0),
        );
    }
    if format.channels != 1 {
        refuse(
            Code::WrongChannelCount,
            Some(f64::from(format.channels)),
            Some(1.0),
        );
    }
    if format.codec != "pcm_s16le" {
        refuse(Code::WrongEncoding, format.bits.map(f64::from), Some(16.0));
    }
    let frames = target_frames(evidence.source.frames, format.sample_rate);
    let wav_bytes = wav_bytes(frames);
    if let Some(limit) = policy
        .max_clip_bytes
        .filter(|limit| wav_bytes > *limit as u64)
    {
        refuse(Code::TooLarge, Some(wav_bytes as f64), Some(limit as f64));
    }
}

/// Whether it sounds as a voiceprint needs it.
fn sound(bench: &mut Bench, evidence: &Evidence<'_>, policy: &Policy) {
    let m = evidence.measurements;
    if let Some(count) = m.nonfinite_samples.filter(|count| *count > 0) {
        bench.add(
            Code::NonfiniteSamples,
            Severity::Warning,
            Certain,
            Some(count as f64),
            Some(0.0),
        );
    }
    if evidence.clip.frames == 0 {
        bench.add(Code::Empty, Severity::Error, Certain, Some(0.0), None);
        return;
    }
    if let Some(fault) = evidence.channel_fault {
        let (code, value) = match fault {
            ChannelFault::Dead => (Code::DeadChannel, m.channel_balance_db),
            ChannelFault::Cancel => (Code::ChannelsCancel, m.channel_correlation),
            ChannelFault::Differ => (Code::ChannelsDiffer, m.channel_correlation),
        };
        bench.add(code, Severity::Warning, Certain, value, None);
    }
    if m.peak_dbfs.is_some_and(|peak| peak < SILENT_PEAK_DBFS) {
        bench.add(
            Code::Silent,
            Severity::Error,
            Certain,
            m.peak_dbfs,
            Some(SILENT_PEAK_DBFS),
        );
        return;
    }
    if m.speech_seconds
        .is_some_and(|seconds| seconds < NO_SPEECH_SECS)
    {
        bench.add(
            Code::NoSpeech,
            Severity::Error,
            Probable,
            m.speech_seconds,
            Some(NO_SPEECH_SECS),
        );
    } else {
        let limit = policy.min_speech_seconds;
        bench.at_least(Code::TooLittleSpeech, m.speech_seconds, limit, Probable);
    }
    bench.at_least(
        Code::TooQuiet,
        m.active_level_dbfs,
        policy.min_active_level_dbfs,
        Certain,
    );
    if !bench.at_most(
        Code::Clipped,
        m.clipped_ratio,
        policy.max_clipped_ratio,
        Certain,
    ) {
        bench.at_most(
            Code::Clipped,
            m.clipping_score,
            policy.max_clipping_score,
            Probable,
        );
    }
    let offset = m.dc_offset.map(f64::abs);
    bench.at_most(Code::DcOffset, offset, policy.max_dc_offset, Certain);
    bench.at_least(Code::Noisy, m.snr_db, policy.min_snr_db, Probable);
    let impulsive = policy.max_impulsive_noise_ratio;
    bench.at_most(
        Code::ImpulsiveNoise,
        m.impulsive_noise_ratio,
        impulsive,
        Probable,
    );
    bench.at_most(Code::Hum, m.hum_db, policy.max_hum_db, Probable);
    bench.at_least(Code::Reverberant, m.c50_db, policy.min_c50_db, Probable);
    if m.distance == Some(Distance::Far) {
        bench.add(Code::FarMicrophone, Severity::Warning, Probable, None, None);
    }
    bench.at_most(Code::Music, m.music_score, policy.max_music_score, Probable);
    bench.at_most(
        Code::Whispered,
        m.whisper_score,
        policy.max_whisper_score,
        Probable,
    );
    bench.at_most(
        Code::UnnaturalVoice,
        m.unnatural_score,
        policy.max_unnatural_score,
        Probable,
    );
    bench.at_most(
        Code::SeveralVoices,
        m.voices_score,
        policy.max_voices_score,
        Probable,
    );
    bench.at_least(
        Code::Narrowband,
        m.bandwidth_hz,
        policy.min_bandwidth_hz,
        Probable,
    );
    let glitches = m.glitches.map(f64::from);
    bench.at_most(Code::Glitches, glitches, policy.max_glitches, Probable);
}
