//! Level and noise over time, with the speech level and the noise floor.

use super::chart::{NOISE, SPEECH, WAVE, axes, line, picture};
use super::{Drawn, Scene};
use crate::words;
use plotters::prelude::*;

/// The floor of the picture, dBFS.
const LOWEST_DBFS: f64 = -90.0;
/// Noise is the lower quartile of the pauses within so many seconds before and after, if they are a
/// twentieth of that time at least: the edge of a pause holds the beginning of the next word.
const NEAR_SECS: f64 = 1.0;

pub(crate) fn draw(scene: &Scene<'_>) -> Drawn {
    picture(scene.sheet, 220, |area| {
        let secs = scene.secs();
        let ranges = (0.0..secs, LOWEST_DBFS..0.0);
        let mut chart = axes(area, scene.sheet, ranges, (words::TIME, words::DBFS))?;
        let columns = &scene.traces.columns;
        let levels: Vec<f64> = columns
            .iter()
            .map(|column| {
                let level_dbfs = 10.0 * f64::from(column.mean_square).max(1e-12).log10();
                level_dbfs.max(LOWEST_DBFS)
            })
            .collect();
        let at = |(index, level)| (scene.start_secs(index), level);
        let curve = levels.iter().copied().enumerate().map(at);
        chart.draw_series(LineSeries::new(curve, WAVE.mix(0.7).stroke_width(1)))?;
        let noise = noise_dbfs(&levels, &scene.is_speaking(), near(scene));
        let noise: Vec<(usize, Option<f64>)> = noise.into_iter().enumerate().collect();
        for piece in noise.split(|(_, level)| level.is_none()) {
            let known = piece
                .iter()
                .filter_map(|(index, level)| Some(at((*index, (*level)?))));
            chart.draw_series(LineSeries::new(known, NOISE.stroke_width(2)))?;
        }
        let measured = &scene.report.measurements;
        let lines = [
            (measured.active_level_dbfs, SPEECH),
            (measured.noise_floor_dbfs, NOISE),
        ];
        for (level_dbfs, color) in lines {
            if let Some(level_dbfs) = level_dbfs.filter(|level_dbfs| *level_dbfs > LOWEST_DBFS) {
                dashed(&mut chart, level_dbfs, secs, color)?;
            }
        }
        Ok(())
    })
}

fn dashed(
    chart: &mut super::chart::Chart<'_>,
    level_dbfs: f64,
    secs: f64,
    color: RGBColor,
) -> Result<(), Box<dyn std::error::Error>> {
    const DASHES: u32 = 60;
    for dash in 0..DASHES {
        let start = f64::from(dash) / f64::from(DASHES) * secs;
        let end = start + 0.6 / f64::from(DASHES) * secs;
        line(chart, [(start, level_dbfs), (end, level_dbfs)], color, 2)?;
    }
    Ok(())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive number of columns; casts saturate"
)]
fn near(scene: &Scene<'_>) -> usize {
    (NEAR_SECS / scene.traces.column_secs.max(1e-3)).ceil() as usize
}

/// The level of pauses within `near` columns; `None` where hardly anyone pauses.
fn noise_dbfs(levels: &[f64], is_speaking: &[bool], near: usize) -> Vec<Option<f64>> {
    (0..levels.len())
        .map(|index| {
            let around = index.saturating_sub(near)..(index + near + 1).min(levels.len());
            let pauses = around.filter(|at| !is_speaking.get(*at).copied().unwrap_or(false));
            let mut pauses: Vec<f64> = pauses.map(|at| levels[at]).collect();
            pauses.sort_unstable_by(f64::total_cmp);
            let level = pauses.get(pauses.len() / 4).copied();
            level.filter(|_| pauses.len() * 10 >= near)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_heard_in_pauses_alone() {
        let levels = [-60.0, -20.0, -20.0, -20.0, -20.0, -50.0];
        let speaking = [false, true, true, true, true, false];
        let noise = noise_dbfs(&levels, &speaking, 1);
        let expected = [
            Some(-60.0),
            Some(-60.0),
            None,
            None,
            Some(-50.0),
            Some(-50.0),
        ];
        assert_eq!(noise, expected);
    }
}
