//! Lowest and highest sample over time, with speech, clipping and the kept part.

use super::chart::{KEPT, SPEECH, TROUBLE, WAVE, axes, picture, shade};
use super::{Drawn, Scene};
use plotters::prelude::*;

pub(crate) fn draw(scene: &Scene<'_>) -> Drawn {
    picture(240, |area| {
        let top = scene
            .traces
            .columns
            .iter()
            .map(|column| f64::from(column.highest.max(-column.lowest)))
            .fold(0.01, f64::max);
        let top = (top * 1.1).min(1.05);
        let mut chart = axes(area, 0.0..scene.secs(), -top..top, ("s", ""))?;
        let speech = scene.runs(|column| column.speech > 0.5);
        shade(&mut chart, &speech, (-top, top), SPEECH.mix(0.15))?;
        let columns = scene.traces.columns.iter().enumerate();
        chart.draw_series(columns.map(|(index, column)| {
            let (start, end) = (scene.start_secs(index), scene.start_secs(index + 1));
            let shape = [
                (start, f64::from(column.lowest)),
                (end, f64::from(column.highest)),
            ];
            Rectangle::new(shape, WAVE.filled())
        }))?;
        let clipped = scene.runs(|column| column.clipped);
        shade(&mut chart, &clipped, (0.93 * top, top), TROUBLE.mix(1.0))?;
        let clip = &scene.report.clip;
        for edge in [clip.start_seconds, clip.end_seconds] {
            let line = [(edge, -top), (edge, top)];
            chart.draw_series([PathElement::new(line, KEPT.stroke_width(3))])?;
        }
        Ok(())
    })
}
