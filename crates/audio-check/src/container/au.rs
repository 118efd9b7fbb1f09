//! Sun and NeXT AU -> a run of PCM.

use std::io::Read;

use super::input::Input;
use super::pcm::{Pcm, PcmRun};
use super::quirk::Quirk;
use super::{Limits, SourceFormat};
use crate::convert::decode::{Layout, Number};
use crate::error::{Error, ErrorKind};
use crate::spec::PcmSpec;

pub(super) fn open<R: Read>(mut input: Input<R>, limits: &Limits) -> Result<Pcm<R>, Error> {
    let Some(&header) = input.peek(24)?.first_chunk::<24>() else {
        return Err(Error::new(
            ErrorKind::TruncatedHeader,
            "the AU file ends inside its header: copy or record it again",
        ));
    };
    // Little-endian machines of DEC wrote the same the other way round.
    let big_endian = header[0] == b'.';
    let field = |at: usize| {
        let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
        if big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    };
    let (number, sample_bytes, codec) = match field(12) {
        1 => (Number::MuLaw, 1, "pcm_mulaw"),
        2 => (Number::Signed, 1, "pcm_s8"),
        3 if big_endian => (Number::Signed, 2, "pcm_s16be"),
        4 if big_endian => (Number::Signed, 3, "pcm_s24be"),
        5 if big_endian => (Number::Signed, 4, "pcm_s32be"),
        6 if big_endian => (Number::Float, 4, "pcm_f32be"),
        7 if big_endian => (Number::Float, 8, "pcm_f64be"),
        3 => (Number::Signed, 2, "pcm_s16le"),
        4 => (Number::Signed, 3, "pcm_s24le"),
        5 => (Number::Signed, 4, "pcm_s32le"),
        6 => (Number::Float, 4, "pcm_f32le"),
        7 => (Number::Float, 8, "pcm_f64le"),
        27 => (Number::ALaw, 1, "pcm_alaw"),
        other => {
            let name = match other {
                23 | 25 | 26 => "ADPCM",
                24 => "G.722",
                _ => "an unknown codec",
            };
            let message = format!(
                "the AU file holds {name} (encoding {other}), which is not decoded here: convert \
                 it to WAV"
            );
            return Err(Error::new(ErrorKind::UnsupportedCodec, message).at(12));
        }
    };
    let layout = Layout {
        number,
        sample_bytes,
        big_endian,
        low_aligned_bits: 0,
    };
    let spec = PcmSpec {
        sample_rate: field(16),
        channels: u16::try_from(field(20)).unwrap_or(0),
        ..PcmSpec::TARGET
    };
    let data_at = u64::from(field(4));
    spec.ensure_supported().map_err(|error| {
        let message = format!("the AU header is impossible: {error}; export the file again");
        Error::new(ErrorKind::BadFormat, message).at(16)
    })?;
    if data_at < 24 {
        let message = "the AU header says that the audio begins inside it: export the file again";
        return Err(Error::new(ErrorKind::BadFormat, message).at(4));
    }
    input.skip(data_at)?;
    let format = SourceFormat {
        container: "au",
        codec,
        sample_rate: spec.sample_rate,
        channels: spec.channels,
        bits: u16::try_from(8 * sample_bytes).ok(),
    };
    let mut quirks = Vec::new();
    let declared = match field(8) {
        0 => {
            quirks.push(Quirk::LengthZero);
            None
        }
        // What the format itself says for a stream; no fault.
        u32::MAX => None,
        bytes => Some(u64::from(bytes)),
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
