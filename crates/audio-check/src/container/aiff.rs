//! AIFF and AIFC -> a run of PCM (Apple's Audio Interchange File Format, 1988 and 1991).

use std::io::Read;

use super::input::Input;
use super::pcm::{Pcm, PcmRun};
use super::quirk::Quirk;
use super::{Limits, SourceFormat};
use crate::convert::adpcm;
use crate::convert::decode::{Layout, Number};
use crate::error::{Error, ErrorKind};
use crate::spec::{Encoding, PcmSpec};

/// More chunks than any writer makes.
const MOST_CHUNKS: u32 = 65_536;

/// The COMM chunk, checked.
struct Common {
    format: SourceFormat,
    layout: Layout,
    frames: u64,
    /// Packets of 64 frames; `layout` is that of what comes out.
    is_ima4: bool,
}

pub(super) fn open<R: Read>(mut input: Input<R>, limits: &Limits) -> Result<Pcm<R>, Error> {
    let is_aifc = input.peek(12)?.get(8..12) == Some(b"AIFC");
    input.consume(12);
    let mut common: Option<Common> = None;
    let mut sound = None;
    for _ in 0..MOST_CHUNKS {
        let offset = input.offset();
        let view = input.peek(64)?;
        let Some(&[i, d, x, y, a, b, c, e]) = view.first_chunk::<8>() else {
            return Err(why_nothing(common.is_some(), offset));
        };
        let (id, size) = ([i, d, x, y], u64::from(u32::from_be_bytes([a, b, c, e])));
        match &id {
            b"COMM" => {
                let body = &view[8..];
                let body = &body[..body.len().min(usize::try_from(size).unwrap_or(body.len()))];
                let read = read_common(body, is_aifc, offset + 8)?;
                if common.is_some_and(|first| first.format != read.format) {
                    return Err(bad("two COMM chunks contradict each other", offset));
                }
                if let Some((at, size)) = sound
                    && input.go_to(at)?
                {
                    return open_sound(input, read, size, limits);
                }
                common = Some(read);
            }
            // Chunks may stand in any order; a pipe cannot be read twice.
            b"SSND" if common.is_none() && input.can_seek() => {
                sound = sound.or(Some((offset, size)));
            }
            b"SSND" => {
                let Some(common) = common else {
                    return Err(why_nothing(false, offset));
                };
                return open_sound(input, common, size, limits);
            }
            _ => {}
        }
        let all = 8 + size + size % 2;
        if input.skip(all)? < all {
            return Err(why_nothing(common.is_some(), input.offset()));
        }
    }
    Err(Error::new(
        ErrorKind::BrokenStructure,
        "the AIFF file has too many chunks: export it again",
    ))
}

/// The input stands at the head of the sound chunk.
fn open_sound<R: Read>(
    mut input: Input<R>,
    common: Common,
    size: u64,
    limits: &Limits,
) -> Result<Pcm<R>, Error> {
    let gap = input.peek(12)?.get(8..).and_then(|body| body.first_chunk());
    let gap = gap.map_or(0, |bytes| u64::from(u32::from_be_bytes(*bytes)));
    input.skip(16 + gap)?;
    body(input, common, size.saturating_sub(8 + gap), limits)
}

fn body<R>(
    input: Input<R>,
    common: Common,
    chunk_bytes: u64,
    limits: &Limits,
) -> Result<Pcm<R>, Error> {
    let Common {
        format,
        layout,
        frames,
        is_ima4,
    } = common;
    if is_ima4 {
        return body_of_packets(input, format, frames, chunk_bytes, limits);
    }
    let frame_bytes = (layout.sample_bytes * usize::from(format.channels)) as u64;
    let by_header = frames.saturating_mul(frame_bytes);
    let mut quirks = Vec::new();
    // A recorder that crashed or streamed leaves zeros.
    let declared = match (by_header, chunk_bytes) {
        (0, 0) => {
            quirks.push(Quirk::LengthZero);
            None
        }
        (0, bytes) | (bytes, 0) => Some(bytes),
        (by_header, chunk_bytes) => {
            if by_header != chunk_bytes {
                quirks.push(Quirk::HeaderInconsistent {
                    what: "frames and bytes of the audio differ; the smaller was believed",
                });
            }
            Some(by_header.min(chunk_bytes))
        }
    };
    let run = PcmRun::new(layout, &format, declared, limits);
    Ok(Pcm {
        input,
        format,
        run,
        quirks,
        ended: false,
    })
}

/// IMA ADPCM: the header counts packets, or frames as some writers do.
fn body_of_packets<R>(
    input: Input<R>,
    format: SourceFormat,
    count: u64,
    chunk_bytes: u64,
    limits: &Limits,
) -> Result<Pcm<R>, Error> {
    let packet_bytes = adpcm::QUICKTIME_BYTES * format.channels;
    let decoder = adpcm::Decoder::new(adpcm::Kind::QuickTime, format.channels, packet_bytes);
    let decoder = decoder.ok_or_else(|| bad("IMA ADPCM of more than eight channels", 0))?;
    let packets = chunk_bytes / u64::from(packet_bytes);
    let frames = packets.saturating_mul(decoder.block_frames());
    let mut quirks = Vec::new();
    let is_of_frames = frames.saturating_sub(count) < decoder.block_frames() && count <= frames;
    if chunk_bytes == 0 {
        quirks.push(Quirk::LengthZero);
    } else if count != packets && !is_of_frames {
        quirks.push(Quirk::HeaderInconsistent {
            what: "frames and bytes of the audio differ; the bytes were believed",
        });
    }
    let declared = Some(chunk_bytes).filter(|bytes| *bytes > 0);
    let promised = Some(count).filter(|_| is_of_frames && count != packets);
    let run = PcmRun::new(Encoding::S16.into(), &format, declared, limits);
    Ok(Pcm {
        input,
        format,
        run: run.of_blocks(decoder, packet_bytes, promised),
        quirks,
        ended: false,
    })
}

fn read_common(body: &[u8], is_aifc: bool, offset: u64) -> Result<Common, Error> {
    let Some(&fields) = body.first_chunk::<18>() else {
        return Err(why_nothing(false, offset));
    };
    let channels = u16::from_be_bytes([fields[0], fields[1]]);
    let frames = u32::from_be_bytes([fields[2], fields[3], fields[4], fields[5]]);
    let bits = u16::from_be_bytes([fields[6], fields[7]]);
    let mut extended = [0; 10];
    extended.copy_from_slice(&fields[8..]);
    if !(1..=PcmSpec::MAX_CHANNELS).contains(&channels) {
        return Err(bad(&format!("the header says {channels} channels"), offset));
    }
    let sample_rate = from_extended(extended)
        .filter(|rate| (PcmSpec::MIN_SAMPLE_RATE..=PcmSpec::MAX_SAMPLE_RATE).contains(rate))
        .ok_or_else(|| bad("the header says an impossible sample rate", offset + 8))?;
    let compression = match (is_aifc, body.get(18..22)) {
        (false, _) => b"NONE",
        (true, Some(id)) => id,
        (true, None) => return Err(why_nothing(false, offset)),
    };
    let whole = usize::from(bits.div_ceil(8));
    let (number, sample_bytes, big_endian, codec) = match (compression, whole) {
        (b"NONE" | b"twos", 1) => (Number::Signed, 1, true, "pcm_s8"),
        (b"NONE" | b"twos", 2) => (Number::Signed, 2, true, "pcm_s16be"),
        (b"NONE" | b"twos" | b"in24", 3) => (Number::Signed, 3, true, "pcm_s24be"),
        (b"NONE" | b"twos" | b"in32", 4) => (Number::Signed, 4, true, "pcm_s32be"),
        (b"sowt", 1) => (Number::Signed, 1, false, "pcm_s8"),
        (b"sowt", 2) => (Number::Signed, 2, false, "pcm_s16le"),
        (b"sowt" | b"42ni" | b"42n1", 3) => (Number::Signed, 3, false, "pcm_s24le"),
        (b"sowt" | b"23ni" | b"23n1", 4) => (Number::Signed, 4, false, "pcm_s32le"),
        (b"raw ", 1) => (Number::Unsigned, 1, true, "pcm_u8"),
        (b"fl32" | b"FL32", _) => (Number::Float, 4, true, "pcm_f32be"),
        (b"fl64" | b"FL64", _) => (Number::Float, 8, true, "pcm_f64be"),
        (b"alaw" | b"ALAW", _) => (Number::ALaw, 1, true, "pcm_alaw"),
        (b"ulaw" | b"ULAW", _) => (Number::MuLaw, 1, true, "pcm_mulaw"),
        (b"ima4", _) if channels <= 8 => (Number::Signed, 2, true, "adpcm_ima_qt"),
        (b"NONE" | b"twos" | b"sowt" | b"raw " | b"in24" | b"in32", _) => {
            return Err(bad(
                &format!("the header says {bits} bits a sample"),
                offset + 6,
            ));
        }
        (id, _) => {
            let name = match id {
                b"ima4" | b"ADP4" => "IMA ADPCM",
                b"DWVW" => "delta-coded",
                b"GSM " | b"agsm" => "GSM",
                b"MAC3" | b"MAC6" => "MACE",
                b"QDMC" | b"QDM2" => "QDesign",
                b"Qclp" => "PureVoice",
                _ => "of an unknown codec",
            };
            let message = format!(
                "the AIFC file is {name} (type {}), which is not decoded here: convert it to WAV",
                id.escape_ascii()
            );
            return Err(Error::new(ErrorKind::UnsupportedCodec, message).at(offset + 18));
        }
    };
    let layout = Layout {
        number,
        sample_bytes,
        big_endian,
        low_aligned_bits: 0,
    };
    let is_ima4 = compression == b"ima4";
    let bits = match number {
        _ if is_ima4 => 4,
        Number::Signed | Number::Unsigned => bits,
        _ => u16::try_from(8 * sample_bytes).unwrap_or(64),
    };
    let format = SourceFormat {
        container: "aiff",
        codec,
        sample_rate,
        channels,
        bits: Some(bits),
    };
    Ok(Common {
        format,
        layout,
        frames: u64::from(frames),
        is_ima4,
    })
}

/// IEEE 754 extended precision, 80 bits -> the nearest whole number of Hz below 2^32.
fn from_extended(bytes: [u8; 10]) -> Option<u32> {
    let [sign_and_high, low, mantissa @ ..] = bytes;
    let exponent = u16::from_be_bytes([sign_and_high, low]).checked_sub(16_383)?;
    let mantissa = u64::from_be_bytes(mantissa);
    // A negative number has the top bit set and so an exponent far above 31.
    let shift = 63_u32
        .checked_sub(u32::from(exponent))
        .filter(|shift| *shift >= 32)?;
    let rounded = (mantissa >> (shift - 1)).checked_add(1)? >> 1;
    u32::try_from(rounded).ok()
}

fn bad(what: &str, offset: u64) -> Error {
    Error::new(
        ErrorKind::BadFormat,
        format!("{what}: save the recording again as WAV"),
    )
    .at(offset)
}

fn why_nothing(has_format: bool, offset: u64) -> Error {
    let (kind, what) = if has_format {
        (ErrorKind::NoData, "the AIFF file has no sound chunk")
    } else {
        (
            ErrorKind::NoFormat,
            "the AIFF file does not say what its samples are",
        )
    };
    Error::new(kind, format!("{what}: record or export it again")).at(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_numbers_are_rounded_to_hz() {
        let number = |exponent: u16, mantissa: u64| {
            let mut bytes = [0; 10];
            bytes[..2].copy_from_slice(&exponent.to_be_bytes());
            bytes[2..].copy_from_slice(&mantissa.to_be_bytes());
            from_extended(bytes)
        };
        assert_eq!(number(0x400E, 0xAC44_0000_0000_0000), Some(44_100));
        assert_eq!(number(0x400D, 0xFA00_0000_0000_0000), Some(32_000));
        // 22,254.545.. of the first Macintosh.
        assert_eq!(number(0x400D, 0xADDD_1745_D145_826B), Some(22_255));
        for exponent in [0x7FFF, 0xFFFF, 0xC00E, 0x0000, 0x43E4] {
            assert_eq!(number(exponent, 0xAC44_0000_0000_0000), None);
        }
    }
}
