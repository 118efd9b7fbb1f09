//! A recording in progress -> what to tell the person who speaks, now.

use crate::checked::Checked;
use crate::checker::Checker;
use crate::error::Error;
use crate::judge::finding::{Code, Severity};
use crate::judge::policy::Policy;
use crate::judge::report::Report;
use crate::measure::measurements::{Distance, Measurements};
use crate::spec::PcmSpec;
use std::time::Duration;

/// Guides a person while they record: push what the microphone gives, ask for [`Advice`].
///
/// Pushing allocates nothing, takes no lock and is bounded in time, so it may run in an audio
/// callback. Asking measures the last seconds and belongs outside of it. Time is counted in
/// audio, so the same samples get the same advice.
///
/// ```
/// use audio_check::{Coach, Policy};
///
/// let mut coach = Coach::new("f32:16000:1".parse()?, Policy::default())?;
/// coach.push_f32(&[0.0; 16_000])?;
/// assert_eq!(coach.advise().speech_seconds, 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Coach {
    checker: Checker,
    wanted_secs: f64,
    /// Audio time of the last measurement, and what it gave.
    measured_secs: f64,
    advice: Advice,
    /// The hint that would be shown next, and how often in a row it came up.
    next: (Option<Code>, u32),
    shown_since_secs: f64,
    judged: Option<Judged>,
}

/// What was said about everything so far, voices included.
struct Judged {
    /// How much speech it rests on.
    speech_secs: f64,
    /// Codes of its errors; none means that recording may stop.
    blamed: Vec<Code>,
}

/// What to show while recording. Levels are of the last moments, the rest is of everything.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Advice {
    /// Length of the recording so far, seconds.
    pub recorded_seconds: f64,
    /// RMS level of the last 0.4 s, dBFS.
    pub level_dbfs: Option<f64>,
    /// Peak of the last 0.4 s, dBFS.
    pub peak_dbfs: Option<f64>,
    /// Speech so far, seconds.
    pub speech_seconds: f64,
    /// Level between words in the last seconds, dBFS.
    pub noise_floor_dbfs: Option<f64>,
    /// Signal to noise ratio of the last seconds, dB.
    pub snr_db: Option<f64>,
    /// Whether the wave was cut in the last seconds.
    pub clipped: bool,
    /// Distance of the microphone, judged on the last seconds.
    pub distance: Option<Distance>,
    /// Likelihood of more than one voice, judged when enough was said.
    pub voices_score: Option<f64>,
    /// Share of a good recording that is reached, 0 to 1.
    pub progress_ratio: f64,
    /// The one most useful thing to say now; its words are those of the finding. `None`: go on.
    pub hint: Option<Code>,
    /// Enough good speech was heard; recording may stop.
    pub complete: bool,
}

/// How often the last seconds are measured, in audio time.
const STEP_SECS: f64 = 0.25;
/// What a meter shows as now.
const NOW: Duration = Duration::from_millis(400);
/// What hints are judged on.
const RECENT: Duration = Duration::from_secs(4);
/// A hint stays at least this long, so that it can be read.
const SHOWN_SECS: f64 = 1.5;
/// A new hint must come up this often in a row, so that it does not flicker.
const STEADY: u32 = 2;
/// After this long without a word the microphone is asked about.
const PATIENCE_SECS: f64 = 3.0;
/// More speech than this must come before everything is judged again.
const JUDGE_AGAIN_SECS: f64 = 2.0;

/// Findings that help while speaking, the most urgent first.
const HINTS: &[Code] = &[
    Code::Silent,
    Code::Clipped,
    Code::SeveralVoices,
    Code::TooQuiet,
    Code::FarMicrophone,
    Code::Noisy,
    Code::Whispered,
    Code::Music,
    Code::ImpulsiveNoise,
    Code::Hum,
    Code::Reverberant,
    Code::NoSpeech,
];

impl Coach {
    /// Starts a recording of PCM as `spec` says, judged by `policy`.
    ///
    /// # Errors
    /// As [`Checker::new`].
    pub fn new(spec: PcmSpec, policy: Policy) -> Result<Coach, Error> {
        let wanted_secs = policy
            .min_speech_seconds
            .warn
            .or(policy.min_speech_seconds.refuse)
            .unwrap_or(5.0);
        Ok(Coach {
            checker: Checker::new(spec, policy)?,
            wanted_secs: wanted_secs.max(0.1),
            measured_secs: f64::NEG_INFINITY,
            advice: Advice::default(),
            next: (None, 0),
            shown_since_secs: 0.0,
            judged: None,
        })
    }

    /// Takes the next interleaved samples; see [`Checker::push_f32`].
    ///
    /// # Errors
    /// As [`Checker::push_f32`].
    pub fn push_f32(&mut self, interleaved: &[f32]) -> Result<(), Error> {
        self.checker.push_f32(interleaved)
    }

    /// Takes the next bytes of PCM; see [`Checker::push`].
    ///
    /// # Errors
    /// As [`Checker::push`].
    pub fn push(&mut self, pcm: &[u8]) -> Result<(), Error> {
        self.checker.push(pcm)
    }

    /// Draws curves for a picture from here on; see [`Checker::draw`].
    pub fn draw(&mut self) {
        self.checker.draw();
    }

    /// What to show now. Measures anew when a quarter of a second of audio has come since.
    pub fn advise(&mut self) -> &Advice {
        let now_secs = self.checker.source_secs();
        if now_secs >= self.measured_secs + STEP_SECS {
            self.measured_secs = now_secs;
            self.measure(now_secs);
        }
        &self.advice
    }

    /// The checker inside, for its report so far.
    pub fn checker(&self) -> &Checker {
        &self.checker
    }

    /// The end: the same result as the file would give.
    pub fn finish(self) -> Checked {
        self.checker.finish()
    }

    fn measure(&mut self, now_secs: f64) {
        let now = self.checker.last(NOW);
        let recent = self.checker.last_report(RECENT);
        let speech_secs = self.checker.speech_secs();
        let m = &recent.measurements;
        self.advice.recorded_seconds = now_secs;
        self.advice.level_dbfs = now.rms_dbfs;
        self.advice.peak_dbfs = now.peak_dbfs;
        self.advice.speech_seconds = speech_secs;
        self.advice.noise_floor_dbfs = m.noise_floor_dbfs;
        self.advice.snr_db = m.snr_db;
        self.advice.distance = m.distance;
        self.advice.clipped = has(&recent, Code::Clipped);
        self.advice.progress_ratio = (speech_secs / self.wanted_secs).min(1.0);
        self.judge_everything(speech_secs);
        let hint = self.useful_hint(&recent, m, now_secs);
        self.show(hint, now_secs);
    }

    /// Once enough was said, everything is judged, voices included; again when more was said.
    fn judge_everything(&mut self, speech_secs: f64) {
        let due = match &self.judged {
            None => speech_secs >= self.wanted_secs,
            Some(judged) if judged.blamed.is_empty() => false,
            Some(judged) => speech_secs >= judged.speech_secs + JUDGE_AGAIN_SECS,
        };
        if due {
            let report = self.checker.report();
            self.advice.voices_score = report.measurements.voices_score;
            let errors = report
                .findings
                .iter()
                .filter(|f| f.severity == Severity::Error);
            let blamed = errors.map(|finding| finding.code).collect();
            self.judged = Some(Judged {
                speech_secs,
                blamed,
            });
        }
        self.advice.complete = self
            .judged
            .as_ref()
            .is_some_and(|judged| judged.blamed.is_empty());
        if !self.advice.complete {
            // Not everything is good: the bar waits just below its end.
            self.advice.progress_ratio = self.advice.progress_ratio.min(0.95);
        }
    }

    fn useful_hint(&self, recent: &Report, m: &Measurements, now_secs: f64) -> Option<Code> {
        if self.advice.complete {
            return None;
        }
        let speaks = m.speech_seconds.is_some_and(|secs| secs >= 0.5);
        HINTS.iter().copied().find(|&code| match code {
            Code::Silent => has(recent, code) && now_secs >= 1.0,
            Code::NoSpeech => !speaks && now_secs >= PATIENCE_SECS,
            Code::SeveralVoices => self
                .judged
                .as_ref()
                .is_some_and(|j| j.blamed.contains(&code)),
            // Judged on speech alone: between sentences they mean nothing.
            _ => speaks && has(recent, code),
        })
    }

    /// Changes the hint only when it is steady and the old one was there long enough.
    fn show(&mut self, hint: Option<Code>, now_secs: f64) {
        if hint == self.advice.hint {
            self.next = (hint, 0);
            return;
        }
        let seen = if self.next.0 == hint {
            self.next.1 + 1
        } else {
            1
        };
        self.next = (hint, seen);
        let readable = self.advice.hint.is_none() || now_secs >= self.shown_since_secs + SHOWN_SECS;
        if seen >= STEADY && readable || self.advice.complete {
            self.advice.hint = hint;
            self.shown_since_secs = now_secs;
        }
    }
}

fn has(report: &Report, code: Code) -> bool {
    report
        .findings
        .iter()
        .any(|finding| finding.code == code && finding.severity >= Severity::Warning)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pushes 10 ms at a time and collects the changes of the hint.
    fn hints(coach: &mut Coach, samples: &[f32]) -> Vec<Option<Code>> {
        let mut hints = vec![coach.advise().hint];
        for block in samples.chunks(160) {
            coach.push_f32(block).unwrap();
            let hint = coach.advise().hint;
            if hints.last() != Some(&hint) {
                hints.push(hint);
            }
        }
        hints
    }

    fn coach() -> Coach {
        Coach::new("f32:16000:1".parse().unwrap(), Policy::default()).unwrap()
    }

    #[test]
    fn a_dead_microphone_is_told_once_and_steadily() {
        assert_eq!(
            hints(&mut coach(), &[0.0; 5 * 16_000]),
            [None, Some(Code::Silent)]
        );
    }

    #[test]
    fn the_end_is_what_the_file_would_give() {
        let wav = std::fs::read(testkit::fixture("wav/speech-16khz-mono-s16.wav")).unwrap();
        let pcm = &wav[44..];
        let mut coach = Coach::new("s16:16000:1".parse().unwrap(), Policy::default()).unwrap();
        for block in pcm.chunks(777) {
            coach.push(block).unwrap();
            coach.advise();
        }
        let live = coach.finish();
        let file = crate::check_pcm(pcm, PcmSpec::TARGET, &Policy::default()).unwrap();
        assert_eq!(live.report, file.report);
        assert_eq!(live.clip, file.clip);
    }
}
