//! Advice while someone speaks -> a calm picture, a plain line, an event.

use super::style::{CARE, DIM, GOOD, paint};
use serde_json::{Value, json};
use voiceprint::Lang;
use voiceprint::audio_check::{Advice, Code, Distance};

const WIDTH: usize = 30;
/// Bottom of the level bar; speech lies well above it.
const FLOOR_DBFS: f64 = -60.0;

fn pick(lang: Lang, en: &'static str, zh: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// What to say now, in words.
fn words(advice: &Advice, lang: Lang) -> &'static str {
    match advice.hint {
        Some(code) => code.hint(lang),
        None if advice.complete => pick(lang, "That is enough, thank you.", "已经足够了，谢谢。"),
        None => pick(lang, "Go on speaking.", "请继续说。"),
    }
}

/// `share` of a bar, 0 to 1.
fn bar(share: f64) -> String {
    let filled = (0..WIDTH)
        .filter(|step| (*step as f64) < share * WIDTH as f64)
        .count();
    format!("{}{}", "█".repeat(filled), "░".repeat(WIDTH - filled))
}

fn number(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |x| format!("{x:.0}"))
}

/// Five lines that are drawn over and over.
pub(crate) fn picture(advice: &Advice, lang: Lang) -> String {
    let level = advice
        .level_dbfs
        .map_or(0.0, |level| 1.0 - level / FLOOR_DBFS);
    let style = if advice.hint.is_some() { CARE } else { GOOD };
    let clipped = match advice.clipped {
        true => paint(CARE, pick(lang, "  clipped", "  削波")),
        false => String::new(),
    };
    [
        format!("● {:.0} s", advice.recorded_seconds),
        format!(
            "{:8} {}  {} dBFS{clipped}",
            pick(lang, "level", "电平"),
            bar(level.clamp(0.0, 1.0)),
            number(advice.level_dbfs)
        ),
        format!(
            "{:8} {}  {:.0} s · {:.0} %",
            pick(lang, "speech", "语音"),
            bar(advice.progress_ratio),
            advice.speech_seconds,
            100.0 * advice.progress_ratio
        ),
        paint(
            DIM,
            &format!(
                "{:8} {} dBFS · {} {} dB",
                pick(lang, "noise", "底噪"),
                number(advice.noise_floor_dbfs),
                pick(lang, "SNR", "信噪比"),
                number(advice.snr_db)
            ),
        ),
        paint(style, &format!("→ {}", words(advice, lang))),
    ]
    .join("\n")
}

/// One line for where nothing can be drawn.
pub(crate) fn line(advice: &Advice, lang: Lang) -> String {
    format!(
        "{:5.1} s  {} {} dBFS  {} {:.1} s  {} {} dB  {:3.0} %  {}\n",
        advice.recorded_seconds,
        pick(lang, "level", "电平"),
        number(advice.level_dbfs),
        pick(lang, "speech", "语音"),
        advice.speech_seconds,
        pick(lang, "SNR", "信噪比"),
        number(advice.snr_db),
        100.0 * advice.progress_ratio,
        words(advice, lang)
    )
}

/// One line for programs.
pub(crate) fn event(advice: &Advice, lang: Lang) -> Value {
    let distance = advice.distance.map(|distance| match distance {
        Distance::Near => "near",
        Distance::Far => "far",
        Distance::Unclear => "unclear",
        _ => "unknown",
    });
    json!({
        "schema": 1,
        "event": "advice",
        "recorded_seconds": advice.recorded_seconds,
        "level_dbfs": advice.level_dbfs,
        "peak_dbfs": advice.peak_dbfs,
        "speech_seconds": advice.speech_seconds,
        "noise_floor_dbfs": advice.noise_floor_dbfs,
        "snr_db": advice.snr_db,
        "clipped": advice.clipped,
        "distance": distance,
        "voices_score": advice.voices_score,
        "progress_ratio": advice.progress_ratio,
        "code": advice.hint.map(Code::as_str),
        "hint": words(advice, lang),
        "complete": advice.complete,
    })
}
