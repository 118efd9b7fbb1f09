//! Traces of a recording -> pictures as SVG.

pub(crate) mod chart;
pub(crate) mod levels;
pub(crate) mod sheet;
pub(crate) mod spectrogram;
pub(crate) mod spectrum;
pub(crate) mod timeline;

use crate::lanes::Lane;
use audio_check::{Report, Traces};
use sheet::Sheet;

/// A picture could not be drawn; the page then says so in its place.
pub(crate) type Drawn = Result<String, Box<dyn std::error::Error>>;

/// What all pictures show, as wide as the sheet can tell columns apart.
pub(crate) struct Scene<'a> {
    pub(crate) report: &'a Report,
    pub(crate) traces: Traces,
    pub(crate) lanes: &'a [Lane],
    /// Spans in which someone speaks, seconds.
    pub(crate) speech: &'a [(f64, f64)],
    pub(crate) sheet: Sheet,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(
        report: &'a Report,
        traces: &Traces,
        lanes: &'a [Lane],
        speech: &'a [(f64, f64)],
        sheet: Sheet,
    ) -> Scene<'a> {
        Scene {
            report,
            traces: traces.narrowed(sheet.columns()),
            lanes,
            speech,
            sheet,
        }
    }

    /// Length of the time axis, seconds; never zero.
    fn secs(&self) -> f64 {
        self.report.source.seconds.max(0.02)
    }

    /// Where column `index` begins, seconds.
    fn start_secs(&self, index: usize) -> f64 {
        (index as f64 * self.traces.column_secs).min(self.secs())
    }

    /// Whether someone speaks in any part of each column: what is left are pauses.
    fn is_speaking(&self) -> Vec<bool> {
        let mut rest = self.speech;
        (0..self.traces.columns.len())
            .map(|index| {
                let (start, end) = (self.start_secs(index), self.start_secs(index + 1));
                while rest.first().is_some_and(|span| span.1 <= start + 1e-6) {
                    rest = &rest[1..];
                }
                rest.first().is_some_and(|span| span.0 < end - 1e-6)
            })
            .collect()
    }
}
