//! Ogg pages (RFC 3533) -> the packets of the first Vorbis, Opus or FLAC stream.

use std::io::Read;

use zeroize::Zeroizing;

use super::super::input::Input;
use super::crc::OGG_PAGE;
use super::flac::{STREAMINFO_BYTES, read_streaminfo};
use super::stream::{Course, Stream};
use super::{opus, vorbis};
use crate::error::{Error, ErrorKind};

const PAGE_HEADER_BYTES: usize = 27;
/// 255 segments of 255 bytes behind the longest header.
const LONGEST_PAGE_BYTES: usize = PAGE_HEADER_BYTES + 255 + 255 * 255;
/// Longer than any audio packet; comments with pictures are longer and are not kept.
const LONGEST_PACKET_BYTES: usize = 512 * 1024;
/// Checking a page costs time, so a file of wrong ones is given up.
const MOST_BAD_PAGES: u32 = 256;
/// Streams of a chain that are read: each takes a decoder of its own.
const MOST_STREAMS: u32 = 64;
/// Pages that are searched for the headers of a stream that is decoded here.
const MOST_HEADER_PAGES: u32 = 10_000;

/// One page of our stream; its body is walked segment by segment.
#[derive(Default)]
struct Page {
    body: Zeroizing<Vec<u8>>,
    lacing: Vec<u8>,
    segment: usize,
    at: usize,
    granule: Option<u64>,
    is_last: bool,
}

pub(super) struct Ogg {
    serial: u32,
    /// Its headers are packets that are no frames.
    is_flac: bool,
    page: Page,
    first_frame: Option<u64>,
    in_packet: bool,
    /// Pages of data were read, so that a first page begins another stream of the chain.
    is_past_beginning: bool,
    bad_pages: u32,
    streams: u32,
    /// The chain is longer than what is read of it.
    pub(super) is_given_up: bool,
}

impl Ogg {
    pub(super) fn open<R: Read>(input: &mut Input<R>) -> Result<(Ogg, Stream), Error> {
        let mut ogg = Ogg {
            serial: 0,
            is_flac: false,
            page: Page::default(),
            first_frame: None,
            in_packet: false,
            is_past_beginning: false,
            bad_pages: 0,
            streams: 0,
            is_given_up: false,
        };
        match ogg.next_stream(input)? {
            Some(stream) => Ok((ogg, stream)),
            None => Err(Error::new(
                ErrorKind::NoFormat,
                "the Ogg file lacks its beginning, which says what its packets are: copy or \
                 record it again",
            )
            .at(0)),
        }
    }

    /// The first stream of the file, or the next one of a chain (RFC 3533, 4); `None` if no other
    /// begins.
    pub(super) fn next_stream<R: Read>(
        &mut self,
        input: &mut Input<R>,
    ) -> Result<Option<Stream>, Error> {
        // What lies between or behind streams is no damage to them.
        let course = &mut Course::default();
        (self.first_frame, self.in_packet, self.is_past_beginning) = (None, false, false);
        let mut foreign = None;
        self.streams += 1;
        if self.streams > MOST_STREAMS {
            self.is_given_up = !input.peek(1)?.is_empty();
            return Ok(None);
        }
        for _ in 0..MOST_HEADER_PAGES {
            if !self.read_page(input, None, course)? {
                break;
            }
            let packet = &self.page.body[..];
            if packet.starts_with(b"\x01vorbis") {
                let mut stream = vorbis::read_identification(packet)?;
                self.is_flac = false;
                let setup = self.read_vorbis_setup(input, course)?;
                vorbis::ensure_small_setup(&setup)?;
                stream.setup.extend_from_slice(&setup);
                return Ok(Some(stream));
            }
            if packet.starts_with(b"\x7FFLAC")
                && let Some(info) = packet.get(17..).and_then(|info| info.first_chunk())
            {
                let info: &[u8; STREAMINFO_BYTES] = info;
                let stream = read_streaminfo("ogg", info)?;
                self.is_flac = true;
                let mut first = Vec::new();
                self.next_packet(input, &mut first, course)?;
                return Ok(Some(stream));
            }
            if packet.starts_with(b"OpusHead") {
                let stream = opus::read_head(packet)?;
                self.is_flac = false;
                // That header again, and the comments.
                for _ in 0..2 {
                    self.next_packet(input, &mut Vec::new(), course)?;
                }
                return Ok(Some(stream));
            }
            foreign = name_of(packet).or(foreign.or(Some("an unknown codec")));
        }
        match foreign {
            None => Ok(None),
            Some(foreign) => Err(Error::new(
                ErrorKind::UnsupportedCodec,
                format!(
                    "the Ogg file holds {foreign}, which is not decoded here: convert it to WAV"
                ),
            )),
        }
    }

    fn read_vorbis_setup<R: Read>(
        &mut self,
        input: &mut Input<R>,
        course: &mut Course,
    ) -> Result<Vec<u8>, Error> {
        let mut packet = Vec::new();
        // Identification, comments, setup.
        for _ in 0..3 {
            packet.clear();
            if !self.next_packet(input, &mut packet, course)? {
                break;
            }
        }
        if packet.starts_with(b"\x05vorbis") {
            return Ok(packet);
        }
        Err(Error::new(
            ErrorKind::TruncatedHeader,
            "the Vorbis stream has no setup header: export the file again",
        )
        .at(input.offset()))
    }

    pub(super) fn next<R: Read>(
        &mut self,
        input: &mut Input<R>,
        packet: &mut Vec<u8>,
        course: &mut Course,
    ) -> Result<bool, Error> {
        loop {
            packet.clear();
            if !self.next_packet(input, packet, course)? {
                return Ok(false);
            }
            if !self.is_flac || packet.first() == Some(&0xFF) {
                return Ok(true);
            }
        }
    }

    /// The next whole packet of the stream; one that is too long comes out empty.
    fn next_packet<R: Read>(
        &mut self,
        input: &mut Input<R>,
        packet: &mut Vec<u8>,
        course: &mut Course,
    ) -> Result<bool, Error> {
        let mut is_too_long = false;
        loop {
            while let Some(&segment_bytes) = self.page.lacing.get(self.page.segment) {
                let end = self.page.at + usize::from(segment_bytes);
                is_too_long |= packet.len() + usize::from(segment_bytes) > LONGEST_PACKET_BYTES;
                if !is_too_long {
                    packet.extend_from_slice(&self.page.body[self.page.at..end]);
                }
                self.page.at = end;
                self.page.segment += 1;
                self.in_packet = segment_bytes == 255;
                if !self.in_packet {
                    if is_too_long {
                        packet.clear();
                    }
                    return Ok(true);
                }
            }
            if self.page.is_last {
                return Ok(false);
            }
            self.note_granule(course);
            let was_in_packet = self.in_packet;
            if !self.read_page(input, Some(self.serial), course)? {
                course.is_cut |= was_in_packet;
                return Ok(false);
            }
            if was_in_packet && !self.in_packet {
                // The rest of the packet is missing.
                course.lost_bytes += packet.len() as u64;
                packet.clear();
            }
        }
    }

    /// A finished page says how many frames there are up to its end.
    fn note_granule(&mut self, course: &Course) {
        if self.first_frame.is_none()
            && course.decoded_frames > 0
            && let Some(granule) = self.page.granule
        {
            self.first_frame = Some(granule.saturating_sub(course.decoded_frames));
        }
    }

    /// Reads the next page of `serial`, or the next first page of any stream.
    fn read_page<R: Read>(
        &mut self,
        input: &mut Input<R>,
        serial: Option<u32>,
        course: &mut Course,
    ) -> Result<bool, Error> {
        loop {
            let view = input.peek(LONGEST_PAGE_BYTES)?;
            let is_end = view.len() < LONGEST_PAGE_BYTES;
            let Some(page_bytes) = page_bytes(view) else {
                // Not a page, a damaged one, or the end in the middle of one.
                let begins = view.starts_with(b"OggS");
                let step = match view.get(1..).and_then(find_capture) {
                    Some(at) => at + 1,
                    None if is_end => view.len(),
                    None => view.len() - 3,
                };
                self.bad_pages += u32::from(begins);
                if self.bad_pages > MOST_BAD_PAGES {
                    return Ok(false);
                }
                course.is_cut |= begins && is_end && step == view.len();
                course.lost_bytes += step as u64;
                input.consume(step);
                if step == 0 {
                    return Ok(false);
                }
                continue;
            };
            let header = &view[..PAGE_HEADER_BYTES];
            let found = u32::from_le_bytes([header[14], header[15], header[16], header[17]]);
            let flags = header[5];
            let is_first = flags & 2 != 0;
            if is_first && self.is_past_beginning {
                return Ok(false);
            }
            let wanted = match serial {
                Some(serial) => found == serial && !is_first,
                None => is_first,
            };
            if !wanted {
                input.consume(page_bytes);
                continue;
            }
            let body_at = PAGE_HEADER_BYTES + usize::from(header[26]);
            self.serial = found;
            self.is_past_beginning |= !is_first;
            self.page.lacing.clear();
            self.page
                .lacing
                .extend_from_slice(&view[PAGE_HEADER_BYTES..body_at]);
            self.page.body.clear();
            self.page.body.extend_from_slice(&view[body_at..page_bytes]);
            (self.page.segment, self.page.at) = (0, 0);
            let granule = header[6..]
                .first_chunk()
                .map_or(-1, |bytes| i64::from_le_bytes(*bytes));
            self.page.granule = u64::try_from(granule).ok();
            self.page.is_last = flags & 4 != 0;
            let continues = flags & 1 != 0;
            if continues && !self.in_packet {
                self.skip_rest_of_packet();
            }
            self.in_packet &= continues;
            if self.page.is_last
                && serial.is_some()
                && let Some(granule) = self.page.granule
            {
                let end = granule.saturating_sub(self.first_frame.unwrap_or(0));
                course.end_frame = Some(end);
            }
            input.consume(page_bytes);
            return Ok(true);
        }
    }

    /// The page begins with the tail of a packet whose head was lost.
    fn skip_rest_of_packet(&mut self) {
        while let Some(&segment_bytes) = self.page.lacing.get(self.page.segment) {
            self.page.segment += 1;
            self.page.at += usize::from(segment_bytes);
            if segment_bytes < 255 {
                break;
            }
        }
    }
}

/// Length of the whole and undamaged page that `view` begins with.
fn page_bytes(view: &[u8]) -> Option<usize> {
    if !view.starts_with(b"OggS\0") {
        return None;
    }
    let segments = usize::from(*view.get(26)?);
    let body_at = PAGE_HEADER_BYTES + segments;
    let body_bytes: usize = view
        .get(PAGE_HEADER_BYTES..body_at)?
        .iter()
        .map(|bytes| usize::from(*bytes))
        .sum();
    let page = view.get(..body_at + body_bytes)?;
    let stored = u32::from_le_bytes([page[22], page[23], page[24], page[25]]);
    let crc = page.iter().enumerate().fold(0_u32, |crc, (at, byte)| {
        let byte = if (22..26).contains(&at) { 0 } else { *byte };
        crc << 8 ^ OGG_PAGE[usize::from(crc.to_be_bytes()[0] ^ byte)]
    });
    (crc == stored).then_some(page.len())
}

fn find_capture(view: &[u8]) -> Option<usize> {
    view.windows(4).position(|window| window == b"OggS")
}

/// Codecs that are known by their first packet but not decoded here.
fn name_of(packet: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 7] = [
        (b"Speex   ", "Speex"),
        (b"\x80theora", "Theora video"),
        (b"fishead", "a skeleton"),
        (b"PCM     ", "OggPCM"),
        (b"\x80kate", "Kate subtitles"),
        (b"CELT    ", "CELT"),
        (b"BBCD", "Dirac video"),
    ];
    known
        .iter()
        .find(|(start, _)| packet.starts_with(start))
        .map(|(_, name)| *name)
}
