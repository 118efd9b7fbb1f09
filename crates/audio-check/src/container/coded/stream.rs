//! What a demuxer learned -> what decoder and trimming need to know.

use super::super::codec::Codec;
use super::super::pcm::codec_of;
use super::super::quirk::Quirk;
use crate::convert::decode::Layout;
use crate::error::{Error, ErrorKind};
use crate::spec::PcmSpec;

/// How the packets hold their samples.
#[derive(Clone, Copy)]
pub(super) enum Packing {
    Coded(Codec),
    /// Packets of whole frames, as they are.
    Plain(Layout),
    /// Opus, made louder by so much.
    Opus {
        gain_db: f32,
    },
}

impl Packing {
    /// As ffmpeg spells it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Packing::Coded(codec) => codec.as_str(),
            Packing::Plain(layout) => codec_of(layout),
            Packing::Opus { .. } => "opus",
        }
    }
}

impl From<Codec> for Packing {
    fn from(codec: Codec) -> Packing {
        Packing::Coded(codec)
    }
}

/// What a demuxer learned from the header, checked.
pub(super) struct Stream {
    pub(super) container: &'static str,
    pub(super) packing: Packing,
    pub(super) sample_rate: u32,
    pub(super) channels: u16,
    pub(super) bits: Option<u16>,
    /// What the decoder needs beside the packets.
    pub(super) setup: Vec<u8>,
    /// Frames in front that the encoder added.
    pub(super) skip_frames: u64,
    /// Frames that were recorded, where the header says so.
    pub(super) total_frames: Option<u64>,
    pub(super) quirks: Vec<Quirk>,
}

impl Stream {
    pub(super) fn new(
        container: &'static str,
        packing: impl Into<Packing>,
        sample_rate: u32,
        channels: u16,
    ) -> Stream {
        Stream {
            container,
            packing: packing.into(),
            sample_rate,
            channels,
            bits: None,
            setup: Vec::new(),
            skip_frames: 0,
            total_frames: None,
            quirks: Vec::new(),
        }
    }

    pub(super) fn ensure_supported(&self, offset: u64) -> Result<(), Error> {
        let spec = PcmSpec {
            sample_rate: self.sample_rate,
            channels: self.channels,
            ..PcmSpec::TARGET
        };
        spec.ensure_supported().map_err(|error| {
            let message = format!("the header is impossible: {error}; export the file again");
            Error::new(ErrorKind::BadFormat, message).at(offset)
        })
    }
}

/// What demuxers and decoder tell each other on the way.
#[derive(Default)]
pub(super) struct Course {
    /// Frames that the decoder gave so far, padding included.
    pub(super) decoded_frames: u64,
    /// Where the recording ends on that count, once it is known.
    pub(super) end_frame: Option<u64>,
    /// Bytes that belong to no packet.
    pub(super) lost_bytes: u64,
    /// Bytes of all packets, which a good file does not use twice.
    pub(super) packet_bytes: u64,
    /// The stream ends inside a packet.
    pub(super) is_cut: bool,
}

impl Course {
    pub(super) fn of(stream: &Stream) -> Course {
        Course {
            end_frame: stream
                .total_frames
                .map(|total| total.saturating_add(stream.skip_frames)),
            ..Course::default()
        }
    }
}
