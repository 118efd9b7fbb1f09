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

pub(crate) const TITLE: Words = words("Voice recording report", "录音报告");
pub(crate) const WHAT_TO_DO: Words = words("Findings", "检查结果");
pub(crate) const NOTHING: Words = words("Nothing to complain about.", "没有发现问题。");
pub(crate) const NUMBERS: Words = words("Numbers", "测量值");
pub(crate) const QUESTION: Words = words("Measurement", "项目");
pub(crate) const VALUE: Words = words("Value", "数值");
pub(crate) const WARNS: Words = words("Warns", "警告界限");
pub(crate) const REFUSES: Words = words("Rejects", "拒绝界限");
pub(crate) const UNKNOWN: Words = words("unknown", "未知");
pub(crate) const NO_PICTURE: Words = words("This picture could not be drawn.", "无法绘制此图。");
pub(crate) const SOURCE: Words = words("Source", "源文件");
pub(crate) const CLIP: Words = words("Clip", "片段");
pub(crate) const CHANNELS: Words = words("channels", "声道");
pub(crate) const PRIVACY: Words = words(
    "This page holds pictures of a recording, not the recording. Treat it as personal data.",
    "本页只含录音的图像，不含录音本身。请将其视为个人数据。",
);

/// A picture: heading, what it shows in a sentence, and what its colours mean.
pub(crate) struct Caption {
    pub(crate) heading: Words,
    pub(crate) text: Words,
}

pub(crate) const WAVEFORM: Caption = Caption {
    heading: words("Waveform", "波形"),
    text: words(
        "Blue: the wave. Green shade: speech. Red marks above: clipping. Ochre lines: start and \
         end of the kept part.",
        "蓝色：波形；绿色底：语音；上方红色：削波；赭色竖线：保留部分的起点和终点。",
    ),
};
pub(crate) const SPECTROGRAM: Caption = Caption {
    heading: words("Spectrogram", "语谱图"),
    text: words(
        "Frequency over time; brighter is louder (-110 to -35 dBFS in 50 Hz).",
        "频率随时间的变化；越亮越响（每 50 Hz -110 至 -35 dBFS）。",
    ),
};
pub(crate) const LEVELS: Caption = Caption {
    heading: words("Level and noise", "电平与噪声"),
    text: words(
        "Blue: level. Green line: level of the voice. Red line: noise between words.",
        "蓝色：电平；绿线：人声电平；红线：词间噪声（底噪）。",
    ),
};
pub(crate) const SPECTRUM: Caption = Caption {
    heading: words("Spectrum", "频谱"),
    text: words(
        "Green: while someone speaks. Red: the rest. Ochre line: where the band ends.",
        "绿色：说话时；红色：其余时间；赭色竖线：频带上限。",
    ),
};

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
