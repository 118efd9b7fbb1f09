//! Advice while someone speaks -> a picture of any size, a plain line, an event.

use super::style::{BAD, CARE, DIM, GOOD, paint};
use super::width::{cut, wrapped};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;
use voiceprint::Lang;
use voiceprint::audio_check::{Advice, Code, Distance};

/// Bottom of the level bar; speech lies well above it.
const FLOOR_DBFS: f64 = -60.0;
/// Columns that are used at most: longer bars say no more.
const MOST_COLUMNS: usize = 72;

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

fn number(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |x| format!("{x:.0}"))
}

/// What a screen shows.
pub(crate) struct Picture<'a> {
    pub(crate) advice: &'a Advice,
    /// The device, if it is known.
    pub(crate) name: Option<&'a str>,
    pub(crate) lost_secs: f64,
    pub(crate) lang: Lang,
}

impl Picture<'_> {
    /// At most `rows` lines of at most `columns`. What matters least goes first when there is no room.
    pub(crate) fn lines(&self, columns: usize, rows: usize) -> Vec<String> {
        let width = columns.saturating_sub(2).clamp(1, MOST_COLUMNS);
        let say = |en, zh| pick(self.lang, en, zh);
        let advice = self.advice;
        // Rank 0 stays longest; 9 is air.
        let mut lines = vec![
            (9, String::new()),
            (3, self.title(width)),
            (9, String::new()),
        ];
        let level = 1.0 - advice.level_dbfs.unwrap_or(FLOOR_DBFS) / FLOOR_DBFS;
        let style = if advice.clipped { BAD } else { GOOD };
        let decibels = |value| format!("{} dBFS", number(value));
        let value = decibels(advice.level_dbfs);
        lines.push((2, row(say("level", "电平"), style, level, &value, width)));
        let noise = 1.0 - advice.noise_floor_dbfs.unwrap_or(FLOOR_DBFS) / FLOOR_DBFS;
        let value = decibels(advice.noise_floor_dbfs);
        lines.push((4, row(say("noise", "底噪"), DIM, noise, &value, width)));
        let style = if advice.complete { GOOD } else { CARE };
        let value = format!(
            "{:.0} s · {:.0} %",
            advice.speech_seconds,
            100.0 * advice.progress_ratio
        );
        let share = advice.progress_ratio;
        lines.push((1, row(say("speech", "语音"), style, share, &value, width)));
        lines.extend(
            wrapped(&self.facts(), width)
                .into_iter()
                .map(|line| (5, paint(DIM, &line))),
        );
        lines.push((8, String::new()));
        let style = if advice.hint.is_some() { CARE } else { GOOD };
        let words = format!("→ {}", words(advice, self.lang));
        lines.extend(
            wrapped(&words, width)
                .into_iter()
                .map(|line| (0, paint(style, &line))),
        );
        lines.push((8, String::new()));
        let foot = say(
            "Enter or Ctrl-C ends the recording.",
            "按回车或 Ctrl-C 结束录音。",
        );
        lines.extend(
            wrapped(foot, width)
                .into_iter()
                .map(|line| (6, paint(DIM, &line))),
        );
        while lines.len() > rows {
            let Some(worst) = lines.iter().map(|(rank, _)| *rank).max() else {
                break;
            };
            let Some(at) = lines.iter().rposition(|(rank, _)| *rank == worst) else {
                break;
            };
            lines.remove(at);
        }
        lines
            .into_iter()
            .map(|(_, line)| format!(" {line}"))
            .collect()
    }

    fn title(&self, width: usize) -> String {
        let tenths = (self.advice.recorded_seconds * 10.0).floor() / 10.0;
        let (minutes, seconds) = ((tenths / 60.0).floor(), (tenths % 60.0).floor());
        let time = format!("{minutes:.0}:{seconds:02.0}");
        let name = self.name.unwrap_or_default();
        let title = cut(format!("● {time}   {name}").trim_end(), width);
        title.replacen('●', &paint(BAD, "●"), 1)
    }

    /// What is fine and what is not, in one line.
    fn facts(&self) -> String {
        let say = |en, zh| pick(self.lang, en, zh);
        let advice = self.advice;
        let mut facts = Vec::new();
        if let Some(snr_db) = advice.snr_db {
            facts.push(format!("{} {snr_db:.0} dB", say("SNR", "信噪比")));
        }
        match advice.distance {
            Some(Distance::Near) => facts.push(say("✓ close by", "✓ 距离近").to_owned()),
            Some(Distance::Far) => facts.push(say("! far away", "! 距离远").to_owned()),
            _ => {}
        }
        if advice.voices_score.is_some() {
            let several = advice.hint == Some(Code::SeveralVoices);
            facts.push(match several {
                true => say("! several voices", "! 多个人声").to_owned(),
                false => say("✓ one voice", "✓ 一个人声").to_owned(),
            });
        }
        if advice.clipped {
            facts.push(say("! clipped", "! 削波").to_owned());
        }
        if self.lost_secs > 0.0 {
            facts.push(format!("! {:.1} s {}", self.lost_secs, say("lost", "丢失")));
        }
        facts.join("   ")
    }
}

/// Label, bar, value.
fn row(label: &str, style: anstyle::Style, share: f64, value: &str, width: usize) -> String {
    const LABEL: usize = 7;
    const VALUE: usize = 13;
    let label = format!("{label}{}", " ".repeat(LABEL.saturating_sub(label.width())));
    let Some(length) = width
        .checked_sub(LABEL + VALUE)
        .filter(|length| *length >= 4)
    else {
        return cut(&format!("{label}{value}"), width);
    };
    let filled = (0..length)
        .filter(|step| (*step as f64) < share.clamp(0.0, 1.0) * length as f64)
        .count();
    let (full, rest) = ("█".repeat(filled), "░".repeat(length - filled));
    format!(
        "{label}{}{}  {value}",
        paint(style, &full),
        paint(DIM, &rest)
    )
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

/// Sound that came and could not be taken in time, so far.
pub(crate) fn lost_event(lost_secs: f64) -> Value {
    json!({"schema": 1, "event": "lost", "lost_seconds": lost_secs})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lang: Lang, columns: usize, rows: usize) -> Vec<String> {
        let advice = Advice::default();
        let picture = Picture {
            advice: &advice,
            name: Some("内置麦克风 Built-in Microphone of a Long Name"),
            lost_secs: 0.5,
            lang,
        };
        let lines = picture.lines(columns, rows);
        let plain = |line: &String| anstream::adapter::strip_str(line).to_string();
        lines.iter().map(plain).collect()
    }

    #[test]
    fn a_picture_fits_every_terminal() {
        for lang in [Lang::En, Lang::Zh] {
            for columns in 1..=140 {
                for rows in 1..=30 {
                    let lines = check(lang, columns, rows);
                    assert!(lines.len() <= rows, "{columns}x{rows}: {lines:?}");
                    if columns > 3 {
                        let wide = lines.iter().find(|line| line.width() > columns);
                        assert_eq!(wide, None, "{columns}x{rows}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_hint_is_the_last_thing_to_go() {
        let lines = check(Lang::En, 40, 1);
        assert_eq!(lines, [" → Go on speaking."]);
    }
}
