//! One packet of a compressed stream -> interleaved f32; the only file that names symphonia.

use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3,
    CODEC_ID_VORBIS,
};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::packet::PacketRef;
use symphonia::core::units::{Duration, Timestamp};

use crate::error::{Error, ErrorKind};

/// What is decoded here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    Mp1,
    Mp2,
    Mp3,
    Aac,
    Alac,
    Flac,
    Vorbis,
}

impl Codec {
    /// As ffmpeg spells it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Codec::Mp1 => "mp1",
            Codec::Mp2 => "mp2",
            Codec::Mp3 => "mp3",
            Codec::Aac => "aac",
            Codec::Alac => "alac",
            Codec::Flac => "flac",
            Codec::Vorbis => "vorbis",
        }
    }
}

/// A packet that gave no samples.
pub(super) struct BadPacket;

/// A decoder whose setup was validated by its demuxer, so that its memory is bounded.
pub(super) struct PacketDecoder {
    decoder: Box<dyn AudioDecoder>,
    /// A panic may have left it in any state.
    is_dead: bool,
}

/// Rate and channels of the samples that a packet gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) sample_rate: u32,
    pub(super) channels: usize,
}

impl PacketDecoder {
    /// `setup` is what the container stores beside the packets.
    pub(super) fn new(codec: Codec, setup: &[u8]) -> Result<PacketDecoder, Error> {
        let mut params = AudioCodecParameters::new();
        params.for_codec(match codec {
            Codec::Mp1 => CODEC_ID_MP1,
            Codec::Mp2 => CODEC_ID_MP2,
            Codec::Mp3 => CODEC_ID_MP3,
            Codec::Aac => CODEC_ID_AAC,
            Codec::Alac => CODEC_ID_ALAC,
            Codec::Flac => CODEC_ID_FLAC,
            Codec::Vorbis => CODEC_ID_VORBIS,
        });
        if !setup.is_empty() {
            params.with_extra_data(setup.into());
        }
        // Packets come untrimmed; this only silences the first half block of Vorbis.
        let options = AudioDecoderOptions::default().gapless(true);
        let made =
            catch_unwind(|| symphonia::default::get_codecs().make_audio_decoder(&params, &options));
        match made {
            Ok(Ok(decoder)) => Ok(PacketDecoder {
                decoder,
                is_dead: false,
            }),
            Ok(Err(_)) | Err(_) => Err(Error::new(
                ErrorKind::UnsupportedCodec,
                format!(
                    "this form of {} is not decoded here: convert the file to 16-bit WAV",
                    codec.as_str()
                ),
            )),
        }
    }

    /// Replaces `interleaved` by the samples of `packet`.
    pub(super) fn decode(
        &mut self,
        packet: &[u8],
        interleaved: &mut Vec<f32>,
    ) -> Result<Shape, BadPacket> {
        interleaved.clear();
        if self.is_dead {
            return Err(BadPacket);
        }
        let packet = PacketRef::new(0, Timestamp::new(0), Duration::new(0), packet);
        let decoder = &mut self.decoder;
        let decoded = catch_unwind(AssertUnwindSafe(|| {
            decoder.decode_ref(&packet).map(|buffer| {
                buffer.copy_to_vec_interleaved(interleaved);
                Shape {
                    sample_rate: buffer.spec().rate(),
                    channels: buffer.num_planes(),
                }
            })
        }));
        match decoded {
            Ok(decoded) => decoded.map_err(|_| BadPacket),
            Err(_) => {
                self.is_dead = true;
                Err(BadPacket)
            }
        }
    }
}
