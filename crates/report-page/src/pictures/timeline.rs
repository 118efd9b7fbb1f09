//! Lowest and highest sample over time, and below it a lane for everything that was found.

use super::chart::{Area, KEPT, SPEECH, WAVE, axes, label, line, picture, shade, text};
use super::sheet::Sheet;
use super::{Drawn, Scene};
use crate::words;
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;
use std::ops::Range;

const WAVE_HEIGHT: u32 = 230;
/// A mark is never thinner.
const THINNEST: i32 = 2;
const BAR_HEIGHT: i32 = 12;
const LANE_GROUND: RGBColor = RGBColor(0xf0, 0xf0, 0xf0);

pub(crate) fn draw(scene: &Scene<'_>) -> Drawn {
    let lanes = i32::try_from(scene.lanes.len()).unwrap_or(0);
    let below = u32::try_from(lanes * scene.sheet.lane_height() + 8)?;
    picture(scene.sheet, WAVE_HEIGHT + below, |area| {
        let (top, bottom) = area.split_vertically(WAVE_HEIGHT);
        let across = wave(&top, scene)?;
        lanes_below(&bottom, scene, &across)
    })
}

/// Draws the wave and tells between which pixels time runs.
fn wave(area: &Area<'_>, scene: &Scene<'_>) -> Result<Range<i32>, Box<dyn std::error::Error>> {
    let columns = &scene.traces.columns;
    let top = columns
        .iter()
        .map(|column| f64::from(column.highest.max(-column.lowest)))
        .fold(0.01, f64::max);
    let top = (top * 1.1).min(1.05);
    let ranges = (0.0..scene.secs(), -top..top);
    let mut chart = axes(area, scene.sheet, ranges, (words::TIME, words::AMPLITUDE))?;
    shade(&mut chart, scene.speech, (-top, top), SPEECH.mix(0.15))?;
    let edge = |value: fn(&audio_check::Column) -> f32| {
        columns
            .iter()
            .enumerate()
            .map(move |(index, column)| (index, f64::from(value(column))))
    };
    // Once along the upper edge and back along the lower one, a step for each column.
    let steps = |(index, y): (usize, f64)| {
        [
            (scene.start_secs(index), y),
            (scene.start_secs(index + 1), y),
        ]
    };
    let mut outline: Vec<(f64, f64)> = edge(|column| column.highest).flat_map(steps).collect();
    let back: Vec<(f64, f64)> = edge(|column| column.lowest).flat_map(steps).collect();
    outline.extend(back.into_iter().rev());
    chart.draw_series([Polygon::new(outline.clone(), WAVE.filled())])?;
    // Silence is a line too.
    outline.extend(outline.first().copied());
    chart.draw_series([PathElement::new(outline, WAVE.stroke_width(1))])?;
    let clip = &scene.report.clip;
    for edge in [clip.start_seconds, clip.end_seconds] {
        line(&mut chart, [(edge, -top), (edge, top)], KEPT, 2)?;
    }
    Ok(chart.plotting_area().get_pixel_range().0)
}

fn lanes_below(
    area: &Area<'_>,
    scene: &Scene<'_>,
    across: &Range<i32>,
) -> Result<(), Box<dyn std::error::Error>> {
    let sheet = scene.sheet;
    for (lane, row) in scene.lanes.iter().zip(0_i32..) {
        let bottom = (row + 1) * sheet.lane_height() - 4;
        let top = bottom - BAR_HEIGHT;
        let (at, anchor) = match sheet {
            Sheet::Wide => ((across.start - 8, i32::midpoint(top, bottom)), HPos::Right),
            Sheet::Narrow => ((across.start, top - 8), HPos::Left),
        };
        area.draw(&Text::new(label(lane.name), at, text(sheet, anchor)))?;
        let ground = [(across.start, top), (across.end, bottom)];
        area.draw(&Rectangle::new(ground, LANE_GROUND.filled()))?;
        for (start, end) in bars(&lane.spans, scene.secs(), across) {
            let bar = [(start, top), (end, bottom)];
            area.draw(&Rectangle::new(bar, lane.color.filled()))?;
        }
    }
    Ok(())
}

/// Spans of time as spans of pixels; those that touch are one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "positions lie within a picture of a thousand pixels; casts saturate"
)]
fn bars(spans: &[(f64, f64)], secs: f64, across: &Range<i32>) -> Vec<(i32, i32)> {
    let width = f64::from(across.end - across.start);
    let pixel = |time: f64| across.start + (time / secs * width).round() as i32;
    let mut bars: Vec<(i32, i32)> = Vec::new();
    for (start, end) in spans {
        let end = pixel(*end).max(pixel(*start) + THINNEST).min(across.end);
        let start = pixel(*start).min(end - THINNEST).max(across.start);
        match bars.last_mut().filter(|last| start <= last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => bars.push((start, end)),
        }
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_mark_is_seen_and_neighbours_are_one() {
        let spans = [(0.0, 0.0), (5.0, 6.0), (6.01, 7.0), (10.0, 10.0)];
        let expected = [(50, 52), (100, 120), (148, 150)];
        assert_eq!(bars(&spans, 10.0, &(50..150)), expected);
    }
}
