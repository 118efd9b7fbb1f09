//! Many reports -> a table, and what to do about what was found.

use super::style::{BAD, CARE, DIM, GOOD, mark, paint};
use anstyle::Style;
use std::collections::BTreeMap;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;
use voiceprint::audio_check::{self, Code, Finding, Report, Severity};
use voiceprint::{Lang, Verdict};

/// One file of the table.
pub(crate) struct Line {
    style: Style,
    cells: [String; 7],
}

/// Collects what the table tells below its lines.
#[derive(Default)]
pub(crate) struct Table {
    lines: Vec<Line>,
    /// How many files have it, and its gravest form.
    findings: BTreeMap<Code, (usize, Option<Finding>)>,
    counts: [usize; 3],
}

impl Table {
    /// Takes the next file.
    pub(crate) fn push(
        &mut self,
        file: &str,
        result: &Result<&Report, &audio_check::Error>,
        lang: Lang,
    ) {
        let words = match lang {
            Lang::En => ["✓ accepted", "✗ rejected", "✗ unreadable"],
            Lang::Zh => ["✓ 通过", "✗ 不合格", "✗ 无法读取"],
        };
        let number = |value: Option<f64>| value.map_or("–".to_owned(), |x| format!("{x:.1}"));
        let line = match result {
            Err(error) => {
                self.counts[2] += 1;
                let cells = [words[2], file, "–", "–", "–", "–", error.kind().as_str()];
                Line {
                    style: BAD,
                    cells: cells.map(str::to_owned),
                }
            }
            Ok(report) => {
                let (style, index) = match report.verdict() {
                    Verdict::Accepted => (GOOD, 0),
                    Verdict::Rejected => (BAD, 1),
                };
                self.counts[index] += 1;
                let m = &report.measurements;
                let codes = report
                    .findings
                    .iter()
                    .filter(|f| f.severity > Severity::Info);
                let codes: Vec<_> = codes.map(|finding| finding.code.as_str()).collect();
                self.note(report);
                Line {
                    style: if index == 0 && !codes.is_empty() {
                        CARE
                    } else {
                        style
                    },
                    cells: [
                        words[index].to_owned(),
                        file.to_owned(),
                        number(Some(report.source.seconds)),
                        number(m.speech_seconds),
                        number(m.active_level_dbfs),
                        number(m.snr_db),
                        codes.join(" "),
                    ],
                }
            }
        };
        self.lines.push(line);
    }

    fn note(&mut self, report: &Report) {
        for finding in &report.findings {
            let (count, worst) = self.findings.entry(finding.code).or_default();
            *count += 1;
            if worst
                .as_ref()
                .is_none_or(|worst| worst.severity < finding.severity)
            {
                *worst = Some(finding.clone());
            }
        }
    }

    /// The table, the sums, the advice.
    pub(crate) fn text(&self, lang: Lang) -> String {
        let head = match lang {
            Lang::En => [
                "verdict",
                "file",
                "length s",
                "speech s",
                "level dBFS",
                "SNR dB",
                "findings",
            ],
            Lang::Zh => [
                "结论",
                "文件",
                "时长 秒",
                "语音 秒",
                "电平 dBFS",
                "信噪比 dB",
                "问题",
            ],
        };
        let mut widths = head.map(UnicodeWidthStr::width);
        for line in &self.lines {
            for (width, cell) in widths.iter_mut().zip(&line.cells) {
                *width = (*width).max(cell.width());
            }
        }
        let mut text = row(&head.map(str::to_owned), &widths, DIM, DIM);
        for line in &self.lines {
            text.push_str(&row(&line.cells, &widths, line.style, Style::new()));
        }
        text.push('\n');
        let [accepted, rejected, unreadable] = self.counts;
        let _ = match lang {
            Lang::En => writeln!(
                text,
                "{accepted} accepted, {rejected} rejected, {unreadable} unreadable"
            ),
            Lang::Zh => writeln!(
                text,
                "通过 {accepted}，不合格 {rejected}，无法读取 {unreadable}"
            ),
        };
        text.push_str(&self.advice(lang));
        text
    }

    /// What to do, gravest first.
    fn advice(&self, lang: Lang) -> String {
        let mut known: Vec<_> = self
            .findings
            .values()
            .filter_map(|(count, worst)| Some((worst.as_ref()?, *count)))
            .filter(|(worst, _)| worst.severity > Severity::Info)
            .collect();
        known.sort_by_key(|(worst, count)| std::cmp::Reverse((worst.severity, *count)));
        known
            .iter()
            .fold(String::new(), |mut text, (worst, count)| {
                let (code, hint) = (worst.code.as_str(), worst.hint(lang));
                let _ = writeln!(text, "  {} {code} ×{count}  {hint}", mark(worst.severity));
                text
            })
    }
}

/// Numbers to the right, words to the left; only the first cell is coloured.
fn row(cells: &[String; 7], widths: &[usize; 7], first: Style, rest: Style) -> String {
    let mut text = String::new();
    for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let style = if index == 0 { first } else { rest };
        let gap = " ".repeat(width.saturating_sub(cell.width()));
        let painted = paint(style, cell);
        match index {
            2..=5 => text.push_str(&format!("{gap}{painted}  ")),
            6 => text.push_str(&painted),
            _ => text.push_str(&format!("{painted}{gap}  ")),
        }
    }
    let mut text = text.trim_end().to_owned();
    text.push('\n');
    text
}
