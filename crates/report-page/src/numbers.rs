//! Measurements and policy -> the rows of the table.

use crate::words::{Words, distance, words};
use audio_check::{Limit, Measurements, Policy};

/// One row: what is asked, the number, and the limits that a policy sets.
pub(crate) struct Row {
    pub(crate) name: Words,
    pub(crate) value: Shown,
    pub(crate) unit: &'static str,
    pub(crate) limit: Limit,
}

pub(crate) enum Shown {
    Unknown,
    Number(String),
    Word(Words),
}

/// Every measurement, in the order a person would ask.
pub(crate) fn rows(m: &Measurements, policy: &Policy) -> Vec<Row> {
    let row = |en, zh, value: Option<f64>, digits: usize, unit, limit| Row {
        name: words(en, zh),
        value: value.map_or(Shown::Unknown, |x| Shown::Number(format!("{x:.digits$}"))),
        unit,
        limit,
    };
    let off = Limit::OFF;
    let count = |n: Option<u64>| n.map(|n| n as f64);
    let p = policy;
    vec![
        row(
            "Speech",
            "语音时长",
            m.speech_seconds,
            1,
            "s",
            p.min_speech_seconds,
        ),
        row("Signal to noise", "信噪比", m.snr_db, 1, "dB", p.min_snr_db),
        row("Noise floor", "底噪", m.noise_floor_dbfs, 1, "dBFS", off),
        row(
            "Active speech level",
            "人声电平",
            m.active_level_dbfs,
            1,
            "dBFS",
            p.min_active_level_dbfs,
        ),
        row("Loudness", "响度", m.loudness_lufs, 1, "LUFS", off),
        row("Peak", "峰值", m.peak_dbfs, 1, "dBFS", off),
        row("RMS", "均方根电平", m.rms_dbfs, 1, "dBFS", off),
        row(
            "Clipped samples",
            "削波采样比例",
            m.clipped_ratio,
            5,
            "",
            p.max_clipped_ratio,
        ),
        row(
            "Likelihood of clipping",
            "削波可能性",
            m.clipping_score,
            2,
            "",
            p.max_clipping_score,
        ),
        row("Clarity C50", "清晰度 C50", m.c50_db, 1, "dB", p.min_c50_db),
        row(
            "Reverberation RT60",
            "混响时间 RT60",
            m.rt60_seconds,
            2,
            "s",
            off,
        ),
        Row {
            name: words("Distance", "麦克风距离"),
            value: m
                .distance
                .map_or(Shown::Unknown, |d| Shown::Word(distance(d))),
            unit: "",
            limit: off,
        },
        row(
            "Distance heard",
            "听感距离",
            m.apparent_distance_m,
            2,
            "m",
            off,
        ),
        row(
            "Keys, clicks, taps",
            "键盘声和敲击声",
            m.impulsive_noise_ratio,
            3,
            "",
            p.max_impulsive_noise_ratio,
        ),
        row("Hum", "电源哼声", m.hum_db, 1, "dB", p.max_hum_db),
        row("Mains frequency", "电源频率", m.hum_hz, 0, "Hz", off),
        row(
            "Likelihood of music",
            "音乐可能性",
            m.music_score,
            2,
            "",
            p.max_music_score,
        ),
        row(
            "Likelihood of several voices",
            "多人说话可能性",
            m.voices_score,
            2,
            "",
            p.max_voices_score,
        ),
        row(
            "Similarity of voices",
            "声音相似度",
            m.voice_similarity,
            2,
            "",
            off,
        ),
        row(
            "Likelihood of whisper",
            "耳语可能性",
            m.whisper_score,
            2,
            "",
            p.max_whisper_score,
        ),
        row("Voiced share", "浊音比例", m.voiced_ratio, 2, "", off),
        row("Pitch", "基频", m.pitch_hz, 0, "Hz", off),
        row(
            "Likelihood of disguise",
            "变声可能性",
            m.unnatural_score,
            2,
            "",
            p.max_unnatural_score,
        ),
        row(
            "Bandwidth",
            "频带上限",
            m.bandwidth_hz,
            0,
            "Hz",
            p.min_bandwidth_hz,
        ),
        row(
            "Glitches",
            "断续和爆音",
            m.glitches.map(f64::from),
            0,
            "",
            p.max_glitches,
        ),
        row(
            "Likelihood of glitches",
            "断续可能性",
            m.glitch_score,
            2,
            "",
            off,
        ),
        row("DC offset", "直流偏移", m.dc_offset, 5, "", p.max_dc_offset),
        row(
            "Channel balance",
            "声道平衡",
            m.channel_balance_db,
            1,
            "dB",
            off,
        ),
        row(
            "Channel correlation",
            "声道相关性",
            m.channel_correlation,
            2,
            "",
            off,
        ),
        row(
            "Not-a-number samples",
            "无效采样",
            count(m.nonfinite_samples),
            0,
            "",
            off,
        ),
    ]
}
