//! Interleaved samples -> mono.

/// Appends the mean of each frame of `interleaved` to `mono`.
pub(crate) fn to_mono(interleaved: &[f32], channels: u16, mono: &mut Vec<f32>) {
    match channels {
        1 => mono.extend_from_slice(interleaved),
        2 => mono.extend(
            interleaved
                .chunks_exact(2)
                .map(|frame| 0.5 * (frame[0] + frame[1])),
        ),
        n => {
            let share = 1.0 / f32::from(n);
            let frames = interleaved.chunks_exact(usize::from(n));
            mono.extend(frames.map(|frame| frame.iter().sum::<f32>() * share));
        }
    }
}
