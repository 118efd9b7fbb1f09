//! Many reports -> a table, and what to do about what was found.

use super::style::{BAD, CARE, DIM, GOOD, mark, paint};
use super::width::{cut_front, wrapped};
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

    /// The table, the sums, the advice; folded where a terminal has so many `columns`.
    pub(crate) fn text(&self, lang: Lang, columns: Option<usize>) -> String {
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
        let mut text = String::new();
        if columns.is_none_or(|columns| fold(&mut widths, columns)) {
            text.push_str(&row(&head.map(str::to_owned), &widths, DIM, DIM));
            for line in &self.lines {
                text.push_str(&row(&line.cells, &widths, line.style, Style::new()));
            }
        } else {
            let width = columns.unwrap_or(usize::MAX).saturating_sub(3).max(20);
            for line in &self.lines {
                text.push_str(&stacked(line, &head, width));
            }
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
        text.push_str(&self.advice(lang, columns));
        text
    }

    /// What to do, gravest first.
    fn advice(&self, lang: Lang, columns: Option<usize>) -> String {
        let mut known: Vec<_> = self
            .findings
            .values()
            .filter_map(|(count, worst)| Some((worst.as_ref()?, *count)))
            .filter(|(worst, _)| worst.severity > Severity::Info)
            .collect();
        known.sort_by_key(|(worst, count)| std::cmp::Reverse((worst.severity, *count)));
        let width = columns.map_or(usize::MAX, |columns| columns.saturating_sub(5).max(20));
        let mut text = String::new();
        for (worst, count) in known {
            let (code, hint) = (worst.code.as_str(), worst.hint(lang));
            let words = wrapped(&format!("{code} ×{count}  {hint}"), width);
            let _ = writeln!(text, "  {} {}", mark(worst.severity), words.join("\n    "));
        }
        text
    }
}

/// The least that is left of a name, and of the findings beside it.
const LEAST_FILE: usize = 16;
const LEAST_FINDINGS: usize = 24;

/// Makes names, then findings, as narrow as the terminal asks; false if that is not enough.
fn fold(widths: &mut [usize; 7], columns: usize) -> bool {
    let rest = |widths: &[usize; 7]| widths[..6].iter().map(|width| width + 2).sum::<usize>();
    let over = (rest(widths) + widths[6].min(LEAST_FINDINGS)).saturating_sub(columns);
    widths[1] = widths[1]
        .saturating_sub(over)
        .max(LEAST_FILE.min(widths[1]));
    let findings = columns.saturating_sub(rest(widths));
    let fits = findings >= widths[6].min(LEAST_FINDINGS);
    widths[6] = widths[6].min(findings);
    fits
}

/// One file below the other, for terminals that are too narrow for a table.
fn stacked(line: &Line, head: &[&str; 7], width: usize) -> String {
    let [verdict, file, numbers @ .., findings] = &line.cells;
    let named = numbers.iter().zip(&head[2..]).map(|(number, head)| {
        let (name, unit) = head.rsplit_once(' ').unwrap_or((head, ""));
        format!("{name} {number} {unit}")
    });
    let named: Vec<_> = named.collect();
    let file = cut_front(file, width.saturating_sub(verdict.width()));
    let mut text = format!("{}  {file}\n", paint(line.style, verdict));
    for below in [named.join(" · "), findings.clone()] {
        for line in wrapped(&below, width)
            .iter()
            .filter(|line| !line.is_empty())
        {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

/// Numbers to the right, words to the left; only the first cell is coloured.
fn row(cells: &[String; 7], widths: &[usize; 7], first: Style, rest: Style) -> String {
    let mut text = String::new();
    for (index, (cell, width)) in cells.iter().zip(widths).take(6).enumerate() {
        let style = if index == 0 { first } else { rest };
        let cell = cut_front(cell, *width);
        let gap = " ".repeat(width.saturating_sub(cell.width()));
        let painted = paint(style, &cell);
        match index {
            2..=5 => text.push_str(&format!("{gap}{painted}  ")),
            _ => text.push_str(&format!("{painted}{gap}  ")),
        }
    }
    let indent = widths[..6].iter().map(|width| width + 2).sum();
    let findings = wrapped(&cells[6], widths[6]).into_iter();
    let findings: Vec<_> = findings.map(|line| paint(rest, &line)).collect();
    text.push_str(&findings.join(&format!("\n{}", " ".repeat(indent))));
    let mut text = text.trim_end().to_owned();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_the_terminal_and_is_whole_without_one() {
        let bytes = std::fs::read(testkit::fixture("wav/quiet.wav")).unwrap();
        let checked = audio_check::check_file(&bytes, &voiceprint::default_policy()).unwrap();
        let mut table = Table::default();
        let name = "recordings/of/the/whole/family/grandmother.wav";
        table.push(name, &Ok(&checked.report), Lang::En);
        let plain =
            |columns| anstream::adapter::strip_str(&table.text(Lang::En, columns)).to_string();
        assert!(plain(None).contains(name));
        for columns in 40..200 {
            let text = plain(Some(columns));
            let widest = text.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(widest <= columns, "{columns}:\n{text}");
            assert!(
                text.contains("grandmother.wav") && text.contains("too-quiet"),
                "{text}"
            );
        }
    }
}
