//! An accepted file to mono samples.

use crate::audio;

/// Mono samples in [-1, 1].
pub(super) struct Mono {
    pub(super) samples: Vec<f32>,
    pub(super) sample_rate_hz: u32,
}

/// Longest stretch that is looked at: more does not change the statistics.
const MAX_FRAMES: usize = 1_000_000;

/// Decodes WAV with integer or float PCM, and raw PCM. `None` for other codecs.
pub(super) fn decode(file: &[u8]) -> Option<Mono> {
    let (bytes, channels, sample_rate_hz, format_tag, bits) = match audio::sound(file) {
        Ok(sound) => {
            let bytes = file.get(sound.data.clone())?;
            (
                bytes,
                sound.channels,
                sound.sample_rate_hz,
                sound.format_tag,
                sound.bits,
            )
        }
        Err(_) => (file, 1, 16_000, 1, 16),
    };
    let sample: fn(&[u8]) -> f32 = match (format_tag, bits) {
        (1, 8) => |b| (f32::from(b[0]) - 128.0) / 128.0,
        (1, 16) => |b| f32::from(i16::from_le_bytes([b[0], b[1]])) / 32_768.0,
        (1, 24) => |b| f32::from(i16::from_le_bytes([b[1], b[2]])) / 32_768.0,
        (1, 32) => |b| f32::from(i16::from_le_bytes([b[2], b[3]])) / 32_768.0,
        (3, 32) => |b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]),
        _ => return None,
    };
    let sample_bytes = usize::from(bits / 8);
    let frame_bytes = sample_bytes.checked_mul(usize::from(channels))?;
    let samples = bytes
        .chunks_exact(frame_bytes)
        .take(MAX_FRAMES)
        .map(|frame| {
            let sum: f32 = frame.chunks_exact(sample_bytes).map(sample).sum();
            let mean = sum / f32::from(channels);
            if mean.is_finite() { mean } else { 0.0 }
        })
        .collect();
    Some(Mono {
        samples,
        sample_rate_hz,
    })
}
