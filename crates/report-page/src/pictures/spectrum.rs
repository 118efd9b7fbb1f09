//! Mean spectrum of speech and of the rest, with the edge of the band.

use super::chart::{KEPT, NOISE, SPEECH, axes, label, line, picture, text};
use super::{Drawn, Scene};
use crate::words;
use audio_check::{Column, Traces};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

/// The floor and the top of the picture, dBFS per 50 Hz.
const LOWEST_DB: f64 = -120.0;
const HIGHEST_DB: f64 = -20.0;

pub(crate) fn draw(scene: &Scene<'_>) -> Drawn {
    picture(scene.sheet, 240, |area| {
        let ranges = (0.0..8.0, LOWEST_DB..HIGHEST_DB);
        let labels = (words::KILOHERTZ, words::DBFS);
        let mut chart = axes(area, scene.sheet, ranges, labels)?;
        let speaking = scene.is_speaking();
        let of = |wanted: bool| {
            let columns = scene.traces.columns.iter().zip(&speaking);
            mean(columns.filter(move |(_, is)| **is == wanted).map(|it| it.0))
        };
        for (curve, color) in [(of(true), SPEECH), (of(false), NOISE)] {
            chart.draw_series(LineSeries::new(curve, color.stroke_width(2)))?;
        }
        if let Some(edge_hz) = scene.report.measurements.bandwidth_hz {
            let khz = (edge_hz / 1_000.0).clamp(0.0, 8.0);
            line(&mut chart, [(khz, LOWEST_DB), (khz, HIGHEST_DB)], KEPT, 3)?;
            let (x, y) = chart.backend_coord(&(khz, HIGHEST_DB));
            let words = label(words::BAND_EDGE);
            let at = (x - 8, y + 12);
            area.draw(&Text::new(words, at, text(scene.sheet, HPos::Right)))?;
        }
        Ok(())
    })
}

/// Mean level of each band over `columns`: kHz and dB. Nothing for no columns.
fn mean<'a>(columns: impl Iterator<Item = &'a Column>) -> Vec<(f64, f64)> {
    let (mut sums, mut count) = ([0.0_f64; Traces::BANDS], 0.0);
    for column in columns {
        count += 1.0;
        for (sum, power) in sums.iter_mut().zip(&column.bands) {
            *sum += f64::from(*power);
        }
    }
    if count == 0.0 {
        return Vec::new();
    }
    let level = |(band, sum): (usize, &f64)| {
        let khz = (band as f64 + 0.5) * Traces::BAND_HZ / 1_000.0;
        let level_db = 10.0 * (sum / count).max(1e-15).log10();
        (khz, level_db.clamp(LOWEST_DB, HIGHEST_DB))
    };
    sums.iter().enumerate().map(level).collect()
}
