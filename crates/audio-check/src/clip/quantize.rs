//! f32 samples -> 16-bit samples, and back.

/// Appends `samples` as 16-bit: scaled by 32768, rounded to nearest, clamped.
#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped to the range of i16"
)]
pub(crate) fn quantize(samples: &[f32], out: &mut Vec<i16>) {
    out.extend(samples.iter().map(|sample| {
        (sample * 32_768.0)
            .round_ties_even()
            .clamp(-32_768.0, 32_767.0) as i16
    }));
}

/// 16-bit samples as f32, full scale 1.0; exact.
pub(crate) fn to_f32(samples: &[i16]) -> Vec<f32> {
    samples
        .iter()
        .map(|&sample| f32::from(sample) / 32_768.0)
        .collect()
}

/// 16-bit samples with a gain in dB; 0 dB changes nothing.
pub(crate) fn with_gain(samples: &[i16], gain_db: f64) -> Vec<i16> {
    let mut out = Vec::with_capacity(samples.len());
    if gain_db == 0.0 {
        out.extend_from_slice(samples);
    } else {
        let factor = crate::measure::decibel::gain_factor(gain_db);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "clamped to the range of i16"
        )]
        out.extend(samples.iter().map(|&sample| {
            (f64::from(sample) * factor)
                .round_ties_even()
                .clamp(-32_768.0, 32_767.0) as i16
        }));
    }
    out
}
