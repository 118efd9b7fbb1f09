//! A sample description of QuickTime or ISO 23003-5 -> what its PCM means; `None` if it is none.

use super::super::stream::{Packing, Stream};
use super::atoms::{find, u16_at, u32_at, u64_at};
use crate::convert::decode::{Layout, Number};
use crate::spec::PcmSpec;

/// PCM of one track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pcm {
    pub(super) layout: Layout,
    pub(super) sample_rate: u32,
    pub(super) channels: u16,
    pub(super) bits: u16,
}

impl Pcm {
    pub(super) fn stream(&self) -> Stream {
        let packing = Packing::Plain(self.layout);
        let mut stream = Stream::new("m4a", packing, self.sample_rate, self.channels);
        stream.bits = Some(self.bits);
        stream
    }
}

/// Flags of `lpcm` (QuickTime File Format, sound description version 2).
const IS_FLOAT: u32 = 1;
const IS_BIG_ENDIAN: u32 = 2;
const IS_SIGNED: u32 = 4;

/// `entry` is the body of the description `kind`; `children` are the atoms behind its fields.
pub(super) fn read(kind: &[u8; 4], entry: &[u8], children: &[u8]) -> Option<Pcm> {
    let (mut channels, mut bits) = (u32::from(u16_at(entry, 16)?), u32::from(u16_at(entry, 18)?));
    let mut sample_rate = u32_at(entry, 24)? >> 16;
    let is_little = || {
        let enda = find(children, &[b"wave", b"enda"]).or_else(|| find(children, &[b"enda"]));
        enda.and_then(|enda| u16_at(enda, 0)) == Some(1)
    };
    let (number, big_endian) = match kind {
        b"sowt" => (Number::Signed, false),
        b"twos" => (Number::Signed, true),
        b"raw " | b"NONE" if bits <= 8 => (Number::Unsigned, true),
        b"raw " | b"NONE" => (Number::Signed, true),
        b"in24" | b"in32" | b"fl32" | b"fl64" => {
            bits = if &kind[2..] == b"24" {
                24
            } else {
                32 << u32::from(&kind[2..] == b"64")
            };
            let number = if kind.starts_with(b"fl") {
                Number::Float
            } else {
                Number::Signed
            };
            (number, !is_little())
        }
        b"ulaw" | b"alaw" => {
            bits = 8;
            let number = if kind == b"ulaw" {
                Number::MuLaw
            } else {
                Number::ALaw
            };
            (number, true)
        }
        b"lpcm" => {
            sample_rate = PcmSpec::whole_hz(f64::from_bits(u64_at(entry, 32)?))?;
            (channels, bits) = (u32_at(entry, 40)?, u32_at(entry, 48)?);
            let (flags, frame_bytes) = (u32_at(entry, 52)?, u32_at(entry, 56)?);
            if frame_bytes != channels.checked_mul(bits.div_ceil(8))? {
                return None;
            }
            let number = match flags {
                flags if flags & IS_FLOAT != 0 => Number::Float,
                flags if flags & IS_SIGNED != 0 => Number::Signed,
                _ if bits <= 8 => Number::Unsigned,
                _ => return None,
            };
            (number, flags & IS_BIG_ENDIAN != 0)
        }
        b"ipcm" | b"fpcm" => {
            let [.., flags, size] = *find(children, &[b"pcmC"])?.first_chunk::<6>()?;
            bits = u32::from(size);
            let number = if kind == b"ipcm" {
                Number::Signed
            } else {
                Number::Float
            };
            (number, flags & 1 == 0)
        }
        _ => return None,
    };
    let is_possible = match number {
        Number::Float => matches!(bits, 32 | 64),
        _ => (1..=64).contains(&bits),
    };
    let pcm = Pcm {
        layout: Layout {
            number,
            sample_bytes: usize::try_from(bits.div_ceil(8)).ok()?,
            big_endian,
            low_aligned_bits: 0,
        },
        sample_rate,
        channels: u16::try_from(channels).ok()?,
        bits: u16::try_from(bits).ok()?,
    };
    (is_possible && (1..=PcmSpec::MAX_CHANNELS).contains(&pcm.channels)).then_some(pcm)
}
