//! Fields, right or wrong -> the bytes of a file of the WAV family.

/// Byte order of the family: RIFX is big-endian, everything else little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl Order {
    /// Two bytes in this order.
    pub fn u16(self, value: u16) -> [u8; 2] {
        match self {
            Order::Little => value.to_le_bytes(),
            Order::Big => value.to_be_bytes(),
        }
    }

    /// Four bytes in this order.
    pub fn u32(self, value: u32) -> [u8; 4] {
        match self {
            Order::Little => value.to_le_bytes(),
            Order::Big => value.to_be_bytes(),
        }
    }
}

/// The fields of a fmt chunk; any of them may lie.
#[derive(Clone, Debug)]
pub struct Fmt {
    /// wFormatTag.
    pub tag: u16,
    /// nChannels.
    pub channels: u16,
    /// nSamplesPerSec.
    pub sample_rate: u32,
    /// nAvgBytesPerSec.
    pub byte_rate: u32,
    /// nBlockAlign.
    pub block_bytes: u16,
    /// wBitsPerSample.
    pub bits: u16,
    /// Whatever follows the first 16 bytes, cbSize included.
    pub extension: Vec<u8>,
}

impl Fmt {
    /// A consistent fmt chunk of `bits` in the smallest container; tag 1 is PCM, 3 float.
    pub fn new(tag: u16, sample_rate: u32, channels: u16, bits: u16) -> Fmt {
        let block_bytes = channels.wrapping_mul(bits.div_ceil(8));
        Fmt {
            tag,
            channels,
            sample_rate,
            byte_rate: sample_rate.wrapping_mul(u32::from(block_bytes)),
            block_bytes,
            bits,
            extension: Vec::new(),
        }
    }

    /// Integer PCM.
    pub fn pcm(sample_rate: u32, channels: u16, bits: u16) -> Fmt {
        Fmt::new(1, sample_rate, channels, bits)
    }

    /// The same format as WAVE_FORMAT_EXTENSIBLE, with the old tag in the GUID.
    pub fn extensible(mut self, valid_bits: u16, mask: u32, order: Order) -> Fmt {
        let mut extension = Vec::from(order.u16(22));
        extension.extend(order.u16(valid_bits));
        extension.extend(order.u32(mask));
        extension.extend(order.u32(u32::from(self.tag)));
        extension.extend(order.u16(0));
        extension.extend(order.u16(0x10));
        extension.extend([0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
        self.tag = 0xFFFE;
        self.extension = extension;
        self
    }

    /// The chunk body.
    pub fn to_bytes(&self, order: Order) -> Vec<u8> {
        let mut bytes = Vec::from(order.u16(self.tag));
        bytes.extend(order.u16(self.channels));
        bytes.extend(order.u32(self.sample_rate));
        bytes.extend(order.u32(self.byte_rate));
        bytes.extend(order.u16(self.block_bytes));
        bytes.extend(order.u16(self.bits));
        bytes.extend(&self.extension);
        bytes
    }
}

/// A file under construction: chunks in the order in which they are added.
#[derive(Clone, Debug)]
pub struct Wav {
    id: [u8; 4],
    order: Order,
    riff_size: Option<u32>,
    body: Vec<u8>,
}

impl Wav {
    /// `RIFF`, `RIFX`, `RF64` or `BW64`.
    pub fn new(id: &[u8; 4]) -> Wav {
        Wav {
            id: *id,
            order: if id == b"RIFX" {
                Order::Big
            } else {
                Order::Little
            },
            riff_size: None,
            body: Vec::new(),
        }
    }

    /// A complete plain file.
    pub fn plain(fmt: &Fmt, data: &[u8]) -> Vec<u8> {
        Wav::new(b"RIFF").fmt(fmt).chunk(b"data", data).to_bytes()
    }

    /// Byte order of this file.
    pub fn order(&self) -> Order {
        self.order
    }

    /// The RIFF size, instead of the true one.
    pub fn riff_size(mut self, size: u32) -> Wav {
        self.riff_size = Some(size);
        self
    }

    /// A fmt chunk.
    pub fn fmt(self, fmt: &Fmt) -> Wav {
        let body = fmt.to_bytes(self.order);
        self.chunk(b"fmt ", &body)
    }

    /// A chunk with its true size and its pad byte.
    pub fn chunk(self, id: &[u8; 4], body: &[u8]) -> Wav {
        let size = u32::try_from(body.len()).expect("chunks of tests are small");
        let odd = body.len() % 2 == 1;
        let wav = self.lying_chunk(id, size, body);
        if odd { wav.raw(&[0]) } else { wav }
    }

    /// A chunk that claims `size` bytes, without a pad byte.
    pub fn lying_chunk(self, id: &[u8; 4], size: u32, body: &[u8]) -> Wav {
        let size = self.order.u32(size);
        self.raw(id).raw(&size).raw(body)
    }

    /// ds64 with 64-bit sizes of RIFF, data and the sample count.
    pub fn ds64(self, riff_bytes: u64, data_bytes: u64, samples: u64) -> Wav {
        let mut body = Vec::new();
        for wide in [riff_bytes, data_bytes, samples] {
            body.extend(wide.to_le_bytes());
        }
        body.extend(0_u32.to_le_bytes());
        self.chunk(b"ds64", &body)
    }

    /// Any bytes.
    pub fn raw(mut self, bytes: &[u8]) -> Wav {
        self.body.extend(bytes);
        self
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let size = self.riff_size.unwrap_or_else(|| {
            u32::try_from(self.body.len() + 4).expect("files of tests are small")
        });
        let mut bytes = Vec::from(self.id);
        bytes.extend(self.order.u32(size));
        bytes.extend(b"WAVE");
        bytes.extend(&self.body);
        bytes
    }
}

/// Samples in [-1, 1] -> integer PCM of `sample_bytes` 1 to 4 (1 is unsigned), full scale at the top.
pub fn integers(samples: &[f64], sample_bytes: usize, order: Order) -> Vec<u8> {
    let mut pcm = Vec::with_capacity(samples.len() * sample_bytes);
    for sample in samples {
        #[expect(clippy::cast_possible_truncation, reason = "float casts saturate")]
        let value = (sample * 2_147_483_648.0).round() as i32;
        let mut bytes = value.to_le_bytes();
        if sample_bytes == 1 {
            bytes[3] ^= 0x80;
        }
        let kept = &mut bytes[4 - sample_bytes..];
        if order == Order::Big {
            kept.reverse();
        }
        pcm.extend_from_slice(kept);
    }
    pcm
}

/// Samples -> 32-bit float PCM.
pub fn floats(samples: &[f64], order: Order) -> Vec<u8> {
    #[expect(clippy::cast_possible_truncation, reason = "nearest f32 is meant")]
    let narrow = |sample: &f64| (*sample as f32).to_bits();
    samples
        .iter()
        .flat_map(|sample| order.u32(narrow(sample)))
        .collect()
}
