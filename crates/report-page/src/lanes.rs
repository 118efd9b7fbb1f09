//! Marks and curves -> lanes of a timeline: what was found, and when.

use crate::pictures::chart::{KEPT, NOISE, OTHER, SPEECH, TROUBLE, WAVE};
use crate::words::{Words, words};
use audio_check::{Checked, Code, Mark, MarkKind, Policy, Report, Traces};
use plotters::style::RGBColor;

/// Everything of one kind that was found, in time order.
pub(crate) struct Lane {
    pub(crate) name: Words,
    pub(crate) color: RGBColor,
    /// Start and end, seconds of the source.
    pub(crate) spans: Vec<(f64, f64)>,
}

/// Nearer than this to speech, sound is its beginning or its echo, seconds.
const BESIDE_SPEECH_SECS: f64 = 0.2;

/// Where someone speaks: as measured in the kept part, as heard at once outside of it.
pub(crate) fn speech(report: &Report, traces: &Traces) -> Vec<(f64, f64)> {
    let measured = of_kind(&traces.marks, MarkKind::Speech);
    let clip = &report.clip;
    let outside = |at: f64| at < clip.start_seconds || at >= clip.end_seconds;
    let is_measured = report.measurements.speech_seconds.is_some();
    let mut spans = runs(traces, |at, column| {
        column.speech > 0.5 && (outside(at) || !is_measured)
    });
    spans.extend(measured);
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    spans
}

/// The lanes of a recording; what was not looked for has none.
pub(crate) fn lanes(
    checked: &Checked,
    traces: &Traces,
    speech: &[(f64, f64)],
    policy: &Policy,
) -> Vec<Lane> {
    let report = &checked.report;
    let measured = &report.measurements;
    let lane = |name, color, spans| Lane { name, color, spans };
    let of = |kind| of_kind(&traces.marks, kind);
    let mut lanes = vec![lane(words("Speech", "语音"), SPEECH, speech.to_vec())];
    let has = |code| report.findings.iter().any(|finding| finding.code == code);
    // A window holds a second of speech, but may reach over a pause.
    let of_voice = |kind| within(&of(kind), speech);
    if has(Code::SeveralVoices) {
        lanes.extend([
            lane(
                words("Main voice", "主要声音"),
                WAVE,
                of_voice(MarkKind::MainVoice),
            ),
            lane(
                words("Other voice", "其他声音"),
                OTHER,
                of_voice(MarkKind::OtherVoice),
            ),
            lane(
                words("Both at once", "同时说话"),
                TROUBLE,
                of(MarkKind::Overlap),
            ),
        ]);
    } else if measured.voices_score.is_some() {
        let mut heard = of_voice(MarkKind::MainVoice);
        heard.extend(of_voice(MarkKind::OtherVoice));
        heard.sort_by(|a, b| a.0.total_cmp(&b.0));
        lanes.push(lane(words("One voice", "同一人声"), WAVE, joined(heard)));
    }
    if let (Some(level), Some(snr)) = (measured.active_level_dbfs, policy.min_snr_db.warn) {
        let loud = noise(traces, speech, level - snr);
        lanes.push(lane(words("Loud noise", "明显噪声"), NOISE, loud));
    }
    if measured.impulsive_noise_ratio.is_some() {
        let knocks = of(MarkKind::Knock);
        lanes.push(lane(words("Keys, clicks", "敲击声"), NOISE, knocks));
    }
    let clipped = runs(traces, |_, column| column.clipped);
    lanes.push(lane(words("Clipping", "削波"), TROUBLE, clipped));
    if measured.glitches.is_some() {
        lanes.push(lane(
            words("Glitches", "断续"),
            TROUBLE,
            of(MarkKind::Glitch),
        ));
    }
    let kept = (report.clip.start_seconds, report.clip.end_seconds);
    lanes.push(lane(words("Kept", "保留部分"), KEPT, vec![kept]));
    lanes
}

fn of_kind(marks: &[Mark], kind: MarkKind) -> Vec<(f64, f64)> {
    let of_kind = marks.iter().filter(|mark| mark.kind == kind);
    of_kind
        .map(|mark| (mark.start_secs, mark.end_secs))
        .collect()
}

/// Sound above `loud_dbfs` while nobody speaks.
fn noise(traces: &Traces, speech: &[(f64, f64)], loud_dbfs: f64) -> Vec<(f64, f64)> {
    let loud = 10.0_f64.powf(loud_dbfs / 10.0);
    runs(traces, |at, column| {
        let end = at + traces.column_secs;
        let beside = |span: &&(f64, f64)| {
            span.0 < end + BESIDE_SPEECH_SECS && at < span.1 + BESIDE_SPEECH_SECS
        };
        f64::from(column.mean_square) > loud && speech.iter().find(beside).is_none()
    })
}

/// Runs of columns for which `test` holds, given where the column begins.
fn runs(traces: &Traces, test: impl Fn(f64, &audio_check::Column) -> bool) -> Vec<(f64, f64)> {
    let columns = traces.columns.iter().zip(0_u32..);
    let spans = columns
        .map(|(column, index)| (column, f64::from(index) * traces.column_secs))
        .filter(|(column, at)| test(*at, column))
        .map(|(_, at)| (at, at + traces.column_secs));
    joined(spans)
}

/// The parts of `spans` that lie in `places`.
fn within(spans: &[(f64, f64)], places: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let parts = spans.iter().flat_map(|span| {
        let parts = places.iter();
        parts.map(|place| (span.0.max(place.0), span.1.min(place.1)))
    });
    parts.filter(|(start, end)| start < end).collect()
}

/// Spans in time order, those that touch as one.
fn joined(spans: impl IntoIterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut joined: Vec<(f64, f64)> = Vec::new();
    for (start, end) in spans {
        match joined.last_mut().filter(|last| start < last.1 + 1e-6) {
            Some(last) => last.1 = last.1.max(end),
            None => joined.push((start, end)),
        }
    }
    joined
}

impl Lane {
    /// Seconds in all.
    pub(crate) fn seconds(&self) -> f64 {
        joined(self.spans.iter().copied())
            .iter()
            .map(|(start, end)| end - start)
            .sum()
    }

    /// The first places as text, such as `0.32–1.20`, and how many more there are.
    pub(crate) fn places(&self, most: usize) -> (String, usize) {
        let spans = joined(self.spans.iter().copied());
        let told = spans.iter().take(most).map(|(start, end)| {
            if end - start < 0.05 {
                format!("{start:.2}")
            } else {
                format!("{start:.2}–{end:.2}")
            }
        });
        let told: Vec<String> = told.collect();
        (told.join(", "), spans.len().saturating_sub(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_where_speech_is() {
        let speech = [(0.0, 1.0), (5.0, 6.0)];
        assert_eq!(within(&[(0.5, 5.5)], &speech), [(0.5, 1.0), (5.0, 5.5)]);
        assert_eq!(within(&[(2.0, 3.0)], &speech), []);
    }

    #[test]
    fn places_are_told_shortly() {
        let lane = Lane {
            name: words("Glitches", "断续"),
            color: TROUBLE,
            spans: vec![(0.5, 0.51), (1.0, 1.5), (1.5, 2.0), (3.0, 4.0)],
        };
        assert_eq!(lane.places(2), ("0.50, 1.00–2.00".to_owned(), 1));
        assert!((lane.seconds() - 2.01).abs() < 1e-9);
    }
}
