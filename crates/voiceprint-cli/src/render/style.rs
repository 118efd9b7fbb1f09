//! Colours and marks; the terminal's own palette, so that every theme can be read.

use anstyle::{AnsiColor, Style};
use voiceprint::audio_check::Severity;

pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const CARE: Style = AnsiColor::Yellow.on_default();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const STRONG: Style = Style::new().bold();

/// `text` in `style`.
pub(crate) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A mark that can be told without colours.
pub(crate) fn mark(severity: Severity) -> String {
    match severity {
        Severity::Error => paint(BAD, "✗"),
        Severity::Warning => paint(CARE, "!"),
        Severity::Info => paint(DIM, "·"),
    }
}
