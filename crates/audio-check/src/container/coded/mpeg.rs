//! MPEG audio (MP1, MP2, MP3) -> frames, with what the encoder says of its padding.

use std::io::Read;

use super::super::codec::Codec;
use super::super::frames::{FrameHeader, MpegHeader as Header, find};
use super::super::input::Input;
use super::next_frame::next_frame;
use super::stream::{Course, Stream};
use crate::error::{Error, ErrorKind};

/// Frames an MP3 decoder is late (ISO 11172-3 synthesis filter bank plus one).
const DECODER_DELAY_FRAMES: u64 = 529;

pub(super) struct Mpeg {
    first: Header,
}

impl Mpeg {
    pub(super) fn open<R: Read>(input: &mut Input<R>) -> Result<(Mpeg, Stream), Error> {
        // The data of a WAV may begin inside a frame.
        let view = input.peek(3 * Header::LONGEST_FRAME_BYTES)?;
        let at = find::<Header>(view, view.len() < 3 * Header::LONGEST_FRAME_BYTES).unwrap_or(0);
        input.consume(at);
        let view = input.peek(2 * Header::LONGEST_FRAME_BYTES)?;
        let Some(first) = Header::parse(view) else {
            return Err(Error::new(
                ErrorKind::BrokenStructure,
                "no MPEG frame where one was expected: export the file again",
            )
            .at(input.offset()));
        };
        let codec = match first.layer {
            1 => Codec::Mp1,
            2 => Codec::Mp2,
            _ => Codec::Mp3,
        };
        let mut stream = Stream::new(codec.as_str(), codec, first.sample_rate, first.channels);
        let frame = &view[..first.frame_bytes.min(view.len())];
        if first.layer == 3 && read_info(&first, frame, &mut stream) {
            input.consume(first.frame_bytes);
        }
        Ok((Mpeg { first }, stream))
    }

    pub(super) fn next<R: Read>(
        &mut self,
        input: &mut Input<R>,
        packet: &mut Vec<u8>,
        course: &mut Course,
    ) -> Result<bool, Error> {
        Ok(next_frame(&self.first, input, packet, course)?.is_some())
    }
}

/// Whether the first frame is no audio but the encoder's note (Xing, Info or VBRI).
fn read_info(first: &Header, frame: &[u8], stream: &mut Stream) -> bool {
    let side_bytes = match (first.is_mpeg1, first.channels) {
        (true, 1) | (false, 2) => 17,
        (true, _) => 32,
        (false, _) => 9,
    };
    if frame.get(36..40) == Some(b"VBRI") {
        return true;
    }
    let Some(note) = frame.get(4 + side_bytes..) else {
        return false;
    };
    if !note.starts_with(b"Xing") && !note.starts_with(b"Info") {
        return false;
    }
    let number =
        |at: usize| -> Option<u32> { Some(u32::from_be_bytes(*note.get(at..)?.first_chunk()?)) };
    let flags = number(4).unwrap_or(0);
    let mut at = 8;
    let frames = (flags & 1 != 0).then(|| number(at)).flatten();
    for (flag, bytes) in [(1, 4), (2, 4), (4, 100), (8, 4)] {
        if flags & flag != 0 {
            at += bytes;
        }
    }
    // The LAME extension: 9 bytes of name, and at 21 two numbers of 12 bits, delay and padding.
    if let Some([a, b, c]) = note
        .get(at + 21..)
        .and_then(|bytes| bytes.first_chunk::<3>())
        && note.get(at).is_some_and(u8::is_ascii_alphanumeric)
    {
        let (a, b, c) = (u64::from(*a), u64::from(*b), u64::from(*c));
        let (delay, padding) = (a << 4 | b >> 4, (b & 0x0F) << 8 | c);
        stream.skip_frames = delay + DECODER_DELAY_FRAMES;
        stream.total_frames = frames
            .map(|frames| u64::from(frames) * first.frames())
            .and_then(|all| all.checked_sub(delay + padding))
            .filter(|total| *total > 0);
    }
    true
}
