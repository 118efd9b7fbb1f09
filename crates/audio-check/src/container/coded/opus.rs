//! The header of an Opus stream -> what decoding and trimming need (RFC 7845, 5.1).

use super::super::opus::OPUS_RATE_HZ;
use super::setup::{broken, unsupported};
use super::stream::{Packing, Stream};
use crate::error::Error;

/// The first packet of an Ogg stream, from `OpusHead` on.
pub(super) fn read_head(packet: &[u8]) -> Result<Stream, Error> {
    let head = packet.get(8..).and_then(|rest| rest.first_chunk::<11>());
    let head = head.ok_or_else(broken)?;
    let skip_frames = u16::from_le_bytes([head[2], head[3]]);
    let gain = i16::from_le_bytes([head[8], head[9]]);
    stream("ogg", [head[0], head[1], head[10]], skip_frames, gain)
}

/// The `dOps` box of an MP4 (Encapsulation of Opus in ISO Base Media File Format, 4.3.2).
pub(super) fn read_dops(body: &[u8]) -> Result<Stream, Error> {
    let head = body.first_chunk::<11>().ok_or_else(broken)?;
    let skip_frames = u16::from_be_bytes([head[2], head[3]]);
    let gain = i16::from_be_bytes([head[8], head[9]]);
    stream("m4a", [head[0], head[1], head[10]], skip_frames, gain)
}

fn stream(
    container: &'static str,
    [version, channels, family]: [u8; 3],
    skip_frames: u16,
    gain: i16,
) -> Result<Stream, Error> {
    // Versions of one upper half are compatible with each other.
    if version >= 16 {
        return Err(unsupported("a later version of Opus"));
    }
    if !(1..=2).contains(&channels) || family > 1 {
        return Err(unsupported("Opus of more than two channels"));
    }
    let packing = Packing::Opus {
        // Stored as 1/256 dB.
        gain_db: f32::from(gain) / 256.0,
    };
    let mut stream = Stream::new(container, packing, OPUS_RATE_HZ, u16::from(channels));
    stream.skip_frames = u64::from(skip_frames);
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(bytes: [u8; 11]) -> Result<Stream, Error> {
        read_head(&[b"OpusHead".as_slice(), &bytes].concat())
    }

    #[test]
    fn both_byte_orders_say_the_same() {
        let ogg = head([1, 2, 0x38, 0x01, 0x80, 0xBB, 0, 0, 0x00, 0xFD, 0]);
        let mp4 = read_dops(&[0, 2, 0x01, 0x38, 0, 0, 0xBB, 0x80, 0xFD, 0x00, 0]);
        for stream in [ogg.unwrap(), mp4.unwrap()] {
            assert_eq!((stream.channels, stream.skip_frames), (2, 312));
            let Packing::Opus { gain_db } = stream.packing else {
                panic!("no Opus");
            };
            assert!((gain_db + 3.0).abs() < f32::EPSILON);
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_refused() {
        for bytes in [
            [16, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 255],
        ] {
            assert!(head(bytes).is_err(), "{bytes:?}");
        }
        assert!(read_head(b"OpusHead").is_err());
        assert!(read_dops(&[]).is_err());
    }
}
