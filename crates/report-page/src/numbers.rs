//! Measurements, policy and findings -> the rows of the table.

use crate::words::{Words, distance, words};
use audio_check::{Code, Finding, Limit, Measurements, Policy, Severity};

/// One row: what is asked, the number, the limits that a policy sets, and what came of it.
pub(crate) struct Row {
    pub(crate) name: Words,
    pub(crate) value: Shown,
    pub(crate) unit: &'static str,
    pub(crate) warns: Option<String>,
    pub(crate) refuses: Option<String>,
    /// The severity of the finding that rests on this number.
    pub(crate) finding: Option<Severity>,
}

pub(crate) enum Shown {
    Unknown,
    Number(String),
    Word(Words),
}

/// On which side of a limit it is well.
#[derive(Clone, Copy)]
enum Side {
    AtLeast,
    AtMost,
}

use Side::{AtLeast, AtMost};

impl Row {
    /// A number with so many digits after the point; a share in `%` is multiplied for it.
    fn new(name: Words, value: Option<f64>, digits: usize, unit: &'static str) -> Row {
        let number = |x: f64| Shown::Number(format!("{:.digits$}", x * scale(unit)));
        Row {
            name,
            value: value.map_or(Shown::Unknown, number),
            unit,
            warns: None,
            refuses: None,
            finding: None,
        }
    }

    /// Adds the limits, and the finding of this code that came of one of them.
    fn judged(mut self, side: Side, limit: Limit, findings: &[Finding], code: Code) -> Row {
        let sign = match side {
            AtLeast => "<",
            AtMost => ">",
        };
        let unit = self.unit;
        let text = |limit: f64| format!("{sign} {} {unit}", plain(limit * scale(unit)));
        self.warns = limit.warn.map(text);
        self.refuses = limit.refuse.map(text);
        let is_its = |finding: &&Finding| {
            let limits = [limit.warn, limit.refuse];
            finding.code == code && finding.limit.is_some() && limits.contains(&finding.limit)
        };
        self.finding = findings.iter().find(is_its).map(|it| it.severity);
        self
    }
}

fn scale(unit: &str) -> f64 {
    if unit == "%" { 100.0 } else { 1.0 }
}

/// A limit without digits that came of multiplying.
fn plain(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Every measurement, in the order a person would ask.
pub(crate) fn rows(m: &Measurements, policy: &Policy, findings: &[Finding]) -> Vec<Row> {
    let row = |en, zh, value, digits, unit| Row::new(words(en, zh), value, digits, unit);
    let (p, f) = (policy, findings);
    let mut rows = vec![
        row("Speech", "语音时长", m.speech_seconds, 1, "s").judged(
            AtLeast,
            p.min_speech_seconds,
            f,
            Code::TooLittleSpeech,
        ),
        row(
            "Active speech level",
            "人声电平",
            m.active_level_dbfs,
            1,
            "dBFS",
        )
        .judged(AtLeast, p.min_active_level_dbfs, f, Code::TooQuiet),
        row("Loudness", "响度", m.loudness_lufs, 1, "LUFS"),
        row("Peak", "峰值", m.peak_dbfs, 1, "dBFS"),
        row("RMS", "均方根电平", m.rms_dbfs, 1, "dBFS"),
        row("Clipped samples", "削波采样占比", m.clipped_ratio, 3, "%").judged(
            AtMost,
            p.max_clipped_ratio,
            f,
            Code::Clipped,
        ),
        row(
            "Likelihood of clipping",
            "削波可能性",
            m.clipping_score,
            0,
            "%",
        )
        .judged(AtMost, p.max_clipping_score, f, Code::Clipped),
        row("DC offset", "直流偏移", m.dc_offset, 3, "%").judged(
            AtMost,
            p.max_dc_offset,
            f,
            Code::DcOffset,
        ),
    ];
    rows.extend(of_the_room(m, p, f));
    rows.extend(of_the_voice(m, p, f));
    rows.extend(of_the_way(m, p, f));
    rows
}

fn of_the_room(m: &Measurements, p: &Policy, f: &[Finding]) -> Vec<Row> {
    let row = |en, zh, value, digits, unit| Row::new(words(en, zh), value, digits, unit);
    let mut near = Row::new(words("Distance", "麦克风距离"), None, 0, "");
    near.value = m
        .distance
        .map_or(Shown::Unknown, |it| Shown::Word(distance(it)));
    let far = f.iter().find(|it| it.code == Code::FarMicrophone);
    near.finding = far.map(|it| it.severity);
    vec![
        row("Signal to noise", "信噪比", m.snr_db, 1, "dB").judged(
            AtLeast,
            p.min_snr_db,
            f,
            Code::Noisy,
        ),
        row("Noise floor", "底噪", m.noise_floor_dbfs, 1, "dBFS"),
        row(
            "Keys, clicks, taps",
            "敲击声占比",
            m.impulsive_noise_ratio,
            1,
            "%",
        )
        .judged(AtMost, p.max_impulsive_noise_ratio, f, Code::ImpulsiveNoise),
        row(
            "Hum, relative to the voice",
            "电源哼声（相对人声）",
            m.hum_db,
            1,
            "dB",
        )
        .judged(AtMost, p.max_hum_db, f, Code::Hum),
        row("Mains frequency", "电源频率", m.hum_hz, 0, "Hz"),
        row(
            "Likelihood of music",
            "背景音乐可能性",
            m.music_score,
            0,
            "%",
        )
        .judged(AtMost, p.max_music_score, f, Code::Music),
        row("Clarity C50", "清晰度 C50", m.c50_db, 1, "dB").judged(
            AtLeast,
            p.min_c50_db,
            f,
            Code::Reverberant,
        ),
        row(
            "Reverberation RT60",
            "混响时间 RT60",
            m.rt60_seconds,
            2,
            "s",
        ),
        near,
        row("Distance heard", "听感距离", m.apparent_distance_m, 2, "m"),
    ]
}

fn of_the_voice(m: &Measurements, p: &Policy, f: &[Finding]) -> Vec<Row> {
    let row = |en, zh, value, digits, unit| Row::new(words(en, zh), value, digits, unit);
    vec![
        row(
            "Likelihood of several voices",
            "多人说话可能性",
            m.voices_score,
            0,
            "%",
        )
        .judged(AtMost, p.max_voices_score, f, Code::SeveralVoices),
        row(
            "Similarity of voices",
            "声音相似度",
            m.voice_similarity,
            2,
            "",
        ),
        row(
            "Likelihood of whisper",
            "耳语可能性",
            m.whisper_score,
            0,
            "%",
        )
        .judged(AtMost, p.max_whisper_score, f, Code::Whispered),
        row("Voiced share", "浊音占比", m.voiced_ratio, 0, "%"),
        row("Pitch", "基频", m.pitch_hz, 0, "Hz"),
        row(
            "Likelihood of disguise",
            "变声可能性",
            m.unnatural_score,
            0,
            "%",
        )
        .judged(AtMost, p.max_unnatural_score, f, Code::UnnaturalVoice),
    ]
}

fn of_the_way(m: &Measurements, p: &Policy, f: &[Finding]) -> Vec<Row> {
    let row = |en, zh, value, digits, unit| Row::new(words(en, zh), value, digits, unit);
    let broken = m.nonfinite_samples.map(|count| count as f64);
    vec![
        row("Bandwidth", "频带上限", m.bandwidth_hz, 0, "Hz").judged(
            AtLeast,
            p.min_bandwidth_hz,
            f,
            Code::Narrowband,
        ),
        row("Glitches", "断续和爆音", m.glitches.map(f64::from), 0, "").judged(
            AtMost,
            p.max_glitches,
            f,
            Code::Glitches,
        ),
        row(
            "Likelihood of glitches",
            "断续可能性",
            m.glitch_score,
            0,
            "%",
        ),
        row("Channel balance", "声道平衡", m.channel_balance_db, 1, "dB"),
        row(
            "Channel correlation",
            "声道相关性",
            m.channel_correlation,
            2,
            "",
        ),
        row("Samples that are no numbers", "无效采样", broken, 0, "").judged(
            AtMost,
            Limit::warn(0.0),
            f,
            Code::NonfiniteSamples,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_people_write_them() {
        assert_eq!(plain(0.05), "0.05");
        assert_eq!(plain(100.0 * 0.000_5), "0.05");
        assert_eq!(plain(6_500.0), "6500");
        assert_eq!(plain(0.0), "0");
    }

    #[test]
    fn a_row_knows_its_finding() {
        let rows = rows(&Measurements::default(), &Policy::default(), &[]);
        assert!(rows.iter().all(|row| row.finding.is_none()));
        let snr = rows.iter().find(|row| row.name.en == "Signal to noise");
        let snr = snr.map(|row| (row.warns.as_deref(), row.refuses.as_deref()));
        assert_eq!(snr, Some((Some("< 20 dB"), Some("< 10 dB"))));
    }
}
