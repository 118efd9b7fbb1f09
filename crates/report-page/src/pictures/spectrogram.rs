//! Power over time and frequency, as colours.

use super::chart::{axes, picture};
use super::{Drawn, Scene};
use crate::words;
use audio_check::Traces;
use base64::Engine as _;

/// Levels of black and of the brightest colour, dBFS per 50 Hz.
pub(crate) const RANGE_DB: (f32, f32) = (-110.0, -35.0);

/// Anchors of the colour scale "magma" (S. van der Walt and N. Smith, CC0), dark to bright.
pub(crate) const MAGMA: [[u8; 3]; 9] = [
    [0, 0, 4],
    [28, 16, 68],
    [79, 18, 123],
    [129, 37, 129],
    [181, 54, 122],
    [229, 80, 100],
    [251, 135, 97],
    [254, 194, 135],
    [252, 253, 191],
];

pub(crate) fn draw(scene: &Scene<'_>) -> Drawn {
    let image = base64::engine::general_purpose::STANDARD.encode(image(&scene.traces)?);
    let mut place = (0..0, 0..0);
    let clip = &scene.report.clip;
    let mut edges = Vec::new();
    let svg = picture(scene.sheet, 260, |area| {
        let ranges = (0.0..scene.secs(), 0.0..8.0);
        let chart = axes(area, scene.sheet, ranges, (words::TIME, words::KILOHERTZ))?;
        place = chart.plotting_area().get_pixel_range();
        for seconds in [clip.start_seconds, clip.end_seconds] {
            edges.push(chart.backend_coord(&(seconds, 0.0)).0);
        }
        Ok(())
    })?;
    let (x, y) = place;
    let mut over = format!(
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
         href=\"data:image/png;base64,{image}\"/>\n",
        x.start,
        y.start,
        x.end - x.start,
        y.end - y.start,
    );
    // The picture lies above what was drawn: the edges of the kept part are drawn again.
    for edge in edges {
        over += &format!(
            "<path d=\"M{edge} {}V{}\" stroke=\"#ffb347\" stroke-width=\"2\"/>\n",
            y.start, y.end
        );
    }
    Ok(svg.replacen("</svg>", &format!("{over}</svg>"), 1))
}

/// One pixel per column and band, high frequencies on top.
fn image(traces: &Traces) -> Result<Vec<u8>, png::EncodingError> {
    let (width, height) = (traces.columns.len().max(1), Traces::BANDS);
    let mut pixels = Vec::with_capacity(width * height * 3);
    for band in (0..height).rev() {
        for index in 0..width {
            let power = traces
                .columns
                .get(index)
                .map_or(0.0, |column| column.bands[band]);
            pixels.extend(color(10.0 * power.max(1e-15).log10()));
        }
    }
    let mut file = Vec::new();
    let size = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut file, size(width), size(height));
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positions are clamped to the scale, colours lie between two bytes"
)]
fn color(level_db: f32) -> [u8; 3] {
    let (darkest, brightest) = RANGE_DB;
    let place = ((level_db - darkest) / (brightest - darkest)).clamp(0.0, 1.0);
    let place = place * (MAGMA.len() - 1) as f32;
    let below = (place as usize).min(MAGMA.len() - 2);
    let share = place - below as f32;
    std::array::from_fn(|channel| {
        let (low, high) = (MAGMA[below][channel], MAGMA[below + 1][channel]);
        (f32::from(low) + (f32::from(high) - f32::from(low)) * share) as u8
    })
}
