//! One packet of a compressed stream -> interleaved f32; the only file that names symphonia.

use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3,
    CODEC_ID_VORBIS,
};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::packet::PacketRef;
use symphonia::core::units::{Duration, Timestamp};

use super::guarded::Guarded;
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
pub(super) struct PacketDecoder(Guarded<Box<dyn AudioDecoder>>);

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
        let guarded = Guarded::new(move || make(&params)).ok_or_else(|| {
            Error::new(
                ErrorKind::UnsupportedCodec,
                format!(
                    "this form of {} is not decoded here: convert the file to 16-bit WAV",
                    codec.as_str()
                ),
            )
        })?;
        Ok(PacketDecoder(guarded))
    }

    /// Replaces `interleaved` by the samples of `packet`.
    pub(super) fn decode(
        &mut self,
        packet: &[u8],
        interleaved: &mut Vec<f32>,
    ) -> Result<Shape, BadPacket> {
        interleaved.clear();
        let packet = PacketRef::new(0, Timestamp::new(0), Duration::new(0), packet);
        let decoded = self.0.decode(|decoder| {
            let buffer = decoder.decode_ref(&packet).map_err(|_| BadPacket)?;
            buffer.copy_to_vec_interleaved(interleaved);
            Ok(Shape {
                sample_rate: buffer.spec().rate(),
                channels: buffer.num_planes(),
            })
        });
        decoded.inspect_err(|_| interleaved.clear())
    }
}

/// `None` if the setup is refused.
fn make(params: &AudioCodecParameters) -> Option<Box<dyn AudioDecoder>> {
    // Packets come untrimmed; this only silences the first half block of Vorbis.
    let options = AudioDecoderOptions::default().gapless(true);
    symphonia::default::get_codecs()
        .make_audio_decoder(params, &options)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::super::frames::{FrameHeader, MpegHeader};
    use super::*;
    use symphonia::core::audio::GenericAudioBufferRef;
    use symphonia::core::codecs::CodecInfo;
    use symphonia::core::codecs::audio::FinalizeResult;

    /// Breaks at every packet, as a decoder with a defect does at some.
    struct Broken;

    impl AudioDecoder for Broken {
        fn reset(&mut self) {}

        fn codec_info(&self) -> &CodecInfo {
            unreachable!("not asked")
        }

        fn codec_params(&self) -> &AudioCodecParameters {
            unreachable!("not asked")
        }

        fn decode_ref(
            &mut self,
            _: &PacketRef<'_>,
        ) -> symphonia::core::errors::Result<GenericAudioBufferRef<'_>> {
            panic!("a defect of the decoder, on purpose")
        }

        fn finalize(&mut self) -> FinalizeResult {
            FinalizeResult::default()
        }

        fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
            unreachable!("not asked")
        }
    }

    #[test]
    fn a_panic_costs_one_packet_and_not_the_rest() {
        let file = std::fs::read(testkit::fixture("coded/speech.mp3")).unwrap();
        let mut rest = &file[file.windows(2).position(|it| it == [0xFF, 0xF3]).unwrap()..];
        let mut decoder = PacketDecoder::new(Codec::Mp3, &[]).ok().unwrap();
        decoder.0.decoder = Some(Box::new(Broken));
        let (mut bad, mut frames, mut samples) = (0, 0, Vec::new());
        while let Some(header) = MpegHeader::parse(rest) {
            let Some((packet, after)) = rest.split_at_checked(header.frame_bytes) else {
                break;
            };
            rest = after;
            match decoder.decode(packet, &mut samples) {
                Ok(_) => frames += samples.len(),
                Err(BadPacket) => bad += 1,
            }
        }
        assert!((1..=2).contains(&bad), "{bad}");
        assert!(frames > 40_000, "{frames}");
    }
}
