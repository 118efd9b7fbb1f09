//! AAC in ADTS -> raw data blocks (ISO 14496-3, annex 1.A).

use std::io::Read;

use super::super::codec::Codec;
use super::super::frames::{AAC_SAMPLE_RATES, AdtsHeader as Header, FrameHeader};
use super::super::input::Input;
use super::next_frame::next_frame;
use super::stream::{Course, Stream};
use crate::error::{Error, ErrorKind};

/// The AudioSpecificConfig of AAC-LC; 2 bytes.
pub(super) fn lc_config(rate_index: u8, channels: u8) -> Vec<u8> {
    vec![
        2 << 3 | rate_index >> 1,
        (rate_index & 1) << 7 | channels << 3,
    ]
}

pub(super) struct Adts {
    first: Header,
}

impl Adts {
    pub(super) fn open<R: Read>(input: &mut Input<R>) -> Result<(Adts, Stream), Error> {
        let offset = input.offset();
        let Some(first) = Header::parse(input.peek(Header::LONGEST_FRAME_BYTES)?) else {
            return Err(Error::new(
                ErrorKind::NotAudio,
                "no ADTS frame where one was expected: export the file again",
            ));
        };
        if first.object_type != 2 || !(1..=2).contains(&first.channels) {
            return Err(Error::new(
                ErrorKind::UnsupportedCodec,
                "only mono and stereo AAC-LC is decoded here: convert the file to 16-bit WAV",
            )
            .at(offset));
        }
        let sample_rate = AAC_SAMPLE_RATES[usize::from(first.rate_index)];
        let channels = u16::from(first.channels);
        let mut stream = Stream::new("adts", Codec::Aac, sample_rate, channels);
        stream.setup = lc_config(first.rate_index, first.channels);
        Ok((Adts { first }, stream))
    }

    pub(super) fn next<R: Read>(
        &mut self,
        input: &mut Input<R>,
        packet: &mut Vec<u8>,
        course: &mut Course,
    ) -> Result<bool, Error> {
        let Some(header) = next_frame(&self.first, input, packet, course)? else {
            return Ok(false);
        };
        packet.drain(..header.header_bytes);
        Ok(true)
    }
}
