//! Measurements -> words and units for people.

use voiceprint::Lang;
use voiceprint::audio_check::{Distance, Measurements};

/// A row of the list that `-v` shows: name in both languages, value with its unit.
pub(crate) struct Row {
    en: &'static str,
    zh: &'static str,
    /// `None` is unknown.
    pub(crate) value: Option<String>,
}

impl Row {
    pub(crate) fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// The numbers that matter most, known ones only, on one line.
pub(crate) fn summary(m: &Measurements, lang: Lang) -> String {
    let pick = [
        "speech",
        "level",
        "noise floor",
        "SNR",
        "loudness",
        "bandwidth",
    ];
    let rows = rows(m, lang);
    let chosen = pick
        .iter()
        .filter_map(|name| rows.iter().find(|row| row.en == *name))
        .filter_map(|row| Some(format!("{} {}", row.name(lang), row.value.as_ref()?)));
    chosen.collect::<Vec<_>>().join(" · ")
}

/// Every number, in the order of the documentation.
pub(crate) fn rows(m: &Measurements, lang: Lang) -> Vec<Row> {
    let (second, distances) = match lang {
        Lang::En => ("s", ["near", "unclear", "far", "unknown"]),
        Lang::Zh => ("秒", ["近", "不明确", "远", "未知"]),
    };
    let row = |en, zh, value| Row { en, zh, value };
    let db = |value: Option<f64>, unit: &str| value.map(|x| format!("{x:.1} {unit}"));
    let share = |value: Option<f64>| value.map(|x| format!("{:.2} %", 100.0 * x));
    let score = |value: Option<f64>| value.map(|x| format!("{x:.2}"));
    let hz = |value: Option<f64>| value.map(|x| format!("{x:.0} Hz"));
    let secs = |value: Option<f64>| value.map(|x| format!("{x:.1} {second}"));
    let distance = m.distance.map(|distance| match distance {
        Distance::Near => distances[0],
        Distance::Unclear => distances[1],
        Distance::Far => distances[2],
        _ => distances[3],
    });
    vec![
        row("peak", "峰值", db(m.peak_dbfs, "dBFS")),
        row("RMS", "均方根", db(m.rms_dbfs, "dBFS")),
        row("level", "语音电平", db(m.active_level_dbfs, "dBFS")),
        row("loudness", "响度", db(m.loudness_lufs, "LUFS")),
        row("speech", "语音", secs(m.speech_seconds)),
        row("noise floor", "底噪", db(m.noise_floor_dbfs, "dBFS")),
        row("SNR", "信噪比", db(m.snr_db, "dB")),
        row(
            "impulsive noise",
            "冲击噪声",
            share(m.impulsive_noise_ratio),
        ),
        row("clipped samples", "削波采样", share(m.clipped_ratio)),
        row("clipping score", "削波评分", score(m.clipping_score)),
        row("C50", "C50", db(m.c50_db, "dB")),
        row(
            "RT60",
            "RT60",
            m.rt60_seconds.map(|x| format!("{x:.2} {second}")),
        ),
        row("distance", "距离", distance.map(str::to_owned)),
        row("voiced", "浊音比例", share(m.voiced_ratio)),
        row("whisper score", "耳语评分", score(m.whisper_score)),
        row("pitch", "基频", hz(m.pitch_hz)),
        row("disguise score", "变声评分", score(m.unnatural_score)),
        row("music score", "音乐评分", score(m.music_score)),
        row("bandwidth", "带宽", hz(m.bandwidth_hz)),
        row("offset", "直流偏移", share(m.dc_offset)),
        row("hum", "电源哼声", db(m.hum_db, "dB")),
        row("hum frequency", "哼声频率", hz(m.hum_hz)),
        row("glitches", "断续与爆音", m.glitches.map(|n| n.to_string())),
        row("glitch score", "断续评分", score(m.glitch_score)),
        row("voices score", "多人评分", score(m.voices_score)),
        row("voice similarity", "音色相似度", score(m.voice_similarity)),
        row(
            "channel balance",
            "声道平衡",
            db(m.channel_balance_db, "dB"),
        ),
        row(
            "channel correlation",
            "声道相关",
            score(m.channel_correlation),
        ),
        row(
            "nonfinite samples",
            "无效采样",
            m.nonfinite_samples.map(|n| n.to_string()),
        ),
    ]
}
