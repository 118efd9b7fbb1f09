//! Axes, colours and labels that all pictures share.

use super::sheet::Sheet;
use crate::words::Words;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

// Every colour stands out of white by 3:1 at least (WCAG 2.2, 1.4.11).
pub(crate) const SPEECH: RGBColor = RGBColor(0x1b, 0x7f, 0x5c);
pub(crate) const WAVE: RGBColor = RGBColor(0x2f, 0x5d, 0x9b);
pub(crate) const TROUBLE: RGBColor = RGBColor(0xc6, 0x28, 0x28);
pub(crate) const NOISE: RGBColor = RGBColor(0x8d, 0x5a, 0x3c);
pub(crate) const OTHER: RGBColor = RGBColor(0x8e, 0x24, 0xaa);
pub(crate) const KEPT: RGBColor = RGBColor(0xb3, 0x6b, 0x00);
const INK: RGBColor = RGBColor(0x33, 0x33, 0x33);
const GRID: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
pub(super) type Chart<'b> =
    ChartContext<'static, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Draws into a new picture of `height` and returns its SVG text.
pub(super) fn picture(
    sheet: Sheet,
    height: u32,
    draw: impl FnOnce(&Area<'_>) -> Result<(), Box<dyn std::error::Error>>,
) -> super::Drawn {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (sheet.width(), height)).into_drawing_area();
        draw(&area)?;
        area.present()?;
    }
    Ok(in_both_languages(&svg))
}

/// Marks that cannot be in a text: start, middle and end of words in both languages.
const EN: &str = "\u{1}";
const ZH: &str = "\u{2}";
const END: &str = "\u{3}";

/// A label that the page shows in its language.
pub(super) fn label(words: Words) -> String {
    format!("{EN}{}{ZH}{}{END}", words.en, words.zh)
}

fn in_both_languages(svg: &str) -> String {
    svg.replace(EN, "<tspan lang=\"en\">")
        .replace(ZH, "</tspan><tspan lang=\"zh-CN\">")
        .replace(END, "</tspan>")
}

/// The style of small text, anchored at its right or left end.
pub(super) fn text(sheet: Sheet, horizontal: HPos) -> TextStyle<'static> {
    ("sans-serif", sheet.font_size())
        .into_font()
        .color(&INK)
        .pos(Pos::new(horizontal, VPos::Center))
}

/// A number at an axis: as short as it can be told, and never `-0`.
fn number(at: &f64) -> String {
    let text = format!("{at:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

/// Axes with labels such as `1.5` on both sides; the descriptions name the units.
pub(super) fn axes<'b>(
    area: &Area<'b>,
    sheet: Sheet,
    (x, y): (Range<f64>, Range<f64>),
    (x_label, y_label): (Words, Words),
) -> Result<Chart<'b>, Box<dyn std::error::Error>> {
    let description_width = 26;
    let y_width = sheet.left() - description_width;
    let mut chart = ChartBuilder::on(area)
        .margin_top(12)
        .margin_right(sheet.right())
        .margin_left(description_width)
        .x_label_area_size(44)
        .y_label_area_size(y_width)
        .build_cartesian_2d(x, y)?;
    let font = ("sans-serif", sheet.font_size()).into_font().color(&INK);
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(INK)
        .x_labels(sheet.labels_across())
        .y_labels(6)
        .x_label_formatter(&number)
        .y_label_formatter(&number)
        .x_desc(label(x_label))
        .label_style(font.clone())
        .axis_desc_style(font.clone())
        .draw()?;
    let (_, y_range) = chart.plotting_area().get_pixel_range();
    let turned = font
        .transform(FontTransform::Rotate270)
        .pos(Pos::new(HPos::Center, VPos::Center));
    let middle = i32::midpoint(y_range.start, y_range.end);
    area.draw(&Text::new(label(y_label), (14, middle), turned))?;
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

/// An upright or level line through the chart.
pub(super) fn line(
    chart: &mut Chart<'_>,
    ends: [(f64, f64); 2],
    color: RGBColor,
    width: u32,
) -> Result<(), Box<dyn std::error::Error>> {
    chart.draw_series([PathElement::new(ends, color.stroke_width(width))])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let told = [-1e-9, 0.5, 12.0, 100.0, -20.0, 0.25].map(|at| number(&at));
        assert_eq!(told, ["0", "0.5", "12", "100", "-20", "0.25"]);
    }
}
