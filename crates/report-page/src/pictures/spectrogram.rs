//! Power over time and frequency, as colours.

use super::chart::{axes, picture};
use super::{Drawn, Scene};
use audio_check::Traces;
use base64::Engine as _;

/// Levels from black to the brightest colour, dBFS per 50 Hz.
const DARKEST_DB: f32 = -110.0;
const BRIGHTEST_DB: f32 = -35.0;

/// Anchors of the colour scale "magma" (S. van der Walt and N. Smith, CC0), dark to bright.
const MAGMA: [[u8; 3]; 9] = [
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
    let image = base64::engine::general_purpose::STANDARD.encode(image(scene.traces)?);
    let mut place = (0..0, 0..0);
    let svg = picture(260, |area| {
        let chart = axes(area, 0.0..scene.secs(), 0.0..8.0, ("s", "kHz"))?;
        place = chart.plotting_area().get_pixel_range();
        Ok(())
    })?;
    let (x, y) = place;
    let element = format!(
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
         href=\"data:image/png;base64,{image}\"/>\n</svg>",
        x.start,
        y.start,
        x.end - x.start,
        y.end - y.start,
    );
    Ok(svg.replacen("</svg>", &element, 1))
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
    let place = ((level_db - DARKEST_DB) / (BRIGHTEST_DB - DARKEST_DB)).clamp(0.0, 1.0);
    let place = place * (MAGMA.len() - 1) as f32;
    let below = (place as usize).min(MAGMA.len() - 2);
    let share = place - below as f32;
    std::array::from_fn(|channel| {
        let (low, high) = (MAGMA[below][channel], MAGMA[below + 1][channel]);
        (f32::from(low) + (f32::from(high) - f32::from(low)) * share) as u8
    })
}
