//! Blocks of IMA or Microsoft ADPCM, in any split -> interleaved f32, full scale 1.0.

mod ima;
mod microsoft;

use zeroize::Zeroizing;

pub(crate) use ima::QUICKTIME_BYTES;
pub(crate) use microsoft::MICROSOFT_PAIRS;

/// Which family of four-bit codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// IMA ADPCM as WAV stores it (tag 0x0011).
    Ima,
    /// IMA ADPCM as QuickTime, AIFC and CAF store it (`ima4`).
    QuickTime,
    /// Microsoft ADPCM (tag 0x0002) with its pairs of predictor coefficients.
    Microsoft(Vec<(i32, i32)>),
}

/// Every block begins anew, or within a step of the last one (QuickTime), so a block that is cut or
/// damaged costs only itself.
pub(crate) struct Decoder {
    kind: Kind,
    channels: usize,
    /// What QuickTime carries from one packet to the next.
    states: Vec<ima::State>,
    block_bytes: usize,
    carry: Zeroizing<Vec<u8>>,
}

impl Decoder {
    /// `None` if a block of `block_bytes` cannot even hold its own head.
    pub(crate) fn new(kind: Kind, channels: u16, block_bytes: u16) -> Option<Decoder> {
        let channels = usize::from(channels);
        let head_bytes = match kind {
            Kind::Ima => 4 * channels,
            Kind::QuickTime => (usize::from(ima::QUICKTIME_BYTES) * channels).saturating_sub(1),
            Kind::Microsoft(_) => 7 * channels,
        };
        // More than two channels follow the same order in SoX; eight are more than anyone records.
        ((1..=8).contains(&channels) && usize::from(block_bytes) > head_bytes).then(|| Decoder {
            kind,
            channels,
            states: vec![ima::State::default(); channels],
            block_bytes: usize::from(block_bytes),
            carry: Zeroizing::new(Vec::with_capacity(usize::from(block_bytes))),
        })
    }

    /// Frames of a whole block.
    pub(crate) fn block_frames(&self) -> u64 {
        let frames = match self.kind {
            Kind::QuickTime => ima::QUICKTIME_FRAMES,
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
            self.block_of_carry(interleaved);
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
        self.block_of_carry(interleaved);
    }

    fn block_of_carry(&mut self, interleaved: &mut Vec<f32>) {
        let mut carry = std::mem::take(&mut self.carry);
        self.block(&carry, interleaved);
        carry.clear();
        self.carry = carry;
    }

    fn block(&mut self, block: &[u8], out: &mut Vec<f32>) {
        // A block too short for its head gives nothing.
        let _ = match &self.kind {
            Kind::Ima => ima::wav_block(block, self.channels, out),
            Kind::QuickTime => ima::quicktime_block(block, &mut self.states, out),
            Kind::Microsoft(pairs) => microsoft::block(block, self.channels, pairs, out),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_saturate() {
        for kind in [
            Kind::Ima,
            Kind::QuickTime,
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
        for kind in [
            Kind::Ima,
            Kind::QuickTime,
            Kind::Microsoft(MICROSOFT_PAIRS.to_vec()),
        ] {
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
        assert!(Decoder::new(Kind::QuickTime, 2, 67).is_none());
        assert!(Decoder::new(Kind::QuickTime, 0, 34).is_none());
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
