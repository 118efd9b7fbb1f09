//! Fields of a fmt chunk -> what the samples mean, or why they cannot be believed.

use super::super::pcm::codec_of;
use super::fmt::{Fields, MICROSOFT_ADPCM, codec_name};
use crate::convert::adpcm;
use crate::convert::decode::{Layout, Number};
use crate::error::{Error, ErrorKind};
use crate::spec::PcmSpec;

const PCM: u16 = 0x0001;
const FLOAT: u16 = 0x0003;
const A_LAW: u16 = 0x0006;
const MU_LAW: u16 = 0x0007;
const IMA_ADPCM: u16 = 0x0011;
const MPEG: u16 = 0x0050;
const MP3: u16 = 0x0055;

/// What the samples of a WAV mean, checked.
#[derive(Clone, Debug)]
pub(super) struct Sound {
    pub(super) codec: &'static str,
    pub(super) layout: Layout,
    pub(super) sample_rate: u32,
    pub(super) channels: u16,
    pub(super) bits: u16,
    /// The samples are packed in blocks of `block_bytes`; `layout` is that of what comes out.
    pub(super) blocks: Option<adpcm::Kind>,
    pub(super) block_bytes: u16,
    /// The data is a stream of MPEG audio, which has headers of its own.
    pub(super) is_mpeg: bool,
    /// Integers may stand at the low end of their container; the data will tell.
    pub(super) maybe_low_aligned: bool,
    /// Fields that were not believed.
    pub(super) doubts: Vec<&'static str>,
}

// Places of the fields in the fmt chunk.
const TAG_AT: u64 = 0;
const CHANNELS_AT: u64 = 2;
const SAMPLE_RATE_AT: u64 = 4;
const BLOCK_AT: u64 = 12;
const BITS_AT: u64 = 14;

fn bad(message: String, offset: u64) -> Error {
    Error::new(
        ErrorKind::BadFormat,
        format!("{message}: save the recording again as 16-bit WAV"),
    )
    .at(offset)
}

impl Sound {
    /// Believes or refuses `fields`, whose chunk body stands at `offset`.
    pub(super) fn resolve(fields: &Fields, big_endian: bool, offset: u64) -> Result<Sound, Error> {
        let Some(tag) = fields.codec_tag() else {
            return Err(Error::new(
                ErrorKind::UnsupportedCodec,
                "the extensible header names an unknown codec: convert the file to 16-bit WAV",
            )
            .at(offset + TAG_AT));
        };
        let channels = fields.channels;
        if !(1..=PcmSpec::MAX_CHANNELS).contains(&channels) {
            let most = PcmSpec::MAX_CHANNELS;
            let message = format!("the header says {channels} channels, 1 to {most} are read");
            return Err(bad(message, offset + CHANNELS_AT));
        }
        let rates = PcmSpec::MIN_SAMPLE_RATE..=PcmSpec::MAX_SAMPLE_RATE;
        if !rates.contains(&fields.sample_rate) {
            let message = format!(
                "the header says {} Hz, {} to {} Hz are read",
                fields.sample_rate,
                rates.start(),
                rates.end()
            );
            return Err(bad(message, offset + SAMPLE_RATE_AT));
        }
        if let MICROSOFT_ADPCM | IMA_ADPCM = tag {
            return Sound::of_blocks(tag, fields, offset);
        }
        if cfg!(feature = "codecs") && matches!(tag, MPEG | MP3) {
            return Ok(Sound::of_mpeg(fields));
        }
        let (number, shortest_bytes) = match (tag, fields.bits) {
            (PCM, bits @ 1..=8) => (Number::Unsigned, bits.div_ceil(8)),
            (PCM, bits @ 9..=64) => (Number::Signed, bits.div_ceil(8)),
            (FLOAT, bits @ (32 | 64)) => (Number::Float, bits / 8),
            (PCM | FLOAT, bits) => {
                let message = format!("the header says {bits} bits a sample, which cannot be");
                return Err(bad(message, offset + BITS_AT));
            }
            (A_LAW, _) => (Number::ALaw, 1),
            (MU_LAW, _) => (Number::MuLaw, 1),
            (tag, _) => {
                return Err(Error::new(
                    ErrorKind::UnsupportedCodec,
                    format!(
                        "the samples are {} (tag {tag:#06x}), which is not decoded here: \
                         convert the file to 16-bit WAV",
                        codec_name(tag)
                    ),
                )
                .at(offset + TAG_AT));
            }
        };
        let mut doubts = Vec::new();
        let sample_bytes =
            sample_bytes(fields, shortest_bytes, number, &mut doubts).ok_or_else(|| {
                let message = format!(
                    "the header says {channels} channels of {} bits in frames of {} bytes",
                    fields.bits, fields.block_bytes
                );
                bad(message, offset + BLOCK_AT)
            })?;
        let container_bits = sample_bytes * 8;
        let bits = match &fields.extensible {
            Some(extensible) if extensible.valid_bits > container_bits => {
                doubts.push("more valid bits than the container has; the container was read");
                container_bits
            }
            Some(extensible) if extensible.valid_bits > 0 => extensible.valid_bits,
            _ if matches!(number, Number::ALaw | Number::MuLaw) => 8,
            _ => fields.bits,
        };
        let layout = Layout {
            number,
            sample_bytes: usize::from(sample_bytes),
            big_endian,
            low_aligned_bits: 0,
        };
        Ok(Sound {
            codec: codec_of(layout),
            layout,
            sample_rate: fields.sample_rate,
            channels,
            bits,
            blocks: None,
            is_mpeg: false,
            block_bytes: fields.block_bytes,
            maybe_low_aligned: sample_bytes > shortest_bytes,
            doubts,
        })
    }
}

impl Sound {
    /// What the fields say is only a promise; the frames are believed.
    fn of_mpeg(fields: &Fields) -> Sound {
        Sound {
            codec: "mp3",
            layout: crate::spec::Encoding::S16.into(),
            sample_rate: fields.sample_rate,
            channels: fields.channels,
            bits: 16,
            blocks: None,
            is_mpeg: true,
            block_bytes: fields.block_bytes,
            maybe_low_aligned: false,
            doubts: Vec::new(),
        }
    }

    /// Four bits a sample, packed in blocks.
    fn of_blocks(tag: u16, fields: &Fields, offset: u64) -> Result<Sound, Error> {
        let (kind, codec) = if tag == IMA_ADPCM {
            (adpcm::Kind::Ima, "adpcm_ima_wav")
        } else if fields.coefficients.is_empty() {
            (
                adpcm::Kind::Microsoft(adpcm::MICROSOFT_PAIRS.to_vec()),
                "adpcm_ms",
            )
        } else {
            (
                adpcm::Kind::Microsoft(fields.coefficients.clone()),
                "adpcm_ms",
            )
        };
        if fields.bits != 4
            || adpcm::Decoder::new(kind.clone(), fields.channels, fields.block_bytes).is_none()
        {
            let message = format!(
                "the header says ADPCM of {} channels, {} bits and {} bytes a block",
                fields.channels, fields.bits, fields.block_bytes
            );
            return Err(bad(message, offset + BLOCK_AT));
        }
        Ok(Sound {
            codec,
            layout: crate::spec::Encoding::S16.into(),
            sample_rate: fields.sample_rate,
            channels: fields.channels,
            bits: 4,
            blocks: Some(kind),
            is_mpeg: false,
            block_bytes: fields.block_bytes,
            maybe_low_aligned: false,
            doubts: Vec::new(),
        })
    }
}

/// Bytes that one sample takes, told by the majority of bits, frame bytes and byte rate.
fn sample_bytes(
    fields: &Fields,
    shortest: u16,
    number: Number,
    doubts: &mut Vec<&'static str>,
) -> Option<u16> {
    let channels = fields.channels;
    let frame_bytes = u64::from(shortest) * u64::from(channels);
    let rate_agrees = |frame_bytes: u64| {
        u64::from(fields.byte_rate) == u64::from(fields.sample_rate) * frame_bytes
    };
    let block_bytes = u64::from(fields.block_bytes);
    if matches!(number, Number::ALaw | Number::MuLaw) && fields.bits != 8 {
        doubts.push("G.711 always has 8 bits");
    }
    if block_bytes == frame_bytes {
        if !rate_agrees(frame_bytes) {
            doubts.push("the byte rate contradicts rate and frame size; it was ignored");
        }
        return Some(shortest);
    }
    // 17 to 24 bits in 4 bytes, as some interfaces record.
    if number == Number::Signed && shortest == 3 && block_bytes == u64::from(channels) * 4 {
        return Some(4);
    }
    if block_bytes == 0 || rate_agrees(frame_bytes) {
        doubts.push("the frame size contradicts channels and bits; it was ignored");
        return Some(shortest);
    }
    None
}
