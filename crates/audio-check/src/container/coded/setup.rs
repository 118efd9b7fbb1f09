//! What a container stores for its decoder -> which codec it is, checked.

use super::super::codec::Codec;
use super::super::frames::AAC_SAMPLE_RATES;
use super::super::quirk::Quirk;
use super::adts::lc_config;
use super::stream::Stream;
use crate::error::{Error, ErrorKind};

pub(super) fn unsupported(what: &str) -> Error {
    Error::new(
        ErrorKind::UnsupportedCodec,
        format!("the file holds {what}, which is not decoded here: convert it to 16-bit WAV"),
    )
}

pub(super) fn broken() -> Error {
    Error::new(
        ErrorKind::BadFormat,
        "the header does not describe its audio: export the file again",
    )
}

/// One MPEG-4 descriptor (ISO 14496-1, 8.3.3): its tag and body.
fn descriptor(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (&tag, mut rest) = bytes.split_first()?;
    let mut size = 0_usize;
    for _ in 0..4 {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        size = size << 7 | usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some((tag, &rest[..size.min(rest.len())]))
}

/// An elementary stream descriptor (ISO 14496-1, 7.2.6.5), as `esds` and CAF's cookie hold it.
pub(super) fn read_elementary(
    container: &'static str,
    descriptor_bytes: &[u8],
) -> Result<Stream, Error> {
    let found = (|| {
        let (3, es) = descriptor(descriptor_bytes)? else {
            return None;
        };
        let flags = *es.get(2)?;
        let mut at = 3;
        if flags & 0x80 != 0 {
            at += 2;
        }
        if flags & 0x40 != 0 {
            at += 1 + usize::from(*es.get(at)?);
        }
        if flags & 0x20 != 0 {
            at += 2;
        }
        let (4, config) = descriptor(es.get(at..)?)? else {
            return None;
        };
        let setup = match descriptor(config.get(13..)?) {
            Some((5, setup)) => setup,
            _ => &[],
        };
        Some((*config.first()?, setup))
    })();
    let (object, setup) = found.ok_or_else(broken)?;
    match object {
        0x40 | 0x66..=0x68 => read_aac(container, setup),
        0x69 | 0x6B => Err(unsupported("MP3 in MP4")),
        _ => Err(unsupported("an unknown codec")),
    }
}

/// AudioSpecificConfig (ISO 14496-3, 1.6.2.1) -> AAC-LC, also as the core of HE-AAC.
pub(super) fn read_aac(container: &'static str, config: &[u8]) -> Result<Stream, Error> {
    let mut bits = Bits {
        bytes: config,
        at: 0,
    };
    let (object_type, rate, channels, is_he, is_short) = (|| {
        let mut object_type = bits.object_type()?;
        let rate = bits.sample_rate()?;
        let channels = bits.read(4)?;
        let is_he = matches!(object_type, 5 | 29);
        if is_he {
            bits.sample_rate()?;
            object_type = bits.object_type()?;
        }
        Some((object_type, rate, channels, is_he, bits.read(1)? == 1))
    })()
    .ok_or_else(broken)?;
    let name = match object_type {
        2 => "AAC-LC",
        1 => "AAC Main",
        3 => "AAC-SSR",
        4 => "AAC-LTP",
        23 => "AAC-LD",
        39 => "AAC-ELD",
        42 => "xHE-AAC",
        _ => "a rare form of AAC",
    };
    if object_type != 2 || is_short {
        return Err(unsupported(name));
    }
    if !(1..=2).contains(&channels) {
        return Err(unsupported("AAC of more than two channels"));
    }
    // The decoder wants a rate of the table, as every real file has.
    let index = AAC_SAMPLE_RATES
        .iter()
        .position(|known| u64::from(*known) == rate)
        .ok_or_else(broken)?;
    let (index, channels) = (
        u8::try_from(index).unwrap_or(4),
        u8::try_from(channels).unwrap_or(2),
    );
    let mut stream = Stream::new(
        container,
        Codec::Aac,
        AAC_SAMPLE_RATES[usize::from(index)],
        u16::from(channels),
    );
    stream.setup = lc_config(index, channels);
    if is_he {
        stream.quirks.push(Quirk::CoreOnly);
    }
    Ok(stream)
}

/// The ALAC magic cookie (Apple's ALACMagicCookieDescription), 24 bytes.
pub(super) fn read_alac(container: &'static str, cookie: &[u8]) -> Result<Stream, Error> {
    let fields = (|| {
        let u32_at = |at: usize| Some(u32::from_be_bytes(*cookie.get(at..)?.first_chunk()?));
        let block_frames = u32_at(0)?;
        let (bits, channels) = (u16::from(*cookie.get(5)?), u16::from(*cookie.get(9)?));
        Some((block_frames, bits, channels, u32_at(20)?))
    })();
    let (block_frames, bits, channels, sample_rate) = fields.ok_or_else(broken)?;
    // Encoders write 4096; the decoder's buffers grow with it.
    if !(1..=16_384).contains(&block_frames)
        || !matches!(bits, 16 | 20 | 24 | 32)
        || !(1..=8).contains(&channels)
    {
        return Err(broken());
    }
    let mut stream = Stream::new(container, Codec::Alac, sample_rate, channels);
    stream.bits = Some(bits);
    stream.setup = cookie[..24].to_vec();
    Ok(stream)
}

/// Bits, most significant first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn read(&mut self, count: u32) -> Option<u64> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at >> 3)?;
            value = value << 1 | u64::from(byte >> (7 - (self.at & 7)) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn object_type(&mut self) -> Option<u64> {
        match self.read(5)? {
            31 => Some(32 + self.read(6)?),
            object_type => Some(object_type),
        }
    }

    fn sample_rate(&mut self) -> Option<u64> {
        match self.read(4)? {
            15 => self.read(24),
            index => AAC_SAMPLE_RATES
                .get(usize::try_from(index).ok()?)
                .map(|rate| u64::from(*rate)),
        }
    }
}
