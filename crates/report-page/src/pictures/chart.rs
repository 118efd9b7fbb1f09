//! Axes that all pictures share.

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use std::ops::Range;

/// Size of a picture in its own units; the page scales it.
pub(crate) const WIDTH: u32 = 960;

pub(super) const SPEECH: RGBColor = RGBColor(0x1b, 0x7f, 0x5c);
pub(super) const WAVE: RGBColor = RGBColor(0x2f, 0x5d, 0x9b);
pub(super) const TROUBLE: RGBColor = RGBColor(0xc6, 0x28, 0x28);
pub(super) const KEPT: RGBColor = RGBColor(0xd9, 0x8e, 0x04);
const INK: RGBColor = RGBColor(0x33, 0x33, 0x33);
const GRID: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
pub(super) type Chart<'b> =
    ChartContext<'static, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Draws into a new picture of `height` and returns its SVG text.
pub(super) fn picture(
    height: u32,
    draw: impl FnOnce(&Area<'_>) -> Result<(), Box<dyn std::error::Error>>,
) -> super::Drawn {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        draw(&area)?;
        area.present()?;
    }
    Ok(svg)
}

/// Axes with labels such as `1.5` on both sides; `y_label` names the unit.
pub(super) fn axes<'b>(
    area: &Area<'b>,
    x: Range<f64>,
    y: Range<f64>,
    (x_label, y_label): (&str, &str),
) -> Result<Chart<'b>, Box<dyn std::error::Error>> {
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .margin_right(16)
        .x_label_area_size(34)
        .y_label_area_size(56)
        .build_cartesian_2d(x, y)?;
    let font = ("sans-serif", 13).into_font().color(&INK);
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(INK)
        .x_labels(12)
        .y_labels(6)
        .x_desc(x_label)
        .y_desc(y_label)
        .label_style(font.clone())
        .axis_desc_style(font)
        .draw()?;
    Ok(chart)
}

/// Shades the given spans of time over the whole height.
pub(super) fn shade(
    chart: &mut Chart<'_>,
    spans: &[(f64, f64)],
    height: (f64, f64),
    color: RGBAColor,
) -> Result<(), Box<dyn std::error::Error>> {
    let rectangles = spans
        .iter()
        .map(|&(start, end)| Rectangle::new([(start, height.0), (end, height.1)], color.filled()));
    chart.draw_series(rectangles)?;
    Ok(())
}
