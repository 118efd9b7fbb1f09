//! Traces of a recording -> pictures as SVG.

mod chart;
pub(crate) use chart::WIDTH;
pub(crate) mod levels;
pub(crate) mod spectrogram;
pub(crate) mod spectrum;
pub(crate) mod waveform;

/// A picture could not be drawn; the page then says so in its place.
pub(crate) type Drawn = Result<String, Box<dyn std::error::Error>>;

/// What all pictures over time share.
pub(crate) struct Scene<'a> {
    pub(crate) report: &'a audio_check::Report,
    pub(crate) traces: &'a audio_check::Traces,
}

impl Scene<'_> {
    /// Length of the time axis, seconds; never zero.
    fn secs(&self) -> f64 {
        (self.traces.columns.len() as f64 * self.traces.column_secs).max(0.02)
    }

    /// Where column `index` begins, seconds.
    fn start_secs(&self, index: usize) -> f64 {
        index as f64 * self.traces.column_secs
    }

    /// Runs of columns for which `test` holds, as start and end in seconds.
    fn runs(&self, test: impl Fn(&audio_check::Column) -> bool) -> Vec<(f64, f64)> {
        let mut runs: Vec<(f64, f64)> = Vec::new();
        for (index, _) in self
            .traces
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| test(c))
        {
            let (start, end) = (self.start_secs(index), self.start_secs(index + 1));
            match runs.last_mut().filter(|run| (run.1 - start).abs() < 1e-9) {
                Some(run) => run.1 = end,
                None => runs.push((start, end)),
            }
        }
        runs
    }
}
