//! A compressed file -> packets, decoded and trimmed to what was recorded.

mod adts;
mod caf;
mod crc;
mod flac;
mod mp4;
mod mpeg;
mod next_frame;
mod ogg;
mod opus;
mod sbr;
mod setup;
mod stream;
mod unpack;
mod vorbis;

use std::io::Read;

use zeroize::Zeroizing;

use super::caf::Packets;
use super::codec::{Codec, Shape};
use super::input::Input;
use super::quirk::Quirk;
use super::sniff::Kind;
use super::{Limits, SourceFormat};
use crate::error::{Error, ErrorKind};
use stream::{Course, Stream};
use unpack::Unpack;

enum Demuxer {
    Mpeg(mpeg::Mpeg),
    Adts(adts::Adts),
    Flac(flac::Flac),
    Ogg(Box<ogg::Ogg>),
    Mp4(Box<mp4::Mp4>),
    Caf(caf::Caf),
}

pub(super) struct Coded<R> {
    input: Input<R>,
    demuxer: Demuxer,
    decoder: Unpack,
    format: SourceFormat,
    shape: Shape,
    skip_frames: u64,
    promised_frames: Option<u64>,
    course: Course,
    sbr: sbr::Vote,
    /// Frames that the decoder gave of the streams before this one of a chain.
    frames_before: u64,
    packet: Zeroizing<Vec<u8>>,
    limits: Limits,
    frames: u64,
    bad_packets: u64,
    quirks: Vec<Quirk>,
    ended: bool,
}

/// Samples that any file may unpack to: five minutes of 48 kHz stereo, for those who were muted.
const WORK_WITHOUT_QUESTION: u64 = 40_000_000;
/// And for each byte beside: stereo of 48 kHz at 32 kbit/s, the least of MP3, is such a recording.
/// Of 4 MB that is less than a second of work (docs/reliability.md).
const WORK_PER_BYTE: u64 = 32;
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
        Coded::of(input, demuxer, stream, limits)
    }

    /// Packets of a CAF, to which its chunks led.
    pub(super) fn of_caf(
        input: Input<R>,
        packets: Packets,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let (demuxer, stream) = caf::Caf::open(packets)?;
        let coded = Coded::of(input, Demuxer::Caf(demuxer), stream, limits)?;
        // ffmpeg counts the last packet as full; the table itself tells when packets are missing.
        Ok(Coded {
            promised_frames: None,
            ..coded
        })
    }

    fn of(
        input: Input<R>,
        demuxer: Demuxer,
        stream: Stream,
        limits: &Limits,
    ) -> Result<Self, Error> {
        stream.ensure_supported(input.offset())?;
        let course = Course::of(&stream);
        Ok(Coded {
            input,
            demuxer,
            decoder: Unpack::of(&stream)?,
            format: SourceFormat {
                container: stream.container,
                codec: stream.packing.as_str(),
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
            sbr: sbr::Vote::default(),
            frames_before: 0,
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
                if self.next_stream()? {
                    bad_in_a_row = 0;
                    continue;
                }
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
            if self.format.codec == Codec::Aac.as_str() {
                self.sbr.ask(&self.packet);
            }
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
        let frames = self.frames_before + self.course.decoded_frames;
        let rate = u64::from(self.format.sample_rate);
        // Decoding costs by the sample, and what comes after at 16 kHz twice as much.
        let work = frames
            .saturating_mul(u64::from(self.format.channels))
            .saturating_add(frames.saturating_mul(32_000) / rate);
        let bytes = self.input.reached();
        let allowed = WORK_WITHOUT_QUESTION.saturating_add(bytes.saturating_mul(WORK_PER_BYTE));
        if work <= allowed && self.course.packet_bytes <= bytes {
            return Ok(());
        }
        let secs = frames / rate;
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
            Demuxer::Caf(demuxer) => demuxer.next(input, packet, course),
        };
        self.course.packet_bytes += self.packet.len() as u64;
        more
    }

    /// Goes on with the next stream of a chain, if it is of the same kind.
    fn next_stream(&mut self) -> Result<bool, Error> {
        let Demuxer::Ogg(demuxer) = &mut self.demuxer else {
            return Ok(false);
        };
        let stream = match demuxer.next_stream(&mut self.input) {
            Ok(None) => {
                self.course.is_cut |= demuxer.is_given_up;
                return Ok(false);
            }
            Ok(Some(stream)) => Some(stream),
            Err(error) if matches!(error.kind(), ErrorKind::Io | ErrorKind::TooLarge) => {
                return Err(error);
            }
            Err(_) => None,
        };
        let stream = stream.filter(|stream| {
            (stream.packing.as_str(), stream.sample_rate, stream.channels)
                == (
                    self.format.codec,
                    self.format.sample_rate,
                    self.format.channels,
                )
        });
        let Some(stream) = stream else {
            self.quirks.push(Quirk::FormatChanges);
            return Ok(false);
        };
        self.decoder = Unpack::of(&stream)?;
        self.frames_before += self.course.decoded_frames;
        self.promised_frames = self
            .promised_frames
            .zip(stream.total_frames)
            .map(|(before, more)| before.saturating_add(more));
        self.skip_frames = stream.skip_frames;
        self.course = Course {
            lost_bytes: self.course.lost_bytes,
            packet_bytes: self.course.packet_bytes,
            is_cut: self.course.is_cut,
            ..Course::of(&stream)
        };
        Ok(true)
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
        if self.sbr.is_he_aac() && !self.quirks.contains(&Quirk::CoreOnly) {
            self.quirks.push(Quirk::CoreOnly);
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
