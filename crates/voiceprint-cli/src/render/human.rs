//! One report -> text that a person likes to read: verdict, numbers, findings with what to do.

use super::numbers;
use super::style::{BAD, DIM, GOOD, STRONG, mark, paint};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;
use voiceprint::audio_check::{self, Report};
use voiceprint::{Lang, Verdict};

/// The verdict as one word, coloured.
pub(crate) fn verdict(verdict: Verdict, lang: Lang) -> String {
    match (verdict, lang) {
        (Verdict::Accepted, Lang::En) => paint(GOOD, "✓ accepted"),
        (Verdict::Accepted, Lang::Zh) => paint(GOOD, "✓ 通过"),
        (Verdict::Rejected, Lang::En) => paint(BAD, "✗ rejected"),
        (Verdict::Rejected, Lang::Zh) => paint(BAD, "✗ 不合格"),
    }
}

/// The whole report of one recording.
pub(crate) fn report(file: &str, report: &Report, lang: Lang, every_number: bool) -> String {
    let mut text = format!(
        "{}  {}\n",
        verdict(report.verdict(), lang),
        paint(STRONG, file)
    );
    let _ = writeln!(text, "  {}", paint(DIM, &source(report, lang)));
    if every_number {
        text.push_str(&all_numbers(report, lang));
    } else {
        let summary = numbers::summary(&report.measurements, lang);
        if !summary.is_empty() {
            let _ = writeln!(text, "  {summary}");
        }
    }
    for finding in &report.findings {
        let message = finding.message(lang);
        let _ = writeln!(text, "  {} {message}", mark(finding.severity));
        let hint = finding.hint(lang);
        if !hint.is_empty() {
            let _ = writeln!(text, "    {} {hint}", paint(DIM, "→"));
        }
    }
    text
}

/// Why one recording could not be read.
pub(crate) fn unreadable(file: &str, error: &audio_check::Error, lang: Lang) -> String {
    let word = match lang {
        Lang::En => "✗ unreadable",
        Lang::Zh => "✗ 无法读取",
    };
    let why = error.text(lang);
    format!("{}  {}\n  {why}\n", paint(BAD, word), paint(STRONG, file))
}

/// What came, and what became of it.
fn source(report: &Report, lang: Lang) -> String {
    let format = &report.source.format;
    let (clip, seconds) = (&report.clip, report.source.seconds);
    let kept = clip.end_seconds - clip.start_seconds;
    match lang {
        Lang::En => format!(
            "{seconds:.1} s {} ({}, {} Hz, {}) → {kept:.1} s, 16 kHz mono 16-bit, {} kB",
            format.container,
            format.codec,
            format.sample_rate,
            match format.channels {
                1 => "mono".to_owned(),
                2 => "stereo".to_owned(),
                many => format!("{many} channels"),
            },
            clip.wav_bytes.div_ceil(1000),
        ),
        Lang::Zh => format!(
            "{seconds:.1} 秒 {}（{}，{} Hz，{} 声道）→ {kept:.1} 秒，16 kHz 单声道 16 位，{} kB",
            format.container,
            format.codec,
            format.sample_rate,
            format.channels,
            clip.wav_bytes.div_ceil(1000),
        ),
    }
}

fn all_numbers(report: &Report, lang: Lang) -> String {
    let rows = numbers::rows(&report.measurements, lang);
    let widest = rows.iter().map(|row| row.name(lang).width()).max();
    let mut text = String::new();
    for row in &rows {
        let name = row.name(lang);
        let gap = widest.unwrap_or(0).saturating_sub(name.width());
        let value = match &row.value {
            Some(value) => value.clone(),
            None => paint(DIM, "–"),
        };
        let _ = writeln!(text, "  {name}{} {value}", " ".repeat(gap));
    }
    text
}
