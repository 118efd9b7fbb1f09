//! Blocks of IMA or Microsoft ADPCM, in any split -> interleaved f32, full scale 1.0.

use zeroize::Zeroizing;

/// Which of the two families of four-bit codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// IMA ADPCM as WAV stores it (tag 0x0011).
    Ima,
    /// Microsoft ADPCM (tag 0x0002) with its pairs of predictor coefficients.
    Microsoft(Vec<(i32, i32)>),
}

/// Every block begins anew, so a block that is cut or damaged costs only itself.
pub(crate) struct Decoder {
    kind: Kind,
    channels: usize,
    block_bytes: usize,
    carry: Zeroizing<Vec<u8>>,
}

// IMA Digital Audio Focus and Technical Working Groups, Recommended Practices 3.00, 1992.
const IMA_INDEX: [i32; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];
const IMA_STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66,
    73, 80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449,
    494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272,
    2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493,
    10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];
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

impl Decoder {
    /// `None` if a block of `block_bytes` cannot even hold its own head.
    pub(crate) fn new(kind: Kind, channels: u16, block_bytes: u16) -> Option<Decoder> {
        let channels = usize::from(channels);
        let head_bytes = match kind {
            Kind::Ima => 4 * channels,
            Kind::Microsoft(_) => 7 * channels,
        };
        // More than two channels follow the same order in SoX; eight are more than anyone records.
        ((1..=8).contains(&channels) && usize::from(block_bytes) > head_bytes).then(|| Decoder {
            kind,
            channels,
            block_bytes: usize::from(block_bytes),
            carry: Zeroizing::new(Vec::with_capacity(usize::from(block_bytes))),
        })
    }

    /// Frames of a whole block.
    pub(crate) fn block_frames(&self) -> u64 {
        let frames = match self.kind {
            Kind::Ima => 1 + (self.block_bytes / (4 * self.channels) - 1) * 8,
            Kind::Microsoft(_) => 2 + (self.block_bytes - 7 * self.channels) * 2 / self.channels,
        };
        frames as u64
    }

    /// Replaces `interleaved` by the frames of the blocks that `bytes` completes.
    pub(crate) fn push(&mut self, bytes: &[u8], interleaved: &mut Vec<f32>) {
        interleaved.clear();
        let mut rest = bytes;
        if !self.carry.is_empty() {
            let missing = self.block_bytes - self.carry.len();
            let (head, tail) = rest.split_at(missing.min(rest.len()));
            self.carry.extend_from_slice(head);
            rest = tail;
            if self.carry.len() < self.block_bytes {
                return;
            }
            self.block(&self.carry, interleaved);
            self.carry.clear();
        }
        let mut blocks = rest.chunks_exact(self.block_bytes);
        for block in &mut blocks {
            self.block(block, interleaved);
        }
        self.carry.extend_from_slice(blocks.remainder());
    }

    /// The frames of the last block, which may be shorter than the others.
    pub(crate) fn finish(&mut self, interleaved: &mut Vec<f32>) {
        interleaved.clear();
        self.block(&self.carry, interleaved);
        self.carry.clear();
    }

    fn block(&self, block: &[u8], out: &mut Vec<f32>) {
        // A block too short for its head gives nothing.
        let _ = match &self.kind {
            Kind::Ima => ima(block, self.channels, out),
            Kind::Microsoft(pairs) => microsoft(block, self.channels, pairs, out),
        };
    }
}

#[expect(clippy::cast_precision_loss, reason = "16-bit values are exact in f32")]
fn scaled(sample: i32) -> f32 {
    sample as f32 / 32_768.0
}

fn i16_at(block: &[u8], at: usize) -> Option<i32> {
    Some(i32::from(i16::from_le_bytes(
        *block.get(at..)?.first_chunk()?,
    )))
}

fn clamped(sample: i32) -> i32 {
    sample.clamp(-32_768, 32_767)
}

fn ima(block: &[u8], channels: usize, out: &mut Vec<f32>) -> Option<()> {
    let codes = block.get(4 * channels..)?;
    let from = out.len();
    // Eight codes of one channel stand together.
    let frames = 1 + codes.len() / (4 * channels) * 8;
    out.resize(from + frames * channels, 0.0);
    for channel in 0..channels {
        let mut sample = i16_at(block, 4 * channel)?;
        let mut index = usize::from(block[4 * channel + 2]).min(88);
        out[from + channel] = scaled(sample);
        let mut at = from + channels + channel;
        for group in codes.chunks_exact(4 * channels) {
            for byte in &group[4 * channel..4 * channel + 4] {
                for code in [byte & 0x0F, byte >> 4] {
                    let step = IMA_STEPS[index];
                    let mut change = step >> 3;
                    for (bit, part) in [(4, step), (2, step >> 1), (1, step >> 2)] {
                        change += if code & bit != 0 { part } else { 0 };
                    }
                    sample = clamped(if code & 8 != 0 {
                        sample - change
                    } else {
                        sample + change
                    });
                    index = index.saturating_add_signed(IMA_INDEX[usize::from(code & 7)] as isize);
                    index = index.min(88);
                    out[at] = scaled(sample);
                    at += channels;
                }
            }
        }
    }
    Some(())
}

fn microsoft(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_saturate() {
        for kind in [
            Kind::Ima,
            Kind::Microsoft(vec![(i32::from(i16::MAX), i32::from(i16::MIN))]),
        ] {
            for fill in [0x00, 0x77, 0x88, 0xFF] {
                let mut decoder = Decoder::new(kind.clone(), 2, 512).unwrap();
                let mut out = Vec::new();
                let mut block = [fill; 512];
                block[..2].fill(0);
                decoder.push(&block, &mut out);
                assert!(out.iter().all(|sample| (-1.0..1.0).contains(sample)));
            }
        }
    }

    #[test]
    fn any_split_gives_the_same_samples() {
        let bytes: Vec<u8> = (0..1000_u32)
            .map(|n| ((n * 7919) >> 3).to_le_bytes()[0])
            .collect();
        for kind in [Kind::Ima, Kind::Microsoft(MICROSOFT_PAIRS.to_vec())] {
            let decode = |step: usize| {
                let mut decoder = Decoder::new(kind.clone(), 2, 256).unwrap();
                let (mut all, mut out) = (Vec::new(), Vec::new());
                for piece in bytes.chunks(step) {
                    decoder.push(piece, &mut out);
                    all.extend_from_slice(&out);
                }
                decoder.finish(&mut out);
                all.extend_from_slice(&out);
                all
            };
            assert_eq!(decode(1000), decode(1));
            assert_eq!(decode(1000), decode(255));
        }
    }

    #[test]
    fn blocks_shorter_than_their_head_are_refused() {
        assert!(Decoder::new(Kind::Ima, 1, 4).is_none());
        assert!(Decoder::new(Kind::Microsoft(Vec::new()), 2, 14).is_none());
        assert!(Decoder::new(Kind::Ima, 9, 512).is_none());
    }

    #[test]
    fn a_block_has_as_many_frames_as_it_gives() {
        let kinds = [Kind::Ima, Kind::Microsoft(MICROSOFT_PAIRS.to_vec())];
        for (kind, channels) in kinds
            .iter()
            .flat_map(|kind| (1..=8).map(move |it| (kind, it)))
        {
            let mut decoder = Decoder::new(kind.clone(), channels, 512).unwrap();
            let mut samples = Vec::new();
            decoder.push(&[0; 512], &mut samples);
            let frames = samples.len() / usize::from(channels);
            assert_eq!(frames as u64, decoder.block_frames(), "{kind:?} {channels}");
        }
    }
}
