//! One packet of Opus (RFC 6716) -> interleaved f32 at 48 kHz; the only file that names `ropus`.

use ropus::{Channels, DecodeMode, Decoder};
use zeroize::Zeroizing;

use super::codec::{BadPacket, Shape};
use super::guarded::Guarded;
use crate::error::{Error, ErrorKind};

/// Every stream can be decoded at it, whatever rate was recorded.
pub(super) const OPUS_RATE_HZ: u32 = 48_000;
/// The longest packet: 120 ms.
const LONGEST_FRAMES: usize = 5_760;

pub(super) struct OpusPackets {
    decoder: Guarded<Box<Decoder>>,
    channels: usize,
    gain: f32,
    samples: Zeroizing<Vec<f32>>,
}

impl OpusPackets {
    /// Of 1 or 2 channels; the header may ask for a gain.
    pub(super) fn new(channels: u16, gain_db: f32) -> Result<OpusPackets, Error> {
        let channels = usize::from(channels);
        let decoder = Guarded::new(move || make(channels)).ok_or_else(|| {
            Error::new(
                ErrorKind::UnsupportedCodec,
                "this form of Opus is not decoded here: convert the file to 16-bit WAV",
            )
        })?;
        Ok(OpusPackets {
            decoder,
            channels,
            gain: 10.0_f32.powf(gain_db / 20.0),
            samples: Zeroizing::new(vec![0.0; LONGEST_FRAMES * channels]),
        })
    }

    /// Replaces `interleaved` by the samples of `packet`.
    pub(super) fn decode(
        &mut self,
        packet: &[u8],
        interleaved: &mut Vec<f32>,
    ) -> Result<Shape, BadPacket> {
        interleaved.clear();
        // The decoder would fill in for a packet that is empty.
        if packet.is_empty() {
            return Err(BadPacket);
        }
        let samples = &mut self.samples;
        let frames = self.decoder.decode(|decoder| {
            let frames = decoder.decode_float(packet, samples, DecodeMode::Normal);
            frames.map_err(|_| BadPacket)
        })?;
        let samples = self.samples.get(..frames * self.channels);
        let samples = samples.ok_or(BadPacket)?;
        interleaved.extend(samples.iter().map(|sample| sample * self.gain));
        Ok(Shape {
            sample_rate: OPUS_RATE_HZ,
            channels: self.channels,
        })
    }
}

fn make(channels: usize) -> Option<Box<Decoder>> {
    let channels = if channels == 1 {
        Channels::Mono
    } else {
        Channels::Stereo
    };
    Decoder::new(OPUS_RATE_HZ, channels).ok().map(Box::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_packet_gives_at_most_120_ms_and_breaks_nothing(
            packets in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 1..20),
            channels in 1_u16..3,
        ) {
            let mut decoder = OpusPackets::new(channels, 0.0).unwrap();
            let mut samples = Vec::new();
            for packet in packets {
                if let Ok(shape) = decoder.decode(&packet, &mut samples) {
                    prop_assert_eq!(samples.len() % shape.channels, 0);
                    prop_assert!(samples.len() <= LONGEST_FRAMES * shape.channels);
                    prop_assert!(samples.iter().all(|sample| sample.is_finite()));
                }
            }
            prop_assert_eq!(decoder.decoder.panics, 0);
        }
    }

    #[test]
    fn the_gain_of_the_header_is_applied() {
        let packet = [0x78, 0xFF, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0];
        let loud = |gain_db| {
            let mut samples = Vec::new();
            let mut decoder = OpusPackets::new(1, gain_db).unwrap();
            assert!(decoder.decode(&packet, &mut samples).is_ok());
            samples.iter().map(|it| f64::from(it * it)).sum::<f64>()
        };
        assert!(loud(0.0) > 0.0);
        assert!((10.0 * (loud(-6.0) / loud(0.0)).log10() + 6.0).abs() < 0.01);
    }
}
