//! Level over time, with the speech level and the noise floor.

use super::chart::{SPEECH, TROUBLE, WAVE, axes, picture};
use super::{Drawn, Scene};
use plotters::prelude::*;

/// The floor of the picture, dBFS.
const LOWEST_DBFS: f64 = -90.0;

pub(crate) fn draw(scene: &Scene<'_>) -> Drawn {
    picture(220, |area| {
        let secs = scene.secs();
        let mut chart = axes(area, 0.0..secs, LOWEST_DBFS..0.0, ("s", "dBFS"))?;
        let level = scene
            .traces
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let level_dbfs = 10.0 * f64::from(column.mean_square).max(1e-12).log10();
                (scene.start_secs(index), level_dbfs.max(LOWEST_DBFS))
            });
        chart.draw_series(LineSeries::new(level, WAVE.stroke_width(1)))?;
        let measured = &scene.report.measurements;
        let lines = [
            (measured.active_level_dbfs, SPEECH),
            (measured.noise_floor_dbfs, TROUBLE),
        ];
        for (level_dbfs, color) in lines {
            if let Some(level_dbfs) = level_dbfs {
                let line = [(0.0, level_dbfs), (secs, level_dbfs)];
                chart.draw_series([PathElement::new(line, color.stroke_width(2))])?;
            }
        }
        Ok(())
    })
}
