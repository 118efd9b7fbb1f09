//! The fixed words of the page, English and Chinese side by side.

use audio_check::{Distance, Severity, Verdict};
use maud::{Markup, html};

/// One text in both languages; the page shows one of them.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    pub(crate) en: &'static str,
    pub(crate) zh: &'static str,
}

pub(crate) const fn words(en: &'static str, zh: &'static str) -> Words {
    Words { en, zh }
}

impl maud::Render for Words {
    fn render(&self) -> Markup {
        both(self.en, self.zh)
    }
}

/// A text in both languages.
pub(crate) fn both(en: &str, zh: &str) -> Markup {
    html! { span lang="en" { (en) } span lang="zh-CN" { (zh) } }
}

pub(crate) const TITLE: Words = words("Voice recording report", "录音检查报告");
pub(crate) const FINDINGS: Words = words("Findings", "检查结果");
pub(crate) const NOTHING: Words = words("Nothing to complain about.", "没有发现问题。");
pub(crate) const NUMBERS: Words = words("Numbers", "测量值");
pub(crate) const QUESTION: Words = words("Measurement", "项目");
pub(crate) const VALUE: Words = words("Value", "数值");
pub(crate) const WARNS: Words = words("Warns", "警告");
pub(crate) const REFUSES: Words = words("Rejects", "拒绝");
pub(crate) const UNKNOWN: Words = words("unknown", "未知");
pub(crate) const NONE: Words = words("none", "无");
pub(crate) const NO_PICTURE: Words = words("This picture could not be drawn.", "无法绘制此图。");
pub(crate) const SOURCE: Words = words("Source", "源文件");
pub(crate) const CLIP: Words = words("Clip", "片段");
pub(crate) const BITS: Words = words("16 bits", "16 位");
pub(crate) const PRIVACY: Words = words(
    "This page holds pictures of a recording, not the recording. Treat it as personal data.",
    "本页只含录音的图像，不含录音本身。请将其视为个人数据。",
);

pub(crate) const TIME: Words = words("time, s", "时间（秒）");
pub(crate) const AMPLITUDE: Words = words("amplitude", "振幅");
pub(crate) const DBFS: Words = words("level, dBFS", "电平 (dBFS)");
pub(crate) const KILOHERTZ: Words = words("frequency, kHz", "频率 (kHz)");
pub(crate) const BAND_EDGE: Words = words("end of the band", "频带上限");

pub(crate) fn channels(count: u16) -> Markup {
    match count {
        1 => html! { (words("mono", "单声道")) },
        2 => html! { (words("stereo", "双声道")) },
        _ => both(&format!("{count} channels"), &format!("{count} 声道")),
    }
}

pub(crate) fn counts(errors: usize, warnings: usize) -> Markup {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let en = format!(
        "{errors} error{}, {warnings} warning{}",
        plural(errors),
        plural(warnings)
    );
    both(&en, &format!("{errors} 个错误，{warnings} 个警告"))
}

pub(crate) fn and_more(count: usize) -> Markup {
    both(
        &format!("and {count} more"),
        &format!("等，另有 {count} 处"),
    )
}

pub(crate) fn in_all(seconds: f64) -> Markup {
    both(
        &format!(" ({seconds:.1} s in all)"),
        &format!("（共 {seconds:.1} 秒）"),
    )
}

pub(crate) fn verdict(verdict: Verdict) -> Words {
    match verdict {
        Verdict::Accepted => words("Accepted", "通过"),
        Verdict::Rejected => words("Rejected", "未通过"),
    }
}

pub(crate) fn severity(severity: Severity) -> Words {
    match severity {
        Severity::Info => words("Note", "说明"),
        Severity::Warning => words("Warning", "警告"),
        Severity::Error => words("Error", "错误"),
    }
}

pub(crate) fn distance(distance: Distance) -> Words {
    match distance {
        Distance::Near => words("near", "近"),
        Distance::Unclear => words("unclear", "不明确"),
        Distance::Far => words("far", "远"),
        _ => UNKNOWN,
    }
}
