//! Mean spectrum of speech and of the rest, with the edge of the band.

use super::chart::{KEPT, SPEECH, TROUBLE, axes, picture};
use super::{Drawn, Scene};
use audio_check::{Column, Traces};
use plotters::prelude::*;

/// The floor of the picture, dBFS per 50 Hz.
const LOWEST_DB: f64 = -120.0;

pub(crate) fn draw(scene: &Scene<'_>) -> Drawn {
    picture(240, |area| {
        let mut chart = axes(area, 0.0..8.0, LOWEST_DB..-20.0, ("kHz", "dB"))?;
        let speaking = |column: &&Column| column.speech > 0.5;
        let columns = &scene.traces.columns;
        let curves = [
            (mean(columns.iter().filter(speaking)), SPEECH),
            (
                mean(columns.iter().filter(|column| !speaking(column))),
                TROUBLE,
            ),
        ];
        for (curve, color) in curves {
            chart.draw_series(LineSeries::new(curve, color.stroke_width(2)))?;
        }
        if let Some(edge_hz) = scene.report.measurements.bandwidth_hz {
            let line = [(edge_hz / 1_000.0, LOWEST_DB), (edge_hz / 1_000.0, -20.0)];
            chart.draw_series([PathElement::new(line, KEPT.stroke_width(3))])?;
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
    sums.iter()
        .enumerate()
        .map(|(band, sum)| {
            let khz = (band as f64 + 0.5) * Traces::BAND_HZ / 1_000.0;
            (
                khz,
                (10.0 * (sum / count).max(1e-15).log10()).max(LOWEST_DB),
            )
        })
        .collect()
}
