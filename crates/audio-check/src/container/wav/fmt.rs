//! The fmt chunk -> its fields, in either byte order.

pub(super) const MICROSOFT_ADPCM: u16 = 0x0002;
/// WAVE_FORMAT_EXTENSIBLE: the real tag stands in a GUID.
const EXTENSIBLE: u16 = 0xFFFE;
/// Bytes of a fmt chunk that are looked at; longer codec setups are not.
pub(super) const FMT_BYTES: usize = 128;
/// Bytes of a fmt chunk with the extensible part.
const EXTENSIBLE_BYTES: usize = 40;
/// PCMWAVEFORMAT, the shortest fmt chunk that says all about PCM.
pub(super) const SHORTEST_FMT_BYTES: u64 = 16;

/// What a fmt chunk says, not yet believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) tag: u16,
    pub(super) channels: u16,
    pub(super) sample_rate: u32,
    pub(super) byte_rate: u32,
    pub(super) block_bytes: u16,
    pub(super) bits: u16,
    pub(super) extensible: Option<Extensible>,
    /// Microsoft ADPCM: pairs of predictor coefficients.
    pub(super) coefficients: Vec<(i32, i32)>,
}

/// The part of a fmt chunk that only WAVE_FORMAT_EXTENSIBLE has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Extensible {
    pub(super) valid_bits: u16,
    /// The tag inside the GUID; `None` if the GUID is not one that wraps a tag.
    pub(super) tag: Option<u16>,
}

struct Reader<'a> {
    body: &'a [u8],
    big_endian: bool,
}

impl Reader<'_> {
    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = *self.body.get(at..)?.first_chunk::<2>()?;
        Some(if self.big_endian {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = *self.body.get(at..)?.first_chunk::<4>()?;
        Some(if self.big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }

    fn coefficients(&self, tag: u16, size: u64) -> Option<Vec<(i32, i32)>> {
        let signed = |at| Some(i32::from(self.u16(at)?.cast_signed()));
        let end = usize::try_from(size)
            .unwrap_or(usize::MAX)
            .min(self.body.len());
        let count = usize::from(
            self.u16(20)
                .filter(|_| tag == MICROSOFT_ADPCM && end >= 22)?,
        );
        (0..count)
            .map(|pair| 22 + 4 * pair)
            .take_while(|at| at + 4 <= end)
            .map(|at| Some((signed(at)?, signed(at + 2)?)))
            .collect()
    }

    /// The tag of `{tag-0000-0010-8000-00AA00389B71}` or its ambisonic sister (mmreg.h).
    fn wrapped_tag(&self) -> Option<u16> {
        const TAILS: [&[u8]; 2] = [
            b"\x80\x00\x00\xAA\x00\x38\x9B\x71",
            b"\x86\x44\xC8\xC1\xCA\x00\x00\x00",
        ];
        if !TAILS.contains(&self.body.get(32..40)?) {
            return None;
        }
        // In big-endian files SoX turns the first two bytes only, others nothing of the GUID.
        let tag = self.u32(24)?;
        let mut turned = [tag >> 16, tag.swap_bytes()].into_iter();
        let tag = if tag > 0xFFFF {
            turned.find(|tag| *tag < 0x100)?
        } else {
            tag
        };
        u16::try_from(tag).ok()
    }
}

impl Fields {
    /// Reads the first bytes of a fmt chunk of `size`; `body` may run past it.
    pub(super) fn parse(body: &[u8], size: u64, big_endian: bool) -> Option<Fields> {
        let reader = Reader { body, big_endian };
        let tag = reader.u16(0)?;
        // Writers that forget to count the extension still write it, and the GUID tells.
        let extended =
            body.len() >= EXTENSIBLE_BYTES && (size >= 40 || reader.wrapped_tag().is_some());
        let extensible = (tag == EXTENSIBLE).then(|| Extensible {
            valid_bits: if extended {
                reader.u16(18).unwrap_or(0)
            } else {
                0
            },
            tag: if extended { reader.wrapped_tag() } else { None },
        });
        Some(Fields {
            tag,
            channels: reader.u16(2)?,
            sample_rate: reader.u32(4)?,
            byte_rate: reader.u32(8)?,
            block_bytes: reader.u16(12)?,
            bits: reader.u16(14)?,
            extensible,
            coefficients: reader.coefficients(tag, size).unwrap_or_default(),
        })
    }

    /// The tag that says the codec; `None` for a GUID without one.
    pub(super) fn codec_tag(&self) -> Option<u16> {
        match &self.extensible {
            Some(extensible) => extensible.tag,
            None => Some(self.tag),
        }
    }
}

/// The name of a codec that is known by its tag but not decoded here (mmreg.h).
pub(super) fn codec_name(tag: u16) -> &'static str {
    match tag {
        0x0002 => "Microsoft ADPCM",
        0x0005 => "IBM CVSD",
        0x0008 => "DTS",
        0x000A => "Windows Media Voice",
        0x0010 => "OKI ADPCM",
        0x0011 => "IMA ADPCM",
        0x0014 => "G.723 ADPCM",
        0x0016 | 0x0040 | 0x0045 | 0x0064 | 0x0085 => "G.726 ADPCM",
        0x0017 => "Dialogic OKI ADPCM",
        0x0020 => "Yamaha ADPCM",
        0x0022 => "TrueSpeech",
        0x0028 => "LRC speech",
        0x0030 => "Dolby AC-2",
        0x0031 => "GSM 06.10",
        0x0038 => "NMS VBX ADPCM",
        0x0041 => "G.721 ADPCM",
        0x0042 => "G.723.1",
        0x0050 => "MPEG layer 2",
        0x0055 => "MP3",
        0x0057 | 0x0136 | 0x7A21 => "AMR",
        0x0065 => "G.722 ADPCM",
        0x0083 => "G.729",
        0x0092 | 0x2000 => "Dolby AC-3",
        0x00FF | 0x1600 | 0x1601 | 0x1602 | 0xA106 | 0x706D => "AAC",
        0x0130 => "Sipro ACELP.net",
        0x0160..=0x0163 => "Windows Media Audio",
        0x0270 => "ATRAC3",
        0x028F => "ADPCM G.722",
        0x0401 => "Intel Music Coder",
        0x2001 => "DTS",
        0x5346 => "Flash ADPCM",
        0x1501 => "GSM AMR",
        0x566F | 0x674F | 0x6750 | 0x6751 | 0x676F | 0x6770 | 0x6771 => "Ogg Vorbis",
        0x704F => "Opus",
        0xA109 => "Speex",
        0xF1AC => "FLAC",
        _ => "an unknown codec",
    }
}
