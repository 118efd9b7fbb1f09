//! The `desc` chunk of a CAF -> what its audio is, checked (CAF Specification 1.0).

use super::super::pcm::codec_of;
use crate::convert::adpcm::QUICKTIME_BYTES;
use crate::convert::decode::{Layout, Number};
use crate::error::{Error, ErrorKind};
use crate::spec::PcmSpec;

/// Bytes of the chunk.
pub(super) const DESCRIPTION_BYTES: usize = 32;

/// How the audio is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::container) enum Coding {
    Pcm { layout: Layout, bits: u16 },
    Ima4,
    Mpeg,
    Aac,
    Alac,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::container) struct Description {
    pub(in crate::container) coding: Coding,
    pub(in crate::container) sample_rate: u32,
    pub(in crate::container) channels: u16,
    /// 0 where every packet has its own size.
    pub(in crate::container) packet_bytes: u32,
    /// 0 where every packet has its own number.
    pub(in crate::container) packet_frames: u32,
    /// A field that was not believed.
    pub(in crate::container) doubt: Option<&'static str>,
}

const IS_FLOAT: u32 = 1;
const IS_LITTLE_ENDIAN: u32 = 2;

fn bad(what: &str, offset: u64) -> Error {
    let message = format!("the CAF header says {what}: export the file again as WAV");
    Error::new(ErrorKind::BadFormat, message).at(offset)
}

impl Description {
    /// `body` stands at `offset`.
    pub(super) fn read(body: &[u8; DESCRIPTION_BYTES], offset: u64) -> Result<Description, Error> {
        let [a, b, c, d, e, f, g, h, fields @ ..] = *body;
        let rate = f64::from_be_bytes([a, b, c, d, e, f, g, h]);
        let field = |index: usize| {
            let bytes = fields.as_chunks::<4>().0.get(index);
            bytes.map_or(0, |bytes| u32::from_be_bytes(*bytes))
        };
        let (id, flags, packet_bytes) = (field(0).to_be_bytes(), field(1), field(2));
        let (packet_frames, channels, bits) = (field(3), field(4), field(5));
        let sample_rate =
            PcmSpec::whole_hz(rate).ok_or_else(|| bad("an impossible sample rate", offset))?;
        let channels = u16::try_from(channels)
            .ok()
            .filter(|count| (1..=PcmSpec::MAX_CHANNELS).contains(count))
            .ok_or_else(|| bad(&format!("{channels} channels"), offset + 24))?;
        let mut doubt = None;
        let coding = match &id {
            b"lpcm" => {
                let unit = u64::from(channels) * u64::from(packet_frames.max(1));
                let by_packet = (u64::from(packet_bytes).is_multiple_of(unit))
                    .then_some(u64::from(packet_bytes) / unit);
                let bits = u16::try_from(bits).unwrap_or(u16::MAX);
                if packet_bytes == 0 {
                    doubt = Some("the packet size of PCM is missing; the bits were believed");
                }
                let layout = linear(flags, bits, by_packet).ok_or_else(|| {
                    let what = format!("PCM of {bits} bits in packets of {packet_bytes} bytes");
                    bad(&what, offset + 16)
                })?;
                Coding::Pcm { layout, bits }
            }
            b"ulaw" => companded(Number::MuLaw),
            b"alaw" => companded(Number::ALaw),
            b"ima4" if packet_bytes == u32::from(QUICKTIME_BYTES * channels) && channels <= 8 => {
                Coding::Ima4
            }
            b"ima4" => {
                let what = format!("IMA ADPCM in packets of {packet_bytes} bytes");
                return Err(bad(&what, offset + 16));
            }
            b".mp1" | b".mp2" | b".mp3" if cfg!(feature = "codecs") => Coding::Mpeg,
            b"aac " | b"aach" | b"aacp" if cfg!(feature = "codecs") => Coding::Aac,
            b"alac" if cfg!(feature = "codecs") => Coding::Alac,
            id => return Err(unsupported(id, offset + 8)),
        };
        Ok(Description {
            coding,
            sample_rate,
            channels,
            packet_bytes,
            packet_frames,
            doubt,
        })
    }

    /// The codec as ffmpeg spells it, and significant bits, of what needs no packets.
    pub(super) fn codec(&self) -> (&'static str, Option<u16>) {
        match self.coding {
            Coding::Pcm { layout, bits } => (codec_of(layout), Some(bits)),
            _ => ("adpcm_ima_qt", Some(4)),
        }
    }
}

fn companded(number: Number) -> Coding {
    let layout = Layout {
        number,
        sample_bytes: 1,
        big_endian: true,
        low_aligned_bits: 0,
    };
    Coding::Pcm { layout, bits: 8 }
}

/// How samples of `bits` stand in the bytes that a packet leaves for each; 0 if it does not say.
fn linear(flags: u32, bits: u16, by_packet: Option<u64>) -> Option<Layout> {
    let is_float = flags & IS_FLOAT != 0;
    let shortest = usize::from(bits.div_ceil(8));
    let sample_bytes = match usize::try_from(by_packet?).ok()? {
        0 => shortest,
        bytes => bytes,
    };
    let fits = if is_float {
        matches!(bits, 32 | 64) && sample_bytes == shortest
    } else {
        (1..=8).contains(&shortest)
            && (sample_bytes == shortest || (shortest, sample_bytes) == (3, 4))
    };
    fits.then_some(Layout {
        number: if is_float {
            Number::Float
        } else {
            Number::Signed
        },
        sample_bytes,
        big_endian: flags & IS_LITTLE_ENDIAN == 0,
        low_aligned_bits: 0,
    })
}

fn unsupported(id: &[u8; 4], offset: u64) -> Error {
    let name = match id {
        b"opus" => "Opus",
        b"samr" | b"sawb" => "AMR speech",
        b"ilbc" => "iLBC speech",
        b"agsm" | b"ms\0\x31" => "GSM",
        b"MAC3" | b"MAC6" => "MACE",
        b"QDMC" | b"QDM2" => "QDesign",
        b"Qclp" => "PureVoice",
        b"ms\0\x02" => "Microsoft ADPCM",
        b"ms\0\x11" => "IMA ADPCM of Windows",
        b"aacl" | b"aace" | b"aacf" | b"aacg" => "AAC-LD or AAC-ELD",
        b"usac" => "xHE-AAC",
        b"ac-3" | b"ec-3" => "Dolby Digital",
        b"flac" => "FLAC in CAF",
        b"aac " | b"aach" | b"aacp" => "AAC",
        b"alac" => "Apple Lossless",
        b".mp1" | b".mp2" | b".mp3" => "MPEG audio",
        _ => "an unknown codec",
    };
    let message = format!(
        "the CAF file holds {name} (type {}), which is not decoded here: convert it to 16-bit WAV",
        id.escape_ascii()
    );
    Error::new(ErrorKind::UnsupportedCodec, message).at(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rate: f64, id: &[u8; 4], numbers: [u32; 5]) -> Result<Description, ErrorKind> {
        let mut body = [0; DESCRIPTION_BYTES];
        body[..8].copy_from_slice(&rate.to_be_bytes());
        body[8..12].copy_from_slice(id);
        for (place, number) in body[12..].chunks_exact_mut(4).zip(numbers) {
            place.copy_from_slice(&number.to_be_bytes());
        }
        Description::read(&body, 20).map_err(|error| error.kind())
    }

    #[test]
    fn pcm_is_what_its_packets_leave_room_for() {
        for (numbers, bytes) in [
            ([2, 4, 1, 2, 16], Some(2)),
            ([0, 3, 1, 1, 20], Some(3)),
            ([0, 8, 1, 2, 24], Some(4)),
            ([1, 8, 1, 1, 64], Some(8)),
            ([0, 0, 1, 1, 24], Some(3)),
            ([0, 64, 16, 2, 16], Some(2)),
            ([1, 2, 1, 1, 16], None),
            ([0, 5, 1, 2, 16], None),
            ([0, 4, 1, 1, 16], None),
            ([0, u32::MAX, u32::MAX, 1, 16], None),
            ([0, 2, 1, 1, 0], None),
            ([0, 2, 1, 1, u32::MAX], None),
        ] {
            let sample_bytes = read(16_000.0, b"lpcm", numbers).map(|it| match it.coding {
                Coding::Pcm { layout, .. } => layout.sample_bytes,
                _ => 0,
            });
            assert_eq!(sample_bytes.ok(), bytes, "{numbers:?}");
        }
    }

    #[test]
    fn impossible_rates_and_channels_are_refused() {
        for rate in [
            f64::NAN,
            f64::INFINITY,
            -16_000.0,
            0.0,
            3999.4,
            384_000.6,
            1e300,
        ] {
            let refused = read(rate, b"lpcm", [2, 2, 1, 1, 16]);
            assert_eq!(refused.unwrap_err(), ErrorKind::BadFormat, "{rate}");
        }
        for channels in [0, 33, u32::MAX] {
            let refused = read(16_000.0, b"lpcm", [2, 2, 1, channels, 16]);
            assert_eq!(refused.unwrap_err(), ErrorKind::BadFormat, "{channels}");
        }
        assert_eq!(
            read(24_000.0, b"opus", [0, 0, 480, 1, 0]).unwrap_err(),
            ErrorKind::UnsupportedCodec
        );
    }
}
