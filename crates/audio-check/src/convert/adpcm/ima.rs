//! One block of IMA ADPCM, as WAV or as QuickTime packs it -> interleaved f32.

use super::{clamped, i16_at, scaled};

// IMA Digital Audio Focus and Technical Working Groups, Recommended Practices 3.00, 1992.
const IMA_INDEX: [i32; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];
const IMA_STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66,
    73, 80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449,
    494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272,
    2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493,
    10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];
/// Where the decoder of one channel stands.
#[derive(Clone, Copy, Default)]
pub(super) struct State {
    sample: i32,
    index: usize,
}

impl State {
    fn step(&mut self, code: u8) -> f32 {
        let step = IMA_STEPS[self.index];
        let mut change = step >> 3;
        for (bit, part) in [(4, step), (2, step >> 1), (1, step >> 2)] {
            change += if code & bit != 0 { part } else { 0 };
        }
        self.sample = clamped(if code & 8 != 0 {
            self.sample - change
        } else {
            self.sample + change
        });
        let index = self
            .index
            .saturating_add_signed(IMA_INDEX[usize::from(code & 7)] as isize);
        self.index = index.min(88);
        scaled(self.sample)
    }
}

/// Every block of WAV begins with the state of each channel; `None` if it is too short for that.
pub(super) fn wav_block(block: &[u8], channels: usize, out: &mut Vec<f32>) -> Option<()> {
    let codes = block.get(4 * channels..)?;
    let from = out.len();
    // Eight codes of one channel stand together.
    let frames = 1 + codes.len() / (4 * channels) * 8;
    out.resize(from + frames * channels, 0.0);
    for channel in 0..channels {
        let mut state = State {
            sample: i16_at(block, 4 * channel)?,
            index: usize::from(block[4 * channel + 2]).min(88),
        };
        out[from + channel] = scaled(state.sample);
        let mut at = from + channels + channel;
        for group in codes.chunks_exact(4 * channels) {
            for byte in &group[4 * channel..4 * channel + 4] {
                for code in [byte & 0x0F, byte >> 4] {
                    out[at] = state.step(code);
                    at += channels;
                }
            }
        }
    }
    Some(())
}

/// Bytes of one channel in a packet of QuickTime: two of state, 64 codes.
pub(crate) const QUICKTIME_BYTES: u16 = 34;
const PACKET_BYTES: usize = QUICKTIME_BYTES as usize;
/// Frames of a packet of QuickTime.
pub(super) const QUICKTIME_FRAMES: usize = 64;

/// One channel stands behind the other; a packet that is cut gives nothing (Apple, TN1081).
pub(super) fn quicktime_block(
    block: &[u8],
    states: &mut [State],
    out: &mut Vec<f32>,
) -> Option<()> {
    let channels = states.len();
    let whole = block.get(..PACKET_BYTES * channels)?;
    let from = out.len();
    out.resize(from + QUICKTIME_FRAMES * channels, 0.0);
    let (packets, _) = whole.as_chunks::<PACKET_BYTES>();
    for ((channel, state), packet) in states.iter_mut().enumerate().zip(packets) {
        let [high, low, codes @ ..] = packet;
        let head = i32::from(i16::from_be_bytes([*high, *low & 0x80]));
        let index = usize::from(low & 0x7F).min(88);
        // The head has nine bits of the sample; what the last packet left is finer, if it fits.
        if state.index != index || (head - state.sample).abs() > 0x7F {
            *state = State {
                sample: head,
                index,
            };
        }
        let mut at = from + channel;
        for byte in codes {
            for code in [byte & 0x0F, byte >> 4] {
                out[at] = state.step(code);
                at += channels;
            }
        }
    }
    Some(())
}
