//! One block of Microsoft ADPCM -> interleaved f32.

use super::{clamped, i16_at, scaled};

// Microsoft Multimedia Standards Update, 1994.
const MICROSOFT_ADAPT: [i32; 16] = [
    230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230,
];
/// The pairs that every encoder knows, in 1/256.
pub(crate) const MICROSOFT_PAIRS: [(i32, i32); 7] = [
    (256, 0),
    (512, -256),
    (0, 0),
    (192, 64),
    (240, 0),
    (460, -208),
    (392, -232),
];

/// `None` if the block is too short for its head.
pub(super) fn block(
    block: &[u8],
    channels: usize,
    pairs: &[(i32, i32)],
    out: &mut Vec<f32>,
) -> Option<()> {
    struct Channel {
        pair: (i32, i32),
        delta: i32,
        last: i32,
        before: i32,
    }
    let codes = block.get(7 * channels..)?;
    let mut states = Vec::with_capacity(channels);
    for channel in 0..channels {
        states.push(Channel {
            pair: *pairs.get(usize::from(block[channel])).or(pairs.first())?,
            delta: i16_at(block, channels + 2 * channel)?,
            last: i16_at(block, 3 * channels + 2 * channel)?,
            before: i16_at(block, 5 * channels + 2 * channel)?,
        });
    }
    out.extend(states.iter().map(|state| scaled(state.before)));
    out.extend(states.iter().map(|state| scaled(state.last)));
    let mut channel = 0;
    let whole = codes.len() * 2 / channels * channels;
    let codes = codes.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
    for code in codes.take(whole) {
        let state = &mut states[channel];
        let guess = (state.last * state.pair.0).saturating_add(state.before * state.pair.1) >> 8;
        let signed = i32::from(code) - if code & 8 != 0 { 16 } else { 0 };
        let sample = clamped(guess + signed * state.delta);
        (state.before, state.last) = (state.last, sample);
        let adapted = (MICROSOFT_ADAPT[usize::from(code)] * state.delta) >> 8;
        // The bound keeps the products above within 32 bits; encoders stay far below it.
        state.delta = adapted.clamp(16, 1 << 20);
        out.push(scaled(sample));
        channel = (channel + 1) % channels;
    }
    Some(())
}
