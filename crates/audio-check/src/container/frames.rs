//! A few bytes of a frame header -> what the frame is, and where frames stand one behind another.

/// Sampling frequencies by index (ISO 14496-3, table 1.18).
pub(super) const AAC_SAMPLE_RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000,
    7350,
];

/// What stands in front of every frame of a stream without a container.
pub(super) trait FrameHeader: Sized {
    /// Bytes that are needed to read it.
    const BYTES: usize;
    /// The longest frame, header included.
    const LONGEST_FRAME_BYTES: usize;

    fn parse(bytes: &[u8]) -> Option<Self>;

    /// Of the frame, header included.
    fn frame_bytes(&self) -> usize;

    /// Whether the frame belongs to the stream that begins with `first`.
    fn continues(&self, first: &Self) -> bool;
}

/// The four bytes in front of every frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MpegHeader {
    pub(super) layer: u8,
    /// MPEG 1, against 2 and 2.5.
    pub(super) is_mpeg1: bool,
    pub(super) sample_rate: u32,
    pub(super) channels: u16,
    pub(super) frame_bytes: usize,
}

// kbit/s of ISO 11172-3 and 13818-3; index 0 is free format, 15 is forbidden.
const BIT_RATES: [[u16; 15]; 5] = [
    [
        0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448,
    ],
    [
        0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384,
    ],
    [
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ],
    [
        0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256,
    ],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

impl FrameHeader for MpegHeader {
    const BYTES: usize = 4;
    /// Layer 2 of MPEG 1 at 384 kbit/s and 32 kHz.
    const LONGEST_FRAME_BYTES: usize = 1732;

    fn frame_bytes(&self) -> usize {
        self.frame_bytes
    }

    fn continues(&self, first: &MpegHeader) -> bool {
        (self.layer, self.is_mpeg1, self.sample_rate)
            == (first.layer, first.is_mpeg1, first.sample_rate)
    }

    fn parse(bytes: &[u8]) -> Option<MpegHeader> {
        let [sync, b, c, d] = *bytes.first_chunk::<4>()?;
        let (version, layer_bits) = (b >> 3 & 3, b >> 1 & 3);
        if sync != 0xFF || b & 0xE0 != 0xE0 || version == 1 || layer_bits == 0 {
            return None;
        }
        let layer = 4 - layer_bits;
        let is_mpeg1 = version == 3;
        let row = match (is_mpeg1, layer) {
            (true, layer) => usize::from(layer) - 1,
            (false, 1) => 3,
            (false, _) => 4,
        };
        let bit_rate = u32::from(*BIT_RATES[row].get(usize::from(c >> 4))?) * 1000;
        let base = *[44_100_u32, 48_000, 32_000].get(usize::from(c >> 2 & 3))?;
        let sample_rate = match version {
            3 => base,
            2 => base / 2,
            _ => base / 4,
        };
        if bit_rate == 0 {
            return None;
        }
        let padding = u32::from(c >> 1 & 1);
        let frame_bytes = match layer {
            1 => (12 * bit_rate / sample_rate + padding) * 4,
            3 if !is_mpeg1 => 72 * bit_rate / sample_rate + padding,
            _ => 144 * bit_rate / sample_rate + padding,
        };
        Some(MpegHeader {
            layer,
            is_mpeg1,
            sample_rate,
            channels: if d >> 6 == 3 { 1 } else { 2 },
            frame_bytes: usize::try_from(frame_bytes).ok()?,
        })
    }
}

impl MpegHeader {
    pub(super) fn frames(&self) -> u64 {
        match self.layer {
            1 => 384,
            3 if !self.is_mpeg1 => 576,
            _ => 1152,
        }
    }
}

/// The seven bytes in front of every AAC frame in ADTS (ISO 14496-3, annex 1.A).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct AdtsHeader {
    pub(super) object_type: u8,
    pub(super) rate_index: u8,
    pub(super) channels: u8,
    pub(super) header_bytes: usize,
    pub(super) frame_bytes: usize,
}

impl FrameHeader for AdtsHeader {
    const BYTES: usize = 7;
    /// The length field has 13 bits.
    const LONGEST_FRAME_BYTES: usize = 8191;

    fn frame_bytes(&self) -> usize {
        self.frame_bytes
    }

    fn continues(&self, first: &AdtsHeader) -> bool {
        (self.object_type, self.rate_index, self.channels)
            == (first.object_type, first.rate_index, first.channels)
    }

    fn parse(bytes: &[u8]) -> Option<AdtsHeader> {
        let [sync, b, c, d, e, f, _] = *bytes.first_chunk::<7>()?;
        if sync != 0xFF || b & 0xF6 != 0xF0 {
            return None;
        }
        let header = AdtsHeader {
            object_type: (c >> 6) + 1,
            rate_index: c >> 2 & 0x0F,
            channels: (c & 1) << 2 | d >> 6,
            header_bytes: if b & 1 == 0 { 9 } else { 7 },
            frame_bytes: usize::from(d & 3) << 11 | usize::from(e) << 3 | usize::from(f >> 5),
        };
        (usize::from(header.rate_index) < AAC_SAMPLE_RATES.len()
            && header.frame_bytes > header.header_bytes)
            .then_some(header)
    }
}

/// Where in `view` a frame begins that is followed by another, or by the end.
pub(super) fn find<H: FrameHeader>(view: &[u8], is_whole: bool) -> Option<usize> {
    let begins = |bytes: &[u8]| {
        let header = H::parse(bytes)?;
        let next = bytes.get(header.frame_bytes()..)?;
        Some(match H::parse(next) {
            Some(next) => next.continues(&header),
            None => is_whole && next.is_empty(),
        })
    };
    (0..view.len()).find(|&at| view[at] == 0xFF && begins(&view[at..]) == Some(true))
}

/// Behind foreign bytes a few frames may be chance, as in PCM: where a run of many begins.
pub(super) fn find_run<H: FrameHeader>(view: &[u8]) -> Option<usize> {
    const FRAMES_OF_A_RUN: usize = 6;
    let mut from = 0;
    loop {
        let start = from + find::<H>(view.get(from..)?, false)?;
        let first = H::parse(&view[start..])?;
        let mut at = start;
        let follows = |at: &mut usize| {
            let header = view.get(*at..).and_then(H::parse);
            let header = header.filter(|header| header.continues(&first));
            header.is_some_and(|header| {
                *at += header.frame_bytes();
                true
            })
        };
        if (0..FRAMES_OF_A_RUN).all(|_| follows(&mut at)) {
            return Some(start);
        }
        from = start + 1;
    }
}

/// Length of the ID3v2 tag that `view` begins with (ID3v2.4, 3.1), its footer included.
pub(super) fn id3v2_bytes(view: &[u8]) -> Option<u64> {
    let &[b'I', b'D', b'3', major, minor, flags, a, b, c, d] = view.first_chunk()? else {
        return None;
    };
    if major == 0xFF || minor == 0xFF || (a | b | c | d) & 0x80 != 0 {
        return None;
    }
    let size = [a, b, c, d]
        .iter()
        .fold(0, |size, byte| size << 7 | u64::from(*byte));
    Some(10 + size + if flags & 0x10 != 0 { 10 } else { 0 })
}
