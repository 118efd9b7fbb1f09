//! Native FLAC -> frames (RFC 9639), found by their checksums.

use std::io::Read;

use super::super::codec::Codec;
use super::super::input::Input;
use super::crc::{FLAC_FRAME, FLAC_HEADER};
use super::stream::{Course, Stream};
use crate::error::{Error, ErrorKind};

/// Bytes of the STREAMINFO block.
pub(super) const STREAMINFO_BYTES: usize = 34;
/// A verbatim frame of 65,535 frames, 8 channels and 33 bits is the longest.
const LONGEST_FRAME_BYTES: usize = 65_535 * 8 * 33 / 8 + 64;
/// The longest frame header.
const LONGEST_HEADER_BYTES: usize = 16;
/// How much is looked at together.
const VIEW_BYTES: usize = 64 * 1024;
const MOST_METADATA_BLOCKS: u32 = 65_536;

/// What STREAMINFO says that frames must agree with.
#[derive(Clone, Copy)]
struct Info {
    sample_rate: u32,
    channels: u8,
    bits: u16,
}

/// STREAMINFO -> a stream, its fields checked.
pub(super) fn read_streaminfo(
    container: &'static str,
    body: &[u8; STREAMINFO_BYTES],
) -> Result<Stream, Error> {
    let wide = u64::from_be_bytes(*body[10..].first_chunk().unwrap_or(&[0; 8]));
    let field = |shift: u32, bits: u32| (wide >> shift) & ((1 << bits) - 1);
    let sample_rate = u32::try_from(field(44, 20)).unwrap_or(0);
    let channels = u16::try_from(field(41, 3) + 1).unwrap_or(0);
    let bits = u16::try_from(field(36, 5) + 1).unwrap_or(0);
    let total_frames = field(0, 36);
    if bits < 4 {
        return Err(Error::new(
            ErrorKind::BadFormat,
            format!("the FLAC header says {bits} bits a sample: export the file again"),
        ));
    }
    let mut stream = Stream::new(container, Codec::Flac, sample_rate, channels);
    stream.bits = Some(bits);
    stream.total_frames = (total_frames > 0).then_some(total_frames);
    stream.setup = body.to_vec();
    // The largest block bounds the decoder's buffer (2 MiB); encoders that lie about it exist.
    stream.setup[..4].copy_from_slice(&[0, 16, 0xFF, 0xFF]);
    // Neither the frame sizes nor the checksum of the whole are looked at.
    stream.setup[4..10].fill(0);
    stream.setup[18..].fill(0);
    Ok(stream)
}

pub(super) struct Flac {
    info: Info,
}

impl Flac {
    pub(super) fn open<R: Read>(input: &mut Input<R>) -> Result<(Flac, Stream), Error> {
        let cut = |offset| {
            Error::new(
                ErrorKind::TruncatedHeader,
                "the FLAC file ends inside its header: copy or record it again",
            )
            .at(offset)
        };
        input.consume(4);
        let mut found: Option<Stream> = None;
        for _ in 0..MOST_METADATA_BLOCKS {
            let offset = input.offset();
            let view = input.peek(4 + STREAMINFO_BYTES)?;
            let Some(&[kind, a, b, c]) = view.first_chunk() else {
                return Err(cut(offset));
            };
            let size = u64::from(u32::from_be_bytes([0, a, b, c]));
            if found.is_none() {
                let body = view.get(4..).and_then(|body| body.first_chunk());
                let body = body.ok_or_else(|| cut(offset))?;
                if kind & 0x7F != 0 || size < STREAMINFO_BYTES as u64 {
                    return Err(Error::new(
                        ErrorKind::NoFormat,
                        "the FLAC file does not begin with STREAMINFO: export it again",
                    )
                    .at(offset));
                }
                found = Some(read_streaminfo("flac", body)?);
            }
            if input.skip(4 + size)? < 4 + size {
                return Err(cut(input.offset()));
            }
            if kind & 0x80 == 0 {
                continue;
            }
            let Some(stream) = found else { break };
            let info = Info {
                sample_rate: stream.sample_rate,
                channels: u8::try_from(stream.channels).unwrap_or(8),
                bits: stream.bits.unwrap_or(16),
            };
            return Ok((Flac { info }, stream));
        }
        Err(Error::new(
            ErrorKind::BrokenStructure,
            "the FLAC file has too many metadata blocks: export it again",
        ))
    }

    pub(super) fn next<R: Read>(
        &mut self,
        input: &mut Input<R>,
        packet: &mut Vec<u8>,
        course: &mut Course,
    ) -> Result<bool, Error> {
        while let Some(header) = self.find_frame(input, course)? {
            packet.clear();
            if self.collect(header, input, packet, course)? {
                return Ok(true);
            }
            course.lost_bytes += packet.len() as u64;
        }
        packet.clear();
        Ok(false)
    }

    /// Moves to the next frame header; nothing lies between the frames of a good file.
    fn find_frame<R: Read>(
        &self,
        input: &mut Input<R>,
        course: &mut Course,
    ) -> Result<Option<FrameHeader>, Error> {
        loop {
            let view = input.peek(VIEW_BYTES)?;
            if view.starts_with(b"TAG") || view.starts_with(b"ID3") || view.is_empty() {
                return Ok(None);
            }
            let is_last = view.len() < VIEW_BYTES;
            let found = (0..view.len()).find_map(|at| Some((at, self.begins(&view[at..])?)));
            let skipped = match found {
                Some((at, _)) => at,
                None if is_last => view.len(),
                None => view.len() - LONGEST_HEADER_BYTES,
            };
            input.consume(skipped);
            course.lost_bytes += skipped as u64;
            if let Some((_, header)) = found {
                return Ok(Some(header));
            }
        }
    }

    /// Bytes up to the next header; false if their checksum is wrong.
    fn collect<R: Read>(
        &self,
        header: FrameHeader,
        input: &mut Input<R>,
        packet: &mut Vec<u8>,
        course: &mut Course,
    ) -> Result<bool, Error> {
        let mut crc = 0_u16;
        let mut whole_at = None;
        loop {
            let view = input.peek(VIEW_BYTES)?;
            let is_last = view.len() < VIEW_BYTES;
            let most = if is_last {
                view.len()
            } else {
                view.len() - LONGEST_HEADER_BYTES
            };
            for (at, &byte) in view[..most].iter().enumerate() {
                let length = packet.len() + at;
                if crc == 0 && length > 8 {
                    whole_at = Some(length);
                }
                // A damaged frame ends where its successor begins.
                if byte == 0xFF
                    && length > 8
                    && let Some(next) = self.begins(&view[at..])
                    && (crc == 0 || next.follows(&header))
                {
                    packet.extend_from_slice(&view[..at]);
                    input.consume(at);
                    return Ok(crc == 0);
                }
                crc = crc << 8 ^ FLAC_FRAME[usize::from(crc.to_be_bytes()[0] ^ byte)];
            }
            packet.extend_from_slice(&view[..most]);
            input.consume(most);
            if is_last || packet.len() > LONGEST_FRAME_BYTES {
                return Ok(crc == 0 || end_of_last_frame(whole_at, packet, course));
            }
        }
    }

    /// The frame header that stands here (RFC 9639, 9.1), if it agrees with STREAMINFO.
    fn begins(&self, view: &[u8]) -> Option<FrameHeader> {
        let [0xFF, b, c, d, e] = *view.first_chunk()? else {
            return None;
        };
        if b & 0xFE != 0xF8 || d & 1 != 0 {
            return None;
        }
        let (block_code, rate_code) = (c >> 4, c & 0x0F);
        let channels = match d >> 4 {
            independent @ 0..=7 => independent + 1,
            8..=10 => 2,
            _ => return None,
        };
        let bits = [self.info.bits, 8, 12, 0, 16, 20, 24, 32][usize::from(d >> 1 & 7)];
        let rates = [
            88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
        ];
        let rate_agrees = match rate_code {
            0 | 12..=14 => true,
            15 => false,
            code => rates[usize::from(code) - 1] == self.info.sample_rate,
        };
        if !rate_agrees || channels != self.info.channels || bits != self.info.bits {
            return None;
        }
        let number_bytes = match e.leading_ones() as usize {
            0 => 1,
            ones @ 2..=7 => ones,
            _ => return None,
        };
        let number = view.get(5..4 + number_bytes)?.iter().fold(
            // UTF-8 as it once was, up to seven bytes.
            u64::from(e)
                & (if number_bytes == 1 {
                    0x7F
                } else {
                    0x7F >> number_bytes
                }),
            |number, byte| number << 6 | u64::from(byte & 0x3F),
        );
        let after = 4 + number_bytes;
        let (block_frames, block_bytes) = match block_code {
            1 => (192, 0),
            2..=5 => (576 << (block_code - 2), 0),
            6 => (u64::from(*view.get(after)?) + 1, 1),
            7 => (
                u64::from(u16::from_be_bytes(*view.get(after..)?.first_chunk()?)) + 1,
                2,
            ),
            8..=15 => (256 << (block_code - 8), 0),
            _ => return None,
        };
        let rate_bytes = match rate_code {
            12 => 1,
            13 | 14 => 2,
            _ => 0,
        };
        let header = view.get(..=after + block_bytes + rate_bytes)?;
        let crc = header
            .iter()
            .fold(0, |crc: u8, byte| FLAC_HEADER[usize::from(crc ^ byte)]);
        (crc == 0).then_some(FrameHeader {
            number,
            step: if b & 1 == 0 { 1 } else { block_frames },
        })
    }
}

/// What frame headers tell about their order.
struct FrameHeader {
    /// Of the frame, or of its first sample where blocks vary.
    number: u64,
    /// What the next number is larger by.
    step: u64,
}

impl FrameHeader {
    fn follows(&self, before: &FrameHeader) -> bool {
        before.number.checked_add(before.step) == Some(self.number)
    }
}

/// A tag stands behind the last frame, or the frame is cut; false if it is.
fn end_of_last_frame(whole_at: Option<usize>, packet: &mut Vec<u8>, course: &mut Course) -> bool {
    let is_tag = |rest: &[u8]| {
        rest.starts_with(b"TAG") || rest.starts_with(b"APETAGEX") || rest.starts_with(b"ID3")
    };
    match whole_at.filter(|whole_at| is_tag(&packet[*whole_at..])) {
        Some(whole_at) => {
            packet.truncate(whole_at);
            true
        }
        None => {
            course.is_cut = true;
            false
        }
    }
}
