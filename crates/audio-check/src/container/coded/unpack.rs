//! A packet -> its samples: by a decoder, or as they stand there.

use super::super::codec::{BadPacket, PacketDecoder, Shape};
use super::super::opus::OpusPackets;
use super::stream::{Packing, Stream};
use crate::convert::decode::Decoder;
use crate::error::Error;

pub(super) enum Unpack {
    Coded(PacketDecoder),
    Plain(Decoder, Shape),
    Opus(Box<OpusPackets>),
}

impl Unpack {
    pub(super) fn of(stream: &Stream) -> Result<Unpack, Error> {
        Ok(match stream.packing {
            Packing::Coded(codec) => Unpack::Coded(PacketDecoder::new(codec, &stream.setup)?),
            Packing::Plain(layout) => {
                let shape = Shape {
                    sample_rate: stream.sample_rate,
                    channels: usize::from(stream.channels),
                };
                Unpack::Plain(Decoder::with_layout(layout, stream.channels), shape)
            }
            Packing::Opus { gain_db } => {
                Unpack::Opus(Box::new(OpusPackets::new(stream.channels, gain_db)?))
            }
        })
    }

    /// Replaces `interleaved` by the samples of `packet`.
    pub(super) fn decode(
        &mut self,
        packet: &[u8],
        interleaved: &mut Vec<f32>,
    ) -> Result<Shape, BadPacket> {
        match self {
            Unpack::Coded(decoder) => decoder.decode(packet, interleaved),
            Unpack::Plain(decoder, shape) => {
                decoder.push(packet, interleaved);
                Ok(*shape)
            }
            Unpack::Opus(decoder) => decoder.decode(packet, interleaved),
        }
    }
}
