//! A compressed file -> packets, decoded and trimmed to what was recorded.

mod adts;
mod crc;
mod flac;
mod mp4;
mod mpeg;
mod ogg;
mod vorbis;

use std::io::Read;

use zeroize::Zeroizing;

use super::codec::{Codec, PacketDecoder, Shape};
use super::input::Input;
use super::quirk::Quirk;
use super::sniff::Kind;
use super::{Limits, SourceFormat};
use crate::error::{Error, ErrorKind};
use crate::spec::PcmSpec;

/// What a demuxer learned from the header, checked.
struct Stream {
    container: &'static str,
    codec: Codec,
    sample_rate: u32,
    channels: u16,
    bits: Option<u16>,
    /// What the decoder needs beside the packets.
    setup: Vec<u8>,
    /// Frames in front that the encoder added.
    skip_frames: u64,
    /// Frames that were recorded, where the header says so.
    total_frames: Option<u64>,
    quirks: Vec<Quirk>,
}

impl Stream {
    fn new(container: &'static str, codec: Codec, sample_rate: u32, channels: u16) -> Stream {
        Stream {
            container,
            codec,
            sample_rate,
            channels,
            bits: None,
            setup: Vec::new(),
            skip_frames: 0,
            total_frames: None,
            quirks: Vec::new(),
        }
    }

    fn ensure_supported(&self, offset: u64) -> Result<(), Error> {
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
struct Course {
    /// Frames that the decoder gave so far, padding included.
    decoded_frames: u64,
    /// Where the recording ends on that count, once it is known.
    end_frame: Option<u64>,
    /// Bytes that belong to no packet.
    lost_bytes: u64,
    /// Bytes of all packets, which a good file does not use twice.
    packet_bytes: u64,
    /// The stream ends inside a packet.
    is_cut: bool,
}

enum Demuxer {
    Mpeg(mpeg::Mpeg),
    Adts(adts::Adts),
    Flac(flac::Flac),
    Ogg(Box<ogg::Ogg>),
    Mp4(Box<mp4::Mp4>),
}

pub(super) struct Coded<R> {
    input: Input<R>,
    demuxer: Demuxer,
    decoder: PacketDecoder,
    format: SourceFormat,
    shape: Shape,
    skip_frames: u64,
    promised_frames: Option<u64>,
    course: Course,
    packet: Zeroizing<Vec<u8>>,
    limits: Limits,
    frames: u64,
    bad_packets: u64,
    quirks: Vec<Quirk>,
    ended: bool,
}

/// Speech takes at least 8 kbit/s in the codecs read here, and silence far less: an hour of a muted
/// microphone in FLAC is 55 bytes a second. Half of the former is asked for, after five minutes.
const LEAST_BYTES_A_SEC: u64 = 500;
const SECS_WITHOUT_QUESTION: u64 = 300;
/// Packets in a row that give nothing before the rest is given up.
const MOST_BAD_PACKETS_IN_A_ROW: u32 = 1000;

impl<R: Read> Coded<R> {
    pub(super) fn open(mut input: Input<R>, kind: Kind, limits: &Limits) -> Result<Self, Error> {
        let (demuxer, stream) = match kind {
            Kind::Mpeg => {
                let (demuxer, stream) = mpeg::Mpeg::open(&mut input)?;
                (Demuxer::Mpeg(demuxer), stream)
            }
            Kind::Adts => {
                let (demuxer, stream) = adts::Adts::open(&mut input)?;
                (Demuxer::Adts(demuxer), stream)
            }
            Kind::Flac => {
                let (demuxer, stream) = flac::Flac::open(&mut input)?;
                (Demuxer::Flac(demuxer), stream)
            }
            Kind::Ogg => {
                let (demuxer, stream) = ogg::Ogg::open(&mut input)?;
                (Demuxer::Ogg(Box::new(demuxer)), stream)
            }
            _ => {
                let (demuxer, stream) = mp4::Mp4::open(&mut input)?;
                (Demuxer::Mp4(Box::new(demuxer)), stream)
            }
        };
        stream.ensure_supported(input.offset())?;
        let course = Course {
            end_frame: stream
                .total_frames
                .map(|total| total.saturating_add(stream.skip_frames)),
            ..Course::default()
        };
        Ok(Coded {
            input,
            demuxer,
            decoder: PacketDecoder::new(stream.codec, &stream.setup)?,
            format: SourceFormat {
                container: stream.container,
                codec: stream.codec.as_str(),
                sample_rate: stream.sample_rate,
                channels: stream.channels,
                bits: stream.bits,
            },
            shape: Shape {
                sample_rate: stream.sample_rate,
                channels: usize::from(stream.channels),
            },
            skip_frames: stream.skip_frames,
            promised_frames: stream.total_frames,
            course,
            packet: Zeroizing::new(Vec::new()),
            limits: *limits,
            frames: 0,
            bad_packets: 0,
            quirks: stream.quirks,
            ended: false,
        })
    }

    /// The same stream, found inside another container.
    pub(super) fn inside(mut self, container: &'static str) -> Self {
        self.format.container = container;
        self
    }

    pub(super) fn format(&self) -> &SourceFormat {
        &self.format
    }

    pub(super) fn quirks(&self) -> &[Quirk] {
        &self.quirks
    }

    pub(super) fn read(&mut self, interleaved: &mut Vec<f32>) -> Result<bool, Error> {
        let mut bad_in_a_row = 0;
        while !self.ended {
            interleaved.clear();
            let at_end = self
                .course
                .end_frame
                .is_some_and(|end| self.course.decoded_frames >= end);
            if at_end || bad_in_a_row > MOST_BAD_PACKETS_IN_A_ROW || !self.next_packet()? {
                self.finish()?;
                break;
            }
            let Ok(shape) = self.decoder.decode(&self.packet, interleaved) else {
                self.bad_packets += 1;
                bad_in_a_row += 1;
                continue;
            };
            if interleaved.is_empty() {
                continue;
            }
            if shape != self.shape {
                self.quirks.push(Quirk::FormatChanges);
                self.finish()?;
                interleaved.clear();
                break;
            }
            bad_in_a_row = 0;
            self.trim(interleaved);
            self.frames += (interleaved.len() / shape.channels) as u64;
            if self.frames > self.limits.max_frames(self.format.sample_rate) {
                return Err(self.limits.too_long());
            }
            self.ensure_no_bomb()?;
            if !interleaved.is_empty() {
                return Ok(true);
            }
        }
        interleaved.clear();
        Ok(false)
    }

    /// A few bytes must not become hours of samples.
    fn ensure_no_bomb(&self) -> Result<(), Error> {
        let secs = self.frames / u64::from(self.format.sample_rate);
        let bytes = self.input.offset();
        let allowed_secs = SECS_WITHOUT_QUESTION + bytes / LEAST_BYTES_A_SEC;
        if secs <= allowed_secs && self.course.packet_bytes <= bytes {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::TooLarge,
            format!(
                "{bytes} bytes unpack to more than {secs} seconds, which no recording does: \
                 export the file again, without the silence"
            ),
        )
        .at(bytes))
    }

    fn next_packet(&mut self) -> Result<bool, Error> {
        self.packet.clear();
        let (input, packet, course) = (&mut self.input, &mut self.packet, &mut self.course);
        let more = match &mut self.demuxer {
            Demuxer::Mpeg(demuxer) => demuxer.next(input, packet, course),
            Demuxer::Adts(demuxer) => demuxer.next(input, packet, course),
            Demuxer::Flac(demuxer) => demuxer.next(input, packet, course),
            Demuxer::Ogg(demuxer) => demuxer.next(input, packet, course),
            Demuxer::Mp4(demuxer) => demuxer.next(input, packet, course),
        };
        self.course.packet_bytes += self.packet.len() as u64;
        more
    }

    /// Takes off what the encoder added in front and behind.
    fn trim(&mut self, interleaved: &mut Vec<f32>) {
        let channels = self.shape.channels;
        let count = interleaved.len() / channels;
        let first = self.course.decoded_frames;
        self.course.decoded_frames += count as u64;
        let within = |frame: u64| {
            usize::try_from(frame.saturating_sub(first)).map_or(count, |at| at.min(count))
        };
        let keep_from = within(self.skip_frames);
        let keep_to = self.course.end_frame.map_or(count, within);
        interleaved.truncate(keep_to * channels);
        interleaved.drain(..keep_from.min(keep_to) * channels);
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.ended = true;
        if self.frames == 0 {
            let (kind, message) = if self.bad_packets > 0 {
                (
                    ErrorKind::BrokenStructure,
                    "no packet of the file can be decoded",
                )
            } else {
                (
                    ErrorKind::Empty,
                    "the file has a header but not a single frame",
                )
            };
            return Err(Error::new(
                kind,
                format!("{message}: record or export it again"),
            ));
        }
        if self.bad_packets > 0 || self.course.lost_bytes > 0 {
            self.quirks.push(Quirk::StreamDamaged {
                lost_packets: self.bad_packets,
                lost_bytes: self.course.lost_bytes,
            });
        }
        let is_short = self
            .promised_frames
            .is_some_and(|promised| self.frames < promised);
        if self.course.is_cut || (is_short && !self.quirks.contains(&Quirk::FormatChanges)) {
            self.quirks.push(Quirk::StreamTruncated {
                declared_frames: self.promised_frames,
                found_frames: self.frames,
            });
        }
        Ok(())
    }
}
