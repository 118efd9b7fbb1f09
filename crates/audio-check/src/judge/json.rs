//! A report -> its JSON form, `schema` 1.

use super::finding::{Finding, Lang};
use super::report::{ClipInfo, Report, Source};
use serde_json::{Value, json};

impl Report {
    /// The JSON form: `schema`, `verdict`, `source`, `clip`, `measurements`, `findings`.
    ///
    /// Unknown values are `null`, never left out; numbers are rounded to six decimals.
    ///
    /// ```
    /// use audio_check::{Lang, PcmSpec, Policy, check_pcm};
    ///
    /// let report = check_pcm(&[0; 32_000], PcmSpec::TARGET, &Policy::default())?.report;
    /// let json = report.to_json(Lang::En);
    /// assert_eq!(json["verdict"], "rejected");
    /// assert_eq!(json["findings"][0]["code"], "silent");
    /// assert!(json["measurements"]["snr_db"].is_null());
    /// # Ok::<(), audio_check::Error>(())
    /// ```
    pub fn to_json(&self, lang: Lang) -> Value {
        let findings: Vec<_> = self
            .findings
            .iter()
            .map(|finding| finding_json(finding, lang))
            .collect();
        let mut measurements = serde_json::to_value(&self.measurements).unwrap_or(Value::Null);
        if let Some(fields) = measurements.as_object_mut() {
            for value in fields.values_mut() {
                if let Some(number) = value.as_f64().filter(|_| value.is_f64()) {
                    *value = rounded(number);
                }
            }
        }
        json!({
            "schema": Report::SCHEMA,
            "verdict": self.verdict().as_str(),
            "source": source_json(&self.source),
            "clip": clip_json(&self.clip),
            "measurements": measurements,
            "findings": findings,
        })
    }
}

fn source_json(source: &Source) -> Value {
    let format = &source.format;
    json!({
        "container": format.container,
        "codec": format.codec,
        "sample_rate": format.sample_rate,
        "channels": format.channels,
        "bits": format.bits,
        "frames": source.frames,
        "seconds": rounded(source.seconds),
    })
}

fn clip_json(clip: &ClipInfo) -> Value {
    json!({
        "start_seconds": rounded(clip.start_seconds),
        "end_seconds": rounded(clip.end_seconds),
        "frames": clip.frames,
        "wav_bytes": clip.wav_bytes,
        "sample_rate": 16_000,
        "channels": 1,
        "bits": 16,
        "gain_db": rounded(clip.gain_db),
    })
}

fn finding_json(finding: &Finding, lang: Lang) -> Value {
    json!({
        "code": finding.code.as_str(),
        "severity": finding.severity.as_str(),
        "value": finding.value.map(rounded),
        "limit": finding.limit.map(rounded),
        "confidence": finding.confidence.as_str(),
        "message": finding.message(lang),
        "hint": finding.hint(lang),
    })
}

/// Six decimals; `null` for what is not a finite number.
fn rounded(number: f64) -> Value {
    json!((number * 1e6).round() / 1e6)
}
